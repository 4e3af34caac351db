"""The text of a document → HTML: headings, paragraphs, tables, pages, the quote marked. Pure; every text is escaped."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from assistant.notices import percent
from assistant.web.document_table import Quoted, table_html
from assistant.web.excerpts import pieces
from assistant.web.plain_text import plain
from knowledge.documents import Document, Page, Section, SectionKind, Table
from knowledge.segmentation import Span, lines, paragraphs

# Blocks that a browser lays out together, when they come into view.
_RUN = 60


def body(document: Document, quote: Span | None, column: str = "") -> str:
    """The whole text. ``quote`` is marked and has the id "quote"; ``column`` names the cell meant in a quoted row.

    Section n has the id "s" + n, page n "p" + n, the n-th range that is no passage "o" + n, counted from 0.
    """
    blocks = _Body(document, quote, column).blocks()
    return "".join(f'<div class="run">{"".join(run)}</div>' for run in _batched(blocks, _RUN))


class _Body:
    """Goes through the text once, from its beginning to its end."""

    def __init__(self, document: Document, quote: Span | None, column: str) -> None:
        self._document = document
        self._text = document.text
        self._quote = quote
        self._column = column
        self._marked = False
        headed = [s for s in document.sections if document.text[s.start : s.body].strip()]
        self._blocks: list[tuple[int, int, Section | Table]] = sorted(
            [(s.start, s.body, s) for s in headed] + [(t.start, t.end, t) for t in document.tables],
            key=lambda block: block[:2],
        )
        self._left_out = sorted(document.left_out)
        with_heading = {section.index for section in headed}
        anchors = [(s.start, f"s{s.index}") for s in document.sections if s.index not in with_heading]
        anchors += [(start, f"o{i}") for i, (start, _) in enumerate(self._left_out)]
        marks = [(place, f'<a id="{name}"></a>') for place, name in anchors]
        marks += [(page.start, _page(page)) for page in document.pages]
        self._marks = sorted(marks, key=lambda mark: mark[0])
        self._next_mark = 0

    def blocks(self) -> Iterator[str]:
        place = 0
        for start, end, block in self._blocks:
            if start < place:
                continue
            yield from self._running(place, start)
            yield self._heading(block) if isinstance(block, Section) else self._table(block)
            place = end
        yield from self._running(place, len(self._text))
        yield self._marks_until(len(self._text) + 1)

    def _running(self, start: int, end: int) -> Iterator[str]:
        found = lines(self._text, start, end)
        for span in paragraphs(self._text, found) if self._document.wrapped else found:
            before = self._marks_until(span.start + 1)
            yield f'{before}<p dir="auto"{self._class(span)}>{self._inline(span)}</p>'

    def _heading(self, section: Section) -> str:
        span = Span(section.start, section.body).trimmed(self._text)
        before = self._marks_until(span.start + 1)
        level = min(2 + len(section.path) - (section.kind is not SectionKind.DOCUMENT and bool(section.path)), 6)
        return (
            f'{before}<h{level} id="s{section.index}" dir="auto"{self._class(span)}>{self._inline(span)}'
            f'<a class="here" href="#s{section.index}" aria-label="本节的链接">#</a></h{level}>'
        )

    def _table(self, table: Table) -> str:
        before = self._marks_until(table.start + 1)
        inside = self._quote and self._quote.start < table.end and table.start < self._quote.end
        quoted = Quoted(self._quote, self._column) if self._quote and inside else None
        self._marked = self._marked or quoted is not None
        html = table_html(self._text, table, quoted, self._inline)
        return f"{before}<div{self._class(Span(table.start, table.end))}>{html}</div>"

    def _inline(self, span: Span, marked: bool = True) -> str:
        """The words of a stretch of text, cut where a page or a section begins and where the quote does."""
        quote = self._quote if marked and self._quote else Span(0, 0)
        html, start = "", span.start
        while start < span.end:
            end = min(span.end, self._mark_after(start))
            html += self._marks_until(start + 1)
            for piece in pieces(self._text, Span(start, end), quote):
                html += self._mark(piece.text) if piece.quoted else plain(piece.text)
            start = end
        return html

    def _mark(self, words: str) -> str:
        anchor, self._marked = ("" if self._marked else ' id="quote"'), True
        return f"<mark{anchor}>{plain(words)}</mark>"

    def _mark_after(self, place: int) -> int:
        """Where the next page or section begins."""
        at = bisect_right(self._marks, place, key=lambda mark: mark[0])
        return self._marks[at][0] if at < len(self._marks) else len(self._text)

    def _marks_until(self, place: int) -> str:
        """Those before ``place`` that have not been written."""
        html = ""
        while self._next_mark < len(self._marks) and self._marks[self._next_mark][0] < place:
            html += self._marks[self._next_mark][1]
            self._next_mark += 1
        return html

    def _class(self, span: Span) -> str:
        at = bisect_right(self._left_out, span.start, key=lambda pair: pair[0]) - 1
        outside = at >= 0 and span.end <= self._left_out[at][1]
        return ' class="is-left-out" title="没有编入检索的部分"' if outside else ""


def _page(page: Page) -> str:
    sure = "" if page.confidence is None else f" · 图像识别，平均置信度 {percent(page.confidence)}"
    return f'<span class="page" id="p{page.number}">第 {page.number} 页{sure}</span>'


def _batched(blocks: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(blocks)
    while run := list(islice(rest, size)):
        yield run
