"""Answers at the desk: worked out and kept whoever looks on, stopped for good, each in its own conversation."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.chain import PolicyChain
from assistant.conversation import FILE, Conversations, NoSuchConversation
from assistant.desk import MAX_QUESTION, QUEUED, STOPPING, Busy, Desk, converse
from assistant.exchanges import Exchange
from assistant.models import open_chat_model
from assistant.settings import Settings
from knowledge.embedding import Embedder
from knowledge.library import FULL_TEXT_ONLY, Library
from tests.assistant import GAZETTE
from tests.assistant.chat_models import faulty_server
from tests.guarded_chain import GuardedChain

QUESTION = "公示期为几个工作日？"
ANSWER = "五个工作日"


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Desks over the conversations in one folder, closed in the end."""
    desks: list[Desk] = []

    def opened(chain: PolicyChain, at_once: int = 4) -> Desk:
        desks.append(Desk(chain, Conversations(tmp_path), at_once))
        return desks[-1]

    yield opened
    for desk in desks:
        if isinstance(desk.chain, GuardedChain):
            desk.chain.step.release(1000)
        desk.close()
        desk.conversations.close()


@pytest.fixture
def guarded(plain_chain: PolicyChain) -> GuardedChain:
    return GuardedChain(plain_chain.library)


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that other threads bring about."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def last(desk: Desk, conversation: str, owner: str = "") -> Exchange:
    return desk.exchanges(owner, conversation)[-1]


def ended(desk: Desk, conversation: str, owner: str = "") -> Exchange:
    until(lambda: last(desk, conversation, owner).ended)
    return last(desk, conversation, owner)


async def followed(desk: Desk, conversation: str, steps: int | None = None) -> list[Exchange]:
    """What somebody sees who looks on for some steps, or to the end."""
    seen = []
    async with aclosing(desk.follow("", conversation)) as exchanges:
        async for exchange in exchanges:
            seen.append(exchange)
            if len(seen) == steps:
                break
    return seen


def test_a_question_is_answered_and_kept_although_nobody_looks_on(
    open_desk: Callable[..., Desk], plain_chain: PolicyChain, tmp_path: Path
) -> None:
    desk = open_desk(plain_chain)
    exchange = ended(desk, conversation := desk.ask("", None, QUESTION))
    assert ANSWER in exchange.text
    assert Conversations(tmp_path).exchanges("", conversation) == (exchange,)


def test_of_100_connections_dropped_in_mid_answer_100_answers_are_recovered_each_in_its_conversation(
    open_desk: Callable[..., Desk], plain_chain: PolicyChain
) -> None:
    desk = open_desk(plain_chain)

    async def dropped() -> list[str]:
        conversations = [desk.ask("", None, f"{QUESTION}（第{n}遍）") for n in range(100)]
        await asyncio.gather(*(followed(desk, conversation, steps=1) for conversation in conversations))
        return conversations

    for n, conversation in enumerate(asyncio.run(dropped())):
        exchange = ended(desk, conversation)
        assert (exchange.question, len(desk.exchanges("", conversation))) == (f"{QUESTION}（第{n}遍）", 1)
        assert exchange.answer is not None
        assert exchange.answer.question == exchange.question
        assert ANSWER in exchange.text


def test_whoever_looks_sees_it_grow_and_end_also_a_second_time(
    open_desk: Callable[..., Desk], guarded: GuardedChain
) -> None:
    desk = open_desk(guarded)
    conversation = desk.ask("", None, QUESTION)
    until(lambda: last(desk, conversation).stage == "正在检索资料库…")

    async def look() -> tuple[list[Exchange], list[Exchange]]:
        (first,) = await followed(desk, conversation, steps=1)
        assert first.running
        twice = asyncio.gather(followed(desk, conversation), followed(desk, conversation))
        await asyncio.sleep(0.05)
        guarded.step.release(1000)
        one, other = await asyncio.wait_for(twice, 20)
        return one, other

    for seen in asyncio.run(look()):
        assert seen[0].running
        assert [exchange.running for exchange in seen] == [True] * (len(seen) - 1) + [False]
        assert seen[-1] == last(desk, conversation)
        assert ANSWER in seen[-1].text


