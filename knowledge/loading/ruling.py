"""Tables drawn with ruled lines: lines of a page → the boxes between them. Pure geometry; y runs downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

MAX_LINES = 1500
"""A page with more separate lines than this is a drawing; looking for tables in it would take for ever."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight stroke, as the rectangle around it; the longer side tells its direction. Units are the page's."""

    x0: float
    top: float
    x1: float
    bottom: float


class Box(NamedTuple):
    """The space of one cell: its place in the table (from 0), the places it covers, and its sides."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: its boxes in reading order, which do not overlap and fill the rectangle around it."""

    boxes: tuple[Box, ...]
    x0: float
    top: float
    x1: float
    bottom: float


class _Line(NamedTuple):
    """A stroke along one axis: where it lies (``at``) on the other axis, and from where to where it runs."""

    at: float
    start: float
    end: float


def lattices(rules: Iterable[Rule], tolerance: float) -> list[Lattice]:
    """The ruled tables among the strokes, from top to bottom. Strokes closer than ``tolerance`` are one.

    A table has at least two rows and columns, or one row of three; open sides are closed where its lines end.
    """
    across, down = [], []
    for rule in rules:
        if rule.x1 - rule.x0 >= rule.bottom - rule.top:
            across.append(_Line((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
        else:
            down.append(_Line((rule.x0 + rule.x1) / 2, rule.top, rule.bottom))
    across, down = _joined(across, tolerance), _joined(down, tolerance)
    if len(across) + len(down) > MAX_LINES:
        return []
    found = (_lattice(rows, columns, tolerance) for rows, columns in _connected(across, down, tolerance))
    return sorted((lattice for lattice in found if lattice is not None), key=lambda lattice: (lattice.top, lattice.x0))


def _joined(lines: list[_Line], tolerance: float) -> list[_Line]:
    """Pieces that lie on one line and touch are one; a border is often drawn cell by cell."""
    places = _distinct((line.at for line in lines), tolerance)
    on_place: dict[float, list[_Line]] = {}
    for line in lines:
        on_place.setdefault(_nearest(line.at, places), []).append(line)
    joined: list[_Line] = []
    for place, pieces in on_place.items():
        for piece in sorted(pieces, key=lambda line: line.start):
            last = joined[-1] if joined else None
            if last is not None and last.at == place and piece.start <= last.end + tolerance:
                joined[-1] = _Line(place, last.start, max(last.end, piece.end))
            else:
                joined.append(_Line(place, piece.start, piece.end))
    return [line for line in joined if line.end - line.start > tolerance]


def _connected(across: list[_Line], down: list[_Line], tolerance: float) -> Iterable[tuple[list[_Line], list[_Line]]]:
    """Groups of lines that meet, directly or through others."""
    meeting: list[set[int]] = [set() for _ in range(len(across) + len(down))]
    for (i, row), (j, column) in product(enumerate(across), enumerate(down, len(across))):
        if (
            row.start - tolerance <= column.at <= row.end + tolerance
            and column.start - tolerance <= row.at <= column.end + tolerance
        ):
            meeting[i].add(j)
            meeting[j].add(i)
    unseen = set(range(len(meeting)))
    while unseen:
        group, reached = set(), {min(unseen)}
        while reached:
            group |= reached
            reached = set().union(*(meeting[i] for i in reached)) - group
        unseen -= group
        yield (
            [across[i] for i in sorted(group) if i < len(across)],
            [down[i - len(across)] for i in sorted(group) if i >= len(across)],
        )


def _lattice(across: list[_Line], down: list[_Line], tolerance: float) -> Lattice | None:
    if len(across) < 2 or not down:
        return None
    ends_x = [end for line in across for end in line[1:]]
    ends_y = [end for line in down for end in line[1:]]
    xs = _distinct([*(line.at for line in down), min(ends_x), max(ends_x)], tolerance)
    ys = _distinct([*(line.at for line in across), min(ends_y), max(ends_y)], tolerance)
    boxes = tuple(_boxes(xs, ys, across, down, tolerance))
    rows, columns = len({box.row for box in boxes}), len({box.column for box in boxes})
    if (rows < 2 or columns < 2) and columns < 3:
        return None
    return Lattice(boxes, xs[0], ys[0], xs[-1], ys[-1])


def _boxes(xs: list[float], ys: list[float], across: list[_Line], down: list[_Line], tolerance: float) -> Iterable[Box]:
    """Rectangles grown from each free place, to the right and then down, until a line stops them."""

    def closed(lines: list[_Line], at: float, start: float, end: float) -> bool:
        middle = (start + end) / 2
        return any(abs(line.at - at) <= tolerance and line.start <= middle <= line.end for line in lines)

    taken: set[tuple[int, int]] = set()
    height, width = len(ys) - 1, len(xs) - 1
    for row, column in product(range(height), range(width)):
        if (row, column) in taken:
            continue
        right = column + 1
        while right < width and (row, right) not in taken and not closed(down, xs[right], ys[row], ys[row + 1]):
            right += 1
        below = row + 1
        while below < height and not any(
            (below, place) in taken or closed(across, ys[below], xs[place], xs[place + 1])
            for place in range(column, right)
        ):
            below += 1
        taken.update(product(range(row, below), range(column, right)))
        yield Box(row, column, below - row, right - column, xs[column], ys[row], xs[right], ys[below])


def _distinct(values: Iterable[float], tolerance: float) -> list[float]:
    """The values in order, those closer than the tolerance to the one before taken as one (their middle)."""
    ordered = sorted(values)
    groups: list[list[float]] = [ordered[:1]] if ordered else []
    for before, value in pairwise(ordered):
        if value - before <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _nearest(value: float, places: list[float]) -> float:
    return min(places, key=lambda place: abs(place - value))
