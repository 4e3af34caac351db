"""Measures of ranked results against values worked out by hand, and their bounds."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.ranking import MEASURES, hit, interval, mrr, ndcg, recall

JUDGED = {"a": 1.0, "b": 1.0, "z": 0.0}


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ((), (0.0, 0.0, 0.0, 0.0)),  # nothing retrieved is worth nothing
        (("a", "b"), (1.0, 1.0, 1.0, 1.0)),  # the ideal
        (("x", "a"), ((1 / log2(3)) / (1 + 1 / log2(3)), 0.5, 0.5, 0.0)),  # one of two, on rank two
        (("z", "y", "b"), (0.5 / (1 + 1 / log2(3)), 1 / 3, 0.5, 0.0)),  # grade 0 counts like no judgement
        ((*"cdefghijkl", "a"), (0.0, 0.0, 0.0, 0.0)),  # rank eleven is too late for all of them
    ],
)
def test_measures_have_the_values_worked_out_by_hand(
    ranking: tuple[str, ...], expected: tuple[float, float, float, float]
) -> None:
    found = (ndcg(ranking, JUDGED), mrr(ranking, JUDGED), recall(ranking, JUDGED), hit(ranking, JUDGED))
    assert found == pytest.approx(expected)


def test_a_higher_grade_is_worth_more_in_ndcg() -> None:
    judged = {"a": 3.0, "b": 1.0}
    assert ndcg(("b", "a"), judged) == pytest.approx((1 + 3 / log2(3)) / (3 + 1 / log2(3)))


@given(st.lists(st.sampled_from("abcdefghijklmnop"), unique=True), st.sets(st.sampled_from("abcdefghij"), min_size=1))
def test_every_measure_lies_between_none_and_one_and_is_one_for_the_ideal(
    ranking: list[str], relevant: set[str]
) -> None:
    judged = dict.fromkeys(relevant, 1.0)
    for measure in MEASURES.values():
        assert 0.0 <= measure(ranking, judged) <= 1.0
        assert measure(sorted(relevant), judged) == pytest.approx(1.0)


def test_the_interval_of_equal_values_is_that_value_and_is_the_same_every_time() -> None:
    assert interval([0.25] * 9) == (0.25, 0.25)
    assert interval([0.0, 1.0] * 50) == interval([0.0, 1.0] * 50)
    low, high = interval([0.0, 1.0] * 50)
    assert 0.38 < low < 0.5 < high < 0.62  # ± 1.96 × 0.05
    assert interval([]) == (0.0, 0.0)
