"""Plain text and Markdown: bytes → text, decoded for sure or refused."""

from __future__ import annotations

import codecs
import re

from knowledge.loading.refusal import Refused

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
# The most frequent characters of Chinese official text. Bytes of another East Asian encoding that happen to be valid
# GB 18030 give common characters too, but hardly these.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
    "全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料"
    "象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取"
)
_FREQUENT_SHARE = 0.3


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
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    kana = sum("\u3040" <= char <= "\u30ff" for char in text)
    return len(han) > kana and sum(char in _FREQUENT for char in han) >= _FREQUENT_SHARE * len(han) > 0


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise Refused("文件里有不属于文本的控制字符，可能是别的格式改了扩展名：请用原来的程序另存为文本后再导入。")
    return text.replace("\r\n", "\n").replace("\r", "\n")
