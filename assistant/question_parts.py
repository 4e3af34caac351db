"""A question taken apart: what it asks, each thing for itself, with the codes, clauses and names it holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.questions import ASKING, EITHER, Asks, Part, Question, kind_of, measure_at_end, topic
from assistant.subjects import frame_of, leaves_out_subject, says_nothing, subject_of
from knowledge.segmentation import Span
from knowledge.tokenization import normalise

_INTERROGATIVE = re.compile(r"哪|什么|啥|谁|多[少久长大高快远]|何|怎|是否|是不是|(?<![那这好])几|[吗呢]")
_SPLIT = re.compile(r"[？?；;！!\n]+|[，,。](?=\S)")
_JOINED = re.compile(
    r"(?:，|,)?(?:以及|并且|还有|同时|另外|而且|和|(?<![普涉提危波])及|与)(?=[^，,]*(?:谁|哪|什么|多少|几|何时))"
)
# 期限是多久、由谁受理 are two; what asks stands on both sides, and something is asked about.
_LISTED = re.compile(
    r"、(?=[^、，,；;。？?]*(?:哪|什么|啥|谁|多[少久长大高快远]|几|何|怎|是否|呢(?=[、，,；;。？?]|$)))"
)
# 哪个高、哪类最低: compares what was named.
_WHICH = re.compile(r"(?:谁|哪一?[一-鿿]?)[更最]?[大小高低多少长短快慢早晚重轻先后好差严]")
_SAME_SUBJECT = re.compile(r"[填附交报写带]")
# What only says how it is to be told (列全, 一次说清楚), or asks whether it is (条例写了吗).
_HOW_TOLD = re.compile(
    r"[，,。？?]\s*(?:(?:请|麻烦|帮[我忙]?)*(?P<at_once>一[次并起]性?|一块儿?|都|全部?|统统)(?:给我|帮我)?"
    r"(?:告诉|[说讲列查看报答]|回答)(?:清楚|[说讲列查看]|出来?)?[一下我吧]*"
    r"|(?:请|麻烦|要)?(?:列|说|写|讲|给)(?:全|完整|齐全?)[了些点吧]*"
    r"|(?:条例|办法|细则|规定|文件|法律?|通知|报告|方案|里面?|上面?|当中|有没有|到底|具体|都|有|没)*(?:写|说|提|讲|规定|明确)[了明清到出过]*(?:没有?|吗|么|嘛)?)"
    r"[。！!？?\s]*$"
)
_CODE = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})+)(?![\d.%％]|万|亿|个百分)")
_CLAUSE = re.compile(r"第\s*([一二三四五六七八九十百千零〇两\d]+)\s*条")
_QUOTED = re.compile(r"《([^《》]{2,60})》|[“\"]([^“”\"]{2,30})[”\"]")
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
# 甲和乙那条 is one.
_POINTED_AT = re.compile(r"[这那]一?[条项个](?![^，。]*[这那]一?[条项个])")
_AN_ITEM = range(2, 31)
# 哪部法定的: where what is asked before stands.
_FROM_WHICH = re.compile(
    r"(?:这个?|那)?(?:都?[是在由]|出自|见于?|依据|根据|按照?)*(?:哪|什么)一?[部个份条项]?(?:法律?|法规|条例|文件|规定|办法)(?:里面?|中|上)?"
    r"(?:规定|[定写说提讲]|要求|明确)?(?:到|过)?的?[呢啊]?"
)


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


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a question, what is enumerated in one of them each for itself."""
    if numbered := _numbered(text):
        return tuple(Part(item, kind_of(item), alone=True) for item in numbered)
    how = _HOW_TOLD.search(text)
    text = text[: how.start()] if how else text
    preface = _PREFACE.match(text)
    parts: list[Part] = []
    for piece in split(text[preface.end() :] if preface and preface.end() < len(text) else text):
        items = enumerated(piece, announced=preface is not None or (how is not None and how["at_once"] is not None))
        parts += [Part(item, kind_of(item), alone=True) for item in items] or [_with_subject(piece, parts)]
    return tuple(parts)


