"""Answers without a language model: the sentences or cells that answer, quoted or assembled, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant import lists, table_answers
from assistant.citations import Claim, Evidence
from assistant.confidence import THRESHOLD, confidence, contradicted_scope, contradictions
from assistant.evidence import Sentence, Support, Weigher, candidates, fact_sentences, nearness, tokens_of, weigh
from assistant.questions import Asks, Part, Question, expected_count, read
from knowledge.documents import Document, Passage, PassageKind, SectionKind, Table
from knowledge.library import Library
from knowledge.masthead import IN_FORCE
from knowledge.retrieval import Hit
from knowledge.scope import alone, facets, is_named
from knowledge.segmentation import Span, fold
from knowledge.tokenization import bigrams, normalise

_LISTY = (Asks.LIST, Asks.HOW, Asks.MEANING, Asks.WHY, Asks.OTHER)
_MAX_HITS = 24
# How many sentences are tried, how far down, and how near a list must be to be taken for the one asked for.
_CONSIDERED, _MARGIN, _NEAR_LIST, _COUNTED_MARGIN = 10, 0.35, 3, 0.9
# Of how many hits the documents are asked what they say about themselves.
_FACTS_OF = 5
# How much a document counts more that the part before was answered from.
_FAVOUR = 0.15
# Words that rules use where questions do not.
_EXPANDED = {Asks.DURATION: "期限"}
_IN_FORCE = re.compile(r"施行|生效|实施|执行|起效")
_SHORT_TITLE = 4
_LEADING = re.compile(r"^(?:此外|同时|其中|另外|并|且|但|还|也|因此|为此|前款|该|上述|以上)")


Search = Callable[[str, Collection[str] | None], Sequence[Hit]]
"""The best hits for a text, in the whole library or in the documents with these ids."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the evidence allows to say: claims, or a reason why nothing can be said."""

    claims: tuple[Claim, ...]
    refusal: str | None = None
    confidence: float = 0.0


NOTHING_FOUND = "资料库里没有找到能回答这个问题的依据。"


