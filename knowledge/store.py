"""The system of record: one SQLite file with documents, passages, embeddings and the full-text index.

Readers use a connection per thread (WAL), so they go on while the one writer writes. ``generation`` counts
committed changes: whoever keeps something in memory compares it to know when to read again.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from knowledge.documents import Document, Passage, PassageKind
from knowledge.tokenization import bigrams, words

SCHEMA_VERSION = 1

_SCHEMA = """
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
"""

_PASSAGE_COLUMNS = (
    "id, document_id, title, section, section_index, kind, text, start, end, url, page, table_index, row_index"
)
_DOCUMENT = TypeAdapter(Document)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One line of the list of documents."""

    document_id: str
    title: str
    path: str
    added_at: str
    passages: int
    tables: int
    published: str | None
    effective: str | None
    ends: str | None
    issue: str | None
    number: str | None
    repeals: tuple[str, ...]

    def years(self) -> set[str]:
        """The years in which it was published and takes effect."""
        return {date[:4] for date in (self.published, self.effective) if date}

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue documents --json``."""
        return asdict(self)


class SchemaMismatch(RuntimeError):
    """The database was written by another version of the program."""


class Store:
    """Reads and writes the SQLite file. Writing is left to ``knowledge.library``, which holds the writer's lock."""

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``, creating it with its folder. Raises SchemaMismatch."""
        self.path = path
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                for statement in _SCHEMA.split(";\n"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise SchemaMismatch(
                    f"资料库 {path} 的格式版本是 {version}，本程序只认 {SCHEMA_VERSION}："
                    "请用与它同版本的参阅打开，或换一个 CANYUE_HOME。"
                )

    @property
    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=10)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            self._local.db = db
        return db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; the commit is the acknowledgement."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    # -- writing -------------------------------------------------------------------------------------------------

    def put(
        self,
        document: Document,
        path: str,
        passages: Sequence[Passage],
        keys: Sequence[str],
        vectors: dict[str, np.ndarray],
        model: str | None,
    ) -> list[str]:
        """Add the document in one transaction, in place of what was read from ``path``, or had its id, before.

        ``keys`` are the embedding keys of the passages, ``vectors`` the new float32 embeddings of shape (d,) by key,
        made by ``model``. Returns the ids of the passages that went.
        """
        with self.transaction() as db:
            replaced = db.execute("SELECT id FROM documents WHERE path = ? OR id = ?", (path, document.id)).fetchall()
            gone = [pair for (old,) in replaced for pair in self._delete(db, old)]
            db.execute(
                "INSERT INTO documents (id, title, path, record) VALUES (?, ?, ?, ?)",
                (document.id, document.title, path, _DOCUMENT.dump_json(document).decode()),
            )
            for passage, key in zip(passages, keys, strict=True):
                self._insert(db, passage, key)
            self._put_vectors(db, vectors, model)
            self._forget_embeddings(db, gone)
            _advance(db)
        return [passage_id for passage_id, _ in gone]

    def put_vectors(self, vectors: dict[str, np.ndarray], model: str) -> None:
        """Add embeddings of passages that are already there."""
        with self.transaction() as db:
            self._put_vectors(db, vectors, model)
            _advance(db)

    def delete(self, document_id: str) -> list[str]:
        """Remove a document with all its traces; returns the ids of its passages."""
        with self.transaction() as db:
            gone = self._delete(db, document_id)
            self._forget_embeddings(db, gone)
            _advance(db)
        return [passage_id for passage_id, _ in gone]

    def _insert(self, db: sqlite3.Connection, passage: Passage, key: str) -> None:
        section = json.dumps(passage.section, ensure_ascii=False)
        number = db.execute(
            f"INSERT INTO passages ({_PASSAGE_COLUMNS}, embedding_key) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                passage.id, passage.document_id, passage.title, section, passage.section_index, passage.kind.value,
                passage.text, passage.start, passage.end, passage.url, passage.page, passage.table, passage.row, key,
            ),
        ).lastrowid  # fmt: skip
        fields = (passage.title, " ".join(passage.section), passage.text)
        for table, tokens in (("by_words", words), ("by_bigrams", bigrams)):
            db.execute(
                f"INSERT INTO {table} (rowid, title, section, body) VALUES (?, ?, ?, ?)",
                (number, *(" ".join(tokens(field)) for field in fields)),
            )

    @staticmethod
    def _put_vectors(db: sqlite3.Connection, vectors: dict[str, np.ndarray], model: str | None) -> None:
        db.executemany(
            "INSERT OR REPLACE INTO embeddings (key, model, vector) VALUES (?, ?, ?)",
            ((key, model, vector.astype("<f4").tobytes()) for key, vector in vectors.items()),
        )

    @staticmethod
    def _delete(db: sqlite3.Connection, document_id: str) -> list[tuple[str, str]]:
        """Take the document out; returns (passage id, embedding key) of its passages."""
        rows = db.execute(
            "SELECT number, id, embedding_key FROM passages WHERE document_id = ?", (document_id,)
        ).fetchall()
        for table in ("by_words", "by_bigrams"):
            db.executemany(f"DELETE FROM {table} WHERE rowid = ?", ((number,) for number, _, _ in rows))
        db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return [(passage_id, key) for _, passage_id, key in rows]

    @staticmethod
    def _forget_embeddings(db: sqlite3.Connection, gone: Sequence[tuple[str, str]]) -> None:
        """Delete the embeddings that no passage uses any more: after what replaces a document is in."""
        db.executemany(
            "DELETE FROM embeddings WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding_key = ?1)",
            {(key,) for _, key in gone},
        )

    # -- reading -------------------------------------------------------------------------------------------------

    def generation(self) -> int:
        """How many changes have been committed."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        return int(row[0]) if row else 0

    def summaries(self) -> list[DocumentSummary]:
        """All documents, by title."""
        rows = self._db.execute(
            """SELECT d.id, d.title, d.path, d.added_at, (SELECT count(*) FROM passages p WHERE p.document_id = d.id),
               json_array_length(d.record, '$.tables'), json_extract(d.record, '$.metadata.published'),
               json_extract(d.record, '$.metadata.effective'), json_extract(d.record, '$.metadata.ends'),
               json_extract(d.record, '$.metadata.issue'), json_extract(d.record, '$.metadata.number'),
               json_extract(d.record, '$.metadata.repeals')
               FROM documents d ORDER BY d.title, d.path"""
        )
        return [DocumentSummary(*(*row[:-1], tuple(json.loads(row[-1] or "[]")))) for row in rows]

    def path_of(self, document_id: str) -> str | None:
        """Where the document was read from, None if it is not there."""
        row = self._db.execute("SELECT path FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] if row else None

    def has_path(self, path: str) -> bool:
        """Whether a document was read from this path."""
        return self._db.execute("SELECT 1 FROM documents WHERE path = ?", (path,)).fetchone() is not None

    def document(self, document_id: str) -> Document | None:
        """The whole document, None if it is not there."""
        row = self._db.execute("SELECT record FROM documents WHERE id = ?", (document_id,)).fetchone()
        return _DOCUMENT.validate_json(row[0]) if row else None

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; ids that are not there are left out."""
        rows = self._db.execute(
            f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: _passage(row) for row in rows}

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document in reading order."""
        rows = self._db.execute(
            f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE document_id = ? ORDER BY start", (document_id,)
        )
        return [_passage(row) for row in rows]

    def passage_count(self) -> int:
        """How many passages there are."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def match(
        self,
        index: str,
        tokens: Sequence[str],
        k: int,
        weights: tuple[float, float, float],
        only: Collection[str] | None = None,
    ) -> dict[str, float]:
        """BM25 over ``index`` ("by_words" or "by_bigrams"): passage id → score (higher is better), best k first.

        ``weights`` are those of the fields title, section and body; ``only`` are ids of documents to search in.
        """
        if not tokens:
            return {}
        query = " OR ".join('"' + token.replace('"', '""') + '"' for token in dict.fromkeys(tokens))
        chosen = (
            ""
            if only is None
            else (" AND rowid IN (SELECT number FROM passages WHERE document_id IN (SELECT value FROM json_each(?)))")
        )
        rows = self._db.execute(
            f"""SELECT p.id, -m.score FROM (
                    SELECT rowid, bm25({index}, ?, ?, ?) AS score FROM {index} WHERE {index} MATCH ?{chosen}
                    ORDER BY score LIMIT ?) m
                JOIN passages p ON p.number = m.rowid ORDER BY m.score""",
            (*weights, query, *([] if only is None else [json.dumps(list(only))]), k),
        )
        return dict(rows.fetchall())

    def frequency(self, token: str, index: str) -> int:
        """In how many passages the token occurs, by ``index`` ("by_words" or "by_bigrams")."""
        query = '"' + token.replace('"', '""') + '"'
        return int(self._db.execute(f"SELECT count(*) FROM {index} WHERE {index} MATCH ?", (query,)).fetchone()[0])

    def missing_embeddings(self, model: str) -> list[str]:
        """The ids of the passages that have no embedding by this model."""
        rows = self._db.execute(
            """SELECT id FROM passages p WHERE NOT EXISTS
               (SELECT 1 FROM embeddings e WHERE e.key = p.embedding_key AND e.model = ?) ORDER BY number""",
            (model,),
        )
        return [row[0] for row in rows]

    def embedded(self, model: str) -> set[str]:
        """The ids of the passages that have an embedding by this model."""
        rows = self._db.execute(
            "SELECT p.id FROM passages p JOIN embeddings e ON e.key = p.embedding_key WHERE e.model = ?", (model,)
        )
        return {row[0] for row in rows}

    def known_keys(self, keys: Sequence[str], model: str) -> set[str]:
        """Which of the embedding keys already have an embedding by this model."""
        rows = self._db.execute(
            "SELECT key FROM embeddings WHERE model = ? AND key IN (SELECT value FROM json_each(?))",
            (model, json.dumps(list(keys))),
        )
        return {row[0] for row in rows}

    def vectors(self, model: str, ids: Sequence[str] | None = None) -> Iterator[tuple[str, np.ndarray]]:
        """Passage id and float32 embedding of shape (d,), of all passages or of these."""
        chosen = "" if ids is None else " AND p.id IN (SELECT value FROM json_each(?))"
        rows = self._db.execute(
            f"""SELECT p.id, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding_key
                WHERE e.model = ?{chosen} ORDER BY p.number""",
            (model,) if ids is None else (model, json.dumps(list(ids))),
        )
        for passage_id, blob in rows:
            yield passage_id, np.frombuffer(blob, dtype="<f4")


def _advance(db: sqlite3.Connection) -> None:
    db.execute(
        """INSERT INTO meta VALUES ('generation', '1')
           ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"""
    )


def _passage(row: tuple[Any, ...]) -> Passage:
    passage_id, document_id, title, section, section_index, kind, *rest = row
    path = tuple(json.loads(section))
    return Passage(passage_id, document_id, title, path, section_index, PassageKind(kind), *rest)
