"""What is worked out from sentences and cells that are already chosen: sums with their arithmetic, counts, rankings.

Only figures of one unit are put together, and only those that the question names or all of an enumeration. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.bounds import Bound, bounded
from assistant.citations import Claim
from assistant.lists import marker, opens_list
from assistant.numbers import Number, NumberKind, find, plain
from assistant.questions import expected_count
from assistant.table_sums import asks_sum
from assistant.units import canonical, unit_at
from knowledge.tokenization import bigrams

_SHARED_OUT = re.compile(r"平均|增长|同比|占比的变化")
_COUNTS = re.compile(r"(?<![哪这那前后第好])(?:几|多少)\s?(种|项|个|类|点|步|条|方面)(?![月分])")
# Figures stand side by side where so little parts them, and nothing that makes one a part of the other.
_BESIDE = re.compile(r"[^。；;！？!?\n]{0,24}")
_APART = re.compile(r"[、，,和与及]")
_INSIDE_OF = re.compile(r"其中|包括|占|增长|提高|下降|比上年|分之|至|到(?=\d)|[-—~～]")
_LABEL = re.compile(r"[^、，,。；;：:\d]*$")
_WHICH = re.compile(
    r"(?:哪[个边家部一]?|谁)[^，。？?]{0,8}?(?P<word>[高低多少长短大小])(?![于少小])"
    r"|(?P<same>一样|相同|一致)"
)
_EXTENSION = re.compile(r"延长(?![^。；]{0,8}(?:的，|期限的))|延期|展期")
_LONGEST = re.compile(r"最[长多晚迟]")
# 4个月, but 4年.
_WITH_MEASURE = frozenset("月 工作日 小时 学时 学分 星期 自然日 百分点".split())
_HOW_MANY = re.compile(r"多少|几")
# What grades or names something is not added up.
_NO_AMOUNT = frozenset("级 号 期 届 条 款 章 节 版 类".split())
_LOWER = "低少短小"
_SCALES = {1: "", 10_000: "万", 100_000_000: "亿"}
_AT = {Bound.AT_LEAST: "各项都是下限，", Bound.AT_MOST: "各项都是上限，", None: ""}


@dataclass(frozen=True, slots=True)
class _Addend:
    """A figure with the words before it that say of what it is, and the limit put on it."""

    number: Number
    label: str
    limit: Bound | None

    @property
    def kind(self) -> tuple[str, int, Bound | None]:
        """What must be the same for figures to be added."""
        return self.number.unit, self.number.scale, self.limit


def summed(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with the sum of their figures before them, where the question asks for one and it is not said yet.

    Each of several claims may hold one figure of the unit; or one claim sets several side by side.
    """
    said = [claim for claim in claims if claim.evidence]
    if not asks_sum(question) or _SHARED_OUT.search(question) or any("=" in claim.text for claim in said):
        return list(claims)
    total = _over_claims(said) or _within(question, said)
    return [total, *(replace(claim, item=True) for claim in claims)] if total else list(claims)


def extended(question: str, claims: Sequence[Claim], after: Callable[[Claim], Claim | None]) -> list[Claim]:
    """The claims with a period and its extension added up before them, where the question wants the latter included.

    ``after`` gives the sentence that follows a claim's, where the extension may stand.
    """
    if not _EXTENSION.search(question) or not (asks_sum(question) or _LONGEST.search(question)):
        return list(claims)
    for claim in claims:
        if not claim.evidence:
            continue
        period, _, allowance = _EXTENSION.sub("\n", claim.text, count=1).partition("\n")
        places = [claim]
        if not allowance and (further := after(claim)):
            found = _EXTENSION.search(further.text)
            allowance, places = further.text[found.end() :] if found else "", [claim, further]
        more = next(_addends(allowance), None)
        own = [addend for addend in _addends(period) if more and addend.kind[:2] == more.kind[:2]]
        if more and len(own) == 1:
            total = _total([replace(own[0], limit=None), replace(more, limit=None)], places)
            said = [replace(total, text=f"加上延长，{total.text}"), *claims]
            return [replace(c, item=True) for c in [*said, *(p for p in places if p not in claims)]]
    return list(claims)


