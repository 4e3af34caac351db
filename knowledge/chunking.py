"""Document → Passages: never across a section, table rows with their headers, sentences whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from knowledge.documents import Document, Passage, PassageKind, Section, SectionKind, Table
from knowledge.segmentation import Span, fold, sentences
from knowledge.structure import section_paragraphs
from knowledge.tables import render_row

TARGET_CHARS = 350
"""Aim for passages of about this many characters: what the measurements in the design were made with."""

# A heading of these kinds only names what follows; a numbered heading, a question or a clause says something itself.
_NAMES_ONLY = (SectionKind.DOCUMENT, SectionKind.COLUMN, SectionKind.CHAPTER, SectionKind.ARTICLE)


def chunk(document: Document) -> tuple[Passage, ...]:
    """All passages of the document in reading order: stretches of text and table rows."""
    passages: list[Passage] = []
    for section in document.sections:
        passages += (_text_passage(document, section, stretch) for stretch in _stretches(document, section))
        passages += (
            _row_passage(document, section, table, number)
            for table in document.tables
            if table.section == section.index
            for number in range(len(table.rows))
        )
    return tuple(sorted(passages, key=lambda passage: passage.start))


def _stretches(document: Document, section: Section) -> Iterator[list[Span]]:
    """Paragraphs gathered up to the target size; a much longer paragraph is cut between its sentences."""
    own = section_paragraphs(document, section)
    if section.kind in _NAMES_ONLY:
        own = [span for span in own if span.start >= section.body]
    pieces: list[Span] = []
    for paragraph in own:
        if paragraph.end - paragraph.start <= TARGET_CHARS * 1.5:
            pieces.append(paragraph)
        else:
            pieces += _gathered(list(sentences(document.text, paragraph)))
    stretch: list[Span] = []
    for piece in pieces:
        if stretch and (
            piece.end - stretch[0].start > TARGET_CHARS
            or document.text[stretch[-1].end : piece.start].strip()  # a table or a link stands between
        ):
            yield stretch
            stretch = []
        stretch.append(piece)
    if stretch:
        yield stretch


def _gathered(pieces: list[Span]) -> list[Span]:
    """Neighbouring sentences joined up to the target size."""
    gathered: list[Span] = []
    for piece in pieces:
        if gathered and piece.end - gathered[-1].start <= TARGET_CHARS:
            gathered[-1] = Span(gathered[-1].start, piece.end)
        else:
            gathered.append(piece)
    return gathered


def _text_passage(document: Document, section: Section, stretch: list[Span]) -> Passage:
    text = "\n".join(fold(piece.of(document.text)) for piece in stretch)
    return _passage(document, section, PassageKind.TEXT, text, Span(stretch[0].start, stretch[-1].end))


def _row_passage(document: Document, section: Section, table: Table, number: int) -> Passage:
    row = table.rows[number]
    text = render_row(table, row)
    return _passage(document, section, PassageKind.ROW, text, Span(row.start, row.end), table.index, number)


def _passage(
    document: Document,
    section: Section,
    kind: PassageKind,
    text: str,
    span: Span,
    table: int | None = None,
    row: int | None = None,
) -> Passage:
    stamp = f"{document.id}\n{span.start}\n{span.end}\n{text}"
    return Passage(
        id=hashlib.sha256(stamp.encode()).hexdigest()[:20],
        document_id=document.id,
        title=document.title,
        section=section.path,
        section_index=section.index,
        kind=kind,
        text=text,
        start=span.start,
        end=span.end,
        url=section.url,
        table=table,
        row=row,
    )
