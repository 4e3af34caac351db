"""Answers without a language model: the sentences or cells that answer, quoted or assembled, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant import comparisons, document_sizes, lists, table_answers, text_sums
from assistant.citations import Claim
from assistant.confidence import THRESHOLD, confidence, contradicted_scope, contradictions
from assistant.evidence import Sentence, Support, Weigher, candidates, fact_sentences, nearness, weigh
from assistant.issue_answers import IssueAnswers
from assistant.questions import Asks, Part, Question, expected_count, read, topic
from assistant.quoting import CONSIDERED, MARGIN, Quoter
from knowledge.dates import IN_FORCE
from knowledge.documents import Document, Passage, Table
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.scope import alone, facets, is_named, named_documents
from knowledge.segmentation import Span
from knowledge.tokenization import bigrams, content_words, normalise

_MAX_HITS = 24
# Of how many hits the documents are asked what they say about themselves.
_FACTS_OF = 5
# A sentence that scores so much less than the first may still be the one that answers.
_NEAR_SECOND = 0.12
# A part with so many words of its own can be understood without the rest of the question.
_OWN_WORDS = 2
# How much a document counts more that the part before was answered from.
_FAVOUR = 0.15
# Words that rules use where questions do not.
_EXPANDED = {Asks.DURATION: "期限"}
_IN_FORCE = re.compile(r"施行|生效|实施|执行|起效")
_SHORT_TITLE = 4
_LEFT_OPEN = re.compile(r"[^，、；。：]*(?:多少|多久|多长|什么|哪[些个]|怎么|怎样|如何)[^，、；。：]*")
# What stands between things that are named one after the other.
_SIDE_BY_SIDE = re.compile(r"[、；;]|[和与及或]")
Search = Callable[[str, Collection[str] | None], Sequence[Hit]]
"""The best hits for a text, in the whole library or in the documents with these ids."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the evidence allows to say: claims, or a reason why nothing can be said."""

    claims: tuple[Claim, ...]
    refusal: str | None = None
    confidence: float = 0.0


NOTHING_FOUND = "资料库里没有找到能回答这个问题的依据。"
NOTHING_ASKED = "没有看出要查什么：请写出文件、指标或事项的名称，例如“众创空间多久评价一次”。"


