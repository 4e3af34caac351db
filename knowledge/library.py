"""The library: add, replace, remove, check, rebuild. The only writer of the store and of the vector index."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge import corrections
from knowledge.corrections import Correction
from knowledge.documents import Document, Passage
from knowledge.health import CheckReport, Findings, examine
from knowledge.intake import IngestResult, Intake, Source
from knowledge.lexical import LexicalIndex
from knowledge.sealing import Condition
from knowledge.store import DocumentSummary, Store
from knowledge.tokenization import add_vocabulary
from knowledge.vectors.index import VectorIndex, Watch
from knowledge.vectors.semantic import SemanticIndex
from knowledge.writing import LibraryBusy, WriterLock

if TYPE_CHECKING:
    from knowledge.embedding import Embedder
    from knowledge.reranking import Reranker

__all__ = ["SAMPLE", "CheckReport", "IngestResult", "Library", "LibraryBusy", "NoSuchDocument", "Source", "Watch"]

SAMPLE = Path(__file__).parent / "corpus"
FULL_TEXT_ONLY = "没有可用的语义向量模型，只用全文检索：换一种说法的问题可能找不到。运行 canyue models fetch 获取模型。"
INDEX_MISSING = "语义索引缺失或由别的模型建立，只用全文检索：运行 canyue check --repair 重建。"
INDEX_DAMAGED = "语义索引的文件已损坏，只用全文检索：运行 canyue check --repair 修复，不需要重新计算向量。"
INDEX_BEHIND = "有 {} 个较新的段落还没有进入语义索引，暂时只能按字词找到：运行 canyue check --repair 补上。"
NOT_THERE = "资料库里没有编号为 {} 的文件：用 canyue documents 查看现有文件。"
# Sentence embeddings held in memory: 16 MB at 512 dimensions.
_SENTENCES_KEPT = 8000


class NoSuchDocument(LookupError):
    """The library holds no document with this id."""


class Library:
    """Documents in, passages out. Without an embedder it works on full text alone, and ``mode`` says so.

    With a ``reranker`` the search orders its best passages anew.

    Raises SchemaMismatch, StoreDamaged.
    """

    def __init__(
        self, database: Path, index: Path, embedder: Embedder | None, reranker: Reranker | None = None
    ) -> None:
        self.home = database.parent
        self.store = Store(database)
        self.embedder = embedder
        self.reranker = reranker
        self.index = VectorIndex(index)
        self.lexical = LexicalIndex(self.store, database.with_suffix(".lexical"))
        self._writer = WriterLock(database)
        self._intake = Intake(self.store, embedder)
        self._sentences: dict[str, np.ndarray] = {}
        self._embedding_sentences = threading.Lock()
        self._cached_summaries = lru_cache(maxsize=1)(lambda generation: self.store.summaries())
        self._cached_passages = lru_cache(maxsize=64)(
            lambda document_id, generation: self.store.passages_of(document_id)
        )
        self._cached_document = lru_cache(maxsize=64)(self._read_document)
        self._cached_semantic = lru_cache(maxsize=1)(lambda model: SemanticIndex(self.store, self.index, model))
        self._embedded = lru_cache(maxsize=16)(self._embed_question)
        self.learn_vocabulary()

    @property
    def mode(self) -> str:
        """ "hybrid" with an embedding model, "full_text" without."""
        return "hybrid" if self.embedder else "full_text"

    @property
    def _semantic(self) -> SemanticIndex | None:
        return self._cached_semantic(self.embedder.name) if self.embedder else None

    def degraded(self) -> str | None:
        """What the search has to do without, in a sentence for people; None when it has everything."""
        if self._semantic is None:
            return FULL_TEXT_ONLY
        if not self.store.passage_count():
            return None
        match self._semantic.condition():
            case Condition.READY:
                behind = self._semantic.behind()
                return INDEX_BEHIND.format(behind) if behind else None
            case Condition.DAMAGED:
                return INDEX_DAMAGED
            case _:
                return INDEX_MISSING

    # -- reading -------------------------------------------------------------------------------------------------

    def documents(self) -> list[DocumentSummary]:
        """What the library holds."""
        return list(self._cached_summaries(self.store.generation()))

    def document(self, document_id: str) -> Document:
        """A whole document. Raises NoSuchDocument."""
        return self._cached_document(document_id, self.store.generation())

    def _read_document(self, document_id: str, generation: int) -> Document:
        document = self.store.document(document_id)
        if document is None:
            raise NoSuchDocument(NOT_THERE.format(document_id))
        return document

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document in reading order."""
        return self._cached_passages(document_id, self.store.generation())

    def document_text(self, document_id: str) -> str | None:
        """The text of a document, None if it is not there."""
        return self.document(document_id).text if self.store.path_of(document_id) else None

    def passage_text(self, passage_id: str) -> str | None:
        """The text of a passage, None if it is not there."""
        found = self.store.passages([passage_id])
        return found[passage_id].text if found else None

    def warm_up(self) -> None:
        """Load what the first question would wait for: models, indexes, the tokenizer's dictionary.

        Raises EmbeddingModelError, RerankerError.
        """
        self.nearest("参阅", 1)
        self.lexical.coverage(["参阅"], ["参阅"])
        if self.reranker:
            self.reranker.warm_up()

    def vectors_of(self, texts: Sequence[str]) -> np.ndarray:
        """Embeddings of sentences, float32 of shape (n, dimension); the same sentences come up again and again."""
        assert self.embedder is not None
        with self._embedding_sentences:
            new = [text for text in dict.fromkeys(texts) if text not in self._sentences]
            for text, vector in zip(new, self.embedder.embed_documents(new) if new else (), strict=True):
                self._sentences[text] = vector
            found = np.stack([self._sentences[text] for text in texts])
            while len(self._sentences) > _SENTENCES_KEPT:
                self._sentences.pop(next(iter(self._sentences)))
        return found

    def nearest(self, question: str, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        """Passage id → cosine similarity of the k passages nearest in meaning; nothing without an embedder.

        ``only`` are ids of documents to search in.
        """
        if self.embedder is None or self._semantic is None or (only is not None and not only):
            return {}
        return self._semantic.nearest(self._embedded(question), k, only)

    def _embed_question(self, question: str) -> np.ndarray:
        assert self.embedder is not None
        return self.embedder.embed_query(question)

    def similarities(self, question: str, ids: Sequence[str]) -> dict[str, float]:
        """Passage id → cosine similarity with the question, of those among ``ids`` that have an embedding."""
        if self.embedder is None or not ids:
            return {}
        vector = self._embedded(question)
        return {pid: float(own @ vector) for pid, own in self.store.vectors(self.embedder.name, ids)}

    def learn_vocabulary(self) -> None:
        """Short titles of the library become words of the tokenizer."""
        add_vocabulary([summary.title for summary in self.documents() if len(summary.title) <= 20])

    # -- writing -------------------------------------------------------------------------------------------------

    def ingest(self, paths: Sequence[Path], watch: Watch | None = None) -> Iterator[IngestResult]:
        """Take in files; a result per file, in order, when it is committed. Raises LibraryBusy before the first.

        Whoever stops halfway keeps what was yielded, and the embeddings made so far; the next one goes on from there.
        """
        yield from self._take(self._intake.take(paths, watch), watch)

    def add(self, sources: Iterable[Source], watch: Watch | None = None) -> Iterator[IngestResult]:
        """Take in what was read elsewhere, like ``ingest``."""
        yield from self._take(self._intake.add(sources, watch), watch)

    def _take(self, steps: Iterator[list[IngestResult]], watch: Watch | None) -> Iterator[IngestResult]:
        with self._writer.held():
            self.store.drop_old_vectors()
            self._synchronise(watch)
            for step in steps:
                yield from step
                if self._semantic is not None and any(result.status in ("added", "replaced") for result in step):
                    self._semantic.follow(watch, large_steps=True)
            self._synchronise(watch)
            self.learn_vocabulary()

    def summary(self, document_id: str) -> DocumentSummary:
        """The document's line in the list. Raises NoSuchDocument."""
        summary = self.store.summary(document_id)
        if summary is None:
            raise NoSuchDocument(NOT_THERE.format(document_id))
        return summary

    def correct(self, document_id: str, correction: Correction) -> DocumentSummary:
        """Keep what a person puts right about the document's validity; returns how it now stands in the list.

        It belongs to the content: it counts whenever that is taken in again, and goes when the document is removed. A
        correction without any value takes back the one before. Raises NoSuchDocument, CorrectionRefused, LibraryBusy.
        """
        with self._writer.held():
            metadata = self.document(document_id).metadata
            own = {"published": metadata.published, "effective": metadata.effective, "ends": metadata.ends}
            others = {s.document_id: s.correction.replaced_by if s.correction else None for s in self.documents()}
            corrections.check(document_id, correction, own, others)
            self.store.put_correction(document_id, correction)
            return self.summary(document_id)

    def remove(self, document_id: str) -> DocumentSummary:
        """Take a document out, with every trace. Raises NoSuchDocument, LibraryBusy."""
        with self._writer.held():
            summary = self.summary(document_id)
            self.store.delete(document_id)
            self.lexical.follow()
            if self._semantic is not None:
                self._semantic.follow()
            return summary

    def prepare(self, watch: Watch | None = None) -> None:
        """Bring missing or damaged indexes, or one by another model, up to what the store holds. Raises LibraryBusy."""
        if not self.store.passage_count():
            return
        semantic = self._semantic
        unfit = semantic is not None and (self.store.missing_embeddings(semantic.model) or self.degraded())
        if unfit or not self.lexical.is_current():
            with self._writer.held():
                self._synchronise(watch)
                # Some damage shows only when the index is opened.
                if semantic is not None and semantic.condition() is Condition.DAMAGED:
                    semantic.rebuild(watch)

    def check(self, repair: bool = False, watch: Watch | None = None) -> CheckReport:
        """Find every disagreement and damage; with ``repair`` mend it, from what is kept. Raises LibraryBusy."""
        found = examine(self.store, self.lexical, self._semantic)
        if not found.sentences or not repair:
            return self._report(found)
        with self._writer.held():
            if found.full_text:
                self.store.rebuild_full_text(watch)
            self.lexical.follow(watch)
            self._intake.embed_missing(watch)
            if found.index and self._semantic is not None:
                self._semantic.rebuild(watch)
            left = examine(self.store, self.lexical, self._semantic)
        return self._report(left) if left.sentences else self._report(found, left.indexed, repaired=True)

    def _report(self, found: Findings, indexed: int | None = None, repaired: bool = False) -> CheckReport:
        indexed = found.indexed if indexed is None else indexed
        sizes = self.store.document_count(), self.store.passage_count()
        return CheckReport(*sizes, indexed, self.mode, found.sentences, repaired)

    def _synchronise(self, watch: Watch | None) -> None:
        """Embed what has no embedding yet, then bring the indexes up to the store."""
        self.lexical.follow(watch)
        if self._semantic is None:
            return
        self._intake.embed_missing(watch)
        self._semantic.follow(watch)
