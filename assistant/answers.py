"""Question in, Answer out: the frozen records every front end shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; ``role`` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked, after what, and on which day."""

    question: str
    history: tuple[Turn, ...] = ()
    today: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """Which cell a citation points at, in the words of the table's own headers."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that a sentence rests on. ``quote`` is ``document.text[start:end]``, verbatim."""

    n: int
    passage_id: str
    document_id: str
    title: str
    section: tuple[str, ...]
    url: str | None
    page: int | None
    start: int
    end: int
    quote: str
    cell: TableCell | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A near passage shown beside a refusal: not evidence, a place to look."""

    passage_id: str
    document_id: str
    title: str
    section: tuple[str, ...]
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something the checks found; ``code`` is stable, ``detail`` is for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of the checks on an answer."""

    ok: bool = True
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve: int = 0
    answer: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with everything one needs to stand behind it, or a refusal with its reason."""

    question: str
    standalone_question: str
    answer: str
    refused: bool = False
    refusal_reason: str | None = None
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    verification: Verification = field(default_factory=Verification)
    scorecard: dict[str, Any] | None = None
    model: str = EXTRACTIVE
    timings_ms: Timings = field(default_factory=Timings)
    related: tuple[Related, ...] = ()
    raw_answer: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue ask --json``; ``related`` only on a refusal.

        ``raw_answer`` (what a chat model wrote, unchecked) only where one wrote.
        """
        record = asdict(self)
        if not self.refused:
            del record["related"]
        if self.raw_answer is None:
            del record["raw_answer"]
        return record


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One step of a streamed answer: a stage that began, its notices, a piece of text, or the finished answer.

    Events add up, so that invoking the chain yields one event that holds the finished answer. ``restart`` takes back
    the pieces of text before it.
    """

    stage: str = ""
    delta: str = ""
    answer: Answer | None = None
    notices: tuple[str, ...] = ()
    restart: bool = False

    def __add__(self, other: AnswerEvent) -> AnswerEvent:
        return AnswerEvent(
            other.stage or self.stage,
            other.delta if other.restart else self.delta + other.delta,
            other.answer or self.answer,
            other.notices or self.notices,
            self.restart or other.restart,
        )
