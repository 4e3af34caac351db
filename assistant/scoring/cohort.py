"""Ratings by comparison with other spaces of the same system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.scoring.measures import measured
from assistant.scoring.profile import Profile
from knowledge.indicators.system import Indicator


@dataclass(frozen=True, slots=True)
class Cohort:
    """The spaces to compare with, whether or not the one that is scored is among them."""

    profiles: tuple[Profile, ...]

    def peers(self, profile: Profile, indicator: Indicator) -> tuple[Profile, ...]:
        """The other spaces that have every value of the indicator and to which it applies.

        An entry equal to ``profile`` in every respect is taken to be the space itself, once.
        """
        others = list(self.profiles)
        if profile in others:
            others.remove(profile)
        return tuple(
            peer
            for peer in others
            if peer.system == profile.system
            and peer.track in indicator.weights
            and all(measured(measure, peer.facts) is not None for measure in indicator.measures)
        )


def rate_among(value: Fraction, others: Sequence[Fraction], method: Literal["percentile", "minmax"]) -> Fraction:
    """The rating of a value among ``others`` (at least one).

    percentile: 100 × (fewer + equal/2) / (n − 1), n counting this one, equal not counting it.
    minmax: 100 × (value − min) / (max − min) over all n; 100 if all are equal.
    """
    if method == "percentile":
        fewer = sum(other < value for other in others)
        equal = sum(other == value for other in others)
        return Fraction(100) * (fewer + Fraction(equal, 2)) / len(others)
    low, high = min(value, *others), max(value, *others)
    return Fraction(100) * (value - low) / (high - low) if high > low else Fraction(100)
