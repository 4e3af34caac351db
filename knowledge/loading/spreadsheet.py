"""Spreadsheets (.xlsx by openpyxl, .xls by xlrd, .csv): a heading per sheet, and tables as the sheet shows them.

Blank rows part tables; a line above a table that fills one cell is its caption. Numbers and dates look as in the sheet,
formulas have the result that was saved. Hidden sheets, rows and columns are left out, which a warning says.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
import xlrd
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.loading import grids
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.number_formats import render
from knowledge.loading.plain import decode
from knowledge.loading.refusal import damaged, encrypted

Place = tuple[int, int]
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_NOTE = re.compile(r"[（(]?(?:备?注|说明|[资数]料?据?来源|填报?说明|\*|※)")
_UNCOMPUTED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")
# The formula by which WPS puts a picture into a cell; it has no result but itself.
_PICTURE = "=DISPIMG("
_DELIMITERS = ",\t;|，"
_LONGEST_FIELD = 10 * 2**20


@dataclass(slots=True)
class _Sheet:
    """What one sheet shows: texts by (row, column) from 0, merged areas by their first place as (rows, columns)."""

    title: str
    texts: dict[Place, str] = field(default_factory=dict)
    merged: dict[Place, Place] = field(default_factory=dict)
    header_end: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_lines: int = 0
    pictures: int = 0


def extract(path: Path) -> Extract:
    """Raises Refused for what is damaged or locked."""
    ending = path.suffix.lower()
    if ending == ".csv":
        return Extract(tuple(_blocks(_of_csv(decode(path.read_bytes())))))
    sheets, warnings = _of_xls(path) if ending in (".xls", ".et") else _of_xlsx(path)
    hidden = sum(sheet.hidden_lines for sheet in sheets)
    if hidden:
        warnings.append(f"表格里有 {hidden} 个隐藏的行或列没有读取。")
    pictures = sum(sheet.pictures for sheet in sheets)
    if pictures:
        warnings.append(f"有 {pictures} 个单元格里是图片，图片里的文字没有读取。")
    blocks: list[Paragraph | Grid] = []
    for sheet in sheets:
        found = list(_blocks(sheet))
        if found and not _UNNAMED.fullmatch(sheet.title.strip()):
            blocks.append(Paragraph(sheet.title.strip(), 1))
        blocks.extend(found)
    return Extract(tuple(blocks), warnings=tuple(warnings))


def _of_xlsx(path: Path) -> tuple[list[_Sheet], list[str]]:
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        uncomputed = _count_uncomputed(path)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, etree.XMLSyntaxError) as error:
        raise damaged("不是完整的 Excel 工作簿") from error
    warnings = []
    if uncomputed:
        warnings.append(f"有 {uncomputed} 个公式没有保存计算结果，读作空格：请用 Excel 或 WPS 打开并保存后再导入。")
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(shown) < len(book.worksheets):
        warnings.append(f"有 {len(book.worksheets) - len(shown)} 张隐藏的工作表没有读取。")
    return [_of_worksheet(sheet) for sheet in shown], warnings


def _of_worksheet(sheet: Worksheet) -> _Sheet:
    rows = {number - 1 for number, row in sheet.row_dimensions.items() if row.hidden}
    columns = {
        column - 1
        for each in sheet.column_dimensions.values()
        if each.hidden
        for column in range(each.min or 1, (each.max or each.min or 1) + 1)
    }
    texts = {
        (cell.row - 1, cell.column - 1): render(cell.value, cell.number_format)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    merged = [(m.min_row - 1, m.max_row, m.min_col - 1, m.max_col) for m in sheet.merged_cells.ranges]
    frozen = re.search(r"\d+", sheet.freeze_panes or "")
    return _visible(sheet.title, texts, merged, rows, columns, int(frozen.group()) - 1 if frozen else 0)


def _of_xls(path: Path) -> tuple[list[_Sheet], list[str]]:
    try:
        book = xlrd.open_workbook(str(path), formatting_info=True)
    except xlrd.XLRDError as error:
        raise encrypted() if "encrypted" in str(error) else damaged("不是完整的 Excel 工作簿") from error
    except (BadZipFile, AssertionError, IndexError, KeyError, ValueError, TypeError) as error:
        raise damaged("不是完整的 Excel 工作簿") from error
    shown = [sheet for sheet in book.sheets() if not sheet.visibility]
    hidden = book.nsheets - len(shown)
    return [_of_xls_sheet(book, each) for each in shown], [f"有 {hidden} 张隐藏的工作表没有读取。"] if hidden else []


def _of_xls_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> _Sheet:
    texts = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            value: object = cell.value
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(cell.value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(cell.value)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(cell.value, "")
            texts[row, column] = render(value, code)
    rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    frozen = sheet.horz_split_pos if sheet.has_pane_record and sheet.panes_are_frozen else 0
    return _visible(sheet.name, texts, sheet.merged_cells, rows, columns, frozen)


def _visible(
    title: str,
    texts: dict[Place, str],
    merged: Sequence[tuple[int, int, int, int]],
    rows: set[int],
    columns: set[int],
    header_end: int,
) -> _Sheet:
    """The sheet without what is hidden. ``merged`` areas are (first row, row after, first column, column after)."""
    sheet = _Sheet(title, header_end=header_end, hidden_rows=sorted(rows))
    heads = {}
    for top, below, left, right in merged:
        seen_rows = [row for row in range(top, below) if row not in rows]
        seen_columns = [column for column in range(left, right) if column not in columns]
        if seen_rows and seen_columns:
            head = heads[top, left] = seen_rows[0], seen_columns[0]
            sheet.merged[head] = seen_rows[-1] + 1 - head[0], seen_columns[-1] + 1 - head[1]
    for place, text in texts.items():
        row, column = heads.get(place, place)
        if text.startswith(_PICTURE):
            sheet.pictures += 1
        elif text.strip() and row not in rows and column not in columns:
            sheet.texts[row, column] = text.strip()
    used = [place for place, text in texts.items() if text.strip()]
    sheet.hidden_lines = len(rows & {row for row, _ in used}) + len(columns & {column for _, column in used})
    return sheet


def _of_csv(text: str) -> _Sheet:
    csv.field_size_limit(_LONGEST_FIELD)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    texts = {
        (row, column): value.strip()
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value.strip()
    }
    names = lines[0] if lines else []
    is_named = len(names) > 1 and all(name.strip() and not re.match(r"[\d.%-]+$", name.strip()) for name in names)
    return _Sheet("", texts, header_end=int(is_named))


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into equally many fields."""

    def regular(mark: str) -> tuple[int, int]:
        widths = [len(line) for line in list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=mark))[:50]]
        width = max(set(widths), key=widths.count, default=1)
        return (widths.count(width), width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=regular)


