"""Chroma, the vector index: it can be thrown away and rebuilt from the store. The only module importing chromadb."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

COLLECTION = "passages"
# chromadb 1.5 refuses more than 5461 records in one call.
_BATCH = 5000
# Above any corpus meant for an office PC: with fewer, a flush of the index can be cut short by a crash.
_SYNC_THRESHOLD = 1_000_000


class VectorIndex:
    """Embeddings of passages by id, stamped with the model that made them and the generation they stand for."""

    def __init__(self, folder: Path) -> None:
        """The index in ``folder``; nothing is opened until it is needed (importing chromadb takes a second)."""
        self.folder = folder
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        self._wrapped: Any = None

    def open(self, model: str, dimension: int) -> bool:
        """Open the collection; False when there is none by this model. Changes nothing."""
        with self._lock:
            client = self._connect()
            self._collection = self._wrapped = None
            if COLLECTION in [collection.name for collection in client.list_collections()]:
                collection = client.get_collection(COLLECTION, embedding_function=None)
                stamp = collection.metadata or {}
                if (stamp.get("model"), stamp.get("dimension")) == (model, dimension):
                    self._collection = collection
            return self._collection is not None

    def create(self, model: str, dimension: int) -> None:
        """Make an empty collection for this model in place of whatever is there."""
        with self._lock:
            self.reset()
            self._collection = self._connect().create_collection(
                COLLECTION,
                metadata={"model": model, "dimension": dimension},
                embedding_function=None,
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "ef_construction": 200,
                        "max_neighbors": 32,
                        "ef_search": 200,
                        "sync_threshold": _SYNC_THRESHOLD,
                        "batch_size": 1000,
                    }
                },
            )

    def reset(self) -> None:
        """Delete the collection, if there is one."""
        with self._lock:
            client = self._connect()
            if COLLECTION in [collection.name for collection in client.list_collections()]:
                client.delete_collection(COLLECTION)
            self._collection = self._wrapped = None

    def reopen(self) -> None:
        """Drop what is held in memory: another process has written."""
        from chromadb.api.shared_system_client import SharedSystemClient

        with self._lock:
            SharedSystemClient.clear_system_cache()
            self._client = self._collection = self._wrapped = None

    def upsert(self, vectors: Iterable[tuple[str, str, np.ndarray]]) -> int:
        """Write (passage id, document id, float32 vector of shape (d,)); returns how many."""
        written = 0
        for batch in _batches(vectors, _BATCH):
            self._collection.upsert(
                ids=[passage_id for passage_id, _, _ in batch],
                embeddings=[vector for _, _, vector in batch],
                metadatas=[{"document_id": document_id} for _, document_id, _ in batch],
                documents=["" for _ in batch],
            )
            written += len(batch)
        return written

    def delete(self, ids: Sequence[str]) -> None:
        """Remove these passages; ids that are not there are ignored."""
        for batch in _batches(ids, _BATCH):
            self._collection.delete(ids=batch)

    def ids(self) -> set[str]:
        """All passage ids in the index."""
        return set(self._collection.get(include=[])["ids"])

    def search(self, vector: np.ndarray, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        """The k nearest passages, of all or of these documents: id → cosine similarity, best first."""
        if self._wrapped is None:
            from langchain_chroma import Chroma

            with self._lock:
                self._wrapped = Chroma(client=self._connect(), collection_name=COLLECTION)
        found = self._wrapped.similarity_search_by_vector_with_relevance_scores(
            vector.tolist(), k=k, filter={"document_id": {"$in": list(only)}} if only else None
        )
        return {document.id: 1.0 - distance for document, distance in found}

    def _connect(self) -> Any:
        if self._client is None:
            import chromadb

            self.folder.mkdir(parents=True, exist_ok=True)
            settings = chromadb.Settings(anonymized_telemetry=False, allow_reset=False)
            self._client = chromadb.PersistentClient(str(self.folder), settings=settings)
        return self._client


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
