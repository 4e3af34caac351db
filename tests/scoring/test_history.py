"""What is kept of scorecards: everything, by name and year, and it can be computed again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.scoring.cohort import Cohort
from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import Scheme, load_scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.scoring_history import FILE, HistoryUnavailable, ScoreHistory
from tests.scoring.test_scorecard import EXAMPLE, SYSTEM, card_of


def card(year: int, events: int, name: str = "甲", scheme: Scheme | None = None) -> Scorecard:
    return card_of(EXAMPLE | {"name": name, "year": year, "facts": EXAMPLE["facts"] | {"events": events}}, scheme)


def test_scorecards_come_back_by_name_and_year(tmp_path: Path) -> None:
    history = ScoreHistory(tmp_path / "new home")
    for one in (card(2021, 24), card(2020, 12), card(2021, 1, "乙")):
        assert history.keep(one)
    assert history.names() == ["乙", "甲"]
    kept = history.all("甲")
    assert [(one.year, one.scorecard["total"]) for one in kept] == [(2020, "63.40"), (2021, "66.20")]
    assert kept[1].scorecard == card(2021, 24).to_dict()
    assert kept[1].profile == card(2021, 24).profile
    assert len(history.all()) == 3


def test_the_same_scorecard_again_is_not_kept_twice_and_a_new_one_hides_none(tmp_path: Path) -> None:
    history = ScoreHistory(tmp_path)
    assert [history.keep(card(2021, events)) for events in (24, 24, 25, 24)] == [True, False, True, True]
    assert [one.profile.facts["events"] for one in history.all("甲")] == [24, 25, 24]
    latest = history.latest("甲", 2021)
    assert latest is not None
    assert latest.profile.facts["events"] == 24


def test_a_kept_scorecard_is_computed_again_under_its_own_scheme_or_another(tmp_path: Path) -> None:
    mine = load_scheme().model_copy(update={"grades": {"良": Decimal("70.5")}})
    peers = Cohort((read_profile(EXAMPLE | {"name": "乙"}),))
    for scheme, cohort in ((None, None), (mine, None), (None, peers)):
        history = ScoreHistory(tmp_path)
        made = score(card(2021, 24).profile, SYSTEM, scheme or load_scheme(), cohort)
        history.keep(made, cohort)
        latest = history.latest("甲", 2021)
        assert latest is not None
        assert latest.again().to_dict() == made.to_dict()
        assert latest.scheme == made.scheme
    # Under the sample scheme, among one equal peer: the compared indicators are rated 50.
    assert latest is not None
    assert latest.again(mine).to_dict()["lines"][3]["rating"] == "70.50"


@pytest.mark.parametrize("missing", ["name", "year"])
def test_a_scorecard_without_name_or_year_has_no_place(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ValueError, match="by name and year"):
        ScoreHistory(tmp_path).keep(card_of(EXAMPLE | {missing: None}))


def test_looking_into_an_empty_home_creates_nothing(tmp_path: Path) -> None:
    history = ScoreHistory(tmp_path)
    assert (history.all(), history.names(), history.latest("甲", 2021)) == ([], [], None)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(HistoryUnavailable, match=rf"得分存档 .*{FILE} 不能读写"):
        ScoreHistory(tmp_path).keep(card(2021, 24))


def test_two_histories_of_one_home_see_each_other(tmp_path: Path) -> None:
    first, second = ScoreHistory(tmp_path), ScoreHistory(tmp_path)
    first.keep(card(2020, 1))
    second.keep(card(2021, 2))
    totals: Any = [one.year for one in first.all()]
    assert totals == [2020, 2021]
