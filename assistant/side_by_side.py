"""Comparisons answered side by side: each side from its own documents or sentences, before them how they compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import comparisons
from assistant.citations import Claim, Evidence
from assistant.evidence import Search, candidates, merged
from assistant.named_sides import named_sides
from assistant.question_parts import read
from assistant.questions import ASKING, Asks, Part, Question
from assistant.short_titles import spelled_out
from assistant.sides import Side
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.tokenization import bigrams

FromText = Callable[[Part, Question, Sequence[Hit]], tuple[list[Claim], float]]
"""Claims for one part of a question from these hits, and how sure they are."""
# From so much likeness on two sentences say the same thing in two versions of a text.
_COUNTERPART = 0.35
_EVENT = {comparisons.By.DATE: Asks.TIME, comparisons.By.FIGURE: Asks.AMOUNT}


def of_documents(
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText, today: dt.date
) -> tuple[list[Claim], float] | None:
    """Versions, titles or places that the question sets side by side: each answered from its own documents.

    The claims and how sure the surest is; None where nothing is compared or no side has support.
    """
    near = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    compared = named_sides(question.text, library, near, today)
    if compared is None:
        return None
    answered = [_answered(side.asked, side, search, from_text) for side in compared]
    if len({side.label.partition("》")[0] for side in compared}) == 1:
        answered = _aligned(compared, answered, search, library)
    if not any(said for said, _ in answered):
        answered = [_answered(side.label + side.asked, side, search, from_text) for side in compared]
    if not any(said for said, _ in answered):
        return None
    claims: list[Claim] = []
    for side, (said, _) in zip(compared, answered, strict=True):
        first = said[0] if said else Claim("没有找到依据。", ())
        claims += [Claim(f"{side.label}：{first.text}", first.evidence, item=True), *said[1:]]
    texts = [[claim.text for claim in said] for said, _ in answered]
    sides = [(side.label, side.asked, said) for side, said in zip(compared, texts, strict=True)]
    if told := comparisons.outcome(question.text, sides):
        places = tuple(dict.fromkeys(place for said, _ in answered for claim in said for place in claim.evidence))
        claims.insert(0, Claim(told, places, item=True))
    return claims, max(sure for _, sure in answered)


def _answered(asked: str, side: Side, search: Search, from_text: FromText) -> tuple[list[Claim], float]:
    """What one side's documents say on what is asked, and how sure the surest part is."""
    question = read(asked)
    hits = search(question.text, side.documents) if side.documents else []
    claims: list[Claim] = []
    surest = 0.0
    for part in question.parts:
        found, sure = _of_side(part, question, hits, from_text)
        surest = max(surest, sure)
        claims += (claim for claim in found if claim not in claims)
    return claims, surest


def _aligned(
    sides: Sequence[Side], answered: list[tuple[list[Claim], float]], search: Search, library: Library
) -> list[tuple[list[Claim], float]]:
    """Of two versions of one text: to what the surer one says its counterpart in the other, where this has one."""
    surer = max(range(len(sides)), key=lambda i: (bool(answered[i][0]), answered[i][1]))
    said = answered[surer][0]
    if not said:
        return answered
    for i, side in enumerate(sides):
        if i != surer and _likeness(said[0].text, "".join(claim.text for claim in answered[i][0])) < _COUNTERPART:
            found = _counterpart(said[0].text, side, search, library)
            answered[i] = ([found], answered[i][1]) if found else answered[i]
    return answered


def _counterpart(said: str, side: Side, search: Search, library: Library) -> Claim | None:
    """The sentence of the side's documents that is most like what is said, where it is like enough."""
    found = [
        sentence
        for hit in search(said, side.documents)
        for sentence in candidates(library.document(hit.passage.document_id), hit)
    ]
    likest = max(found, key=lambda sentence: _likeness(said, sentence.text), default=None)
    if likest is None or _likeness(said, likest.text) < _COUNTERPART:
        return None
    return Claim(likest.text, (Evidence(likest.passage, likest.span),))


def _likeness(text: str, other_text: str) -> float:
    """How much of their words two texts share, 0..1."""
    one, other = set(bigrams(text)), set(bigrams(other_text))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _of_side(part: Part, question: Question, hits: Sequence[Hit], from_text: FromText) -> tuple[list[Claim], float]:
    """Claims for one part from one side's hits. 付款时间 without 何时 may be a date, a period or a mere subject."""
    readings = [part.asks]
    if not ASKING.search(part.text):
        readings += [Asks.DURATION] * (part.asks is Asks.TIME) + [Asks.OTHER] * (part.asks is not Asks.OTHER)
    for asks in readings:
        found, sure = from_text(replace(part, asks=asks), question, hits)
        if found:
            break
    return found, sure


def of_things(
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText, today: dt.date
) -> tuple[list[Claim], float] | None:
    """Two things of one or several documents by their dates or figures, both sides said, then how they compare.

    The claims and how sure the less sure side is; None where the question sets nothing against each other or one side
    has no support.
    """
    comparison = comparisons.read(question.text)
    if comparison is None:
        return None
    answered: list[list[Claim]] = []
    sureness = []
    for asked in comparison.questions:
        text = spelled_out(asked, library)
        part = Part(text, _EVENT[comparison.by])
        found, sure = from_text(part, replace(question, text=text, parts=(part,)), merged(search(text, None), hits))
        answered.append(found)
        sureness.append(sure)
    texts = [[claim.text for claim in side] for side in answered]
    for side, said, sure in zip(answered, texts, sureness, strict=True):
        # What one sentence sets side by side tells more than two from here and there.
        if comparisons.figures_of_both(comparison, said) and (told := comparisons.verdict(comparison, (said, said))):
            return [Claim(told, side[0].evidence, item=True), *side], sure
    if not all(answered) or texts[0] == texts[1]:
        return None
    told = comparisons.verdict(comparison, (texts[0], texts[1]))
    claims = [
        replace(claim, text=f"{name}：{claim.text}" if not i else claim.text, item=True)
        for name, side in zip(comparison.names, answered, strict=True)
        for i, claim in enumerate(side)
    ]
    if told:
        places = tuple(dict.fromkeys(place for side in answered for place in side[0].evidence))
        claims.insert(0, Claim(told, places, item=True))
    return claims, min(sureness)
