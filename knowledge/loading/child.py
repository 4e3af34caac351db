"""The process in which files are read: ``python -m knowledge.loading.child``. One request a line, one answer each.

A request is JSON {"module", "path", "cpu_s", "data_bytes"}: ``module.extract(path)`` is called under these limits. An
answer is ``MARK``, a status, the length of what follows (8 bytes, big endian), and that: an Extract as JSON or a
sentence.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import signal
import struct
import threading
from pathlib import Path
from typing import Any

from knowledge.loading.refusal import Refused

MARK = b"canyue"
HEADER = struct.Struct(f"!{len(MARK)}scQ")
DONE, REFUSED, NO_MEMORY, TOO_LONG, FAILED = b"D", b"R", b"M", b"L", b"F"
IDLE_S = 60.0
"""A process that waits longer than this for a request ends itself."""


def main() -> None:
    """Answer requests until none comes for a while, or the parent is gone."""
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while True:
        try:
            request = requests.get(timeout=IDLE_S)
        except queue.Empty:
            os._exit(0)
        _limit(request["cpu_s"], request["data_bytes"])
        status, content = _answer(request["module"], Path(request["path"]))
        with os.fdopen(os.dup(answers), "wb") as output:
            output.write(HEADER.pack(MARK, status, len(content)) + content)


def _limit(cpu_s: int, data_bytes: int) -> None:
    """Limits that the system itself holds, where it has them; the parent watches memory and time everywhere.

    Of memory only what is written to counts: numerical libraries reserve far more addresses than they use.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    for limit, value in (
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + cpu_s),
        (resource.RLIMIT_DATA, data_bytes),
        (resource.RLIMIT_FSIZE, data_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # a limit that this system does not have
            resource.setrlimit(limit, (soft, hard))


def _answer(module: str, path: Path) -> tuple[bytes, bytes]:
    try:
        return DONE, importlib.import_module(module).extract(path).to_json()
    except Refused as refusal:
        return REFUSED, str(refusal).encode()
    except MemoryError:
        return NO_MEMORY, b""
    except Exception as error:  # whatever a parser raises on a broken file is said to people, not only to a log
        return FAILED, f"{type(error).__name__}: {error}".encode(errors="replace")


def _listen(requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    """When the parent dies its end of the pipe closes: this process goes with it, and what it started."""
    with os.fdopen(os.dup(0), "rb") as lines:
        for line in lines:
            requests.put(json.loads(line))
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
