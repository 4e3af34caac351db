"""Which rows of a table a question names: by code, by label, or in other words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.numbers import plain
from assistant.numerals import DIGITS, RUN, read_numeral
from assistant.table_words import Words
from knowledge.tokenization import STOPWORDS, bigrams, normalise, segment

_HAN_NUMERAL = "[十" + "".join(DIGITS) + "]{1,3}"
_SPOKEN_CODE = re.compile(rf"({_HAN_NUMERAL})点({_HAN_NUMERAL})")
_SPOKEN_PERCENT = re.compile(rf"百分之({RUN})|({RUN})\s*个(?:百分)?点")
_ASIDE = re.compile(r"[（(]([^（()）]*)[)）]")
_PHRASE = re.compile(r"[的由按是靠用把让，,。？?、\s]")
_JOIN = re.compile(r"[和与跟同及、，,；;？?！!。]|还是|以及|相比|比起")
# Words that ask, compare or refer, and name nothing.
_NOT_SUBJECT = re.compile(
    r"普通|一般|权重|比重|占|占比|多少|多大|[几点项条个块]|百分点|百分之几|百分比|几何|分值|几分|多少分|各是|分别|"
    r"(?:哪|那|这|两|几)[一二三四两几]?[项个条块种类家些]?|[更最]?[高大低小重轻多少]|一些|考核|评价|指标|不重|给|属于|归|算|指|值|这里|一[个条项]|里头"
)
_ASKING = STOPWORDS - {"情况", "内容", "进行"}
# What is said of a thing once it is named: 某某那条是……, 某某是第几项, 某某在表里值几分.
_SAID_OF_IT = re.compile(
    r"(?:^|(?<=\w\w))(?:[这那]一?[条项个块]|是?第几|在[^，,]{0,8}?[里中内]|[值占算打给][^，,]{0,3}(?:多少|几)).*"
)
# A label speaks of a number, a question of how many times, firms or people.
_NUMBER_OF = re.compile(r"(?<=\w)(?:场次|次数|个数|家数|件数|数目)")
# A label is named when the question holds this share of it; meant from this likeness on, this far ahead of the next.
_LIKE_ENOUGH, _MEANT, _APART = 0.72, 0.5, 0.03
_NEAR, _SAID, _HELD = 0.4, 0.45, 0.15
_IN_FULL = 0.85


class Similar(Protocol):
    """How near in meaning a text is to each of several others, 0..1."""

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """One value for each of ``others``."""


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that a question names and what it says beside their names; ``coded``: all of them by their codes."""

    rows: tuple[int, ...]
    rest: str
    coded: bool = False


def folded(text: str, words: Words) -> str:
    """A question as a table would put it: 百分之六 and 6个点 as 6%, and 三点三 as 3.3 where a row has this code."""

    def code(match: re.Match[str]) -> str:
        parts = [read_numeral(part) for part in match.groups()]
        spoken = ".".join(plain(part) for part in parts if part is not None)
        return spoken if spoken in words.codes else match.group()

    def percent(match: re.Match[str]) -> str:
        value = read_numeral(match[1] or match[2])
        return match.group() if value is None else f"{plain(value)}%"

    return _SPOKEN_PERCENT.sub(percent, _SPOKEN_CODE.sub(code, normalise(text)))


def by_code(text: str, words: Words) -> Named:
    """The rows whose codes stand in a folded question; 2.1 stands neither in 2.10 nor in 2.1%."""
    rows = []
    rest = text
    for i, code in enumerate(words.codes):
        standing = rf"(?<![a-z\d.]){re.escape(code)}(?!\d|\.\d|%|万|亿)"
        if code and re.search(standing, text):
            rows.append(i)
            rest = re.sub(standing, " ", rest)
    return Named(tuple(rows), rest, bool(rows))


def by_label(text: str, words: Words) -> Named:
    """The rows whose labels stand in a folded question, whole or, where none does, nearly so."""
    rows: list[int] = []
    rest = text
    for label in sorted({label for label in words.labels if len(label) > 1}, key=len, reverse=True):
        if label in rest:
            rest = rest.replace(label, " ")
            rows += (i for i, other in enumerate(words.labels) if other == label and i not in words.totals)
    if rows:
        return Named(tuple(sorted(_told_apart(rows, rest, words))), rest)
    asked = set(bigrams(text))
    near = [i for i, label in enumerate(words.labels) if i not in words.totals and _held(label, asked) >= _LIKE_ENOUGH]
    held = {pair for i in near for pair in bigrams(words.labels[i])}
    return Named(tuple(near), _without(text, held))


def _told_apart(rows: Sequence[int], rest: str, words: Words) -> list[int]:
    """Of rows with one label, those of which the question names another cell, if it does."""
    alike = Counter(words.labels[i] for i in rows)
    beside = [c for c in range(len(words.names)) if c != words.label and c not in words.measures]
    held = {i for i in rows for c in beside if not words.is_empty(i, c) and normalise(words.cell(i, c)) in rest}
    told = {words.labels[i] for i in held}
    return [i for i in rows if alike[words.labels[i]] == 1 or i in held or words.labels[i] not in told]


