from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from assistant.scoring.cohort import Cohort, rate_among
from assistant.scoring.profile import Profile, read_profile
from assistant.scoring.scheme import Scheme
from assistant.scoring.scorecard import Line, score
from knowledge.indicators.loader import load_system

SYSTEM = load_system("henan-makerspace-2021")


def scheme(method: str, codes: list[str] | None) -> Scheme:
    return Scheme.model_validate(
        {
            "name": "试",
            "version": "1",
            "official": False,
            "benchmarks": {"2.9": {"zero": 0, "full": 30}},
            "cohort": {"method": method, "codes": codes},
        }
    )


def space(name: str, track: str = "general", **facts: Any) -> Profile:
    return read_profile({"name": name, "track": track, "facts": facts})


def line_of(
    profile: Profile, cohort: list[Profile], method: str, code: str = "2.9", codes: list[str] | None = None
) -> Line:
    line = score(profile, SYSTEM, scheme(method, codes), Cohort(tuple(cohort))).line(code)
    assert line is not None
    return line


@pytest.mark.parametrize(
    ("value", "others", "percentile", "minmax", "reason"),
    [
        (5, [1], 100, 100, "the better of two"),
        (1, [5], 0, 0, "the worse of two"),
        (5, [5], 50, 100, "two equal: half, and all equal is full"),
        (5, [1, 5, 9], 50, 50, "one fewer and half an equal, of three others"),
        (2, [1, 4, 4, 4], 25, Fraction(100, 3), "one of four others has fewer; (2 − 1) / (4 − 1)"),
        (4, [4, 4, 1], Fraction(200, 3), 100, "one fewer and two halves, of three others"),
        (7, [7, 7, 7], 50, 100, "all equal"),
    ],
)
def test_percentile_and_minmax_follow_the_contract(
    value: int, others: list[int], percentile: Fraction, minmax: Fraction, reason: str
) -> None:
    peers = [Fraction(other) for other in others]
    assert rate_among(Fraction(value), peers, "percentile") == percentile, reason
    assert rate_among(Fraction(value), peers, "minmax") == minmax, reason


@pytest.mark.parametrize("seed", range(100))
def test_percentiles_of_a_whole_cohort_average_one_half_and_respect_order(seed: int) -> None:
    rng = random.Random(seed)
    values = [Fraction(rng.randint(0, 9), 3) for _ in range(rng.randint(2, 12))]
    ratings = [rate_among(value, values[:i] + values[i + 1 :], "percentile") for i, value in enumerate(values)]
    assert sum(ratings) / len(ratings) == 50
    assert all(
        (a < b) == (x < y) for a, x in zip(values, ratings, strict=True) for b, y in zip(values, ratings, strict=True)
    )


def test_the_space_itself_counts_once_whether_or_not_the_file_holds_it() -> None:
    here, peers = space("甲", events=5), [space("乙", events=1), space("丙", events=5), space("丁", events=9)]
    without, within = line_of(here, peers, "percentile"), line_of(here, [*peers, here], "percentile")
    assert [without.rating, str(without.basis)] == [50, "percentile"]
    assert within.rating == 50
    assert "在 4 家中按百分位评分 50" in within.steps


def test_another_space_with_the_same_name_or_the_same_figures_is_another_space() -> None:
    here = space("甲", events=5)
    assert line_of(here, [space("甲", events=1)], "percentile").rating == 100
    assert line_of(here, [space("乙", events=5)], "percentile").rating == 50


def test_only_spaces_with_the_value_to_which_the_indicator_applies_are_compared() -> None:
    here = space("甲", events=5, startups=9, area_m2=1000)
    others = [space("乙", events=9), space("丙"), space("丁", track="specialised", events=1, startups=1, area_m2=1000)]
    assert line_of(here, others, "percentile").rating == 50  # 乙 has more, 丁 fewer: 2.9 counts in both tracks
    assert line_of(here, others, "percentile", "2.1").basis == "missing"  # 2.1 is the general track's, and 乙 has none


def test_other_codes_and_lines_without_a_peer_keep_the_benchmark() -> None:
    here = space("甲", events=15)
    assert line_of(here, [space("乙", events=1)], "percentile", codes=["2.7"]).basis == "benchmark"
    alone = line_of(here, [], "minmax")
    assert [alone.rating, str(alone.basis)] == [50, "benchmark"]


def test_without_a_list_of_codes_every_quantitative_indicator_is_compared() -> None:
    assert line_of(space("甲", tech_smes=0), [space("乙", tech_smes=4)], "minmax", "2.7").rating == 0


def test_both_halves_of_3_1_are_compared_on_their_own() -> None:
    here = space("甲", total_income=200, previous_total_income=100)  # growth 100 %
    others = [
        space("乙", total_income=400, previous_total_income=300),
        space("丙", total_income=100, previous_total_income=100),
    ]
    assert line_of(here, others, "minmax", "3.1").rating == (Fraction(100, 3) + 100) / 2
    assert line_of(here, others, "percentile", "3.1").rating == 75
