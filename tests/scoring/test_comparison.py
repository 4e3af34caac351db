from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.scoring.comparison import NotComparable, compare, marginal_gains
from assistant.scoring.profile import Profile, contradictions, read_profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring.scorecard import score
from knowledge.indicators.loader import load_system
from tests.scoring.test_scorecard import EXAMPLE, SYSTEM, card_of

SCHEME = load_scheme()


def example(**facts: int | float) -> Profile:
    return read_profile(EXAMPLE | {"facts": EXAMPLE["facts"] | facts})


def test_what_if_five_technology_companies_moved_in() -> None:
    """Five more startups, all of them technology companies: 2.7 and 2.1 rise, the two ratios fall."""
    before, after = card_of(EXAMPLE), score(example(startups=35, tech_smes=11), SYSTEM, SCHEME)
    comparison = compare(before, after)
    changed = {line.code: str(line.difference) for line in comparison.lines if line.difference}
    assert changed == {"2.1": "0.88", "2.5": "-0.38", "2.6": "-0.38", "2.7": "4.00"}
    assert comparison.difference == Decimal("4.12")
    assert comparison.to_dict()["lines"][4] == {
        "code": "2.1", "name": "每千平米常驻初创企业数量", "before": "5.25", "after": "6.13", "difference": "0.88",
    }  # fmt: skip


def test_a_line_that_becomes_known_counts_from_nothing() -> None:
    comparison = compare(card_of(EXAMPLE), card_of(EXAMPLE | {"ratings": {"1.1": 80, "3.3": 50}}))
    line = comparison.lines[-2]
    assert (line.code, line.before, line.after, line.difference) == ("3.3", None, Decimal("3.5"), Decimal("3.5"))


def test_another_scheme_is_marked() -> None:
    other = SCHEME.model_copy(update={"grades": {"优": Decimal(90), "良": Decimal(80)}})
    assert not compare(card_of(EXAMPLE), card_of(EXAMPLE, other)).same_scheme
    assert compare(card_of(EXAMPLE), card_of(EXAMPLE)).same_scheme


def test_different_tracks_cannot_be_compared() -> None:
    other = card_of({"track": "specialised"})
    with pytest.raises(NotComparable, match=r"普通众创空间.*专业化众创空间"):
        compare(card_of(EXAMPLE), other)


def test_one_more_of_each_fact_brings_what_scoring_again_says() -> None:
    profile = read_profile(EXAMPLE)
    gains = {gain.key: gain for gain in marginal_gains(profile, SYSTEM, SCHEME)}
    assert set(gains) == set(EXAMPLE["facts"]) - {"area_m2", "previous_total_income"} | {"1.5"}
    before = card_of(EXAMPLE).total
    for key, gain in gains.items():
        if key != "1.5":
            again = score(example(**{key: EXAMPLE["facts"][key] + 1}), SYSTEM, SCHEME)
            assert gain.points == again.total - before, key
    assert str(gains["events"].points) == "0.23"  # 7 / 30
    assert str(gains["tech_smes"].points) == "1.00"
    assert dict(gains["startups"].lines) == {
        "2.1": Decimal("0.18"), "2.5": Decimal("-0.08"), "2.6": Decimal("-0.08"),
    }  # fmt: skip
    assert str(gains["1.5"].points) == "1.40"  # 良 to 优


def test_a_unit_that_cannot_be_added_alone_says_why() -> None:
    gains = {gain.key: gain for gain in marginal_gains(example(tech_smes=30), SYSTEM, SCHEME)}
    assert gains["tech_smes"].points is None
    assert gains["tech_smes"].blocked is not None
    assert "科技型中小企业 31 家，多于常驻初创企业 30 家" in gains["tech_smes"].blocked
    assert contradictions(example(tech_smes=30).facts, SYSTEM) == []


def test_gains_work_for_the_second_system_where_a_unit_often_stays_within_its_band() -> None:
    system = load_system("tech-sme-2017")
    profile = read_profile(
        {"system": system.id, "facts": {"staff": 100, "tech_staff": 29, "ip_class1": 0, "ip_class2": 3}}
    )
    gains = {gain.key: gain.points for gain in marginal_gains(profile, system, load_scheme(None, system))}
    assert gains == {"staff": 0, "tech_staff": 4, "ip_class1": 12, "ip_class2": 6}
