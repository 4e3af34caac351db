"""The tables, and how a file of an older version becomes one of this version. A copy is kept before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from knowledge.store import snapshot

SCHEMA_VERSION = 3

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
# Tells this library from any other, and from what it was before a backup was restored.
_IDENTITY = "INSERT INTO meta VALUES ('identity', lower(hex(randomblob(8))))"
# The record, the whole document as JSON, comes last: what a list of documents needs is read without it.
_DOCUMENTS = """CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
    added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    passages INTEGER NOT NULL, tables INTEGER NOT NULL, pages INTEGER, metadata TEXT NOT NULL, record TEXT NOT NULL
)"""
# AUTOINCREMENT: a number is never given twice, so that "all up to this number" stays true when the last ones go.
_PASSAGES = """CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    title TEXT NOT NULL, section TEXT NOT NULL, section_index INTEGER NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    url TEXT, page INTEGER, table_index INTEGER, row_index INTEGER, embedding_key TEXT NOT NULL
)"""
_PASSAGE_INDEXES = (
    "CREATE INDEX passages_of_document ON passages (document_id)",
    "CREATE INDEX passages_by_embedding ON passages (embedding_key)",
)
# ``unused_since`` is the time since which no passage has used the embedding, NULL while one does.
_EMBEDDINGS = """CREATE TABLE embeddings (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL, model TEXT NOT NULL, unused_since TEXT, vector BLOB NOT NULL,
    UNIQUE (key, model)
)"""
_EMBEDDING_INDEX = "CREATE INDEX embeddings_unused ON embeddings (unused_since) WHERE unused_since IS NOT NULL"
FULL_TEXT = tuple(
    f"""CREATE VIRTUAL TABLE {name} USING fts5 (title, section, body, tokenize = "unicode61 tokenchars '.-%'")"""
    for name in ("by_words", "by_bigrams")
)
# What persons put right, see ``knowledge.corrections``; kept when a file has changed: its old content may come back.
_CORRECTIONS = """CREATE TABLE corrections (
    document_id TEXT PRIMARY KEY, published TEXT, effective TEXT, ends TEXT, replaced_by TEXT,
    by TEXT NOT NULL, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID"""
_TABLES = (
    _META, _IDENTITY, _DOCUMENTS, _PASSAGES, *_PASSAGE_INDEXES, _EMBEDDINGS, _EMBEDDING_INDEX, _CORRECTIONS, *FULL_TEXT,
)  # fmt: skip

_TO_VERSION_2 = (
    _IDENTITY,
    "ALTER TABLE documents RENAME TO old_documents",
    "ALTER TABLE passages RENAME TO old_passages",
    "ALTER TABLE embeddings RENAME TO old_embeddings",
    "DROP INDEX passages_of_document",
    "DROP INDEX passages_by_embedding",
    _DOCUMENTS,
    _PASSAGES,
    _EMBEDDINGS,
    """INSERT INTO documents (id, title, path, added_at, passages, tables, pages, metadata, record)
       SELECT id, title, path, added_at, (SELECT count(*) FROM old_passages p WHERE p.document_id = d.id),
              json_array_length(record, '$.tables'), nullif(json_array_length(record, '$.pages'), 0),
              json_extract(record, '$.metadata'), record
       FROM old_documents d""",
    """INSERT INTO passages (number, id, document_id, title, section, section_index, kind, text, start, end,
                             url, page, table_index, row_index, embedding_key)
       SELECT number, id, document_id, title, section, section_index, kind, text, start, end,
              url, page, table_index, row_index, embedding_key
       FROM old_passages ORDER BY number""",
    "INSERT INTO embeddings (key, model, vector) SELECT key, model, vector FROM old_embeddings",
    "DROP TABLE old_passages",
    "DROP TABLE old_documents",
    "DROP TABLE old_embeddings",
    *_PASSAGE_INDEXES,
    _EMBEDDING_INDEX,
)
_MIGRATIONS = {1: _TO_VERSION_2, 2: (_CORRECTIONS,)}
"""Version → the statements that lead to the next one."""


class SchemaMismatch(RuntimeError):
    """The database was written by a newer version of the program."""


def prepare(path: Path) -> None:
    """Bring the file to the current schema, or make it. Raises SchemaMismatch, StoreDamaged."""
    with (
        snapshot.readable(f"资料库文件 {path}"),
        closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as db,
    ):
        version = _version(db)
        if version == SCHEMA_VERSION:
            return
        # Without foreign keys, on this connection, a table can be replaced under those that refer to it.
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA legacy_alter_table = ON")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        try:
            _migrate(db, path)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    version = _version(db)  # again, for another process may have come first
    if version > SCHEMA_VERSION:
        raise SchemaMismatch(
            f"资料库 {path} 的格式版本是 {version}，本程序只认到 {SCHEMA_VERSION}："
            "它由更新的参阅写成，请升级参阅后打开，或换一个 CANYUE_HOME。"
        )
    if version == 0:
        steps = [_TABLES]
    else:
        steps = [_MIGRATIONS[old] for old in range(version, SCHEMA_VERSION)]
        if steps:
            snapshot.copy(path, path.with_name(f"{path.name}.v{version}.bak"))
    for statement in (statement for step in steps for statement in step):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
