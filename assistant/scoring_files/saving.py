"""Output files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class NotSaved(OSError):
    """The output file cannot be written; the message says why and what to do."""


def save(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, or leave what stands there; raises NotSaved."""
    try:
        handle, name = tempfile.mkstemp(prefix=".canyue-", suffix=path.suffix, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)  # as an ordinary new file, not as a temporary one
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise NotSaved(
            f"写不了 {path}（{error.strerror or error}）：请检查文件夹是否存在、是否有权限，文件是否正开着"
        ) from error
