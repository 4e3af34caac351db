"""Numbers and dates of a spreadsheet as its cells show them: pure. Format codes: ECMA-376 Part 1, 18.8.31."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
# Widths to leave free, characters to fill with, colours and conditions: nothing of these is text.
_UNSEEN = re.compile(r"_.|\*.|\[(?!\$)[^\]]*\]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?(,*)(E[+-]0+)?")
_SIGNIFICANT = 12


def render(value: object, code: str = "General") -> str:
    """What a cell with this value and number format shows; text as it is, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _moment(value, code)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(value, int | float):
        return _number(value, code)
    return str(value)


def general(value: float) -> str:
    """A number without a format: no ``.0``, and none of what binary arithmetic left in its last places."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.{_SIGNIFICANT}g}"), "f")


def _number(value: float, code: str) -> str:
    sections = _SECTION.split(code)
    negative = value < 0 and len(sections) > 1
    section = sections[1] if negative else sections[2] if value == 0 and len(sections) > 2 else sections[0]
    literals: list[str] = []

    def kept(text: str) -> str:
        literals.append(text)
        return chr(0xE000 + len(literals) - 1)

    section = _CURRENCY.sub(lambda found: kept(found.group(1)), section)
    section = _LITERAL.sub(lambda found: kept(found.group(1) or found.group(2) or ""), section)
    section = _UNSEEN.sub("", section)
    places = _PLACES.search(section)
    if places is None or "/" in section:
        shown = general(value) if re.search(r"General|@|/", section, re.IGNORECASE) or not section else section
    else:
        shown = section[: places.start()] + _digits(abs(value) if negative else value, section, places)
        shown += section[places.end() :]
    return re.sub(r"[\ue000-\uf8ff]", lambda found: literals[ord(found.group()) - 0xE000], shown).strip()


def _digits(value: float, section: str, places: re.Match[str]) -> str:
    decimals, thousands, exponent = places.group(1) or "", places.group(2), places.group(3)
    exact = Decimal(repr(value)) * 100 ** section.count("%") / 1000 ** len(thousands)
    if exponent:
        return f"{exact:.{len(decimals)}E}"
    rounded = exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    grouped = "," in places.group().rstrip(",")
    shown = f"{rounded:,f}" if grouped else f"{rounded:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional:
        whole, _, part = shown.partition(".")
        least = len(decimals) - optional
        part = part[:least] + part[least:].rstrip("0")
        shown = f"{whole}.{part}" if part else whole
    zeros = len(re.match(r"[#?,0]*", places.group()).group().replace(",", "").lstrip("#?"))  # type: ignore[union-attr]
    sign, figure = ("-", shown[1:]) if shown.startswith("-") else ("", shown)
    whole = figure.partition(".")[0]
    return sign + "0" * (zeros - len(whole)) + figure


def _moment(value: datetime | date | time, code: str) -> str:
    """A date in Chinese where its format is, otherwise as ISO 8601 writes it; only the parts that the format shows."""
    codes = _UNSEEN.sub(
        "", _LITERAL.sub(lambda found: found.group(1) or found.group(2), _CURRENCY.sub("", code))
    ).lower()
    shown = []
    if not isinstance(value, time):
        day = value.date() if isinstance(value, datetime) else value
        in_chinese = "年" in codes or "月" in codes
        has_day = "d" in codes or "日" in codes
        if "y" not in codes and not has_day and "h" not in codes and "年" not in codes:
            codes, has_day = "y", True
        if "y" in codes or "年" in codes:
            shown.append(_year_first(day, in_chinese, has_day, "m" in codes.split("h")[0] or has_day))
        elif has_day:
            shown.append(f"{day.month}月{day.day}日" if in_chinese else f"{day.month:02d}-{day.day:02d}")
    if not isinstance(value, date) or (isinstance(value, datetime) and ("h" in codes or "s" in codes)):
        clock = value.time() if isinstance(value, datetime) else value
        shown.append(clock.strftime("%H:%M:%S") if "s" in codes else clock.strftime("%H:%M"))
    return " ".join(shown)


def _year_first(day: date, in_chinese: bool, has_day: bool, has_month: bool) -> str:
    if in_chinese:
        return f"{day.year}年" + (f"{day.month}月" if has_month else "") + (f"{day.day}日" if has_day else "")
    return day.isoformat()[: 10 if has_day else 7 if has_month else 4]
