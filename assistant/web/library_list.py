"""The library → HTML: what it holds, how each document stands, what came of an upload or a check. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from assistant.standing_words import CORRECTED, said, state
from assistant.terminal import STATUS
from assistant.web.library_jobs import Work
from assistant.web.plain_text import plain, unturned
from knowledge.corrections import Correction
from knowledge.documents import Metadata
from knowledge.library import CheckReport, IngestResult
from knowledge.store import DocumentSummary
from knowledge.tokenization import normalise
from knowledge.validity import Standing, begins

ORDERS = {"title": "按标题", "dates": "新公布的在前", "added": "新收入的在前", "passages": "篇幅大的在前"}
AUTO, NONE = "auto", "none"
"""What is chosen for "replaced by" where the texts decide, and where nothing is to replace the document."""
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is: numbers of documents and passages, bytes of store and index, and what searches them."""

    documents: int
    passages: int
    store: int
    index: int
    model: str | None


def figures(sizes: Sizes, degraded: str | None) -> str:
    """What is indexed and how big it is; what the search has to do without."""
    mode = f"语义加全文检索（{sizes.model}）" if sizes.model else "只用全文检索"
    told = (
        ("文件", f"{sizes.documents:,} 份"),
        ("段落", f"{sizes.passages:,} 个"),
        ("资料库", megabytes(sizes.store)),
        ("语义索引", megabytes(sizes.index)),
        ("检索", plain(mode)),
    )
    terms = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in told)
    notice = f'<p class="library-notice">{plain(degraded)}</p>' if degraded else ""
    return f'<dl class="figures">{terms}</dl>{notice}'


def megabytes(size: int) -> str:
    """12.3 MB; anything that is there at all is at least 0.1."""
    return f"{max(size / 1e6, 0.1 if size else 0):.1f} MB"


def arranged(
    summaries: Sequence[DocumentSummary], standing: Mapping[str, Standing], words: str, order: str
) -> list[DocumentSummary]:
    """The documents that hold every word in title, number, file name, dates or standing, in the order chosen."""
    wanted = normalise(words).split()
    found = [s for s in summaries if all(word in _words(s, standing[s.document_id]) for word in wanted)]
    match order:
        case "dates":
            return sorted(found, key=lambda s: begins(s) or "", reverse=True)
        case "added":
            return sorted(found, key=lambda s: s.added_at, reverse=True)
        case "passages":
            return sorted(found, key=lambda s: s.passages, reverse=True)
        case _:
            return found


def _words(summary: DocumentSummary, how: Standing) -> str:
    told = (summary.title, summary.number, Path(summary.path).name, summary.published, summary.effective)
    by_hand = CORRECTED if how.corrected else None
    return normalise(" ".join(filter(None, (*told, state(summary, how), by_hand))))


def listing(
    found: Sequence[DocumentSummary],
    standing: Mapping[str, Standing],
    titles: Mapping[str, str],
    most: int,
    may_edit: bool,
) -> str:
    """The documents as a table, at most ``most``; whoever may edit has the buttons to."""
    if not titles:
        how = "在上面上传文件。" if may_edit else "请管理资料库的人收入文件。"
        return f'<p class="library-none">资料库是空的：{how}</p>'
    if not found:
        return '<p class="library-none">没有符合的文件：换几个字词，或清空筛选。</p>'
    rows = "".join(_row(s, standing[s.document_id], titles, may_edit) for s in found[:most])
    left = len(found) - most
    rest = (
        f'<p class="library-none">还有 {left} 份没有列出：点下面的“显示更多”，或输入字词缩小范围。</p>'
        if left > 0
        else ""
    )
    heads = ("文件", "现状", "公布", "施行", "篇幅", *(("操作",) if may_edit else ()))
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f'<table class="library-list"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}'


def _row(summary: DocumentSummary, how: Standing, titles: Mapping[str, str], may_edit: bool) -> str:
    below = " · ".join(filter(None, (summary.number, Path(summary.path).name)))
    why = said(how, titles, summary.title)
    by_hand = f"<small>{CORRECTED}</small>" if how.corrected and not why else ""
    sizes = ((summary.pages, "页"), (summary.passages, "段"), (summary.tables, "表"))
    name, place = escape(unturned(summary.title)), escape(quote(summary.document_id, safe=""))
    buttons = "".join(
        f'<button type="button" data-act="{act}" data-id="{place}" aria-label="{label}：{name}">{label}</button>'
        for act, label in (("edit", "更正"), ("remove", "移除"))
    )
    return (
        f'<tr><th scope="row" dir="auto"><a href="documents/{place}" target="_blank">{plain(summary.title)}</a>'
        f"<small><bdi>{plain(below)}</bdi></small></th>"
        f'<td data-name="现状"><span class="state{"" if how.holds else " is-over"}">{state(summary, how)}</span>'
        f"{f'<small>{plain(why)}</small>' if why else by_hand}</td>"
        f'<td data-name="公布">{plain(summary.published or "—")}</td>'
        f'<td data-name="施行">{plain(summary.effective or "—")}</td>'
        f'<td data-name="篇幅">{" ".join(f"{size} {unit}" for size, unit in sizes if size)}</td>'
        f"{f'<td class=acts>{buttons}</td>' if may_edit else ''}</tr>"
    )


