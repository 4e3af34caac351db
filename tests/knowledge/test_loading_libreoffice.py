"""Older Office and WPS files are converted where LibreOffice is installed, else refused with a way to go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.loading import Refused, libreoffice, word
from knowledge.loading.extract import Grid, GridCell, Paragraph
from tests.shared_data import SHARED, needs_shared

FILES = SHARED / "data" / "files"
needs_libreoffice = pytest.mark.skipif(libreoffice.program() is None, reason="no LibreOffice: install it")


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [("a.doc", ".docx"), ("a.wps", ".docx"), ("a.rtf", ".docx"), ("a.ppt", ".pptx"), ("a.et", ".xlsx")],
)
def test_without_libreoffice_a_file_is_refused_with_a_way_to_go_on(
    name: str, saved_as: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_COMMANDS", ("soffice",))
    (tmp_path / name).write_bytes(b"text")
    with pytest.raises(Refused, match=f"另存为.*{saved_as}.*或安装 LibreOffice"):
        libreoffice.extract(tmp_path / name)


@needs_libreoffice
def test_rich_text_gives_its_paragraphs_and_table(tmp_path: Path) -> None:
    def escaped(text: str) -> str:
        return "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in text)

    row = "\\trowd\\cellx2000\\cellx4000 {}\\intbl\\cell {}\\intbl\\cell\\row "
    table = "".join(row.format(*map(escaped, pair)) for pair in (("指标", "权重"), ("收入", "10")))
    (tmp_path / "a.rtf").write_text("{\\rtf1 " + escaped("第一条　目的。") + "\\par " + table + "\\pard\\par}", "ascii")
    paragraph, grid = libreoffice.extract(tmp_path / "a.rtf").blocks
    assert paragraph == Paragraph("第一条　目的。")
    assert isinstance(grid, Grid)
    assert grid.cells == tuple(GridCell(text, i // 2, i % 2) for i, text in enumerate(("指标", "权重", "收入", "10")))


@needs_libreoffice
@needs_shared
def test_a_wps_document_gives_the_same_lines_as_its_docx() -> None:
    folder = FILES / "official_doc_multiformat"
    old = libreoffice.extract(folder / "debug_tools__detector__test_files__test.wps")
    new = word.extract(folder / "debug_tools__detector__test_files__test.docx")
    assert old.blocks == new.blocks
    assert old.warnings == ("由 LibreOffice 转换后读取，版式可能与原件略有不同。",)


@needs_libreoffice
@needs_shared
def test_an_old_document_keeps_its_merged_cells() -> None:
    blocks = libreoffice.extract(FILES / "doc_docx_pdf_triple" / "彭于晏.doc").blocks
    (grid,) = (block for block in blocks if isinstance(block, Grid))
    assert GridCell("教育背景", 4, 0, 3, 1) in grid.cells
    assert GridCell("北京大学", 5, 3, 1, 5) in grid.cells


@needs_libreoffice
@needs_shared
def test_what_libreoffice_cannot_open_is_refused(tmp_path: Path) -> None:
    folder = FILES / "official_doc_multiformat"
    shutil.copy(folder / "debug_tools__govcheck__test_docs__~$test.wps", tmp_path / "lock.wps")
    with pytest.raises(Refused, match="LibreOffice 打不开"):
        libreoffice.extract(tmp_path / "lock.wps")
