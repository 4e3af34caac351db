"""The least effort that reaches a target, found exactly, with what every step brings.

The result is optimal under the scheme's efforts: points are those of the scorecard, each line rounded as there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from assistant.scoring.exact import as_decimal, from_cents, json_number, plain, two_places
from assistant.scoring.moves import Landscape, landscape
from assistant.scoring.profile import Profile, ProfileRefused, contradictions
from assistant.scoring.rating import Basis
from assistant.scoring.scheme import GRADE_STEP, Scheme
from assistant.scoring.scorecard import Line, Scorecard, score
from assistant.scoring.search import Component, GradeLadder, TooLarge
from assistant.scoring.tables import NEVER, prefix_sums, split, worthwhile
from knowledge.indicators.system import IndicatorSystem


class PlanRefused(ValueError):
    """There is no plan for what was asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change: a fact (its key, in its unit) or the grade of an indicator (its code).

    ``gain`` is what it adds to the total when the steps are taken in order; ``serves`` are the codes whose points it
    raises, ``costs`` those it lowers.
    """

    key: str
    is_grade: bool
    label: str
    unit: str
    before: Decimal | str
    after: Decimal | str
    effort: Decimal
    gain: Decimal
    serves: tuple[str, ...]
    costs: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The step as in the contract."""
        ends = [end if isinstance(end, str) else json_number(end) for end in (self.before, self.after)]
        return {
            "code" if self.is_grade else "fact": self.key,
            "from": ends[0],
            "to": ends[1],
            "effort": json_number(self.effort),
            "gain": str(self.gain),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """The cheapest way to the target or, where it cannot be reached, to the best possible total.

    ``before`` and ``after`` are the scorecards at both ends; ``limits`` say in Chinese why lines stay below full at the
    best possible total (only where the target cannot be reached).
    """

    target: Decimal
    before: Scorecard
    after: Scorecard
    steps: tuple[Step, ...]
    effort: Decimal
    best_possible: Decimal
    limits: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        """Whether the target can be reached at all."""
        return self.best_possible >= self.target

    @property
    def summary(self) -> str:
        """What the plan comes to, in one Chinese sentence."""
        way = f"{len(self.steps)} 步，投入合计 {plain(self.effort)}"
        if not self.reachable:
            most = f"最多可到 {self.best_possible} 分" + (f"（{way}）" if self.steps else "")
            return f"目标 {plain(self.target)} 分达不到：现在 {self.before.total} 分，{most}。"
        if not self.steps:
            return f"现在 {self.before.total} 分，已达到目标 {plain(self.target)} 分，不需要做什么。"
        return f"从 {self.before.total} 分到 {self.after.total} 分（目标 {plain(self.target)} 分）：{way}。"

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue plan --json``."""
        return {
            "target": two_places(self.target),
            "reachable": self.reachable,
            "before": str(self.before.total),
            "after": str(self.after.total),
            "steps": [step.to_dict() for step in self.steps],
            "effort": json_number(self.effort),
            "best_possible": str(self.best_possible),
        }


def plan(profile: Profile, target: Decimal | int | float | str, system: IndicatorSystem, scheme: Scheme) -> Plan:
    """The plan that reaches ``target`` (a total, with at most two decimals) with the least effort.

    Among equally cheap ways the one with the most points. Raises PlanRefused for a target that is none and for
    problems too large to solve exactly, ProfileRefused for a profile that does not hold.
    """
    goal = _goal(target)
    if problems := contradictions(profile.facts, system):
        raise ProfileRefused(problems)
    before = score(profile, system, scheme)
    land = landscape(profile, system, scheme)
    unit = math.lcm(*(Fraction(effort).denominator for effort in scheme.efforts.values()))
    efforts = {key: int(Fraction(effort) * unit) for key, effort in scheme.efforts.items()}
    try:
        parts: list[GradeLadder | Component] = [*_ladders(before, efforts)]
        parts += [Component(land, lines, keys, efforts) for lines, keys in land.components()]
    except TooLarge as error:
        raise PlanRefused(f"{error}太多，无法精确求解；请在评分方案里减小满分值，或去掉其中一项的投入") from error
    tables = [worthwhile(part.table) for part in parts]
    sums = prefix_sums(tables)
    still = before.total_cents - sum(int(np.flatnonzero(part.table == 0)[0]) for part in parts)
    reached = np.flatnonzero(sums[-1] < NEVER)
    best = int(reached[-1])
    enough = reached[reached >= min(int(Fraction(goal) * 100) - still, best)]
    cheapest = sums[-1][enough].min()
    cents = int(enough[sums[-1][enough] == cheapest][-1])
    moves: dict[str, int | str] = {}
    for part, share in zip(parts, split(cents, tables, sums), strict=True):
        moves.update(part.moves(share))
    steps, after = _steps(before, moves, land, scheme)
    best_possible = from_cents(best + still)
    return Plan(
        target=goal,
        before=before,
        after=after,
        steps=steps,
        effort=as_decimal(Fraction(int(cheapest), unit)),
        best_possible=best_possible,
        limits=tuple(_limits(after, land, scheme)) if best_possible < goal else (),
    )


def moved(profile: Profile, moves: Mapping[str, int | str]) -> Profile:
    """The profile with facts raised by whole units and grades replaced."""
    facts, grades = dict(profile.facts), dict(profile.grades)
    for key, move in moves.items():
        if isinstance(move, str):
            grades[key] = move
        else:
            facts[key] = as_decimal(Fraction(facts[key]) + move)
    return replace(profile, facts=facts, grades=grades)


def _goal(target: Decimal | int | float | str) -> Decimal:
    text = str(target).strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2}0*)?", text):
        raise PlanRefused(f"目标分应是 0 到 999 之间、最多两位小数的数，实际是 {target!r}")
    return Decimal(text)


def _ladders(before: Scorecard, efforts: Mapping[str, int]) -> list[GradeLadder]:
    if GRADE_STEP not in efforts:
        return []
    grades, scheme = before.profile.grades, before.scheme
    return [
        GradeLadder(line.code, Fraction(line.weight), grades[line.code], scheme, efforts[GRADE_STEP])
        for line in before.lines
        if line.basis is Basis.GRADE
    ]


def _steps(
    before: Scorecard, moves: Mapping[str, int | str], land: Landscape, scheme: Scheme
) -> tuple[tuple[Step, ...], Scorecard]:
    """The moves: wholes before parts, so that no profile on the way contradicts itself; then by gain per effort."""
    system = before.system
    first = [key for key in system.facts if key in moves and key in land.anchors]
    card = score(moved(before.profile, {key: moves[key] for key in first}), system, scheme)

    def value(key: str) -> Fraction:
        alone = score(moved(card.profile, {key: moves[key]}), system, scheme)
        return (alone.total_cents - card.total_cents) / Fraction(_effort(key, moves[key], before, scheme))

    rest = sorted((key for key in moves if key not in first), key=value, reverse=True)
    steps = []
    card = before
    for key in [*first, *rest]:
        after = score(moved(card.profile, {key: moves[key]}), system, scheme)
        steps.append(_step(key, moves[key], card, after))
        card = after
    return tuple(steps), card


def _effort(key: str, move: int | str, before: Scorecard, scheme: Scheme) -> Fraction:
    if isinstance(move, str):
        steps = scheme.better_grades(before.profile.grades[key]).index(move) + 1
        return Fraction(scheme.efforts[GRADE_STEP]) * steps
    return Fraction(scheme.efforts[key]) * move


def _step(key: str, move: int | str, before: Scorecard, after: Scorecard) -> Step:
    is_grade = isinstance(move, str)
    lines = zip(before.lines, after.lines, strict=True)
    changes = {old.code: (new.cents or 0) - (old.cents or 0) for old, new in lines}
    fact = before.system.facts.get(key)
    line = before.line(key)
    return Step(
        key=key,
        is_grade=is_grade,
        label=line.name if line and is_grade else fact.label if fact else key,
        unit=fact.unit if fact and not is_grade else "",
        before=before.profile.grades[key] if is_grade else before.profile.facts[key],
        after=after.profile.grades[key] if is_grade else after.profile.facts[key],
        effort=as_decimal(_effort(key, move, before, before.scheme)),
        gain=from_cents(after.total_cents - before.total_cents),
        serves=tuple(code for code, change in changes.items() if change > 0),
        costs=tuple(code for code, change in changes.items() if change < 0),
    )


def _limits(card: Scorecard, land: Landscape, scheme: Scheme) -> Iterator[str]:
    for line in card.lines:
        lost = line.full_cents - (line.cents or 0)
        if lost:
            yield f"{line.code} {line.name} 还差 {from_cents(lost)} 分：{_limit(line, card, land, scheme)}"


def _limit(line: Line, card: Scorecard, land: Landscape, scheme: Scheme) -> str:
    if line.basis is Basis.MISSING:
        return "；".join(line.steps)
    if line.basis is Basis.RATING:
        return "评分是直接给定的，不随数据变动"
    if line.basis is Basis.GRADE:
        return f"评分方案没有给出提高一档的投入（{GRADE_STEP}）"
    raising = {key for live in land.lines if live.indicator.code == line.code for m, _ in live.measures for key in m.of}
    if still := [card.system.facts[key].label for key in card.system.facts if key in raising - land.efforts.keys()]:
        return f"评分方案没有给出投入：{'、'.join(still)}"
    return "数据之间相互牵制（部分不能多于总数，分母增加会摊薄比例），不能再高"
