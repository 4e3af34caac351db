"""The exact search behind a plan: for every number of points, the least effort that reaches it.

Facts that hang together form a component. Within one, the anchors (denominators, wholes of which others are parts) are
tried in every combination that may be part of a least effort; with them held still, each remaining fact raises one line
only, so the lines' tables simply add up. Efforts are whole numbers throughout: there is no tolerance and nothing is
rounded but the points themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.scoring.choices import Column, choices, outdone
from assistant.scoring.exact import half_up
from assistant.scoring.measures import total
from assistant.scoring.moves import Landscape, LiveLine
from assistant.scoring.scheme import Scheme
from assistant.scoring.tables import (
    LARGEST_EFFORT,
    NEVER,
    Table,
    ceil_div,
    empty,
    prefix_sums,
    split,
    sum_of,
    worthwhile,
)

LARGEST_GRID = 500_000

Room: TypeAlias = tuple[tuple[int, int, int], ...]
"""A line's situation at one combination of anchors: per measure Σ of, Σ per (both × scale), units its leaf can move."""


class Menu(NamedTuple):
    """What a line offers: its table, and for every number of points the units to move and by which measure."""

    table: Table
    units: NDArray[np.int64]
    measure: NDArray[np.int64]


class Ratios:
    """Σ of / Σ per at which a measure brings 1, 2, 3, … hundredths, over one common denominator."""

    def __init__(self, ratios: Sequence[Fraction]) -> None:
        self.common = math.lcm(*(ratio.denominator for ratio in ratios))
        self.numerators = np.array([int(ratio * self.common) for ratio in ratios], dtype=object)
        self.largest = max((abs(number) for number in self.numerators), default=0)
        self.machine = self.numerators.astype(np.int64) if self.largest < 2**62 else None

    def units(self, of: int, per: int, scale: int) -> NDArray[Any]:
        """The whole units that Σ of (× scale) must grow by for each number of hundredths; Σ per is × scale too."""
        fits = max(self.largest * per, of * self.common, self.common * scale) < 2**62
        numerators = self.machine if fits and self.machine is not None else self.numerators
        return ceil_div(numerators * per - of * self.common, self.common * scale)

    def last_units(self, of: NDArray[np.object_], per: NDArray[np.object_], scale: int) -> NDArray[np.object_]:
        """The same for the highest number of hundredths only, at many places at once."""
        if not len(self.numerators):
            return np.zeros(len(of), dtype=object)
        return ceil_div(self.numerators[-1] * per - of * self.common, self.common * scale)


class TooLarge(ValueError):
    """The search would not end in reasonable time or leave exact whole numbers."""


class GradeLadder:
    """One qualitative indicator whose grade can go up step by step."""

    def __init__(self, code: str, weight: Fraction, grade: str, scheme: Scheme, effort: int) -> None:
        self.code = code
        self.by_cents: dict[int, str] = {}
        self.table = empty(half_up(weight * 100))
        for step, name in enumerate([grade, *scheme.better_grades(grade)]):
            cents = half_up(weight * Fraction(scheme.grades[name]))
            if cents not in self.by_cents:  # two grades may round to the same points
                self.by_cents[cents] = name
                self.table[cents] = step * effort

    def moves(self, cents: int) -> dict[str, str]:
        """The grade that brings these points, nothing if it is the present one."""
        return {self.code: self.by_cents[cents]} if self.table[cents] else {}


