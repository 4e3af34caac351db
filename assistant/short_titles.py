"""Titles that a question shortens (科普法, 甲市仓储条例) written out as the library has them.

A short title keeps, in order, something of every word of the title that tells it from others, the first word by its
first character, and the kind of document at its end. What could be short for two titles stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from knowledge.library import Library
from knowledge.tokenization import place_at_head, place_names, segment
from knowledge.validity import plain_title

_KIND = re.compile(r"(?:条例|办法|规定|细则|规则|法)$")
# Words that short titles leave out.
_OMITTED = frozenset("国家 促进 保障 管理 工作 暂行 试行 实施 和 与 及 的 关于".split())
# 甲和乙的条例 are two.
_NOT_JOINED = r"(?<![和与跟同及、])"
# 省里的仓储条例, 国家的仓储法.
_LEVEL_BEFORE = re.compile(r"(?:(?<![一-龥])省|[本咱我全]省|省[里内级]|国家|全国)的?$")
_SHORTEST = 2
# 96年职教法: the year of a version by its last two digits.
_SHORT_YEAR = r"(?<!\d)(\d\d)(?=[年版][版的]?《?{title})"
_THIS_CENTURY = 50


def spelled_out(question: str, library: Library) -> str:
    """The question with its short titles written out, and with them the years of versions: 96年职教法."""
    text = question
    for start, end, title in reversed(_found(question, library)):
        text = text[:start] + title + text[end:]
        years = re.compile(_SHORT_YEAR.format(title=re.escape(title)))
        text = years.sub(lambda year: ("20" if int(year[1]) < _THIS_CENTURY else "19") + year[1], text)
    return text


def _found(question: str, library: Library) -> list[tuple[int, int, str]]:
    """(start, end, title) of the short and the full titles in the question, in order; of overlapping the longest."""
    found: dict[tuple[int, int], set[str]] = {}
    places = place_names(question)
    for title, pattern in _patterns(library, library.store.generation()):
        for match in pattern.finditer(question):
            if _is_there(title, question, match, places) and len(_KIND.sub("", match.group())) >= _SHORTEST:
                found.setdefault(match.span(), set()).add(title)
    taken: list[tuple[int, int, str]] = []
    for (start, end), titles in sorted(found.items(), key=lambda item: item[0][0] - item[0][1]):
        if not any(start < right and left < end for left, right, _ in taken):
            written = question[start:end]
            taken.append((start, end, titles.pop() if len(titles) == 1 else written))
    return sorted(taken)


def _is_there(title: str, question: str, match: re.Match[str], places: Sequence[str]) -> bool:
    """Whether the short form is said of the title's own place or level, where one is said right before it or at all."""
    own = place_at_head(title)
    if level := _LEVEL_BEFORE.search(question, 0, match.start()):
        return bool(own) == ("省" in level[0]) and (not own or title[len(own[0])] == "省")
    return not places or all(place in places or match.group().startswith(place) for place in own)


@lru_cache(maxsize=4)
def _patterns(library: Library, generation: int) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Title → what it and its short forms look like."""
    titles = dict.fromkeys(plain_title(summary.title) for summary in library.documents())
    return tuple((title, re.compile(pattern)) for title in titles for pattern in _short_forms(title))


def _short_forms(title: str) -> Iterator[str]:
    """The pattern of a title's short forms; none for one that is no rule or quotes another title."""
    kind = _KIND.search(title)
    if kind is None or not re.fullmatch(r"[\u4e00-\u9fff]+", title):
        return
    place = next(iter(place_at_head(title)), "")
    rest = title[len(place) : kind.start()]
    level = rest[0] if place else ""
    words = segment(rest.removeprefix(level))
    needed = [word for word in words if word not in _OMITTED]
    if not needed:
        return
    parts = [rf"(?:{place}{level}?|{_NOT_JOINED}{place}{level}?的)?"] if place else []
    for word in words:
        if word in _OMITTED:
            parts.append(f"(?:{word})?")
        else:
            first = word[0] if word == needed[0] else f"(?=[{word}]){word[0]}?"
            parts.append(first + "".join(f"{char}?" for char in word[1:]))
    yield "".join(parts) + kind.group()
