"""Kill -9 while files are taken in: what was acknowledged is there, whole and once, and is found by meaning.

    python -m tests.knowledge.crash --random 200 --aimed 50

A child process takes in a folder of small documents of which about half are new versions, and prints each result as
it comes. It is killed at a random moment, or (aimed) as soon as a file of an index changes. The embeddings are the real
model's, computed beforehand, so that a child is at work within seconds. The lexical index is sealed after a few
passages here, so that kills meet it too.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.settings import Settings
from knowledge import weights
from knowledge.chunking import chunk
from knowledge.embedding import Embedder
from knowledge.intake import _embedded_text
from knowledge.lexical import LexicalIndex
from knowledge.lexical import index as lexical_index
from knowledge.library import Library
from knowledge.tokenization import words
from tests.knowledge import understood

_ROOT = Path(__file__).resolve().parents[2]
_DOCUMENTS = 60
_WORDS = (
    "消防设施 租金补贴 工位数量 创业导师 开放时间 网络安全 停车收费 图书借阅 实验设备 法律咨询 税务登记 人才公寓 "
    "知识产权 技术合同 场地安全 会议预约 食堂卫生 垃圾分类 节能改造 绿化养护 融资对接 项目路演 年度考核 信息公开 "
    "投诉处理 应急演练"
).split()


class Precomputed:
    """The embedder of the child, and of whoever examines what it left: vectors by text, from a file."""

    dimension = weights.DIMENSION

    def __init__(self, name: str, file: Path) -> None:
        self.name = name
        self._vectors = dict(zip(json.loads(file.with_suffix(".json").read_text()), np.load(file), strict=True))

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int, int], object] | None = None
    ) -> np.ndarray:
        return np.stack([self._vectors[text] for text in texts])


def write() -> None:
    """The child: take in all files of a folder, a line for each that is acknowledged."""
    home, files, vectors, name = Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5]
    embedder = Precomputed(name, vectors)
    lexical_index._AT_MOST = 20
    library = Library(home / "library.sqlite3", home / "chroma", embedder)  # type: ignore[arg-type]
    print("ready", flush=True)
    for result in library.ingest(sorted(files.iterdir())):
        print(json.dumps([Path(result.path).name, result.document_id, result.status]), flush=True)
    print("done", flush=True)


@dataclass
class Tally:
    """What the kills did."""

    kills: int = 0
    aimed: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicates: int = 0
    half_visible: int = 0
    repaired: int = 0
    unrepaired: list[str] = field(default_factory=list)
    passages: int = 0
    retrieved: float = 0.0

    def is_clean(self) -> bool:
        return not (self.lost or self.duplicates or self.half_visible or self.unrepaired) and self.retrieved >= 0.995


class Crashes:
    """A library in a folder, and a child that writes to it and is killed."""

    def __init__(self, folder: Path, embedder: Embedder, seed: int) -> None:
        self.home, self.files, self.vectors = folder / "home", folder / "files", folder / "vectors.npy"
        self.files.mkdir(parents=True)
        self.embedder = embedder
        self.chance = random.Random(seed)
        self.tally = Tally()
        self._expected: dict[str, frozenset[str]] = {}
        self._held: dict[str, str] = {}
        self._known: dict[str, np.ndarray] = {}
        self._full_run_s = 3.0

    def round(self, aimed: bool) -> None:
        """New versions of some documents; a child takes them in and is killed; what is left is examined."""
        self._edit()
        arguments = [str(self.home), str(self.files), str(self.vectors), self.embedder.name]
        command = [sys.executable, "-m", __spec__.name, "--write", *arguments]
        with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            started = time.monotonic()
            if aimed:
                before = self._index_files()
                while child.poll() is None and self._index_files() == before:
                    time.sleep(0.0005)
                time.sleep(self.chance.choice([0, 0, 0.002, 0.01, 0.03]))
            else:
                time.sleep(self.chance.uniform(0, self._full_run_s))
            child.send_signal(signal.SIGKILL)
            lines = child.stdout.read().splitlines()
        if lines and lines[-1] == "done":
            self._full_run_s = max(0.2, 0.8 * min(self._full_run_s, time.monotonic() - started))
        elif not aimed:
            self._full_run_s *= 1.05
        self.tally.kills += 1
        self.tally.aimed += aimed
        self._examine([json.loads(line) for line in lines if line.startswith("[") and line.endswith("]")])

    def finish(self) -> Tally:
        """Check and repair, then look for every passage by its own embedding."""
        library = self._library()
        report = library.check(repair=True)
        self.tally.repaired += report.repaired
        if report.problems and not report.repaired:
            self.tally.unrepaired += report.problems
        found = 0
        assert library._semantic is not None
        for passage_id, vector in library.store.vectors(self.embedder.name):
            found += passage_id in library._semantic.nearest(vector, 5)
        self.tally.passages = library.store.passage_count()
        self.tally.retrieved = found / self.tally.passages if self.tally.passages else 1.0
        library.index.close()
        library.store.close()
        return self.tally

    def _library(self) -> Library:
        embedder = Precomputed(self.embedder.name, self.vectors)
        return Library(self.home / "library.sqlite3", self.home / "chroma", embedder)  # type: ignore[arg-type]

    def _edit(self) -> None:
        texts: dict[str, None] = {}
        for number in range(_DOCUMENTS):
            path = self.files / f"{number:03}.md"
            if not path.exists() or self.chance.random() < 0.5:
                clauses = [self._clause(i + 1) for i in range(self.chance.randint(2, 4))]
                path.write_text(f"# 某园区第{number}号办法\n\n" + "\n\n".join(clauses), encoding="utf-8")
            document = understood(path.read_text(encoding="utf-8"), path.name)
            passages = chunk(document)
            self._expected[document.id] = frozenset(passage.id for passage in passages)
            texts |= dict.fromkeys(map(_embedded_text, passages))
        new = [text for text in texts if text not in self._known]
        self._known |= dict(zip(new, self.embedder.embed_documents(new) if new else (), strict=True))
        np.save(self.vectors, np.stack([self._known[text] for text in texts]))
        self.vectors.with_suffix(".json").write_text(json.dumps(list(texts)))

    def _clause(self, number: int) -> str:
        topics = "、".join(self.chance.sample(_WORDS, 6))
        return f"第{number}条 园区每年公布{topics}的第{self.chance.randrange(10**6)}号要求。"

    def _index_files(self) -> list[tuple[str, int, int]]:
        found = []
        for path in (*(self.home / "chroma").rglob("*"), *(self.home / "library.lexical").rglob("*")):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found.append((str(path), status.st_size, status.st_mtime_ns))
        return found

    def _examine(self, acknowledged: list[list[str]]) -> None:
        """Each file is held once, whole, in its version before or in the new one; in the new one if acknowledged."""
        library = self._library()
        store, tally = library.store, self.tally
        summaries = store.summaries()
        held = {Path(summary.path).name: summary.document_id for summary in summaries}
        tally.duplicates += len(summaries) - len(held)
        tally.acknowledged += len(acknowledged)
        tally.lost += sum(held.get(name) != document_id for name, document_id, _ in acknowledged)
        tally.lost += sum(name not in held for name in self._held)
        for document_id in held.values():
            passages = {passage.id for passage in store.passages_of(document_id)}
            tally.half_visible += passages != self._expected[document_id]
        tally.half_visible += store.passage_count() != sum(summary.passages for summary in summaries)
        tally.half_visible += bool(store.damaged_full_text() or store.missing_embeddings(self.embedder.name))
        anew = LexicalIndex(store, self.home / "no folder")
        for word in words(" ".join(_WORDS)):
            tally.half_visible += library.lexical.frequency("words", word) != anew.frequency("words", word)
        self._held = held
        store.close()


def main() -> int:
    """The long form: print the tally as JSON; 1 if anything was lost, doubled, half visible or not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--aimed", type=int, default=50)
    parser.add_argument("--seed", type=int, default=26)
    arguments = parser.parse_args()
    model = weights.installed(Settings().home)
    if model is None:
        print("没有嵌入模型：先运行 canyue models fetch。", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="canyue-crash-"))
    crashes = Crashes(folder, Embedder(str(model)), arguments.seed)
    rounds = [False] * arguments.random + [True] * arguments.aimed
    crashes.chance.shuffle(rounds)
    for number, aimed in enumerate(rounds, 1):
        crashes.round(aimed)
        if number % 25 == 0 or number == len(rounds):
            print(number, json.dumps(vars(crashes.finish()), ensure_ascii=False), flush=True)
    shutil.rmtree(folder)
    return 0 if crashes.tally.is_clean() else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write()
    else:
        sys.exit(main())
