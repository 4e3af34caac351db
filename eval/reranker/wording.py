"""How people write the same question: shorter titles, other words, slips of the keyboard."""

from __future__ import annotations

import random
import re

_ENDINGS = re.compile(r"(?:实施)?(?:办法|条例|规定|细则|决定|意见)$")
_OTHER_WORDS = (
    ("什么时候", "啥时候", "何时", "哪天", "几时"),
    ("多少", "几多", "多大"),
    ("哪些", "什么", "啥", "都有哪些"),
    ("怎么", "如何", "怎样", "咋"),
    ("规定", "要求"),
    ("应当", "应该", "需要", "必须", "要"),
    ("不得", "不能", "不可以"),
    ("是否", "是不是"),
    ("部门", "单位"),
    ("处罚", "罚"),
    ("工作日", "个工作日"),
    ("申请", "申报", "办理"),
    ("公司", "企业"),
    ("提交", "交", "提供"),
    ("期限", "时限", "时间"),
)
_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")}
_POLITE = ("请问", "想问一下，", "麻烦问下", "我想知道", "")


def reworded(question: str, chance: random.Random) -> str:
    """The question in other words of the same meaning, one time in three; with a slip, one time in ten."""
    if chance.random() < 0.33:
        for words in _OTHER_WORDS:
            present = next((word for word in words if word in question), None)
            if present and chance.random() < 0.5:
                question = question.replace(present, chance.choice(words), 1)
        question = chance.choice(_POLITE) + question
    if chance.random() < 0.33:
        question = question.rstrip("？?。")
    return _slipped(question, chance) if chance.random() < 0.1 and len(question) > 8 else question


def short_title(title: str) -> str:
    """A title as people say it: what it is about, without the kind of document."""
    short = _ENDINGS.sub("", re.sub(r"[（(].*?[）)]$", "", title))
    return short if len(short) >= 6 else title


def with_arabic_clause(clause: str) -> str:
    """第十二条 → 第12条; numbers up to 99, others as they are."""
    numerals = clause.removeprefix("第").removesuffix("条")
    if not re.fullmatch(r"[一二三四五六七八九]?十?[一二三四五六七八九]?", numerals) or not numerals:
        return clause
    tens, ten, units = numerals.rpartition("十")
    value = (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)
    return f"第{value}条"


def _slipped(question: str, chance: random.Random) -> str:
    """Two neighbours swapped, or one sign left out or typed twice."""
    at = chance.randrange(1, len(question) - 1)
    swapped = question[: at - 1] + question[at] + question[at - 1] + question[at + 1 :]
    return chance.choice((swapped, question[:at] + question[at + 1 :], question[:at] + question[at] + question[at:]))
