"""What a question asks for: the kind of answer, how many things, and the words that say what about. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Asks(StrEnum):
    """The kind of answer a question wants."""

    AMOUNT = "amount"
    TIME = "time"
    DURATION = "duration"
    WHO = "who"
    PLACE = "place"
    LIST = "list"
    YES_NO = "yes_no"
    SOURCE = "source"  # where the part before stands: never read off a question alone
    WHY = "why"
    HOW = "how"
    MEANING = "meaning"
    OTHER = "other"


# In this order: the first that matches decides.
_PATTERNS: tuple[tuple[Asks, tuple[str, ...]], ...] = (
    (
        Asks.TIME,
        (
            r"什么时候|何时|啥时候|哪一?[天年月日周]|哪几[年月天]|几(?:[月号]|(?<!前几)日)(?!内)|几几年|日期|哪个(?:年份|日子)",
            r"(?:召开|举行|发布|印发|开幕|闭幕|施行|公布)(?:的)?时间",
            r"哪一?段(?:时间|时期|日子)|(?:哪个?|什么)(?:时间|时段|时期|期间)",
        ),
    ),
    (
        Asks.DURATION,
        (
            r"多久|多快|多长(?:时间)?|多少个?(?:天|日|年|月|小时|分钟|工作日)|期限|时限",
            r"(?<![哪那这好])几个?(?:天|(?<=前几)日|日内|年(?!级)|月|小时|分钟|工作日)",
        ),
    ),
    (
        Asks.WHO,
        (
            r"是?谁|哪位|何人|什么人|哪个人|由哪|什么(?:部门|单位|机构|机关|[处科]室)",
            r"哪(?:个|家|些|几个|几家)?(?:部门|单位|机构|机关|主体|[处科]室|窗口)",
        ),
    ),
    (
        Asks.PLACE,
        (
            r"哪里|在哪(?![些几一二三四五六七八九十个])|去哪|何地|什么地方|地址|地点",
            r"哪个(?:省|市|区|县|城市|地方|地区|校区|镇|会议室|会场|场馆|礼堂|房间)",
        ),
    ),
    (
        Asks.LIST,
        (
            r"哪些|哪几|哪[一二三四五六七八九十两]|有什么|有啥|包括什么|包括哪|分(?:为|成)?几|列一?下|列出|列举|全部",
            r"都是什么|分别是什么|各是什么|分别指|都有谁|什么(?:内容|措施|条件|职责|义务|情形|材料)",
        ),
    ),
    (
        Asks.AMOUNT,
        (
            r"多少|多大|多高|占比|比例是|百分之几|几何|权重(?:是|为|呢|$)|份额",
            r"(?<![哪那这好])几(?:个|项|家|所|名|人|次|场|条|成|倍|种|类|部分|亿|万|份|期|册|篇|分|票|步|级|届|大)",
        ),
    ),
    (Asks.WHY, (r"为什么|为何|为啥|原因|什么背景|目的是|依据是",)),
    (Asks.HOW, (r"怎么|如何|怎样|咋",)),
    (Asks.MEANING, (r"是什么|什么是|指什么|是指|啥意思|什么意思|含义|定义|是啥|何谓",)),
    (
        Asks.YES_NO,
        (
            r"是否|是不是|能不能|可不可以|可以不|有没有|要不要|需不需要|会不会|该不该|得不得|还是",
            r"(?:吗|(?<![什怎多])么|嘛|不|[了过]没有?)[？?。]?$|(?P<verb>[一-龥])[不没](?P=verb)",
        ),
    ),
)
_COMPILED: tuple[tuple[Asks, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns))) for kind, patterns in _PATTERNS
)
# A question without an interrogative ends in the name of what is wanted: 会议召开时间, 参会人数.
_BARE = tuple(
    (kind, re.compile(rf"(?:{names})[呢啊呀吧]?[？?。]?$"))
    for kind, names in (
        (Asks.TIME, "时间|日期|时刻|日子|年份"),
        (Asks.DURATION, "期限|时限|时长|周期|有效期"),
        (Asks.PLACE, "地点|地址|场所|位置|所在地|举办地|起点|终点"),
        (Asks.WHO, "负责人|联系人|主持人|牵头单位|主管部门|发布机关|主办方|主编|作者"),
        (
            Asks.AMOUNT,
            "[人家户次天]?数量?|总?量|[比占增]?[率重]|比例|总?额|总?收入|营收|价格?|标准|面积|权重|分值|上限|下限|增速|规模",
        ),
        (Asks.LIST, "名单|清单|条件|材料|措施|步骤|流程|情形"),
    )
)
ASKING = re.compile("|".join(pattern.pattern for _, pattern in _COMPILED) + "|哪|什么|啥|(?<![那这好])几")
EITHER = re.compile(r"(?<=[，,。？?])(?:是|算|按)?[^，,。？?]{1,10}的还是[^，,。？?]{1,10}的[呢啊呀]?(?=[，,。？?]|$)")
"""A choice that narrows down what was asked before it: …是哪年的，今年的还是上一年的."""
_LISTED_COUNT = re.compile(
    r"哪([一二三四五六七八九十两\d]+|几)"
    r"|(?<![第一二三四五六七八九十两\d])([一二三四五六七八九十两\d]+)(?:大|个(?!月|工作日|百分点|小时|学[期时分])|项|条|方面|类|种|样|点|块|处|级)"
)
_POLITE = "|".join(
    (
        "请问|请教一?下|请|麻烦|帮(?:我|我们|忙)?(?:查|列|看|找)?一?下?",
        "我(?:们)?想(?:知道|问|了解)(?:一下)?|告诉我|你好|您好|说一?下",
        "(?:逐[一项条个]|挨个)?(?:列|写|说)[全齐]|逐[一项条个](?=列出)",
    )
)
_WONDER = (
    "什么时候|(?:什么|哪一?段)时间段?|多少|哪些|哪几[个项家条种类所]?|什么样的?|什么|哪里|哪个|哪家|哪位|谁|几[个项家所名人次场条]|怎么样?|"
    "如何|怎样|为什么|为何|为啥|啥时候|啥|多久|多长时间|多大|多高|几何"
)
_FILLER = re.compile(
    rf"{_POLITE}|(?:都|又)?(?:有|是|指的是|指|包括|包含|为|叫)?(?:{_WONDER})"
    r"|是不是|能不能|可不可以|有没有|要不要|是否|分别|[吗呢吧啊么呀嘛]+(?=[？?。，]|$)|[？?！!]"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked; ``text`` is the words of the question that ask it.

    ``alone`` tells a part that needs nothing of the rest of the question to be understood; ``subject`` is what it is
    about where its own words do not say so; ``text`` begins with it where they say next to nothing.
    """

    text: str
    asks: Asks
    alone: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood: its parts in order, the codes, clauses and quoted names it holds."""

    text: str
    parts: tuple[Part, ...]
    codes: tuple[str, ...]
    clauses: tuple[str, ...]
    quoted: tuple[str, ...]

    @property
    def asks(self) -> Asks:
        """What its first part asks."""
        return self.parts[0].asks


def kind_of(text: str) -> Asks:
    """What kind of answer these words ask for."""
    return next((kind for kind, pattern in (*_COMPILED, *_BARE) if pattern.search(text)), Asks.OTHER)


def measure_at_end(text: str) -> str:
    """The name of what is asked for that ends the text (面积, 的截止时间), "" without one."""
    found = next((match.group() for _, pattern in _BARE if (match := pattern.search(text))), "")
    return f"的{found}" if found and text.endswith(f"的{found}") else found


def topic(text: str) -> str:
    """The question without the words that only ask."""
    return _FILLER.sub(" ", text)


def expected_count(text: str) -> int | None:
    """How many things the question says there are (十大, 五个, 哪三), None where it does not say."""
    match = _LISTED_COUNT.search(text)
    numeral = (match.group(1) or match.group(2)) if match else None
    if not numeral or numeral == "几":
        return None
    digits = dict(zip("一二三四五六七八九十两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2), strict=True))
    count = int(numeral) if numeral.isdigit() else digits.get(numeral)
    return count if count != 1 else None  # 一块, 一点 count nothing


def counted_thing(text: str) -> str | None:
    """What the question counts, with its number (十大行动, 五个南阳); None where it counts nothing."""
    match = _LISTED_COUNT.search(text)
    if expected_count(text) is None or match is None:
        return None
    return text[match.start() : match.end() + 2].removeprefix("哪")
