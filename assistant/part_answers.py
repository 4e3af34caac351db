"""The parts of a question answered each from the text: in their order, each from a sentence of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.citations import Claim
from assistant.evidence import Search, Weigher, coverage, merged, tokens_of
from assistant.library_tables import OWN_WORDS, LibraryTables
from assistant.numbers import NumberKind, find
from assistant.periods import as_rules_say
from assistant.questions import Asks, Part, Question, topic
from knowledge.retrieval import Hit
from knowledge.tokenization import content_words

# Of two parts that one sentence answers, the one that loses less gets another: at most this share of its words.
_MAY_LOSE = 0.1
# How much of what a part is about the place that answers it names.
_A_SHARE = 0.5
# 不办罚多少: what comes of not doing what the first part is about.
_CONSEQUENCE = re.compile(
    r"(?:逾期|如果?|要是|违反|违者)?(?:仍|还)?(?:不|没|未|拒不|违|罚)[^，,。？?]{0,8}(?:罚|处[罚理]|责任|后果|怎么)"
)
_PERIOD = re.compile(r"(?:之?[后内])?(?:多久|多长时间|(?:多少|几)个?(?:工作日|小时|[天日月年]))(?:之?内)?")
# Words that rules use where questions do not.
_EXPANDED = {Asks.DURATION: "期限"}


class FromText(Protocol):
    """Claims for one part from the text of hits, and how sure they are."""

    def __call__(
        self,
        part: Part,
        question: Question,
        hits: Sequence[Hit],
        favoured: str | None = None,
        without: Sequence[Claim] = (),
    ) -> tuple[list[Claim], float]:
        """``favoured`` is the document the part before came from; what ``without`` says is not said again."""


class PartAnswers:
    """Puts the answers to the parts together."""

    def __init__(self, weigher: Weigher, tables: LibraryTables, from_text: FromText) -> None:
        self._weigher = weigher
        self._tables = tables
        self._from_text = from_text

    def answer(self, question: Question, hits: Sequence[Hit], search: Search) -> tuple[list[Claim], float]:
        """Claims for each part in turn, and how sure the surest is; a part without support is named.

        No claims where no part has support.
        """
        several = len(question.parts) > 1
        told: list[list[Claim]] = []
        sources: list[list[Hit]] = []
        confidences = [0.0]
        favoured = None
        for part in question.parts:
            if told and part.asks is Asks.SOURCE:
                told.append(_source(told[-1]))
                sources.append(sources[-1])
                continue
            query = as_rules_say(part.text)
            query = f"{query} {_EXPANDED[part.asks]}" if part.asks in _EXPANDED else query
            found_for_part = merged(hits, search(query, None)) if several or query != question.text else list(hits)
            found, sure = self._of_several(part, question, found_for_part, favoured)
            if not found and (subject := _left_out(part, question)):
                meant = replace(part, text=subject + part.text)
                found, sure = self._of_several(meant, question, search(meant.text, None), favoured)
            if _strays(part, found, favoured if told and told[-1] else None):
                found, sure = [], 0.0
            confidences.append(sure)
            told.append(found)
            sources.append(found_for_part)
            if found:
                favoured = _document(found)
        if not any(told):
            return [], max(confidences)
        self._told_apart(question, told, sources)
        for at, part in enumerate(question.parts):
            if at and part.asks is Asks.SOURCE:
                told[at] = _source(told[at - 1])
        claims = list(dict.fromkeys(claim for found in told for claim in found))
        for part, found in zip(question.parts, told, strict=True):
            if not found:
                claims.append(not_found(part))
        return claims, max(confidences)

    def _told_apart(self, question: Question, told: list[list[Claim]], sources: Sequence[Sequence[Hit]]) -> None:
        """Where more parts are told the same than it holds figures, the part that loses least gets another answer."""
        alike: dict[tuple[Claim, ...], list[int]] = {}
        for at, found in enumerate(told):
            if question.parts[at].asks is Asks.SOURCE:
                continue
            alike.setdefault(tuple(found), []).append(at)
        for claims, parts in alike.items():
            while claims and len(parts) > max(1, _figures(claims)):
                others = {at: self._otherwise(question, parts, at, sources[at], claims) for at in parts}
                less, (other, lost) = min(others.items(), key=lambda item: item[1][1])
                if lost > _MAY_LOSE:
                    break
                told[less] = other
                parts.remove(less)

    def _otherwise(
        self, question: Question, alike: Sequence[int], at: int, hits: Sequence[Hit], told: Sequence[Claim]
    ) -> tuple[list[Claim], float]:
        """What answers the part ``at`` if not what is ``told`` it and others, and how much of its words that loses.

        Nothing is lost where what is told has none of the words that this part alone has.
        """
        part = question.parts[at]
        other, _ = self._of_several(part, question, hits, None, told)
        if not other:
            return [], 1.0
        beside = tokens_of(" ".join(question.parts[i].text for i in alike if i != at))
        own = {token: weight for token, weight in self._weigher.weights(part.text).items() if token not in beside}
        if own and not own.keys() & _said(told):
            return other, 0.0
        return other, self._share(part, told) - self._share(part, other)

    def _share(self, part: Part, claims: Sequence[Claim]) -> float:
        """The share of a part's words in the claims."""
        return coverage(self._weigher.weights(part.text), _said(claims))

    def _of_several(
        self,
        part: Part,
        question: Question,
        hits: Sequence[Hit],
        favoured: str | None,
        without: Sequence[Claim] = (),
    ) -> tuple[list[Claim], float]:
        """A part by itself where it can be understood so, else with the whole question around it."""
        alone = replace(question, text=part.text, parts=(part,))
        by_itself = len(question.parts) > 1 and len(content_words(topic(part.text))) >= OWN_WORDS
        if len(question.parts) > 1 and (table := self._tables.answer_part(part, hits)):
            return table, 1.0
        readings = [question, alone] if by_itself else [question]
        for reading in reversed(readings) if part.alone else readings:
            found, sure = self._from_text(part, reading, hits, favoured, without)
            if found:
                break
        return found, sure


