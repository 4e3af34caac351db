"""Text at places on pages → paragraphs and tables in reading order. Pure geometry, for PDF, OFD and recognised images.

Lengths are in the page's own unit and compared only with the size of its letters (em); y runs downwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.loading import page_tables
from knowledge.loading.extract import Grid, Paragraph
from knowledge.loading.lines import (
    MARKER,
    Line,
    Span,
    Table,
    confidence_of,
    em_of,
    fits,
    joined,
    to_lines,
    to_rows,
    to_runs,
)
from knowledge.loading.ruling import Rule, lattices

MARGIN_SHARE = 0.12
"""Running headers and footers stand within this part of the page's height from its edge."""
_SENTENCE_END = tuple("。；：？！;:”）)】》")
_NUMBER = r"(?:\d{1,4}|[ivxIVX]{1,6})"
_PAGE_NUMBER = re.compile(rf"[^\w]*第?\s*({_NUMBER})\s*页?[^\w]*(?:共?\s*{_NUMBER}\s*页?)?[^\w]*")
_DECORATED = re.compile(rf"[-—–―─·]+\s*{_NUMBER}\s*[-—–―─·]+|第\s*{_NUMBER}\s*页.*|{_NUMBER}\s*/\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what is written, in the order of the file, and the lines that are ruled."""

    number: int
    width: float
    height: float
    spans: Sequence[Span]
    rules: Sequence[Rule] = ()


def blocks(sheets: Sequence[Sheet]) -> tuple[Paragraph | Grid, ...]:
    """Paragraphs and tables of the pages in reading order, without running headers, footers and page numbers."""
    pages = [list(_page(sheet)) for sheet in sheets]
    running = _running(sheets, pages)
    flow = _Flow()
    for page in pages:
        for item in page:
            if id(item) not in running:
                flow.add(item)
    return flow.finished()


def confirmed(title: str, blocks: Sequence[Paragraph | Grid]) -> str | None:
    """The title of the file's properties, if the first page says the same: it is often that of an older document."""
    first = "".join(block.text for block in blocks if isinstance(block, Paragraph) and block.page == 1)
    named = "".join(title.split())
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in named)
    return title.strip() if is_chinese and len(named) > 3 and named in "".join(first.split()) else None


def _page(sheet: Sheet) -> Iterator[Line | Table]:
    if not sheet.spans:
        return
    em = em_of(sheet.spans)
    free = list(sheet.spans)
    tables: list[Table] = []
    for lattice in lattices(sheet.rules, em / 4):
        inside, outside = page_tables.split(free, lattice)
        table = page_tables.ruled(inside, lattice, sheet.number)
        if table is not None:
            free = outside
            tables.append(table)
    regions = _regions([*to_runs(free), *tables], em)
    for region in regions:
        column = to_lines(page_tables.with_aligned(to_rows(region), sheet.number), sheet.number)
        if len(regions) == 1:
            column = [_unfilled(item, sheet.width) for item in column]
        yield from column


def _regions(items: list[Line | Table], em: float) -> list[list[Line | Table]]:
    """Parts of the page to be read one after the other: the columns between lines that cross them."""
    gutter = _gutter(items, em)
    if gutter is None:
        return [items]
    regions: list[list[Line | Table]] = []
    crossing: list[Line | Table] = []
    sides: list[Line | Table] = []

    def close_band() -> None:
        left = [item for item in sides if item.x1 <= gutter]
        right = [item for item in sides if item.x0 >= gutter]
        if min(len(left), len(right)) < 3:
            crossing.extend(sides)
        else:
            if crossing:
                regions.append(crossing.copy())
                crossing.clear()
            regions.extend([*_regions(left, em), *_regions(right, em)])
        sides.clear()

    for item in sorted(items, key=lambda item: item.top):
        if item.x0 < gutter < item.x1:
            close_band()
            crossing.append(item)
        else:
            sides.append(item)
    close_band()
    return [*regions, crossing] if crossing else regions


def _gutter(items: list[Line | Table], em: float) -> float | None:
    """The x of a blank strip between two columns of running text, None for one column.

    Columns are at least ten letters wide and mostly filled, which sets them apart from aligned short entries.
    """
    starts = Counter(round(item.x0 / em) for item in items)
    best: tuple[int, float] | None = None
    for start in (start for start, times in starts.items() if times >= 4):
        x = min(item.x0 for item in items if round(item.x0 / em) == start) - 0.4 * em
        left = [item for item in items if item.x1 <= x]
        right = [item for item in items if item.x0 >= x]
        crossing = len(items) - len(left) - len(right)
        if min(len(left), len(right)) < 4 or crossing > len(left) + len(right):
            continue
        widths = x - min(item.x0 for item in left), max(item.x1 for item in right) - x
        filled = all(
            width >= 10 * em and _is_running_text(side, width)
            for width, side in zip(widths, (left, right), strict=True)
        )
        if filled and (best is None or crossing < best[0]):
            best = crossing, x
    return None if best is None else best[1]


