"""One indicator's rating, and how it came about: a rating given, a grade, or values computed from facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from assistant.scoring.cohort import Cohort, rate_among
from assistant.scoring.exact import plain, short
from assistant.scoring.measures import combined, measured
from assistant.scoring.profile import Profile
from assistant.scoring.scheme import Curve, Scheme
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
    return _rate_from_facts(indicator, profile, system, scheme, cohort)


@dataclass(frozen=True, slots=True)
class RatedMeasure:
    """One measure of an indicator: its value and rating, None where they are not known.

    ``curve`` is the scheme's (None: it has none). ``method`` and ``others`` are set where the rating comes from
    comparing with the values of other spaces.
    """

    measure: Measure
    value: Fraction | None
    rating: Fraction | None
    curve: Curve | None
    method: Literal["percentile", "minmax"] | None = None
    others: tuple[Fraction, ...] = ()


def rate_measures(indicator: Indicator, profile: Profile, scheme: Scheme, cohort: Cohort | None) -> list[RatedMeasure]:
    """Every measure of the indicator rated from the facts, whether or not a rating or grade stands before them."""
    method = scheme.cohort.method if scheme.cohort is not None and scheme.compares(indicator.code) else None
    peers = cohort.peers(profile, indicator) if cohort is not None and method is not None else ()
    rated = []
    for measure in indicator.measures:
        value = measured(measure, profile.facts)
        curve = scheme.curve(indicator, measure)
        others = tuple(other for peer in peers if (other := measured(measure, peer.facts)) is not None)
        if others and method is not None:
            rating = None if value is None else rate_among(value, others, method)
            rated.append(RatedMeasure(measure, value, rating, curve, method, others))
        else:
            rated.append(
                RatedMeasure(measure, value, curve.rating(value) if curve and value is not None else None, curve)
            )
    return rated


def _rate_from_facts(
    indicator: Indicator, profile: Profile, system: IndicatorSystem, scheme: Scheme, cohort: Cohort | None
) -> Rated:
    rated = rate_measures(indicator, profile, scheme, cohort)
    basis = next((Basis(one.method) for one in rated if one.method is not None), Basis.BENCHMARK)
    steps: list[str] = []
    lacking: list[str] = []
    for one in rated:
        if one.value is None:
            lacking.append(_why_no_value(one.measure, profile, system))
        elif one.rating is None:
            lacking.append(f"评分方案没有给出 {indicator.key(one.measure)} 怎样折算成评分")
        else:
            steps += [_computation(one.measure, one.value, profile, system), _explained(one, one.value, one.rating)]
    ratings, values = [one.rating for one in rated], [one.value for one in rated]
    rating = combined(indicator.combine, ratings)
    if rating is None:
        return Rated(None, Basis.MISSING, (*lacking, *steps), unit=indicator.unit)
    if indicator.combine is not Combine.MEAN:
        chosen = rated[ratings.index(rating)]
        steps.append(f"取较高的一项：{chosen.measure.name}")
        return Rated(rating, basis, tuple(steps), _written([chosen.value]), chosen.measure.unit)
    if len(ratings) > 1:
        parts = " + ".join(short(part) for part in ratings if part is not None)
        steps.append(f"({parts}) ÷ {len(ratings)} = {short(rating)}")
    return Rated(rating, basis, tuple(steps), _written(values), indicator.unit)


def _explained(one: RatedMeasure, value: Fraction, rating: Fraction) -> str:
    if one.method is None and one.curve is not None:
        return one.curve.explain(value)
    way = "百分位" if one.method == "percentile" else "极差"
    return f"在 {len(one.others) + 1} 家中按{way}评分 {short(rating)}"


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
