"""A retrieval set in a folder: documents, questions and which documents answer them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError


class RetrievalSetError(ValueError):
    """A folder that is no retrieval set; the message names file and line."""


class CorpusDocument(BaseModel):
    """A line of ``corpus.jsonl``; other keys are left alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str = ""
    text: str


class RetrievalQuery(BaseModel):
    """A line of ``queries.jsonl``; ``kind`` groups the figures where the set has kinds."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """``qrels`` maps a question's id to the grades (> 0) of the documents that answer it.

    Questions without any are left out, as they measure nothing.
    """

    name: str
    documents: tuple[CorpusDocument, ...]
    queries: tuple[RetrievalQuery, ...]
    qrels: dict[str, dict[str, float]]


def load(folder: Path) -> RetrievalSet:
    """Read ``corpus.jsonl[.gz]``, ``queries.jsonl`` and ``qrels.tsv``. Raises RetrievalSetError."""
    packed = folder / "corpus.jsonl.gz"
    corpus = packed if packed.exists() else folder / "corpus.jsonl"
    documents = tuple(_read(corpus, CorpusDocument))
    qrels = _qrels(folder / "qrels.tsv", {document.id for document in documents})
    queries = tuple(query for query in _read(folder / "queries.jsonl", RetrievalQuery) if query.id in qrels)
    if not queries:
        raise RetrievalSetError(
            f"{folder} 里没有一个问题标有相关文档：请检查 queries.jsonl 与 qrels.tsv 的编号是否对应。"
        )
    return RetrievalSet(folder.name, documents, queries, qrels)


def _read(path: Path, model: type[Any]) -> Iterator[Any]:
    for number, line in _lines(path):
        try:
            yield model.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            what = error.errors()[0]["loc"] if isinstance(error, ValidationError) else "JSON"
            raise RetrievalSetError(
                f"{path.name} 第 {number} 行读不了（{what}）：每行应为一个带 id、text 的 JSON 对象。"
            ) from error


def _qrels(path: Path, known: set[str]) -> dict[str, dict[str, float]]:
    qrels: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        if number == 1:
            continue  # the header line
        fields = line.split("\t")
        try:
            query, document, grade = fields[0], fields[1], float(fields[2])
        except (IndexError, ValueError) as error:
            raise RetrievalSetError(
                f"{path.name} 第 {number} 行是「{line}」：应为问题编号、文档编号、分数三列，用制表符隔开。"
            ) from error
        if document not in known:
            raise RetrievalSetError(f"{path.name} 第 {number} 行的文档 {document} 不在 corpus 里：请检查编号。")
        if grade > 0:
            qrels.setdefault(query, {})[document] = grade
    return qrels


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.exists():
        raise RetrievalSetError(
            f"找不到 {path}：检索评测的文件夹里应有 corpus.jsonl（或 .gz）、queries.jsonl 和 qrels.tsv。"
        )
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.rstrip("\n")
