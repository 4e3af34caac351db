"""How a value or a grade becomes a rating: the scheme, which its user chooses and can edit.

Benchmark: rating = 100 × clamp((value − zero) / (full − zero), 0, 1). Bands: fixed points between two stated ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator, Field, StrictBool, StrictStr

from assistant.scoring.exact import plain, short
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system
from knowledge.indicators.marked_yaml import Place, Problem, Record, read_checked
from knowledge.indicators.system import FactKind, Indicator, IndicatorSystem, Kind, Measure

SCHEMES = Path(__file__).parent / "schemes"
GRADE_STEP = "grade_step"
FULL = Fraction(100)


class Curve(Protocol):
    """From a value to its rating, never falling."""

    @property
    def full_at(self) -> Fraction:
        """The smallest value with the best rating it gives."""
        ...

    def rating(self, value: Fraction) -> Fraction:
        """The rating 0–100 of a value."""
        ...

    def least(self, rating: Fraction) -> Fraction | None:
        """The smallest value with at least this rating (> 0), None if none has it."""
        ...

    def explain(self, value: Fraction) -> str:
        """How the rating of ``value`` comes about, in Chinese."""
        ...


class Benchmark(Record):
    """Rating 0 up to ``zero``, 100 from ``full`` on, straight between; in the indicator's unit."""

    zero: Decimal
    full: Decimal

    @property
    def full_at(self) -> Fraction:
        """``full``."""
        return Fraction(self.full)

    def rating(self, value: Fraction) -> Fraction:
        """100 × clamp((value − zero) / (full − zero), 0, 1)."""
        zero, full = Fraction(self.zero), Fraction(self.full)
        return FULL * min(max((value - zero) / (full - zero), Fraction(0)), Fraction(1))

    def least(self, rating: Fraction) -> Fraction | None:
        """The value on the straight line."""
        zero, full = Fraction(self.zero), Fraction(self.full)
        return zero + (full - zero) * rating / FULL

    def explain(self, value: Fraction) -> str:
        """The formula with its figures, or on which side of the line the value lies."""
        zero, full = plain(self.zero), plain(self.full)
        if value >= Fraction(self.full):
            return f"{short(value)} 达到满分值 {full}，评分 100"
        if value <= Fraction(self.zero):
            return f"{short(value)} 不高于起评值 {zero}，评分 0"
        return f"100 × ({short(value)} − {zero}) ÷ ({full} − {zero}) = {short(self.rating(value))}"


class Band(Record):
    """Points for values from ``at_least`` (included) to ``below`` (excluded); the outermost leave one end open."""

    points: Annotated[Decimal, Field(ge=0)]
    at_least: Decimal | None = None
    below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """Bands from the lowest up, of an indicator with this weight."""

    bands: tuple[Band, ...]
    weight: Fraction

    @property
    def full_at(self) -> Fraction:
        """The lower end of the first band with the most points."""
        return self._lower_end(next(band for band in self.bands if band.points == self.bands[-1].points))

    def rating(self, value: Fraction) -> Fraction:
        """The points of the value's band as a rating."""
        return FULL * Fraction(self._band(value).points) / self.weight

    def least(self, rating: Fraction) -> Fraction | None:
        """The lower end of the first band with that rating."""
        for band in self.bands:
            if FULL * Fraction(band.points) / self.weight >= rating:
                return self._lower_end(band)
        return None

    def explain(self, value: Fraction) -> str:
        """The band, with both ends, and its points."""
        band = self._band(value)
        ends = [f"{plain(band.at_least)}（含）以上"] if band.at_least is not None else []
        ends += [f"{plain(band.below)} 以下"] if band.below is not None else []
        return f"{short(value)} 在 {'、'.join(ends)} 一档，{plain(band.points)} 分"

    def _lower_end(self, band: Band) -> Fraction:
        # The lowest band reaches down without end, and no value is below 0.
        return Fraction(0) if band.at_least is None else Fraction(band.at_least)

    def _band(self, value: Fraction) -> Band:
        return next(band for band in self.bands if band.below is None or value < Fraction(band.below))


class CohortRule(Record):
    """Which codes are rated against other spaces when a cohort is given; None: every quantitative one."""

    method: Literal["percentile", "minmax"]
    codes: tuple[StrictStr, ...] | None = None


class SchemeSource(Record):
    """Where the figures of a scheme come from."""

    title: StrictStr
    section: tuple[StrictStr, ...] = ()


Text = Annotated[str, BeforeValidator(lambda value: str(value))]
Effort = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=4)]


