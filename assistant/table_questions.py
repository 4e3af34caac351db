"""What a question asks of a table: which rows, which columns, which filter. Pure.

The table's own words decide: row codes and labels, group names, column names and the values of its columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.questions import Question
from knowledge.documents import Row, Table
from knowledge.tokenization import bigrams, normalise

NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(%|％|分)?")
EMPTY = re.compile(r"[—–-]*$")
SHARE = re.compile(
    r"权重|比重|占比|占(?:到|了)?(?:多|几|百分)|多大(?:的)?比例|百分之几|百分比|多少分|几分|分值|分数|几个点|多少个点|加几|加多少"
)
ONLY = re.compile(r"才有|才考核|才要|独有|特有|专有|专门|只(?:有(?!\s*\d)|适用于|针对|考核)")
_OVER_ALL = re.compile(
    r"最[高大重多低小轻少]|合计|总和|之和|加起来|哪些|有哪几|所有|全部|几[个项条](?!点)|多少[个项条]指标"
)
_JOIN = re.compile(r"[和与跟及、，,；;？?]|还是|以及|相比|比起")
_NOT_SUBJECT = re.compile(
    r"普通|一般|权重|比重|占比|占|多少|几个点|几何|分值|各是|分别|哪个|哪项|更?[高大低小]|一些|这[一项条个]+|"
    r"考核|评价|给了?|是|的|里|在|对|来说|属于|还|吗|呢|各"
)
_COMPARED = re.compile(r"哪[个项].{0,4}[高低大小重轻]|两[个项]|比较")
_BELONGS = re.compile(r"哪[一个]|属于|归|什么")
_PLAIN = re.compile(r"普通|一般|常规|非")
_BOTH = re.compile(r"两[类种者个]|分别|各|都|和|与|比|区别|不同|差")
_KIND = re.compile(r"类型|类别|性质|哪一?类指标|哪种指标")
_MEASURE_WORD = re.compile(r"权重|比重|占比|分值")
_GROUP_TAIL = re.compile(r"\s*[（(][^（）()]*[)）]\s*$")
# A label counts as named when the question holds this share of it; as meant from this likeness on, this far ahead.
_LIKE_ENOUGH, _MEANT, _APART = 0.72, 0.55, 0.02


class Similar(Protocol):
    """How near in meaning a text is to each of several others, 0..1."""

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """One value for each of ``others``."""


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question read against a table; rows and columns are indexes.

    ``share`` are the columns of percentages or points, ``tracks`` those of them the question is about, ``columns``
    all it asks the value of, ``rows`` those it names, ``filters`` the (column, value) pairs it names, ``groups`` and
    ``left_out`` the merged groups it is about or excludes.
    """

    text: str
    table: Table
    share: tuple[int, ...]
    tracks: tuple[int, ...]
    columns: tuple[int, ...]
    rows: tuple[int, ...]
    filters: tuple[tuple[int, str], ...]
    groups: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def about_shares(self) -> bool:
        """Whether a weight, a percentage or points are asked for."""
        return SHARE.search(self.text) is not None

    @property
    def names_rows(self) -> bool:
        """Whether the question calls the rows what their column does (奖项, 评价指标)."""
        labels = self.table.columns[1 if self.table.rows[0].group else 0]
        return bool(labels) and normalise(labels) in self.text

    @property
    def about_groups(self) -> bool:
        """Whether the question is about the groups themselves."""
        return bool(self.table.rows[0].group) and normalise(self.table.columns[0]) in self.text

    def chosen(self) -> list[int]:
        """The rows that pass the filters and lie in the groups; a track that is named leaves out the rows it lacks."""
        lacking = self.tracks if len(self.tracks) < len(self.share) else ()
        categories = [pair for pair in self.filters if pair[0] not in self.share]
        amounts = [pair for pair in self.filters if pair[0] in self.tracks]
        return [
            i
            for i, row in enumerate(self.table.rows)
            if all(row.cells[column].text == value for column, value in categories)
            and (not amounts or any(row.cells[column].text == value for column, value in amounts))
            and (not self.groups or row.group in self.groups)
            and row.group not in self.left_out
            and not any(EMPTY.fullmatch(row.cells[column].text) for column in lacking)
        ]


