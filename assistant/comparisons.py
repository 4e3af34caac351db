"""Two things that a question sets against each other (甲和乙，哪个在前), and which comes out ahead. Pure.

Only what can be worked out from two stated dates, two figures of one unit or two counted lists is decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.bounds import Bound
from assistant.lists import marker
from assistant.numbers import NumberKind, find
from assistant.questions import Asks, kind_of
from assistant.text_sums import difference, figures_in, written
from knowledge.tokenization import bigrams

_WHICH = r"(?:哪[一]?[个项家条部方边者类种]?|谁|孰)的?(?:[^，。？?]{0,6}?)(?:更|较|最|还)?"
_BY_DATE = re.compile(
    rf"{_WHICH}在?[前先早后晚迟](?P<event>[^，。？?]*)|(?:是不是|是否|是|在)?(?:不?在|不?是)?(?P<same>同一?[天日])[^，。？?]*"
)
_BY_FIGURE = re.compile(
    rf"{_WHICH}(?P<word>[多高大长重少低小短轻])(?:一?[些点])?[^，。？?]*"
    r"|(?:相?差[了出]?|(?<![至最不])(?P<by>[多高大长重少低小短轻早晚])[了出]?)(?P<much>多少|多久|几)(?P<unit>[^，。？?]{0,4})[^，。？?]*"
)
_AND = re.compile(r"以及|(?<![普涉提危波])及|[和与同跟]|(?<![占对])比(?![例重率])|、")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
_COUNTED = re.compile(r"有([一二两三四五六七八九十])(?=[：:，,。；]|个|项|条|点|类|种|方面)")
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_SHORTEST = 2
_LESS = "少低小短轻"
_UNMEASURED = (Asks.WHO, Asks.PLACE, Asks.LIST, Asks.HOW, Asks.WHY, Asks.MEANING)
# A figure of what was said before, changed: 30亩，扩至50亩.
_GOES_ON = re.compile(r"(?:其中|[再又后现]?(?:已|将)?(?:扩|增|减|提|降|升|调))")
# What asks for each figure before their difference is asked for.
_HOW_MUCH = re.compile(r"(?:各自?|分别)?(?:是|为|有|占)?(?:多少|多长|多久|几)[^，。？?]{0,4}$|(?:各自?|分别)$")
_OF_TIME = frozenset("年 月 日 天 周 星期 小时 分钟 工作日 自然日 学期 学年".split())
_HIGH = frozenset("% 元 倍".split())
_WORD = re.compile(r"(?:哪[个部边家里]|谁)[^，。？?]{0,8}?([高低多少长短大小重轻])(?![于少小])")
_LIMITS = {
    Bound.AT_MOST: re.compile(r"上限|最[高多长]|至多|封顶|不超过"),
    Bound.AT_LEAST: re.compile(r"下限|最[低少短]|至少|起码|不[低少]于"),
}
_RESPECTIVELY = re.compile(r"(?P<items>[^，,]*、[^，,]*)[，,]?(?:[^，,]*[，,])*?[^，,]*分别(?P<figures>.*)$")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条\s*")

Said = tuple[str, str, Sequence[str]]
"""One side of a comparison: its name, what is asked of it, and the sentences said of it."""


class By(StrEnum):
    """What two things are compared by."""

    DATE = "date"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things by the names that the question gives them, and the question asked of each alone.

    ``measure`` is what they are compared in, "" where the names say it; ``word`` how (多, 短), ``same`` asks
    whether they fall together.
    """

    names: tuple[str, str]
    questions: tuple[str, str]
    by: By
    measure: str
    word: str = ""
    same: bool = False


