"""A written numeral, Arabic, Chinese or mixed, as an exact Decimal: 五百 = 伍佰 = 500, 1,900万 = 19000000. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

_BY_VALUE = ("零〇○", "一壹", "二两贰貳弍", "三叁參", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {char: str(value) for value, chars in enumerate(_BY_VALUE) for char in chars}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

HAN_DIGIT = "[" + "".join(DIGITS) + "]"
SCALE = "[" + "".join(TENS) + "".join(MYRIADS) + "]"
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
# As long as it can be; whether it is a numeral is for ``read_numeral`` to say.
_STEP = rf"\s?{SCALE}(?:{ARABIC})?"
_MORE_STEPS = rf"(?:{_STEP}|{HAN_DIGIT}|点(?={HAN_DIGIT}))*"
# 1万二 is one numeral, 3.3四 are two.
RUN = rf"(?:(?>{ARABIC})(?:{_STEP}{_MORE_STEPS})?|(?:{HAN_DIGIT}|[十拾]){_MORE_STEPS})"

_FINANCIAL = str.maketrans("拾佰仟萬億", "十百千万亿")
_DIGIT = f"(?:{HAN_DIGIT}|[1-9])"
_SECTION = re.compile(rf"(?:({_DIGIT})千)?([零〇])?(?:({_DIGIT})百)?([零〇])?(?:({_DIGIT})?(十))?([零〇])?({_DIGIT})?")
_SCALED = re.compile(r"([0-9]+(?:\.[0-9]+)?)([十百千]?)")
_POINTED = re.compile(rf"([^点]+)点({HAN_DIGIT}+)([十百千万亿]*)")
# After 1万 only three or four digits say where they stand: 1万2000, 1万500; 1万20 does not.
_TAIL_DIGITS = (3, 4)


def read_numeral(text: str) -> Decimal | None:
    """The value of a numeral with ASCII digits, None for what is none or could be read in two ways (三五, 1万20).

    Spoken shorthand is understood: 一百二 = 120, 1万2 = 12000.
    """
    if text.isascii() and text.isdecimal():
        return Decimal(text)
    text = re.sub(r"[,\s]", "", text).translate(_FINANCIAL)
    if pointed := _POINTED.fullmatch(text):
        whole = read_numeral(pointed[1])
        scale = _product(pointed[3])
        return None if whole is None or scale is None else (whole + Decimal("0." + _spelled(pointed[2]))) * scale
    if re.fullmatch(rf"{HAN_DIGIT}{{2,}}", text):
        return _digit_by_digit(text)
    return _above(text, ("亿", "万"))


def _above(text: str, scales: tuple[str, ...]) -> Decimal | None:
    """head × scale + rest, for the largest scale in the text."""
    scale = next((name for name in scales if name in text), None)
    if scale is None:
        return _section(text)
    head, rest = text.split(scale, 1)
    value = _above(head, scales[scales.index(scale) + 1 :])
    if value is None or (rest and "." in text):
        return None
    tail = _tail(rest, scale, scales[scales.index(scale) + 1 :])
    return None if tail is None else value * MYRIADS[scale] + tail


def _tail(rest: str, scale: str, smaller: tuple[str, ...]) -> Decimal | None:
    if not rest:
        return Decimal(0)
    if re.fullmatch(_DIGIT, rest) and rest not in "零〇○":
        return Decimal(_spelled(rest)) * MYRIADS[scale] / 10
    if rest.isdecimal() and not (scale == "万" and len(rest) in _TAIL_DIGITS):
        return None
    value = _above(rest, smaller)
    return value if value is not None and value < MYRIADS[scale] else None


def _section(text: str) -> Decimal | None:
    """A numeral without 万 and 亿."""
    if scaled := _SCALED.fullmatch(text):
        return Decimal(scaled[1]) * TENS.get(scaled[2], 1)
    match = _SECTION.fullmatch(text)
    if match is None or not text:
        return None
    thousands, _, hundreds, gap, tens, ten, unit_gap, ones = match.groups()
    if text[-1] in "零〇" and len(text) > 1:
        return None
    value = sum(
        int(_spelled(digit)) * scale
        for digit, scale in ((thousands, 1000), (hundreds, 100), ((tens or "1") if ten else None, 10))
        if digit
    )
    if not ones:
        return Decimal(value)
    shorthand = (thousands or hundreds) and not ten and not gap and not unit_gap and not match[2]
    return Decimal(value + int(_spelled(ones)) * ((100 if not hundreds else 10) if shorthand else 1))


def _digit_by_digit(text: str) -> Decimal | None:
    """二〇二一; 三五 is a guess at a number, not one."""
    if "两" in text or (len(text) < 4 and not re.search("[零〇○]", text)):
        return None
    return Decimal(_spelled(text))


def _spelled(text: str) -> str:
    return "".join(DIGITS.get(char, char) for char in text)


def _product(scales: str) -> Decimal | None:
    """点五千万: scales after a decimal point, smaller before larger."""
    value = Decimal(1)
    for char in scales:
        value *= TENS.get(char) or MYRIADS[char]
    return value