def read(question: Question, table: Table, similar: Similar) -> TableQuestion:
    """Read the question against the table; ``similar`` finds rows that are named in other words."""
    text = normalise(question.text)
    share = [i for i in range(len(table.columns)) if _is_share(table, i)]
    tracks = tracks_named(table, text, share)
    columns = _columns_asked(table, text, share, tracks)
    rows = _rows_named(table, question, text)
    if columns and not _OVER_ALL.search(text) and (not rows or (len(rows) == 1 and _COMPARED.search(text))):
        rows = sorted({*rows, *_rows_meant(table, text, similar)})
    groups, left_out = _groups_named(table, text)
    return TableQuestion(
        text, table, tuple(share), tuple(tracks), tuple(columns), tuple(rows), tuple(_filters(table, text)),
        tuple(groups), tuple(left_out),
    )  # fmt: skip


def _is_share(table: Table, column: int) -> bool:
    """Most of the column's cells are percentages or points."""
    cells = [row.cells[column].text for row in table.rows]
    filled = [cell for cell in cells if not EMPTY.fullmatch(cell)]
    return bool(filled) and sum(bool(NUMBER.fullmatch(cell)) for cell in filled) > len(filled) / 2


def _rows_named(table: Table, question: Question, text: str) -> list[int]:
    """Rows by code, then by the label that the question holds nearly whole."""
    by_code = [i for code in question.codes for i, row in enumerate(table.rows) if row.code == code]
    if by_code:
        return by_code
    asked = set(bigrams(text))
    held = {i: _held(row, asked) for i, row in enumerate(table.rows)}
    whole = [i for i, share in held.items() if share == 1]
    return whole or [i for i, share in held.items() if share >= _LIKE_ENOUGH]


def _held(row: Row, asked: set[str]) -> float:
    """The share of a row label that stands in the question."""
    label = set(bigrams(_bare(row.label)))
    return len(label & asked) / len(label) if len(label) >= 3 else 0.0


def _rows_meant(table: Table, text: str, similar: Similar) -> list[int]:
    """Rows named in other words: for each thing the question joins, the row nearest in words and meaning."""
    names = {normalise(name) for name in table.columns} | {_stem(name) for name in table.columns}
    subject = text
    for name in sorted(names - {""}, key=len, reverse=True):
        subject = subject.replace(name, " ")
    labels = [_bare(row.label) for row in table.rows]
    meant: list[int] = []
    for piece in _JOIN.split(_NOT_SUBJECT.sub(" ", subject)):
        asked = set(bigrams(piece))
        if len(asked) < 3:
            continue
        near = similar(piece, labels)
        scores = [
            0.5 * near[i] + 0.25 * _held(row, asked) + 0.25 * len(asked & set(bigrams(labels[i]))) / len(asked)
            for i, row in enumerate(table.rows)
        ]
        best, second = sorted(scores, reverse=True)[:2]
        if best >= _MEANT and best - second >= _APART:
            meant.append(scores.index(best))
    return sorted(set(meant))


def _bare(label: str) -> str:
    return re.sub(r"^\s*(?:\d+(?:\.\d+)*)?\s*(?:当年)?(?:开展的?)?", "", label)


def _filters(table: Table, text: str) -> list[tuple[int, str]]:
    """(column, value) where the question holds a value that repeats in a column of few values."""
    found = []
    for column in range(len(table.columns)):
        values = Counter(row.cells[column].text for row in table.rows)
        if column == 0 and table.rows[0].group:
            continue
        if 2 <= len(values) <= 8:
            named = [v for v in values if v and not EMPTY.fullmatch(v) and _holds_value(text, normalise(v))]
            if len(named) == 1 and (values[named[0]] > 1 or _is_share(table, column)):
                found.append((column, named[0]))
    return found


