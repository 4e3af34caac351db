"""Ruled lines → boxes: they fill the table without overlapping, and merged ones come back as they were drawn."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading.ruling import Lattice, Rule, lattices

Place = tuple[int, int, int, int]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[float], list[float], set[Place]]:
    """The lines' places and the cells (row, column, rows, columns) of a table, some of them merged."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    xs, ys = ([20.0 * place for place in range(count + 1)] for count in (columns, rows))
    taken: set[tuple[int, int]] = set()
    cells: set[Place] = set()
    for row, column in product(range(rows), range(columns)):
        if (row, column) in taken:
            continue
        height = draw(st.integers(1, min(3, rows - row)))
        width = draw(st.integers(1, min(3, columns - column)))
        places = set(product(range(row, row + height), range(column, column + width)))
        if places & taken:
            height, width, places = 1, 1, {(row, column)}
        taken |= places
        cells.add((row, column, height, width))
    return xs, ys, cells


def drawn(xs: list[float], ys: list[float], cells: set[Place]) -> list[Rule]:
    """The four sides of every cell, as programs draw them."""
    rules = []
    for row, column, rows, columns in cells:
        x0, x1, y0, y1 = xs[column], xs[column + columns], ys[row], ys[row + rows]
        rules += [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
    return rules


@given(tables())
def test_the_boxes_fill_the_table_without_overlapping_and_are_those_drawn(
    table: tuple[list[float], list[float], set[Place]],
) -> None:
    xs, ys, cells = table
    found = lattices(drawn(xs, ys, cells), tolerance=2)
    distinct = {row for row, *_ in cells}, {column for _, column, *_ in cells}
    if min(map(len, distinct)) < 2 and len(distinct[1]) < 3:
        assert found == []
        return
    (lattice,) = found
    boxes = {(box.x0, box.top, box.x1, box.bottom) for box in lattice.boxes}
    assert boxes == {(xs[c], ys[r], xs[c + columns], ys[r + rows]) for r, c, rows, columns in cells}
    area = sum((box.x1 - box.x0) * (box.bottom - box.top) for box in lattice.boxes)
    assert area == (xs[-1] - xs[0]) * (ys[-1] - ys[0])


def places(lattice: Lattice) -> list[Place]:
    return [(box.row, box.column, box.rows, box.columns) for box in lattice.boxes]


def test_open_sides_are_closed_where_the_lines_end() -> None:
    across = [Rule(0, y, 90, y) for y in (0, 20, 40)]
    (lattice,) = lattices([*across, Rule(30, 0, 30, 40)], tolerance=2)
    assert places(lattice) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert (lattice.x0, lattice.x1) == (0, 90)


def test_lines_in_pieces_and_a_little_off_are_one() -> None:
    pieces = [Rule(x, y + x / 90, x + 30, y + x / 90) for x in (0, 30, 60) for y in (0, 20, 40)]
    (lattice,) = lattices([*pieces, *(Rule(x, 0, x, 41) for x in (0, 45, 90))], tolerance=2)
    assert len(lattice.boxes) == 4


def test_a_frame_underlines_and_too_many_lines_are_no_tables() -> None:
    frame = [Rule(0, 0, 90, 0), Rule(0, 90, 90, 90), Rule(0, 0, 0, 90), Rule(90, 0, 90, 90)]
    assert lattices(frame, tolerance=2) == []
    assert lattices([Rule(0, y, 90, y) for y in (0, 20, 40)], tolerance=2) == []
    assert lattices([Rule(x, 10 * y, x + 4, 10 * y) for x in range(0, 400, 10) for y in range(40)], tolerance=2) == []


def test_two_tables_of_a_page_come_from_top_to_bottom() -> None:
    def grid(top: float) -> list[Rule]:
        across = [Rule(0, top + y, 60, top + y) for y in (0, 20, 40)]
        return across + [Rule(x, top, x, top + 40) for x in (0, 30, 60)]

    assert [lattice.top for lattice in lattices(grid(200) + grid(50), tolerance=2)] == [50, 200]
