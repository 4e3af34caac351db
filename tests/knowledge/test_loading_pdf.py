"""PDF: paragraphs as written, tables as ruled, nothing of the page's frame; what is not sure is said or refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.loading import pdf
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.refusal import Refused
from tests.shared_data import SHARED, needs_shared

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
LEFT, RIGHT = 72.0, 522.0
BODY = 12.0
Drawing = Callable[[Canvas], None]


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Extract]:
    """The extract of a PDF with a page for each drawing."""

    def extract(*drawings: Drawing, **options: object) -> Extract:
        path = tmp_path / "made.pdf"
        canvas = Canvas(str(path), pagesize=(594, 842), **options)
        for draw in drawings:
            canvas.setFont(FONT, BODY)
            draw(canvas)
            canvas.showPage()
        canvas.save()
        return pdf.extract(path)

    return extract


def lines(*placed: tuple[float, float, str], size: float = BODY) -> Drawing:
    """Lines of text at (x, height on the page)."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for x, y, text in placed:
            canvas.drawString(x, y, text)

    return draw


def both(*drawings: Drawing) -> Drawing:
    def draw(canvas: Canvas) -> None:
        for one in drawings:
            one(canvas)

    return draw


def ruled(
    xs: list[float], ys: list[float], texts: list[tuple[int, int, str]], missing: Drawing | None = None
) -> Drawing:
    """A table with all its lines; texts stand at (row, column)."""

    def draw(canvas: Canvas) -> None:
        canvas.grid(xs, ys)
        for row, column, text in texts:
            canvas.drawString(xs[column] + 4, ys[row] - 15, text)
        if missing is not None:
            missing(canvas)

    return draw


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks if isinstance(block, Paragraph)]


FULL = "为了规范评价工作，提高服务质量，推动持续健康发展，现将有关的事项通知如下，"  # as long as the page is wide
assert len(FULL) == 37


def test_lines_cut_by_the_page_are_one_paragraph_and_an_indent_begins_the_next(made: Callable[..., Extract]) -> None:
    found = made(
        lines(
            (LEFT + 24, 700, FULL[:35]), (LEFT, 680, FULL), (LEFT, 660, "请认真执行。"),
            (LEFT + 24, 640, FULL[:35]), (LEFT, 620, FULL), (LEFT + 24, 600, "二、工作要求"),
            (LEFT + 24, 580, FULL[:35]),
        )
    )  # fmt: skip
    assert texts(found) == [FULL[:35] + FULL + "请认真执行。", FULL[:35] + FULL, "二、工作要求", FULL[:35]]
    assert found.pages == 1
    assert found.warnings == ()


def test_a_title_over_two_lines_is_one_and_stands_apart_from_the_text(made: Callable[..., Extract]) -> None:
    title = lines((177, 760, "关于印发某某市众创空间"), (207, 730, "评价办法的通知"), size=22)
    found = made(both(title, lines((LEFT, 690, "各有关单位："), (LEFT + 24, 670, FULL[:35]), (LEFT, 650, FULL))))
    assert texts(found) == ["关于印发某某市众创空间评价办法的通知", "各有关单位：", FULL[:35] + FULL]


def test_a_paragraph_goes_on_over_the_page_and_headers_and_page_numbers_are_left_out(
    made: Callable[..., Extract],
) -> None:
    def frame(number: int) -> Drawing:
        return lines((230, 800, "某某市人民政府公报"), (280, 40, f"— {number} —"), size=9)

    found = made(
        both(frame(1), lines((LEFT + 24, 120, FULL[:35]), (LEFT, 100, FULL))),
        both(frame(2), lines((LEFT, 740, "请认真执行。"), (LEFT + 24, 720, "一、基本情况"))),
        both(frame(3), lines((LEFT + 24, 740, "二、工作要求"))),
    )
    assert found.blocks == (
        Paragraph(FULL[:35] + FULL + "请认真执行。", page=1),
        Paragraph("一、基本情况", page=2),
        Paragraph("二、工作要求", page=3),
    )


