"""OFD: text at the places that GB/T 33190 gives it, templates under pages, tables from paths; or refused by name."""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading import ofd
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.refusal import Refused
from tests.shared_data import SHARED, needs_shared

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
FULL = "为了规范评价工作，提高服务质量，推动持续健康发展，"  # 25 letters of 6 mm fill the 150 mm between the margins


def text(x: float, y: float, content: str, size: float = 6.0, delta: str | None = None, more: str = "") -> str:
    """A text object whose letters stand beside one another from (x, y) on, y at their upper edge."""
    delta = f"g {len(content) - 1} {size}" if delta is None else delta
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 150 {size}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{0.88 * size}" DeltaX="{delta}">{content}</ofd:TextCode></ofd:TextObject>'
    )


def stroke(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<ofd:PathObject ID="8" Boundary="{x} {y} {width} {height}">'
        f"<ofd:AbbreviatedData>M 0 0 L {width} {height}</ofd:AbbreviatedData></ofd:PathObject>"
    )


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Extract]:
    """The extract of an OFD with these pages; ``parts`` are added or put in the place of others."""

    def extract(*pages: str, title: str = "", common: str = "", parts: dict[str, str] | None = None) -> Extract:
        contents = {
            "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>"
            f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>"
            + "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
            + "</ofd:Pages></ofd:Document>",
            **{
                f"Doc_0/Pages/Page_{n}/Content.xml": f'<ofd:Page {SPACE}><ofd:Template TemplateID="5"/>'
                f'<ofd:Content><ofd:Layer ID="2">{page}</ofd:Layer></ofd:Content></ofd:Page>'
                for n, page in enumerate(pages)
            },
            **(parts or {}),
        }
        path = tmp_path / "made.ofd"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return ofd.extract(path)

    return extract


def test_text_objects_are_joined_to_paragraphs_in_reading_order(made: Callable[..., Extract]) -> None:
    body = [text(30, 70, FULL), text(30, 80, "请认真执行。"), text(42, 60, FULL[:23]), text(30, 50, "各有关单位：")]
    found = made("".join(body) + text(42, 40, "关于印发办法的通知", size=9), title="关于印发办法的通知")
    assert found == Extract(
        (
            Paragraph("关于印发办法的通知", page=1),
            Paragraph("各有关单位：", page=1),
            Paragraph(FULL[:23] + FULL + "请认真执行。", page=1),
        ),
        title="关于印发办法的通知",
        pages=1,
    )


def test_letters_keep_their_order_and_words_their_spaces(made: Callable[..., Extract]) -> None:
    found = made(text(30, 40, "A12 号", delta="4.4 3 3 3") + text(30, 60, "ab cd".replace(" ", ""), delta="3 6 3"))
    assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == ["A12 号", "ab cd"]


