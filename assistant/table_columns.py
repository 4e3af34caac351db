"""Which columns of a table a question asks about: by name, by value, or by what tells one figure from another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.numbers import NumberKind, find
from assistant.questions import Asks
from assistant.table_rows import Named
from assistant.table_words import Words
from knowledge.tokenization import normalise, segment

ONLY = re.compile(r"才有|才考核|才要|独有|特有|专有|专门|[只仅](?:有(?!\s*\d)|适用于|针对|考核?|评)")
COMPARED = re.compile(r"[哪谁][个项]?.{0,6}[高低大小重轻多少]|两[个项]|比较")
GROUP_TAIL = re.compile(r"\s*[（(][^（）()]*[)）]\s*$")

_SHARE = re.compile(
    r"权重|比重|占比|分量|占(?:到|了)?(?:多|几|百分)|多大(?:的)?比例|百分之几|百分比|多少分|几分|分值|分数|几个(?:百分)?点|"
    r"多少个(?:百分)?点|加几|加多少|孰[轻重]|最[重轻]"
)
_SHARED_OUT = re.compile(r"权重|比重|占比|比例|分值|分数|得分|%")
_BELONGS = re.compile(r"哪[一个]|属于|归|什么")
_NOT_THIS = "(?:非|(?<!是)不是|不算|不含|除了?)"
_PLAIN = re.compile(r"普通|一般|常规|非")
_BOTH = re.compile(r"两[类种者个]|分别|各|都|和|与|比|区别|不同|差")
_KIND = re.compile(r"类型|类别|性质|哪一?类指标|哪种指标")
_EITHER = re.compile(r"还是|或者?是?")
_POINTED_AT = re.compile(r"[这那该][一]?[个项条块]|[这那]")
_COUNTED = re.compile(r"多少(?:家|人|名|次|场|个|万|元|年|天)|几(?:家|人|名|次|场|年|天)|满分|得分|怎么算|如何计算")
# What it takes to reach a figure is asked for, not the figure: 要几家才能拿满.
_TO_REACH = re.compile(
    r"(?:多少|几)[一-龥]{1,8}?(?:才|就)(?:能|可|算|会|得|拿|给|是)|(?:怎么|怎样|如何|咋)(?:才|就)?(?:能|算)?(?:拿|得|给)?满"
)
# A column is asked for when this share of the words of its name stands in the question.
_NAMED = 0.5


def columns_asked(words: Words, named: Named, text: str, tracks: Sequence[int], asks: Asks) -> list[int]:
    """The columns whose values are asked for: by their names, by their values (定性还是定量), or as shares."""
    asked = [c for c in range(len(words.names)) if c not in words.measures and _is_asked(words, c, named, text)]
    by_alternatives = named.rows and not asked and _EITHER.search(named.rest) and len(words.categories) == 1
    if by_alternatives and not any(words.segments(c)[0] in named.rest for c in tracks):
        asked += words.categories
    heads = any(words.segments(c)[-1] in named.rest for c in tracks)
    said = named.rows and not _TO_REACH.search(text) and any(_states(words, named.rest, c) for c in tracks)
    if asks_share(words, named.rest) or heads or said or _points_and_asks(words, named, asks, tracks):
        asked += tracks
    return sorted(asked)


def _is_asked(words: Words, column: int, named: Named, text: str) -> bool:
    values = words.values(column)
    if words.grouped and column == 0:
        either = [value for value in values if normalise(GROUP_TAIL.sub("", value)) in text]
        own = _own_words(words, column)
        return (own in text and _BELONGS.search(text) is not None) or (bool(named.rows) and len(either) > 1)
    if column == words.label or len(words.names[column]) < 2:
        return False
    if len(values) <= 4 and any(normalise(value) in named.rest for value in values):
        return True
    others = (_own_words(words, c) for c in range(len(words.names)) if c != column and c not in words.measures)
    if len(values) <= 4 and _KIND.search(text) and column in words.categories and not any(o in text for o in others):
        return True
    return _own_words(words, column) in named.rest or _coverage(words, column, range(len(words.names)), named.rest) == 1


def asks_share(words: Words, rest: str) -> bool:
    """Whether a weight, a share or points are asked for, and the table's figures are such."""
    figures = [words.cell(i, c) for c in words.measures for i in range(len(words.labels))]
    shared_out = any(_SHARED_OUT.search(normalise(words.table.columns[c])) for c in words.measures)
    return _SHARE.search(rest) is not None and (shared_out or any("%" in text or "％" in text for text in figures))


