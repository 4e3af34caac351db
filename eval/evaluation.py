"""One evaluation put together: the samples, what they brought, what that is worth, what it is held against. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.comparison import Comparison
from eval.dataset import Sample
from eval.judge import Agreement
from eval.metrics import Outcome, Summary
from eval.predictions import Fingerprint, Prediction


@dataclass(frozen=True, slots=True)
class Case:
    """A sample with its prediction and outcome; ``before`` is what an earlier run answered, where that is known."""

    sample: Sample
    prediction: Prediction | None
    outcome: Outcome
    before: Prediction | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that the reports show. ``skipped`` are ids of samples whose documents the library lacks."""

    samples: Sequence[Sample]
    predictions: Mapping[str, Prediction]
    fingerprint: Fingerprint
    summary: Summary
    objections: Sequence[str]
    skipped: Sequence[str] = ()
    comparison: Comparison | None = None
    earlier: Mapping[str, Prediction] | None = None
    notices: Sequence[str] = ()
    agreement: Agreement | None = None

    def cases(self, ids: Sequence[str]) -> list[Case]:
        """The samples of these ids, with all that is known of each."""
        samples = {sample.id: sample for sample in self.samples}
        outcomes = {outcome.id: outcome for outcome in self.summary.outcomes}
        earlier = self.earlier or {}
        return [Case(samples[id], self.predictions.get(id), outcomes[id], earlier.get(id)) for id in ids]

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue eval --json``."""
        return {
            **self.summary.to_dict(),
            "fingerprint": self.fingerprint.digest,
            "model": self.fingerprint.model,
            "embedding": self.fingerprint.embedding,
            "skipped": list(self.skipped),
            "objections": list(self.objections),
            "comparison": self.comparison.to_dict() if self.comparison else None,
            "judge": self.agreement.to_dict() if self.agreement else None,
        }
