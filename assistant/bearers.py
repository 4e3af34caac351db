"""Whether a number is said of what it belongs to: 甲得5分，乙得7分 does not support 甲得7分. Pure.

The gate asks whether a number stands in the sources at all; here the words around it are held against those around
every number of the same sort there. The number is misplaced where another's words fit the sentence clearly better.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.answers import Issue
from assistant.gate import EQUATION, NOT_IN_EVIDENCE, column_units, forms, numbers_of
from assistant.number_patterns import folded
from assistant.numbers import Number, NumberKind
from knowledge.documents import Document, Table
from knowledge.segmentation import fold

_KINDS = (NumberKind.NUMBER, NumberKind.PERCENT, NumberKind.FRACTION, NumberKind.DATE, NumberKind.DOCUMENT)
_CODE = re.compile(r"\d{1,2}\.\d{1,2}")  # 2.7 names an item
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_BREAK = re.compile(r"[，,、；;：:（）()]")
_WORDS_THEN_BREAK = re.compile(r"[\u4e00-\u9fff][，,、；;：:（）()]")
_RUN = re.compile(r"[a-z]+|[\u4e00-\u9fff]+", re.I)
# Between the ends of a range and the values of a list, which have their words in common.
_JOINED = re.compile(r"[\s\-—–~～至到和与或及、以上下内年余多]*")
_RESPECTIVELY = re.compile(r"分别|依次|各自")
_AND = re.compile(r"、|以及|[及和与]")
# A cell with more characters than this is read as a text.
_LONGEST_VALUE = 60
# How much a pair of characters, one at the edge of a run of them, a single one, and a figure count (integers, so that
# sums do not depend on their order); a word that stands earlier in the sentence counts less than one beside the number.
# Set on 1,281 right and 1,105 altered sentences.
_PAIR, _EDGE, _SINGLE, _FIGURE = 10, 5, 3, 20
_FARTHER = 0.3
# By how much another number must fit better, and what share of that may speak for the number all the same.
_CLEARLY, _IN_FAVOUR = 9, 0.5
# A sentence with fewer words of its own may agree with another's by chance.
_TELLING = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A number where it stands, with the words that say what it is of: those beside it, and those earlier."""

    number: Number
    near: frozenset[str]
    far: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of one document, of the passages that a sentence rests on and of those beside; the texts of both."""

    cited: Sequence[Placed]
    beside: Sequence[Placed] = ()
    texts: Sequence[str] = ()


def misplaced(text: str, documents: Sequence[Told], also: Collection[Placed] = ()) -> list[Number]:
    """The numbers of a sentence that none of its documents says of what the sentence does.

    ``also`` is what was said otherwise (the question, a computed result): it may speak for a number, not against it.
    """
    elsewhere = (said.number for said in placed(text) if _belongs_elsewhere(said, documents, also))
    return _altered(text, documents) or list(elsewhere)


def issue(sentence: str, numbers: Sequence[Number]) -> Issue:
    """What was cut, and for which numbers."""
    named = "、".join(dict.fromkeys(number.text.strip() for number in numbers))
    return Issue(NOT_IN_EVIDENCE, f"{named} 在依据里说的是别的内容，已删去这一句：{sentence.strip()}")


@lru_cache(maxsize=4096)
def placed(text: str) -> tuple[Placed, ...]:
    """The numbers of a text with their words; without the codes of items and the terms of written calculations."""
    return tuple(place for sentence in _SENTENCE.findall(text) for place in _placed(sentence))


def cells(document: Document, table: Table, row: int) -> Iterator[Placed]:
    """The numbers of a table's row: each is of the row and of its column."""
    record = table.rows[row]
    name = _words(f"{record.code or ''} {record.label}")
    beside = [record.group, table.title, *(cell.text for cell in record.cells if not re.search(r"\d", cell.text))]
    far = _words("\n".join(beside))
    units = column_units(document, table)
    for column, cell, unit in zip(table.columns, record.cells, units, strict=True):
        text = fold(cell.text)
        near = name | _words(column)
        if text in (record.label, record.group):
            continue
        if len(text) > _LONGEST_VALUE:
            yield from (Placed(place.number, place.near, place.far | near) for place in placed(text))
            continue
        written = [text, text + unit] if unit and re.fullmatch(r"[\d.,]+", text) else [text]
        for number in (number for value in written for number in numbers_of(value)):
            yield Placed(number, near | _words(text[: number.start] + " " + text[number.end :]), far - near)


def _placed(sentence: str) -> Iterator[Placed]:
    groups = list(_groups(sentence))
    for i, group in enumerate(groups):
        before = [other[-1].end for other in groups[:i] if _comparable(other[0], group[0])]
        after = [other[0].start for other in groups[i + 1 :] if _comparable(other[0], group[0])]
        left, right = _beside(sentence, group, before[-1] if before else None, after[0] if after else len(sentence))
        near = _words(f"{left}\n{right}")
        far = _words(sentence[: group[0].start]) - near
        each = _respectively(left, len(group))
        for number, own in zip(group, each, strict=True):
            yield Placed(number, own or near, (near | far).difference(*each) if own else far)


def _beside(sentence: str, group: Sequence[Number], before: int | None, after: int) -> tuple[str, str]:
    """The words in front of a number back to the one of its sort before, and behind it up to the next comma."""
    start, end = group[0].start, group[-1].end
    first = 0
    if before is not None:
        stop = _BREAK.search(sentence, before, start)
        first = stop.start() if stop else before
    stop = _BREAK.search(sentence, end, after)
    left, right = sentence[first:start], sentence[end : stop.start() if stop else after]
    if not _RUN.search(left + right):  # 2021年9月22日，会议召开
        stop = _WORDS_THEN_BREAK.search(sentence, end, after)
        right = sentence[end : stop.end() if stop else after]
    return left, right


