"""Measures of ranked results: pure, after Järvelin and Kekäläinen (2002) and the conventions of trec_eval.

A ranking is a sequence of document ids, best first; judgements map document ids to their grade, 0 for none. What
was not retrieved is worth nothing: a query without a result counts zero and never disappears.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

Ranking = Sequence[str]
Judgements = Mapping[str, float]
Measure = Callable[[Ranking, Judgements], float]


def ndcg(ranking: Ranking, judged: Judgements, k: int = 10) -> float:
    """Discounted cumulative gain at ``k`` over that of the ideal ranking: gain = grade, discount = log2(rank + 1)."""
    gained = _dcg([judged.get(document, 0.0) for document in ranking[:k]])
    ideal = _dcg(sorted(judged.values(), reverse=True)[:k])
    return gained / ideal if ideal else 0.0


def mrr(ranking: Ranking, judged: Judgements, k: int = 10) -> float:
    """1 / the rank of the first relevant document among the first ``k``, 0 without one."""
    first = next((i for i, document in enumerate(ranking[:k], 1) if judged.get(document, 0.0) > 0), None)
    return 1 / first if first else 0.0


def recall(ranking: Ranking, judged: Judgements, k: int = 10) -> float:
    """The share of the relevant documents that stand among the first ``k``."""
    relevant = {document for document, grade in judged.items() if grade > 0}
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def hit(ranking: Ranking, judged: Judgements, k: int = 1) -> float:
    """1 if a relevant document stands among the first ``k``, else 0."""
    return float(any(judged.get(document, 0.0) > 0 for document in ranking[:k]))


MEASURES: dict[str, Measure] = {
    "ndcg@10": ndcg,
    "mrr@10": mrr,
    "recall@10": recall,
    "hit@1": lambda ranking, judged: hit(ranking, judged, 1),
    "hit@5": lambda ranking, judged: hit(ranking, judged, 5),
}


def interval(
    differences: Sequence[float], level: float = 0.95, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """Paired bootstrap (Efron and Tibshirani 1993): bounds of the mean of per-query values or differences.

    ``draws`` samples of the queries are taken with replacement; the bounds are the percentiles of their means.
    """
    values = np.asarray(differences, dtype=np.float64)
    if not len(values):
        return (0.0, 0.0)
    chosen = np.random.default_rng(seed).integers(0, len(values), (draws, len(values)))
    means = values[chosen].mean(axis=1)
    low, high = np.percentile(means, [50 * (1 - level), 50 * (1 + level)])
    return float(low), float(high)


def _dcg(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
