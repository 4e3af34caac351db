"""Tables of a page: ruled ones from their lines, others from entries that stand in columns. Pure geometry."""

from __future__ import annotations

from dataclasses import replace

from knowledge.loading import grids
from knowledge.loading.extract import GridCell
from knowledge.loading.lines import (
    LEADERS,
    MARKER,
    Line,
    Span,
    Table,
    confidence_of,
    fits,
    joined,
    text_of,
    to_lines,
    to_rows,
    to_runs,
)
from knowledge.loading.ruling import Lattice


def split(spans: list[Span], lattice: Lattice) -> tuple[list[Span], list[Span]]:
    """Those whose middle lies in the table, and the others."""
    inside: list[Span] = []
    outside: list[Span] = []
    for span in spans:
        x, y = (span.x0 + span.x1) / 2, (span.top + span.bottom) / 2
        within = lattice.x0 <= x <= lattice.x1 and lattice.top <= y <= lattice.bottom
        (inside if within else outside).append(span)
    return inside, outside


def ruled(spans: list[Span], lattice: Lattice, page: int) -> Table | None:
    """None where most boxes are empty: a drawing, or a form's frame around text."""
    held: list[list[Span]] = [[] for _ in lattice.boxes]
    for span in spans:
        x, y = (span.x0 + span.x1) / 2, (span.top + span.bottom) / 2
        for box, content in zip(lattice.boxes, held, strict=True):
            if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom:
                content.append(span)
                break
    if 4 * sum(map(bool, held)) < len(held):
        return None
    cells = []
    for box, content in zip(lattice.boxes, held, strict=True):
        lines = to_lines(to_rows(list(to_runs(content))), page)
        text = _cell_text([line for line in lines if isinstance(line, Line)], box.x1 - box.x0)
        cells.append(GridCell(text, box.row, box.column, box.rows, box.columns))
    grid = grids.build(cells, page=page)
    if grid is None:
        return None
    grid = replace(grid, confidence=confidence_of(spans))
    return Table(grid, page, lattice.x0, lattice.top, lattice.x1, lattice.bottom)


def with_aligned(rows: list[list[Line | Table]], page: int) -> list[list[Line | Table]]:
    """Three or more rows on end, of three or more pieces each that stand in columns, are a table without lines."""
    result: list[list[Line | Table]] = []
    group: list[list[Line | Table]] = []
    for row in [*rows, []]:
        if len(row) >= 3 and not any(isinstance(piece, Line) and LEADERS.search(piece.text) for piece in row):
            group.append(row)
            continue
        table = _aligned(group, page) if len(group) >= 3 else None
        result.extend(group if table is None else [[table]])
        result.append(row)
        group = []
    return result[:-1]


def _aligned(rows: list[list[Line | Table]], page: int) -> Table | None:
    """The pieces as cells, None where their ends overlap so that they form fewer than three columns."""
    pieces = [piece for row in rows for piece in row if isinstance(piece, Line)]
    columns: list[list[float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 <= columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], piece.x1)
        else:
            columns.append([piece.x0, piece.x1])
    if len(columns) < 3:
        return None
    cells: dict[tuple[int, int], list[Span]] = {}
    for number, row in enumerate(rows):
        for cell in sorted((piece for piece in row if isinstance(piece, Line)), key=lambda cell: cell.x0):
            column = next(place for place, (start, end) in enumerate(columns) if start <= cell.x0 <= end)
            cells.setdefault((number, column), []).extend(cell.spans)
    grid = grids.build((GridCell(text_of(spans), *place) for place, spans in cells.items()), page=page)
    if grid is None:
        return None
    spans = [span for piece in pieces for span in piece.spans]
    top, bottom = min(piece.top for piece in pieces), max(piece.bottom for piece in pieces)
    return Table(replace(grid, confidence=confidence_of(spans)), page, columns[0][0], top, columns[-1][1], bottom)


def _cell_text(lines: list[Line], width: float) -> str:
    """Lines cut by the width of the cell joined; those that end well before it are lines of their own."""
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None:
            text = line.text
            continue
        room = width - before.em - (before.x1 - before.x0)
        if fits(line, room) or room > 0.45 * width or MARKER.match(line.text):
            text += "\n" + line.text
        else:
            text = joined(text, line.text)
    return text
