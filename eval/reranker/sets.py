"""Retrieval sets to learn from: questions, which documents answer them, and where known the words that answer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from eval.reranker.law_questions import Article, questions_on
from eval.retrieval_set import RetrievalSet, load


@dataclass(frozen=True, slots=True)
class LearningSet:
    """A retrieval set with what learning needs beside it.

    ``answers`` maps a question's id to spellings of its answer, of which a passage that answers holds one. ``named``
    are the ids of questions that name their document: only to them is the same sentence of another document wrong.
    """

    retrieval: RetrievalSet
    licence: str
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Its name in LICENCES."""
        return self.retrieval.name


LICENCES = {
    "stard": "MIT; statutes public domain",
    "imtqa": "C-UDA 1.0",
    "cmrc2018": "CC BY-SA 4.0",
    "drcd": "CC BY-SA 3.0, turned to Simplified",
    "laws": "public domain; questions made by rule",
}
"""The sets learnt from, in the order in which they are read."""


_READ = tuple(part.name for part in fields(Article))


def read(data: Path, name: str) -> LearningSet:
    """One of LICENCES out of the folder that holds them all. Raises RetrievalSetError, OSError."""
    if name == "laws":
        return _laws(data / name)
    folder = data / name
    answers = {}
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        for query in map(json.loads, lines):
            answers[query["id"]] = tuple(query.get("answers", ()))
    found = LearningSet(load(folder), LICENCES[name], answers)
    return _simplified(found) if name == "drcd" else found


def _laws(folder: Path) -> LearningSet:
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [Article(**{name: record[name] for name in _READ}) for record in map(json.loads, lines)]
    made = questions_on(articles)
    return LearningSet(made.retrieval, LICENCES["laws"], made.answers, made.named)


def _simplified(chosen: LearningSet) -> LearningSet:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    retrieval = chosen.retrieval
    documents = tuple(
        d.model_copy(update={"title": convert(d.title), "text": convert(d.text)}) for d in retrieval.documents
    )
    queries = tuple(q.model_copy(update={"text": convert(q.text)}) for q in retrieval.queries)
    answers = {name: tuple(map(convert, spellings)) for name, spellings in chosen.answers.items()}
    return replace(chosen, retrieval=replace(retrieval, documents=documents, queries=queries), answers=answers)
