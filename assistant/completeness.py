"""Whether an answer that a chat model wrote tells what was asked, as far as the draft made without it can. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.citations import Claim
from assistant.gate import forms, numbers_of
from assistant.numbers import plain
from assistant.questions import Asks, Question
from knowledge.tokenization import bigrams

_FIGURES = frozenset({Asks.AMOUNT, Asks.TIME, Asks.DURATION})
# 不仅 and 不少于 deny nothing; a dash in a table's cell does, and so does the end of a rule that is asked about.
_DENIES = re.compile(
    r"不(?![仅但同断少低超高多大小管论只])|没有?(?!收)|未(?!来)|无(?![论线人])|禁止|—|废止|失效|作废|期满"
)
_COUNTS_ALONG = re.compile(r"第[\d.]+[条款项章节]?")
# The share of the words that only this list item has that must come back; less where a figure does.
_RETOLD, _RETOLD_WITH_FIGURE = 0.5, 0.3
NO_FIGURE, NOT_ALL, OPPOSITE = "没有写出所问的数值", "没有写全", "写的与依据的意思相反"


def objection(question: Question, draft: Sequence[Claim], written: Sequence[Claim]) -> str | None:
    """What is wrong with the written claims beside the draft's, to be read after the model's name; None if nothing.

    The draft's figures must be there where figures are asked for, the things it lists or answers one by one each of
    them, and what it denies must not be affirmed.
    """
    said = "\n".join(claim.text for claim in written)
    asked = {part.asks for part in question.parts}
    supported = [claim for claim in draft if claim.evidence]
    if asked == {Asks.YES_NO} and bool(_DENIES.search(supported[0].text)) != bool(_DENIES.search(written[0].text)):
        return OPPOSITE
    several = len(question.parts) > 1
    told = [c.text for c in supported if (c.item or several) and not c.text.endswith(("：", ":"))]
    words = [frozenset(bigrams(text)) for text in told]
    shared = [frozenset().union(*words[:i], *words[i + 1 :]) for i in range(len(words))]
    retold = [
        _retold(text, own - others or own, said, question.text)
        for text, own, others in zip(told, words, shared, strict=True)
    ]
    # A single thing of many listed may be the very one that was asked for; of two, both are.
    if not all(retold) and (several or len(told) == 2 or sum(retold) != 1):
        return NOT_ALL
    figures = _figures("\n".join(claim.text for claim in supported), question.text)
    if asked & _FIGURES and figures and not figures & _written(said):
        return NO_FIGURE
    return None


def _retold(claim: str, own: Set[str], said: str, question: str) -> bool:
    """Whether enough of the words that only this claim has are there, and a figure of it where it has some."""
    figures = _figures(claim, question)
    share = len(own & set(bigrams(said))) / len(own) if own else 1.0
    return share >= (_RETOLD_WITH_FIGURE if figures else _RETOLD) and (not figures or bool(figures & _written(said)))


def _written(text: str) -> frozenset[str]:
    """The figures of a text, each also without its unit: a table's cell has none where a sentence must."""
    return forms(text) | {plain(number.value) for number in numbers_of(text) if number.value is not None}


def _figures(text: str, question: str) -> frozenset[str]:
    """The figures that the question does not say itself, without the numbers of items and clauses."""
    return frozenset(form for form in forms(text) - forms(question) if not _COUNTS_ALONG.fullmatch(form))
