"""The period that a question asks for (几天内, 同意后多久): unit, what it runs from, what ends it; how often. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Support
from knowledge.tokenization import content_words

_NUMERAL = r"[\d一二三四五六七八九十百两]\s*"
_ASKED = re.compile(r"(?:多少|(?<![哪那这好])几)个?(?P<unit>工作日|小时|分钟|[天日月年])(?!几|份)(?P<within>之?内)?")
# A rule counts in smaller units what people ask for in larger ones, and a day in hours.
_UNITS = {
    "工作日": "工作日",
    "小时": "小时|分钟",
    "分钟": "小时|分钟",
    "天": "个?工作日|[日天]|小时",
    "日": "个?工作日|[日天]|小时",
    "月": "个月|个?工作日|[日天]",
    "年": "年|个月",
}
_PERIOD = re.compile(rf"{_NUMERAL}个?(?:工作日|小时|分钟|[天日月年周])")
_HOW_LONG = re.compile("多久|多长|多快")
_DATE = re.compile(r"\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?|\d{1,2}\s*月\s*\d{1,2}\s*日")
_AFTER = re.compile(r"([^，,。；;？?的]{2,12}?)(?:之|以)?后(?=[^，,。；;？?]*(?:多少|多久|多长|几))")
# What a period runs from in a rule.
_FROM = re.compile(r"自([^，。；]*?)(?:之日)?起|([^，。；]*?)(?:之后|以后|后)")
_SHARE = 0.5
# How often something is done, and what rules say of that.
_HOW_OFTEN = re.compile(
    r"(?:多久|多长时间|(?:多少|(?<![哪那这好])几)个?[天月年])[^，。？?]{0,6}?一[次回趟遍]|[一每][年月周季][^，。？?]{0,6}?几[次回趟遍]"
)
_OFTEN = re.compile(r"每[一二两三四五六半\d]*个?(?:[年季月周日天届]|学[年期])|周期|定期")
# How long until an application is decided, and what rules say of that.
_LONG = r"(?:多久|多快|多长时间|(?:多少|几)个?(?:工作日|[天日月]))(?:之?内)?[能会可才要]?"
_DECIDED = re.compile(rf"(?P<long>{_LONG})(?:(?:[出有给]|得到)(?:结果|结论|准信|说法)|[审获]?批下?来?|办下来|定下来)")
_DECIDES = re.compile(
    r"作出[^，。；]*(?:决定|答复|结论)|形成[^，。；]*结果|办结|批复|予以答复|(?:日|月)内[^，。；]*(?:审批|审核|批准)"
)


def as_rules_say(asked: str) -> str:
    """The question in the words of rules: what people call 出结果 or 批下来 is a decision there."""
    return _DECIDED.sub(r"\g<long>作出决定", asked)


def fitting(asked: str, supports: Sequence[Support]) -> list[Support]:
    """The supports whose sentences hold a period of the unit asked for, and of these the ones that let it run from
    what the question says, or that say how often; all of them where none does or no period is asked for."""
    kept = list(supports)
    if _HOW_OFTEN.search(asked):
        kept = [support for support in kept if _OFTEN.search(support.sentence.text)] or kept
    if match := _ASKED.search(asked):
        period = re.compile(rf"{_NUMERAL}(?:{_UNITS[match['unit']]}){'[之以]?内' if match['within'] else ''}")
        kept = [support for support in kept if period.search(_DATE.sub("", support.sentence.text))] or kept
    if _DECIDED.search(asked):
        kept = [support for support in kept if _DECIDES.search(support.sentence.text)] or kept
    if match := _AFTER.search(asked):
        words = content_words(match[1])
        timed = kept
        if _ASKED.search(asked) or _HOW_LONG.search(asked):  # after something an amount may be due as well
            timed = [support for support in kept if _PERIOD.search(_DATE.sub("", support.sentence.text))]
        kept = [support for support in timed if _runs_from(words, support.sentence.text)] or timed or kept
    return kept


def _runs_from(words: Sequence[str], text: str) -> bool:
    begun = " ".join(group for found in _FROM.findall(text) for group in found)
    return bool(words) and sum(word in begun for word in words) >= _SHARE * len(words)
