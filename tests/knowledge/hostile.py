"""A loader that does, in the child process, what its file says: the ways in which a real one could go wrong."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

from knowledge.loading.extract import Extract, of_text
from knowledge.loading.refusal import Refused


class _Unserialisable(Extract):
    def to_json(self) -> bytes:
        return b'{"blocks": [{"text": 1, "pages": "many"}]}'


def extract(path: Path) -> Extract:
    """Follow the order in the file's first word."""
    order, _, argument = path.read_text(encoding="utf-8").partition(" ")
    if order == "read":
        return of_text(argument)
    if order == "refuse":
        raise Refused(argument)
    if order == "raise":
        raise KeyError(argument)
    if order == "hang":
        time.sleep(600)
    if order == "burn":
        while True:
            pass
    if order == "eat":
        held = []
        while True:
            held.append(bytearray(os.urandom(4096)) * 2560)
            time.sleep(0.001)
    if order == "grab":
        bytearray(2**40)
    if order == "segfault":
        ctypes.string_at(0)
    if order == "exit":
        os._exit(7)
    if order == "kill":
        os.kill(os.getpid(), 9)
    if order == "print":
        print("noise")
        sys.stdout.flush()
        os.write(1, b"more noise")
        return of_text("said nothing")
    if order == "garbage":
        for descriptor in range(1, 16):
            try:
                os.write(descriptor, b"\xff" * 64)
            except OSError:
                continue
        time.sleep(600)
    if order == "untrue":
        return _Unserialisable(())
    if order == "long":
        return of_text("长" * int(argument))
    if order == "start":  # a process of its own, as a converter would be, then hang
        started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path(argument).write_text(str(started.pid))
        time.sleep(600)
    if order == "litter":
        import tempfile

        handle, name = tempfile.mkstemp()
        os.close(handle)
        return of_text(name)
    if order == "pid":
        return of_text(str(os.getpid()))
    if order == "environment":
        return of_text(os.environ.get(argument, "absent"))
    raise AssertionError(order)
