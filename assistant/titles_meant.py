"""Which documents a question names by part of their title, where it does not write the title in full."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from knowledge.library import Library
from knowledge.scope import named_documents
from knowledge.store import DocumentSummary
from knowledge.validity import plain_title

# A part names the document when it is so long and so large a share of the title, and ends with the title's kind.
_SHORTEST, _SHARE = 5, 0.5
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