class Component:
    """Lines and facts that hang together; ``table`` has their least efforts."""

    def __init__(
        self, land: Landscape, lines: Sequence[LiveLine], keys: Sequence[str], efforts: Mapping[str, int]
    ) -> None:
        self._land = land
        self._efforts = efforts
        self._scale = math.lcm(*(value.denominator for value in land.start.values()))
        self._anchors = [key for key in keys if key in land.anchors]
        self._leaves = [key for key in keys if key not in land.anchors]
        rules = land.bound_by(keys)
        self._rules = {leaf: [rule for rule in rules if leaf in rule.part] for leaf in self._leaves}
        tried = [choices(land, key) for key in self._anchors]
        shape = [len(units) for units in tried]
        size = math.prod(shape)
        if size > LARGEST_GRID:
            raise TooLarge(f"{'、'.join(self._anchors)} 共有 {size} 种组合")
        if sum(land.reach[key] * efforts[key] for key in keys) * size > LARGEST_EFFORT:
            raise TooLarge(f"{'、'.join(keys)} 的投入总量")
        # Python's whole numbers: facts may have any number of digits
        self._grid = np.array(np.meshgrid(*tried, indexing="ij"), dtype=object).reshape(len(tried), size)
        self._ratios = {
            (line.indicator.code, i): Ratios(line.ratios(measure, curve))
            for line in lines
            for i, (measure, curve) in enumerate(line.measures)
        }
        self._leafy = [line for line in lines if line.facts.intersection(self._leaves)]
        still = [line for line in lines if line not in self._leafy]
        self._settled_full = sum(line.full_cents for line in still)
        settled = self._settled_cents(still)
        spent = sum((self._grid[i] * efforts[key] for i, key in enumerate(self._anchors)), np.zeros(size, object))
        valid = np.ones(size, dtype=bool)
        for rule in rules:
            valid &= (self._at(rule.whole) >= self._at(rule.part)).astype(bool)
        columns = {line.indicator.code: self._columns(line) for line in self._leafy}
        flat = [column for line_columns in columns.values() for column in line_columns]
        kept = valid & ~outdone(shape, valid, spent.astype(np.int64), settled, flat)
        self._grid, self._settled, spent = self._grid[:, kept], settled[kept], spent[kept]
        self._size = len(spent)
        self._rooms = {
            code: _rooms([(of[kept], per[kept], room[kept]) for of, per, room, _ in line_columns])
            for code, line_columns in columns.items()
        }
        # Outermost the line with the fewest different situations: then most combinations are settled together.
        self._leafy.sort(key=lambda line: len(set(self._rooms[line.indicator.code])))
        # An effort and the number of its combination in one: least effort first, and the combination is known.
        self._codes = spent.astype(np.int64) * self._size + np.arange(self._size)
        self._menus: dict[tuple[str, Room], Menu] = {}
        codes = self._fold(np.arange(self._size), self._leafy)
        self._combination = codes % self._size
        self.table = np.where(codes < NEVER, codes // self._size, NEVER)

    def moves(self, cents: int) -> dict[str, int]:
        """The units by which each fact moves for these points."""
        state = int(self._combination[cents])
        units = {key: int(self._grid[i, state]) for i, key in enumerate(self._anchors)}
        menus = [self._menu_at(line, self._rooms[line.indicator.code][state]) for line in self._leafy]
        tables = [menu.table for menu in menus]
        shares = split(cents - int(self._settled[state]), tables, prefix_sums(tables))
        for line, menu, share in zip(self._leafy, menus, shares, strict=True):
            if leaf := self._leaf_of(line, int(menu.measure[share])):
                units[leaf] = int(menu.units[share])
        return {key: moved for key, moved in units.items() if moved}

    def _at(self, keys: Sequence[str]) -> NDArray[np.object_]:
        """The sum of facts × scale at every combination of anchors, leaves unmoved."""
        still = np.full(self._grid.shape[1], int(total(self._land.start, keys) * self._scale), dtype=object)
        moved = [self._grid[i] * self._scale for i, key in enumerate(self._anchors) if key in keys]
        return sum(moved, still)

    def _leaf_of(self, line: LiveLine, i: int) -> str | None:
        return next((leaf for leaf in self._leaves if leaf in line.measures[i][0].of), None)

    def _columns(self, line: LiveLine) -> list[Column]:
        columns = []
        for i, (measure, _) in enumerate(line.measures):
            of = self._at(measure.of)
            per = self._at(measure.per) if measure.per else np.full(len(of), self._scale, dtype=object)
            room = needed = np.zeros(len(of), dtype=object)
            if leaf := self._leaf_of(line, i):
                room = needed = np.maximum(self._ratios[line.indicator.code, i].last_units(of, per, self._scale), 0)
                for rule in self._rules[leaf]:
                    room = np.minimum(room, (self._at(rule.whole) - self._at(rule.part)) // self._scale)
            columns.append(Column(of, per, room, (room >= needed).astype(np.int64)))
        return columns

    def _settled_cents(self, lines: Sequence[LiveLine]) -> NDArray[np.int64]:
        """The points of the lines that only anchors bear on, at every combination."""
        settled = np.zeros(self._grid.shape[1], dtype=np.int64)
        for line in lines:
            rooms = _rooms([(of, per, room) for of, per, room, _ in self._columns(line)])
            cents = {room: self._still(line, room) for room in set(rooms)}
            settled += np.array([cents[room] for room in rooms], dtype=np.int64)
        return settled

    def _still(self, line: LiveLine, room: Room) -> int:
        return line.cents([(Fraction(of, self._scale), Fraction(per, self._scale)) for of, per, _ in room])

    def _fold(self, states: NDArray[np.int64], lines: Sequence[LiveLine]) -> Table:
        """Codes of the best combination among ``states`` for every number of points of settled and given lines."""
        if not lines:
            table = empty(self._settled_full)
            np.minimum.at(table, self._settled[states], self._codes[states])
            return table
        line, rest = lines[0], lines[1:]
        rooms = self._rooms[line.indicator.code]
        groups: dict[Room, list[int]] = {}
        for state in states.tolist():
            groups.setdefault(rooms[state], []).append(state)
        best: Table | None = None
        for room, members in groups.items():
            menu = self._menu_at(line, room).table
            codes = np.where(menu < NEVER, menu * self._size, NEVER)
            table = sum_of(self._fold(np.array(members), rest), codes)
            best = table if best is None else np.minimum(best, table)
        assert best is not None
        return best

    def _menu_at(self, line: LiveLine, room: Room) -> Menu:
        key = (line.indicator.code, room)
        if key not in self._menus:
            self._menus[key] = self._menu(line, room)
        return self._menus[key]

    def _menu(self, line: LiveLine, room: Room) -> Menu:
        """What moving one of the line's leaves brings, as far as it is worth its effort."""
        start = self._still(line, room)
        table = empty(line.full_cents)
        units = np.zeros(len(table), dtype=np.int64)
        measure = np.zeros(len(table), dtype=np.int64)
        table[start] = 0
        for i, (of, per, most) in enumerate(room):
            leaf = self._leaf_of(line, i)
            if leaf is None or per == 0:
                continue
            need = self._ratios[line.indicator.code, i].units(of, per, self._scale)
            gains = np.arange(1, len(need) + 1)
            possible = (gains > start) & (need <= most)
            gains, need = gains[possible], need[possible].astype(np.int64)
            efforts = need * self._efforts[leaf]
            better = efforts < table[gains]
            table[gains[better]] = efforts[better]
            units[gains[better]] = need[better]
            measure[gains[better]] = i
        return Menu(worthwhile(table), units, measure)


def _rooms(columns: Sequence[tuple[NDArray[Any], ...]]) -> list[Room]:
    """Of every combination, what ``columns`` hold for each measure."""
    return list(zip(*(zip(*(array.tolist() for array in column), strict=True) for column in columns), strict=True))
