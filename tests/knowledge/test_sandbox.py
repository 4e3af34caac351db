"""However a loader goes wrong, the file is refused in a sentence and the next one is read. All processes are real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from knowledge.loading.extract import of_text
from knowledge.loading.refusal import Refused
from knowledge.loading.sandbox import Limits, Sandbox

HOSTILE = "tests.knowledge.hostile"
ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX systems")

Say = Callable[[str], Path]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """A file with an order for the hostile loader."""

    def write(order: str) -> Path:
        path = tmp_path / "order.txt"
        path.write_text(order, encoding="utf-8")
        return path

    return write


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(Limits(wall_s=30, cpu_s=1, memory_bytes=150 * 2**20, output_bytes=2**20))
    yield made
    made.stop()


@pytest.fixture
def impatient() -> Iterator[Sandbox]:
    made = Sandbox(Limits(wall_s=2))
    yield made
    made.stop()


def pid_of(sandbox: Sandbox, say: Say) -> int:
    block = sandbox.extract(HOSTILE, say("pid")).blocks[0]
    return int(getattr(block, "text"))  # noqa: B009 - a Paragraph, not a Grid


def gone(pid: int) -> bool:
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_what_a_loader_gives_comes_back_as_it_is(sandbox: Sandbox, say: Say) -> None:
    assert sandbox.extract(HOSTILE, say("read 第一条\n𠮷")) == of_text("第一条\n𠮷")


def test_a_refusal_comes_back_as_it_is(sandbox: Sandbox, say: Say) -> None:
    with pytest.raises(Refused, match=r"^不行：请换一个。$"):
        sandbox.extract(HOSTILE, say("refuse 不行：请换一个。"))


@pytest.mark.parametrize(
    ("order", "told"),
    [
        pytest.param("burn", r"计算时间超过上限.*拆分", marks=posix),
        ("eat", r"内存超过 150 MB.*拆分"),
        ("grab", r"内存超过 150 MB.*拆分"),
        pytest.param("segfault", r"崩溃（SIGSEGV）.*另存", marks=posix),
        ("exit", r"崩溃（退出码 7）.*另存"),
        pytest.param("kill", r"被系统终止.*内存不够", marks=posix),
        ("garbage", r"不是结果.*另存"),
        ("untrue", r"结果不合规定.*另存"),
        ("long 1000000", r"超过 1 MB.*拆分"),
        ("raise 词", r"读取时出错（KeyError: '词'）.*另存"),
    ],
)
def test_a_loader_that_goes_wrong_is_a_sentence_and_the_next_file_is_read(
    sandbox: Sandbox, say: Say, order: str, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        sandbox.extract(HOSTILE, say(order))

    assert sandbox.extract(HOSTILE, say("read 下一份")) == of_text("下一份")


def test_a_loader_that_hangs_is_stopped_in_time(impatient: Sandbox, say: Say) -> None:
    started = time.monotonic()

    with pytest.raises(Refused, match=r"读了 2 秒还没有读完.*拆分"):
        impatient.extract(HOSTILE, say("hang"))

    assert 2 <= time.monotonic() - started < 5


def test_one_child_reads_many_files_and_is_replaced_after_a_failure(sandbox: Sandbox, say: Say) -> None:
    first = pid_of(sandbox, say)
    assert pid_of(sandbox, say) == first
    with pytest.raises(Refused):
        sandbox.extract(HOSTILE, say("refuse 不"))
    assert pid_of(sandbox, say) == first  # a refusal is no failure

    with pytest.raises(Refused):
        sandbox.extract(HOSTILE, say("raise 错"))

    assert pid_of(sandbox, say) != first
    assert gone(first)


def test_a_child_that_died_between_two_files_costs_neither(sandbox: Sandbox, say: Say) -> None:
    psutil.Process(pid_of(sandbox, say)).kill()

    assert sandbox.extract(HOSTILE, say("read 还在")) == of_text("还在")


def test_what_a_library_prints_is_not_taken_for_an_answer(sandbox: Sandbox, say: Say) -> None:
    assert sandbox.extract(HOSTILE, say("print")) == of_text("said nothing")


def test_processes_and_temporary_files_of_a_loader_go_with_it(sandbox: Sandbox, say: Say, tmp_path: Path) -> None:
    littered = Path(getattr(sandbox.extract(HOSTILE, say("litter")).blocks[0], "text"))  # noqa: B009
    assert littered.exists()

    sandbox.limits = Limits(wall_s=2)
    with pytest.raises(Refused, match="还没有读完"):
        sandbox.extract(HOSTILE, say(f"start {tmp_path / 'pid'}"))

    assert gone(int((tmp_path / "pid").read_text()))
    assert not littered.parent.exists()


def test_keys_in_the_settings_are_not_handed_to_parsers(
    sandbox: Sandbox, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANYUE_LLM_API_KEY", "secret")

    assert sandbox.extract(HOSTILE, say("environment CANYUE_LLM_API_KEY")) == of_text("absent")


# SIGINT is ignored in whatever is started from a shell's background: here it is what Ctrl-C sends.
PARENT = """
import signal
import sys
from pathlib import Path
from knowledge.loading.sandbox import Sandbox
signal.signal(signal.SIGINT, signal.default_int_handler)
Sandbox().extract("tests.knowledge.hostile", Path(sys.argv[1]))
"""


@posix
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_the_parent_ends_so_does_the_child_with_all_it_started(
    say: Say, tmp_path: Path, ending: signal.Signals
) -> None:
    said = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(say(f"start {said}"))], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            if said.exists() and said.read_text():
                break
            time.sleep(0.05)
        started = int(said.read_text())
        child = psutil.Process(started).ppid()

        parent.send_signal(ending)

        parent.wait(timeout=10)
        assert gone(child)
        assert gone(started)
    finally:
        parent.kill()
