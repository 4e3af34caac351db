"""What a rule gives for one of a thing, for as many as the question says: 2件甲 at 4000元 each. Pure.

Only a rule that is clearly one amount for each thing is applied, and the amounts are added up one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.bounds import Bound, bounded
from assistant.citations import Claim
from assistant.numbers import Number, NumberKind, find, plain
from assistant.numerals import RUN, read_numeral
from assistant.text_sums import LIMIT_SAID

_MEASURE = "[项件个篇名位人家台套户亩头]"
_HOW_MUCH = re.compile(r"多少|几(?:元|千|万)|合计|总共|一共")
_GIVEN = re.compile(
    rf"(?<![第每\d.])(?P<count>\d{{1,3}}|(?!一个|一家|一位|一名){RUN})\s*(?P<measure>{_MEASURE})"
    rf"(?P<thing>[一-龥]{{2,10}}?)(?=\d|{RUN}{_MEASURE}|[加和与跟及、，,。？?的多几能可要最补奖给发]|$)"
)
_FOR_ONE = re.compile(rf"[一每](?P<measure>{_MEASURE})(?P<things>[^，,。；;：:的]{{2,30}})的?[^，,。；;：:]*$")
# What puts a limit on all of them together, or makes the amount depend on something else.
_NOT_EACH = re.compile(
    r"累计|总额|总计|合计|最多|最高|封顶|不超过|递[增减]|其中|按比例|[%％]|百分之|以内|不同|只|仅|同一|每[天日周月季年次]"
)
_ALIKE = frozenset("项件个")
_MOST_TERMS = 12


@dataclass(frozen=True, slots=True)
class _Rate:
    """An amount for each of some things, with the limit put on it and the claim that says so."""

    measure: str
    things: str
    amount: Number
    limit: Bound | None
    claim: Claim


def applied(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims after what their amounts come to for the numbers of things that the question gives.

    Nothing is worked out unless each of these things has one amount in 元, all of them limited alike.
    """
    given = list(_GIVEN.finditer(question)) if _HOW_MUCH.search(question) else []
    if any(_multiplies(number, given) for number in find(question)):
        return list(claims)
    rates = [rate for claim in claims if claim.evidence for rate in _rates(claim)]
    meant = [[rate for rate in rates if _is_for(rate, match)] for match in given]
    if not given or any(len(found) != 1 for found in meant) or any("=" in claim.text for claim in claims):
        return list(claims)
    counts = [int(read_numeral(match["count"]) or 0) for match in given]
    if not 2 <= sum(counts) <= _MOST_TERMS or not all(counts):
        return list(claims)
    terms = [rate for count, (rate,) in zip(counts, meant, strict=True) for _ in range(count)]
    if len({rate.limit for rate in terms}) != 1:
        return list(claims)
    values = [rate.amount.value or Decimal(0) for rate in terms]
    written, result = " + ".join(map(_money, values)), _money(sum(values, Decimal(0)))
    said = "、".join(match.group() for match in given)
    places = tuple(dict.fromkeys(place for rate in terms for place in rate.claim.evidence))
    told = f"{LIMIT_SAID[terms[0].limit]}{said}合计 {result}（{written} = {result}）。"
    return [Claim(told, places, item=True), *(replace(claim, item=True) for claim in claims)]


def _multiplies(number: Number, given: Sequence[re.Match[str]]) -> bool:
    """Whether the question gives a further figure (5天), which the amount may depend on."""
    counts = any(match.start() <= number.start < match.end() for match in given)
    names_version = number.unit == "版"
    kinds = (NumberKind.NUMBER, NumberKind.PERCENT, NumberKind.FRACTION)
    return number.kind in kinds and not counts and not names_version


def _rates(claim: Claim) -> Iterator[_Rate]:
    """The amounts of money that the claim gives for one of something each."""
    if _NOT_EACH.search(claim.text):
        return
    for number in find(claim.text):
        each = _FOR_ONE.search(claim.text, 0, number.start)
        limit = bounded(claim.text, number)
        bound = limit.bound if limit else None
        certain = number.value is not None and (number.exact or limit) and bound is not Bound.AT_MOST
        if each and certain and number.unit == "元":
            yield _Rate(each["measure"], each["things"], number, bound, claim)


def _money(value: Decimal) -> str:
    return f"{plain(value)}元"


def _is_for(rate: _Rate, given: re.Match[str]) -> bool:
    alike = {rate.measure, given["measure"]}
    return (len(alike) == 1 or alike <= _ALIKE) and given["thing"] in rate.things
