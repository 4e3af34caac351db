"""The local model over the evaluation set: recall not below the extractive's, no number outside the evidence."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator

import pytest

from assistant.answers import Answer
from assistant.chain import PolicyChain
from assistant.models import ChatModel
from eval import dataset
from eval.dataset import Sample
from knowledge.library import Library
from prompts import Prompt
from tests.assistant.scripted_answers import Fault
from tests.assistant.test_generation import violations
from tests.shared_data import needs_shared

ALLOWED_LOSS = 0.05
OVERHEAD_MS = 120
AS_WRITTEN = Fault("as written", lambda prompt, rng: "")


class TimedModel(ChatModel):
    """A chat model that counts the seconds spent waiting for it."""

    def __init__(self, model: ChatModel) -> None:
        self.__dict__.update(model.__dict__)
        self.spent = 0.0

    def stream(self, prompt: Prompt, seconds: float) -> Iterator[str]:
        pieces = super().stream(prompt, seconds)
        while True:
            begun = time.perf_counter()
            piece = next(pieces, None)
            self.spent += time.perf_counter() - begun
            if piece is None:
                return
            yield piece


def recalled(sample: Sample, answer: Answer) -> bool:
    return all(re.search(fact, answer.answer) for fact in sample.facts)


@needs_shared
@pytest.mark.parametrize("name", ["bulletin-2021-26", "shared"])
def test_the_evaluation_set(local_chat_model: ChatModel, bulletins: Library, one_in: int, name: str) -> None:
    samples = dataset.load(dataset.DATASETS / f"{name}.jsonl")[::one_in]
    answerable = sum(bool(sample.facts) for sample in samples)
    extractive, model = PolicyChain(bulletins), TimedModel(local_chat_model)
    modelled = PolicyChain(bulletins, model=model)
    hits = {"extractive": 0, "modelled": 0}
    written, overhead_ms, wrong = 0, [], []
    for i, sample in enumerate(samples, 1):
        begun = time.perf_counter()
        plain = extractive.ask(sample.query())
        without_model = time.perf_counter() - begun
        begun, model.spent = time.perf_counter(), 0.0
        answer = modelled.ask(sample.query())
        own = time.perf_counter() - begun - model.spent
        if model.spent:
            overhead_ms.append(1000 * (own - without_model))
        hits["extractive"] += bool(sample.facts) and recalled(sample, plain)
        hits["modelled"] += bool(sample.facts) and recalled(sample, answer)
        written += answer.model != "extractive"
        found = [what for what in violations(modelled, answer, AS_WRITTEN, plain.answer) if what != "refused"]
        wrong += [f"{sample.id}: {what}" for what in found]
        # An hour is long: how far it has come, and with what.
        print(f"{i}/{len(samples)} {sample.id} {model.spent:.0f} s {answer.model} {hits} {found or ''}", flush=True)
    overhead = statistics.median(overhead_ms)
    print(
        f"\n{len(samples)} samples, {answerable} with facts: recall extractive {hits['extractive'] / answerable:.3f}, "
        f"{model.name} {hits['modelled'] / answerable:.3f}, written by the model {written}, "
        f"own overhead p50 {overhead:.0f} ms"
    )
    assert wrong == []
    assert hits["modelled"] / answerable >= hits["extractive"] / answerable - ALLOWED_LOSS
    assert overhead <= OVERHEAD_MS
