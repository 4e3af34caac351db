"""Text in images: read with its confidence, whichever way up, tables included; what takes too long is refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from knowledge.loading import image, recognition
from knowledge.loading.extract import Extract, Grid, Paragraph
from knowledge.loading.refusal import Refused
from tests.shared_data import SHARED, needs_shared

SOURCE = SHARED / "data/files/doc_docx_pdf_triple/彭于晏.pdf"


def cells(found: Extract) -> list[tuple[int, int, int, int, str]]:
    """Place, size and text without blanks of each cell."""
    return [
        (cell.row, cell.column, cell.rows, cell.columns, "".join(cell.text.split()))
        for block in found.blocks
        if isinstance(block, Grid)
        for cell in block.cells
    ]


@needs_shared
def test_a_table_on_a_scan_lying_on_its_side_is_read_cell_by_cell_without_any_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("recognition must not need a network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    page = PdfDocument(SOURCE)[0].render(scale=170 / 72).to_pil()
    page.crop((0, 210, page.width, 525)).rotate(90, expand=True).save(tmp_path / "scan.png")
    found = image.extract(tmp_path / "scan.png")
    assert cells(found) == [
        (0, 0, 3, 1, "个人信息"), (0, 1, 1, 1, "电话"), (0, 2, 1, 1, "173XXXXXXXX"), (0, 3, 1, 1, "Email"),
        (0, 4, 1, 1, "penxxx@163.com"), (0, 5, 3, 1, ""),
        (1, 1, 1, 1, "民族"), (1, 2, 1, 1, "汉族"), (1, 3, 1, 1, "出生年月"), (1, 4, 1, 1, "1983年9月"),
        (2, 1, 1, 1, "婚姻状况"), (2, 2, 1, 1, "未婚"), (2, 3, 1, 1, "户口所在地"), (2, 4, 1, 1, "北京市海淀区"),
        (3, 0, 1, 6, ""),
    ]  # fmt: skip
    confidences = [block.confidence for block in found.blocks]
    assert all(confidence is not None and confidence > 0.95 for confidence in confidences)
    assert found.warnings == ("文字由图像识别得来，请对照原图核对。",)


@needs_shared
def test_each_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    source = SHARED / "data/files/official_doc_multiformat/debug_tools__detector__test_files__test.pdf"
    page = PdfDocument(source)[0].render(scale=1.5).to_pil()
    blank = Image.new("RGB", (300, 200), "white")
    head, body = page.crop((0, 350, 892, 650)), page.crop((0, 630, 892, 850))
    head.save(tmp_path / "scan.tif", save_all=True, append_images=[blank, body])
    found = image.extract(tmp_path / "scan.tif")
    assert [(block.page, block.text.lower()) for block in found.blocks if isinstance(block, Paragraph)] == [
        (1, "国防部发〔2012〕21号"),
        (1, "国防部关于放假的通知"),
        (3, "各有关单位："),
        (3, "正文部分"),
        (3, "联系人：xxxxx"),
        (3, "电话：123456578"),
    ]
    assert found.pages == 3


@pytest.mark.parametrize(
    ("recognised", "expected"),
    [
        ("豫科（2021）26号", "豫科〔2021〕26号"),  # the number of a document
        ("豫科【2021)26号", "豫科〔2021〕26号"),
        ("（2021）年度", "（2021）年度"),  # no number
        ("公司(北京）", "公司（北京）"),
        ("f(x) = 2", "f(x) = 2"),  # not Chinese
    ],
)
def test_brackets_that_the_model_confuses_are_set_as_chinese_documents_have_them(
    recognised: str, expected: str
) -> None:
    assert recognition._with_chinese_brackets(recognised) == expected


def test_a_photograph_is_turned_as_the_camera_noted_and_transparent_paper_is_white(tmp_path: Path) -> None:
    photograph = Image.new("RGB", (60, 40), "white")
    photograph.paste("black", (0, 0, 60, 5))  # the upper edge, which the camera held to the right
    noted = photograph.getexif()
    noted[0x0112] = 6
    photograph.save(tmp_path / "photograph.jpg", exif=noted)
    with Image.open(tmp_path / "photograph.jpg") as opened:
        ((number, page),) = image._frames(opened, 1)
    assert (number, page.size) == (1, (40, 60))
    dark, light = page.getpixel((39, 30)), page.getpixel((5, 30))
    assert isinstance(dark, tuple)
    assert isinstance(light, tuple)
    assert (max(dark) < 60, min(light) > 200) == (True, True)

    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "nothing.png")
    with Image.open(tmp_path / "nothing.png") as opened:
        ((_, page),) = image._frames(opened, 1)
    assert page.getpixel((0, 0)) == (255, 255, 255)


def test_an_image_without_text_a_damaged_and_an_oversized_one_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (400, 300), "white").save(tmp_path / "blank.png")
    with pytest.raises(Refused, match="没有认出文字"):
        image.extract(tmp_path / "blank.png")
    whole = (tmp_path / "blank.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match="损坏"):
        image.extract(tmp_path / "cut.png")
    (tmp_path / "no.png").write_bytes(b"GIF89a of another kind")
    with pytest.raises(Refused, match="损坏"):
        image.extract(tmp_path / "no.png")
    monkeypatch.setattr(image, "MAX_PIXELS", 400 * 300 - 1)
    with pytest.raises(Refused, match=r"400×300 个像素.*降低分辨率"):
        image.extract(tmp_path / "blank.png")


def test_a_scan_of_more_pages_than_time_allows_is_refused_with_how_to_split_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognition, "BUDGET_S", 0.0)
    drawn = []

    def pages() -> Iterator[tuple[int, Image.Image]]:
        for number in range(1, 101):
            drawn.append(number)
            yield number, Image.new("RGB", (64, 64), "white")

    with pytest.raises(Refused, match=r"有 100 页是扫描的图像.*请拆分成每份不超过 1 页"):
        list(recognition.recognise(pages(), 100))
    assert len(drawn) <= 4


@pytest.mark.parametrize(
    ("elapsed", "done", "total", "refused"),
    [
        (2.0, 1, 100, False),  # the first pages take longest: wait for more
        (8.0, 4, 22, False),
        (8.0, 4, 23, True),  # 2 s a page: 46 s
        (46.0, 1, 1, True),
    ],
)
def test_the_time_for_a_scan_is_told_from_its_first_pages(elapsed: float, done: int, total: int, refused: bool) -> None:
    if refused:
        with pytest.raises(Refused, match="请拆分成每份不超过"):
            recognition._check_budget(elapsed, done, total)
    else:
        recognition._check_budget(elapsed, done, total)
