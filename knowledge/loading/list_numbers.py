"""Numbers of list items as Word and PowerPoint print them: 一、（一）1. a) ①: pure.

Formats and their names: ECMA-376 Part 1, 17.18.59 (ST_NumberFormat) and 20.1.10.61 (ST_TextAutonumberScheme).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """1..9999 as it is said, 十 without a leading 一; digit by digit above."""
    if number > 9999:
        return "".join(digits[int(digit)] for digit in str(number))
    said = ""
    zero = False
    for power, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        if digit:
            said += ("零" if zero and said else "") + digits[digit] + (units[power - 1] if power else "")
        zero = not digit
    return said.removeprefix(digits[1]) if 10 <= number < 20 and digits is _DIGITS else said or digits[0]


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        count, number = divmod(number, value)
        letters += letter * count
    return letters


def _letters(number: int) -> str:
    """A to z, then aa, bb, as Word goes on."""
    turns, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turns + 1)


def _from(first: str, last: int) -> Callable[[int], str]:
    """The characters of a Unicode series, as figures where it ends."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _cycle(series: str) -> Callable[[int], str]:
    return lambda number: series[(number - 1) % len(series)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ordinal": lambda number: f"{number}{_ordinal_ending(number)}",
    "none": lambda number: "",
}
# PowerPoint's scheme names: the series, then how it is set.
_SERIES = {
    "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman",
    "arabic": "decimal", "arabicDb": "decimalFullWidth", "ea1Chs": "chineseCounting", "ea1Cht": "chineseCounting",
    "ea1JpnKor": "chineseCounting", "ea1JpnChsDb": "chineseCounting", "circleNumDb": "decimalEnclosedCircle",
    "circleNumWd": "decimalEnclosedCircle",
}  # fmt: skip
_SETTING = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Minus": "{}-", "Plain": "{}"}


def render(number: int, number_format: str) -> str:
    """The number in a format of WordprocessingML; as figures in one we do not know."""
    return _FORMATS.get(number_format, str)(number)


def render_auto(number: int, scheme: str) -> str:
    """The number in an automatic numbering scheme of DrawingML, with its full stop or brackets."""
    series, setting = re.fullmatch(r"(.*?)(Period|ParenR|ParenBoth|Minus|Plain|)", scheme).groups()  # type: ignore[union-attr]
    shown = render(number, _SERIES.get(series, "decimal"))
    if setting == "Period" and series.startswith("ea1"):
        return f"{shown}、"
    return _SETTING.get(setting, "{}").format(shown)


def join(label: str, text: str) -> str:
    """The label before the text, with a space between them where they would run together."""
    if not label or not text:
        return label or text
    return label + text if label[-1] in "、，）】。：" else f"{label} {text}"


def _ordinal_ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
