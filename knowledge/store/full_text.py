"""The full-text half of the store: two FTS5 tables, over jieba words and over character bigrams."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.documents import Passage
from knowledge.store import snapshot
from knowledge.store.schema import FULL_TEXT
from knowledge.tokenization import bigrams, words

INDEXES: dict[str, Callable[[str], list[str]]] = {"by_words": words, "by_bigrams": bigrams}


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage's words and bigrams, its titles' before its text's, with blanks between."""

    number: int
    passage_id: str
    document_id: str
    words: str
    bigrams: str


def tokens_after(db: sqlite3.Connection, number: int) -> Iterator[Tokens]:
    """See ``Store.tokens_after``."""
    rows = db.execute(
        """SELECT p.number, p.id, p.document_id, w.title || ' ' || w.section || ' ' || w.body,
                  b.title || ' ' || b.section || ' ' || b.body
           FROM passages p JOIN by_words w ON w.rowid = p.number JOIN by_bigrams b ON b.rowid = p.number
           WHERE p.number > ? ORDER BY p.number""",
        (number,),
    )
    return (Tokens(*row) for row in rows)


def insert(db: sqlite3.Connection, numbered: Sequence[tuple[int, Passage]]) -> None:
    """Index passages under their numbers."""
    for index in INDEXES:
        rows = (
            (number, _heading(index, p.title), _heading(index, " ".join(p.section)), _tokens(index, p.text))
            for number, p in numbered
        )
        db.executemany(f"INSERT INTO {index} (rowid, title, section, body) VALUES (?, ?, ?, ?)", rows)


def delete(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take passages out by their numbers."""
    rows = [(number,) for number in numbers]
    for index in INDEXES:
        db.executemany(f"DELETE FROM {index} WHERE rowid = ?", rows)


def match(
    db: sqlite3.Connection,
    index: str,
    tokens: Sequence[str],
    k: int,
    weights: tuple[float, float, float],
    only: Collection[str] | None,
) -> dict[str, float]:
    """See ``Store.match``."""
    if not tokens:
        return {}
    query = " OR ".join(map(_quoted, dict.fromkeys(tokens)))
    chosen = (
        ""
        if only is None
        else " AND rowid IN (SELECT number FROM passages WHERE document_id IN (SELECT value FROM json_each(?)))"
    )
    rows = db.execute(
        f"""SELECT p.id, -m.score FROM (
                SELECT rowid, bm25({index}, ?, ?, ?) AS score FROM {index} WHERE {index} MATCH ?{chosen}
                ORDER BY score LIMIT ?) m
            JOIN passages p ON p.number = m.rowid ORDER BY m.score""",
        (*weights, query, *([] if only is None else [json.dumps(list(only))]), k),
    )
    return dict(rows.fetchall())


def damaged(db: sqlite3.Connection) -> list[str]:
    """The indexes that are damaged, or do not hold exactly the passages. Waits for the write lock, writes nothing."""
    return [index for index in INDEXES if _is_damaged(db, index)]


def _is_damaged(db: sqlite3.Connection, index: str) -> bool:
    try:
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
        differing = db.execute(
            f"""SELECT EXISTS (SELECT number FROM passages EXCEPT SELECT id FROM {index}_docsize)
                    OR EXISTS (SELECT id FROM {index}_docsize EXCEPT SELECT number FROM passages)"""
        ).fetchone()[0]
    except snapshot.StoreDamaged:
        return True
    return bool(differing)


def clear(db: sqlite3.Connection) -> None:
    """Make both indexes anew, empty."""
    for index, statement in zip(INDEXES, FULL_TEXT, strict=True):
        db.execute(f"DROP TABLE {index}")
        db.execute(statement)


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _tokens(index: str, text: str) -> str:
    return " ".join(INDEXES[index](text))


# All passages of a document share its title, neighbours their section.
_heading = lru_cache(maxsize=1024)(_tokens)
