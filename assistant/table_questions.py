"""What a question asks of a table: which rows, which columns, which conditions. The table's own words decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.bounds import Bound, bounded
from assistant.numbers import NumberKind, find
from assistant.questions import Question
from assistant.table_columns import COMPARED, GROUP_TAIL, ONLY, asks_share, columns_asked, tracks_named, unit_of
from assistant.table_rows import Named, Similar, by_code, by_label, folded, in_other_words, value_in_other_words
from assistant.table_words import Figure, Words, read_figure, words_of
from knowledge.documents import Table
from knowledge.tokenization import normalise

ALL_TRACKS = re.compile(r"共同|通用|共有(?!多少|几)|都(?:要|有|考|评|适用|设|用)|两[边类种者]都|同时")
_OVER_ALL = re.compile(
    r"最[高大重多低小轻少]|合计|总和|之和|加起来|哪些|有哪几|所有|全部|(?<![哪这那第])几[个项条](?!点|百分)|多少[个项条](?!点|百分)|排序|排列|从[高大多低小少]"
)
_WITHOUT = r"(?:[不别](?:要|用)?[含算计](?:入|进)?|不包[括含]|除[了去开外]?|[去刨扣减]掉|[刨扣排去]除|刨[去开]|撇开)"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a figure must be to pass: at least or at most a value; ``strict`` leaves the value itself out."""

    value: Decimal
    unit: str
    bound: Bound
    strict: bool

    def admits(self, value: Decimal) -> bool:
        """Whether a figure of the same unit passes."""
        if value == self.value:
            return not self.strict
        return self.bound is (Bound.AT_LEAST if value > self.value else Bound.AT_MOST)


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question read against a table; rows and columns are indexes.

    ``tracks`` are the columns of figures that the question is about, ``columns`` all it asks the value of, ``rows``
    those it names (``coded``: by their codes), ``filters`` the (column, value) pairs it names
    (``meant_values``: its own words for them), ``conditions`` what it
    says of figures, ``groups`` and ``left_out`` the merged groups it is about or excludes. ``text`` is the question
    normalised, ``rest`` what it says beside the names of rows.
    """

    text: str
    rest: str
    words: Words
    tracks: tuple[int, ...]
    columns: tuple[int, ...]
    rows: tuple[int, ...]
    coded: bool
    filters: tuple[tuple[int, str], ...]
    meant_values: tuple[str, ...]
    conditions: tuple[Condition, ...]
    groups: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table it is read against."""
        return self.words.table

    @property
    def share(self) -> tuple[int, ...]:
        """The columns of figures."""
        return self.words.measures

    @property
    def about_shares(self) -> bool:
        """Whether a figure is asked for: a weight, a percentage, points, or a column by its name."""
        return asks_share(self.words, self.rest) or bool(set(self.columns) & set(self.tracks))

    @property
    def names_rows(self) -> bool:
        """Whether the question calls the rows what their column does (奖项, 评价指标)."""
        return any(word in self.text for word in self.words.kind_of_row())

    def lies_in(self, row: int) -> bool:
        """Whether the row lies in the groups that the question is about, and is no total."""
        group = self.table.rows[row].group
        return row not in self.words.totals and group not in self.left_out and (not self.groups or group in self.groups)

    @property
    def about_groups(self) -> bool:
        """Whether the question is about the groups themselves."""
        return self.words.grouped and len(self.words.names[0]) > 1 and self.words.names[0] in self.text

    def chosen(self) -> list[int]:
        """The rows that pass filters and conditions and lie in the groups, no totals; where tracks are singled out,
        those that they have, and where the question says so those that only they, or all of them, have."""
        return [i for i in range(len(self.table.rows)) if self.lies_in(i) and self._passes(i)]

    def _passes(self, row: int) -> bool:
        words = self.words
        held = [column for column in words.measures if not words.is_empty(row, column)]
        amounts = [pair for pair in self.filters if pair[0] in self.tracks]
        if any(words.cell(row, c) != value for c, value in self.filters if c not in words.measures):
            return False
        if amounts and not any(words.cell(row, c) == value for c, value in amounts):
            return False
        if self.conditions and not any(self._admitted(row, c) for c in self.tracks):
            return False
        if len(words.measures) < 2:
            return True
        if ONLY.search(self.text):
            return bool(held) and set(held) <= set(self.tracks) and len(held) < len(words.measures)
        if ALL_TRACKS.search(self.text):
            return set(self.tracks) <= set(held)
        return len(self.tracks) == len(words.measures) or all(c in held for c in self.tracks)

    def _admitted(self, row: int, column: int) -> bool:
        figure = self.words.figure(row, column)
        unit = unit_of(self.words, row, column)
        return figure is not None and all(c.admits(figure.value) and _same(c.unit, unit) for c in self.conditions)


