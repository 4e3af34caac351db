"""Whether a run is good enough: broken promises, missed thresholds, regressions. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from eval.comparison import Comparison
from eval.metrics import MEASURES, Summary

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a run must reach, as rates between 0 and 1; ``false_refusals`` is what it must not exceed."""

    fact_recall: float = 0.90
    evidence_recall: float = 0.90
    refusal_recall: float = 0.83
    false_refusals: float = 0.05


def broken_promises(summary: Summary) -> list[str]:
    """A Chinese sentence for each promise that any answer breaks, with the samples: these hold without exception."""
    found = []
    for measure in MEASURES:
        ids = [outcome.id for outcome in summary.outcomes if outcome.values[measure.key] == 0 and not outcome.crashed]
        if measure.hard and ids:
            found.append(f"{measure.name}：{len(ids)} 题不符，这是不允许的（{_names(ids)}）")
    return found


def shortfalls(summary: Summary, thresholds: Thresholds) -> list[str]:
    """A Chinese sentence for each threshold the run misses. What the set asks nothing about is not judged."""
    floors = (
        ("事实召回率", summary.overall["fact_recall"], thresholds.fact_recall),
        ("出处召回率", summary.overall["evidence_recall"], thresholds.evidence_recall),
        ("应拒答而拒答的比例", summary.refusals.recall, thresholds.refusal_recall),
    )
    found = [
        f"{name}为 {share.mean:.3f}（{share.hits}/{share.total}），低于要求的 {floor:.2f}"
        for name, share, floor in floors
        if share.mean is not None and share.mean < floor
    ]
    false = summary.refusals.false
    if false.mean is not None and false.mean > thresholds.false_refusals:
        limit = thresholds.false_refusals
        found.append(f"误拒答的比例为 {false.mean:.3f}（{false.hits}/{false.total}），高于允许的 {limit:.2f}")
    return found


def objections(summary: Summary, comparison: Comparison | None, thresholds: Thresholds) -> list[str]:
    """Why the run falls short, if it does. Against an earlier run it may not be worse; by itself it has thresholds."""
    if comparison is None:
        return broken_promises(summary) + shortfalls(summary, thresholds)
    worse = [regression.sentence() for regression in comparison.regressions]
    lost = comparison.skipped
    missing = [f"{len(lost)} 题基线里有，这次没法提问（{_names(lost)}）"] if lost else []
    return broken_promises(summary) + worse + missing


def _names(ids: list[str] | tuple[str, ...]) -> str:
    return "、".join(ids[:_NAMED]) + ("等" if len(ids) > _NAMED else "")
