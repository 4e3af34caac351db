"""Questions about a table, answered from its cells: which rows, which columns, then the cells or a computation on them.

The table's own words decide: row codes and labels, group names, column names and the values of its columns. A question
that names a row but asks for something the table has no column for is not answered here.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from assistant.answers import TableCell
from assistant.citations import Claim, Evidence
from assistant.questions import Asks, Question
from knowledge.documents import Document, Passage, Row, Table
from knowledge.segmentation import Span
from knowledge.tokenization import bigrams, normalise

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(%|％|分)?")
_SHARE = re.compile(r"权重|比重|占比|占(?:到|了)?(?:多|几|百分)|多大(?:的)?比例|百分之几|百分比|多少分|几分|分值|分数|几个点|多少个点|加几|加多少")
_MOST = re.compile(r"最[高大重]|第一高|(?:哪[个项一块]+|谁).{0,6}[更较]?[高大重](?:一?些|点)?(?:[？?，。]|$)")
_LEAST = re.compile(r"最[低小轻]|哪[个项一块]+.{0,6}[更较]?[低小轻](?:[？?，。]|$)")
_SUM = re.compile(r"合计|总共|总和|之和|加起来|加在一起|一共占|共占|总计|加总|相加|总权重")
_OVER_ALL = re.compile(r"最[高大重多低小轻少]|合计|总和|之和|加起来|哪些|有哪几|所有|全部|几[个项条]|多少[个项条]指标")
_JOIN = re.compile(r"[和与跟及、，,；;？?]|还是|以及|相比|比起")
_NOT_SUBJECT = re.compile(
    r"普通|一般|专业化|众创空间|权重|比重|占比|占|多少|几个点|几何|分值|各是|分别|哪个|哪项|更?[高大低小]|一些|这[一项条个]+|指标|"
    r"考核|评价|给了?|是|的|里|在|对|来说|属于|定性|定量|类别|还|吗|呢|各"
)
_BELONGS = re.compile(r"哪[一个]|属于|归|什么")
_APPLIES = re.compile(r"适用|要不要|考核|考不考|有没有|是否|设不设|算不算")
_MEASURE = re.compile(r"多少(?:家|人|名|次|场|个|万|元)|几(?:家|人|名|次|场)|满分|得分|怎么算|如何计算")
_MEANT, _APART = 0.55, 0.02
_COUNT = re.compile(r"(?:多少|几)(?:个|项|条|类|种)|有多少|数量是多少|共有几")
_ROW_NOUN = re.compile(r"(?:二级|评价|具体|单项)?指标|哪[一些几]?(?:项|个|条)|内容")
_PLAIN = re.compile(r"普通|一般|常规|非")
_DIFFER = re.compile(r"只(?:有|适用|针对|考核)|独有|特有|专门|不一样|不同|区别|差别|差异|适用于")
_BOTH = re.compile(r"两[类种者个]|分别|各|都|和|与|比|区别|不同|差")
_EMPTY = re.compile(r"[—–-]*$")
_LIKE_ENOUGH = 0.72
_GROUP_TAIL = re.compile(r"\s*[（(][^（）()]*[)）]\s*$")


class Similar(Protocol):
    """How near in meaning a text is to each of several others, 0..1."""

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """One value for each of ``others``."""


@dataclass(frozen=True, slots=True)
class _View:
    """A table with the document it stands in and the passages of its rows."""

    document: Document
    table: Table
    passages: dict[int, Passage]

    def evidence(self, number: int, column: int) -> Evidence:
        row = self.table.rows[number]
        cell = TableCell(self.table.title, row.label, self.table.columns[column])
        return Evidence(self.passages[number], Span(row.start, row.end).trimmed(self.document.text), cell)


def answer(
    question: Question, document: Document, table: Table, passages: Sequence[Passage], similar: Similar
) -> list[Claim] | None:
    """Claims that answer the question from this table, None where the table does not hold what is asked.

    ``similar`` gives the nearness (0..1) of a text to each of several others; it finds rows named in other words.
    """
    view = _View(document, table, {p.row: p for p in passages if p.table == table.index and p.row is not None})
    if len(view.passages) < len(table.rows):
        return None
    text = normalise(question.text)
    share = [i for i in range(len(table.columns)) if _is_share(table, i)]
    columns = _columns_asked(table, text, share)
    rows = _rows_named(table, question, text)
    if not rows and columns and not _OVER_ALL.search(text):
        rows = _rows_meant(table, text, share, similar)
    if rows:
        return _about_rows(view, rows, columns, share, question, text)
    groups, left_out = _groups_named(table, text)
    filters = _filters(table, text)
    chosen = _chosen(table, filters, groups, left_out, share, text)
    if len(groups) > 1 and (columns or _SHARE.search(text)):
        return _group_shares(view, groups, text)
    if (columns or _SHARE.search(text)) and (_MOST.search(text) or _LEAST.search(text)):
        return _extreme(view, chosen, _tracks(table, text, share), text)
    if _SUM.search(text) and (columns or filters):
        return _sum(view, chosen, _tracks(table, text, share))
    if filters and (_ROW_NOUN.search(text) or _COUNT.search(text)):
        return _filtered(view, chosen, filters, share, text)
    if groups and any(i in share for i in columns):
        return _about_rows(view, chosen, columns, share, question, text) if len(chosen) == 1 else _group_shares(
            view, groups, text
        )
    if groups and _ROW_NOUN.search(text) and not _MEASURE.search(text):
        return _filtered(view, chosen, filters, share, text)
    return None


def _about_rows(
    view: _View, rows: list[int], columns: list[int], share: list[int], question: Question, text: str
) -> list[Claim] | None:
    """Rows that are named: the cells asked for; whether a track has them; what they are called."""
    if not columns and (_APPLIES.search(text) or (question.asks is Asks.YES_NO and _tracks(view.table, text, share))):
        columns = _tracks(view.table, text, share)
    if not columns and question.codes and question.asks is Asks.MEANING and not _MEASURE.search(text):
        columns = share
    if not columns:
        return None
    claims = _cells(view, rows, columns)
    if len(rows) > 1 and (_MOST.search(text) or _LEAST.search(text)) and set(columns) <= set(share):
        claims = [*claims, *(_extreme(view, rows, columns, text) or [])]
    return claims


def _is_share(table: Table, column: int) -> bool:
    """Most of the column's cells are percentages or points."""
    cells = [row.cells[column].text for row in table.rows]
    filled = [cell for cell in cells if not _EMPTY.fullmatch(cell)]
    return bool(filled) and sum(bool(_NUMBER.fullmatch(cell)) for cell in filled) > len(filled) / 2