def test_one_question_at_a_time_in_a_conversation_and_others_side_by_side(
    open_desk: Callable[..., Desk], guarded: GuardedChain
) -> None:
    desk = open_desk(guarded)
    conversation = desk.ask("", None, QUESTION)
    with pytest.raises(Busy, match="上一个问题还在回答"):
        desk.ask("", conversation, "另一个问题？")
    other = desk.ask("", None, QUESTION)
    until(lambda: last(desk, other).stage == "正在检索资料库…")
    assert last(desk, conversation).running
    assert len(desk.exchanges("", conversation)) == 1


def test_what_finds_no_free_hand_waits_and_can_be_stopped_while_it_does(
    open_desk: Callable[..., Desk], guarded: GuardedChain
) -> None:
    desk = open_desk(guarded, at_once=1)
    desk.ask("", None, QUESTION)
    waiting = desk.ask("", None, QUESTION)
    assert last(desk, waiting).stage == QUEUED
    desk.stop("", waiting)
    assert last(desk, waiting).stopped


def test_stopping_ends_the_work_and_keeps_what_has_arrived(
    open_desk: Callable[..., Desk], guarded: GuardedChain, tmp_path: Path
) -> None:
    desk = open_desk(guarded)
    conversation = desk.ask("", None, QUESTION)
    guarded.step.release(3)
    until(lambda: bool(last(desk, conversation).text))
    desk.stop("", conversation)
    assert last(desk, conversation).stage == STOPPING
    guarded.step.release()
    exchange = ended(desk, conversation)
    assert (exchange.stopped, exchange.answer) == (True, None)
    assert ANSWER in exchange.text
    assert Conversations(tmp_path).exchanges("", conversation) == (exchange,)
    guarded.step.release(1000)
    assert ANSWER in ended(desk, desk.ask("", conversation, QUESTION) and conversation).text


def test_stopping_does_not_wait_for_a_chat_model_that_hangs(
    open_desk: Callable[..., Desk], plain_chain: PolicyChain
) -> None:
    with faulty_server("hang") as server:
        model = open_chat_model(
            Settings.model_validate({"llm_base_url": server.address, "llm_model": "m", "llm_timeout_s": 30})
        )
        desk = open_desk(PolicyChain(plain_chain.library, model=model))
        conversation = desk.ask("", None, QUESTION)
        until(lambda: last(desk, conversation).stage == "正在撰写答案…" and server.calls == 1)
        begun = time.monotonic()
        desk.stop("", conversation)
        assert ended(desk, conversation).stopped
        assert time.monotonic() - begun < 2
        assert server.calls == 1


def test_after_a_restart_what_was_running_is_interrupted_and_can_be_answered_again(
    open_desk: Callable[..., Desk], guarded: GuardedChain, plain_chain: PolicyChain
) -> None:
    conversation = open_desk(guarded).ask("", None, QUESTION)
    restarted = open_desk(plain_chain)
    interrupted = last(restarted, conversation)
    assert (interrupted.interrupted, interrupted.running) == (True, False)
    assert [exchange.interrupted for exchange in asyncio.run(followed(restarted, conversation))] == [True]
    restarted.ask("", conversation, QUESTION, again=True)
    assert ANSWER in ended(restarted, conversation).text
    assert len(restarted.exchanges("", conversation)) == 1


def test_an_answer_once_more_does_not_know_the_answer_that_it_replaces(
    open_desk: Callable[..., Desk], plain_chain: PolicyChain
) -> None:
    desk = open_desk(plain_chain)
    conversation = desk.ask("", None, "学院公示之前有哪几步？")
    ended(desk, conversation)
    desk.ask("", conversation, "那公示期呢？", again=True)
    answer = ended(desk, conversation).answer
    assert answer is not None
    assert answer.standalone_question == "那公示期呢？"


def test_nobody_follows_stops_or_deletes_what_is_anothers(
    open_desk: Callable[..., Desk], guarded: GuardedChain
) -> None:
    desk = open_desk(guarded)
    hers = desk.ask("她", None, QUESTION)
    for forbidden in (desk.exchanges, desk.stop, desk.delete):
        with pytest.raises(NoSuchConversation):
            forbidden("他", hers)
    with pytest.raises(NoSuchConversation):
        asyncio.run(followed(desk, hers))  # as ""
    with pytest.raises(NoSuchConversation):
        desk.ask("他", hers, QUESTION)
    guarded.step.release(1000)
    assert ANSWER in ended(desk, hers, "她").text


