"""What a loader finds in a file: paragraphs and tables in reading order, with what the format says about them.

An Extract crosses the border of the child process as JSON, so it is checked by pydantic on the way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or one line of a plain text.

    ``level`` is 1..9 where the format marks a heading, ``page`` counts from 1. ``confidence`` (0..1) tells text that
    was recognised in an image; None for text that stands in the file.
    """

    text: str
    level: int | None = None
    page: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at its upper left place (counted from 0), covering ``rows`` × ``columns`` places."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the format gives it; ``header_rows`` is 0 where the format does not tell them."""

    cells: tuple[GridCell, ...]
    header_rows: int = 0
    caption: str = ""
    page: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """The content of one file. What the format says about the document is None where it says nothing.

    ``published`` is an ISO date, ``pages`` how many there are; ``warnings`` are sentences for people about what was
    left out or could not be read. ``wrapped`` where a paragraph may be cut into several blocks, as the lines of a plain
    text are; otherwise every block is a whole paragraph, unless a page ends in it.
    """

    blocks: tuple[Paragraph | Grid, ...]
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    wrapped: bool = False

    def to_json(self) -> bytes:
        """The form in which it leaves the child process."""
        return _adapter().dump_json(self)

    @classmethod
    def from_json(cls, data: bytes) -> Extract:
        """Raises pydantic.ValidationError for anything but ``to_json``'s output."""
        return _adapter().validate_json(data)


def of_text(text: str) -> Extract:
    """Plain text: a paragraph per line, empty lines kept, so that joining them gives the text again."""
    return Extract(tuple(Paragraph(line) for line in text.split("\n")), wrapped=True)


@cache
def _adapter() -> TypeAdapter[Extract]:
    return TypeAdapter(Extract)
