"""An Extract → one text in which every paragraph, table cell and page has its place.

Each paragraph is a line, each row of a table a line with its cells between tabs; a merged cell's text stands once. What
repeats on page after page (running heads, page numbers) is left out; a paragraph or table that a page's edge cuts is
one again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from knowledge.documents import Cell, Page
from knowledge.grids import is_figure
from knowledge.loading.extract import Extract, Grid, Paragraph
from knowledge.segmentation import Span, fold, is_broken

_PAGE_NUMBER = re.compile(
    r"[-—–－·]\s*\d{1,4}\s*[-—–－·]|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_CONTINUED = re.compile(r"[（(]?(?:续|接上)[上前]?[表页]?[\d一二三四五六七八九十]*[)）]?")
# Lines at either end of a page that may be its running head or foot, and on how many pages such a line stands.
_MARGIN_LINES, _PAGES_REPEATED = 2, 3


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A table as it stands in the text: a place covered by a merged cell holds the very cell that covers it."""

    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[Span, ...]
    header_rows: int
    caption: str
    start: int
    end: int
    page: int | None = None

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0])


@dataclass(frozen=True, slots=True)
class Layout:
    """The text with its tables, pages and heading levels (by the offset at which a heading's line starts)."""

    text: str
    grids: tuple[PlacedGrid, ...]
    pages: tuple[Page, ...]
    levels: dict[int, int]


def assemble(extract: Extract) -> Layout:
    """The text of an Extract with the place of everything in it."""
    writer = _Writer()
    blocks = _without_margins(extract.blocks)
    for i, block in enumerate(blocks):
        if isinstance(block, Grid):
            writer.add_grid(block)
        else:
            writer.add_paragraph(block, cut_by_page=not extract.wrapped and _is_cut(blocks, i))
    return Layout("".join(writer.parts), tuple(_joined(writer.grids, writer.text())), writer.pages(), writer.levels)


def page_at(pages: Sequence[Page], position: int) -> int | None:
    """The number of the page that holds the position, None for a format without pages."""
    place = bisect_right(pages, position, key=lambda page: page.start) - 1
    return pages[place].number if place >= 0 else None


