"""Exact numbers and how they are written: fractions inside, decimals on paper.

Nothing here depends on the precision of the current decimal context.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def half_up(number: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def to_cents(points: Fraction) -> int:
    """Points rounded half up to 0.01, counted in hundredths."""
    return half_up(points * 100)


def from_cents(cents: int) -> Decimal:
    """Hundredths as a decimal with two places: 560 → 5.60."""
    return Decimal(f"{cents}e-2")


def as_decimal(number: Fraction) -> Decimal:
    """A fraction that ends after some decimal places, as a decimal; raises ValueError for one that does not."""
    places = 0
    while number.denominator != 1:
        if number.denominator % 2 and number.denominator % 5:
            raise ValueError(f"{number} has no finite decimal expansion")
        number, places = number * 10, places + 1
    return Decimal(f"{number.numerator}e-{places}")


def two_places(number: Fraction | Decimal) -> str:
    """Rounded half up to two places, both written: 80 → 80.00."""
    return str(from_cents(to_cents(Fraction(number))))


def short(number: Fraction | Decimal) -> str:
    """As people write it: at most two places, none that are zero at the end: 15, 2.5, 36.67."""
    return trimmed(two_places(number))


def plain(number: Decimal) -> str:
    """Every digit of a decimal, without exponent or zeros at the end."""
    return trimmed(f"{number:f}")


def trimmed(digits: str) -> str:
    """Without the zeros after the point that say nothing."""
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def json_number(number: Decimal) -> int | float | str:
    """For JSON: a number where that keeps every digit, otherwise its digits as text."""
    exact = Fraction(number)
    if exact.denominator == 1:
        return exact.numerator
    return float(number) if Fraction(repr(float(number))) == exact else plain(number)
