"""Which of several folders counts, and whether it is whole: a seal, a small file that is replaced in one step.

A folder is built apart and never changed after it is sealed. The seal names it, what made it, from which store, how
many passages are in it, up to which number, and the hash of each file: whatever is damaged, unfinished or not of this
store is known before it is used, and can be made anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError


class Condition(StrEnum):
    """Whether what is sealed can be used."""

    READY = "ready"
    MISSING = "missing"
    OTHER_MODEL = "other_model"
    OTHER_STORE = "other_store"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a finished folder holds: ``count`` passages, numbered up to ``last``; ``files`` are sha256 by path.

    ``model`` is the name of what made it (an embedding model, a tokenizer), ``store`` the identity of the store.
    """

    folder: str
    model: str
    store: str
    count: int
    last: int
    files: dict[str, str]


_SEAL = TypeAdapter(Seal)


class SealedFolders:
    """The folders in ``home``. ``unsealed`` is the beginning of the names of files that may change, "" for none."""

    def __init__(self, home: Path, unsealed: str = "") -> None:
        self.home = home
        self._unsealed = unsealed

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

    def intact(self, seal: Seal) -> bool:
        """Whether the files are those that were sealed. Not so either when the writer is just deleting them."""
        try:
            return self._hashes(self.home / seal.folder) == seal.files
        except FileNotFoundError:
            return False

    # -- writing: for the one writer ---------------------------------------------------------------------------------

    def new_folder(self) -> Path:
        """An empty folder to build in. Folders that were not finished are deleted."""
        self._sweep()
        folder = self.home / uuid.uuid4().hex[:12]
        folder.mkdir(parents=True)
        return folder

    def put_in_place(self, folder: Path, model: str, store: str, count: int, last: int) -> None:
        """Seal the finished folder: from now on it is the one that counts."""
        seal = Seal(folder.name, model, store, count, last, self._hashes(folder))
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

    def _hashes(self, folder: Path) -> dict[str, str]:
        hashes = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not (self._unsealed and path.name.startswith(self._unsealed)):
                with path.open("rb") as content:
                    hashes[path.relative_to(folder).as_posix()] = hashlib.file_digest(content, "sha256").hexdigest()
        return hashes
