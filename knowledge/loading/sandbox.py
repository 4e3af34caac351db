"""Runs a loader in a child process under limits; every way in which that can go wrong ends as a sentence.

The child is kept for the next file, because starting one takes longer than reading most files; it is replaced after a
failure and when it has grown. The limits hold for each file.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from pydantic import ValidationError

from knowledge.loading import child
from knowledge.loading.extract import Extract
from knowledge.loading.refusal import Refused

_ROOT = Path(__file__).resolve().parents[2]
_LOOK_EVERY_S = 0.05
# What a process may write to that is not resident: a hard stop between two looks at its resident memory.
_DATA_TO_RESIDENT = 2
_AGAIN = "文件可能已损坏，请用原来的程序打开并另存后再导入。"
_SPLIT = "请把文件拆分成几个较小的，再导入。"


@dataclass(frozen=True, slots=True)
class Limits:
    """For one file: wall and CPU seconds; bytes of memory, of the child and all it starts; bytes of its answer."""

    wall_s: float = 55.0
    cpu_s: int = 110
    memory_bytes: int = 2**30
    output_bytes: int = 64 * 2**20


class _Died(Exception):
    """The child gave no content. ``perhaps_of_age``: what it read before may be the cause, so another try is due."""

    def __init__(self, message: str, perhaps_of_age: bool = False) -> None:
        super().__init__(message)
        self.perhaps_of_age = perhaps_of_age


class Sandbox:
    """One child process, started when it is needed. Calls wait for each other."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.peak_bytes = 0
        """The most memory seen during the last call: resident, of the child and all that it started."""
        self._child: _Child | None = None
        self._calling = threading.Lock()
        atexit.register(self.stop)

    def extract(self, module: str, path: Path) -> Extract:
        """What ``module.extract(path)`` gives in the child. Raises Refused."""
        with self._calling:
            while True:
                try:
                    return self._extract(module, path)
                except _Died as death:
                    if not death.perhaps_of_age:
                        raise Refused(str(death)) from death

    def stop(self) -> None:
        """End the child, if there is one, with all that it started and its temporary files."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _extract(self, module: str, path: Path) -> Extract:
        if self._child is not None and not self._child.is_ready():
            self.stop()
        asked = self._child = self._child or _Child()
        try:
            return asked.ask(module, path, self.limits)
        finally:  # after Ctrl-C, too: nothing may go on reading that nobody waits for
            self.peak_bytes = asked.peak_bytes
            if not asked.is_ready() or asked.peak_bytes > self.limits.memory_bytes // 2:
                self.stop()


class _Child:
    """The process and the two pipes to it."""

    def __init__(self) -> None:
        self.peak_bytes = 0
        self._folder = tempfile.TemporaryDirectory(prefix="canyue-", ignore_cleanup_errors=True)
        known = {name: value for name, value in os.environ.items() if not name.startswith("CANYUE_")}  # holds keys
        known |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
        known["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", child.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=known,
            start_new_session=True,  # Ctrl-C is for the parent, which ends the child
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._asked = 0
        self._idle_since: float | None = time.monotonic()
        self._longest_answer = 0
        self._answers: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def is_ready(self) -> bool:
        """Whether it can be asked: it lives, and has not waited for so long that it may be about to end itself."""
        idle_s = child.IDLE_S if self._idle_since is None else time.monotonic() - self._idle_since
        return self._process.poll() is None and idle_s < child.IDLE_S / 2

    def ask(self, module: str, path: Path, limits: Limits) -> Extract:
        """Raises Refused when the loader refuses, _Died in all other cases that give no Extract."""
        self.peak_bytes = 0
        self._asked += 1
        self._idle_since = None
        self._longest_answer = limits.output_bytes
        request = {
            "module": module,
            "path": str(path.resolve()),
            "cpu_s": limits.cpu_s,
            "data_bytes": _DATA_TO_RESIDENT * limits.memory_bytes,
        }
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # a child that is gone gives no answer, which is seen below
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        answer = self._wait(limits)
        self._look(limits, itertools.islice(self._family(), 1))
        if answer is None:
            raise self._death()
        status, content = answer
        match status:
            case child.DONE:
                try:
                    found = Extract.from_json(content)
                except ValidationError as error:
                    raise _Died(f"读取程序给出的结果不合规定，没有采用：{_AGAIN}") from error
                self._idle_since = time.monotonic()
                return found
            case child.REFUSED:
                self._idle_since = time.monotonic()
                raise Refused(content.decode(errors="replace"))
            case child.NO_MEMORY:
                raise self._too_large(limits)
            case child.TOO_LONG:
                raise _Died(f"文件里的内容超过 {limits.output_bytes / 2**20:.0f} MB，没有收入：{_SPLIT}")
            case _:
                raise _Died(f"读取时出错（{content.decode(errors='replace')[:200]}）：{_AGAIN}")

    def kill(self) -> None:
        """End the process and all that it started, and remove its temporary files."""
        for process in list(self._family()):
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._process.kill()
        with self._process:  # closes the pipes, and waits
            pass
        self._folder.cleanup()

    def _wait(self, limits: Limits) -> tuple[bytes, bytes] | None:
        until = time.monotonic() + limits.wall_s
        while True:
            try:
                return self._answers.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                self._look(limits, self._family())
            if time.monotonic() > until:
                seen = f"读了 {limits.wall_s:.0f} 秒还没有读完，已经停止"
                raise _Died(f"{seen}：文件太大或结构异常，{_SPLIT}")

    def _look(self, limits: Limits, processes: Iterable[psutil.Process]) -> None:
        used = 0
        for process in processes:
            with contextlib.suppress(psutil.Error):
                used += process.memory_info().rss
        self.peak_bytes = max(self.peak_bytes, used)
        if used > limits.memory_bytes:
            raise self._too_large(limits)

    def _listen(self) -> None:
        """Put each answer into the queue; None at the end, or where something else than an answer comes."""
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            while len(header := answers.read(child.HEADER.size)) == child.HEADER.size:
                mark, status, length = child.HEADER.unpack(header)
                if mark != child.MARK:
                    break
                if length > self._longest_answer:
                    self._answers.put((child.TOO_LONG, b""))
                    return
                content = answers.read(length)
                if len(content) < length:
                    break
                self._answers.put((status, content))
        self._answers.put(None)

    def _too_large(self, limits: Limits) -> _Died:
        seen = f"读取要用的内存超过 {limits.memory_bytes / 2**20:.0f} MB，已经停止"
        return _Died(f"{seen}：文件太大或结构异常，{_SPLIT}", self._asked > 1)

    def _death(self) -> _Died:
        """What the end of the process, or of its sense, is called."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return _Died(f"读取程序给出的不是结果，没有采用：{_AGAIN}", self._asked > 1)
        name = signal.Signals(-code).name if code < 0 else f"退出码 {code}"
        if name == "SIGXCPU":
            return _Died(f"读取用的计算时间超过上限，已经停止：文件太大或结构异常，{_SPLIT}")
        if name == "SIGKILL":
            return _Died("读取程序被系统终止，多半是内存不够：请关闭别的程序后再试。", self._asked > 1)
        return _Died(f"读取程序在这个文件上崩溃（{name}）：{_AGAIN}", self._asked > 1)

    def _family(self) -> Iterator[psutil.Process]:
        """The process, then all that it started; looking for those takes a while."""
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self._process.pid)
            yield process
            yield from process.children(recursive=True)
