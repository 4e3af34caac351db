"""Document → Passages: never across a section, table rows with their headers, sentences whole."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator

from knowledge.documents import Document, Passage, PassageKind, Section, SectionKind, Table
from knowledge.layout import page_at
from knowledge.segmentation import Span, fold, sentences
from knowledge.structure import section_paragraphs
from knowledge.tables import pieces, render_row

TARGET_CHARS = 350
"""Aim for passages of about this many characters: what the measurements in the design were made with."""
_LONGEST = TARGET_CHARS * 3 // 2
_ABOUT = 60
# Where a sentence that is much too long may be cut, the best first.
_PAUSES = (re.compile(r"[；;]"), re.compile(r"[，,：:、]"), re.compile(r"\s"))

# A heading of these kinds only names what follows; a numbered heading, a question or a clause says something itself.
_NAMES_ONLY = (
    SectionKind.DOCUMENT, SectionKind.COLUMN, SectionKind.CHAPTER, SectionKind.ARTICLE, SectionKind.ATTACHMENT
)  # fmt: skip


def chunk(document: Document) -> tuple[Passage, ...]:
    """All passages of the document in reading order: stretches of text and table rows."""
    tables: dict[int, list[Table]] = defaultdict(list)
    for table in document.tables:
        tables[table.section].append(table)
    passages: list[Passage] = []
    for section in document.sections:
        passages += (_text_passage(document, section, stretch) for stretch in _stretches(document, section))
        for table in tables[section.index]:
            for number in range(len(table.rows)):
                passages += _row_passages(document, section, table, number)
    return tuple(sorted(passages, key=lambda passage: passage.start))


def _stretches(document: Document, section: Section) -> Iterator[list[Span]]:
    """Paragraphs gathered up to the target size; a much longer paragraph is cut between its sentences."""
    own = section_paragraphs(document, section)
    if section.kind in _NAMES_ONLY:
        own = [span for span in own if span.start >= section.body]
    spans = [piece for paragraph in own for piece in _cut(document.text, paragraph)]
    stretch: list[Span] = []
    for piece in spans:
        if stretch and (
            piece.end - stretch[0].start > TARGET_CHARS
            or document.text[stretch[-1].end : piece.start].strip()  # a table or a link stands between
        ):
            yield stretch
            stretch = []
        stretch.append(piece)
    if stretch:
        yield stretch


def _cut(text: str, paragraph: Span) -> list[Span]:
    """A paragraph much longer than the target cut into neighbouring sentences up to the target size."""
    if paragraph.end - paragraph.start <= _LONGEST:
        return [paragraph]
    gathered: list[Span] = []
    for piece in (part for sentence in sentences(text, paragraph) for part in _cut_sentence(text, sentence)):
        if gathered and piece.end - gathered[-1].start <= TARGET_CHARS:
            gathered[-1] = Span(gathered[-1].start, piece.end)
        else:
            gathered.append(piece)
    return gathered


def _cut_sentence(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence much longer than the target cut at a pause before it, or hard where there is none."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        window = text[start + TARGET_CHARS // 2 : start + TARGET_CHARS]
        pauses = (list(pause.finditer(window)) for pause in _PAUSES)
        last = next((found[-1].end() for found in pauses if found), len(window))
        cut = start + TARGET_CHARS // 2 + last
        piece = Span(start, cut).trimmed(text)
        if piece.end > piece.start:
            yield piece
        start = cut
    rest = Span(start, sentence.end).trimmed(text)
    if rest.end > rest.start:
        yield rest


def _text_passage(document: Document, section: Section, stretch: list[Span]) -> Passage:
    text = "\n".join(fold(piece.of(document.text)) for piece in stretch)
    return _passage(document, section, PassageKind.TEXT, text, Span(stretch[0].start, stretch[-1].end))


def _row_passages(document: Document, section: Section, table: Table, number: int) -> Iterator[Passage]:
    """The row as one passage; a very long one as several, each under the table's title and the row's label.

    In a form the first row says what all the others are about.
    """
    row = table.rows[number]
    heading = "" if table.title in (document.title, *section.path) else table.title + "\n"
    about = pieces(table, table.rows[0])[0][0] if number and not any(table.columns) else ""
    if "：" in about and len(about) <= _ABOUT:
        heading += about + "\n"
    text = render_row(table, row)
    if len(text) <= _LONGEST:
        span = Span(row.start, row.end)
        yield _passage(document, section, PassageKind.ROW, heading + text, span, table.index, number)
        return
    label = row.label if len(row.label) <= TARGET_CHARS // 4 else ""
    for span, part in _row_parts(document, table, number):
        under = f"{label}；" if label and label not in part else ""
        yield _passage(document, section, PassageKind.ROW, heading + under + part, span, table.index, number)


def _row_parts(document: Document, table: Table, number: int) -> Iterator[tuple[Span, str]]:
    """The cells of a long row gathered up to the target size, a long cell cut; (their range, how they read)."""
    row = table.rows[number]
    gathered: tuple[Span, str] | None = None
    for said, cells in pieces(table, row):
        own = [cell for cell in cells if row.start <= cell.start and cell.end <= row.end]
        if not own:
            continue  # a merged cell that stands in a row above
        whole = Span(own[0].start, own[-1].end)
        if len(said) <= _LONGEST:
            parts = [(whole, said)]
        else:
            name = said[: -len(cells[-1].text)] if len(cells) == 1 and said.endswith(cells[-1].text) else ""
            parts = [(span, name + fold(span.of(document.text))) for span in _cut(document.text, whole)]
        for span, part in parts:
            if gathered and len(gathered[1]) + len(part) <= TARGET_CHARS:
                gathered = Span(gathered[0].start, span.end), f"{gathered[1]}；{part}"
                continue
            if gathered:
                yield gathered
            gathered = span, part
    if gathered:
        yield gathered


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
        page=page_at(document.pages, span.start),
        table=table,
        row=row,
    )
