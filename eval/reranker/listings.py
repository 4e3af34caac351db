"""What the first stage finds for every question of a set: what is learnt from, and what the reranker is tried on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval import bench
from eval.reranker.sets import LearningSet
from eval.retrieval_set import RetrievalQuery
from knowledge.documents import Passage
from knowledge.embedding import Embedder
from knowledge.library import Library
from knowledge.reranking.reading import readable
from knowledge.retrieval import search
from knowledge.tokenization import bigrams

DEPTH = 30
# Questions taken of one set.
MOST = 2500
_SEED = 20211126
# Shares of common bigrams above which two passages say the same.
_SAME = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as the reranker reads it, the document it is of and its score in the first stage.

    ``answers`` is None where it is unknown: it says what a right passage says, but is not marked as right.
    """

    document: str
    text: str
    score: float
    answers: bool | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A question with candidates, best first. ``missed`` are right passages that the first stage did not find.

    ``grades`` are those of the documents that answer, ``answer`` the spellings of the answer where they are known.
    """

    set: str
    id: str
    question: str
    grades: dict[str, float]
    answer: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    missed: tuple[Candidate, ...]


def listings(chosen: LearningSet, embedder: Embedder, home: Path, most: int = MOST) -> list[Listing]:
    """Index the set under ``home`` and ask; both stay for the next time. Questions are drawn by a fixed seed."""
    library, folder, _ = bench.indexed(chosen.retrieval, embedder, home)
    kept = folder / f"listings-{len(chosen.retrieval.queries)}-{most}.jsonl"
    if not kept.exists():
        queries = chosen.retrieval.queries
        drawn = random.Random(_SEED).sample(queries, min(most, len(queries)))
        made = list(_made(chosen, drawn, library))
        kept.write_text("".join(json.dumps(asdict(m), ensure_ascii=False) + "\n" for m in made), encoding="utf-8")
    return [_read(line) for line in kept.read_text(encoding="utf-8").splitlines()]


def halves(found: Sequence[Listing]) -> tuple[list[Listing], list[Listing]]:
    """Two halves by a fixed seed: one to learn from, one to try."""
    order = random.Random(_SEED).sample(range(len(found)), len(found))
    return [found[i] for i in order[::2]], [found[i] for i in order[1::2]]


def _made(chosen: LearningSet, queries: Iterable[RetrievalQuery], library: Library) -> Iterator[Listing]:
    owners = {summary.document_id: summary.path for summary in library.documents()}
    ids = {path: document for document, path in owners.items()}
    for query in queries:
        grades = chosen.retrieval.qrels[query.id]
        answer = chosen.answers.get(query.id, ())
        hits = search(library, query.text, DEPTH, rerank=False)
        relevant = [p for document in grades if document in ids for p in library.passages_of(ids[document])]
        right = _holding(relevant, answer) or {passage.id for passage in relevant}
        missed = right - {hit.passage.id for hit in hits}
        # What says the same unmarked is not wrong, unless the question names another document.
        said = [] if query.id in chosen.named else [set(bigrams(p.text)) for p in relevant if p.id in right]
        open_to_doubt = {
            hit.passage.id
            for hit in hits
            if owners[hit.passage.document_id] not in grades and _says_same(hit.passage, said)
        }

        def candidate(passage: Passage, score: float, answers: bool | None) -> Candidate:
            return Candidate(owners[passage.document_id], readable(passage), score, answers)

        yield Listing(
            chosen.name,
            query.id,
            query.text,
            dict(grades),
            answer,
            tuple(
                candidate(h.passage, h.score, None if h.passage.id in open_to_doubt else h.passage.id in right)
                for h in hits
            ),
            tuple(candidate(p, 0.0, True) for p in relevant if p.id in missed),
        )


def _holding(passages: Iterable[Passage], answer: Sequence[str]) -> set[str]:
    spellings = [_squeezed(spelling) for spelling in answer if spelling]
    return {p.id for p in passages if any(spelling in _squeezed(p.text) for spelling in spellings)}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _says_same(passage: Passage, say: Sequence[set[str]]) -> bool:
    own = set(bigrams(passage.text))
    return any(len(own & other) > _SAME * min(len(own), len(other)) for other in say)


def _read(line: str) -> Listing:
    record = json.loads(line)
    for name in ("candidates", "missed"):
        record[name] = tuple(Candidate(**candidate) for candidate in record[name])
    record["answer"] = tuple(record["answer"])
    return Listing(**record)
