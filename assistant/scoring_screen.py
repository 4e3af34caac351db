"""What the scoring commands show on screen: only rich, no decisions."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.scoring.comparison import Comparison, Gain
from assistant.scoring.exact import plain, short
from assistant.scoring.plan import Plan
from assistant.scoring.scorecard import Scorecard
from assistant.scoring.wording import basis_of, missing, provenance, scheme_label
from assistant.scoring_history import Kept

_FIGURES = {"权重", "评分", "得分", "投入", "增加的分", "总分变化", "甲", "乙", "变化", "总分", "补齐缺项最高"}
STATES = {True: "符合", False: "不符合", None: "资料不足"}


def print_scorecard(console: Console, card: Scorecard) -> None:
    """The lines, sums, what is missing, the arithmetic, what is official and what is not."""
    _say(console, _heading(card))
    table = _table("编号", "指标", "权重", "数值", "评分", "得分")
    for line in card.lines:
        table.add_row(
            line.code,
            Text(line.name),
            plain(line.weight),
            Text(f"{line.value} {line.unit}".strip() if line.value else "—"),
            "—" if line.rating is None else short(line.rating),
            "缺" if line.points is None else str(line.points),
        )
    console.print(table)
    for group in card.groups:
        _say(console, f"  {group.name}：{group.points} / {plain(group.weight)}")
    bonus = f" + 加分 {card.bonus}" if card.system.bonus else ""
    _say(console, f"总分 {card.total} = 基础分 {card.base}{bonus}")
    if card.missing:
        _say(console, f"缺 {len(card.missing)} 项，补齐后总分在 {card.total} 至 {card.high} 之间：")
        for sentence in missing(card):
            _say(console, f"  {sentence}")
    _print_verdict(console, card)
    _print_steps(console, card)
    for sentence in provenance(card):
        _say(console, sentence)


def _print_steps(console: Console, card: Scorecard) -> None:
    """Below the figures and over the whole width: in a column beside them it would be a tall ribbon."""
    steps = Table.grid("编号", "怎样得出", padding=(0, 2))
    steps.columns[0].no_wrap = True
    steps.columns[1].overflow = "fold"
    for line in card.lines:
        if line.rating is not None:
            how = "；".join([*line.steps, line.arithmetic])
            steps.add_row(line.code, Text(f"{basis_of(line, card.scheme)}：{how}"))
    if steps.row_count:
        _say(console, "怎样得出：")
        console.print(steps)


def print_plan(console: Console, plan: Plan, gains: Sequence[Gain]) -> None:
    """The steps in order, what cannot be reached and why, and what one more unit of each fact brings."""
    _say(console, _heading(plan.before))
    _say(console, plan.summary)
    if plan.steps:
        table = _table("顺序", "做什么", "投入", "增加的分", "提高的指标", "降低的指标")
        for number, step in enumerate(plan.steps, start=1):
            what = f"{step.label}：{step.before} → {step.after} {step.unit}".strip()
            table.add_row(
                str(number),
                Text(what),
                plain(step.effort),
                str(step.gain),
                "、".join(step.serves),
                "、".join(step.costs),
            )
        console.print(table)
    for limit in plan.limits:
        _say(console, f"  {limit}")
    print_gains(console, gains)
    for sentence in provenance(plan.before):
        _say(console, sentence)


def print_gains(console: Console, gains: Sequence[Gain]) -> None:
    """What one more unit of each fact brings, losses in ratios included."""
    if not gains:
        return
    _say(console, "每项单独再增加一个单位（或提高一档）带来的分，已计入摊薄比例的损失：")
    table = _table("项目", "增加", "总分变化", "其中")
    for gain in gains:
        table.add_row(
            gain.label,
            f"1 {gain.unit}" if gain.unit else "1 档",
            "—" if gain.points is None else f"{gain.points:+}",
            Text(gain.blocked or "、".join(f"{code} {points:+}" for code, points in gain.lines) or "不变"),
        )
    console.print(table)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Two scorecards line by line."""
    before, after = comparison.before, comparison.after
    _say(console, f"甲：{_heading(before)}")
    _say(console, f"乙：{_heading(after)}")
    table = _table("编号", "指标", "甲", "乙", "变化")
    for line in comparison.lines:
        table.add_row(
            line.code,
            Text(line.name),
            "缺" if line.before is None else str(line.before),
            "缺" if line.after is None else str(line.after),
            f"{line.difference:+}" if line.difference else "—",
        )
    table.add_row("", "总分", str(before.total), str(after.total), f"{comparison.difference:+}", style="bold")
    console.print(table)
    if not comparison.same_scheme:
        _say(console, "两份得分用的评分方案不同，变化里有一部分可能来自方案。")
    for sentence in dict.fromkeys([*provenance(before), *provenance(after)]):
        _say(console, sentence)


def print_history(console: Console, kept: Sequence[Kept]) -> None:
    """The kept scorecards, by name and year."""
    table = _table("名称", "年度", "总分", "补齐缺项最高", "评价体系", "评分方案", "存档时间（UTC）")
    for one in kept:
        range = one.scorecard["range"]
        table.add_row(
            Text(str(one.profile.name)),
            str(one.year),
            one.scorecard["total"],
            range["high"] if range["high"] != range["low"] else "—",
            one.profile.system,
            Text(scheme_label(one.scheme)),
            one.kept_at.removesuffix("+00:00"),
        )
    console.print(table)


def _heading(card: Scorecard) -> str:
    profile = card.profile
    year = f"　{profile.year} 年度" if profile.year else ""
    name = profile.name or "（没有填写名称）"
    return (
        f"{name}{year}　{card.system.title}（{card.system.tracks[profile.track]}）　方案：{scheme_label(card.scheme)}"
    )


def _print_verdict(console: Console, card: Scorecard) -> None:
    if card.verdict is None:
        return
    _say(console, f"评价结论：{STATES[card.verdict.met]}")
    for kind, checks in (
        ("条件", card.verdict.conditions),
        ("得分", (card.verdict.by_score,)),
        ("直接途径", card.verdict.routes),
    ):
        for check in checks:
            _say(console, f"  {kind}　{STATES[check.met]}　{check.name}（{check.stated}）")


def _table(*heads: str) -> Table:
    table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"  # every character is shown, however narrow the screen
        column.justify = "right" if column.header in _FIGURES else "left"
    table.columns[0].no_wrap = True
    return table


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