def test_the_transformation_of_an_object_is_applied_and_what_stands_aslant_is_left_out(
    made: Callable[..., Extract],
) -> None:
    half = text(30, 40, "正文", size=12, more='CTM="0.5 0 0 0.5 0 0"')
    aslant = text(30, 80, "水印", more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    found = made(half + text(36 + 6, 40, "续文") + aslant + text(30, 60, "隐藏", more='Visible="false"'))
    assert found.blocks == (Paragraph("正文续文", page=1),)


def test_a_template_stands_under_each_page_that_names_it_and_repeats_are_left_out(
    made: Callable[..., Extract],
) -> None:
    template = (
        f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{text(80, 10, '内部文件')}</ofd:Layer></ofd:Content></ofd:Page>"
    )
    common = '<ofd:TemplatePage ID="5" BaseLoc="tpls\\\\T.xml"/>'.replace("\\\\", "\\")
    found = made(text(30, 100, "第一页"), parts={"Doc_0/Tpls/T.xml": template}, common=common)
    assert found.blocks == (Paragraph("内部文件", page=1), Paragraph("第一页", page=1))
    found = made(text(30, 100, "第一页"), text(30, 100, "第二页"), parts={"Doc_0/Tpls/T.xml": template}, common=common)
    assert found.blocks == (Paragraph("第一页", page=1), Paragraph("第二页", page=2))


def test_a_table_drawn_by_paths_is_a_grid(made: Callable[..., Extract]) -> None:
    across = [stroke(30, y, 120, 0) for y in (50, 60, 70)]
    down = [stroke(30, 50, 0, 20), stroke(90, 60, 0, 10), stroke(150, 50, 0, 20)]
    cells = [text(32, 52, "指标权重"), text(32, 62, "服务能力"), text(92, 62, "25", delta="3")]
    assert made("".join(across + down + cells)).blocks == (
        Grid(
            (GridCell("指标权重", 0, 0, columns=2), GridCell("服务能力", 1, 0), GridCell("25", 1, 1)),
            page=1,
        ),
    )


@pytest.mark.parametrize(
    ("given_deltas", "expected"),
    [
        ("", []),
        ("1.5 2", [1.5, 2.0]),
        ("g 3 2 5", [2.0, 2.0, 2.0, 5.0]),  # g repeats
        ("1 g 2 .5", [1.0, 0.5, 0.5]),
        ("g 2", [0.0, 0.0]),  # the value is missing
    ],
)
def test_deltas_repeat_what_follows_a_g(given_deltas: str, expected: list[float]) -> None:
    assert ofd._deltas(given_deltas) == expected


PAGE, DOCUMENT = "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Document.xml"


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("Doc_0/Encryptions.xml", "<e/>", "密码"),
        (DOCUMENT, "<broken", "损坏.*XML"),
        (DOCUMENT, '<d><Pages><Page BaseLoc="no.xml"/></Pages></d>', "缺少 Doc_0/no.xml"),
        (PAGE, "<p/>", "没有读到文字"),
        (PAGE, '<!DOCTYPE p [<!ENTITY a "b">]><p>&a;</p>', "DOCTYPE"),
        (PAGE, f"<p {SPACE}>" + text(1, 1, "a", delta="x") + "</p>", "“x”不是数"),
        (PAGE, f"<p {SPACE}>" + text(1, 1, "a", delta="g inf 1") + "</p>", "“inf”不是数"),
        (PAGE, f"<p {SPACE}>" + text(1, 1, "\ue123\ue456字") + "</p>", "2 个字没有对应的编码.*转成 PDF"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused_by_name(
    made: Callable[..., Extract], part: str, content: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        made(text(30, 40, "正文"), parts={part: content})


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.ofd").write_bytes(b"PK\x03\x04 but no more")
    with pytest.raises(Refused, match="损坏"):
        ofd.extract(tmp_path / "no.ofd")


@given(st.text(max_size=60))
def test_any_array_of_deltas_is_read_or_refused(written: str) -> None:
    with contextlib.suppress(Refused):
        assert all(isinstance(delta, float) for delta in ofd._deltas(written))


@needs_shared
@pytest.mark.parametrize("name", ["master_template", "test"])
def test_a_document_kept_as_ofd_and_pdf_says_the_same(name: str) -> None:
    from knowledge.loading import pdf

    stem = SHARED / f"data/files/official_doc_multiformat/debug_tools__detector__test_files__{name}"
    read = [
        "".join("".join(block.text.split()) for block in found.blocks if isinstance(block, Paragraph))
        for found in (ofd.extract(stem.with_suffix(".ofd")), pdf.extract(stem.with_suffix(".pdf")))
    ]
    assert read[0] == read[1]


@needs_shared
def test_every_real_file_is_read_or_refused_with_a_reason() -> None:
    refused = {}
    for path in sorted((SHARED / "data/files/ofd").glob("*.ofd")):
        try:
            assert ofd.extract(path).blocks
        except Refused as refusal:
            refused[path.stem] = str(refusal)
    assert {name: re.split("[，（]", reason)[0] for name, reason in refused.items()} == {
        "ofdrw-converter_V4RideRight": "OFD 里没有读到文字",
        "ofdrw-converter_ano": "第 2 页有 149 个字没有对应的编码",
    }