class _Writer:
    """Gathers the text and remembers where everything was put."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.grids: list[PlacedGrid] = []
        self.levels: dict[int, int] = {}
        self._marks: list[tuple[int, int, float | None, int]] = []  # (page, offset, confidence, characters)

    def text(self) -> str:
        return "".join(self.parts)

    def add_paragraph(self, paragraph: Paragraph, cut_by_page: bool) -> None:
        if self.parts and not cut_by_page:
            self._write("\n")
        self._mark(paragraph.page, paragraph.confidence, len(paragraph.text))
        if paragraph.level is not None:
            indent = len(paragraph.text) - len(paragraph.text.lstrip())
            self.levels[self.length + indent] = paragraph.level
        self._write(paragraph.text)

    def add_grid(self, grid: Grid) -> None:
        height = max((cell.row + 1 for cell in grid.cells), default=0)
        width = max((cell.column + 1 for cell in grid.cells), default=0)
        if width < 2:
            texts = (grid.caption, *(cell.text for cell in sorted(grid.cells, key=lambda cell: cell.row)))
            for text in filter(None, texts):
                self.add_paragraph(Paragraph(text, page=grid.page, confidence=grid.confidence), False)
            return
        if self.parts:
            self._write("\n")
        start = self.length
        self._mark(grid.page, grid.confidence, sum(len(cell.text) for cell in grid.cells))
        if grid.caption:
            self._write(grid.caption + "\n")
        anchors = {(given.row, given.column): given for given in grid.cells}
        places: dict[tuple[int, int], Cell] = {}
        lines: list[Span] = []
        for row in range(height):
            if row:
                self._write("\n")
            line = self.length
            for column in range(width):
                if column:
                    self._write("\t")
                anchor = anchors.get((row, column))
                if anchor is not None:
                    written = self._write_cell(anchor.text)
                    for i in range(row, min(row + anchor.rows, height)):
                        for j in range(column, min(column + anchor.columns, width)):
                            places[i, j] = written
                else:
                    places.setdefault((row, column), Cell("", self.length, self.length))
            lines.append(Span(line, self.length))
        rows = tuple(tuple(places[row, column] for column in range(width)) for row in range(height))
        header = min(grid.header_rows, height)
        self.grids.append(PlacedGrid(rows, tuple(lines), header, fold(grid.caption), start, self.length, grid.page))

    def pages(self) -> tuple[Page, ...]:
        """A page runs to the next; its confidence is the mean over its recognised characters."""
        runs = [list(marks) for _, marks in groupby(self._marks, key=lambda mark: mark[0])]
        starts = [0, *(marks[0][1] for marks in runs[1:]), self.length]
        return tuple(
            Page(marks[0][0], start, end, _mean((mark[2], mark[3]) for mark in marks))
            for marks, start, end in zip(runs, starts, starts[1:], strict=False)
        )

    def _write(self, piece: str) -> None:
        self.parts.append(piece)
        self.length += len(piece)

    def _write_cell(self, raw: str) -> Cell:
        start = self.length + len(raw) - len(raw.lstrip())
        end = max(start, self.length + len(raw.rstrip()))
        self._write(raw)
        return Cell(fold(raw), start, end)

    def _mark(self, page: int | None, confidence: float | None, size: int) -> None:
        if page is not None:
            self._marks.append((page, self.length, confidence, size))


def _mean(weighted: Iterable[tuple[float | None, int]]) -> float | None:
    known = [(value, max(1, weight)) for value, weight in weighted if value is not None]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None


def _without_margins(blocks: Sequence[Paragraph | Grid]) -> list[Paragraph | Grid]:
    """The blocks without page numbers and without lines that stand at the same end of page after page."""
    margins = _margins(blocks)
    running = Counter(
        _pattern(block.text) for i, block in enumerate(blocks) if i in margins and isinstance(block, Paragraph)
    )
    kept: list[Paragraph | Grid] = []
    for i, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.text.strip():
            line = block.text.strip()
            repeated = i in margins and running[_pattern(line)] >= _PAGES_REPEATED and block.level is None
            bare = i in margins and line.isdigit() and line == str(block.page)
            if repeated or bare or _PAGE_NUMBER.fullmatch(line):
                continue
        kept.append(block)
    return kept


def _margins(blocks: Sequence[Paragraph | Grid]) -> set[int]:
    """The indexes of the first and last paragraphs of each page."""
    by_page: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.page is not None and block.text.strip():
            by_page.setdefault(block.page, []).append(i)
    return {i for found in by_page.values() for i in (*found[:_MARGIN_LINES], *found[-_MARGIN_LINES:])}


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line))


def _is_cut(blocks: Sequence[Paragraph | Grid], i: int) -> bool:
    """Whether this paragraph goes on with the one before it, from which only a page's edge parts it."""
    block, before = blocks[i], blocks[i - 1] if i else None
    if not isinstance(block, Paragraph) or not isinstance(before, Paragraph) or block.level or before.level:
        return False
    over = block.page is not None and before.page is not None and block.page != before.page
    return (
        over
        and bool(before.text.strip() and block.text.strip())
        and is_broken(before.text.rstrip(), block.text.lstrip())
    )


def _joined(grids: Sequence[PlacedGrid], text: str) -> list[PlacedGrid]:
    """Tables that go on where a page ended: as wide, with nothing between but 续表, under the same header or none."""
    joined: list[PlacedGrid] = []
    for grid in grids:
        before = joined[-1] if joined else None
        if before is None or not _goes_on(before, grid, text):
            joined.append(grid)
            continue
        header = _repeated(before, grid)
        joined[-1] = replace(
            before,
            rows=before.rows + grid.rows[header:],
            lines=before.lines + grid.lines[header:],
            end=grid.end,
            page=grid.page,
        )
    return joined


def _goes_on(before: PlacedGrid, grid: PlacedGrid, text: str) -> bool:
    between = text[before.end : grid.start].strip()
    captioned = grid.caption not in ("", before.caption) and not _CONTINUED.search(grid.caption)
    if before.width != grid.width or captioned or (between and not _CONTINUED.fullmatch(between)):
        return False
    headed = len(grid.rows) > 1 and not _has_figure(grid.rows[0]) and _has_figure(grid.rows[1])
    return _repeated(before, grid) > 0 or (before.page != grid.page and not headed)


def _has_figure(row: Sequence[Cell]) -> bool:
    return any(is_figure(cell.text) for cell in row)


def _repeated(before: PlacedGrid, grid: PlacedGrid) -> int:
    """How many of the first rows repeat those of the table before."""
    same = 0
    for first, again in zip(before.rows, grid.rows, strict=False):
        if [cell.text for cell in first] != [cell.text for cell in again]:
            break
        same += 1
    return same if same < len(grid.rows) else 0
