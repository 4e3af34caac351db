"""A table's own words: what its columns and rows are called, which columns hold figures, which rows are totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.documents import Row, Table
from knowledge.tokenization import STOPWORDS, normalise, segment

EMPTY = re.compile(r"[—–/-]*")

_FIGURE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(%|[a-z]{1,3}|[\u4e00-\u9fff]{1,2})?")
_RUNNING = re.compile(r"序\s*号|编\s*号|no\.?|#")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_TOTAL = re.compile(r"[合小总共]\s*计|总\s*[和数额]")
_CODE = re.compile(r"\s*([a-z]{1,2}\d{1,3}(?:[.-]\d{1,3})*|\d+(?:\.\d+)+)(?![a-z\d])\s*")
_HEADER_UNIT = re.compile(r"[（(][^（）()]*[)）]")
_OPENING = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]+[)）]?、?(?<=[)）、])|\d+[.、](?!\d)|其中:|[加减]:)?\s*(?:当年)?(?:开展的?)?"
)
_NAMING = frozenset("名称 姓名 全称 简称 内容 情况 名".split())
_MOST_VALUES = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of a cell and its unit, "" where the cell has none."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Words:
    """A table with what a question can call its parts; columns and rows are indexes, words are normalised.

    ``label`` is the column that names the rows, ``measures`` are columns of figures, ``totals``
    the rows that add up others. ``codes`` and ``labels`` have one entry per row, a label without its code; ``names``
    one per column, without the unit.
    """

    table: Table
    label: int
    measures: tuple[int, ...]
    totals: frozenset[int]
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def grouped(self) -> bool:
        """Whether the first column groups the rows."""
        return bool(self.table.rows[0].group)

    @property
    def categories(self) -> tuple[int, ...]:
        """The columns, beside that of the groups, in which few values stand and one of them in several rows."""
        others = (c for c in range(int(self.grouped), len(self.names)) if c != self.label and c not in self.measures)
        counts = ((c, self.values(c)) for c in others)
        return tuple(c for c, found in counts if 2 <= len(found) <= _MOST_VALUES and max(found.values()) > 1)

    def cell(self, row: int, column: int) -> str:
        """What stands there."""
        return self.table.rows[row].cells[column].text

    def is_empty(self, row: int, column: int) -> bool:
        """Whether nothing, or a dash for nothing, stands there."""
        return EMPTY.fullmatch(self.cell(row, column)) is not None

    def code(self, row: int) -> str:
        """The row's code as the table writes it, "" without one."""
        return self.table.rows[row].label.strip()[: len(self.codes[row])]

    def figure(self, row: int, column: int) -> Figure | None:
        """The number there; None where the cell is none."""
        return read_figure(self.cell(row, column))

    def values(self, column: int) -> Counter[str]:
        """How often each value stands in a column; totals and empty cells do not count."""
        rows = (i for i in range(len(self.table.rows)) if i not in self.totals)
        return Counter(self.cell(i, column) for i in rows if not self.is_empty(i, column))

    def segments(self, column: int) -> tuple[str, ...]:
        """The words of a column's name."""
        return tuple(word for word in segment(self.names[column]) if word not in STOPWORDS) or (self.names[column],)

    def kind_of_row(self) -> tuple[str, ...]:
        """What the column of labels calls the rows: 评价指标 and 指标, 股东姓名/名称 and 股东."""
        found = []
        for name in re.split(r"[/、]", self.names[self.label]):
            words = [word for word in segment(name) if word not in _NAMING]
            found += [name, *words[-1:]] if words else []
        return tuple(word for word in dict.fromkeys(found) if len(word) > 1)


def words_of(table: Table) -> Words:
    """Read a table's own words."""
    rows, width = table.rows, len(table.columns)
    totals = frozenset(i for i, row in enumerate(rows) if _TOTAL.fullmatch(normalise(row.label).strip()))
    kept = [row for i, row in enumerate(rows) if i not in totals]
    label = Counter(
        next((c for c in range(width) if row.cells[c].text == row.label), 0) for row in kept
    ).most_common(1)  # fmt: skip
    at = label[0][0] if label else 0
    group = bool(rows[0].group)
    measures = tuple(c for c in range(width) if c != at and not (group and c == 0) and _is_measure(table, c, kept))
    heads = [_CODE.match(normalise(row.label)) for row in rows]
    return Words(
        table=table,
        label=at,
        measures=measures,
        totals=totals,
        codes=tuple(row.code or (head[1] if head else "") for row, head in zip(rows, heads, strict=True)),
        labels=tuple(bare(row.label) for row in rows),
        names=tuple(_HEADER_UNIT.sub("", normalise(name)).strip().rstrip("%：:") for name in table.columns),
    )


def _is_measure(table: Table, column: int, rows: Sequence[Row]) -> bool:
    """Most of the column's cells are figures, and they do not only count its rows or name years."""
    if _RUNNING.search(normalise(table.columns[column])):
        return False
    filled = [text for row in rows if not EMPTY.fullmatch(text := row.cells[column].text)]
    figures = [text for text in filled if read_figure(text) and not _YEAR.fullmatch(text)]
    return bool(filled) and 2 * len(figures) > len(filled)


def read_figure(text: str) -> Figure | None:
    """The figure that a cell consists of, None where there is more or none."""
    match = _FIGURE.fullmatch(normalise(text).strip())
    return Figure(Decimal(match[1]), match[2] or "") if match else None


def bare(label: str) -> str:
    """A label without its code and the words that many begin with."""
    plain = normalise(label).strip()
    code = _CODE.match(plain)
    plain = plain[code.end() :] if code else plain
    return plain[_OPENING.match(plain).end() :] or plain  # type: ignore[union-attr]
