from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from app import cli
from assistant.answers import Answer
from eval import predictions, report
from eval.comparison import compare, verdicts
from eval.dataset import Sample
from eval.evaluation import Evaluation
from eval.html_report import page
from eval.judge import Agreement
from eval.metrics import summarise
from eval.predictions import Fingerprint
from tests.test_eval_metrics import PREDICTIONS, SAMPLES, predicted

MADE = Fingerprint("code", "library", None, "extractive", "settings")
HOSTILE = "<script>alert(1)</script>"


def evaluation(**more: object) -> Evaluation:
    summary = summarise(SAMPLES, PREDICTIONS)
    return Evaluation(SAMPLES, PREDICTIONS, MADE, summary, ["引文有效：1 题不符"], **more)  # type: ignore[arg-type]


def compared() -> Evaluation:
    """Against a run in which ``full`` was wrong and ``months`` right."""
    before = dict(PREDICTIONS)
    before["full"] = predicted(SAMPLES[0], Answer("问", "问", "原来答错了"))
    whole = replace(PREDICTIONS["months"].answer, answer="每年五月报送，六月公布 [1]。")  # type: ignore[type-var]
    before["months"] = predicted(SAMPLES[1], whole, 5.0, "p2")
    judged = summarise(SAMPLES, before)
    return evaluation(comparison=compare(verdicts(judged), summarise(SAMPLES, PREDICTIONS).outcomes), earlier=before)


def test_markdown_shows_figures_objections_and_every_failure_with_all_there_is_to_know() -> None:
    text = report.markdown(evaluation(skipped=["x1", "x2"]))
    assert "## 没有达到要求\n\n- 引文有效：1 题不符" in text
    assert "跳过 2 题，资料库里没有它们所依据的文件：x1、x2。" in text
    assert "| 全对 | 33.3%（2/6） | 0.097 … 0.700 |" in text
    assert "| 列举 | 2 | 0.0%（0/2） | 0.0%（0/2） | 50.0%（1/2） | 1.000（1 题） | 100.0%（1/1） |" in text
    assert (
        "### months（列举）问\n- 答：每年五月报送 [1]。\n- 应为：作答\n- 事实（有）：`五月`\n- 事实（缺）：`六月`\n"
        "- 出处（有）：每年五月报送，六月公布\n- 引用 [1]：办法 › 第一章：每年五月\n- 检索第 1 段：别的内容"
    ) in text
    assert "### crashed（列举）问\n- 答：出错：ValueError: 坏了\n- 应为：作答" in text
    assert "### nowhere2（无依据）问\n- 答：不止 [1]。\n- 应为：拒答\n- 引用 [1]（与原文不符）" in text
    assert "### full" not in text


def test_two_runs_stand_side_by_side_with_both_answers() -> None:
    text = report.markdown(compared())
    assert "| 修好 | 1 | full |" in text
    assert "| 变坏 | 1 | months |" in text
    assert "- 修好 full 问\n  - 原来：原来答错了\n  - 现在：满分一百分 [1]。" in text
    html = page(compared(), report.KINDS)
    assert html.index("每年五月报送，六月公布 [1]。") < html.index("<h5>现在</h5>")
    assert "原来答错了" in html


def test_the_page_is_one_file_without_script_or_anything_fetched_and_escapes_all_text() -> None:
    asked = Sample(id="x", question=HOSTILE, kind="lookup", facts=(HOSTILE,), evidence=(HOSTILE,))
    found = {"x": predicted(asked, Answer("", "", HOSTILE), 5.0, "p1")}
    html = page(Evaluation([asked], found, MADE, summarise([asked], found), [HOSTILE]), report.KINDS)
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    assert "http://" not in html
    assert "https://" not in html
    assert "default-src 'none'" in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_the_page_shows_a_bar_with_its_interval_for_every_measure_and_kind() -> None:
    html = page(evaluation(), report.KINDS)
    assert '<rect class="fill" width="33.3" height="10"/>' in html
    assert '<rect class="range" x="9.7" y="4" width="60.3" height="2"/>' in html
    assert html.count('class="bar"') == 9 + 2 + 3 + 3  # shares and means, refusals, kinds


def test_the_judges_agreement_is_shown_as_advice() -> None:
    found = evaluation(agreement=Agreement("m", 10, 1, 9, 8, 0.5, None))
    assert "| 有依据 | 9/10 | 0.50 |\n| 完整 | 8/10 | 无法计算 |" in report.markdown(found)
    assert "不影响是否通过" in page(found, report.KINDS)


def test_the_report_folder_holds_page_text_figures_and_raw_predictions(tmp_path: Path) -> None:
    report.write(tmp_path / "a", evaluation())
    made, found = predictions.read(tmp_path / "a" / "predictions.jsonl")
    assert (made, found) == (MADE, PREDICTIONS)
    record = json.loads((tmp_path / "a" / "summary.json").read_text("utf-8"))
    assert (record["objections"], record["model"], record["failures"][0]) == (
        ["引文有效：1 题不符"],
        "extractive",
        "months",
    )
    assert (tmp_path / "a" / "report.md").read_text("utf-8").startswith("# 评测报告\n")
    assert (tmp_path / "a" / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_command_names_what_is_wrong_with_a_dataset_and_ends_with_status_1(tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text("{", encoding="utf-8")
    result = CliRunner().invoke(cli, ["--home", str(tmp_path), "eval", str(tmp_path / "d.jsonl")])
    assert result.exit_code == 1
    assert "第 1 行" in result.stderr
