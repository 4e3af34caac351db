"""科技型中小企业评价, 国科发政〔2017〕115号: both sides of every band, and who is admitted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.scoring.profile import ProfileRefused, read_profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring.scorecard import Scorecard, score
from knowledge.indicators.loader import load_system

SYSTEM = load_system("tech-sme-2017")
SCHEME = load_scheme(None, SYSTEM)


def card_of(**facts: Any) -> Scorecard:
    return score(read_profile({"system": "tech-sme-2017", "facts": facts}), SYSTEM, SCHEME)


def points(card: Scorecard, code: str) -> Decimal | None:
    line = card.line(code)
    assert line is not None
    return line.points


STAFF = [
    (9.99, 0),
    (10, 4),
    (14.99, 4),
    (15, 8),
    (19.99, 8),
    (20, 12),
    (24.99, 12),
    (25, 16),
    (29.99, 16),
    (30, 20),
    (100, 20),
    (0, 0),
]
SALES = [
    (1.999, 0),
    (2, 10),
    (2.999, 10),
    (3, 20),
    (3.999, 20),
    (4, 30),
    (4.999, 30),
    (5, 40),
    (5.999, 40),
    (6, 50),
    (90, 50),
    (0, 0),
]
COSTS = [
    (9.99, 0),
    (10, 10),
    (14.99, 10),
    (15, 20),
    (19.99, 20),
    (20, 30),
    (24.99, 30),
    (25, 40),
    (29.99, 40),
    (30, 50),
    (80, 50),
    (0, 0),
]


@pytest.mark.parametrize(("percent", "expected"), STAFF)
def test_staff_bands_on_both_sides(percent: float, expected: int) -> None:
    tech_staff = int(Decimal(str(percent)) * 100)
    assert points(card_of(staff=10_000, tech_staff=tech_staff), "1") == expected


@pytest.mark.parametrize(("percent", "expected"), SALES)
def test_research_to_sales_bands_on_both_sides(percent: float, expected: int) -> None:
    assert points(card_of(sales=100, rd_expense=percent), "2") == expected


@pytest.mark.parametrize(("percent", "expected"), COSTS)
def test_research_to_costs_bands_on_both_sides(percent: float, expected: int) -> None:
    assert points(card_of(costs=100, rd_expense=percent), "2") == expected


@pytest.mark.parametrize(
    ("class1", "class2", "expected"),
    [(0, 0, 0), (0, 1, 6), (0, 2, 12), (0, 3, 18), (0, 4, 24), (0, 50, 24), (1, 0, 30), (1, 9, 30), (7, 0, 30)],
)
def test_intellectual_property_bands(class1: int, class2: int, expected: int) -> None:
    assert points(card_of(ip_class1=class1, ip_class2=class2), "3") == expected


def test_one_class_i_right_is_full_whatever_else_but_class_ii_alone_leaves_the_line_open() -> None:
    assert points(card_of(ip_class1=1), "3") == 30
    assert points(card_of(ip_class2=4), "3") is None  # an unstated class I right could make it 30
    assert points(card_of(ip_class1=0), "3") is None


def test_a_third_is_in_the_band_its_exact_value_lies_in() -> None:
    assert points(card_of(staff=3, tech_staff=1), "1") == 20  # 33.3… %
    assert points(card_of(staff=101, tech_staff=30), "1") == 16  # 29.70… %


def test_the_company_takes_the_better_of_the_two_research_ratios() -> None:
    card = card_of(rd_expense=5, sales=100, costs=20)  # 5 % is 40 points, 25 % is 40; then 6 % against 24 %
    assert points(card, "2") == 40
    line = card_of(rd_expense=6, sales=100, costs=25).line("2")
    assert line is not None
    assert [line.points, line.value, line.unit, str(line.basis)] == [50, "6", "%", "benchmark"]
    assert points(card_of(rd_expense=6, sales=0, costs=25), "2") == 30  # without sales only the other can be computed


def test_the_scheme_is_official_and_says_where_it_stands() -> None:
    assert SCHEME.official
    assert SCHEME.source is not None
    assert SCHEME.source.title == "科技型中小企业评价办法"
    assert card_of().to_dict()["scheme"]["official"] is True


FINE = {"staff": 100, "tech_staff": 10, "rd_expense": 6, "sales": 100, "assets": 500, "ip_class1": 0, "ip_class2": 1,
        "resident": True, "permitted_products": True, "clean_record": True, "high_tech_certificate": False,
        "national_award": False, "rd_institution": False, "led_standard": False}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "outcome", "reason"),
    [
        ({}, "admitted", "4 + 50 + 6 = 60, exactly enough"),
        ({"ip_class2": 0}, "not_admitted", "54 points"),
        ({"tech_staff": 9, "ip_class1": 1}, "not_admitted", "80 points, but none for staff"),
        ({"tech_staff": 9, "ip_class1": 1, "led_standard": True}, "admitted", "a direct route needs no score"),
        ({"ip_class2": 0, "high_tech_certificate": True}, "admitted", "direct route"),
        ({"ip_class2": 0, "national_award": True}, "admitted", "direct route"),
        ({"ip_class2": 0, "rd_institution": True}, "admitted", "direct route"),
        ({"staff": 500, "tech_staff": 50}, "admitted", "500 people are within the limit"),
        ({"staff": 501, "tech_staff": 60, "high_tech_certificate": True}, "not_admitted", "501 people: no route helps"),
        ({"sales": 20000, "rd_expense": 1200}, "admitted", "2亿元 of sales are within the limit"),
        ({"sales": 20000.01, "rd_expense": 1300}, "not_admitted", "sales above the limit"),
        ({"assets": 20000}, "admitted", "2亿元 of assets are within the limit"),
        ({"assets": 20000.01}, "not_admitted", "assets above the limit"),
        ({"assets": None}, "undetermined", "assets not stated"),
        ({"resident": False}, "not_admitted", "not a resident company"),
        ({"clean_record": None}, "undetermined", "record not stated"),
        ({"ip_class1": None}, "undetermined", "54 points, up to 84 with the open line"),
        ({"ip_class1": None, "rd_expense": 1}, "not_admitted", "4 points and 30 open are never 60"),
        ({"ip_class2": 0, "rd_institution": None}, "undetermined", "a route not stated could still admit"),
        ({"staff": 501, "assets": None, "tech_staff": 60}, "not_admitted", "one condition broken is enough"),
    ],
)
def test_who_is_admitted(change: dict[str, Any], outcome: str, reason: str) -> None:
    assert card_of(**(FINE | change)).to_dict()["verdict"]["outcome"] == outcome, reason


def test_a_verdict_shows_each_condition_with_what_is_stated() -> None:
    verdict = card_of(**(FINE | {"staff": 501, "assets": None})).to_dict()["verdict"]
    assert [(check["stated"], check["met"]) for check in verdict["conditions"][:3]] == [
        ("501 人", False),
        ("100 万元", True),
        ("没有填写", None),
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"staff": 5, "tech_staff": 6}, "科技人员 6 人，多于职工总数 5 人"),
        ({"resident": 1}, "应为“是”或“否”（JSON 里写 true 或 false），实际是 1"),
        ({"resident": "也许"}, "应为“是”或“否”"),
        ({"ip_class1": 0.5}, "应为整数（项）"),
        ({"events": 3}, "facts 里有不认识的键“events”"),
    ],
)
def test_contradictions_are_refused_here_too(facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ProfileRefused) as refused:
        card_of(**facts)
    assert sentence in str(refused.value)
