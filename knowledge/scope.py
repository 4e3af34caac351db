"""Which documents a question is about: the ones it names, the version it names, else the version in force."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.documents import Passage
from knowledge.library import Library
from knowledge.store import DocumentSummary
from knowledge.tokenization import normalise

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|版|修)")
_OLDER = re.compile(r"旧版|老版|原来|以前|修订前|修改前|废止前|过去")
_CLAUSE = re.compile(r"第\s*([一二三四五六七八九十百千零〇两\d]+)\s*条")
_STATE = "中华人民共和国"
_NAMED, _CLAUSE_NAMED, _OTHER_VERSION = 1.25, 1.6, 0.8


@dataclass(frozen=True, slots=True)
class Scope:
    """Factors on the scores of passages: ``documents`` by document id, ``clauses`` are clause titles named."""

    documents: dict[str, float]
    clauses: frozenset[str]

    @classmethod
    def of(cls, question: str, library: Library) -> Scope:
        """Read the scope off the question's words and the titles and dates in the library."""
        summaries = library.documents()
        text = normalise(question).replace(" ", "")
        named = {s.document_id for s in summaries if is_named(text, s.title)}
        factors = dict.fromkeys(named, _NAMED)
        for versions in _versions(summaries):
            chosen = _version_asked(text, versions)
            for summary in versions:
                if summary is not chosen:
                    factors[summary.document_id] = factors.get(summary.document_id, 1.0) * _OTHER_VERSION
        return cls(factors, frozenset(f"第{number}条" for number in _CLAUSE.findall(question)))

    def factor(self, passage: Passage) -> float:
        """What a passage's score is multiplied by."""
        clause = _CLAUSE_NAMED if self.clauses and set(self.clauses) & set(passage.section) else 1.0
        return self.documents.get(passage.document_id, 1.0) * clause


def is_named(text: str, title: str) -> bool:
    """Whether the (normalised) question holds the title, with or without the name of the state before it."""
    name = normalise(title).replace(" ", "").removeprefix(_STATE)
    return len(name) >= 3 and name in text


def _versions(summaries: list[DocumentSummary]) -> list[list[DocumentSummary]]:
    """Documents of the same title, the oldest first; titles with one document are left out."""
    by_title: dict[str, list[DocumentSummary]] = {}
    for summary in summaries:
        by_title.setdefault(summary.title, []).append(summary)
    return [sorted(group, key=_dated) for group in by_title.values() if len(group) > 1]


def _dated(summary: DocumentSummary) -> str:
    return summary.published or summary.effective or ""


def _version_asked(text: str, versions: list[DocumentSummary]) -> DocumentSummary:
    """The version of a year the question names, the one before the last for 旧版, else the last."""
    years = set(_YEAR.findall(text))
    for summary in versions:
        if years & {date[:4] for date in (summary.published, summary.effective) if date}:
            return summary
    return versions[-2] if _OLDER.search(text) else versions[-1]
