"""The scorecard: every line with its value, rating, arithmetic, basis and source; sums that can be checked by hand.

points = weight × rating / 100, rounded half up to 0.01, ratings exact until then; base = sum of the rounded lines,
bonus = the bonus lines, total = base + bonus. Missing lines count 0 in the total and open a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assistant.scoring.admission import Verdict, judge
from assistant.scoring.cohort import Cohort
from assistant.scoring.exact import from_cents, plain, short, to_cents, two_places
from assistant.scoring.profile import Profile, ProfileRefused, unknown_grades
from assistant.scoring.rating import Basis, Rated, rate
from assistant.scoring.scheme import Scheme
from knowledge.indicators.system import Indicator, IndicatorSystem, Kind


@dataclass(frozen=True, slots=True)
class Cited:
    """Where the indicator and its weight stand, verbatim."""

    title: str
    section: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. ``rating`` is exact; ``cents`` are its points in hundredths; both None where it is missing.

    ``steps`` say in Chinese how the rating came about, or what is missing.
    """

    code: str
    name: str
    group: str
    kind: Kind
    weight: Decimal
    value: str | None
    unit: str
    rating: Fraction | None
    cents: int | None
    basis: Basis
    steps: tuple[str, ...]
    source: Cited

    @property
    def points(self) -> Decimal | None:
        """The points with two decimals, None where the line is missing."""
        return None if self.cents is None else from_cents(self.cents)

    @property
    def full_cents(self) -> int:
        """The points at rating 100, in hundredths."""
        return to_cents(Fraction(self.weight))

    @property
    def arithmetic(self) -> str:
        """The multiplication as one can check it; for a missing line, what is missing."""
        if self.rating is None or self.cents is None:
            return "；".join(self.steps)
        rating = short(self.rating)
        if to_cents(Fraction(self.weight) * Fraction(rating) / 100) != self.cents:
            rating = f"({self.rating})"  # two places would round to another cent: show the exact fraction
        return f"{plain(self.weight)} × {rating} / 100 = {from_cents(self.cents)}"

    def to_dict(self) -> dict[str, Any]:
        """The line as in the contract; scores are strings with two decimals."""
        return {
            "code": self.code,
            "name": self.name,
            "group": self.group,
            "kind": str(self.kind),
            "weight": two_places(self.weight),
            "value": self.value,
            "unit": self.unit,
            "rating": None if self.rating is None else two_places(self.rating),
            "points": None if self.points is None else str(self.points),
            "basis": str(self.basis),
            "arithmetic": self.arithmetic,
            "source": {"title": self.source.title, "section": list(self.source.section), "quote": self.source.quote},
        }


@dataclass(frozen=True, slots=True)
class GroupPoints:
    """The sum of a group's lines."""

    name: str
    weight: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What a profile is worth under a system and a scheme."""

    profile: Profile
    system: IndicatorSystem
    scheme: Scheme
    lines: tuple[Line, ...]
    verdict: Verdict | None

    @property
    def groups(self) -> tuple[GroupPoints, ...]:
        """The first-level indicators, without the bonus."""
        return tuple(
            GroupPoints(group.name, group.weight, from_cents(self._cents(group.name))) for group in self.system.groups
        )

    @property
    def base(self) -> Decimal:
        """The sum of the rounded lines without the bonus."""
        return from_cents(self._cents(*(group.name for group in self.system.groups)))

    @property
    def bonus(self) -> Decimal:
        """The points of the bonus lines."""
        return from_cents(self._cents(self.system.bonus.name) if self.system.bonus else 0)

    @property
    def total_cents(self) -> int:
        """Base and bonus in hundredths."""
        return sum(line.cents or 0 for line in self.lines)

    @property
    def total(self) -> Decimal:
        """Base and bonus; missing lines count 0."""
        return from_cents(self.total_cents)

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes that have no rating."""
        return tuple(line.code for line in self.lines if line.rating is None)

    @property
    def high(self) -> Decimal:
        """The total if every missing line were full; the low end of the range is ``total``."""
        return from_cents(self.total_cents + sum(line.full_cents for line in self.lines if line.rating is None))

    def line(self, code: str) -> Line | None:
        """The line of an indicator, None if the track has none."""
        return next((line for line in self.lines if line.code == code), None)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue score --json``; ``verdict`` only where the system says who is admitted."""
        record: dict[str, Any] = {
            "system": self.system.id,
            "track": self.profile.track,
            "name": self.profile.name,
            "year": self.profile.year,
            "scheme": {"name": self.scheme.name, "version": self.scheme.version, "official": self.scheme.official},
            "lines": [line.to_dict() for line in self.lines],
            "groups": [
                {"name": group.name, "weight": two_places(group.weight), "points": str(group.points)}
                for group in self.groups
            ],
            "base": str(self.base),
            "bonus": str(self.bonus),
            "total": str(self.total),
            "missing": list(self.missing),
            "range": {"low": str(self.total), "high": str(self.high)},
        }
        if self.verdict is not None:
            record["verdict"] = self.verdict.to_dict()
        return record

    def _cents(self, *groups: str) -> int:
        return sum(line.cents or 0 for line in self.lines if line.group in groups)


def score(profile: Profile, system: IndicatorSystem, scheme: Scheme, cohort: Cohort | None = None) -> Scorecard:
    """The scorecard of a profile; raises ProfileRefused if it uses a grade that the scheme does not have."""
    if problems := unknown_grades(profile, scheme):
        raise ProfileRefused(problems)
    lines = tuple(
        _line(indicator, profile.track, system, rate(indicator, profile, system, scheme, cohort))
        for indicator in system.of_track(profile.track)
    )
    cents = {line.code: (line.cents, line.full_cents) for line in lines}
    verdict = judge(system.admission, profile, system, cents) if system.admission else None
    return Scorecard(profile, system, scheme, lines, verdict)


def _line(indicator: Indicator, track: str, system: IndicatorSystem, rated: Rated) -> Line:
    weight = indicator.weights[track]
    return Line(
        code=indicator.code,
        name=indicator.name,
        group=indicator.group,
        kind=indicator.kind,
        weight=weight,
        value=rated.value,
        unit=rated.unit,
        rating=rated.rating,
        cents=None if rated.rating is None else to_cents(Fraction(weight) * rated.rating / 100),
        basis=rated.basis,
        steps=rated.steps,
        source=Cited(system.document.title, system.section(indicator.source), indicator.source.quote),
    )