def _groups(sentence: str) -> Iterator[list[Number]]:
    """Numbers one by one, or together where they are the ends of a range or follow each other as a list."""
    calculated = [match.span() for match in EQUATION.finditer(sentence)]
    group: list[Number] = []
    for number in numbers_of(sentence):
        named = not number.unit and _CODE.fullmatch(number.form)
        if number.kind not in _KINDS or named or any(a <= number.start < b for a, b in calculated):
            continue
        if group and not (_comparable(group[-1], number) and _JOINED.fullmatch(sentence, group[-1].end, number.start)):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _respectively(left: str, count: int) -> list[frozenset[str]]:
    """甲、乙分别为5分、7分: the words of each of ``count`` numbers; empty ones where the sentence is not built so."""
    if count > 1 and (match := _RESPECTIVELY.search(left)):
        named = _AND.split(re.split(r"[，,；;：:]", left[: match.start()].rstrip("，,"))[-1])
        named[-1] = named[-1].partition("的")[0]  # 甲和乙的得分
        if len(named) == count:
            return [_words(name) for name in named]
    return [frozenset()] * count


def _words(text: str) -> frozenset[str]:
    """Characters, pairs of them (^ and $ for the edges of a run), and the numbers in the form they have."""
    found: set[str] = set()
    numbers = numbers_of(text)
    for number in numbers:
        found |= {number.form} | (forms(number.text) if number.kind is NumberKind.DATE else set())
    ends = [(0, 0), *((number.start, number.end) for number in numbers), (len(text), len(text))]
    for (_, start), (end, _) in pairwise(ends):
        for run in _RUN.findall(folded(text[start:end])):
            found.update(run)
            found.update(map("".join, pairwise(f"^{run}$")))
    return frozenset(found)


@lru_cache(maxsize=65536)
def _weight(word: str) -> int:
    if word[0].isdigit() or word[0] == "-":
        return _FIGURE
    if len(word) == 1:
        return _SINGLE
    return _EDGE if word[0] == "^" or word[-1] == "$" else _PAIR


def _comparable(one: Number, other: Number) -> bool:
    return one.kind is other.kind and one.unit == other.unit


def _same(number: Number, held: Number) -> bool:
    return number.form == held.form or number.form in forms(held.text)


def _belongs_elsewhere(said: Placed, documents: Sequence[Told], also: Collection[Placed]) -> bool:
    stating = [told for told in documents if any(_same(said.number, place.number) for place in told.cited)]
    return bool(stating) and all(_fits_another(said, told, also) for told in stating)


def _fits_another(said: Placed, told: Told, also: Collection[Placed]) -> bool:
    own = [place for place in (*told.cited, *also) if _same(said.number, place.number)]
    comparable = (place for place in (*told.cited, *told.beside) if _comparable(place.number, said.number))
    others = [place for place in comparable if not _same(said.number, place.number)]
    if not others or not all(place.near for place in own):
        return False  # what stands by itself may be of anything
    best = max(own, key=lambda place: _fit(said, place))
    rival = max(others, key=lambda place: _fit(said, place))
    better = _fit(said, rival) - _fit(said, best)
    return better >= _CLEARLY and _only(said, best, rival) <= _IN_FAVOUR * _only(said, rival, best)


def _fit(said: Placed, place: Placed) -> float:
    """The weight of the words that a number has in both."""
    farther = (said.near & place.far) | (said.far & place.near) | (said.far & place.far)
    return _total(said.near & place.near) + _FARTHER * _total(farther)


def _only(said: Placed, place: Placed, other: Placed) -> float:
    """The weight of the words that are beside the one place and nowhere near the other."""
    own = place.near - other.near - other.far
    return _total(said.near & own) + _FARTHER * _total(said.far & own)


def _total(words: Iterable[str]) -> int:
    return sum(map(_weight, words))


def _altered(text: str, documents: Iterable[Told]) -> list[Number]:
    """The numbers of a sentence that a document holding them all has word for word with others in their place."""
    words, numbers = _skeleton(text.strip().rstrip("。；;，"))
    if not numbers or sum(map(len, words)) < _TELLING:
        return []
    holding = (told.texts for told in documents if all(_held(number, told.texts) for number in numbers))
    fewest: list[Number] = []
    for theirs, held in (_skeleton(source) for texts in holding for source in texts):
        for i in range(len(held) - len(numbers) + 1):
            around = theirs[i : i + len(words)]
            if not _begins(around[0], words[0]) or around[1:-1] != words[1:-1] or not around[-1].startswith(words[-1]):
                continue
            differing = [n for n, other in zip(numbers, held[i:], strict=False) if not _same(n, other)]
            if not differing:
                return []
            fewest = min(fewest or differing, differing, key=len)
    return fewest


def _held(number: Number, texts: Iterable[str]) -> bool:
    return any(number.form in forms(text) for text in texts)


def _begins(theirs: str, words: str) -> bool:
    """Whether the words begin a clause there."""
    rest = theirs.removesuffix(words) if words else theirs
    return theirs.endswith(words) and (not rest or not rest[-1].isalnum())


@lru_cache(maxsize=4096)
def _skeleton(text: str) -> tuple[list[str], tuple[Number, ...]]:
    """The words before, between and behind the numbers of a text, without white space; the numbers."""
    numbers = numbers_of(text)
    ends = [0, *(number.end for number in numbers)]
    starts = [*(number.start for number in numbers), len(text)]
    return [re.sub(r"\s", "", text[a:b]) for a, b in zip(ends, starts, strict=True)], numbers
