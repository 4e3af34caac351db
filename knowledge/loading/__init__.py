"""A file → what stands in it. One module per format, run in a child process under limits.

What cannot be read for sure is refused in a sentence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from knowledge.loading.extract import Extract, Paragraph
from knowledge.loading.formats import FORMATS
from knowledge.loading.refusal import Refused
from knowledge.loading.sandbox import Sandbox

__all__ = ["SUFFIXES", "Extract", "Refused", "digest", "find_files", "read"]

SUFFIXES = tuple(FORMATS)
_LOCK_FILE = "~$"
_SANDBOX = Sandbox()


def find_files(paths: list[Path]) -> Iterator[Path]:
    """The files named, and those in folders named that have an ending we read.

    Hidden files are left out, and the ``~$`` files that Office keeps beside an open document.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.suffix.lower() in FORMATS
                and not found.name.startswith(_LOCK_FILE)
                and not any(part.startswith(".") for part in found.relative_to(path).parts)
                and found.is_file()
            )
        else:
            yield path


def digest(path: Path) -> str:
    """The sha256 (hex) of a file's bytes, for telling without reading it whether it is known. Raises Refused.

    What can be seen from outside is checked: that it is there, that we read its ending, how large it is.
    """
    try:
        _check(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        seen = error.strerror or type(error).__name__
        raise Refused(f"打不开文件（{seen}）：请检查权限，或先关闭正在使用它的程序。") from error


def read(path: Path, sandbox: Sandbox = _SANDBOX) -> tuple[str, Extract]:
    """The sha256 (hex) of a file's bytes and what stands in it. Raises Refused with a reason for people."""
    before = digest(path)
    extract = sandbox.extract("knowledge.loading.formats", path)
    if not any(block.text.strip() if isinstance(block, Paragraph) else block.cells for block in extract.blocks):
        raise Refused("文件里没有文字：请确认不是空文件。")
    if digest(path) != before:
        raise Refused("文件在读取时被改动：请等保存完成后再导入。")
    return before, extract


def _check(path: Path) -> None:
    if not path.exists():
        raise Refused(f"找不到文件 {path}：请检查路径。")
    if not path.is_file():
        raise Refused(f"{path.name} 不是文件，读不了：请给出文件，或给出放文件的文件夹。")
    if path.name.startswith(_LOCK_FILE):
        raise Refused(f"{path.name} 是办公软件打开文件时留下的临时文件：请导入名称不带 {_LOCK_FILE} 的原文件。")
    known = FORMATS.get(path.suffix.lower())
    if known is None:
        seen = f"不能读取{f' {path.suffix} 文件' if path.suffix else '没有扩展名的文件'}"
        raise Refused(f"{seen}：请另存为 Word（docx）、Excel（xlsx）、PDF、网页（html）或文本（txt）后再导入。")
    size = path.stat().st_size
    if size == 0:
        raise Refused("文件里没有文字（0 字节）：请确认已经保存好，或下载完整。")
    if size > known.max_bytes:
        raise Refused(
            f"文件有 {size / 2**20:.0f} MB，{known.name}的上限是 {known.max_bytes // 2**20} MB：请拆分后再导入。"
        )
