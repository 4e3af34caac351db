"""What a run is worth: pure functions over its predictions.

Every sample gets a value between 0 and 1 for each measure that applies to it, None for the others; a figure is the mean
of the values. A sample that crashed keeps its place in every measure that it belongs to, with the value 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers import Answer, Citation
from eval import ranking
from eval.dataset import Sample
from eval.faithfulness import unfounded
from eval.predictions import Prediction, Retrieved, Source, hashed
from eval.statistics import Estimate, mean, share

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its key in JSON, its name on screen, whether its values are only 0 and 1.

    ``hard``: a single 0 is a broken promise of the product, whatever the mean.
    """

    key: str
    name: str
    binary: bool = True
    hard: bool = False


MEASURES = (
    Measure("passed", "全对"),
    Measure("fact_recall", "事实召回"),
    Measure("evidence_recall", "出处召回"),
    Measure("citation_precision", "引用精确率", binary=False),
    Measure("quote_validity", "引文有效", hard=True),
    Measure("numeric_faithfulness", "数字有据", hard=True),
    Measure("refusal_accuracy", "拒答判断"),
    Measure("score_accuracy", "评分一致"),
    Measure("scorecard_validity", "评分卡无误", hard=True),
    Measure("hit@1", "检索 Hit@1"),
    Measure("hit@5", "检索 Hit@5"),
    Measure("mrr@10", "检索 MRR@10", binary=False),
    Measure("ndcg@10", "检索 nDCG@10", binary=False),
)
"""Fact recall: all facts of the sample stand in the answer. Evidence recall: all its evidence lies in cited passages;
citation precision: the share of the citations that hold any of it (both after Gao et al. 2023, ALCE, with the stated
evidence in place of an entailment model). Quote validity: every quote stands in its document at its offsets. Numeric
faithfulness: ``eval.faithfulness``. Score accuracy: the fields asked for are equal in the scorecard; scorecard
validity: no field of a scorecard that was shown is wrong. Hit, MRR, nDCG (Järvelin and Kekäläinen 2002):
``eval.ranking`` over the evidence, see ``evidence_ranking``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One prediction judged; ``answer`` is a hash of what was said and cited, the same for the same answer."""

    id: str
    kind: str
    refuse: bool
    refused: bool
    crashed: bool
    values: Values
    answer: str
    quotes: tuple[bool, ...] = ()
    missing_facts: tuple[str, ...] = ()
    missing_evidence: tuple[str, ...] = ()
    unfounded: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Right in everything that was asked of it."""
        return self.values["passed"] == 1


@dataclass(frozen=True, slots=True)
class Refusals:
    """How well refusals fall on the questions that have no answer."""

    precision: Estimate  # of the refused, those that had to be
    recall: Estimate  # of those that had to be, the refused
    false: Estimate  # of the answerable, the refused

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, 2·hits / (refused + to be refused); None when both are empty."""
        both = self.precision.total + self.recall.total
        return 2 * (self.recall.hits or 0) / both if both else None

    def to_dict(self) -> dict[str, Any]:
        """``f1`` is rounded to four places."""
        return {
            "precision": self.precision.to_dict(),
            "recall": self.recall.to_dict(),
            "f1": None if self.f1 is None else round(self.f1, 4),
            "false_refusals": self.false.to_dict(),
        }


Figures = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Summary:
    """A run judged: as a whole, by kind, and sample by sample. Latencies are milliseconds of answered samples."""

    overall: Figures
    kinds: Mapping[str, Figures]
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
        """The figures of ``canyue eval --json``."""
        return {
            "samples": len(self.outcomes),
            "crashed": self.crashed,
            **{key: estimate.to_dict() for key, estimate in self.overall.items()},
            "refusals": self.refusals.to_dict(),
            "latency_ms": {"p50": _rounded(self.p50_ms), "p95": _rounded(self.p95_ms)},
            "kinds": {
                kind: {key: estimate.to_dict() for key, estimate in figures.items() if estimate.total}
                for kind, figures in self.kinds.items()
            },
            "failures": [outcome.id for outcome in self.failures],
        }


def summarise(samples: Sequence[Sample], predictions: Mapping[str, Prediction]) -> Summary:
    """Judge the prediction of every sample; one without a prediction counts as crashed."""
    outcomes = tuple(judge(sample, predictions.get(sample.id)) for sample in samples)
    latencies = [p.latency_ms for s in samples if (p := predictions.get(s.id)) and p.answer]
    return Summary(
        overall=_figures(outcomes),
        kinds={
            kind: _figures([outcome for outcome in outcomes if outcome.kind == kind])
            for kind in dict.fromkeys(outcome.kind for outcome in outcomes)
        },
        refusals=Refusals(
            precision=share([outcome.refuse for outcome in outcomes if outcome.refused]),
            recall=share([outcome.refused for outcome in outcomes if outcome.refuse]),
            false=share([outcome.refused for outcome in outcomes if not outcome.refuse]),
        ),
        crashed=sum(outcome.crashed for outcome in outcomes),
        p50_ms=percentile(latencies, 50),
        p95_ms=percentile(latencies, 95),
        outcomes=outcomes,
    )


