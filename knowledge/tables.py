"""Tables: found in plain text (tab-separated blocks as Word exports them, Markdown) or given by the format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import grids
from knowledge.documents import Cell, Row, Table
from knowledge.layout import PlacedGrid
from knowledge.segmentation import Span, fold

_RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*$")
_LIST_NUMBER = re.compile(r"\d{1,2}[.、．)]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|[①-⑳•·-]")
_CODE = re.compile(r"\s*(\d+(?:\.\d+)+)\s*")
_VALUE = re.compile(r"\d|^[—–-]+$")
_RUNNING = re.compile(r"序\s*号|编\s*号|[Nn][Oo]\.?|#")
_CAPTION = re.compile(
    r"(?:附?表\s*[\d一二三四五六七八九十].*|.*(?:表|清单|名单|目录|明细|一览|情况))(?:[（(].*[)）])?[：:]?"
)
_POINTS = re.compile(r"[下见附]表[：:]?$|如下|[，。；]")
_UNIT = re.compile(r"[（(]?\s*(?:金额|计量)?单位\s*[：:]\s*[^\s，。；]{1,8}\s*[)）]?")
# No header seen in practice has more lines than this.
_MAX_HEADER_LINES = 3
_MAX_CAPTION = 40
# A merged cell with a longer text is cut short in the rows below its own.
_REPEATED_CHARS = 80


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


def in_lines(text: str, block: Sequence[Span], index: int, section: int, title: str) -> list[Table]:
    """The tables in these lines, numbered from ``index``; none where no row is left beside the header."""
    spans = [span for span in block if not _RULE.fullmatch(span.of(text))]
    if not spans:
        return []
    cells = [_cells(text, span) for span in spans]
    width = max(len(row) for row in cells)
    rows = [_padded(row, width) for row in cells]
    if is_markdown_row(block[0].of(text).strip()):
        ruled = len(block) > 1 and _RULE.fullmatch(block[1].of(text)) is not None
        found = grids.parts(_with_merged(rows), 1 if ruled else 0)
    else:
        found = [_tabbed(rows)]
    whole = Span(block[0].start, block[-1].end)
    return _tables(found, spans, whole, index, section, _title(text, whole.start, title))


def in_grid(text: str, grid: PlacedGrid, index: int, section: int, title: str) -> list[Table]:
    """The tables of a grid that the format gave, numbered from ``index``."""
    found = grids.parts(grid.rows, grid.header_rows)
    named = grid.caption or _title(text, grid.start, title)
    return _tables(found, grid.lines, Span(grid.start, grid.end), index, section, named)


def render_row(table: Table, row: Row) -> str:
    """The row with the name of each column, the form in which it is searched and read."""
    return "；".join(text for text, _ in pieces(table, row))


def pieces(table: Table, row: Row) -> list[tuple[str, list[Cell]]]:
    """What ``render_row`` joins: (name：value, the cells in which the value stands)."""
    found = []
    for name, cells in grids.said(table.columns, row.cells, bool(row.group)):
        value = " ".join(_shown(cell, row) for cell in cells)
        colon = "" if name.endswith(("：", ":")) else "："
        found.append((f"{name}{colon}{value}" if name else value, cells))
    return found


def _shown(cell: Cell, row: Row) -> str:
    repeated = cell.start < row.start and len(cell.text) > _REPEATED_CHARS
    return cell.text[:_REPEATED_CHARS] + "…" if repeated else cell.text


def _tables(
    found: Sequence[grids.Part], spans: Sequence[Span], whole: Span, index: int, section: int, title: str
) -> list[Table]:
    """Parts → tables; between them they cover all lines of the block. A form not filled in is one row of labels."""
    held = [part for part in found if part.rows]
    tables: list[Table] = []
    for i, part in enumerate(held):
        start = spans[part.first].start if i else whole.start
        end = spans[held[i + 1].first - 1].end if i + 1 < len(held) else whole.end
        named = part.title if i or not title else " ".join(filter(None, (title, part.title)))
        rows, columns = [_row(part, cells, spans[place]) for place, cells in part.rows], part.columns
        if part.blank:
            cells = tuple(dict.fromkeys(cell for row in rows for cell in row.cells if cell.text))
            rows = [Row(rows[0].label, None, "", cells, rows[0].start, rows[-1].end)]
            columns = ("",) * len(cells)
        tables.append(Table(index + i, named or title, section, columns, tuple(rows), start, end))
    return tables


def _row(part: grids.Part, cells: tuple[Cell, ...], span: Span) -> Row:
    """The row's label is its first cell that is neither the group nor a running number."""
    own = [
        cell
        for name, cell in list(zip(part.columns, cells, strict=True))[part.grouped :]
        if cell.text and not (cell.text.isdigit() and _RUNNING.fullmatch(name))
    ]
    label = own[0].text if own else next((cell.text for cell in cells if cell.text), "")
    code = _CODE.match(label)
    return Row(
        label, code.group(1) if code else None, cells[0].text if part.grouped else "", cells, span.start, span.end
    )


def _title(text: str, start: int, otherwise: str) -> str:
    """The line above the table where it is a caption, with the unit of its figures; else the name given."""
    before = [line.strip() for line in text[max(0, start - 200) : start].split("\n") if line.strip()]
    unit = ""
    if before and _UNIT.fullmatch(before[-1]):
        unit = f"（{before.pop().strip('（() ）')}）"
    if before and len(before[-1]) <= _MAX_CAPTION and _CAPTION.fullmatch(before[-1]) and not _POINTS.search(before[-1]):
        return fold(before[-1]).rstrip("：:") + unit
    return otherwise + unit


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


def _with_merged(rows: Sequence[tuple[Cell, ...]]) -> list[list[Cell]]:
    """Markdown knows no merged cells: one is written again in each place. Seen in the header and across the table."""
    merged: list[list[Cell]] = []
    heading = True
    for i, row in enumerate(rows):
        across = len({cell.text for cell in row}) == 1 and bool(row[0].text)
        heading = heading and not any(grids.is_figure(cell.text) for cell in row)
        cells: list[Cell] = []
        for j, cell in enumerate(row):
            if heading and i and cell.text and cell.text == merged[-1][j].text:
                cell = merged[-1][j]
            elif (heading or across) and j and cell.text and cell.text == cells[-1].text:
                cell = cells[-1]
            cells.append(cell)
        heading = heading and len(grids.distinct(cells)) < len(cells)
        merged.append(cells)
    return merged


def _tabbed(rows: Sequence[tuple[Cell, ...]]) -> grids.Part:
    """A table whose merged cells left empty places: header lines merge downwards, the lowest name of a column wins."""
    header = 0 if any(grids.is_figure(cell.text) for cell in rows[0][1:]) else _header_lines(rows)
    columns = tuple(
        next((line[j].text for line in reversed(rows[:header]) if line[j].text), "") for j in range(len(rows[0]))
    )
    below = [(i, row) for i, row in enumerate(rows) if i >= header and any(cell.text for cell in row)]
    if not below:
        return grids.Part(0)
    filled, grouped = grids.fill_groups([row for _, row in below])
    return grids.Part(0, "", columns, [(i, row) for (i, _), row in zip(below, filled, strict=True)], grouped)


def _header_lines(grid: Sequence[tuple[Cell, ...]]) -> int:
    """One line, or more where merged cells leave some empty; a header has no figures."""
    number = 1
    while number < min(_MAX_HEADER_LINES, len(grid) - 1):
        gaps = any(not cell.text for cell in (*grid[number - 1], *grid[number]))
        if not gaps or any(_VALUE.search(cell.text) for cell in grid[number]):
            break
        number += 1
    return number