def read(question: Question, table: Table, similar: Similar) -> TableQuestion:
    """Read the question against the table; ``similar`` finds rows that are named in other words."""
    words = words_of(table)
    text = folded(question.text, words)
    named = by_code(text, words)
    if not named.rows and not question.codes:
        named = by_label(text, words)
    open_ended = not named.rows or (len(named.rows) == 1 and COMPARED.search(text))
    if open_ended and not (named.coded or question.codes or _OVER_ALL.search(text)):
        nearly = all(words.labels[i] not in text for i in named.rows)
        meant = in_other_words(text if nearly else named.rest, words, similar)
        named = Named(tuple(sorted({*named.rows, *meant.rows})), meant.rest)
    tracks = tracks_named(words, named.rest)
    columns = columns_asked(words, named, text, tracks, question.asks)
    groups, left_out = _groups_named(words, text)
    filters, meant_values = _filters(words, text), []
    if not filters and not named.rows and not groups and (value := value_in_other_words(text, words, similar)):
        filters, meant_values = [value[:2]], [value[2]]
    return TableQuestion(
        text, named.rest, words, tuple(tracks), tuple(columns), named.rows, named.coded,
        tuple(filters), tuple(meant_values), tuple(_conditions(words, named.rest)), tuple(groups), tuple(left_out),
    )  # fmt: skip


def group_figure(group: str) -> Figure | None:
    """The figure that stands in a group's own cell: 孵化绩效 (55%), 加分项指标 (计10分)."""
    brackets = re.search(r"[（(][^\d（()）]{0,4}(\d[^（()）]*)[)）]\s*$", group)
    return read_figure(brackets[1]) if brackets else None


def _same(asked: str, held: str) -> bool:
    return asked == held or not asked or not held


def _filters(words: Words, text: str) -> list[tuple[int, str]]:
    """(column, value) where the question holds a value of a column of few values, or a figure and no limit on one."""
    found = []
    categories, limited = words.categories, bool(_conditions(words, text))
    for column in range(int(words.grouped), len(words.names)):
        values = words.values(column)
        if column == words.label or not 2 <= len(values) <= 8:
            continue
        held = [value for value in values if _holds_value(text, normalise(value))]
        measured = column in words.measures
        if len(held) == 1 and (not limited if measured else column in categories):
            found.append((column, held[0]))
    return found


def _holds_value(text: str, value: str) -> bool:
    return bool(value) and re.search(rf"(?<![\d.]){re.escape(value)}(?![\d.%])", text) is not None


def _conditions(words: Words, rest: str) -> list[Condition]:
    """The limits that a question puts on figures."""
    found = []
    for number in find(rest):
        limit = bounded(rest, number)
        if limit and number.value is not None and number.kind in (NumberKind.NUMBER, NumberKind.PERCENT):
            said = rest[limit.start : limit.end]
            strict = re.search(r"以[上下内]|(?<!达)[不未没](?![到足满达及])|至|[最起]", said) is None
            unit = "%" if number.kind is NumberKind.PERCENT else number.unit
            units = {unit_of(words, i, c) for c in words.measures for i in range(len(words.labels))}
            if unit in units or not unit:
                found.append(Condition(number.value, unit, limit.bound, strict))
    return found


def _groups_named(words: Words, text: str) -> tuple[list[str], list[str]]:
    """(groups the question is about, groups it leaves out: 加分项不算)."""
    named, left_out = [], []
    for group in dict.fromkeys(row.group for row in words.table.rows if row.group):
        name = (normalise(GROUP_TAIL.sub("", group)).split() or [normalise(group)])[0]
        ending = next((kind for kind in words.kind_of_row() if len(name) > len(kind) + 1 and name.endswith(kind)), "")
        name = name.removesuffix(ending)
        short = re.escape(name[:2])
        if re.search(rf"{_WITHOUT}了?{short}|{short}[^,。?]{{0,4}}{_WITHOUT}", text):
            left_out.append(group)
        elif re.search(rf"(?<!含)(?<!包括)(?<!连同)(?<!连)(?<!算上){re.escape(name)}(?!也?[算计]上|[也都]算)", text):
            named.append(group)
    return named, left_out