class ExtractiveWriter:
    """Question and a way to search in, Draft out. Holds nothing but the library and its word weights."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._weigher = Weigher(library)
        self.quoter = Quoter(library, self._weigher)
        self._issues = IssueAnswers(library, self.quoter)

    def write(self, question: Question, search: Search) -> Draft:
        """What the evidence says, and before it what can be worked out from that."""
        draft = self._written(question, search)
        claims = text_sums.extended(question.text, draft.claims, self._after)
        claims = text_sums.summed(question.text, text_sums.counted(question.text, claims))
        return replace(draft, claims=tuple(claims))

    def _after(self, claim: Claim) -> Claim | None:
        """The sentence that follows the claim's in its section."""
        place = claim.evidence[-1]
        document = self._library.document(place.passage.document_id)
        further = lists.pieces(document, document.sections[place.passage.section_index])
        return next((self.quoter.claim(document, span) for span in further if span.start >= place.span.end), None)

    def _written(self, question: Question, search: Search) -> Draft:
        """From a table's cells, side by side where documents are compared, else each part from the text."""
        if not content_words(topic(question.text)):
            return Draft((), NOTHING_ASKED)
        about = self._issues.answer(question.text)
        if about:
            return Draft(tuple(about), confidence=1.0)
        if sized := document_sizes.size(question.text, self._library, self.quoter, search):
            return Draft(tuple(sized), confidence=1.0)
        hits = search(question.text, None)
        if not hits:
            return Draft((), NOTHING_FOUND)
        table = self._from_tables(question, hits)
        if table is not None:
            return Draft((*table, *self._beside(table, question, search)), confidence=1.0)
        compared = self._compared(question, hits, search)
        if compared is not None:
            return compared
        against = self._against(question, hits, search)
        if against is not None:
            return against
        named = named_documents(question.text, self._library)
        if named:
            inside = self._parts(question, search(question.text, named), lambda text, _: search(text, named))
            if inside.claims:
                return inside
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
            found, sure = self._of_several(part, question, found_for_part, favoured)
            confidences.append(sure)
            if found:
                favoured = next(claim.evidence[0].passage.document_id for claim in found if claim.evidence)
                claims += (claim for claim in found if claim not in claims)
            else:
                unsupported.append(part.text)
        if not claims:
            return Draft((), NOTHING_FOUND, max(confidences))
        claims += (Claim(f"关于“{text}”，没有找到依据。", (), item=True) for text in unsupported)
        return Draft(tuple(claims), confidence=max(confidences))

    def _of_several(
        self, part: Part, question: Question, hits: Sequence[Hit], favoured: str | None
    ) -> tuple[list[Claim], float]:
        """A part by itself where it can be understood so, else with the whole question around it."""
        alone = replace(question, text=part.text, parts=(part,))
        by_itself = len(question.parts) > 1 and len(content_words(topic(part.text))) >= _OWN_WORDS
        if len(question.parts) > 1 and (table := self._part_from_tables(part, hits)):
            return table, 1.0
        readings = [question, alone] if by_itself else [question]
        for reading in reversed(readings) if part.alone else readings:
            found, sure = self._from_text(part, reading, hits, favoured)
            if found:
                break
        return found, sure

    def _compared(self, question: Question, hits: Sequence[Hit], search: Search) -> Draft | None:
        """Two versions, or the rules of two places: each side answered from its own documents."""
        near = list(dict.fromkeys(hit.passage.document_id for hit in hits))
        sides = facets(question.text, self._library, near)
        claims: list[Claim] = []
        confidences = [0.0]
        said: list[tuple[str, list[Claim]]] = []
        for side in sides:
            own_claims: list[Claim] = []
            own = read(alone(question.text, side, sides))
            found_hits = search(own.text, side.documents)
            for part in own.parts:
                found, sure = self._from_text(part, own, found_hits, None)
                confidences.append(sure)
                new = [claim for claim in found if claim not in (*claims, *own_claims)]
                own_claims += new
                if new:
                    claims.append(Claim(f"{side.label}：{new[0].text}", new[0].evidence, item=True))
                    claims += new[1:]
            said.append((side.label, own_claims))
        if told := text_sums.ranked(question.text, said):
            claims.insert(0, told)
        return Draft(tuple(claims), confidence=max(confidences)) if claims else None

    def _against(self, question: Question, hits: Sequence[Hit], search: Search) -> Draft | None:
        """Two things of one or several documents by their dates or figures, both sides said, then how they compare.

        None where the question sets nothing against each other or one side has no support.
        """
        comparison = comparisons.read(question.text)
        if comparison is None:
            return None
        sides: list[list[Claim]] = []
        sureness = []
        for text in comparison.questions:
            part = Part(text, Asks.TIME if comparison.by is comparisons.By.DATE else Asks.AMOUNT)
            alone = replace(question, text=text, parts=(part,))
            found, sure = self._from_text(part, alone, _merged(search(text, None), hits), None)
            if not found:
                return None
            sides.append(found)
            sureness.append(sure)
        one, other = ([claim.text for claim in side] for side in sides)
        if one == other:
            return None
        claims = [
            replace(claim, text=f"{name}：{claim.text}" if not i else claim.text, item=True)
            for name, side in zip(comparison.names, sides, strict=True)
            for i, claim in enumerate(side)
        ]
        if told := comparisons.verdict(comparison, (one, other)):
            places = tuple(dict.fromkeys(place for side in sides for place in side[0].evidence))
            claims.insert(0, Claim(told, places, item=True))
        return Draft(tuple(claims), confidence=min(sureness))

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
                passages = self._library.passages_of(document.id)
                claims = table_answers.answer(question, document, table, passages, self._similar)
                if claims:
                    return claims
        return None

    def _part_from_tables(self, part: Part, hits: Sequence[Hit]) -> list[Claim] | None:
        """A table's answer to a part that says for itself what it is about."""
        asked = replace(read(part.text), parts=(part,))
        stands = asked.codes or len(content_words(topic(part.text))) >= _OWN_WORDS
        return self._from_tables(asked, hits) if stands else None

    def _beside(self, told: Sequence[Claim], question: Question, search: Search) -> list[Claim]:
        """What the text says on parts of the question that are about other things than the table that answered."""
        place = next(claim.evidence[0].passage for claim in told if claim.evidence)
        document = self._library.document(place.document_id)
        scope = normalise(_table_scope(document, document.tables[place.table or 0]))
        claims: list[Claim] = []
        for part in question.parts if len(question.parts) > 1 else ():
            words = content_words(topic(part.text))
            if len(words) < _OWN_WORDS or all(word in scope for word in words):
                continue
            hits = search(part.text, None)
            if read(part.text).codes or self._part_from_tables(part, hits):
                continue
            found, _ = self._from_text(part, replace(question, text=part.text, parts=(part,)), hits, None)
            claims += (claim for claim in found if claim not in claims)
        return claims

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
        document = self._library.document(best.sentence.passage.document_id)
        ranked = [best, *(support for support in supports if support is not best)]
        claims = self.quoter.quote(part, document, ranked)
        return (claims, sure) if _enumerates(part, claims) else ([], 0.0)

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
        if contradicted_scope(part.text, " ".join((document.title, *document.metadata.dates))):
            return None
        facts = [fact for fact in document.metadata.facts if fact.label == IN_FORCE]
        return [self.quoter.claim(document, Span(fact.start, fact.end)) for fact in facts[-1:]]

    @staticmethod
    def _best(supports: Sequence[Support], part: Part, question: Question) -> tuple[Support | None, float]:
        """The best sentence that nothing contradicts, or a near second that is surer; and how sure it is."""
        supports = [
            support
            for support in supports
            if (told := _asserted(support, part)) is support or not contradictions(told, part, question.text)
        ]
        top = supports[0].score if supports else 0.0
        first: tuple[Support, float] | None = None
        for support in supports[:CONSIDERED]:
            if top - support.score > (_NEAR_SECOND if first else MARGIN):
                break
            if contradictions(support, part, question.text):
                continue
            sure = confidence(support, part, 0.0 if first else top - support.score)
            if sure >= THRESHOLD:
                return support, sure
            first = first or (support, sure)
        return first or (None, 0.0)


