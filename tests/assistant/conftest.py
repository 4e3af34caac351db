"""Chains over real libraries, each ingested once: the built-in bulletin, texts of the tests' own, nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers import Answer, Query
from assistant.chain import PolicyChain
from assistant.table_rows import Similar
from knowledge import loading
from knowledge.embedding import Embedder, open_embedder
from knowledge.library import SAMPLE, Library
from tests.assistant import AWARDS, GAZETTE, NEW_RULES, OLD_RULES

Ask = Callable[[str], Answer]


@pytest.fixture(scope="session")
def embedder(home_with_weights: Path) -> Embedder:
    found = open_embedder(home_with_weights)
    assert found is not None
    return found


def _chain(folder: Path, path: Path, embedder: Embedder | None) -> PolicyChain:
    library = Library(folder / "library.sqlite3", folder / "chroma", embedder)
    assert {result.status for result in library.ingest(list(loading.find_files([path])))} == {"added"}
    return PolicyChain(library)


@pytest.fixture(scope="session")
def sample_chain(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> PolicyChain:
    """Over the built-in bulletin."""
    return _chain(tmp_path_factory.mktemp("sample"), SAMPLE, embedder)


@pytest.fixture(scope="session")
def own_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gazette, two versions of the rules and the table of awards."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "通报.txt").write_text(GAZETTE, encoding="utf-8")
    (folder / "办法（2016）.txt").write_text(OLD_RULES, encoding="utf-8")
    (folder / "办法（2022）.txt").write_text(NEW_RULES, encoding="utf-8")
    (folder / "标准.md").write_text(AWARDS, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def own_chain(tmp_path_factory: pytest.TempPathFactory, own_texts: Path, embedder: Embedder) -> PolicyChain:
    """Over the texts written for these tests."""
    return _chain(tmp_path_factory.mktemp("own"), own_texts, embedder)


@pytest.fixture(scope="session")
def plain_chain(tmp_path_factory: pytest.TempPathFactory, own_texts: Path) -> PolicyChain:
    """Over the same texts without an embedding model."""
    return _chain(tmp_path_factory.mktemp("plain"), own_texts, None)


@pytest.fixture
def empty_chain(tmp_path: Path) -> PolicyChain:
    return PolicyChain(Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None))


@pytest.fixture(scope="session")
def ask_sample(sample_chain: PolicyChain) -> Ask:
    return lambda question: sample_chain.ask(Query(question))


@pytest.fixture(scope="session")
def ask_own(own_chain: PolicyChain) -> Ask:
    return lambda question: own_chain.ask(Query(question))


@pytest.fixture(scope="session")
def similar(embedder: Embedder) -> Similar:
    """Nearness in meaning by the real model."""
    return lambda text, others: [
        float(value) for value in embedder.embed_documents(list(others)) @ embedder.embed_query(text)
    ]
