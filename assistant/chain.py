"""The retrieval chain: condense → retrieve → write → verify, as a LangChain Runnable that streams."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator
from dataclasses import replace

from langchain_core.runnables import Runnable, RunnableGenerator

from assistant import questions
from assistant.answers import EXTRACTIVE, Answer, AnswerEvent, Query, Related, Timings
from assistant.citations import compose, verify
from assistant.extractive import Draft, ExtractiveWriter
from assistant.follow_up import standalone
from knowledge.library import Library
from knowledge.retrieval import Hit, PolicyRetriever

EMPTY_LIBRARY = (
    "资料库还是空的：请先运行 canyue ingest --sample 载入内置样例，或用 canyue ingest 加上文件、文件夹导入自己的文件。"
)
_RELATED = 3
_PIECE = re.compile(r"[^。；，\n]*[。；，\n]?(?:\s*\[\d+\])*")


class PolicyChain:
    """Holds the steps; ``runnable`` is what the front ends invoke and stream with a Query."""

    def __init__(self, library: Library, k: int = 20) -> None:
        self.library = library
        self.retriever = PolicyRetriever(library=library, k=k)
        self._writer = ExtractiveWriter(library)
        self.runnable: Runnable[Query, AnswerEvent] = RunnableGenerator(self._stream)

    def ask(self, query: Query) -> Answer:
        """The finished answer."""
        answer = self.runnable.invoke(query).answer
        assert answer is not None
        return answer

    def _stream(self, queries: Iterator[Query]) -> Iterator[AnswerEvent]:
        for query in queries:
            yield from self._answer(query)

    def _answer(self, query: Query) -> Iterator[AnswerEvent]:
        started = time.perf_counter()
        spent = 0.0
        hits: list[Hit] = []

        def search(text: str, only: Collection[str] | None) -> list[Hit]:
            nonlocal spent, hits
            begun = time.perf_counter()
            retriever = self.retriever.model_copy(update={"only": frozenset(only)}) if only else self.retriever
            found = [
                Hit(document.metadata["passage"], document.metadata["score"], document.metadata["parts"])
                for document in retriever.invoke(text)
            ]
            spent += time.perf_counter() - begun
            hits = hits or found
            return found

        yield AnswerEvent(stage="正在检索资料库…")
        question = questions.read(standalone(query.question, query.history))
        draft = Draft((), EMPTY_LIBRARY) if not self.library.documents() else self._writer.write(question, search)
        yield AnswerEvent(stage="正在核对依据…")
        answer = self._finished(query, question.text, draft, hits)
        total = time.perf_counter() - started
        timings = Timings(round(spent * 1000), round((total - spent) * 1000), round(total * 1000))
        for piece in _PIECE.findall(answer.answer):
            yield AnswerEvent(delta=piece)
        yield AnswerEvent(answer=replace(answer, timings_ms=timings))

    def _finished(self, query: Query, asked: str, draft: Draft, hits: list[Hit]) -> Answer:
        degraded = self.library.degraded()
        notices = (degraded,) if degraded else ()
        if draft.refusal is not None:
            return Answer(
                question=query.question,
                standalone_question=asked,
                answer=draft.refusal,
                refused=True,
                refusal_reason=draft.refusal,
                notices=notices,
                related=tuple(_related(hit) for hit in hits[:_RELATED]),
            )
        ids = {evidence.passage.document_id for claim in draft.claims for evidence in claim.evidence}
        documents = {document_id: self.library.document(document_id) for document_id in ids}
        text, citations = compose(draft.claims, documents)
        return Answer(
            question=query.question,
            standalone_question=asked,
            answer=text,
            citations=citations,
            notices=notices,
            verification=verify(text, citations, documents),
            model=EXTRACTIVE,
        )


def _related(hit: Hit) -> Related:
    passage = hit.passage
    return Related(passage.id, passage.document_id, passage.title, passage.section, passage.text, passage.url)
