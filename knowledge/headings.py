"""Which lines of a text are headings, and of what rank, by the conventions of policy documents.

【column】, article titles named in the contents list, 编/章/节/条, 一、 （一） 1., 问：, 附件1. Where the format marks
headings its level counts only for lines that no convention ranks, for Word's styles are misused; Markdown's hashes
always count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from knowledge.documents import SectionKind
from knowledge.masthead import key
from knowledge.segmentation import Span, fold, is_broken

_NUMERAL = "[一二三四五六七八九十百千零〇○两\\d]+"
_MARKDOWN = re.compile(r"(#{1,6})\s+(.*)$")
_CHAPTER = re.compile(rf"第{_NUMERAL}([编篇章节]|部分)(?:\s|　|[：:]|$)")
_CLAUSE = re.compile(rf"(?:\*\*)?(第({_NUMERAL})条(?:之{_NUMERAL})?)(?:\*\*)?(?:[\s　：:]|$)")
# 第一条为了…… without a space: a clause only where its number is the next, and it does not go on like a mention of one.
_CLAUSE_UNSPACED = re.compile(
    rf"(第({_NUMERAL})条(?:之{_NUMERAL})?)(?!的|中的|所[列称规]|规定[的，]|之[一二三]|[、，,；。）)》】]|[和与至到或及以]+第|第{_NUMERAL}[款项条])"
)
_COLUMN = re.compile(r"【([^【】]{2,20})】$")
_NUMBERED = (
    re.compile(r"[一二三四五六七八九十]+、\s*\S"),
    re.compile(r"[（(][一二三四五六七八九十]+[)）]\s*\S"),
    re.compile(r"\d{1,2}[.．、]\s*(?!\d)\S"),
)
_ASKED = re.compile(r"[问Q]\s*[\d一二三四五六七八九十]{0,3}\s*[：:.、]\s*\S")
_ANSWERED = re.compile(r"[答A]\s*[\d一二三四五六七八九十]{0,3}\s*[：:.、]|【?(?:答复?|回答|解答)】?\s*[：:]")
_ATTACHMENT = re.compile(
    r"附\s*[件录表]\s*[\d一二三四五六七八九十]*\s*[：:]?$|附\s*[：:]$|附[件录表]\s*[\d一二三四五六七八九十]+[\s：:.、]\s*\S.*$"
)
_CHAPTER_RANK = {"编": 30, "篇": 30, "章": 31, "部分": 31, "节": 32}
_COLUMN_RANK, _ARTICLE_RANK, _ATTACHMENT_RANK, _CLAUSE_RANK, _NUMBERED_RANK, _ASKED_RANK = 10, 20, 21, 40, 50, 53
_MAX_HEADING, _MAX_QUESTION = 60, 120
_BROKEN_HEADING, _HEADING_REST = 24, 20
_MAY_BE_MISSING = 2
_SENTENCE_MARKS = "。；;：:，,"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at its place; a smaller ``rank`` stands above. ``level`` is the format's, None without."""

    rank: float
    kind: SectionKind
    title: str
    span: Span
    level: int | None = None


def find(
    text: str, spans: Sequence[Span], titles: Set[str], levels: Mapping[int, int], title_start: int
) -> list[Heading]:
    """The headings among the lines, in order.

    ``titles`` are the (keyed) titles of a contents list, ``levels`` the format's heading levels by the start of their
    line, ``title_start`` the place of the document's own title, which heads no section.
    """
    found = list(_candidates(text, spans, titles, levels, title_start))
    return _ranked(found)


def number(numeral: str) -> int:
    """The value of 十二 or 12; 0 for what is no number."""
    if numeral.isdigit():
        return int(numeral)
    value = digit = 0
    for char in numeral:
        if char in _UNITS:
            value += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)
    return value + digit


def _candidates(
    text: str, spans: Sequence[Span], titles: Set[str], levels: Mapping[int, int], title_start: int
) -> Iterator[Heading]:
    taken, clause = -1, 0
    for i, span in enumerate(spans):
        if span.start < taken or span.start == title_start:
            continue
        line = span.of(text)
        before = spans[i - 1].of(text) if i else ""
        after = spans[i + 1] if i + 1 < len(spans) else None
        heading = _clause(line, span, clause)
        if heading is not None:
            clause = number(heading.title[1 : heading.title.index("条")])
        else:
            heading = _heading(text, span, line, before, after, titles, levels.get(span.start))
        if heading is not None:
            yield heading
            taken = heading.span.end


def _clause(line: str, span: Span, last: int) -> Heading | None:
    """A clause begins its paragraph, so that its heading takes no room."""
    match = _CLAUSE.match(line)
    if match is None:
        match = _CLAUSE_UNSPACED.match(line)
        if match is None or not last < number(match.group(2)) <= last + _MAY_BE_MISSING:
            return None
    return Heading(_CLAUSE_RANK, SectionKind.CLAUSE, match.group(1), Span(span.start, span.start))


