"""On which side of a number its meaning lies: 不超过 and 以内 say at most, 至少 and 以上 at least. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.numbers import Number, NumberKind


class Bound(StrEnum):
    """The direction of a limit. Whether the number itself belongs to it is not told apart."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A limit that words put on a number; ``start`` and ``end`` enclose the words and the number."""

    bound: Bound
    start: int
    end: int


_NOT = r"(?:不|未|没有?|无)(?:得|能|能够|应当?|宜|可以?|会|曾|允许|予)?"
_MORE = r"(?:超过?|超出|高于|多于|大于|长于|逾|突破)"
_LESS = r"(?:低于|少于|小于|短于|达不到)"
_BEFORE = re.compile(
    rf"(?P<most>{_NOT}{_MORE}|至多|最多|{_LESS}|不足|不到|不满|未满|未达到?|不及|[≤<＜])"
    rf"|(?P<least>{_NOT}{_LESS}|至少|最少|起码|{_MORE}|[≥>＞])"
)
# What a source may say instead: too many other things are called 最高 to be read so in an answer.
_LOOSELY_BEFORE = re.compile(r"(?P<most>最高|最长|最大|上限|将?近|接近)|(?P<least>最低|最短|最小|下限)")
_AFTER = re.compile(
    r"(?:人民币)?(?:[（(]不?含[^（）()]{0,6}[）)])?[及或含]?"
    r"(?:(?P<least>以上|之上)|(?P<most>以下|之下|以内|之内|内(?![容部外陆在涵])|封顶))"
)
_KINDS = (NumberKind.NUMBER, NumberKind.PERCENT, NumberKind.FRACTION)
# The words stand in the number's own clause, with no other number between.
_CLAUSE = re.compile(r"[^，,。；;、：:！？!?\n\d]{0,16}$")


def bounded(text: str, number: Number) -> Bounded | None:
    """The limit that the words beside a number put on it: those behind it, or else the nearest before."""
    return next(_limits(text, number, _BEFORE), None)


def admitted(text: str, number: Number) -> frozenset[Bound]:
    """Every limit on a number that a source may be repeated with: 30余家 is at least 30, 最高30万元 at most."""
    found = {limit.bound for pattern in (_BEFORE, _LOOSELY_BEFORE) for limit in _limits(text, number, pattern)}
    return frozenset(found | ({Bound.AT_LEAST} if number.form.endswith("+") else set()))


def _limits(text: str, number: Number, before: re.Pattern[str]) -> Iterator[Bounded]:
    if number.kind not in _KINDS:
        return
    if behind := _AFTER.match(text, number.end):
        yield Bounded(_bound(behind), number.start, behind.end())
    clause = _CLAUSE.search(text, max(0, number.start - 16), number.start)
    assert clause is not None
    for match in reversed(list(before.finditer(text, clause.start(), number.start))):
        yield Bounded(_bound(match), match.start(), number.end)


def _bound(match: re.Match[str]) -> Bound:
    return Bound.AT_LEAST if match["least"] else Bound.AT_MOST