def _states(words: Words, rest: str, column: int) -> bool:
    """Whether the question states a figure as this column holds them: 是 7% 吧."""
    units = {unit_of(words, i, column) for i in range(len(words.labels)) if words.figure(i, column)} - {""}
    return any(number.unit in units or (number.kind is NumberKind.PERCENT and "%" in units) for number in find(rest))


def _points_and_asks(words: Words, named: Named, asks: Asks, tracks: Sequence[int]) -> bool:
    """Whether an amount of a row is asked for that can only be its figure: 2.5多少, 这项多少, 甲认缴了多少."""
    if not named.rows:
        return False
    units = {unit_of(words, i, c) for c in tracks for i in named.rows} - {""}
    of_its_own = any(f"{many}{unit}" in named.rest for many in ("多少", "几") for unit in units)
    compared = len(named.rows) > 1 and COMPARED.search(named.rest)
    if not (compared or asks is Asks.AMOUNT) or (_COUNTED.search(named.rest) and not of_its_own):
        return False
    touched = any(word in words.names[c] for c in tracks for word in segment(named.rest) if len(word) > 1)
    return named.coded or touched or _POINTED_AT.search(named.rest) is not None


def _own_words(words: Words, column: int) -> str:
    """A column's name without what it shares with the end or the beginning of another's: 指标类别 → 类别."""
    name = words.names[column]
    others = [other for i, other in enumerate(words.names) if i != column]
    for size in range(len(name) - 1, 1, -1):
        if any(other.endswith(name[-size:]) for other in others):
            name = name[:-size] or name
            break
    for size in range(len(name) - 2, 1, -1):
        if any(other.endswith(name[:size]) for other in others):
            return name[size:]
    return name


def tracks_named(words: Words, text: str) -> list[int]:
    """Among columns of figures (众创空间权重, 专业化众创空间权重) those that the question's words single out."""
    measures = words.measures
    if (alone := ONLY.search(text)) and len(tracks_named(words, text[: alone.start()])) < len(measures):
        return tracks_named(words, text[: alone.start()])
    own = {c: _distinguishing(words, c) for c in measures}
    share = {c: _coverage(words, c, measures, text) for c in measures if own[c]}
    best = max(share.values(), default=0)
    marked = [c for c, held in share.items() if held >= _NAMED and held == best]
    if len(marked) > 1:
        whole = [c for c in marked if words.names[c] in text]
        marked = whole or marked
    plain = [c for c in measures if not own[c]]
    if marked and plain and re.search(_NOT_THIS + "(?:" + "|".join(re.escape(own[c][0]) for c in marked) + ")", text):
        return plain
    if marked and plain and (_PLAIN.search(text) or (_BOTH.search(text) and _mentions_plain(words, text, plain, own))):
        return sorted({*marked, *plain})
    return marked or (plain if plain and _PLAIN.search(text) else list(measures))


def _distinguishing(words: Words, column: int) -> tuple[str, ...]:
    """The words of a column's name that not all columns of figures have, () for the unqualified one."""
    others = [words.names[c] for c in words.measures if c != column]
    return tuple(word for word in words.segments(column) if not all(word in other for other in others))


def _coverage(words: Words, column: int, among: Sequence[int], text: str) -> float:
    """The share of a column's name that stands in the text; a word counts less the more of ``among`` have it."""
    own = words.segments(column)
    having = {word: sum(word in words.names[c] for c in among) for word in own}
    weights = {word: len(word) / having[word] for word in own}
    if len(among) > 1:
        weights = {word: weight for word, weight in weights.items() if having[word] < len(among)} or weights
    return sum(weight for word, weight in weights.items() if word in text) / sum(weights.values())


def _mentions_plain(words: Words, text: str, plain: Sequence[int], own: dict[int, tuple[str, ...]]) -> bool:
    """Whether the unqualified name occurs also without the words that qualify its sibling."""
    stems = ("".join(words.segments(c)[:-1]) or words.names[c] for c in plain)
    return any(
        re.search(rf"(?<!{re.escape(''.join(qualifier))}){re.escape(stem)}", text)
        for stem in stems
        for qualifier in own.values()
        if qualifier
    )


def unit_of(words: Words, row: int, column: int) -> str:
    """The unit of a figure: the cell's own, or else the one in brackets in its column's name."""
    figure = words.figure(row, column)
    if figure and figure.unit:
        return figure.unit
    name = normalise(words.table.columns[column])
    brackets = re.search(r"\((?:单位:?)?([^()]{1,4})\)\s*$", name)
    return brackets[1] if brackets else "%" if name.endswith("%") else ""
