"""``canyue bench``: retrieval systems side by side on one set, through the product's own chunking and store."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from eval import systems
from eval.ranking import MEASURES, interval
from eval.retrieval_set import RetrievalSet
from knowledge.embedding import Embedder
from knowledge.library import Library, Source, Watch
from knowledge.loading.extract import of_text
from knowledge.reranking import Reranker

SYSTEMS = ("canyue", "bm25", "bigram", "dense", "rrf", "langchain")
# Ours without its reranker; measured as well where there is one.
FIRST_STAGE = "canyue-rerank"
OURS = "canyue"


class BenchRefused(RuntimeError):
    """What was asked for cannot be measured here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One system: per-query values of every measure, in the order of the set's questions, and its latencies in ms."""

    values: dict[str, np.ndarray]
    latencies: np.ndarray

    def to_dict(self) -> dict[str, float]:
        """The figures of ``canyue bench --json``."""
        means = {name: round(float(values.mean()), 4) for name, values in self.values.items()}
        p50, p95 = np.percentile(self.latencies, [50, 95])
        return {**means, "p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1)}


@dataclass(frozen=True, slots=True)
class Indexing:
    """What it took to index the set, measured when it was done; rates in passages per second.

    Documents without a citable text are left out, and count as not found.
    """

    left_out: int
    passages: int
    indexing_passages_per_s: float
    embedding_passages_per_s: float


@dataclass(frozen=True, slots=True)
class Bench:
    """The systems' outcomes on a set."""

    chosen: RetrievalSet
    outcomes: dict[str, Outcome]
    indexing: Indexing
    index_bytes: int
    rss_bytes: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue bench --json``."""
        return {
            "systems": {name: outcome.to_dict() for name, outcome in self.outcomes.items()},
            "margins": {name: self.margin(name) for name in self.outcomes if name != OURS and OURS in self.outcomes},
            "kinds": self.kinds(),
            "queries": len(self.chosen.queries),
            "documents": len(self.chosen.documents),
            **asdict(self.indexing),
            "index_bytes": self.index_bytes,
            "rss_bytes": self.rss_bytes,
        }

    def margin(self, other: str, measure: str = "ndcg@10") -> dict[str, float]:
        """Our mean minus the other's, with the bounds of its 95 % interval (paired bootstrap)."""
        difference = self.outcomes[OURS].values[measure] - self.outcomes[other].values[measure]
        low, high = interval(difference.tolist())
        return {"mean": round(float(difference.mean()), 4), "low": round(low, 4), "high": round(high, 4)}

    def kinds(self, measure: str = "ndcg@10") -> dict[str, dict[str, float]]:
        """Kind of question → system → mean; nothing for a set without kinds."""
        names = sorted({query.kind for query in self.chosen.queries if query.kind})
        chosen = {kind: np.array([query.kind == kind for query in self.chosen.queries]) for kind in names}
        return {
            kind: {name: round(float(o.values[measure][rows].mean()), 4) for name, o in self.outcomes.items()}
            for kind, rows in chosen.items()
        }


def run(
    chosen: RetrievalSet,
    names: Sequence[str],
    embedder: Embedder | None,
    home: Path,
    watch: Watch | None = None,
    reranker: Reranker | None = None,
) -> Bench:
    """Index the set under ``home``, where it stays for the next run, and ask every system every question.

    With a reranker ``canyue`` uses it, and ``canyue-rerank`` is the same without.

    Raises BenchRefused for an unknown system, or where embeddings are needed and there is no model.
    """
    unknown = [name for name in names if name not in SYSTEMS]
    if unknown:
        raise BenchRefused(f"没有名为 {'、'.join(unknown)} 的检索系统：可选 {'、'.join(SYSTEMS)}。")
    if embedder is None:
        raise BenchRefused("检索评测需要语义向量模型：请先运行 canyue models fetch。")
    embedder.warm_up()
    if reranker and OURS in names:
        names = (*names, FIRST_STAGE)
    library, folder, indexing = indexed(chosen, embedder, home, watch, reranker)
    owners = {summary.document_id: summary.path for summary in library.documents()}
    ranked = systems.of_library(library, owners)
    if "langchain" in names:
        ranked["langchain"] = systems.langchain(chosen, embedder, folder / "langchain")
    outcomes = {name: _ask(ranked[name], chosen) for name in names}
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "langchain" not in path.parts)
    return Bench(chosen, outcomes, indexing, size, psutil.Process().memory_info().rss)