class Scheme(Record):
    """A scheme; ``official`` says whether its figures are those of the issuing body."""

    name: StrictStr
    version: Text
    official: StrictBool
    source: SchemeSource | None = None
    grades: dict[str, Annotated[Decimal, Field(ge=0, le=100)]] = Field(default_factory=dict)
    benchmarks: dict[str, Benchmark] = Field(default_factory=dict)
    bands: dict[str, tuple[Band, ...]] = Field(default_factory=dict)
    cohort: CohortRule | None = None
    efforts: dict[str, Effort] = Field(default_factory=dict)

    def curve(self, indicator: Indicator, measure: Measure) -> Curve | None:
        """How this scheme rates the measure, None if it does not."""
        key = indicator.key(measure)
        if key in self.bands:
            return Steps(self.bands[key], Fraction(next(iter(indicator.weights.values()))))
        return self.benchmarks.get(key)

    def better_grades(self, grade: str) -> list[str]:
        """The grades above this one, next first; of several with the same rating one."""
        better = {rating: name for name, rating in self.grades.items() if rating > self.grades[grade]}
        return [better[rating] for rating in sorted(better)]

    def compares(self, code: str) -> bool:
        """Whether the indicator is rated against the cohort when there is one."""
        return self.cohort is not None and (self.cohort.codes is None or code in self.cohort.codes)


def load_scheme(path: Path | None = None, system: IndicatorSystem | None = None) -> Scheme:
    """The scheme in a YAML file, or the one that comes with ``system`` (default: the makerspace system).

    Raises DataFileRefused that names every problem with file and line.
    """
    system = system or load_system(DEFAULT_SYSTEM)
    return read_checked(path or SCHEMES / f"{system.id}.yaml", Scheme, lambda scheme: check_scheme(scheme, system))


def check_scheme(scheme: Scheme, system: IndicatorSystem) -> Iterator[Problem]:
    """What in the scheme does not fit itself or the system."""
    measured = {indicator.key(measure): indicator for indicator in system.indicators for measure in indicator.measures}
    for key, benchmark in scheme.benchmarks.items():
        if key not in measured:
            yield Problem(("benchmarks", key), _unknown(key, measured))
        if benchmark.full <= benchmark.zero:
            yield Problem(("benchmarks", key), f"{key} 的 full 应大于 zero（数值越高评分越高）")
    for key, bands in scheme.bands.items():
        if key not in measured:
            yield Problem(("bands", key), _unknown(key, measured))
        else:
            yield from _check_bands(("bands", key), bands, measured[key])
        if key in scheme.benchmarks:
            yield Problem(("bands", key), f"{key} 同时有 benchmarks 和 bands，只能留一种")
    codes = [indicator.code for indicator in system.indicators if indicator.kind is Kind.QUANTITATIVE]
    for i, code in enumerate((scheme.cohort and scheme.cohort.codes) or ()):
        if code not in codes:
            yield Problem(("cohort", "codes", i), _unknown(code, codes))
    movable = [key for key, fact in system.facts.items() if not fact.fixed and fact.kind is not FactKind.FLAG]
    for key in scheme.efforts:
        if key not in movable and key != GRADE_STEP:
            known = "、".join([*movable, GRADE_STEP])
            yield Problem(("efforts", key), f"“{key}”不是能靠投入改变的数据，可用的有：{known}")


def _check_bands(place: Place, bands: tuple[Band, ...], indicator: Indicator) -> Iterator[Problem]:
    if len(set(indicator.weights.values())) > 1:
        yield Problem(place, f"{indicator.code} 各类别权重不同，不能用按分值的分档")
    if not bands or bands[0].at_least is not None or bands[-1].below is not None:
        yield Problem(place, "分档应从最低一档写到最高一档：最低档不写 at_least，最高档不写 below")
    for i, (lower, upper) in enumerate(pairwise(bands)):
        if lower.below is None or upper.at_least != lower.below:
            yield Problem((*place, i + 1), "相邻两档的界限要相接：下一档的 at_least 应等于上一档的 below")
        elif lower.at_least is not None and lower.at_least >= lower.below:
            yield Problem((*place, i), "一档的 below 应大于 at_least")
        if upper.points < lower.points:
            yield Problem((*place, i + 1), "档位越高分值不应越低")
    for i, band in enumerate(bands):
        if any(band.points > weight for weight in indicator.weights.values()):
            yield Problem((*place, i), f"分值 {plain(band.points)} 超过了指标 {indicator.code} 的权重")


def _unknown(key: str, known: dict[str, Indicator] | list[str]) -> str:
    return f"没有“{key}”这个定量指标，可用的有：{'、'.join(known)}"
