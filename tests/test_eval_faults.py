"""A fault of each kind planted in the real program: the evaluation ends with status 3 and names what has got worse.

Every fault goes in where the program is put together: a data file, a constructor's argument, a subclass, a function.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from assistant import attribution, extractive, gate, scoring_chat
from assistant import chain as chains
from assistant.answers import Answer
from assistant.chain import PolicyChain
from assistant.models import ChatModel
from assistant.scoring_chat import vocabulary
from assistant.settings import Settings
from eval import command
from eval.dataset import DATASETS, load
from knowledge import chunking, loading
from knowledge.embedding import Embedder, open_embedder
from knowledge.indicators import loader
from knowledge.library import SAMPLE, Library
from knowledge.retrieval import PolicyRetriever
from tests.assistant.chat_models import ScriptedModel, shown_evidence

KINDS = {"lookup": 24, "table": 24, "unanswerable": 40, "scoring": 15}
"""Kind → so many samples of the built-in set at most."""

OpenChain = Callable[[Library], PolicyChain]


@dataclass(frozen=True)
class Bench:
    """A home whose library holds the built-in bulletin, and samples of each kind that are answered well there."""

    home: Path
    embedder: Embedder

    def run(self, kind: str, *arguments: str, open_chain: OpenChain = PolicyChain) -> tuple[int, str, dict[str, Any]]:
        """``canyue eval`` as on the command line: its exit status, what it said on stderr, its JSON."""
        cli = typer.Typer()
        cli.callback()(lambda: None)
        command.register(cli, lambda: Settings(home=self.home), self.library, open_chain)
        baseline = ["--baseline", str(self.baseline(kind))]
        result = CliRunner().invoke(cli, ["eval", str(self.samples(kind)), *baseline, "--fresh", "--json", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stderr, json.loads(result.stdout)

    def library(self, settings: Settings) -> Library:
        return Library(settings.database, settings.index, self.embedder)

    def samples(self, kind: str) -> Path:
        return self.home / f"{kind}.jsonl"

    def baseline(self, kind: str) -> Path:
        return self.home / f"{kind}.json"

    def keep(self, kind: str, ids: set[str]) -> None:
        """Leave only these samples in the set."""
        lines = [line for line in self.samples(kind).read_text("utf-8").splitlines() if json.loads(line)["id"] in ids]
        self.samples(kind).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, home_with_weights: Path) -> Bench:
    """What is answered well, with a baseline that says so."""
    embedder = open_embedder(home_with_weights)
    assert embedder is not None
    bench = Bench(tmp_path_factory.mktemp("sound"), embedder)
    library = bench.library(Settings(home=bench.home))
    list(library.ingest(list(loading.find_files([SAMPLE]))))
    for kind, most in KINDS.items():
        chosen = [sample for sample in load(DATASETS / "builtin.jsonl") if sample.kind == kind][:most]
        bench.samples(kind).write_text("\n".join(s.model_dump_json() for s in chosen), encoding="utf-8")
        _, _, found = bench.run(kind, "--update-baseline")
        bench.keep(kind, {sample.id for sample in chosen} - set(found["failures"]))
        assert bench.run(kind, "--update-baseline")[0] == 0
    return bench


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_as_it_is_passes(bench: Bench, kind: str) -> None:
    status, said, found = bench.run(kind)
    assert (status, found["objections"], found["comparison"]["broken"]) == (0, [], []), said
    assert found["comparison"]["unchanged"] == found["samples"] > 5


@pytest.fixture
def wrong_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The indicator data with a point moved from 2.7 to 2.8, which still adds up."""
    caches = (loader.load_system, vocabulary.vocabulary, scoring_chat._scheme)
    for path in loader.FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == loader.DEFAULT_SYSTEM:
            moved = {"2.7": (10, 9), "2.8": (6, 7)}
            for code, (official, wrong) in moved.items():
                own = text[text.index(f'code: "{code}"') :].partition("\n  - code")[0]
                said = own.replace(f": {official}", f": {wrong}").replace(f"{official}%", f"{wrong}%")
                assert said != own
                text = text.replace(own, said)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(loader, "FOLDER", tmp_path)
    for cached in caches:
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("wrong_weights")
def test_a_wrong_weight_in_the_indicator_data_is_caught(bench: Bench) -> None:
    status, said, _ = bench.run("scoring")
    assert status == 3
    assert "评分卡无误：" in said
    assert "评分一致从 1.000 降到" in said


