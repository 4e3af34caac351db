"""Evaluation: datasets, runs, metrics and reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval import metrics, runner
from eval.dataset import Sample

if TYPE_CHECKING:
    from assistant.chain import PolicyChain
    from knowledge.library import Library


class SourceMissing(LookupError):
    """The library does not hold what the samples are about."""


def evaluate(samples: Sequence[Sample], chain: PolicyChain, library: Library) -> tuple[metrics.Summary, runner.Run]:
    """Ask the app's own chain every sample and score what comes back. Raises SourceMissing."""
    snippets = {metrics.squeezed(snippet) for sample in samples for snippet in sample.evidence}
    texts = [metrics.squeezed(library.document(document.document_id).text) for document in library.documents()]
    if snippets and not any(snippet in text for snippet in snippets for text in texts):
        raise SourceMissing("资料库里没有这个评测集所依据的文件：请先用 canyue ingest 导入，再运行评测。")
    run = runner.run(samples, chain.ask, runner.Lookup(library.passage_text, library.document_text))
    return metrics.score(run), run
