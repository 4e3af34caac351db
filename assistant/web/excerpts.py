"""What a card shows of a citation: its words among the sentences around them, or the cells of a table row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.answers import Answer, Citation
from assistant.notices import recognised_pages
from knowledge.documents import Document, Row, Section, Table
from knowledge.library import Library, NoSuchDocument
from knowledge.segmentation import Span, fold, lines, paragraphs, sentences

# Characters of whole sentences shown on either side of the quote.
_AROUND = 120
# Signs of Markdown at the beginning of a line, and what one reads instead.
_MARKDOWN = ((re.compile(r"\s*(?:#{1,6}|>)\s+"), ""), (re.compile(r"\s*[-*]\s+"), "· "))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text as one reads it; ``quoted`` where it belongs to the quote."""

    text: str
    quoted: bool = False


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a table row under the name of its column; ``quoted`` where the citation points at it."""

    column: str
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Either ``paragraphs`` of running text or the ``fields`` of one table row.

    ``confidence`` (0..1) is that of the least sure page quoted from, None where no text was recognised in an image.
    ``is_gone``: the document was removed since it was cited.
    """

    paragraphs: tuple[Paragraph, ...] = ()
    fields: tuple[Field, ...] = ()
    confidence: float | None = None
    is_gone: bool = False


def excerpt(citation: Citation, document: Document | None) -> Excerpt:
    """Show a citation in its surroundings; the quote alone where its document is gone."""
    if document is None:
        whole = Span(0, len(citation.quote))
        return Excerpt((tuple(pieces(citation.quote, whole, whole)),), is_gone=True)
    pages = recognised_pages(document, citation.start, citation.end)
    confidence = min((page.confidence for page in pages if page.confidence is not None), default=None)
    for table in document.tables:
        for row in table.rows:
            if row.start <= citation.start < row.end:
                return Excerpt(fields=_fields(table, row, citation), confidence=confidence)
    return Excerpt(tuple(_paragraphs(document, Span(citation.start, citation.end))), confidence=confidence)


def excerpts(answer: Answer, library: Library) -> tuple[Excerpt, ...]:
    """Those of an answer's citations, in their order."""
    return tuple(excerpt(citation, _document(library, citation.document_id)) for citation in answer.citations)


def _document(library: Library, document_id: str) -> Document | None:
    try:
        return library.document(document_id)
    except NoSuchDocument:
        return None


def _fields(table: Table, row: Row, citation: Citation) -> tuple[Field, ...]:
    cited = {citation.cell.column} if citation.cell else set(table.columns)
    return tuple(
        Field(column, fold(cell.text), column in cited)
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell.text.strip()
    )


def _paragraphs(document: Document, quote: Span) -> Iterator[Paragraph]:
    """The sentences of the quote with those around it, in their paragraphs; "…" where a paragraph goes on."""
    text = document.text
    region = _region(document, quote)
    running = [span for span in lines(text, region.start, region.end) if not _in_other_table(document, span, quote)]
    whole = paragraphs(text, running) if document.wrapped else running
    split = [list(sentences(text, paragraph)) for paragraph in whole]
    shown = _window([sentence for group in split for sentence in group], quote)
    for group in split:
        kept = [sentence for sentence in group if sentence in shown]
        if not kept:
            continue
        shown_pieces = list(pieces(text, Span(kept[0].start, kept[-1].end), quote))
        if kept[0] is not group[0]:
            shown_pieces.insert(0, Piece("…"))
        if kept[-1] is not group[-1]:
            shown_pieces.append(Piece("…"))
        yield tuple(shown_pieces)


def _window(around: list[Span], quote: Span) -> set[Span]:
    """The sentences that hold the quote, and whole ones before and after as far as there is room."""
    shown = {span for span in around if span.start < quote.end and quote.start < span.end}
    before = [span for span in reversed(around) if span.end <= quote.start]
    after = [span for span in around if span.start >= quote.end]
    for side in (before, after):
        room = _AROUND
        for span in side:
            room -= span.end - span.start
            if room < 0:
                break
            shown.add(span)
    return shown


def _region(document: Document, quote: Span) -> Span:
    """The innermost section's own text, without its heading (unless that is quoted) and without its subsections."""
    section = innermost(document, quote.start)
    if section is None:
        return quote
    start = section.body if quote.start >= section.body else section.start
    below = (child.start for child in document.sections if child.parent == section.index)
    end = min((place for place in below if place >= quote.end), default=section.end)
    return Span(start, max(end, quote.end))


def innermost(document: Document, place: int) -> Section | None:
    """The section that holds the place and begins last; None where none does."""
    holding = [section for section in document.sections if section.start <= place < section.end]
    return max(holding, key=lambda section: section.start, default=None)


def _in_other_table(document: Document, line: Span, quote: Span) -> bool:
    if line.start < quote.end and quote.start < line.end:
        return False
    return any(table.start <= line.start < table.end for table in document.tables)


def pieces(text: str, span: Span, quote: Span) -> Iterator[Piece]:
    """``span`` of the text cut where the quote begins and ends, each piece folded."""
    cuts = sorted(
        {span.start, span.end, *(place for place in (quote.start, quote.end) if span.start < place < span.end)}
    )
    for start, end in pairwise(cuts):
        raw = text[start:end]
        if start == span.start:
            raw = _without_sign(raw)
        if shown := fold(raw):
            yield Piece(shown, quote.start <= start and end <= quote.end)


def _without_sign(raw: str) -> str:
    for sign, reading in _MARKDOWN:
        if match := sign.match(raw):
            return reading + raw[match.end() :]
    return raw
