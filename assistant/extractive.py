"""Answers without a language model: the sentences or cells that answer, quoted or assembled, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant import lists, table_answers
from assistant.citations import Claim, Evidence
from assistant.confidence import THRESHOLD, confidence, contradicted_scope, contradictions
from assistant.evidence import Sentence, Support, Weigher, candidates, fact_sentences, nearness, tokens_of, weigh
from assistant.questions import Asks, Part, Question, expected_count
from knowledge.documents import Document, Passage, PassageKind, SectionKind, Table
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.segmentation import Span, fold

_LISTY = (Asks.LIST, Asks.HOW, Asks.MEANING, Asks.WHY, Asks.OTHER)
_MAX_HITS = 20
# How many sentences are tried, how far down, and how near a list must be to be taken for the one asked for.
_CONSIDERED, _MARGIN, _NEAR_LIST = 10, 0.35, 3
# Of how many hits the documents are asked what they say about themselves.
_FACTS_OF = 5
_LEADING = re.compile(r"^(?:此外|同时|其中|另外|并|且|但|还|也|因此|为此|前款|该|上述|以上)")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the evidence allows to say: claims, or a reason why nothing can be said."""

    claims: tuple[Claim, ...]
    refusal: str | None = None
    confidence: float = 0.0


NOTHING_FOUND = "资料库里没有找到能回答这个问题的依据。"


