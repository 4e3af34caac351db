"""Text → sections, tables and what the document says about itself.

The pipeline is: lines → roles (masthead, contents, heading, link, table, text) → a tree of sections by rank.
Policy documents are outlined by convention: 【column】, article titles named in the contents list, 编/章/节/条,
一、 （一） 1.; Markdown headings keep the rank of their hashes and stand above all of these.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from knowledge import masthead, tables
from knowledge.documents import Document, Metadata, Passage, Section, SectionKind, Table
from knowledge.loading.extract import Extract, Paragraph
from knowledge.segmentation import Span, fold, is_broken, lines, paragraphs

# Goes into the id of a document: a new way of reading makes a file a new document, which replaces the old one.
_READER = "3\n"
_NUMERAL = "[一二三四五六七八九十百千零〇两\\d]+"
_LINK = re.compile(r"[（(]?\s*<?(https?://[^\s<>）)]+)>?\s*[)）]?$")
_MARKDOWN = re.compile(r"(#{1,6})\s+(.*)$")
_CHAPTER = re.compile(rf"第{_NUMERAL}([编章节])(\s|　|$)")
_CLAUSE = re.compile(rf"(第{_NUMERAL}条(?:之{_NUMERAL})?)(?:\s|　|$)")
_COLUMN = re.compile(r"【([^【】]{2,20})】$")
_NUMBERED = (
    re.compile(r"[一二三四五六七八九十]+、\s*\S"),
    re.compile(r"[（(][一二三四五六七八九十]+[)）]\s*\S"),
    re.compile(r"\d{1,2}[.．、]\s*(?!\d)\S"),
)
_CHAPTER_RANK = {"编": 30, "章": 31, "节": 32}
_COLUMN_RANK, _ARTICLE_RANK, _CLAUSE_RANK, _NUMBERED_RANK = 10, 20, 40, 50
_MAX_HEADING = 60
_BROKEN_HEADING, _HEADING_REST = 24, 20
_SENTENCE_MARKS = "。；;：:，,"


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    kind: SectionKind
    title: str
    span: Span


def understand(extract: Extract, source: str, digest: str) -> Document:
    """The document in what was read from a file; ``source`` is its name, ``digest`` the sha256 of its bytes."""
    text = "\n".join(block.text for block in extract.blocks if isinstance(block, Paragraph))
    spans = list(lines(text))
    front = masthead.read(text, spans, source)
    body = [span for span in spans if front.body.start <= span.start < front.body.end and span not in front.contents]
    blocks = tables.find_blocks(text, body)
    in_table = {line.start for block in blocks for line in lines_of(text, block)}
    prose = [span for span in body if span.start not in in_table]
    links = [span for span in prose if _LINK.match(span.of(text))]
    headings = _headings(text, [span for span in prose if span not in links], front)
    sections = _tree(text, headings, front)
    sections = _with_links(text, sections, links)
    found: list[Table] = []
    for block in blocks:
        section = _section_at(sections, block[0].start)
        table = tables.parse(text, block, len(found), section.index, section.title or front.title)
        if table is not None:
            found.append(table)
    identity = hashlib.sha256((_READER + digest).encode()).hexdigest()[:16]
    return Document(identity, front.title, source, text, sections, tuple(found), _metadata(front))


def lines_of(text: str, block: list[Span]) -> list[Span]:
    """The block's lines without the white space around them."""
    return [line for whole in block for line in lines(text, whole.start, whole.end)]


def section_paragraphs(document: Document, section: Section) -> list[Span]:
    """The heading and the paragraphs of a section itself: no subsections, tables or links."""
    text = document.text
    children = (child.start for child in document.sections if child.parent == section.index)
    end = min(children, default=section.end)
    heading = [Span(section.start, section.body)] if section.body > section.start else []
    own = [
        span
        for span in lines(text, section.body, end)
        if not _LINK.match(span.of(text))
        and not any(table.start <= span.start < table.end for table in document.tables)
    ]
    return [*heading, *paragraphs(text, own)]


def passage_paragraphs(document: Document, passage: Passage) -> list[Span]:
    """The paragraphs of a text passage, cut to its range."""
    section = document.sections[passage.section_index]
    return [
        Span(max(span.start, passage.start), min(span.end, passage.end))
        for span in section_paragraphs(document, section)
        if span.start < passage.end and span.end > passage.start
    ]


def _metadata(front: masthead.Front) -> Metadata:
    return Metadata(front.issue, front.publisher, None, front.published, front.effective, facts=front.facts)


def _headings(text: str, spans: list[Span], front: masthead.Front) -> list[_Heading]:
    headings: list[_Heading] = []
    taken = -1
    for i, span in enumerate(spans):
        if span.start < taken or span.start == front.title_start:
            continue
        line = span.of(text)
        before = spans[i - 1].of(text) if i else ""
        after = spans[i + 1] if i + 1 < len(spans) else None
        heading = _heading(text, span, line, before, after, front)
        if heading is not None:
            headings.append(heading)
            taken = heading.span.end
    return headings


