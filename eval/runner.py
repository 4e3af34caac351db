"""Asks the app's own chain every sample of a set, several at once, and keeps what came back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain as chained
from itertools import zip_longest
from pathlib import Path
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from rich.console import Console
from rich.progress import track

from assistant.answers import Answer, Query
from assistant.chain import PolicyChain
from assistant.scoring.scheme import SCHEMES
from assistant.settings import Settings
from eval.dataset import Sample
from eval.predictions import Fingerprint, Log, Prediction, Retrieved, Source, asked, hashed
from knowledge.indicators.loader import FOLDER, system_ids
from knowledge.library import Library
from knowledge.onnx_encoder import available_cores

ROOT = Path(__file__).resolve().parents[1]
_ASKED = ("knowledge", "assistant", "prompts")
_CODE = {".py", ".md", ".yaml"}
# Passages of a ranking that are kept: what measures and reports look at.
_KEPT = 20


class _Searches(BaseCallbackHandler):
    """Hears what the retriever of one question found, search by search."""

    def __init__(self) -> None:
        self.found: list[list[Retrieved]] = []

    def on_retriever_end(self, documents: Sequence[Any], **kwargs: Any) -> None:
        """One search has ended."""
        passages = [document.metadata["passage"] for document in documents]
        self.found.append([Retrieved(p.id, p.title, p.section, p.text) for p in passages])

    def ranking(self) -> tuple[Retrieved, ...]:
        """One list of all searches: the first of each, then the second of each, none twice."""
        by_rank = chained.from_iterable(zip_longest(*self.found))
        return tuple(dict.fromkeys(passage for passage in by_rank if passage))[:_KEPT]


def run(samples: Sequence[Sample], chain: PolicyChain, log: Log) -> None:
    """Ask each sample that has no answer in ``log`` yet, with a progress bar on stderr, and keep what comes there.

    A sample that fails is recorded and the rest go on. The questions do not touch each other: in one thread or in
    several the predictions are the same.
    """
    open_samples = [sample for sample in samples if not log.answered(sample.id, asked(sample.query()))]
    if not open_samples:
        return
    chain.library.warm_up()
    with ThreadPoolExecutor(available_cores()) as pool:
        predictions = pool.map(lambda sample: _ask(sample, chain), open_samples)
        for prediction in track(predictions, "评测", len(open_samples), console=Console(stderr=True)):
            log.add(prediction)


def fingerprint(chain: PolicyChain, settings: Settings) -> Fingerprint:
    """What the chain's answers depend on."""
    library = chain.library
    reranker = library.reranker.name if library.reranker else None
    return Fingerprint(
        code=_code(),
        library=hashed(sorted(p.id for held in library.documents() for p in library.passages_of(held.document_id))),
        embedding=library.embedder.name if library.embedder else None,
        model=chain.model.name if chain.model else "extractive",
        settings=hashed([reranker, settings.llm_base_url, settings.llm_timeout_s, chain.retriever.k]),
    )


def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for room in _ASKED for path in (ROOT / room).rglob("*") if path.suffix in _CODE):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _ask(sample: Sample, chain: PolicyChain) -> Prediction:
    query, searches = sample.query(), _Searches()
    answer, error = None, None
    begin = time.perf_counter()
    try:
        answer = _answer(chain, query, searches)
    except Exception as failure:  # one broken question must not hide what the others show
        error = f"{type(failure).__name__}: {failure}"
    latency = (time.perf_counter() - begin) * 1000
    prediction = Prediction(sample.id, asked(query), answer, error, round(latency, 1), searches.ranking())
    if answer is None:
        return prediction
    return replace(prediction, sources=_sources(answer, chain.library), rules=_rules(answer))


def _answer(chain: PolicyChain, query: Query, searches: _Searches) -> Answer:
    answer = chain.runnable.invoke(query, {"callbacks": [searches]}).answer
    assert answer is not None
    return answer


def _rules(answer: Answer) -> tuple[str, ...]:
    """The indicator system and the scheme of a scorecard; all of them for what the scoring says without one."""
    if answer.refused or (answer.citations and answer.scorecard is None):
        return ()
    chosen = [answer.scorecard["system"]] if answer.scorecard else system_ids()
    return tuple((folder / f"{id}.yaml").read_text(encoding="utf-8") for id in chosen for folder in (FOLDER, SCHEMES))


def _sources(answer: Answer, library: Library) -> tuple[Source, ...]:
    held = {summary.document_id for summary in library.documents()}
    found = []
    for citation in answer.citations:
        if citation.document_id not in held:
            found.append(Source(None, None))
            continue
        document = library.document(citation.document_id)
        meta = document.metadata
        said = [document.title, meta.issue, meta.number, meta.published, meta.effective, meta.ends]
        facts = [f"{fact.label}：{fact.value}" for fact in meta.facts]
        inside = 0 <= citation.start < citation.end <= len(document.text)
        there = document.text[citation.start : citation.end] if inside else None
        found.append(Source(library.passage_text(citation.passage_id), there, (*filter(None, said), *facts)))
    return tuple(found)
