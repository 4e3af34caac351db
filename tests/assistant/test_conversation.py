"""What is kept of conversations: for whom, in which order, found by what, and back as it was."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Issue, Related, TableCell, Timings, Turn, Verification
from assistant.conversation import (
    FILE,
    LISTED,
    Conversations,
    ConversationsUnavailable,
    NoSuchConversation,
)
from assistant.exchanges import Exchange, history, read_answer


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    conversations = Conversations(tmp_path)
    yield conversations
    conversations.close()


def answered(kept: Conversations, question: str, answer: str, conversation: str | None = None, owner: str = "") -> str:
    """Keep a question with its answer; the conversation's id."""
    conversation, exchange = kept.begin(owner, conversation, question)
    kept.end(exchange_with(exchange, answer))
    return conversation


def exchange_with(exchange: Exchange, answer: str) -> Exchange:
    return Exchange(exchange.question, exchange.id, answer=Answer(exchange.question, exchange.question, answer))


words = st.text(st.characters(codec="utf-8"), max_size=20)
places = st.tuples(words, words)
issues = st.builds(Issue, words, words)
answers = st.builds(
    Answer,
    question=words,
    standalone_question=words,
    answer=words,
    refusal_reason=st.none() | words,
    citations=st.lists(
        st.builds(
            Citation,
            n=st.integers(1, 99),
            passage_id=words,
            document_id=words,
            title=words,
            section=places,
            url=st.none() | words,
            page=st.none() | st.integers(1, 999),
            start=st.integers(0, 10**6),
            end=st.integers(0, 10**6),
            quote=words,
            cell=st.none() | st.builds(TableCell, words, words, words),
        ),
        max_size=3,
    ).map(tuple),
    notices=places,
    verification=st.builds(
        Verification, st.booleans(), st.lists(st.builds(Issue, words, words), max_size=2).map(tuple)
    ),
    scorecard=st.none() | st.dictionaries(words, st.none() | words | st.lists(words, max_size=2), max_size=3),
    model=words,
    timings_ms=st.builds(Timings, *[st.integers(0, 10**6)] * 3),
    raw_answer=st.none() | words,
) | st.builds(
    Answer,
    question=words,
    standalone_question=words,
    answer=words,
    refused=st.just(True),
    related=st.lists(st.builds(Related, words, words, words, places, words, st.none() | words), max_size=3).map(tuple),
)


@given(answer=answers)
def test_an_answer_is_read_back_from_its_json_as_it_was(answer: Answer) -> None:
    assert read_answer(json.loads(json.dumps(answer.to_dict(), ensure_ascii=False))) == answer


def test_a_conversation_is_titled_by_its_first_question_in_one_line_of_forty_characters(kept: Conversations) -> None:
    answered(kept, "短问题", "答")
    answered(kept, "第一行\n" + "长" * 50, "答")
    assert [conversation.title for conversation in kept.listed("")] == ["第一行 " + "长" * 35 + "…", "短问题"]


def test_the_conversation_asked_in_last_is_listed_first(kept: Conversations) -> None:
    first, second = answered(kept, "一", "答"), answered(kept, "二", "答")
    assert [conversation.id for conversation in kept.listed("")] == [second, first]
    kept.rename("", second, "改了名")
    answered(kept, "又问", "答", first)
    assert [conversation.id for conversation in kept.listed("")] == [first, second]


def test_no_more_than_the_limit_is_listed_but_older_ones_are_found(kept: Conversations) -> None:
    for n in range(LISTED + 1):
        kept.begin("", None, f"第{n}个问题")
    assert len(kept.listed("")) == LISTED
    assert [conversation.title for conversation in kept.listed("", "第0个")] == ["第0个问题"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("权重", ["甲题"], id="of a question"),
        pytest.param("百分之十", ["甲题"], id="of an answer"),
        pytest.param("甲题", ["甲题"], id="of a title"),
        pytest.param("权重 百分之十 甲", ["甲题"], id="of all of them"),
        pytest.param("权重 周期", [], id="every word has to be there"),
        pytest.param("周期", ["多长的周期？"], id="of the other"),
        pytest.param("CASE", ["多长的周期？"], id="whatever the case"),
        pytest.param("  ", ["多长的周期？", "甲题"], id="no words, all"),
        pytest.param("%", [], id="a wildcard stands for itself"),
        pytest.param("_", [], id="so does the other"),
        pytest.param("\\", [], id="and what escapes them"),
        pytest.param("passage_id", [], id="not what only the record holds"),
    ],
)
def test_conversations_are_found_by_words(kept: Conversations, words: str, found: list[str]) -> None:
    first = answered(kept, "权重多少？", "百分之十。")
    kept.rename("", first, "甲题")
    answered(kept, "多长的周期？", "一年，见 case 3。")
    assert [conversation.title for conversation in kept.listed("", words)] == found


def test_an_exchange_is_kept_however_it_ended(kept: Conversations) -> None:
    conversation, first = kept.begin("", None, "一")
    kept.end(exchange_with(first, "答 [1]"))
    _, second = kept.begin("", conversation, "二")
    kept.end(Exchange("二", second.id, failure="坏了。"))
    _, third = kept.begin("", conversation, "三")
    kept.end(Exchange("三", third.id, text="半句", stopped=True))
    kept.begin("", conversation, "四")
    one, two, three, four = kept.exchanges("", conversation)
    assert one.answer == Answer("一", "一", "答 [1]")
    assert (one.text, one.ended) == ("答 [1]", True)
    assert (two.failure, two.answer) == ("坏了。", None)
    assert (three.stopped, three.text) == (True, "半句")
    assert (four.interrupted, four.running, four.ended) == (True, False, False)
    assert one.asked_at is not None
    assert one.ended_at is not None
    assert one.asked_at <= one.ended_at


