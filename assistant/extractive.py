"""Answers without a language model: the sentences or cells that answer, quoted or assembled, each with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import (
    counts,
    document_sizes,
    library_tables,
    lists,
    periods,
    side_by_side,
    table_answers,
    text_sums,
    unit_amounts,
)
from assistant.citations import Claim
from assistant.confidence import THRESHOLD, confidence, contradicted_scope, contradictions, out_of_scope
from assistant.evidence import (
    Search,
    Sentence,
    Support,
    Weigher,
    candidates,
    fact_sentences,
    weigh,
)
from assistant.issue_answers import IssueAnswers
from assistant.library_tables import OWN_WORDS, LibraryTables
from assistant.near_misses import spells_out
from assistant.ordinals import Nth, nth_asked
from assistant.part_answers import PartAnswers, not_found, tells_own_words
from assistant.question_parts import read
from assistant.questions import Asks, Part, Question, expected_count, topic
from assistant.quoting import CONSIDERED, MARGIN, Quoter
from assistant.titles_meant import is_called
from knowledge.dates import IN_FORCE
from knowledge.documents import Document, Passage
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.scope import is_named, named_documents
from knowledge.segmentation import Span
from knowledge.tokenization import bigrams, content_words, normalise

# Of how many hits the documents are asked what they say about themselves.
_FACTS_OF = 5
# A sentence that scores so much less than the first may still be the one that answers.
_NEAR_SECOND = 0.12
# How much a document counts more that the part before was answered from.
_FAVOUR = 0.15
# What a part asks for that no cell of a table of figures tells.
_IN_NO_CELL = (Asks.TIME, Asks.DURATION, Asks.WHO, Asks.PLACE)
_IN_FORCE = re.compile(r"施行|生效|实施|执行|起效|开始(?:运行|实行|适用)")
_SHORT_TITLE = 4
_LEFT_OPEN = re.compile(r"[^，、；。：]*(?:多少|多久|多长|什么|哪[些个]|怎么|怎样|如何)[^，、；。：]*")
_WHICH = re.compile(r"哪[几一二三四五六七八九十两\d]+.?")
# What stands between things that are named one after the other.
_SIDE_BY_SIDE = re.compile(r"[、；;]|》《|[和与及或]")
# Clauses may be several things too, but any sentence has two.
_CLAUSES = re.compile(rf"，|{_SIDE_BY_SIDE.pattern}")


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
        self._tables = LibraryTables(library)
        self._parts = PartAnswers(self._weigher, self._tables, self._from_text)

    def write(self, question: Question, search: Search, today: dt.date) -> Draft:
        """What the evidence says, and before it what can be worked out from that."""
        draft = self._written(question, search, today)
        claims = text_sums.extended(question.text, draft.claims, self._after)
        claims = unit_amounts.applied(question.text, counts.counted(question.text, claims))
        claims = text_sums.apart(question.text, text_sums.summed(question.text, claims))
        return replace(draft, claims=tuple(claims))

    def _after(self, claim: Claim) -> Claim | None:
        """The sentence that follows the claim's in its section."""
        place = claim.evidence[-1]
        document = self._library.document(place.passage.document_id)
        further = lists.pieces(document, document.sections[place.passage.section_index])
        return next((self.quoter.claim(document, span) for span in further if span.start >= place.span.end), None)

    def _written(self, question: Question, search: Search, today: dt.date) -> Draft:
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
        table = self._tables.answer(question, hits)
        if table is not None:
            return Draft((*table, *self._beside(table, question, search)), confidence=1.0)
        for compare in (side_by_side.of_documents, side_by_side.of_things, side_by_side.of_titles):
            compared = compare(question, hits, search, self._library, self._from_text, today)
            if compared is not None:
                return Draft(tuple(compared[0]), confidence=compared[1])
        if named := named_documents(question.text, self._library):  # what others say is not what is asked
            hits = search(question.text, named)
            claims, sure = self._parts.answer(question, hits, lambda text, _: search(text, named))
        else:
            claims, sure = self._parts.answer(question, hits, search)
        claims = side_by_side.with_other_cases(question.text, claims, self._library, self.quoter.claim)
        return Draft(tuple(claims), None if claims else NOTHING_FOUND, sure)

    def _beside(self, told: Sequence[Claim], question: Question, search: Search) -> list[Claim]:
        """What the text says on parts of the question that are about other things than the table that answered."""
        place = next(claim.evidence[0].passage for claim in told if claim.evidence)
        document = self._library.document(place.document_id)
        scope = normalise(library_tables.scope(document, document.tables[place.table or 0]))
        claims: list[Claim] = []
        for part in question.parts if len(question.parts) > 1 else ():
            words = content_words(topic(part.text))
            beside = [
                word
                for word in words
                if len(word) > 1
                and not any(pair in scope for pair in bigrams(word))
                and not table_answers.OPERATION.fullmatch(word)
            ]
            if part.asks not in _IN_NO_CELL and (len(words) < OWN_WORDS or not beside):
                continue
            meant = part if part.text.startswith(part.subject) else replace(part, text=part.subject + part.text)
            hits = search(meant.text, None)
            if read(part.text).codes or self._tables.answer_part(part, hits):
                continue
            found, _ = self._from_text(meant, replace(question, text=meant.text, parts=(meant,)), hits, None)
            if not found or (part.subject and not tells_own_words(part, found)):
                found = [not_found(part)]
            claims += (claim for claim in found if claim not in claims)
        return claims

    def _from_text(
        self,
        part: Part,
        question: Question,
        hits: Sequence[Hit],
        favoured: str | None = None,
        without: Sequence[Claim] = (),
    ) -> tuple[list[Claim], float]:
        """Claims for one part, and how sure they are.

        ``favoured`` is the document the part before came from; what the claims ``without`` say is not said again.
        """
        if not hits:
            return [], 0.0
        in_force = self._in_force(part, hits)
        if in_force:
            return in_force, 1.0
        about = question.text if len(question.parts) > 1 else ""
        sentences = [sentence for sentence in self._sentences(hits, favoured) if not _is_said(sentence, without)]
        said = periods.as_rules_say(part.text)
        supports = weigh(self._library, self._weigher, said, part.asks, sentences, about)
        supports = periods.fitting(part.text, supports)
        if (nth := nth_asked(part.text)) and (one := self._nth(nth, supports, part, question))[0]:
            return one
        best, sure = self._best(_counted_first(part, supports), part, question)
        if best is None or sure < THRESHOLD:
            return [], sure
        document = self._library.document(best.sentence.passage.document_id)
        ranked = [best, *(support for support in supports if support is not best)]
        claims = self.quoter.quote(part, document, ranked)
        only_named = len(claims) == 1 and not best.fits and _is_heading(document, best.sentence)
        return (claims, sure) if _enumerates(part, claims) and not only_named else ([], 0.0)

    def _nth(self, nth: Nth, supports: Sequence[Support], part: Part, question: Question) -> tuple[list[Claim], float]:
        """The one that a part asks for of a list in the best documents, and how sure it is."""
        for support in supports[:CONSIDERED]:
            sure = confidence(support, part)
            if sure >= THRESHOLD and not out_of_scope(support, question.text):
                document = self._library.document(support.sentence.passage.document_id)
                if claims := self.quoter.nth(nth, document, support.sentence):
                    return claims, sure
        return [], 0.0

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
        named = is_named(normalise(part.text).replace(" ", ""), document.title) or is_called(part.text, document.title)
        if not named and len(document.title) > _SHORT_TITLE:
            overlap = set(bigrams(document.title)) & set(bigrams(part.text))
            if len(overlap) < len(set(bigrams(document.title))) / 2:
                return None
        if contradicted_scope(part.text, " ".join((document.title, *document.metadata.dates))):
            return None
        facts = [fact for fact in document.metadata.facts if fact.label == IN_FORCE]
        in_sentences = [fact for fact in facts if document.text[fact.start : fact.end].endswith("。")]
        return [self.quoter.claim(document, Span(fact.start, fact.end)) for fact in (in_sentences or facts)[-1:]]

    @staticmethod
    def _best(supports: Sequence[Support], part: Part, question: Question) -> tuple[Support | None, float]:
        """The best sentence that nothing contradicts, or a near second that is surer; and how sure it is."""
        supports = [
            support
            for support in supports
            if (told := _asserted(support, part)) is support or not contradictions(told, part, question.text)
        ]
        top = supports[0].score if supports else 0.0
        # A part that names nothing itself is about what the whole question is about.
        stands = len(content_words(topic(part.text))) >= OWN_WORDS
        readings = [part] if stands else [part, replace(part, text=question.text)]
        first: tuple[Support, float] | None = None
        for support in supports[:CONSIDERED]:
            if top - support.score > (_NEAR_SECOND if first else MARGIN):
                break
            if contradictions(support, part, question.text):
                continue
            sure = min(confidence(support, reading, 0.0 if first else top - support.score) for reading in readings)
            if sure >= THRESHOLD:
                return support, sure
            first = first or (support, sure)
        return first or (None, 0.0)