def _heading(
    text: str, span: Span, line: str, before: str, after: Span | None, titles: Set[str], level: int | None
) -> Heading | None:
    if markdown := _MARKDOWN.match(line):
        title = fold(markdown.group(2))
        counted = any(pattern.match(title) for pattern in _NUMBERED)
        kind = _kind(title) or (SectionKind.HEADING if counted else SectionKind.ARTICLE)
        return Heading(len(markdown.group(1)), kind, title, span)
    title = fold(line)
    if key(line) in titles and not _COLUMN.match(line):
        return Heading(_ARTICLE_RANK, SectionKind.ARTICLE, title, span)
    follower = after.of(text) if after else ""
    if question := _question(span, title, follower, level):
        return question
    if len(title) > _MAX_HEADING:
        return None
    if _COLUMN.match(line):
        return Heading(_COLUMN_RANK, SectionKind.COLUMN, title, span, level)
    if (chapter := _CHAPTER.match(line)) and line[-1] not in _SENTENCE_MARKS:
        return Heading(_CHAPTER_RANK[chapter.group(1)], SectionKind.CHAPTER, title, span, level)
    if attachment := _attachment(text, span, line, before, after):
        return attachment
    if level is not None and line[-1] not in _SENTENCE_MARKS:
        place = next((i for i, pattern in enumerate(_NUMBERED) if pattern.match(line)), None)
        if place is not None:
            return Heading(_NUMBERED_RANK + place, _kind(title) or SectionKind.HEADING, title, span, level)
        return Heading(0, _kind(title) or SectionKind.ARTICLE, title, span, level)
    return _numbered(text, span, line, before, after)


def _question(span: Span, title: str, follower: str, level: int | None) -> Heading | None:
    """问：……, or a line that asks right before its 答：."""
    asked = _ASKED.match(title) and not title.endswith("。")
    if len(title) > _MAX_QUESTION or not follower:
        return None
    if asked or (title.endswith(("？", "?")) and _ANSWERED.match(follower)):
        numbered = next((i for i, pattern in enumerate(_NUMBERED) if pattern.match(title)), None)
        rank = _ASKED_RANK if numbered is None else _NUMBERED_RANK + numbered
        return Heading(rank, SectionKind.QUESTION, title, span, level)
    return None


def _attachment(text: str, span: Span, line: str, before: str, after: Span | None) -> Heading | None:
    """附件1 with its title, on its line or on the next; not an entry of the list of attachments under a notice."""
    if not _ATTACHMENT.match(line) or line[-1] in "。；" or after is None:
        return None
    follower = after.of(text)
    listed = [_ATTACHMENT.match(other) or _NUMBERED[2].match(other) for other in (before, follower)]
    if any(listed) or is_signature(follower):
        return None
    titled = (
        len(line) <= 6
        and len(follower) <= _MAX_HEADING
        and follower[-1] not in "。；;：:，,？?"
        and "\t" not in follower
    )
    counted = any(pattern.match(follower) for pattern in (*_NUMBERED, _CHAPTER, _CLAUSE, _MARKDOWN, _COLUMN))
    end = after.end if titled and not counted and not follower.startswith("|") else span.end
    title = re.sub(r"\s+", " ", fold(line).rstrip("：:") + " " + fold(text[span.end : end])).strip()
    return Heading(_ATTACHMENT_RANK, SectionKind.ATTACHMENT, title, Span(span.start, end))


def is_signature(line: str) -> bool:
    """Whether a line is the date or the body that closes a notice."""
    plain = re.sub(r"\s", "", line)
    dated = re.fullmatch(
        r"[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日", plain
    )
    body = re.fullmatch(
        r"[\u4e00-\u9fff（）()]{2,30}(?:部|厅|局|委员会|委|办公室|政府|院|会|中心|处|办|司|署|行|学校|大学|学院|公司)",
        plain,
    )
    return dated is not None or body is not None


def _numbered(text: str, span: Span, line: str, before: str, after: Span | None) -> Heading | None:
    """一、…… on a line of its own is a heading unless it ends like a sentence or its neighbours count along with it."""
    level = next((i for i, pattern in enumerate(_NUMBERED) if pattern.match(line)), None)
    if level is None or line[-1] in _SENTENCE_MARKS or after is None or before.startswith(("附件：", "附件:", "附：")):
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
    return Heading(_NUMBERED_RANK + level, _kind(title) or SectionKind.HEADING, title, Span(span.start, end))


def _kind(title: str) -> SectionKind | None:
    """The kind that the words of a heading tell, whatever marks it as a heading."""
    if _COLUMN.match(title):
        return SectionKind.COLUMN
    if _CHAPTER.match(title):
        return SectionKind.CHAPTER
    if _ATTACHMENT.match(title):
        return SectionKind.ATTACHMENT
    if title.endswith(("？", "?")):
        return SectionKind.QUESTION
    return None


def _ranked(found: list[Heading]) -> list[Heading]:
    """Headings that only the format marks take the rank of the conventional ones of their level, or one below theirs.

    An attachment stands beside the chapters, however these are marked.
    """
    conventional: dict[int, set[float]] = {}
    for heading in found:
        if heading.level is not None and heading.rank:
            conventional.setdefault(heading.level, set()).add(heading.rank)
    above = min((heading.rank for heading in found if heading.kind is SectionKind.CHAPTER), default=_ATTACHMENT_RANK)
    ranked = []
    for heading in found:
        if heading.level is not None and not heading.rank:
            same = conventional.get(heading.level, ())
            higher = [rank for level, ranks in conventional.items() if level < heading.level for rank in ranks]
            below = max(higher) + heading.level / 10 if higher else heading.level
            heading = replace(heading, rank=min(same, default=below))
        elif heading.kind is SectionKind.ATTACHMENT:
            heading = replace(heading, rank=min(heading.rank, above))
        ranked.append(heading)
    return ranked
