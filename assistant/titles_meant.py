"""Which documents a question names by part of their title, where it does not write the title in full."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from knowledge.library import Library
from knowledge.scope import named_documents, with_chinese_clauses
from knowledge.store import DocumentSummary
from knowledge.tokenization import place_names
from knowledge.validity import plain_title

# A part names the document when it is so long and so large a share of the title, and ends with the title's kind.
_SHORTEST, _SHARE = 5, 0.5
# What a question calls a document stands at its beginning, up to what is asked of it.
_CALLED = re.compile(
    r"^(?:请问|想问一?下|按照?|根据)?(?:[新老旧]版的?|现行的?)?[《“]?([\u4e00-\u9fff]{4,30}?)[》”]?"
    r"(?=[那这][个份部]|的|里|中|第|从|打|是|[自由](?=[哪何什几谁])|什么|何|啥|哪|几|多|现在|正式|开始|施行|生效|$)"
)
# How many characters a shortened name leaves out at one place (自[主]创[新示范]区).
_LEFT_OUT = 4
# From so many characters on, one wrong one leaves no doubt which title is meant.
_MAY_BE_MISTYPED = 7
_CLAUSE = re.compile(r"第[一二三四五六七八九十百千零〇]+条")
_KIND = re.compile(r"(?:条例|办法|规定|细则|法|意见|方案|规划|计划|通知|解释)$")


def documents_meant(question: str, library: Library) -> tuple[list[DocumentSummary], str]:
    """The documents of the one title that the question names, and the question without it; none if that is unclear."""
    summaries = library.documents()
    named = named_documents(question, library)
    about = [summary for summary in summaries if summary.document_id in named]
    rest = plain_title(question)
    if about:
        for summary in about:
            rest = rest.replace(plain_title(summary.title), "")
        return about, rest
    parts = {summary.document_id: common_end(rest, plain_title(summary.title)) for summary in summaries}
    longest = max(parts.values(), key=len, default="")
    about = [summary for summary in summaries if longest and parts[summary.document_id] == longest]
    if len({plain_title(summary.title) for summary in about}) != 1:
        return [], rest
    return about, rest.replace(longest, "")


def common_end(text: str, title: str) -> str:
    """The words of the text that the title ends with; "" where they are too few to name it."""
    match = SequenceMatcher(None, text, title, autojunk=False).find_longest_match()
    said = title[match.b : match.b + match.size]
    whole = match.size >= max(_SHORTEST, _SHARE * len(title)) and title.endswith(said) and _KIND.search(said)
    return said if whole else ""


def is_called(question: str, title: str) -> bool:
    """Whether the question begins with the title cut short: 某某示范区条例 for 某某国家农业示范区条例."""
    called = _CALLED.match(question)
    return called is not None and shortens(called[1], plain_title(title))


def shortens(name: str, text: str) -> bool:
    """Whether the characters of the name stand in the text in their order and near each other.

    In a long name one may be mistyped, unless the name holds a place that the text does not.
    """
    signs = [re.escape(sign) for sign in name]
    if _near_each_other(signs, text):
        return True
    if len(name) < _MAY_BE_MISTYPED or not all(place in text for place in place_names(name)):
        return False
    return any(_near_each_other([*signs[:at], ".", *signs[at + 1 :]], text) for at in range(1, len(signs)))


def _near_each_other(signs: list[str], text: str) -> bool:
    return re.search(f".{{0,{_LEFT_OUT}}}?".join(signs), text) is not None


def no_such_clause(question: str, library: Library) -> str | None:
    """That the document which the question names has no clause of the number it names; None where it has."""
    wanted = _CLAUSE.findall(with_chinese_clauses(question))
    if len(wanted) != 1:
        return None
    about = documents_meant(question, library)[0]
    for summary in about:
        clauses = [
            title
            for section in library.document(summary.document_id).sections
            if _CLAUSE.fullmatch(title := section.title)
        ]
        if not clauses or wanted[0] in clauses:
            return None
    return f"《{about[0].title}》没有{wanted[0]}，它到{clauses[-1]}为止。" if about else None
