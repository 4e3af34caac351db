"""The systems that ``canyue bench`` compares: each turns a question into document ids, best first.

All but ``langchain`` rank the passages of one library; a document stands where its best passage stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.library import Library
from knowledge.retrieval import search
from knowledge.tokenization import STOPWORDS, bigrams, words

if TYPE_CHECKING:
    from eval.retrieval_set import RetrievalSet
    from knowledge.embedding import Embedder

System = Callable[[str], list[str]]
"""A question → document ids of the retrieval set, best first."""

# Passages looked at, so that ten different documents are among them.
_DEPTH = 100
_EQUAL_FIELDS = (1.0, 1.0, 1.0)
# The constant of reciprocal rank fusion in Cormack, Clarke and Büttcher (2009).
_RRF = 60
# What tutorials of the framework cut with.
_CHUNK, _OVERLAP = 500, 50


def of_library(library: Library, owners: Mapping[str, str]) -> dict[str, System]:
    """The systems over a library; ``owners`` maps the library's document ids to those of the set."""

    def canyue(rerank: bool) -> System:
        return lambda question: _distinct(
            owners[hit.passage.document_id] for hit in search(library, question, _DEPTH, rerank=rerank)
        )

    def lexical(index: str, tokenize: Callable[[str], list[str]]) -> Callable[[str], dict[str, float]]:
        def passages(question: str) -> dict[str, float]:
            tokens = [token for token in tokenize(question) if token not in STOPWORDS] or tokenize(question)
            return library.store.match(index, tokens, _DEPTH, _EQUAL_FIELDS)

        return passages

    def dense(question: str) -> dict[str, float]:
        return library.nearest(question, _DEPTH)

    by_words, by_bigrams = lexical("by_words", words), lexical("by_bigrams", bigrams)

    def rrf(question: str) -> dict[str, float]:
        fused: dict[str, float] = {}
        for weight, found in ((0.5, by_words(question)), (0.5, by_bigrams(question)), (1.0, dense(question))):
            for rank, passage in enumerate(found, 1):
                fused[passage] = fused.get(passage, 0.0) + weight / (_RRF + rank)
        return dict(sorted(fused.items(), key=lambda pair: -pair[1]))

    def documents(passages: Callable[[str], dict[str, float]]) -> System:
        def ranked(question: str) -> list[str]:
            found = list(passages(question))
            held = library.store.passages(found)
            return _distinct(owners[held[passage].document_id] for passage in found)

        return ranked

    baselines = {"bm25": by_words, "bigram": by_bigrams, "dense": dense, "rrf": rrf}
    ours = {"canyue": canyue(rerank=True), "canyue-rerank": canyue(rerank=False)}
    return ours | {name: documents(passages) for name, passages in baselines.items()}


def langchain(chosen: RetrievalSet, embedder: Embedder, folder: Path) -> System:
    """The stack of the framework's tutorials: recursive splitting, Chroma's similarity search, the same model.

    The index is kept in ``folder`` for the next run.
    """
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store = Chroma(
        collection_name=f"tutorial-{len(chosen.documents)}",
        embedding_function=embedder.langchain,
        persist_directory=str(folder),
        collection_metadata={"hnsw:space": "cosine"},
    )
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
    pieces = [
        Document(piece, metadata={"document": document.id}, id=f"{document.id}#{i}")
        for document in chosen.documents
        for i, piece in enumerate(splitter.split_text(f"{document.title}\n{document.text}".strip()))
    ]
    held = set(store.get(include=[])["ids"])
    new = [piece for piece in pieces if piece.id not in held]
    for start in range(0, len(new), 1000):
        store.add_documents(new[start : start + 1000])

    def ranked(question: str) -> list[str]:
        return _distinct(piece.metadata["document"] for piece in store.similarity_search(question, k=_DEPTH))

    return ranked


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
