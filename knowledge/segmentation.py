"""Lines, paragraphs and sentences of a text, each with its offsets: pure.

Text exported from Word breaks paragraphs where a page ends. ``paragraphs`` mends such breaks, so that a
sentence is whole again while its offsets still point into the untouched text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_TERMINAL = "。！？；：!?;:…"
_CLOSING = "”」』）)】》〉\"'"
_OPEN_CLOSE = {"《": "》", "（": "）", "“": "”", "「": "」", "〔": "〕"}
_HAN = r"\u4e00-\u9fff，、。；：！？（）《》〈〉“”「」【】〔〕"
# A line break between Chinese characters is the page's, a space before a figure or its unit the typesetter's.
_GAP = re.compile(
    rf"(?<=[{_HAN}])\s*\n\s*(?=\S)|(?<=\S)\s*\n\s*(?=[{_HAN}])"
    rf"|(?<=[{_HAN}])[ \t]+(?=\d)|(?<=\d)[ \t]+(?=[年月日期号条个人家万亿项届次份级余多])"
)
_HASHES = re.compile(r"^(?:#{1,6}\s+)+")
_EMPHASIS = re.compile(r"\*{2,}")
_SENTENCE_END = re.compile(rf"[。！？；!?]+[{re.escape(_CLOSING)}]*")
# What begins a new paragraph whatever the line before looked like.
MARKER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百千零〇两\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳]|[-*•]\s|#{1,6}\s|【|\||https?://|[（(]<?https?://|\d{4}\s*年\s*\d{1,2}\s*月)"
)
# What counts inside a paragraph: a semicolon before it ends a list item.
ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|第?[一二三四五六七八九十]{1,3}[是要为、，]|\d{1,2}[.．、](?!\d)|[①-⑳])"
)
_HAN_WORD, _LATIN_WORD = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
# A line shorter than this was ended by its author, not by the edge of a page.
_PAGE_WIDTH = 24
# Brackets that are open for longer were never closed.
_MAX_BRACKETED = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of character offsets."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` in this range."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """The same range without the white space at its ends."""
        piece = self.of(text)
        return Span(self.start + len(piece) - len(piece.lstrip()), self.start + len(piece.rstrip()))


def fold(raw: str) -> str:
    """Text as one reads it: Markdown's marks dropped, breaks mended, white space folded."""
    plain = _HASHES.sub("", re.sub(r"[^\S\n]+", " ", _EMPHASIS.sub("", raw)).strip())
    return re.sub(r"\s+", " ", _GAP.sub("", plain)).strip()


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The lines that hold something, without the white space around them."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        raw = text[start:stop]
        if raw.strip():
            left = start + len(raw) - len(raw.lstrip())
            yield Span(left, start + len(raw.rstrip()))
        start = stop + 1


def is_broken(before: str, after: str) -> bool:
    """Whether a line break between these two lines was made by a page's edge rather than by the author."""
    if MARKER.match(after):
        return False
    tail = _EMPHASIS.sub("", before).rstrip()
    last = tail.rstrip(_CLOSING)[-1:] or tail[-1:]
    if last in "。！？":
        return False
    if any(tail.count(left) > tail.count(right) for left, right in _OPEN_CLOSE.items()):
        return True
    if last in _TERMINAL or _is_foreign(before) != _is_foreign(after):
        return False
    return last in "，、," or len(tail) >= _PAGE_WIDTH


def _is_foreign(line: str) -> bool:
    """Whether a line is of another language: no Chinese sentence goes on into it or comes out of it."""
    return not _HAN_WORD.search(line) and len(_LATIN_WORD.findall(line)) > 2


def paragraphs(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Join the lines that a page break cut apart; ``spans`` are lines in order."""
    current: Span | None = None
    last = ""
    for span in spans:
        line = span.of(text)
        if current is not None and is_broken(last, line):
            current = Span(current.start, span.end)
        else:
            if current is not None:
                yield current
            current = span
        last = line
    if current is not None:
        yield current


def sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences of one paragraph. A semicolon or comma ends one where the next item of a list begins."""
    start = span.start
    for match in _SENTENCE_END.finditer(text, span.start, span.end):
        if match.start() - start <= _MAX_BRACKETED and _inside_brackets(text, start, match.start(), span.end):
            continue
        if match.group()[0] in "；;" and match.end() < span.end and not ITEM.match(text, match.end()):
            continue
        yield Span(start, match.end())
        start = match.end()
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def _inside_brackets(text: str, start: int, place: int, end: int) -> bool:
    """Whether a mark stands inside brackets or a title that are closed after it: there it ends nothing."""
    end = min(end, place + _MAX_BRACKETED)
    return any(
        text.count(left, start, place) > text.count(_OPEN_CLOSE[left], start, place)
        and text.find(_OPEN_CLOSE[left], place, end) >= 0
        for left in "《（〔"
    )