def _blocks(sheet: _Sheet) -> Iterator[Paragraph | Grid]:
    """The tables and lines of a sheet; rows under a merged cell hold its text, so they part nothing."""
    covered: dict[int, set[int]] = {}
    for row, column in sheet.texts:
        height = sheet.merged.get((row, column), (1, 1))[0]
        for below in range(row, row + height):
            covered.setdefault(below, set()).add(column)
    rows = sorted(covered)
    blank_before = (row - bisect_left(sheet.hidden_rows, row) - i for i, row in enumerate(rows))
    for _, run in groupby(zip(blank_before, rows, strict=True), key=itemgetter(0)):
        yield from _table(sheet, [row for _, row in run])


def _table(sheet: _Sheet, rows: list[int]) -> Iterator[Paragraph | Grid]:
    """One run of rows: lines above, the table, notes below."""
    by_row: dict[int, list[int]] = {row: [] for row in rows}
    for row, column in sorted(sheet.texts):
        if row in by_row:
            by_row[row].append(column)
    columns = sorted({column for row in rows for column in by_row[row]})
    above: list[str] = []
    below: list[str] = []
    while rows and len(columns) > 1 and _is_line(sheet, rows[0], by_row[rows[0]], columns):
        above.append(sheet.texts[rows[0], by_row[rows[0]][0]])
        rows = rows[1:]
    while rows and len(by_row[rows[-1]]) == 1 and _NOTE.match(last := sheet.texts[rows[-1], by_row[rows[-1]][0]]):
        below.insert(0, last)
        rows = rows[:-1]
    columns = sorted({column for row in rows for column in by_row[row]})
    if len(columns) < 2 or len(rows) < 2:
        above += [" ".join(sheet.texts[row, column] for column in by_row[row]) for row in rows if by_row[row]]
        rows = []
    is_captioned = bool(rows and above)
    yield from (Paragraph(line) for line in above[is_captioned:])
    grid = _grid(sheet, rows, columns, above[0] if is_captioned else "")
    yield from [grid] if grid else []
    yield from map(Paragraph, below)


def _is_line(sheet: _Sheet, row: int, filled: list[int], columns: list[int]) -> bool:
    """Whether a row is a line of text over a table: one cell at its beginning, or merged over most of its columns."""
    if len(filled) != 1:
        return False
    height, width = sheet.merged.get((row, filled[0]), (1, 1))
    return height == 1 and (filled[0] == columns[0] or 2 * width > columns[-1] - columns[0])


def _grid(sheet: _Sheet, rows: list[int], columns: list[int], caption: str) -> Grid | None:
    if not rows:
        return None
    taken: set[Place] = set()
    cells = []
    for row in rows:
        for column in columns:
            if (row, column) in taken:
                continue
            height, width = sheet.merged.get((row, column), (1, 1))
            taken.update((row + down, column + right) for down in range(height) for right in range(width))
            cells.append(GridCell(sheet.texts.get((row, column), ""), row, column, height, width))
    return grids.build(cells, sheet.header_end, caption)


def _count_uncomputed(path: Path) -> int:
    """How many formulas have no saved result: a program other than a spreadsheet wrote them."""
    with ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return sum(len(_UNCOMPUTED.findall(package.read(name))) for name in names)
