"""What a reranker is worth: nDCG@10 with and without it on listings it has not learnt from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.ranking import interval, ndcg
from eval.reranker.listings import Listing

Reorder = Callable[[str, Sequence[str], Sequence[float]], list[int]]
"""Question, texts and scores of the first stage → positions, best first (as a reranker's ``order``)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the questions of a set; ``low`` and ``high`` bound the gain's mean at 95 % (paired bootstrap)."""

    questions: int
    before: float
    after: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """What the reranker adds to nDCG@10."""
        return self.after - self.before


def try_on(found: Sequence[Listing], reorder: Reorder, candidates: int) -> Figures:
    """Order the first ``candidates`` of every listing anew; those after them stay where they are."""
    before, after = [], []
    for listing in found:
        documents = [candidate.document for candidate in listing.candidates]
        best = listing.candidates[:candidates]
        order = reorder(listing.question, [c.text for c in best], [c.score for c in best])
        moved = [documents[i] for i in order] + documents[len(best) :]
        before.append(ndcg(list(dict.fromkeys(documents)), listing.grades))
        after.append(ndcg(list(dict.fromkeys(moved)), listing.grades))
    low, high = interval(np.subtract(after, before).tolist())
    return Figures(len(found), float(np.mean(before)), float(np.mean(after)), low, high)
