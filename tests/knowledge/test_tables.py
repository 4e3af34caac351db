"""Tables in text: every row under its columns, every cell where it stands in the document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document, Table
from knowledge.segmentation import fold
from knowledge.tables import render_row
from tests.knowledge import understood
from tests.shared_data import needs_shared

CODES = [f"{group}.{n}" for group, last in ((1, 5), (2, 10), (3, 4), (4, 1)) for n in range(1, last + 1)]
ONE_TRACK_ONLY = {"1.1": (3, "7%"), "1.2": (4, "7%"), "2.1": (3, "7%"), "2.2": (4, "7%"),
                  "2.3": (3, "5%"), "2.4": (4, "5%"), "3.3": (3, "7%"), "3.4": (4, "7%")}  # fmt: skip
"""Code → the one column that has its weight, and the weight."""


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def only_table(text: str) -> Table:
    (table,) = understood(text).tables
    return table


@pytest.fixture(scope="module")
def weights(bulletin: Document) -> Table:
    (table,) = bulletin.tables
    return table


@needs_shared
def test_the_bulletins_table_has_a_row_per_indicator_under_its_two_weight_columns(weights: Table) -> None:
    assert weights.columns == ("一级指标", "评价指标", "指标类别", "众创空间权重", "专业化众创空间权重")
    assert [row.code for row in weights.rows] == CODES
    assert all(row.label == row.cells[1].text for row in weights.rows)


@needs_shared
@pytest.mark.parametrize("code", CODES)
def test_a_weight_stands_in_its_column_and_a_dash_where_the_track_has_none(weights: Table, code: str) -> None:
    (row,) = (row for row in weights.rows if row.code == code)
    general, specialised = row.cells[3].text, row.cells[4].text

    if code in ONE_TRACK_ONLY:
        column, weight = ONE_TRACK_ONLY[code]
        assert row.cells[column].text == weight
        assert row.cells[7 - column].text == "—"
    else:
        assert general == specialised != "—"


@needs_shared
@pytest.mark.parametrize("column", [3, 4])
def test_the_weights_of_a_track_sum_to_a_hundred(weights: Table, column: int) -> None:
    cells = [row.cells[column].text for row in weights.rows[:-1]]

    assert sum(int(cell.removesuffix("%")) for cell in cells if cell != "—") == 100
    assert weights.rows[-1].cells[column].text == "10分"


@needs_shared
def test_rows_belong_to_the_merged_cell_above_them(weights: Table) -> None:
    groups = {row.code: row.group for row in weights.rows}

    assert groups["1.1"] == groups["1.5"] == "服务能力 (25%)"
    assert groups["2.1"] == groups["2.10"] == "孵化绩效 (55%)"
    assert groups["3.1"] == groups["3.4"] == "可持续发展 (20%)"
    assert groups["4.1"] == "加分项 指标(计10分)"


@needs_shared
def test_every_cell_of_the_bulletin_stands_at_its_offsets(bulletin: Document, weights: Table) -> None:
    for row in weights.rows:
        assert all(fold(bulletin.text[cell.start : cell.end]) == cell.text for cell in row.cells)
        assert all(row.start <= cell.start <= cell.end <= row.end for cell in row.cells[1:])
        assert row.cells[0].end <= row.end  # the group's cell is merged: it stands in the first of its rows


@needs_shared
def test_a_row_is_read_with_the_name_of_each_column(weights: Table) -> None:
    assert render_row(weights, weights.rows[11]) == (
        "一级指标：孵化绩效 (55%)；评价指标：2.7 常驻初创企业中科技型中小企业数量；指标类别：定量；"
        "众创空间权重：10%；专业化众创空间权重：10%"
    )


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        pytest.param(
            "| 项目 | 标准 |\n|---|---:|\n| 场地 | 500㎡ |\n| 工位 | 30 个 |",
            ("项目", "标准"), [["场地", "500㎡"], ["工位", "30个"]], id="a Markdown table",
        ),
        pytest.param(
            "| 项目 | 标准 |\n| - | - |\n| 场地 | 500㎡ |",
            ("项目", "标准"), [["场地", "500㎡"]], id="one dash is enough of a rule",
        ),
        pytest.param(
            "| 项目 | 标准 |\n|---|---|\n| 场地 | 无 |\n| 工位 | — |",
            ("项目", "标准"), [["场地", "无"], ["工位", "—"]], id="a Markdown table has one header line",
        ),
        pytest.param(
            "项目\t标准\t备注\n场地\t500㎡\t自有\n工位\t30个\t",
            ("项目", "标准", "备注"), [["场地", "500㎡", "自有"], ["工位", "30个", ""]], id="tabs, the last cell empty",
        ),
        pytest.param(
            "指标\t权重\t\n\t普通\t专业\n1.1 场地\t5%\t6%\n1.2 工位\t—\t4%",
            ("指标", "普通", "专业"), [["1.1 场地", "5%", "6%"], ["1.2 工位", "—", "4%"]],
            id="a header of two lines: the lower name wins",
        ),
        pytest.param(
            "姓名\t职务\t任期\n张三\t主任\t无\n李四\t干事\t3年",
            ("姓名", "职务", "任期"), [["张三", "主任", "无"], ["李四", "干事", "3年"]],
            id="a first row without figures is a row",
        ),
        pytest.param(
            "年份\t张数\n2019\t15\n2020\t20", ("年份", "张数"), [["2019", "15"], ["2020", "20"]],
            id="two columns of numbers are a table, not a list of contents",
        ),
        pytest.param(
            "类别\t项目\t分值\n甲类\t场地\t5\n\t工位\t6\n乙类\t活动\t7\n",
            ("类别", "项目", "分值"), [["甲类", "场地", "5"], ["甲类", "工位", "6"], ["乙类", "活动", "7"]],
            id="an empty first cell belongs to the group above",
        ),
        pytest.param(
            "场地\t面积\t来源\n展厅\t500㎡\t自有\n\n工位\t30个\t租用\n", ("场地", "面积", "来源"),
            [["展厅", "500㎡", "自有"], ["工位", "30个", "租用"]],
            id="an empty line inside a tabbed table is the page's",
        ),
        pytest.param(
            "场地\t500㎡\t自有\n工位\t30个\t租用\n", ("", "", ""),
            [["场地", "500㎡", "自有"], ["工位", "30个", "租用"]],
            id="a first line with figures is no header",
        ),
    ],
)  # fmt: skip
def test_a_table_has_its_columns_and_rows(text: str, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    table = only_table(f"# 说明\n\n下面列出标准。\n\n{text}\n\n以上标准每年修订。\n")

    assert table.columns == columns
    assert texts(table) == rows


def test_two_markdown_tables_with_an_empty_line_between_stay_two() -> None:
    document = understood("# 说明\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n| 丙 | 丁 |\n|---|---|\n| 3 | 4 |\n")

    assert [(table.columns, texts(table)) for table in document.tables] == [
        (("甲", "乙"), [["1", "2"]]),
        (("丙", "丁"), [["3", "4"]]),
    ]


def test_a_table_belongs_to_the_section_it_stands_in() -> None:
    document = understood("# 说明\n\n## 甲\n\n文字。\n\n## 乙\n\n| 项目 | 值 |\n|---|---|\n| 一 | 2 |\n")

    assert document.sections[document.tables[0].section].title == "乙"
    assert document.tables[0].title == "乙"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\t本办法适用于全市的认定工作。\n\t市科技局负责实施本办法。", id="paragraphs indented by a tab"),
        pytest.param("本办法适用于全市的认定工作。\t\n市科技局负责实施本办法。\t", id="tabs at the ends of lines"),
        pytest.param("1.\t申请表\n2.\t营业执照", id="numbers that a word processor made, with the tab after them"),
        pytest.param("竖线 | 在句中 | 出现。\n另一句。", id="bars inside sentences"),
        pytest.param("|---|---|\n|---|---|", id="rules without a row"),
        pytest.param("甲\t乙\t丙", id="a single line"),
    ],
)
def test_text_that_is_no_table_is_none(text: str) -> None:
    assert understood(f"# 说明\n\n开头在此。\n\n{text}\n\n结尾在此。\n").tables == ()


@given(st.text(alphabet="|-\t\n: 甲乙12.%", max_size=60))
def test_any_text_is_read_and_every_cell_is_in_its_row(text: str) -> None:
    document = understood(f"# 说明\n\n开头在此。\n\n{text}\n\n结尾在此。\n")

    for table in document.tables:
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            for cell in row.cells:
                assert table.start <= cell.start <= cell.end <= row.end
                assert fold(document.text[cell.start : cell.end]) == cell.text
