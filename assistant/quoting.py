"""From the sentence that answers to what is said: the sentence, the whole list, or the words it needs around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import lists
from assistant.citations import Claim, Evidence
from assistant.counts import asks_count
from assistant.evidence import Sentence, Support, Weigher, coverage, fits, tokens_of
from assistant.ordinals import Nth, named
from assistant.questions import Asks, Part, counted_thing, expected_count
from knowledge.documents import Document, PassageKind, SectionKind
from knowledge.library import Library
from knowledge.segmentation import Span, fold

# How far below the best a sentence may be, and how many are tried, to find a list; how near a list must be to be meant.
MARGIN, CONSIDERED = 0.35, 10
_NEAR_LIST = 3
# From this many things side by side a sentence is a list; fewer it may say to be one.
_A_LIST = 5
_SAYS_WHICH = re.compile(r"(?:(?:分别|依次)(?:是|为)|即|包括)[^。；]*、")
# A further sentence is said when it adds this share of the question's words; at most so many are said.
_ADDS, _MOST_SENTENCES = 0.25, 3
# A heading repeats the question when this share of its words stands in it; an item is asked for when it holds so much
# more of the question than what opens the list.
_REPEATED, _OF_ITS_OWN = 0.6, 0.2
# From this length on only the clauses of a sentence that answer are quoted; one is left out that adds less.
_LONG, _CLAUSE_ADDS = 90, 0.12
_CLAUSE = re.compile(r"[^；;]+[；;]?")
_LABEL = re.compile(r"[^，。；：:]{1,16}[：:](?=\S)")
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
        supports = self._below_heading(part, document, supports)
        return self._as_list(part, document, supports) or self._as_sentences(part, document, supports)

    def _below_heading(self, part: Part, document: Document, supports: Sequence[Support]) -> Sequence[Support]:
        """The supports with the text under it first, where the best is a heading that only repeats the question."""
        best = supports[0].sentence
        section = document.sections[best.passage.section_index]
        body = [span for span in lists.pieces(document, section) if span.start >= section.body]
        said = coverage(self._weigher.weights(best.text), tokens_of(part.text))
        if best.span.start != section.start or not body or said < _REPEATED:
            return supports
        below = [support for support in supports if support.sentence.passage.section_index == section.index]
        below = [support for support in below if support.sentence.span.start >= section.body]
        span = next((span for span in body if lists.opens_list(span.of(document.text))), body[0])
        first = replace(supports[0], sentence=replace(best, span=span, text=fold(span.of(document.text))))
        return [*(below if not lists.opens_list(first.sentence.text) else []), first, *supports[1:]]

    def nth(self, asked: Nth, document: Document, sentence: Sentence) -> list[Claim]:
        """The one that is asked for of the list that the sentence opens or, where its length is known, belongs to; or
        of the things that it names side by side. Nothing where these are not the ones that are meant."""
        found = self._items(document, sentence, wanted=True) or []
        styles = [mark[0] if (mark := lists.marker(claim.text)) else None for claim in found]
        items = [claim for claim, style in zip(found, styles, strict=True) if style == styles[-1]]
        if items and asked.among(len(items)) and (asked.many or lists.opens_list(sentence.text)):
            return [items[asked.place]]
        told = self.claim(document, sentence.span)
        name = named(asked, told.text)
        return [Claim(f"{name}。", told.evidence, item=True), replace(told, item=True)] if name else []

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
        of_many = asks_count(part.text)
        wanted = part.asks in _LISTY or count is not None or of_many
        best = supports[0]
        tried = supports[: CONSIDERED if count or part.asks is Asks.LIST else _NEAR_LIST if wanted else 1]
        near = [support for support in tried if self._may_list(part, document, support, best, wanted)]
        if (part.asks is Asks.LIST or of_many) and count is None and lists.inline_count(best.sentence.text) >= _A_LIST:
            return None  # the sentence itself lists what is asked for
        if not of_many and self._one_of_a_list(part, document, best.sentence):
            return None
        for support in near:
            items = self._items(document, support.sentence, wanted)
            opens = lists.opens_list(support.sentence.text)
            if items and ((opens and count is None) or count in (None, len(items) - 1)):
                said = self.claim(document, best.sentence.span, item=True)
                if said not in items and count is None and _SAYS_WHICH.search(best.sentence.text):
                    return None
                return items if support is best or said in items else [*items, said]
            if count is not None and lists.inline_count(support.sentence.text) == count:
                return [self.claim(document, support.sentence.span)]
            if items and support is best:
                return items
        return None

    def _one_of_a_list(self, part: Part, document: Document, sentence: Sentence) -> bool:
        """Whether what is asked stands in one item of a list, and not in what opens the list."""
        found = lists.whole(document, document.sections[sentence.passage.section_index], sentence.span)
        if found is None or found[0] is None or found[0].start == sentence.span.start:
            return False
        weights = self._weigher.weights(part.text)
        titles = frozenset[str]().union(*map(tokens_of, sentence.passage.section))
        opening = coverage(weights, tokens_of(fold(found[0].of(document.text))) | titles)
        return coverage(weights, tokens_of(sentence.text)) >= opening + _OF_ITS_OWN

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
            claims.append(self._clauses(part, document, sentence))
        return claims

    def _clauses(self, part: Part, document: Document, sentence: Sentence) -> Claim:
        """The clauses of a long sentence that answer, after the label that opens it: 交通：……；高速公路……"""
        text = document.text
        whole = self.claim(document, sentence.span)
        start = whole.evidence[0].span.start
        spans = [Span(*m.span()) for m in _CLAUSE.finditer(text, start, sentence.span.end)]
        kind = document.sections[sentence.passage.section_index].kind
        if len(whole.text) < _LONG or len(spans) < 2 or kind is SectionKind.CLAUSE:
            return whole  # the cases of a rule hang together: ……；没有……的，……
        label = _LABEL.match(text, start, sentence.span.end)
        spans[0] = Span(label.end(), spans[0].end) if label else spans[0]
        weights = self._weigher.weights(part.text)
        total = sum(weights.values()) or 1.0
        words = [tokens_of(fold(span.of(text))) for span in spans]
        shares = [sum(w for t, w in weights.items() if t in own) / total for own in words]
        fitting = [i for i, span in enumerate(spans) if fits(part.asks, part.text, fold(span.of(text)))]
        best = max(fitting or range(len(spans)), key=lambda i: shares[i])
        adding = [
            i
            for i, own in enumerate(words)
            if sum(w for t, w in weights.items() if t in own - words[best]) >= _CLAUSE_ADDS * total
        ]
        if not fitting or shares[best] < _CLAUSE_ADDS:
            return whole
        kept = Span(spans[min([best, *adding])].start, spans[max([best, *adding])].end)
        if label and kept.start <= label.end():
            return self.claim(document, Span(start, kept.end))
        told = self.claim(document, kept)
        if not label:
            return told
        named = self.claim(document, Span(start, label.end()))
        return Claim(named.text + told.text, (*named.evidence, *told.evidence))

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
