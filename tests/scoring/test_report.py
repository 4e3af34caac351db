"""The Word report: whole, with its chart, what is missing, what to do, and whose figures these are."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pytest

from assistant.scoring.advice import Advice, advise
from assistant.scoring.cohort import Cohort
from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring.scorecard import score
from assistant.scoring_files.report import write_report
from knowledge.indicators.loader import load_system
from tests.scoring.test_scorecard import EXAMPLE, SYSTEM, card_of
from tests.scoring.test_tech_sme import FINE

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.docx"
    card = card_of(EXAMPLE)
    write_report(path, card, advise(card))
    return path


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_report_says_the_result_line_by_line(report: Path) -> None:
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(report)).tables]
    assert ["总分", "66.20"] in tables[0]
    assert ["缺项补齐后的范围", "66.20 至 79.20（缺 2 项）"] in tables[0]
    assert ["孵化绩效", "32.42 / 55"] in tables[0]
    lines = {row[0]: row for row in tables[1]}
    assert list(lines)[1:] == [line.code for line in card_of(EXAMPLE).lines]
    assert lines["2.3"][2:] == ["5", "10 个/千平米", "83.33", "4.17", "按方案折算", "5 × 83.33 / 100 = 4.17"]
    assert lines["2.10"][2:] == ["6", "—", "—", "缺", "缺", "没有填写等级或评分"]


def test_the_report_says_what_is_missing_what_to_do_and_what_is_official(report: Path) -> None:
    text = text_of(report)
    for part in (
        "2.10 当年参加创新创业大赛及获奖情况（6 分）：没有填写等级或评分。请提供等级（或 0–100 的评分）",
        "从 66.20 分到 75.11 分（目标 75 分）",
        "当年新增高新技术企业：1 → 3 家",
        "2.1 +0.18、2.5 -0.08、2.6 -0.08",  # one more startup, its loss in the ratios included
        "示例评分方案（非官方，可修改）",
        "官方：指标和权重出自《河南省众创空间评价指标体系》",
        "非官方：数值和等级怎样折算成评分",
    ):
        assert part in text


def test_the_chart_is_native_and_holds_the_points(report: Path) -> None:
    with zipfile.ZipFile(report) as archive:
        chart = ElementTree.fromstring(archive.read("word/charts/chart1.xml"))
        relations = archive.read("word/charts/_rels/chart1.xml.rels").decode()
        with archive.open("word/embeddings/chart1.xlsx") as data:
            sheet = openpyxl.load_workbook(data).active
    card = card_of(EXAMPLE)
    drawn = [
        [float(v.text or "") for v in series.iterfind(f"{CHART}val//{CHART}v")] for series in chart.iter(f"{CHART}ser")
    ]
    assert drawn[0] == [float(line.points or 0) for line in card.lines]
    assert [a + b for a, b in zip(*drawn, strict=True)] == pytest.approx([float(line.weight) for line in card.lines])
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == drawn[0]
    assert "embeddings/chart1.xlsx" in relations


def test_a_system_with_an_admission_reports_the_verdict_and_why_there_is_no_plan(tmp_path: Path) -> None:
    system = load_system("tech-sme-2017")
    card = score(read_profile({"system": system.id, "facts": FINE}), system, load_scheme(None, system))
    write_report(tmp_path / "a.docx", card, advise(card))
    text = text_of(tmp_path / "a.docx")
    for part in (
        "符合。各项条件都要满足",
        "职工总数不超过 500 人",
        "评分方案没有写各项的投入",
        "没有缺项。",
        "官方：数值折算成分值",
    ):
        assert part in text
    assert "非官方" not in text


@pytest.mark.parametrize(
    ("target", "reachable", "goal"), [(None, True, "75"), (Decimal(80), True, "80"), (Decimal(110), False, "110")]
)
def test_advice_leads_to_the_target_or_says_how_far_one_can_get(
    target: Decimal | None, reachable: bool, goal: str
) -> None:
    plan = advise(card_of(EXAMPLE), target=target).plan
    assert plan is not None
    assert (plan.reachable, str(plan.target)) == (reachable, goal)
    assert bool(plan.limits) == (not reachable)


def test_advice_gives_no_plan_where_ratings_move_with_others() -> None:
    peers = Cohort((read_profile(EXAMPLE | {"name": "乙"}),))
    advice: Advice = advise(score(read_profile(EXAMPLE), SYSTEM, load_scheme(), peers), peers)
    assert (advice.plan, "同类空间" in advice.reason, bool(advice.gains)) == (None, True, True)


def test_gains_leave_out_what_the_track_does_not_ask_for() -> None:
    keys = [gain.key for gain in advise(card_of(EXAMPLE)).gains]
    assert keys[0] == "new_high_tech"  # 3.34 a company
    assert "startups_in_chain" not in keys
    assert "1.5" in keys
