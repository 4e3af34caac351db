"""What a zip file holds, found out before anything in it is trusted: number and size of its parts, macros, DOCTYPE."""

from __future__ import annotations

import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from knowledge.loading.refusal import Refused, damaged, encrypted, with_macros

MAX_ENTRIES = 5000
MAX_UNPACKED = 300 * 2**20
# XML packs 20 to 50 times; what packs better as a whole, and is large, is made to fill the memory.
MAX_RATIO = 100
_RATIO_MATTERS_FROM = 50 * 2**20
_CHUNK = 2**20
# A document type can define entities that grow without bound; none of the formats we read needs one.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def inspect(path: Path) -> frozenset[str]:
    """The names in a zip file that is safe to open. Raises Refused."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive, entry)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise damaged("压缩包不完整") from error
    return frozenset(entry.filename for entry in entries)


def _check_sizes(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Refused(f"文件里有 {len(entries)} 个部件，上限是 {MAX_ENTRIES} 个：不像正常的文档，请核对来源。")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_MATTERS_FROM and unpacked > MAX_RATIO * packed):
        seen = f"展开后有 {unpacked / 2**20:.0f} MB，是压缩时的 {unpacked / max(packed, 1):.0f} 倍"
        raise Refused(f"文件{seen}，可能是压缩炸弹：请核对来源，或拆分后再导入。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise with_macros()


def _check_xml(archive: ZipFile, entry: ZipInfo) -> None:
    """``<`` is always escaped in XML text, so the mark can be looked for in the bytes."""
    seen = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            seen = seen[-len(_DOCTYPES[-1]) :] + chunk
            if any(mark in seen for mark in _DOCTYPES):
                found = f"文件的 {entry.filename} 里有 DOCTYPE 声明（能展开出巨量内容），不予读取"
                raise Refused(f"{found}：请核对来源，或用原来的程序另存后再导入。")
