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
_ASKING = re.compile("|".join(pattern.pattern for _, pattern in _COMPILED) + "|哪|什么|啥|(?<![那这好])几")
_INTERROGATIVE = re.compile(r"哪|什么|啥|谁|多少|何|怎|是否|是不是|(?<![那这好])几|[吗呢]")
_SPLIT = re.compile(r"[？?；;！!\n]+|[，,。](?=\S)")
_JOINED = re.compile(r"(?:，|,)?(?:以及|并且|还有|同时|另外|而且|和|及|与)(?=[^，,]*(?:谁|哪|什么|多少|几|何时))")
_CODE = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})+)(?![\d.%％]|万|亿|个百分)")
_CLAUSE = re.compile(r"第\s*([一二三四五六七八九十百千零〇两\d]+)\s*条")
_QUOTED = re.compile(r"《([^《》]{2,60})》|[“\"]([^“”\"]{2,30})[”\"]")
_LISTED_COUNT = re.compile(
    r"哪([一二三四五六七八九十两\d]+|几)"
    r"|(?<![第一二三四五六七八九十两\d])([一二三四五六七八九十两\d]+)(?:大|个|项|条|方面|类|种|样|点|块|处|级)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]|\d")
_DIRECTIVE = re.compile(
    r"[把将]?(?:它们?|类别|名单|全部|所有)?都?(?:列|说|写|给)(?:出来|全|清楚|我)?|各自?[是占]?|[是占要的]"
)
# What only says that several things will be asked: 请一并告知：
_PREFACE = re.compile(
    r"^[^：:？?]{0,40}(?:告知|告诉|核实|核对|[核查问]|知道|了解|确认|说明|说说|列出|回答|[要求][一两二三四五几\d]+)[^：:，,？?]{0,8}[：:]\s*"
)
_NUMBERED_ASKING = re.compile(r"(?:^|[：:，,；;。\s])(?:([一二三四五六])[是、]|其([一二三四五六])[，,]?)")
_NUMERALS = "一二三四五六"
_AND = re.compile(r"、|(?:，|,)?(?:以及|和|(?<![普涉提危波])及|与|跟|还有)")
# What asks the same of several things: 各是什么, 分别由谁负责, ，一次说清楚
_EACH = re.compile(r"[，,]?\s*(?:各|分别|都各)(?:自|是)?.*$|[，,]\s*(?:一[次并起]|请|都|帮)[^，,]*$")
_ONLY_ASKS = re.compile(r"[，,]?(?:又|都)?(?:是|为|有)?(?:什么|多少|啥|几何)[呢呀啊]?")
_AN_ITEM = range(2, 31)
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
    "如何|怎样|为什么|为何|为啥|啥时候|啥|多久|多长时间|多大|多高|几何"
)
_FILLER = re.compile(
    rf"{_POLITE}|(?:都|又)?(?:有|是|指的是|指|包括|包含|为|叫)?(?:{_WONDER})"
    r"|是不是|能不能|可不可以|有没有|要不要|是否|分别|[吗呢吧啊么呀嘛]+(?=[？?。，]|$)|[？?！!]"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked; ``text`` is the words of the question that ask it.

    ``alone`` tells a part that needs nothing of the rest of the question to be understood.
    """

    text: str
    asks: Asks
    alone: bool = False


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
        parts=parts_of(folded),
        codes=tuple(dict.fromkeys(_CODE.findall(plain))),
        clauses=tuple(dict.fromkeys(_CLAUSE.findall(folded))),
        quoted=tuple(left or right for left, right in _QUOTED.findall(folded)),
    )


def kind_of(text: str) -> Asks:
    """What kind of answer these words ask for."""
    return next((kind for kind, pattern in (*_COMPILED, *_BARE) if pattern.search(text)), Asks.OTHER)


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a question, what is enumerated in one of them each for itself."""
    if numbered := _numbered(text):
        return tuple(Part(item, kind_of(item), alone=True) for item in numbered)
    preface = _PREFACE.match(text)
    parts: list[Part] = []
    for piece in split(text[preface.end() :] if preface and preface.end() < len(text) else text):
        items = enumerated(piece, announced=preface is not None)
        parts += [Part(item, kind_of(item), alone=True) for item in items] or [Part(piece, kind_of(piece))]
    return tuple(parts)


def _numbered(text: str) -> list[str]:
    """What stands after 一是……，二是…… each; nothing unless they count up from one."""
    marks = list(_NUMBERED_ASKING.finditer(text))
    if len(marks) < 2 or "".join(mark[1] or mark[2] for mark in marks) != _NUMERALS[: len(marks)]:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end].strip("，,；;。？? ") for mark, end in zip(marks, ends, strict=True)]


def enumerated(text: str, announced: bool = False) -> list[str]:
    """The things that one piece of a question asks side by side, each as a question: 甲的编号、名额各是什么.

    What the first says before 的 goes for all, and so does the measure that only the last names (甲、乙的面积). Nothing
    where the piece is one question: without 各 or 分别 each thing must itself name something that is asked for, unless
    it is ``announced`` that several are asked.
    """
    bare = text.strip("，,。？?！! ")
    each = _EACH.search(bare)
    tail = each.group() if each else ""
    body = bare.removesuffix(tail)
    guarded = [match.span() for match in _QUOTED.finditer(body)]
    items, start = [], 0
    for match in _AND.finditer(body):
        if not any(left <= match.start() < right for left, right in guarded):
            items.append(body[start : match.start()])
            start = match.end()
    items.append(body[start:])
    if len(items) < 2 or _INTERROGATIVE.search(body):
        return []
    scene, _, items[0] = items[0].rpartition("，")
    items[-1], comma, aside = items[-1].partition("，")
    if any(len(_HAN.findall(item)) not in _AN_ITEM for item in items):
        return []
    if not (announced or each) and not all(_measure(item) for item in items):
        return []
    measure = _measure(items[-1])
    if measure and not any(_measure(item) for item in items[:-1]):
        measure = items[-1][items[-1].find("的") :] if "的" in items[-1] and "的" not in items[0] else measure
        items = [*(item.rstrip("的") + measure for item in items[:-1]), items[-1]]
    head = re.match(r".{2,}的", items[0])
    if head and not any("的" in item for item in items[1:]):
        items = [items[0], *(head.group() + item for item in items[1:])]
    asking = re.sub(r"^[，,]?\s*(?:各自?|分别|都各)", "", tail) if each and _ASKING.search(tail) else ""
    asking = comma + aside + ("" if _ONLY_ASKS.fullmatch(asking) else asking)
    return [f"{scene}，{item}{asking}" if scene else f"{item}{asking}" for item in items]


def _measure(text: str) -> str:
    """The name of what is asked for that ends the text (面积, 的截止时间), "" without one."""
    found = next((match.group() for _, pattern in _BARE if (match := pattern.search(text))), "")
    return f"的{found}" if found and text.endswith(f"的{found}") else found


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
        elif _asks(words, text[piece.end :]):
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


def _asks(words: str, rest: str) -> bool:
    """Whether a piece of a question asks something by itself, with an interrogative or by naming what is wanted.

    A mere name is not one where the ``rest`` asks it of several things: 办理时限，甲市和乙市分别是几天
    """
    if _ASKING.search(words) or words.endswith("呢"):
        return True
    each = _EACH.search(rest.strip("，,。？?！! "))
    return kind_of(words) is not Asks.OTHER and not (each and _ASKING.search(each.group()))


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
