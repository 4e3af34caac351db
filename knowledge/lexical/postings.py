"""Postings: which texts hold a term, and how often. Arrays, so that they can be kept in files and mapped from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np


@dataclass(frozen=True, slots=True)
class Lists:
    """For term i, ``rows[starts[i]:starts[i + 1]]`` are the texts that hold it, rising, and ``counts`` how often.

    ``lengths`` are the texts' tokens, float32 of shape (n,). ``counts`` are whole numbers of the smallest type.
    """

    starts: np.ndarray
    rows: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, terms: np.ndarray, rows: np.ndarray, counts: np.ndarray, lengths: np.ndarray, size: int) -> Lists:
        """From parallel arrays in the order of the terms, of which there are ``size``."""
        smallest = np.min_scalar_type(int(counts.max(initial=0)))
        starts = np.searchsorted(terms, np.arange(size + 1))
        return cls(starts, rows.astype(np.int32), counts.astype(smallest), lengths.astype(np.float32))

    @classmethod
    def merged(cls, several: Sequence[Lists], places: Sequence[np.ndarray], size: int) -> Lists:
        """Those of the texts of all, one after the other; ``places[i]`` are the new numbers of the terms of i."""
        seen = np.zeros(size, dtype=np.int64)
        for lists, new in zip(several, places, strict=True):
            seen[new] += lists.frequencies()
        starts = np.concatenate([[0], np.cumsum(seen)])
        rows = np.empty(starts[-1], dtype=np.int32)
        counts = np.empty(starts[-1], dtype=np.result_type(*(lists.counts for lists in several)))
        free, texts = starts[:-1].copy(), 0
        for lists, new in zip(several, places, strict=True):
            target = np.repeat(free[new] - lists.starts[:-1], lists.frequencies())
            target += np.arange(len(lists.rows))
            rows[target] = lists.rows + np.int32(texts)
            counts[target] = lists.counts
            free[new] += lists.frequencies()
            texts += len(lists.lengths)
        return cls(starts, rows, counts, np.concatenate([lists.lengths for lists in several]))

    def grouped(self, owners: np.ndarray, n: int) -> Lists:
        """Those of ``n`` longer texts, of which text i of these is part of number ``owners[i]``."""
        keys, places = np.unique(self._terms() * max(n, 1) + owners[self.rows], return_inverse=True)
        counts = np.bincount(places, self.counts, len(keys))
        lengths = np.bincount(owners, self.lengths, n)
        return self.of(keys // max(n, 1), keys % max(n, 1), counts, lengths, len(self.starts) - 1)

    def only(self, kept: np.ndarray) -> Lists:
        """Without the texts where ``kept``, of shape (n,), is False."""
        there = kept[self.rows]
        starts = np.concatenate([[0], np.cumsum(there)])[self.starts]
        rows = (np.cumsum(kept, dtype=np.int32) - 1)[self.rows[there]]
        return Lists(starts, rows, self.counts[there], self.lengths[kept])

    def frequencies(self) -> np.ndarray:
        """In how many texts each term stands."""
        return np.diff(self.starts)

    def _terms(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.starts) - 1), self.frequencies())


@dataclass(frozen=True, slots=True)
class Postings:
    """Token → its number in the lists of passages and in those of whole documents."""

    vocabulary: dict[str, int]
    passages: Lists
    documents: Lists

    @classmethod
    def of(cls, texts: Sequence[list[str]], owners: np.ndarray, documents: int) -> Postings:
        """Count the tokens of passages; passage i is part of document ``owners[i]``."""
        flat = list(chain.from_iterable(texts))
        vocabulary = {token: number for number, token in enumerate(dict.fromkeys(flat))}
        terms = np.fromiter(map(vocabulary.__getitem__, flat), np.int64, len(flat))
        sizes = np.array([len(text) for text in texts])
        keys, counts = np.unique(terms * len(texts) + np.repeat(np.arange(len(texts)), sizes), return_counts=True)
        passages = Lists.of(keys // len(texts), keys % len(texts), counts, sizes, len(vocabulary))
        return cls(vocabulary, passages, passages.grouped(owners, documents))

    @classmethod
    def merged(cls, several: Sequence[Postings]) -> Postings:
        """Those of the texts of all, one after the other."""
        tokens = chain.from_iterable(postings.vocabulary for postings in several)
        vocabulary = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
        places = [
            np.fromiter(map(vocabulary.__getitem__, postings.vocabulary), np.int64, len(postings.vocabulary))
            for postings in several
        ]
        passages = Lists.merged([postings.passages for postings in several], places, len(vocabulary))
        documents = Lists.merged([postings.documents for postings in several], places, len(vocabulary))
        return cls(vocabulary, passages, documents)

    def only(self, passages: np.ndarray, documents: np.ndarray) -> Postings:
        """Without the texts where these, each of the shape of its texts, are False, and the tokens that went."""
        left = self.passages.only(passages), self.documents.only(documents)
        used = left[0].frequencies() > 0
        tokens = (token for token, number in self.vocabulary.items() if used[number])
        starts = (np.append(lists.starts[:-1][used], lists.starts[-1]) for lists in left)
        vocabulary = {token: number for number, token in enumerate(tokens)}
        return Postings(vocabulary, *(Lists(s, x.rows, x.counts, x.lengths) for s, x in zip(starts, left, strict=True)))