def judge(sample: Sample, prediction: Prediction | None) -> Outcome:
    """One sample against what it brought."""
    answer = prediction.answer if prediction else None
    if prediction is None or answer is None:
        values = dict.fromkeys(_asked(sample), 0.0)
        return Outcome(
            sample.id, sample.kind, sample.refuse, False, True, {m.key: values.get(m.key) for m in MEASURES}, ""
        )
    right_way = answer.refused == sample.refuse
    missing_facts = tuple(fact for fact in sample.facts if not matches(fact, answer.answer))
    cited = [_words(citation, source) for citation, source in zip(answer.citations, prediction.sources, strict=True)]
    missing_evidence = tuple(s for s in sample.evidence if not any(squeezed(s) in text for text in cited))
    supporting = [any(squeezed(snippet) in text for snippet in sample.evidence) for text in cited]
    quotes = tuple(quote_stands(*pair) for pair in zip(answer.citations, prediction.sources, strict=True))
    numbers = unfounded(answer, _said(sample), [*_grounds(answer, prediction.sources), *prediction.rules])
    wrong_fields = _wrong_fields(sample.score, answer)
    measured: dict[str, float] = {
        "fact_recall": right_way and not missing_facts,
        "evidence_recall": right_way and not missing_evidence,
        "refusal_accuracy": right_way,
        "score_accuracy": wrong_fields == [],
        **_retrieval(prediction.retrieved, sample.evidence),
    }
    values = {key: float(value) for key, value in measured.items() if key in _asked(sample)}
    if sample.evidence and cited:
        values["citation_precision"] = sum(supporting) / len(supporting)
    if quotes:
        values["quote_validity"] = float(all(quotes))
    values["numeric_faithfulness"] = float(not numbers)
    if sample.score and wrong_fields is not None:
        values["scorecard_validity"] = float(not wrong_fields)
    demands = {"fact_recall", "evidence_recall", "refusal_accuracy", "score_accuracy"} | HARD
    values["passed"] = float(all(values.get(key, 1) == 1 for key in demands))
    return Outcome(
        id=sample.id,
        kind=sample.kind,
        refuse=sample.refuse,
        refused=answer.refused,
        crashed=False,
        # Rounded, so that a value is the same after it was written to a baseline.
        values={m.key: None if (value := values.get(m.key)) is None else round(value, 4) for m in MEASURES},
        answer=_hash(answer),
        quotes=quotes,
        missing_facts=missing_facts,
        missing_evidence=missing_evidence,
        unfounded=numbers,
    )


HARD = {measure.key for measure in MEASURES if measure.hard}


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


def quote_stands(citation: Citation, source: Source) -> bool:
    """Whether the quote is, to the character, what the document holds from ``start`` to ``end``."""
    return bool(citation.quote) and source.there == citation.quote


def evidence_ranking(retrieved: Sequence[Retrieved], evidence: Sequence[str]) -> list[str]:
    """What retrieval saw, as a ranking of the evidence: each snippet where the first passage that holds it stands.

    A passage that holds none keeps its place under its own id, one that holds several makes room for all of them.
    """
    left, ranked = list(dict.fromkeys(evidence)), []
    for passage in retrieved:
        text = squeezed("".join((*passage.section, passage.text)))
        held = [snippet for snippet in left if squeezed(snippet) in text]
        ranked += held or [passage.passage_id]
        left = [snippet for snippet in left if snippet not in held]
    return ranked


def squeezed(text: str) -> str:
    """Without white space and Markdown bold, which differ between a document and its passages."""
    return re.sub(r"\s|\*\*", "", text)


def _asked(sample: Sample) -> set[str]:
    """The measures that a sample asks for, whatever it brings."""
    asked = {"passed", "refusal_accuracy"}
    asked |= {"fact_recall"} if sample.facts else set()
    asked |= {"evidence_recall", "hit@1", "hit@5", "mrr@10", "ndcg@10"} if sample.evidence else set()
    return asked | ({"score_accuracy"} if sample.score else set())


def _retrieval(retrieved: Sequence[Retrieved], evidence: Sequence[str]) -> dict[str, float]:
    ranked, judged = evidence_ranking(retrieved, evidence), dict.fromkeys(evidence, 1.0)
    return {key: measure(ranked, judged) for key, measure in ranking.MEASURES.items()}


def _words(citation: Citation, source: Source) -> str:
    """What a citation shows, squeezed; its passage and its quote are not joined, as neither need follow the other."""
    return squeezed(source.passage or "") + "\0" + squeezed(citation.quote)


def _said(sample: Sample) -> list[str]:
    """The user's words, and the day of the question."""
    day = sample.query().today
    turns = [message.content for message in sample.history if message.role == "user"]
    return [sample.question, *turns, day.isoformat() if day else ""]


def _grounds(answer: Answer, sources: Sequence[Source]) -> list[str]:
    return [
        text
        for citation, source in zip(answer.citations, sources, strict=True)
        for text in (source.passage or "", source.there or "", citation.title, *citation.section, *source.about)
    ]


def _wrong_fields(expected: Mapping[str, Any], answer: Answer) -> list[str] | None:
    """The fields of the scorecard that are not as expected; None without a scorecard."""
    card = answer.scorecard
    return None if card is None else [key for key, value in expected.items() if card.get(key) != value]


def _hash(answer: Answer) -> str:
    record = answer.to_dict()
    return hashed({key: record[key] for key in ("answer", "refused", "citations", "scorecard")})


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    figures = {}
    for measure in MEASURES:
        values = [value for outcome in outcomes if (value := outcome.values[measure.key]) is not None]
        figures[measure.key] = share(values) if measure.binary else mean(values)
    return figures


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)
