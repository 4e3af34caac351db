"""How sure a figure is: intervals of shares and means, and tests of paired runs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scipy.stats import binomtest

from eval.ranking import interval

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of ``total`` values between 0 and 1 with the bounds of its 95 % interval; all None of no values.

    ``hits`` counts the ones where every value is 0 or 1, else it is None.
    """

    mean: float | None
    low: float | None
    high: float | None
    total: int
    hits: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """``rate`` and bounds are rounded to four places."""
        rounded = {
            name: None if value is None else round(value, 4)
            for name, value in (("rate", self.mean), ("low", self.low), ("high", self.high))
        }
        return ({} if self.hits is None else {"hits": self.hits}) | {"total": self.total} | rounded


def share(outcomes: Sequence[float]) -> Estimate:
    """The share of ones among zeros and ones, with Wilson's score interval (Wilson 1927)."""
    hits, total = int(sum(outcomes)), len(outcomes)
    if not total:
        return Estimate(None, None, None, 0, 0)
    return Estimate(hits / total, *_wilson(hits, total), total, hits)


def mean(values: Sequence[float]) -> Estimate:
    """The mean, with the percentile bootstrap's interval (Efron and Tibshirani 1993), its seed fixed."""
    if not values:
        return Estimate(None, None, None, 0)
    return Estimate(sum(values) / len(values), *interval(values, LEVEL), len(values))


def worse(before: Sequence[float], after: Sequence[float], binary: bool) -> bool:
    """Whether paired values have fallen by more than chance explains.

    Zeros and ones: exact one-sided McNemar test (McNemar 1947), that is a sign test over the pairs that differ, at 5 %.
    Other values: the 95 % interval of the paired bootstrap of the difference lies below 0.
    """
    differences = [b - a for a, b in zip(before, after, strict=True)]
    if binary:
        return mcnemar(sum(d < 0 for d in differences), sum(d > 0 for d in differences)) < 1 - LEVEL
    return interval(differences, LEVEL)[1] < 0


def mcnemar(broken: int, fixed: int) -> float:
    """How likely at least so many of the pairs that differ are broken, where neither way is likelier."""
    differing = broken + fixed
    return float(binomtest(broken, differing, alternative="greater").pvalue) if differing else 1.0


@cache
def _wilson(hits: int, total: int) -> tuple[float, float]:
    bounds = binomtest(hits, total).proportion_ci(LEVEL, method="wilson")
    return float(bounds.low), float(bounds.high)
