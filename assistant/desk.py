"""The desk: answers are worked out in threads of its own and kept when they are done; whoever looks only follows."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace

from assistant.answers import AnswerEvent, Query
from assistant.chain import PolicyChain
from assistant.conversation import Conversations, ConversationsUnavailable
from assistant.exchanges import Exchange, history
from assistant.models import stopping
from knowledge.embedding import EmbeddingModelError
from knowledge.library import NoSuchDocument
from knowledge.reranking import RerankerError
from knowledge.store import SchemaMismatch, StoreDamaged

log = logging.getLogger(__name__)

MAX_QUESTION = 4000
QUEUED = "前面还有问题在答，正在排队…"
STOPPING = "正在停止…"
# Failures whose message is written for people and says what to do.
_FORESEEN = (EmbeddingModelError, RerankerError, SchemaMismatch, StoreDamaged, NoSuchDocument)


class Busy(Exception):
    """The conversation's last question is still being answered; the message is for people."""


@dataclass(slots=True, eq=False)
class _Run:
    """An answer in the making; ``stop`` is done once somebody wants it to end."""

    exchange: Exchange
    stop: Future[None] = field(default_factory=Future)
    watchers: set[Callable[[], object]] = field(default_factory=set)
    job: Future[None] | None = None

    def end(self) -> None:
        """Want it to end."""
        with suppress(InvalidStateError):  # somebody wanted that before
            self.stop.set_result(None)

    def show(self, exchange: Exchange) -> None:
        """Let everybody who follows see how far it has come."""
        self.exchange = exchange
        for tell in tuple(self.watchers):
            with suppress(RuntimeError):  # the loop in which somebody looked on has ended
                tell()


class Desk:
    """Answers one question at a time per conversation, several conversations side by side."""

    def __init__(self, chain: PolicyChain, conversations: Conversations, at_once: int = 4) -> None:
        self.chain = chain
        self.conversations = conversations
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._runs: dict[str, _Run] = {}
        self._lock = threading.Lock()  # so that an exchange is seen either running or as it was kept

    def ask(self, owner: str, conversation: str | None, question: str, again: bool = False) -> str:
        """Begin to answer, in a new conversation if None is given; the conversation's id.

        ``again`` answers in the place of the last exchange. Raises Busy, NoSuchConversation and
        ConversationsUnavailable.
        """
        question = question.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be kept
        with self._lock:
            earlier = self.conversations.exchanges(owner, conversation) if conversation else ()
            if conversation in self._runs:
                raise Busy("上一个问题还在回答，请等它答完或先停止。")
            conversation, exchange = self.conversations.begin(owner, conversation, question, again)
            run = self._runs[conversation] = _Run(replace(exchange, stage=QUEUED))
            run.job = self._pool.submit(self._work, conversation, run, earlier[:-1] if again else earlier)
        return conversation

    def exchanges(self, owner: str, conversation: str) -> tuple[Exchange, ...]:
        """A conversation's exchanges as they are now. Raises NoSuchConversation and ConversationsUnavailable."""
        return self._look(owner, conversation)[0]

    async def follow(self, owner: str, conversation: str) -> AsyncGenerator[Exchange, None]:
        """The last exchange as it is now, then each time it has changed, up to its end.

        Changes that come faster than they are taken are seen as one. Raises what ``exchanges`` does.
        """
        exchanges, run = await asyncio.to_thread(self._look, owner, conversation)
        if run is None:
            yield exchanges[-1]
            return
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            loop.call_soon_threadsafe(changed.set)

        run.watchers.add(tell)
        try:
            while True:
                last = run.exchange
                yield last
                if not last.running:
                    return
                await changed.wait()
                changed.clear()
        finally:
            run.watchers.discard(tell)

    def stop(self, owner: str, conversation: str) -> None:
        """End the answer in the making, if there is one; what has arrived of it is kept. Raises NoSuchConversation."""
        _, run = self._look(owner, conversation)
        if run is None:
            return
        run.end()
        if run.job and run.job.cancel():
            self._finish(conversation, run, run.exchange)
            return
        with self._lock:
            if conversation in self._runs:
                run.show(replace(run.exchange, stage=STOPPING))

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation, and stop what is being answered in it. Raises NoSuchConversation."""
        self.stop(owner, conversation)
        self.conversations.delete(owner, conversation)

    def close(self) -> None:
        """Stop everything and wait until it has been kept."""
        for run in list(self._runs.values()):
            run.end()
        self._pool.shutdown(cancel_futures=True)

    def _look(self, owner: str, conversation: str) -> tuple[tuple[Exchange, ...], _Run | None]:
        """The exchanges of a conversation, and what is being worked out in it."""
        with self._lock:
            kept = self.conversations.exchanges(owner, conversation)
            run = self._runs.get(conversation)
        return (kept, None) if run is None else ((*kept[:-1], run.exchange), run)

    def _work(self, conversation: str, run: _Run, earlier: Sequence[Exchange]) -> None:
        stopping.set(run.stop)
        exchange = run.exchange
        with closing(converse(self.chain, exchange, earlier)) as steps:
            for exchange in steps:
                if run.stop.done() or exchange.ended:
                    break
                run.show(exchange)
        self._finish(conversation, run, exchange)

    def _finish(self, conversation: str, run: _Run, exchange: Exchange) -> None:
        """Keep how it ended; from then on it is read from the store."""
        if not exchange.ended:
            exchange = replace(exchange, stopped=True)
        exchange = replace(exchange, stage="", ended_at=dt.datetime.now(dt.UTC))
        with self._lock:
            del self._runs[conversation]
            try:
                self.conversations.end(exchange)
            except ConversationsUnavailable as error:
                log.error("An answer was not kept: %s", error)
                exchange = replace(exchange, notices=(*exchange.notices, f"这条答案没能保存：{error}"))
            run.show(exchange)


def converse(chain: PolicyChain, exchange: Exchange, earlier: Sequence[Exchange]) -> Generator[Exchange, None, None]:
    """Ask, and yield the exchange each time it has changed. Never raises: a failure is a sentence in the last one."""
    exchange = replace(exchange, stage="正在准备…")
    if len(exchange.question) > MAX_QUESTION:
        yield replace(exchange, failure=f"问题有 {len(exchange.question)} 字，最多 {MAX_QUESTION} 字，请缩短后再问。")
        return
    query = Query(exchange.question, history(earlier), dt.date.today())
    try:
        # Said from the start: a notice that came with the answer would push it down.
        degraded = chain.library.degraded()
        exchange = replace(exchange, notices=(degraded,) if degraded else ())
        yield exchange
        for event in chain.runnable.stream(query):
            exchange = _after(exchange, event)
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


def _after(exchange: Exchange, event: AnswerEvent) -> Exchange:
    if event.answer is not None:
        return replace(exchange, text=event.answer.answer, notices=event.answer.notices, answer=event.answer)
    return replace(
        exchange,
        stage=event.stage or exchange.stage,
        text=event.delta if event.restart else exchange.text + event.delta,
        notices=event.notices or exchange.notices,
    )
