"""One question and what has come back so far: driven through the chain, ready to be shown at every moment."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Answer, AnswerEvent, Citation, Query, Turn
from assistant.chain import PolicyChain
from assistant.web.excerpts import Excerpt, excerpt
from knowledge.documents import Document
from knowledge.embedding import EmbeddingModelError
from knowledge.library import NoSuchDocument
from knowledge.store import SchemaMismatch, StoreDamaged

log = logging.getLogger(__name__)

MAX_QUESTION = 4000
_HISTORY = 12
# Failures whose message is written for people and says what to do.
_FORESEEN = (EmbeddingModelError, SchemaMismatch, StoreDamaged, NoSuchDocument)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer as far as it has come.

    While it runs, ``stage`` says what is being done and ``text`` is what has arrived. It has ended once
    ``answer`` is there, ``failure`` says why there is none, or it was ``stopped``.
    ``excerpts`` are those of the answer's citations, in their order.
    """

    question: str
    stage: str = ""
    text: str = ""
    notices: tuple[str, ...] = ()
    answer: Answer | None = None
    excerpts: tuple[Excerpt, ...] = ()
    failure: str | None = None
    stopped: bool = False

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return not (self.answer or self.failure or self.stopped)


def converse(chain: PolicyChain, question: str, earlier: Sequence[Exchange]) -> Iterator[Exchange]:
    """Ask, and yield the exchange each time it has changed. Never raises: a failure is a sentence in the last one."""
    exchange = Exchange(question, stage="正在准备…")
    if len(question) > MAX_QUESTION:
        yield replace(exchange, failure=f"问题有 {len(question)} 字，最多 {MAX_QUESTION} 字，请缩短后再问。")
        return
    query = Query(question, history(earlier), dt.date.today())
    try:
        # Said from the start: a notice that came with the answer would push it down.
        degraded = chain.library.degraded()
        exchange = replace(exchange, notices=(degraded,) if degraded else ())
        yield exchange
        for event in chain.runnable.stream(query):
            exchange = _after(exchange, event, chain)
            yield exchange
    except _FORESEEN as error:
        log.warning("A question was not answered: %s", error)
        yield replace(exchange, failure=str(error))
    except Exception as error:  # the conversation goes on; the log has the traceback
        log.exception("A question was not answered")
        yield replace(
            exchange,
            failure=f"程序内部出错（{type(error).__name__}）。可以换个问法再试；如果一再出现，"
            "请把启动参阅的窗口里的出错信息发给维护者。",
        )


def history(earlier: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The latest answered exchanges as turns, oldest first."""
    answered = [(exchange.question, exchange.answer.answer) for exchange in earlier if exchange.answer][-_HISTORY:]
    return tuple(turn for asked, said in answered for turn in (Turn("user", asked), Turn("assistant", said)))


def _after(exchange: Exchange, event: AnswerEvent, chain: PolicyChain) -> Exchange:
    if event.answer is not None:
        answer = event.answer
        cited = tuple(excerpt(citation, _document(chain, citation)) for citation in answer.citations)
        return replace(exchange, stage="", text=answer.answer, notices=answer.notices, answer=answer, excerpts=cited)
    return replace(
        exchange,
        stage=event.stage or exchange.stage,
        text=event.delta if event.restart else exchange.text + event.delta,
        notices=event.notices or exchange.notices,
    )


def _document(chain: PolicyChain, citation: Citation) -> Document | None:
    """The cited document; None if it was removed since it was cited."""
    try:
        return chain.library.document(citation.document_id)
    except NoSuchDocument:
        return None
