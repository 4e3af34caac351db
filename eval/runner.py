"""Asks every sample of a set and keeps what came back, with the texts the answers point at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from assistant.answers import Answer, Query
from eval.dataset import Sample


@dataclass(frozen=True, slots=True)
class Lookup:
    """How to get the text of a passage and of a document by id; None for an id the library does not hold."""

    passage: Callable[[str], str | None]
    document: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What one sample brought: an answer, or the error that came in its place. ``latency_ms`` is wall time."""

    sample: Sample
    answer: Answer | None
    error: str | None
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Run:
    """All results in the order of the samples, and the texts of every passage and document they cite, by id."""

    results: tuple[Result, ...]
    passages: Mapping[str, str]
    documents: Mapping[str, str]


def run(samples: Sequence[Sample], ask: Callable[[Query], Answer], lookup: Lookup) -> Run:
    """Ask each sample in turn, with a progress bar on stderr. A sample that fails is recorded and the rest go on."""
    results = tuple(_ask(sample, ask) for sample in track(samples, description="评测", console=Console(stderr=True)))
    citations = [citation for result in results if result.answer for citation in result.answer.citations]
    return Run(
        results,
        passages=_texts((citation.passage_id for citation in citations), lookup.passage),
        documents=_texts((citation.document_id for citation in citations), lookup.document),
    )


def _ask(sample: Sample, ask: Callable[[Query], Answer]) -> Result:
    answer, error = None, None
    begin = time.perf_counter()
    try:
        answer = ask(sample.query())
    except Exception as failure:  # one broken question must not hide what the others show
        error = f"{type(failure).__name__}: {failure}"
    return Result(sample, answer, error, (time.perf_counter() - begin) * 1000)


def _texts(ids: Iterable[str], text_of: Callable[[str], str | None]) -> dict[str, str]:
    return {key: text for key in dict.fromkeys(ids) if (text := text_of(key)) is not None}