def _heading(
    text: str, span: Span, line: str, before: str, after: Span | None, front: masthead.Front
) -> _Heading | None:
    markdown = _MARKDOWN.match(line)
    title = fold(markdown.group(2) if markdown else line)
    if markdown:
        counted = any(pattern.match(title) for pattern in _NUMBERED)
        kind = _kind(title) or (SectionKind.HEADING if counted else SectionKind.ARTICLE)
        return _Heading(len(markdown.group(1)), kind, title, span)
    if clause := _CLAUSE.match(line):
        return _Heading(_CLAUSE_RANK, SectionKind.CLAUSE, clause.group(1), Span(span.start, span.start))
    if masthead.key(line) in front.titles and not _COLUMN.match(line):
        return _Heading(_ARTICLE_RANK, SectionKind.ARTICLE, title, span)
    if len(title) > _MAX_HEADING:
        return None
    if _COLUMN.match(line):
        return _Heading(_COLUMN_RANK, SectionKind.COLUMN, title, span)
    if (chapter := _CHAPTER.match(line)) and line[-1] not in _SENTENCE_MARKS:
        return _Heading(_CHAPTER_RANK[chapter.group(1)], SectionKind.CHAPTER, title, span)
    return _numbered_heading(text, span, line, before, after)


def _numbered_heading(text: str, span: Span, line: str, before: str, after: Span | None) -> _Heading | None:
    """一、…… on a line of its own is a heading unless it ends like a sentence or its neighbours count along with it."""
    level = next((i for i, pattern in enumerate(_NUMBERED) if pattern.match(line)), None)
    if level is None or line[-1] in _SENTENCE_MARKS or after is None:
        return None
    follower = after.of(text)
    end = span.end
    if len(line) >= _BROKEN_HEADING and len(follower) <= _HEADING_REST and is_broken(line, follower):
        if follower[-1] in _SENTENCE_MARKS:
            return None
        end = after.end
    elif _NUMBERED[level].match(follower) or _NUMBERED[level].match(before):
        return None
    title = fold(text[span.start : end])
    return _Heading(_NUMBERED_RANK + level, _kind(title) or SectionKind.HEADING, title, Span(span.start, end))


def _kind(title: str) -> SectionKind | None:
    """The kind that the words of a heading tell, whatever marks it as a heading."""
    if _COLUMN.match(title):
        return SectionKind.COLUMN
    if _CHAPTER.match(title):
        return SectionKind.CHAPTER
    if title.endswith(("？", "?")):
        return SectionKind.QUESTION
    return None


def _tree(text: str, headings: list[_Heading], front: masthead.Front) -> tuple[Section, ...]:
    """Nest headings by rank; section 0 is the document itself."""
    body = front.body
    root = Section(0, None, SectionKind.DOCUMENT, "", (), body.start, body.start, body.end)
    sections = [root]
    open_ranks: list[tuple[int, int]] = [(0, 0)]  # (rank, index of the section)
    for i, heading in enumerate(headings):
        while open_ranks[-1][0] >= heading.rank:
            open_ranks.pop()
        parent = sections[open_ranks[-1][1]]
        end = next((later.span.start for later in headings[i + 1 :] if later.rank <= heading.rank), body.end)
        path = (*parent.path, heading.title)
        index = len(sections)
        sections.append(
            Section(index, parent.index, heading.kind, heading.title, path, heading.span.start, heading.span.end, end)
        )
        open_ranks.append((heading.rank, index))
    return tuple(sections)


def _with_links(text: str, sections: tuple[Section, ...], links: list[Span]) -> tuple[Section, ...]:
    """An article ends with the link it was taken from; the link holds for the whole article."""
    urls: dict[int, str] = {}
    for span in links:
        match = _LINK.match(span.of(text))
        holder: Section | None = _section_at(sections, span.start)
        while holder is not None and holder.kind in (SectionKind.HEADING, SectionKind.QUESTION, SectionKind.CLAUSE):
            above = sections[holder.parent] if holder.parent is not None else None
            if above is None or above.kind in (SectionKind.DOCUMENT, SectionKind.COLUMN):
                break
            holder = above
        if match and holder is not None:
            urls[holder.index] = match.group(1)
    linked: list[Section] = []
    for section in sections:
        inherited = linked[section.parent].url if section.parent is not None else None
        url = urls.get(section.index, inherited)
        linked.append(
            Section(
                section.index, section.parent, section.kind, section.title, section.path,
                section.start, section.body, section.end, url,
            )
        )  # fmt: skip
    return tuple(linked)


def _section_at(sections: tuple[Section, ...], position: int) -> Section:
    """The innermost section that holds the position."""
    return max((s for s in sections if s.start <= position < s.end), key=lambda s: s.index, default=sections[0])
