"""Questions about a table, answered from its cells: the cells asked for, or a computation on them with its arithmetic.

A question that names a row but asks for something the table has no column for is not answered here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answers import TableCell
from assistant.citations import Claim, Evidence
from assistant.questions import Asks, Question
from assistant.table_questions import EMPTY, NUMBER, ONLY, Similar, TableQuestion, read, tracks_named
from knowledge.documents import Document, Passage, Row, Table
from knowledge.segmentation import Span

_MOST = re.compile(r"最[高大重]|第一高|(?:哪[个项一块]+|谁).{0,6}[更较]?[高大重](?:一?些|点)?(?:[？?，。]|$)")
_LEAST = re.compile(r"最[低小轻]|哪[个项一块]+.{0,6}[更较]?[低小轻](?:[？?，。]|$)")
_SUM = re.compile(r"合计|总共|总和|之和|加起来|加在一起|一共占|共占|总计|加总|相加|总权重")
_NOT_IN_A_TABLE = (Asks.TIME, Asks.WHO, Asks.PLACE, Asks.DURATION)
_APPLIES = re.compile(r"适用|要不要|考核|考不考|有没有|是否|设不设|算不算")
_MEASURE = re.compile(r"多少(?:家|人|名|次|场|个|万|元)|几(?:家|人|名|次|场)|满分|得分|怎么算|如何计算")
_ONLY_A_CODE = re.compile(r"(?:指标|第)?[\d.]+(?:项|指标)?[？?]?")
_COUNT = re.compile(r"(?:多少|几)(?:个|项|条|类|种)|有多少|数量是多少|共有几")
_ROW_NOUN = re.compile(r"(?:二级|评价|具体|单项)?指标|哪[一些几]?(?:项|个|条)|内容")
_DIFFER = re.compile(rf"{ONLY.pattern}|不一样|不同|区别|差别|差异")


@dataclass(frozen=True, slots=True)
class _View:
    """A table with the document it stands in and the passages of its rows; a long row has several."""

    document: Document
    table: Table
    passages: Sequence[Passage]

    def evidence(self, number: int, column: int) -> Evidence:
        row = self.table.rows[number]
        cell = TableCell(self.table.title, row.label, self.table.columns[column])
        place = row.cells[column].start
        own = [passage for passage in self.passages if passage.row == number]
        holding = next((passage for passage in own if passage.start <= place < passage.end), own[0])
        return Evidence(holding, Span(row.start, row.end).trimmed(self.document.text), cell)


def answer(
    question: Question, document: Document, table: Table, passages: Sequence[Passage], similar: Similar
) -> list[Claim] | None:
    """Claims that answer the question from this table, None where the table does not hold what is asked.

    ``similar`` gives the nearness (0..1) of a text to each of several others; it finds rows named in other words.
    """
    view = _View(document, table, [p for p in passages if p.table == table.index])
    asked = read(question, table, similar)
    if asked.rows:
        return _about_rows(view, asked, question)
    return _over_rows(view, asked, question)


def _over_rows(view: _View, asked: TableQuestion, question: Question) -> list[Claim] | None:
    """Questions that name no row: differences, extremes, sums, filters, groups."""
    text, chosen = asked.text, asked.chosen()
    if _DIFFER.search(text) and len(asked.share) > 1:
        return _differing(view, asked, chosen)
    if len(asked.groups) > 1 and (asked.columns or asked.about_shares):
        return _group_shares(view, asked)
    if asked.about_shares and asked.about_groups and (_MOST.search(text) or _LEAST.search(text)):
        return _group_shares(view, asked)
    if (asked.columns or asked.about_shares) and (_MOST.search(text) or _LEAST.search(text)):
        return _extreme(view, asked, chosen)
    if _SUM.search(text) and (asked.columns or asked.filters):
        return _sum(view, asked, chosen)
    if asked.filters and (asked.names_rows or _ROW_NOUN.search(text) or _COUNT.search(text)):
        return _filtered(view, asked, chosen)
    if asked.groups and set(asked.columns) & set(asked.share):
        return _cells(view, chosen, asked.columns) if len(chosen) == 1 else _group_shares(view, asked)
    if asked.groups and (asked.names_rows or _ROW_NOUN.search(text)) and not _MEASURE.search(text):
        return _filtered(view, asked, chosen)
    return None


def _about_rows(view: _View, asked: TableQuestion, question: Question) -> list[Claim] | None:
    """Rows that are named: the cells asked for; whether a track has them; what they are called."""
    columns = asked.columns
    applies = question.asks is Asks.YES_NO or (_APPLIES.search(asked.text) and question.asks not in _NOT_IN_A_TABLE)
    if not columns and applies:
        columns = asked.tracks
    told = question.asks is Asks.MEANING or _ONLY_A_CODE.fullmatch(asked.text)
    if not columns and question.codes and told and not _MEASURE.search(asked.text):
        columns = asked.share
    if not columns:
        return None
    claims = _cells(view, asked.rows, columns)
    compared = _MOST.search(asked.text) or _LEAST.search(asked.text)
    if len(asked.rows) > 1 and compared and set(columns) <= set(asked.share):
        claims += _extreme(view, asked, asked.rows) or []
    return claims


def _cells(view: _View, rows: Sequence[int], columns: Sequence[int]) -> list[Claim]:
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
    return f"{name}一栏为“{value or '空'}”（不设此项）" if EMPTY.fullmatch(value) else f"{name} {value}"


def _value(row: Row, column: int) -> Decimal | None:
    match = NUMBER.fullmatch(row.cells[column].text)
    return Decimal(match.group(1)) if match else None


def _unit(table: Table, numbers: Sequence[int], column: int) -> str:
    """The unit most of the cells carry; cells in another unit are left out of sums and comparisons."""
    units = Counter((NUMBER.fullmatch(table.rows[i].cells[column].text) or [None, None, ""])[2] or "" for i in numbers)
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


def _extreme(view: _View, asked: TableQuestion, numbers: Sequence[int]) -> list[Claim] | None:
    claims = []
    word, pick = ("最高", max) if _MOST.search(asked.text) else ("最低", min)
    for column in asked.tracks:
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
                item=len(asked.tracks) > 1,
            )
        )
    return claims or None


def _sum(view: _View, asked: TableQuestion, numbers: Sequence[int]) -> list[Claim] | None:
    claims = []
    for column in asked.tracks:
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
                item=len(asked.tracks) > 1,
            )
        )
    return claims or None


def _filtered(view: _View, asked: TableQuestion, numbers: Sequence[int]) -> list[Claim] | None:
    if not numbers:
        return None
    column = asked.filters[0][0] if asked.filters else asked.share[0] if asked.share else 0
    shown = asked.tracks if asked.about_shares else ()
    what = "、".join(dict.fromkeys(value for _, value in asked.filters)) or view.table.rows[numbers[0]].group
    claims = [Claim(f"{what}的共 {len(numbers)} 项：", (), item=True)]
    for i in numbers:
        row = view.table.rows[i]
        cells = "，".join(_said(view.table, row, c) for c in shown)
        claims.append(Claim(f"{row.label}（{cells}）" if cells else row.label, (view.evidence(i, column),), item=True))
    return claims


def _differing(view: _View, asked: TableQuestion, numbers: Sequence[int]) -> list[Claim] | None:
    """The rows that one track has and another lacks; of one track alone where the question says 才有, 独有."""
    alone = ONLY.search(asked.text)
    before = asked.text[: alone.end()] if alone else asked.text
    claims = []
    for column in tracks_named(view.table, before, asked.share) if alone else asked.share:
        name = view.table.columns[column]
        rows = [i for i in numbers if _has(view.table, i, column) and not _has_any(view.table, i, asked.share, column)]
        if rows:
            claims.append(Claim(f"只在{name}一栏有的共 {len(rows)} 项：", (), item=True))
        for i in rows:
            row = view.table.rows[i]
            evidence = (view.evidence(i, column),)
            claims.append(Claim(f"{row.label}（{_said(view.table, row, column)}）", evidence, item=True))
    return claims or None


def _has(table: Table, number: int, column: int) -> bool:
    return not EMPTY.fullmatch(table.rows[number].cells[column].text)


def _has_any(table: Table, number: int, columns: Sequence[int], but: int) -> bool:
    return any(_has(table, number, column) for column in columns if column != but)


def _group_shares(view: _View, asked: TableQuestion) -> list[Claim] | None:
    """A group's own share stands in its merged cell: 孵化绩效 (55%)."""
    found: list[tuple[Decimal, Claim]] = []
    groups = asked.groups or tuple(dict.fromkeys(row.group for row in view.table.rows if "%" in row.group))
    for group in groups:
        figure = NUMBER.search(group)
        if figure is None:
            return None
        number = next(i for i, row in enumerate(view.table.rows) if row.group == group)
        claim = Claim(f"{group}。", (view.evidence(number, 0),), item=len(groups) > 1)
        found.append((Decimal(figure.group(1)), claim))
    claims = [claim for _, claim in found]
    if len(found) > 1 and (_MOST.search(asked.text) or _LEAST.search(asked.text)):
        word, pick = ("最高", max) if _MOST.search(asked.text) else ("最低", min)
        best = pick(found, key=lambda pair: pair[0])[1]
        winner = Claim(f"占比{word}的是{best.text}", best.evidence, item=True)
        return [winner, *claims] if asked.groups else [winner]
    return claims
