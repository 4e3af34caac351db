"""Word documents come out as one reads them on paper: numbers, tables, headings; nothing hidden or deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.loading import Refused, word
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.list_numbers import render, render_auto
from tests.shared_data import SHARED, needs_shared

FILES = SHARED / "data" / "files"


def read(document: Any, folder: Path) -> Extract:
    document.save(str(folder / "a.docx"))
    return word.extract(folder / "a.docx")


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks if isinstance(block, Paragraph)]


def xml(inside: str) -> Any:
    return parse_xml(
        inside.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1).replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1)
    )


def field(instruction: str, result: str) -> str:
    """A complex field: begin, instruction, separator, result, end."""
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}<w:r><w:t>{result}</w:t></w:r>{end}"


def append(document: Any, inside: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, xml(inside))


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        pytest.param(1, "chineseCounting", "一", id="the headings of official documents"),
        pytest.param(10, "chineseCountingThousand", "十", id="ten without a leading one"),
        pytest.param(12, "chineseCountingThousand", "十二", id="a teen"),
        pytest.param(20, "chineseCountingThousand", "二十", id="round tens end in ten"),
        pytest.param(110, "chineseCountingThousand", "一百一十", id="a one before ten inside a number"),
        pytest.param(105, "chineseCountingThousand", "一百零五", id="a gap is said as zero"),
        pytest.param(3, "chineseLegalSimplified", "叁", id="the figures of cheques"),
        pytest.param(11, "ideographTraditional", "甲", id="ten stems, then again"),
        pytest.param(3, "decimalEnclosedCircle", "③", id="circled"),
        pytest.param(21, "decimalEnclosedCircle", "21", id="no such circled character in the series"),
        pytest.param(27, "lowerLetter", "aa", id="letters double after z"),
        pytest.param(14, "upperRoman", "XIV", id="Roman"),
        pytest.param(5, "decimalZero", "05", id="two figures"),
        pytest.param(12, "decimalFullWidth", "１２", id="full width"),
        pytest.param(7, "unheardOf", "7", id="an unknown format as figures"),
    ],
)
def test_list_numbers_are_written_as_word_prints_them(number: int, number_format: str, shown: str) -> None:
    assert render(number, number_format) == shown


@pytest.mark.parametrize(
    ("scheme", "shown"),
    [
        ("arabicPeriod", "2."),
        ("ea1ChsPeriod", "二、"),
        ("arabicParenBoth", "(2)"),
        ("alphaUcParenR", "B)"),
        ("circleNumDbPlain", "②"),
    ],
)
def test_list_numbers_are_written_as_powerpoint_shows_them(scheme: str, shown: str) -> None:
    assert render_auto(2, scheme) == shown


def numbered(document: Any, *levels: tuple[str, str]) -> None:
    """Make list 77 of a document: for each level its number format and text."""
    part = document.part.numbering_part.element
    rows = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (fmt, text) in enumerate(levels)
    )
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{rows}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    part.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )


def item(document: Any, text: str, level: int, number: int = 77) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_automatic_numbers_of_an_official_document_are_part_of_its_text(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    for text, level in [("总则", 0), ("目标", 1), ("到期", 2), ("以后", 2), ("范围", 1), ("附则", 0), ("施行", 1)]:
        item(document, text, level)
    item(document, "另起", 0, number=78)
    shown = ["一、总则", "（一）目标", "1. 到期", "2. 以后", "（二）范围", "二、附则", "（一）施行", "一、另起"]
    assert texts(read(document, tmp_path)) == shown


def test_headings_have_the_level_of_their_style_or_outline_or_of_what_the_style_is_based_on(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("总体要求", 1)
    own = document.styles.add_style("章标题", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("重点任务", style="章标题")
    chinese = document.styles.add_style("标题 3x", WD_STYLE_TYPE.PARAGRAPH)
    chinese.element.find(qn("w:name")).set(qn("w:val"), "标题 3")
    document.add_paragraph("保障措施", style=chinese)
    outlined = document.add_paragraph("附则")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="3"/>'))
    document.add_paragraph("本办法自印发之日起施行。")
    levels = [(b.text, b.level) for b in read(document, tmp_path).blocks if isinstance(b, Paragraph)]
    assert levels == [
        ("总体要求", 1),
        ("重点任务", 2),
        ("保障措施", 3),
        ("附则", 4),
        ("本办法自印发之日起施行。", None),
    ]


def test_merged_cells_cover_what_they_cover_and_marked_rows_are_headers(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("表前")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "指标"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "权重"
    for row, values in ((1, ["综合", "专业"]), (2, ["收入", "10", "15"])):
        for cell, value in zip(table.rows[row].cells[-len(values) :], values, strict=True):
            cell.text = value
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    document.add_paragraph("表后")
    before, grid, after = read(document, tmp_path).blocks
    assert (before, after) == (Paragraph("表前"), Paragraph("表后"))
    assert grid == Grid(
        (
            GridCell("指标", 0, 0, rows=2),
            GridCell("权重", 0, 1, columns=2),
            GridCell("综合", 1, 1),
            GridCell("专业", 1, 2),
            GridCell("收入", 2, 0),
            GridCell("10", 2, 1),
            GridCell("15", 2, 2),
        ),
        header_rows=2,
    )


def test_a_frame_of_one_cell_is_text_and_a_table_in_a_cell_is_lines_of_it(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "框中的话。"
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text = "名称"
    outer.cell(0, 1).text = "内容"
    outer.cell(1, 0).text = "明细"
    inner = outer.cell(1, 1).add_table(2, 2)
    for cell, value in zip(inner._cells, "甲 1 乙 2".split(), strict=True):
        cell.text = value
    frame, grid = read(document, tmp_path).blocks
    assert frame == Paragraph("框中的话。")
    assert isinstance(grid, Grid)
    assert grid.cells[-1] == GridCell("甲 1\n乙 2", 1, 1)


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        pytest.param(
            "<w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>",
            ["新增"],
            id="tracked changes",
        ),
        pytest.param(
            "<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo>",
            ["新处"],
            id="moved text",
        ),
        pytest.param(
            "<w:r><w:t>可见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>", ["可见"], id="hidden text"
        ),
        pytest.param(
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>不隐藏</w:t></w:r>', ["不隐藏"], id="hiding turned off"
        ),
        pytest.param("<w:hyperlink><w:r><w:t>链接的字</w:t></w:r></w:hyperlink>", ["链接的字"], id="a link's text"),
        pytest.param("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", ["上", "下"], id="a line break"),
        pytest.param(
            '<w:r><w:t>上</w:t><w:br w:type="page"/><w:t>下</w:t></w:r>', ["上下"], id="a page break says nothing"
        ),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>', ["☑是"], id="a ticked box"),
        pytest.param(field("DATE", "2021年"), ["2021年"], id="a field's result, not its code"),
        pytest.param(field(" TOC \\o", "总则 1") + "<w:r><w:t>正文</w:t></w:r>", ["正文"], id="a table of contents"),
        pytest.param(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>没有结尾的域</w:t></w:r>',
            ["没有结尾的域"],
            id="a field that never ends hides nothing",
        ),
        pytest.param(
            "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            ["拼"],
            id="the character without its reading",
        ),
    ],
)
def test_a_paragraph_shows_what_is_seen_on_paper(inside: str, shown: list[str], tmp_path: Path) -> None:
    document = docx.Document()
    append(document, f"<w:p>{inside}</w:p>")
    assert texts(read(document, tmp_path)) == shown


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    append(document, "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>")
    append(document, "<w:p><w:r><w:t>后半。</w:t></w:r></w:p>")
    assert texts(read(document, tmp_path)) == ["前半，后半。"]


def test_a_deleted_row_is_gone(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for cell, value in zip(table._cells, "项目 数量 甲 1 乙 2".split(), strict=True):
        cell.text = value
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    (grid,) = read(document, tmp_path).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["项目", "数量", "乙", "2"]


def test_headers_and_footers_are_left_out_and_a_text_box_is_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    box = "<w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    append(
        document,
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent><w:t>正文</w:t></w:r></w:p>",
    )
    assert texts(read(document, tmp_path)) == ["正文", "文本框"]


def test_a_fraction_keeps_its_stroke(tmp_path: Path) -> None:
    document = docx.Document()
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    run = "<m:r><m:t>{}</m:t></m:r>"
    fraction = f"<m:f><m:num>{run.format('收入')}</m:num><m:den>{run.format('人数+1')}</m:den></m:f>"
    append(document, f"<w:p><w:r><w:t>人均：</w:t></w:r><m:oMath {m}>{fraction}</m:oMath></w:p>")
    assert texts(read(document, tmp_path)) == ["人均：收入/(人数+1)"]


def test_the_title_property_counts_where_the_document_begins_with_it(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("关于支持众创空间的通知")
    document.core_properties.title = "关于支持众创空间的通知"
    assert read(document, tmp_path).title == "关于支持众创空间的通知"
    document.core_properties.title = "模板标题"
    assert read(document, tmp_path).title is None


def test_what_is_no_word_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Refused, match="不是完整的 Word 文档"):
        word.extract(tmp_path / "a.docx")


@needs_shared
def test_every_number_of_a_document_that_names_its_own_numbers_is_as_named() -> None:
    """Each item of this file has as its text the number that Word prints before it."""
    found = texts(word.extract(FILES / "tika_misc" / "testWORD_override_list_numbering.docx"))
    items = [line.split(" ") for line in found if not line.startswith(("Test ", "•"))]
    assert len(items) >= 40
    assert [label for label, _ in items] == [named for _, named in items]


@needs_shared
def test_an_official_document_gives_its_lines() -> None:
    extract = word.extract(FILES / "official_doc_multiformat" / "debug_tools__detector__test_files__test.docx")
    assert len(extract.blocks) == 13
    assert extract.blocks[:3] == (
        Paragraph("一份公文文件", 2),
        Paragraph("国防部发〔2012〕21号"),
        Paragraph("国防部关于放假的通知"),
    )


@needs_shared
def test_headings_tables_and_charts_of_a_long_document_are_found() -> None:
    blocks = word.extract(FILES / "pdf_office_mineru" / "docx_01.docx").blocks
    grids = [block for block in blocks if isinstance(block, Grid)]
    assert sum(isinstance(block, Paragraph) and block.level is not None for block in blocks) == 37
    assert GridCell("一寸照片（不超过50MB）", 1, 20, 6, 5) in max(grids, key=lambda grid: len(grid.cells)).cells
    assert [grid.caption for grid in grids if grid.caption][:1] == ["图表1"]