class ExtractiveWriter:
    """Question and hits in, Draft out. Holds nothing but the library and its word weights."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._weigher = Weigher(library)

    def write(self, question: Question, search: Callable[[str], Sequence[Hit]]) -> Draft:
        """Answer each part of the question; a part that finds no support is named, all without support refuse."""
        hits = list(search(question.text))[:_MAX_HITS]
        if not hits:
            return Draft((), NOTHING_FOUND)
        table = self._from_tables(question, hits)
        if table is not None:
            return Draft(tuple(table), confidence=1.0)
        claims: list[Claim] = []
        confidences: list[float] = []
        for part in question.parts:
            part_hits = hits if len(question.parts) == 1 else _merged(hits, search(part.text))
            found, confidence = self._from_text(part, question, part_hits)
            confidences.append(confidence)
            claims += (claim for claim in found if claim not in claims)
        if not claims:
            return Draft((), NOTHING_FOUND, max(confidences))
        return Draft(tuple(claims), confidence=max(confidences))

    # -- tables and facts about the document ------------------------------------------------------------------------

    def _from_tables(self, question: Question, hits: Sequence[Hit]) -> list[Claim] | None:
        seen: set[tuple[str, int]] = set()
        for hit in hits:
            document = self._library.document(hit.passage.document_id)
            for table in document.tables:
                near = hit.passage.table == table.index or hit.passage.section_index == table.section
                if not near or (document.id, table.index) in seen:
                    continue
                seen.add((document.id, table.index))
                passages = self._library.store.passages_of(document.id)
                if contradicted_scope(question.text, _table_scope(document, table)):
                    continue
                claims = table_answers.answer(question, document, table, passages, self._similar)
                if claims:
                    return claims
        return None

    def _similar(self, text: str, others: Sequence[str]) -> list[float]:
        return nearness(self._library, text, list(others))

    # -- running text -----------------------------------------------------------------------------------------------

    def _from_text(self, part: Part, question: Question, hits: Sequence[Hit]) -> tuple[list[Claim], float]:
        documents = {hit.passage.document_id: self._library.document(hit.passage.document_id) for hit in hits}
        found = [s for hit in hits for s in candidates(documents[hit.passage.document_id], hit)]
        for document_id in dict.fromkeys(hit.passage.document_id for hit in hits[:_FACTS_OF]):
            best_hit = next(hit for hit in hits if hit.passage.document_id == document_id)
            found += fact_sentences(documents[document_id], _anchor(self._library, documents[document_id]), best_hit)
        about = question.text if len(question.parts) > 1 else ""
        supports = weigh(self._library, self._weigher, part.text, part.asks, found, about)
        if not supports:
            return [], 0.0
        best, sure = self._best(supports, part, question)
        if best is None or sure < THRESHOLD:
            return [], sure
        supports = [best, *(support for support in supports if support is not best)]
        document = documents[best.sentence.passage.document_id]
        listed = self._as_list(part, document, supports)
        return (listed or self._as_sentences(part, document, supports)), sure

    @staticmethod
    def _best(supports: Sequence[Support], part: Part, question: Question) -> tuple[Support | None, float]:
        """The best sentence that nothing in the question contradicts, and how sure it is."""
        top = supports[0].score
        for support in supports[:_CONSIDERED]:
            if top - support.score > _MARGIN:
                break
            if not contradictions(support, part, question.text):
                return support, confidence(support, part, top - support.score)
        return None, 0.0

    def _as_list(self, part: Part, document: Document, supports: Sequence[Support]) -> list[Claim] | None:
        """The whole enumeration, where the best sentence opens one, or where a list is asked for and one is near."""
        count = expected_count(part.text)
        wanted = part.asks in _LISTY or count is not None
        for support in supports[: _CONSIDERED if count else _NEAR_LIST if wanted else 1]:
            sentence = support.sentence
            if sentence.passage.document_id != document.id or supports[0].score - support.score > _MARGIN:
                continue
            opens = lists.opens_list(sentence.text)
            if not (opens or wanted):
                continue
            items = self._items(document, sentence)
            if items and (opens or count in (None, len(items) - 1) or support is supports[0]):
                return items
        return None

    def _items(self, document: Document, sentence: Sentence) -> list[Claim] | None:
        """The sentence that opens a list and its items: counted headings below it, or counted sentences."""
        section = document.sections[sentence.passage.section_index]
        under = lists.children(document, section)
        if lists.opens_list(sentence.text) and under:
            passages = self._library.store.passages_of(document.id)
            items = [Claim(sentence.text, (Evidence(sentence.passage, sentence.span),), item=True)]
            for child in under:
                span = Span(child.start, child.body).trimmed(document.text)
                items.append(Claim(child.title, (Evidence(_holding(passages, span), span),), item=True))
            return items
        found = lists.whole(document, section, sentence.span)
        if found is None:
            return None
        opening, spans = found
        return [self._claim(document, span, item=True) for span in ([opening] if opening else []) + spans]

    def _as_sentences(self, part: Part, document: Document, supports: Sequence[Support]) -> list[Claim]:
        """The best sentence, then those beside it that add words of the question it lacks."""
        best = supports[0].sentence
        weights = self._weigher.weights(part.text)
        chosen = [best]
        said = tokens_of(best.text)
        for support in supports[1:12]:
            sentence = support.sentence
            near = (
                sentence.passage.document_id == best.passage.document_id
                and sentence.passage.section_index == best.passage.section_index
            )
            added = sum(w for t, w in weights.items() if t in tokens_of(sentence.text) and t not in said)
            if near and added >= 0.25 * sum(weights.values()) and len(chosen) < 3:
                chosen.append(sentence)
                said |= tokens_of(sentence.text)
        claims = []
        for sentence in sorted(chosen, key=lambda s: s.span.start):
            lead = self._lead(document, sentence)
            if lead is not None and not any(lead == claim for claim in claims):
                claims.append(lead)
            claims.append(self._claim(document, sentence.span))
        return claims

    def _lead(self, document: Document, sentence: Sentence) -> Claim | None:
        """An item of a list needs the sentence that opens the list, 其中…… the sentence before it."""
        section = document.sections[sentence.passage.section_index]
        mark = lists.marker(sentence.text)
        if mark is not None and section.kind in (SectionKind.CLAUSE, SectionKind.DOCUMENT, SectionKind.HEADING):
            found = lists.whole(document, section, sentence.span)
            if found and found[0] is not None and lists.opens_list(found[0].of(document.text)):
                return self._claim(document, found[0])
        if _LEADING.match(sentence.text):
            before = [p for p in lists.pieces(document, section) if p.end <= sentence.span.start]
            if before and len(before[-1].of(document.text)) < 120:
                return self._claim(document, before[-1])
        return None

    def _claim(self, document: Document, span: Span, item: bool = False) -> Claim:
        span = span.trimmed(document.text)
        passages = self._library.store.passages_of(document.id)
        return Claim(fold(span.of(document.text)), (Evidence(_holding(passages, span), span),), item)


def _merged(first: Sequence[Hit], second: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in (*first, *second):
        if hit.passage.id not in best or hit.score > best[hit.passage.id].score:
            best[hit.passage.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[: _MAX_HITS + 4]


def _holding(passages: Sequence[Passage], span: Span) -> Passage:
    """The text passage in which the span begins."""
    texts = [p for p in passages if p.kind is PassageKind.TEXT]
    inside = [p for p in texts if p.start <= span.start < p.end]
    return inside[0] if inside else min(texts, key=lambda p: abs(p.start - span.start))


def _table_scope(document: Document, table: Table) -> str:
    """The words that say what a table is about: titles and dates above it, and its own."""
    dates = (document.metadata.published, document.metadata.effective)
    cells = (cell.text for row in table.rows for cell in row.cells)
    return " ".join((document.title, *document.sections[table.section].path, *filter(None, dates), *cells))


def _anchor(library: Library, document: Document) -> Passage:
    """A fact of the masthead stands in no passage; it is shown with the document's first."""
    return library.store.passages_of(document.id)[0]