class Shuffled(PolicyRetriever):
    """Finds what the retriever finds, the last first."""

    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Any]:
        return super()._get_relevant_documents(query, run_manager=run_manager)[::-1]


def test_shuffled_passages_are_caught(bench: Bench) -> None:
    def shuffled(library: Library) -> PolicyChain:
        chain = PolicyChain(library)
        chain.retriever = Shuffled(library=library, k=20)
        return chain

    status, said, _ = bench.run("lookup", open_chain=shuffled)
    assert status == 3
    assert "检索 nDCG@10从" in said
    assert "检索 Hit@1从" in said


class OffByOne(PolicyChain):
    """Cites one character too far."""

    def _finished(self, *given: Any) -> Answer:
        answer = super()._finished(*given)
        moved = (replace(c, start=c.start + 1, end=c.end + 1) for c in answer.citations)
        return replace(answer, citations=tuple(moved))


class NextPassage(PolicyChain):
    """Cites, for every passage, the one that comes after it, properly quoted."""

    def _finished(self, *given: Any) -> Answer:
        answer = super()._finished(*given)
        cited = []
        for citation in answer.citations:
            passages = self.library.passages_of(citation.document_id)
            at = next(i for i, passage in enumerate(passages) if passage.id == citation.passage_id)
            other = passages[(at + 1) % len(passages)]
            quote = self.library.document(other.document_id).text[other.start : other.end]
            cited.append(replace(citation, passage_id=other.id, start=other.start, end=other.end, quote=quote))
        return replace(answer, citations=tuple(cited))


@pytest.mark.parametrize(
    ("faulty", "measures", "reason"),
    [
        (OffByOne, ["引文有效："], "the quote no longer stands at its offsets"),
        (NextPassage, ["出处召回从", "引用精确率从"], "the quote stands, and shows something else"),
    ],
)
def test_citations_off_by_one_are_caught(
    bench: Bench, faulty: type[PolicyChain], measures: list[str], reason: str
) -> None:
    status, said, _ = bench.run("lookup", open_chain=faulty)
    assert (status, [name for name in measures if name not in said]) == (3, []), reason


def test_refusing_nothing_is_caught(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The threshold of confidence is gone, and nothing in the evidence ever speaks against a question."""
    monkeypatch.setattr(extractive, "THRESHOLD", -1.0)
    for module in (extractive, chains):
        for name in ("contradictions", "contradicted_scope"):
            monkeypatch.setattr(module, name, lambda *given: [], raising=False)
    status, said, found = bench.run("unanswerable")
    assert status == 3
    assert "拒答判断从 1.000 降到" in said
    assert found["refusals"]["recall"]["rate"] < 1


def test_the_numeric_gate_switched_off_is_caught(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat model adds numbers of its own: with the gate they go, without it they are shown, and seen."""

    def writes_too_much(prompt: str) -> str:
        key, text = next(iter(shown_evidence(prompt).items()))
        return f"{text.splitlines()[0]}[{key}]\n其中投入7321万元，惠及8642人。[{key}]"

    def modelled(library: Library) -> PolicyChain:
        return PolicyChain(library, model=ChatModel(ScriptedModel(script=writes_too_much), "scripted", 20))

    _, gated, found = bench.run("lookup", open_chain=modelled)
    assert found["numeric_faithfulness"]["rate"] == 1
    assert "数字有据" not in gated
    for module in (gate, attribution):
        monkeypatch.setattr(module, "unsupported", lambda *given: [], raising=False)
    status, said, found = bench.run("lookup", open_chain=modelled)
    assert status == 3
    assert "数字有据：" in said
    assert found["numeric_faithfulness"]["rate"] < 0.5


def test_a_chunker_that_cuts_tables_is_caught(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row of a table becomes two passages, neither of which has the headers."""
    whole = chunking._row_passages

    def halves(document: Any, section: Any, table: Any, number: int) -> Iterator[Any]:
        for passage in whole(document, section, table, number):
            middle = (passage.start + passage.end) // 2
            for start, end in ((passage.start, middle), (middle, passage.end)):
                text = document.text[start:end]
                yield replace(passage, id=f"{passage.id[:-2]}{start % 100:02}", text=text, start=start, end=end)

    monkeypatch.setattr(chunking, "_row_passages", halves)
    cut = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", bench.embedder)
    list(cut.ingest(list(loading.find_files([SAMPLE]))))
    status, said, _ = bench.run("table", open_chain=lambda library: PolicyChain(cut))
    assert status == 3
    assert "检索 nDCG@10从" in said or "出处召回从" in said
