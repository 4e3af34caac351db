"""The Excel scorecard calculates: its formulas, computed independently, give our cents and the results stored."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.scoring.cohort import Cohort
from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import Scheme, load_scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.scoring_files.calculation import FIRST, write_calculation
from knowledge.indicators.loader import load_system
from tests.scoring import reference
from tests.scoring.formulas import Workbook
from tests.scoring.test_scorecard import EXAMPLE, SYSTEM, card_of, scheme_of
from tests.scoring.test_tech_sme import FINE

SME = load_system("tech-sme-2017")


def calculated(folder: Path, card: Scorecard, cohort: Cohort | None = None) -> Workbook:
    path = folder / "card.xlsx"
    write_calculation(path, card, cohort)
    return Workbook(path)


def points_of(book: Workbook, card: Scorecard) -> dict[str, int | None]:
    """Hundredths per code, None where the cell is empty."""
    cells = {line.code: book.value("得分", f"H{row}") for row, line in enumerate(card.lines, start=FIRST + 1)}
    return {code: None if value == "" else round(Fraction(value) * 100) for code, value in cells.items()}


def sums_of(book: Workbook, *labels: str) -> list[Decimal]:
    return [Decimal(f"{book.value('得分', book.find('得分', label, 'H')):.2f}") for label in labels]


def same_as(book: Workbook, card: Scorecard) -> bool:
    sums = sums_of(book, "基础分", "总分", "缺项全部得满分时的总分")
    return points_of(book, card) == {line.code: line.cents for line in card.lines} and sums == [
        card.base, card.total, card.high,
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_the_formulas_give_our_cents_for_any_profile_and_scheme(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    card = score(read_profile(reference.random_record(rng)), SYSTEM, scheme_of(reference.random_scheme(rng)))
    book = calculated(tmp_path, card)
    assert same_as(book, card)
    groups = [group.name for group in card.groups]
    group_cells = [f"H{FIRST + len(card.lines) + 2 + i}" for i in range(len(groups))]
    assert [Decimal(f"{book.value('得分', cell):.2f}") for cell in group_cells] == [g.points for g in card.groups]


def test_every_formula_is_stored_with_its_result(tmp_path: Path) -> None:
    """A viewer that does not calculate shows the same figures."""
    path = tmp_path / "card.xlsx"
    write_calculation(path, card_of(EXAMPLE))
    book, stored = Workbook(path), openpyxl.load_workbook(path, data_only=True)
    formulas = book.formulas()
    assert len(formulas) > 60
    for sheet, cell in formulas:
        value, result = book.value(sheet, cell), stored[sheet][cell].value
        if value == "":
            assert result in (None, ""), cell
        else:
            assert result == pytest.approx(value, abs=1e-9), cell


@pytest.mark.parametrize(
    ("rating", "points"),
    [("50.5", "3.54"), ("49.5", "3.47"), ("0.0714", "0.00"), ("0.0715", "0.01"), ("35.5", "2.49"), ("64.5", "4.52")],
)
def test_halves_are_rounded_up_although_binary_fractions_lie_a_little_below(
    tmp_path: Path, rating: str, points: str
) -> None:
    card = card_of({"track": "general", "ratings": {"1.1": Decimal(rating)}})
    assert str(card.lines[0].points) == points
    assert points_of(calculated(tmp_path, card), card)["1.1"] == round(Decimal(points) * 100)


@pytest.mark.parametrize("method", ["percentile", "minmax"])
@pytest.mark.parametrize("seed", range(8))
def test_comparisons_with_other_spaces_calculate_too(tmp_path: Path, method: str, seed: int) -> None:
    rng = random.Random(seed)
    records = [reference.random_record(rng, facts=1, largest=rng.choice([3, 30])) for _ in range(rng.randint(2, 9))]
    scheme = scheme_of(reference.random_scheme(rng) | {"cohort": {"method": method, "codes": None}})
    cohort = Cohort(tuple(read_profile(record) for record in records))
    card = score(cohort.profiles[0], SYSTEM, scheme, cohort)
    assert method in {str(line.basis) for line in card.lines}
    assert same_as(calculated(tmp_path, card, cohort), card)


@pytest.mark.parametrize("percent", ["9.99", "10", "14.99", "15", "25", "29.99", "30"])
def test_official_bands_calculate_on_both_sides(tmp_path: Path, percent: str) -> None:
    staff = {"staff": 10_000, "tech_staff": int(Decimal(percent) * 100)}
    for more in ({}, {"ip_class1": None}, {"costs": 20}, {"ip_class1": 1, "ip_class2": None}):
        record = {"system": "tech-sme-2017", "facts": FINE | staff | more}
        card = score(read_profile(record), SME, load_scheme(None, SME))
        book = calculated(tmp_path, card)
        assert points_of(book, card) == {line.code: line.cents for line in card.lines}


def test_a_changed_cell_is_followed_by_everything_that_rests_on_it(tmp_path: Path) -> None:
    """Five more companies, the missing grade, another full mark: the workbook scores as we do."""
    book = calculated(tmp_path, card_of(EXAMPLE))
    book.set("数据", book.find("数据", "常驻初创企业", "B"), 35)
    book.set("数据", "B31", "中")
    assert book.value("数据", "A31") == "2.10 当年参加创新创业大赛及获奖情况"
    book.set("折算", book.find("折算", "2.7", "F"), 20)
    record = EXAMPLE | {"facts": EXAMPLE["facts"] | {"startups": 35}, "grades": {"1.5": "良", "2.10": "中"}}
    sample = load_scheme()
    benchmarks = sample.benchmarks | {"2.7": sample.benchmarks["2.7"].model_copy(update={"full": Decimal(20)})}
    card = score(read_profile(record), SYSTEM, sample.model_copy(update={"benchmarks": benchmarks}))
    assert same_as(book, card)


@pytest.mark.parametrize(
    ("system", "said"), [(SYSTEM, "非官方：数值和等级怎样折算成评分"), (SME, "官方：数值折算成分值用的是")]
)
def test_the_sheet_says_what_is_official_and_what_is_not(tmp_path: Path, system: Any, said: str) -> None:
    scheme: Scheme = load_scheme(None, system)
    track = next(iter(system.tracks))
    path = tmp_path / "card.xlsx"
    write_calculation(path, score(read_profile({"system": system.id, "track": track}), system, scheme))
    sheet = openpyxl.load_workbook(path)["得分"]
    assert sheet["A3"].value.startswith("官方：指标和权重出自")
    assert sheet["A4"].value.startswith(said)