def test_two_columns_are_read_one_after_the_other_under_the_line_that_crosses_them(
    made: Callable[..., Extract],
) -> None:
    column = FULL[:16]
    rows = [700 - 20 * row for row in range(6)]
    found = made(
        both(
            lines((LEFT, 740, FULL)),
            lines(*((LEFT, y, column) for y in rows)),
            lines(*((330, y - 4, FULL[16:32]) for y in rows)),
        )
    )
    assert texts(found) == [FULL, column * 6 + FULL[16:32] * 6]


XS, YS = [72.0, 172.0, 372.0, 447.0, 522.0], [700.0, 680.0, 660.0, 640.0, 620.0]


def test_merged_cells_are_told_by_the_lines_that_are_not_there(made: Callable[..., Extract]) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 660, 640, 620):
            canvas.line(72, y, 522, y)
        canvas.line(372, 680, 522, 680)
        for x, top in ((72, 700), (172, 700), (372, 700), (447, 680), (522, 700)):
            canvas.line(x, top, x, 620)
        for x, y, text in (
            (76, 674, "一级指标"), (176, 674, "二级指标"), (400, 685, "权重"), (376, 665, "综合类"),
            (451, 665, "专业类"),
            (76, 645, "服务能力"), (176, 645, "导师人数"), (376, 645, "5"), (451, 645, "—"),
            (76, 625, "孵化绩效"), (176, 625, "在孵企业数"), (376, 625, "10"), (451, 625, "12"),
        ):  # fmt: skip
            canvas.drawString(x, y, text)

    found = made(both(lines((LEFT, 730, "附件")), draw, lines((LEFT, 590, "注：另有说明的除外。"))))
    assert found.blocks == (
        Paragraph("附件", page=1),
        Grid(
            (
                GridCell("一级指标", 0, 0, rows=2), GridCell("二级指标", 0, 1, rows=2),
                GridCell("权重", 0, 2, columns=2),
                GridCell("综合类", 1, 2), GridCell("专业类", 1, 3),
                GridCell("服务能力", 2, 0), GridCell("导师人数", 2, 1), GridCell("5", 2, 2), GridCell("—", 2, 3),
                GridCell("孵化绩效", 3, 0), GridCell("在孵企业数", 3, 1), GridCell("10", 3, 2), GridCell("12", 3, 3),
            ),
            page=1,
        ),
        Paragraph("注：另有说明的除外。", page=1),
    )  # fmt: skip


def test_text_wrapped_in_a_cell_is_joined_and_a_table_on_the_next_page_is_a_grid_of_its_own(
    made: Callable[..., Extract],
) -> None:
    wrapped = lines((176, 665, "各县区科技管理部门推荐并经过评"), (176, 646, "审的单位"))
    head = [(0, 0, "名称"), (0, 1, "对象")]
    found = made(
        both(ruled([72, 172, 364], [700, 680, 640], [*head, (1, 0, "甲")]), wrapped),
        ruled([72, 172, 364], [780, 760, 740], [(0, 0, "乙"), (0, 1, "企业"), (1, 0, "丙"), (1, 1, "团队")]),
    )
    first, second = (block for block in found.blocks if isinstance(block, Grid))
    assert first.cells[3] == GridCell("各县区科技管理部门推荐并经过评审的单位", 1, 1)
    assert (first.page, second.page) == (1, 2)
    assert [cell.text for cell in second.cells] == ["乙", "企业", "丙", "团队"]


def test_entries_that_stand_in_columns_without_lines_are_a_table(made: Callable[..., Extract]) -> None:
    table = [("名称", "数量", "金额"), ("甲公司", "3", "1.5"), ("乙公司", "12", "20.0"), ("丙公司", "—", "7.0")]
    placed = [
        (x, 700 - 20 * row, text)
        for row, entry in enumerate(table)
        for x, text in zip((72, 250, 400), entry, strict=True)
    ]
    (grid,) = made(lines(*placed)).blocks
    assert isinstance(grid, Grid)
    assert [(cell.row, cell.column, cell.text) for cell in grid.cells] == [
        (row, column, text) for row, entry in enumerate(table) for column, text in enumerate(entry)
    ]


