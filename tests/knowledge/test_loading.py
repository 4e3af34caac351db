"""A file is read for sure, or refused in a sentence that says what to do: encodings, what is found, what is refused."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading import Refused, digest, find_files, read
from knowledge.loading.extract import of_text
from knowledge.loading.formats import FORMATS
from knowledge.loading.plain import decode, extract
from knowledge.loading.sandbox import Sandbox
from tests.shared_data import SHARED, needs_shared

TEXT = "第一条 为了规范管理，制定本办法。\n第二条 收费标准为 3.5 元。\n"
TRADITIONAL = "第一條 為了規範管理，制定本辦法。主管機關應依規定辦理認定。\n"
JAPANESE = "この条例は市民の権利を保護し、行政の透明性を高めるために制定する。\n"
KOREAN = "이 조례는 시민의 권리를 보호하고 행정의 투명성을 높이기 위하여 제정한다.\n"
FRENCH = "Le présent règlement entre en vigueur à la date fixée par décret; né à Nîmes.\n"
REASON = r"文件.*：请.*后再导入。$"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One child for all tests of a module, as in an ingest."""
    made = Sandbox()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXT, "utf-8"), (TEXT, "utf-8-sig"), (TEXT, "gb18030"), (TEXT, "gbk"), (TEXT, "gb2312"), (TEXT, "hz"),
        (TEXT, "utf-16"), (TEXT, "utf-16-le"), (TEXT, "utf-16-be"), (TEXT, "utf-32"), (TEXT, "utf-32-le"),
        (TEXT, "utf-32-be"), (TRADITIONAL, "utf-8"), (TRADITIONAL, "big5"), (TRADITIONAL, "gbk"),
        (TRADITIONAL, "utf-16-le"), (FRENCH, "utf-8"), (FRENCH, "utf-16-be"), ("plain ASCII ~{ and ~}\n", "ascii"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encodings_that_chinese_offices_have_used(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_decides_where_the_characters_would_not(mark: bytes, encoding: str) -> None:
    assert decode(mark + "㐀".encode(encoding)) == "㐀"


def test_chinese_without_a_line_break_is_told_from_other_text_in_utf_16() -> None:
    text = "关于进一步加强众创空间管理工作的通知"
    assert decode(text.encode("utf-16-le")) == decode(text.encode("utf-16-be")) == text


def test_big5_is_read_as_windows_writes_it() -> None:
    text = "主管機關～應依規定辦理認定（保羅‧埃德里安），費用￥３０，第三〇五醫院。\n"
    signs = {"～": b"\xa1\xe3", "‧": b"\xa1\x45", "￥": b"\xa2\x44", "〇": b"\xc6\xe2"}
    assert decode(b"".join(signs.get(char) or char.encode("cp950") for char in text)) == text


def test_hong_kong_characters_are_read_in_big5() -> None:
    text = "香港特別行政區政府規定，本條例由民政事務局負責執行，適用於深水埗及氹仔。\n"
    assert decode(text.encode("big5hkscs")) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("颗粒\n", id="two characters say too little"),
        pytest.param("邳州睢宁沛县\n", id="place names, none frequent"),
    ],
)
def test_few_characters_are_believed_only_where_the_file_declares_its_encoding(text: str) -> None:
    with pytest.raises(Refused, match=REASON):
        decode(text.encode("gbk"))

    page = f'<meta charset="gb2312">{text}'
    assert decode(page.encode("gbk")) == page
    assert decode(text.encode("gbk"), declared="GBK") == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("big5", "gbk"),
        ("gb2312", "utf-8"),
        ("utf-8", "gbk"),
        ("iso-8859-1", "gbk"),
        ("x-unknown", "gbk"),
        ("gbk", "hz"),
    ],
)
def test_a_declaration_that_is_wrong_is_not_followed(declared: str, encoding: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={declared}">{TEXT * 2}'
    assert decode(page.encode(encoding)) == page


@pytest.mark.parametrize("breaks", ["\r\n", "\r", "\n", "\v"])
def test_line_breaks_of_every_system_become_one(breaks: str) -> None:
    assert decode(f"甲。{breaks}乙。{breaks}".encode()) == "甲。\n乙。\n"


def test_the_mark_that_ends_a_file_of_dos_is_no_text() -> None:
    assert decode(TEXT.encode("gbk") + b"\x1a") == TEXT


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(JAPANESE.encode("shift_jis"), id="Shift JIS"),
        pytest.param(JAPANESE.encode("euc_jp"), id="EUC-JP, whose bytes are common characters in GB 18030"),
        pytest.param(KOREAN.encode("euc_kr"), id="EUC-KR, whose bytes are common characters in GB 18030"),
        pytest.param(FRENCH.encode("latin-1"), id="Latin-1"),
        pytest.param(TEXT.encode()[:-2] + "，".encode()[:2], id="UTF-8 cut inside a character"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], id="UTF-16 cut inside a character"),
        pytest.param(TEXT.encode("gbk") + TEXT.encode(), id="GBK and UTF-8 in one file"),
        pytest.param(bytes(range(256)), id="all bytes"),
        pytest.param(bytes(4096), id="zeros"),
        pytest.param("读不出\ufffd的字".encode(), id="a replacement character among few: lost before it came here"),
        pytest.param(TEXT.encode().decode("latin-1").encode(), id="UTF-8 read as Latin-1 and saved as UTF-8"),
        pytest.param(TEXT.encode().decode("cp1252", "ignore").encode()[:9] + b"\x81", id="UTF-8 with a stray byte"),
        pytest.param(
            "第一条　为规范众创空间管理工作".encode().decode("gb18030", "ignore").encode(),
            id="UTF-8 read as GBK and saved",
        ),
    ],
)
def test_what_is_not_surely_text_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused, match=REASON):
        decode(content)


