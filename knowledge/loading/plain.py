"""Plain text and Markdown: bytes → text, decoded for sure or refused."""

from __future__ import annotations

import codecs
import re

from knowledge.loading.refusal import Refused

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
# The level-1 characters of GB 2312 (U+554A 啊 … by pinyin) make up nearly all of modern Chinese text.
_COMMON_SHARE = 0.7


def decode(content: bytes) -> str:
    """Text with line breaks made ``\\n``. UTF-8, UTF-16 with its mark and GB 18030; anything else is refused."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return _clean(_strict(content, encoding))
    try:
        return _clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        text = _strict(content, "gb18030")
    if not _looks_chinese(text):
        raise Refused("认不出文件的文字编码（不是 UTF-8，按 GB18030 读出来是乱码）：请用记事本另存为 UTF-8 后再导入。")
    return _clean(text)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"文件的文字编码有误（按 {encoding} 读到第 {error.start} 字节出错）：请用记事本另存为 UTF-8 后再导入。"
        ) from error


def _looks_chinese(text: str) -> bool:
    """Bytes of another encoding read as GB 18030 give rare characters; real text gives common ones."""
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    return bool(han) and sum(_is_common(char) for char in han) / len(han) >= _COMMON_SHARE


def _is_common(char: str) -> bool:
    """Whether GB 2312 has the character on its first level (rows 16-55)."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= lead <= 0xD7


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise Refused("文件里有不属于文本的控制字符，可能是别的格式改了扩展名：请用原来的程序另存为文本后再导入。")
    return text.replace("\r\n", "\n").replace("\r", "\n")
