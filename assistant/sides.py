"""The sides of a comparison that are answered from different documents, and what is asked of each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.questions import ASKING
from knowledge.store import DocumentSummary
from knowledge.validity import begins

COMPARED = re.compile(
    r"分别|各(?!级|类|地|部门|界)|哪[个部边家]|谁|不同|不一样|变化|区别|差别|差异|出入|差在哪|差[了出]?[多几]|相差|(?<![至最不])[高低多少长短]多少"
    r"|相比|比一?比|[比对]较|对比|[跟和与]?比(?=[，,？?]|$)|一样|相同|一致|一回事|[，,][^，。？?]{2,12}呢[？?]?$"
)
# What only sets two against each other, or says that a rule is asked about.
_SET_AGAINST = re.compile(
    r"[，,]?(?:都|又)?(?:有没)?有?(?:什么|啥|何|哪些?|哪里)?(?:不同|不一样|变化|区别|差别|差异|出入)(?:了?没有?|吗|呢)?$"
    r"|[，,]?(?:说法|规定|写法|要求)?(?:是否|是不是|是)?(?:一样|相同|一致|一回事)[吗不呢么]?$|变了?(?:吗|没有?)$"
    r"|[，,]?(?:写法|规定|说法)?差在哪里?$|(?:比一比|[比对]较一?下|对比一?下)$"
)
# Which of them has more: what is asked of each is how much, or when.
_WHICH = r"(?:哪[个部边里家一]?个?|谁)的?"
_EARLIER = re.compile(
    rf"{_WHICH}(?P<before>[^，。？?]{{0,6}}?)[更较]?[得在]?[更较]?(?:早|晚|在前|在后|先|后)(?P<event>[^，。？?一]{{0,6}})$"
)
_MORE = re.compile(
    rf"[，,]?(?:{_WHICH})(?P<what>[^，。？?]{{0,8}}?)(?:更|较|规定|定|要求)?得?[更较]?[高低多少长短大小重轻严快慢](?:一?[些点])?(?=[，,]|$)"
)
_BY_HOW_MUCH = re.compile(
    r"(?:相?差|(?<![至最不])[高低多少长短大小涨降早晚][了出]?)(?P<much>多少|多久|几)(?P<unit>[^，。]{0,5})$"
)
# Asks how much more after what asks which is more: 哪个更长，长几天.
_AND_BY_HOW_MUCH = re.compile(
    r"[，,？?]\s*(?:又|还|要|会)?(?:相?差|[高低多少长短大小重轻早晚快慢先后])[了出]?(?P<much>多少|多久|几)(?P<unit>[^，。？?]{0,5})$"
)
# Asks in which version a thing stands: 是老法就有的，还是新法才写的. Words that only say so, the names left out.
_STANDING = r"(?:[是在就才已没有的写加进去上来新增了吗里中都时这那]|已经|修[订改]|后|原来|规定|[(（]\d{4}年?[)）])"
_IN_WHICH_VERSION = re.compile(rf"[，,]?{_STANDING}*[，,]?还是{_STANDING}*(?=[，,]|$)")
WHICH_VERSION_HAS_IT = re.compile(r"还是[^，。？?]{0,16}(?:[有的]|[写加]\w{0,3})(?=[，,。？?]|$)")
# The rule that something is asked of: 扣留期限这一条，例外情形.
_THIS_RULE = re.compile(r"[这那]一?[条款项点块](?:规定|内容)?[上里]?[，,](?=[一-龥]{2})")
_EACH = re.compile(r"分别|各自?(?!级|类|地|部门|界)|一个(?=[几多是])")
_OF_A_RULE = re.compile(r"(?<=[^，,])(?:的?(?:规定|要求)|[的上得和与跟]|方面)$")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called, the documents it is answered from, and what is asked of it."""

    label: str
    documents: frozenset[str]
    asked: str = ""


def version_label(summary: DocumentSummary, year: str, called: str) -> str:
    """The title with the year asked for, else the version's; where its text says no year with what it is ``called``."""
    dated = {date[:4] for date in (summary.published, summary.effective) if date}
    latest = (summary.published or begins(summary) or "")[:4]
    if year in dated or (not year and latest and latest >= (summary.date_in_name or "")[:4]):
        return f"《{summary.title}》（{year or latest}年）"
    return f"《{summary.title}》（{called}）"


def of_one(question: str) -> str:
    """What is asked of several, as it would be asked of one: without the words that set them against each other."""
    question, much = question.strip("，,。？?！! "), "多少"
    if (also := _AND_BY_HOW_MUCH.search(question)) and any(
        which.search(question, 0, also.start()) for which in (_MORE, _EARLIER)
    ):
        question, much = question[: also.start()], also["much"] + also["unit"]
    question = _EACH.sub("", _THIS_RULE.sub("的", question))
    question = _IN_WHICH_VERSION.sub("", question)
    said = question
    while (less := _SET_AGAINST.sub("", said).strip("，, ")) != said:
        said = less
    said = _EARLIER.sub(lambda which: f"什么时候{which['before']}{which['event']}", said)
    said = _BY_HOW_MUCH.sub(r"\g<much>\g<unit>", said)
    said, compared = _MORE.subn(r"\g<what>", said)
    if compared and not ASKING.search(said):
        said += much
    return _OF_A_RULE.sub("", said.strip("，, "))
