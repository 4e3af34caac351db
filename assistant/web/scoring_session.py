"""What one visitor of the 评分 tab has before them, and what becomes of it as they type or suppose. No Gradio here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.scoring.profile import ProfileRefused, read_profile
from assistant.scoring.scheme import Scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.web.scoring_form import TRACK, Field, Typed, by_field, record_of
from knowledge.indicators.system import IndicatorSystem

REACH = 20
"""A slider goes to twice the present figure, and at least this far beyond it."""

Positions = Mapping[str, float | str]
"""By the key of a fact or grade, where its slider stands."""


@dataclass(frozen=True, slots=True)
class Session:
    """The last scorecard that held, and what is wrong with what was typed since.

    ``wrong`` says it by field; ``undo`` is what was typed before it was last replaced as a whole; ``moved`` are the
    sliders that do not stand at the present figures, with what would have to be typed for them.
    """

    card: Scorecard
    scheme: Scheme
    track: str
    problems: tuple[str, ...] = ()
    wrong: dict[str, str] = field(default_factory=dict)
    undo: dict[str, str] | None = None
    moved: dict[str, str] = field(default_factory=dict)

    def typed(self, typed: Typed, asked: Sequence[Field]) -> Session:
        """After this was typed; where it does not hold the scorecard stays what it was."""
        now = replace(self, track=typed[TRACK])
        try:
            card = card_of(typed, asked, self.card.system, self.scheme)
        except ProfileRefused as refused:
            return replace(now, problems=tuple(refused.problems), wrong=by_field(refused.problems, asked))
        moved = {key: to for key, to in self.moved.items() if present(card, key) == present(self.card, key)}
        return replace(now, card=card, problems=(), wrong={}, moved=moved)

    def differs(self, other: Session) -> bool:
        """Whether the scorecards are of different figures, or by different schemes."""
        return (self.card.profile, self.card.scheme) != (other.card.profile, other.card.scheme)


def card_of(typed: Typed, asked: Sequence[Field], system: IndicatorSystem, scheme: Scheme) -> Scorecard:
    """The scorecard of what is typed; raises ProfileRefused with every problem."""
    return score(read_profile(record_of(typed, asked, system), scheme), system, scheme)


def present(card: Scorecard, key: str) -> Decimal | str | None:
    """The fact or grade that counts now, None where there is none to move."""
    kind, _, name = key.partition(".")
    if kind == "facts":
        return card.profile.facts.get(name)
    return None if name in card.profile.ratings else card.profile.grades.get(name)


def span(now: Decimal) -> dict[str, float]:
    """A slider that goes from 0 through the present figure, in steps of its last place."""
    places = int(now.normalize().as_tuple().exponent)
    return {"maximum": float(now + max(now, Decimal(REACH))), "step": 10.0 ** min(0, places)}


def moves(card: Scorecard, at: Positions) -> dict[str, str]:
    """What the sliders would change, as it would be typed."""
    found = {}
    for key, value in at.items():
        now = present(card, key)
        if isinstance(now, Decimal) and float(now) != value:
            found[key] = f"{Decimal(str(value)).normalize():f}"
        elif isinstance(now, str) and now != value:
            found[key] = str(value)
    return found


def supposed(card: Scorecard, moved: Mapping[str, str]) -> Scorecard:
    """The scorecard with facts and grades (facts.startups, grades.1.1) replaced; raises ProfileRefused."""
    record = card.profile.to_dict()
    for key, value in moved.items():
        kind, _, name = key.partition(".")
        record[kind][name] = value
    return score(read_profile(record, card.scheme), card.system, card.scheme)
