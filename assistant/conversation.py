"""Conversations kept in one small SQLite file: who asked what, what was answered, and what the reader thought of it.

Every method that shows or changes something takes the owner's name and finds nothing of anybody else's.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from assistant.answers import Answer, Turn
from assistant.exchanges import Exchange, Rating, history, read_answer

FILE = "conversations.sqlite"
LISTED = 100
"""As many conversations are listed at once; older ones are found by their words."""

_VERSION = 1
_SCHEMA = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX by_owner ON conversations (owner, changed_at);
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    ended_at TEXT,
    text TEXT NOT NULL DEFAULT '',
    standalone TEXT,
    answer TEXT,
    failure TEXT,
    stopped INTEGER NOT NULL DEFAULT 0,
    rating TEXT CHECK (rating IN ('up', 'down')),
    remark TEXT NOT NULL DEFAULT '',
    replaced INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX by_conversation ON exchanges (conversation);
CREATE INDEX by_rating ON exchanges (rating) WHERE rating IS NOT NULL;
"""
_EXCHANGE = "id, question, asked_at, ended_at, text, answer, failure, stopped, rating, remark"
_TITLE = 40


class ConversationsUnavailable(OSError):
    """The file cannot be opened, read or written; the message, in Chinese, says why and what to do."""


class NoSuchConversation(LookupError):
    """There is none of this id and owner; the message is for people."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of the list; ``changed_at`` is when the last question was asked, UTC."""

    id: str
    title: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer that somebody rated: what was asked after what, what was said, and the remark on it."""

    question: str
    history: tuple[Turn, ...]
    answer: Answer
    rating: Rating
    remark: str
    asked_at: datetime


class Conversations:
    """The kept conversations of one home, safe to use from several threads and processes.

    Every method raises ConversationsUnavailable where the file cannot be used.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._lock = threading.RLock()
        with self._reporting():
            home.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, timeout=10, isolation_level=None, check_same_thread=False)
            self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;")
        self._prepare()

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def begin(self, owner: str, conversation: str | None, question: str, again: bool = False) -> tuple[str, Exchange]:
        """Keep a question, in a new conversation if None is given; the conversation's id and the exchange.

        ``again`` puts it in the place of the last one, which stays kept for its rating only. Raises
        NoSuchConversation.
        """
        now = datetime.now(UTC)
        with self._writing() as database:
            if conversation is None:
                conversation = secrets.token_urlsafe(12)
                values = (conversation, owner, _title(question), _time(now))
                database.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", values)
            else:
                self._change(owner, conversation, "changed_at", _time(now))
            if again:
                database.execute(
                    "UPDATE exchanges SET replaced = 1 WHERE id ="
                    " (SELECT max(id) FROM exchanges WHERE conversation = ? AND NOT replaced)",
                    (conversation,),
                )
            cursor = database.execute(
                "INSERT INTO exchanges (conversation, question, asked_at) VALUES (?, ?, ?)",
                (conversation, question, _time(now)),
            )
        assert cursor.lastrowid
        return conversation, Exchange(question, cursor.lastrowid, asked_at=now)

    def end(self, exchange: Exchange) -> None:
        """Keep how an exchange ended; nothing happens if its conversation has been deleted meanwhile."""
        answer = exchange.answer
        with self._writing() as database:
            database.execute(
                "UPDATE exchanges SET ended_at = ?, text = ?, standalone = ?, answer = ?, failure = ?, stopped = ?"
                " WHERE id = ?",
                (
                    _time(exchange.ended_at or datetime.now(UTC)),
                    "" if answer else exchange.text,
                    answer.standalone_question if answer else None,
                    json.dumps(answer.to_dict(), ensure_ascii=False) if answer else None,
                    exchange.failure,
                    exchange.stopped,
                    exchange.id,
                ),
            )

    def exchanges(self, owner: str, conversation: str) -> tuple[Exchange, ...]:
        """The exchanges of a conversation, oldest first. Raises NoSuchConversation."""
        with self._reading() as database:
            if not database.execute(
                "SELECT 1 FROM conversations WHERE id = ? AND owner = ?", (conversation, owner)
            ).fetchone():
                raise NoSuchConversation("没有这个对话：它可能已被删除。")
            rows = database.execute(
                f"SELECT {_EXCHANGE} FROM exchanges WHERE conversation = ? AND NOT replaced ORDER BY id",
                (conversation,),
            ).fetchall()
        return tuple(_exchange(*row) for row in rows)

    def listed(self, owner: str, words: str = "") -> list[Conversation]:
        """The latest conversations, newest first: those whose title, questions and answers hold every one of ``words``
        (separated by spaces).
        """
        found = (
            "(title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM exchanges WHERE conversation = conversations.id"
            " AND NOT replaced AND question || char(10) || coalesce(answer ->> '$.answer', text) LIKE ? ESCAPE '\\'))"
        )
        patterns = [pattern for word in words.split() for pattern in (f"%{_literal(word)}%",) * 2]
        where = " AND ".join(["owner = ?", *[found] * (len(patterns) // 2)])
        with self._reading() as database:
            rows = database.execute(
                f"SELECT id, title, changed_at FROM conversations WHERE {where}"
                " ORDER BY changed_at DESC, rowid DESC LIMIT ?",
                (owner, *patterns, LISTED),
            ).fetchall()
        return [Conversation(id, title, datetime.fromisoformat(changed_at)) for id, title, changed_at in rows]

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing. Raises NoSuchConversation."""
        with self._writing():
            if wanted := _title(title):
                self._change(owner, conversation, "title", wanted)

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation with all its exchanges; nothing happens if it is not there."""
        with self._writing() as database:
            database.execute("DELETE FROM conversations WHERE id = ? AND owner = ?", (conversation, owner))

    def rate(self, owner: str, exchange: int, rating: Rating | None, remark: str = "") -> None:
        """Keep what the reader thinks of an answer, None to take it back. Raises NoSuchConversation, ValueError."""
        if rating is not None and rating not in get_args(Rating):
            raise ValueError(f"a rating is up or down, not {rating!r}")
        with self._writing() as database:
            changed = database.execute(
                "UPDATE exchanges SET rating = ?, remark = ? WHERE id = ? AND answer IS NOT NULL"
                " AND conversation IN (SELECT id FROM conversations WHERE owner = ?)",
                (rating, remark.strip(), exchange, owner),
            ).rowcount
        if not changed:
            raise NoSuchConversation("没有这条答案：它所在的对话可能已被删除。")

    def rated(self, rating: Rating) -> Iterator[Rated]:
        """Every owner's answers of this rating, oldest first, each with the turns before it."""
        with self._reading() as database:
            rows = database.execute(
                f"SELECT conversation, {_EXCHANGE} FROM exchanges WHERE rating = ? ORDER BY id", (rating,)
            ).fetchall()
            before = [
                database.execute(
                    f"SELECT {_EXCHANGE} FROM exchanges WHERE conversation = ? AND id < ? AND NOT replaced ORDER BY id",
                    (conversation, id),
                ).fetchall()
                for conversation, id, *_ in rows
            ]
        for (_, *row), earlier in zip(rows, before, strict=True):
            exchange = _exchange(*row)
            assert exchange.answer is not None
            assert exchange.asked_at is not None
            turns = history([_exchange(*other) for other in earlier])
            yield Rated(exchange.question, turns, exchange.answer, rating, exchange.remark, exchange.asked_at)

    def _change(self, owner: str, conversation: str, column: str, value: str) -> None:
        changed = self._database.execute(
            f"UPDATE conversations SET {column} = ? WHERE id = ? AND owner = ?", (value, conversation, owner)
        ).rowcount
        if not changed:
            raise NoSuchConversation("没有这个对话：它可能已被删除。")

    def _prepare(self) -> None:
        with self._writing() as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise ConversationsUnavailable(
                    f"对话存档 {self._path} 是更新版本的参阅写的（第 {version} 版，这里只认到第 {_VERSION} 版），"
                    "请升级参阅，或把这个文件移到别处。"
                )
            if version < _VERSION:
                for statement in _SCHEMA.split(";\n"):  # executescript would end the transaction
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: done as a whole or not at all."""
        with self._reading() as database:
            database.execute("BEGIN IMMEDIATE")
            with database:
                yield database

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._reporting(), self._lock:
            yield self._database

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, PermissionError, FileExistsError, NotADirectoryError) as error:
            raise ConversationsUnavailable(
                f"对话存档 {self._path} 不能读写（{error}），请检查文件夹的权限和磁盘空间。"
            ) from error


def _exchange(
    id: int,
    question: str,
    asked_at: str,
    ended_at: str | None,
    text: str,
    answer: str | None,
    failure: str | None,
    stopped: int,
    rating: Rating | None,
    remark: str,
) -> Exchange:
    read = read_answer(json.loads(answer)) if answer else None
    return Exchange(
        question,
        id,
        text=read.answer if read else text,
        notices=read.notices if read else (),
        answer=read,
        failure=failure,
        stopped=bool(stopped),
        asked_at=datetime.fromisoformat(asked_at),
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
        rating=rating,
        remark=remark,
    )


def _title(words: str) -> str:
    """One line of at most forty characters."""
    line = " ".join(words.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def _literal(word: str) -> str:
    """A word in which the wildcards of LIKE stand for themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