def work_html(work: Work) -> str:
    """What is being done and what came of it, a line for each file."""
    lines = "".join(map(_result, work.results))
    waiting = work.files - len(work.results)
    counted = f"（{len(work.results)} / {work.files} 份）" if work.files else ""
    steps = f"，段落 {work.steps[0]} / {work.steps[1]}" if work.steps and work.steps[0] < work.steps[1] else ""
    bar = f'<progress max="{work.files}" value="{len(work.results)}"></progress>' if waiting and work.running else ""
    doing = f'<p class="doing" data-busy="true">{plain(work.doing)}{counted}{steps}</p>{bar}' if work.running else ""
    done = "" if work.running or not work.files else f'<p class="doing">{_counts(work.results)}</p>'
    failure = f'<p class="library-failure" role="alert">{plain(work.failure)}</p>' if work.failure else ""
    listed = f'<ul class="results">{lines}</ul>' if lines else ""
    report = report_html(work.report) if work.report else ""
    return f'<div aria-live="polite">{doing}{done}{failure}{listed}{report}</div>'


def _counts(results: Sequence[IngestResult]) -> str:
    counts = {name: sum(result.status == status for result in results) for status, name in STATUS.items()}
    return "完成：" + "，".join(f"{name} {count} 份" for name, count in counts.items() if count)


def _result(result: IngestResult) -> str:
    name = f"<bdi>{plain(Path(result.path).name)}</bdi>"
    if result.status == "refused":
        return (
            f'<li class="is-refused"><b>{STATUS["refused"]}</b>{name}<small>{plain(result.reason or "")}</small></li>'
        )
    sizes = ((result.pages, "页"), (result.passages, "个段落"), (result.tables, "张表"))
    size = "，".join(f"{count} {unit}" for count, unit in sizes if count)
    warnings = "".join(f"<small>{plain(warning)}</small>" for warning in result.warnings)
    link = f'<a href="documents/{quote(result.document_id or "", safe="")}" target="_blank">看它怎样被读懂</a>'
    read = f"<small>《{plain(result.title or '')}》{size} {link}</small>"
    return f"<li><b>{STATUS[result.status]}</b>{name}{read}{warnings}</li>"


def report_html(report: CheckReport) -> str:
    """What a check found."""
    sizes = f"{report.documents} 份文件，{report.passages} 个段落，语义索引 {report.indexed} 个。"
    if not report.problems:
        return f'<p class="report">检查完毕，没有发现问题。{sizes}</p>'
    done = "已修复" if report.repaired else "发现问题"
    listed = "".join(f"<li>{plain(problem)}</li>" for problem in report.problems)
    return f'<div class="report{"" if report.repaired else " is-bad"}"><p>{done}：{sizes}</p><ul>{listed}</ul></div>'


# -- correcting -------------------------------------------------------------------------------------------------------


def correction(typed: Mapping[str, str], own: Metadata, replaced: str, by: str) -> Correction:
    """What a filled-in form puts right: what it leaves as the text has it is no correction, an emptied field is none.

    ``typed`` are the dates by field, in any usual writing; ``replaced`` is AUTO, NONE or the id of a document.
    """

    def changed(field: str, read: str | None) -> str | None:
        value = _iso(typed[field])
        return None if value == (read or "") else value

    return Correction(
        changed("published", own.published),
        changed("effective", own.effective),
        changed("ends", own.ends),
        {AUTO: None, NONE: ""}.get(replaced, replaced),
        by,
    )


def _iso(typed: str) -> str:
    """2024年1月31日, 2024/1/31 → 2024-01-31; what is no date stays as it is, for it is refused with its own words."""
    match = _DAY.fullmatch(typed.strip())
    if match is None:
        return typed.strip()
    year, month, day = map(int, match.groups())
    return f"{year:04d}-{month:02d}-{day:02d}"


def own_words(own: Metadata, made: Correction | None) -> str:
    """What the text itself says, and by whom it was corrected."""
    dates = (("公布", own.published), ("施行", own.effective), ("失效", own.ends))
    told = "，".join(f"{name} {date or '无'}" for name, date in dates)
    if made is None:
        return f'<p class="own">从原文读出的：{plain(told)}。改过的会标明“{CORRECTED}”，原文识别的也会保留。</p>'
    who = f"由 {made.by} " if made.by else ""
    return f'<p class="own">从原文读出的：{plain(told)}。现在的值{plain(who)}于 {_local(made.at)} 更正。</p>'


def _local(at: str) -> str:
    return f"{dt.datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def replacements(summaries: Sequence[DocumentSummary], document_id: str) -> list[tuple[str, str]]:
    """What can be chosen to replace the document: (label, value)."""
    others = [s for s in summaries if s.document_id != document_id]
    named = [(f"{unturned(s.title)}（{begins(s) or '日期不详'}）", s.document_id) for s in others]
    return [("按原文和日期判断", AUTO), ("没有被取代", NONE), *named]
