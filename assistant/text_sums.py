"""What is worked out from sentences and cells that are already chosen: sums and differences with their arithmetic.

Only figures of one unit are put together, and only those that the question names or all of an enumeration. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.bounds import Bound, bounded
from assistant.citations import Claim
from assistant.numbers import Number, NumberKind, find, plain
from assistant.questions import expected_count
from assistant.table_sums import asks_sum
from assistant.units import canonical, unit_at
from knowledge.tokenization import bigrams

_SHARED_OUT = re.compile(r"平均|增长|同比|占比的变化")
# Figures stand side by side where so little parts them, and nothing that makes one a part of the other.
_BESIDE = re.compile(r"[^。；;！？!?\n]{0,24}")
_APART = re.compile(r"[、，,和与及]")
_INSIDE_OF = re.compile(r"其中|包括|占|增长|提高|下降|比上年|分之|至|到(?=\d)|[-—~～]")
_LABEL = re.compile(r"[^、，,。；;：:\d]*$")
_DIFFER = re.compile(r"(?:相差|(?<![至最])[差多少高低长短宽早晚])(?:了|出)?(?:多少|几)")
_SIDES = re.compile(r"相?比起?|[跟和与同]")
_EXTENSION = re.compile(r"延长(?![^。；]{0,8}(?:的，|期限的))|延期|展期")
_LONGEST = re.compile(r"最[长多晚迟]")
# 4个月, but 4年.
_WITH_MEASURE = frozenset("月 工作日 小时 学时 学分 星期 自然日 百分点".split())
_LOWEST, _HIGHEST = re.compile(r"最[短少低快]|下限"), re.compile(r"最[长多高久]|上限")
_UP_TO = re.compile(r"\s*(?:至|到|[-—~～]+)\s*")
_HOW_MANY = re.compile(r"多少|(?<![哪那这])几")
# What grades or names something is not added up.
_NO_AMOUNT = frozenset("级 号 期 届 条 款 章 节 版 类".split())
_SCALES = {1: "", 10_000: "万", 100_000_000: "亿"}
LIMIT_SAID = {Bound.AT_LEAST: "各项都是下限，", Bound.AT_MOST: "各项都是上限，", None: ""}
# What a figure is counted by: 每月, 每人每年, 元/月, 年均.
_RATE = re.compile(r"每(?:[个一]|学)?[一-龥]|[日月季年人户]均|按[日月季年]|[日月年][薪租]")
_RATE_BEHIND = re.compile(r"\s*(?:(?:/|每|·)[一-龥]{1,2})+")


@dataclass(frozen=True, slots=True)
class Addend:
    """A figure with the words before it that say of what it is, and the limit put on it."""

    number: Number
    label: str
    limit: Bound | None
    rate: str = ""

    @property
    def kind(self) -> tuple[str, int, Bound | None, str]:
        """What must be the same for figures to be added: a sum per month goes with no sum per year."""
        return self.number.unit, self.number.scale, self.limit, self.rate


def summed(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with the sum of their figures before them, where the question asks for one and it is not said yet.

    Each of several claims may hold one figure of the unit; or one claim sets several side by side.
    """
    said = [claim for claim in claims if claim.evidence]
    if not asks_sum(question) or _SHARED_OUT.search(question) or any("=" in claim.text for claim in said):
        return list(claims)
    total = _of_ranges(question, said) or _over_claims(question, said) or _within(question, said)
    return [total, *(replace(claim, item=True) for claim in claims)] if total else list(claims)


