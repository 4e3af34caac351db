"""Connections to the SQLite file: one per thread, in WAL, so that readers go on while the one writer writes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.store import schema, snapshot


class _Connection(sqlite3.Connection):
    """Says StoreDamaged where SQLite finds the file malformed."""

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        with snapshot.readable("资料库文件"):
            return super().execute(*arguments)


class Database:
    """The file at ``path``, created with its folder and brought to the current schema.

    Raises SchemaMismatch where a newer program wrote it, StoreDamaged where it is no SQLite file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        schema.prepare(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=10, factory=_Connection)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            self._local.db = db
        return db

    def close(self) -> None:
        """Close this thread's connection, which also leaves nothing but the one file when it is the last."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            del self._local.db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; the commit is the acknowledgement."""
        db = self.connection
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction after which readers have to look again: it counts up the generation."""
        with self.transaction() as db:
            yield db
            db.execute(
                """INSERT INTO meta VALUES ('generation', '1')
                   ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"""
            )

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """What is read within is of one moment, whatever is written meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("COMMIT")

    def identity(self) -> str:
        """What tells this library from any other, and from what it was before a backup was restored."""
        return str(self.connection.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()[0])

    def generation(self) -> int:
        """How many changes have been committed: whoever keeps something in memory compares it."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        return int(row[0]) if row else 0
