"""Two things that a question sets against each other (甲和乙，哪个在前), and which comes out ahead. Pure.

Only what can be worked out from two stated dates, two figures of one unit or two counted lists is decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.compared_figures import LESS, Said, figures_apart, nearest, quoted, told_of
from assistant.lists import marker
from assistant.numbers import Number, NumberKind, find
from assistant.numerals import read_numeral
from assistant.questions import Asks, kind_of
from knowledge.tokenization import bigrams, content_words

_WHICH = r"(?:哪[一]?[个项家条部方边者类种]?|谁|孰)的?(?P<{}>[^，。？?]{{0,6}}?)(?:更|较|最|还)?"
_BY_DATE = re.compile(
    rf"{_WHICH.format('doing')}在?(?P<when>[前先早后晚迟])(?P<event>[^，。？?]*)|(?:是不是|是否|是|在)?(?:不?在|不?是)?(?P<same>同一?[天日])[^，。？?]*"
)
_BY_FIGURE = re.compile(
    rf"{_WHICH.format('held')}(?P<word>[多高大长重少低小短轻])(?:一?[些点])?[^，。？?]*"
    r"|(?:相?差[了出]?|(?<![至最不])(?P<by>[多高大长重少低小短轻早晚])[了出]?)(?P<much>多少|多久|几)(?P<unit>[^，。？?]{0,4})[^，。？?]*"
)
_AND = re.compile(r"以及|(?<![普涉提危波])及|[和与同跟]|(?<![占对])比(?![例重率])|、")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
_COUNTED = re.compile(r"有([一二两三四五六七八九十])(?=[：:，,。；]|个|项|条|点|类|种|方面)")
_SHORTEST = 2
_UNMEASURED = (Asks.WHO, Asks.PLACE, Asks.LIST, Asks.HOW, Asks.WHY, Asks.MEANING)
# What asks for each figure before their difference is asked for.
_HOW_MUCH = re.compile(r"(?:各自?|分别)?(?:是|为|有|占)?(?:多少|多长|多久|几)[^，。？?]{0,4}$|(?:各自?|分别)$")
# What asks which it is before their difference is asked for.
_WHICH_IS_MORE = re.compile(r"(?:哪[一]?[个项家条部方边者类种]?|谁|孰)[^，。？?]*$")
_LATER = re.compile(r"(?:哪[个部边家里项]?|谁)[^，。？?]{0,8}?[后晚迟]|[更较]晚|晚[了出]?[多几]")
_SAMENESS = re.compile(r"不同|不一样|变|区别|差别|差异|出入|一样|相同|一致|一回事")
# What a meeting or a document's history dates: a date says something of one of these only.
_EVENTS = tuple(
    re.compile(event)
    for event in ("开幕", "闭幕", "通过", "公布|发布|颁布|印发|出台", "施行|实施|生效|执行", "修订|修正|修改")
)
_REVISED = _EVENTS[-1]
_NUMBERED = re.compile(r"第[一二三四五六七八九十]+次修")
_WORD = re.compile(r"(?:哪[个部边家里]|谁)[^，。？?]{0,8}?([高低多少长短大小重轻])(?![于少小])")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条\s*")

_DAY = re.compile(r"(?:\d{4}|-)-\d{2}-\d{2}")
_IN_TITLE = re.compile(r"《[^《》]*》")


class By(StrEnum):
    """What two things are compared by."""

    DATE = "date"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things by the names that the question gives them, and the question asked of each alone.

    ``measure`` is what they are compared in, "" where the names say it; ``word`` how (多, 短, 早), ``same`` asks
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
    event = f"{(said.get('doing') or '').rstrip('得在')}{said.get('event') or ''}"
    if by is By.DATE and not event:
        event = next((told.group() for pattern in _EVENTS if (told := pattern.search(asked.group()))), "")
    of = f"什么时候{event}" if by is By.DATE else f"{said.get('much') or '多少'}{said.get('unit') or ''}"
    one, other, after = (_WHICH_IS_MORE.sub("", _HOW_MUCH.sub("", text)) for text in (one, other, after))
    if min(len(one), len(other)) < _SHORTEST:
        return None
    questions = (f"{before}{one}{after}{of}", f"{before}{other}{after}{of}")
    measure = after or event
    return Comparison(
        (one.strip(), other.strip()),
        questions,
        by,
        measure,
        said.get("word") or said.get("by") or said.get("when") or "",
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
        named = zip(comparison.names, said, strict=True)
        dates = ((_date(comparison.measure or name, texts), name) for name, texts in named)
        told = _in_order(*((date, name) for date, name in dates if date), later=comparison.word in tuple("后晚迟"))
        return f"不在同一天，{told}" if told and comparison.same and "早于" in told else told
    left, right = _counted(said[0]), _counted(said[1])
    if left and right:
        return _ranked(comparison, left, right)
    asked = f"{comparison.measure}多少{comparison.word}"
    sides = [(one, one + asked, said[0]), (other, other + asked, said[1])]
    return figures_apart(sides, comparison.word) if _each_of_its_own(sides) else None


def figures_of_both(comparison: Comparison, texts: Sequence[str]) -> bool:
    """Whether the texts may give the figures of both: words of either name that the other has not stand in them."""
    one, other = (set(bigrams(name)) for name in comparison.names)
    said = set(bigrams("".join(texts)))
    return comparison.by is By.FIGURE and bool((one - other) & said and (other - one) & said)


def _each_of_its_own(sides: Sequence[Said]) -> bool:
    """Whether each figure is said of its own side: not in the other's stretch, and beside what only its name says."""
    one, other = (nearest(asked, texts) for _, asked, texts in sides)
    if one == other:
        return False
    names = [name for name, *_ in sides]
    for name, beside, stretches in zip(names, reversed(names), (one, other), strict=True):
        only_its = [word for word in content_words(name) if word not in beside]
        if not only_its or not any(only_its[0] in stretch for stretch in stretches):
            return False
    return True


