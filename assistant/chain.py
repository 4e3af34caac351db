"""The retrieval chain: condense → retrieve → write → verify, as a LangChain Runnable that streams."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.runnables import Runnable, RunnableGenerator

from assistant import about, gate, question_parts, scoring_chat
from assistant.answers import EXTRACTIVE, Answer, AnswerEvent, Issue, Query, Related, Timings, Verification
from assistant.asides import without_asides
from assistant.citations import Claim, compose, verify
from assistant.evidence import Search
from assistant.extractive import NOTHING_FOUND, Draft, ExtractiveWriter
from assistant.follow_up import standalone
from assistant.generation import ModelWriter, Written
from assistant.models import ChatModel, ChatModelFailed
from assistant.notices import recognised
from assistant.questions import Question
from assistant.scoring_citations import cited
from assistant.short_titles import spelled_out
from assistant.titles_meant import no_such_clause
from assistant.untrusted import instructions, without_remote
from assistant.validity_answers import ValidityAnswers, warnings
from knowledge.documents import Document
from knowledge.library import Library
from knowledge.retrieval import Hit, PolicyRetriever
from knowledge.scope import as_of, with_years

EMPTY_LIBRARY = (
    "资料库还是空的：请先运行 canyue ingest --sample 载入内置样例，或用 canyue ingest 加上文件、文件夹导入自己的文件。"
)
_RELATED = 3
# What a passage of the document that the question before was about counts more.
_KEPT = 0.3
# The share of a chat model's time that may go into understanding a follow-up.
_FOR_CONDENSING = 0.4
_PIECE = re.compile(r"[^。；，\n]*[。；，\n]?(?:\s*\[\d+\])*")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the library holds on a question as it was understood, and the seconds that searching took."""

    asked: str
    draft: Draft
    hits: Sequence[Hit]
    spent: float


@dataclass(frozen=True, slots=True)
class _Said:
    """What is to be said, by whom, and what is to be told about it; ``raw`` is what a chat model wrote."""

    claims: Sequence[Claim]
    model: str = EXTRACTIVE
    issues: tuple[Issue, ...] = ()
    notices: tuple[str, ...] = ()
    raw: str | None = None


class _Search:
    """Searches as of a day, and remembers what was found first and how many seconds it took.

    What the question before was about, ``before``, is likely to be meant still: its document counts a little more.
    """

    def __init__(self, retriever: PolicyRetriever, day: dt.date, before: str = "") -> None:
        self._retriever = retriever
        self._day = day
        self.hits: list[Hit] = []
        self.spent = 0.0
        self._kept = {hit.passage.document_id for hit in self._search(before, None)[:1]} if before else set()

    def __call__(self, text: str, only: Collection[str] | None) -> list[Hit]:
        begun = time.perf_counter()
        found = self._search(text, only)
        if self._kept and only is None:
            other = [hit for hit in found if hit.passage.document_id not in self._kept]
            same = [replace(hit, score=hit.score + _KEPT) for hit in self._search(text, self._kept)]
            found = sorted((*same, *other), key=lambda hit: -hit.score)[: self._retriever.k]
        self.spent += time.perf_counter() - begun
        self.hits = self.hits or found
        return found

    def _search(self, text: str, only: Collection[str] | None) -> list[Hit]:
        retriever = self._retriever.model_copy(update={"only": frozenset(only) if only else None, "today": self._day})
        return [
            Hit(document.metadata["passage"], document.metadata["score"], document.metadata["parts"])
            for document in retriever.invoke(text)
        ]


