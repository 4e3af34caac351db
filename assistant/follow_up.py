"""A question that leans on the one before it (那 2.8 呢？) made to stand alone, by rule, only where sure. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import Turn
from assistant.numerals import read_numeral
from assistant.question_parts import split
from assistant.subjects import says_nothing, subject_of
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
# 专业化的呢，看什么: the new name comes first, and what is asked of it is asked again.
_ASKED_AGAIN = re.compile(r"^(?:那么?)?[，,]?\s*(.{1,12}?)的?呢[，,].{1,8}$")
# One of the things that the answer before named: 第二个里面……, or all of them: 这四个里……
_NTH_SAID = re.compile(r"^(?:那么?)?第([一二三四五六七八九十\d]{1,2})[个项条类点](?:里面?|下面?|当中|中)")
_ALL_SAID = re.compile(r"^(?:那么?)?这([一二两三四五六七八九十\d]{1,2})[个项条类点](?:里面?|当中|中)")
# Another level's rule: 本省自己的呢, after a question on the law of the state.
_OWN_RULE = re.compile(r"(?:自己|本省|本市|省里|当地)?的?(条例|办法|规定)$")
_STATE_RULE = re.compile(r"国家(?!级)([^，。]{0,20}?)(?:法(?!规(?!定)|律|院|定)|条例|办法)")
# What goes on asking of the same thing: 还能再延吗.
_GOES_ON = re.compile(r"^(?:还[能可要会]|[能可]以?再|最[多长迟晚高低少]|情节|后果|逾期|拒不|屡)")
# 如果按面积算，最少多少: a condition and an asking that are too short to name what they are about.
_ON_CONDITION = re.compile(r"^(?:那么?)?[，,]?(?:如果|要是|假如|假设|若是?|万一)[^，,]{1,10}[，,][^，,]{2,12}$")
_ASKED_OF_IT = re.compile(r"(?:多少|几)个?(?:工作日|[天日年月人个次项家])?内?|多久|多长时间|什么时候|何时|怎么样?|如何")
_OF_A_FIELD = re.compile(r"^(?:那么?)?[^，。的]{2,6}方面")
# What begins so says something of a thing it does not name.
_NO_SUBJECT = re.compile(r"^(?:由|是|属于|有(?!没)|什么时候|何时|哪[一]?[年天]|分(?:为|成)?几|共有?几|一共|总共)")
_ASKS = re.compile(r"哪|什么|啥|谁|多少|几|何|怎|是否|吗|呢")
_THEN = re.compile(r"^(?:那么?[，,]?)?(?:它们?|其(?![他它中余]))?")
_POINTING = re.compile(r"^(?:那么?[，,]?)?(它们?|这[个项份部条]?|该[项条]?|其中?)(?=[\u4e00-\u9fff])")
# 这个奖 after 某某奖: what the earlier question began with, by its last word.
_OF_A_KIND = re.compile(
    r"^(?:那么?[，,]?)?[这该][一]?[个项部条种]?([一-鿿]{1,3}?)(?=[分由的是有要能可多每给最什何怎会评授][^，]*)"
)
# Words of one kind replace each other: codes, years, tracks, clauses.
_SLOTS = (
    re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2})+(?![\d.%])"),
    re.compile(r"(?:19|20)\d{2}\s*(?:年版?|版)"),
    re.compile(r"第\s*[一二三四五六七八九十百\d]+\s*[条项个]"),
    re.compile(r"专业化|普通|一般"),
)
# A clause of an answer; what stands about the things it names (包括…… ……等, ……四项), and citation numbers.
_CLAUSES = re.compile(r"[^，。；：:\n]+")
_ITEM_ENDS = re.compile(
    r"^.*?(?:包括|分别[是为]|有(?=[^限效])|是)|[（(][^（）()]*[)）]|[一二两三四五六七八九十]+[个项条类](?:领域|方面|内容)?$|等$"
)
_CITED = re.compile(r"\[\d+\]")
# The others of a number of things: 另外两个领域呢, 其余的各是多少; and what such things are called together.
_THE_OTHERS = re.compile(
    r"^(?:那么?|还有)?[，,]?(?:另外|其余|其[他它]|剩下|余下|别)的?[那这]?(?:[一两二三四五六七八九几\d]+[个项类种条])?的?"
    r"([^，,。？?]{0,8}?)(?:各自?|分别|又|都)*(?:[是占有为]?(?:多少|什么|哪些|怎么样|几[一-鿿]?))?呢?[？?]?$"
)
_CALLED = re.compile(
    r"是([^，。；是]{2,8})之一|[两三四五六七八九十]大?[个项类种]?([^，。；的里中有是]{2,6})(?:之一|[里中])"
)
_WITHIN = re.compile(r"^.{2,20}?(?:里面?|当中|中|的)(?!的)")
_ASKED_AT_END = re.compile(r"(?:权重|比重|比例)?[是占有为]?(?:多少|什么|哪些|几)[^，。？?]*$|(?:权重|比重|比例)$")
# 专业化的没有这条，看什么: what another kind has in the place of what was asked about.
_IN_ITS_PLACE = re.compile(
    r"(?:没有?这|[相对]应|[代顶]替|替代|取代|换[成作到]|改[成为看考]|(?:专业化|普通|一般)的这).*(?:(?<!为)什么|啥|哪)"
)
_QUESTION_TAIL = re.compile(r"[？?。！!\s]+$")


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked first; unchanged where nothing, or nothing sure, is left out."""
    before = next((turn.content.strip() for turn in reversed(history) if turn.role == "user"), "")
    answer = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if not before:
        return question
    asked = question.strip()
    if turned := _TURNING.match(asked):
        return asked[turned.end() :] or question
    if _TOGETHER.match(asked) and (each := _OF_EACH.search(before)):
        return f"{before[: each.start()]}加起来是多少？"
    if others := _of_the_others(asked, before, answer):
        return others
    if match := _ELLIPSIS.match(asked) or _INSTEAD.match(asked) or _LIKEWISE.match(asked):
        return _substituted(before, match.group(1).removesuffix("的"))
    if (match := _ASKED_AGAIN.match(asked)) and any(s.search(match[1]) and s.search(before) for s in _SLOTS):
        return _substituted(before, match[1])
    if chosen := _of_those_said(asked, answer):
        return chosen
    if (match := _SHORT.match(asked)) and _OF_EACH.search(before) and "的" in asked:
        return _substituted(before, match.group(1))
    if (match := _OF_A_KIND.match(asked)) and (name := _leading_name(before)).endswith(match[1]):
        return name + asked[match.end() :]
    if match := _POINTING.match(asked):
        subject = _subject(before) or (_leading_name(before) if match[1] in ("它", "其") else "")
        if subject:
            return subject + asked[match.end() :]
    topic = _SUBJECT_ONLY.match(before)
    if topic and not _ASKS.search(before):
        return f"{topic.group(1)}，{asked}"
    if _IN_ITS_PLACE.search(asked) and _ASKED_AT_END.search(plain := _QUESTION_TAIL.sub("", before)):
        return f"{_ASKED_AT_END.sub('', plain)}，{asked}"
    if _GOES_ON.match(asked):
        told = _ASKED_OF_IT.sub("", _QUESTION_TAIL.sub("", before))
        return f"{subject_of(before, asked) or told if _ASKS.search(told) else told}，{asked}"
    if _ON_CONDITION.match(asked) and "，" in (subject := subject_of(before, asked)):
        return subject[: subject.rindex("，") + 1] + _THEN.sub("", asked)
    if says_nothing(split(asked)[0]) and (subject := subject_of(before, asked)):
        return subject + _THEN.sub("", asked)
    if (_NO_SUBJECT.match(asked) or _OF_A_FIELD.match(asked)) and (subject := _named_before(before)):
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
    if len(others) == 1 and not places and (own := _OWN_RULE.search(new)) and _STATE_RULE.search(before):
        return _STATE_RULE.sub(rf"{others[0]}\1{own[1]}", before, count=1)
    return f"{new}，{_QUESTION_TAIL.sub('', before)}？"


