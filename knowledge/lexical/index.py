"""The lexical index: the passages up to some number in a sealed folder, what is newer read from the store.

SQLite is the truth. A folder that is missing, damaged or of another store is not used: everything is read from the
store then, which takes half a minute for 160,000 passages, until the writer has sealed another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from knowledge import tokenization
from knowledge.lexical.coverage import Coverage, Holding
from knowledge.lexical.part import Part, joined, parts_of
from knowledge.sealing import Condition, Seal, SealedFolders
from knowledge.store import Store

Watch = Callable[[int, int], None]

# The folder is made anew when so many passages, or this share of it, have come or gone: reading 2,000 takes 0.3 s.
_AT_MOST, _SHARE = 2000, 0.02
# What the files of a folder mean, and what made the tokens in them.
_MADE_BY = f"1 {tokenization.VERSION}"


class LexicalIndex:
    """Words and bigrams of a store's passages; ``home`` is where the sealed folder is kept."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self._folders = SealedFolders(home)
        self._lock = threading.Lock()
        self._identity = ""
        self._seal: Seal | None = None
        self._sealed: Part | None = None
        self._newer: list[Part] = []
        self._held: tuple[tuple[str, int], Holding] | None = None

    def coverage(self, words: Sequence[str], bigrams: Sequence[str]) -> Coverage:
        """How the passages that are in the store now cover a question with these tokens."""
        return self._current().coverage(words, bigrams)

    def frequency(self, index: str, token: str) -> int:
        """In how many passages the token occurs; ``index`` is "words" or "bigrams"."""
        return self._current().frequency(index, token)

    def _current(self, watch: Watch | None = None) -> Holding:
        with self._lock, self._store.one_state():
            state = self._store.tokens_identity(), self._store.generation()
            if self._held is None or self._held[0] != state:
                self._take_up(state[0])
                self._held = state, self._brought_up(watch)
            return self._held[1]

    def _take_up(self, identity: str) -> None:
        """Open the folder that counts now, unless it is open or cannot be used."""
        if self._identity != identity:  # a restored backup, or other tokens
            self._identity, self._seal, self._sealed, self._newer = identity, None, None, []
        while (seal := self._folders.seal()) and seal != self._seal and self._fits() is Condition.READY:
            self._seal = seal
            try:
                if self._folders.intact(seal):
                    self._sealed, self._newer = Part.open(self._folders.home / seal.folder, seal.last), []
            except FileNotFoundError:  # the writer has put another in its place at this moment
                continue

    def _brought_up(self, watch: Watch | None) -> Holding:
        """Without what has gone, with what is new."""
        firsts = self._store.first_numbers()
        last = self._sealed.last if self._sealed else 0
        kept = [_kept(self._sealed, 0, firsts)] if self._sealed else []
        newer = []
        for part in self._newer:
            newer.append(part.only(_kept(part, last, firsts)))
            last = part.last
        total, done = self._store.count_after(last), 0
        for part in parts_of(self._store.tokens_after(last)):
            newer = joined([*newer, part])
            done += len(part.ids)
            if watch:
                watch(done, total)
        self._newer = [part for part in newer if part.ids]
        documents = sum(len(part.documents) for part in self._newer) + sum(int(there.sum()) for there in kept)
        if self._sealed and documents != len(firsts):  # not what the store holds, whatever its seal says
            self._sealed, self._newer = None, []
            return self._brought_up(watch)
        parts = [*([self._sealed] if self._sealed else []), *self._newer]
        return Holding(parts, kept + [np.ones(len(part.documents), dtype=bool) for part in self._newer])

    # -- writing: for the one writer ---------------------------------------------------------------------------------

    def is_current(self) -> bool:
        """Whether little has to be read from the store: the folder is whole, and not much has come or gone since."""
        passages, fits, seal = self._store.passage_count(), self._fits(), self._folders.seal()
        if passages == 0:
            return True
        if seal is None:
            return fits is Condition.MISSING and passages <= _AT_MOST
        newer = self._store.count_after(seal.last)
        gone = seal.count - (passages - newer)
        few = newer + gone <= max(_AT_MOST, _SHARE * seal.count)
        return fits is Condition.READY and few and self._folders.intact(seal)

    def follow(self, watch: Watch | None = None) -> None:
        """Put a folder with all that the store holds now in place, unless the one there is current."""
        if self.is_current():
            return
        held = self._current(watch)
        folder = self._folders.new_folder()
        whole = Part.merged([part.only(kept) for part, kept in zip(held.parts, held.kept, strict=True)])
        whole.save(folder)
        self._folders.put_in_place(folder, _MADE_BY, self._store.tokens_identity(), len(whole.ids), whole.last)
        with self._lock:
            self._held = None

    def _fits(self) -> Condition:
        return self._folders.fits(_MADE_BY, self._store.tokens_identity(), self._store.last_number())


def _kept(part: Part, after: int, firsts: Mapping[str, int]) -> np.ndarray:
    """Which documents of a part are still there. One that went and came again has a higher number."""
    numbers = np.array([firsts.get(document, 0) for document in part.documents], dtype=np.int64)
    kept: np.ndarray = (numbers > after) & (numbers <= part.last)
    return kept
