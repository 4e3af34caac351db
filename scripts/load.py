"""Load: simulated users ask a really served app for a while, each in a conversation and an account of their own.

    python scripts/load.py [--users 50] [--seconds 300] [--pause 10] [--home FOLDER] [--out FILE]

FOLDER is a home with documents and models, of which a copy is used; without it the built-in bulletin is loaded. The
users speak the protocol of the page (join the queue, follow the events, keep a heartbeat), ask, wait PAUSE seconds on
average, ask again; in the end each reads the whole conversation again. The report is a JSON object: questions, errors,
answers in the wrong conversation, seconds until the first words and until the answer is finished (p50, p95, max), and
the server's memory after everybody's first question and at the end. The exit status is 1 where a figure falls short.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import httpx
import psutil
from argon2 import PasswordHasher
from gradio_client.utils import apply_diff

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.accounts import Accounts  # noqa: E402

PASSWORD = "load test only"
QUESTIONS = (
    "评价指标 2.7 的权重是多少？",
    "众创空间多久评价一次？",
    "省实验室体系建设点名了哪些领域？",
    "河南省科技创新委员会第一次会议是谁主持的？",
    "物联网新型基础设施到2023年底要建成什么样？",
    "月球上有几家众创空间？",
    "帮我们算一下分：普通众创空间，面积2000平米，初创企业30家，活动24场",
)
P95_S, MEMORY = 2.0, 1.1


@dataclass
class Measured:
    """What the users saw."""

    firsts: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)


class User:
    """One browser tab."""

    def __init__(self, number: int, address: str, measured: Measured) -> None:
        self._name = f"user{number}"
        self._session = f"load{number}x{random.getrandbits(40)}"
        self._client = httpx.AsyncClient(base_url=address, timeout=httpx.Timeout(60, pool=None))
        self.measured = measured
        self._random = random.Random(number)
        self._conversation = ""
        self._asked: list[str] = []
        self._doubtful: set[str] = set()

    async def open(self) -> None:
        """Sign in and open the page."""
        answer = await self._client.post("/login", data={"name": self._name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        (await self._client.get("/")).raise_for_status()
        self._config = (await self._client.get("/config")).json()
        self._heart = asyncio.create_task(self._beat())

    async def live(self, until: float, pause: float) -> None:
        """Ask until the time is over, as ``time.monotonic`` has it."""
        await asyncio.sleep(self._random.uniform(0, pause))
        while time.monotonic() < until:
            await self.ask()
            await asyncio.sleep(self._random.uniform(0.5, 1.5) * pause)

    async def ask(self) -> None:
        """Ask in the own conversation and see what is shown."""
        question = f"{self._random.choice(QUESTIONS)}（{self._name} 第 {len(self._asked) + 1} 问）"
        self._asked.append(question)
        begun, first = time.perf_counter(), None
        shown: dict[str, Any] = {}
        try:
            async with aclosing(self._event("question", "submit", [question, self._conversation, ""])) as updates:
                async for update in updates:
                    first, shown = first or time.perf_counter() - begun, update
        except (httpx.HTTPError, RuntimeError) as error:
            self.measured.errors.append(f"{self._name}: {error!r}")
            self._doubtful.add(escape(question))
            return
        spent = time.perf_counter() - begun
        current = shown["current"]
        if f'<h2 class="question">{escape(question)}</h2>' not in current or self._strangers(current):
            self.measured.misplaced.append(f"{self._name}: {current[:300]}")
        elif "data-busy" in current or 'class="failure"' in current:
            self.measured.errors.append(f"{self._name}: {current[:300]}")
        else:
            self.measured.firsts.append(first or spent)
            self.measured.wholes.append(spent)
        (self._conversation,) = re.findall(r'data-conversation="([^"]+)"', shown["past"])

    async def read_again(self) -> None:
        """Reload: every question is there in order, and nobody else's."""
        shown: dict[str, Any] = {}
        async for update in self._event("", "load", [self._conversation, ""]):
            shown = update
        everything = shown["past"] + shown["current"]
        found = re.findall(r'<h2 class="question">(.*?)</h2>', everything)
        seen, asked = (
            [one for one in questions if one not in self._doubtful] for questions in (found, map(escape, self._asked))
        )
        if seen != asked or self._strangers(everything):
            self.measured.misplaced.append(f"{self._name} reading again: {found} instead of {self._asked}")

    async def close(self) -> None:
        """Leave."""
        self._heart.cancel()
        with suppress(asyncio.CancelledError):
            await self._heart
        await self._client.aclose()

    def _strangers(self, html: str) -> set[str]:
        return set(re.findall(r"（(user\d+) 第", html)) - {self._name}

    async def _event(self, element: str, event: str, data: list[Any]) -> AsyncGenerator[dict[str, Any], None]:
        """Trigger an event of the page; each state of what it shows, by the elements' ids."""
        names = {one["id"]: one["props"].get("elem_id") or "" for one in self._config["components"]}
        for dependency in self._config["dependencies"]:
            if any(kind == event and names.get(target, "") == element for target, kind in dependency["targets"]):
                outputs = [names[output] for output in dependency["outputs"]]
                if "current" in outputs:
                    break
        else:
            raise RuntimeError(f"the page has no {event} of {element!r}")
        joined = await self._client.post(
            "/gradio_api/queue/join", json={"data": data, "fn_index": dependency["id"], "session_hash": self._session}
        )
        joined.raise_for_status()
        values: list[Any] = []
        shown: dict[str, Any] = {}
        async with self._client.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self._session}
        ) as events:
            events.raise_for_status()
            async for line in events.aiter_lines():
                message = json.loads(line[len("data: ") :]) if line.startswith("data: ") else {}
                if message.get("msg") not in ("process_generating", "process_completed"):
                    continue
                if not message["success"]:
                    raise RuntimeError(str(message["output"]))
                output = message["output"].get("data") or []
                if values and message["msg"] == "process_generating":
                    values = [apply_diff(old, new) for old, new in zip(values, output, strict=True)]
                elif output:
                    values = output
                new = {name: _value(value) for name, value in zip(outputs, copy.deepcopy(values), strict=True)}
                shown |= {name: value for name, value in new.items() if value is not None}
                yield shown
                if message["msg"] == "process_completed":
                    return

    async def _beat(self) -> None:
        """What an open page does besides: it keeps a heartbeat and asks for the server's health."""
        async with self._client.stream("GET", f"/gradio_api/heartbeat/{self._session}", timeout=None):
            while True:
                await asyncio.sleep(5)
                await self._client.get("/healthz")


