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
    question = _EACH.sub("", question.strip("，,。？?！! "))
    said = question
    while (less := _SET_AGAINST.sub("", said).strip("，, ")) != said:
        said = less
    said = _EARLIER.sub(lambda which: f"什么时候{which['before']}{which['event']}", said)
    said = _BY_HOW_MUCH.sub(r"\g<much>\g<unit>", said)
    said, compared = _MORE.subn(r"\g<what>", said)
    if compared and not ASKING.search(said):
        said += "多少"
    return _OF_A_RULE.sub("", said.strip("，, "))