def apart(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims after the difference of two figures, where it is asked for and each side of 比 names one."""
    sides = _SIDES.split(question, maxsplit=1)
    said = [claim for claim in claims if claim.evidence]
    if not _DIFFER.search(question) or len(sides) < 2 or any("=" in claim.text for claim in said):
        return list(claims)
    for claim in said:
        addends = list(figures_in(claim.text))
        for kind in dict.fromkeys(addend.kind for addend in addends):
            pair = _one_on_each_side(sides, [addend for addend in addends if addend.kind == kind])
            if pair:
                return [_difference(*pair, claim), *(replace(claim, item=True) for claim in claims)]
    return list(claims)


def _one_on_each_side(sides: Sequence[str], addends: Sequence[Addend]) -> tuple[Addend, Addend] | None:
    """The addends that the two sides name best, None where one names none, several as well, or both the same."""
    if len(addends) < 2:
        return None
    labels, shared = _labels(addends)
    found = []
    for side in map(bigrams, sides):
        named = [len((words - shared) & set(side)) for words in labels]
        if not max(named) or named.count(max(named)) > 1:
            return None
        found.append(named.index(max(named)))
    return (addends[found[0]], addends[found[1]]) if found[0] != found[1] else None


def _difference(one: Addend, other: Addend, claim: Claim) -> Claim:
    unit, scale, limit, _ = one.kind
    more, less = sorted((one.number.value or Decimal(0), other.number.value or Decimal(0)), reverse=True)
    result = difference(more, less, (unit, scale))
    terms = f"{written(more, (unit, scale))} - {written(less, (unit, scale))}"
    return Claim(f"{LIMIT_SAID[limit]}相差 {result}（{terms} = {result}）。", claim.evidence, item=True)


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
        more = next((addend for addend in figures_in(allowance) if _is_added(allowance, addend)), None)
        own = [addend for addend in figures_in(period) if more and addend.kind[:2] == more.kind[:2]]
        if more and len(own) == 1:
            total = _total([replace(own[0], limit=None), replace(more, limit=None)], places)
            said = [replace(total, text=f"加上延长，{total.text}"), *claims]
            return [replace(c, item=True) for c in [*said, *(p for p in places if p not in claims)]]
    return list(claims)


def _is_added(allowance: str, more: Addend) -> bool:
    """Whether a period behind 延长 is what is added, not the whole that it may come to: 但处理期限最长不得超过90日."""
    lead = re.split("[，,；;]", allowance[: more.number.start])
    return len(lead) == 1 or "延" in lead[-1]


def _over_claims(question: str, claims: Sequence[Claim]) -> Claim | None:
    """The sum over claims that are cells or the items of one section, and hold one figure of the kind asked for each.

    Sentences from different places each answer something else.
    """
    if len(claims) < 2 or not all(claim.item for claim in claims):
        return None
    held = [list(figures_in(claim.text)) for claim in claims]
    if any(len(addends) != 1 for addends in held) or len({addends[0].kind for addends in held}) != 1:
        return None
    cells = all(place.cell for claim in claims for place in claim.evidence)
    sections = {(p.passage.document_id, p.passage.section_index) for claim in claims for p in claim.evidence}
    fitting = _unit_asked(question) in ("", held[0][0].number.unit)
    return _total([addends[0] for addends in held], claims) if fitting and (cells or len(sections) == 1) else None


def _of_ranges(question: str, claims: Sequence[Claim]) -> Claim | None:
    """The sum of the lower or of the upper ends of the ranges that the question names, where it takes one end of all:
    甲、乙都按最短算."""
    lowest, highest = _LOWEST.search(question), _HIGHEST.search(question)
    if bool(lowest) == bool(highest):
        return None
    for claim in claims:
        ends = [low if lowest else high for low, high in _ranges(claim.text)]
        chosen = _chosen(question, ends)
        if len(chosen) > 1 and len({end.kind for end in ends}) == 1:
            total = _total(chosen, [claim])
            return replace(total, text=f"都按{(lowest or highest or [''])[0]}，{total.text}")
    return None


def _ranges(text: str) -> Iterator[tuple[Addend, Addend]]:
    """The two ends of each range (二至三年) of a text, both with the words before it."""
    for low, high in pairwise(find(text)):
        if low.kind is high.kind is NumberKind.NUMBER and low.unit == high.unit not in ("", *_NO_AMOUNT):
            label = _LABEL.search(text, 0, low.start)
            if _UP_TO.fullmatch(text, low.end, high.start) and label and not _INSIDE_OF.search(label.group()):
                rate = _rate(text, low)
                yield Addend(low, label.group(), None, rate), Addend(high, label.group(), None, rate)


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


def _runs(question: str, text: str) -> Iterator[list[Addend]]:
    """The figures of one kind that a sentence sets side by side, in the unit that the question asks for if it does."""
    addends = [addend for addend in figures_in(text) if _unit_asked(question) in ("", addend.number.unit)]
    for kind in dict.fromkeys(addend.kind for addend in addends):
        run: list[Addend] = []
        for addend in (addend for addend in addends if addend.kind == kind):
            between = text[run[-1].number.end : addend.number.start] if run else ""
            if not run or _beside(between):
                run.append(addend)
            else:
                yield run
                run = [addend]
        yield run


def _unit_asked(question: str) -> str:
    """The unit behind the first 多少 or 几, "" without one."""
    asked = _HOW_MANY.search(question)
    return canonical(unit_at(question, asked.end())) if asked else ""


def _beside(between: str) -> bool:
    return all((_BESIDE.fullmatch(between), _APART.search(between), not _INSIDE_OF.search(between)))


def _chosen(question: str, run: Sequence[Addend]) -> list[Addend]:
    """The figures that the question names by what tells them apart; else all, where it speaks of each of them."""
    if len(run) < 2 or expected_count(question) == len(run):
        return list(run)
    asked = set(bigrams(question))
    labels, shared = _labels(run)
    named = [addend for addend, words in zip(run, labels, strict=True) if (words - shared) & asked]
    return named or (list(run) if all(words & asked for words in labels) else [])


def _labels(run: Sequence[Addend]) -> tuple[list[set[str]], set[str]]:
    """The neighbouring signs of each label, and those they share; what stands before the first one goes for all."""
    longest = max(len(addend.label) for addend in run[1:])
    labels = [set(bigrams(addend.label[-longest:])) for addend in run]
    return labels, set.intersection(*labels)


def figures_in(text: str) -> Iterator[Addend]:
    """The figures with a unit, limits included; a vague one or the end of a range ends all adding of its unit."""
    for number in find(text):
        if number.kind not in (NumberKind.NUMBER, NumberKind.PERCENT) or number.value is None:
            continue
        if not number.unit or number.unit in _NO_AMOUNT:
            continue
        limit = bounded(text, number)
        if number.exact or limit:
            label = _LABEL.search(text, 0, number.start)
            yield Addend(number, label.group() if label else "", limit.bound if limit else None, _rate(text, number))


def _rate(text: str, number: Number) -> str:
    """What a figure is counted by, as it says itself, or else the items listed before it in its clause."""
    if behind := _RATE_BEHIND.match(text, number.end):
        return behind.group().strip()
    clause = re.split("[。；;，,\n]", text[: number.start])[-1]
    said = ("".join(_RATE.findall(item)) for item in reversed(clause.split("、")))
    return next(filter(None, said), "")


def _total(addends: Sequence[Addend], claims: Sequence[Claim]) -> Claim:
    unit, scale, limit, _ = addends[0].kind
    values = [addend.number.value or Decimal(0) for addend in addends]
    terms = " + ".join(written(value, (unit, scale)) for value in values)
    result = written(sum(values, Decimal(0)), (unit, scale))
    places = tuple(dict.fromkeys(place for claim in claims for place in claim.evidence))
    return Claim(f"{LIMIT_SAID[limit]}合计 {result}（{terms} = {result}）。", places, item=True)


def difference(more: Decimal, less: Decimal, kind: tuple[str, int]) -> str:
    """By how much two values of one kind differ; percentages differ by percentage points."""
    return written(more - less, ("百分点", 1) if kind[0] == "%" else kind)


def written(value: Decimal, kind: tuple[str, int]) -> str:
    """A value as it is written with its unit and the 万 or 亿 it came with."""
    unit, scale = kind
    measure = "个" if unit in _WITH_MEASURE else ""
    return f"{plain(value / scale)}{_SCALES.get(scale, '')}{measure}{unit}"
