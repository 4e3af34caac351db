"""Files in: told by their hash, read, understood, embedded and committed, several small ones at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import loading
from knowledge.chunking import chunk
from knowledge.documents import Document, Passage
from knowledge.store import Store
from knowledge.structure import document_id, understand
from knowledge.vectors.index import Watch

if TYPE_CHECKING:
    from knowledge.embedding import Embedder

# Passages embedded before their embeddings are kept: what is lost at most when work is cut short.
_EMBED_AT_ONCE = 256
# Documents are committed together until they have so many passages, or are so many: a model is slow on a few texts.
_PASSAGES_AT_ONCE = 128
_DOCUMENTS_AT_ONCE = 32


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
class Source:
    """What was read elsewhere: its ``place`` (for a file its path), its name, and what stands in it."""

    place: str
    name: str
    extract: loading.Extract


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read and is not in the library yet."""

    place: str
    document: Document
    passages: tuple[Passage, ...]
    result: IngestResult


class Intake:
    """Takes files into the store, for a library that holds the writer's lock."""

    def __init__(self, store: Store, embedder: Embedder | None) -> None:
        self._store = store
        self._embedder = embedder

    def take(self, paths: Iterable[Path], watch: Watch | None) -> Iterator[list[IngestResult]]:
        """The results of one file after another, in steps: a step is committed when it is yielded."""
        yield from self._in_steps((self._known(path) or self._read(path) for path in paths), watch)

    def add(self, sources: Iterable[Source], watch: Watch | None) -> Iterator[list[IngestResult]]:
        """The same for what was read elsewhere."""
        yield from self._in_steps(map(self._added, sources), watch)

    def _in_steps(self, entries: Iterable[IngestResult | _Read], watch: Watch | None) -> Iterator[list[IngestResult]]:
        step: list[IngestResult | _Read] = []
        for entry in entries:
            step.append(entry)
            passages = sum(len(entry.passages) for entry in step if isinstance(entry, _Read))
            if passages >= _PASSAGES_AT_ONCE or len(step) >= _DOCUMENTS_AT_ONCE or not passages:
                yield self._commit(step, watch)
                step = []
        yield self._commit(step, watch)

    def embed(self, passages: Sequence[Passage], watch: Watch | None) -> None:
        """Keep an embedding for every passage whose text never had one by this model."""
        if self._embedder is None:
            return
        texts = {_embedding_key(passage): _embedded_text(passage) for passage in passages}
        known = self._store.known_keys(list(texts), self._embedder.name)
        new = [key for key in texts if key not in known]
        for start in range(0, len(new), _EMBED_AT_ONCE):
            keys = new[start : start + _EMBED_AT_ONCE]
            vectors = self._embedder.embed_documents([texts[key] for key in keys])
            self._store.put_vectors(dict(zip(keys, vectors, strict=True)), self._embedder.name)
            if watch:
                watch(start + len(keys), len(new))

    def embed_missing(self, watch: Watch | None) -> None:
        """Embed what was taken in without this model."""
        if self._embedder is None:
            return
        missing = self._store.missing_embeddings(self._embedder.name)
        for start in range(0, len(missing), _EMBED_AT_ONCE):
            self.embed(list(self._store.passages(missing[start : start + _EMBED_AT_ONCE]).values()), None)
            if watch:
                watch(min(start + _EMBED_AT_ONCE, len(missing)), len(missing))

    def _known(self, path: Path) -> IngestResult | None:
        """The result for a file whose content is in the library, without reading it; None for any other."""
        try:
            identity = document_id(loading.digest(path))
        except loading.Refused as refusal:
            return _refused(path, refusal)
        return self._unchanged(path, identity)

    def _unchanged(self, path: Path, identity: str) -> IngestResult | None:
        place = str(path.resolve())
        summary = self._store.summary(identity)
        if summary is None or (summary.path != place and self._store.has_path(place)):
            return None
        same = () if summary.path == place else (f"与已有的 {Path(summary.path).name} 内容相同，没有重复收入。",)
        sizes = summary.passages, summary.tables, summary.pages
        return IngestResult(str(path), identity, summary.title, "unchanged", None, *sizes, warnings=same)

    def _read(self, path: Path) -> IngestResult | _Read:
        try:
            digest, extract = loading.read(path)
        except loading.Refused as refusal:
            return _refused(path, refusal)
        return self._understood(path, str(path.resolve()), path.name, digest, extract)

    def _added(self, source: Source) -> IngestResult | _Read:
        digest = hashlib.sha256(f"{source.place}\n".encode() + source.extract.to_json()).hexdigest()
        return self._understood(Path(source.place), source.place, source.name, digest, source.extract)

    @staticmethod
    def _understood(path: Path, place: str, name: str, digest: str, extract: loading.Extract) -> IngestResult | _Read:
        document = understand(extract, name, digest)
        passages = chunk(document)
        if not passages:
            nothing = loading.Refused("没有找到可以引用的正文：请检查文件内容。")
            return replace(_refused(path, nothing), title=document.title)
        sizes = len(passages), len(document.tables), len(document.pages) or None
        result = IngestResult(
            str(path), document.id, document.title, "added", None, *sizes, warnings=tuple(extract.warnings)
        )
        return _Read(place, document, passages, result)

    def _commit(self, step: Sequence[IngestResult | _Read], watch: Watch | None) -> list[IngestResult]:
        self.embed([passage for entry in step if isinstance(entry, _Read) for passage in entry.passages], watch)
        return [self._settle(entry, watch) for entry in step]

    def _settle(self, entry: IngestResult | _Read, watch: Watch | None) -> IngestResult:
        """Commit what was read. A file that was known is read after all if what it was known from has gone since."""
        if isinstance(entry, IngestResult):
            path = Path(entry.path)
            if entry.status != "unchanged" or self._unchanged(path, str(entry.document_id)):
                return entry
            entry = self._read(path)
            if isinstance(entry, IngestResult):
                return entry
            self.embed(entry.passages, watch)
        return self._put(entry)

    def _put(self, read: _Read) -> IngestResult:
        unchanged = self._unchanged(Path(read.result.path), read.document.id)  # the same content twice in one step
        if unchanged:
            return unchanged
        status = "replaced" if self._store.has_path(read.place) else "added"
        self._store.put(read.document, read.place, read.passages, list(map(_embedding_key, read.passages)))
        return replace(read.result, status=status)


def _refused(path: Path, refusal: loading.Refused) -> IngestResult:
    return IngestResult(str(path), None, None, "refused", str(refusal))


def _embedded_text(passage: Passage) -> str:
    """What is embedded: the passage under its titles, so that it is found by what it is part of."""
    return "\n".join((passage.title, *passage.section, passage.text))


def _embedding_key(passage: Passage) -> str:
    return hashlib.sha256(_embedded_text(passage).encode()).hexdigest()[:32]
