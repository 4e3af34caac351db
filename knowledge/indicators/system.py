"""An indicator system as data: groups, indicators, weights per track, the facts they are computed from.

A file holds only what the official text says; how a value becomes a rating is a scheme's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import Field, StrictBool, StrictStr

from knowledge.indicators.marked_yaml import Place, Problem, Record

Name = Annotated[StrictStr, Field(min_length=1)]
Weight = Annotated[Decimal, Field(gt=0, le=100)]


class Kind(StrEnum):
    """Whether an indicator is judged or measured."""

    QUALITATIVE = "qualitative"
    QUANTITATIVE = "quantitative"


class FactKind(StrEnum):
    """What sort of thing a fact is; counts are whole, flags are yes or no."""

    COUNT = "count"
    AMOUNT = "amount"
    MONEY = "money"  # 万元
    FLAG = "flag"


class Combine(StrEnum):
    """How the ratings of an indicator's measures become one."""

    MEAN = "mean"  # all are needed
    EITHER = "either"  # the one evaluated chooses: the best of those stated
    BEST = "best"  # the best of all; not known while an unstated one could be better


class Source(Record):
    """Where a value stands in the document; without a section, that of the whole system."""

    quote: Name
    section: tuple[Name, ...] = ()


class Document(Record):
    """The document the values are taken from."""

    title: Name
    section: tuple[Name, ...]
    number: Name | None = None
    url: Name | None = None


class Period(Record):
    """The time that is assessed: from month-day to month-day of a year, and how often."""

    start: Annotated[StrictStr, Field(pattern=r"^\d\d-\d\d$")]
    end: Annotated[StrictStr, Field(pattern=r"^\d\d-\d\d$")]
    year: Name
    frequency: Name
    source: Source


class Group(Record):
    """A first-level indicator."""

    name: Name
    weight: Weight
    source: Source


class Fact(Record):
    """Something counted or measured. ``fixed`` ones cannot be changed by effort; ``positive`` ones are never 0.

    ``counts`` tells the person who fills in a form what to count: this project's reading, not official text.
    """

    label: Name
    unit: StrictStr
    kind: FactKind
    counts: StrictStr = ""
    fixed: StrictBool = False
    positive: StrictBool = False


