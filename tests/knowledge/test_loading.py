"""A file becomes text for sure, or is refused in a sentence that says what to do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import loading
from knowledge.loading import MAX_BYTES, Refused, find_files, read
from knowledge.loading.extract import of_text
from knowledge.loading.plain import decode
from tests.shared_data import SHARED, needs_shared

TEXT = "第一条 为了规范管理，制定本办法。\n第二条 收费标准为 3.5 元。\n"
TRADITIONAL = "第一條 為了規範管理，制定本辦法。主管機關應依規定辦理認定。\n"
JAPANESE = "この条例は市民の権利を保護し、行政の透明性を高めるために制定する。\n"
KOREAN = "이 조례는 시민의 권리를 보호하고 행정의 투명성을 높이기 위하여 제정한다.\n"
FRENCH = "Le présent règlement entre en vigueur à la date fixée par décret; né à Nîmes.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_chinese_text_is_read_in_the_encodings_of_the_country(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_utf_16_is_read_in_both_byte_orders_by_its_mark() -> None:
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


def test_traditional_characters_in_utf_8_are_text_like_any_other() -> None:
    assert decode(TRADITIONAL.encode()) == TRADITIONAL


@pytest.mark.parametrize("breaks", ["\r\n", "\r", "\n"])
def test_line_breaks_of_every_system_become_one(breaks: str) -> None:
    assert decode(f"甲。{breaks}乙。{breaks}".encode()) == "甲。\n乙。\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TRADITIONAL.encode("big5"), id="Big5"),
        pytest.param(JAPANESE.encode("shift_jis"), id="Shift JIS"),
        pytest.param(JAPANESE.encode("euc_jp"), id="EUC-JP, whose bytes are common characters in GB 18030"),
        pytest.param(KOREAN.encode("euc_kr"), id="EUC-KR, whose bytes are common characters in GB 18030"),
        pytest.param(FRENCH.encode("latin-1"), id="Latin-1"),
        pytest.param(TEXT.encode("utf-16-be"), id="UTF-16 without its mark"),
        pytest.param(TEXT.encode("utf-32"), id="UTF-32"),
        pytest.param(TEXT.encode()[:-2] + "，".encode()[:2], id="UTF-8 cut inside a character"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], id="UTF-16 cut inside a character"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", id="a PDF"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml", id="a docx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), id="a doc"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="a picture"),
        pytest.param(bytes(range(256)), id="all bytes"),
        pytest.param("读不出\ufffd的字".encode(), id="a replacement character: lost before it came here"),
    ],
)
def test_what_is_not_surely_text_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused, match=r"文件.*：请.*后再导入。$"):
        decode(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_text_without_control_characters(content: bytes) -> None:
    try:
        text = decode(content)
    except Refused:
        return
    assert [char for char in text if ord(char) < 32 and char not in "\t\n\x0c"] == []


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_any_chinese_text_in_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text


ENCODED = SHARED / "data" / "files" / "encodings"


@needs_shared
@pytest.mark.parametrize(
    ("prefix", "readable"), [("GB2312_", True), ("Big5_", False), ("EUC-TW_", False), ("CP949_", False)]
)
def test_real_files_are_read_where_they_are_gb_and_refused_where_they_are_not(prefix: str, readable: bool) -> None:
    files = sorted(ENCODED.glob(f"{prefix}*"))

    assert files
    for path in files:
        if readable:
            assert decode(path.read_bytes()) == path.read_bytes().decode("gb18030").replace("\r\n", "\n")
        else:
            with pytest.raises(Refused):
                decode(path.read_bytes())


def test_a_file_gives_the_hash_of_its_bytes_and_its_text(tmp_path: Path) -> None:
    path = tmp_path / "办法.TXT"
    path.write_bytes(TEXT.encode("gb18030"))

    assert read(path) == (hashlib.sha256(TEXT.encode("gb18030")).hexdigest(), of_text(TEXT))


def test_a_file_that_cannot_be_read_is_refused_with_what_was_seen(tmp_path: Path) -> None:
    empty, blank, unknown, folder = (tmp_path / name for name in ("空.txt", "空白.md", "表.xyz", "夹.txt"))
    empty.touch()
    blank.write_text(" \n\u3000\n")
    unknown.write_text("甲")
    folder.mkdir()

    for path, seen in [
        (empty, "没有文字"),
        (blank, "没有文字"),
        (unknown, r"\.xyz.*\.txt、\.md"),
        (tmp_path / "无扩展名", "找不到文件"),
        (tmp_path / "没有.txt", "找不到文件.*没有.txt"),
        (folder, "请"),
    ]:
        with pytest.raises(Refused, match=seen):
            read(path)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(Refused, match="上限是 20 MB"):
        read(path)


def test_files_are_found_in_folders_in_order_without_hidden_and_unknown_ones(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c.exe", ".d.txt", "sub/e.MD", ".git/f.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("甲")
    named = tmp_path / "c.exe"

    assert list(find_files([tmp_path, named])) == [
        tmp_path / "a.txt",
        tmp_path / "b.md",
        tmp_path / "sub" / "e.MD",
        named,  # named by the user: refusing it is worth a sentence
    ]
    assert set(loading.SUFFIXES) >= {".txt", ".md"}
