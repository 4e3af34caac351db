"""Scorecards kept by makerspace and year, in one small SQLite file; nothing that was kept is ever overwritten.

Profile, scheme and cohort are kept with each scorecard, so that it can be computed again from what it was made of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.scoring.cohort import Cohort
from assistant.scoring.profile import Profile, read_profile
from assistant.scoring.scheme import Scheme
from assistant.scoring.scorecard import Scorecard, score
from knowledge.indicators.loader import load_system

FILE = "scorecards.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS scorecards (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    system TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    total TEXT NOT NULL,
    profile TEXT NOT NULL,
    scheme TEXT NOT NULL,
    cohort TEXT NOT NULL,
    scorecard TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS by_name_and_year ON scorecards (name, year);
"""


class HistoryUnavailable(OSError):
    """The file cannot be opened or written; the message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One scorecard as kept; ``kept_at`` is UTC in ISO 8601, ``scorecard`` the JSON object of the contract."""

    kept_at: str
    profile: Profile
    scheme: Scheme
    cohort: Cohort | None
    scorecard: dict[str, Any]

    @property
    def year(self) -> int:
        """The year that was assessed."""
        assert self.profile.year is not None
        return self.profile.year

    def again(self, scheme: Scheme | None = None) -> Scorecard:
        """The scorecard computed anew, under its own scheme or another; raises ProfileRefused for unknown grades."""
        return score(self.profile, load_system(self.profile.system), scheme or self.scheme, self.cohort)

    def to_dict(self) -> dict[str, Any]:
        """For ``canyue scores --json``; ``profile`` can be scored again as it stands."""
        return {
            "name": self.profile.name,
            "year": self.year,
            "kept_at": self.kept_at,
            "total": self.scorecard["total"],
            "range": self.scorecard["range"],
            "scheme": self.scorecard["scheme"],
            "profile": self.profile.to_dict(),
        }


class ScoreHistory:
    """The kept scorecards of one home; the file appears with the first one."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    def keep(self, card: Scorecard, cohort: Cohort | None = None) -> bool:
        """Keep a scorecard with name and year; False if it equals the last one kept of that name, year and system.

        Raises ValueError without name or year, HistoryUnavailable if the file cannot be written.
        """
        profile = card.profile
        if not profile.name or profile.year is None:
            raise ValueError("a scorecard is kept by name and year")
        made_of = (
            _json(profile.to_dict()),
            card.scheme.model_dump_json(),
            _json([peer.to_dict() for peer in cohort.profiles] if cohort else None),
            _json(card.to_dict()),
        )
        key = (profile.name, profile.year, profile.system)
        with self._open(create=True) as database, database:
            database.execute("BEGIN IMMEDIATE")
            last = database.execute(
                "SELECT profile, scheme, cohort, scorecard FROM scorecards"
                " WHERE name = ? AND year = ? AND system = ? ORDER BY id DESC LIMIT 1",
                key,
            ).fetchone()
            if last == made_of:
                return False
            database.execute(
                "INSERT INTO scorecards (name, year, system, kept_at, total, profile, scheme, cohort, scorecard)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*key, datetime.now(UTC).isoformat(timespec="seconds"), str(card.total), *made_of),
            )
        return True

    def names(self) -> list[str]:
        """The names of which something is kept."""
        if not self._path.exists():
            return []
        with self._open() as database:
            return [name for (name,) in database.execute("SELECT DISTINCT name FROM scorecards ORDER BY name")]

    def all(self, name: str | None = None) -> list[Kept]:
        """Every scorecard of one name or of all, by name and year, the latest of a year last."""
        if not self._path.exists():
            return []
        query = "SELECT kept_at, profile, scheme, cohort, scorecard FROM scorecards WHERE ? IN (name, '')"
        with self._open() as database:
            rows = database.execute(f"{query} ORDER BY name, year, id", (name or "",)).fetchall()
        return [_kept(*row) for row in rows]

    def latest(self, name: str, year: int) -> Kept | None:
        """The last scorecard kept of a name and year, None if there is none."""
        return next((kept for kept in reversed(self.all(name)) if kept.year == year), None)

    @contextmanager
    def _open(self, create: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            if create:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as database:
                database.executescript(SCHEMA)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise HistoryUnavailable(
                f"得分存档 {self._path} 不能读写（{error}），请检查文件夹的权限和磁盘空间"
            ) from error


def _kept(kept_at: str, profile: str, scheme: str, cohort: str, scorecard: str) -> Kept:
    peers = json.loads(cohort)
    return Kept(
        kept_at=kept_at,
        profile=read_profile(json.loads(profile)),
        scheme=Scheme.model_validate_json(scheme),
        cohort=None if peers is None else Cohort(tuple(read_profile(peer) for peer in peers)),
        scorecard=json.loads(scorecard),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
