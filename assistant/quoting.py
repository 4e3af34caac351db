"""From the sentence that answers to what is said: the sentence, the whole list, or the words it needs around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import lists
from assistant.citations import Claim, Evidence
from assistant.evidence import Sentence, Support, Weigher, tokens_of
from assistant.questions import Asks, Part, counted_thing, expected_count
from knowledge.documents import Document, PassageKind, SectionKind
from knowledge.library import Library
from knowledge.segmentation import Span, fold

# How far below the best a sentence may be, and how many are tried, to find a list; how near a list must be to be meant.
MARGIN, CONSIDERED = 0.35, 10
_NEAR_LIST = 3
# From this many things side by side a sentence is a list.
_A_LIST = 5
# A further sentence is said when it adds this share of the question's words; at most so many are said.
_ADDS, _MOST_SENTENCES = 0.25, 3
_LISTY = (Asks.LIST, Asks.HOW, Asks.MEANING, Asks.WHY)
_LEADING = re.compile(r"^(?:此外|同时|其中|另外|并|且|但|还|也|因此|为此|前款|该|上述|以上)")
_LEAD_CHARS = 120
_BULLET = re.compile(r"[-*•]\s+")


class Quoter:
    """Says what a document's sentences say, each with its place."""

    def __init__(self, library: Library, weigher: Weigher) -> None:
        self._library = library
        self._weigher = weigher

    def quote(self, part: Part, document: Document, supports: Sequence[Support]) -> list[Claim]:
        """Claims from the best support (the first), which lies in ``document``, and those beside it."""
        return self._as_list(part, document, supports) or self._as_sentences(part, document, supports)

    def claim(self, document: Document, span: Span, item: bool = False) -> Claim:
        """The words at ``span``, quoted."""
        span = span.trimmed(document.text)
        bullet = _BULLET.match(document.text, span.start, span.end)
        span = Span(bullet.end(), span.end) if bullet else span
        return Claim(fold(span.of(document.text)), (self.evidence(document, span),), item)

    def evidence(self, document: Document, span: Span) -> Evidence:
        """The place of ``span``, with the text passage in which it begins or, outside all, the nearest one."""
        texts = [p for p in self._library.passages_of(document.id) if p.kind is PassageKind.TEXT]
        inside = [p for p in texts if p.start <= span.start < p.end]
        return Evidence(inside[0] if inside else min(texts, key=lambda p: abs(p.start - span.start)), span)

    def _as_list(self, part: Part, document: Document, supports: Sequence[Support]) -> list[Claim] | None:
        """The whole enumeration, where the best sentence opens one, or where a list is asked for and one is near."""
        count = expected_count(part.text)
        wanted = part.asks in _LISTY or count is not None
        best = supports[0]
        tried = supports[: CONSIDERED if count or part.asks is Asks.LIST else _NEAR_LIST if wanted else 1]
        near = [support for support in tried if self._may_list(part, document, support, best, wanted)]
        if part.asks is Asks.LIST and count is None and lists.inline_count(best.sentence.text) >= _A_LIST:
            return None  # the sentence itself lists what is asked for
        for support in near:
            items = self._items(document, support.sentence, wanted)
            opens = lists.opens_list(support.sentence.text)
            if items and ((opens and count is None) or count in (None, len(items) - 1)):
                said = self.claim(document, best.sentence.span, item=True)
                return items if support is best or said in items else [*items, said]
            if count is not None and lists.inline_count(support.sentence.text) == count:
                return [self.claim(document, support.sentence.span)]
            if items and support is best:
                return items
        return None

    @staticmethod
    def _may_list(part: Part, document: Document, support: Support, best: Support, wanted: bool) -> bool:
        """Whether a sentence is near enough to the best one for the list in it, or after it, to be the one meant."""
        sentence = support.sentence
        opens = lists.opens_list(sentence.text)
        if sentence.passage.document_id != document.id or not (wanted or opens):
            return False
        counted = counted_thing(part.text)
        beside = sentence.passage.section == best.sentence.passage.section
        return (
            best.score - support.score <= MARGIN
            or (counted is not None and (beside or counted in sentence.text))
            or (part.asks is Asks.LIST and beside and opens and not best.fits)
        )

    def _items(self, document: Document, sentence: Sentence, wanted: bool) -> list[Claim] | None:
        """The sentence that opens a list and its items: counted sentences or, where wanted, counted headings."""
        section = document.sections[sentence.passage.section_index]
        under = lists.children(document, section)
        if wanted and lists.opens_list(sentence.text) and under:
            headings = [Span(child.start, child.body) for child in under]
            return [self.claim(document, span, item=True) for span in (sentence.span, *headings)]
        found = lists.whole(document, section, sentence.span)
        if found is None:
            return None
        opening, spans = found
        return [self.claim(document, span, item=True) for span in ([opening] if opening else []) + spans]

    def _as_sentences(self, part: Part, document: Document, supports: Sequence[Support]) -> list[Claim]:
        """The best sentence, then those beside it that add words of the question it lacks."""
        best = supports[0].sentence
        weights = self._weigher.weights(part.text)
        chosen = [best]
        said = tokens_of(best.text)
        for support in supports[1 : CONSIDERED + 1]:
            sentence = support.sentence
            near = (
                sentence.passage.document_id == best.passage.document_id
                and sentence.passage.section_index == best.passage.section_index
            )
            added = sum(w for t, w in weights.items() if t in tokens_of(sentence.text) and t not in said)
            if near and added >= _ADDS * sum(weights.values()) and len(chosen) < _MOST_SENTENCES:
                chosen.append(sentence)
                said |= tokens_of(sentence.text)
        claims: list[Claim] = []
        for sentence in sorted(chosen, key=lambda s: s.span.start):
            lead = self._lead(document, sentence)
            if lead is not None and not any(lead == claim for claim in claims):
                claims.append(lead)
            claims.append(self.claim(document, sentence.span))
        return claims

    def _lead(self, document: Document, sentence: Sentence) -> Claim | None:
        """An item of a list needs the sentence that opens the list, 其中…… the sentence before it."""
        section = document.sections[sentence.passage.section_index]
        mark = lists.marker(sentence.text)
        if mark is not None and section.kind in (SectionKind.CLAUSE, SectionKind.DOCUMENT, SectionKind.HEADING):
            found = lists.whole(document, section, sentence.span)
            if found and found[0] is not None and lists.opens_list(found[0].of(document.text)):
                return self.claim(document, found[0])
        if _LEADING.match(sentence.text):
            before = [p for p in lists.pieces(document, section) if p.end <= sentence.span.start]
            if before and len(before[-1].of(document.text)) < _LEAD_CHARS:
                return self.claim(document, before[-1])
        return None
