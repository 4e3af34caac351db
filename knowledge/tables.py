"""Tables in plain text: tab-separated blocks as Word exports them, and Markdown tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.documents import Cell, Row, Table
from knowledge.segmentation import Span, fold

_RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*$")
_LIST_NUMBER = re.compile(r"\d{1,2}[.、．)]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|[①-⑳•·-]")
_CODE = re.compile(r"\s*(\d+(?:\.\d+)+)\s*")
_VALUE = re.compile(r"\d|^[—–-]+$")
# No header seen in practice has more lines than this.
_MAX_HEADER_LINES = 3


def is_markdown_row(line: str) -> bool:
    """Whether the line is a row of a Markdown table."""
    return line.startswith("|") and line.count("|") >= 3


def is_tabbed_row(line: str) -> bool:
    """Whether the line is a row of a tab-separated table.

    A tab that only indents a line, ends it or follows its list number separates nothing.
    """
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    return len(cells) > 1 and not (len(cells) == 2 and _LIST_NUMBER.fullmatch(cells[0]))


def find_blocks(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Runs of at least two table lines; ``spans`` are the lines of the text, white space around them kept out.

    A line's leading tabs are part of its row (they stand for empty cells), so spans are widened to the whole line.
    An empty line ends a Markdown table, not a tab-separated one: Word exports leave some between rows.
    """
    blocks: list[list[Span]] = []
    for span in spans:
        whole = _whole_line(text, span)
        line = whole.of(text)
        markdown = is_markdown_row(line.strip())
        if not markdown and not is_tabbed_row(line):
            blocks.append([])
            continue
        if blocks and blocks[-1]:
            last = blocks[-1][-1]
            apart = markdown and text.count("\n", last.end, whole.start) > 1
            if is_markdown_row(last.of(text).strip()) == markdown and not apart:
                blocks[-1].append(whole)
                continue
        blocks.append([whole])
    return [block for block in blocks if len(block) > 1]


def parse(text: str, block: Sequence[Span], index: int, section: int, title: str) -> Table | None:
    """The table in these lines, None where no row is left beside the header.

    Header lines are merged downwards: the lowest name of a column wins, an empty one takes the name above it.
    """
    spans = [span for span in block if not _RULE.fullmatch(span.of(text))]
    if not spans:
        return None
    grid = [_cells(text, span) for span in spans]
    width = max(len(cells) for cells in grid)
    header = 1 if is_markdown_row(block[0].of(text).strip()) else _header_lines(grid)
    columns = _column_names([_padded(cells, width) for cells in grid[:header]], width)
    rows: list[Row] = []
    group = ""
    grouped = _is_grouped(grid[header:], width)
    for cells, span in zip(grid[header:], spans[header:], strict=True):
        full = _padded(cells, width)
        if not any(cell.text for cell in full):
            continue
        group = full[0].text or group
        named = next((cell for cell in full[1 if grouped else 0 :] if cell.text), full[0])
        code = _CODE.match(named.text)
        if grouped and not full[0].text:
            full = (Cell(group, full[0].start, full[0].end), *full[1:])
        rows.append(
            Row(
                label=named.text,
                code=code.group(1) if code else None,
                group=group if grouped else "",
                cells=full,
                start=span.start,
                end=span.end,
            )
        )
    if not rows:
        return None
    return Table(index, title, section, columns, tuple(rows), block[0].start, block[-1].end)


def render_row(table: Table, row: Row) -> str:
    """The row with the name of each column, the form in which it is searched and read."""
    return "；".join(
        f"{column}：{cell.text}" if column else cell.text
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell.text
    )


def _whole_line(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span.start) + 1
    stop = text.find("\n", span.end)
    return Span(start, len(text) if stop < 0 else stop)


def _cells(text: str, span: Span) -> tuple[Cell, ...]:
    """The cells of one line; a Markdown row's outer bars enclose nothing."""
    line = span.of(text)
    bar = "|" if is_markdown_row(line.strip()) else "\t"
    start = span.start
    if bar == "|":
        start += line.index("|") + 1
        line = line.strip()[1:].removesuffix("|")
    cells = []
    for piece in line.split(bar):
        left = start + len(piece) - len(piece.lstrip())
        cells.append(Cell(fold(piece), left, max(left, start + len(piece.rstrip()))))
        start += len(piece) + 1
    return tuple(cells)


def _padded(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    end = cells[-1].end
    return cells + tuple(Cell("", end, end) for _ in range(width - len(cells)))


def _header_lines(grid: Sequence[tuple[Cell, ...]]) -> int:
    """One line, or more where merged cells leave some empty; a header has no figures."""
    number = 1
    while number < min(_MAX_HEADER_LINES, len(grid) - 1):
        gaps = any(not cell.text for cell in (*grid[number - 1], *grid[number]))
        if not gaps or any(_VALUE.search(cell.text) for cell in grid[number]):
            break
        number += 1
    return number


def _column_names(header: Sequence[tuple[Cell, ...]], width: int) -> tuple[str, ...]:
    return tuple(next((line[i].text for line in reversed(header) if line[i].text), "") for i in range(width))


def _is_grouped(grid: Sequence[tuple[Cell, ...]], width: int) -> bool:
    """The first column holds merged cells: it is empty in some rows, or says the same in several, and is not a code."""
    firsts = [cells[0].text for cells in grid if len(cells) == width or not cells[0].text]
    filled = [first for first in firsts if first]
    merged = len(filled) < len(firsts) or len(set(filled)) < len(filled)
    return width > 2 and merged and bool(filled)
