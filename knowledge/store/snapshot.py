"""The SQLite file as a whole: copied while others use it, put in place of another, examined for damage."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_UNREADABLE = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


class StoreDamaged(RuntimeError):
    """The SQLite file cannot be read; the message says what to do."""


@contextmanager
def readable(name: object) -> Iterator[None]:
    """Turn SQLite's word for a damaged file into StoreDamaged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(tuple(_UNREADABLE)):
            raise StoreDamaged(
                f"{name} 已损坏（{error}）：请运行 canyue check --repair；修不好时用 canyue restore "
                "恢复最近的备份，没有备份就把它移到别处，再重新收入原来的文件。"
            ) from error
        raise


def copy(source: Path, target: Path) -> None:
    """A consistent copy of ``source`` as it is now, while others read and write it. Replaces ``target`` as a whole.

    Raises StoreDamaged.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with (
        readable(f"资料库文件 {source}"),
        closing(sqlite3.connect(source, timeout=30)) as origin,
        closing(sqlite3.connect(part)) as db,
    ):
        origin.backup(db)
        db.execute("PRAGMA journal_mode = DELETE")
    os.replace(part, target)


def overwrite(target: Path, source: Path) -> None:
    """Make ``target`` hold what ``source`` holds, in one transaction: programs that have it open see all or nothing.

    The generation goes on from the higher of both, so that they notice, and the identity is a new one.
    """
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target, timeout=30)) as db:
        generation = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'generation'"
        held = [row[0] for connection in (origin, db) for row in connection.execute(generation)]
        origin.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(max(held, default=0) + 1),))
        origin.execute("UPDATE meta SET value = lower(hex(randomblob(8))) WHERE key = 'identity'")
        origin.commit()
        origin.backup(db)


def damage(path: Path) -> list[str]:
    """What SQLite finds wrong with the file: its pages, its indexes, its references. Changes nothing."""
    with closing(sqlite3.connect(path, timeout=30)) as db:
        try:
            found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            orphans = db.execute("PRAGMA foreign_key_check").fetchmany(5)
            found += [f"{table} 第 {row} 行没有对应的 {parent}" for table, row, parent, _ in orphans]
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return found
