"""What changes between two scorecards, and what one more unit of each fact would bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.scoring.cohort import Cohort
from assistant.scoring.exact import from_cents
from assistant.scoring.plan import moved
from assistant.scoring.profile import Profile, contradictions
from assistant.scoring.scheme import Scheme
from assistant.scoring.scorecard import Line, Scorecard, score
from knowledge.indicators.system import FactKind, IndicatorSystem


class NotComparable(ValueError):
    """The two scorecards do not have the same lines."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line in both scorecards; points None where it is missing, which counts 0 in the difference."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scorecards line by line. ``same_scheme`` False: part of the difference may come from the scheme."""

    before: Scorecard
    after: Scorecard
    lines: tuple[Change, ...]
    difference: Decimal
    same_scheme: bool

    def to_dict(self) -> dict[str, Any]:
        """All points as strings with two decimals."""
        return {
            "before": str(self.before.total),
            "after": str(self.after.total),
            "difference": str(self.difference),
            "same_scheme": self.same_scheme,
            "lines": [
                {
                    "code": line.code,
                    "name": line.name,
                    "before": None if line.before is None else str(line.before),
                    "after": None if line.after is None else str(line.after),
                    "difference": str(line.difference),
                }
                for line in self.lines
            ],
        }


@dataclass(frozen=True, slots=True)
class Gain:
    """What one more unit of a fact, or the next grade of an indicator, brings on its own.

    ``points`` counts losses in ratios; ``lines`` are the codes whose points change. ``blocked`` says in Chinese why the
    unit cannot be added alone (``points`` is then None).
    """

    key: str
    label: str
    unit: str
    points: Decimal | None
    lines: tuple[tuple[str, Decimal], ...]
    blocked: str | None = None


def compare(before: Scorecard, after: Scorecard) -> Comparison:
    """Line by line from one scorecard to another: what if, or one year against the next.

    Raises NotComparable for different systems or tracks.
    """
    if (before.system.id, before.profile.track) != (after.system.id, after.profile.track):
        raise NotComparable(f"两份得分的体系或类别不同，不能逐项比较：{_kind(before)}；{_kind(after)}")
    return Comparison(
        before=before,
        after=after,
        lines=tuple(
            Change(old.code, old.name, old.points, new.points, from_cents(_difference(old, new)))
            for old, new in zip(before.lines, after.lines, strict=True)
        ),
        difference=from_cents(after.total_cents - before.total_cents),
        same_scheme=before.scheme == after.scheme,
    )


def marginal_gains(
    profile: Profile, system: IndicatorSystem, scheme: Scheme, cohort: Cohort | None = None
) -> tuple[Gain, ...]:
    """For every stated fact that can change (by one unit, money by 1 万元), then for every grade below the best.

    Raises ProfileRefused if the profile uses a grade that the scheme does not have.
    """
    now = score(profile, system, scheme, cohort)
    return (*_fact_gains(now, cohort), *_grade_gains(now, cohort))


def _fact_gains(now: Scorecard, cohort: Cohort | None) -> Iterator[Gain]:
    for key, fact in now.system.facts.items():
        if key not in now.profile.facts or fact.fixed or fact.kind is FactKind.FLAG:
            continue
        more = moved(now.profile, {key: 1})
        if problems := contradictions(more.facts, now.system):
            yield Gain(key, fact.label, fact.unit, None, (), "；".join(problems))
        else:
            yield _gain(key, fact.label, fact.unit, now, more, cohort)


def _grade_gains(now: Scorecard, cohort: Cohort | None) -> Iterator[Gain]:
    for line in now.lines:
        grade = now.profile.grades.get(line.code)
        if grade is not None and (better := now.scheme.better_grades(grade)):
            yield _gain(line.code, line.name, "", now, moved(now.profile, {line.code: better[0]}), cohort)


def _gain(key: str, label: str, unit: str, now: Scorecard, more: Profile, cohort: Cohort | None) -> Gain:
    then = score(more, now.system, now.scheme, cohort)
    changes = [(old.code, _difference(old, new)) for old, new in zip(now.lines, then.lines, strict=True)]
    return Gain(
        key=key,
        label=label,
        unit=unit,
        points=from_cents(then.total_cents - now.total_cents),
        lines=tuple((code, from_cents(change)) for code, change in changes if change),
    )


def _difference(old: Line, new: Line) -> int:
    return (new.cents or 0) - (old.cents or 0)


def _kind(card: Scorecard) -> str:
    return f"{card.system.title}（{card.system.tracks[card.profile.track]}）"
