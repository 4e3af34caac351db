"""Whole runs: the built-in sets against the stored baseline, the bulletin against its thresholds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.chain import PolicyChain
from assistant.settings import Settings
from eval import runner
from eval.baseline import EXTRACTIVE, load
from eval.dataset import DATASETS
from eval.evaluation import Evaluation
from eval.predictions import Fingerprint, Log, Prediction, PredictionsError, asked, read
from eval.session import EvaluationRefused, Request, evaluate
from knowledge import loading
from knowledge.embedding import open_embedder
from knowledge.library import SAMPLE, Library
from tests.shared_data import SHARED, needs_shared
from tests.test_eval_metrics import sample

ROOT = Path(__file__).resolve().parents[1]
MADE = Fingerprint("code", "library", None, "extractive", "settings")


def prediction(id: str, question: str = "问", error: str | None = None) -> Prediction:
    answer = None if error else Answer(question=question, standalone_question=question, answer="答")
    return Prediction(id, asked(sample(id=id, question=question).query()), answer, error, 1.0)


@pytest.mark.weights
@pytest.mark.timeout(300)
@pytest.mark.skipif(not EXTRACTIVE.exists(), reason="no baseline is stored yet")
def test_the_built_in_sets_are_answered_no_worse_than_the_stored_baseline(
    tmp_path: Path, home_with_weights: Path
) -> None:
    shutil.copytree(home_with_weights / "models", tmp_path / "models")
    command = [sys.executable, str(ROOT / "app.py"), "--home", str(tmp_path), "eval", "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANYUE_LLM")}
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert set(load(EXTRACTIVE).samples) <= set(found["comparison"]["added"]) | {
        json.loads(line)["id"]
        for path in DATASETS.glob("builtin*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    }
    assert (found["crashed"], found["skipped"], found["comparison"]["removed"]) == (0, [], [])


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory: pytest.TempPathFactory, home_with_weights: Path) -> Evaluation:
    """A run over everything shared (the bulletin among sixty laws), ingested once: about a minute."""
    home = tmp_path_factory.mktemp("shared")

    def open_library(settings: Settings) -> Library:
        library = Library(settings.database, settings.index, open_embedder(home_with_weights))
        assert {result.status for result in library.ingest(list(loading.find_files([SHARED / "bulletins"])))} == {
            "added"
        }
        return library

    request = Request((DATASETS / "bulletin-2021-26.jsonl",))
    return evaluate(request, Settings(home=home), open_library, PolicyChain)


@pytest.mark.slow
@needs_shared
@pytest.mark.timeout(600)
class TestTheBulletin:
    def test_no_threshold_is_missed_and_no_promise_broken(self, bulletin: Evaluation) -> None:
        assert bulletin.objections == []

    def test_every_question_was_asked_and_none_crashed(self, bulletin: Evaluation) -> None:
        assert (len(bulletin.predictions), bulletin.summary.crashed, list(bulletin.skipped)) == (60, 0, [])

    def test_every_answer_verifies_and_cites_what_it_says(self, bulletin: Evaluation) -> None:
        answers = [p.answer for p in bulletin.predictions.values() if p.answer]
        assert [answer.question for answer in answers if not answer.verification.ok] == []
        assert [answer.question for answer in answers if answer.refused == bool(answer.citations)] == []

    def test_what_retrieval_saw_is_kept_for_every_question_searched_for(self, bulletin: Evaluation) -> None:
        searched = [p for p in bulletin.predictions.values() if p.answer and p.answer.timings_ms.retrieve]
        assert len(searched) > 40  # what an issue says about itself needs no search
        assert [p.id for p in searched if not p.retrieved] == []


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the built-in bulletin and no embedding model, which is enough to run."""
    home = tmp_path_factory.mktemp("home")
    list(without_model(Settings(home=home)).ingest(list(loading.find_files([SAMPLE]))))
    return home


def without_model(settings: Settings) -> Library:
    return Library(settings.database, settings.index, None)


def questions(path: Path, *samples: object) -> Path:
    path.write_text("\n".join(s.model_dump_json() for s in samples), encoding="utf-8")  # type: ignore[attr-defined]
    return path


CYCLE = sample(id="cycle", question="众创空间多久评价一次", evidence=("众创空间评价每年开展一次",))
WEIGHT = sample(id="weight", question="2.7的权重是多少", facts=("10",))
ELSEWHERE = sample(id="elsewhere", question="月球基地建在哪里", evidence=("月球基地建在风暴洋",))


