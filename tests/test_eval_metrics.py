"""Each test builds a run by hand whose figures can be worked out on paper."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Query
from eval import report, runner
from eval.dataset import Sample
from eval.metrics import (
    Figures,
    Outcome,
    Refusals,
    Share,
    Summary,
    Thresholds,
    matches,
    percentile,
    quote_stands,
    score,
    shortfalls,
)
from eval.runner import Lookup, Result, Run

TEXT = "第一条 创业空间满分为一百分。\n第二条 每年五月报送，**六月**公布。"
PASSAGES = {"p1": "第一条 创业空间满分为一百分。", "p2": "第二条 每年五月报送，**六月**公布。"}


def cite(passage: str, quote: str, shift: int = 0) -> Citation:
    start = TEXT.index(quote) + shift
    return Citation(1, passage, "d1", "办法", ("第一章",), None, None, start, start + len(quote), quote)


def answered(text: str, *citations: Citation, **more: Any) -> Answer:
    return Answer(question="问", standalone_question="问", answer=text, citations=citations, **more)


REFUSAL = answered("资料里没有可以依据的内容。", refused=True, refusal_reason="no_support")


def sample(**given: Any) -> Sample:
    return Sample(**({"id": "s", "question": "问", "kind": "lookup"} | given))


def run_of(*results: Result) -> Run:
    return Run(results, PASSAGES, {"d1": TEXT})


def judged(expected: Sample, answer: Answer | None) -> Outcome:
    return score(run_of(Result(expected, answer, None if answer else "ValueError: 坏了", 5.0))).outcomes[0]


FULL = sample(id="full", facts=("一百 ?分|100 ?分",), evidence=("创业空间满分为一百分",))
MONTHS = sample(id="months", kind="list", facts=("五月", "六月"), evidence=("每年五月报送，六月公布",))
NOWHERE = sample(id="nowhere", kind="unanswerable", refuse=True)
NOWHERE_2 = sample(id="nowhere2", kind="unanswerable", refuse=True)

RIGHT = answered("满分一百分 [1]。", cite("p1", "满分为一百分"))
HALF = answered("每年五月报送 [1]。", cite("p1", "第一条"))
MIXED_RUN = run_of(
    Result(FULL, RIGHT, None, 10.0),
    Result(MONTHS, HALF, None, 20.0),
    Result(FULL.model_copy(update={"id": "refused"}), REFUSAL, None, 30.0),
    Result(MONTHS.model_copy(update={"id": "crashed"}), None, "ValueError: 坏了", 9000.0),
    Result(NOWHERE, REFUSAL, None, 40.0),
    Result(NOWHERE_2, answered("不止一百分 [1]。", cite("p1", "一百分", shift=1)), None, 50.0),
)


@pytest.mark.parametrize(
    ("pattern", "answer", "expected", "reason"),
    [
        ("1900 ?万亩", "稳定在 1900 万亩", True, "the pattern allows a blank"),
        ("1900万亩", "稳定在1900 \n 万亩", True, "white space may be left out altogether"),
        ("data center", "data\n  center", True, "white space folds to one blank"),
        ("1900万亩", "稳定在1,900万亩", False, "a number is as tolerant as the pattern says, not more"),
        (r"(?<!\d)9(?!\d)", "见该条 [9]", False, "the number of a citation is no fact"),
        ("国家级开发区", "新增**国家级**开发区", True, "bold is no part of the text"),
        ("^无$", "没有", False, "anchors hold"),
    ],
)
def test_a_fact_is_a_regular_expression_over_the_answer_without_marks(
    pattern: str, answer: str, expected: bool, reason: str
) -> None:
    assert matches(pattern, answer) is expected, reason


@pytest.mark.parametrize(
    ("changes", "expected", "reason"),
    [
        ({}, True, "the text from start to end"),
        ({"quote": "满分为一百 分"}, False, "a blank more"),
        ({"start": 5, "end": 11}, False, "the right words at other offsets"),
        ({"document_id": "d9"}, False, "a document the library does not hold"),
        ({"start": 4, "end": 4, "quote": ""}, False, "an empty quote shows nothing"),
        ({"start": -6, "end": -1, "quote": "六月**公布"[-5:]}, False, "offsets do not count from the end"),
        ({"end": 900}, False, "an end beyond the text"),
    ],
)
def test_a_quote_stands_only_at_its_offsets(changes: dict[str, Any], expected: bool, reason: str) -> None:
    assert quote_stands(replace(cite("p1", "满分为一百分"), **changes), {"d1": TEXT}) is expected, reason


def test_every_fact_of_a_sample_must_be_in_the_answer() -> None:
    outcome = judged(MONTHS, HALF)
    assert (outcome.facts, outcome.missing_facts) == (False, ("六月",))


def test_evidence_may_stand_in_the_passage_or_in_the_quote_whatever_blanks_and_bold_marks() -> None:
    assert judged(MONTHS, answered("", cite("p2", "每年五月"))).evidence is True
    assert judged(MONTHS, answered("", cite("unknown", "每年五月报送，**六月**公布"))).evidence is True
    assert judged(MONTHS, answered("", cite("p1", "第一条"))).missing_evidence == MONTHS.evidence


def test_evidence_is_not_put_together_from_two_passages() -> None:
    across = sample(evidence=("一百分。第二条",))
    assert judged(across, answered("", cite("p1", "第一条"), cite("p2", "第二条"))).evidence is False


def test_an_answerable_question_refused_has_neither_facts_nor_evidence_even_if_the_words_are_there() -> None:
    outcome = judged(FULL, answered("没有依据，不是一百分。", cite("p1", "一百分"), refused=True))
    assert (outcome.facts, outcome.evidence, outcome.passed) == (False, False, False)


def test_what_a_sample_does_not_state_is_not_measured() -> None:
    outcome = judged(NOWHERE, REFUSAL)
    assert (outcome.facts, outcome.evidence, outcome.score, outcome.passed) == (None, None, None, True)


def test_a_crash_is_wrong_in_everything_that_was_asked() -> None:
    scoring = sample(kind="scoring", facts=("一",), evidence=("一",), score={"total": "78.40"})
    outcome = judged(scoring, None)
    assert (outcome.facts, outcome.evidence, outcome.score, outcome.passed) == (False, False, False, False)
    assert judged(NOWHERE, None).passed is False


@pytest.mark.parametrize(
    ("card", "expected", "reason"),
    [
        ({"total": "78.40", "base": "70.00"}, True, "other fields do not matter"),
        ({"total": "78.4"}, False, "scores are strings with two decimals"),
        ({"base": "78.40"}, False, "the field is missing"),
        (None, False, "no scorecard at all"),
    ],
)
def test_scorecard_fields_must_be_equal(card: dict[str, str] | None, expected: bool, reason: str) -> None:
    outcome = judged(sample(kind="scoring", score={"total": "78.40"}), answered("", scorecard=card))
    assert (outcome.score, outcome.passed) == (expected, expected), reason


def test_a_wrong_quote_fails_a_sample_that_is_right_otherwise() -> None:
    assert judged(FULL, RIGHT).passed is True
    assert judged(FULL, replace(RIGHT, citations=(cite("p1", "满分为一百分", shift=1),))).passed is False


def test_the_figures_of_a_mixed_run() -> None:
    summary = score(MIXED_RUN)
    assert summary.overall == Figures(
        passed=Share(2, 6), facts=Share(1, 4), evidence=Share(1, 4), score=Share(0, 0), quotes=Share(2, 3)
    )
    assert summary.refusals == Refusals(precision=Share(1, 2), recall=Share(1, 2), false=Share(1, 4))
    assert summary.refusals.f1 == 0.5
    assert summary.crashed == 1
    assert [outcome.id for outcome in summary.failures] == ["months", "refused", "crashed", "nowhere2"]


def test_latency_is_that_of_answered_samples() -> None:
    summary = score(MIXED_RUN)
    assert (summary.p50_ms, summary.p95_ms) == (30.0, 50.0)


def test_kinds_keep_the_order_of_the_samples_and_add_up() -> None:
    kinds = score(MIXED_RUN).kinds
    assert {kind: figures.passed for kind, figures in kinds.items()} == {
        "lookup": Share(1, 2),
        "list": Share(0, 2),
        "unanswerable": Share(1, 2),
    }
    assert list(kinds) == ["lookup", "list", "unanswerable"]


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    refusals = Refusals(precision=Share(3, 4), recall=Share(3, 6), false=Share(1, 9))
    assert refusals.f1 == pytest.approx(2 * 0.75 * 0.5 / (0.75 + 0.5))


def test_f1_is_zero_where_nothing_was_refused_that_had_to_be_and_none_where_nothing_had_to_be() -> None:
    assert Refusals(Share(0, 0), Share(0, 5), Share(0, 5)).f1 == 0.0
    assert Refusals(Share(0, 0), Share(0, 0), Share(0, 5)).f1 is None


def test_the_json_has_counts_and_rounded_rates() -> None:
    record = json.loads(json.dumps(score(MIXED_RUN).to_dict()))
    assert record["samples"] == 6
    assert record["passed"] == {"hits": 2, "total": 6, "rate": 0.3333}
    assert record["score_accuracy"] == {"hits": 0, "total": 0, "rate": None}
    assert record["refusals"]["f1"] == 0.5
    assert record["latency_ms"] == {"p50": 30.0, "p95": 50.0}
    assert record["kinds"]["list"]["fact_recall"] == {"hits": 0, "total": 2, "rate": 0.0}
    assert record["failures"] == ["months", "refused", "crashed", "nowhere2"]


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([], 50, None), ([7.0], 95, 7.0), ([4.0, 1.0, 3.0, 2.0], 50, 2.0), (list(range(1, 101)), 95, 95), ([1, 2], 95, 2)],
)
def test_percentiles_by_nearest_rank(values: list[float], percent: int, expected: float | None) -> None:
    assert percentile(values, percent) == expected


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= math.ceil(percent * len(values) / 100)
    assert sum(value < found for value in values) < math.ceil(percent * len(values) / 100)


AT_THRESHOLDS = {
    "facts": Share(9, 10),
    "evidence": Share(9, 10),
    "quotes": Share(5, 5),
    "recall": Share(10, 12),
    "false": Share(2, 48),
}


def summary_with(**worse: Share) -> Summary:
    given = AT_THRESHOLDS | worse
    overall = Figures(Share(1, 1), given["facts"], given["evidence"], Share(0, 0), given["quotes"])
    return Summary(overall, {}, Refusals(Share(1, 1), given["recall"], given["false"]), 0, 1.0, 1.0, ())


def test_a_run_at_its_thresholds_has_no_shortfall() -> None:
    assert shortfalls(summary_with(), Thresholds()) == []


@pytest.mark.parametrize(
    ("worse", "sentence"),
    [
        ({"facts": Share(43, 48)}, "事实召回率为 0.896（43/48），低于要求的 0.90"),
        ({"evidence": Share(0, 48)}, "出处召回率为 0.000（0/48），低于要求的 0.90"),
        ({"recall": Share(9, 12)}, "应拒答而拒答的比例为 0.750（9/12），低于要求的 0.83"),
        ({"quotes": Share(99, 100)}, "引文核对无误的比例为 0.990（99/100），低于要求的 1.00"),
        ({"false": Share(3, 48)}, "误拒答的比例为 0.062（3/48），高于允许的 0.05"),
    ],
)
def test_each_threshold_missed_is_named(worse: dict[str, Share], sentence: str) -> None:
    assert shortfalls(summary_with(**worse), Thresholds()) == [sentence]


def test_what_a_set_does_not_ask_is_not_judged() -> None:
    assert shortfalls(summary_with(**dict.fromkeys(AT_THRESHOLDS, Share(0, 0))), Thresholds()) == []


def test_the_runner_asks_every_sample_though_one_fails_and_keeps_the_cited_texts() -> None:
    asked: list[Query] = []

    def ask(query: Query) -> Answer:
        asked.append(query)
        if len(asked) == 1:
            raise ValueError("坏了")
        return RIGHT

    run = runner.run(
        [MONTHS, FULL], ask, Lookup(lambda key: PASSAGES.get(key), lambda key: {"d1": TEXT, "d2": "别的"}.get(key))
    )
    assert asked == [Query("问"), Query("问")]
    assert [(r.sample.id, r.answer, r.error) for r in run.results] == [
        ("months", None, "ValueError: 坏了"),
        ("full", RIGHT, None),
    ]
    assert (run.passages, run.documents) == ({"p1": PASSAGES["p1"]}, {"d1": TEXT})
    assert score(run).overall.passed == Share(1, 2)


def test_a_passage_the_library_does_not_hold_leaves_only_the_quote_as_evidence() -> None:
    run = runner.run([FULL], lambda _: RIGHT, Lookup(lambda _: None, lambda _: None))
    assert (run.passages, run.documents) == ({}, {})
    assert score(run).outcomes[0].quotes == (False,)


def test_the_report_shows_figures_and_every_failure_with_what_was_expected_and_cited() -> None:
    text = report.markdown(score(MIXED_RUN), MIXED_RUN)
    assert "| list | 2 | 0.0%（0/2） | 0.0%（0/2） | 0.0%（0/2） | — | 100.0%（1/1） |" in text
    assert "| 合计 | 6 | 33.3%（2/6） | 25.0%（1/4） | 25.0%（1/4） | — | 66.7%（2/3） |" in text
    assert "| 用时 p50 / p95 | 30 ms / 50 ms |" in text
    assert "## 未通过（4）" in text
    assert (
        "### months（list）问\n- 回答：每年五月报送 [1]。\n- 应为：作答\n- 事实（有）：`五月`\n- 事实（缺）：`六月`\n"
        "- 出处（缺）：每年五月报送，六月公布\n- 引用 [1]：办法 › 第一章：第一条"
    ) in text
    assert "### crashed（list）问\n- 出错：ValueError: 坏了\n- 应为：作答" in text
    assert "### nowhere2（unanswerable）问\n- 回答：不止一百分 [1]。\n- 应为：拒答\n- 引用 [1]（与原文不符）" in text
    assert "### full" not in text


def test_the_report_folder_holds_the_raw_answers(tmp_path: Path) -> None:
    report.write(tmp_path / "a" / "b", score(MIXED_RUN), MIXED_RUN)
    folder = tmp_path / "a" / "b"
    predictions = [json.loads(line) for line in (folder / "predictions.jsonl").read_text("utf-8").splitlines()]
    assert [prediction["id"] for prediction in predictions] == [r.sample.id for r in MIXED_RUN.results]
    assert predictions[0]["answer"]["citations"][0]["quote"] == "满分为一百分"
    assert predictions[3] == {"id": "crashed", "answer": None, "error": "ValueError: 坏了", "latency_ms": 9000.0}
    assert json.loads((folder / "summary.json").read_text("utf-8")) == score(MIXED_RUN).to_dict()
    assert (folder / "report.md").read_text("utf-8").startswith("# 评测报告\n")
