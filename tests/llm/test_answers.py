"""The local model over the evaluation set: recall not below the extractive's, no number outside the evidence."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator

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
def test_the_evaluation_set(local_chat_model: ChatModel, bulletins: Library, one_in: int) -> None:
    samples = [s for s in dataset.load(dataset.DATASETS / "bulletin-2021-26.jsonl") if s.facts][::one_in]
    extractive, model = PolicyChain(bulletins), TimedModel(local_chat_model)
    modelled = PolicyChain(bulletins, model=model)
    hits = {"extractive": 0, "modelled": 0}
    written, overhead_ms, wrong = 0, [], []
    for sample in samples:
        begun = time.perf_counter()
        hits["extractive"] += recalled(sample, extractive.ask(sample.query()))
        without_model = time.perf_counter() - begun
        begun, model.spent = time.perf_counter(), 0.0
        answer = modelled.ask(sample.query())
        own = time.perf_counter() - begun - model.spent
        if model.spent:
            overhead_ms.append(1000 * (own - without_model))
        hits["modelled"] += recalled(sample, answer)
        written += answer.model != "extractive"
        wrong += [f"{sample.id}: {what}" for what in violations(modelled, answer, AS_WRITTEN)]
    overhead = statistics.median(overhead_ms)
    print(
        f"\n{len(samples)} samples: recall extractive {hits['extractive'] / len(samples):.3f}, "
        f"{model.name} {hits['modelled'] / len(samples):.3f}, written by the model {written}, "
        f"own overhead p50 {overhead:.0f} ms"
    )
    assert wrong == []
    assert hits["modelled"] / len(samples) >= hits["extractive"] / len(samples) - ALLOWED_LOSS
    assert overhead <= OVERHEAD_MS
