"""One indicator's rating, and how it came about: a rating given, a grade, or values computed from facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assistant.scoring.cohort import Cohort, rate_among
from assistant.scoring.exact import plain, short
from assistant.scoring.measures import combined, measured
from assistant.scoring.profile import Profile
from assistant.scoring.scheme import Scheme
from knowledge.indicators.system import Combine, Indicator, IndicatorSystem, Measure


class Basis(StrEnum):
    """What a rating rests on. Bands count as benchmarks."""

    RATING = "rating"
    GRADE = "grade"
    BENCHMARK = "benchmark"
    PERCENTILE = "percentile"
    MINMAX = "minmax"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating (0–100, exact; None: missing) with its value as written, its unit, and its derivation in Chinese."""

    rating: Fraction | None
    basis: Basis
    steps: tuple[str, ...]
    value: str | None = None
    unit: str = ""


def rate(
    indicator: Indicator, profile: Profile, system: IndicatorSystem, scheme: Scheme, cohort: Cohort | None
) -> Rated:
    """The rating of one indicator: a rating wins over a grade, a grade over facts."""
    if indicator.code in profile.ratings:
        given = profile.ratings[indicator.code]
        return Rated(Fraction(given), Basis.RATING, (f"直接给定评分 {plain(given)}",), unit=indicator.unit)
    if indicator.code in profile.grades:
        grade = profile.grades[indicator.code]
        worth = scheme.grades[grade]
        return Rated(Fraction(worth), Basis.GRADE, (f"等级“{grade}”折合评分 {plain(worth)}",), value=grade)
    if not indicator.measures:
        return Rated(None, Basis.MISSING, ("没有填写等级或评分",))
    return _rate_measures(indicator, profile, system, scheme, cohort)


def _rate_measures(
    indicator: Indicator, profile: Profile, system: IndicatorSystem, scheme: Scheme, cohort: Cohort | None
) -> Rated:
    compare = scheme.cohort.method if scheme.cohort is not None and scheme.compares(indicator.code) else None
    peers = cohort.peers(profile, indicator) if cohort is not None and compare is not None else ()
    basis = Basis(compare) if peers and compare is not None else Basis.BENCHMARK
    values = [measured(measure, profile.facts) for measure in indicator.measures]
    ratings: list[Fraction | None] = []
    steps: list[str] = []
    lacking: list[str] = []
    for measure, value in zip(indicator.measures, values, strict=True):
        rating = None
        curve = scheme.curve(indicator, measure)
        if value is None:
            lacking.append(_why_no_value(measure, profile, system))
        elif peers and compare is not None:
            others = [other for peer in peers if (other := measured(measure, peer.facts)) is not None]
            rating = rate_among(value, others, compare)
            way = "百分位" if basis is Basis.PERCENTILE else "极差"
            steps.append(_computation(measure, value, profile, system))
            steps.append(f"在 {len(others) + 1} 家中按{way}评分 {short(rating)}")
        elif curve is not None:
            rating = curve.rating(value)
            steps += [_computation(measure, value, profile, system), curve.explain(value)]
        else:
            lacking.append(f"评分方案没有给出 {indicator.key(measure)} 怎样折算成评分")
        ratings.append(rating)
    rating = combined(indicator.combine, ratings)
    if rating is None:
        return Rated(None, Basis.MISSING, (*lacking, *steps), unit=indicator.unit)
    if indicator.combine is not Combine.MEAN:
        chosen = ratings.index(rating)
        measure, value = indicator.measures[chosen], values[chosen]
        return Rated(rating, basis, (*steps, f"取较高的一项：{measure.name}"), _written([value]), measure.unit)
    if len(ratings) > 1:
        parts = " + ".join(short(part) for part in ratings if part is not None)
        steps.append(f"({parts}) ÷ {len(ratings)} = {short(rating)}")
    return Rated(rating, basis, tuple(steps), _written(values), indicator.unit)


def _written(values: Sequence[Fraction | None]) -> str:
    return ", ".join(short(value) for value in values if value is not None)


def _why_no_value(measure: Measure, profile: Profile, system: IndicatorSystem) -> str:
    lacking = [system.facts[key].label for key in measure.facts if key not in profile.facts]
    if lacking:
        return f"没有填写：{'、'.join(lacking)}"
    return f"{' + '.join(system.facts[key].label for key in measure.per)}为 0，算不出比值"


def _computation(measure: Measure, value: Fraction, profile: Profile, system: IndicatorSystem) -> str:
    def stated(keys: tuple[str, ...]) -> str:
        sides = [f"{system.facts[key].label} {plain(profile.facts[key])} {system.facts[key].unit}" for key in keys]
        return f"({' + '.join(sides)})" if len(sides) > 1 else sides[0]

    text = stated(measure.of)
    if measure.per:
        text += f" ÷ {stated(measure.per)}"
    if measure.times != 1:
        text += f" × {plain(measure.times)}"
    if measure.plus:
        text += f" {'−' if measure.plus < 0 else '+'} {plain(measure.plus.copy_abs())}"
    return text if text == stated(measure.of) else f"{text} = {short(value)} {measure.unit}"