def indexed(
    chosen: RetrievalSet, embedder: Embedder, home: Path, watch: Watch | None = None, reranker: Reranker | None = None
) -> tuple[Library, Path, Indexing]:
    """The set as a library under ``home``, made by the first call, ready for questions; its folder, and its figures."""
    folder = home / "bench" / f"{chosen.name}-{_fingerprint(chosen)}"
    library = Library(folder / "library.sqlite3", folder / "chroma", embedder, reranker)
    indexing = _index(chosen, library, embedder, folder / "indexing.json", watch)
    library.warm_up()
    return library, folder, indexing


def _index(chosen: RetrievalSet, library: Library, embedder: Embedder, record: Path, watch: Watch | None) -> Indexing:
    """Take the documents in, once; each under its title, as a document of the library has one."""
    if record.exists():
        return Indexing(**json.loads(record.read_text(encoding="utf-8")))
    started = time.perf_counter()
    taken = library.add(
        (
            Source(
                document.id, document.title or document.id, of_text(f"{document.title or document.id}\n{document.text}")
            )
            for document in chosen.documents
        ),
        watch,
    )
    left_out = sum(result.status == "refused" for result in taken)
    spent = time.perf_counter() - started
    passages = library.store.passage_count()
    texts = [p.text for s in library.documents()[:200] for p in library.passages_of(s.document_id)][:512]
    started = time.perf_counter()
    embedder.embed_documents(texts)
    rate = len(texts) / (time.perf_counter() - started)
    indexing = Indexing(left_out, passages, round(passages / spent, 1), round(rate, 1))
    record.write_text(json.dumps(asdict(indexing)), encoding="utf-8")
    return indexing


def _ask(system: systems.System, chosen: RetrievalSet) -> Outcome:
    system(chosen.queries[0].text)  # whatever is loaded by the first question is not its own time
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    latencies = []
    for query in chosen.queries:
        started = time.perf_counter()
        ranking = system(query.text)
        latencies.append((time.perf_counter() - started) * 1000)
        for name, measure in MEASURES.items():
            values[name].append(measure(ranking, chosen.qrels[query.id]))
    return Outcome({name: np.array(column) for name, column in values.items()}, np.array(latencies))


def _fingerprint(chosen: RetrievalSet) -> str:
    digest = hashlib.sha256()
    for document in chosen.documents:
        digest.update(f"{document.id}\t{document.title}\t{document.text}\n".encode())
    return digest.hexdigest()[:12]


def markdown(bench: Bench) -> str:
    """The table for people."""
    measures = [*MEASURES, "p50_ms", "p95_ms"]
    lines = [
        f"# 检索评测：{bench.chosen.name}",
        f"{len(bench.chosen.queries)} 个问题，{len(bench.chosen.documents)} 份文档，{bench.indexing.passages} 个段落；"
        f"建索引 {bench.indexing.indexing_passages_per_s:g} 段/秒（模型 {bench.indexing.embedding_passages_per_s:g}），"
        f"索引 {bench.index_bytes / 2**20:.0f} MB，内存 {bench.rss_bytes / 2**20:.0f} MB。",
        _table(
            ("系统", *measures), [(n, *(f"{o.to_dict()[m]:g}" for m in measures)) for n, o in bench.outcomes.items()]
        ),
    ]
    if margins := bench.to_dict()["margins"]:
        compared = [(name, f"{m['mean']:+.4f}", f"{m['low']:+.4f} … {m['high']:+.4f}") for name, m in margins.items()]
        lines += ["## canyue 的 nDCG@10 比各系统高多少", _table(("系统", "差", "95% 区间（配对自助法）"), compared)]
    if kinds := bench.kinds():
        rows = [(kind, *(f"{values[name]:g}" for name in bench.outcomes)) for kind, values in kinds.items()]
        lines += ["## 各类问题的 nDCG@10", _table(("类别", *bench.outcomes), rows)]
    return "\n\n".join(lines) + "\n"


def write(folder: Path, bench: Bench) -> None:
    """Write bench.json and bench.md."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = json.dumps(bench.to_dict(), ensure_ascii=False, indent=2)
    (folder / "bench.json").write_text(figures + "\n", encoding="utf-8")
    (folder / "bench.md").write_text(markdown(bench), encoding="utf-8")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines: list[Sequence[str]] = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
