"""What one track has in the place of a row that only another track has, as far as a table tells.

A table sets — where a track has no such row; it does not say which row stands for which. So those are named that the
track asked about has alone in the same group, the one at the same place among them first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.citations import Claim
from assistant.table_columns import GROUP_TAIL, tracks_named
from assistant.table_questions import TableQuestion
from assistant.table_view import TableView

_CLAUSE = re.compile(r"[,，、;；。?？:：]")
_WHICH_ROW = r"(?:(?<!为)什么(?!类|性质|级|时候|样)|啥|哪[一个]*(?:项|条|指标)|哪一?个(?![类种级一]|众创|空间|板块))"
_WHAT = re.compile(
    rf"(?:看|[评考](?:[核察价评])?|填|用|设|报|是|换[成作为]?|改[成为])[^,。?]{{0,6}}?{_WHICH_ROW}|{_WHICH_ROW}[^,。?]{{0,6}}[替取]"
)
_IN_PLACE = re.compile(
    r"[相对]应|[代顶]替|替代|替换|取代|不[看考评设用]这|没有?这|取而代之|换[成作到为]|改[成为看考评]"
)


def in_place_of(view: TableView, asked: TableQuestion) -> list[Claim] | None:
    """The rows that a track has alone in the groups of those it lacks; None where this is not asked, or there are none.

    Each comes with its figure and how this compares with that of the row it may stand for.
    """
    column = _track_asked(asked)
    if column is None or not all(_lacks(asked, row, column) for row in asked.rows):
        return None
    others = [row for group in _groups(asked) for row in _alone(asked, column, group)]
    if not others:
        return None
    first = [_at_same_place(asked, row, column) for row in asked.rows]
    others.sort(key=lambda row: (row not in first, row))
    group = "、".join(GROUP_TAIL.sub("", name) for name in _groups(asked) if name)
    where = f"{group}中" if group else ""
    heading = Claim(f"表中没有写明由哪一项代替；{where}只有{view.table.columns[column]}一栏才有的是：", (), item=True)
    missing = view.cells(asked.rows, asked.share)
    return [*missing, heading, *(_beside(view, asked, row, column) for row in others)]


def _track_asked(asked: TableQuestion) -> int | None:
    """The column of figures of which another row is asked for: that named where it is asked, or that which lacks the
    row where the question says it is to take a place."""
    if len(asked.share) < 2 or not asked.rows:
        return None
    clauses = [clause for clause in _CLAUSE.split(asked.rest) if _WHAT.search(clause)]
    named = {found[0] for clause in clauses if len(found := tracks_named(asked.words, clause)) == 1}
    if not named and clauses and _IN_PLACE.search(asked.text):
        named = {column for column in asked.share if all(asked.words.is_empty(row, column) for row in asked.rows)}
    return named.pop() if len(named) == 1 else None


def _lacks(asked: TableQuestion, row: int, column: int) -> bool:
    """Whether the row is one of another track's."""
    return asked.words.is_empty(row, column) and any(not asked.words.is_empty(row, c) for c in asked.share)


def _groups(asked: TableQuestion) -> list[str]:
    return list(dict.fromkeys(asked.table.rows[row].group for row in asked.rows))


def _alone(asked: TableQuestion, column: int, group: str) -> Iterator[int]:
    """The rows of a group that have a figure in this column only."""
    for row, held in enumerate(asked.table.rows):
        if held.group == group and [c for c in asked.share if not asked.words.is_empty(row, c)] == [column]:
            yield row


def _at_same_place(asked: TableQuestion, row: int, column: int) -> int | None:
    """The row that has the place among those with this column alone that ``row`` has among its own track's."""
    words, group = asked.words, asked.table.rows[row].group
    own = next(c for c in asked.share if not words.is_empty(row, c))
    ours, theirs = list(_alone(asked, own, group)), list(_alone(asked, column, group))
    return theirs[ours.index(row)] if row in ours and len(ours) == len(theirs) else None


def _beside(view: TableView, asked: TableQuestion, row: int, column: int) -> Claim:
    """A row of the track, and whether its figure is that of the one row that was named."""
    said, places = view.said(row, column), [view.evidence(row, column)]
    one = _figure_of(view, asked, asked.rows)
    if one is not None:
        alike = view.words.cell(row, column) == view.words.cell(*one)
        named = view.words.code(one[0]) or view.label(one[0])
        said += f"，与 {named} 的 {view.words.cell(*one)} {'相同' if alike else '不同'}"
        places.append(view.evidence(*one))
    return Claim(f"{view.label(row)}（{said}）", tuple(places), item=True)


def _figure_of(view: TableView, asked: TableQuestion, rows: Sequence[int]) -> tuple[int, int] | None:
    """(row, column) of the figure of the only row named; None where several are or it has none."""
    held = [(row, c) for row in rows for c in asked.share if view.words.figure(row, c)]
    return held[0] if len(held) == 1 else None
