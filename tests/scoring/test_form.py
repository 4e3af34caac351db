"""The Excel form: what can be entered, and that it reads back as the profile that was meant."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from assistant.scoring.profile import ProfileRefused, read_profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring_files.form import write_form
from assistant.scoring_files.profiles import load_profile, load_profiles
from assistant.scoring_files.saving import NotSaved
from knowledge.indicators.loader import load_system
from tests.scoring import reference
from tests.scoring.test_tech_sme import FINE

SYSTEM, SCHEME = load_system(), load_scheme()
SME = load_system("tech-sme-2017")


def form(folder: Path, track: str | None = None, system: Any = SYSTEM) -> Path:
    path = folder / "form.xlsx"
    write_form(path, system, load_scheme(None, system), track)
    return path


def rows_of(sheet: Worksheet) -> dict[str, int]:
    return {str(sheet.cell(row, 1).value): row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value}


def filled(path: Path, cells: dict[str, Any]) -> Path:
    """The form with values by key: a fact, a code (its grade), or rating.CODE."""
    book = openpyxl.load_workbook(path)
    sheet = book["填报表"]
    rows = rows_of(sheet)
    for key, value in cells.items():
        rating = key.startswith("rating.")
        sheet.cell(rows[key.removeprefix("rating.")], 6 if rating else 4).value = value
    book.save(path)
    return path


def as_cells(record: dict[str, Any]) -> dict[str, Any]:
    top = {key: record[key] for key in ("name", "year", "track")}
    ratings = {f"rating.{code}": value for code, value in record["ratings"].items()}
    return top | ratings | record["grades"] | record["facts"]


@pytest.mark.parametrize("seed", range(12))
def test_a_filled_form_reads_back_as_the_profile(tmp_path: Path, seed: int) -> None:
    record = reference.random_record(random.Random(seed))
    record["grades"] = {code: grade for code, grade in record["grades"].items() if code not in reference.QUANTITATIVE}
    record["track"] = SYSTEM.tracks[record["track"]]  # as the drop-down has it
    assert load_profile(filled(form(tmp_path), as_cells(record)), SCHEME) == read_profile(record)


@pytest.mark.parametrize("track", ["general", "specialised"])
def test_a_form_for_one_track_holds_its_indicators_and_its_track_is_set(tmp_path: Path, track: str) -> None:
    path = form(tmp_path, track)
    rows = rows_of(openpyxl.load_workbook(path)["填报表"])
    codes = [code for code in rows if code[0].isdigit()]
    assert codes == list(reference.WEIGHTS[track])
    assert ("startups_in_chain" in rows) == (track == "specialised")
    assert load_profile(filled(path, {"events": 3})).track == track


def test_every_fact_of_the_system_can_be_entered_exactly_once(tmp_path: Path) -> None:
    for system in (SYSTEM, SME):
        sheet = openpyxl.load_workbook(form(tmp_path, None, system))["填报表"]
        keys = [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]
        assert {key: keys.count(key) for key in system.facts} == dict.fromkeys(system.facts, 1)


def test_only_the_cells_to_fill_in_are_unlocked(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(form(tmp_path))["填报表"]
    assert sheet.protection.sheet
    rows = rows_of(sheet)
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    expected = {f"D{rows[key]}" for key in [*SYSTEM.facts, "name", "year", "track"]}
    for indicator in SYSTEM.indicators:
        expected |= {f"F{rows[indicator.code]}"} | (set() if indicator.measures else {f"D{rows[indicator.code]}"})
    assert unlocked == expected


@pytest.mark.parametrize(
    ("key", "column", "kind", "operator", "bounds"),
    [
        ("year", "D", "whole", None, ("1900", "2199")),
        ("startups", "D", "whole", "greaterThanOrEqual", ("0", None)),
        ("total_income", "D", "decimal", "greaterThanOrEqual", ("0", None)),
        ("area_m2", "D", "decimal", "greaterThan", ("0", None)),
        ("1.1", "F", "decimal", None, ("0", "100")),
        ("2.7", "F", "decimal", None, ("0", "100")),
    ],
)  # fmt: skip
def test_a_cell_takes_only_what_can_be_right(
    tmp_path: Path, key: str, column: str, kind: str, operator: str | None, bounds: tuple[str, str | None]
) -> None:
    sheet = openpyxl.load_workbook(form(tmp_path))["填报表"]
    rule = validation(sheet, f"{column}{rows_of(sheet)[key]}")
    # "between" is the default operator and is not written.
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (kind, operator, *bounds)
    assert rule.error


def validation(sheet: Worksheet, cell: str) -> Any:
    (found,) = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    return found


@pytest.mark.parametrize(
    ("system", "key", "options"),
    [
        (SYSTEM, "1.5", ["优", "良", "中", "差"]),
        (SYSTEM, "track", ["普通众创空间", "专业化众创空间"]),
        (SME, "led_standard", ["是", "否"]),
    ],
)
def test_grades_tracks_and_yes_or_no_are_chosen_from_a_list(
    tmp_path: Path, system: Any, key: str, options: list[str]
) -> None:
    book = openpyxl.load_workbook(form(tmp_path, None, system))
    sheet = book["填报表"]
    rule = validation(sheet, f"D{rows_of(sheet)[key]}")
    assert rule.type == "list"
    listed = book["选项"][rule.formula1.partition("!")[2]]
    assert [cell.value for (cell,) in listed] == options


def test_comments_say_what_counts_and_what_for(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(form(tmp_path))["填报表"]
    rows = rows_of(sheet)
    for key, fact in SYSTEM.facts.items():
        comment = sheet.cell(rows[key], 4).comment
        assert comment is not None, key
        assert fact.counts in comment.text
        assert "用于：" in comment.text
    assert "用于：2.1、2.5、2.6" in sheet.cell(rows["startups"], 4).comment.text
    assert "优 100，良 80，中 60，差 0" in sheet.cell(rows["1.5"], 4).comment.text


def test_the_second_system_is_filled_in_the_same_way(tmp_path: Path) -> None:
    yes_no = {True: "是", False: "否"}
    cells = {key: yes_no[value] if isinstance(value, bool) else value for key, value in FINE.items()}
    profile = load_profile(filled(form(tmp_path, None, SME), cells))
    assert profile == read_profile({"system": "tech-sme-2017", "facts": FINE})


def test_every_problem_is_named_with_its_cell_at_once(tmp_path: Path) -> None:
    path = form(tmp_path)
    rows = rows_of(openpyxl.load_workbook(path)["填报表"])
    wrong = {"track": "普通众创空间", "year": 21, "startups": 5, "tech_smes": 6, "events": 2.5, "area_m2": 0,
             "total_income": "很多", "rating.1.1": 101, "1.5": "甲", "rating.1.2": 50}  # fmt: skip
    with pytest.raises(ProfileRefused) as refused:
        load_profile(filled(path, wrong), SCHEME)
    expected = [
        f"D{rows['year']} 单元格（年度）：应为四位年份，如 2021，实际是 21",
        f"D{rows['events']} 单元格（当年创新创业活动和创业教育培训）：应为整数（场），实际是 2.5",
        f"D{rows['area_m2']} 单元格（场地面积）：应大于 0，实际是 0",
        f"D{rows['total_income']} 单元格（总收入）：应为数字，实际是 '很多'",
        f"F{rows['1.1']} 单元格（公共技术服务平台建设和开展技术服务情况）：评分应在 0 到 100 之间，实际是 101",
        f"F{rows['1.2']} 单元格（省级以上研发平台建设和开展技术服务情况）："
        "1.2 省级以上研发平台建设和开展技术服务情况只用于专业化众创空间，不用于普通众创空间",
        f"D{rows['1.5']} 单元格（当年服务企业落实政府普惠政策情况）："
        "评分方案“示例评分方案（非官方，可修改）”没有等级“甲”，可用的有：优、良、中、差",
        f"D{rows['tech_smes']} 单元格（科技型中小企业）、D{rows['startups']} 单元格（常驻初创企业）："
        "科技型中小企业 6 家，多于常驻初创企业 5 家：前者只能是后者的一部分，请核对",
    ]
    assert sorted(refused.value.problems) == sorted(expected)


def test_a_track_that_was_not_chosen_names_its_cell(tmp_path: Path) -> None:
    with pytest.raises(
        ProfileRefused, match=r"^D6 单元格（类别）：类别应为 普通众创空间、专业化众创空间 之一，没有填写$"
    ):
        load_profile(form(tmp_path))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0.1 + 0.2, "0.3"),  # what a calculation leaves beyond Excel's 15 digits
        (33.333333333333336, "33.3333333333333"),
        (250.0, "250"),
        ("2,500", "2500"),
    ],
)
def test_a_number_is_what_excel_shows(tmp_path: Path, value: Any, read: str) -> None:
    path = filled(form(tmp_path, "general"), {"total_income": value})
    assert str(load_profile(path).facts["total_income"]) == read


def test_a_formula_without_a_result_and_a_date_are_named(tmp_path: Path) -> None:
    path = form(tmp_path, "general")
    rows = rows_of(openpyxl.load_workbook(path)["填报表"])
    with pytest.raises(ProfileRefused) as refused:
        load_profile(filled(path, {"events": "=12+12", "startups": dt.datetime(2021, 3, 1)}))
    assert refused.value.problems == [
        f"D{rows['events']} 单元格：是公式，但文件里没有它的结果；请用 Excel 打开、保存一次，或直接填写数值",
        f"D{rows['startups']} 单元格（常驻初创企业）：应为数字，实际是 '2021-03-01 00:00:00'",
    ]


def table(folder: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "cohort.xlsx"
    book.save(path)
    return path


def test_a_sheet_with_one_space_a_row_is_a_cohort(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ["名称", "类别", "年度", "常驻初创企业（家）", "events", "1.1", "1.5"],
        ["甲", "普通众创空间", 2021, 30, 24, 80, "良"],
        [None] * 7,
        [7, "general", 2021, 12.0, None, None, None],
    )
    assert load_profiles(path) == (
        read_profile({"name": "甲", "track": "general", "year": 2021, "facts": {"startups": 30, "events": 24},
                      "ratings": {"1.1": 80}, "grades": {"1.5": "良"}}),
        read_profile({"name": "7", "track": "general", "year": 2021, "facts": {"startups": 12}}),
    )  # fmt: skip


def test_problems_in_a_cohort_sheet_name_space_and_cell(tmp_path: Path) -> None:
    path = table(tmp_path, ["名称", "类别", "events"], ["甲", "general", 1], ["乙", "general", -1], ["丙", "x", 1, 9])
    with pytest.raises(ProfileRefused) as refused:
        load_profiles(path)
    assert refused.value.problems == [
        "第 2 个空间：C3 单元格（events）：不能是负数，实际是 -1",
        "第 3 个空间：D4 单元格：上方没有标题，请补上标题或删去",
        "第 3 个空间：B4 单元格（类别）：类别应为 普通众创空间、专业化众创空间 之一，实际是 'x'",
    ]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0 an old one"])
def test_what_is_no_workbook_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(ProfileRefused, match=r"a\.xlsx：不是可以读取的 \.xlsx 文件（旧的 \.xls 或加了密码"):
        load_profile(path)


def test_a_form_that_cannot_be_written_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="写不了"):
        write_form(tmp_path / "nowhere" / "a.xlsx", SYSTEM, SCHEME)
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(NotSaved, match="写不了"):
        write_form(tmp_path / "folder.xlsx", SYSTEM, SCHEME)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]
