"""A scorecard → HTML: the total with its range, a bar per indicator, what is official. Every text is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from assistant.scoring.exact import trimmed
from assistant.scoring.rating import Basis
from assistant.scoring.wording import basis_label
from assistant.web.plain_text import plain
from knowledge.indicators.loader import load_system
from knowledge.indicators.system import IndicatorSystem

Record = Mapping[str, Any]
"""A scorecard, or a part of one, as in the contract: scores are strings with two decimals."""

Steps = Mapping[str, Sequence[str]]
"""By the code of a line, what was computed before its points."""

NO_STEPS: Steps = MappingProxyType({})


def scorecard(card: Record, is_open: bool, steps: Steps = NO_STEPS) -> str:
    """The scorecard of an answer as a card that folds; ``steps`` say under a line how its rating came about."""
    system = load_system(card["system"])
    year = f"{card['year']} 年度" if card["year"] else ""
    whose = " ".join(part for part in (card["name"], year) if part)
    track = f"（{system.tracks[card['track']]}）" if len(system.tracks) > 1 else ""
    title, path = (whose, system.title + track) if whose else (system.title, track.strip("（）"))
    groups = "".join(_group(group.name, card, system, steps) for group in system.all_groups)
    return (
        f'<details class="card scorecard"{" open" if is_open else ""}><summary><span class="where">'
        f'<span class="title">{plain(title)}</span><span class="path">{plain(path)}</span></span>'
        f'</summary><div class="body">{_total(card, system)}{_verdict(card)}{groups}{_provenance(card, system)}</div>'
        "</details>"
    )


def _total(card: Record, system: IndicatorSystem) -> str:
    full = sum((Decimal(line["weight"]) for line in card["lines"]), Decimal(0))
    parts = f"<small>基础分 {plain(card['base'])} + 加分 {plain(card['bonus'])}</small>" if system.bonus else ""
    low, high = card["range"]["low"], card["range"]["high"]
    open_lines = len(card["missing"])
    span = f"<p>缺 {open_lines} 项，暂按 0 分；补齐后 {plain(low)}–{plain(high)} 分。</p>" if open_lines else ""
    return (
        f'<div class="total"><p><b>{plain(card["total"])}</b> 分{parts}</p>'
        f"{bar(Decimal(card['total']), full, Decimal(high))}{span}</div>"
    )


def _verdict(card: Record) -> str:
    return f'<p class="verdict">结论：{plain(card["verdict"]["text"])}</p>' if "verdict" in card else ""


def _group(name: str, card: Record, system: IndicatorSystem, steps: Steps) -> str:
    """A group's subtotal and its lines; the bonus is a group of its own."""
    lines = [line for line in card["lines"] if line["group"] == name]
    subtotals = {group["name"]: group["points"] for group in card["groups"]}
    points = subtotals[name] if name in subtotals else card["bonus"]
    weight = trimmed(str(sum(Decimal(line["weight"]) for line in lines)))
    shown = "".join(_line(line, card["scheme"]["official"], steps.get(line["code"], ())) for line in lines)
    return (
        f'<h4><span>{plain(name)}</span><span class="points">{plain(points)}<small> / {weight}</small></span></h4>'
        f'<ul class="lines">{shown}</ul>'
    )


def _line(line: Record, official: bool, steps: Sequence[str]) -> str:
    """One indicator; how its points came about is folded under it."""
    weight, points = line["weight"], line["points"]
    full, got = Decimal(weight), Decimal(points or "0")
    shown = bar(got, full, full if points is None else got)
    basis = [] if points is None else [basis_label(Basis(line["basis"]), official)]
    value = f"{line['value']} {line['unit']}".strip() if line["value"] else ""
    how = "；".join([*([value] if value else []), *basis, *steps, line["arithmetic"]])
    source = line["source"]
    where = " › ".join((source["title"], *source["section"]))
    return (
        f'<li><details><summary><span class="name"><b>{plain(line["code"])}</b> {plain(line["name"])}</span>{shown}'
        f'<span class="points">{plain(points or "缺")}<small> / {trimmed(weight)}</small></span></summary>'
        f'<p>{plain(how)}</p><p class="origin">指标出处：{plain(where)}<q>{plain(source["quote"])}</q></p>'
        "</details></li>"
    )


def bar(points: Decimal, full: Decimal, high: Decimal) -> str:
    """Points of the full ones as a length; what is still open, up to ``high``, is hatched."""
    got, still_open = (f"{float(100 * part / full):.2f}%" for part in (points, high - points))
    return (
        f'<span class="bar" aria-hidden="true"><i style="width:{got}"></i>'
        f'<i class="is-open" style="width:{still_open}"></i></span>'
    )


def _provenance(card: Record, system: IndicatorSystem) -> str:
    scheme = card["scheme"]
    label, standing = ("官方", "is-official") if scheme["official"] else ("示例", "is-example")
    official = f"{system.issuer} {system.issued.isoformat()} 印发"
    used = f"{scheme['name']}，版本 {scheme['version']}"
    return (
        f'<dl class="standing"><dt class="is-official">官方</dt><dd>指标和权重：{plain(official)}</dd>'
        f'<dt class="{standing}">{label}</dt><dd>数值折算成评分：{plain(used)}</dd></dl>'
    )
