"""The documents that a comparison names, and what is asked of each: 省里的条例和开封那部, 老细则跟2019版的.

What one name leaves out it shares with the others; each must mean one document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.document_names import RULES, Name, bare_kind, names_in, short_for
from assistant.questions import ASKING
from assistant.sides import COMPARED, Side, of_one, version_label
from knowledge.library import Library
from knowledge.scope import standings_on
from knowledge.segmentation import Span
from knowledge.store import DocumentSummary
from knowledge.tokenization import bigrams, normalise, place_at_head
from knowledge.validity import begins, plain_title

_JOINT = r"(?:以及|相比|对比|vs\.?|[和与跟同及比、])"
_BETWEEN = re.compile(rf"§[的里中版]?[，, ]*{_JOINT}[，, ]*§|§§|§，§", re.IGNORECASE)
# What only holds a name in its place: 按§里的规定, §两部之间.
_HELD = re.compile(
    r"(?:按照?|根据|依照?|对照|在|就|比(?![例重率]))?[咱我]?们?§(?:年版?|[里上中]面?头?|各自|都有)*"
    r"(?:[这那]?两[部个版地]|之间|当中)*(?:规定的?|[写讲说定]的|要求的?)?(?:的|比(?=$))?"
)
_LEAD = re.compile(r"^(?:请问|麻烦|帮我|想?问一?下|[比对]较一?下|对比一?下|对于?|关于|在|都有?|[的，,、：: ])+")
_BREAK = re.compile(r"(?:对于?|关于|在|对比一?下|[和与跟：: ]|(?<!不)同|(?<=[一-龥]{2})(?:上|方面))+$")
# After another question it only asks how the two answers differ: 比§下限多多少.
_BY_HOW_MUCH_MORE = re.compile(r"比§[^，]*[高低多少长短大小早晚][了出]?(?:多少|多久|几)[^，]{0,5}")
_SENTENCE_END = re.compile(r"[；;。？?！!]+")
_NATIONAL = re.compile(r"国家|全国|中央")
_SUPREME_COURT = "最高人民法院"


def named_sides(question: str, library: Library, near: Sequence[str], today: dt.date) -> list[Side] | None:
    """The documents that are named and what is asked of each, without their names; None unless two are told apart.

    ``near`` are ids of documents that retrieval found, the best first: of several that a name may mean they come
    first. ``today`` decides which version is in force. A place that the library knows nothing of is a side without
    documents.
    """
    text = normalise(question)
    every = names_in(text, [plain_title(summary.title) for summary in library.documents()])
    names = _compared(every)
    # Titles alone may be named for other reasons, and so may places and years.
    short = any(name.subject for name in every) and any(name.of_body or name.versioned for name in names)
    short = short and all(name.told_apart for name in names)
    if len(names) < 2 or not (short or COMPARED.search(text)):
        return None
    beside = [name for name in every if name.title or name.words]
    meant = _meant(names, beside, library, near, today)
    known = [summary for summary in meant if summary]
    if not known or any(not summary and not name.place for name, summary in zip(names, meant, strict=True)):
        return None
    if len({summary.document_id for summary in known}) < len(known):
        return None
    asked = _asked(text, names, [name for name in every if name in beside or name.told_apart])
    titles = [plain_title(summary.title) for summary in known]
    labels = [
        name.place
        if summary is None
        else version_label(summary, name.year, name.edition or ("旧版" if name.former else "新版"))
        if titles.count(plain_title(summary.title)) > 1
        else f"《{summary.title}》"
        for name, summary in zip(names, meant, strict=True)
    ]
    sides = [
        Side(label, frozenset({summary.document_id} if summary else ()), of_it)
        for label, summary, of_it in zip(labels, meant, asked, strict=True)
    ]
    return sides if all(len(side.asked) > 1 for side in sides) else None


def _compared(names: Sequence[Name]) -> list[Name]:
    """The names that are set side by side: versions, else documents told apart, else all that have words of a title."""
    for name in names:
        if name.both:
            return [replace(name, both="", former=name.both), replace(name, both="", current=name.both)]
    readings = (
        [name for name in names if name.versioned],
        [name for name in names if name.told_apart],
        [name for name in names if name.told_apart or name.words],
    )
    return next((reading for reading in readings if len(reading) > 1), [])


def _meant(
    names: Sequence[Name], beside: Sequence[Name], library: Library, near: Sequence[str], today: dt.date
) -> list[DocumentSummary | None]:
    """The document that each name means, None where that cannot be told."""
    whole = [_completed(name, names) for name in names]
    shared = next((name.subject for name in (*whole, *beside) if len(name.subject) > 2), "")
    if not shared:
        shared = _nearest_subject(whole, library, near)
    return [_one_meant(name, shared, library, near, today) for name in whole]


def _nearest_subject(names: Sequence[Name], library: Library, near: Sequence[str]) -> str:
    """The nearest title that one of the names fits, before others one that every other name has a like title to."""
    fitting = [[plain_title(s.title) for s in library.documents() if _fits(name, s)] for name in names]
    titles = {s.document_id: plain_title(s.title) for s in library.documents()}
    nearest = [titles[i] for i in near if any(titles[i] in of_name for of_name in fitting)]
    of_all = (title for title in nearest if all(any(_alike(title, t) for t in of_name) for of_name in fitting))
    return next(of_all, next(iter(nearest), ""))


def _alike(title: str, other: str) -> bool:
    """Whether two titles share most of the words of the shorter."""
    one, two = set(bigrams(title)), set(bigrams(other))
    return 2 * len(one & two) > min(len(one), len(two))


def _completed(name: Name, names: Sequence[Name]) -> Name:
    """A version without a title of its own is one of the document that another name tells."""
    if name.of_body or name.title or name.words or not name.versioned:
        return name
    other = next((other for other in names if other is not name and (other.of_body or other.subject)), name)
    kind = name.kind or other.kind
    return replace(
        name, title=other.title, place=other.place, level=other.level, issuer=other.issuer, kind=kind, words=other.words
    )


def _one_meant(
    name: Name, shared: str, library: Library, near: Sequence[str], today: dt.date
) -> DocumentSummary | None:
    """Of the documents that the name fits the one nearest to the shared subject; of its versions the one asked for."""
    wanted = set(bigrams(name.subject if len(name.subject) > 2 else shared))
    rank = {document_id: place for place, document_id in enumerate(near)}
    scored = [
        (-len(wanted & set(bigrams(plain_title(s.title)))), rank.get(s.document_id, len(near)), len(s.title), s)
        for s in library.documents()
        if _fits(name, s)
    ]
    scored = [entry for entry in scored if entry[0] or entry[3].document_id in rank]
    if not scored:
        return None
    title = plain_title(min(scored, key=lambda entry: entry[:3])[3].title)
    versions = sorted((s for *_, s in scored if plain_title(s.title) == title), key=lambda s: begins(s) or "")
    standing = standings_on(library, today)
    of_year = [s for s in versions if name.year in ((s.published or "")[:4], (s.date_in_name or "")[:4])]
    versions = of_year if name.year and of_year else versions
    holding = [s for s in versions if standing[s.document_id].holds]
    if name.former and not name.year:
        return next((s for s in reversed(versions) if s not in holding), None)
    return (versions if name.year else holding or versions)[-1]


def _fits(name: Name, summary: DocumentSummary) -> bool:
    title = plain_title(summary.title)
    if not RULES.search(title):
        return False
    own = place_at_head(title)
    elsewhere = name.place and name.place not in name.title
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", title)
    return (
        (not name.title or elsewhere or title == name.title)
        and (not name.place or name.place in title)
        and not (_NATIONAL.search(name.level) and own)
        and not ("省" in name.level and "省" not in title[:4])
        and (not name.issuer or title.startswith(_SUPREME_COURT))
        and (not name.year or name.year in summary.years())
        and bare.endswith(bare_kind(name.kind))
        and short_for(name.words + bare_kind(name.kind), title)
    )


def _asked(text: str, compared: Sequence[Name], named: Sequence[Name]) -> list[str]:
    """What is asked of each: the question without the names and without what sets them against each other.

    A sentence that names only one of them and asks something is asked of this one alone.
    """
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    spans = [Span(*ends) for ends in pairwise(cuts) if ends[0] < ends[1]]
    own = [next(span for span in spans if span.start <= name.start < span.end) for name in compared]
    apart = len(set(own)) == len(own) and all(ASKING.search(span.of(text)) for span in own)
    return [
        of_one("，".join(_without(text, span, named) for span in spans if not apart or span == mine or span not in own))
        for mine in own
    ]


def _without(text: str, span: Span, named: Sequence[Name]) -> str:
    """A sentence of the text without the names and what only joins or holds them."""
    sentence = span.of(text)
    for name in sorted(named, key=lambda name: -name.start):
        if span.start <= name.start < span.end:
            sentence = f"{sentence[: name.start - span.start]}§{sentence[name.end - span.start :]}"
    while (joined := _BETWEEN.sub("§", sentence)) != sentence:
        sentence = joined
    clauses = re.split("[，,。；;？?]", sentence)
    asking = [clause for clause in clauses if ASKING.search(clause)]
    clauses = [clause for clause in clauses if len(asking) < 2 or not _BY_HOW_MUCH_MORE.fullmatch(clause)]
    clauses = [_BREAK.sub("", _LEAD.sub("", _HELD.sub("", clause))) for clause in clauses]
    return "，".join(clause for clause in clauses if clause.strip("的呢 "))
