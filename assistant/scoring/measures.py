"""An indicator's values from facts, and one rating from the ratings of its measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from assistant.scoring.scheme import FULL
from knowledge.indicators.system import Combine, Measure

Facts = Mapping[str, Decimal] | Mapping[str, Fraction]


def total(facts: Facts, keys: Iterable[str]) -> Fraction:
    """The exact sum of stated facts."""
    return sum((Fraction(facts[key]) for key in keys), Fraction())


def denominator(measure: Measure, facts: Facts) -> Fraction:
    """What the measure divides by, 1 where it does not divide."""
    return total(facts, measure.per) if measure.per else Fraction(1)


def measured(measure: Measure, facts: Facts) -> Fraction | None:
    """The measure's value, None if a fact is not stated or the denominator is 0."""
    if any(key not in facts for key in measure.facts):
        return None
    per = denominator(measure, facts)
    return measure.value_of(total(facts, measure.of), per) if per else None


def combined(combine: Combine, ratings: Sequence[Fraction | None]) -> Fraction | None:
    """One rating from those of an indicator's measures; None while an unknown one (None) could change it."""
    known = [rating for rating in ratings if rating is not None]
    if not known:
        return None
    if combine is Combine.EITHER:
        return max(known)
    if combine is Combine.BEST and max(known) >= FULL:
        return max(known)
    if len(known) < len(ratings):
        return None
    return max(known) if combine is Combine.BEST else sum(known, Fraction()) / len(known)
