"""What a run is worth: pure functions over its results.

A measure is a Share, so many hits of so many; one that nothing was asked of has no rate. A sample that crashed stays in
every denominator it belongs to and never hits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers import Answer, Citation
from eval.runner import Result, Run


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``."""

    hits: int
    total: int

    @classmethod
    def of(cls, outcomes: Iterable[bool | None]) -> Share:
        """Count the true among the outcomes; None was not asked and is left out."""
        asked = [outcome for outcome in outcomes if outcome is not None]
        return cls(sum(asked), len(asked))

    @property
    def rate(self) -> float | None:
        """Between 0 and 1, None of nothing."""
        return self.hits / self.total if self.total else None

    def to_dict(self) -> dict[str, Any]:
        """``rate`` is rounded to four places."""
        return {"hits": self.hits, "total": self.total, "rate": None if self.rate is None else round(self.rate, 4)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result judged. ``facts``, ``evidence`` and ``score`` are None where the sample states none.

    ``quotes`` has one entry a citation: whether its quote stands in the document at its offsets.
    """

    id: str
    kind: str
    refuse: bool
    refused: bool
    crashed: bool
    facts: bool | None
    evidence: bool | None
    score: bool | None
    quotes: tuple[bool, ...]
    missing_facts: tuple[str, ...]
    missing_evidence: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Right in everything that was asked of it."""
        demands = (self.facts, self.evidence, self.score, *self.quotes)
        return not self.crashed and self.refused == self.refuse and False not in demands


@dataclass(frozen=True, slots=True)
class Figures:
    """The shares of a whole run or of one kind of question."""

    passed: Share
    facts: Share
    evidence: Share
    score: Share
    quotes: Share

    def to_dict(self) -> dict[str, Any]:
        """The keys that ``canyue eval --json`` prints for the run and for each kind."""
        return {
            "passed": self.passed.to_dict(),
            "fact_recall": self.facts.to_dict(),
            "evidence_recall": self.evidence.to_dict(),
            "score_accuracy": self.score.to_dict(),
            "quote_validity": self.quotes.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Refusals:
    """How well refusals fall on the questions that have no answer."""

    precision: Share  # of the refused, those that had to be
    recall: Share  # of those that had to be, the refused
    false: Share  # of the answerable, the refused

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, 2·hits / (refused + to be refused); None when both are empty."""
        return Share(2 * self.recall.hits, self.precision.total + self.recall.total).rate

    def to_dict(self) -> dict[str, Any]:
        """``f1`` is rounded to four places."""
        return {
            "precision": self.precision.to_dict(),
            "recall": self.recall.to_dict(),
            "f1": None if self.f1 is None else round(self.f1, 4),
            "false_refusals": self.false.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """A run judged: as a whole, by kind, and sample by sample. Latencies are milliseconds of answered samples."""

    overall: Figures
    kinds: dict[str, Figures]
    refusals: Refusals
    crashed: int
    p50_ms: float | None
    p95_ms: float | None
    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The outcomes that are not right in everything, in the order of the samples."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue eval --json``."""
        return {
            "samples": len(self.outcomes),
            "crashed": self.crashed,
            **self.overall.to_dict(),
            "refusals": self.refusals.to_dict(),
            "latency_ms": {"p50": _rounded(self.p50_ms), "p95": _rounded(self.p95_ms)},
            "kinds": {kind: figures.to_dict() for kind, figures in self.kinds.items()},
            "failures": [outcome.id for outcome in self.failures],
        }


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a run must reach, as rates between 0 and 1; ``false_refusals`` is what it must not exceed."""

    fact_recall: float = 0.90
    evidence_recall: float = 0.90
    refusal_recall: float = 0.83
    false_refusals: float = 0.05
    quote_validity: float = 1.0


def score(run: Run) -> Summary:
    """Judge every result of a run."""
    outcomes = tuple(_judge(result, run) for result in run.results)
    kinds = dict.fromkeys(outcome.kind for outcome in outcomes)
    latencies = [result.latency_ms for result in run.results if result.answer]
    return Summary(
        overall=_figures(outcomes),
        kinds={kind: _figures([outcome for outcome in outcomes if outcome.kind == kind]) for kind in kinds},
        refusals=Refusals(
            precision=Share.of(outcome.refuse for outcome in outcomes if outcome.refused),
            recall=Share.of(outcome.refused for outcome in outcomes if outcome.refuse),
            false=Share.of(outcome.refused for outcome in outcomes if not outcome.refuse),
        ),
        crashed=sum(outcome.crashed for outcome in outcomes),
        p50_ms=percentile(latencies, 50),
        p95_ms=percentile(latencies, 95),
        outcomes=outcomes,
    )


def shortfalls(summary: Summary, thresholds: Thresholds) -> list[str]:
    """A Chinese sentence for each threshold the run misses. What the set asks nothing about is not judged."""
    floors = (
        ("事实召回率", summary.overall.facts, thresholds.fact_recall),
        ("出处召回率", summary.overall.evidence, thresholds.evidence_recall),
        ("应拒答而拒答的比例", summary.refusals.recall, thresholds.refusal_recall),
        ("引文核对无误的比例", summary.overall.quotes, thresholds.quote_validity),
    )
    found = [
        f"{name}为 {share.rate:.3f}（{share.hits}/{share.total}），低于要求的 {floor:.2f}"
        for name, share, floor in floors
        if share.rate is not None and share.rate < floor
    ]
    false = summary.refusals.false
    if false.rate is not None and false.rate > thresholds.false_refusals:
        limit = thresholds.false_refusals
        found.append(f"误拒答的比例为 {false.rate:.3f}（{false.hits}/{false.total}），高于允许的 {limit:.2f}")
    return found


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile: the least value that at least ``percent`` % do not exceed; None of no values."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(percent * len(values) / 100), 1) - 1]


def matches(pattern: str, answer: str) -> bool:
    """Whether a fact stands in an answer, with white space folded to one blank or left out altogether.

    Citation marks and Markdown bold are dropped first: the 9 of ``[9]`` is no fact.
    """
    plain = re.sub(r"\[\d+\]|\*\*", "", answer)
    return any(re.search(pattern, folded) for folded in (" ".join(plain.split()), squeezed(plain)))


def quote_stands(citation: Citation, documents: Mapping[str, str]) -> bool:
    """Whether the quote is, to the character, the document's text from ``start`` to ``end``."""
    text = documents.get(citation.document_id, "")
    return 0 <= citation.start < citation.end <= len(text) and text[citation.start : citation.end] == citation.quote


def _judge(result: Result, run: Run) -> Outcome:
    sample, answer = result.sample, result.answer
    refused = answer is not None and answer.refused
    right_way = answer is not None and refused == sample.refuse
    citations = answer.citations if answer else ()
    cited = [squeezed(text) for c in citations for text in (run.passages.get(c.passage_id, ""), c.quote)]
    missing_facts = tuple(fact for fact in sample.facts if not (answer and matches(fact, answer.answer)))
    missing_evidence = tuple(s for s in sample.evidence if not any(squeezed(s) in text for text in cited))
    return Outcome(
        id=sample.id,
        kind=sample.kind,
        refuse=sample.refuse,
        refused=refused,
        crashed=answer is None,
        facts=right_way and not missing_facts if sample.facts else None,
        evidence=right_way and not missing_evidence if sample.evidence else None,
        score=_scorecard_agrees(sample.score, answer) if sample.score else None,
        quotes=tuple(quote_stands(citation, run.documents) for citation in citations),
        missing_facts=missing_facts,
        missing_evidence=missing_evidence,
    )


def _scorecard_agrees(expected: dict[str, Any], answer: Answer | None) -> bool:
    card = answer.scorecard if answer else None
    return card is not None and all(key in card and card[key] == value for key, value in expected.items())


def _figures(outcomes: Sequence[Outcome]) -> Figures:
    return Figures(
        passed=Share.of(outcome.passed for outcome in outcomes),
        facts=Share.of(outcome.facts for outcome in outcomes),
        evidence=Share.of(outcome.evidence for outcome in outcomes),
        score=Share.of(outcome.score for outcome in outcomes),
        quotes=Share.of(quote for outcome in outcomes for quote in outcome.quotes),
    )


def squeezed(text: str) -> str:
    """Without white space and Markdown bold, which differ between a document and its passages."""
    return re.sub(r"\s|\*\*", "", text)


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)