def _rows_named(table: Table, question: Question, text: str) -> list[int]:
    """Rows by code, then by the label that the question holds nearly whole."""
    by_code = [i for code in question.codes for i, row in enumerate(table.rows) if row.code == code]
    if by_code:
        return by_code
    asked = set(bigrams(text))
    return [i for i, row in enumerate(table.rows) if _held(row, asked) >= _LIKE_ENOUGH]


def _held(row: Row, asked: set[str]) -> float:
    """The share of a row label that stands in the question."""
    label = set(bigrams(_bare(row.label)))
    return len(label & asked) / len(label) if len(label) >= 3 else 0.0


def _rows_meant(table: Table, text: str, share: list[int], similar: Similar) -> list[int]:
    """Rows named in other words: for each thing the question joins, the row nearest in words and meaning."""
    subject = text
    for name in sorted(table.columns, key=len, reverse=True):
        subject = subject.replace(normalise(name), " ")
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
            named = [v for v in values if v and not _EMPTY.fullmatch(v) and _holds_value(text, normalise(v))]
            if len(named) == 1 and values[named[0]] > 1:
                found.append((column, named[0]))
    return found


def _holds_value(text: str, value: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", text) is not None


def _columns_asked(table: Table, text: str, share: list[int]) -> list[int]:
    """The columns whose values are asked for: by a name of their own, by their values (定性还是定量), or as shares."""
    asked: list[int] = []
    for column, name in enumerate(table.columns):
        if column in share or not name:
            continue
        values = {row.cells[column].text for row in table.rows}
        if len(values) == len(table.rows):
            continue
        own = _own_words(table, column)
        grouped = column == 0 and table.rows[0].group
        if own and own in text and (not grouped or _BELONGS.search(text)):
            asked.append(column)
        elif not grouped and len(values) <= 4 and any(normalise(value) in text for value in values if value):
            asked.append(column)
    if _SHARE.search(text) or any(normalise(table.columns[i]) in text for i in share):
        asked += _tracks(table, text, share)
    return sorted(asked)


def _own_words(table: Table, column: int) -> str:
    """A column's name without what it shares with the end or the beginning of another's: 指标类别 → 类别."""
    name = normalise(table.columns[column])
    for other in table.columns:
        shared = os.path.commonprefix([name[::-1], normalise(other)[::-1]])[::-1]
        if other != table.columns[column] and len(shared) >= 2:
            name = name.removesuffix(shared)
        for size in range(len(name) - 2, 1, -1):
            if normalise(other).endswith(name[:size]) and normalise(other) != normalise(table.columns[column]):
                return name[size:]
    return name


def _tracks(table: Table, text: str, share: list[int]) -> list[int]:
    """Among columns of one kind (众创空间权重, 专业化众创空间权重) those that the question's words single out."""
    own = {i: _distinguishing(table, i, share) for i in share}
    marked = [i for i in share if own[i] and own[i] in text]
    plain = [i for i in share if not own[i]]
    if marked and (_PLAIN.search(text) or (_BOTH.search(text) and _mentions_plain(text, table, plain, own))):
        return sorted({*marked, *plain})
    if marked:
        return marked
    return plain if plain and _PLAIN.search(text) else share


def _mentions_plain(text: str, table: Table, plain: list[int], own: dict[int, str]) -> bool:
    """Whether the unqualified name occurs also without the words that qualify its sibling."""
    rest = text
    for words in own.values():
        if words:
            rest = rest.replace(words + "众创空间", "")
    return any(_stem(table.columns[i]) in rest for i in plain)


def _stem(name: str) -> str:
    return normalise(re.sub(r"权重|比重|占比|分值", "", name))


def _distinguishing(table: Table, column: int, share: list[int]) -> str:
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
        name = re.escape(normalise(_GROUP_TAIL.sub("", group)).split()[0])
        if re.search(rf"(?:除了?|不含|不算|不计|不包括|去掉){name}|{name}(?:不算|除外|不计|不含)", text):
            left_out.append(group)
        elif re.search(name, text):
            named.append(group)
    return named, left_out


def _chosen(
    table: Table,
    filters: list[tuple[int, str]],
    groups: list[str],
    left_out: list[str],
    share: list[int],
    text: str,
) -> list[int]:
    """The rows that pass the filters and lie in the groups; a track that is named leaves out the rows it lacks."""
    tracks = _tracks(table, text, share)
    lacking = tracks if len(tracks) < len(share) else []
    categories = [(column, value) for column, value in filters if column not in share]
    amounts = [(column, value) for column, value in filters if column in tracks]
    return [
        i
        for i, row in enumerate(table.rows)
        if all(row.cells[column].text == value for column, value in categories)
        and (not amounts or any(row.cells[column].text == value for column, value in amounts))
        and (not groups or row.group in groups)
        and row.group not in left_out
        and not any(_EMPTY.fullmatch(row.cells[column].text) for column in lacking)
    ]


def _cells(view: _View, rows: list[int], columns: list[int]) -> list[Claim]:
    """One line per row: its label and the cells asked for."""
    claims = []
    for number in rows:
        row = view.table.rows[number]
        said = "，".join(_said(view.table, row, column) for column in columns)
        evidence = tuple(view.evidence(number, column) for column in columns)
        claims.append(Claim(f"{row.label}：{said}。", evidence, item=len(rows) > 1))
    return claims


def _said(table: Table, row: Row, column: int) -> str:
    value = row.cells[column].text
    name = table.columns[column]
    return f"{name}一栏为“{value or '空'}”（不设此项）" if _EMPTY.fullmatch(value) else f"{name} {value}"


def _value(row: Row, column: int) -> Decimal | None:
    match = _NUMBER.fullmatch(row.cells[column].text)
    return Decimal(match.group(1)) if match else None


def _unit(table: Table, numbers: Sequence[int], column: int) -> str:
    """The unit most of the cells carry; cells in another unit are left out of sums and comparisons."""
    units = Counter((_NUMBER.fullmatch(table.rows[i].cells[column].text) or [None, None, ""])[2] or "" for i in numbers)
    return units.most_common(1)[0][0] if units else ""


def _measured(view: _View, numbers: Sequence[int], column: int) -> tuple[list[tuple[Decimal, int]], str]:
    filled = [i for i in numbers if _value(view.table.rows[i], column) is not None]
    unit = _unit(view.table, filled, column)
    pairs = [
        (value, i)
        for i in filled
        if (value := _value(view.table.rows[i], column)) is not None
        and view.table.rows[i].cells[column].text.endswith(unit)
    ]
    return pairs, unit


def _extreme(view: _View, numbers: list[int], columns: list[int], text: str) -> list[Claim] | None:
    claims = []
    word, pick = ("最高", max) if _MOST.search(text) else ("最低", min)
    for column in columns:
        pairs, unit = _measured(view, numbers, column)
        if not pairs:
            continue
        best = pick(value for value, _ in pairs)
        rows = [i for value, i in pairs if value == best]
        labels = "、".join(view.table.rows[i].label for i in rows)
        claims.append(
            Claim(
                f"{view.table.columns[column]}{word}的是{labels}，为 {best}{unit}。",
                tuple(view.evidence(i, column) for i in rows),
                item=len(columns) > 1,
            )
        )
    return claims or None


def _sum(view: _View, numbers: list[int], columns: list[int]) -> list[Claim] | None:
    claims = []
    for column in columns:
        pairs, unit = _measured(view, numbers, column)
        if len(pairs) < 2:
            continue
        terms = " + ".join(f"{value}{unit}" for value, _ in pairs)
        total = sum(value for value, _ in pairs)
        codes = "、".join(view.table.rows[i].code or view.table.rows[i].label for _, i in pairs)
        claims.append(
            Claim(
                f"{view.table.columns[column]}合计 {total}{unit}（{codes}：{terms} = {total}{unit}）。",
                tuple(view.evidence(i, column) for _, i in pairs),
                item=len(columns) > 1,
            )
        )
    return claims or None


def _filtered(
    view: _View, numbers: list[int], filters: list[tuple[int, str]], share: list[int], text: str
) -> list[Claim] | None:
    if not numbers:
        return None
    column = filters[0][0] if filters else share[0]
    shown = _tracks(view.table, text, share) if _SHARE.search(text) or not filters else []
    what = "、".join(dict.fromkeys(value for _, value in filters)) or view.table.rows[numbers[0]].group
    claims = [Claim(f"{what}的共 {len(numbers)} 项：", (), item=True)]
    for i in numbers:
        row = view.table.rows[i]
        cells = "，".join(_said(view.table, row, c) for c in shown)
        text_of_row = f"{row.label}（{cells}）" if cells else row.label
        claims.append(Claim(text_of_row, (view.evidence(i, column),), item=True))
    return claims


def _group_shares(view: _View, groups: list[str], text: str) -> list[Claim] | None:
    """A group's own share stands in its merged cell: 孵化绩效 (55%)."""
    found: list[tuple[Decimal, Claim]] = []
    for group in groups:
        figure = _NUMBER.search(group)
        if figure is None:
            return None
        number = next(i for i, row in enumerate(view.table.rows) if row.group == group)
        found.append((Decimal(figure.group(1)), Claim(f"{group}。", (view.evidence(number, 0),), item=len(groups) > 1)))
    claims = [claim for _, claim in found]
    if len(found) > 1 and (_MOST.search(text) or _LEAST.search(text)):
        word, pick = ("最高", max) if _MOST.search(text) else ("最低", min)
        best = pick(found, key=lambda pair: pair[0])[1]
        claims.insert(0, Claim(f"占比{word}的是{best.text}", best.evidence, item=True))
    return claims
