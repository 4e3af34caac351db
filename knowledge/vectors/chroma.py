"""One folder of Chroma's: built once, then only read. The only module importing chromadb.

A folder in use is never written to, because an HNSW flush that is cut short leaves files on which the next process
to open them dies. Chroma flushes HNSW when ``sync_threshold`` records have come: building sets it to the number of
records, so that the last one flushes, then out of reach, so that no reader ever does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
# chromadb 1.5 refuses more than 5461 records in one call.
_BATCH = 2000
_NEVER = 2**31 - 1
# Searching wide, 400, costs a millisecond and finds what 200 misses among the many alike passages of laws.
_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 400}

T = TypeVar("T")
Record = tuple[str, str, np.ndarray]
"""Passage id, document id, float32 embedding of shape (d,)."""


class IndexDamaged(RuntimeError):
    """Chroma cannot read the folder."""


class ChromaFolder:
    """An open folder. Raises IndexDamaged, from every method, for what Chroma cannot read."""

    def __init__(self, path: Path) -> None:
        self._wrapped: Any = None
        with _reading():
            self._client = _client(path)
            try:
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            except BaseException:
                self._client.close()
                raise

    def close(self) -> None:
        """Give back memory and files."""
        self._client.close()

    def count(self) -> int:
        """How many passages it holds."""
        with _reading():
            return int(self._collection.count())

    def ids(self) -> list[str]:
        """The ids of all passages."""
        with _reading():
            return list(self._collection.get(include=[])["ids"])

    def records(self, ids: Sequence[str]) -> Iterator[Record]:
        """What is held of these passages, in no particular order."""
        for batch in batches(ids, _BATCH):
            with _reading():
                held = self._collection.get(ids=batch, include=["embeddings", "metadatas"])
            yield from zip(
                held["ids"], (entry["document_id"] for entry in held["metadatas"]), held["embeddings"], strict=True
            )

    def best(self, vectors: Sequence[np.ndarray]) -> list[float]:
        """The cosine similarity of the passage nearest to each vector."""
        with _reading():
            found = self._collection.query(query_embeddings=list(vectors), n_results=1, include=["distances"])
        return [1.0 - (distances or [1.0])[0] for distances in found["distances"]]

    def search(self, vector: np.ndarray, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        """The k nearest passages, of all or of these documents: id → cosine similarity, best first."""
        with _reading():
            if self._wrapped is None:
                from langchain_chroma import Chroma

                self._wrapped = Chroma(client=self._client, collection_name=COLLECTION)
            found = self._wrapped.similarity_search_by_vector_with_relevance_scores(
                vector.tolist(), k=k, filter=None if only is None else {"document_id": {"$in": list(only)}}
            )
        return {document.id: 1.0 - distance for document, distance in found}


def build(path: Path, new: Iterable[Record], count: int, gone: Sequence[str], total: int) -> Iterator[int]:
    """Put ``count`` new records into the folder and take the gone ones out, then flush; yields how many are done.

    The folder is empty, or a copy of an older one. Raises IndexDamaged if it does not hold ``total`` in the end.
    """
    with _reading():
        client = _client(path)
        try:
            changes = max(2, count + len(gone))
            if client.list_collections():
                collection = client.get_collection(COLLECTION, embedding_function=None)
                collection.modify(configuration={"hnsw": {"sync_threshold": changes}})
            else:
                collection = client.create_collection(
                    COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": {**_HNSW, "sync_threshold": changes}},
                )
            single = count + len(gone) == 1  # sync_threshold cannot be 1: what changes alone is written twice
            for ids in batches(gone, _BATCH):
                if single:
                    collection.upsert(ids=ids, embeddings=collection.get(ids=ids, include=["embeddings"])["embeddings"])
                collection.delete(ids=ids)
            done = 0
            for batch in batches(new, _BATCH):
                for _ in range(2 if single else 1):
                    collection.upsert(
                        ids=[passage_id for passage_id, _, _ in batch],
                        embeddings=np.stack([vector for _, _, vector in batch]),
                        metadatas=[{"document_id": document_id} for _, document_id, _ in batch],
                        documents=["" for _ in batch],
                    )
                done += len(batch)
                yield done
            collection.modify(configuration={"hnsw": {"sync_threshold": _NEVER}})
            if collection.count() != total:
                raise IndexDamaged(f"{collection.count()} passages instead of {total}")
        finally:
            client.close()


def _client(path: Path) -> Any:
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False, allow_reset=False)
    return chromadb.PersistentClient(str(path), settings=settings)


@contextmanager
def _reading() -> Iterator[None]:
    """Chroma's own errors, and a panic of its Rust half (a BaseException), become IndexDamaged."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise IndexDamaged(str(error)) from error
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":
            raise IndexDamaged(str(error)) from error
        raise


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of ``size``, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
