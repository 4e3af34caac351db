"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re
from pathlib import Path

import olefile

from knowledge.loading import archive
from knowledge.loading.refusal import damaged, encrypted, with_macros

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAGIC = {
    b"%PDF-": ".pdf",
    rb"{\rtf": ".rtf",
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"GIF8": ".gif",
    b"Rar!": ".rar",
    b"7z\xbc\xaf": ".7z",
    b"\x1f\x8b": ".gz",
    b"MZ": ".exe",
}
_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_MIME = re.compile(rb"(?:mime-version|from): ", re.IGNORECASE)
_HTML = re.compile(rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype html|html|head|meta|body|table)\b", re.I | re.DOTALL)
_WORD_XML = re.compile(rb"<\?mso-application progid=.Word\.Document|<w:wordDocument")
_IN_ZIP = {"OFD.xml": ".ofd", "word/": ".docx", "ppt/": ".pptx", "xl/workbook.bin": ".xlsb", "xl/": ".xlsx"}
_IN_OLE = {
    "WordDocument": ".doc",
    "Workbook": ".xls",
    "Book": ".xls",
    "PowerPoint Document": ".ppt",
    "MatOST": ".works",
    "SPELLING": ".works",
}


def identify(path: Path) -> str:
    """The ending that a file's content should have; ``.txt`` for all that has no mark, ``.works`` for Microsoft Works.

    Raises Refused for what is damaged, locked, or carries macros.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_OLE):
        return _in_ole(path)
    if head.startswith(_ZIP):
        names = archive.inspect(path)
        return next((kind for start, kind in _IN_ZIP.items() if any(n.startswith(start) for n in names)), ".zip")
    found = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    if found or _BITMAP.match(head):
        return found or ".bmp"
    text = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if text.lstrip().startswith(b"%PDF-"):
        return ".pdf"
    if _MIME.match(text):
        return ".mht"
    if _WORD_XML.search(text):
        return ".xml"
    return ".html" if _HTML.match(text) else ".txt"


def _in_ole(path: Path) -> str:
    """The older Office formats, and WPS, are small file systems; their streams tell them apart."""
    try:
        with olefile.OleFileIO(path) as ole:
            entries = ole.listdir(streams=True, storages=True)
            word = ole.openstream("WordDocument").read(12) if ole.exists("WordDocument") else bytes(12)
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise damaged("复合文档不完整") from error
    names = {entry[0] for entry in entries}
    if names & {"EncryptedPackage", "\x06DataSpaces"} or word[11:12] == b"" or word[11] & 1:
        raise encrypted()
    if any(name in {"VBA", "_VBA_PROJECT_CUR"} for entry in entries for name in entry):
        raise with_macros()
    return next((kind for name, kind in _IN_OLE.items() if name in names), ".ole")
