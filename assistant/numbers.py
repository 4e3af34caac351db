"""Numbers, dates, percentages and document numbers as they are written in Chinese text, normalised. Pure.

``find`` gives each with its place. Two mean the same exactly when their ``form`` is the same: 五百家, 伍佰家 and 500家
are "500家", 2021年9月22日 and 2021-09-22 are "2021-09-22"; the unit belongs to it, so 140亿斤 is not 140万斤.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from assistant.number_patterns import DATE_GROUPS, PATTERN, before, folded, issuer_before, loose_after, said_exactly
from assistant.numerals import HAN_DIGIT, MYRIADS, RUN, read_numeral
from assistant.units import UNIT, canonical, unit_at


class NumberKind(StrEnum):
    """What sort of thing is written."""

    NUMBER = "number"
    PERCENT = "percent"  # value in percent
    FRACTION = "fraction"
    RATIO = "ratio"
    DATE = "date"
    TIME = "time"
    PLAN = "plan"  # 十四五
    ORDINAL = "ordinal"
    DOCUMENT = "document"  # 国科发政〔2017〕115号
    CODE = "code"  # telephone numbers, addresses, 5G, 1.2.3
    VAGUE = "vague"  # 十几家, 若干, 三五个: no value


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text: ``text[start:end]``, its unit included.

    ``value`` counts in ``unit`` (1,900万亩 is 19000000 亩, 10% is 10 %); None where there is none that can be told.
    ``exact`` is False for 约, 多, 以上 and the ends of ranges. ``scale`` is the 万 or 亿 it is written with.
    """

    text: str
    start: int
    end: int
    kind: NumberKind
    form: str
    value: Decimal | None = None
    unit: str = ""
    exact: bool = True
    scale: int = 1


_ADVERB = re.compile(r"[统唯万同专单划均]$")  # 统一, 唯一, 万一

_MORE = re.compile(rf"[多余来几](?=[万亿]|[个家]|{UNIT.pattern}|[，,。；;、\s]|$)|\+(?!\d)")
_AND_A_HALF = re.compile(r"(?:个半(月|小时|钟头|学期)|(年|天|小时|个小时)半)")
_RANGE_GOES_ON = re.compile(rf"[-—–~至到]{RUN}{UNIT.pattern}")
_BETWEEN = re.compile(r"\s?[-—–~至到]+\s?")
_TENTHS = re.compile(
    rf"({HAN_DIGIT}|\d)成(?:({HAN_DIGIT}|半))?(?![果立为效本员交熟长就功品型员人分]|都(?![是有为由拿属已]))"
)
_WIDEST_GAP = 8
_NEXT_TO = re.compile(r"[、，,]")
_HALF_WIDE = re.compile(r"[0-9]{1,3}[， ][0-9]{3}[^0-9]?")  # 1，900: one number or two?


def find(text: str) -> tuple[Number, ...]:
    """Every number of the text in order, none overlapping. Never raises."""
    plainly, at = folded(text), 0
    found: list[Number] = []
    while match := PATTERN.search(plainly, at):
        number = _read(plainly, match)
        at = number.end if number else match.end()
        if number and number.kind is NumberKind.DOCUMENT:
            issuer = issuer_before(plainly, found[-1].end if found else 0, number.start)
            number = replace(number, start=number.start - len(issuer), form=issuer + number.form)
        if number:
            found.append(number)
    changes = _range_ends(found, plainly)
    return tuple(
        replace(number, text=text[number.start : number.end], **changes.get(i, {})) for i, number in enumerate(found)
    )


