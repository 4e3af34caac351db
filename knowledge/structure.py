"""An Extract → sections, tables and what the document says about itself.

The pipeline is: blocks → one text with places (layout) → the document's frame (masthead) → tables, links, headings and
text → a tree of sections by the rank of their headings.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from knowledge import headings, masthead, tables
from knowledge.documents import Document, Metadata, Passage, Section, SectionKind, Table
from knowledge.headings import Heading
from knowledge.layout import Layout, PlacedGrid, assemble
from knowledge.loading.extract import Extract
from knowledge.segmentation import Span, fold, lines, paragraphs

# Goes into the id of a document: a new way of reading makes a file a new document, which replaces the old one.
_READER = "4\n"
_LINK = re.compile(
    r"[（(]?\s*(?:(?:URL Source|(?:原文|信息|文章)?(?:链接|来源|网址|出处))\s*[：:]\s*)?<?(https?://[^\s<>）)]+)>?\s*[)）]?$"
)
_WITHIN_ARTICLES = (SectionKind.HEADING, SectionKind.QUESTION, SectionKind.CLAUSE)
_ON = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_DATELINE = re.compile(
    rf"[（(]?(?:.{{0,30}}?(?:发布|时间|日期|来源).{{0,20}}?)?\s*{_ON.pattern}\s*[)）]?(?:\s*\d{{1,2}}:\d{{2}}.*)?"
)


def document_id(digest: str) -> str:
    """The id of the document that a file with this sha256 is read as."""
    return hashlib.sha256((_READER + digest).encode()).hexdigest()[:16]


def understand(extract: Extract, source: str, digest: str) -> Document:
    """The document in what was read from a file; ``source`` is its name, ``digest`` the sha256 of its bytes."""
    layout = assemble(extract)
    text = layout.text
    spans = _outside(list(lines(text)), layout.grids)
    front = masthead.read(text, spans, source, extract.published, extract.title)
    body, aside = _body(front, spans, layout.grids)
    held = [span for span in spans if body.start <= span.start < body.end and span not in aside]
    blocks = [block for run in _between_grids(held, layout.grids) for block in tables.find_blocks(text, run)]
    in_table = {line.start for block in blocks for whole in block for line in lines(text, whole.start, whole.end)}
    prose = [span for span in held if span.start not in in_table]
    links = [span for span in prose if _LINK.match(span.of(text))]
    linked = set(links)
    found = headings.find(
        text, [span for span in prose if span not in linked], front.titles, layout.levels, front.title_start
    )
    sections = _with_links(text, _tree(body, found), links, extract.url)
    sections = tuple(_dated(text, section) for section in sections)
    return Document(
        id=document_id(digest),
        title=front.title,
        source=source,
        text=text,
        sections=sections,
        tables=tuple(_tables(layout, blocks, sections, front.title)),
        metadata=_metadata(front, extract),
        pages=layout.pages,
        left_out=tuple(sorted((span.start, span.end) for span in aside)),
        wrapped=extract.wrapped,
    )


def section_paragraphs(document: Document, section: Section) -> list[Span]:
    """The heading and the paragraphs of a section itself: no subsections, tables, links or what is left out."""
    text = document.text
    after = section.index + 1  # sections stand in reading order: the first below this one follows it
    below = document.sections[after] if after < len(document.sections) else None
    end = below.start if below is not None and below.parent == section.index else section.end
    heading = [Span(section.start, section.body)] if section.body > section.start else []
    tabled = [(table.start, table.end) for table in _between(document.tables, section.body, end)]
    runs: list[list[Span]] = [[]]
    for span in lines(text, section.body, end):
        if _LINK.match(span.of(text)) or _within(tabled, span) or _within(document.left_out, span):
            runs.append([])  # no paragraph goes on beyond it
        else:
            runs[-1].append(span)
    return [*heading, *(whole for run in runs for whole in (paragraphs(text, run) if document.wrapped else run))]


def passage_paragraphs(document: Document, passage: Passage) -> list[Span]:
    """The paragraphs of a text passage, cut to its range."""
    section = document.sections[passage.section_index]
    return [
        Span(max(span.start, passage.start), min(span.end, passage.end))
        for span in section_paragraphs(document, section)
        if span.start < passage.end and span.end > passage.start
    ]


def section_at(sections: Sequence[Section], position: int) -> Section:
    """The innermost section that holds the position, the root for one outside all."""
    index = bisect_right(sections, position, key=lambda section: section.start) - 1
    section = sections[max(0, index)]
    while section.parent is not None and position >= section.end:
        section = sections[section.parent]
    return section


def _between(found: Sequence[Table], start: int, end: int) -> Sequence[Table]:
    """The tables that begin in the range, and the one before, which may reach into it."""
    first = bisect_right(found, start, key=lambda table: table.start)
    return found[max(0, first - 1) : bisect_right(found, end, key=lambda table: table.start)]


def _within(ranges: Sequence[tuple[int, int]], span: Span) -> bool:
    place = bisect_right(ranges, span.start, key=lambda pair: pair[0]) - 1
    return place >= 0 and span.start < ranges[place][1]


def _outside(spans: list[Span], grids: Sequence[PlacedGrid]) -> list[Span]:
    """The lines that stand in no table of the format's."""
    ranges = [(grid.start, grid.end) for grid in grids]
    return [span for span in spans if not _within(ranges, span)]