def _is_running_text(items: Sequence[Line | Table], width: float) -> bool:
    """Whether most of what is written stands in pieces that reach over more than half of the width."""
    lengths = [item.x1 - item.x0 for item in items]
    return sum(length for length in lengths if length > 0.55 * width) > 0.6 * sum(lengths)


def _unfilled(item: Line | Table, width: float) -> Line | Table:
    """A page on which no line is long has no lines that were cut by its width."""
    if isinstance(item, Line) and item.right - item.left < 0.6 * width:
        return replace(item, right=width)
    return item


def _running(sheets: Sequence[Sheet], pages: list[list[Line | Table]]) -> set[int]:
    """The ids of lines that are running headers, footers or page numbers."""
    edge: list[tuple[Line, tuple[str, int], int, bool]] = []
    for sheet, items in zip(sheets, pages, strict=True):
        lines = sorted((item for item in items if isinstance(item, Line)), key=lambda line: line.top)
        at_top = [line for line in lines[:3] if line.bottom <= MARGIN_SHARE * sheet.height]
        at_bottom = [line for line in lines[-3:] if line.top >= (1 - MARGIN_SHARE) * sheet.height]
        for line in at_top + [line for line in at_bottom if line not in at_top]:
            words = re.sub(r"[\W\d_]", "", line.text)  # without the page's own number
            place = round(line.top / sheet.height * 100)
            edge.append((line, (words, place), sheet.number, line in at_bottom))
    times = Counter(key for _, key, _, _ in edge)
    enough = max(2, min(3, len(sheets) / 2))

    def seen(key: tuple[str, int]) -> int:
        words, place = key
        return sum(times[words, near] for near in (place - 1, place, place + 1))

    def is_page_number(line: Line, number: int, at_bottom: bool) -> bool:
        found = _PAGE_NUMBER.fullmatch(line.text)
        return bool(found and (_DECORATED.fullmatch(line.text) or (at_bottom and found[1] == str(number))))

    return {
        id(line)
        for line, key, number, at_bottom in edge
        if seen(key) >= enough or is_page_number(line, number, at_bottom)
    }


@dataclass(slots=True)
class _Flow:
    """Collects lines into paragraphs as they come; a paragraph goes on over the end of a column or a page."""

    found: list[Paragraph | Grid] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, item: Line | Table) -> None:
        if isinstance(item, Table):
            self._close()
            self.found.append(item.grid)
        else:
            if self.lines and self._begins(item):
                self._close()
            self.lines.append(item)

    def finished(self) -> tuple[Paragraph | Grid, ...]:
        self._close()
        return tuple(self.found)

    def _close(self) -> None:
        if not self.lines:
            return
        text = ""
        for line in self.lines:
            text = joined(text, line.text)
        spans = [span for line in self.lines for span in line.spans]
        self.found.append(Paragraph(text, page=self.lines[0].page, confidence=confidence_of(spans)))
        self.lines = []

    def _begins(self, line: Line) -> bool:
        """Whether a new paragraph begins with this line."""
        before = self.lines[-1]
        em = max(line.em, before.em)
        recognised = line.spans[0].confidence is not None
        if abs(line.em - before.em) > (0.2 if recognised else 0.1) * em:
            return True
        following = line.page == before.page and line.top > before.top and line.left == before.left
        if following and line.top - before.bottom > 1.6 * em:
            return True
        if _centred(before) and _centred(line):
            return bool(MARKER.match(line.text))
        if fits(line, before.right - before.x1 - 0.5 * em):
            return True
        if MARKER.match(line.text) and before.text.endswith(_SENTENCE_END):
            return True
        indent, indent_before = line.x0 - line.left, before.x0 - before.left
        if indent_before > 5 * em and indent < indent_before - 2 * em:
            return True  # the line before was set to the right
        if indent < 1.2 * em:
            return False
        hanging = len(self.lines) > 1 and abs(indent - indent_before) < 0.5 * em
        under_marker = len(self.lines) == 1 and indent > indent_before + 0.5 * em and MARKER.match(before.text)
        return not (hanging or under_marker)


def _centred(line: Line) -> bool:
    """Whether the line stands in the middle of its column, free on both sides."""
    free_left, free_right = line.x0 - line.left, line.right - line.x1
    return min(free_left, free_right) > 2 * line.em and abs(free_left - free_right) < 1.5 * line.em
