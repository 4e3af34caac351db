"""A file → its text. One module per format; a file that cannot be read for sure is refused in a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge.loading import extract, plain
from knowledge.loading.extract import Extract
from knowledge.loading.refusal import Refused

__all__ = ["MAX_BYTES", "SUFFIXES", "Extract", "Refused", "find_files", "read"]

MAX_BYTES = 20 * 1024 * 1024
SUFFIXES: dict[str, Callable[[bytes], str]] = {".txt": plain.decode, ".md": plain.decode}


def find_files(paths: list[Path]) -> Iterator[Path]:
    """The files named, and those in folders named that have an ending we read; hidden ones are left out."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.is_file()
                and found.suffix.lower() in SUFFIXES
                and not any(part.startswith(".") for part in found.relative_to(path).parts)
            )
        else:
            yield path


def read(path: Path) -> tuple[str, Extract]:
    """The sha256 (hex) of a file's bytes and what stands in it. Raises Refused with a reason for people."""
    decode = SUFFIXES.get(path.suffix.lower())
    if not path.exists():
        raise Refused(f"找不到文件 {path}：请检查路径。")
    if not path.is_file():
        raise Refused(f"{path.name} 不是文件，读不了：请给出文件，或给出放文件的文件夹。")
    if decode is None:
        known = "、".join(SUFFIXES)
        raise Refused(f"还不能读取 {path.suffix or '没有扩展名的'} 文件，目前支持 {known}：请先另存为其中一种格式。")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Refused(f"文件有 {size / 2**20:.0f} MB，上限是 {MAX_BYTES // 2**20} MB：请拆分后再导入。")
    content = path.read_bytes()
    text = decode(content)
    if not text.strip():
        raise Refused("文件里没有文字：请确认不是空文件。")
    return hashlib.sha256(content).hexdigest(), extract.of_text(text)