def test_a_character_lost_long_ago_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "旧文件.txt"
    path.write_text(TEXT * 10 + "\ufffd\n", encoding="utf-8")

    assert extract(path).warnings == ("文件里有 1 个「\ufffd」：这些字在文件保存时就已经丢失，引用时请核对原件。",)


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


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_any_chinese_text_with_its_mark_is_read_as_it_is(text: str) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding)) == text


ENCODED = SHARED / "data" / "files" / "encodings"
LAWS = SHARED / "bulletins"


@needs_shared
@pytest.mark.parametrize("declares", [True, False])
@pytest.mark.parametrize(
    ("prefix", "encoding", "files"),
    [("GB2312_", "gb18030", 10), ("Big5_", "cp950", 11), ("UTF-16__bom", "utf-16", 2), ("UTF-16LE", "utf-16-le", 1)],
)
def test_real_files_are_read_with_and_without_what_they_declare(
    prefix: str, encoding: str, files: int, declares: bool
) -> None:
    found = sorted(ENCODED.glob(f"{prefix}*"))

    assert len(found) == files
    for path in found:
        content = path.read_bytes()
        if not declares:
            content = re.sub(rb"(?i)(encoding|charset)=", b"", content)
        assert decode(content) == re.sub("\r\n?", "\n", content.decode(encoding)).replace("∕", "／")


@needs_shared
@pytest.mark.parametrize("prefix", ["EUC-TW_", "CP949_"])
def test_real_files_in_encodings_that_we_do_not_know_are_refused(prefix: str) -> None:
    (path,) = ENCODED.glob(f"{prefix}*")
    with pytest.raises(Refused, match=REASON):
        decode(path.read_bytes())


@needs_shared
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "hz"])
def test_every_passage_of_a_real_bulletin_is_read_or_refused_but_never_misread(encoding: str) -> None:
    read_well = refused = 0
    for path in sorted(LAWS.glob("*.txt")):
        for line in filter(None, decode(path.read_bytes()).splitlines()):
            try:
                content = line.encode(encoding)
            except UnicodeEncodeError:
                continue
            try:
                assert decode(content) == line
                read_well += 1
            except Refused:
                refused += 1
    assert read_well > refused  # lines of a few characters tell nothing


# -- files ---------------------------------------------------------------------------------------------------------


def test_a_file_gives_the_hash_of_its_bytes_and_its_text(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "办法.TXT"
    path.write_bytes(TEXT.encode("gb18030"))
    known = hashlib.sha256(TEXT.encode("gb18030")).hexdigest()

    assert digest(path) == known
    assert read(path, sandbox) == (known, of_text(TEXT))


def test_a_file_that_cannot_be_read_is_refused_with_what_was_seen(tmp_path: Path, sandbox: Sandbox) -> None:
    empty, blank, unknown, folder, lock = (
        tmp_path / name for name in ("空.txt", "空白.md", "表.xyz", "夹.txt", "~$办法.docx")
    )
    empty.touch()
    blank.write_text(" \n\u3000\n", encoding="utf-8")
    unknown.write_text("甲", encoding="utf-8")
    folder.mkdir()
    lock.write_bytes(bytes(162))

    for path, seen in [
        (empty, "没有文字（0 字节）"),
        (blank, "没有文字"),
        (unknown, r"不能读取 \.xyz 文件：请另存为"),
        (tmp_path / "无扩展名", "找不到文件"),
        (tmp_path / "没有.txt", "找不到文件.*没有.txt"),
        (folder, "不是文件"),
        (lock, r"临时文件：请导入名称不带 ~\$ 的原文件"),
    ]:
        with pytest.raises(Refused, match=seen):
            read(path, sandbox)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything may be read here")
def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "密.txt"
    path.write_text("甲", encoding="utf-8")
    path.chmod(0)

    with pytest.raises(Refused, match=r"打不开文件.*权限"):
        digest(path)


@pytest.mark.parametrize("ending", [".txt", ".pdf", ".xlsx"])
def test_a_file_above_the_limit_of_its_format_is_refused_before_it_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"大{ending}"
    limit = FORMATS[ending].max_bytes
    with path.open("wb") as file:
        file.truncate(limit + 1)

    with pytest.raises(Refused, match=f"上限是 {limit // 2**20} MB：请拆分"):
        digest(path)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "正在写.txt"
    path.write_text(TEXT, encoding="utf-8")

    class Writing(Sandbox):
        """Somebody saves the file after the child has read it."""

        def extract(self, module: str, path: Path) -> object:  # type: ignore[override]
            found = sandbox.extract(module, path)
            path.write_text(TEXT + "第三条", encoding="utf-8")
            return found

    with pytest.raises(Refused, match="在读取时被改动"):
        read(path, Writing())


def test_files_are_found_in_folders_in_order_without_hidden_and_unknown_ones(tmp_path: Path) -> None:
    names = (
        "b.md",
        "a.txt",
        "c.exe",
        ".d.txt",
        "sub/e.MD",
        ".git/f.md",
        "~$g.docx",
        "h.docx",
        "i.ofd",
        ".~lock.h.docx#",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("甲", encoding="utf-8")
    named = tmp_path / "c.exe"

    assert list(find_files([tmp_path, named])) == [
        tmp_path / "a.txt",
        tmp_path / "b.md",
        tmp_path / "h.docx",
        tmp_path / "i.ofd",
        tmp_path / "sub" / "e.MD",
        named,  # named by the user: refusing it is worth a sentence
    ]
