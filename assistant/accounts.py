"""Accounts and their sessions in one small SQLite file of the home; several processes may open it at once.

Passwords are kept as Argon2id hashes, session tokens as SHA-256: nothing in the file lets anyone in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most that one may do."""

FILE = "accounts.sqlite"
SESSION_S = 12 * 3600
"""Seconds after which one has to sign in again: a long working day."""
MIN_PASSWORD, MAX_PASSWORD = 8, 200
_NAME = re.compile(r"\w[\w.@-]{0,39}")
_HASHING_AT_ONCE = 2  # each takes 64 MiB
SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    password TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    token TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    expires REAL NOT NULL
) STRICT;
"""


class AccountRefused(ValueError):
    """What was asked for cannot be done; the message, in Chinese, says why and what to do."""


class AccountsUnreadable(OSError):
    """The file cannot be opened, read or written; the message says what to do. Nobody is let in meanwhile."""


@dataclass(frozen=True, slots=True)
class Account:
    """One who may sign in."""

    name: str
    role: Role


class Accounts:
    """The accounts of one home; the file appears with the first one. Safe for use by several threads.

    ``now`` gives seconds since the epoch.
    """

    def __init__(self, home: Path, hasher: PasswordHasher | None = None, now: Callable[[], float] = time.time) -> None:
        self.path = home / FILE
        self._hasher = hasher or PasswordHasher()
        self._now = now
        self._hashing = threading.BoundedSemaphore(_HASHING_AT_ONCE)

    def exist(self) -> bool:
        """Whether there is any account, so that one has to sign in. Raises AccountsUnreadable."""
        return bool(self.list())

    def list(self) -> list[Account]:
        """All accounts by name."""
        if not self.path.exists():
            return []
        with self._open() as database:
            return [Account(*row) for row in database.execute("SELECT name, role FROM accounts ORDER BY name")]

    def add(self, name: str, role: Role, password: str) -> Account:
        """Raises AccountRefused for an unfit or taken name or an unfit password."""
        if not _NAME.fullmatch(name):
            raise AccountRefused(
                f"名字“{name}”不能用：请用 1–40 个汉字、字母、数字或 . _ - @，以汉字、字母或数字开头。"
            )
        password_hash = self._hash(name, password)
        with self._open() as database, database:
            added = database.execute("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?)", (name, role, password_hash))
            if not added.rowcount:
                raise AccountRefused(f"已经有名为“{name}”的账号。改密码用 canyue user password {name}。")
        return Account(name, role)

    def remove(self, name: str) -> None:
        """Remove an account; its sessions end with it. Raises AccountRefused where there is none."""
        with self._open() as database, database:
            if not database.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount:
                raise self._nobody(name)

    def set_password(self, name: str, password: str) -> None:
        """Change a password and end the account's sessions. Raises AccountRefused."""
        password_hash = self._hash(name, password)
        with self._open() as database, database:
            if not database.execute("UPDATE accounts SET password = ? WHERE name = ?", (password_hash, name)).rowcount:
                raise self._nobody(name)
            database.execute("DELETE FROM sessions WHERE name = ?", (name,))

    def sign_in(self, name: str, password: str) -> str | None:
        """A new session's token; None for a wrong name or password, in the same time for either."""
        with self._open() as database:
            found = database.execute("SELECT password FROM accounts WHERE name = ?", (name,)).fetchone()
        matches = len(password) <= MAX_PASSWORD and self._matches(found[0] if found else self._nobodys_hash, password)
        if not (found and matches):
            return None
        token = secrets.token_urlsafe(32)
        with self._open() as database, database:
            database.execute("DELETE FROM sessions WHERE expires <= ?", (self._now(),))
            # only if the password is still this one
            database.execute(
                "INSERT INTO sessions SELECT ?, name, ? FROM accounts WHERE name = ? AND password = ?",
                (_fingerprint(token), self._now() + SESSION_S, name, found[0]),
            )
        return token

    def signed_in(self, token: str) -> Account | None:
        """Whose session this token is of; None for an unknown, ended or expired one."""
        if not self.path.exists():
            return None
        with self._open() as database:
            row = database.execute(
                "SELECT name, role FROM sessions JOIN accounts USING (name) WHERE token = ? AND expires > ?",
                (_fingerprint(token), self._now()),
            ).fetchone()
        return Account(*row) if row else None

    def sign_out(self, token: str) -> None:
        """End a session, if it is one."""
        with self._open() as database, database:
            database.execute("DELETE FROM sessions WHERE token = ?", (_fingerprint(token),))

    def _hash(self, name: str, password: str) -> str:
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise AccountRefused(f"密码有 {len(password)} 个字符，应为 {MIN_PASSWORD}–{MAX_PASSWORD} 个。")
        if password == name or len(set(password)) == 1:
            raise AccountRefused("密码不能与名字相同，也不能只是一个字符的重复，请换一个。")
        with self._hashing:
            return self._hasher.hash(password)

    def _matches(self, password_hash: str, password: str) -> bool:
        with self._hashing:
            try:
                return self._hasher.verify(password_hash, password)
            except VerifyMismatchError:
                return False
            except InvalidHashError as error:
                raise AccountsUnreadable(f"账号文件 {self.path} 里的密码散列已损坏，请重设密码。") from error

    @cached_property
    def _nobodys_hash(self) -> str:
        """What an unknown name is checked against, so that it takes as long as a known one."""
        return self._hasher.hash(secrets.token_urlsafe())

    def _nobody(self, name: str) -> AccountRefused:
        names = "、".join(account.name for account in self.list()) or "一个也没有"
        return AccountRefused(f"没有名为“{name}”的账号。现有：{names}。")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with closing(sqlite3.connect(self.path, timeout=10)) as database:
                database.execute("PRAGMA foreign_keys = ON")
                if not self.path.stat().st_size:
                    database.executescript(SCHEMA)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise AccountsUnreadable(
                f"账号文件 {self.path} 无法读写（{error}）。请检查磁盘与权限；"
                "损坏的话，删除它，再用 canyue user add 重新添加账号。"
            ) from error


def _fingerprint(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so that a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
