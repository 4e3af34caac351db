"""The bulletin's questions, put to the whole shared library as the app answers them, reach every threshold."""

from __future__ import annotations

from pathlib import Path

import pytest

import eval as evaluation
from assistant.chain import PolicyChain
from eval.dataset import DATASETS, load
from eval.metrics import Share, Summary, Thresholds, quote_stands, shortfalls
from eval.runner import Run
from knowledge import loading
from knowledge.embedding import open_embedder
from knowledge.library import Library
from tests.shared_data import SHARED, needs_shared

pytestmark = [needs_shared, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory, home_with_weights: Path) -> tuple[Summary, Run]:
    """A run over everything shared (the bulletin among sixty laws), ingested once: about a minute."""
    folder = tmp_path_factory.mktemp("shared")
    library = Library(folder / "library.sqlite3", folder / "chroma", open_embedder(home_with_weights))
    files = list(loading.find_files([SHARED / "bulletins"]))
    assert {result.status for result in library.ingest(files)} == {"added"}
    return evaluation.evaluate(load(DATASETS / "bulletin-2021-26.jsonl"), PolicyChain(library), library)


def test_no_threshold_is_missed(evaluated: tuple[Summary, Run]) -> None:
    assert shortfalls(evaluated[0], Thresholds()) == []


def test_every_question_was_asked_and_none_crashed(evaluated: tuple[Summary, Run]) -> None:
    summary, run = evaluated

    assert len(run.results) == 60
    assert [result.error for result in run.results if result.error] == []
    assert summary.crashed == 0


def test_every_quote_stands_in_its_document(evaluated: tuple[Summary, Run]) -> None:
    summary, run = evaluated
    citations = [citation for result in run.results if result.answer for citation in result.answer.citations]

    assert len(citations) > 48  # at least one for each question that has an answer
    assert [citation for citation in citations if not quote_stands(citation, run.documents)] == []
    assert summary.overall.quotes == Share(len(citations), len(citations))


def test_every_answer_verifies_and_cites_what_it_says(evaluated: tuple[Summary, Run]) -> None:
    answers = [result.answer for result in evaluated[1].results if result.answer]

    assert [answer.question for answer in answers if not answer.verification.ok] == []
    assert [answer.question for answer in answers if answer.refused == bool(answer.citations)] == []