def plain(value: Decimal) -> str:
    """All digits, none that say nothing."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _read(text: str, match: re.Match[str]) -> Number | None:
    kind, words = str(match.lastgroup), match.group()
    start, end = match.span()
    if kind in DATE_GROUPS:
        return _date(match) or _counted(text, start, re.match(RUN, words))
    if kind in ("address", "phone", "code"):
        return Number("", start, end, NumberKind.CODE, re.sub(r"[\s]", "", words).upper())
    if kind == "document":
        year, serial = re.findall(r"\d+", words)
        return Number("", start, end, NumberKind.DOCUMENT, f"〔{year}〕{serial}号")
    if kind == "from_year":
        return Number("", start, end, NumberKind.DATE, words)
    if kind == "plan":
        return Number("", start, end, NumberKind.PLAN, words.strip("“”\"‘’'"))
    if kind == "time":
        hour, minute = re.findall(r"\d+", words)
        return Number("", start, end, NumberKind.TIME, f"{int(hour):02}:{int(minute):02}")
    if kind == "per":
        return _per(start, end, words)
    if kind == "fraction":
        return _fraction(text, start, end, words)
    if kind == "ratio":
        return Number("", start, end, NumberKind.RATIO, ":".join(re.split("[:比]", words)))
    if kind in ("ordinal", "list"):
        return _ordinal(text, start, end, words, kind == "ordinal")
    if kind == "some":
        unit = unit_at(text, end)
        if not unit and words == "几":
            return None
        return Number("", start, end + len(unit), NumberKind.VAGUE, text[start : end + len(unit)], exact=False)
    if kind == "half":
        return _half(text, start, end, words)
    return _counted(text, start, match)


def _date(match: re.Match[str]) -> Number | None:
    year = match["y"] or match["iy"]
    month = match["m"] or match["im"] or match["mm"]
    day = match["d"] or match["id"] or match["md"]
    parts = [int(value) if (value := part and read_numeral(part)) else None for part in (year, month, day)]
    if any(given and value is None for given, value in zip((year, month, day), parts, strict=True)):
        return None
    if (parts[1] or 1) > 12 or (parts[2] or 1) > 31:
        return None
    form = "-".join(f"{part:02}" for part in parts if part is not None)
    return Number("", *match.span(), NumberKind.DATE, form if year else f"--{form}")


def _per(start: int, end: int, words: str) -> Number | None:
    value = Decimal(100) if words in ("百分之百", "百分百") else read_numeral(words[3:])
    if value is None:
        return Number("", start, end, NumberKind.VAGUE, words, exact=False)
    return _percent(start, end, value / {"百": 1, "千": 10, "万": 100}[words[0]])


def _percent(start: int, end: int, value: Decimal, exact: bool = True) -> Number:
    return Number("", start, end, NumberKind.PERCENT, f"{plain(value)}%", value, "%", exact)


def _fraction(text: str, start: int, end: int, words: str) -> Number | None:
    below, above = words.split("分之") if "分之" in words else reversed(words.split("/"))
    parts = read_numeral(above), read_numeral(below)
    if None in parts or not parts[1]:
        return Number("", start, end, NumberKind.VAGUE, words, exact=False)
    form = "/".join(plain(part) for part in parts if part is not None)
    return Number("", start, end, NumberKind.FRACTION, form, exact=said_exactly(text, start, end))


def _ordinal(text: str, start: int, end: int, words: str, with_unit: bool) -> Number | None:
    run = re.search(RUN, words)
    value = read_numeral(run.group().rstrip("、.")) if run else None
    if value is None:
        return None
    unit = unit_at(text, end) if with_unit else ""
    return Number(
        "", start, end + len(unit), NumberKind.ORDINAL, f"第{plain(value)}{unit.strip()}", value, unit.strip()
    )


def _half(text: str, start: int, end: int, words: str) -> Number:
    if words in ("一半", "半数"):
        return _percent(start, end, Decimal(50), not loose_after(text, end))
    unit = unit_at(text, end)
    return _number(start, end + len(unit), Decimal("0.5"), unit, text, 1)


def _counted(text: str, start: int, match: re.Match[str] | None) -> Number | None:
    """A numeral with what follows it; None for a Chinese digit that counts nothing (一般, 统一)."""
    if match is None:
        return None
    words = re.sub(r"^[-−负]\s?", "", match.group())
    begin = start + len(match.group()) - len(words)
    while words and (value := read_numeral(words)) is None and words[-1] in "点,. ":
        words = words[:-1]
    end = begin + len(words)
    value = read_numeral(words)
    if words[-1:] in "千百" and text[end : end + 1] in "米克瓦" and text[end : end + 1]:
        words, end = words[:-1], end - 1
        value = read_numeral(words)
    if tenths := _TENTHS.match(text, begin):
        return _tenths(text, begin, tenths)
    more = _MORE.match(text, end)
    scale = _scale(words)
    if more and value is not None:
        end = more.end()
        if text[end : end + 1] in MYRIADS:
            scale = MYRIADS[text[end]]
            value, end = value * scale, end + 1
    unit = unit_at(text, end)
    lone = len(words) == 1 and words not in "0123456789"
    in_range = _RANGE_GOES_ON.match(text, end) is not None
    adverb = _ADVERB.search(before(text, begin)) or _is_adverb(text, begin, end, unit)
    if lone and not in_range and (not unit or adverb):
        return None
    if value is None and not unit and re.fullmatch(f"{HAN_DIGIT}+", words):
        return None  # 五一, 三三两两
    if value is None:
        return Number("", start, end + len(unit), NumberKind.VAGUE, text[start : end + len(unit)], exact=False)
    if words != match.group():
        value = -value if match.group()[0] in "-−负" else value
    if not unit and re.match(r"[A-Za-z]", text[end:]):
        code = re.compile(r"[A-Za-z0-9_-]*").match(text, end)
        return Number("", start, code.end(), NumberKind.CODE, text[start : code.end()].upper()) if code else None
    if half := _AND_A_HALF.match(text, end):
        value, end, unit = value + Decimal("0.5"), half.end(), half[1] or half[2]
        number = _number(start, end, value, unit, text, scale)
    else:
        number = _number(start, end + len(unit), value, unit, text, scale)
    return replace(number, exact=False, form=f"{number.form}+") if more else number


def _number(start: int, end: int, value: Decimal, unit: str, text: str, scale: int) -> Number:
    unit = canonical(unit)
    value = Decimal(plain(value))
    exact = said_exactly(text, start, end)
    if unit == "%":
        return _percent(start, end, value, exact)
    if text[end : end + 1] in "‰" and text[end : end + 1]:
        return _percent(start, end + 1, value / 10, exact)
    # 2.10 may be the number of an item, and that is not 2.1.
    written = text[start:end]
    form = written if not unit and scale == 1 and re.fullmatch(r"\d+\.\d*0", written) else f"{plain(value)}{unit}"
    return Number("", start, end, NumberKind.NUMBER, form, value, unit, exact, scale)


def _tenths(text: str, start: int, match: re.Match[str]) -> Number:
    whole, part = match.groups()
    more = Decimal(5) if part == "半" else read_numeral(part) if part else Decimal(0)
    value = read_numeral(whole)
    assert value is not None
    assert more is not None
    exact = said_exactly(text, start, match.end())
    return _percent(start, match.end(), value * 10 + more, exact)


def _scale(words: str) -> int:
    return max((MYRIADS[char] for char in words if char in MYRIADS), default=1)


def _is_adverb(text: str, start: int, end: int, unit: str) -> bool:
    """十分重要: not ten points."""
    stands_alone = re.match(r"[，。；、！？!?,.\s]|$", text[end + 1 :])
    return text[start:end] == "十" and unit.strip() == "分" and not stands_alone


def _range_ends(numbers: Sequence[Number], text: str) -> dict[int, dict[str, Any]]:
    """5至8家: both ends have the unit, and neither is a value. What changes of which number, by its place."""
    changes: dict[int, dict[str, Any]] = {}
    for i, (low, high) in enumerate(pairwise(numbers)):
        if high.start - low.end > _WIDEST_GAP:
            continue
        if _HALF_WIDE.fullmatch(text[low.start : high.start + 4]):
            changes |= {i: changes.get(i, {}) | {"exact": False}, i + 1: {"exact": False}}
        beside = high.unit and not low.unit and low.value is not None and high.value == low.value + 1
        if beside and _NEXT_TO.fullmatch(text[low.end : high.start]):  # 26、27家
            changes |= {i: {"exact": False}, i + 1: {"exact": False}}
        countable = {low.kind, high.kind} <= {NumberKind.NUMBER, NumberKind.PERCENT}
        if not countable or not _BETWEEN.fullmatch(text[low.end : high.start]):
            continue
        if low.unit not in ("", high.unit) or low.value is None or high.value is None:
            continue
        value, scale = low.value, low.scale
        if not low.unit and low.scale == 1 and high.scale > 1 and low.value * high.scale < high.value:
            value, scale = low.value * high.scale, high.scale
        end = {
            "value": value,
            "unit": high.unit,
            "scale": scale,
            "form": f"{plain(value)}{high.unit}",
            "kind": high.kind,
        }
        changes |= {i: end | {"exact": False}, i + 1: {"exact": False}}
    return changes
