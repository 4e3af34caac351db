"""A run against an earlier one, sample by sample: what is fixed, broken, changed, and what has got worse. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics import MEASURES, Measure, Outcome, Summary
from eval.statistics import worse


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an earlier run made of a sample: its values by measure, and the hash of its answer."""

    values: Mapping[str, float | None]
    answer: str


@dataclass(frozen=True, slots=True)
class Regression:
    """A measure that has fallen by more than chance explains, over the samples that both runs judged by it."""

    measure: Measure
    before: float
    after: float
    samples: int

    def sentence(self) -> str:
        """For people."""
        return f"{self.measure.name}从 {self.before:.3f} 降到 {self.after:.3f}（{self.samples} 题，超出了偶然的范围）"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ids of samples, in the order of the run: of those that both runs hold, and of those that only one has.

    ``broken`` were right and are not, ``fixed`` the other way round, ``changed`` say something else with the same
    result. ``skipped`` were judged before, and could not be asked now.
    """

    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    skipped: tuple[str, ...]
    regressions: tuple[Regression, ...]

    def to_dict(self) -> dict[str, Any]:
        """The ``comparison`` of ``canyue eval --json``."""
        lists = ("fixed", "broken", "changed", "added", "removed", "skipped")
        return {
            **{name: list(getattr(self, name)) for name in lists},
            "unchanged": self.unchanged,
            "regressions": [
                {
                    "measure": r.measure.key,
                    "before": round(r.before, 4),
                    "after": round(r.after, 4),
                    "samples": r.samples,
                }
                for r in self.regressions
            ],
        }


def verdicts(summary: Summary) -> dict[str, Verdict]:
    """What a run made of each sample."""
    return {outcome.id: Verdict(outcome.values, outcome.answer) for outcome in summary.outcomes}


def compare(before: Mapping[str, Verdict], after: Sequence[Outcome], skipped: Sequence[str] = ()) -> Comparison:
    """Set a run beside an earlier one; ``skipped`` are the samples that could not be asked now."""
    both = [outcome for outcome in after if outcome.id in before]
    right = {outcome.id: (before[outcome.id].values.get("passed") == 1, outcome.passed) for outcome in both}
    same_answer = {outcome.id for outcome in both if outcome.answer == before[outcome.id].answer}
    now = {outcome.id for outcome in after}
    return Comparison(
        fixed=tuple(id for id, was_is in right.items() if was_is == (False, True)),
        broken=tuple(id for id, was_is in right.items() if was_is == (True, False)),
        changed=tuple(id for id, (was, is_) in right.items() if was == is_ and id not in same_answer),
        unchanged=sum(was == is_ and id in same_answer for id, (was, is_) in right.items()),
        added=tuple(outcome.id for outcome in after if outcome.id not in before),
        removed=tuple(id for id in before if id not in now and id not in skipped),
        skipped=tuple(id for id in skipped if id in before),
        regressions=tuple(found for measure in MEASURES if (found := _regression(measure, before, both))),
    )


def _regression(measure: Measure, before: Mapping[str, Verdict], after: Sequence[Outcome]) -> Regression | None:
    pairs = [
        (earlier, value)
        for outcome in after
        if (earlier := before[outcome.id].values.get(measure.key)) is not None
        and (value := outcome.values[measure.key]) is not None
    ]
    if not pairs or not worse([a for a, _ in pairs], [b for _, b in pairs], measure.binary):
        return None
    means = [sum(column) / len(pairs) for column in zip(*pairs, strict=True)]
    return Regression(measure, means[0], means[1], len(pairs))
