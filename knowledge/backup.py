"""The whole library in one file, and back: a zip with a snapshot of the database and a manifest that vouches for it.

The index is not in it: it is rebuilt from the embeddings, which are.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from knowledge.store import SCHEMA_VERSION, Store, StoreDamaged, snapshot
from knowledge.writing import WriterLock

_FORMAT = 1
_MANIFEST, _DATABASE = "manifest.json", "library.sqlite3"
_CHUNK = 2**20


class BackupError(RuntimeError):
    """A backup cannot be made or used; the message says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself; ``created`` is UTC, ``sha256`` and ``size`` (bytes) are the database's."""

    format: int
    schema: int
    created: str
    documents: int
    passages: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back; ``kept`` is where the library before lies, None where there was none."""

    manifest: Manifest
    kept: Path | None


_ADAPTER = TypeAdapter(Manifest)


def backup(database: Path, file: Path) -> Manifest:
    """Write the library as it is now to ``file``, while others read and write it. Raises BackupError, StoreDamaged."""
    if not database.is_file():
        raise BackupError(f"没有资料库可以备份：{database} 不存在。")
    if file.exists():
        raise BackupError(f"{file} 已经存在，没有覆盖：请换一个文件名，或先移走它。")
    part = file.with_name(file.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=database.parent) as folder:
            copy = Path(folder, _DATABASE)
            snapshot.copy(database, copy)
            manifest = _manifest(copy)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(_MANIFEST, _ADAPTER.dump_json(manifest, indent=2))
                archive.write(copy, _DATABASE)
        os.replace(part, file)
    except OSError as error:
        raise BackupError(f"备份没有写成（{error.strerror}）：请检查 {file.parent} 能否写入、空间是否足够。") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def restore(file: Path, database: Path) -> Restored:
    """Put what is in the backup in place of the library; the one before is kept as a copy beside it.

    Everything is checked first: a backup that is not whole changes nothing. Programs that have the library open go on
    with the restored one. Raises BackupError, SchemaMismatch, LibraryBusy.
    """
    if not file.is_file():
        raise BackupError(f"找不到备份文件 {file}：请检查路径。")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with (
            WriterLock(database).held(),
            tempfile.TemporaryDirectory(prefix=".restore-", dir=database.parent) as folder,
        ):
            copy = Path(folder, _DATABASE)
            manifest = _unpack(file, copy)
            with closing(Store(copy)):  # brings an older one to the current schema
                pass
            if found := snapshot.damage(copy):
                raise BackupError(f"备份里的资料库有损坏（{found[0]}），没有恢复：请换一份备份。")
            return Restored(manifest, _replace(database, copy))
    except OSError as error:
        raise BackupError(f"没有恢复成（{error.strerror}）：请检查 {file} 和 {database.parent} 能否读写。") from error


def _manifest(copy: Path) -> Manifest:
    with closing(Store(copy)) as store:
        sizes = store.document_count(), store.passage_count()
    with copy.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Manifest(_FORMAT, SCHEMA_VERSION, _now("%Y-%m-%dT%H:%M:%SZ"), *sizes, digest, copy.stat().st_size)


def _unpack(file: Path, target: Path) -> Manifest:
    """Write the database of the backup to ``target`` if it is the one that the manifest vouches for."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _ADAPTER.validate_json(archive.read(_MANIFEST))
            if manifest.format != _FORMAT:
                raise BackupError(f"备份 {file} 的格式是 {manifest.format}，本程序只认 {_FORMAT}：请升级参阅后再恢复。")
            with archive.open(_DATABASE) as source, target.open("wb") as out:
                digest = _copy(source, out, manifest.size)
    except (zipfile.BadZipFile, KeyError, ValidationError, EOFError, zipfile.LargeZipFile) as error:
        raise BackupError(f"{file} 不是完整的参阅备份，没有恢复：请换一份备份。") from error
    if digest != manifest.sha256:
        raise BackupError(f"备份 {file} 的内容与校验值不符，可能已损坏，没有恢复：请换一份备份。")
    return manifest


def _copy(source: IO[bytes], out: IO[bytes], size: int) -> str:
    """Copy at most one byte more than ``size``; the sha256 of what was copied."""
    digest = hashlib.sha256()
    left = size + 1
    while left and (chunk := source.read(min(_CHUNK, left))):
        digest.update(chunk)
        out.write(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _replace(database: Path, copy: Path) -> Path | None:
    """Returns where the library before is kept."""
    if not database.exists():
        os.replace(copy, database)
        return None
    kept = database.with_name(f"{database.name}.before-restore-{_now('%Y%m%dT%H%M%SZ')}")
    try:
        snapshot.copy(database, kept)
        with snapshot.readable(database):
            snapshot.overwrite(database, copy)
    except StoreDamaged:
        for ending in ("", "-wal", "-shm"):
            if (left := database.with_name(database.name + ending)).exists():
                os.replace(left, kept.with_name(kept.name + ending))
        os.replace(copy, database)
    return kept


def _now(form: str) -> str:
    return datetime.now(UTC).strftime(form)
