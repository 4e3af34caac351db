"""What is typed into the form of the 评分 tab ↔ the profile that is scored, and the sliders beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.scoring.profile import ProfileRefused, read_profile
from assistant.scoring.scheme import load_scheme
from assistant.web.scoring_form import by_field, fields, imported, record_of, sentences, typed_of
from assistant.web.scoring_session import Session, card_of, moves, span, supposed
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system

SYSTEM = load_system(DEFAULT_SYSTEM)
SCHEME = load_scheme(None, SYSTEM)
ASKED = fields(SYSTEM)
BLANK = dict.fromkeys(("track", "name", "year", *(one.key for one in ASKED)), "") | {"track": "general"}


def session_of(**typed: str) -> Session:
    """A session in which this was typed; ``__`` stands for the point of a key."""
    blank = Session(card_of(BLANK, ASKED, SYSTEM, SCHEME), SCHEME, "general")
    return blank.typed(BLANK | {key.replace("__", "."): value for key, value in typed.items()}, ASKED)


def test_every_fact_and_indicator_has_one_field_with_unit_help_and_group() -> None:
    facts = [one.name for one in ASKED if one.kind == "facts"]
    assert sorted(facts) == sorted(SYSTEM.facts)
    assert sorted(one.name for one in ASKED if one.kind == "ratings") == sorted(i.code for i in SYSTEM.indicators)
    tech = next(one for one in ASKED if one.key == "facts.tech_smes")
    assert tech.label == "科技型中小企业（家）"
    assert tech.help == f"{SYSTEM.facts['tech_smes'].counts}。用于 2.7"
    assert (tech.group, tech.tracks) == ("孵化绩效", {"general", "specialised"})
    assert {one.group for one in ASKED} == {group.name for group in SYSTEM.all_groups}


@pytest.mark.parametrize(
    ("typed", "part", "expected", "reason"),
    [
        ({"facts.startups": "  "}, "facts", {}, "blank is not stated, not 0"),
        ({"facts.startups": "0"}, "facts", {"startups": "0"}, "0 is 0"),
        (
            {"facts.total_income": "１,２００.50"},
            "facts",
            {"total_income": "１,２００.50"},
            "as typed: the reader reads it",
        ),
        ({"ratings.2.7": "80"}, "ratings", {"2.7": "80"}, "a number beside a measured indicator is a rating"),
        ({"ratings.2.7": "良"}, "grades", {"2.7": "良"}, "a word there is a grade"),
        ({"ratings.1.1": "良"}, "ratings", {"1.1": "良"}, "beside a choice of grades a word is a slip"),
        ({"grades.1.2": "优"}, "grades", {}, "what the track does not ask for is left out"),
    ],
)
def test_what_is_typed_becomes_a_record(typed: dict[str, str], part: str, expected: Any, reason: str) -> None:
    assert record_of(BLANK | typed, ASKED, SYSTEM)[part] == expected, reason


@pytest.mark.parametrize(
    "record",
    [
        {"track": "general", "year": 2021, "name": "甲", "ratings": {"1.1": 82.5}, "facts": {"total_income": "100.10"}},
        {
            "track": "specialised",
            "grades": {"1.2": "良", "2.7": "中"},
            "facts": {"startups": 3, "startups_in_chain": 2},
        },
        {"track": "general"},
    ],
)
def test_a_profile_that_fills_the_form_is_read_from_it_unchanged(record: dict[str, Any]) -> None:
    profile = read_profile(record, SCHEME)
    assert read_profile(record_of(typed_of(profile, ASKED), ASKED, SYSTEM), SCHEME) == profile


def test_a_contradiction_is_named_at_every_field_it_is_about_and_the_scorecard_stays() -> None:
    held = session_of(facts__startups="10", facts__tech_smes="6")
    wrong = held.typed(BLANK | {"facts.startups": "10", "facts.tech_smes": "12", "year": "21"}, ASKED)
    assert set(wrong.wrong) == {"facts.startups", "facts.tech_smes", "year"}
    assert wrong.wrong["facts.tech_smes"].startswith("科技型中小企业 12 家，多于常驻初创企业 10 家")
    assert wrong.card is held.card
    assert sentences(wrong.problems, ASKED)[0] == "年度：应为四位年份，如 2021，实际是 '21'"
    assert "tech_smes" not in "".join(sentences(wrong.problems, ASKED))
    assert wrong.typed(BLANK | {"facts.startups": "10", "facts.tech_smes": "6"}, ASKED).wrong == {}


def test_a_wrong_grade_of_a_measured_indicator_is_named_at_its_one_field() -> None:
    with pytest.raises(ProfileRefused) as refused:
        card_of(BLANK | {"ratings.2.7": "甲等"}, ASKED, SYSTEM, SCHEME)
    assert set(by_field(refused.value.problems, ASKED)) == {"ratings.2.7"}


def test_a_file_of_several_spaces_or_of_another_system_is_not_taken_for_one_form(tmp_path: Path) -> None:
    several = tmp_path / "几个.json"
    several.write_text(json.dumps([{"track": "general"}, {"track": "general"}]), "utf-8")
    with pytest.raises(ProfileRefused, match="里面有 2 个空间"):
        imported(several, SCHEME, SYSTEM)
    other = tmp_path / "别的.json"
    other.write_text(json.dumps({"system": "tech-sme-2017", "facts": {"staff": 10}}), "utf-8")
    with pytest.raises(ProfileRefused, match="另一个评价体系"):
        imported(other, SCHEME, SYSTEM)


@pytest.mark.parametrize(
    ("now", "span_of", "reason"),
    [
        ("6", {"maximum": 26.0, "step": 1.0}, "at least 20 beyond"),
        ("268", {"maximum": 536.0, "step": 1.0}, "to twice the figure"),
        ("86.5", {"maximum": 173.0, "step": 0.1}, "in steps on which the present figure lies"),
        ("0", {"maximum": 20.0, "step": 1.0}, "from nothing"),
    ],
)
def test_a_slider_reaches_beyond_the_present_figure(now: str, span_of: dict[str, float], reason: str) -> None:
    assert span(Decimal(now)) == span_of, reason


def test_only_sliders_off_the_present_figure_count_and_exactly() -> None:
    card = session_of(facts__tech_smes="6", facts__total_income="86.5", **{"grades.1.5": "良"}).card
    at: dict[str, float | str] = {
        "facts.tech_smes": 9,
        "facts.total_income": 86.5,
        "facts.events": 0,
        "grades.1.5": "优",
        "grades.3.3": "",
    }
    moved = moves(card, at)
    assert moved == {"facts.tech_smes": "9", "grades.1.5": "优"}
    after = supposed(card, moved)
    assert (card.total, after.total) == (Decimal("11.60"), Decimal("16.00"))  # 6.00 + 5.60 → 9.00 + 7.00


def test_a_supposition_ends_with_the_figure_it_started_from() -> None:
    before = replace(
        session_of(facts__tech_smes="6", facts__events="3"), moved={"facts.tech_smes": "9", "facts.events": "5"}
    )
    after = before.typed(BLANK | {"facts.tech_smes": "7", "facts.events": "3"}, ASKED)
    assert after.moved == {"facts.events": "5"}
