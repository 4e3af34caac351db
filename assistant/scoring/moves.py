"""What can be changed in a profile, how far, and which changes bear on one another.

A fact moves upwards in whole units (1 家, 1 场, 1 万元) where the scheme says what a unit costs and the system does not
fix it, up to the point where the indicator it raises is full. A fact that raises none (startups in the specialised
track) moves only as far as it makes room for its parts. A fact that is not stated does not move.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.scoring.exact import half_up
from assistant.scoring.measures import combined, denominator, total
from assistant.scoring.profile import Profile
from assistant.scoring.scheme import FULL, Curve, Scheme
from knowledge.indicators.system import Combine, FactKind, Indicator, IndicatorSystem, Measure, PartOf

State = Mapping[str, Fraction]


@dataclass(frozen=True)
class LiveLine:
    """An indicator whose points follow from stated facts; ``measures`` are those whose facts are all stated."""

    indicator: Indicator
    weight: Fraction
    measures: tuple[tuple[Measure, Curve], ...]

    @property
    def full_cents(self) -> int:
        """The points at rating 100, in hundredths."""
        return half_up(self.weight * FULL)

    @property
    def lacks(self) -> bool:
        """Whether a measure of the indicator cannot be computed."""
        return len(self.measures) < len(self.indicator.measures)

    @cached_property
    def facts(self) -> frozenset[str]:
        """Every fact the line depends on."""
        return frozenset(key for measure, _ in self.measures for key in measure.facts)

    def cents(self, sums: Sequence[tuple[Fraction, Fraction]]) -> int:
        """The points for each measure's (Σ of, Σ per or 1), in hundredths; 0 while the rating is not known."""
        ratings = [
            curve.rating(measure.value_of(of, per)) if per else None
            for (measure, curve), (of, per) in zip(self.measures, sums, strict=True)
        ]
        rating = combined(self.indicator.combine, [*ratings, None] if self.lacks else ratings)
        return 0 if rating is None else half_up(self.weight * rating)

    def ratios(self, measure: Measure, curve: Curve) -> list[Fraction]:
        """Σ of / Σ per at which this measure alone brings 1, 2, 3, … hundredths, as far as it can bring them."""
        only_full = self.lacks and self.indicator.combine is Combine.BEST
        ratios = []
        for cents in range(1, self.full_cents + 1):
            # Rounded half up, c hundredths begin half a hundredth below.
            value = curve.least(FULL if only_full else (cents - Fraction(1, 2)) / self.weight)
            if value is None:
                break
            ratios.append(measure.numerator_per_denominator(value))
        return ratios


