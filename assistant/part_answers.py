"""The parts of a question answered each from the text: in their order, each from a sentence of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Protocol

from assistant.citations import Claim
from assistant.evidence import Search, Weigher, coverage, merged, tokens_of
from assistant.library_tables import OWN_WORDS, LibraryTables
from assistant.numbers import NumberKind, find
from assistant.questions import Asks, Part, Question, topic
from knowledge.retrieval import Hit
from knowledge.tokenization import content_words

# Of two parts that one sentence answers, the one that loses less gets another: at most this share of its words.
_MAY_LOSE = 0.1
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
            query = f"{part.text} {_EXPANDED[part.asks]}" if part.asks in _EXPANDED else part.text
            found_for_part = merged(hits, search(query, None)) if several or query != question.text else list(hits)
            found, sure = self._of_several(part, question, found_for_part, favoured)
            confidences.append(sure)
            told.append(found)
            sources.append(found_for_part)
            if found:
                favoured = next(claim.evidence[0].passage.document_id for claim in found if claim.evidence)
        if not any(told):
            return [], max(confidences)
        for i, j in combinations(range(len(told)), 2):
            if told[i] and told[i] == told[j] and not _says_several(told[i]):
                others = {at: self._otherwise(question, question.parts[at], sources[at], told[at]) for at in (i, j)}
                less, (other, lost) = min(others.items(), key=lambda item: item[1][1])
                told[less] = other if lost <= _MAY_LOSE else told[less]
        claims = list(dict.fromkeys(claim for found in told for claim in found))
        for part, found in zip(question.parts, told, strict=True):
            if not found:
                claims.append(Claim(f"关于“{part.text}”，没有找到依据。", (), item=True))
        return claims, max(confidences)

    def _otherwise(
        self, question: Question, part: Part, hits: Sequence[Hit], told: list[Claim]
    ) -> tuple[list[Claim], float]:
        """What answers the part if not what is ``told``, and how much of its words that loses."""
        other, _ = self._of_several(part, question, hits, None, told)
        return other, self._share(part, told) - self._share(part, other) if other else 1.0

    def _share(self, part: Part, claims: Sequence[Claim]) -> float:
        """The share of a part's words in the claims."""
        said = frozenset[str]().union(*(tokens_of(claim.text) for claim in claims))
        return coverage(self._weigher.weights(part.text), said)

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


def _says_several(claims: Sequence[Claim]) -> bool:
    """Whether claims hold several figures or dates, and so may answer several parts."""
    return sum(number.kind is not NumberKind.ORDINAL for claim in claims for number in find(claim.text)) > 1