class ExtractiveWriter:
    """Question and a way to search in, Draft out. Holds nothing but the library and its word weights."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._weigher = Weigher(library)

    def write(self, question: Question, search: Search) -> Draft:
        """From a table's cells, side by side where documents are compared, else each part from the text."""
        hits = search(question.text, None)
        if not hits:
            return Draft((), NOTHING_FOUND)
        table = self._from_tables(question, hits)
        if table is not None:
            return Draft(tuple(table), confidence=1.0)
        compared = self._compared(question, hits, search)
        if compared is not None:
            return compared
        return self._parts(question, hits, search)

    def _parts(self, question: Question, hits: Sequence[Hit], search: Search) -> Draft:
        """Each part in turn; a part without support is named, and all without support refuse."""
        several = len(question.parts) > 1
        claims: list[Claim] = []
        unsupported: list[str] = []
        confidences = [0.0]
        favoured = None
        for part in question.parts:
            query = f"{part.text} {_EXPANDED[part.asks]}" if part.asks in _EXPANDED else part.text
            found_for_part = _merged(hits, search(query, None)) if several or query != question.text else hits
            found, sure = self._from_text(part, question, found_for_part, favoured)
            confidences.append(sure)
            if found:
                favoured = found[0].evidence[0].passage.document_id
                claims += (claim for claim in found if claim not in claims)
            else:
                unsupported.append(part.text)
        if not claims:
            return Draft((), NOTHING_FOUND, max(confidences))
        claims += (Claim(f"关于“{text}”，没有找到依据。", (), item=True) for text in unsupported)
        return Draft(tuple(claims), confidence=max(confidences))

    def _compared(self, question: Question, hits: Sequence[Hit], search: Search) -> Draft | None:
        """Two versions, or the rules of two places: each side answered from its own documents."""
        near = list(dict.fromkeys(hit.passage.document_id for hit in hits))
        sides = facets(question.text, self._library, near)
        claims: list[Claim] = []
        confidences = [0.0]
        for side in sides:
            own = read(alone(question.text, side, sides))
            found_hits = search(own.text, side.documents)
            for part in own.parts:
                found, sure = self._from_text(part, own, found_hits, None)
                confidences.append(sure)
                new = [claim for claim in found if claim not in claims]
                if new:
                    claims.append(Claim(f"{side.label}：{new[0].text}", new[0].evidence, item=True))
                    claims += new[1:]
        return Draft(tuple(claims), confidence=max(confidences)) if claims else None

    def _from_tables(self, question: Question, hits: Sequence[Hit]) -> list[Claim] | None:
        seen: set[tuple[str, int]] = set()
        for hit in hits:
            document = self._library.document(hit.passage.document_id)
            for table in document.tables:
                near = hit.passage.table == table.index or hit.passage.section_index == table.section
                if not near or (document.id, table.index) in seen:
                    continue
                seen.add((document.id, table.index))
                if contradicted_scope(question.text, _table_scope(document, table)):
                    continue
                passages = self._library.store.passages_of(document.id)
                claims = table_answers.answer(question, document, table, passages, self._similar)
                if claims:
                    return claims
        return None

    def _similar(self, text: str, others: Sequence[str]) -> list[float]:
        return nearness(self._library, text, list(others))

    def _from_text(
        self, part: Part, question: Question, hits: Sequence[Hit], favoured: str | None
    ) -> tuple[list[Claim], float]:
        """Claims for one part, and how sure they are; ``favoured`` is the document the part before came from."""
        if not hits:
            return [], 0.0
        in_force = self._in_force(part, hits)
        if in_force:
            return in_force, 1.0
        about = question.text if len(question.parts) > 1 else ""
        supports = weigh(self._library, self._weigher, part.text, part.asks, self._sentences(hits, favoured), about)
        best, sure = self._best(supports, part, question)
        if best is None or sure < THRESHOLD:
            return [], sure
        supports = [best, *(support for support in supports if support is not best)]
        document = self._library.document(best.sentence.passage.document_id)
        listed = self._as_list(part, document, supports)
        return (listed or self._as_sentences(part, document, supports)), sure

    def _sentences(self, hits: Sequence[Hit], favoured: str | None) -> list[Sentence]:
        """All sentences of the hits, and what the first few documents say about themselves."""
        found = []
        for hit in hits:
            liked = replace(hit, score=min(1.0, hit.score + _FAVOUR)) if hit.passage.document_id == favoured else hit
            found += candidates(self._library.document(hit.passage.document_id), liked)
        for document_id in dict.fromkeys(hit.passage.document_id for hit in hits[:_FACTS_OF]):
            document = self._library.document(document_id)
            first = next(hit for hit in hits if hit.passage.document_id == document_id)
            found += fact_sentences(document, _anchor(self._library, document), first)
        return found

    def _in_force(self, part: Part, hits: Sequence[Hit]) -> list[Claim] | None:
        """When a rule takes effect stands at its end, in words that resemble no question."""
        if part.asks is not Asks.TIME or not _IN_FORCE.search(part.text):
            return None
        document = self._library.document(hits[0].passage.document_id)
        if not is_named(normalise(part.text).replace(" ", ""), document.title) and len(document.title) > _SHORT_TITLE:
            overlap = set(bigrams(document.title)) & set(bigrams(part.text))
            if len(overlap) < len(set(bigrams(document.title))) / 2:
                return None
        facts = [fact for fact in document.metadata.facts if fact.label == IN_FORCE]
        passages = self._library.store.passages_of(document.id)
        spans = [Span(fact.start, fact.end) for fact in facts[-1:]]
        return [Claim(fold(span.of(document.text)), (Evidence(_holding(passages, span), span),)) for span in spans]

    @staticmethod
    def _best(supports: Sequence[Support], part: Part, question: Question) -> tuple[Support | None, float]:
        """The best sentence that nothing in the question contradicts, and how sure it is."""
        top = supports[0].score if supports else 0.0
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
        near = [
            support
            for support in supports[: _CONSIDERED if count else _NEAR_LIST if wanted else 1]
            if support.sentence.passage.document_id == document.id
            and supports[0].score - support.score <= (_COUNTED_MARGIN if count else _MARGIN)
            and (wanted or lists.opens_list(support.sentence.text))
        ]
        for support in near:
            items = self._items(document, support.sentence)
            opens = lists.opens_list(support.sentence.text)
            if items and (opens or count in (None, len(items) - 1) or support is supports[0]):
                return items
        for support in near if count else []:
            if lists.inline_count(support.sentence.text) == count:
                return [self._claim(document, support.sentence.span)]
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
    return sorted(best.values(), key=lambda hit: -hit.score)[:_MAX_HITS]


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
