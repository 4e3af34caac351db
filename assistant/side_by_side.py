"""Comparisons answered side by side: each side from its own documents or sentences, before them how they compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import comparisons, text_sums
from assistant.citations import Claim
from assistant.evidence import Search, merged
from assistant.named_sides import named_sides
from assistant.question_parts import read
from assistant.questions import ASKING, Asks, Part, Question
from assistant.short_titles import spelled_out
from assistant.sides import alone, sides
from knowledge.library import Library
from knowledge.retrieval import Hit

FromText = Callable[[Part, Question, Sequence[Hit]], tuple[list[Claim], float]]
"""Claims for one part of a question from these hits, and how sure they are."""
_EVENT = {comparisons.By.DATE: Asks.TIME, comparisons.By.FIGURE: Asks.AMOUNT}


def of_documents(
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText
) -> tuple[list[Claim], float] | None:
    """Versions, titles or places that the question sets side by side: each answered from its own documents.

    The claims and how sure the surest is; None where nothing is compared or no side has support.
    """
    near = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    comparison = comparisons.read(question.text)
    by_date = comparison is not None and comparison.by is comparisons.By.DATE
    if not by_date and (named := named_sides(question.text, library, near)):
        compared, asked = named
        asked_of = dict.fromkeys((side.label for side in compared), asked)
    else:
        compared = sides(question.text, library, near)
        asked_of = {side.label: alone(question.text, side, compared) for side in compared}
    claims: list[Claim] = []
    confidences = [0.0]
    said: list[tuple[str, list[Claim]]] = []
    for side in compared:
        own_claims: list[Claim] = []
        own = read(asked_of[side.label])
        found_hits = search(own.text, side.documents)
        for part in own.parts:
            found, sure = _of_side(part, own, found_hits, from_text)
            confidences.append(sure)
            new = [claim for claim in found if claim not in (*claims, *own_claims)]
            own_claims += new
            if new:
                claims.append(Claim(f"{side.label}：{new[0].text}", new[0].evidence, item=True))
                claims += new[1:]
        said.append((side.label, own_claims))
    if not claims:
        return None
    claims += (Claim(f"{label}：没有找到依据。", (), item=True) for label, own_claims in said if not own_claims)
    if told := text_sums.ranked(question.text, said):
        claims.insert(0, told)
    return claims, max(confidences)


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
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText
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
        if not found:
            return None
        answered.append(found)
        sureness.append(sure)
    one, other = ([claim.text for claim in side] for side in answered)
    if one == other:
        return None
    claims = [
        replace(claim, text=f"{name}：{claim.text}" if not i else claim.text, item=True)
        for name, side in zip(comparison.names, answered, strict=True)
        for i, claim in enumerate(side)
    ]
    if told := comparisons.verdict(comparison, (one, other)):
        places = tuple(dict.fromkeys(place for side in answered for place in side[0].evidence))
        claims.insert(0, Claim(told, places, item=True))
    return claims, min(sureness)
