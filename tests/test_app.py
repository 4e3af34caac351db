"""The command line keeps its contract: keys, order, exit statuses, and a sentence where something cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import weights
from tests.assistant import AWARDS, GAZETTE
from tests.command_line import Canyue

ROOT = Path(__file__).resolve().parents[1]
INGEST_KEYS = ["path", "document_id", "title", "status", "reason", "passages", "tables", "pages", "warnings"]
HIT_KEYS = ["passage_id", "document_id", "title", "section", "text", "score", "page", "url"]
ANSWER_KEYS = [
    "question", "standalone_question", "answer", "refused", "refusal_reason", "citations", "notices", "verification",
    "scorecard", "model", "timings_ms",
]  # fmt: skip


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "通报.txt").write_text(GAZETTE, encoding="utf-8")
    (folder / "标准.md").write_text(AWARDS, encoding="utf-8")
    return folder


def test_ingest_tells_of_each_file_and_a_second_run_changes_nothing(canyue: Canyue, texts: Path) -> None:
    first = canyue("ingest", texts, "--json")

    assert first.code == 0
    assert [list(record) for record in first.lines] == [INGEST_KEYS] * 2
    assert [(Path(r["path"]).name, r["status"], r["tables"]) for r in first.lines] == [
        ("标准.md", "added", 1),
        ("通报.txt", "added", 0),
    ]
    assert all(record["passages"] > 0 and record["reason"] is None for record in first.lines)

    second = canyue("ingest", texts, "--json")
    assert second.code == 0
    assert [record["status"] for record in second.lines] == ["unchanged", "unchanged"]
    assert [r["document_id"] for r in second.lines] == [r["document_id"] for r in first.lines]


def test_a_refused_file_does_not_stop_the_others_but_nothing_else_is_a_failure(canyue: Canyue, texts: Path) -> None:
    both = canyue("ingest", texts / "没有.txt", texts / "标准.md", "--json")
    alone = canyue("ingest", texts / "没有.txt", "--json")

    assert both.code == 0
    assert [record["status"] for record in both.lines] == ["refused", "added"]
    assert both.lines[0]["document_id"] is None
    assert "找不到文件" in both.lines[0]["reason"]
    assert (alone.code, alone.lines) == (1, both.lines[:1])


def test_the_built_in_bulletin_is_taken_in_on_demand(canyue: Canyue) -> None:
    (record,) = canyue("ingest", "--sample", "--json").lines

    assert record["status"] == "added"
    assert record["tables"] == 1
    assert "样例" in record["title"]


def test_documents_lists_what_was_taken_in(canyue: Canyue, texts: Path) -> None:
    assert canyue("documents", "--json").json == []
    assert "canyue ingest --sample" in canyue("documents").out
    ingested = {r["document_id"]: r["title"] for r in canyue("ingest", texts, "--json").lines}
    listed = canyue("documents", "--json").json

    assert {record["document_id"]: record["title"] for record in listed} == ingested
    assert {"document_id", "title", "passages", "tables", "published"} <= listed[0].keys()
    assert "云岭学院奖学金标准一览" in canyue("documents").out


def test_search_gives_the_best_passages_first(canyue: Canyue, texts: Path) -> None:
    canyue("ingest", texts)
    hits = canyue("search", "奖学金", "-k", 4, "--json").json

    assert [list(hit) for hit in hits] == [HIT_KEYS] * 4
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert "奖学金" in hits[0]["text"]
    assert "《云岭学院" in canyue("search", "奖学金").out


def test_an_answer_is_printed_as_json_and_for_people(canyue: Canyue, texts: Path) -> None:
    canyue("ingest", texts)
    record = canyue("ask", "本期共印多少份？", "--json").json
    shown = canyue("ask", "本期共印多少份？").out

    assert list(record) == ANSWER_KEYS
    assert record["answer"] == "印数：150份。 [1]"
    assert record["citations"][0]["quote"] == "本期共印150份"
    assert len(record["notices"]) == 1  # full text only
    assert "印数：150份。 [1]" in shown
    assert "[1] 《云岭学院资助工作通报" in shown


def test_a_refusal_is_an_answer_and_lists_what_is_near(canyue: Canyue, texts: Path) -> None:
    canyue("ingest", texts)
    outcome = canyue("ask", "2019年奖学金经费是多少万元？", "--json")

    assert (outcome.code, outcome.json["refused"], list(outcome.json)) == (0, True, [*ANSWER_KEYS, "related"])
    assert "相近的段落（不是依据）" in canyue("ask", "2019年奖学金经费是多少万元？").out


def test_a_conversation_may_come_before_a_question(canyue: Canyue, texts: Path, tmp_path: Path) -> None:
    canyue("ingest", texts)
    history = tmp_path / "对话.json"
    turns = [{"role": "user", "content": "主编是谁？"}, {"role": "assistant", "content": "方若兰。"}]
    history.write_text(json.dumps(turns, ensure_ascii=False), encoding="utf-8")
    outcome = canyue("ask", "本期共印多少份？", "--history", history, "--today", "2026-11-22", "--json")

    assert (outcome.code, outcome.json["answer"]) == (0, "印数：150份。 [1]")


@pytest.mark.parametrize("content", ["不是 JSON", '{"role": "user"}', '[{"role": "robot", "content": "…"}]'])
def test_a_conversation_of_another_form_is_refused_in_a_sentence(canyue: Canyue, tmp_path: Path, content: str) -> None:
    history = tmp_path / "对话.json"
    history.write_text(content, encoding="utf-8")
    outcome = canyue("ask", "本期共印多少份？", "--history", history)

    assert outcome.code == 1
    assert "读不了对话文件" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_batch_is_answered_in_order_and_goes_on_after_a_bad_line(canyue: Canyue, texts: Path, tmp_path: Path) -> None:
    canyue("ingest", texts)
    batch = tmp_path / "问题.jsonl"
    lines = [
        '{"id": "甲", "question": "本期共印多少份？"}',
        "这一行不是 JSON",
        "",
        '{"id": "乙", "question": "本期主编是谁？", "history": [{"role": "user", "content": "你好"}], '
        '"today": "2026-11-22"}',
        '{"id": 3, "question": "火星有多少座图书馆？"}',
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    outcome = canyue("ask", "--batch", batch, "--json", "--today", "2026-01-01")
    records = [json.loads(line) for line in outcome.out.splitlines()]

    assert [record["id"] for record in records] == ["甲", None, "乙", 3]
    assert [record.get("answer") for record in records[:3]] == ["印数：150份。 [1]", None, "主编：方若兰。 [1]"]
    assert records[1]["line"] == 2
    assert "第 2 行不合格式" in records[1]["error"]
    assert records[3]["refused"]
    assert (outcome.code, list(records[0])) == (0, ["id", *ANSWER_KEYS])


def test_a_bad_line_keeps_its_id(canyue: Canyue, tmp_path: Path) -> None:
    batch = tmp_path / "问题.jsonl"
    batch.write_text('{"id": "甲"}\n', encoding="utf-8")
    record = json.loads(canyue("ask", "--batch", batch, "--json").out)

    assert record["id"] == "甲"
    assert "第 1 行" in record["error"]


def test_remove_takes_a_document_out(canyue: Canyue, texts: Path) -> None:
    (record,) = canyue("ingest", texts / "标准.md", "--json").lines
    outcome = canyue("remove", record["document_id"])

    assert (outcome.code, outcome.out) == (0, "已移除《云岭学院奖学金标准一览》及其 7 个段落。\n")
    assert canyue("documents", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("remove", "0123456789abcdef"), "资料库里没有编号为 0123456789abcdef 的文件"),
        (("ask", "--batch", "没有.jsonl", "--json"), "读不了问题文件 没有.jsonl"),
        (("ask", "问？", "--history", "没有.json"), "读不了对话文件 没有.json"),
        (("ingest", "没有.txt"), "没有收入任何文件"),
    ],
)
def test_what_cannot_be_done_ends_with_status_one_and_a_sentence(
    canyue: Canyue, arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = canyue(*arguments)

    assert outcome.code == 1
    assert sentence in outcome.err
    assert "Traceback" not in outcome.err


def test_check_says_that_all_is_well(canyue: Canyue, texts: Path) -> None:
    canyue("ingest", texts)
    outcome = canyue("check", "--json")

    assert outcome.code == 0
    assert {key: outcome.json[key] for key in ("ok", "documents", "mode", "problems", "repaired")} == {
        "ok": True, "documents": 2, "mode": "full_text", "problems": [], "repaired": False,
    }  # fmt: skip
    assert "没有发现问题" in canyue("check").out


def test_with_a_model_check_finds_a_lost_index_and_repairs_it(
    canyue: Canyue, texts: Path, monkeypatch: pytest.MonkeyPatch, home_with_weights: Path
) -> None:
    canyue("ingest", texts)  # without a model: nothing is embedded
    monkeypatch.setenv("CANYUE_EMBEDDING_MODEL", str(weights.model_folder(home_with_weights)))
    broken = canyue("check", "--json")
    repaired = canyue("check", "--repair", "--json")

    assert (broken.code, broken.json["ok"]) == (1, False)
    assert "canyue check --repair" in broken.err
    assert (repaired.code, repaired.json["ok"], repaired.json["repaired"]) == (0, True, True)
    assert canyue("check", "--json").json["problems"] == []
    assert canyue("ask", "公示几天？", "--json").json["notices"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("nonsense",), id="no such command"),
        pytest.param(("ask",), id="no question"),
        pytest.param(("ask", "问？", "--batch", "问题.jsonl"), id="a question and a batch"),
        pytest.param(("ask", "问？", "--today", "22.11.2026"), id="a date of another form"),
        pytest.param(("ingest",), id="nothing to take in"),
        pytest.param(("remove",), id="no document"),
        pytest.param(("search", "问", "-k", "many"), id="a number that is none"),
        pytest.param(("serve", "--port", "70000"), id="a port that is none"),
    ],
)
def test_wrong_usage_ends_with_status_two(canyue: Canyue, arguments: tuple[str, ...]) -> None:
    outcome = canyue(*arguments)

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err


def test_home_on_the_command_line_comes_before_the_environment(canyue: Canyue, texts: Path, tmp_path: Path) -> None:
    canyue("--home", tmp_path / "elsewhere", "ingest", texts)

    assert canyue("documents", "--json").json == []
    assert len(canyue("--home", tmp_path / "elsewhere", "documents", "--json").json) == 2


def test_models_are_listed(canyue: Canyue, home_with_weights: Path) -> None:
    assert "未获取（运行 canyue models fetch）" in canyue("models", "list").out
    assert "未获取（运行 canyue models fetch）" not in canyue("--home", home_with_weights, "models", "list").out


def test_the_program_runs_by_itself(home: Path) -> None:
    environment = {**os.environ, "CANYUE_HOME": str(home), "CANYUE_OFFLINE": "1"}
    command = [sys.executable, str(ROOT / "app.py"), "remove", "0123456789abcdef"]
    ended = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "资料库里没有编号为 0123456789abcdef 的文件" in ended.stderr.replace("\n", "")
