"""Which documents a question is about: the ones it names, the version it names, else the version in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents import Passage
from knowledge.library import Library
from knowledge.store import DocumentSummary
from knowledge.tokenization import normalise, place_at_head

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|版|修)")
_OLDER = re.compile(r"旧版|老版|原来|以前|修订前|修改前|废止前|过去")
_COMPARED = re.compile(r"修订前后|修改前后|新旧|新老|两[个版]|前后|老版.*新版|新版.*[老旧]版|变化|旧版.*新版")
_COMPARING = re.compile(
    r"修订前后|修改前后|分别|各|哪个[高低多少大小长短严]|有(?:什么|啥)(?:不同|变化|区别)|相比|[跟和与]?比(?:较)?(?=[，,])"
)
_LEVEL = re.compile(r"国家(?=法|层面|规定|和|与|的)|省(?=里|级|条例)")
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
        return cls(factors, frozenset(f"第{number}条" for number in _CLAUSE.findall(with_chinese_clauses(question))))

    def factor(self, passage: Passage) -> float:
        """What a passage's score is multiplied by."""
        clause = _CLAUSE_NAMED if self.clauses and set(self.clauses) & set(passage.section) else 1.0
        return self.documents.get(passage.document_id, 1.0) * clause


def chinese(number: str) -> str:
    """A number below 1000 in the numerals that clauses are counted with: 12 → 十二; others unchanged."""
    if not number.isdigit() or not 0 < int(number) < 1000:
        return number
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    digits = "零一二三四五六七八九"
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def with_chinese_clauses(question: str) -> str:
    """第12条 written as the laws write it: 第十二条."""
    return _CLAUSE.sub(lambda match: f"第{chinese(match.group(1))}条", question)


def named_documents(question: str, library: Library) -> frozenset[str]:
    """The ids of the documents whose titles the question holds; of 专利法 and 专利法实施细则 only the longer."""
    text = normalise(question).replace(" ", "")
    named = [summary for summary in library.documents() if is_named(text, summary.title)]
    names = {_bare(summary.title) for summary in named}
    whole = {name for name in names if not any(name != other and name in other for other in names)}
    return frozenset(summary.document_id for summary in named if _bare(summary.title) in whole)


def _bare(title: str) -> str:
    return normalise(title).replace(" ", "").removeprefix(_STATE)


def is_named(text: str, title: str) -> bool:
    """Whether the (normalised) question holds the title, with or without the name of the state before it."""
    name = _bare(title)
    return len(name) >= 3 and name in text


@dataclass(frozen=True, slots=True)
class Facet:
    """One side of a comparison: what the question calls it, and the documents it is answered from."""

    label: str
    documents: frozenset[str]


def facets(question: str, library: Library, near: Sequence[str]) -> list[Facet]:
    """The sides that a question compares: versions of one document, or the documents of several places.

    ``near`` are ids of documents that retrieval found. Fewer than two sides: nothing is compared.
    """
    text = normalise(question).replace(" ", "")
    summaries = {summary.document_id: summary for summary in library.documents()}
    found = [summaries[document_id] for document_id in near if document_id in summaries]
    for versions in _versions(list(summaries.values())):
        if any(version in found for version in versions) and (sides := _version_sides(text, versions)):
            return sides
    named = [name for summary in found for name in place_at_head(summary.title) if name in text]
    sides = []
    for name in dict.fromkeys([*_LEVEL.findall(text), *named]):
        documents = [summary for summary in found if _of_place(summary.title, name)]
        if documents:
            side = Facet(name, frozenset(summary.document_id for summary in documents))
            if not any(side.documents & other.documents for other in sides):
                sides.append(side)
    return sides if len(sides) > 1 else []


def alone(question: str, side: Facet, sides: Sequence[Facet]) -> str:
    """The question as it would be asked about one side: without the names and years of the others."""
    for other in sides:
        if other is not side:
            for year in _YEAR.findall(other.label):
                question = re.sub(rf"{year}\s*[年版]*[老旧新]?版?", "", question)
            question = question.replace(other.label, "")
    return _COMPARING.sub("", question)


def _version_sides(text: str, versions: list[DocumentSummary]) -> list[Facet]:
    years = set(_YEAR.findall(text))
    named = [v for v in versions if years & v.years()]
    chosen = named if len(named) > 1 else versions[-2:] if _COMPARED.search(text) else []
    return [Facet(f"《{v.title}》（{_dated(v)[:4]}年）", frozenset({v.document_id})) for v in chosen]


def _of_place(title: str, name: str) -> bool:
    if name == "国家":
        return title.startswith(_STATE)
    return "省" in title[:4] if name == "省" else name in title


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
        if years & summary.years():
            return summary
    return versions[-2] if _OLDER.search(text) else versions[-1]
