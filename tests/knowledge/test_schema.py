"""A file of an older version is brought forward with all it holds; a copy of it is kept."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from knowledge.chunking import chunk
from knowledge.corrections import Correction
from knowledge.store import SCHEMA_VERSION, Store
from knowledge.store.records import _DOCUMENT
from knowledge.tokenization import bigrams, words
from tests.knowledge import understood

# As the first version of the program made it.
VERSION_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, path TEXT NOT NULL UNIQUE, record TEXT NOT NULL,
    added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    title TEXT NOT NULL, section TEXT NOT NULL, section_index INTEGER NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    url TEXT, page INTEGER, table_index INTEGER, row_index INTEGER, embedding_key TEXT NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE INDEX passages_by_embedding ON passages (embedding_key);
CREATE TABLE embeddings (
    key TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (key, model)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE by_words USING fts5 (title, section, body, tokenize = "unicode61 tokenchars '.-%'");
CREATE VIRTUAL TABLE by_bigrams USING fts5 (title, section, body, tokenize = "unicode61 tokenchars '.-%'");
PRAGMA user_version = 1;
"""
DOCUMENT = understood(
    "# 甲办法\n\n2020年3月4日 公布\n\n第一条 工位不少于三十个。\n\n第二条 每月检查消防设施。\n\n"
    "| 项目 | 分值 |\n|---|---|\n| 2.7 场地 | 10% |\n"
)
PASSAGES = chunk(DOCUMENT)


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    path = tmp_path / "library.sqlite3"
    db = sqlite3.connect(path)
    db.executescript(VERSION_1)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("INSERT INTO meta VALUES ('generation', '7')")
    record = _DOCUMENT.dump_json(DOCUMENT).decode()
    row = (DOCUMENT.id, DOCUMENT.title, "/甲.md", record, "2021-10-04T08:00:00Z")
    db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", row)
    for number, passage in enumerate(PASSAGES, 11):
        values = asdict(passage) | {"section": json.dumps(passage.section)}
        db.execute(f"INSERT INTO passages VALUES (?{',?' * 14})", (number, *values.values(), f"key{number}"))
        vector = np.full(3, number, "<f4").tobytes()
        db.execute("INSERT INTO embeddings VALUES (?, 'm', ?)", (f"key{number}", vector))
        for table, tokens in (("by_words", words), ("by_bigrams", bigrams)):
            texts = (passage.title, " ".join(passage.section), passage.text)
            db.execute(
                f"INSERT INTO {table} (rowid, title, section, body) VALUES (?, ?, ?, ?)",
                (number, *(" ".join(tokens(text)) for text in texts)),
            )
    db.commit()
    db.close()
    return path


def test_a_file_of_version_1_comes_forward_with_all_it_holds(version_1: Path) -> None:
    store = Store(version_1)

    assert store.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    (summary,) = store.summaries()
    assert (summary.document_id, summary.title, summary.path) == (DOCUMENT.id, "甲办法", "/甲.md")
    assert (summary.passages, summary.tables, summary.pages) == (len(PASSAGES), 1, None)
    assert (summary.added_at, summary.published) == ("2021-10-04T08:00:00Z", "2020-03-04")
    assert store.document(DOCUMENT.id) == DOCUMENT
    assert store.passages_of(DOCUMENT.id) == list(PASSAGES)
    found = store.match("by_words", ["消防设施"], 5, (1.0, 1.0, 1.0))
    assert [passage.text for passage in store.passages(list(found)).values()] == ["第二条 每月检查消防设施。"]
    numbered = dict(zip((passage.id for passage in PASSAGES), range(11, 20), strict=False))
    assert {pid: vector.tolist() for pid, vector in store.vectors("m")} == {pid: [n] * 3 for pid, n in numbered.items()}
    assert (store.generation(), store.last_number()) == (7, 10 + len(PASSAGES))
    assert store.damaged_full_text() == store.incomplete() == store.missing_embeddings("m") == []
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_came_forward_can_be_changed_like_any_other(version_1: Path) -> None:
    store = Store(version_1)

    assert store.delete(DOCUMENT.id) == [passage.id for passage in PASSAGES]
    assert store.passage_count() == 0
    store.put(DOCUMENT, "/甲.md", PASSAGES, [f"key{number}" for number in range(11, 11 + len(PASSAGES))])

    assert store.last_number() == 10 + 2 * len(PASSAGES)  # numbers are never given twice
    assert store.missing_embeddings("m") == []


def test_a_copy_of_the_older_file_is_kept(version_1: Path) -> None:
    Store(version_1)
    Store(version_1)

    with sqlite3.connect(version_1.with_name("library.sqlite3.v1.bak")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM passages").fetchone() == (len(PASSAGES),)
    assert [path.name for path in version_1.parent.glob("*.bak")] == ["library.sqlite3.v1.bak"]


def test_coming_forward_that_fails_halfway_changes_nothing(version_1: Path) -> None:
    with sqlite3.connect(version_1) as db:
        db.execute("UPDATE documents SET record = 'no JSON'")

    with pytest.raises(sqlite3.OperationalError, match="malformed JSON"):
        Store(version_1)

    with sqlite3.connect(version_1) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM passages").fetchone() == (len(PASSAGES),)


def test_a_file_of_version_2_comes_forward_and_can_be_corrected(tmp_path: Path) -> None:
    store = Store(tmp_path / "library.sqlite3")
    store.put(DOCUMENT, "/甲.md", PASSAGES, ["key"] * len(PASSAGES))
    (before,) = store.summaries()
    store.connection.execute("DROP TABLE corrections")
    store.connection.execute("PRAGMA user_version = 2")
    store.close()

    forward = Store(tmp_path / "library.sqlite3")

    assert forward.summaries() == [before]
    forward.put_correction(DOCUMENT.id, Correction(ends="2020-12-31", by="王"))
    (after,) = forward.summaries()
    assert (after.published, after.ends) == ("2020-03-04", "2020-12-31")
    assert forward.passages_of(DOCUMENT.id) == list(PASSAGES)
