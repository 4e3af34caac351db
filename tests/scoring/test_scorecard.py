from __future__ import annotations

import decimal
import json
import random
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.scoring.exact import half_up
from assistant.scoring.profile import ProfileRefused, read_profile
from assistant.scoring.scheme import Scheme, load_scheme
from assistant.scoring.scorecard import Scorecard, score
from knowledge.indicators.loader import load_system
from tests.scoring import reference

SYSTEM = load_system("henan-makerspace-2021")
EXAMPLE: dict[str, Any] = {
    "name": "某某众创空间",
    "system": "henan-makerspace-2021",
    "track": "general",
    "year": 2021,
    "ratings": {"1.1": 80},
    "grades": {"1.5": "良"},
    "facts": {
        "area_m2": 2000, "startups": 30, "teams": 20, "startups_in_chain": 0, "teams_in_chain": 0, "sci_founded": 18,
        "with_ip": 12, "tech_smes": 6, "funded": 3, "events": 24, "service_income": 100.0, "investment_income": 0,
        "total_income": 250.0, "previous_total_income": 200.0, "connected": 40, "graduates_employed": 35,
        "new_high_tech": 1,
    },
}  # fmt: skip


def scheme_of(data: dict[str, Any]) -> Scheme:
    return Scheme(name="试", version="1", official=False, **data)


def card_of(record: dict[str, Any], scheme: Scheme | None = None) -> Scorecard:
    return score(read_profile(record), SYSTEM, scheme or load_scheme())


def test_the_contracts_example_by_hand() -> None:
    """Every line worked out with pen and paper from the benchmarks of the sample scheme."""
    points = {
        "1.1": "5.60",  # 7 × 80 %
        "1.3": "5.00",  # 100 of 250 is 40 %, full at 40
        "1.4": "4.80",  # 40 of 50
        "1.5": "5.60",  # 良 is 80
        "2.1": "5.25",  # 15 per thousand m², full at 20: 75
        "2.3": "4.17",  # 10 per thousand m², full at 12: 83.33…, 4.1666…
        "2.5": "4.20",  # 18 of 50 is 36 %, full at 60: 60
        "2.6": "4.20",  # 12 of 50 is 24 %, full at 40: 60
        "2.7": "6.00",  # 6 of 10
        "2.8": "3.00",  # 3 of 6
        "2.9": "5.60",  # 24 of 30
        "2.10": None,
        "3.1": "5.25",  # 250 of 500 is 50, growth 25 % is full: 75
        "3.2": "4.20",  # 35 of 50
        "3.3": None,
        "4.1": "3.33",  # 1 of 3
    }
    record = card_of(EXAMPLE).to_dict()
    assert {line["code"]: line["points"] for line in record["lines"]} == points
    assert record["groups"] == [
        {"name": "服务能力", "weight": "25.00", "points": "21.00"},
        {"name": "孵化绩效", "weight": "55.00", "points": "32.42"},
        {"name": "可持续发展", "weight": "20.00", "points": "9.45"},
    ]
    assert (record["base"], record["bonus"], record["total"]) == ("62.87", "3.33", "66.20")
    assert record["missing"] == ["2.10", "3.3"]
    assert record["range"] == {"low": "66.20", "high": "79.20"}  # 6 and 7 points are open


def test_the_json_has_exactly_the_contracts_keys() -> None:
    record = json.loads(json.dumps(card_of(EXAMPLE).to_dict(), ensure_ascii=False))
    assert list(record) == [
        "system", "track", "name", "year", "scheme", "lines", "groups", "base", "bonus", "total", "missing", "range",
    ]  # fmt: skip
    assert record["scheme"] == {"name": "示例评分方案（非官方，可修改）", "version": "1", "official": False}
    line = record["lines"][0]
    assert line == {
        "code": "1.1",
        "name": "公共技术服务平台建设和开展技术服务情况",
        "group": "服务能力",
        "kind": "qualitative",
        "weight": "7.00",
        "value": None,
        "unit": "",
        "rating": "80.00",
        "points": "5.60",
        "basis": "rating",
        "arithmetic": "7 × 80 / 100 = 5.60",
        "source": {
            "title": "政策动态信息参阅（样例）",
            "section": ["【政策动态速递】", "河南省科技厅印发《河南省众创空间评价指标体系》", "4. 指标体系一览表"],
            "quote": "1.1 公共技术服务平台建设和开展技术服务情况 | 定性 | 7% | —",
        },
    }


@settings(max_examples=2_500, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**63))
def test_any_profile_scores_as_the_plain_computation_does(seed: int) -> None:
    as_computed_plainly(seed)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**63))
def test_ten_thousand_profiles_score_as_the_plain_computation_does(seed: int) -> None:
    as_computed_plainly(seed)


def as_computed_plainly(seed: int) -> None:
    rng = random.Random(seed)
    record, data = reference.random_record(rng), reference.random_scheme(rng)
    card = score(read_profile(record), SYSTEM, scheme_of(data))
    expected = reference.cents(record, data)
    assert {line.code: line.cents for line in card.lines} == expected
    bonus = expected["4.1"] or 0
    total = sum(points or 0 for points in expected.values())
    assert (card.base, card.bonus, card.total) == tuple(Decimal(c).scaleb(-2) for c in (total - bonus, bonus, total))
    weights = reference.WEIGHTS[record["track"]]
    missing = [code for code, points in expected.items() if points is None]
    assert list(card.missing) == missing
    assert card.high == card.total + sum(weights[code] for code in missing)
    for line in card.lines:
        if line.cents is not None:
            assert checked_by_hand(line.arithmetic) == line.cents


