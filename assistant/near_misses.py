"""What a sentence on the right topic lacks of what is asked, told by the words that only an answer would have. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked_attribute import untold
from assistant.bounds import Bound, admitted
from assistant.lists import inline_count
from assistant.numbers import find
from assistant.questions import Asks, topic
from assistant.units import UNIT
from knowledge.tokenization import content_words

CONSEQUENCE = re.compile(
    r"不予|不再|责令|取消|撤销|追究|没收|通报|警告|承担[^，。]{0,8}责任|收回|吊销|暂停|解除|除名|处[分罚]|罚款|赔偿|退[回还]|视为"
)
"""What becomes of who did or did not do something."""
_GRADE = "优秀|优良|良好|合格|及格|达标|通过"
# What is asked for → what the sentence must hold, beside a figure or a date.
_NEEDS = tuple(
    (re.compile(asked), re.compile(needed))
    for asked, needed in (
        (
            r"截止|最[晚迟]|什么时候(?:之?前|到期)|[几哪][一-龥]{0,3}[日号月天][底末]?(?:之|以)?前(?!.{0,2}[次届])",
            r"截止|逾期|[期时]限|最[晚迟]|不得?超过|(?:[日月年底末]|之|以)前|[日天月年时钟以]内",
        ),
        (r"下一?[期次届批轮]|下个?(?:月|季度|学期)", r"下一?[期次届批轮个]|将于|拟于|计划于|预计"),
        (r"(?<!经)费(?!用)[^，。]{0,6}多少|多少[^，。]{0,4}(?<!经)费(?!用)", r"费"),
        (r"奖金[^，。]{0,6}多少|多少[^，。]{0,4}奖金", r"奖"),
        (r"(?:怎么|如何|怎样)(?:界定|定义)|(?:界定|定义)(?:是|为)", r"是指|指的?是|所称|界定|定义|视为|认定为|称为|即"),
        (r"主题", r"主题|题为|以.{2,30}为题"),
        (r"(?:哪|什么时候|何时|几[月号])[^，。？?]{0,6}(?:施行|生效)", r"施行|生效|实施|执行|起效"),
        (r"(?:哪|什么|几)[一几些]?[张份]?(?:表格?|申请表)(?![彰示现决明])", r"表(?![彰示现决明])"),
        (
            r"(?:怎么|如何|怎样|咋)[打评计算给]分",
            r"(?<!部)分(?![别为成类工配布析享支校级之])|计算|公式|折算",
        ),
        (
            r"(?:带|交|提交|准备|提供|携带|出示)[^，。]{0,4}(?:哪些|什么|啥)(?:材料|证件|东西|资料|文件|手续)",
            r"材料|证|书|表|资料|凭|合同|文件|发票|票据",
        ),
        (
            r"(?<![哪那讲说提有这])几点(?:钟|半|上班|下班|开门?|关门?|结束|到|截止|之?前|$)",
            r"\d{1,2}\s*[:：点时]|[上下中]午|全天",
        ),
        (r"会(?:怎么样?|怎样|咋样?)(?=[呢啊？?。]|$)|后果|(?:怎么|如何|怎样|什么|啥)处?罚", CONSEQUENCE.pattern),
        (r"利率|税率|费率", r"[%％‰]|分之|厘|率"),
        (r"几月|哪一?个?月(?!内|以|之)|月份", r"[\d一二三四五六七八九十]\s*月|月[底末初]|每月|季度"),
        (
            r"哪一?段(?:时间|时期|日子)|(?:哪个?|什么)(?:时间段|时段|时期|期间)",
            r"年度|期间|周期|学期|季度|以来|时期|[\d日月年]\s*[-—–~至到]\s*[\d年上次]",
        ),
    )
)
_GRADED = re.compile(
    rf"(?:(?:多少|几)分|分[^，。]{{0,3}}多少)[^，。]{{0,8}}(?:{_GRADE})|(?:{_GRADE})[^，。]{{0,8}}(?:多少|几)分"
)
# Classes told apart by a number: 一等奖, 五年期, 三星级.
_CLASS = re.compile(r"([一二两三四五六七八九十]|\d{1,2})(年期|年制|等奖|星级|周岁)")
# Of these one that nobody names is another thing than what is said of all; a person's age is not.
_TOLD_APART = ("年期", "等奖", "星级")
_LATIN = re.compile(r"(?<![a-z\d])[a-z]{3,}(?![a-z\d])")
_IN_CHINESE = {"gdp": "生产总值", "app": "应用程序"}
# A name that counts what it stands for (“三个一批”), and a question which these are.
_COINED = re.compile(
    r"[“\"]([一二两三四五六七八九十])([个大]?[一-龥]{1,4})[”\"][^，。？?]{0,6}?(?:是|指)[^，。]{0,6}(?:哪|什么|啥)"
)
_COUNT = {numeral: count for count, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_TELLS = r"[”\"]?[^，。；、]{0,6}(?:[：:（(]|是|指|即|包括|分别)"
# The line under a title that says when a rule was passed, and a question that may be after it.
_ADOPTED = re.compile(
    r"[（(]?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日[^。；]{0,80}(?:通过|修订|修正|批准|公布|发布|令)[^。；]{0,20}$"
)
_OF_ADOPTION = re.compile(
    r"通过|修[订改正]|批准|[公发颁]布|印发|出台|制定|[施实]行|实施|生效|哪一?[年天日]|[届次]|何时|什么时候"
)
_LIMIT = re.compile(
    r"(?:(?P<most>最[高多长大]|上限|封顶|[顶至]多|不(?:得|能|可|应)?超过)|(?P<least>最[低少短小]|下限|至少|起码|不(?:得|能|可|应)?[低少]于))"
    r"[^，。？?]{0,6}(?:多少|多久|多长|几)"
)
# A rule runs from the day it takes effect.
_RUNS_FROM = re.compile(r"[从自](?:什么时候|何时|哪一?[年天日]|几[月号])[^，。？?]{0,4}[起始]")
_SEGMENT = re.compile(r"[^；;。]+")
_FIGURE = re.compile(r"[\d一二两三四五六七八九十百千万亿半]")


def lacking(asked: str, asks: Asks, text: str, around: str) -> list[str]:
    """What of the question the sentence cannot answer, each in words; both normalised.

    ``around`` is the sentence with its passage, titles and dates.
    """
    found = [
        f"没有所问的：{match.group()}"
        for wanted, needed in _NEEDS
        if (match := wanted.search(asked)) and not needed.search(text)
    ]
    if (grade := _GRADED.search(asked)) and not any(word in text for word in re.findall(_GRADE, grade.group())):
        found.append(f"没有所问的等次：{grade.group()}")
    for number, kind in _CLASS.findall(asked):
        told = _numbers_of(kind, text) or _numbers_of(kind, around)
        if not {number, str(_COUNT.get(number))} & told and (told or kind in _TOLD_APART):
            found.append(f"说的不是{number}{kind}")
    if (limit := _limit_asked(asked)) and (held := _limits(text)) and limit not in held:
        found.append("说的是另一头的限度")
    if asks is Asks.AMOUNT:
        latin = [word for word in _LATIN.findall(asked) if word not in around]
        found += [f"没有提到 {word}" for word in latin if _IN_CHINESE.get(word, word) not in around]
        if _figure_elsewhere(asked, text):
            found.append("数字说的是另一件事")
    if _ADOPTED.match(text) and (_RUNS_FROM.search(asked) or not _OF_ADOPTION.search(asked)):
        found.append("只说何时通过")
    return found + untold(asked, asks, text)


def _limit_asked(asked: str) -> Bound | None:
    """On which side the limit lies that the question asks for: 最多几项, 不得低于多少; None where it asks for none."""
    match = _LIMIT.search(asked)
    return None if match is None else Bound.AT_MOST if match["most"] else Bound.AT_LEAST


def _limits(text: str) -> frozenset[Bound]:
    """On which sides the text limits its numbers."""
    return frozenset[Bound]().union(*(admitted(text, number) for number in find(text)))


def _numbers_of(kind: str, text: str) -> set[str]:
    """The numbers of the classes of a kind that the text names."""
    return {number for number, same in _CLASS.findall(text) if same == kind}


def spells_out(asked: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts says what the counted name in the question stands for; True where it asks of none.

    It may say so after the name, before it (甲、乙、丙“三项工程”), or by as many things or clauses side by side.
    """
    coined = _COINED.search(asked)
    if coined is None:
        return True
    name = re.escape(coined[1] + coined[2])
    told = re.compile(rf"{name}{_TELLS}|、[^，。；、]{{1,24}}(?<![和与及、])[“\"]{name}")
    clauses = re.compile(rf"{name}[”\"]?(?:，[^，。]{{2,}}){{{_COUNT[coined[1]]},}}")
    return any(told.search(text) or clauses.search(text) or inline_count(text) == _COUNT[coined[1]] for text in texts)


def _figure_elsewhere(asked: str, text: str) -> bool:
    """Whether words of the question stand in the sentence, but in no part of it (up to ；) that holds a figure."""
    words = [word for word in content_words(topic(asked)) if len(word) > 1 and not UNIT.fullmatch(word)]
    parts = [(any(word in part for word in words), _FIGURE.search(part)) for part in _SEGMENT.findall(text)]
    return any(named for named, _ in parts) and not any(named and figure for named, figure in parts)
