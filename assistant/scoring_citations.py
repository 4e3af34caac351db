"""A scoring answer with its citations: where the library's documents give the weights that its sentences use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from assistant.answers import Answer, Query, Verification
from assistant.citations import Claim, Evidence, compose, verify
from assistant.notices import recognised
from assistant.scoring_chat import Reply
from assistant.scoring_chat.source_keys import KEYS, names, sources
from assistant.validity_answers import warnings
from knowledge.documents import Document
from knowledge.indicators.system import IndicatorSystem
from knowledge.library import Library
from knowledge.retrieval import search
from knowledge.segmentation import Span

_SEARCHED = 20  # passages, among which the rows of the table are


def cited(query: Query, reply: Reply, library: Library, today: dt.date) -> Answer:
    """The answer with each key as a citation; as it is without, where no document has the words of the sources.

    A weight that a document gives otherwise than the indicator data is not cited: its quote is not found.
    """
    plain = reply.answer(query)
    asked = {name for match in KEYS.finditer(reply.text) for name in names(match.group())}
    places = _places(reply.system, asked, library, today)
    if not places:
        return plain
    documents = {place.passage.document_id: library.document(place.passage.document_id) for place in places.values()}
    text, citations = compose(list(_claims(reply.text, places)), documents)
    outdated = warnings(citations, library, today)
    checked = verify(text, citations, documents)
    return Answer(
        question=plain.question,
        standalone_question=plain.standalone_question,
        answer=text,
        citations=citations,
        notices=(*(issue.detail for issue in outdated), *recognised(citations, documents)),
        verification=Verification(checked.ok, (*checked.issues, *outdated)),
        scorecard=plain.scorecard,
    )


def _claims(text: str, places: Mapping[str, Evidence]) -> Iterator[Claim]:
    at = 0
    for match in KEYS.finditer(text):
        keys = dict.fromkeys(names(match.group()))
        yield Claim(text[at : match.start()], tuple(places[key] for key in keys if key in places))
        at = match.end()
    yield Claim(text[at:], ())


def _places(
    system: IndicatorSystem, asked: Collection[str], library: Library, today: dt.date
) -> Mapping[str, Evidence]:
    """Where the sources stand: all in the one document that has most of them, of those the search finds."""
    quotes = {name: source.quote for name, source in sources(system).items() if name in asked}
    if not quotes or not library.documents():
        return {}
    hits = search(
        library, f"{system.title} {' '.join(quotes.values())}"[:200], _SEARCHED, None, today, one_version=True
    )
    found = [
        {name: place for name, quote in quotes.items() if (place := _place(quote, library.document(document), library))}
        for document in dict.fromkeys(hit.passage.document_id for hit in hits)
    ]
    return max(found, key=len, default={})


def _place(quote: str, document: Document, library: Library) -> Evidence | None:
    """The words of the source in a document, in a passage of it."""
    match = _loose(quote).search(document.text)
    if match is None:
        return None
    holding = (p for p in library.passages_of(document.id) if p.start <= match.start() < p.end)
    passage = next(holding, None)
    return Evidence(passage, Span(*match.span())) if passage else None


@cache
def _loose(quote: str) -> re.Pattern[str]:
    """The words however they are spaced and whatever separates the cells of a row."""
    cells = (r"\s*".join(map(re.escape, re.sub(r"\s", "", cell))) for cell in quote.split("|"))
    return re.compile(r"(?<![\d.])" + r"[\s|]*".join(cells))
