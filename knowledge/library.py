"""The library: add, replace, remove, check, rebuild. The only writer of the store and of the vector index."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from knowledge import loading
from knowledge.chunking import chunk
from knowledge.documents import Document, Passage
from knowledge.store import DocumentSummary, Store
from knowledge.structure import understand
from knowledge.tokenization import add_vocabulary
from knowledge.vectors import VectorIndex

if TYPE_CHECKING:
    from knowledge.embedding import Embedder

SAMPLE = Path(__file__).parent / "corpus"
FULL_TEXT_ONLY = "没有可用的语义向量模型，只用全文检索：换一种说法的问题可能找不到。运行 canyue models fetch 获取模型。"
INDEX_MISSING = "语义索引缺失或由别的模型建立，只用全文检索：运行 canyue check --repair 重建。"
_LOCK_WAIT_S = 2.0
_EMBED_AT_ONCE = 256
# Sentence embeddings held in memory: 16 MB at 512 dimensions.
_SENTENCES_KEPT = 8000

Watch = Callable[[int, int], None]
"""Called with (passages embedded, passages to embed) while embedding."""


class LibraryBusy(RuntimeError):
    """Another process is writing."""


class NoSuchDocument(LookupError):
    """The library holds no document with this id."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one file; ``status`` is added, unchanged, replaced or refused."""

    path: str
    document_id: str | None
    title: str | None
    status: str
    reason: str | None = None
    passages: int = 0
    tables: int = 0
    pages: int | None = None
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue ingest --json``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether store and index agree. ``problems`` are sentences for people."""

    documents: int
    passages: int
    indexed: int
    mode: str
    problems: tuple[str, ...]
    repaired: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue check --json``."""
        return {"ok": not self.problems or self.repaired, **asdict(self)}


