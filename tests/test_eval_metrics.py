"""Each test builds predictions by hand whose figures can be worked out on paper."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation
from eval import ranking
from eval.dataset import Sample
from eval.metrics import Outcome, evidence_ranking, judge, matches, percentile, quote_stands, summarise
from eval.predictions import Prediction, Retrieved, Source
from eval.verdict import Thresholds, broken_promises, objections, shortfalls

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


def seen(*ids: str) -> tuple[Retrieved, ...]:
    return tuple(Retrieved(id, "办法", (), PASSAGES.get(id, "别的内容")) for id in ids)


def predicted(expected: Sample, answer: Answer | None, latency: float = 5.0, *ids: str) -> Prediction:
    sources = [Source(PASSAGES.get(c.passage_id), TEXT[c.start : c.end]) for c in answer.citations] if answer else []
    error = None if answer else "ValueError: 坏了"
    return Prediction(expected.id, "", answer, error, latency, seen(*ids), tuple(sources))


def judged(expected: Sample, answer: Answer | None, *ids: str) -> Outcome:
    return judge(expected, predicted(expected, answer, 5.0, *ids))


FULL = sample(id="full", facts=("一百 ?分|100 ?分",), evidence=("创业空间满分为一百分",))
MONTHS = sample(id="months", kind="list", facts=("五月", "六月"), evidence=("每年五月报送，六月公布",))
NOWHERE = sample(id="nowhere", kind="unanswerable", refuse=True)

RIGHT = answered("满分一百分 [1]。", cite("p1", "满分为一百分"))
HALF = answered("每年五月报送 [1]。", cite("p2", "每年五月"))
MIXED = (
    (FULL, RIGHT, 10.0, ("p1",)),
    (MONTHS, HALF, 20.0, ("p9", "p2")),
    (FULL.model_copy(update={"id": "refused"}), REFUSAL, 30.0, ("p9",)),
    (MONTHS.model_copy(update={"id": "crashed"}), None, 9000.0, ()),
    (NOWHERE, REFUSAL, 40.0, ()),
    (NOWHERE.model_copy(update={"id": "nowhere2"}), answered("不止 [1]。", cite("p1", "一百分", shift=1)), 50.0, ()),
)
SAMPLES = [expected for expected, *_ in MIXED]
PREDICTIONS = {expected.id: predicted(expected, answer, ms, *ids) for expected, answer, ms, ids in MIXED}


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
    ("quote", "there", "expected", "reason"),
    [
        ("满分为一百分", "满分为一百分", True, "the text from start to end"),
        ("满分为一百 分", "满分为一百分", False, "a blank more"),
        ("满分为一百分", "分为一百分。", False, "the right words at other offsets"),
        ("满分为一百分", None, False, "a document the library does not hold, or offsets outside it"),
        ("", "", False, "an empty quote shows nothing"),
    ],
)
def test_a_quote_stands_only_at_its_offsets(quote: str, there: str | None, expected: bool, reason: str) -> None:
    assert quote_stands(replace(cite("p1", "满分"), quote=quote), Source("", there)) is expected, reason


def test_every_fact_of_a_sample_must_be_in_the_answer() -> None:
    outcome = judged(MONTHS, HALF)
    assert (outcome.values["fact_recall"], outcome.missing_facts) == (0, ("六月",))


def test_evidence_may_stand_in_the_passage_or_in_the_quote_whatever_blanks_and_bold_marks() -> None:
    assert judged(MONTHS, answered("", cite("p2", "每年五月"))).values["evidence_recall"] == 1
    assert judged(MONTHS, answered("", cite("gone", "每年五月报送，**六月**公布"))).values["evidence_recall"] == 1
    assert judged(MONTHS, answered("", cite("p1", "第一条"))).missing_evidence == MONTHS.evidence


def test_evidence_is_put_together_neither_from_two_passages_nor_from_a_passage_and_its_quote() -> None:
    across = sample(evidence=("一百分。第二条",))
    assert judged(across, answered("", cite("p1", "第一条"), cite("p2", "第二条"))).values["evidence_recall"] == 0
    assert judged(across, answered("", cite("p1", "第二条"))).values["evidence_recall"] == 0


def test_an_answerable_question_refused_has_neither_facts_nor_evidence_even_if_the_words_are_there() -> None:
    values = judged(FULL, answered("没有依据，不是一百分。", cite("p1", "一百分"), refused=True)).values
    assert (values["fact_recall"], values["evidence_recall"], values["refusal_accuracy"], values["passed"]) == (0,) * 4


def test_what_a_sample_does_not_state_is_not_measured() -> None:
    values = judged(NOWHERE, REFUSAL).values
    assert {key for key, value in values.items() if value is not None} == {
        "passed", "refusal_accuracy", "numeric_faithfulness"
    }  # fmt: skip
    assert values["passed"] == 1


def test_a_crash_is_wrong_in_everything_that_was_asked() -> None:
    scoring = sample(kind="scoring", facts=("一",), evidence=("一",), score={"total": "78.40"})
    outcome = judged(scoring, None)
    asked = {key for key, value in outcome.values.items() if value == 0}
    assert asked == {
        "passed", "fact_recall", "evidence_recall", "refusal_accuracy", "score_accuracy", "hit@1", "hit@5", "mrr@10",
        "ndcg@10",
    }  # fmt: skip
    assert judge(NOWHERE, None).crashed


@pytest.mark.parametrize(
    ("card", "equal", "valid", "reason"),
    [
        ({"total": "78.40", "base": "70.00"}, 1, 1, "other fields do not matter"),
        ({"total": "78.4"}, 0, 0, "scores are strings with two decimals"),
        ({"base": "78.40"}, 0, 0, "the field is missing"),
        (None, 0, None, "no scorecard at all falls short, and shows nothing wrong"),
    ],
)
def test_scorecard_fields_must_be_equal(
    card: dict[str, str] | None, equal: int, valid: int | None, reason: str
) -> None:
    values = judged(sample(kind="scoring", score={"total": "78.40"}), answered("", scorecard=card)).values
    assert (values["score_accuracy"], values["scorecard_validity"], values["passed"]) == (equal, valid, equal), reason


def test_a_wrong_quote_fails_a_sample_that_is_right_otherwise() -> None:
    assert judged(FULL, RIGHT).passed
    assert not judged(FULL, replace(RIGHT, citations=(cite("p1", "满分为一百分", shift=1),))).passed


def test_a_number_from_nowhere_fails_a_sample_that_is_right_otherwise() -> None:
    outcome = judged(FULL, replace(RIGHT, answer="满分一百分，去年 37 家达到 [1]。"))
    assert (outcome.passed, outcome.unfounded, outcome.values["fact_recall"]) == (False, ("37 家",), 1)


def test_citation_precision_is_the_share_of_citations_that_hold_evidence() -> None:
    both = answered("满分一百分 [1]，每年报送 [2]。", cite("p1", "一百分"), cite("p2", "每年五月"))
    assert judged(FULL, both).values["citation_precision"] == 0.5


def test_the_figures_of_a_mixed_run() -> None:
    summary = summarise(SAMPLES, PREDICTIONS)
    counted = {key: (figure.hits, figure.total) for key, figure in summary.overall.items() if figure.hits is not None}
    assert counted == {
        "passed": (2, 6),
        "fact_recall": (1, 4),
        "evidence_recall": (2, 4),
        "quote_validity": (2, 3),
        "numeric_faithfulness": (5, 5),
        "refusal_accuracy": (3, 6),
        "score_accuracy": (0, 0),
        "scorecard_validity": (0, 0),
        "hit@1": (1, 4),
        "hit@5": (2, 4),
    }
    assert summary.overall["mrr@10"].mean == (1 + 1 / 2 + 0 + 0) / 4
    assert summary.overall["ndcg@10"].mean == pytest.approx((1 + 1 / math.log2(3)) / 4, abs=1e-4)
    assert summary.overall["citation_precision"].mean == 1
    refusals = summary.refusals
    assert [(s.hits, s.total) for s in (refusals.precision, refusals.recall, refusals.false)] == [
        (1, 2),
        (1, 2),
        (1, 4),
    ]
    assert refusals.f1 == 0.5
    assert summary.crashed == 1
    assert [outcome.id for outcome in summary.failures] == ["months", "refused", "crashed", "nowhere2"]
    assert (summary.p50_ms, summary.p95_ms) == (30.0, 50.0)  # of answered samples


def test_kinds_keep_the_order_of_the_samples_and_add_up() -> None:
    kinds = summarise(SAMPLES, PREDICTIONS).kinds
    passed = {kind: (figures["passed"].hits, figures["passed"].total) for kind, figures in kinds.items()}
    assert passed == {"lookup": (1, 2), "list": (0, 2), "unanswerable": (1, 2)}
    assert list(kinds) == ["lookup", "list", "unanswerable"]


def test_the_json_has_counts_rates_and_intervals() -> None:
    record = json.loads(json.dumps(summarise(SAMPLES, PREDICTIONS).to_dict()))
    assert record["samples"] == 6
    assert record["passed"] == {"hits": 2, "total": 6, "rate": 0.3333, "low": 0.0968, "high": 0.7}
    assert record["score_accuracy"] == {"hits": 0, "total": 0, "rate": None, "low": None, "high": None}
    assert record["refusals"]["f1"] == 0.5
    assert record["latency_ms"] == {"p50": 30.0, "p95": 50.0}
    assert record["kinds"]["list"]["evidence_recall"]["hits"] == 1
    assert record["failures"] == ["months", "refused", "crashed", "nowhere2"]


@pytest.mark.parametrize(
    ("ids", "evidence", "expected", "reason"),
    [
        (("p9", "p1"), ("创业空间满分",), ["p9", "创业空间满分"], "the snippet stands where its passage does"),
        (("p1", "p1"), ("创业空间满分",), ["创业空间满分", "p1"], "once only"),
        (("p2",), ("每年五月", "六月公布"), ["每年五月", "六月公布"], "one passage may hold several"),
        ((), ("每年五月",), [], "nothing was retrieved"),
    ],
)
def test_what_retrieval_saw_is_a_ranking_of_the_evidence(
    ids: tuple[str, ...], evidence: tuple[str, ...], expected: list[str], reason: str
) -> None:
    assert evidence_ranking(seen(*ids), evidence) == expected, reason


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abcdefghijklmnop"), unique=True), st.sets(st.sampled_from("abcd"), min_size=1)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_measures_of_rankings_agree_with_ir_measures(queries: list[tuple[list[str], set[str]]]) -> None:
    qrels = {str(i): dict.fromkeys(relevant, 1) for i, (_, relevant) in enumerate(queries)}
    runs = {str(i): {item: 100.0 - rank for rank, item in enumerate(ranked)} for i, (ranked, _) in enumerate(queries)}
    theirs = {"ndcg@10": "nDCG@10", "mrr@10": "RR@10", "recall@10": "R@10", "hit@1": "Success@1", "hit@5": "Success@5"}
    for ours, name in theirs.items():
        measure = ir_measures.parse_measure(name)
        expected = ir_measures.calc_aggregate([measure], qrels, runs)[measure]
        values = [ranking.MEASURES[ours](ranked, dict.fromkeys(relevant, 1.0)) for ranked, relevant in queries]
        assert sum(values) / len(values) == pytest.approx(expected)


def run_with(hits: int, total: int, **more: Any) -> Any:
    """A summary of which so many of so many lookups recall their fact and their evidence."""
    known = sample(facts=("一百分",), evidence=("创业空间满分为一百分",))
    samples = [known.model_copy(update={"id": f"k{i}"}) for i in range(total)]
    wrong = answered("不知道 [1]。", cite("p2", "每年五月"))
    return summarise(samples, {s.id: predicted(s, RIGHT if i < hits else wrong) for i, s in enumerate(samples)})


def test_a_run_at_its_thresholds_has_no_shortfall_and_one_below_names_each() -> None:
    assert shortfalls(run_with(9, 10), Thresholds()) == []
    assert shortfalls(run_with(8, 10), Thresholds()) == [
        "事实召回率为 0.800（8/10），低于要求的 0.90",
        "出处召回率为 0.800（8/10），低于要求的 0.90",
    ]


def test_refusals_have_thresholds_in_both_directions() -> None:
    assert shortfalls(summarise(SAMPLES[2:3] + SAMPLES[5:], PREDICTIONS), Thresholds(0, 0)) == [
        "应拒答而拒答的比例为 0.000（0/1），低于要求的 0.83",
        "误拒答的比例为 1.000（1/1），高于允许的 0.05",
    ]


def test_a_promise_broken_once_is_named_with_its_sample_whatever_the_rest() -> None:
    summary = summarise(SAMPLES, PREDICTIONS)
    assert broken_promises(summary) == ["引文有效：1 题不符，这是不允许的（nowhere2）"]
    assert objections(summary, None, Thresholds(0, 0, 0, 1)) == broken_promises(summary)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= math.ceil(percent * len(values) / 100)
    assert sum(value < found for value in values) < math.ceil(percent * len(values) / 100)