def read(text: str) -> Comparison | None:
    """The two things that a question compares by date or by figure; None where it compares nothing."""
    plain = text.strip("。？?！! ")
    asked, by = _BY_DATE.search(plain), By.DATE
    if asked is None:
        asked, by = _BY_FIGURE.search(plain), By.FIGURE
        by = By.DATE if asked and asked["by"] and asked["by"] in "早晚" else by
    if asked is None or re.search(r"[？?；;。]", plain[: asked.start()]):
        return None
    named = plain[: asked.start()].rstrip("，, ")
    segments = [segment.strip() for segment in re.split(r"[，,]", named)]
    at = next((i for i in range(len(segments) - 1, -1, -1) if _cut(segments[i])), None)
    if at is None:
        return None
    one, other = _cut(segments[at]) or ("", "")
    if "的" in other and "的" not in one:
        one += other[other.index("的") :]
    elif (head := re.match(r".{2,}的", one)) and "的" not in other:
        other = head.group() + other
    before, after = "".join(f"{s}，" for s in segments[:at]), "".join(f"{s}" for s in segments[at + 1 :])
    said = asked.groupdict()
    of = (
        f"什么时候{said.get('event') or ''}"
        if by is By.DATE
        else f"{said.get('much') or '多少'}{said.get('unit') or ''}"
    )
    one, other, after = (_HOW_MUCH.sub("", text) for text in (one, other, after))
    questions = (f"{before}{one}{after}{of}", f"{before}{other}{after}{of}")
    measure = after or (said.get("event") or "")
    return Comparison(
        (one.strip(), other.strip()),
        questions,
        by,
        measure,
        said.get("word") or said.get("by") or "",
        bool(said.get("same")),
    )


def _cut(segment: str) -> tuple[str, str] | None:
    """The two sides of the 和 or 与 that parts a segment most evenly; outside titles and quotation marks."""
    guarded = [match.span() for match in _QUOTED.finditer(segment)]
    cuts = [
        (segment[: match.start()], segment[match.end() :])
        for match in _AND.finditer(segment)
        if not any(left <= match.start() < right for left, right in guarded)
    ]
    cuts = [cut for cut in cuts if min(map(len, cut)) >= _SHORTEST]
    return min(cuts, key=lambda cut: abs(len(cut[0]) - len(cut[1])), default=None)


def verdict(comparison: Comparison, said: tuple[Sequence[str], Sequence[str]]) -> str | None:
    """How the two come out, from what is said of each (sentences in order); None where that cannot be told.

    The words repeat the dates and figures they rest on.
    """
    one, other = comparison.names
    if not all(_speaks_of(comparison.measure, texts) for texts in said):
        return None
    if comparison.by is By.DATE:
        dates = ((_date(texts), name) for texts, name in zip(said, comparison.names, strict=True))
        told = _in_order(*((date, name) for date, name in dates if date))
        return f"不在同一天，{told}" if told and comparison.same and "早于" in told else told
    left, right = _counted(said[0]), _counted(said[1])
    if left and right:
        return _ranked(comparison, left, right)
    asked = f"{comparison.measure}多少{comparison.word}"
    return figures_apart([(one, one + asked, said[0]), (other, other + asked, said[1])], comparison.word)


def figures_of_both(comparison: Comparison, texts: Sequence[str]) -> bool:
    """Whether the texts may give the figures of both: words of either name that the other has not stand in them."""
    one, other = (set(bigrams(name)) for name in comparison.names)
    said = set(bigrams("".join(texts)))
    return comparison.by is By.FIGURE and bool((one - other) & said and (other - one) & said)


def outcome(question: str, sides: Sequence[Said]) -> str | None:
    """How two sides compare, by their dates where these are asked for, else by wording or the figures asked for."""
    if len(sides) != 2 or not all(texts for *_, texts in sides):
        return None
    if all(kind_of(asked) is Asks.TIME for _, asked, _ in sides):
        dates = [_date(texts) for *_, texts in sides]
        return _in_order(*((date, name) for date, (name, *_) in zip(dates, sides, strict=True) if date))
    one, other = (_ARTICLE.sub("", "".join(texts)) for *_, texts in sides)
    word = _WORD.search(question)
    if one == other:
        return "两者的写法相同。"
    told_of = [_told_of(asked, texts) for _, asked, texts in sides]
    same_thing = 2 * len(told_of[0] & told_of[1]) > min(map(len, told_of))
    measured = all(kind_of(asked) not in _UNMEASURED for _, asked, _ in sides)
    return figures_apart(sides, word[1] if word else "") if same_thing and measured else None


