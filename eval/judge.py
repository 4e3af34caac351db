"""A chat model as a second opinion on answers: is all of it borne out, is anything left out. It decides nothing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.models import ChatModel, ChatModelFailed
from eval.dataset import Sample
from eval.metrics import Outcome
from eval.predictions import Prediction
from prompts import load

_REPLY = re.compile(r"有依据[：:]\s*([是否]).*?完整[：:]\s*([是否])", re.S)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of one answer."""

    faithful: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the opinions agree with the measures; ``unheard`` counts answers on which the model had none.

    Kappa is None where one of the two always says the same.
    """

    model: str
    judged: int
    unheard: int
    faithful: int
    complete: int
    faithfulness_kappa: float | None
    completeness_kappa: float | None

    def to_dict(self) -> dict[str, Any]:
        """Kappas are rounded to three places."""
        return {
            "model": self.model,
            "judged": self.judged,
            "unheard": self.unheard,
            "faithful": self.faithful,
            "complete": self.complete,
            "faithfulness_kappa": _rounded(self.faithfulness_kappa),
            "completeness_kappa": _rounded(self.completeness_kappa),
        }


def ask(sample: Sample, prediction: Prediction, model: ChatModel) -> Opinion | None:
    """The model's opinion on one answer; None where it fails or says neither yes nor no."""
    assert prediction.answer is not None
    passages = [source.passage for source in prediction.sources if source.passage]
    prompt = load("judge").filled(
        marker=secrets.token_hex(4),
        question=sample.question,
        evidence="\n\n".join(dict.fromkeys(passages)),
        answer=prediction.answer.answer,
    )
    try:
        reply = model.complete(prompt, model.timeout_s)
    except ChatModelFailed:
        return None
    said = _REPLY.search(reply)
    return Opinion(said[1] == "是", said[2] == "是") if said else None


def agreement(model: str, opinions: Mapping[str, Opinion | None], outcomes: Iterable[Outcome]) -> Agreement:
    """Faithfulness against quotes and numbers that hold, completeness against fact recall."""
    heard = [(opinion, outcome) for outcome in outcomes if (opinion := opinions.get(outcome.id))]
    sound = [
        (opinion.faithful, 0 not in (outcome.values["quote_validity"], outcome.values["numeric_faithfulness"]))
        for opinion, outcome in heard
    ]
    whole = [
        (opinion.complete, outcome.values["fact_recall"] == 1)
        for opinion, outcome in heard
        if outcome.values["fact_recall"] is not None
    ]
    return Agreement(
        model=model,
        judged=len(heard),
        unheard=sum(opinion is None for opinion in opinions.values()),
        faithful=sum(opinion.faithful for opinion, _ in heard),
        complete=sum(opinion.complete for opinion, _ in heard),
        faithfulness_kappa=kappa(sound),
        completeness_kappa=kappa(whole),
    )


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa (Cohen 1960), (observed − expected) / (1 − expected) agreement; None where no chance is left."""
    if not pairs:
        return None
    first, second = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    expected = first * second + (1 - first) * (1 - second)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    return (observed - expected) / (1 - expected) if expected < 1 else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
