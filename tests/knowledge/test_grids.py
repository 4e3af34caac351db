"""Tables that a format gives: headers, merged cells, banners, forms and pages; every cell at its place in the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunking import TARGET_CHARS, chunk
from knowledge.documents import Document, PassageKind, Table
from knowledge.grids import is_figure
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.segmentation import fold
from knowledge.structure import understand
from knowledge.tables import render_row


def grid(drawn: str, **said: object) -> Grid:
    """A grid from a drawing: cells between bars, ``<`` goes on from the left, ``^`` from above."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across = next((k for k in range(j + 1, len(row)) if row[k] != "<"), len(row)) - j
            down = next((k for k in range(i + 1, len(rows)) if rows[k][j] != "^"), len(rows)) - i
            cells.append(GridCell(text, i, j, down, across))
    return Grid(tuple(cells), **said)  # type: ignore[arg-type]


def read(*blocks: Paragraph | Grid) -> Document:
    return understand(Extract((Paragraph("某通知"), Paragraph("各单位按下列标准执行。"), *blocks)), "某.docx", "x")


def rows_of(document: Document) -> list[str]:
    return [passage.text for passage in chunk(document) if passage.kind is PassageKind.ROW]


def columns_of(document: Document) -> list[tuple[str, ...]]:
    return [table.columns for table in document.tables]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("5", True),
        ("12.5%", True),
        ("1,234.50", True),
        ("500㎡", True),
        ("—", True),  # none of it
        ("2021年", False),  # a period names a column
        ("2021", False),
        ("2020年12月31日", False),
        ("10月", False),
        ("第一批3项", False),
        ("权重", False),
        ("", False),
    ],
)
def test_a_figure_is_told_from_a_name(text: str, figure: bool) -> None:
    assert is_figure(text) is figure


@pytest.mark.parametrize(
    ("drawn", "columns", "rows"),
    [
        pytest.param(
            "指标|类别|权重|<\n^|^|普通|专业\n场地|定量|5%|6%\n工位|定性|—|4%",
            ("指标", "类别", "权重 / 普通", "权重 / 专业"),
            ["指标：场地；类别：定量；权重 / 普通：5%；权重 / 专业：6%",
             "指标：工位；类别：定性；权重 / 普通：—；权重 / 专业：4%"],
            id="a merged header names the columns under it",
        ),
        pytest.param(
            "类别|项目|分值\n甲类|场地|5\n^|工位|6\n乙类|活动|7",
            ("类别", "项目", "分值"),
            ["类别：甲类；项目：场地；分值：5", "类别：甲类；项目：工位；分值：6", "类别：乙类；项目：活动；分值：7"],
            id="a merged cell holds for all its rows",
        ),
        pytest.param(
            "设备|参数|<\n甲机|型号|A-1\n^|功率|5kW",
            ("设备", "参数", "参数"),
            ["设备：甲机；参数：型号 A-1", "设备：甲机；参数：功率 5kW"],
            id="label and value under one name stay together",
        ),
        pytest.param(
            "项目|去年|今年\n一、收入：||\n服务|5|6\n租金|7|8\n二、支出：||\n工资|3|4",
            ("", "项目", "去年", "今年"),
            ["一、收入：；项目：服务；去年：5；今年：6", "一、收入：；项目：租金；去年：7；今年：8",
             "二、支出：；项目：工资；去年：3；今年：4"],
            id="a row that only names is the group of those below",
        ),
        pytest.param(
            "项目|2020|2021\n服务|5|6\n租金|7|8", ("项目", "2020", "2021"),
            ["项目：服务；2020：5；2021：6", "项目：租金；2020：7；2021：8"], id="years are names of columns",
        ),
        pytest.param(
            "名称|某公司|电话|123456\n成立时间|2011年|地址|某市某路", ("", "", "", ""),
            ["名称：某公司；电话：123456", "名称：某公司\n成立时间：2011年；地址：某市某路"],
            id="a form is read as labels and values, under what its first line says",
        ),
        pytest.param(
            "单位名称|\n联系电话|\n法定代表人|", ("", "", ""), ["单位名称；联系电话；法定代表人"],
            id="a form not filled in is one row",
        ),
        pytest.param(
            "类别|甲|乙|合计\n期末余额|5.0|6.0|11.0\n期初余额|1.0|2.0|3.0", ("类别", "甲", "乙", "合计"),
            ["类别：期末余额；甲：5.0；乙：6.0；合计：11.0", "类别：期初余额；甲：1.0；乙：2.0；合计：3.0"],
            id="headers on both sides",
        ),
        pytest.param(
            "序号|1|2\n供应商|甲公司|乙公司\n占比|7%|8%", ("序号 / 供应商", "1 / 甲公司", "2 / 乙公司"),
            ["序号 / 供应商：占比；1 / 甲公司：7%；2 / 乙公司：8%"],
            id="a first row that only counts is part of the header",
        ),
        pytest.param(
            "项目|分值\n场地|5\n注：每年修订。|<", ("项目", "分值"), ["项目：场地；分值：5", "注：每年修订。"],
            id="a note across the table is a row without a column",
        ),
    ],
)  # fmt: skip
def test_a_row_is_read_under_its_headers(drawn: str, columns: tuple[str, ...], rows: list[str]) -> None:
    document = read(grid(drawn))

    assert columns_of(document) == [columns]
    assert rows_of(document) == rows