def _between_grids(spans: Sequence[Span], grids: Sequence[PlacedGrid]) -> list[list[Span]]:
    """The lines before, between and after the tables of the format: a table in the text does not go on beyond one."""
    starts = [grid.start for grid in grids]
    return [list(run) for _, run in groupby(spans, key=lambda span: bisect_right(starts, span.start))]


def _body(front: masthead.Front, spans: Sequence[Span], grids: Sequence[PlacedGrid]) -> tuple[Span, set[Span]]:
    """The range of the text proper with all tables in it, and its lines that belong to the frame."""
    start = min(front.body.start, *(grid.start for grid in grids[:1])) if grids else front.body.start
    end = max(front.body.end, grids[-1].end) if grids else front.body.end
    body = Span(start, end)
    aside = {span for span in spans if start <= span.start < front.body.start or front.body.end <= span.start < end}
    return body, aside | {span for span in front.left_out if start <= span.start < end}


def _metadata(front: masthead.Front, extract: Extract) -> Metadata:
    held = front.dates
    return Metadata(
        issue=front.issue,
        publisher=front.publisher or extract.publisher,
        number=front.number,
        published=held.published,
        effective=held.effective,
        ends=held.ends,
        repeals=held.repeals,
        facts=front.facts,
    )


def _tables(layout: Layout, blocks: Sequence[Sequence[Span]], sections: Sequence[Section], title: str) -> list[Table]:
    """The tables of the format and those in the lines of the text, in reading order."""
    found: list[Table] = []
    sources: list[Sequence[Span] | PlacedGrid] = [*blocks, *layout.grids]
    starts = [source.start if isinstance(source, PlacedGrid) else source[0].start for source in sources]
    for start, source in sorted(zip(starts, sources, strict=True), key=lambda pair: pair[0]):
        section = section_at(sections, start)
        read = tables.in_grid if isinstance(source, PlacedGrid) else tables.in_lines
        found += read(layout.text, source, len(found), section.index, section.title or title)  # type: ignore[arg-type]
    return found


def _tree(body: Span, found: Sequence[Heading]) -> tuple[Section, ...]:
    """Nest headings by rank; section 0 is the document itself."""
    ends = [body.end] * len(found)
    waiting: list[int] = []  # headings whose section still goes on
    for i, heading in enumerate(found):
        while waiting and found[waiting[-1]].rank >= heading.rank:
            ends[waiting.pop()] = heading.span.start
        waiting.append(i)
    sections = [Section(0, None, SectionKind.DOCUMENT, "", (), body.start, body.start, body.end)]
    above: list[tuple[float, int]] = [(float("-inf"), 0)]  # (rank, index of the section)
    for heading, end in zip(found, ends, strict=True):
        while above[-1][0] >= heading.rank:
            above.pop()
        parent = sections[above[-1][1]]
        path = (*parent.path, heading.title)
        span = heading.span
        sections.append(
            Section(len(sections), parent.index, heading.kind, heading.title, path, span.start, span.end, end)
        )
        above.append((heading.rank, len(sections) - 1))
    return tuple(sections)


def _with_links(
    text: str, sections: tuple[Section, ...], links: Sequence[Span], source: str | None
) -> tuple[Section, ...]:
    """An article ends with the link it was taken from; it holds for the whole article, ``source`` for all else."""
    urls: dict[int, str | None] = {0: source}
    for span in links:
        match = _LINK.match(span.of(text))
        holder = section_at(sections, span.start)
        while holder.kind in _WITHIN_ARTICLES and holder.parent is not None:
            above = sections[holder.parent]
            if above.kind in (SectionKind.DOCUMENT, SectionKind.COLUMN):
                break
            holder = above
        if match:
            urls[holder.index] = match.group(1)
    linked: list[Section] = []
    for section in sections:
        inherited = linked[section.parent].url if section.parent is not None else None
        linked.append(replace(section, url=urls.get(section.index, inherited)))
    return tuple(linked)


def _dated(text: str, section: Section) -> Section:
    """An article with the date on the line under its title, or in brackets on its last line."""
    if section.kind is not SectionKind.ARTICLE:
        return section
    own = list(lines(text, section.body, min(section.end, section.body + 300)))[:2]
    last = list(lines(text, max(section.body, section.end - 300), section.end))[-2:]
    for span in [*own, *(span for span in last if span.of(text).startswith(("（", "(")))]:
        if match := _DATELINE.fullmatch(fold(span.of(text))):
            year, month, day = (int(part) for part in match.groups()[:3])
            return replace(section, date=f"{year:04d}-{month:02d}-{day:02d}")
    return section
