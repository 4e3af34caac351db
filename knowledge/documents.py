"""What the library knows about a document: its text, sections, tables and passages.

Everything here is a frozen dataclass without any framework. All positions are character
offsets into ``Document.text``; ``start`` is inclusive, ``end`` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class SectionKind(StrEnum):
    """What a heading is, which decides how its section is cited and answered from."""

    DOCUMENT = "document"
    COLUMN = "column"  # 【政策解读】
    ARTICLE = "article"  # one item of a bulletin, or any heading that only names what follows
    CHAPTER = "chapter"  # 第一章, 第一节
    CLAUSE = "clause"  # 第十二条
    HEADING = "heading"  # 一、 （一） 1. with words that state something
    QUESTION = "question"  # a heading that asks: 一、……是什么？
    ATTACHMENT = "attachment"  # 附件1


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the document under one heading.

    ``start`` is where the heading begins, ``body`` where the text after it begins, ``end`` the end
    of the whole subtree. ``parent`` is the index of the enclosing section, None for the root. ``date`` (ISO) is the one
    that stands under an article's title or closes the article.
    """

    index: int
    parent: int | None
    kind: SectionKind
    title: str
    path: tuple[str, ...]
    start: int
    body: int
    end: int
    url: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell as it stands in the text; the places that a merged cell covers all hold that cell."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One table row; ``cells`` has one entry per column of its table.

    ``group`` is the merged cell of the first column that this row belongs to, "" without one.
    ``label`` names the row (the first cell that is neither the group nor a running number), ``code`` its number such
    as 2.7.
    """

    label: str
    code: str | None
    group: str
    cells: tuple[Cell, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header resolved to one name per column; all names are "" in a form of labels and values."""

    index: int
    title: str
    section: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact about the document itself, such as 主编 or 印数, with its place."""

    label: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself. Dates are ISO strings, None where the text gives none.

    ``number`` is the 文号. ``ends`` is the last day on which it holds; ``repeals`` are the titles it puts out of force.
    """

    issue: str | None = None
    publisher: str | None = None
    number: str | None = None
    published: str | None = None
    effective: str | None = None
    ends: str | None = None
    repeals: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def dates(self) -> tuple[str, ...]:
        """When it was published and takes effect, as far as known."""
        return tuple(date for date in (self.published, self.effective) if date)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paged format; ``confidence`` (0..1) tells a page whose text was recognised in an image."""

    number: int
    start: int
    end: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as understood. ``id`` is derived from the bytes it was read from.

    ``left_out`` are the ranges that are no passage: contents lists, the document's number. ``wrapped`` tells a text
    whose lines may be cut by the edge of a page; otherwise every line is a paragraph.
    """

    id: str
    title: str
    source: str
    text: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    pages: tuple[Page, ...] = ()
    left_out: tuple[tuple[int, int], ...] = ()
    wrapped: bool = True


class PassageKind(StrEnum):
    """Whether a passage is running text or one table row."""

    TEXT = "text"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is searched and cited; lies within one section.

    For TEXT, ``text`` holds the paragraphs of ``document.text[start:end]``, folded, one a line. For ROW it is the
    row with the header of each cell (a very long row is several passages), under the table's title where this is none
    of the section's; ``start:end`` is the row as it stands in the document.
    ``id`` is a hash of the document id, the place and the text.
    """

    id: str
    document_id: str
    title: str
    section: tuple[str, ...]
    section_index: int
    kind: PassageKind
    text: str
    start: int
    end: int
    url: str | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
