"""How much of a question's words a passage, and its whole document, holds.

BM25 (Robertson and Zaragoza 2009) over jieba words and over character bigrams. A score is divided by what a text would
get that held every token of the question without end, so it says which share of the question is covered: 0..1, the
same for short and long questions, small and large libraries. Whole documents are scored too, because a passage of a
document that speaks of all the question names is the better witness.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, pairwise

import numpy as np

from knowledge.lexical.part import Part
from knowledge.lexical.postings import Lists

_K1 = 1.2
# Lengths of passages are alike by the chunker's doing, those of documents are not: they are evened out more.
_B_PASSAGE, _B_DOCUMENT = 0.75, 0.9


class Holding:
    """The passages of one generation of the store: parts, and of each which documents are still there.

    ``kept[i]`` is bool of shape (documents of part i,).
    """

    def __init__(self, parts: Sequence[Part], kept: Sequence[np.ndarray]) -> None:
        self.parts = tuple(parts)
        self.kept = tuple(kept)
        self._firsts = np.cumsum([0, *(len(part.ids) for part in parts)])
        self._documents = tuple(chain.from_iterable(part.documents for part in parts))
        places = np.cumsum([0, *(len(part.documents) for part in parts)])
        self._owners = _joined([part.owners + first for part, first in zip(parts, places, strict=False)], np.int32)
        there = [documents[part.owners] for part, documents in zip(parts, kept, strict=True)]
        self._passages = {index: _Texts(parts, index, "passages", there, _B_PASSAGE) for index in ("words", "bigrams")}
        self._whole = {index: _Texts(parts, index, "documents", kept, _B_DOCUMENT) for index in ("words", "bigrams")}

    def frequency(self, index: str, token: str) -> int:
        """In how many passages the token stands."""
        return self._passages[index].frequency(token)

    def coverage(self, words: Sequence[str], bigrams: Sequence[str]) -> Coverage:
        """How a question with these tokens is covered."""
        tokens = {"words": words, "bigrams": bigrams}
        by = {index: texts.shares(tokens[index]) for index, texts in self._passages.items()}
        whole = [texts.shares(tokens[index]) for index, texts in self._whole.items()]
        return Coverage(self, by | {"document": (np.float32(0.5) * (whole[0] + whole[1]))[self._owners]})

    def within(self, documents: Collection[str]) -> np.ndarray:
        """Whether each passage is of one of these documents."""
        asked = np.fromiter((document in documents for document in self._documents), bool, len(self._documents))
        within: np.ndarray = asked[self._owners]
        return within

    def id_of(self, place: int) -> str:
        """The passage at a place."""
        part = int(np.searchsorted(self._firsts, place, side="right")) - 1
        return self.parts[part].ids[place - int(self._firsts[part])]

    def place_of(self, passage_id: str) -> int | None:
        """Where a passage is; None where it is too new to be known here."""
        for part, first in zip(reversed(self.parts), reversed(self._firsts[:-1]), strict=True):
            if (place := part.places.get(passage_id)) is not None:  # one that came again counts where it came last
                return int(first) + place
        return None


class Coverage:
    """How the passages of a library cover one question: name of the index → float32 of shape (n,), 0..1."""

    def __init__(self, holding: Holding, by: dict[str, np.ndarray]) -> None:
        self._holding = holding
        self.by = by

    def best(self, scores: np.ndarray, k: int, only: Collection[str] | None) -> list[str]:
        """The ids of the k passages with the highest of these scores above 0, of all or of these documents."""
        places = np.flatnonzero(scores > 0 if only is None else (scores > 0) & self._holding.within(only))
        if len(places) > k:
            places = places[np.argpartition(-scores[places], k)[:k]]
        places = places[np.argsort(-scores[places], kind="stable")]
        return [self._holding.id_of(int(place)) for place in places]

    def of(self, passage_id: str) -> dict[str, float]:
        """The shares of one passage; nothing where it is too new to be known here."""
        place = self._holding.place_of(passage_id)
        return {} if place is None else {name: float(shares[place]) for name, shares in self.by.items()}


class _Texts:
    """Passages, or whole documents, and their words, or bigrams: what BM25 needs to know of them."""

    def __init__(self, parts: Sequence[Part], index: str, level: str, kept: Sequence[np.ndarray], b: float) -> None:
        self._vocabularies = [part.postings[index].vocabulary for part in parts]
        self._lists: list[Lists] = [getattr(part.postings[index], level) for part in parts]
        self._kept = [None if there.all() else there for there in kept]
        self._slices = [slice(a, b) for a, b in pairwise(np.cumsum([0, *(len(there) for there in kept)]).tolist())]
        there = _joined(kept, np.bool_)
        lengths = _joined([lists.lengths for lists in self._lists], np.float32)
        self._n = int(there.sum())
        mean = float(lengths[there].mean()) if self._n else 1.0
        # What has gone gets a share of nothing.
        self._norms = np.where(there, _K1 * (1 - b + b * lengths / mean), np.inf).astype(np.float32)

    def frequency(self, token: str) -> int:
        """In how many of the texts the token stands."""
        return self._frequency(self._found(token))

    def shares(self, tokens: Sequence[str]) -> np.ndarray:
        """Of shape (n,): the score of each text as a share of the most that one could get."""
        shares = np.zeros(len(self._norms), dtype=np.float32)
        most = 0.0
        for token in dict.fromkeys(tokens):
            found = self._found(token)
            seen = self._frequency(found)
            idf = np.float32(np.log1p((self._n - seen + 0.5) / (seen + 0.5)))
            most += float(idf) * (_K1 + 1)
            for number, (rows, counts) in found.items():
                part = self._slices[number]
                shares[part][rows] += idf * np.float32(_K1 + 1) * counts / (counts + self._norms[part][rows])
        return shares / np.float32(most) if most else shares

    def _found(self, token: str) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        """By the number of the part: the texts with the token, and how often they have it."""
        found = {}
        for number, (vocabulary, lists) in enumerate(zip(self._vocabularies, self._lists, strict=True)):
            if (term := vocabulary.get(token)) is not None:
                places = slice(int(lists.starts[term]), int(lists.starts[term + 1]))
                found[number] = lists.rows[places], lists.counts[places]
        return found

    def _frequency(self, found: dict[int, tuple[np.ndarray, np.ndarray]]) -> int:
        kept = ((rows, self._kept[number]) for number, (rows, _) in found.items())
        return sum(len(rows) if there is None else int(there[rows].sum()) for rows, there in kept)


def _joined(parts: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, dtype=kind)
