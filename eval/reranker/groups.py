"""Listings → what is learnt from: a question, one passage or sentence that answers, or none, and hard wrong ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eval.reranker.listings import Candidate, Listing
from eval.reranker.wording import reworded
from knowledge.segmentation import Span, sentences

WRONG = 4
# Groups in which no passage answers: that the score can say so.
_NONE_ANSWERS = 0.15
# Groups with the right passage less its sentence that answers, where it is known which.
_ANSWER_CUT = 0.5
# Groups of single sentences, where it is known which of them answers: an answer is made of sentences.
_SENTENCES = 0.45
_SHORTEST_REST = 30


@dataclass(frozen=True, slots=True)
class Group:
    """Passages of one question; the first answers if ``answered``, none of the others does."""

    question: str
    passages: tuple[str, ...]
    answered: bool


def groups(found: Sequence[Listing], count: int, chance: random.Random) -> list[Group]:
    """``count`` groups, every listing about equally often, no two drawn alike."""
    usable = [listing for listing in found if _right(listing) and _wrong(listing)]
    made: list[Group] = []
    while usable and len(made) < count:
        chance.shuffle(usable)
        made += [_group(listing, chance) for listing in usable[: count - len(made)]]
    return made


def _group(listing: Listing, chance: random.Random) -> Group:
    # The best-ranked right passage mostly: another may answer less well than it stands in the set.
    right = chance.choice(_right(listing)[:2]).text
    wrong = _drawn(_wrong(listing), chance)
    answering = _answering(right, listing.answer)
    if answering and chance.random() < _SENTENCES:
        right, wrong = chance.choice(answering), _other_sentences(right, wrong, listing.answer, chance)
    elif answering and chance.random() < _ANSWER_CUT and (rest := _without_answer(right, listing.answer)):
        wrong = [rest, *wrong[: WRONG - 1]]
    answered = chance.random() >= _NONE_ANSWERS or not wrong
    passages = (right, *wrong) if answered else tuple(wrong)
    return Group(reworded(listing.question, chance), passages, answered)


def _right(listing: Listing) -> list[Candidate]:
    return [c for c in (*listing.candidates, *listing.missed) if c.answers]


def _wrong(listing: Listing) -> list[str]:
    right = {candidate.text for candidate in _right(listing)}
    return [c.text for c in listing.candidates if c.answers is False and c.text not in right]


def _drawn(wrong: Sequence[str], chance: random.Random) -> list[str]:
    """A few without repetition, the better-ranked the likelier (Efraimidis and Spirakis 2006)."""
    keys = [chance.random() ** (rank + 3) for rank in range(len(wrong))]
    order = sorted(range(len(wrong)), key=lambda rank: -keys[rank])
    return [wrong[rank] for rank in order[:WRONG]]


def _answering(text: str, spellings: Sequence[str]) -> list[str]:
    """The sentences that hold the answer, each under the title; none where the text is one sentence anyway."""
    title, said = _sentences(text)
    found = [sentence for sentence in said if _holds(sentence, spellings)]
    return [f"{title}\n{sentence}" for sentence in found] if len(said) > 1 else []


def _other_sentences(right: str, wrong: Sequence[str], spellings: Sequence[str], chance: random.Random) -> list[str]:
    """Sentences without the answer: of the right passage as many as there are, then of the wrong ones."""
    title, said = _sentences(right)
    beside = [f"{title}\n{sentence}" for sentence in said if not _holds(sentence, spellings)]
    drawn = chance.sample(beside, min(len(beside), WRONG - 1))
    for text in wrong:
        title, said = _sentences(text)
        drawn.append(f"{title}\n{chance.choice(said)}")
    return drawn[:WRONG]


def _without_answer(text: str, spellings: Sequence[str]) -> str:
    """The text less the sentences that hold the answer; "" where too little is left."""
    title, said = _sentences(text)
    rest = "".join(sentence for sentence in said if not _holds(sentence, spellings))
    return f"{title}\n{rest}" if len(rest) >= _SHORTEST_REST else ""


def _sentences(text: str) -> tuple[str, list[str]]:
    """The line above a passage and the passage's sentences."""
    title, _, said = text.partition("\n")
    return title, [span.of(said) for span in sentences(said, Span(0, len(said)))] or [said]


def _holds(sentence: str, spellings: Sequence[str]) -> bool:
    return any(spelling in sentence for spelling in spellings if spelling)