def test_an_answer_once_more_takes_the_place_of_the_last(kept: Conversations) -> None:
    conversation = answered(kept, "一", "旧一")
    answered(kept, "二", "旧二", conversation)
    _, again = kept.begin("", conversation, "二", again=True)
    kept.end(exchange_with(again, "新二"))
    assert [exchange.text for exchange in kept.exchanges("", conversation)] == ["旧一", "新二"]


def test_everything_is_there_after_the_file_was_closed_and_opened(tmp_path: Path) -> None:
    before = Conversations(tmp_path)
    conversation = answered(before, "问", "答")
    shown = before.exchanges("", conversation), before.listed("")
    before.close()
    after = Conversations(tmp_path)
    assert (after.exchanges("", conversation), after.listed("")) == shown
    after.close()


def test_nobody_sees_or_changes_what_is_anothers(kept: Conversations) -> None:
    hers = answered(kept, "她的问题", "答", owner="她")
    exchange = kept.exchanges("她", hers)[0].id
    assert kept.listed("他") == kept.listed("", "她的") == []
    for forbidden in (
        lambda: kept.exchanges("他", hers),
        lambda: kept.begin("他", hers, "插话"),
        lambda: kept.rename("他", hers, "改"),
        lambda: kept.rate("他", exchange, "down"),
    ):
        with pytest.raises(NoSuchConversation, match=r"没有这(个对话|条答案)：.*已被删除"):
            forbidden()
    kept.delete("他", hers)
    assert [(c.id, c.title) for c in kept.listed("她")] == [(hers, "她的问题")]
    (untouched,) = kept.exchanges("她", hers)
    assert (untouched.question, untouched.rating) == ("她的问题", None)


def test_a_deleted_conversation_is_gone_with_its_exchanges_and_its_ratings(kept: Conversations) -> None:
    conversation = answered(kept, "问", "答")
    kept.rate("", kept.exchanges("", conversation)[0].id, "down")
    kept.delete("", conversation)
    assert kept.listed("") == []
    assert list(kept.rated("down")) == []
    with pytest.raises(NoSuchConversation):
        kept.exchanges("", conversation)


def test_an_end_that_comes_after_the_deletion_changes_nothing(kept: Conversations) -> None:
    conversation, exchange = kept.begin("", None, "问")
    kept.delete("", conversation)
    kept.end(exchange_with(exchange, "答"))
    assert kept.listed("") == []


def test_bad_answers_are_given_with_the_turns_before_them_and_the_remark(kept: Conversations) -> None:
    conversation = answered(kept, "一", "答一", owner="甲")
    answered(kept, "二", "旧二", conversation, owner="甲")
    kept.rate("甲", kept.exchanges("甲", conversation)[1].id, "down", " 不对 ")
    _, again = kept.begin("甲", conversation, "二", again=True)
    kept.end(exchange_with(again, "新二"))
    kept.rate("甲", again.id, "up")
    answered(kept, "三", "答三", conversation, owner="甲")
    kept.rate("甲", kept.exchanges("甲", conversation)[2].id, "down")
    rated = [(r.question, [turn.content for turn in r.history], r.remark, r.answer.answer) for r in kept.rated("down")]
    assert rated == [("二", ["一", "答一"], "不对", "旧二"), ("三", ["一", "答一", "二", "新二"], "", "答三")]
    assert [(r.question, r.rating) for r in kept.rated("up")] == [("二", "up")]


def test_a_rating_is_shown_again_and_can_be_taken_back(kept: Conversations) -> None:
    conversation = answered(kept, "问", "答")
    (exchange,) = kept.exchanges("", conversation)
    kept.rate("", exchange.id, "down", "缺一项")
    assert [(e.rating, e.remark) for e in kept.exchanges("", conversation)] == [("down", "缺一项")]
    kept.rate("", exchange.id, None)
    assert [(e.rating, e.remark) for e in kept.exchanges("", conversation)] == [(None, "")]
    with pytest.raises(ValueError, match="sideways"):
        kept.rate("", exchange.id, "sideways")  # type: ignore[arg-type]


def test_what_has_no_answer_cannot_be_rated(kept: Conversations) -> None:
    _, exchange = kept.begin("", None, "问")
    with pytest.raises(NoSuchConversation, match="没有这条答案"):
        kept.rate("", exchange.id, "up")


def test_an_empty_title_changes_nothing(kept: Conversations) -> None:
    conversation = answered(kept, "问", "答")
    kept.rename("", conversation, " \n ")
    assert [c.title for c in kept.listed("")] == ["问"]


def test_threads_may_write_at_once(kept: Conversations) -> None:
    threads = [threading.Thread(target=answered, args=(kept, f"问{n}", f"答{n}")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept_pairs = {(e.question, e.text) for c in kept.listed("") for e in kept.exchanges("", c.id)}
    assert kept_pairs == {(f"问{n}", f"答{n}") for n in range(20)}


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(ConversationsUnavailable, match=r"更新版本的参阅写的（第 99 版.*请升级参阅"):
        Conversations(tmp_path)


def test_a_file_that_is_no_database_is_reported_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(ConversationsUnavailable, match=r"不能读写.*请检查文件夹的权限和磁盘空间"):
        Conversations(tmp_path)


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
