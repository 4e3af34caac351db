"""What a reader must know about the text behind an answer before relying on it. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.answers import Citation
from knowledge.documents import Document, Page


def recognised(citations: Sequence[Citation], documents: Mapping[str, Document]) -> tuple[str, ...]:
    """One notice for each document, in the order of the citations, that is quoted from pages read from an image.

    ``documents`` holds the cited documents by id.
    """
    quoted: dict[str, tuple[list[int], dict[int, Page]]] = {}
    for citation in citations:
        if pages := recognised_pages(documents[citation.document_id], citation.start, citation.end):
            numbers, seen = quoted.setdefault(citation.document_id, ([], {}))
            numbers.append(citation.n)
            seen.update({page.number: page for page in pages})
    return tuple(_notice(documents[id].title, numbers, pages) for id, (numbers, pages) in quoted.items())


def recognised_pages(document: Document, start: int, end: int) -> list[Page]:
    """The pages under ``document.text[start:end]`` whose text was recognised in an image."""
    return [page for page in document.pages if page.confidence is not None and page.start < end and start < page.end]


def percent(confidence: float) -> str:
    """0.934 as 93%: never rounded up, so that 100% means no doubt at all."""
    return f"{math.floor(confidence * 100 + 1e-9)}%"  # 0.57 × 100 is a little less than 57


def _notice(title: str, numbers: Sequence[int], pages: Mapping[int, Page]) -> str:
    handles = "".join(f"[{number}]" for number in numbers)
    where = "、".join(
        f"第 {number} 页（平均置信度 {percent(pages[number].confidence or 0)}）" for number in sorted(pages)
    )
    return f"{handles} 的文字由图像识别得来，请对照原件核对：《{title}》{where}。"
