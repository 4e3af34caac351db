"""Two things that a question sets against each other (甲和乙，哪个在前), and which comes out ahead. Pure.

Only what can be worked out from two stated dates, two figures of one unit or two counted lists is decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.lists import marker
from assistant.numbers import NumberKind, find

_WHICH = r"(?:哪[一]?[个项家条部方边者类种]?|谁|孰)的?(?:[^，。？?]{0,6}?)(?:更|较|最|还)?"
_BY_DATE = re.compile(
    rf"{_WHICH}在?[前先早后晚迟](?P<event>[^，。？?]*)|(?:是不是|是否|是|在)?(?:不?在|不?是)?(?P<same>同一?[天日])[^，。？?]*"
)
_BY_FIGURE = re.compile(rf"{_WHICH}(?P<word>[多高大长重少低小短轻])(?:一?[些点])?[^，。？?]*")
_AND = re.compile(r"以及|(?<![普涉提危波])及|[和与同跟]|(?<![占对])比(?![例重率])|、")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
_COUNTED = re.compile(r"有([一二两三四五六七八九十])(?=[：:，,。；]|个|项|条|点|类|种|方面)")
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_SHORTEST = 2
_LESS = "少低小短轻"


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
    of = f"什么时候{said.get('event') or ''}" if by is By.DATE else "多少"
    questions = (f"{before}{one}{after}{of}", f"{before}{other}{after}{of}")
    measure = after or (said.get("event") or "")
    return Comparison(
        (one.strip(), other.strip()), questions, by, measure, said.get("word") or "", bool(said.get("same"))
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
        first, second = _date(said[0]), _date(said[1])
        if first is None or second is None:
            return None
        if first[0] == second[0]:
            return f"两者在同一天：都是{first[1]}。"
        earlier, later = sorted(((first, one), (second, other)))
        told = f"“{earlier[1]}”较早：{earlier[0][1]}早于{later[0][1]}。"
        return f"不在同一天，{told}" if comparison.same else told
    for measured in (_counted, _figures):
        left, right = measured(said[0]), measured(said[1])
        units = left.keys() & right.keys()
        if len(units) == 1:
            unit = units.pop()
            return _ranked(comparison, left[unit], right[unit])
    return None


def _speaks_of(measure: str, texts: Sequence[str]) -> bool:
    """Whether what is said has to do with the measure: a date of 施行 tells nothing of 公布."""
    pairs = [measure[i : i + 2] for i in range(len(measure) - 1)]
    return not pairs or any(pair in text for pair in pairs for text in texts)


def _ranked(comparison: Comparison, left: tuple[Decimal, str], right: tuple[Decimal, str]) -> str:
    one, other = comparison.names
    if left[0] == right[0]:
        return f"两者一样：都是{left[1]}。"
    less, more = sorted(((*left, one), (*right, other)))
    first, second = (less, more) if comparison.word in _LESS else (more, less)
    return f"“{first[2]}”更{comparison.word}：{first[1]}，“{second[2]}”是{second[1]}。"


def _date(said: Sequence[str]) -> tuple[str, str] | None:
    """The first full date, in ISO form and as it is written."""
    found = (n for text in said for n in find(text) if n.kind is NumberKind.DATE)
    return next(((n.form, n.text.strip()) for n in found if re.fullmatch(r"\d{4}-\d{2}-\d{2}", n.form)), None)


def _figures(said: Sequence[str]) -> dict[str, tuple[Decimal, str]]:
    """Unit → value and wording, of the units that occur once."""
    kinds = (NumberKind.NUMBER, NumberKind.PERCENT)
    found = [number for text in said for number in find(text) if number.kind in kinds and number.unit]
    units = [number.unit for number in found]
    return {n.unit: (n.value, n.text.strip()) for n in found if n.value is not None and units.count(n.unit) == 1}


def _counted(said: Sequence[str]) -> dict[str, tuple[Decimal, str]]:
    """How many things there are: the list items that are said, else as a sentence says it (重点有三)."""
    items = sum(marker(text) is not None for text in said[1:])
    if items > 1:
        return {"": (Decimal(items), f"{items}项")}
    stated = [match[1] for text in said for match in _COUNTED.finditer(text)]
    return {"": (Decimal(_NUMERALS[stated[0]]), stated[0])} if len(stated) == 1 else {}
