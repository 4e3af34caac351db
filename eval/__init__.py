"""Evaluation: datasets, runs, metrics and reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval import metrics, runner
from eval.dataset import Sample

if TYPE_CHECKING:
    from assistant.chain import PolicyChain
    from knowledge.library import Library


def evaluate(samples: Sequence[Sample], chain: PolicyChain, library: Library) -> tuple[metrics.Summary, runner.Run]:
    """Ask the app's own chain every sample and score what comes back."""
    run = runner.run(samples, chain.ask, runner.Lookup(library.passage_text, library.document_text))
    return metrics.score(run), run
