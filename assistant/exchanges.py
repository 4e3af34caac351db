"""A question and its answer as far as it has come: what the desk works on, the store keeps and the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.answers import Answer, Turn

Rating = Literal["up", "down"]
_ANSWER = TypeAdapter(Answer)
_HISTORY = 12


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer as far as it has come.

    While it runs, ``stage`` says what is being done, ``text`` is what has arrived, and ``notices`` are those known by
    then. It has ended once ``answer`` is there, ``failure`` says why there is none, or it was ``stopped``; one that
    neither runs nor has ended was interrupted when the program was. Times are UTC.
    """

    question: str
    id: int = 0
    stage: str = ""
    text: str = ""
    notices: tuple[str, ...] = ()
    answer: Answer | None = None
    failure: str | None = None
    stopped: bool = False
    asked_at: datetime | None = None
    ended_at: datetime | None = None
    rating: Rating | None = None
    remark: str = ""

    @property
    def ended(self) -> bool:
        """Whether it came to an end, good or bad."""
        return bool(self.answer or self.failure or self.stopped)

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return bool(self.stage) and not self.ended

    @property
    def interrupted(self) -> bool:
        """Whether nothing more will come although it has not ended."""
        return not self.stage and not self.ended


def history(earlier: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The latest answered exchanges as turns, oldest first."""
    answered = [(exchange.question, exchange.answer.answer) for exchange in earlier if exchange.answer][-_HISTORY:]
    return tuple(turn for asked, said in answered for turn in (Turn("user", asked), Turn("assistant", said)))


def read_answer(record: dict[str, Any]) -> Answer:
    """The answer whose ``to_dict`` gave the record. Raises pydantic's ValidationError where it is none."""
    return _ANSWER.validate_python(record)