def _counted_first(part: Part, supports: Sequence[Support]) -> list[Support]:
    """The supports with those before a first one that only names what the part counts that are near and give a figure
    for it: who names things need not name all of them."""
    ahead: list[Support] = []
    first = supports[0].sentence.text if supports else ""
    if counts.tells_count(part.text, first) and not counts.gives_count(part.text, first):
        near = [support for support in supports if supports[0].score - support.score <= _NEAR_SECOND]
        ahead = [support for support in near if counts.gives_count(part.text, support.sentence.text)]
    return [*ahead, *(support for support in supports if support not in ahead)]


def _asserted(support: Support, part: Part) -> Support:
    """The support without what its sentence leaves open (规定多久评一次), where a figure or a date is asked for."""
    if part.asks not in (Asks.AMOUNT, Asks.TIME, Asks.DURATION):
        return support
    told = _LEFT_OPEN.sub("", support.sentence.text)
    return support if told == support.sentence.text else replace(support, sentence=replace(support.sentence, text=told))


def _is_said(sentence: Sentence, claims: Sequence[Claim]) -> bool:
    """Whether a claim quotes from the sentence."""
    return any(
        place.passage.document_id == sentence.passage.document_id
        and sentence.span.start <= place.span.start < sentence.span.end
        for claim in claims
        for place in claim.evidence
    )


def _is_heading(document: Document, sentence: Sentence) -> bool:
    section = document.sections[sentence.passage.section_index]
    return section.start <= sentence.span.start < section.body


def _enumerates(part: Part, claims: Sequence[Claim]) -> bool:
    """Whether as many things are said as are asked for by number; who only names the lot says none."""
    if not spells_out(part.text, [claim.text for claim in claims]):
        return False
    if part.asks is not Asks.LIST:
        return True
    which = _WHICH.search(part.text)
    count = (expected_count(which[0]) if which else None) or (2 if which or expected_count(part.text) else 1)
    apart = _CLAUSES if count > 2 else _SIDE_BY_SIDE
    return count <= max(len(claims), max(len(apart.split(claim.text)) for claim in claims))


def _anchor(library: Library, document: Document) -> Passage:
    """A fact of the masthead stands in no passage; it is shown with the document's first."""
    return library.passages_of(document.id)[0]
