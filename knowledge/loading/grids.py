"""Cells as a format places them → a Grid whose columns all mean something: pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from knowledge.loading.extract import Grid, GridCell


def build(cells: Iterable[GridCell], header_rows: int = 0, caption: str = "", page: int | None = None) -> Grid | None:
    """A Grid without the rows and columns in which no cell begins; None where no cell holds text.

    Tables drawn by hand in Word or copied into a page have more columns than one sees, each cell spanning some.
    """
    placed = sorted(cells, key=lambda cell: (cell.row, cell.column))
    if not any(cell.text for cell in placed):
        return None
    rows = sorted({cell.row for cell in placed})
    columns = sorted({cell.column for cell in placed})
    moved = []
    for cell in placed:
        row, column = bisect_left(rows, cell.row), bisect_left(columns, cell.column)
        height = bisect_left(rows, cell.row + cell.rows) - row
        width = bisect_left(columns, cell.column + cell.columns) - column
        moved.append(replace(cell, row=row, column=column, rows=height, columns=width))
    return Grid(tuple(moved), bisect_left(rows, header_rows), caption, page)


def cell_text(lines: Iterable[str]) -> str:
    """The lines of a cell; a word that is written downwards, one character a line, is one word."""
    kept = [line.strip() for line in lines if line.strip()]
    return ("" if len(kept) > 1 and all(len(line) == 1 for line in kept) else "\n").join(kept)


def shape(grid: Grid) -> tuple[int, int]:
    """How many rows and columns the cells cover."""
    return max(cell.row + cell.rows for cell in grid.cells), max(cell.column + cell.columns for cell in grid.cells)


def flatten(grid: Grid) -> str:
    """A table as text, for one that stands inside a cell: a line per row."""
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return "\n".join(" ".join(filter(None, texts)) for texts in rows.values() if any(texts))
