"""Real documents, a real embedding model that keeps count, and libraries in temporary folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge import loading, weights
from knowledge.documents import Document
from knowledge.embedding import Embedder
from knowledge.library import Library
from knowledge.structure import understand
from tests.shared_data import SHARED


def _read(path: Path) -> Document:
    digest, extract = loading.read(path)
    return understand(extract, path.name, digest)


@pytest.fixture(scope="session")
def bulletin() -> Document:
    """The real bulletin, for tests marked ``needs_shared``."""
    return _read(SHARED / "bulletins" / "政策动态信息参阅_2021年第26期.txt")


@pytest.fixture(scope="session")
def laws() -> dict[str, Document]:
    """The real laws by file name without its ending, for tests marked ``needs_shared``."""
    return {path.stem: _read(path) for path in sorted((SHARED / "bulletins" / "laws").glob("*.md"))}


class CountingEmbedder(Embedder):
    """The real embedder; ``embedded`` lists every text it was given."""

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self.embedded: list[str] = []

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int, int], object] | None = None
    ) -> np.ndarray:
        self.embedded += texts
        return super().embed_documents(texts, on_progress)


@pytest.fixture(scope="session")
def embedder(home_with_weights: Path) -> CountingEmbedder:
    return CountingEmbedder(str(weights.model_folder(home_with_weights)))


@pytest.fixture
def library(tmp_path: Path, embedder: CountingEmbedder) -> Library:
    """An empty library with embeddings; ``embedder.embedded`` is empty too."""
    embedder.embedded.clear()
    return Library(tmp_path / "home" / "library.sqlite3", tmp_path / "home" / "chroma", embedder)


@pytest.fixture
def plain_library(tmp_path: Path) -> Library:
    """An empty library without an embedder."""
    return Library(tmp_path / "home" / "library.sqlite3", tmp_path / "home" / "chroma", None)
