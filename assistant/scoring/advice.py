"""What to do next: the cheapest way to a target that lies within reach, and what one more unit of each fact brings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.scoring.cohort import Cohort
from assistant.scoring.comparison import Gain, marginal_gains
from assistant.scoring.plan import Plan, PlanRefused, plan
from assistant.scoring.scorecard import Scorecard

STEP = 5


@dataclass(frozen=True, slots=True)
class Advice:
    """``plan`` is None where there is none; ``reason`` then says why, in Chinese."""

    plan: Plan | None
    reason: str
    gains: tuple[Gain, ...]


def advise(card: Scorecard, cohort: Cohort | None = None, target: Decimal | None = None) -> Advice:
    """Advice towards ``target``, by default the next multiple of 5 that is at least 5 points above the total.

    Where the target is out of reach the plan leads to the best possible total. A plan rates by benchmarks only, so
    after a comparison with other spaces there is none.
    """
    gains = gains_of(card, cohort)
    if not card.scheme.efforts:
        return Advice(None, "评分方案没有写各项的投入（efforts），没有作计划。", gains)
    if any(line.basis in ("percentile", "minmax") for line in card.lines):
        return Advice(
            None, "得分里有与同类空间比较的项目，随别人变动，没有作计划；不带 --cohort 运行 canyue plan 可得。", gains
        )
    goal = target if target is not None else (card.total // STEP + 2) * STEP
    try:
        return Advice(plan(card.profile, goal, card.system, card.scheme), "", gains)
    except PlanRefused as refused:
        return Advice(None, f"没有作计划：{refused}", gains)


def gains_of(card: Scorecard, cohort: Cohort | None = None) -> tuple[Gain, ...]:
    """What one more unit of each fact brings, the most first; facts that the track does not ask for are left out."""
    indicators = card.system.of_track(card.profile.track)
    asked = {key for indicator in indicators for measure in indicator.measures for key in measure.facts}
    gains = marginal_gains(card.profile, card.system, card.scheme, cohort)
    shown = [gain for gain in gains if gain.key in asked or card.system.indicator(gain.key) is not None]
    return tuple(sorted(shown, key=lambda gain: (gain.points is None, -(gain.points or 0))))
