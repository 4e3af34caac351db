"""A presentation is read slide by slide, from top to bottom, with its tables, charts and list numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from knowledge.loading import Refused, slides
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from tests.shared_data import SHARED, needs_shared

FILES = SHARED / "data" / "files"


def read(presentation: Any, folder: Path) -> Extract:
    presentation.save(str(folder / "a.pptx"))
    return slides.extract(folder / "a.pptx")


def box(slide: Any, text: str, left: float, top: float) -> Any:
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    shape.text_frame.text = text
    return shape


def test_a_slide_is_a_page_whose_title_comes_first_and_whose_shapes_follow_by_place(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    box(slide, "右下", 6, 5)
    box(slide, "左下", 1, 5.1)
    box(slide, "上", 3, 2)
    slide.shapes.title.text = "政策要点"
    second = presentation.slides.add_slide(presentation.slide_layouts[6])
    box(second, "第二页", 1, 1)
    second.notes_slide.notes_text_frame.text = "提醒听众"
    extract = read(presentation, tmp_path)
    assert extract.blocks == (
        Paragraph("政策要点", 1, 1),
        Paragraph("上", None, 1),
        Paragraph("左下", None, 1),
        Paragraph("右下", None, 1),
        Paragraph("第二页", None, 2),
        Paragraph("演讲者备注：提醒听众", None, 2),
    )
    assert (extract.title, extract.pages, extract.warnings) == ("政策要点", 2, ())


def test_a_hidden_slide_is_left_out_and_said(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    for text in ("看得见", "看不见"):
        box(presentation.slides.add_slide(presentation.slide_layouts[6]), text, 1, 1)
    presentation.slides[1].element.set("show", "0")
    extract = read(presentation, tmp_path)
    assert extract.blocks == (Paragraph("看得见", None, 1),)
    assert extract.warnings == ("有 1 张隐藏的幻灯片没有读取。",)


def test_automatic_numbers_count_within_their_frame_and_level(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    frame = box(presentation.slides.add_slide(presentation.slide_layouts[6]), "", 1, 1).text_frame
    rows: list[tuple[str, int, str | None]] = [
        ("一项", 0, "ea1ChsPeriod"),
        ("甲", 1, "arabicPeriod"),
        ("乙", 1, "arabicPeriod"),
        ("二项", 0, "ea1ChsPeriod"),
        ("丙", 1, "arabicPeriod"),
        ("不编号", 0, None),
    ]
    for index, (text, level, scheme) in enumerate(rows):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
        if scheme:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(properties.makeelement(qn("a:buAutoNum"), {"type": scheme}))
    shown = [block.text for block in read(presentation, tmp_path).blocks if isinstance(block, Paragraph)]
    assert shown == ["一、一项", "1. 甲", "2. 乙", "二、二项", "1. 丙", "不编号"]


def test_a_table_keeps_its_merged_cells_and_a_chart_its_figures(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(2, 3, Inches(1), Inches(1), Inches(6), Inches(1)).table
    table.cell(0, 1).merge(table.cell(0, 2))
    for (row, column), text in {(0, 0): "指标", (0, 1): "权重", (1, 0): "收入", (1, 1): "10", (1, 2): "15"}.items():
        table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ["2020年", "2021年"]
    data.add_series("收入", (1.1, None))
    for kind, top in ((XL_CHART_TYPE.COLUMN_CLUSTERED, 3), (XL_CHART_TYPE.LINE, 5)):
        slide.shapes.add_chart(kind, Inches(1), Inches(top), Inches(4), Inches(2), data)
    grid, columns, line = read(presentation, tmp_path).blocks
    assert grid == Grid(
        (
            GridCell("指标", 0, 0),
            GridCell("权重", 0, 1, columns=2),
            GridCell("收入", 1, 0),
            GridCell("10", 1, 1),
            GridCell("15", 1, 2),
        ),
        header_rows=1,
        page=1,
    )
    assert isinstance(columns, Grid)
    assert [cell.text for cell in columns.cells] == ["", "收入", "2020年", "1.1", "2021年", ""]
    assert line == columns


def test_what_is_no_presentation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pptx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Refused, match="不是完整的演示文稿"):
        slides.extract(tmp_path / "a.pptx")


@needs_shared
def test_a_real_presentation_gives_pages_titles_tables_and_notes() -> None:
    extract = slides.extract(FILES / "pdf_office_mineru" / "pptx_01.pptx")
    assert extract.pages == 6
    titles = [(block.page, block.text) for block in extract.blocks if isinstance(block, Paragraph) and block.level]
    assert titles == [
        (1, "Test Table Slide"),
        (2, "Second slide title"),
        (5, "第5页标题"),
        (6, "多级列表和中断有序列表"),
    ]
    assert Paragraph("演讲者备注：Some notes on the second slide.", None, 2) in extract.blocks
    merged, chart = (block for block in extract.blocks if isinstance(block, Grid))
    assert GridCell("A merged with B", 1, 1, 1, 2) in merged.cells
    assert GridCell("2.8", 4, 2) in chart.cells
