"""Characters at places → lines of text, the pieces of which stand beside one another. Pure geometry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from knowledge.loading.extract import Grid

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_WIDE = re.compile(rf"[{_HAN}\u3000-\u303f“”‘’—…]")
_FIRST_WORD = re.compile(rf"[{_HAN}“‘（《]{{1,2}}|[^\s{_HAN}]+")
MARKER = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]+[章节条款编]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、.．](?!\d)|[①-⑳●■◆•·▪]|附件|附表"
)
LEADERS = re.compile(r"[.…·]{4}")


@dataclass(frozen=True, slots=True)
class Span:
    """A character, or some that were placed or recognised together; its height is the size of its letters."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with the left and right end of the column in which it stands."""

    spans: tuple[Span, ...]
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    em: float
    text: str
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table with the text in its boxes; ``page`` and sides as for a line."""

    grid: Grid
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


def measure(text: str) -> float:
    """About how long the text is, in widths of a Chinese character."""
    return sum(map(_width, text)) or 1.0


def _width(letter: str) -> float:
    if _WIDE.match(letter):
        return 1.0
    if letter.isupper() or letter in "mw%@":
        return 0.75
    return 0.4 if letter in "fijlrt.,:;'|!()" else 0.5


def em_of(spans: Sequence[Span]) -> float:
    """The size of most letters."""
    return median(span.bottom - span.top for span in spans for _ in span.text)


def to_runs(spans: Sequence[Span]) -> Iterator[Line]:
    """Characters that follow one another in the file and on the page."""
    run: list[Span] = []
    for span in spans:
        if run:
            em = max(span.bottom - span.top, run[-1].bottom - run[-1].top)
            if not (_same_row(span, run[-1]) and -em / 2 <= span.x0 - run[-1].x1 <= em):
                yield from _line(run, 0)
                run = []
        run.append(span)
    yield from _line(run, 0)


def _same_row(one: Span | Line | Table, other: Span | Line | Table) -> bool:
    """Whether at least half of the lower of the two stands beside the other."""
    beside = min(one.bottom, other.bottom) - max(one.top, other.top)
    return beside >= min(one.bottom - one.top, other.bottom - other.top) / 2


def _line(spans: Sequence[Span], page: int) -> Iterator[Line]:
    """The line these make, none where they are blank."""
    written = [span for span in spans if span.text.strip()]
    if not written:
        return
    yield Line(
        spans=tuple(spans),
        page=page,
        x0=min(span.x0 for span in written),
        top=min(span.top for span in written),
        x1=max(span.x1 for span in written),
        bottom=max(span.bottom for span in written),
        em=em_of(written),
        text=text_of(spans),
    )


def text_of(spans: Sequence[Span]) -> str:
    """The characters of a line, with a space where the page shows one."""
    pieces: list[str] = []
    for place, span in enumerate(spans):
        if place:
            gap = span.x0 - spans[place - 1].x1
            narrow = not (_WIDE.match(spans[place - 1].text[-1:]) or _WIDE.match(span.text[:1]))
            if gap > (0.2 if narrow else 0.8) * min(span.bottom - span.top, span.x1 - span.x0 + gap):
                pieces.append(" ")
        pieces.append(span.text)
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def to_rows(items: Sequence[Line | Table]) -> list[list[Line | Table]]:
    """Pieces that stand beside one another, from top to bottom; a table is a row of its own."""
    rows: list[list[Line | Table]] = []
    for item in sorted(items, key=lambda item: (item.top + item.bottom) / 2):
        tallest = max(rows[-1], key=lambda piece: piece.bottom - piece.top) if rows else None
        if tallest and not (isinstance(item, Table) or isinstance(tallest, Table)) and _same_row(item, tallest):
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def to_lines(rows: list[list[Line | Table]], page: int) -> list[Line | Table]:
    """The rows of one column as lines; the pieces of a row are joined from left to right."""
    column: list[Line | Table] = []
    for row in rows:
        column.extend(piece for piece in row if isinstance(piece, Table))
        pieces = sorted((piece for piece in row if isinstance(piece, Line)), key=lambda piece: piece.x0)
        column.extend(_line([span for piece in pieces for span in piece.spans], page))
    lines = [item for item in column if isinstance(item, Line)]
    if not lines:
        return column
    left = _edge([line.x0 for line in lines], em_of([span for line in lines for span in line.spans]))
    right = -_edge([-line.x1 for line in lines], em_of([span for line in lines for span in line.spans]))
    return [replace(item, left=left, right=right) if isinstance(item, Line) else item for item in column]


def _edge(ends: list[float], em: float) -> float:
    """Where the lines of a column begin: the outermost place that more than a stray line or two share."""
    needed = 1 + len(ends) // 12
    shared = (end for end in sorted(ends) if sum(0 <= other - end <= em for other in ends) >= needed)
    return next(shared, min(ends))


def fits(line: Line, room: float) -> bool:
    """Whether the first word of the line would have found room at the end of the line before it."""
    word = _FIRST_WORD.match(line.text)
    letters = word[0] if word else line.text[:1]
    return room > line.em * measure(letters)


def joined(text: str, following: str) -> str:
    """Two lines of one paragraph; a space only where both sides are written with spaces."""
    if not text or not following:
        return text + following
    if text.endswith("\u00ad"):
        return (text[:-1] if following[0].islower() else text[:-1] + "-") + following
    if _WIDE.match(text[-1]) or _WIDE.match(following[0]):
        return text + following
    return f"{text} {following}"


def confidence_of(spans: Sequence[Span]) -> float | None:
    """The mean over the recognised characters, None where none was recognised."""
    known = [(span.confidence, len(span.text)) for span in spans if span.confidence is not None]
    letters = sum(length for _, length in known)
    return round(sum(confidence * length for confidence, length in known) / letters, 3) if letters else None