def test_a_second_run_asks_nothing_and_a_fresh_one_brings_the_same(sample_home: Path, tmp_path: Path) -> None:
    request = Request((questions(tmp_path / "two.jsonl", CYCLE, WEIGHT),))
    chains: list[PolicyChain] = []

    def open_chain(library: Library) -> PolicyChain:
        chains.append(PolicyChain(library))
        return chains[-1]

    first = evaluate(request, Settings(home=sample_home), without_model, open_chain)
    again = evaluate(request, Settings(home=sample_home), without_model, open_chain)
    assert again.predictions == first.predictions  # to the millisecond: they are the same lines
    fresh = evaluate(Request(request.datasets, fresh=True), Settings(home=sample_home), without_model, open_chain)
    assert [o.answer for o in fresh.summary.outcomes] == [o.answer for o in first.summary.outcomes]
    assert len(chains) == 3


def test_scoring_again_opens_neither_library_nor_model(sample_home: Path, tmp_path: Path) -> None:
    path = questions(tmp_path / "again.jsonl", CYCLE, WEIGHT)
    first = evaluate(Request((path,)), Settings(home=sample_home), without_model, PolicyChain)
    kept = next((sample_home / "eval").glob("again-*.jsonl"))

    def never(given: object) -> object:
        raise AssertionError("opened")

    rescored = evaluate(Request((path,), predictions=kept), Settings(home=tmp_path), never, never)  # type: ignore[arg-type]
    assert rescored.summary == first.summary


def test_samples_about_other_documents_are_skipped_by_name(sample_home: Path, tmp_path: Path) -> None:
    path = questions(tmp_path / "mixed.jsonl", CYCLE, ELSEWHERE)
    found = evaluate(Request((path,)), Settings(home=sample_home), without_model, PolicyChain)
    assert (list(found.skipped), [o.id for o in found.summary.outcomes]) == (["elsewhere"], ["cycle"])
    only = questions(tmp_path / "none.jsonl", ELSEWHERE)
    with pytest.raises(EvaluationRefused, match="canyue ingest"):
        evaluate(Request((only,)), Settings(home=sample_home), without_model, PolicyChain)


def test_the_built_in_sets_need_no_document_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = questions(tmp_path / "builtin.jsonl", CYCLE)
    monkeypatch.setattr("eval.session.built_in", lambda: (own,))
    found = evaluate(
        Request(update_baseline=True, baseline=tmp_path / "b.json"), Settings(home=tmp_path), without_model, PolicyChain
    )
    assert [o.id for o in found.summary.outcomes] == ["cycle"]
    assert without_model(Settings(home=tmp_path)).documents() == []
    assert load(tmp_path / "b.json").samples["cycle"].values["passed"] in (0, 1)


def test_a_question_that_crashes_is_recorded_and_asked_again(tmp_path: Path, sample_home: Path) -> None:
    class Crashing(PolicyChain):
        def _finished(self, *given: object) -> Answer:
            raise ValueError("坏了")

    log = Log(tmp_path / "p.jsonl", MADE)
    library = without_model(Settings(home=sample_home))
    runner.run([CYCLE, WEIGHT], Crashing(library), log)
    assert {p.error for p in read(log.path)[1].values()} == {"ValueError: 坏了"}
    runner.run([CYCLE, WEIGHT], PolicyChain(library), Log(log.path, MADE))
    assert {p.error for p in read(log.path)[1].values()} == {None}


def test_a_run_that_was_killed_goes_on_where_its_last_whole_line_ends(tmp_path: Path) -> None:
    log = Log(tmp_path / "p.jsonl", MADE)
    for id in ("a", "b"):
        log.add(prediction(id))
    whole = log.path.read_bytes()
    log.path.write_bytes(whole[:-20])
    resumed = Log(log.path, MADE)
    assert list(resumed.found) == ["a"]
    resumed.add(prediction("b"))
    assert log.path.read_bytes() == whole


@pytest.mark.parametrize(
    ("made", "fresh", "kept"),
    [
        (MADE, False, ["a"]),
        (Fingerprint("new", "library", None, "extractive", "settings"), False, []),
        (MADE, True, []),
    ],
)
def test_only_predictions_of_the_same_making_count(
    tmp_path: Path, made: Fingerprint, fresh: bool, kept: list[str]
) -> None:
    Log(tmp_path / "p.jsonl", MADE).add(prediction("a"))
    assert list(Log(tmp_path / "p.jsonl", made, fresh).found) == kept


def test_a_question_that_was_changed_or_crashed_is_open(tmp_path: Path) -> None:
    log = Log(tmp_path / "p.jsonl", MADE)
    log.add(prediction("a"))
    log.add(prediction("b", error="ValueError"))
    same, other = (asked(sample(id="a", question=question).query()) for question in ("问", "另问"))
    assert [log.answered("a", same), log.answered("a", other), log.answered("b", same)] == [True, False, False]


def test_a_file_of_something_else_is_named_with_its_line_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    Log(path, MADE)
    path.write_bytes(path.read_bytes() + b'{"id": 1}\n')
    before = path.read_bytes()
    with pytest.raises(PredictionsError, match="第 2 行"):
        Log(path, MADE)
    assert path.read_bytes() == before