def _of_the_others(asked: str, before: str, answer: str) -> str:
    """The earlier question about the other things of its kind; empty unless the words say what kind that is."""
    match = _THE_OTHERS.match(asked)
    at_end = _ASKED_AT_END.search(_QUESTION_TAIL.sub("", before))
    if match is None or at_end is None:
        return ""
    called = _CALLED.search(_CITED.sub("", answer)) or _CALLED.search(before)
    noun = match[1] or (called and (called[1] or called[2])) or ""
    within = _WITHIN.match(before[: at_end.start()])
    asks = at_end.group() if _ASKS.search(at_end.group()) else f"{at_end.group()}是多少"
    return f"{within.group() if within else ''}其他{noun}各{asks}？" if noun else ""


def _of_those_said(asked: str, answer: str) -> str:
    """The question about one of the things that the answer before set side by side, or about all of them."""
    said = _CITED.sub("", answer)
    listed = max(_CLAUSES.findall(said), key=lambda clause: clause.count("、"), default="")
    items = [_ITEM_ENDS.sub("", item) for item in listed.split("、")]
    if (nth := _NTH_SAID.match(asked)) and 0 < (number := int(read_numeral(nth[1]) or 0)) <= len(items) > 1:
        return f"{items[number - 1]}中{asked[nth.end() :]}"
    if (every := _ALL_SAID.match(asked)) and read_numeral(every[1]) == len(items) > 1:
        return f"{'、'.join(items)}中{asked[every.end() :]}"
    return ""


def _leading_name(before: str) -> str:
    """The name of four characters or more that the earlier question begins with and says something of."""
    named = re.match(
        r"([^，。的]{4,24}?)(?:[一每][次年]|最多|给|评|授予|由|是|有|主要|要|分|多久|什么时候|何时)", before
    )
    return named[1] if named and not _ASKS.search(named[1]) else ""


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
    named = named or re.match(
        r"([^，。]{2,24}?)(?:授予|规定|包括|由|是|有|主要|要|分|多久|什么时候|何时|对(?![接象外应]))", before
    )
    return named.group(1) if named and not _ASKS.search(named.group(1)) else ""
