"""Citations: claims with their evidence in, numbered citations and an answer text out; quotes checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Citation, Issue, TableCell, Verification
from knowledge.documents import Document, Passage
from knowledge.layout import page_at
from knowledge.segmentation import Span

_HANDLE = re.compile(r"\[(\d+)\]")
_CLOSING = "。！？；：…"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a document that a claim rests on."""

    passage: Passage
    span: Span
    cell: TableCell | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence or list item of an answer with its evidence; ``item`` puts it on a line of its own."""

    text: str
    evidence: tuple[Evidence, ...]
    item: bool = False


def compose(claims: Sequence[Claim], documents: Mapping[str, Document]) -> tuple[str, tuple[Citation, ...]]:
    """The answer text with ``[n]`` after each claim, and the citations in the order of their numbers.

    The same place cited twice keeps its number.
    """
    numbers: dict[tuple[str, int, int, TableCell | None], int] = {}
    citations: list[Citation] = []
    text = ""
    for claim in claims:
        handles = ""
        for evidence in claim.evidence:
            key = (evidence.passage.document_id, evidence.span.start, evidence.span.end, evidence.cell)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(_citation(numbers[key], evidence, documents[evidence.passage.document_id]))
            handles += f"[{numbers[key]}]"
        text += ("\n" if text and (claim.item or text.endswith("\n")) else "") + _with_handles(claim.text, handles)
        if claim.item:
            text += "\n"
    return re.sub(r"\n+", "\n", text).strip(), tuple(citations)


def _with_handles(text: str, handles: str) -> str:
    """``text[1]。`` reads better than ``text。[1]`` only in Western typography: the handle follows the full stop."""
    return f"{text} {handles}" if handles else text


def _citation(n: int, evidence: Evidence, document: Document) -> Citation:
    passage = evidence.passage
    return Citation(
        n=n,
        passage_id=passage.id,
        document_id=passage.document_id,
        title=passage.title,
        section=passage.section,
        url=passage.url,
        page=page_at(document.pages, evidence.span.start),  # the passage may begin on the page before
        start=evidence.span.start,
        end=evidence.span.end,
        quote=evidence.span.of(document.text),
        cell=evidence.cell,
    )


def verify(answer: str, citations: Sequence[Citation], documents: Mapping[str, Document]) -> Verification:
    """Check the contract: quotes stand at their offsets, every handle has a citation and every citation is used."""
    issues: list[Issue] = []
    for citation in citations:
        document = documents.get(citation.document_id)
        if document is None or document.text[citation.start : citation.end] != citation.quote or not citation.quote:
            issues.append(Issue("quote_not_found", f"引文 [{citation.n}] 与《{citation.title}》的原文对不上。"))
    used = {int(number) for number in _HANDLE.findall(answer)}
    known = {citation.n for citation in citations}
    issues += (Issue("unknown_citation", f"答案里的 [{n}] 没有对应的引文。") for n in sorted(used - known))
    issues += (Issue("unused_citation", f"引文 [{n}] 没有在答案里使用。") for n in sorted(known - used))
    return Verification(not issues, tuple(issues))
