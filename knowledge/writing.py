"""One writer at a time, in whatever process: a lock of the operating system beside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_WAIT_S = 1.0


class LibraryBusy(RuntimeError):
    """Another process is writing."""


class WriterLock:
    """Held while writing; may be taken again by who holds it. The system frees it when the process ends, however."""

    def __init__(self, database: Path) -> None:
        self._lock = FileLock(str(database.with_suffix(".lock")), timeout=_WAIT_S)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises LibraryBusy after a second."""
        try:
            with self._lock:
                yield
        except Timeout as error:
            raise LibraryBusy("资料库正由另一个程序写入：请等它结束，或先关闭它再试。查询不受影响。") from error