def test_tables_stacked_in_one_grid_are_apart() -> None:
    document = read(
        grid("收入表|<|<\n项目|去年|今年\n服务|5|6\n租金|7|8\n支出表|<|<\n科目|上期|本期\n工资|3|4\n水电|1|2")
    )

    assert [table.title for table in document.tables] == ["某通知 收入表", "支出表"]
    assert columns_of(document) == [("项目", "去年", "今年"), ("科目", "上期", "本期")]
    assert [row.label for table in document.tables for row in table.rows] == ["服务", "租金", "工资", "水电"]


def test_the_header_that_the_format_gives_counts() -> None:
    document = read(grid("甲|乙\n丙|丁\n戊|己", header_rows=1))

    assert columns_of(document) == [("甲", "乙")]
    assert rows_of(document) == ["甲：丙；乙：丁", "甲：戊；乙：己"]


@pytest.mark.parametrize(
    ("before", "grid_caption", "title"),
    [
        pytest.param(
            ["表1 收支情况", "单位：万元"], "", "表1 收支情况（单位：万元）", id="the line above, with the unit"
        ),
        pytest.param([], "表2 支出", "表2 支出", id="the caption of the format"),
        pytest.param(["具体标准如下表："], "", "某通知", id="a line that points at the table is no caption"),
    ],
)
def test_a_table_has_its_caption(before: list[str], grid_caption: str, title: str) -> None:
    document = read(*(Paragraph(line) for line in before), grid("项目|分值\n场地|5\n工位|6", caption=grid_caption))

    (table,) = document.tables
    assert table.title == title
    heading = "" if title == "某通知" else f"{title}\n"
    assert rows_of(document) == [f"{heading}项目：场地；分值：5", f"{heading}项目：工位；分值：6"]


HEADER = "类别|项目|分值"


@pytest.mark.parametrize(
    ("second", "between", "tables"),
    [
        pytest.param(f"{HEADER}\n乙类|活动|7", [], 1, id="the header again"),
        pytest.param("乙类|活动|7", [], 1, id="no header"),
        pytest.param(f"{HEADER}\n乙类|活动|7", ["续表"], 1, id="a line that says so between"),
        pytest.param("乙类|活动|7", ["另见下表。"], 2, id="text between"),
        pytest.param("乙类|活动", [], 2, id="another width"),
        pytest.param("姓名|职务|年限\n张三|主任|7", [], 2, id="another header"),
    ],
)
def test_a_table_that_a_page_cuts_is_one(second: str, between: list[str], tables: int) -> None:
    first = grid(f"{HEADER}\n甲类|场地|5\n^|工位|6", page=1)
    document = read(first, *(Paragraph(line, page=2) for line in between), grid(second, page=2))

    assert len(document.tables) == tables
    if tables == 1:
        assert [(row.group, row.label) for row in document.tables[0].rows] == [
            ("甲类", "场地"), ("甲类", "工位"), ("乙类", "活动"),
        ]  # fmt: skip
        assert [passage.page for passage in chunk(document) if passage.kind is PassageKind.ROW] == [1, 1, 2]


def test_a_merged_cell_stands_once_in_the_text_and_is_pointed_at_from_all_its_rows() -> None:
    document = read(grid("类别|项目|分值\n甲类|场地|5\n^|工位|6"))
    first, second = document.tables[0].rows

    assert document.text.count("甲类") == 1
    assert first.cells[0] == second.cells[0]
    assert document.text[second.cells[0].start : second.cells[0].end] == "甲类"


def test_a_column_of_cells_is_text() -> None:
    document = read(grid("请于月底前报送。\n逾期不再受理。"))

    assert document.tables == ()
    assert [passage.text for passage in chunk(document)] == ["各单位按下列标准执行。\n请于月底前报送。\n逾期不再受理。"]


def test_a_long_row_is_several_passages_under_its_label() -> None:
    sentence = "各单位应当按照通知的要求认真做好报送工作。"
    document = read(grid(f"项目|说明|要求\n场地|{sentence * 40}|按月检查\n工位|简短|按季检查"))
    rows = [passage for passage in chunk(document) if passage.row == 0]

    assert len(rows) > 2
    assert all(len(passage.text) <= TARGET_CHARS * 1.5 and "场地" in passage.text for passage in rows)
    assert all(before.end <= after.start for before, after in pairwise(rows))
    assert sum(passage.text.count(sentence) for passage in rows) == 40
    assert "要求：按月检查" in rows[-1].text


CELL = st.sampled_from(
    ["", "项目", "名称", "5", "12.5%", "—", "2021年", "甲类：", "长" * 30, "两\n行", "注：见下", " 边 ", "a\tb"]
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Any grid: cells may overlap, be missing or go beyond the others."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    cells = [
        GridCell(draw(CELL), i, j, draw(st.integers(1, 3)), draw(st.integers(1, 3)))
        for i in range(height)
        for j in range(width)
        if draw(st.booleans())
    ]
    return Grid(
        tuple(cells), draw(st.integers(0, 2)), draw(st.sampled_from(["", "表1 标准"])), draw(st.sampled_from([1, 2]))
    )


def assert_cells_stand_at_their_places(document: Document, table: Table) -> None:
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert table.start <= row.start <= row.end <= table.end
        for cell in row.cells:
            assert table.start <= cell.start <= cell.end <= table.end
            assert fold(document.text[cell.start : cell.end]) == cell.text


@given(st.lists(grids(), max_size=3))
def test_every_cell_of_any_grid_stands_at_its_place_and_is_read(found: list[Grid]) -> None:
    document = read(*found)

    for table in document.tables:
        assert_cells_stand_at_their_places(document, table)
        for row in table.rows:
            read_as = render_row(table, row)
            assert all(cell.text[:40] in read_as for cell in row.cells)
    for cell in (cell for one in found for cell in one.cells):
        assert fold(cell.text) in fold(document.text) or fold(cell.text) == ""
