"""The scoring commands keep the contract: keys, files, exit statuses, and a sentence where something cannot be done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import SCHEMES
from assistant.scoring_files.calculation import FIRST
from tests.command_line import Canyue
from tests.scoring.formulas import Workbook
from tests.scoring.test_form import filled
from tests.scoring.test_scorecard import EXAMPLE, card_of

ROOT = Path(__file__).resolve().parents[2]


def written(path: Path, record: Any) -> Path:
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return written(tmp_path / "甲.json", EXAMPLE)


def test_score_prints_the_scorecard_of_the_contract(canyue: Canyue, profile: Path) -> None:
    done = canyue("score", profile, "--json")
    assert (done.code, done.json) == (0, card_of(EXAMPLE).to_dict())
    assert "已存档：某某众创空间 2021 年度" in done.err


def test_on_screen_a_scorecard_shows_its_arithmetic_and_what_is_official(canyue: Canyue, profile: Path) -> None:
    done = canyue("score", profile, "--no-keep")
    assert (done.code, done.err) == (0, "")
    for part in (
        "5 × 83.33 / 100 = 4.17",
        "总分 66.20 = 基础分 62.87 + 加分 3.33",
        "66.20 至 79.20",
        "缺 2 项",
        "孵化绩效：32.42 / 55",
        "官方：指标和权重出自",
        "非官方：数值和等级怎样折算",
        "示例评分方案",
    ):
        assert part in done.out


@pytest.mark.parametrize("track", [(), ("--track", "general")])
def test_a_form_is_written_filled_in_and_scored(canyue: Canyue, tmp_path: Path, track: tuple[str, ...]) -> None:
    path = tmp_path / "form.xlsx"
    assert canyue("template", path, *track).code == 0
    cells = {"name": EXAMPLE["name"], "year": 2021, "rating.1.1": 80, "1.5": "良"} | EXAMPLE["facts"]
    if track:
        for key in ("startups_in_chain", "teams_in_chain"):  # the form of the general track does not ask for them
            cells.pop(key)
    else:
        cells["track"] = "普通众创空间"
    done = canyue("score", filled(path, cells), "--json")
    assert (done.code, done.json) == (0, card_of(EXAMPLE).to_dict())


def test_a_filled_form_is_not_overwritten_by_an_empty_one(canyue: Canyue, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    assert [canyue("template", path).code for _ in range(2)] == [0, 0]  # an empty form may be made anew
    before = filled(path, {"events": 24}).read_bytes()
    done = canyue("template", path, "--track", "general")
    assert (done.code, "已经有内容" in done.err, path.read_bytes()) == (1, True, before)


def test_a_csv_table_scores_the_same(canyue: Canyue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    cells = {"名称": EXAMPLE["name"], "年度": 2021, "类别": "general", "1.1": 80, "1.5": "良"} | EXAMPLE["facts"]
    path.write_text(",".join(cells) + "\n" + ",".join(map(str, cells.values())), "utf-8")
    assert canyue("score", path, "--json").json == card_of(EXAMPLE).to_dict()


def test_score_writes_excel_and_word(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    xlsx, docx = tmp_path / "out.xlsx", tmp_path / "out.docx"
    done = canyue("score", profile, "--xlsx", xlsx, "--docx", docx, "--target", 80)
    assert (done.code, done.out) == (0, "")
    assert f"已写入 {xlsx}：总分 66.20" in done.err
    assert f"已写入 {docx}：总分 66.20" in done.err
    assert Workbook(xlsx).value("得分", f"H{FIRST + 1}") == 5.6
    assert docx.read_bytes().startswith(b"PK")


def test_a_cohort_file_with_many_spaces_compares(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    peers = tmp_path / "cohort.csv"
    peers.write_text("名称,类别,events\n乙,普通众创空间,1\n丙,普通众创空间,2\n丁,普通众创空间,30\n", "utf-8")
    lines = {line["code"]: line for line in canyue("score", profile, "--cohort", peers, "--json").json["lines"]}
    assert (lines["2.9"]["basis"], lines["2.9"]["rating"]) == ("percentile", "66.67")  # two of three have fewer
    assert lines["2.7"]["basis"] == "benchmark"  # none of them states it


def test_a_scheme_is_written_edited_and_used(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    assert canyue("scheme", mine).code == 0
    assert mine.read_bytes() == (SCHEMES / "henan-makerspace-2021.yaml").read_bytes()
    data = yaml.safe_load(mine.read_text("utf-8")) | {"name": "我的方案"}
    data["benchmarks"]["2.9"]["full"] = 48
    mine.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    done = canyue("score", profile, "--scheme", mine, "--json")
    assert done.json["scheme"] == {"name": "我的方案", "version": "1", "official": False}
    assert {line["code"]: line["points"] for line in done.json["lines"]}["2.9"] == "3.50"
    again = canyue("scheme", mine)
    assert (again.code, "已经存在" in again.err, "我的方案" in mine.read_text("utf-8")) == (1, True, True)


def test_a_slip_in_a_scheme_is_named_with_file_and_line(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: x\nversion: 1\nofficial: false\ncolour: red\n", "utf-8")
    done = canyue("score", profile, "--scheme", mine)
    assert (done.code, done.err.strip()) == (1, "mine.yaml 第 4 行：不认识的键“colour”，请检查拼写或删去")


def test_plan_prints_the_plan_of_the_contract(canyue: Canyue, profile: Path) -> None:
    done = canyue("plan", profile, "--target", "75", "--json")
    assert done.code == 0
    assert list(done.json) == ["target", "reachable", "before", "after", "steps", "effort", "best_possible"]
    assert (done.json["target"], done.json["reachable"], done.json["effort"]) == ("75.00", True, 25)
    assert [list(step) for step in done.json["steps"]] == [["fact", "from", "to", "effort", "gain"]] * 3
    facts = EXAMPLE["facts"] | {step["fact"]: step["to"] for step in done.json["steps"]}
    assert str(card_of(EXAMPLE | {"facts": facts}).total) == done.json["after"]


def test_on_screen_a_plan_shows_steps_gains_and_what_cannot_be_reached(canyue: Canyue, profile: Path) -> None:
    done = canyue("plan", profile, "--target", "110")
    assert done.code == 0
    for part in (
        "目标 110 分达不到：现在 66.20 分，最多可到",
        "3.3 当年开展的特色工作及突出服务 还差 7.00 分：没有填写",
        "科技型中小企业：6 → 10 家",
        "2.1 +0.18、2.5 -0.08、2.6 -0.08",
        "非官方",
    ):
        assert part in done.out


def test_two_profiles_are_compared_line_by_line(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    """What if five technology companies moved in: 4.12 points, the loss in the ratios included."""
    more = EXAMPLE | {"facts": EXAMPLE["facts"] | {"startups": 35, "tech_smes": 11}}
    other = written(tmp_path / "if.json", more)
    done = canyue("score", profile, "--compare", other, "--json")
    assert (done.json["before"], done.json["after"], done.json["difference"]) == ("66.20", "70.32", "4.12")
    assert "+4.12" in canyue("score", profile, "--compare", other).out
    assert canyue("scores").err.startswith("还没有存档的得分")  # a what-if is not kept


def test_years_are_kept_listed_and_compared(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    before = written(tmp_path / "2020.json", EXAMPLE | {"year": 2020, "facts": EXAMPLE["facts"] | {"events": 12}})
    canyue("score", before)
    canyue("score", profile, "--json")
    assert "存档没有变化" in canyue("score", profile, "--json").err
    listed = canyue("scores", "--json").json
    assert [(one["name"], one["year"], one["total"]) for one in listed] == [
        ("某某众创空间", 2020, "63.40"), ("某某众创空间", 2021, "66.20"),
    ]  # fmt: skip
    assert read_profile(listed[1]["profile"]) == read_profile(EXAMPLE)  # it can be scored again
    done = canyue("scores", "某某众创空间", "--compare", 2020, 2021, "--json")
    assert (done.json["difference"], done.json["same_scheme"]) == ("2.80", True)
    shown = canyue("scores", "某某众创空间").out
    assert all(part in shown for part in ("63.40", "66.20", "非官方"))


def test_two_years_can_be_compared_under_one_scheme(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    text = (SCHEMES / "henan-makerspace-2021.yaml").read_text("utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(text.replace('"2.9": {zero: 0, full: 30}', '"2.9": {zero: 0, full: 48}'), "utf-8")
    canyue("score", written(tmp_path / "2020.json", EXAMPLE | {"year": 2020}), "--scheme", other)
    canyue("score", profile)
    mixed = canyue("scores", "某某众创空间", "--compare", 2020, 2021, "--json").json
    assert (mixed["difference"], mixed["same_scheme"]) == ("2.10", False)
    same = canyue("scores", "某某众创空间", "--compare", 2020, 2021, "--scheme", other, "--json").json
    assert (same["difference"], same["same_scheme"]) == ("0.00", True)


@pytest.mark.parametrize("change", [{"name": None}, {"year": None}])
def test_without_name_or_year_nothing_is_kept_and_that_is_said(
    canyue: Canyue, tmp_path: Path, change: dict[str, Any]
) -> None:
    done = canyue("score", written(tmp_path / "a.json", EXAMPLE | change), "--json")
    assert (done.code, "没有存档" in done.err) == (0, True)
    assert canyue("scores", "--json").json == []


def test_a_score_that_cannot_be_kept_is_still_a_score(canyue: Canyue, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    done = canyue("score", profile, "--json")
    assert (done.code, done.json["total"]) == (0, "66.20")
    assert "这次得分没有存档" in done.err


REFUSED = [
    (["score", "{contradicting}"], 1,
     ["facts.events", "应为整数（场）", "科技型中小企业 31 家，多于常驻初创企业 30 家"]),
    (["score", "nowhere.json"], 1, ["nowhere.json：读不到这个文件"]),
    (["score", "nowhere.xlsx"], 1, ["nowhere.xlsx：读不到这个文件"]),
    (["score", "a.pdf"], 1, ["不支持的格式“.pdf”，可用的有：.json、.csv、.xlsx"]),
    (["score", "{profile}", "--cohort", "nowhere.csv"], 1, ["nowhere.csv：读不到这个文件"]),
    (["score", "{profile}", "--scheme", "nowhere.yaml"], 1, ["nowhere.yaml：读不到这个文件"]),
    (["score", "{profile}", "--xlsx", "nowhere/a.xlsx"], 1, ["写不了 nowhere/a.xlsx"]),
    (["score", "{profile}", "--xlsx", "a.xls"], 2, ["应以 .xlsx 结尾"]),
    (["score", "{profile}", "--compare", "{specialised}"], 1, ["两份得分的体系或类别不同"]),
    (["score", "{profile}", "--compare", "{profile}", "--xlsx", "a.xlsx"], 2, ["不能与 --xlsx"]),
    (["score", "{profile}", "--target", "80"], 2, ["--target 只用于 --docx"]),
    (["score"], 2, ["PROFILE"]),
    (["plan", "{profile}"], 2, ["--target"]),
    (["plan", "{profile}", "--target", "很高"], 2, ["应为目标分，如 85"]),
    (["plan", "{profile}", "--target", "1000"], 1, ["目标分应是 0 到 999 之间"]),
    (["plan", "{profile}", "--target", "nan"], 1, ["目标分应是 0 到 999 之间"]),
    (["template", "a.xlsx", "--track", "large"], 2, ["--track", "general（普通众创空间）"]),
    (["template", "a.xlsx", "--system", "mars"], 1, ["没有评价体系“mars”"]),
    (["template", "a.docx"], 2, ["应以 .xlsx 结尾"]),
    (["scheme", "a.yaml", "--system", "mars"], 1, ["没有评价体系“mars”"]),
    (["scores", "谁"], 1, ["没有“谁”的存档；还没有任何存档"]),
    (["scores", "谁", "--compare", "2020", "2021"], 1, ["没有“谁”的存档"]),
    (["scores", "--compare", "2020", "2021"], 2, ["请给出要比较的名称"]),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_done_says_why_and_leaves_no_file(
    canyue: Canyue, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int,
    words: list[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    files = {
        "{profile}": profile,
        "{specialised}": written(tmp_path / "s.json", {"track": "specialised"}),
        "{contradicting}": written(
            tmp_path / "c.json", EXAMPLE | {"facts": EXAMPLE["facts"] | {"events": 2.5, "tech_smes": 31}}
        ),
    }
    before = set(tmp_path.rglob("*"))
    done = canyue(*(files.get(argument, argument) for argument in arguments))
    assert (done.code, done.out) == (code, "")
    assert all(word in done.err for word in words), done.err
    assert set(tmp_path.rglob("*")) == before


def test_the_examples_of_the_documentation_score(canyue: Canyue) -> None:
    (path,) = (ROOT / "docs" / "examples").glob("*.json")
    (cohort,) = (ROOT / "docs" / "examples").glob("*.csv")
    done = canyue("score", path, "--cohort", cohort, "--json", "--no-keep")
    assert (done.code, done.json["missing"]) == (0, [])
    compared = {line["code"] for line in done.json["lines"] if line["basis"] == "percentile"}
    assert compared == {"2.1", "2.3", "2.7", "2.8", "2.9", "3.2"}


def test_a_form_for_the_second_system_names_its_facts(canyue: Canyue, tmp_path: Path) -> None:
    path = tmp_path / "sme.xlsx"
    assert canyue("template", path, "--system", "tech-sme-2017").code == 0
    labels = [cell.value for cell in openpyxl.load_workbook(path)["填报表"]["C"]]
    assert "　职工总数" in labels