def outcome(question: str, sides: Sequence[Said]) -> str | None:
    """How two sides compare, by their dates where these are asked for, else by wording or the figures asked for."""
    if len(sides) != 2 or not all(texts for *_, texts in sides):
        return None
    if all(kind_of(asked) is Asks.TIME for _, asked, _ in sides):
        dates = [_date(asked, texts) for _, asked, texts in sides]
        if len({date[0] for date in dates if date}) < len(sides):  # versions quote one history
            return None
        dated = ((date, name) for date, (name, *_) in zip(dates, sides, strict=True) if date)
        return _in_order(*dated, later=_LATER.search(question) is not None)
    one, other = (_ARTICLE.sub("", "".join(texts)) for *_, texts in sides)
    word = _WORD.search(question)
    if one == other:
        return "两者的写法相同。" if _SAMENESS.search(question) else None
    told = [told_of(asked, texts) for _, asked, texts in sides]
    same_thing = 2 * len(told[0] & told[1]) > min(map(len, told))
    measured = all(kind_of(asked) not in _UNMEASURED for _, asked, _ in sides)
    return figures_apart(sides, word[1] if word else "") if same_thing and measured else None


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
    first, second = (less, more) if comparison.word in LESS else (more, less)
    return f"{quoted(first[2])}更{comparison.word}：{first[1]}，{quoted(second[2])}是{second[1]}。"


def _in_order(*dated: tuple[tuple[str, str], str], later: bool) -> str | None:
    """Which of two dates is the earlier, or the later one; None where they are not two."""
    if len(dated) != 2:
        return None
    (first, one), (second, other) = sorted(dated)
    if first[0].startswith("-") != second[0].startswith("-"):
        return None
    if first[0] == second[0]:
        return f"两者在同一天：都是{first[1]}。"
    if later:
        return f"{quoted(other)}较晚：{second[1]}晚于{first[1]}。"
    return f"{quoted(one)}较早：{first[1]}早于{second[1]}。"


def _date(asked: str, said: Sequence[str]) -> tuple[str, str] | None:
    """The date with its day of the event asked of, in ISO form (--09-15 of every year) and as it is written.

    The last revision stands for 修订, unless they are numbered: more may stand elsewhere. None where there are several
    dates: of the event, or without one in the first text that has any.
    """
    event = next((event for event in reversed(_EVENTS) if event.search(asked)), None)
    of_each = [
        [
            (number.form, number.text.strip())
            for number, of in _dated(text)
            if _DAY.fullmatch(number.form) and (event is None or event.search(of))
        ]
        for text in said
    ]
    found = [date for dates in of_each for date in dates] if event else next(filter(None, of_each), [])
    if event is _REVISED:
        return None if any(_NUMBERED.search(text) for text in said) else max(found, default=None)
    return found[0] if len({form for form, _ in found}) == 1 else None


def _dated(text: str) -> Iterator[tuple[Number, str]]:
    """Each date with what is said of it: up to the end of its clause or the next date, else what leads up to it."""
    numbers = find(text)
    dates = [number for number in numbers if number.kind is NumberKind.DATE]
    for i, number in enumerate(dates):
        ends = dates[i + 1].start if i + 1 < len(dates) else len(text)
        behind = re.split("[，,。；;）)]", _IN_TITLE.sub("", text[number.end : ends]))[0]
        lead = re.split("[，,。；;（(\\d]", text[: number.start])[-1]
        yield number, behind if any(event.search(behind) for event in _EVENTS) else lead


def _counted(said: Sequence[str]) -> tuple[Decimal, str] | None:
    """How many things there are: the list items that are said, else as a sentence says it (重点有三)."""
    items = sum(marker(text) is not None for text in said[1:])
    if items > 1:
        return Decimal(items), f"{items}项"
    stated = [match[1] for text in said for match in _COUNTED.finditer(text)]
    value = read_numeral(stated[0]) if len(stated) == 1 else None
    return None if value is None else (value, stated[0])
