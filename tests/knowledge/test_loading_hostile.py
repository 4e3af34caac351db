"""Files made to do harm, broken ones, and ones with a wrong ending: refused by name, or read as what they are."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from knowledge.loading import Extract, Refused, read
from knowledge.loading.extract import Paragraph
from knowledge.loading.sandbox import Limits, Sandbox
from tests.shared_data import SHARED, needs_shared

TEXT = "第一条 为了规范众创空间管理，制定本办法。"
PAGE = f"<!DOCTYPE html><html><head><title>办法</title></head><body><article><p>{TEXT * 20}</p></article></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = SHARED / "data" / "files" / "tika_misc"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(Limits(wall_s=30, memory_bytes=400 * 2**20))
    yield made
    made.stop()


def word() -> bytes:
    """A real Word document."""
    made, file = docx.Document(), io.BytesIO()
    made.add_paragraph(TEXT)
    made.save(file)
    return file.getvalue()


def workbook() -> bytes:
    """A real workbook."""
    made, file = openpyxl.Workbook(), io.BytesIO()
    made.active.append(["指标", "权重"])
    made.active.append(["服务收入", 7])
    made.save(file)
    return file.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with parts added, or put in the place of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def laughing() -> bytes:
    """Ten entities, each ten times the one before: a gigabyte when expanded."""
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "哈"}">' for i in range(10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE d [{entities}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


def png(width: int, height: int) -> bytes:
    """A PNG that declares a size and has next to no content."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def locked_zip() -> bytes:
    """A zip whose parts say that they are encrypted."""
    content = bytearray(word())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def lying_zip() -> bytes:
    """A zip whose directory says that a part is small, while it is not."""
    content = with_parts(word(), {"word/document.xml": b"<a>" + b" " * 10**7 + b"</a>"})
    return content.replace(struct.pack("<I", 10**7 + 7), struct.pack("<I", 100))


