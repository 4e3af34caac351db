"""Embeddings by content key and model: computed once, whichever document holds the text, and kept for a while after.

A key is a hash of the text that was embedded. An embedding that no passage uses (its document went, or is still being
taken in) stays for ``KEPT_DAYS``, so that text which comes back, or work that was stopped, is not computed again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from knowledge.store.database import Database

KEPT_DAYS = 30
_NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
_OF_PASSAGES = "FROM passages p JOIN embeddings e ON e.key = p.embedding_key WHERE e.model = ?"


class Embeddings(Database):
    """The part of the store that knows vectors: float32 of shape (d,)."""

    def put_vectors(self, vectors: Mapping[str, np.ndarray], model: str) -> None:
        """Keep embeddings by key; they count for the passages that have, or will have, these keys."""
        with self.transaction() as db:
            db.executemany(
                f"""INSERT OR REPLACE INTO embeddings (key, model, vector, unused_since) VALUES (?1, ?2, ?3,
                    CASE WHEN EXISTS (SELECT 1 FROM passages WHERE embedding_key = ?1) THEN NULL ELSE {_NOW} END)""",
                ((key, model, vector.astype("<f4").tobytes()) for key, vector in vectors.items()),
            )

    def drop_old_vectors(self) -> int:
        """Forget what has been of no use for ``KEPT_DAYS``; returns how many."""
        with self.transaction() as db:
            limit = f"strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-{KEPT_DAYS} days')"
            return db.execute(f"DELETE FROM embeddings WHERE unused_since < {limit}").rowcount

    def mark_unused(self, keys: Collection[str]) -> None:
        """Within a transaction: bring ``unused_since`` of these keys to what the passages now say."""
        used = "EXISTS (SELECT 1 FROM passages p WHERE p.embedding_key = embeddings.key)"
        for change, where in (
            ("unused_since = NULL", f"unused_since IS NOT NULL AND {used}"),
            (f"unused_since = {_NOW}", f"unused_since IS NULL AND NOT {used}"),
        ):
            self.connection.execute(
                f"UPDATE embeddings SET {change} WHERE key IN (SELECT value FROM json_each(?)) AND {where}",
                (json.dumps(list(keys)),),
            )

    def known_keys(self, keys: Sequence[str], model: str) -> set[str]:
        """Which of the keys already have an embedding by this model."""
        rows = self.connection.execute(
            "SELECT key FROM embeddings WHERE model = ? AND key IN (SELECT value FROM json_each(?))",
            (model, json.dumps(list(keys))),
        )
        return {row[0] for row in rows}

    def missing_embeddings(self, model: str) -> list[str]:
        """The ids of the passages that have no embedding by this model."""
        rows = self.connection.execute(
            """SELECT id FROM passages p WHERE NOT EXISTS
               (SELECT 1 FROM embeddings e WHERE e.key = p.embedding_key AND e.model = ?) ORDER BY number""",
            (model,),
        )
        return [row[0] for row in rows]

    def embedded_up_to(self, model: str, number: int) -> set[str]:
        """The ids of the passages numbered up to ``number`` that have an embedding by this model."""
        return {
            row[0] for row in self.connection.execute(f"SELECT p.id {_OF_PASSAGES} AND p.number <= ?", (model, number))
        }

    def vectors(self, model: str, ids: Sequence[str] | None = None) -> Iterator[tuple[str, np.ndarray]]:
        """Passage id and embedding, of all passages or of these, in the order of their numbers."""
        chosen = "" if ids is None else " AND p.id IN (SELECT value FROM json_each(?))"
        rows = self.connection.execute(
            f"SELECT p.id, e.vector {_OF_PASSAGES}{chosen} ORDER BY p.number",
            (model,) if ids is None else (model, json.dumps(list(ids))),
        )
        for passage_id, blob in rows:
            yield passage_id, np.frombuffer(blob, dtype="<f4")

    def vectors_after(self, model: str, number: int, limit: int = -1) -> Iterator[tuple[str, str, np.ndarray]]:
        """Passage id, document id and embedding of the passages with a higher number, the first ``limit`` of them."""
        rows = self.connection.execute(
            f"SELECT p.id, p.document_id, e.vector {_OF_PASSAGES} AND p.number > ? ORDER BY p.number LIMIT ?",
            (model, number, limit),
        )
        for passage_id, document_id, blob in rows:
            yield passage_id, document_id, np.frombuffer(blob, dtype="<f4")

    def vectors_of(self, model: str, documents: Collection[str]) -> Iterator[tuple[str, str, np.ndarray]]:
        """Passage id, document id and embedding of the passages of these documents, in the order of their numbers."""
        rows = self.connection.execute(
            f"""SELECT p.id, p.document_id, e.vector {_OF_PASSAGES}
                AND p.document_id IN (SELECT value FROM json_each(?)) ORDER BY p.number""",
            (model, json.dumps(list(documents))),
        )
        for passage_id, document_id, blob in rows:
            yield passage_id, document_id, np.frombuffer(blob, dtype="<f4")

    def passages_in(self, documents: Collection[str]) -> int:
        """How many passages these documents have together."""
        rows = self.connection.execute(
            "SELECT total(passages) FROM documents WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(documents)),),
        )
        return int(rows.fetchone()[0])

    def count_after(self, number: int) -> int:
        """How many passages have a higher number."""
        return int(self.connection.execute("SELECT count(*) FROM passages WHERE number > ?", (number,)).fetchone()[0])

    def count_up_to(self, number: int) -> int:
        """How many passages have this number or a lower one."""
        return int(self.connection.execute("SELECT count(*) FROM passages WHERE number <= ?", (number,)).fetchone()[0])

    def last_number(self) -> int:
        """The highest number that was ever given to a passage; 0 before the first."""
        row = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        return int(row[0]) if row else 0
