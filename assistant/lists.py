"""Enumerations: from one sentence to the whole list it opens or belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.documents import Document, Section
from knowledge.segmentation import Span, fold, sentences
from knowledge.structure import section_paragraphs

_ORDINAL = "[一二三四五六七八九十]{1,3}"
# The ways Chinese documents count, each with the number as group 1.
_MARKERS = (
    re.compile(rf"\s*[（(]({_ORDINAL}|\d{{1,2}})[)）]"),
    re.compile(rf"\s*({_ORDINAL})、"),
    re.compile(r"\s*(\d{1,2})[.．、](?!\d)"),
    re.compile(rf"\s*第({_ORDINAL})[，,、]"),
    re.compile(rf"\s*({_ORDINAL})(?:是|要|为)"),
    re.compile(r"\s*([①-⑳])"),
)
# A list without numbers: every item is a first one.
_BULLET = re.compile(r"\s*[-*•·]\s")
_BULLETED = len(_MARKERS)
# A last item joined by 和 or 及 instead of 、.
_LAST = re.compile(r"、[^、]*(?:和|以?及)[^、]*$")
_OPENS = re.compile(r"[：:]\s*$")
_TITLE = re.compile(r"《[^《》]*》")
_FIRST_INSIDE = re.compile(r"[：:](?=\s*(?:[（(]?[一1]|第一|①))")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}


def marker(text: str) -> tuple[int, int] | None:
    """(style, number) of the list marker that opens the text, None without one."""
    for style, pattern in enumerate(_MARKERS):
        if match := pattern.match(text):
            return style, _number(match.group(1))
    return (_BULLETED, 1) if _BULLET.match(text) else None


def _number(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    tens, _, ones = numeral.rpartition("十")
    if "十" in numeral:
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(numeral, 0)


def children(document: Document, section: Section) -> list[Section]:
    """The counted headings right under a section, in order; nothing where they are fewer than two."""
    found = [child for child in document.sections if child.parent == section.index and marker(child.title)]
    return found if len(found) > 1 else []


def opens_list(text: str) -> bool:
    """Whether a sentence announces what follows it."""
    return _OPENS.search(text) is not None


def inline_count(text: str) -> int:
    """How many things the longest run of 、 or of adjoining 《》 in a sentence sets side by side."""
    clauses = re.split(r"[，。；：！？]", _TITLE.sub("《》", text))
    return max(clause.count("、") + clause.count("》《") + bool(_LAST.search(clause)) + 1 for clause in clauses)


def pieces(document: Document, section: Section) -> list[Span]:
    """The sentences of a section in order, over all its paragraphs; what opens a list ends where its first item begins.

    Only a first item that another follows is cut off: 要求如下：一是……；二是……
    """
    found = [span for p in section_paragraphs(document, section) for span in sentences(document.text, p)]
    marks = [marker(span.of(document.text)) for span in found]
    cut: list[Span] = []
    for i, span in enumerate(found):
        colon = _FIRST_INSIDE.search(document.text, span.start, span.end)
        mark = marker(document.text[colon.end() : span.end]) if colon else None
        if colon and mark and mark[1] == 1 and i + 1 < len(found) and marks[i + 1] == (mark[0], 2):
            cut += [Span(span.start, colon.end()), Span(colon.end(), span.end)]
        else:
            cut.append(span)
    return cut


def whole(document: Document, section: Section, span: Span) -> tuple[Span | None, list[Span]] | None:
    """The list that the sentence at ``span`` opens or belongs to: (its opening sentence, its items).

    An item that runs over several sentences is one span up to the next item. None where there is no list of two.
    """
    all_pieces = pieces(document, section)
    at = next((i for i, piece in enumerate(all_pieces) if piece.start <= span.start < piece.end), None)
    if at is None:
        return None
    text = document.text
    marks = [marker(piece.of(text)) for piece in all_pieces]
    follows = marks[at + 1] if at + 1 < len(marks) else None
    if marks[at] is None and follows is not None and follows[1] == 1:
        first = at + 1
    else:
        begin = _first_item(marks, at)
        if begin is None:
            return None
        first = begin
    items = _items(document, all_pieces, marks, first)
    opening = all_pieces[first - 1] if first > 0 else None
    belongs = at == first - 1 or any(item.start <= all_pieces[at].start < item.end for item in items)
    if len(items) < 2 or not belongs:
        return None
    return opening, items


def _first_item(marks: Sequence[tuple[int, int] | None], at: int) -> int | None:
    """Where the list around position ``at`` begins: back to number one of the same style."""
    styles = [marks[i] for i in range(at, -1, -1)]
    own = next((mark for mark in styles if mark is not None), None)
    if own is None:
        return None
    for i in range(at, -1, -1):
        if marks[i] == (own[0], 1) and (own[0] != _BULLETED or marks[i - 1] != marks[i] or i == 0):
            return i
    return None


def _items(
    document: Document, all_pieces: Sequence[Span], marks: Sequence[tuple[int, int] | None], first: int
) -> list[Span]:
    opening = marks[first]
    style = opening[0] if opening else -1
    items: list[Span] = []
    expected = 1
    for i in range(first, len(all_pieces)):
        mark = marks[i]
        if mark == (style, 1 if style == _BULLETED else expected):
            items.append(all_pieces[i])
            expected += 1
        elif mark is not None and mark[0] == style:
            break
        elif items and _continues(document.text, items[-1], all_pieces[i]):
            items[-1] = Span(items[-1].start, all_pieces[i].end)
        else:
            break
    return items


def _continues(text: str, item: Span, piece: Span) -> bool:
    """A further sentence on the same line, or one that the semicolon before it announces, belongs to the item."""
    return "\n" not in text[item.end : piece.start] and not text[: item.end].endswith("：") and _short(text, item)


def _short(text: str, item: Span) -> bool:
    return len(fold(item.of(text))) < 200
