"""A question driven through the chain: what is shown on the way, and what is said when it fails."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest

from assistant.answers import Answer, Turn
from assistant.chain import PolicyChain
from assistant.web.exchange import MAX_QUESTION, Exchange, converse, history
from knowledge.embedding import Embedder
from knowledge.library import FULL_TEXT_ONLY, Library
from tests.web.conftest import new_library

QUESTION = "专业化众创空间的 2.2 占多少？"


def test_an_exchange_runs_through_stages_and_text_to_the_answer_with_its_excerpts(
    full_text_chain: PolicyChain,
) -> None:
    steps = list(converse(full_text_chain, QUESTION, ()))
    assert [step.running for step in steps] == [True] * (len(steps) - 1) + [False]
    assert list(dict.fromkeys(step.stage for step in steps)) == [
        "正在准备…",
        "正在检索资料库…",
        "正在核对依据…",
        "",
    ]
    answer = steps[-1].answer
    assert answer is not None
    assert "7%" in answer.answer
    assert steps[-2].text == answer.answer
    assert len(steps[-1].excerpts) == len(answer.citations) > 0
    assert any(field.quoted and field.text == "7%" for shown in steps[-1].excerpts for field in shown.fields)


def test_that_only_full_text_serves_is_said_from_the_first_moment(full_text_chain: PolicyChain) -> None:
    assert {step.notices for step in converse(full_text_chain, QUESTION, ())} == {(FULL_TEXT_ONLY,)}


def test_a_missing_model_is_reported_in_its_own_words(tmp_path: Path, sample: Path) -> None:
    folder = tmp_path / "no-model"
    folder.mkdir()
    new_library(tmp_path, sample)
    broken = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", Embedder(str(folder)))
    *_, last = converse(PolicyChain(broken), QUESTION, ())
    assert last.failure is not None
    assert last.failure.startswith(f"嵌入模型 {folder} 无法加载")


def test_an_unforeseen_failure_is_a_sentence_on_the_page_and_a_traceback_in_the_log(
    tmp_path: Path, sample: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chain = PolicyChain(new_library(tmp_path, sample))
    with sqlite3.connect(tmp_path / "library.sqlite3") as database:
        database.execute("DROP TABLE by_words")
    with caplog.at_level(logging.ERROR):
        *_, last = converse(chain, QUESTION, ())
    assert last.failure is not None
    assert last.failure.startswith("程序内部出错（OperationalError）。可以换个问法再试")
    assert "no such table" in caplog.text
    assert not last.running


def test_a_question_that_is_too_long_is_not_asked(full_text_chain: PolicyChain) -> None:
    *_, last = converse(full_text_chain, "长" * (MAX_QUESTION + 1), ())
    assert last.failure == "问题有 4001 字，最多 4000 字，请缩短后再问。"


def test_the_history_holds_what_was_answered_oldest_first() -> None:
    earlier = (
        Exchange("一", answer=Answer("一", "一", "答一")),
        Exchange("二", failure="没成"),
        Exchange("三", text="半", stopped=True),
        Exchange("四", answer=Answer("四", "四", "答四")),
    )
    assert history(earlier) == (
        Turn("user", "一"),
        Turn("assistant", "答一"),
        Turn("user", "四"),
        Turn("assistant", "答四"),
    )
