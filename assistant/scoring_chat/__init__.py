"""Scores and advice in conversation: sentences → facts by rule → the scorecard, every number the user's or the tool's.

``reply`` is what the chain asks first; None means the question is about documents. Its text holds the keys of what
its sentences rest on (``source_keys``), which the chain turns into citations; ``answer`` is the same without them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from assistant.answers import Answer, Query
from assistant.scoring.comparison import compare, marginal_gains
from assistant.scoring.plan import PlanRefused, plan
from assistant.scoring.profile import Profile, ProfileRefused, read_profile
from assistant.scoring.scheme import Scheme, load_scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.scoring_chat import losses, replies
from assistant.scoring_chat.conversation import Turn, understand
from assistant.scoring_chat.intent import Wants
from assistant.scoring_chat.source_keys import disarmed, without_keys
from assistant.scoring_chat.standing import Standing
from knowledge.indicators.loader import load_system
from knowledge.indicators.system import IndicatorSystem

__all__ = ["Reply", "answer", "reply", "understand"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A scoring answer before it is cited: its text with the keys of what it rests on, and the card it tells of."""

    text: str
    system: IndicatorSystem
    card: Scorecard | None

    def answer(self, query: Query) -> Answer:
        """The answer without citations."""
        return Answer(
            question=query.question,
            standalone_question=query.question,
            answer=without_keys(self.text),
            scorecard=self.card.to_dict() if self.card else None,
        )


def answer(query: Query) -> Answer | None:
    """The scorecard, plan or comparison that is asked for, with what was understood; None for any other question."""
    found = reply(query)
    return found.answer(query) if found else None


def reply(query: Query) -> Reply | None:
    """What ``answer`` says, with the keys of what its sentences rest on; None for a question about documents."""
    history = tuple(replace(turn, content=disarmed(turn.content)) for turn in query.history)
    turn = understand(replace(query, question=disarmed(query.question), history=history))
    if turn is None:
        return None
    lines, card = _reply(turn)
    # A bracket in the user's words must not look like a citation.
    text = "\n".join(lines).replace("[", "［").replace("]", "］")
    return Reply(text, turn.standing.vocabulary.system, card)


@cache
def _scheme(system_id: str) -> Scheme:
    return load_scheme(None, load_system(system_id))


def _reply(turn: Turn) -> tuple[list[str], Scorecard | None]:
    standing = turn.imagined or turn.standing
    system = standing.vocabulary.system
    scheme = _scheme(system.id)
    record, origins, asked = standing.record()
    lines = replies.understood(turn, origins, record)
    lines += replies.questions([*turn.outcome.questions, *_units(standing), *asked])
    if standing.track is None and len(system.tracks) > 1:
        return [*lines, *_without_track(standing, scheme), *replies.kept(turn, record)], None
    try:
        profile = read_profile(record, scheme)
    except ProfileRefused as refused:
        return [*lines, *replies.refusal(refused.problems, system)], None
    card = score(profile, system, scheme)
    if turn.wants is Wants.WHAT_IF:
        lines += _what_if(turn, card, scheme)
    elif turn.wants is Wants.PLAN and turn.target is not None:
        goal = card.total + turn.target.points if turn.target.relative else turn.target.points
        try:
            lines += replies.plan(plan(profile, goal, system, scheme))
        except PlanRefused as refused:
            lines.append(str(refused))
    elif turn.wants is Wants.ADVICE:
        lines += replies.advice(card, marginal_gains(profile, system, scheme))
    elif turn.wants is Wants.LOSSES and turn.losses is not None:
        lines += [replies.total(card), *losses.reply(card, turn.losses)]
    else:
        lines += replies.scorecard(card)
    lines += replies.missing(profile, system, scheme, card.missing, [item.key for item in standing.without_unit])
    return [*lines, *replies.kept(turn, record), replies.basis(system, scheme)], card


def _what_if(turn: Turn, after: Scorecard, scheme: Scheme) -> list[str]:
    """Against the profile that is kept, where there is one of the same track that holds."""
    system = after.system
    kept, _, _ = turn.standing.record()
    try:
        before = score(read_profile(kept, scheme), system, scheme)
    except ProfileRefused:
        return replies.scorecard(after)
    if before.profile.track != after.profile.track or turn.standing.empty:
        return replies.scorecard(after)
    return replies.what_if(compare(before, after))


def _units(standing: Standing) -> list[str]:
    """Incomes that were given without a unit."""
    return [f"“{item.words}”的单位是万元还是元？" for item in standing.without_unit]


def _without_track(standing: Standing, scheme: Scheme) -> list[str]:
    """No score without a track: what to say next, all at once."""
    system = standing.vocabulary.system
    labels = "还是".join(system.tracks.values())
    known = Profile(system.id, "", facts=standing.record()[0]["facts"])
    shared = [item.code for item in system.indicators if len(item.weights) == len(system.tracks)]
    own = []
    for track, label in system.tracks.items():
        names = [f"{item.code} {item.name}" for item in system.of_track(track) if item.code not in shared]
        own.append(f"{label}还要{'、'.join(names)}")
    open_codes = [code for code in shared if code not in standing.judged]
    return [
        f"请先说明是{labels}，才能算分（两类的指标不同：{'；'.join(own)}）。",
        *replies.missing(known, system, scheme, open_codes, [item.key for item in standing.without_unit]),
        replies.basis(system, scheme),
    ]