class Library:
    """Documents in, passages out. Without an embedder it works on full text alone, and ``mode`` says so."""

    def __init__(self, database: Path, index: Path, embedder: Embedder | None) -> None:
        self.store = Store(database)
        self.embedder = embedder
        self._index = VectorIndex(index)
        self._lock = FileLock(str(database.with_suffix(".lock")), timeout=_LOCK_WAIT_S)
        self._sentences: dict[str, np.ndarray] = {}
        self._changing = threading.RLock()
        self._ready = False
        self._seen = -1
        self._cached_summaries = lru_cache(maxsize=1)(lambda generation: self.store.summaries())
        self._cached_passages = lru_cache(maxsize=64)(
            lambda document_id, generation: self.store.passages_of(document_id)
        )
        self._cached_document = lru_cache(maxsize=64)(self._read_document)
        self.learn_vocabulary()

    @property
    def mode(self) -> str:
        """ "hybrid" with an embedding model, "full_text" without."""
        return "hybrid" if self.embedder else "full_text"

    def degraded(self) -> str | None:
        """What the search has to do without, in a sentence for people; None when it has everything."""
        if self.embedder is None:
            return FULL_TEXT_ONLY
        if self.store.passage_count() and not self._refresh():
            return INDEX_MISSING
        return None

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
            raise NoSuchDocument(f"资料库里没有编号为 {document_id} 的文件：用 canyue documents 查看现有文件。")
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
        """Load what the first question would wait for: the embedding model, the index, the tokenizer's dictionary."""
        self.nearest("参阅", 1)

    def vectors_of(self, texts: Sequence[str]) -> np.ndarray:
        """Embeddings of sentences, float32 of shape (n, dimension); the same sentences come up again and again."""
        assert self.embedder is not None
        new = [text for text in dict.fromkeys(texts) if text not in self._sentences]
        for text, vector in zip(new, self.embedder.embed_documents(new) if new else (), strict=True):
            self._sentences[text] = vector
        found = np.stack([self._sentences[text] for text in texts])
        while len(self._sentences) > _SENTENCES_KEPT:
            self._sentences.pop(next(iter(self._sentences)), None)
        return found

    def nearest(self, question: str, k: int, only: Collection[str] | None = None) -> dict[str, float]:
        """Passage id → cosine similarity of the k passages nearest in meaning; nothing without an embedder.

        ``only`` are ids of documents to search in.
        """
        if self.embedder is None or (only is not None and not only) or not self._refresh():
            return {}
        return self._index.search(self.embedder.embed_query(question), k, only)

    def _refresh(self) -> bool:
        """Open the index, again if another process has written since; False when there is none for this model."""
        with self._changing:
            generation = self.store.generation()
            if generation != self._seen and self.embedder is not None:
                if self._seen >= 0:
                    self._index.reopen()
                self._ready = self._index.open(self.embedder.name, self.embedder.dimension)
                self._seen = generation
            return self._ready

    def learn_vocabulary(self) -> None:
        """Short titles of the library become words of the tokenizer."""
        add_vocabulary([summary.title for summary in self.documents() if len(summary.title) <= 20])

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except Timeout as error:
            raise LibraryBusy("资料库正由另一个程序写入：请等它结束，或先关闭它再试。查询不受影响。") from error

    def ingest(self, paths: Sequence[Path], watch: Watch | None = None) -> Iterator[IngestResult]:
        """Take in files one by one; a result per file. Raises LibraryBusy before the first."""
        with self._writing():
            if self.embedder is not None:
                self._synchronise(watch)
            for path in paths:
                yield self._ingest_file(path, watch)
            self.learn_vocabulary()

    def _ingest_file(self, path: Path, watch: Watch | None) -> IngestResult:
        place = str(path.resolve())
        try:
            digest, extract = loading.read(path)
        except (loading.Refused, OSError) as error:
            return IngestResult(str(path), None, None, "refused", str(error))
        document = understand(extract, path.name, digest)
        passages = chunk(document)
        known = self.store.path_of(document.id)

        def result(status: str, warnings: tuple[str, ...] = ()) -> IngestResult:
            sizes = len(passages), len(document.tables)
            return IngestResult(str(path), document.id, document.title, status, None, *sizes, warnings=warnings)

        if not passages:
            return IngestResult(str(path), None, document.title, "refused", "没有找到可以引用的正文：请检查文件内容。")
        if known is not None and (known == place or not self.store.has_path(place)):
            same = () if known == place else (f"与已有的 {Path(known).name} 内容相同，没有重复收入。",)
            return result("unchanged", same)
        model = self.embedder.name if self.embedder else None
        status = "replaced" if self.store.has_path(place) else "added"
        keys = [_embedding_key(passage) for passage in passages]
        vectors = self._embed_new(passages, keys, watch)
        with self._changing:
            gone = self.store.put(document, place, passages, keys, vectors, model)
            self._index_delete(gone)
            self._index_add([passage.id for passage in passages])
        return result(status)

    def remove(self, document_id: str) -> DocumentSummary:
        """Take a document out, with every trace. Raises NoSuchDocument, LibraryBusy."""
        with self._writing():
            summary = next((s for s in self.documents() if s.document_id == document_id), None)
            if summary is None:
                raise NoSuchDocument(f"资料库里没有编号为 {document_id} 的文件：用 canyue documents 查看现有文件。")
            with self._changing:
                self._index_delete(self.store.delete(document_id))
            return summary

    def prepare(self, watch: Watch | None = None) -> None:
        """Bring a missing index, or one by another model, up to what the store holds. Raises LibraryBusy."""
        if self.embedder is None or not self.store.passage_count():
            return
        if self.store.missing_embeddings(self.embedder.name) or not self._refresh():
            with self._writing():
                self._synchronise(watch)

    def check(self, repair: bool = False, watch: Watch | None = None) -> CheckReport:
        """Compare store and index; with ``repair`` bring the index back to what the store holds."""
        problems: list[str] = []
        indexed = 0
        if self.embedder is not None:
            missing = self.store.missing_embeddings(self.embedder.name)
            held = self.store.embedded(self.embedder.name)
            found = self._index.ids() if self._refresh() else set()
            indexed = len(found & held)
            if missing:
                problems.append(f"有 {len(missing)} 个段落还没有向量。")
            if held - found:
                problems.append(f"向量索引缺少 {len(held - found)} 个段落。")
            if found - held:
                problems.append(f"向量索引多出 {len(found - held)} 个已不在资料库里的段落。")
        if problems and repair:
            with self._writing():
                self._synchronise(watch)
        return CheckReport(
            len(self.documents()), self.store.passage_count(), indexed, self.mode, tuple(problems), repair
        )

    # -- the index follows the store -----------------------------------------------------------------------------

    def _synchronise(self, watch: Watch | None) -> None:
        """Embed what has no embedding yet, then make the index hold exactly what the store holds."""
        assert self.embedder is not None
        model = self.embedder.name
        missing = self.store.missing_embeddings(model)
        for i in range(0, len(missing), _EMBED_AT_ONCE):
            passages = list(self.store.passages(missing[i : i + _EMBED_AT_ONCE]).values())
            texts = [_embedded_text(passage) for passage in passages]
            vectors = self.embedder.embed_documents(texts)
            self.store.put_vectors(dict(zip(map(_embedding_key, passages), vectors, strict=True)), model)
            if watch:
                watch(min(i + _EMBED_AT_ONCE, len(missing)), len(missing))
        with self._changing:
            if not self._refresh():
                self._index.create(model, self.embedder.dimension)
            self._ready = True
            held = self.store.embedded(model)
            found = self._index.ids()
            self._index_delete(sorted(found - held))
            self._index_add(sorted(held - found))
            self._seen = self.store.generation()

    def _embed_new(
        self, passages: Sequence[Passage], keys: Sequence[str], watch: Watch | None
    ) -> dict[str, np.ndarray]:
        """Embeddings, by key, of the passages whose text was never embedded with this model."""
        if self.embedder is None:
            return {}
        known = self.store.known_keys(keys, self.embedder.name)
        new = {key: _embedded_text(passage) for key, passage in zip(keys, passages, strict=True) if key not in known}
        if not new:
            return {}
        return dict(zip(new, self.embedder.embed_documents(list(new.values()), watch), strict=True))

    def _index_add(self, ids: Sequence[str]) -> None:
        if self.embedder is None or not ids:
            return
        owners = {pid: passage.document_id for pid, passage in self.store.passages(ids).items()}
        self._index.upsert((pid, owners[pid], vector) for pid, vector in self.store.vectors(self.embedder.name, ids))
        self._seen = self.store.generation()

    def _index_delete(self, ids: Sequence[str]) -> None:
        """Nothing is done to an index that is not there: what makes it leaves these out."""
        if self.embedder is None or not ids:
            return
        if self._ready or self._index.open(self.embedder.name, self.embedder.dimension):
            self._index.delete(ids)
        self._seen = self.store.generation()


def _embedded_text(passage: Passage) -> str:
    """What is embedded: the passage under its titles, so that it is found by what it is part of."""
    return "\n".join((passage.title, *passage.section, passage.text))


def _embedding_key(passage: Passage) -> str:
    return hashlib.sha256(_embedded_text(passage).encode()).hexdigest()[:32]
