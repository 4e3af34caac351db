"""Question → ranked passages: how much of its words they cover, and how near they are in meaning.

Both are absolute measures, 0..1, so that the mixture needs no knowledge of the kind of question: where the words of a
question are rare in the library, coverage is low and meaning decides.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.documents import Passage
from knowledge.library import Library
from knowledge.reranking import Reranker
from knowledge.reranking.reading import readable
from knowledge.scope import Scope, with_chinese_clauses
from knowledge.tokenization import STOPWORDS, bigrams, words

# Shares of the score: what the passage covers, what its whole document covers, meaning (grid in docs/benchmarks.md).
_PASSAGE, _DOCUMENT, _MEANING = 0.36, 0.24, 0.4
# The score of a best passage that is near to the question in words only.
_SURE = 0.65
# Cosine of bge-small-zh between a question and a passage that has nothing to do with it.
_UNRELATED_COSINE = 0.3
_DEPTH = 80
_ROWS_PER_TABLE = 4
# A cross-encoder reads each of them: milliseconds apiece.
RERANKED = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score and the scores (0..1) it was fused from; what the question names scores above 1."""

    passage: Passage
    score: float
    parts: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue search --json``."""
        passage = self.passage
        return {
            "passage_id": passage.id,
            "document_id": passage.document_id,
            "title": passage.title,
            "section": list(passage.section),
            "text": passage.text,
            "score": round(self.score, 6),
            "page": passage.page,
            "url": passage.url,
        }


def search(
    library: Library,
    question: str,
    k: int = 8,
    only: Collection[str] | None = None,
    today: dt.date | None = None,
    one_version: bool = False,
    rerank: bool = True,
) -> list[Hit]:
    """The k best passages, best first, of the whole library or of the documents whose ids are in ``only``.

    Documents in force on ``today`` (by default the machine's date) count more. With ``one_version`` the other versions
    of a document are left out where the one that is meant ranks as high. A reranker of the library orders the best
    few anew unless ``rerank`` is false. Raises RerankerError.
    """
    question = with_chinese_clauses(question)
    covered = library.lexical.coverage(_queried(words(question)), _queried(bigrams(question)))
    lexical = _PASSAGE * (covered.by["words"] + covered.by["bigrams"]) / 2 + _DOCUMENT * covered.by["document"]
    near = library.nearest(question, _DEPTH, only)
    found = covered.best(lexical, _DEPTH, only)
    near |= library.similarities(question, [pid for pid in found if pid not in near]) if near else {}
    meaning = {pid: {"meaning": _scaled(cosine)} for pid, cosine in near.items()}
    parts = {pid: covered.of(pid) | meaning.get(pid, {}) for pid in {*found, *near}}
    mixed = {pid: _mixed(shares) for pid, shares in parts.items()}
    fused = _comparable(mixed, parts) if mixed else {}
    passages = library.store.passages(list(fused))
    scope = Scope.of(question, library, today)
    hits = [Hit(passage, fused[pid] * scope.factor(passage), parts[pid]) for pid, passage in passages.items()]
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
    kept = _without_row_floods(_without_other_versions(ranked, scope) if one_version else ranked)
    return (_reranked(library.reranker, question, kept) if library.reranker and rerank else kept)[:k]


def _reranked(reranker: Reranker, question: str, hits: list[Hit]) -> list[Hit]:
    """The scores of the best candidates, dealt out in the reranker's order: what a score means does not change."""
    best = hits[:RERANKED]
    scores = [hit.score for hit in best]
    order = reranker.order(question, [readable(hit.passage) for hit in best], scores)
    dealt = [replace(best[at], score=score) for at, score in zip(order, scores, strict=True)]
    return [*dealt, *hits[RERANKED:]]


def _without_other_versions(hits: list[Hit], scope: Scope) -> list[Hit]:
    """Of versions that say almost the same an answer must not mix the words: those after the one that is meant go."""
    seen: set[str] = set()
    kept = []
    for hit in hits:
        seen.add(hit.passage.document_id)
        if not seen & scope.instead.get(hit.passage.document_id, frozenset()):
            kept.append(hit)
    return kept


def _without_row_floods(hits: list[Hit]) -> list[Hit]:
    """Rows of one table resemble each other: the best few stand for it, so that text beside it is seen too."""
    rows: Counter[tuple[str, int]] = Counter()
    kept = []
    for hit in hits:
        if hit.passage.table is not None:
            rows[hit.passage.document_id, hit.passage.table] += 1
            if rows[hit.passage.document_id, hit.passage.table] > _ROWS_PER_TABLE:
                continue
        kept.append(hit)
    return kept


def _queried(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token not in STOPWORDS] or list(tokens)


def _mixed(shares: dict[str, float]) -> float:
    lexical = (shares.get("words", 0.0) + shares.get("bigrams", 0.0)) / 2
    return _PASSAGE * lexical + _DOCUMENT * shares.get("document", 0.0) + _MEANING * shares.get("meaning", 0.0)


def _comparable(mixed: dict[str, float], parts: dict[str, dict[str, float]]) -> dict[str, float]:
    """In the same order, the best one at what its meaning alone is worth: how near it is tells good lists from poor."""
    best = max(mixed, key=mixed.__getitem__)
    top = _SURE + (1 - _SURE) * parts[best].get("meaning", 1.0)
    return {pid: score * top / (mixed[best] or 1.0) for pid, score in mixed.items()}


def _scaled(cosine: float) -> float:
    return max(0.0, (cosine - _UNRELATED_COSINE) / (1 - _UNRELATED_COSINE))


class PolicyRetriever(BaseRetriever):
    """The library's search as a LangChain retriever, one version of each document; a hit is in the metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    library: Library
    k: int = 8
    only: frozenset[str] | None = None
    today: dt.date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                page_content=hit.passage.text,
                id=hit.passage.id,
                metadata={"passage": hit.passage, "score": hit.score, "parts": hit.parts},
            )
            for hit in search(self.library, query, self.k, self.only, self.today, one_version=True)
        ]
