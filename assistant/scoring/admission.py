"""Whether the one evaluated is admitted, where a system says so: each condition met, not met or not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assistant.scoring.exact import from_cents, plain, to_cents
from assistant.scoring.profile import Profile
from knowledge.indicators.system import Admission, Condition, IndicatorSystem, Limit, Source

State = bool | None
"""True: met; False: not met; None: cannot be said from what is stated."""

WORDS = {True: "符合", False: "不符合", None: "资料不足"}
OUTCOMES = {True: "admitted", False: "not_admitted", None: "undetermined"}


@dataclass(frozen=True, slots=True)
class Check:
    """One condition: what is asked (``source``), what is stated, whether it is met."""

    name: str
    stated: str
    met: State
    source: Source

    def to_dict(self) -> dict[str, Any]:
        """``met`` is true, false or null."""
        return {"name": self.name, "stated": self.stated, "met": self.met, "quote": self.source.quote}


@dataclass(frozen=True, slots=True)
class Verdict:
    """All conditions must hold, and the score or one of the routes."""

    conditions: tuple[Check, ...]
    by_score: Check
    routes: tuple[Check, ...]

    @property
    def met(self) -> State:
        """The outcome; None while it depends on what is not stated."""
        enough = _any([self.by_score.met, *(route.met for route in self.routes)])
        return _all([*(condition.met for condition in self.conditions), enough])

    def to_dict(self) -> dict[str, Any]:
        """``outcome`` is admitted, not_admitted or undetermined."""
        return {
            "outcome": OUTCOMES[self.met],
            "text": WORDS[self.met],
            "conditions": [check.to_dict() for check in self.conditions],
            "score": self.by_score.to_dict(),
            "routes": [check.to_dict() for check in self.routes],
        }


def judge(
    admission: Admission, profile: Profile, system: IndicatorSystem, cents: Mapping[str, tuple[int | None, int]]
) -> Verdict:
    """The verdict; ``cents`` gives each line's points and its full points in hundredths, None where it is missing."""
    return Verdict(
        conditions=(
            *(_limit(limit, profile, system) for limit in admission.limits),
            *(_flag(condition, profile, system) for condition in admission.requirements),
        ),
        by_score=_score(admission, cents),
        routes=tuple(_flag(condition, profile, system) for condition in admission.routes),
    )


def _limit(limit: Limit, profile: Profile, system: IndicatorSystem) -> Check:
    fact, value = system.facts[limit.fact], profile.facts.get(limit.fact)
    name = f"{fact.label}不超过 {plain(limit.at_most)} {fact.unit}"
    if value is None:
        return Check(name, "没有填写", None, limit.source)
    return Check(name, f"{plain(value)} {fact.unit}", value <= limit.at_most, limit.source)


def _flag(condition: Condition, profile: Profile, system: IndicatorSystem) -> Check:
    value = profile.facts.get(condition.fact)
    met = None if value is None else bool(value)
    stated = {True: "是", False: "否", None: "没有填写"}[met]
    return Check(system.facts[condition.fact].label, stated, met, condition.source)


def _score(admission: Admission, cents: Mapping[str, tuple[int | None, int]]) -> Check:
    need = to_cents(Fraction(admission.total))
    low = sum(points or 0 for points, _ in cents.values())
    high = sum(full if points is None else points for points, full in cents.values())
    enough = True if low >= need else None if high >= need else False
    scored = [None if cents[code][0] is None else cents[code][0] != 0 for code in admission.above_zero]
    stated = f"{from_cents(low)} 分" if low == high else f"{from_cents(low)}–{from_cents(high)} 分"
    return Check(f"综合得分不低于 {plain(admission.total)} 分", stated, _all([enough, *scored]), admission.source)


def _all(states: Sequence[State]) -> State:
    return False if False in states else None if None in states else True


def _any(states: Sequence[State]) -> State:
    return True if True in states else None if None in states else False