def counted(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with the number of list items before what opens the list, where the question asks how many."""
    asked = _COUNTS.search(question)
    if not asked or len(claims) < 3 or not opens_list(claims[0].text):
        return list(claims)
    opening, *items = claims
    if expected_count(opening.text) or not all(claim.item and marker(claim.text) for claim in items):
        return list(claims)
    unit = "项" if asked[1] == "条" else asked[1]
    return [replace(opening, text=f"共 {len(items)} {unit}：{opening.text}"), *items]


def ranked(question: str, sides: Sequence[tuple[str, Sequence[Claim]]]) -> Claim | None:
    """Which of two sides has the higher or lower figure; None unless each has just one figure of one unit in common."""
    asked = _WHICH.search(question)
    if asked is None or len(sides) != 2:
        return None
    figures = [_alone([claim.text for claim in claims]) for _, claims in sides]
    common = figures[0].keys() & figures[1].keys()
    if len(common) != 1:
        return None
    kind = common.pop()
    (more, more_of), (less, less_of) = sorted(
        ((side[kind].value or Decimal(0), name) for side, (name, _) in zip(figures, sides, strict=True)), reverse=True
    )
    places = tuple(
        dict.fromkeys(
            place
            for side, (_, claims) in zip(figures, sides, strict=True)
            for claim in claims
            if side[kind].text in claim.text
            for place in claim.evidence
        )
    )
    high, low = (_written(value, kind) for value in (more, less))
    if more == less:
        return Claim(f"两者一样：都是{high}。", places, item=True)
    word = asked["word"] or "高"
    first, second = ((less_of, low), (more_of, high)) if word in _LOWER else ((more_of, high), (less_of, low))
    return Claim(f"“{first[0]}”更{word}：{first[1]}，“{second[0]}”是{second[1]}。", places, item=True)


def _over_claims(claims: Sequence[Claim]) -> Claim | None:
    """The sum over claims that are items or cells and hold one figure of the same kind each."""
    if len(claims) < 2 or not all(claim.item for claim in claims):
        return None
    held = [list(_addends(claim.text)) for claim in claims]
    if any(len(addends) != 1 for addends in held) or len({addends[0].kind for addends in held}) != 1:
        return None
    return _total([addends[0] for addends in held], claims)


def _within(question: str, claims: Sequence[Claim]) -> Claim | None:
    """The sum of the one enumeration of figures in the claims that the question is about."""
    found = [
        (claim, chosen)
        for claim in claims
        for run in _runs(question, claim.text)
        if len(chosen := _chosen(question, run)) > 1
    ]
    if len(found) != 1:
        return None
    claim, chosen = found[0]
    return _total(chosen, [claim])


def _runs(question: str, text: str) -> Iterator[list[_Addend]]:
    """The figures of one kind that a sentence sets side by side, in the unit that the question asks for if it does."""
    asked = _HOW_MANY.search(question)
    unit = canonical(unit_at(question, asked.end())) if asked else ""
    addends = [addend for addend in _addends(text) if unit in ("", addend.number.unit)]
    for kind in dict.fromkeys(addend.kind for addend in addends):
        run: list[_Addend] = []
        for addend in (addend for addend in addends if addend.kind == kind):
            between = text[run[-1].number.end : addend.number.start] if run else ""
            if not run or _beside(between):
                run.append(addend)
            else:
                yield run
                run = [addend]
        yield run


def _beside(between: str) -> bool:
    return all((_BESIDE.fullmatch(between), _APART.search(between), not _INSIDE_OF.search(between)))


def _chosen(question: str, run: Sequence[_Addend]) -> list[_Addend]:
    """The figures that the question names by what tells them apart; else all, where it speaks of each of them."""
    if len(run) < 2 or expected_count(question) == len(run):
        return list(run)
    # What stands before the first label goes for all of them.
    longest = max(len(addend.label) for addend in run[1:])
    labels = [set(bigrams(addend.label[-longest:])) for addend in run]
    asked = set(bigrams(question))
    shared = set.intersection(*labels)
    named = [addend for addend, words in zip(run, labels, strict=True) if (words - shared) & asked]
    return named or (list(run) if all(words & asked for words in labels) else [])


def _addends(text: str) -> Iterator[_Addend]:
    """The figures with a unit, limits included; a vague one or the end of a range ends all adding of its unit."""
    for number in find(text):
        if number.kind not in (NumberKind.NUMBER, NumberKind.PERCENT) or number.value is None:
            continue
        if not number.unit or number.unit in _NO_AMOUNT:
            continue
        limit = bounded(text, number)
        if number.exact or limit:
            label = _LABEL.search(text, 0, number.start)
            yield _Addend(number, label.group() if label else "", limit.bound if limit else None)


def _total(addends: Sequence[_Addend], claims: Sequence[Claim]) -> Claim:
    unit, scale, limit = addends[0].kind
    values = [addend.number.value or Decimal(0) for addend in addends]
    terms = " + ".join(_written(value, (unit, scale)) for value in values)
    result = _written(sum(values, Decimal(0)), (unit, scale))
    places = tuple(dict.fromkeys(place for claim in claims for place in claim.evidence))
    return Claim(f"{_AT[limit]}合计 {result}（{terms} = {result}）。", places, item=True)


def _written(value: Decimal, kind: tuple[str, int]) -> str:
    """A value as it is written with its unit and the 万 or 亿 it came with."""
    unit, scale = kind
    measure = "个" if unit in _WITH_MEASURE else ""
    return f"{plain(value / scale)}{_SCALES.get(scale, '')}{measure}{unit}"


def _alone(texts: Sequence[str]) -> dict[tuple[str, int], Number]:
    """(unit, scale) → the figure, of the units that occur once."""
    numbers = [addend.number for text in dict.fromkeys(texts) for addend in _addends(text)]
    units = [number.unit for number in numbers]
    return {(n.unit, n.scale): n for n in numbers if units.count(n.unit) == 1}