class PolicyChain:
    """Holds the steps; ``runnable`` is what the front ends invoke and stream with a Query.

    With a chat model the answers are its own, checked sentence by sentence; without one, and where it fails, they are
    put together from the passages.
    """

    def __init__(self, library: Library, k: int = 20, model: ChatModel | None = None) -> None:
        self.library = library
        self.retriever = PolicyRetriever(library=library, k=k)
        self.model = model
        self._writer = ExtractiveWriter(library)
        self._model_writer = ModelWriter(library, model) if model else None
        self._validity = ValidityAnswers(library, self._writer.quoter)
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
        today = query.today or dt.date.today()
        if told := about.reply(query, self.library, today, self.model.name if self.model else None):
            answer = Answer(question=query.question, standalone_question=query.question, answer=told)
            yield from _spoken(answer, Timings(0, *[round((time.perf_counter() - started) * 1000)] * 2))
            return
        if scored := scoring_chat.reply(query):
            yield AnswerEvent(stage="正在计算…")
            answer = cited(query, scored, self.library, today)
            yield from _spoken(answer, Timings(0, *[round((time.perf_counter() - started) * 1000)] * 2))
            return
        yield AnswerEvent(stage="正在检索资料库…")
        found = self._found(standalone(query.question, query.history), today, _before(query))
        if self._model_writer:
            found, said = yield from self._modelled(self._model_writer, query, found, today)
        else:
            said = self._extracted(found)
        yield AnswerEvent(stage="正在核对依据…")
        answer = self._finished(query, found, said, today)
        total = time.perf_counter() - started
        timings = Timings(round(found.spent * 1000), round((total - found.spent) * 1000), round(total * 1000))
        if said.model == EXTRACTIVE:
            yield from _spoken(answer, timings)
        else:
            yield AnswerEvent(answer=replace(answer, timings_ms=timings))

    def _found(self, asked: str, today: dt.date, before: str = "") -> _Found:
        timeless, day = as_of(asked)
        search = _Search(self.retriever, day or today, before)
        meant = spelled_out(with_years(without_asides(timeless), today), self.library)
        draft = self._draft(question_parts.read(meant), search, day or today)
        return _Found(asked, draft, search.hits, search.spent)

    def _draft(self, question: Question, search: Search, today: dt.date) -> Draft:
        if not self.library.documents():
            return Draft((), EMPTY_LIBRARY)
        if told := about.no_opinion(question.text) or no_such_clause(question.text, self.library):
            return Draft((), told)
        held = self._validity.answer(question.text, today, search)
        return Draft(tuple(held), confidence=1.0) if held else self._writer.write(question, search, today)

    def _extracted(self, found: _Found) -> _Said:
        """The draft itself, without what fails the numeric gate and without links and images."""
        shown = [replace(claim, text=without_remote(claim.text, claim.text)[0]) for claim in found.draft.claims]
        claims, issues = gate.screened(shown, found.asked, self._documents(shown))
        return _Said(claims, issues=tuple(issues))

    def _modelled(
        self, writer: ModelWriter, query: Query, found: _Found, today: dt.date
    ) -> Generator[AnswerEvent, None, tuple[_Found, _Said]]:
        """The chat model's answer to the question as it understands it, or else the extractive one with the reason."""
        begun = time.perf_counter()
        limit = writer.model.timeout_s
        try:
            if query.history:
                yield AnswerEvent(stage="正在理解追问…")
                asked = writer.standalone(query.question, query.history, limit * _FOR_CONDENSING)
                if asked and asked != found.asked:
                    found = self._surer(found, self._found(asked, today, _before(query)))
        except ChatModelFailed as failed:
            return found, _instead(self._extracted(found), Written(withdrawn=str(failed)))
        extracted = self._extracted(found)
        if found.draft.refusal is not None or not extracted.claims:
            return found, extracted
        yield AnswerEvent(stage="正在撰写答案…")
        left = limit - (time.perf_counter() - begun)
        shown = writer.evidence(extracted.claims, found.hits)
        documents = {e.passage.document_id: self.library.document(e.passage.document_id) for e in shown}
        said, written = "", Written()
        for written in writer.write(found.asked, extracted.claims, shown, left):
            text, _ = compose(written.claims, documents)
            if text != said:
                yield AnswerEvent(delta=text[len(said) :])
                said = text
        if written.withdrawn is None:
            return found, _Said(written.claims, writer.model.name, written.issues, raw=written.raw)
        yield AnswerEvent(restart=True)
        return found, _instead(extracted, written)

    @staticmethod
    def _surer(first: _Found, second: _Found) -> _Found:
        """The second reading of a question where it finds support no worse than the first."""
        kept = second.draft.refusal is None and second.draft.confidence >= first.draft.confidence
        return replace(second if kept else first, spent=first.spent + second.spent)

    def _finished(self, query: Query, found: _Found, said: _Said, today: dt.date) -> Answer:
        degraded = self.library.degraded()
        notices = ((degraded,) if degraded else ()) + said.notices
        refusal = found.draft.refusal or (None if said.claims else NOTHING_FOUND)
        if refusal is not None:
            return Answer(
                question=query.question,
                standalone_question=found.asked,
                answer=refusal,
                refused=True,
                refusal_reason=refusal,
                notices=notices,
                verification=Verification(not said.issues, said.issues),
                related=tuple(_related(hit) for hit in found.hits[:_RELATED]),
            )
        documents = self._documents(said.claims)
        text, citations = compose(said.claims, documents)
        outdated = warnings(citations, self.library, today)
        checked = verify(text, citations, documents)
        issues = (*said.issues, *checked.issues)
        return Answer(
            question=query.question,
            standalone_question=found.asked,
            answer=text,
            citations=citations,
            notices=(*notices, *(issue.detail for issue in outdated), *recognised(citations, documents)),
            # A source that no longer holds, or speaks to the reader's machine, is told and is no error of the text.
            verification=Verification(not issues, (*issues, *outdated, *_instructions(said.claims, found.hits))),
            model=said.model,
            raw_answer=said.raw,
        )

    def _documents(self, claims: Sequence[Claim]) -> dict[str, Document]:
        ids = {evidence.passage.document_id for claim in claims for evidence in claim.evidence}
        return {document_id: self.library.document(document_id) for document_id in ids}


def _before(query: Query) -> str:
    """What the user asked before; empty at the start of a conversation."""
    return next((turn.content for turn in reversed(query.history) if turn.role == "user"), "")


def _instead(extracted: _Said, written: Written) -> _Said:
    """The extractive answer in place of a model's that cannot be shown, and why."""
    return replace(
        extracted,
        issues=(*extracted.issues, *written.issues),
        notices=(f"{written.withdrawn}，以下改用原文摘答。",),
        raw=written.raw or None,
    )


def _instructions(claims: Sequence[Claim], hits: Sequence[Hit]) -> Iterator[Issue]:
    """An issue for each document among the evidence that holds sentences which speak to whoever answers from it."""
    passages = [*(place.passage for claim in claims for place in claim.evidence), *(hit.passage for hit in hits)]
    found: dict[str, str] = {}
    for passage in passages:
        for sentence in instructions(passage.text):
            found.setdefault(passage.title, sentence)
    for title, sentence in found.items():
        yield Issue(
            "instruction_in_document", f"《{title}》里有像是写给程序的指令，只当作文字，没有照做：{sentence[:60]}"
        )


def _spoken(answer: Answer, timings: Timings) -> Iterator[AnswerEvent]:
    """What to know beforehand, the answer piece by piece, then as a whole."""
    yield AnswerEvent(notices=answer.notices)
    for piece in _PIECE.findall(answer.answer):
        yield AnswerEvent(delta=piece)
    yield AnswerEvent(answer=replace(answer, timings_ms=timings))


def _related(hit: Hit) -> Related:
    passage = hit.passage
    return Related(passage.id, passage.document_id, passage.title, passage.section, passage.text, passage.url)
