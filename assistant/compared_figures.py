"""The figures that two sides of a comparison give, and how far these are apart. Pure.

Only two figures of one unit, under one limit and counted by the same, are set against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.bounds import Bound, admitted
from assistant.text_sums import LIMIT_SAID, difference, figures_in, written
from knowledge.tokenization import bigrams

# Words for which the less comes first.
LESS = "少低小短轻"
# A figure of what was said before, changed: 30亩，扩至50亩.
_GOES_ON = re.compile(r"(?:其中|[再又后现]?(?:已|将)?(?:扩|增|减|提|降|升|调))")
_OF_TIME = frozenset("年 月 日 天 周 星期 小时 分钟 工作日 自然日 学期 学年".split())
_HIGH = frozenset("% 元 倍".split())
_FOR_MONEY = re.compile(r"罚|[奖补]|费|钱|薪|金额")
_FOR_TIME = re.compile(r"多久|多长|期限|时限|时间|几[天日年月周]|周期")
_LIMITS = {
    Bound.AT_MOST: re.compile(r"上限|最[高多长]|至多|封顶|不超过"),
    Bound.AT_LEAST: re.compile(r"下限|最[低少短]|至少|起码|不[低少]于"),
}
_RESPECTIVELY = re.compile(r"(?P<items>[^，,]*、[^，,]*)[，,]?(?:[^，,]*[，,])*?[^，,]*分别(?P<figures>.*)$")

Figure = tuple[Decimal, tuple[str, int], frozenset[Bound], str]
"""A figure: its value, its unit and scale, the limits on it, and what it is counted by (每月)."""
Said = tuple[str, str, Sequence[str]]
"""One side of a comparison: its name, what is asked of it, and the sentences said of it."""


def figures_apart(sides: Sequence[Said], word: str = "") -> str | None:
    """By how much the figures asked for differ, with the arithmetic and the limit that is put on both.

    None unless each side has one of one unit, under the same limit and counted by the same (每月).
    """
    held = [_figures_asked(asked, texts) for _, asked, texts in sides]
    common = held[0].keys() & held[1].keys()
    if len(common) != 1:
        return None
    of_unit = [figures[unit] for unit in common for figures in held]
    if any(len(figures) != 1 for figures in of_unit) or len({figure[1:] for found in of_unit for figure in found}) != 1:
        return None
    ranked = [(figures.pop(), quoted(name)) for figures, (name, *_) in zip(of_unit, sides, strict=True)]
    ((less, *_), less_of), ((more, kind, limits, _), more_of) = sorted(ranked, key=lambda side: side[0][0])
    if len(limits) > 1:
        return None
    low, high = written(less, kind), written(more, kind)
    limit = LIMIT_SAID[next(iter(limits), None)]
    if less == more:
        return f"{limit}两者一样：都是{high}。"
    gap = difference(more, less, kind)
    word = word or ("长" if kind[0] in _OF_TIME else "高" if kind[0] in _HIGH else "多")
    if word in LESS:
        return f"{limit}{less_of}更{word}：{low}，{more_of}是{high}，相差{gap}（{high} - {low} = {gap}）。"
    return f"{limit}{more_of}更{word}：{high}，{less_of}是{low}，相差{gap}（{high} - {low} = {gap}）。"


def quoted(name: str) -> str:
    """A name as an answer calls it: a title as it is, anything else in quotation marks."""
    return name if name.startswith("《") else f"“{name.replace('“', '‘').replace('”', '’')}”"


def _figures_asked(asked: str, texts: Sequence[str]) -> dict[str, set[Figure]]:
    """Unit → the figures in the stretch of the texts that shares most words with what is asked, in fitting units."""
    found = [
        (addend, admitted(stretch, addend.number))
        for stretch in nearest(asked, texts)
        for addend in figures_in(stretch)
    ]
    wanted = [limit for limit, words in _LIMITS.items() if words.search(asked)]
    if len(wanted) == 1:
        found = [(addend, limits) for addend, limits in found if not limits - set(wanted)]
        under = [(addend, limits) for addend, limits in found if limits]
        found = under or found
    figures: dict[str, set[Figure]] = {}
    for addend, limits in found:
        number = addend.number
        if _fits(number.unit, asked):
            figure = number.value or Decimal(0), (number.unit, number.scale), limits, addend.rate
            figures.setdefault(number.unit, set()).add(figure)
    return figures


def _fits(unit: str, asked: str) -> bool:
    """Whether a figure of the unit may be what is asked for: no period where money is, no money where a period is."""
    money, time = (pattern.search(asked) is not None for pattern in (_FOR_MONEY, _FOR_TIME))
    return money == time or (unit not in _OF_TIME if money else unit in _OF_TIME)


def told_of(asked: str, texts: Sequence[str]) -> set[str]:
    """What of the things asked about stands in the stretches that hold the figures asked for."""
    return set(bigrams(asked)) & {pair for stretch in nearest(asked, texts) for pair in bigrams(stretch)}


def nearest(asked: str, texts: Sequence[str]) -> list[str]:
    """The stretches with figures that share most words with what is asked, then most characters."""
    wanted = set(bigrams(asked))
    stretches = [stretch for text in texts for stretch in _stretches(text, asked)]
    shares = [(len(wanted & set(bigrams(stretch))), len(set(asked) & set(stretch))) for stretch in stretches]
    return [stretch for stretch, share in zip(stretches, shares, strict=True) if share[0] and share == max(shares)]


def _stretches(text: str, asked: str) -> Iterator[str]:
    """The clauses that hold figures, each with those before it that hold none; of an enumeration each item."""
    for sentence in re.split("[。；;]", text):
        if several := _respective(sentence, asked):
            yield several
            continue
        opening, before = "", ""
        found: list[str] = []
        for clause in re.split("[，,]", sentence):
            if not any(figures_in(clause)):
                before += clause
                continue
            if _GOES_ON.match(clause) and found:
                found[-1] += clause
                continue
            items = clause.split("、")
            apart = len(items) > 1 and all(any(figures_in(item)) for item in items)
            opening = opening or before
            found += (opening + before + item for item in (items if apart else [clause]))
            before = ""
        yield from found


def _respective(sentence: str, asked: str) -> str | None:
    """Of 甲、乙、丙……分别于三日、五日、七日 the item asked for with its figure."""
    told = _RESPECTIVELY.match(sentence)
    figures = list(figures_in(told["figures"])) if told else []
    items = re.split("[、和与及]", told["items"]) if told else []
    if len(items) < 2 or len(items) != len(figures):
        return None
    heads = [item[: min(map(len, items))] for item in items]
    named = [i for i, head in enumerate(heads) if set(head).difference(*heads[:i], *heads[i + 1 :]) & set(asked)]
    if told is None or len(named) != 1:
        return None
    limit = told["figures"][figures[-1].number.end :]  # 于三日、五日、七日内
    return f"{items[named[0]]}{figures[named[0]].number.text}{limit}"
