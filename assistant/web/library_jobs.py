"""Long work on the library, one after the other in a thread of its own: it goes on whatever becomes of the page."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from knowledge.embedding import EmbeddingModelError
from knowledge.library import CheckReport, IngestResult, Library, LibraryBusy
from knowledge.store import SchemaMismatch, StoreDamaged

log = logging.getLogger(__name__)

UPLOADS = "uploads"
# Seconds until the library is tried again that another program was writing.
_AGAIN_S = 3.0


@dataclass(frozen=True, slots=True)
class Work:
    """What is being done, and what came of it: the results of the files taken in since nothing was waiting.

    ``doing`` is "" when there is nothing to do. ``steps`` are (passages embedded or checked, of how many).
    """

    doing: str = ""
    files: int = 0
    results: tuple[IngestResult, ...] = ()
    steps: tuple[int, int] | None = None
    report: CheckReport | None = None
    failure: str = ""

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return bool(self.doing)


class LibraryJobs:
    """Takes in uploaded files, checks and repairs. What was uploaded and not yet taken in is taken in after a restart.

    An uploaded file is kept at ``uploads/<hash>/<name>`` beside the database as long as its document is there: two
    files of one name stay two documents, and the same file sent twice is one.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._folder = library.store.path.parent / UPLOADS
        self._work = Work()
        self._lock = threading.Lock()
        self._queue: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._waiting = 0
        self._thread: threading.Thread | None = None
        left = [path for path in sorted(self._folder.glob("*/*")) if not library.store.has_path(str(path.resolve()))]
        if left:
            self._take(left)

    def work(self) -> Work:
        """What is being done now, or was done last."""
        return self._work

    def ingest(self, files: Sequence[Path]) -> None:
        """Take in uploaded files; they are moved away from where they are. Returns at once."""
        self._take([self._kept(file) for file in files])

    def check(self, repair: bool = False) -> None:
        """Check the library, and repair it if asked to. Returns at once."""
        self._submit(lambda: self._check(repair), Work(doing="正在修复…" if repair else "正在检查…"))

    def forget(self, path: str) -> None:
        """Delete the uploaded file of a document that was removed; leaves every other file alone."""
        file = Path(path)
        if file.parent.parent == self._folder.resolve():
            file.unlink(missing_ok=True)
            with suppress(OSError):  # the same content is there under another name
                file.parent.rmdir()

    def _kept(self, file: Path) -> Path:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()[:16]
        kept = self._folder / digest / file.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, kept)
        return kept

    def _take(self, files: Sequence[Path]) -> None:
        with self._lock:
            before = self._work if self._waiting else Work()
        self._submit(
            lambda: self._ingest(files),
            replace(before, doing=before.doing or "正在读取…", files=before.files + len(files), report=None),
        )

    def _submit(self, job: Callable[[], None], work: Work) -> None:
        with self._lock:
            self._work = work
            self._waiting += 1
            self._queue.put(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="library", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            job = self._queue.get()
            try:
                job()
            except (EmbeddingModelError, StoreDamaged, SchemaMismatch) as error:
                log.warning("The library: %s", error)
                self._now(failure=str(error))
            except Exception as error:  # the next job still has its turn; the log has the traceback
                log.exception("Work on the library")
                self._now(
                    failure=f"程序内部出错（{type(error).__name__}）：已经列出的文件都已保存，其余的在重新启动参阅后"
                    "会自动接着收入；如果一再出错，请把启动参阅的窗口里的出错信息发给维护者。"
                )
            with self._lock:
                self._waiting -= 1
                if not self._waiting:
                    self._work = replace(self._work, doing="", steps=None)

    def _now(self, **changes: object) -> None:
        with self._lock:
            self._work = replace(self._work, **changes)  # type: ignore[arg-type]

    def _watch(self, done: int, total: int) -> None:
        self._now(steps=(done, total))

    def _ingest(self, files: Sequence[Path]) -> None:
        self._now(doing="正在读取…", failure="")
        while True:
            try:
                for result in self._library.ingest(files, self._watch):
                    self._settle(result)
                return
            except LibraryBusy as busy:
                self._now(doing=f"{busy}等它结束后会自动继续。")
                time.sleep(_AGAIN_S)

    def _settle(self, result: IngestResult) -> None:
        path = str(Path(result.path).resolve())
        if not self._library.store.has_path(path):  # refused, or there under another name
            self.forget(path)
        with self._lock:
            self._work = replace(self._work, results=(*self._work.results, result), steps=None, doing="正在读取…")

    def _check(self, repair: bool) -> None:
        self._now(doing="正在修复…" if repair else "正在检查…")
        try:
            self._now(report=self._library.check(repair, self._watch))
        except LibraryBusy as busy:
            self._now(failure=str(busy))
