"""How numbers are written in Chinese text: one pattern with a named group for each way, tried in this order. Pure."""

from __future__ import annotations

import re
import unicodedata

from assistant.numerals import RUN

_ASCII = {ord("０") + i: ord("0") + i for i in range(10)}
_ASCII |= str.maketrans("．％：／（）＋〜～－", ".%:/()+~~-")
_ASCII |= {ord("Ａ") + i: ord("A") + i for i in range(26)} | {ord("ａ") + i: ord("a") + i for i in range(26)}
_OTHER_DIGIT = re.compile(r"[^\D0-9]")  # 𝟑, ٣
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")

_DATE = (
    r"(?P<y>(?:19|20|21)\d{2}|[一二][〇○零一二三四五六七八九]{3})\s?年度?(?:\s?(?P<m>1[0-2]|0?[1-9](?!\d)|[一二三四五六七八九十]{1,2})\s?月份?"
    r"(?:\s?(?P<d>3[01]|[12]\d|0?[1-9](?!\d)|[一二三四五六七八九十]{1,3})\s?[日号])?)?"
)
_ISO = r"(?P<iy>(?:19|20|21)\d{2})(?P<sep>[-/.])(?P<im>\d{1,2})(?P=sep)(?P<id>\d{1,2})(?!\d)"
_MONTH_DAY = (
    r"(?<!\d)(?<!个)(?P<mm>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月(?:份|\s?(?P<md>3[01]|[12]\d|0?[1-9](?!\d)|[一二三四五六七八九十]{1,3})\s?[日号])?"
    r"(?!均|薪|供|租|度)"
)
PATTERN = re.compile(
    "|".join(
        (
            r"(?P<address>https?://[^\s，。；）)》<>]+|(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+\.[A-Za-z]+)",
            r"(?P<document>[〔\[(]\s?\d{4}\s?[〕\])]\s?第?\d+号)",
            r"(?P<phone>(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d))",
            rf"(?P<date>{_DATE}|{_ISO}|{_MONTH_DAY})",
            r"(?P<code>(?<![A-Za-z])[A-Za-z]{1,20}(?:[/\-_ ][A-Za-z]{1,20}){0,2}[-_/ ]?\d[A-Za-z0-9_./-]*(?<![./-])|"
            r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.]))",
            r"(?P<from_year>(?<!\d)(?:19|20|21)\d{2})(?=\s?[-—–~至到]+\s?(?:19|20|21)\d{2}\s?年)",
            r"(?P<plan>[“\"‘']?(?<![一二三四五六七八九])十[一二三四五六]五(?![十百千万亿点])[”\"’']?|"
            r"[“\"‘'][六七八九]五[”\"’'])",
            r"(?P<time>(?<!\d)(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)|(?<!\d)\d{1,2}[时点][0-5]?\d分)",
            rf"(?P<per>(?:[百千万]分之)(?:{RUN})|百分之百|百分百)",
            rf"(?P<fraction>(?:{RUN})分之(?:{RUN})|(?<![\d/.])\d+/\d+(?![\d/.]))",
            r"(?P<ratio>(?<!\d)\d+(?:\.\d+)?(?::|比)\d+(?:\.\d+)?)",
            rf"(?P<ordinal>第\s?(?:{RUN}))",
            r"(?P<list>(?m:^)[ \t\u3000]*(?:\(?[一二三四五六七八九十]+\)|\(?\d{1,2}\)|"
            r"[一二三四五六七八九十]+、|\d{1,2}(?:、|\.(?!\d))))",
            r"(?P<some>(?:(?:好几|几)[十百千万亿]*|(?:数|(?<!以)上)[十百千万亿]+|(?:十|[百千万]|[一二三四五六七八九]十)几[百千万亿]*|若干)[余多]?)",
            r"(?P<half>一半|半数|半(?=个?(?:年|月|天|小时|学期|日)))",
            rf"(?P<number>(?:(?<![\w\u4e00-\u9fff%])[-−]\s?(?=\d)|(?<=[为是达降增长率额])[-−](?=\d)|负)?(?:{RUN}))",
        )
    )
)
_ISSUER = re.compile(r"[\u4e00-\u9fff]{1,10}$")
_BEFORE_ISSUER = re.compile(r".*(?:根据|依据|按照|依照|参照|以及|印发|文件|详见|和|与|及|见|经|由|以|的|是|为|号)")
_REACH = 8
_PREFIX = re.compile(
    r"(?:约|近|大约|大概|将近|接近|差不多|大致|估计|至少|不少于|不低于|不超过|不足|不到|最多|超过?|达不到)(?:有|是|为|在)?\s*$"
)
_SUFFIX = re.compile(r"\s?(?:\+(?!\d)|左右|上下|不到|不足|出头|开外|以上|以下|以内|之内|之多)")
DATE_GROUPS = ("date", "y", "m", "d", "iy", "sep", "im", "id", "mm", "md")


def folded(text: str) -> str:
    """The text with ASCII digits, letters and signs, every character at its place."""
    plain = _WIDE_COMMA.sub(",", text).translate(_ASCII)
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit.group())), plain)


def issuer_before(text: str, after: int, at: int) -> str:
    """国科发政〔2017〕115号: the characters before the bracket that are part of the number."""
    match = _ISSUER.search(text, after, at)
    return _BEFORE_ISSUER.sub("", match.group()) if match else ""


def before(text: str, at: int) -> str:
    """The few characters in front of a number, so that a long text costs no more than a short one."""
    return text[max(0, at - _REACH) : at]


def said_exactly(text: str, start: int, end: int) -> bool:
    """Without 约 in front and 左右 behind."""
    return not (_PREFIX.search(before(text, start)) or loose_after(text, end))


def loose_after(text: str, at: int) -> bool:
    """Whether 左右, 以上 or the like stands behind."""
    return _SUFFIX.match(text, at) is not None
