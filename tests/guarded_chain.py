"""A chain that waits before each of its steps."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from assistant.answers import AnswerEvent, Query
from assistant.chain import PolicyChain
from knowledge.library import Library


class GuardedChain(PolicyChain):
    """The real chain, let on event by event, so that what is shown in between can be looked at."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.step = threading.Semaphore(0)

    def _answer(self, query: Query) -> Iterator[AnswerEvent]:
        for event in super()._answer(query):
            yield event
            self.step.acquire(timeout=20)