def checked_by_hand(arithmetic: str) -> int:
    """What a reader gets who multiplies the figures as written, in hundredths."""
    weight, rating, points = re.fullmatch(r"(\S+) × \(?([\d./]+)\)? / 100 = (\S+)", arithmetic).groups()  # type: ignore[union-attr]
    assert half_up(Fraction(weight) * Fraction(rating)) == Fraction(points) * 100
    return int(Fraction(points) * 100)


@pytest.mark.parametrize("seed", range(20))
def test_neither_the_order_of_keys_nor_the_decimal_context_matters(seed: int) -> None:
    rng = random.Random(seed)
    record, scheme = reference.random_record(rng), scheme_of(reference.random_scheme(rng))
    shuffled = dict(sorted(record.items(), key=lambda _: rng.random()))
    for key in ("ratings", "grades", "facts"):
        shuffled[key] = dict(sorted(record[key].items(), key=lambda _: rng.random()))
    first = json.dumps(card_of(record, scheme).to_dict())
    with decimal.localcontext(decimal.Context(prec=2, rounding=decimal.ROUND_DOWN)):
        assert json.dumps(card_of(shuffled, scheme).to_dict()) == first


@pytest.mark.parametrize(
    ("rating", "points", "reason"),
    [
        ("0.0714", "0.00", "7 × 0.0714 % = 0.004998: below half a cent"),
        ("0.0715", "0.01", "7 × 0.0715 % = 0.005005: above half a cent"),
        ("50.5", "3.54", "7 × 50.5 % = 3.535: exactly half, upwards (half to even would also give 3.54)"),
        ("49.5", "3.47", "7 × 49.5 % = 3.465: exactly half, upwards (half to even would give 3.46)"),
        ("100", "7.00", "full"),
        ("0", "0.00", "nothing, which is not the same as missing"),
    ],
)
def test_points_are_rounded_half_up_to_the_cent(rating: str, points: str, reason: str) -> None:
    line = card_of({"track": "general", "ratings": {"1.1": Decimal(rating)}}).line("1.1")
    assert line is not None
    assert str(line.points) == points, reason


def test_a_rating_that_two_places_cannot_show_is_written_as_a_fraction() -> None:
    """505/14 = 36.0714… makes exactly 2.525 points, rounded up; 36.07 would make 2.5249."""
    scheme = scheme_of({"benchmarks": {"2.9": {"zero": 0, "full": 1400}}})
    line = card_of({"track": "general", "facts": {"events": 505}}, scheme).line("2.9")
    assert line is not None
    assert line.arithmetic == "7 × (505/14) / 100 = 2.53"


def test_a_rating_wins_over_a_grade_and_a_grade_over_facts() -> None:
    record = {"track": "general", "facts": {"tech_smes": 10}}
    assert [card_of(record).line("2.7").basis, card_of(record).line("2.7").points] == ["benchmark", 10]  # type: ignore[union-attr]
    record["grades"] = {"2.7": "中"}
    assert [card_of(record).line("2.7").basis, card_of(record).line("2.7").points] == ["grade", 6]  # type: ignore[union-attr]
    record["ratings"] = {"2.7": 15}
    assert [card_of(record).line("2.7").basis, card_of(record).line("2.7").points] == ["rating", Decimal("1.5")]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("facts", "code", "why"),
    [
        ({"startups": 3}, "2.1", "没有填写：场地面积"),
        ({"sci_founded": 0, "startups": 0, "teams": 0}, "2.5", "常驻初创企业 + 常驻团队为 0，算不出比值"),
        ({"total_income": 5, "previous_total_income": 0}, "3.1", "上一年总收入为 0，算不出比值"),
        ({"total_income": 5}, "3.1", "没有填写：上一年总收入"),
        ({"service_income": 0, "investment_income": 0, "total_income": 0}, "1.3", "总收入为 0，算不出比值"),
    ],
)
def test_a_line_whose_value_cannot_be_computed_is_missing_and_says_why(
    facts: dict[str, Any], code: str, why: str
) -> None:
    line = card_of({"track": "general", "facts": facts}).line(code)
    assert line is not None
    assert (line.points, line.basis) == (None, "missing")
    assert why in line.arithmetic


def test_an_indicator_the_scheme_does_not_rate_is_missing_although_its_facts_are_known() -> None:
    line = card_of({"track": "general", "facts": {"events": 5}}, scheme_of({})).line("2.9")
    assert line is not None
    assert line.arithmetic.startswith("评分方案没有给出 2.9 怎样折算成评分")


def test_a_line_explains_the_way_from_the_facts_to_its_rating() -> None:
    line = card_of(EXAMPLE).line("3.1")
    assert line is not None
    assert line.steps == (
        "总收入 250 万元",
        "100 × (250 − 0) ÷ (500 − 0) = 50",
        "总收入 250 万元 ÷ 上一年总收入 200 万元 × 100 − 100 = 25 %",
        "25 达到满分值 20，评分 100",
        "(50 + 100) ÷ 2 = 75",
    )
    assert (line.value, line.unit) == ("250, 25", "万元, %")


def test_a_grade_the_scheme_does_not_have_is_refused() -> None:
    with pytest.raises(ProfileRefused, match="没有等级“甲”，可用的有：优、良、中、差"):
        card_of({"track": "general", "grades": {"1.5": "甲"}})
