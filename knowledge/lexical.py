"""How much of a question's words a passage, and its whole document, holds: BM25 in memory, following the store.

BM25 (Robertson and Zaragoza 2009) over jieba words and over character bigrams. A score is divided by what a text would
get that held every token of the question without end, so it says which share of the question is covered: 0..1, the
same for short and long questions, small and large libraries. Whole documents are scored too, because a passage of a
document that speaks of all the question names is the better witness.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from knowledge.store import Store, Tokens

_K1 = 1.2
# Lengths of passages are alike by the chunker's doing, those of documents are not: they are evened out more.
_B_PASSAGE, _B_DOCUMENT = 0.75, 0.9
_READ_AT_ONCE = 20_000
# Passages newer than the large part are a part of their own until they are so many, or such a share of it.
_NEWER_AT_MOST, _NEWER_SHARE = 2_000, 0.2


@dataclass(frozen=True, slots=True)
class Postings:
    """For term i, ``rows[starts[i]:starts[i + 1]]`` are the texts that hold it and ``counts`` how often.

    ``lengths`` are the texts' tokens, of shape (n,).
    """

    vocabulary: dict[str, int]
    starts: np.ndarray
    rows: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray

    @classmethod
    def sorted(
        cls, vocabulary: dict[str, int], terms: np.ndarray, rows: np.ndarray, counts: np.ndarray, lengths: np.ndarray
    ) -> Postings:
        """From parallel arrays: in text ``rows[j]`` stands term ``terms[j]``, ``counts[j]`` times."""
        order = np.argsort(terms, kind="stable")
        starts = np.searchsorted(terms[order], np.arange(len(vocabulary) + 1))
        return cls(vocabulary, starts, rows[order].astype(np.int32), counts[order], lengths)

    def grouped(self, owners: np.ndarray, n: int) -> Postings:
        """The postings of ``n`` longer texts, of which text i of these is part of number ``owners[i]``."""
        terms = self._terms()
        keys, places = np.unique(terms.astype(np.int64) * n + owners[self.rows], return_inverse=True)
        counts = np.bincount(places, self.counts, len(keys)).astype(np.float32)
        lengths = np.bincount(owners, self.lengths, n).astype(np.float32)
        return self.sorted(self.vocabulary, keys // max(n, 1), keys % max(n, 1), counts, lengths)

    def only(self, kept: np.ndarray) -> Postings:
        """Without the texts where ``kept``, of shape (n,), is False."""
        places = kept[self.rows]
        numbers = np.cumsum(kept) - 1
        return self.sorted(
            self.vocabulary, self._terms()[places], numbers[self.rows[places]], self.counts[places], self.lengths[kept]
        )

    def _terms(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.vocabulary), dtype=np.int32), np.diff(self.starts))

    def holding(self, token: str) -> slice:
        """Where in ``rows`` the texts with this token stand."""
        term = self.vocabulary.get(token)
        return slice(0, 0) if term is None else slice(int(self.starts[term]), int(self.starts[term + 1]))


class _Counter:
    """Counts the tokens of texts that come in batches."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._found: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
        self._texts = 0

    def add(self, batch: Sequence[list[str]]) -> None:
        flat = list(chain.from_iterable(batch))
        for token in flat:
            self._vocabulary.setdefault(token, len(self._vocabulary))
        codes = np.fromiter(map(self._vocabulary.__getitem__, flat), np.int64, len(flat))
        sizes = np.array([len(text) for text in batch])
        keys, counts = np.unique(codes * len(batch) + np.repeat(np.arange(len(batch)), sizes), return_counts=True)
        terms, rows = (keys // len(batch)).astype(np.int32), (keys % len(batch) + self._texts).astype(np.int32)
        self._found.append((terms, rows, counts.astype(np.float32), sizes.astype(np.float32)))
        self._texts += len(batch)

    def postings(self) -> Postings:
        terms, rows, counts, lengths = (_joined(parts) for parts in zip(*self._found, strict=True))
        return Postings.sorted(self._vocabulary, terms, rows, counts, lengths)


@dataclass(frozen=True, slots=True)
class _Part:
    """Passages that came in together, with their documents; ``owners`` are the documents' places, of shape (n,)."""

    ids: tuple[str, ...]
    documents: tuple[str, ...]
    owners: np.ndarray
    indexes: dict[str, Postings]
    last: int

    @classmethod
    def of(cls, tokens: Iterable[Tokens]) -> _Part:
        ids: list[str] = []
        owners: list[int] = []
        places: dict[str, int] = {}
        counters = {"words": _Counter(), "bigrams": _Counter()}
        last = 0
        for batch in _batches(tokens, _READ_AT_ONCE):
            ids += (entry.passage_id for entry in batch)
            owners += (places.setdefault(entry.document_id, len(places)) for entry in batch)
            counters["words"].add([entry.words.split() for entry in batch])
            counters["bigrams"].add([entry.bigrams.split() for entry in batch])
            last = batch[-1].number
        if not ids:
            return cls((), (), np.zeros(0, dtype=np.int32), {}, 0)
        indexes = {name: counter.postings() for name, counter in counters.items()}
        return cls._complete(ids, tuple(places), np.array(owners, dtype=np.int32), indexes, last)

    @classmethod
    def _complete(
        cls,
        ids: Iterable[str],
        documents: tuple[str, ...],
        owners: np.ndarray,
        indexes: dict[str, Postings],
        last: int,
    ) -> _Part:
        """Add the indexes of whole documents."""
        whole = {f"{name} of document": held.grouped(owners, len(documents)) for name, held in indexes.items()}
        return cls(tuple(ids), documents, owners, indexes | whole, last)

    def only(self, ids: Collection[str]) -> _Part:
        """Without the passages that have gone, and the documents with them."""
        kept = np.array([passage in ids for passage in self.ids], dtype=bool)
        if kept.all():
            return self
        indexes = {name: self.indexes[name].only(kept) for name in ("words", "bigrams")}
        held = (passage for passage, there in zip(self.ids, kept, strict=True) if there)
        left, owners = np.unique(self.owners[kept], return_inverse=True)
        documents = tuple(self.documents[place] for place in left)
        return self._complete(held, documents, owners.astype(np.int32), indexes, self.last)


class Coverage:
    """How the passages of a library cover one question: name of the index → float32 of shape (n,), 0..1."""

    def __init__(self, library: _Library, words: Sequence[str], bigrams: Sequence[str]) -> None:
        self._library = library
        self.by = {
            "words": library.coverage("words", words),
            "bigrams": library.coverage("bigrams", bigrams),
            "document": 0.5 * (library.of_documents("words", words) + library.of_documents("bigrams", bigrams)),
        }

    def best(self, scores: np.ndarray, k: int, only: Collection[str] | None) -> list[str]:
        """The ids of the k passages with the highest of these scores above 0, of all or of these documents."""
        places = np.flatnonzero(scores > 0)
        if only is not None:
            places = places[[self._library.document_of(int(place)) in only for place in places]]
        if len(places) > k:
            places = places[np.argpartition(-scores[places], k)[:k]]
        places = places[np.argsort(-scores[places], kind="stable")]
        return [self._library.ids[place] for place in places]

    def of(self, passage_id: str) -> dict[str, float]:
        """The shares of one passage; nothing where it is too new to be known here."""
        place = self._library.places.get(passage_id)
        return {} if place is None else {name: float(scores[place]) for name, scores in self.by.items()}


class _Library:
    """What is held for one generation of the store."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self.ids = tuple(chain.from_iterable(part.ids for part in parts))
        self.places = {passage: place for place, passage in enumerate(self.ids)}
        firsts = np.cumsum([0, *(len(part.documents) for part in parts)])
        self._documents = tuple(chain.from_iterable(part.documents for part in parts))
        self._owners = _joined([part.owners + first for part, first in zip(parts, firsts[:-1], strict=True)]).astype(
            np.int32
        )
        self._norms = {
            name: self._norm(name, _B_DOCUMENT if name.endswith("document") else _B_PASSAGE)
            for name in ("words", "bigrams", "words of document", "bigrams of document")
        }

    def document_of(self, place: int) -> str:
        return self._documents[int(self._owners[place])]

    def frequency(self, index: str, token: str) -> int:
        held = (part.indexes[index].holding(token) for part in self._parts)
        return sum(places.stop - places.start for places in held)

    def of_documents(self, index: str, tokens: Sequence[str]) -> np.ndarray:
        shares: np.ndarray = self.coverage(f"{index} of document", tokens)[self._owners]
        return shares

    def coverage(self, index: str, tokens: Sequence[str]) -> np.ndarray:
        norms = self._norms[index]
        n = sum(len(norm) for norm in norms)
        scores = [np.zeros(len(norm), dtype=np.float32) for norm in norms]
        most = 0.0
        for token in dict.fromkeys(tokens):
            seen = self.frequency(index, token)
            idf = np.float32(np.log1p((n - seen + 0.5) / (seen + 0.5)))
            most += float(idf) * (_K1 + 1)
            for part, norm, score in zip(self._parts, norms, scores, strict=True):
                postings = part.indexes[index]
                places = postings.holding(token)
                rows, counts = postings.rows[places], postings.counts[places]
                score[rows] += idf * np.float32(_K1 + 1) * counts / (counts + norm[rows])
        joined = _joined(scores)
        return joined / np.float32(most) if most else joined

    def _norm(self, index: str, b: float) -> list[np.ndarray]:
        lengths = [part.indexes[index].lengths for part in self._parts]
        mean = float(_joined(lengths).mean()) if lengths else 1.0
        return [(_K1 * (1 - b + b * length / mean)).astype(np.float32) for length in lengths]


class LexicalIndex:
    """Words and bigrams of a store's passages: read once, then only what is new; nothing is written anywhere."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._large: _Part | None = None
        self._held: tuple[tuple[str, int], _Library] | None = None

    def coverage(self, words: Sequence[str], bigrams: Sequence[str]) -> Coverage:
        """How the passages that are in the store now cover a question with these tokens."""
        return Coverage(self._current(), words, bigrams)

    def frequency(self, index: str, token: str) -> int:
        """In how many passages the token occurs; ``index`` is "words" or "bigrams"."""
        return self._current().frequency(index, token)

    def _current(self) -> _Library:
        with self._lock:
            state = self._store.identity(), self._store.generation()
            if self._held is None or self._held[0] != state:
                if self._held is not None and self._held[0][0] != state[0]:
                    self._large = None  # a restored backup: its passages have other numbers
                self._held = state, _Library([part for part in self._parts() if part.ids])
            return self._held[1]

    def _parts(self) -> list[_Part]:
        if self._large is not None:
            if self._store.count_up_to(self._large.last) != len(self._large.ids):
                self._large = self._large.only(self._store.ids_up_to(self._large.last))
            newer = self._store.count_after(self._large.last)
            if newer <= max(_NEWER_AT_MOST, _NEWER_SHARE * len(self._large.ids)):
                return [self._large, _Part.of(self._store.tokens_after(self._large.last))]
        self._large = _Part.of(self._store.tokens_after(0))
        return [self._large]


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def _batches(tokens: Iterable[Tokens], size: int) -> Iterator[list[Tokens]]:
    iterator = iter(tokens)
    while batch := list(islice(iterator, size)):
        yield batch
