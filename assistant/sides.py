"""The sides of a comparison that are answered from different documents: versions of one, several titles, places.

What the library holds and the question's own words decide; the question can be put about each side alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.library import Library
from knowledge.scope import YEAR, named_documents, version_groups
from knowledge.store import DocumentSummary
from knowledge.tokenization import normalise, place_at_head
from knowledge.validity import STATE, begins, plain_title

_VERSIONS = re.compile(
    r"修订前后|修改前后|新旧|新老|两[个版]|前后|变化|[老旧原][^，。？?]{1,20}新|新[^，。？?]{1,20}[老旧原](?=[法条规办版])"
)
_COMPARED = re.compile(
    r"修订前后|修改前后|分别|各(?!级|类|地|部门|界)|哪个[高低多少大小长短严]|有?(?:什么|啥|何)(?:不同|变化|区别|差别)|相比"
    r"|[跟和与]?比(?:一比|较)?(?=[，,？?]|$)|[，,]?差在哪里?|(?:是否|是不是)?(?:一样|相同|一致)吗?"
)
# What only sets two against each other, or says that a rule is asked about.
_SET_AGAINST = re.compile(
    r"[，,]?(?:都|又)?有?(?:什么|啥|何|哪些?)?(?:不同|不一样|变化|区别|差别|差异|出入)[吗呢]?$"
    r"|[，,]?(?:是否|是不是)?(?:一样|相同|一致)[吗不]?$|[，,]?谁[更较]?[高低多少长短]$"
    r"|[，,]?差在哪里?$|[，,]?相?差了?(?:多少|几)[^，。]{0,3}$"
)
_EACH = re.compile(r"分别|各自?(?!级|类|地|部门|界)|一个(?=[几多是])")
_OF_A_RULE = re.compile(r"(?<=[^，,])的?(?:规定|要求)$")
_BOTH_VERSIONS = re.compile(r"(?:[新老旧]{2}|两)[版部](?:的|里|中)?|[新老旧]{2}(?!能)|修[订改]前后的?")
_LEVEL = re.compile(r"国家(?=法|层面|规定|[和与跟同、的])|全国(?=的?法|[和与跟同、])|(?<=[咱我本])省|省(?=里|级|条例)")
_STATE_WIDE = frozenset(("国家", "全国"))
_JOINT = "[和与跟同及、比]"
# What may follow the name of a place or a title: 甲市的专利条例.
_ITS_RULES = r"(?:[省市]?的?[^，。？?和与跟同及、]{0,10}?(?:条例|办法|规定|细则|法律|法))?的?"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what the question calls it, and the documents it is answered from."""

    label: str
    documents: frozenset[str]


def sides(question: str, library: Library, near: Sequence[str]) -> list[Side]:
    """The sides that a question compares: versions of one document, or several titles or places.

    ``near`` are ids of documents that retrieval found, the best first. Fewer than two sides: nothing is compared.
    """
    text = normalise(question).replace(" ", "")
    summaries = {summary.document_id: summary for summary in library.documents()}
    found = [summaries[document_id] for document_id in near if document_id in summaries]
    named = named_documents(question, library)
    titled = [summaries[document_id] for document_id in sorted(named)]
    groups = version_groups(library, library.store.generation())
    for summary in [*titled, *found]:
        for group in groups:
            if summary in group and (compared := _version_sides(text, group)):
                return compared
    titles = dict.fromkeys(plain_title(summary.title) for summary in titled)
    in_order = sorted(titles, key=text.find) if _COMPARED.search(text) else []
    candidates = [
        Side(name, frozenset(s.document_id for s in titled if plain_title(s.title) == name)) for name in in_order
    ]
    beside = text
    for name in in_order:
        beside = beside.replace(name, " ")
    places = [name for summary in found for name in place_at_head(summary.title) if name in beside]
    for name in dict.fromkeys([*_LEVEL.findall(beside), *places]):
        candidates.append(Side(name, frozenset(s.document_id for s in found if _of_place(s.title, name))))
    apart: list[Side] = []
    for side in candidates:
        if side.documents and not any(side.documents & other.documents for other in apart):
            apart.append(side)
    return apart if len(apart) > 1 else []


def alone(question: str, side: Side, others: Sequence[Side]) -> str:
    """The question as it would be asked about one side: without the names and years of the others."""
    for other in others:
        if other is not side:
            years = [rf"{year}\s*[年版]*[老旧新]?版?" for year in YEAR.findall(other.label)]
            for name in (*years, rf"《?{re.escape(other.label)}》?{_ITS_RULES}"):
                question = re.sub(rf"{_JOINT}{name}|{name}{_JOINT}?", "", question)
    stated = _COMPARED.sub("", _BOTH_VERSIONS.sub("", question))
    return of_one(stated) if _BOTH_VERSIONS.search(question) else stated


def of_one(question: str) -> str:
    """What is asked of several, as it would be asked of one: without the words that set them against each other."""
    question = _SET_AGAINST.sub("", _EACH.sub("", question.strip("，,。？?！! ")))
    return _OF_A_RULE.sub("", question.strip("，, "))


def _version_sides(text: str, group: list[DocumentSummary]) -> list[Side]:
    years = set(YEAR.findall(text))
    named = [v for v in group if years & v.years()]
    chosen = named if len(named) > 1 else group[-2:] if _VERSIONS.search(text) else []
    years_of = {v.document_id: (v.published or begins(v) or "")[:4] for v in chosen}
    return [Side(f"《{v.title}》（{years_of[v.document_id]}年）", frozenset({v.document_id})) for v in chosen]


def _of_place(title: str, name: str) -> bool:
    if name in _STATE_WIDE:
        return title.startswith(STATE)
    return "省" in title[:4] if name == "省" else name in title