def _holds_value(text: str, value: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", text) is not None


def _columns_asked(table: Table, text: str, share: Sequence[int], tracks: list[int]) -> list[int]:
    """The columns whose values are asked for: by a name of their own, by their values (定性还是定量), or as shares."""
    asked: list[int] = []
    for column, name in enumerate(table.columns):
        values = {row.cells[column].text for row in table.rows}
        if column in share or not name or len(values) == len(table.rows):
            continue
        own = _own_words(table, column)
        if column == 0 and table.rows[0].group:
            named = own in text and _BELONGS.search(text) is not None
        else:
            others = (_own_words(table, other) for other in range(len(table.columns)) if other != column)
            by_kind = _KIND.search(text) and not any(other in text for other in others)
            by_value = by_kind or any(normalise(value) in text for value in values if value)
            named = own in text or (len(values) <= 4 and bool(by_value))
        if own and named:
            asked.append(column)
    if SHARE.search(text) or any(normalise(table.columns[i]) in text for i in share):
        asked += tracks
    return sorted(asked)


def _own_words(table: Table, column: int) -> str:
    """A column's name without what it shares with the end or the beginning of another's: 指标类别 → 类别."""
    name = normalise(table.columns[column])
    others = [normalise(other) for i, other in enumerate(table.columns) if i != column]
    for size in range(len(name) - 1, 1, -1):
        if any(other.endswith(name[-size:]) for other in others):
            name = name[:-size] or name
            break
    for size in range(len(name) - 2, 1, -1):
        if any(other.endswith(name[:size]) for other in others):
            return name[size:]
    return name


def tracks_named(table: Table, text: str, share: Sequence[int]) -> list[int]:
    """Among columns of one kind (众创空间权重, 专业化众创空间权重) those that the question's words single out."""
    own = {i: _distinguishing(table, i, share) for i in share}
    marked = [i for i in share if own[i] and own[i] in text]
    plain = [i for i in share if not own[i]]
    named = [i for i in share if normalise(table.columns[i]) in text]
    if named and not any(own.values()):
        return named
    if marked and re.search("非(?:" + "|".join(re.escape(own[i]) for i in marked) + ")", text):
        return plain
    if marked and (_PLAIN.search(text) or (_BOTH.search(text) and _mentions_plain(text, table, plain, own))):
        return sorted({*marked, *plain})
    if marked:
        return marked
    return plain if plain and _PLAIN.search(text) else list(share)


def _mentions_plain(text: str, table: Table, plain: list[int], own: dict[int, str]) -> bool:
    """Whether the unqualified name occurs also without the words that qualify its sibling."""
    return any(
        re.search(rf"(?<!{re.escape(words)}){re.escape(_stem(table.columns[i]))}", text)
        for words in own.values()
        if words
        for i in plain
    )


def _stem(name: str) -> str:
    return normalise(_MEASURE_WORD.sub("", name))


def _distinguishing(table: Table, column: int, share: Sequence[int]) -> str:
    """What this column's name has before the name of a sibling, "" for the unqualified one."""
    name = normalise(table.columns[column])
    for other in share:
        sibling = normalise(table.columns[other])
        if other != column and sibling and name.endswith(sibling):
            return name.removesuffix(sibling)
    return ""


def _groups_named(table: Table, text: str) -> tuple[list[str], list[str]]:
    """(groups the question is about, groups it leaves out: 加分项不算)."""
    named, left_out = [], []
    for group in dict.fromkeys(row.group for row in table.rows if row.group):
        name = normalise(_GROUP_TAIL.sub("", group)).split()[0]
        short = re.escape(name[:2])
        if re.search(rf"(?:除了?|不含|不算|不计|不包括|去掉){short}|{short}.{{0,4}}(?:不算|除外|不计|不含)", text):
            left_out.append(group)
        elif name in text:
            named.append(group)
    return named, left_out