def _with_subject(piece: str, before: Sequence[Part]) -> Part:
    """What asks without saying of what asks it of what was spoken of; 乙呢 asks what was asked of 甲."""
    if before and _FROM_WHICH.fullmatch(piece):
        return Part(piece, Asks.SOURCE)
    if before and leaves_out_subject(piece):
        last_first = before[::-1]
        frames = (frame_of(part.text, piece) for part in last_first)
        subjects = (subject_of(part.text) or part.subject for part in last_first)
        subject = next(filter(None, (*frames, *subjects)), "")
        return Part(subject + piece if says_nothing(piece) else piece, kind_of(piece), subject=subject)
    asks = kind_of(piece)
    likewise = before and asks is Asks.OTHER and piece.endswith("呢") and not _INTERROGATIVE.search(piece[:-1])
    return Part(piece, before[-1].asks if likewise else asks)


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
    if len(items) < 2 or _INTERROGATIVE.search(body) or _POINTED_AT.search(body):
        return []
    scene, _, items[0] = items[0].rpartition("，")
    items[-1], comma, aside = items[-1].partition("，")
    if any(len(_HAN.findall(item)) not in _AN_ITEM for item in items):
        return []
    if not (announced or each) and not all(measure_at_end(item) for item in items):
        return []
    measure = measure_at_end(items[-1])
    if measure and not any(measure_at_end(item) for item in items[:-1]):
        measure = items[-1][items[-1].find("的") :] if "的" in items[-1] and "的" not in items[0] else measure
        items = [*(item.rstrip("的") + measure for item in items[:-1]), items[-1]]
    head = re.match(r".{2,}的", items[0])
    if head and not any("的" in item for item in items[1:]):
        items = [items[0], *(head.group() + item for item in items[1:])]
    asking = re.sub(r"^[，,]?\s*(?:各自?|分别|都各)", "", tail) if each and ASKING.search(tail) else ""
    asking = comma + aside + ("" if _ONLY_ASKS.fullmatch(asking) else asking)
    return [f"{scene}，{item}{asking}" if scene else f"{item}{asking}" for item in items]


def split(text: str) -> list[str]:
    """The parts of a question that ask something each; what only sets the scene stays with the next part."""
    guarded = [match.span() for match in _QUOTED.finditer(text)]
    cuts = [
        match.span()
        for pattern in (_SPLIT, _JOINED, _LISTED)
        for match in pattern.finditer(text)
        if not any(left <= match.start() < right for left, right in guarded)
        and (pattern is _SPLIT or ASKING.search(_SPLIT.split(text[: match.start()])[-1]))
        and (pattern is not _LISTED or _stands_apart(text, match.start()))
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
        if parts and not scene and (_asks_no_more(words) or EITHER.fullmatch(text, piece.start, piece.end)):
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


def _stands_apart(text: str, mark: int) -> bool:
    """Whether what the 、 at ``mark`` parts asks on both sides: 哪天通过、哪天批准.

    Not 哪个高、哪个低, and not 填哪张表、附几份材料: what is only handed in is still about what was named before.
    """
    left = re.split(r"[、，,；;。：:？?]", text[:mark])[-1]
    right = re.split(r"[、，,；;。？?]", text[mark + 1 :])[0]
    if not all(_INTERROGATIVE.search(side) for side in (left, right)):
        return False
    return not _WHICH.fullmatch(right) and not _SAME_SUBJECT.match(right)


def _asks_no_more(words: str) -> bool:
    """Whether the words ask nothing that the part before does not ask already: 各占多少, 列出来, 哪个低."""
    said = _DIRECTIVE.sub("", topic(words))
    return not _HAN.search(said) or words.startswith(("各", "分别")) or _WHICH.fullmatch(words) is not None


def _asks(words: str, rest: str) -> bool:
    """Whether a piece of a question asks something by itself, with an interrogative or by naming what is wanted.

    A mere name is not one where the ``rest`` asks it of several things: 办理时限，甲市和乙市分别是几天
    """
    if ASKING.search(words) or words.endswith("呢"):
        return True
    each = _EACH.search(rest.strip("，,。？?！! "))
    return kind_of(words) is not Asks.OTHER and not (each and ASKING.search(each.group()))