class Measure(Record):
    """A value computed from facts: times × Σ of / Σ per + plus. ``id`` tells an indicator's measures apart."""

    of: Annotated[tuple[Name, ...], Field(min_length=1)]
    per: tuple[Name, ...] = ()
    times: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    plus: Decimal = Decimal(0)
    unit: StrictStr
    id: StrictStr = ""
    name: StrictStr = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact the value needs."""
        return self.of + self.per

    def value_of(self, numerator: Fraction, denominator: Fraction) -> Fraction:
        """The value for given sums; ``denominator`` is 1 for a measure without ``per``."""
        return Fraction(self.times) * numerator / denominator + Fraction(self.plus)

    def numerator_per_denominator(self, value: Fraction) -> Fraction:
        """Σ of / Σ per at which the value is ``value``: the inverse of ``value_of``."""
        return (value - Fraction(self.plus)) / Fraction(self.times)


class Indicator(Record):
    """A second-level indicator; ``weights`` holds only the tracks it belongs to."""

    code: Annotated[StrictStr, Field(pattern=r"^\d+(\.\d+)*$")]
    name: Name
    group: Name
    kind: Kind
    weights: dict[str, Weight]
    measures: tuple[Measure, ...] = ()
    combine: Combine = Combine.MEAN
    source: Source

    def key(self, measure: Measure) -> str:
        """What a scheme calls the measure: 2.7, or 3.1.income where there are several."""
        return f"{self.code}.{measure.id}" if measure.id else self.code

    @property
    def unit(self) -> str:
        """The units of its measures, as in 万元, %."""
        return ", ".join(measure.unit for measure in self.measures)


class PartOf(Record):
    """The facts of ``part`` together are never more than those of ``whole`` together."""

    part: Annotated[tuple[Name, ...], Field(min_length=1)]
    whole: Annotated[tuple[Name, ...], Field(min_length=1)]


class Limit(Record):
    """A condition: the fact is at most ``at_most``."""

    fact: Name
    at_most: Decimal
    source: Source


class Condition(Record):
    """A condition or a route: the flag ``fact`` is yes."""

    fact: Name
    source: Source


class Admission(Record):
    """When the one evaluated is admitted: every limit and requirement, and the score or one of the routes."""

    total: Weight
    above_zero: tuple[Name, ...] = ()
    limits: tuple[Limit, ...] = ()
    requirements: tuple[Condition, ...] = ()
    routes: tuple[Condition, ...] = ()
    source: Source


class IndicatorSystem(Record):
    """A whole system as one dated document defines it."""

    id: Name
    title: Name
    issuer: Name
    issued: date
    effective: date | None = None
    issued_source: Source
    document: Document
    period: Period | None = None
    tracks: Annotated[dict[str, Name], Field(min_length=1)]
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    bonus: Group | None = None
    facts: dict[str, Fact]
    consistency: tuple[PartOf, ...] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    admission: Admission | None = None

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """The groups, the bonus last where there is one."""
        return (*self.groups, self.bonus) if self.bonus else self.groups

    def of_track(self, track: str) -> tuple[Indicator, ...]:
        """The indicators that count in a track, in the order of the document."""
        return tuple(indicator for indicator in self.indicators if track in indicator.weights)

    def indicator(self, code: str) -> Indicator | None:
        """The indicator with this code, None if there is none."""
        return next((indicator for indicator in self.indicators if indicator.code == code), None)

    def section(self, source: Source) -> tuple[str, ...]:
        """The section a source stands in."""
        return source.section or self.document.section


def check_system(system: IndicatorSystem) -> Iterator[Problem]:
    """Everything that must hold across a system; yields what does not."""
    yield from _check_groups(system)
    groups = [group.name for group in system.all_groups]
    seen: set[str] = set()
    for i, indicator in enumerate(system.indicators):
        here: Place = ("indicators", i)
        if indicator.code in seen:
            yield Problem((*here, "code"), f"编号 {indicator.code} 出现了两次，编号不能重复")
        seen.add(indicator.code)
        if indicator.group not in groups:
            known = "、".join(groups)
            yield Problem((*here, "group"), f"指标 {indicator.code} 的分组“{indicator.group}”没有定义，应为：{known}")
        yield from _check_weights(system, indicator, here)
        yield from _check_measures(system, indicator, here)
    yield from _check_facts(system, seen)


def _check_groups(system: IndicatorSystem) -> Iterator[Problem]:
    total = sum(Fraction(group.weight) for group in system.groups)
    if total != 100:
        yield Problem(("groups",), f"各组权重合计应为 100，实际是 {_plain(total)}")
    for track, label in system.tracks.items():
        for i, group in enumerate(system.all_groups):
            weights = [Fraction(item.weights[track]) for item in system.of_track(track) if item.group == group.name]
            if sum(weights) != Fraction(group.weight):
                place: Place = ("bonus",) if group is system.bonus else ("groups", i, "weight")
                yield Problem(
                    place, f"{label}中“{group.name}”各指标权重合计 {_plain(sum(weights))}，应为 {_plain(group.weight)}"
                )
    for i, group in enumerate(system.all_groups):
        place = ("bonus", "source") if group is system.bonus else ("groups", i, "source")
        yield from _check_quoted(group.weight, group.source, place)


def _check_weights(system: IndicatorSystem, indicator: Indicator, here: Place) -> Iterator[Problem]:
    if not indicator.weights:
        yield Problem((*here, "weights"), f"指标 {indicator.code} 没有权重，至少要属于一个类别")
    for track, weight in indicator.weights.items():
        if track not in system.tracks:
            yield Problem((*here, "weights", track), f"没有类别“{track}”，应为：{'、'.join(system.tracks)}")
        yield from _check_quoted(weight, indicator.source, (*here, "source"))


def _check_measures(system: IndicatorSystem, indicator: Indicator, here: Place) -> Iterator[Problem]:
    if (indicator.kind is Kind.QUANTITATIVE) != bool(indicator.measures):
        yield Problem((*here, "kind"), f"指标 {indicator.code}：定量指标要写 measures，定性指标不写")
    ids = [measure.id for measure in indicator.measures]
    if len(set(ids)) < len(ids) or (len(ids) > 1 and not all(ids)):
        yield Problem((*here, "measures"), f"指标 {indicator.code} 有几个 measures 时，各自要有不同的 id")
    for j, measure in enumerate(indicator.measures):
        for part in ("of", "per"):
            for k, fact in enumerate(getattr(measure, part)):
                yield from _check_number(system, fact, (*here, "measures", j, part, k))


def _check_facts(system: IndicatorSystem, codes: set[str]) -> Iterator[Problem]:
    for i, rule in enumerate(system.consistency):
        for part in ("part", "whole"):
            for j, fact in enumerate(getattr(rule, part)):
                yield from _check_number(system, fact, ("consistency", i, part, j))
    if (admission := system.admission) is None:
        return
    for i, code in enumerate(admission.above_zero):
        if code not in codes:
            yield Problem(("admission", "above_zero", i), f"没有编号为 {code} 的指标")
    for i, limit in enumerate(admission.limits):
        yield from _check_number(system, limit.fact, ("admission", "limits", i, "fact"))
    for name, conditions in (("requirements", admission.requirements), ("routes", admission.routes)):
        for i, condition in enumerate(conditions):
            fact = system.facts.get(condition.fact)
            if fact is None or fact.kind is not FactKind.FLAG:
                yield Problem(("admission", name, i, "fact"), f"“{condition.fact}”应是 facts 里的是否项（kind: flag）")


def _check_number(system: IndicatorSystem, name: str, place: Place) -> Iterator[Problem]:
    fact = system.facts.get(name)
    if fact is None:
        yield Problem(place, f"“{name}”没有在 facts 里定义，请补上或改正拼写")
    elif fact.kind is FactKind.FLAG:
        yield Problem(place, f"“{name}”是是否项（kind: flag），这里要用数字项")


def _check_quoted(figure: Decimal, source: Source, place: Place) -> Iterator[Problem]:
    """A weight that its own source does not show is a slip of one or the other."""
    if Fraction(figure) not in {Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", source.quote)}:
        yield Problem(place, f"权重 {_plain(figure)} 没有出现在它的出处“{source.quote}”里，请核对两者")


def _plain(number: Fraction | Decimal | int) -> str:
    exact = Fraction(number)
    return str(exact.numerator) if exact.denominator == 1 else str(float(exact))
