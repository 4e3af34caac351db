"""The Chroma folder that counts: opened if it is what its seal says, extended by a copy, put in place as a whole.

Sealed are the HNSW files: a damaged one is known before Chroma opens it, which it might not survive. What becomes of
``chroma.sqlite3``, which changes a little whenever it is opened, Chroma itself reports.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from knowledge.sealing import Condition, Seal, SealedFolders
from knowledge.store import StoreDamaged, snapshot
from knowledge.vectors import chroma
from knowledge.vectors.chroma import ChromaFolder, IndexDamaged, Record

Watch = Callable[[int, int], None]


class VectorIndex(SealedFolders):
    """The index in ``home``. Nothing is opened until it is needed (importing chromadb takes a second)."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, unsealed=chroma.DATABASE)
        self._lock = threading.RLock()
        self._opened: tuple[Seal, ChromaFolder] | None = None
        self._verdict: tuple[Seal, Condition] | None = None

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
        return (self.home / seal.folder / chroma.DATABASE).is_file() and super().intact(seal)

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
        source, target = self.home / seal.folder, self.new_folder()
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
        self._finish(self.new_folder(), model, store, new, count, (), count, last, watch)

    def _finish(
        self, folder: Path, model: str, store: str, new: Iterable[Record], count: int, gone: Sequence[str],
        total: int, last: int, watch: Watch | None,
    ) -> None:  # fmt: skip
        for done in chroma.build(folder, new, count, gone, total):
            if watch:
                watch(done, count)
        self.put_in_place(folder, model, store, total, last)
