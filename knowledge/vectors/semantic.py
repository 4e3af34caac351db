"""What is near a question: the sealed index, and passages newer than it, which are compared one by one.

So a passage is found by meaning as soon as it is committed, by any process, while the index follows in larger steps.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from knowledge.sealing import Condition, Seal
from knowledge.store import Store
from knowledge.vectors.chroma import IndexDamaged, Record
from knowledge.vectors.index import VectorIndex, Watch

# Passages newer than the index that are held in memory at most: 40 MB at 512 dimensions, 5 ms to compare.
_NEW_AT_MOST = 20_000
# Up to so many passages the index follows every change: it is built in seconds.
_SMALL = 5_000
# In documents with up to so many passages each is compared: in milliseconds, where Chroma's filter takes a second.
_FEW = 3_000
# Above, it follows when this share of its passages has come or gone.
_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class _Compared:
    """Passages that are compared one by one: ``vectors`` of shape (n, d), in the order of ``ids`` and ``documents``."""

    ids: tuple[str, ...]
    documents: tuple[str, ...]
    vectors: np.ndarray

    @classmethod
    def of(cls, records: Iterable[Record]) -> _Compared:
        rows = list(records)
        vectors = np.stack([row[2] for row in rows]) if rows else np.empty((0, 0), np.float32)
        return cls(tuple(row[0] for row in rows), tuple(row[1] for row in rows), vectors)

    def search(self, vector: np.ndarray, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        if not self.ids:
            return {}
        cosines = self.vectors @ vector
        best = np.argsort(-cosines, kind="stable")
        if only is not None:
            best = best[np.isin(best, [i for i, document in enumerate(self.documents) if document in only])]
        return {self.ids[i]: float(cosines[i]) for i in best[:k]}


class SemanticIndex:
    """The passages of the store by meaning, for one embedding model."""

    def __init__(self, store: Store, index: VectorIndex, model: str) -> None:
        self.index = index
        self.model = model
        self._store = store
        self._lock = threading.Lock()
        self._newer: tuple[tuple[int, Seal], _Compared, int] | None = None

    def condition(self) -> Condition:
        """Whether the index can be searched."""
        fits = self.fits()
        return self.index.open()[0] if fits is Condition.READY else fits

    def fits(self) -> Condition:
        """Whether there is an index by this model of this store, damaged or not: it is not opened."""
        return self.index.fits(self.model, self._store.identity(), self._store.last_number())

    def nearest(self, vector: np.ndarray, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        """The k nearest passages, of all or of these documents: id → cosine similarity, best first.

        Nothing without an index; with one, only passages that are in the store now.
        """
        seal = self.index.open()[1] if self.fits() is Condition.READY else None
        if seal is None:
            return {}
        if only is not None and self._store.passages_in(only) <= _FEW:
            return _Compared.of(self._store.vectors_of(self.model, only)).search(vector, k)
        newer, gone = self._since(seal)
        try:
            found = self.index.search(vector, min(k + gone, seal.count), only) if seal.count else {}
        except IndexDamaged:
            # A writer may have put another in its place at this moment: that one is asked, a damaged one not again.
            return self.nearest(vector, k, only)
        found |= newer.search(vector, k, only)
        there = self._store.existing(list(found)) if gone else found.keys()
        best = sorted(((cosine, pid) for pid, cosine in found.items() if pid in there), key=lambda pair: -pair[0])
        return {pid: cosine for cosine, pid in best[:k]}

    def _since(self, seal: Seal) -> tuple[_Compared, int]:
        """What came after the seal, and how many passages of the index have gone."""
        with self._lock:
            state = self._store.generation(), seal
            if self._newer is None or self._newer[0] != state:
                newer = _Compared.of(self._store.vectors_after(self.model, seal.last, _NEW_AT_MOST))
                self._newer = state, newer, seal.count - self._store.count_up_to(seal.last)
            return self._newer[1:]

    # -- writing: for the one writer ---------------------------------------------------------------------------------

    def behind(self) -> int:
        """How many passages of the store are too new to be searched: none but after work that was cut short."""
        seal = self.index.seal()
        return max(0, self._store.count_after(seal.last) - _NEW_AT_MOST) if seal else 0

    def follow(self, watch: Watch | None = None, large_steps: bool = False) -> None:
        """Bring the index up to the store where enough has changed; ``large_steps`` while more is to come.

        Every passage has its embedding. A damaged index, or one by another model, is rebuilt.
        """
        seal = self.index.seal()
        if seal is None or self.fits() is not Condition.READY or not (large_steps or self.index.intact(seal)):
            if self._store.count_after(0) >= (_SMALL if large_steps else 1):
                self.rebuild(watch)
            return
        new = self._store.count_after(seal.last)
        enough = max(_SMALL, _SHARE * seal.count) if large_steps or seal.count > _SMALL else 1
        if large_steps and new < enough:  # those that have gone are counted at the end: it takes reading them all
            return
        gone = seal.count - self._store.count_up_to(seal.last)
        if new + gone < enough:
            return
        if gone > seal.count / 4:
            self.rebuild(watch)
            return
        try:
            self.index.extend(
                self._records(seal.last), new, self._gone(seal) if gone else [], self._store.last_number(), watch
            )
        except IndexDamaged:
            self.rebuild(watch)

    def rebuild(self, watch: Watch | None = None) -> None:
        """Make the index anew from the embeddings of the store."""
        count, last = self._store.count_after(0), self._store.last_number()
        self.index.rebuild(self.model, self._store.identity(), self._records(0), count, last, watch)

    def _records(self, number: int) -> Iterator[Record]:
        return self._store.vectors_after(self.model, number)

    def _gone(self, seal: Seal) -> list[str]:
        return sorted(set(self.index.ids(seal)) - self._store.embedded_up_to(self.model, seal.last))
