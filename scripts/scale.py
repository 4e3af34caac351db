"""A large library, measured: every law of the shared corpus taken in, taken in again, opened, searched.

    python scripts/scale.py LAWS QUERIES HOME --out FILE [--passages N]

LAWS is the folder with corpus.jsonl.gz ({"doc", "title", "text"} a line), QUERIES a JSONL file of {"text"}, HOME an
empty folder. The result is one JSON object. "overall_per_embedding_rate" compares the whole of taking in with the time
that the embedding model alone took for the same texts in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.settings import Settings
from knowledge import loading, weights
from knowledge.embedding import Embedder
from knowledge.library import Library
from knowledge.vectors.semantic import SemanticIndex

_QUESTIONS = 300
_K = 10


class TimedEmbedder(Embedder):
    """The real embedder with a stop watch."""

    seconds = 0.0
    texts = 0

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int, int], object] | None = None
    ) -> np.ndarray:
        """See Embedder."""
        start = time.perf_counter()
        vectors = super().embed_documents(texts, on_progress)
        self.seconds += time.perf_counter() - start
        self.texts += len(texts)
        return vectors


class PeakMemory(threading.Thread):
    """The most resident memory of this process and its children, in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.family = 0

    def run(self) -> None:
        """Look four times a second."""
        process = psutil.Process()
        while True:
            own = process.memory_info().rss
            family = own
            for child in process.children(recursive=True):
                try:
                    family += child.memory_info().rss
                except psutil.Error:
                    continue
            self.own, self.family = max(self.own, own), max(self.family, family)
            time.sleep(0.25)


def write_laws(corpus: Path, folder: Path, limit: int | None) -> int:
    """One Markdown file a law; returns how many passages of the corpus stand in them."""
    folder.mkdir(parents=True, exist_ok=True)
    laws: dict[str, list[str]] = {}
    passages = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            if limit is not None and passages >= limit:
                break
            passage = json.loads(line)
            laws.setdefault(passage["doc"], [f"# {passage['title']}"]).append(passage["text"])
            passages += 1
    for name, paragraphs in laws.items():
        (folder / f"{name}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return passages


def ingest(library: Library, folder: Path) -> tuple[dict[str, int], float]:
    """Statuses and seconds."""
    start = time.perf_counter()
    statuses: Counter[str] = Counter()
    for result in library.ingest(list(loading.find_files([folder]))):
        statuses[result.status] += 1
        if sum(statuses.values()) % 200 == 0:
            print(f"{time.perf_counter() - start:.0f} s {dict(statuses)}", file=sys.stderr, flush=True)
    return dict(statuses), time.perf_counter() - start


def overlap(library: Library, embedder: Embedder, questions: list[str]) -> tuple[float, float]:
    """Mean share of the exact top 10 that the search by meaning finds, and its milliseconds a query."""
    semantic = SemanticIndex(library.store, library.index, embedder.name)
    queries = np.stack([embedder.embed_query(question) for question in questions])
    ids, cosines = [], []
    for passage_id, vector in library.store.vectors(embedder.name):
        ids.append(passage_id)
        cosines.append(queries @ vector)
    exact = np.stack(cosines)
    shares, seconds = [], 0.0
    for i, query in enumerate(queries):
        start = time.perf_counter()
        found = semantic.nearest(query, _K)
        seconds += time.perf_counter() - start
        worst = np.sort(exact[:, i])[-_K]
        near = {ids[j] for j in np.flatnonzero(exact[:, i] >= worst - 1e-6)}  # equal texts may stand for each other
        shares.append(len(near & found.keys()) / _K)
    return float(np.mean(shares)), seconds / len(queries) * 1000


def main() -> int:
    """Run everything; print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("laws", "queries", "home"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passages", type=int)
    arguments = parser.parse_args()
    figures: dict[str, Any] = {}

    def say(**found: Any) -> None:
        figures.update(found)
        arguments.out.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")

    model = weights.installed(Settings().home)
    if model is None:
        print("没有嵌入模型：先运行 canyue models fetch。", file=sys.stderr)
        return 1
    embedder = TimedEmbedder(str(model))
    memory = PeakMemory()
    memory.start()
    files = arguments.home / "laws"
    say(corpus_passages=write_laws(arguments.laws / "corpus.jsonl.gz", files, arguments.passages))
    library = Library(arguments.home / "library.sqlite3", arguments.home / "chroma", embedder)
    library.store.generation()
    embedder.warm_up()
    statuses, seconds = ingest(library, files)
    say(
        statuses=statuses,
        passages=library.store.passage_count(),
        embedded_texts=embedder.texts,
        ingest_s=round(seconds, 1),
        embedding_s=round(embedder.seconds, 1),
        ingest_per_s=round(embedder.texts / seconds, 1),
        embedding_per_s=round(embedder.texts / embedder.seconds, 1),
        overall_per_embedding_rate=round(embedder.seconds / seconds, 3),
        peak_bytes=memory.own,
        peak_bytes_with_children=memory.family,
    )
    embedded = embedder.texts
    statuses, seconds = ingest(library, files)
    say(again_statuses=statuses, again_s=round(seconds, 1), again_embedded=embedder.texts - embedded)
    start = time.perf_counter()
    opened = Library(arguments.home / "library.sqlite3", arguments.home / "chroma", embedder)
    opened.warm_up()
    say(open_s=round(time.perf_counter() - start, 2), degraded=opened.degraded())
    lines = arguments.queries.read_text(encoding="utf-8").splitlines()[:_QUESTIONS]
    share, milliseconds = overlap(opened, embedder, [json.loads(line)["text"] for line in lines])
    say(top10_overlap=round(share, 4), query_ms=round(milliseconds, 2))
    start = time.perf_counter()
    report = opened.check()
    say(check_s=round(time.perf_counter() - start, 1), check=report.to_dict())
    start = time.perf_counter()
    opened.index.close()
    library.index.close()
    SemanticIndex(opened.store, opened.index, embedder.name).rebuild()
    say(
        rebuild_s=round(time.perf_counter() - start, 1),
        peak_bytes_at_the_end=memory.own,
        peak_bytes_with_children_at_the_end=memory.family,
        database_bytes=(arguments.home / "library.sqlite3").stat().st_size,
        index_bytes=sum(path.stat().st_size for path in (arguments.home / "chroma").rglob("*") if path.is_file()),
    )
    print(arguments.out.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
