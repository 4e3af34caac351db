"""Which moves of an anchor are worth trying, and which combinations of anchors another one outdoes.

Both only leave out what cannot be part of a least effort, so a plan stays exact; they keep large spaces quick.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.scoring.measures import denominator, total
from assistant.scoring.moves import Landscape, LiveLine
from knowledge.indicators.system import PartOf

SHIFTS = {1: 4, 2: 4, 3: 2}
"""How far apart, in choices, combinations are compared, by the number of anchors; more anchors: 1."""


def choices(land: Landscape, key: str) -> list[int]:
    """The units by which the anchor may move, ascending from 0.

    More of an anchor helps only where a line it raises gains a hundredth, where a part that it makes room for does, or
    where a denominator stops being 0; between such places less of it costs less and leaves every ratio as good.
    """
    most = land.reach[key]
    wanted = {0}
    for line in {line.indicator.code: line for line, _, _ in land.raised_by(key)}.values():
        if line.facts & land.reach.keys() != {key} or any(key in measure.per for measure, _ in line.measures):
            return list(range(most + 1))
        wanted.update(_gaining(line, land, key, most))
    for rule in land.rules:
        if key in rule.whole:
            needed = _needed_for(rule, land, key)
            if needed is None:
                return list(range(most + 1))
            wanted.update(needed)
    for line in land.lines:
        if any(key in measure.per and not denominator(measure, land.start) for measure, _ in line.measures):
            wanted.add(1)
    return sorted(units for units in wanted if 0 <= units <= most)


def _needed_for(rule: PartOf, land: Landscape, key: str) -> list[int] | None:
    """The units at which the whole is enough for the next gain of its parts; None if that cannot be said beforehand."""
    movable = [part for part in rule.part if part in land.reach]
    start = total(land.start, rule.whole) - total(land.start, rule.part)
    if all(_is_share(part, rule, land, start.denominator == 1) for part in movable):
        return []  # with less of the whole, as large a share of it brings as much
    if len(movable) != 1 or land.reach.keys() & set(rule.whole) != {key}:
        return None
    (part,) = movable
    raised = land.raised_by(part)
    if part in land.anchors or len(raised) != 1 or raised[0][0].facts & land.reach.keys() != {part}:
        return None
    return [math.ceil(units - start) for units in _gaining(raised[0][0], land, part, land.reach[part])]


def _is_share(part: str, rule: PartOf, land: Landscape, even: bool) -> bool:
    """Whether the part counts only as its share of this very whole, and the whole never keeps it from a gain.

    In whole units (``even``) a share of 1 can always be had; otherwise a full share must leave a unit to spare.
    """
    whole = total(land.start, rule.whole)
    return all(
        set(measure.of) == set(rule.part)
        and set(measure.per) == set(rule.whole)
        and (even or (1 - measure.numerator_per_denominator(curve.full_at)) * whole >= 1)
        for _, measure, curve in land.raised_by(part)
    )


def _gaining(line: LiveLine, land: Landscape, key: str, most: int) -> list[int]:
    """The least units of the fact for each number of hundredths of a line that nothing else moves."""

    def cents(units: int) -> int:
        grown = {**land.start, key: land.start[key] + units}
        return line.cents([(total(grown, m.of), denominator(m, grown)) for m, _ in line.measures])

    return list(_steps(cents, 0, most, cents(0), cents(most)))


def _steps(cents: Callable[[int], int], low: int, high: int, at_low: int, at_high: int) -> Iterator[int]:
    """Where a function that never falls rises between ``low`` (not included) and ``high``, by halving."""
    if at_low == at_high:
        return
    if high - low == 1:
        yield high
        return
    middle = (low + high) // 2
    at_middle = cents(middle)
    yield from _steps(cents, low, middle, at_low, at_middle)
    yield from _steps(cents, middle, high, at_middle, at_high)


class Column(NamedTuple):
    """A measure with a leaf at every combination: Σ of, Σ per, units the leaf can move, whether (1) they reach full."""

    of: NDArray[Any]
    per: NDArray[Any]
    room: NDArray[Any]
    full: NDArray[Any]


def outdone(
    shape: Sequence[int],
    valid: NDArray[np.bool_],
    effort: NDArray[np.int64],
    settled: NDArray[np.int64],
    columns: Sequence[Column],
) -> NDArray[np.bool_]:
    """The combinations beside which another costs less, brings as much itself, and leaves the leaves as much to gain.

    All arrays are flat over a grid of ``shape``. Only neighbours are compared: what is found is right, but not all.
    """
    found = np.zeros(shape, dtype=bool)
    figures: list[NDArray[Any]] = [effort, settled, *(array for column in columns for array in column[:3])]
    if any(max(array.max(), -array.min()) >= 2**62 for array in figures):
        return found.ravel()  # beyond machine numbers: leave nothing out
    is_valid, costs, brings = (array.reshape(shape) for array in (valid, effort, settled))
    leaves = [Column(*(array.astype(np.int64).reshape(shape) for array in column)) for column in columns]
    farthest = SHIFTS.get(len(shape), 1)
    for shift in itertools.product(range(-farthest, farthest + 1), repeat=len(shape)):
        if any(abs(by) >= size for by, size in zip(shift, shape, strict=True)):
            continue
        here = tuple(slice(max(0, -by), size - max(0, by)) for by, size in zip(shift, shape, strict=True))
        there = tuple(slice(max(0, by), size - max(0, -by)) for by, size in zip(shift, shape, strict=True))
        better = is_valid[there] & (costs[there] < costs[here]) & (brings[there] >= brings[here])
        for of, per, room, full in leaves:
            better &= (of[there] >= of[here]) & (per[there] <= per[here]) & ((per[there] > 0) | (per[here] == 0))
            better &= (room[there] >= room[here]) | (full[there] > 0)
        found[here] |= better
    return found.ravel()
