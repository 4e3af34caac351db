"""A spreadsheet is read as it shows: sheets as headings, captions, merged cells, numbers as displayed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading import Refused, spreadsheet
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.number_formats import general, render
from tests.shared_data import SHARED, needs_shared

FILES = SHARED / "data" / "files"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        pytest.param(3.0, "General", "3", id="a whole number has no .0"),
        pytest.param(0.1 + 0.2, "General", "0.3", id="no remains of binary arithmetic"),
        pytest.param(12345678901234567, "General", "12345678901234567", id="an identity number stays whole"),
        pytest.param(0.25, "0%", "25%", id="per cent"),
        pytest.param(0.125, "0.0%", "12.5%", id="per cent with a decimal"),
        pytest.param(0.125, "0%", "13%", id="half is rounded up"),
        pytest.param(1234567.5, "#,##0.00", "1,234,567.50", id="thousands and two decimals"),
        pytest.param(-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)", id="a loss in brackets"),
        pytest.param(-2, "0.0", "-2.0", id="one section serves all signs"),
        pytest.param(0, '0;-0;"—"', "—", id="zero as a dash"),
        pytest.param(500, '0"万元"', "500万元", id="a unit in the format"),
        pytest.param(500, "0\\元", "500元", id="an escaped character"),
        pytest.param(99.5, "[$¥-804]#,##0.00", "¥99.50", id="a currency with its language"),
        pytest.param(5, "[Red]0.00", "5.00", id="a colour shows nothing"),
        pytest.param(7, "000", "007", id="leading zeros"),
        pytest.param(1.5, "0.##", "1.5", id="optional decimals"),
        pytest.param(2, "0.##", "2", id="optional decimals that are not there"),
        pytest.param(12300, "0.0,", "12.3", id="in thousands"),
        pytest.param(12300, "0.00E+00", "1.23E+4", id="scientific"),
        pytest.param(1.5, "# ?/?", "1.5", id="a fraction stays decimal"),
        pytest.param(3, "@", "3", id="a number kept as text"),
        pytest.param(True, "General", "TRUE", id="a truth value"),
        pytest.param("文字", "0%", "文字", id="text"),
        pytest.param(None, "0%", "", id="an empty cell"),
        pytest.param(datetime(2021, 9, 22), 'yyyy"年"m"月"d"日"', "2021年9月22日", id="a Chinese date"),
        pytest.param(datetime(2021, 9, 22), "mm-dd-yy", "2021-09-22", id="the system's short date"),
        pytest.param(datetime(2021, 9, 1), "yyyy/m", "2021-09", id="a month"),
        pytest.param(datetime(2021, 9, 1), 'yyyy"年"m"月"', "2021年9月", id="a Chinese month"),
        pytest.param(datetime(2021, 9, 22), 'm"月"d"日"', "9月22日", id="a day without its year"),
        pytest.param(datetime(2021, 9, 22, 8, 5), "yyyy-mm-dd hh:mm", "2021-09-22 08:05", id="date and time"),
        pytest.param(date(2021, 9, 22), "General", "2021-09-22", id="a date without a format"),
        pytest.param(time(8, 5), "h:mm", "08:05", id="a time"),
        pytest.param(timedelta(hours=26, minutes=3), "[h]:mm", "26:03", id="a duration"),
    ],
)
def test_a_value_is_shown_as_in_its_cell(value: object, code: str, shown: str) -> None:
    assert render(value, code) == shown


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_a_decimal_number_loses_nothing_in_a_format_with_enough_places(units: int, places: int) -> None:
    value = units / 10**places
    if abs(units) < 10**11:
        assert float(general(value)) == pytest.approx(value, rel=1e-11)
    assert render(units, "#,##0").replace(",", "") == str(units)


def read(book: openpyxl.Workbook, folder: Path) -> Extract:
    book.save(folder / "a.xlsx")
    return spreadsheet.extract(folder / "a.xlsx")


def test_a_sheet_gives_its_name_caption_table_and_notes_and_blank_rows_part_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "绩效"
    for row in (
        ["众创空间绩效表"],
        ["单位：万元"],
        ["指标", "2020年", "2021年"],
        ["收入", 10, 12.5],
        ["占比", 0.25, 0.3],
    ):
        sheet.append(row)
    sheet.append(["注：2021年为预计数。"])
    sheet.append([])
    for row in (["名称", "数量"], ["企业", 3]):
        sheet.append(row)
    sheet["B5"].number_format = sheet["C5"].number_format = "0%"
    first = ("指标", "2020年", "2021年", "收入", "10", "12.5", "占比", "25%", "30%")
    assert read(book, tmp_path).blocks == (
        Paragraph("绩效", 1),
        Paragraph("单位：万元"),
        Grid(tuple(GridCell(text, i // 3, i % 3) for i, text in enumerate(first)), caption="众创空间绩效表"),
        Paragraph("注：2021年为预计数。"),
        Grid(tuple(GridCell(text, i // 2, i % 2) for i, text in enumerate(("名称", "数量", "企业", "3")))),
    )


def test_merged_cells_and_frozen_header_rows_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["标题"], ["指标", "权重", None], [None, "综合", "专业"], ["收入", 10, 15], [None, 5, 5]):
        sheet.append(row)
    for area in ("A1:C1", "A2:A3", "B2:C2", "A4:A5"):
        sheet.merge_cells(area)
    sheet.freeze_panes = "B4"
    (grid,) = read(book, tmp_path).blocks
    assert grid == Grid(
        (
            GridCell("指标", 0, 0, rows=2),
            GridCell("权重", 0, 1, columns=2),
            GridCell("综合", 1, 1),
            GridCell("专业", 1, 2),
            GridCell("收入", 2, 0, rows=2),
            GridCell("10", 2, 1),
            GridCell("15", 2, 2),
            GridCell("5", 3, 1),
            GridCell("5", 3, 2),
        ),
        header_rows=2,
        caption="标题",
    )


def test_what_is_hidden_is_left_out_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["名称", "秘密", "数量"], ["甲", "x", 1], ["乙", "y", 2]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("草稿").append(["不看"])
    book["草稿"].sheet_state = "hidden"
    extract = read(book, tmp_path)
    (grid,) = extract.blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["名称", "数量", "乙", "2"]
    assert extract.warnings == ("有 1 张隐藏的工作表没有读取。", "表格里有 2 个隐藏的行或列没有读取。")


def test_a_formula_without_a_saved_result_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["名称", "数量"], ["甲", 1], ["合计", "=SUM(B2:B2)"]):
        book.active.append(row)
    assert read(book, tmp_path).warnings == (
        "有 1 个公式没有保存计算结果，读作空格：请用 Excel 或 WPS 打开并保存后再导入。",
    )


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_read_whatever_parts_its_fields(mark: str, encoding: str, tmp_path: Path) -> None:
    lines = [["指标名称", "说明"], ["在孵企业", f'"第一行{mark}\n第二行，""引""号"'], ["培训活动", "每年不少于十次"]]
    (tmp_path / "a.csv").write_bytes("\r\n".join(mark.join(line) for line in lines).encode(encoding))
    (grid,) = spreadsheet.extract(tmp_path / "a.csv").blocks
    assert isinstance(grid, Grid)
    texts = ["指标名称", "说明", "在孵企业", f'第一行{mark}\n第二行，"引"号', "培训活动", "每年不少于十次"]
    assert [cell.text for cell in grid.cells] == texts
    assert grid.header_rows == 1


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_what_is_no_workbook_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Refused, match="不是完整的 Excel 工作簿"):
        spreadsheet.extract(tmp_path / name)


@needs_shared
def test_an_old_workbook_gives_its_table() -> None:
    heading, grid = spreadsheet.extract(FILES / "office" / "chinese-provinces.xls").blocks
    assert heading == Paragraph("provinces", 1)
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [
        "Provinces in China", "Chinese Name", "Anhui", "安徽省", "Beijing", "北京市", "Chongqing", "重庆市",
    ]  # fmt: skip


@needs_shared
def test_a_locked_workbook_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="密码"):
        spreadsheet.extract(FILES / "tika_misc" / "testEXCEL_protected_passtika.xls")


@needs_shared
def test_a_table_of_documents_has_all_its_rows() -> None:
    (grid,) = spreadsheet.extract(FILES / "gov_html_guangzhou" / "_index" / "官方文件表.csv").blocks
    assert isinstance(grid, Grid)
    assert (max(cell.row for cell in grid.cells), max(cell.column for cell in grid.cells)) == (37, 8)
    assert GridCell("穗府办规〔2024〕13号", 1, 4) in grid.cells
