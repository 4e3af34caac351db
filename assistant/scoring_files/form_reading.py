"""Excel files into records: the filled form, or any sheet with one space a row; every entry knows its cell."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from assistant.scoring.profile import ProfileRefused
from assistant.scoring.records import CODE as CODE_PATTERN
from assistant.scoring.records import Entries, table_records
from assistant.scoring_files.form import INPUT, ITEM, KEY, MARK, RATING, TITLES
from knowledge.indicators.loader import system_ids

LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 200 * 2**20
MOST_ROWS = 10_000
MOST_COLUMNS = 200


def xlsx_records(path: Path) -> list[Entries]:
    """The records of an Excel file; raises ProfileRefused if it cannot be read."""
    sheets = _sheets(path, data_only=True)
    form = next((name for name, sheet in sheets.items() if str(sheet["A1"].value or "").startswith(MARK)), None)
    name = form or next((name for name, sheet in sheets.items() if sheet.sheet_state == "visible"), None)
    if name is None:
        raise ProfileRefused([f"{path.name}：没有可以读取的工作表"])
    # A second look without values, only to tell an empty cell from a formula that was never calculated.
    written = _sheets(path, data_only=False)[name]
    sheet = sheets[name]
    if form is not None:
        return [_form(sheet, written)]
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise ProfileRefused([f"{path.name}：表格太大（最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列），请只留要用的部分"])
    if problems := [_uncalculated(cell.coordinate) for row in written.iter_rows() for cell in row
                    if _is_formula(cell.value) and sheet[cell.coordinate].value is None]:  # fmt: skip
        raise ProfileRefused(problems)
    rows = [[_value(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return table_records(rows, lambda row, column: f"{get_column_letter(column)}{row} 单元格")


def is_blank(path: Path) -> bool:
    """Whether the file is empty, or a form in which nothing has been filled in."""
    if path.stat().st_size == 0:
        return True
    try:
        found = xlsx_records(path)
    except ProfileRefused:
        return False
    values = [value for one in found for key, value in one.record.items() if key not in ("system", "track")]
    return not any(values) and not any(one.problems for one in found)


def _sheets(path: Path, data_only: bool) -> dict[str, Worksheet]:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if path.stat().st_size > LARGEST_FILE or size > LARGEST_UNPACKED:
            raise ProfileRefused([f"{path.name}：文件太大，请只留要用的工作表"])
        book = openpyxl.load_workbook(path, data_only=data_only)
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError) as error:
        if isinstance(error, ProfileRefused):
            raise
        raise ProfileRefused(
            [f"{path.name}：不是可以读取的 .xlsx 文件（旧的 .xls 或加了密码的文件请先另存为不加密的 .xlsx）"]
        ) from error
    except OSError as error:
        raise ProfileRefused([f"{path.name}：读不到这个文件（{error.strerror}），请检查路径"]) from error
    return {sheet.title: sheet for sheet in book.worksheets}


def _form(sheet: Worksheet, written: Worksheet) -> Entries:
    system = str(sheet["A1"].value).removeprefix(MARK).strip()
    if system not in system_ids():
        raise ProfileRefused([f"A1 单元格：没有评价体系“{system}”，可用的有：{'、'.join(system_ids())}"])
    record: dict[str, Any] = {"system": system, "ratings": {}, "grades": {}, "facts": {}}
    places: dict[str, str] = {}
    problems = []
    for number in range(2, min(sheet.max_row, MOST_ROWS) + 1):
        key = sheet.cell(number, KEY + 1).value
        if key is None:
            continue
        label = str(sheet.cell(number, ITEM + 1).value or key).strip()
        code = CODE_PATTERN.fullmatch(str(key)) is not None
        targets = [("grades", INPUT), ("ratings", RATING)] if code else [("" if key in TITLES else "facts", INPUT)]
        for kind, column in targets:
            cell = sheet.cell(number, column + 1)
            entry = f"{kind}.{key}" if kind else str(key)
            places[entry] = f"{cell.coordinate} 单元格（{label}）"
            value = _value(cell.value)
            if value in (None, ""):
                if _is_formula(written.cell(number, column + 1).value):
                    problems.append(_uncalculated(cell.coordinate))
            elif kind:
                record[kind][str(key)] = value
            else:
                record[str(key)] = str(value) if key == "name" else value
    return Entries(record, places, tuple(problems))


def _value(value: Any) -> Any:
    """A cell's value as people see it: Excel keeps 15 digits, whole numbers may be stored as fractions."""
    if isinstance(value, float):
        number = Decimal(f"{value:.15g}")
        return int(number) if number == number.to_integral_value() else number
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _uncalculated(cell: str) -> str:
    return f"{cell} 单元格：是公式，但文件里没有它的结果；请用 Excel 打开、保存一次，或直接填写数值"
