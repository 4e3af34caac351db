"""A grid of cells → tables: header rows merged to one name per column, banners as groups, stacked tables apart. Pure.

A place covered by a merged cell holds the very cell that covers it: merging is seen by identity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from knowledge.documents import Cell

Line = Sequence[Cell]

_PERIOD = re.compile(r"\D{0,4}(?:19|20)\d{2}\s*(?:年.*|[-/.]\d{1,2}.*|\D{0,6})|\d{1,2}\s*月份?|[一二三四1-4]季度")
_DASH = re.compile(r"[-—–－/／]+")
_NOTE = re.compile(r"(?:备?注|说明|填[表报]说明|资料来源|数据来源)\s*[\d一二三四]*\s*[：:.、]|\*|※")
# What a header calls its column; also the labels of a form.
_NOUN = re.compile(
    r"(?:名称?|时间|日期|地[点址区]|单位|方式|电话|手机|职[务称业位]|类型|类别|种类|性质|金额|数量|余额|编号|号码?|代码|序号|内容|情况|结果|意见|"
    r"面积|人数?|范围|资本|行业|产品|规模|学历|专业|民族|国籍|性别|年龄|年限|邮箱|邮编|传真|网址|项目?|科目|标准|比[例重]|率|权重|分值|说明|备注|"
    r"来源|用途|期限|条件|要求|部门|厂[家商]|型号|规格|参数|特点|功能|[重数]量|[长宽高速温]度|指标|事项|关系|措施|依据|对象|年份|年度|合计|总额|价格?)"
    r"(?:[（(].*[)）]|[：:])?"
)
_MAX_HEADER, _MAX_LABEL, _MAX_NAME, _NOTE_CHARS = 4, 20, 60, 80


@dataclass(slots=True)
class Part:
    """One table of a grid. ``rows`` are (index of the grid's row, one cell per column), ``first`` its first grid row.

    Where ``grouped`` the first column tells groups: merged cells, or banners across the table. ``blank`` is a form
    that has yet to be filled in.
    """

    first: int
    title: str = ""
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[Cell, ...]]] = field(default_factory=list)
    grouped: bool = False
    blank: bool = False


def parts(grid: Sequence[Line], header_rows: int = 0) -> list[Part]:
    """The tables of a grid, one below the other, each with its columns named.

    ``header_rows`` is how many rows the format says the first header has, 0 where it does not.
    """
    filled = [i for i, row in enumerate(grid) if any(cell.text for cell in row)]
    if not filled:
        return []
    if not header_rows and _is_form([grid[i] for i in filled if not _is_banner(grid[i])]):
        return [_part(grid, filled, 0)]
    return [
        _part(grid, rows, header_rows if i == 0 else 0) for i, rows in enumerate(_stacked(grid, filled, header_rows))
    ]


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure or a dash for none, rather than a name; a year or a month names a period."""
    plain = re.sub(r"\s", "", text)
    if not plain or _PERIOD.fullmatch(plain):
        return False
    if _DASH.fullmatch(plain):
        return True
    digits = sum(char.isdigit() for char in plain)
    return 2 * digits >= len(plain) - plain.count(",") - plain.count(".") and digits > 0


def column_name(cells: Sequence[Cell]) -> str:
    """The header cells above a column as one name, 权重 / 普通; a name stretched by spaces is drawn together."""
    names = [re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", cell.text) for cell in cells]
    return " / ".join(name for name, _ in groupby(name for name in names if name))


def _same(cell: Cell, other: Cell) -> bool:
    """Whether both are one merged cell; by place, for a table that was stored holds copies."""
    return (cell.start, cell.end) == (other.start, other.end) and cell.end > cell.start


def distinct(row: Line) -> list[Cell]:
    """The cells of a row, a merged one once."""
    return [cell for i, cell in enumerate(row) if i == 0 or not _same(cell, row[i - 1])]


def fill_groups(rows: Sequence[Line]) -> tuple[list[tuple[Cell, ...]], bool]:
    """The rows with the first column filled downwards, and whether it groups them.

    It does when it is merged or empty in some rows or says the same in several.
    """
    firsts = [row[0] for row in rows]
    filled = [cell.text for i, cell in enumerate(firsts) if cell.text and (i == 0 or cell is not firsts[i - 1])]
    merged = len(filled) < len(rows) or len(set(filled)) < len(filled)
    if not (merged and filled and len(rows[0]) > 2):
        return [tuple(row) for row in rows], False
    result: list[tuple[Cell, ...]] = []
    for row in rows:
        above = result[-1][0] if result else row[0]
        result.append((row[0] if row[0].text else above, *row[1:]))
    return result, True


def _stacked(grid: Sequence[Line], filled: Sequence[int], header_rows: int) -> list[list[int]]:
    """The indexes of the rows of each table. One begins with its header, or with the banner over that."""
    stacks: list[list[int]] = [[]]
    height = 0  # rows of the table so far that are no banners
    for place, i in enumerate(filled):
        banner = _is_banner(grid[i])
        after_banner = bool(stacks[-1]) and _is_banner(grid[stacks[-1][-1]])
        head = place + 1 if banner else place
        goes_on = i > 0 and any(cell is above for cell, above in zip(grid[i], grid[i - 1], strict=True))
        may = height > 1 and i >= header_rows and head + 1 < len(filled) and not goes_on
        if may and (banner or not after_banner):
            across = _is_across(grid[i]) and not _is_note(grid[i])
            above = [k for k in stacks[-1] if not _is_banner(grid[k])]
            if (across or not banner) and _heads(
                [grid[k] for k in above], grid[filled[head]], grid[filled[head + 1]], across
            ):
                stacks.append([])
                height = 0
        stacks[-1].append(i)
        height += not banner
    return stacks


def _heads(above: Sequence[Line], row: Line, below: Line, under_banner: bool) -> bool:
    """Whether a row is the header of another table: names over columns that held figures and hold some again.

    Under a banner it is enough that they are the kind of names that a header has.
    """
    named = [j for j in range(1, len(row)) if row[j].text]
    if len(named) < len(row) - 1 or any(is_figure(cell.text) or len(cell.text) > _MAX_LABEL for cell in row):
        return False
    if any(cell.text == upper.text for cell, upper in zip(row[1:], above[-1][1:], strict=True)):
        return False
    if under_banner and 2 * sum(_ends_as_name(cell.text) for cell in row) > len(row):
        return not any(_ends_as_name(cell.text) for cell in distinct(below)[1:])
    held = sum(is_figure(above[-1][j].text) for j in named)
    again = sum(is_figure(below[j].text) for j in named)
    return 2 * held > len(named) and 2 * again > len(named)


def _part(grid: Sequence[Line], indexes: Sequence[int], header_rows: int) -> Part:
    start = 0
    while start < len(indexes) - 1 and header_rows <= start and _is_across(grid[indexes[start]]):
        start += 1
    title = " ".join(grid[i][0].text for i in indexes[:start])
    body = list(indexes[start:])
    rows = [grid[i] for i in body]
    width = len(rows[0])
    given = max(0, header_rows - start)
    depth = min(_depth(rows, given), len(rows) - 1)
    if not given and _is_form(rows):
        depth = 0
    columns = tuple(column_name([row[j] for row in rows[:depth]]) for j in range(width))
    part = Part(indexes[0], title, columns)
    banner: Cell | None = None
    kept: list[tuple[int, Cell | None, Line]] = []
    for place in range(depth, len(body)):
        row = rows[place]
        follows = place + 1 < len(body) and not _is_banner(rows[place + 1])
        if _is_banner(row) and follows and not _NOTE.match(row[0].text) and len(row[0].text) <= _NOTE_CHARS:
            banner = row[0]
        elif depth == 0 or [cell.text for cell in row] != [cell.text for cell in rows[0]]:
            kept.append((body[place], None if _is_note(row) else banner, row))
    if banner is not None:
        start_of = lambda row: Cell("", row[0].start, row[0].start)  # noqa: E731
        part.columns = ("", *columns)
        part.rows = [(i, (above or start_of(row), *row)) for i, above, row in kept]
        part.grouped = True
    elif kept:
        filled, part.grouped = fill_groups([row for _, _, row in kept])
        part.rows = [(i, row) for (i, _, _), row in zip(kept, filled, strict=True)]
    part.blank = not any(part.columns) and _is_blank([row for _, row in part.rows])
    return part


def _is_blank(rows: Sequence[Line]) -> bool:
    """Whether most places of a nameless table are empty."""
    cells = [cell for row in rows for cell in distinct(row)]
    return len(rows) > 1 and 2 * sum(not cell.text for cell in cells) >= len(cells)


def _is_across(row: Line) -> bool:
    """Whether one cell goes across the whole table."""
    return len(row) > 1 and bool(row[0].text) and all(_same(cell, row[0]) for cell in row)


def _is_banner(row: Line) -> bool:
    """A row that only names those below it: one cell across, or a first cell with a colon and nothing beside it."""
    alone = len(row) > 2 and row[0].text.endswith(("：", ":")) and not any(cell.text for cell in row[1:])
    return _is_across(row) or alone


def _is_note(row: Line) -> bool:
    return _NOTE.match(row[0].text) is not None


def _depth(rows: Sequence[Line], given: int) -> int:
    """How many rows the header has: as many as given, and those in which merged names are split up.

    None where the first row has figures, unless these only count its columns.
    """
    depth = given
    if depth == 0:
        unnamed = 2 * sum(not cell.text for cell in rows[0]) >= len(rows[0]) > 2
        if unnamed or any(len(cell.text) > _MAX_NAME for cell in rows[0]):
            return 0
        figures = [cell.text for cell in rows[0][1:] if is_figure(cell.text)]
        counted = len(figures) > 1 and all(text.isdigit() for text in figures)
        if figures and not (counted and len(rows) > 2 and not any(is_figure(cell.text) for cell in rows[1])):
            return 0
        depth = 2 if figures else 1
    while depth < min(_MAX_HEADER, len(rows) - 1) and _is_split(rows, depth):
        depth += 1
    return depth


def _is_split(rows: Sequence[Line], depth: int) -> bool:
    """Whether this row gives the columns under a merged name names of their own."""
    above, row = rows[depth - 1], rows[depth]
    new = [j for j, cell in enumerate(row) if cell is not above[j]]
    under = [j for j in new if (j and above[j] is above[j - 1]) or (j + 1 < len(row) and above[j] is above[j + 1])]
    told = distinct([row[j] for j in under])
    if len([cell for cell in told if cell.text]) < 2 or any(is_figure(row[j].text) for j in new) or _is_across(above):
        return False
    beside = [j for j in new if j not in under and row[j].text]
    below = rows[depth + 1]
    return (not beside or any(is_figure(below[j].text) for j in under)) and not _is_form(rows[depth:])


def _is_form(rows: Sequence[Line]) -> bool:
    """Label and value side by side, 名称 甲 电话 123, rather than a header above: no column of figures under names."""
    if len(rows) < 2 or (len(rows) > 2 and _is_split(rows, 1)):
        return False
    if rows[0][0] is rows[1][0] and len(rows[0]) > 2:
        rows = [row[1:] for row in rows]  # beside its groups
    first = rows[0]
    for j in range(1, len(first)):
        column = [row[j].text for row in rows[1:] if row[j].text]
        if column and not is_figure(first[j].text) and sum(map(is_figure, column)) > 0.6 * len(column):
            return False
    pairs = [pair for row in rows for pair in _pairs(row)]
    if 2 * len(pairs) < sum(len(distinct(row)) // 2 for row in rows):
        return False
    labelled = sum(_NOUN.search(label.text) is not None for label, _ in pairs)
    valued = sum(_NOUN.fullmatch(value.text[-4:]) is not None for _, value in pairs)
    heads = [cell.text for cell in distinct(first)[1::2]]
    if any(_ends_as_name(text) for text in heads):
        return False
    return bool(pairs) and (len(first) == 2 or (labelled >= 0.3 * len(pairs) and valued <= 0.3 * len(pairs)))


def _ends_as_name(text: str) -> bool:
    plain = re.sub(r"\s", "", text)
    return len(plain) <= _MAX_LABEL and any(match.end() == len(plain) for match in _NOUN.finditer(plain))


def _pairs(row: Line) -> Iterator[tuple[Cell, Cell]]:
    """The (label, value) pairs of a form's row; none where it does not come in pairs."""
    cells = distinct(row)
    if len(cells) % 2:
        return
    labels, values = cells[::2], cells[1::2]
    if 2 * sum(_ends_as_name(cell.text) for cell in values) > len(labels) - (len(labels) > 3):
        return  # names all along: a header, or a form that is not filled in
    named = all(bool(label.text) or not value.text for label, value in zip(labels, values, strict=True))
    if named and all(len(label.text) <= _MAX_LABEL and not is_figure(label.text) for label in labels):
        yield from (pair for pair in zip(labels, values, strict=True) if pair[0].text)


def said(columns: Sequence[str], row: Line, grouped: bool = False) -> list[tuple[str, list[Cell]]]:
    """A row as it is read: (name, its cells) in order, what is empty left out.

    ``grouped`` where the first cell is that of the row's group. Where no column has a name, labels and values pair up.
    """
    if not any(columns) and (pairs := list(_pairs(row[grouped:]))):
        group = [("", [row[0]])] if grouped and row[0].text else []
        return group + [(label.text, [value]) if value.text else ("", [label]) for label, value in pairs]
    found: list[tuple[str, list[Cell]]] = []
    named = ["" for _ in columns] if _is_across(row) else columns
    previous: Cell | None = None
    for name, cell in zip(named, row, strict=True):
        if not cell.text or (previous is not None and _same(cell, previous)):
            continue
        previous = cell
        if found and name and found[-1][0] == name:
            found[-1][1].append(cell)
        else:
            found.append((name, [cell]))
    return found