def figures_apart(sides: Sequence[Said], word: str = "") -> str | None:
    """By how much the figures asked for differ, with the arithmetic; None unless each side has one of one unit."""
    held = [_figure_asked(asked, texts) for _, asked, texts in sides]
    common = held[0].keys() & held[1].keys()
    if len(common) != 1:
        return None
    kind = common.pop()
    ranked = [(figures[kind], _quoted(name)) for figures, (name, *_) in zip(held, sides, strict=True)]
    (less, less_of), (more, more_of) = sorted(ranked)
    low, high = written(less, kind), written(more, kind)
    if less == more:
        return f"两者一样：都是{high}。"
    gap = difference(more, less, kind)
    word = word or ("长" if kind[0] in _OF_TIME else "高" if kind[0] in _HIGH else "多")
    if word in _LESS:
        return f"{less_of}更{word}：{low}，{more_of}是{high}，相差{gap}（{high} - {low} = {gap}）。"
    return f"{more_of}更{word}：{high}，{less_of}是{low}，相差{gap}（{high} - {low} = {gap}）。"


def _quoted(name: str) -> str:
    return name if name.startswith("《") else f"“{name}”"


def _figure_asked(asked: str, texts: Sequence[str]) -> dict[tuple[str, int], Decimal]:
    """(unit, scale) → the figure in the stretch of the texts that shares most words with what is asked."""
    figures = [addend for stretch in _nearest(asked, texts) for addend in figures_in(stretch)]
    limits = [limit for limit, words in _LIMITS.items() if words.search(asked)]
    if len(limits) == 1 and any(addend.limit is limits[0] for addend in figures):
        figures = [addend for addend in figures if addend.limit is limits[0]]
    values: dict[tuple[str, int], set[Decimal]] = {}
    for addend in figures:
        values.setdefault(addend.kind[:2], set()).add(addend.number.value or Decimal(0))
    return {kind: found.pop() for kind, found in values.items() if len(found) == 1}


def _told_of(asked: str, texts: Sequence[str]) -> set[str]:
    """What of the things asked about stands in the stretches that hold the figures asked for."""
    return set(bigrams(asked)) & {pair for stretch in _nearest(asked, texts) for pair in bigrams(stretch)}


def _nearest(asked: str, texts: Sequence[str]) -> list[str]:
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
    return f"{items[named[0]]}{figures[named[0]].number.text}" if len(named) == 1 else None


def _speaks_of(measure: str, texts: Sequence[str]) -> bool:
    """Whether what is said has to do with the measure: a date of 施行 tells nothing of 公布."""
    pairs = [measure[i : i + 2] for i in range(len(measure) - 1)]
    return not pairs or any(pair in text for pair in pairs for text in texts)


def _ranked(comparison: Comparison, left: tuple[Decimal, str], right: tuple[Decimal, str]) -> str:
    """Which of two lists is the longer."""
    one, other = comparison.names
    if left[0] == right[0]:
        return f"两者一样：都是{left[1]}。"
    less, more = sorted(((*left, one), (*right, other)))
    first, second = (less, more) if comparison.word in _LESS else (more, less)
    return f"“{first[2]}”更{comparison.word}：{first[1]}，“{second[2]}”是{second[1]}。"


def _in_order(*dated: tuple[tuple[str, str], str]) -> str | None:
    """Which of two dates is the earlier; None where they are not two."""
    if len(dated) != 2:
        return None
    (first, one), (second, _) = sorted(dated)
    if first[0].startswith("-") != second[0].startswith("-"):
        return None
    if first[0] == second[0]:
        return f"两者在同一天：都是{first[1]}。"
    return f"{_quoted(one)}较早：{first[1]}早于{second[1]}。"


def _date(said: Sequence[str]) -> tuple[str, str] | None:
    """The first date with its day, in ISO form (--09-15 of every year) and as it is written."""
    found = (n for text in said for n in find(text) if n.kind is NumberKind.DATE)
    return next(((n.form, n.text.strip()) for n in found if re.fullmatch(r"(?:\d{4}|-)-\d{2}-\d{2}", n.form)), None)


def _counted(said: Sequence[str]) -> tuple[Decimal, str] | None:
    """How many things there are: the list items that are said, else as a sentence says it (重点有三)."""
    items = sum(marker(text) is not None for text in said[1:])
    if items > 1:
        return Decimal(items), f"{items}项"
    stated = [match[1] for text in said for match in _COUNTED.finditer(text)]
    return (Decimal(_NUMERALS[stated[0]]), stated[0]) if len(stated) == 1 else None
