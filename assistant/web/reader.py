"""The viewer: a whole document as one page, with its sections beside it and the quote marked. Its markup is pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.standing_words import CORRECTED, said, state
from assistant.web.access import require
from assistant.web.document_text import body
from assistant.web.excerpts import innermost
from assistant.web.links import original
from assistant.web.plain_text import bare, plain
from knowledge.corrections import Correction
from knowledge.documents import Document, Section
from knowledge.library import Library, NoSuchDocument
from knowledge.scope import standings_on
from knowledge.segmentation import Span, fold
from knowledge.store import DocumentSummary
from knowledge.validity import Standing

Address = Callable[[str], str]
"""The name of a static file → its address, seen from the application's root."""

# With more sections than this only those around the quote are unfolded at first.
_UNFOLDED = 40
_LEFT_OUT_CHARS = 24
OUT_OF_RANGE = "这个链接所指的引文位置不在这份文件里（文件可能已经更新），下面是它现在的全文。"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is shown of a document on a day: ``titles`` are those of the library by id, ``quote`` the place to mark."""

    document: Document
    summary: DocumentSummary
    standing: Standing
    titles: Mapping[str, str]
    quote: Span | None = None
    column: str = ""
    note: str = ""


def reader_routes(library: Library, address: Address) -> APIRouter:
    """``/documents/{id}?start=…&end=…[&column=…]``, for whoever may ask questions."""
    router = APIRouter()

    @router.get("/documents/{document_id}")
    def show(request: Request, document_id: str, start: str = "", end: str = "", column: str = "") -> Response:
        require(request, "reader")
        try:
            document, summary = library.document(document_id), library.summary(document_id)
        except NoSuchDocument:
            return HTMLResponse(missing(address), 404)
        place, note = quoted(document, start, end)
        titles = {other.document_id: other.title for other in library.documents()}
        standing = standings_on(library, dt.date.today())[document_id]
        return HTMLResponse(page(Reading(document, summary, standing, titles, place, column, note), address))

    return router


def quoted(document: Document, start: str, end: str) -> tuple[Span | None, str]:
    """The place that an address names, and a note where it names one that is not there."""
    if not start and not end:
        return None, ""
    if all(place.isascii() and place.isdigit() and len(place) < 12 for place in (start, end)):
        span = Span(int(start), int(end))
        if span.start < span.end <= len(document.text):
            return span, ""
    return None, OUT_OF_RANGE


def page(reading: Reading, address: Address) -> str:
    """The whole page."""
    document, text = reading.document, body(reading.document, reading.quote, reading.column)
    here = innermost(document, reading.quote.start) if reading.quote else None
    note = f'<p class="note" role="status">{plain(reading.note)}</p>' if reading.note else ""
    to_quote = '<a class="to-quote" href="#quote">引文</a>' if 'id="quote"' in text else ""
    return _frame(
        document.title,
        address,
        f'<header class="bar"><a class="home" href="../">参阅</a><span class="name" dir="auto">{plain(document.title)}'
        f'</span>{to_quote}<a class="top" href="#beginning">回到开头</a></header>'
        f'<div class="reading">{contents(document.sections, here)}<main>'
        f'<h1 id="beginning" dir="auto">{plain(document.title)}</h1>{note}{_about(reading)}'
        f'<article aria-label="全文">{text}</article></main></div>',
    )


def missing(address: Address) -> str:
    """What is shown where there is no such document (any more)."""
    return _frame(
        "文件不在资料库里",
        address,
        '<header class="bar"><a class="home" href="../">参阅</a></header><div class="reading is-missing"><main>'
        "<h1>这份文件不在资料库里</h1>"
        "<p>它可能已被移除，或者换成了新的版本，所以这个链接打不开。</p>"
        '<p>可以<a href="../">回到参阅</a>重新提问：答案会依据资料库里现有的文件；'
        "也可以请管理资料库的人在「知识库」里查看，或重新收入这份文件。</p></main></div>",
    )


def contents(sections: Sequence[Section], here: Section | None) -> str:
    """The section tree, with ``here`` marked as the current one and unfolded."""
    below: dict[int | None, list[Section]] = defaultdict(list)
    for section in sections:
        if section.parent is not None or section.title:
            parent = section.parent
            below[None if parent is not None and not sections[parent].title else parent].append(section)
    if not below:
        return ""
    opened, at = set(), here
    while at is not None:
        opened.add(at.index)
        at = sections[at.parent] if at.parent is not None else None
    unfolded = len(sections) <= _UNFOLDED

    def listed(parent: int | None) -> str:
        return "<ol>" + "".join(map(item, below[parent])) + "</ol>"

    def item(section: Section) -> str:
        current = ' aria-current="location"' if here and section.index == here.index else ""
        link = f'<a href="#s{section.index}" dir="auto"{current}>{plain(fold(section.title))}</a>'
        if section.index not in below:
            return f"<li>{link}</li>"
        is_open = " open" if unfolded or section.index in opened else ""
        fold_mark = f'<summary aria-label="下级标题：{bare(fold(section.title))}"></summary>'
        return f"<li>{link}<details{is_open}>{fold_mark}{listed(section.index)}</details></li>"

    return f'<nav aria-label="目录"><details class="tree" open><summary>目录</summary>{listed(None)}</details></nav>'


def _about(reading: Reading) -> str:
    """What the document is and how it stands today."""
    summary, metadata = reading.summary, reading.document.metadata
    correction = summary.correction or Correction()
    sizes = ((summary.pages, "页"), (summary.passages, "个段落"), (summary.tables, "张表"))
    url = next((original(section.url) for section in reading.document.sections if section.url), "")
    rows = [
        ("现状", _standing(reading)),
        ("文号", plain(metadata.number or "")),
        ("发布机关", plain(metadata.publisher or "")),
        ("期号", plain(metadata.issue or "")),
        ("公布", _date(summary.published, metadata.published, correction.published)),
        ("施行", _date(summary.effective, metadata.effective, correction.effective)),
        ("失效", _date(summary.ends, metadata.ends, correction.ends)),
        ("来源", f"<bdi>{plain(Path(summary.path).name)}</bdi>{url}"),
        ("篇幅", "，".join(f"{size} {unit}" for size, unit in sizes if size)),
        ("未编入检索", _left_out(reading.document)),
    ]
    told = "".join(f"<div><dt>{name}</dt><dd>{html}</dd></div>" for name, html in rows if html)
    return f'<dl class="about">{told}</dl>'


def _standing(reading: Reading) -> str:
    how, word = reading.standing, state(reading.summary, reading.standing)
    why = said(how, reading.titles, reading.document.title)
    mark = f'<span class="state{"" if how.holds else " is-over"}">{word}</span>'
    newer = how.superseded_by
    link = f'<a href="{quote(newer, safe="")}">打开《{plain(reading.titles[newer])}》</a>' if newer else ""
    by_hand = CORRECTED if how.corrected and not why else ""
    return mark + " ".join(filter(None, (f"<span>{plain(why)}</span>" if why else "", by_hand, link)))


def _date(shown: str | None, own: str | None, corrected: str | None) -> str:
    if corrected is None:
        return plain(shown or "")
    return f'{plain(shown or "无")}<small class="corrected">{CORRECTED}，原文识别为：{plain(own or "无")}</small>'


def _left_out(document: Document) -> str:
    """The beginnings of the ranges that are no passage, each with the way to it."""
    texts = [fold(document.text[start:end]) for start, end in sorted(document.left_out)]
    shown = [text if len(text) <= _LEFT_OUT_CHARS else text[:_LEFT_OUT_CHARS] + "…" for text in texts]
    return "、".join(f'<a href="#o{i}">“{plain(text)}”</a>' for i, text in enumerate(shown))


def _frame(title: str, address: Address, content: str) -> str:
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{bare(title)} · 参阅</title><link rel="icon" type="image/svg+xml" href="../{address("icon.svg")}">'
        f'<link rel="stylesheet" href="../{address("style.css")}">'
        f'<link rel="stylesheet" href="../{address("reader.css")}">'
        f'<script src="../{address("reader.js")}"></script></head><body class="reader">{content}</body></html>'
    )