def _asserted(support: Support, part: Part) -> Support:
    """The support without what its sentence leaves open (规定多久评一次), where a figure or a date is asked for."""
    if part.asks not in (Asks.AMOUNT, Asks.TIME, Asks.DURATION):
        return support
    told = _LEFT_OPEN.sub("", support.sentence.text)
    return support if told == support.sentence.text else replace(support, sentence=replace(support.sentence, text=told))


def _enumerates(part: Part, claims: Sequence[Claim]) -> bool:
    """Whether several things are said where several are asked for by number; who only names the lot says none."""
    wanted = expected_count(part.text) if part.asks is Asks.LIST else None
    return wanted in (None, 1) or len(claims) > 1 or any(_SIDE_BY_SIDE.search(claim.text) for claim in claims)


def _merged(first: Sequence[Hit], second: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in (*first, *second):
        if hit.passage.id not in best or hit.score > best[hit.passage.id].score:
            best[hit.passage.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:_MAX_HITS]


def _table_scope(document: Document, table: Table) -> str:
    """The words that say what a table is about: titles and dates above it, and its own."""
    own = (*table.columns, *(cell.text for row in table.rows for cell in row.cells))
    return " ".join((document.title, *document.sections[table.section].path, *document.metadata.dates, *own))


def _anchor(library: Library, document: Document) -> Passage:
    """A fact of the masthead stands in no passage; it is shown with the document's first."""
    return library.passages_of(document.id)[0]
