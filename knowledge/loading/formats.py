"""The endings we read, how large such a file may be, and which module reads it."""

from __future__ import annotations

import importlib
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.loading import sniffing
from knowledge.loading.extract import Extract
from knowledge.loading.refusal import Refused

_TEXT_BYTES = 20 * 2**20
_OFFICE_BYTES = 50 * 2**20


@dataclass(frozen=True, slots=True)
class Format:
    """Files of one ending. ``module`` reads them.

    ``contents`` are what such a file may hold, told as the ending of that content; ``disguised`` are contents of other
    formats that are often given this ending, and are read as what they are.
    """

    name: str
    module: str
    contents: frozenset[str]
    disguised: frozenset[str] = frozenset()
    max_bytes: int = _OFFICE_BYTES


_TEXT, _PAGE, _ARCHIVED = frozenset({".txt"}), frozenset({".html", ".txt"}), frozenset({".mht"})
_WORDS = frozenset({".doc", ".docx", ".html", ".mht", ".rtf", ".xml"})
_SHEETS = frozenset({".xls", ".xlsx", ".html", ".mht", ".txt"})
_SLIDES = frozenset({".ppt", ".pptx"})
_PICTURES = frozenset({".png", ".jpg", ".tif", ".bmp"})
FORMATS = {
    ".txt": Format("纯文本", "plain", _TEXT, frozenset({".html"}), _TEXT_BYTES),
    ".md": Format("Markdown 文本", "plain", _PAGE, max_bytes=_TEXT_BYTES),
    ".html": Format("网页", "webpage", _PAGE, max_bytes=_TEXT_BYTES),
    ".htm": Format("网页", "webpage", _PAGE, max_bytes=_TEXT_BYTES),
    ".mht": Format("单个文件网页", "webpage", _ARCHIVED),
    ".mhtml": Format("单个文件网页", "webpage", _ARCHIVED),
    ".docx": Format("Word 文档", "word", frozenset({".docx"}), _WORDS),
    ".doc": Format("旧版 Word 文档", "libreoffice", frozenset({".doc"}), _WORDS),
    ".wps": Format("WPS 文档", "libreoffice", frozenset({".doc", ".works"}), _WORDS),
    ".rtf": Format("RTF 文档", "libreoffice", frozenset({".rtf"})),
    ".pptx": Format("演示文稿", "slides", frozenset({".pptx"}), _SLIDES),
    ".ppt": Format("旧版演示文稿", "libreoffice", frozenset({".ppt"}), _SLIDES),
    ".dps": Format("WPS 演示文稿", "libreoffice", _SLIDES),
    ".xlsx": Format("Excel 表格", "spreadsheet", frozenset({".xlsx"}), _SHEETS),
    ".xls": Format("旧版 Excel 表格", "spreadsheet", frozenset({".xls"}), _SHEETS),
    ".et": Format("WPS 表格", "libreoffice", frozenset({".xls", ".xlsx"})),
    ".csv": Format("CSV 表格", "spreadsheet", _TEXT, _SHEETS, _TEXT_BYTES),
    ".pdf": Format("PDF", "pdf", frozenset({".pdf"})),
    ".ofd": Format("OFD", "ofd", frozenset({".ofd"})),
    ".png": Format("图片", "image", _PICTURES),
    ".jpg": Format("图片", "image", _PICTURES),
    ".jpeg": Format("图片", "image", _PICTURES),
    ".tif": Format("图片", "image", _PICTURES),
    ".tiff": Format("图片", "image", _PICTURES),
    ".bmp": Format("图片", "image", _PICTURES),
}
# Contents that have no ending of their own here.
_NAMES = {
    ".xml": "Word 2003 的 XML 文档", ".works": "Works 文档",
    ".zip": "压缩包", ".rar": "压缩包", ".7z": "压缩包", ".gz": "压缩包", ".exe": "程序", ".gif": "GIF 图片",
    ".xlsb": "二进制 Excel 表格（xlsb）", ".ole": "复合文档（OLE）",
}  # fmt: skip


def extract(path: Path) -> Extract:
    """Read a file as what it is. Runs in the child process. Raises Refused, and whatever a parser may raise."""
    ending = path.suffix.lower()
    wanted = FORMATS[ending]
    content = sniffing.identify(path)
    if content in wanted.contents:
        return _loaded(wanted.module, path)
    if content in wanted.disguised:
        return _undisguised(path, ".csv" if content == ".txt" else content)
    if content == ".txt":
        seen = f"扩展名是 {ending}，内容却没有{wanted.name}应有的标记"
        raise Refused(f"{seen}：请核对来源，或重新下载后再导入。")
    seen = f"扩展名是 {ending}，内容其实是{_name(content)}"
    raise Refused(f"{seen}：请改用正确的扩展名，或用原来的程序另存为{wanted.name}后再导入。")


def _undisguised(path: Path, content: str) -> Extract:
    """Loaders go by the ending, so they get a copy that has the right one."""
    with tempfile.TemporaryDirectory() as folder:
        renamed = shutil.copyfile(path, Path(folder, path.stem + content))
        found = _loaded(FORMATS[content].module if content in FORMATS else "libreoffice", renamed)
    told = f"扩展名是 {path.suffix}，内容其实是{_name(content)}，已按后者读取。"
    return replace(found, warnings=(told, *found.warnings))


def _name(content: str) -> str:
    return _NAMES.get(content) or f"{FORMATS[content].name}（{content.removeprefix('.')}）"


def _loaded(module: str, path: Path) -> Extract:
    try:
        loader = importlib.import_module(f"knowledge.loading.{module}")
    except ModuleNotFoundError as missing:
        raise Refused(
            f"读取 {path.suffix} 文件需要的组件 {missing.name} 没有安装：请重新安装程序后再导入。"
        ) from missing
    found = loader.extract(path)
    assert isinstance(found, Extract)
    return found