def in_other_words(text: str, words: Words, similar: Similar) -> Named:
    """For each thing that the question joins, the row whose label is nearest in words and meaning, if one is."""
    subject = text
    values = {normalise(value) for column in words.categories for value in words.values(column)}
    for name in sorted({*words.names, *values, *_qualifiers(words)}, key=len, reverse=True):
        subject = subject.replace(name, " ") if len(name) > 1 else subject
    rows = [i for i in range(len(words.labels)) if i not in words.totals]
    nearest = Nearest([words.labels[i] for i in rows], similar)
    aside = " ".join(_ASIDE.findall(subject))
    joined = (_SAID_OF_IT.sub("", whole) for whole in _JOIN.split(_ASIDE.sub(" ", subject)))
    pieces = [piece for whole in joined if len(piece := _subject(whole)) > 1]
    found = {piece: row for piece in pieces if (row := nearest(piece, aside)) is not None}
    if len(pieces) > 1 and not found and (row := nearest(" ".join(pieces), aside)) is not None:
        found = {" ".join(pieces): row}
    meant = {piece: rows[at] for piece, at in found.items()}
    known = {pair for piece, row in meant.items() for pair in {*bigrams(piece)} & {*bigrams(words.labels[row])}}
    return Named(tuple(sorted(set(meant.values()))), _without(text, known))


def value_in_other_words(text: str, words: Words, similar: Similar) -> tuple[int, str, str] | None:
    """(column, value, the words of the question that mean it) where a repeated value is named in other words."""
    by_column = {column: list(words.values(column)) for column in words.categories}
    said = {column for column, held in by_column.items() if any(normalise(value) in text for value in held)}
    values = [(column, value) for column, held in by_column.items() if column not in said for value in held]
    known = {*words.names, *(word for column in range(len(words.names)) for word in words.segments(column))}
    nearest = Nearest([normalise(value) for _, value in values], similar)
    for piece in _PHRASE.split(text):
        subject = piece
        for name in sorted(known, key=len, reverse=True):
            subject = subject.replace(name, " ") if len(name) > 1 else subject
        subject = _subject(subject)
        at = nearest(subject) if len(subject) > 1 and subject in text else None
        if at is not None:
            return *values[at], subject
    return None


def _subject(piece: str) -> str:
    """The words of a piece of a question that may name something."""
    kept = (word for word in segment(piece) if not _NOT_SUBJECT.fullmatch(word) and word not in _ASKING)
    return "".join(kept)


class Nearest:
    """Finds which of several names a few words mean; words set aside in brackets help where they are not enough."""

    def __init__(self, names: Sequence[str], similar: Similar) -> None:
        self._names = names
        self._similar = similar

    def __call__(self, piece: str, aside: str = "") -> int | None:
        """The index of the name, None where none is near enough or two are about as near."""
        found = self._meant(piece)
        return found if found is not None or not aside else self._meant(f"{aside} {piece}")

    def _meant(self, piece: str) -> int | None:
        if not self._names:
            return None
        near = self._similar(piece, self._names)
        said = self._said(_NUMBER_OF.sub("数量", piece))
        asked = set(bigrams(piece))
        scores = [
            _NEAR * n + _SAID * s + _HELD * _held(name, asked)
            for name, n, s in zip(self._names, near, said, strict=True)
        ]
        best, second = sorted((*scores, 0.0), reverse=True)[:2]
        return scores.index(best) if best >= _MEANT and best - second >= _APART else None

    def _said(self, piece: str) -> list[float]:
        """For each name the share of the piece's words in it.

        The fewer names have a word, the more it tells; one in no name may be only another word for the same.
        """
        held = {word: [_word_in(word, name) for name in self._names] for word in segment(piece) if len(word) > 1}
        weights = {word: 1 / math.sqrt(having) if (having := sum(map(bool, of))) else 0.5 for word, of in held.items()}
        total = sum(weights.values()) or 1.0
        return [sum(weights[word] * of[i] for word, of in held.items()) / total for i in range(len(self._names))]


def _word_in(word: str, name: str) -> float:
    """How much of a word stands in a name, 0..1; one that the name writes in full counts little less (投资, 投融资)."""
    if word in name:
        return 1.0
    if re.search(".?".join(map(re.escape, word)), name):
        return _IN_FULL
    pairs = bigrams(word)
    return sum(pair in name for pair in pairs) / len(pairs)


def _qualifiers(words: Words) -> set[str]:
    """The words in the names of measures that tell one from another or what they measure."""
    return {word for column in words.measures for word in segment(words.names[column]) if word not in STOPWORDS}


def _held(label: str, asked: set[str]) -> float:
    """The share of a row label that stands in the question."""
    own = set(bigrams(label))
    return len(own & asked) / len(own) if len(own) >= 3 else 0.0


def _without(text: str, pairs: set[str]) -> str:
    """The text without the neighbouring characters that were recognised."""
    gone = {i for i in range(len(text) - 1) if text[i : i + 2] in pairs}
    gone |= {i + 1 for i in gone}
    return "".join(" " if i in gone else char for i, char in enumerate(text))
