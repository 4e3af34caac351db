"""What a question asks for: its parts, and for each the kind of answer and the words that say what about. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.segmentation import Span
from knowledge.tokenization import normalise


class Asks(StrEnum):
    """The kind of answer a question wants."""

    AMOUNT = "amount"
    TIME = "time"
    DURATION = "duration"
    WHO = "who"
    PLACE = "place"
    LIST = "list"
    YES_NO = "yes_no"
    WHY = "why"
    HOW = "how"
    MEANING = "meaning"
    OTHER = "other"


# In this order: the first that matches decides.
_PATTERNS: tuple[tuple[Asks, tuple[str, ...]], ...] = (
    (
        Asks.TIME,
        (
            r"什么时候|何时|啥时候|哪一?[天年月日]|哪几[年月天]|几(?:[月号]|(?<!前几)日)(?!内)|几几年|日期|哪个(?:年份|日子)",
            r"(?:召开|举行|发布|印发|开幕|闭幕|施行|公布)(?:的)?时间",
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
            r"是?谁|哪位|何人|什么人|哪个人|由哪|什么(?:部门|单位|机构|机关)",
            r"哪(?:个|家|些|几个|几家)?(?:部门|单位|机构|机关|主体)",
        ),
    ),
    (
        Asks.PLACE,
        (
            r"哪里|在哪(?![些几一二三四五六七八九十个])|去哪|何地|什么地方|地址|地点",
            r"哪个(?:省|市|区|县|城市|地方|地区|校区|镇)",
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
            r"(?:吗|么|嘛|不)[？?。]?$",
        ),
    ),
)
_COMPILED: tuple[tuple[Asks, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns))) for kind, patterns in _PATTERNS
)
_ASKING = re.compile("|".join(pattern.pattern for _, pattern in _COMPILED) + "|哪|什么|啥|(?<![那这好])几")
_SPLIT = re.compile(r"[？?；;！!\n]+|[，,。](?=\S)")
_JOINED = re.compile(r"(?:，|,)?(?:以及|并且|还有|同时|另外|而且|和|及|与)(?=[^，,]*(?:谁|哪|什么|多少|几|何时))")
_CODE = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})+)(?![\d.%％]|万|亿|个百分)")
_CLAUSE = re.compile(r"第\s*([一二三四五六七八九十百千零〇两\d]+)\s*条")
_QUOTED = re.compile(r"《([^《》]{2,60})》|[“\"]([^“”\"]{2,30})[”\"]")
_LISTED_COUNT = re.compile(
    r"哪([一二三四五六七八九十两\d]+|几)|([一二三四五六七八九十两\d]+)(?:大|个|项|条|方面|类|种|样|块|处|级)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]|\d")
_DIRECTIVE = re.compile(
    r"[把将]?(?:它们?|类别|名单|全部|所有)?都?(?:列|说|写|给)(?:出来|全|清楚|我)?|各自?[是占]?|[是占要的]"
)
# A piece with fewer characters of its own asks about what the piece before it named.
_OWN_SUBJECT = 2
_POLITE = "|".join(
    (
        "请问|请教一?下|请|麻烦|帮(?:我|我们|忙)?(?:查|列|看|找)?一?下?",
        "我(?:们)?想(?:知道|问|了解)(?:一下)?|告诉我|你好|您好|说一?下",
    )
)
_WONDER = (
    "什么时候|多少|哪些|哪几[个项家条种类所]?|什么样的?|什么|哪里|哪个|哪家|哪位|谁|几[个项家所名人次场条]|怎么样?|"
    "如何|怎样|为什么|为何|为啥|啥时候|啥|多久|多长时间|多大|多高"
)
_FILLER = re.compile(
    rf"{_POLITE}|(?:都|又)?(?:有|是|指的是|指|包括|包含|为|叫)?(?:{_WONDER})"
    r"|是不是|能不能|可不可以|有没有|要不要|是否|分别|[吗呢吧啊么呀嘛]+(?=[？?。，]|$)|[？?！!]"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked; ``text`` is the words of the question that ask it."""

    text: str
    asks: Asks


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


def read(text: str) -> Question:
    """Understand a question. Never raises; what does not look like a question asks OTHER."""
    folded = re.sub(r"\s+", " ", text).strip()
    plain = normalise(folded)
    return Question(
        text=folded,
        parts=tuple(Part(part, kind_of(part)) for part in split(folded)),
        codes=tuple(dict.fromkeys(_CODE.findall(plain))),
        clauses=tuple(dict.fromkeys(_CLAUSE.findall(folded))),
        quoted=tuple(left or right for left, right in _QUOTED.findall(folded)),
    )


def kind_of(text: str) -> Asks:
    """What kind of answer these words ask for."""
    return next((kind for kind, pattern in _COMPILED if pattern.search(text)), Asks.OTHER)


def split(text: str) -> list[str]:
    """The parts of a question that ask something each; what only sets the scene stays with the next part."""
    guarded = [match.span() for match in _QUOTED.finditer(text)]
    cuts = [
        match.span()
        for pattern in (_SPLIT, _JOINED)
        for match in pattern.finditer(text)
        if not any(left <= match.start() < right for left, right in guarded)
        and (pattern is _SPLIT or _ASKING.search(_SPLIT.split(text[: match.start()])[-1]))
    ]
    pieces: list[Span] = []
    start = 0
    for left, right in sorted(cuts):
        if left > start:
            pieces.append(Span(start, left))
        start = max(start, right)
    if start < len(text):
        pieces.append(Span(start, len(text)))
    parts: list[str] = []
    scene = ""
    for piece in pieces:
        words = piece.of(text).strip()
        if not words:
            continue
        if parts and not scene and len(_HAN.findall(_DIRECTIVE.sub("", topic(words)))) < _OWN_SUBJECT:
            parts[-1] = f"{parts[-1]}，{words}"
        elif _ASKING.search(words) or kind_of(words) is not Asks.OTHER:
            parts.append(f"{scene}，{words}" if scene else words)
            scene = ""
        else:
            scene = f"{scene}，{words}" if scene else words
    if scene:
        if parts:
            parts[-1] = f"{parts[-1]}，{scene}"
        else:
            parts.append(scene)
    return parts or [text]


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
    return int(numeral) if numeral.isdigit() else digits.get(numeral)


def counted_thing(text: str) -> str | None:
    """What the question counts, with its number (十大行动, 五个南阳); None where it counts nothing."""
    match = _LISTED_COUNT.search(text)
    if expected_count(text) is None or match is None:
        return None
    return text[match.start() : match.end() + 2].removeprefix("哪")
