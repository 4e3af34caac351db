"""What one turn says: values, shares, grades, numbers without a name, numbers without a use. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assistant.numbers import Number
from assistant.scoring.exact import as_decimal, plain

MYRIAD = Decimal(10_000)
YUAN = {"万元": Decimal(1), "元": 1 / MYRIAD}
INCOME, PREVIOUS_INCOME = "total_income", "previous_total_income"


class How(StrEnum):
    """What a stated number does to the value there is."""

    SET = "set"
    ADD = "add"  # 再加上24场: sets what was not stated
    GROW = "grow"  # 新增5家: needs something to grow from
    SHRINK = "shrink"


@dataclass(frozen=True, slots=True)
class Stated:
    """A value for a fact (``key``, and which ``part`` of it) in the fact's unit, with the words it came from.

    ``tag`` is the year the words name (去年, 2020) where the fact is an income.
    """

    key: str
    value: Decimal
    words: str
    how: How = How.SET
    part: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A fact as a part of its whole (a quarter is 1/4); key "growth": of the previous year's income."""

    key: str
    part: Fraction
    words: str

    @property
    def written(self) -> str:
        """In percent, or as the fraction that it is: 25%, 1/3."""
        percent = self.part * 100
        return f"{plain(as_decimal(percent))}%" if (percent * 1000).denominator == 1 else str(self.part)


@dataclass(frozen=True, slots=True)
class Judged:
    """A grade or a rating of one indicator, and the words that give it. ``code`` "" means all qualitative ones."""

    code: str
    words: str
    grade: str | None = None
    rating: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bare:
    """A number that names nothing: it is about what was spoken of last. ``denied``: 不是30家."""

    number: Number
    how: How
    words: str
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Unused:
    """A number that no rule could place, and why; ``named``: what it stands beside is named, it is about them."""

    words: str
    why: str
    named: bool = False


@dataclass
class Reading:
    """What one turn says."""

    stated: list[Stated] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    bare: list[Bare] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    without_unit: list[Stated] = field(default_factory=list)
    money_unit: str = ""
    corrects: bool = False

    @property
    def facts(self) -> int:
        """How many values it gives."""
        return len(self.stated) + len(self.shares) + len(self.judged)