def test_text_turned_on_its_page_is_read_and_a_watermark_aslant_is_not(made: Callable[..., Extract]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.rotate(45)
        canvas.drawString(300, 0, "内部资料")
        canvas.restoreState()
        canvas.rotate(90)
        canvas.drawString(100, -100, "附件一：各单位名额分配表")
        canvas.drawString(100, -130, "（单位：个）")

    assert texts(made(draw)) == ["附件一：各单位名额分配表", "（单位：个）"]


def test_letters_drawn_twice_to_look_bold_are_read_once(made: Callable[..., Extract]) -> None:
    whole = [(LEFT + shift, 700, "第一章总则") for shift in (0.0, 0.3)]
    each = [(LEFT + 14 * place + shift, 670, letter) for place, letter in enumerate("重要通知") for shift in (0.0, 0.4)]
    assert texts(made(lines(*whole, *each))) == ["第一章总则", "重要通知"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (ord("一"), "一"),
        (0x2F00, "一"),  # the radical that some fonts put in place of the letter
        (0xFB01, "fi"),  # a ligature
        (0x3000, " "),  # the wide space
        (0xF0B7, "•"),  # a bullet of the font Symbol
        (0xE123, None),  # private use: nobody knows
        (0xFFFD, None),
        (0x200B, ""),  # nothing to see
        (ord("１"), "１"),  # kept as written
    ],
)
def test_codes_are_the_letters_that_the_page_shows(code: int, expected: str | None) -> None:
    assert pdf._letter(code) == expected


def test_the_title_of_the_properties_counts_only_if_the_first_page_says_it(tmp_path: Path) -> None:
    for title, expected in (("关于加强管理的通知", "关于加强管理的通知"), ("某年旧通知", None), ("doc1", None)):
        canvas = Canvas(str(tmp_path / "titled.pdf"))
        canvas.setTitle(title)
        canvas.setFont(FONT, BODY)
        canvas.drawString(LEFT, 700, "关于加强管理的通知 doc1")
        canvas.save()
        assert pdf.extract(tmp_path / "titled.pdf").title == expected


def test_an_encrypted_a_damaged_a_long_and_an_empty_file_are_refused_by_name(
    made: Callable[..., Extract], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="密码"):
        made(lines((LEFT, 700, "正文")), encrypt=StandardEncryption("secret"))
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    with pytest.raises(Refused, match="损坏"):
        pdf.extract(tmp_path / "damaged.pdf")
    with pytest.raises(Refused, match="没有读到文字"):
        made(lambda canvas: None)
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(Refused, match="有 2 页，上限是 1 页：请拆分"):
        made(lines((LEFT, 700, "正文")), lines((LEFT, 700, "正文")))


@needs_shared
def test_a_page_whose_text_layer_is_garbled_is_recognised_instead_and_says_so(tmp_path: Path) -> None:
    """The page is an image over which a text layer of private codes is laid, as a broken font would give it."""
    source = SHARED / "data/files/doc_docx_pdf_triple/彭于晏.pdf"
    picture = PdfDocument(source)[0].render(scale=2).to_pil().crop((0, 150, 1190, 800))
    canvas = Canvas(str(tmp_path / "garbled.pdf"), pagesize=(594, 325))
    held = io.BytesIO()
    picture.save(held, "PNG")
    (tmp_path / "page.png").write_bytes(held.getvalue())
    canvas.drawImage(str(tmp_path / "page.png"), 0, 0, 594, 325)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(10, 10, "ÖÐ»ªÈËÃñ¹²ºÍ¹ú" * 9)
    canvas.save()
    found = pdf.extract(tmp_path / "garbled.pdf")
    grid = next(block for block in found.blocks if isinstance(block, Grid))
    assert found.warnings == ("第 1 页的文字编码有误，改由图像识别得来，请对照原文核对。",)
    assert {"户口所在地", "北京市海淀区", "1983年9月"} <= {cell.text for cell in grid.cells}
    assert grid.confidence is not None
    assert grid.confidence > 0.95