@dataclass(frozen=True)
class Landscape:
    """The lines that facts can change, the facts that can move, and the rules that bind them."""

    start: State
    lines: tuple[LiveLine, ...]
    rules: tuple[PartOf, ...]
    efforts: Mapping[str, Fraction]

    def raised_by(self, key: str) -> list[tuple[LiveLine, Measure, Curve]]:
        """The measures that grow with the fact."""
        return [(line, measure, curve) for line in self.lines for measure, curve in line.measures if key in measure.of]

    @cached_property
    def reach(self) -> dict[str, int]:
        """How many units each fact can move; facts that cannot or need not move are left out."""
        reach: dict[str, int] = {}
        ratios = {key for key in self.efforts if self._divided(key)}
        makers = {key for key in self.efforts if not self.raised_by(key)}
        # In this order each step finds what it needs: plain indicators, the room they need, ratios to what can grow.
        for key in [*(self.efforts.keys() - ratios - makers), *makers, *ratios]:
            units = self._room(key, reach) if key in makers else self._to_full(key, reach)
            if units > 0 and not self._outdone(key):
                reach[key] = units
        return {key: reach[key] for key in self.efforts if key in reach}

    def _divided(self, key: str) -> bool:
        return any(other in self.efforts for _, measure, _ in self.raised_by(key) for other in measure.per)

    def _to_full(self, key: str, reach: Mapping[str, int]) -> int:
        """Units until every measure that the fact raises is full, denominators at their highest."""
        units = 0
        for _, measure, curve in self.raised_by(key):
            per = denominator(measure, self.start) + sum(reach.get(other, 0) for other in measure.per)
            need = measure.numerator_per_denominator(curve.full_at) * per - total(self.start, measure.of)
            units = max(units, math.ceil(need))
        return units

    def _room(self, key: str, reach: Mapping[str, int]) -> int:
        """Units until the parts of which the fact is (in) the whole can go as far as they can."""
        units = 0
        for rule in self.rules:
            if key in rule.whole:
                # A ratio to this very whole can be full as soon as there is one of it.
                need = sum(
                    max(self.start[part], Fraction(1)) if self._divided(part) else self.start[part] + reach.get(part, 0)
                    for part in rule.part
                )
                units = max(units, math.ceil(need - total(self.start, rule.whole)))
        return units

    def _outdone(self, key: str) -> bool:
        """Whether another fact does exactly the same for less effort (or comes first at the same)."""
        role = self._role(key)
        if not role[0]:
            return False
        rivals = [other for other in self.efforts if self._role(other) == role]
        return key != min(rivals, key=lambda other: self.efforts[other])

    def _role(self, key: str) -> tuple[frozenset[object], ...]:
        places = [(line.indicator.code, measure.id, measure) for line in self.lines for measure, _ in line.measures]
        return (
            frozenset((code, id) for code, id, measure in places if key in measure.of),
            frozenset((code, id) for code, id, measure in places if key in measure.per),
            frozenset(i for i, rule in enumerate(self.rules) if key in rule.part),
            frozenset(i for i, rule in enumerate(self.rules) if key in rule.whole),
        )

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The movable facts on which other facts' worth depends: these have to be tried one by one.

        All others (leaves) each raise one line only, and with the anchors held still they do not bear on one another.
        """
        anchors: set[str] = set()
        for key in self.reach:
            raised = {line.indicator.code for line, _, _ in self.raised_by(key)}
            shared = any(
                other != key and other in self.reach and other not in anchors
                for group in [measure.of for _, measure, _ in self.raised_by(key)] + [rule.part for rule in self.rules]
                if key in group
                for other in group
            )
            if (
                len(raised) != 1
                or shared
                or any(key in measure.per for line in self.lines for measure, _ in line.measures)
                or any(key in rule.whole and any(part in self.reach for part in rule.part) for rule in self.rules)
                or any(
                    line.indicator.combine is Combine.MEAN and len(line.measures) > 1
                    for line, _, _ in self.raised_by(key)
                )
            ):
                anchors.add(key)
        return frozenset(anchors)

    def components(self) -> list[tuple[list[LiveLine], list[str]]]:
        """The lines and movable facts that hang together, through a shared line or a rule."""
        groups: list[set[str]] = [{key} for key in self.reach]
        bonds: Iterable[Iterable[str]] = [*(line.facts for line in self.lines), *(r.part + r.whole for r in self.rules)]
        for bond in bonds:
            joined = set(bond) & set(self.reach)
            if joined:
                merged = set().union(*(group for group in groups if group & joined))
                groups = [group for group in groups if not group & joined] + [merged]
        return [
            ([line for line in self.lines if line.facts & group], [key for key in self.reach if key in group])
            for group in groups
        ]

    def bound_by(self, keys: Iterable[str]) -> list[PartOf]:
        """The rules that mention one of the facts."""
        mentioned = set(keys)
        return [rule for rule in self.rules if mentioned.intersection(rule.part + rule.whole)]


def landscape(profile: Profile, system: IndicatorSystem, scheme: Scheme) -> Landscape:
    """What a plan for this profile works on."""
    start = {key: Fraction(value) for key, value in profile.facts.items()}
    lines = []
    for indicator in system.of_track(profile.track):
        if indicator.code in profile.ratings or indicator.code in profile.grades:
            continue
        measures = tuple(
            (measure, curve)
            for measure in indicator.measures
            if all(key in start for key in measure.facts) and (curve := scheme.curve(indicator, measure)) is not None
        )
        # Without one of its measures a mean stays unknown whatever moves.
        if measures and (indicator.combine is not Combine.MEAN or len(measures) == len(indicator.measures)):
            lines.append(LiveLine(indicator, Fraction(indicator.weights[profile.track]), measures))
    return Landscape(
        start=start,
        lines=tuple(lines),
        rules=tuple(_stated_rules(system, start)),
        efforts={
            key: Fraction(effort)
            for key, effort in scheme.efforts.items()
            if key in start and not system.facts[key].fixed and system.facts[key].kind is not FactKind.FLAG
        },
    )


def _stated_rules(system: IndicatorSystem, start: State) -> Iterator[PartOf]:
    """The rules that bind: their whole is stated in full; parts that are not stated count as nothing."""
    for rule in system.consistency:
        part = tuple(key for key in rule.part if key in start)
        if part and all(key in start for key in rule.whole):
            yield PartOf(part=part, whole=rule.whole)