def test_a_conversation_that_is_deleted_while_it_is_answered_stays_deleted(
    open_desk: Callable[..., Desk], guarded: GuardedChain
) -> None:
    desk = open_desk(guarded)
    conversation = desk.ask("", None, QUESTION)
    until(lambda: last(desk, conversation).stage == "正在检索资料库…")
    desk.delete("", conversation)
    guarded.step.release(1000)
    desk.close()
    with pytest.raises(NoSuchConversation):
        desk.exchanges("", conversation)


def test_an_answer_that_could_not_be_kept_is_shown_with_the_reason(
    open_desk: Callable[..., Desk], guarded: GuardedChain, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = open_desk(guarded)
    conversation = desk.ask("", None, QUESTION)
    until(lambda: last(desk, conversation).stage == "正在检索资料库…")

    async def look() -> list[Exchange]:
        following = asyncio.create_task(followed(desk, conversation))
        await asyncio.sleep(0.05)
        with sqlite3.connect(tmp_path / FILE) as database:
            database.execute("ALTER TABLE exchanges RENAME TO lost")
        guarded.step.release(1000)
        return await asyncio.wait_for(following, 20)

    seen = asyncio.run(look())
    assert ANSWER in seen[-1].text
    assert seen[-1].notices[-1].startswith("这条答案没能保存：对话存档")
    assert "was not kept" in caplog.text


# -- one question through the chain ----------------------------------------------------------------------------------


def test_an_exchange_runs_through_stages_and_text_to_the_answer(plain_chain: PolicyChain) -> None:
    steps = list(converse(plain_chain, Exchange(QUESTION), ()))
    assert [step.running for step in steps] == [True] * (len(steps) - 1) + [False]
    assert list(dict.fromkeys(step.stage for step in steps)) == ["正在准备…", "正在检索资料库…", "正在核对依据…"]
    answer = steps[-1].answer
    assert answer is not None
    assert steps[-2].text == answer.answer
    assert {step.notices for step in steps} == {(FULL_TEXT_ONLY,)}  # said from the first moment


def test_a_missing_model_is_reported_in_its_own_words(tmp_path: Path) -> None:
    folder = tmp_path / "no-model"
    folder.mkdir()
    broken = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", Embedder(str(folder)))
    file = tmp_path / "通报.txt"
    file.write_text(GAZETTE, encoding="utf-8")
    assert [result.status for result in Library(broken.store.path, tmp_path / "chroma", None).ingest([file])]
    *_, end = converse(PolicyChain(broken), Exchange(QUESTION), ())
    assert end.failure is not None
    assert end.failure.startswith(f"嵌入模型 {folder} 无法加载")


def test_an_unforeseen_failure_is_a_sentence_on_the_page_and_a_traceback_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "通报.txt"
    file.write_text(GAZETTE, encoding="utf-8")
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    assert [result.status for result in library.ingest([file])] == ["added"]
    with sqlite3.connect(tmp_path / "library.sqlite3") as database:
        database.execute("DROP TABLE by_words")
    with caplog.at_level(logging.ERROR):
        *_, end = converse(PolicyChain(library), Exchange(QUESTION), ())
    assert end.failure is not None
    assert end.failure.startswith("程序内部出错（OperationalError）。可以换个问法再试")
    assert "no such table" in caplog.text
    assert end.ended


def test_a_question_that_is_too_long_is_not_asked(plain_chain: PolicyChain) -> None:
    *_, end = converse(plain_chain, Exchange("长" * (MAX_QUESTION + 1)), ())
    assert end.failure == "问题有 4001 字，最多 4000 字，请缩短后再问。"


def test_half_a_character_is_no_reason_to_fail(open_desk: Callable[..., Desk], plain_chain: PolicyChain) -> None:
    desk = open_desk(plain_chain)
    assert ended(desk, desk.ask("", None, f"{QUESTION}\ud83d")).question == f"{QUESTION}?"
