"""Least effort for every number of points: tables over hundredths of a point, exact in whole numbers.

A table is an int64 array ``t``: t[c] is the least effort with which exactly c hundredths are reached, NEVER if they
are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Table: TypeAlias = NDArray[np.int64]

NEVER = np.int64(2**62)
LARGEST_EFFORT = 2**56  # of one table; with NEVER and dozens of other tables it still fits


def empty(full_cents: int) -> Table:
    """A table in which nothing is reached, for 0 … full_cents hundredths."""
    return np.full(full_cents + 1, NEVER, dtype=np.int64)


def sum_of(a: Table, b: Table) -> Table:
    """The table of two independent things together: out[c] = min over i + j = c of a[i] + b[j]."""
    few, many = sorted((a, b), key=lambda table: np.count_nonzero(table < NEVER))
    out = empty(len(a) + len(b) - 2)
    for cents in np.flatnonzero(few < NEVER):
        part = out[cents : cents + len(many)]
        np.minimum(part, many + few[cents], out=part)
    return out


def worthwhile(table: Table) -> Table:
    """Only what no higher number of points is reached with as little effort."""
    cheapest_above = np.minimum.accumulate(table[::-1])[::-1]
    kept = table.copy()
    kept[:-1][table[:-1] >= cheapest_above[1:]] = NEVER
    return kept


def prefix_sums(tables: Sequence[Table]) -> list[Table]:
    """sums[i] is the table of the first i tables together; sums[0] reaches 0 at no effort."""
    sums = [np.zeros(1, dtype=np.int64)]
    for table in tables:
        sums.append(sum_of(sums[-1], table))
    return sums


def split(cents: int, tables: Sequence[Table], sums: Sequence[Table]) -> list[int]:
    """How many hundredths each table contributes to the least effort for ``cents`` (which is reached)."""
    shares: list[int] = []
    for table, before, after in zip(reversed(tables), reversed(sums[:-1]), reversed(sums[1:]), strict=True):
        own = np.flatnonzero(table < NEVER)
        own = own[(own <= cents) & (cents - own < len(before))]
        own = own[before[cents - own] < NEVER]
        fitting = own[before[cents - own] + table[own] == after[cents]]
        shares.append(int(fitting[0]))
        cents -= shares[-1]
    return shares[::-1]


def ceil_div(numerator: NDArray[Any], divisor: int) -> NDArray[Any]:
    """Whole-number division rounding up."""
    return -(-numerator // divisor)
