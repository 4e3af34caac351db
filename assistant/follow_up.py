"""A question that leans on the one before it (那 2.8 呢？) made to stand alone, by rule, only where sure. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import Turn
from knowledge.tokenization import place_names

_ELLIPSIS = re.compile(
    r"^(?:那么?|还有|另外|换成|如果是)?[，,]?\s*(.{1,16}?)(?:的话)?(?:又)?(?:是多少|怎么样|怎样)?呢[？?]?$"
)
# 换成专业化的，…… names what takes the place of something, 甲的几家？ leaves out all but the new name.
_INSTEAD = re.compile(r"^(?:那么?|如果)?(?:换[成作到]|改[成问])\s*(.{1,16}?)的?(?:呢|[，,？?].*)?$")
_SHORT = re.compile(r"^(.{1,8}?)的?(?:各?(?:是|有|占|要)?(?:多少|几)[一-鿿]{0,2})[？?]?$")
_TOGETHER = re.compile(
    r"^(?:那么?|这|它们?)?(?:[两二三四几][个者项样种]|它们|全部|都)?(?:一共|总共|合计|加起来|加在一起|相加|之和)"
)
_OF_EACH = re.compile(r"(?:各自?|分别|都)(?:是|占|有|为)*(?:多少|几(?!个))|[是占有为]?多少|[是占有为]?几何")
# The same asked of another thing: 乙是不是也这样, 丙也一样吗.
_LIKEWISE = re.compile(
    r"^(?:那么?|换[成作]|如果是)?[，,]?\s*(.{1,16}?)(?:是不是|是否|难道)?也(?:都)?(?:是)?(?:这样|这么|一样|如此|同样)(?:的|[算做考]|规定)*[吗么嘛呢]?[？?]?$"
)
# A remark that only names a subject: 我想问甲方面的目标. And what turns to another one.
_SUBJECT_ONLY = re.compile(r"^(?:我(?:们)?)?(?:想|要)?(?:问|了解|知道|看看?|查)(?:一?下)?(?:关于)?(.{2,30}?)[。.！!]?$")
_TURNING = re.compile(r"^(?:那?再|另外|还想|顺便|对了)[，,]?(?:再)?(?:问|请教|查|看|说)(?:一?[下个])?[，,：:]?")
# What begins so says something of a thing it does not name.
_NO_SUBJECT = re.compile(r"^(?:由|是|属于|有(?!没)|什么时候|何时|哪[一]?[年天]|分(?:为|成)?几|共有?几|一共|总共)")
_ASKS = re.compile(r"哪|什么|啥|谁|多少|几|何|怎|是否|吗|呢")
_POINTING = re.compile(r"^(?:那么?[，,]?)?(它们?|这[个项份部条]?|该[项条]?|其中?)(?=[\u4e00-\u9fff])")
# Words of one kind replace each other: codes, years, tracks, clauses.
_SLOTS = (
    re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2})+(?![\d.%])"),
    re.compile(r"(?:19|20)\d{2}\s*(?:年版?|版)"),
    re.compile(r"第\s*[一二三四五六七八九十百\d]+\s*[条项个]"),
    re.compile(r"专业化|普通|一般"),
)
_QUESTION_TAIL = re.compile(r"[？?。！!\s]+$")


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked first; unchanged where nothing, or nothing sure, is left out."""
    before = next((turn.content.strip() for turn in reversed(history) if turn.role == "user"), "")
    if not before:
        return question
    asked = question.strip()
    if turned := _TURNING.match(asked):
        return asked[turned.end() :] or question
    if _TOGETHER.match(asked) and (each := _OF_EACH.search(before)):
        return f"{before[: each.start()]}加起来是多少？"
    if match := _ELLIPSIS.match(asked) or _INSTEAD.match(asked) or _LIKEWISE.match(asked):
        return _substituted(before, match.group(1).removesuffix("的"))
    if (match := _SHORT.match(asked)) and _OF_EACH.search(before) and "的" in asked:
        return _substituted(before, match.group(1))
    if match := _POINTING.match(asked):
        subject = _subject(before)
        if subject:
            return subject + asked[match.end() :]
    topic = _SUBJECT_ONLY.match(before)
    if topic and not _ASKS.search(before):
        return f"{topic.group(1)}，{asked}"
    if _NO_SUBJECT.match(asked) and (subject := _named_before(before)):
        return subject + asked
    return question


def _substituted(before: str, new: str) -> str:
    """The earlier question about another thing: of its own kind where there is one, else with it set before."""
    for slot in _SLOTS:
        named = slot.search(new)
        if named and len(slot.findall(before)) == 1:
            return slot.sub(named.group(), before)
    places, others = place_names(before), place_names(new)
    if len(places) == 1 and len(others) == 1:
        return before.replace(places[0], others[0])
    return f"{new}，{_QUESTION_TAIL.sub('', before)}？"


def _subject(before: str) -> str:
    """What the earlier question was about: the title it names, the code, or its words before 的."""
    if title := re.search(r"《[^《》]+》", before):
        return title.group()
    if code := _SLOTS[0].search(before):
        return f"{code.group()} "
    return ""


def _named_before(before: str) -> str:
    """What the earlier question asks something of: its words before the last 的, or up to what it says of them."""
    if subject := _subject(before):
        return subject
    named = re.match(r"(.{2,24})的[^的，。]{1,8}(?:是|有|为)?(?:什么|多少|谁|几)", before)
    named = named or re.match(r"([^，。]{2,24}?)(?:授予|规定|包括|由|是|有|要|分|多久|什么时候|何时)", before)
    return named.group(1) if named and not _ASKS.search(named.group(1)) else ""
