"""The store: documents and passages, written in one transaction each, with their full text."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from knowledge.corrections import Correction
from knowledge.documents import Document, Metadata, Passage, PassageKind
from knowledge.store import full_text
from knowledge.store.embeddings import Embeddings

_PASSAGE_COLUMNS = (
    "id, document_id, title, section, section_index, kind, text, start, end, url, page, table_index, row_index"
)
# A correction counts before the text; "" says that there is no such date.
_SUMMARY_COLUMNS = """id, title, path, added_at, passages, tables, pages,
    nullif(coalesce(c.published, json_extract(metadata, '$.published')), ''),
    nullif(coalesce(c.effective, json_extract(metadata, '$.effective')), ''),
    nullif(coalesce(c.ends, json_extract(metadata, '$.ends')), ''), json_extract(metadata, '$.issue'),
    json_extract(metadata, '$.number'), json_extract(metadata, '$.repeals'),
    c.published, c.effective, c.ends, c.replaced_by, c.by, c.at"""
_DOCUMENT = TypeAdapter(Document)
_METADATA = TypeAdapter(Metadata)
_DATE_IN_NAME = re.compile(r"((?:19|20)\d{2}-\d{2}-\d{2})[^/]*$")
# Passages tokenised in one transaction while the full-text index is made anew.
_REINDEX_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One line of the list of documents. Its dates are the text's, or the ``correction``'s where that has them."""

    document_id: str
    title: str
    path: str
    added_at: str
    passages: int
    tables: int
    pages: int | None
    published: str | None
    effective: str | None
    ends: str | None
    issue: str | None
    number: str | None
    repeals: tuple[str, ...]
    correction: Correction | None = None

    def years(self) -> set[str]:
        """The years in which it was published and takes effect, and that of its file's name: texts omit revisions."""
        return {date[:4] for date in (self.published, self.effective, self.date_in_name) if date}

    @property
    def date_in_name(self) -> str | None:
        """The last date (ISO) in its file's name."""
        named = _DATE_IN_NAME.search(self.path)
        return named[1] if named else None

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue documents --json``."""
        return asdict(self)


class Store(Embeddings):
    """Reads and writes the SQLite file. Writing is left to ``knowledge.library``, which holds the writer's lock."""

    # -- writing -------------------------------------------------------------------------------------------------

    def put(self, document: Document, path: str, passages: Sequence[Passage], keys: Sequence[str]) -> list[str]:
        """Add the document in one transaction, in place of what was read from ``path``, or had its id, before.

        ``keys`` are the embedding keys of the passages. Returns the ids of the passages that went.
        """
        with self.change() as db:
            replaced = db.execute("SELECT id FROM documents WHERE path = ? OR id = ?", (path, document.id)).fetchall()
            gone = [pair for (old,) in replaced for pair in self._delete(db, old)]
            for (old,) in replaced:  # what was replaced by this file still is
                db.execute("UPDATE corrections SET replaced_by = ? WHERE replaced_by = ?", (document.id, old))
            db.execute(
                """INSERT INTO documents (id, title, path, passages, tables, pages, metadata, record)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    document.id, document.title, path, len(passages), len(document.tables), len(document.pages) or None,
                    _METADATA.dump_json(document.metadata).decode(), _DOCUMENT.dump_json(document).decode(),
                ),
            )  # fmt: skip
            full_text.insert(db, [(self._insert(db, p, key), p) for p, key in zip(passages, keys, strict=True)])
            self.mark_unused({*keys, *(key for _, key in gone)})
        return [passage_id for passage_id, _ in gone]

    def delete(self, document_id: str) -> list[str]:
        """Remove a document with all its traces; returns the ids of its passages."""
        with self.change() as db:
            gone = self._delete(db, document_id)
            db.execute("DELETE FROM corrections WHERE document_id = ?", (document_id,))
            self.mark_unused({key for _, key in gone})
        return [passage_id for passage_id, _ in gone]

    def put_correction(self, document_id: str, correction: Correction) -> None:
        """Keep what a person puts right in place of any correction before; one that corrects nothing takes it away."""
        with self.change() as db:
            db.execute("DELETE FROM corrections WHERE document_id = ?", (document_id,))
            if correction:
                db.execute(
                    """INSERT INTO corrections (document_id, published, effective, ends, replaced_by, by)
                       VALUES (?, ?, ?, ?, ?, ?)""",
                    (
                        document_id, correction.published, correction.effective, correction.ends,
                        correction.replaced_by, correction.by,
                    ),
                )  # fmt: skip

    def rebuild_full_text(self, watch: Callable[[int, int], None] | None = None) -> None:
        """Make the full-text indexes anew from the passages, in one transaction: till then readers see the old."""
        with self.change() as db:
            full_text.clear(db)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('tokens', lower(hex(randomblob(8))))")
            total, done, last = self.passage_count(), 0, 0
            while numbered := self._numbered_after(db, last):
                full_text.insert(db, numbered)
                last, done = numbered[-1][0], done + len(numbered)
                if watch:
                    watch(done, total)

    @staticmethod
    def _numbered_after(db: sqlite3.Connection, number: int) -> list[tuple[int, Passage]]:
        rows = db.execute(
            f"SELECT number, {_PASSAGE_COLUMNS} FROM passages WHERE number > ? ORDER BY number LIMIT ?",
            (number, _REINDEX_AT_ONCE),
        )
        return [(row[0], _passage(row[1:])) for row in rows]

    @staticmethod
    def _insert(db: sqlite3.Connection, passage: Passage, key: str) -> int:
        section = json.dumps(passage.section, ensure_ascii=False)
        number = db.execute(
            f"INSERT INTO passages ({_PASSAGE_COLUMNS}, embedding_key) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                passage.id, passage.document_id, passage.title, section, passage.section_index, passage.kind.value,
                passage.text, passage.start, passage.end, passage.url, passage.page, passage.table, passage.row, key,
            ),
        ).lastrowid  # fmt: skip
        assert number is not None
        return number

    @staticmethod
    def _delete(db: sqlite3.Connection, document_id: str) -> list[tuple[str, str]]:
        """Take the document out; returns (passage id, embedding key) of its passages."""
        rows = db.execute(
            "SELECT number, id, embedding_key FROM passages WHERE document_id = ?", (document_id,)
        ).fetchall()
        full_text.delete(db, (number for number, _, _ in rows))
        db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return [(passage_id, key) for _, passage_id, key in rows]

    # -- reading -------------------------------------------------------------------------------------------------

    def summaries(self) -> list[DocumentSummary]:
        """All documents, by title."""
        return list(self._summaries("ORDER BY title, path"))

    def summary(self, document_id: str) -> DocumentSummary | None:
        """One document, None if it is not there."""
        return next(self._summaries("WHERE id = ?", document_id), None)

    def _summaries(self, chosen: str, *values: str) -> Iterator[DocumentSummary]:
        joined = "documents LEFT JOIN corrections c ON c.document_id = id"
        for row in self.connection.execute(f"SELECT {_SUMMARY_COLUMNS} FROM {joined} {chosen}", values):
            correction = Correction(*row[-6:]) if row[-1] else None
            yield DocumentSummary(*(*row[:-7], tuple(json.loads(row[-7] or "[]")), correction))

    def path_of(self, document_id: str) -> str | None:
        """Where the document was read from, None if it is not there."""
        row = self.connection.execute("SELECT path FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] if row else None

    def has_path(self, path: str) -> bool:
        """Whether a document was read from this path."""
        return self.connection.execute("SELECT 1 FROM documents WHERE path = ?", (path,)).fetchone() is not None

    def document(self, document_id: str) -> Document | None:
        """The whole document, None if it is not there."""
        row = self.connection.execute("SELECT record FROM documents WHERE id = ?", (document_id,)).fetchone()
        return _DOCUMENT.validate_json(row[0]) if row else None

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; ids that are not there are left out."""
        rows = self.connection.execute(
            f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: _passage(row) for row in rows}

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Those of the passage ids that are there."""
        rows = self.connection.execute(
            "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
        return {row[0] for row in rows}

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document in reading order."""
        rows = self.connection.execute(
            f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE document_id = ? ORDER BY start", (document_id,)
        )
        return [_passage(row) for row in rows]

    def document_count(self) -> int:
        """How many documents there are."""
        return int(self.connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def passage_count(self) -> int:
        """How many passages there are."""
        return int(self.connection.execute("SELECT count(*) FROM passages").fetchone()[0])

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
        return full_text.match(self.connection, index, tokens, k, weights, only)

    def tokens_after(self, number: int) -> Iterator[full_text.Tokens]:
        """The tokens of the passages with a higher number, in the order of their numbers."""
        return full_text.tokens_after(self.connection, number)

    def tokens_identity(self) -> str:
        """The identity of the store, and of its tokens, which are others when the full text has been made anew."""
        rows = self.connection.execute("SELECT value FROM meta WHERE key IN ('identity', 'tokens') ORDER BY key")
        return "-".join(row[0] for row in rows)

    def first_numbers(self) -> dict[str, int]:
        """Document id → the lowest number of its passages, of the documents that have any."""
        rows = self.connection.execute(
            "SELECT id, (SELECT min(number) FROM passages WHERE document_id = d.id) AS first FROM documents d"
        )
        return {document_id: first for document_id, first in rows if first is not None}

    def damaged_full_text(self) -> list[str]:
        """The full-text indexes that are damaged or do not hold exactly the passages."""
        return full_text.damaged(self.connection)

    def incomplete(self) -> list[str]:
        """The titles of documents that do not have all the passages they came in with."""
        rows = self.connection.execute(
            """SELECT title FROM documents d
               WHERE passages != (SELECT count(*) FROM passages p WHERE p.document_id = d.id) ORDER BY title"""
        )
        return [row[0] for row in rows]


def _passage(row: tuple[Any, ...]) -> Passage:
    passage_id, document_id, title, section, section_index, kind, *rest = row
    path = tuple(json.loads(section))
    return Passage(passage_id, document_id, title, path, section_index, PassageKind(kind), *rest)
