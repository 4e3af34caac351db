from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.answers import Answer, Turn
from assistant.conversation import Rated
from eval.dataset import DatasetError, load
from eval.feedback import FeedbackError, append, draft

ASKED = dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)


def rated(question: str, remark: str = "") -> Rated:
    turns = (Turn("user", "众创空间"), Turn("assistant", "请问？"))
    return Rated(question, turns, Answer(question, question, "答\n非所问"), "down", remark, ASKED)


def test_a_draft_keeps_what_is_known() -> None:
    made = draft(rated("多久评一次", "没答到点上"))
    assert made["question"] == "多久评一次"
    assert made["history"] == [{"role": "user", "content": "众创空间"}, {"role": "assistant", "content": "请问？"}]
    assert made["today"] == "2026-11-20"
    assert made["why"] == "读者评为不好（2026-11-20）。读者说：没答到点上；当时答：答 非所问"


def test_the_validator_names_what_a_maintainer_has_to_fill_in(tmp_path: Path) -> None:
    append(tmp_path / "d.jsonl", [rated("甲"), rated("乙")])
    with pytest.raises(DatasetError) as caught:
        load(tmp_path / "d.jsonl")
    first, *problems = str(caught.value).splitlines()
    assert first.endswith("有 2 行不合要求：")
    for problem in problems:
        assert all(f"{key}：" in problem for key in ("kind", "facts.0", "evidence.0"))


def test_a_completed_draft_is_a_sample(tmp_path: Path) -> None:
    append(tmp_path / "d.jsonl", [rated("甲")])
    text = (tmp_path / "d.jsonl").read_text("utf-8")
    done = text.replace('"kind": ""', '"kind": "lookup"').replace('"facts": [""]', '"facts": ["年"]')
    (tmp_path / "d.jsonl").write_text(done.replace('"evidence": [""]', '"evidence": []'), encoding="utf-8")
    (sample,) = load(tmp_path / "d.jsonl")
    assert (sample.kind, sample.query().history[0].content) == ("lookup", "众创空间")


def test_what_a_maintainer_wrote_stays_and_only_new_feedback_is_added(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    assert append(path, [rated("甲")]) == 1
    path.write_text(path.read_text("utf-8").replace('"kind": ""', '"kind": "list"').rstrip("\n"), encoding="utf-8")
    assert append(path, [rated("甲"), rated("乙")]) == 1
    first, second = path.read_text("utf-8").splitlines()
    assert '"kind": "list"' in first
    assert '"question": "乙"' in second


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text("笔记", encoding="utf-8")
    with pytest.raises(FeedbackError, match="换一个文件名"):
        append(tmp_path / "d.jsonl", [rated("甲")])
    assert (tmp_path / "d.jsonl").read_text("utf-8") == "笔记"
