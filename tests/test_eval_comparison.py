from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import baseline
from eval.comparison import Verdict, compare, verdicts
from eval.metrics import MEASURES, Outcome, summarise
from eval.predictions import Fingerprint
from eval.statistics import mcnemar, mean, share, worse
from eval.verdict import Thresholds, objections
from tests.test_eval_metrics import PREDICTIONS, SAMPLES

MADE = Fingerprint("code", "library", "model@1", "extractive", "settings")


def outcome(id: str, passed: float, answer: str = "same", **values: float) -> Outcome:
    known = dict.fromkeys((m.key for m in MEASURES), None) | {"passed": passed} | values
    return Outcome(id, "lookup", False, False, False, known, answer)


def verdict(passed: float, answer: str = "same", **values: float) -> Verdict:
    return Verdict({"passed": passed, **values}, answer)


def test_every_sample_is_fixed_broken_changed_unchanged_or_in_one_run_only() -> None:
    before = {
        "fixed": verdict(0), "broken": verdict(1), "reworded": verdict(1), "still wrong": verdict(0, "old"),
        "same": verdict(1), "gone": verdict(1), "skipped": verdict(1),
    }  # fmt: skip
    after = [
        outcome("fixed", 1, "new"), outcome("broken", 0, "new"), outcome("reworded", 1, "new"),
        outcome("still wrong", 0, "new"), outcome("same", 1), outcome("added", 1),
    ]  # fmt: skip
    found = compare(before, after, ["skipped", "never judged"])
    assert (found.fixed, found.broken, found.changed) == (("fixed",), ("broken",), ("reworded", "still wrong"))
    assert (found.unchanged, found.added, found.removed, found.skipped) == (1, ("added",), ("gone",), ("skipped",))


@pytest.mark.parametrize(("broken", "fixed", "named"), [(5, 0, True), (4, 0, False), (9, 2, True), (8, 3, False)])
def test_a_measure_has_fallen_where_chance_explains_it_in_less_than_one_case_of_twenty(
    broken: int, fixed: int, named: bool
) -> None:
    pairs = [(1.0, 0.0)] * broken + [(0.0, 1.0)] * fixed + [(1.0, 1.0)] * 40
    before = {str(i): verdict(was) for i, (was, _) in enumerate(pairs)}
    found = compare(before, [outcome(str(i), now) for i, (_, now) in enumerate(pairs)])
    assert [regression.measure.key for regression in found.regressions] == (["passed"] if named else [])


def test_a_regression_says_what_fell_from_where_to_where() -> None:
    before = {str(i): verdict(1, fact_recall=1.0) for i in range(10)}
    after = [outcome(str(i), 1, fact_recall=float(i > 5)) for i in range(10)]
    summary = summarise(SAMPLES[:1], PREDICTIONS)
    said = objections(summary, compare(before, after), Thresholds())
    assert said == ["事实召回从 1.000 降到 0.400（10 题，超出了偶然的范围）"]


def test_what_the_baseline_judged_and_cannot_be_asked_now_is_an_objection() -> None:
    found = compare({"a": verdict(1), "b": verdict(1)}, [outcome("a", 1)], ["b"])
    said = objections(summarise(SAMPLES[:1], PREDICTIONS), found, Thresholds())
    assert said == ["1 题基线里有，这次没法提问（b）"]


def test_a_baseline_reads_back_as_it_was_stored_sorted_and_without_times(tmp_path: Path) -> None:
    summary = summarise(SAMPLES, PREDICTIONS)
    baseline.store(tmp_path / "b.json", summary, MADE)
    text = (tmp_path / "b.json").read_text("utf-8")
    stored = baseline.load(tmp_path / "b.json")
    assert (stored.model, stored.embedding) == ("extractive", "model@1")
    lines = text.splitlines()[1:-1]
    assert [json.loads("{" + line.rstrip(",") + "}") for line in lines]  # a line a sample
    assert [line.split('"')[1] for line in lines] == sorted(o.id for o in summary.outcomes)
    same = compare(stored.verdicts(), summary.outcomes)
    assert (same.unchanged, same.regressions, same.changed) == (6, (), ())
    assert compare(verdicts(summary), summary.outcomes) == same


def test_a_file_that_is_no_baseline_says_what_it_should_be(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"samples": {}}', encoding="utf-8")
    with pytest.raises(baseline.BaselineError, match="--update-baseline"):
        baseline.load(tmp_path / "b.json")


@given(st.integers(0, 12), st.integers(0, 12))
def test_mcnemar_is_the_share_of_equally_likely_signs_with_at_least_so_many_broken(broken: int, fixed: int) -> None:
    differing = broken + fixed
    favourable = sum(math.comb(differing, k) for k in range(broken, differing + 1))
    assert mcnemar(broken, fixed) == pytest.approx(favourable / 2**differing)


def test_mcnemar_counts_what_listing_every_case_counts() -> None:
    cases = list(product((0, 1), repeat=6))
    assert mcnemar(5, 1) == pytest.approx(sum(sum(case) >= 5 for case in cases) / len(cases))


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_the_interval_of_a_share_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    found = share([1.0] * hits + [0.0] * (total - hits))
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_the_interval_of_a_mean_is_the_same_each_time_and_holds_it() -> None:
    values = [0.1, 0.5, 0.9, 0.4]
    found = mean(values)
    assert found == mean(values)
    assert found.low is not None
    assert found.high is not None
    assert min(values) <= found.low < 0.475 < found.high <= max(values)


def test_values_that_did_not_change_are_not_worse() -> None:
    assert not worse([0.5, 0.7], [0.5, 0.7], binary=False)
    assert worse([0.9, 0.8, 0.95, 0.85], [0.5, 0.4, 0.5, 0.45], binary=False)