def _value(output: Any) -> Any:
    """The value of one output; None where it stays as it is."""
    return output.get("value") if isinstance(output, dict) else output


@contextmanager
def served(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The app as its command line serves it; its address and process."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "--home", str(home), "serve", "--port", "0"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    stderr = process.stderr
    assert stderr is not None
    said: list[str] = []
    try:
        for line in stderr:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            raise RuntimeError(f"it did not start: {''.join(said)}")
        threading.Thread(target=lambda: [sys.stderr.write(line) for line in stderr], daemon=True).start()
        yield found[0], psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def memory(process: psutil.Process) -> int:
    """Resident bytes of the server and its children."""
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))


async def loaded(address: str, process: psutil.Process, users: int, seconds: float, pause: float) -> dict[str, Any]:
    """Let them in, ask, read again; the report.

    What went wrong at the first, sequential questions counts as well; their times do not.
    """
    warming, measured = Measured(), Measured()
    everyone = [User(i, address, warming) for i in range(users)]
    for user in everyone:
        await user.open()
        await user.ask()
        user.measured = measured
    before, busy = memory(process), process.cpu_times()
    begun = time.monotonic()
    await asyncio.gather(*(user.live(begun + seconds, pause) for user in everyone))
    spent = time.monotonic() - begun
    after, done = memory(process), process.cpu_times()
    for user in everyone:
        await user.read_again()
        await user.close()
    return {
        "users": users,
        "seconds": round(spent, 1),
        "questions": len(measured.wholes),
        "questions_per_s": round(len(measured.wholes) / spent, 2),
        "errors": [*warming.errors, *measured.errors],
        "misplaced": [*warming.misplaced, *measured.misplaced],
        "first_words_s": spread(measured.firsts),
        "answer_s": spread(measured.wholes),
        "server_cores": round((done.user + done.system - busy.user - busy.system) / spent, 2),
        "rss_before": before,
        "rss_after": after,
        "rss_ratio": round(after / before, 3),
    }


def spread(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum; nothing where nothing was measured."""
    if len(values) < 2:
        return {}
    return {
        "p50": round(statistics.median(values), 3),
        "p95": round(statistics.quantiles(values, n=20)[-1], 3),
        "max": round(max(values), 3),
    }


def main() -> int:
    """Measure; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--pause", type=float, default=10)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="canyue-load-") as folder:
        home = Path(folder) / "home"
        if given.home:
            shutil.copytree(given.home, home)
        accounts = Accounts(home, PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
        for i in range(given.users):
            accounts.add(f"user{i}", "reader", PASSWORD)
        with served(home) as (address, process):
            report = asyncio.run(loaded(address, process, given.users, given.seconds, given.pause))
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")
    p95 = report["answer_s"].get("p95", float("inf"))
    return int(bool(report["errors"] or report["misplaced"]) or p95 > P95_S or report["rss_ratio"] > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
