"""What a question speaks of before it asks (甲条例 of 甲条例哪天施行), and askings without it (哪天批准). Pure."""

from __future__ import annotations

import re

from assistant.questions import measure_at_end, topic
from knowledge.tokenization import tagged

_HERE = re.compile(
    r"哪|什么|啥|谁|多[少久长大高快]|何(?![以种必况])|怎|咋|是否(?![^，。？?]*的)|(?<![那这好])几(?!乎|率)|有没有|(?P<verb>[一-龥])[不没](?P=verb)"
)
# Words that only link a subject to what asks something of it, beside those of one sign.
_LINKS = frozenset(
    "大概 大约 目前 现在 一般 具体 到底 究竟 一共 总共 每年 每月 每次 一年 一次 "
    "至少 最少 最多 最高 最低 最长 最短 最快 最早 最晚 最迟 起码 "
    "应当 应该 可以 需要 必须 规定 要求 主要 设在 位于 属于 来自".split()
)
_ASKING_WORDS = re.compile(r"哪一?[一-龥]?|什么|啥|谁|多[少久长大高快]|几[一-龥]?|[何怎][一-龥]?|咋|是否")
_NEXT_TO_NOTHING = 4
_IS_DONE = re.compile(r"v(?!n)|[dcpurm]|a[dx]")
_POINTING = re.compile(r"^(?:那么?|另外|还有|以及|并且|同时)?[，,]?(?:它们?|其(?![他它中余])|这个?)?")
_RULE = re.compile(
    r"^[^，,。：:？?]{1,40}?(?:法(?![律院规定人治官学])|法(?=规定)|条例|规定(?!的|了)|办法|细则|纲要|规划|计划|方案|意见|体系)》?"
)
# What is done to a rule, not to what it speaks of.
_DONE_TO_RULES = re.compile(r"通过|批准|施行|实施|执行|生效|公布|发布|印发|出台|废止|修[订改正]|失效|发的")
# What comes of something that was spoken of: 不合格怎么办, 逾期未交的罚多少; not 不合格产品怎么处理.
_IF_NOT = re.compile(
    r"(?:如果?|要是|[若假]如?|万一|仍|还)*(?:(?:逾期|超期|过期|到期)(?:仍|还)?(?:[不没未][一-龥]{1,2}?)?|[不没未][一-龥]{1,2}?)(?:的话?|了|，)*"
    r"(?=(?:会|要|应该?|该|能)*(?:怎么?(?:办(?!理)|样|处|罚|着)|如何处|咋|罚|处[罚理以多]|有(?:什么|啥|哪)|找谁))"
)
_HAN = re.compile(r"[一-鿿\d]")


def frame_of(text: str, asked: str) -> str:
    """What a question sets before all that it asks: the rule of which something is ``asked`` that is done to rules, or
    what stands before ：or，(mark included); "" without such."""
    head = _before_asking(text)
    if (rule := _RULE.match(head)) and _DONE_TO_RULES.search(asked):
        return rule.group()
    scene = max(head.rfind(mark) for mark in "，,：:") + 1
    return head[:scene] if "：" in head[:scene] or _is_little(head[scene:]) else ""


def subject_of(text: str, asked: str = "") -> str:
    """What a question is about: its frame, else its words before what asks; "" where next to nothing stands there."""
    if frame := frame_of(text, asked):
        return frame
    head = _before_asking(text)
    words = list(tagged(head))
    while words and _links(*words[-1]):
        head = head.removesuffix(words.pop()[0])
    measure = measure_at_end(head).removeprefix("的")
    if words and words[-1][0] == measure:
        head = head.removesuffix(measure)
    head = head.rstrip("是有为由的")
    return "" if _is_little(head) else head


def leaves_out_subject(asked: str) -> bool:
    """Whether the words ask something without naming first of what: 从哪天施行, 要保存多久, 不合格怎么办."""
    if _IF_NOT.match(asked):
        return True
    named = (word for word, flag in tagged(_POINTING.sub("", _before_asking(asked))) if not _IS_DONE.match(flag))
    return _HERE.search(asked) is not None and all(len(word) < 2 or word in _LINKS for word in named)


def says_nothing(asked: str) -> bool:
    """Whether the words leave out their subject and hold next to nothing else: 谁定, 罚多少, 从哪天起施行."""
    said = _POINTING.sub("", _ASKING_WORDS.sub("", topic(asked)))
    little = _HERE.search(asked) is not None and _is_little(_before_asking(asked))
    return little and len(_HAN.findall(said)) <= _NEXT_TO_NOTHING


def _before_asking(text: str) -> str:
    match = _HERE.search(text)
    return text[: match.start()] if match else ""


def _is_little(head: str) -> bool:
    """Whether no more than words that only link stand there."""
    return all(len(word) < 2 or word in _LINKS for word, _ in tagged(_POINTING.sub("", head)))


def _links(word: str, flag: str) -> bool:
    return word in _LINKS or (len(word) < 2 and flag[0] not in "nj")
