"""Which Chroma folder counts, and whether it is whole: a seal, a small file that is replaced in one step.

The seal names the folder, the model, how many passages are in it, up to which number of the store, and the hash of
each HNSW file. Those files never change after they are sealed, so a damaged one is known before Chroma opens it,
which it might not survive. What becomes of ``chroma.sqlite3`` Chroma itself reports.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from knowledge.store import StoreDamaged, snapshot
from knowledge.vectors import chroma
from knowledge.vectors.chroma import ChromaFolder, IndexDamaged, Record

Watch = Callable[[int, int], None]


class Condition(StrEnum):
    """What an attempt to open the index came to."""

    READY = "ready"
    MISSING = "missing"
    OTHER_MODEL = "other_model"
    OTHER_STORE = "other_store"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a finished folder holds: ``count`` passages, numbered up to ``last``; ``files`` are sha256 by path.

    ``model`` is the embedding model's name, ``store`` the identity of the store they are from.
    """

    folder: str
    model: str
    store: str
    count: int
    last: int
    files: dict[str, str]


_SEAL = TypeAdapter(Seal)


class VectorIndex:
    """The index in ``home``. Nothing is opened until it is needed (importing chromadb takes a second)."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = threading.RLock()
        self._opened: tuple[Seal, ChromaFolder] | None = None
        self._verdict: tuple[Seal, Condition] | None = None

    @property
    def _seal_file(self) -> Path:
        return self.home / "seal.json"

    def seal(self) -> Seal | None:
        """The seal as it is now; None where there is none that can be read."""
        try:
            return _SEAL.validate_json(self._seal_file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def fits(self, model: str, store: str, last: int) -> Condition:
        """Whether there is a seal, by this model and from this store, whose highest number of a passage is ``last``."""
        seal = self.seal()
        if seal is None:
            return Condition.DAMAGED if self._seal_file.exists() else Condition.MISSING
        if seal.store != store or seal.last > last:
            return Condition.OTHER_STORE
        return Condition.READY if seal.model == model else Condition.OTHER_MODEL

    def open(self) -> tuple[Condition, Seal | None]:
        """Open the folder that counts now, unless it is open. The seal is that of what is open, None if nothing is."""
        with self._lock:
            seal = self.seal()
            if seal is None:
                return Condition.MISSING, None
            if self._verdict is None or self._verdict[0] != seal:
                self.close()
                self._verdict = seal, self._examine(seal)
            condition = self._verdict[1]
            return condition, seal if condition is Condition.READY else None

    def _examine(self, seal: Seal) -> Condition:
        if not self.intact(seal):
            return Condition.DAMAGED
        try:
            folder = ChromaFolder(self.home / seal.folder)
        except IndexDamaged:
            return Condition.DAMAGED
        self._opened = seal, folder
        try:
            return Condition.READY if folder.count() == seal.count else Condition.DAMAGED
        except IndexDamaged:
            return Condition.DAMAGED

    def intact(self, seal: Seal) -> bool:
        """Whether the files are those that were sealed. Changes nothing and does not open them as an index."""
        folder = self.home / seal.folder
        return (folder / chroma.DATABASE).is_file() and _hashes(folder) == seal.files

    def search(self, vector: np.ndarray, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        """The k nearest passages of what is open: id → cosine similarity. IndexDamaged: it is closed now."""
        with self._lock:
            if self._opened is None:
                raise IndexDamaged("nothing is open")
            seal, folder = self._opened
            try:
                return folder.search(vector, k, only)
            except IndexDamaged:
                self.close()
                self._verdict = seal, Condition.DAMAGED
                raise

    def ids(self, seal: Seal) -> list[str]:
        """The ids of the passages in the sealed folder."""
        folder = ChromaFolder(self.home / seal.folder)
        try:
            return folder.ids()
        finally:
            folder.close()

    def close(self) -> None:
        """Give back what is held in memory."""
        with self._lock:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = self._verdict = None

    # -- writing: for the one writer ---------------------------------------------------------------------------------

    def extend(self, new: Iterable[Record], count: int, gone: Sequence[str], last: int, watch: Watch | None) -> None:
        """A copy of what is there, with ``count`` new passages and without the gone ones, takes its place.

        Raises IndexDamaged where what is there cannot be copied or is not what its seal says: it must be rebuilt.
        """
        seal = self.seal()
        if seal is None or not self.intact(seal):
            raise IndexDamaged("no intact folder to start from")
        source, target = self.home / seal.folder, self._new_folder()
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{chroma.DATABASE}*"), dirs_exist_ok=True)
        try:
            snapshot.copy(source / chroma.DATABASE, target / chroma.DATABASE)
        except StoreDamaged as error:
            raise IndexDamaged(str(error)) from error
        self._finish(target, seal.model, seal.store, new, count, gone, seal.count + count - len(gone), last, watch)

    def rebuild(
        self, model: str, store: str, new: Iterable[Record], count: int, last: int, watch: Watch | None
    ) -> None:
        """A folder with exactly these ``count`` passages takes the place of whatever is there."""
        self._finish(self._new_folder(), model, store, new, count, (), count, last, watch)

    def _new_folder(self) -> Path:
        self._sweep()
        folder = self.home / uuid.uuid4().hex[:12]
        folder.mkdir(parents=True)
        return folder

    def _finish(
        self, folder: Path, model: str, store: str, new: Iterable[Record], count: int, gone: Sequence[str],
        total: int, last: int, watch: Watch | None,
    ) -> None:  # fmt: skip
        for done in chroma.build(folder, new, count, gone, total):
            if watch:
                watch(done, count)
        seal = Seal(folder.name, model, store, total, last, _hashes(folder))
        part = self._seal_file.with_suffix(".part")
        with part.open("wb") as file:
            file.write(_SEAL.dump_json(seal))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, self._seal_file)
        self._sweep()

    def _sweep(self) -> None:
        """Delete what does not count: older folders, unfinished ones. One that is still held open goes later."""
        seal = self.seal()
        kept = {self._seal_file.name, seal.folder if seal else ""}
        for path in self.home.iterdir() if self.home.is_dir() else ():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file but Chroma's database, which changes a little whenever it is opened."""
    hashes = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(chroma.DATABASE):
            with path.open("rb") as content:
                hashes[path.relative_to(folder).as_posix()] = hashlib.file_digest(content, "sha256").hexdigest()
    return hashes