def pdf(encrypted: bool) -> bytes:
    """A PDF without pages, locked or not."""
    locked = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> /P -4 >>"
    return (
        "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        "2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n"
        f"trailer << /Root 1 0 R /ID [<31> <31>] {locked if encrypted else ''} >>\n%%EOF\n"
    ).encode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "炸弹.docx",
            lambda: with_parts(word(), {"word/media/a.xml": bytes(60 * 2**20)}),
            r"展开后有 61 MB.*压缩炸弹：请核对来源",
        ),
        ("炸弹.ofd", lambda: with_parts(word(), {"OFD.xml": b"", "a.bin": bytes(301 * 2**20)}), "展开后有 302 MB"),
        (
            "多.xlsx",
            lambda: with_parts(workbook(), {f"xl/{i}.xml": b"" for i in range(10000)}),
            "上限是 5000 个.*请核对来源",
        ),
        ("谎.docx", lambda: lying_zip(), "已损坏"),
        ("空.docx", lambda: b"PK\x05\x06" + bytes(18), "扩展名是 .docx，内容其实是压缩包"),
        ("笑.docx", lambda: with_parts(word(), {"word/document.xml": laughing()}), r"document\.xml 里有 DOCTYPE 声明"),
        (
            "笑16.docx",
            lambda: with_parts(word(), {"word/document.xml": laughing().decode().encode("utf-16")}),
            r"document\.xml 里有 DOCTYPE 声明",
        ),
        ("宏.docx", lambda: with_parts(word(), {"word/vbaProject.bin": OLE}), "里有宏.*另存为不含宏的格式"),
        ("宏.xlsx", lambda: with_parts(workbook(), {"xl/VBAProject.BIN": OLE}), "里有宏"),
        ("锁.docx", lambda: locked_zip(), "打开密码.*请在原来的程序里取消密码"),
        ("锁.pdf", lambda: pdf(encrypted=True), "密码"),
        ("无页.pdf", lambda: pdf(encrypted=False), "：请"),
        ("断.docx", lambda: word()[:5000], "已损坏或没有下载完整"),
        ("断.xlsx", lambda: workbook()[: len(workbook()) // 2], "已损坏或没有下载完整"),
        ("断.doc", lambda: OLE + bytes(600), "已损坏或没有下载完整"),
        ("断.pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "：请"),
        ("断.png", lambda: png(100, 100), "：请"),
        ("大.png", lambda: png(100_000, 100_000), "像素太多"),
        ("其实是PDF.txt", lambda: pdf(encrypted=False), "扩展名是 .txt，内容其实是PDF"),
        ("其实是PDF.docx", lambda: pdf(encrypted=False), "扩展名是 .docx，内容其实是PDF"),
        ("其实是docx.txt", lambda: word(), r"扩展名是 .txt，内容其实是Word 文档（docx）"),
        ("其实是docx.pdf", lambda: word(), r"扩展名是 .pdf，内容其实是Word 文档（docx）"),
        ("其实是图片.docx", lambda: png(9, 9), "扩展名是 .docx，内容其实是图片"),
        ("其实是RAR.docx", lambda: b"Rar!\x1a\x07\x00" + bytes(99), "内容其实是压缩包"),
        ("其实是程序.doc", lambda: b"MZ" + bytes(99), "内容其实是程序"),
        ("其实是文本.docx", lambda: TEXT.encode(), "扩展名是 .docx，内容却没有Word 文档应有的标记"),
        ("乱.wps", lambda: bytes(range(256)) * 4, "扩展名是 .wps，内容却没有WPS 文档应有的标记"),
        (
            "压缩包.ofd",
            lambda: with_parts(b"PK\x05\x06" + bytes(18), {"a.txt": b"a"}),
            "扩展名是 .ofd，内容其实是压缩包",
        ),
    ],
)
def test_a_file_made_to_do_harm_or_broken_is_refused_by_name(
    tmp_path: Path, sandbox: Sandbox, name: str, content: Callable[[], bytes], told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content())

    with pytest.raises(Refused, match=told):
        read(path, sandbox)

    assert sandbox.peak_bytes < 300 * 2**20


def said(found: Extract) -> str:
    paragraphs = [block.text for block in found.blocks if isinstance(block, Paragraph)]
    cells = [cell.text for block in found.blocks if not isinstance(block, Paragraph) for cell in block.cells]
    return "\n".join(paragraphs + cells)


@pytest.mark.parametrize(
    ("name", "content", "held", "warned"),
    [
        ("办法.doc", word(), TEXT, "扩展名是 .doc，内容其实是Word 文档（docx），已按后者读取。"),
        ("办法.wps", word(), TEXT, "扩展名是 .wps，内容其实是Word 文档（docx），已按后者读取。"),
        ("v1.2 办法.doc", PAGE.encode(), TEXT, "扩展名是 .doc，内容其实是网页（html），已按后者读取。"),
        ("办法.docx", PAGE.encode("utf-16"), TEXT, "扩展名是 .docx，内容其实是网页（html），已按后者读取。"),
        ("办法.txt", PAGE.encode(), TEXT, "扩展名是 .txt，内容其实是网页（html），已按后者读取。"),
        ("表.xls", workbook(), "服务收入", "扩展名是 .xls，内容其实是Excel 表格（xlsx），已按后者读取。"),
        (
            "表.xlsx",
            "指标,权重\n服务收入,7\n".encode(),
            "服务收入",
            "扩展名是 .xlsx，内容其实是CSV 表格（csv），已按后者读取。",
        ),
    ],
)
def test_a_file_with_the_ending_of_a_related_format_is_read_as_what_it_is_with_a_warning(
    tmp_path: Path, sandbox: Sandbox, name: str, content: bytes, held: str, warned: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    found = read(path, sandbox)[1]

    assert held in said(found)
    assert found.warnings[0] == warned


def test_markdown_that_begins_with_html_is_markdown(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "说明.md"
    path.write_text(f"<table><tr><td>{TEXT}</td></tr></table>\n\n# 总则\n", encoding="utf-8")

    found = read(path, sandbox)[1]

    assert "# 总则" in said(found)
    assert found.warnings == ()


@needs_shared
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("testWORD_protected_passtika.docx", "打开密码"),
        ("testEXCEL_protected_passtika_2.xlsx", "打开密码"),
        ("testWORD_protected_drm.doc", "权限保护"),
        ("testWORD_no_format.doc", "里有宏"),
        ("testWORD_truncated.docx", "已损坏或没有下载完整"),
    ],
)
def test_real_files_that_are_locked_carry_macros_or_break_off_are_refused_by_name(
    sandbox: Sandbox, name: str, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        read(OFFICE / name, sandbox)
