"""The local model, served for these tests only, and a library of the shared bulletins.

``make test-llm`` runs them; they are skipped where the model or its engine is absent. Environment: CANYUE_HOME (where
``canyue models fetch`` put the model), CANYUE_TEST_LLM (its name), CANYUE_TEST_LLM_SAMPLE (one in so many samples).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import local_model
from assistant.models import ChatModel, open_chat_model
from assistant.settings import Settings
from knowledge import loading
from knowledge.embedding import open_embedder
from knowledge.library import Library
from tests.shared_data import SHARED

# A busy machine must not turn answers into time-outs.
PATIENCE_S = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("llm")
            item.add_marker(pytest.mark.timeout(0))


@pytest.fixture(scope="session")
def local_chat_model() -> Iterator[ChatModel]:
    name = os.environ.get("CANYUE_TEST_LLM", local_model.MODELS[0].name)
    file = local_model.installed(Settings().home, local_model.named(name))
    if file is None:
        pytest.skip(f"no local model: run canyue models fetch {name}")
    pytest.importorskip("xllamacpp", reason="the extra llm is not installed")
    with local_model.served(file, name) as base_url:
        settings = Settings(
            llm_base_url=base_url,
            llm_model=name,
            llm_timeout_s=PATIENCE_S,
            llm_evidence_chars=local_model.EVIDENCE_CHARS,
        )
        model = open_chat_model(settings)
        assert model is not None
        yield model


@pytest.fixture(scope="session")
def bulletins(tmp_path_factory: pytest.TempPathFactory, home_with_weights: Path) -> Library:
    """A library of the shared bulletin and laws."""
    home = tmp_path_factory.mktemp("bulletins")
    library = Library(home / "library.sqlite3", home / "chroma", open_embedder(home_with_weights))
    files = list(loading.find_files([SHARED / "bulletins"]))
    assert {result.status for result in library.ingest(files)} == {"added"}
    return library


@pytest.fixture(scope="session")
def one_in() -> int:
    """One in so many samples is asked; 1: all."""
    return int(os.environ.get("CANYUE_TEST_LLM_SAMPLE", "1"))
