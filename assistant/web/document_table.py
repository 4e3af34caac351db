"""A table of a document → HTML: merged cells as the document has them, its headers, the row and column quoted. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.web.plain_text import bare, plain
from knowledge.documents import Cell, Row, Table
from knowledge.segmentation import Span, fold, lines

Inline = Callable[[Span, bool], str]
"""A stretch of the document's text → escaped HTML; whether the quote is to be marked in it."""

_RULE = re.compile(r"[\s|:-]*")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What of a table is quoted: the ``span``, and the name of its ``column`` where one is meant of a whole row."""

    span: Span
    column: str = ""


def table_html(text: str, table: Table, quoted: Quoted | None, inline: Inline) -> str:
    """The table with everything that stands between its rows; the row quoted has the class is-cited, and so have the
    header and the cell of the column.
    """
    rows = _rows(text, table)
    shown = {_squeezed(cell.text) for row in table.rows for cell in row.cells[:1]}
    shown |= {_squeezed(part) for name in table.columns for part in (name, *name.split(" / "))}
    columns = _columns_cited(table, rows, quoted)
    caption, between = "", [list(_between(text, gap, shown)) for gap in _gaps(table)]
    if between[0] and table.title == between[0][0]:
        caption = f'<caption dir="auto">{plain(between[0].pop(0))}</caption>'
    width = max(len(cells) for _, cells in rows)
    above = "".join(_across(line, width, "th") for line in between[0])
    head_cited = bool(quoted and table.rows and _overlap(quoted.span, Span(table.start, table.rows[0].start)))
    body = "".join(_body(rows, between, columns, quoted, inline, width))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="表格：{bare(table.title)}"><table>{caption}'
        f"{_head(table.columns, columns, head_cited, above)}<tbody>{body}</tbody></table></div>"
    )


def _rows(text: str, table: Table) -> list[tuple[Row, tuple[Cell, ...]]]:
    """Each row with its cells; a form not filled in is one row of all its labels, shown in the lines it stands in."""
    if len(table.rows) > 1 or any(table.columns) or not table.rows:
        return [(row, row.cells) for row in table.rows]
    row = table.rows[0]
    split: list[list[Cell]] = [[]]
    for cell in row.cells:
        if split[-1] and "\n" in text[split[-1][-1].end : cell.start]:
            split.append([])
        split[-1].append(cell)
    width = max(map(len, split))
    return [(row, (*cells, *(Cell("", row.end, row.end),) * (width - len(cells)))) for cells in split]


def _columns_cited(table: Table, rows: Sequence[tuple[Row, tuple[Cell, ...]]], quoted: Quoted | None) -> frozenset[int]:
    """The columns the quote lies in, where it is not about the whole row."""
    if quoted is None:
        return frozenset()
    if quoted.column:
        return frozenset(i for i, name in enumerate(table.columns) if name == quoted.column)
    for row, cells in rows:
        if row.start <= quoted.span.start < row.end:
            own = [i for i, cell in enumerate(cells) if cell.text and cell.start >= row.start]
            held = [i for i in own if _overlap(quoted.span, Span(cells[i].start, cells[i].end))]
            return frozenset(held if len(held) < len(own) else ())
    return frozenset()


def _body(
    rows: Sequence[tuple[Row, tuple[Cell, ...]]],
    between: Sequence[Sequence[str]],
    columns: frozenset[int],
    quoted: Quoted | None,
    inline: Inline,
    width: int,
) -> Iterator[str]:
    covered: set[tuple[int, int]] = set()
    found = False
    for i, (row, cells) in enumerate(rows):
        cited = bool(quoted and _overlap(quoted.span, Span(row.start, row.end)))
        anchor = ' id="quote"' if cited and not found else ""
        found = found or cited
        yield f'<tr class="is-cited"{anchor}>' if cited else "<tr>"
        for j, cell in enumerate(cells):
            if (i, j) in covered:
                continue
            high, broad = _extent(rows, between, i, j)
            covered |= {(i + down, j + right) for down in range(high) for right in range(broad)}
            is_meant = cited and bool(columns & set(range(j, j + broad)))
            pointed = ' class="is-cited"' if is_meant else ""
            words = inline(Span(cell.start, cell.end), is_meant and not (quoted and quoted.column))
            spans = (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{broad}"' if broad > 1 else "")
            yield f'<td dir="auto"{pointed}{spans}>{words}</td>'
        yield "</tr>"
        if len(between) > i + 1:
            yield from (_across(line, width) for line in between[i + 1])


def _extent(
    rows: Sequence[tuple[Row, tuple[Cell, ...]]], between: Sequence[Sequence[str]], i: int, j: int
) -> tuple[int, int]:
    """How many rows and columns the cell at this place covers; a line between two rows ends it."""
    cells = rows[i][1]
    broad = 1
    while j + broad < len(cells) and _same(cells[j], cells[j + broad]):
        broad += 1
    high = 1
    while (
        i + high < len(rows)
        and not (len(between) > i + high and between[i + high])
        and all(_same(cells[j], rows[i + high][1][j + right]) for right in range(broad))
    ):
        high += 1
    return high, broad


def _same(cell: Cell, other: Cell) -> bool:
    return (cell.start, cell.end) == (other.start, other.end) and cell.end > cell.start


def _head(columns: Sequence[str], cited: frozenset[int], head_cited: bool, above: str) -> str:
    """The names of the columns under the lines ``above``; what several have in common stands once above them."""
    if not any(columns):
        return f"<thead>{above}</thead>" if above else ""
    names = [name.split(" / ") for name in columns]
    depth = max(map(len, names))
    rows = []
    for level in range(depth):
        cells, j = "", 0
        while j < len(names):
            name, broad = names[j], 1
            last = level == len(name) - 1
            while not last and j + broad < len(names) and _shares(name, names[j + broad], level):
                broad += 1
            if level < len(name):
                spans = f' colspan="{broad}"' if broad > 1 else ""
                spans += f' rowspan="{depth - level}"' if last and depth - level > 1 else ""
                pointed = ' class="is-cited"' if cited & set(range(j, j + broad)) else ""
                cells += f'<th scope="col" dir="auto"{pointed}{spans}>{plain(name[level])}</th>'
            j += broad
        rows.append(f"<tr>{cells}</tr>")
    anchor = ' class="is-cited" id="quote"' if head_cited else ""
    return f"<thead{anchor}>{above}{''.join(rows)}</thead>"


def _shares(name: Sequence[str], other: Sequence[str], level: int) -> bool:
    return len(other) - 1 > level and name[: level + 1] == other[: level + 1]


def _gaps(table: Table) -> Iterator[Span]:
    """What stands before the first row, between the rows and after the last one."""
    place = table.start
    for row in table.rows:
        yield Span(place, max(place, row.start))
        place = max(place, row.end)
    yield Span(place, max(place, table.end))


def _between(text: str, gap: Span, shown: set[str]) -> Iterator[str]:
    """The lines of a gap that are neither header nor group: those are shown as such."""
    for span in lines(text, gap.start, gap.end):
        line = span.of(text)
        cells = [fold(cell) for cell in line.split("|" if line.startswith("|") else "\t")]
        if not _RULE.fullmatch(line) and any(cell and _squeezed(cell) not in shown for cell in cells):
            yield "　".join(filter(None, cells))


def _across(line: str, width: int, cell: str = "td") -> str:
    return f'<tr class="across"><{cell} colspan="{width}" dir="auto">{plain(line)}</{cell}></tr>'


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