def _left_out(part: Part, question: Question) -> str:
    """What a part is about that does not say so itself; "" where it does."""
    if part is not question.parts[0] and _CONSEQUENCE.match(part.text):
        return f"{_PERIOD.sub('', topic(question.parts[0].text))}，"
    return "" if part.text.startswith(part.subject) else part.subject


def not_found(part: Part) -> Claim:
    """That nothing answers a part."""
    return Claim(f"关于“{part.text}”，没有找到依据。", (), item=True)


def tells_own_words(part: Part, claims: Sequence[Claim]) -> bool:
    """Whether the claims hold one of the words that a part has beside its subject, and they or the titles they stand
    under half of those of its subject; True where it has none."""
    words = content_words(topic(as_rules_say(part.text.removeprefix(part.subject))))
    if words and not any(word in claim.text for word in words for claim in claims):
        return False
    about = content_words(part.subject)
    return _A_SHARE * len(about) <= sum(any(word in place for place in map(_where, claims)) for word in about)


def _strays(part: Part, claims: Sequence[Claim], before: str | None) -> bool:
    """Whether what is told a part that leaves out its subject is of another document than what was told ``before`` (the
    document's id, None for nothing), and not on that subject."""
    return bool(part.subject and claims) and before != _document(claims) and not tells_own_words(part, claims)


def _document(claims: Sequence[Claim]) -> str | None:
    """The id of what the first claim that cites rests on, None where none cites."""
    return next((claim.evidence[0].passage.document_id for claim in claims if claim.evidence), None)


def _where(claim: Claim) -> str:
    """The words of a claim and the titles of the places it rests on."""
    titles = (title for place in claim.evidence for title in (place.passage.title, *place.passage.section))
    return " ".join((claim.text, *titles))


def _source(claims: Sequence[Claim]) -> list[Claim]:
    """The title of what the first claim that cites rests on; none of what no claim tells."""
    place = next((claim.evidence[0] for claim in claims if claim.evidence), None)
    return [Claim(f"出自《{place.passage.title}》。", (place,))] if place else []


def _said(claims: Sequence[Claim]) -> frozenset[str]:
    """The words of the claims."""
    return frozenset[str]().union(*(tokens_of(claim.text) for claim in claims))


def _figures(claims: Sequence[Claim]) -> int:
    """How many figures and dates claims hold: as many parts they may answer."""
    return sum(number.kind is not NumberKind.ORDINAL for claim in claims for number in find(claim.text))
