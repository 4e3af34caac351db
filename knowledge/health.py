"""Whether the library is whole: the file, the documents in it, their full text, their embeddings, the index."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from knowledge.lexical import LexicalIndex
from knowledge.sealing import Condition
from knowledge.store import Store, snapshot
from knowledge.vectors.probe import probe
from knowledge.vectors.semantic import SemanticIndex

LEXICAL_STALE = "字词索引缺失、已损坏或落后于资料库：结果不受影响，但每次启动都要重新读取全部段落。"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether store and index agree. ``problems`` are sentences for people; ``repaired``: they are no more."""

    documents: int
    passages: int
    indexed: int
    mode: str
    problems: tuple[str, ...]
    repaired: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``canyue check --json``."""
        return {"ok": not self.problems or self.repaired, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, in sentences, by what it takes to mend it; ``indexed`` passages can be found by meaning."""

    file: tuple[str, ...] = ()
    full_text: tuple[str, ...] = ()
    lexical: tuple[str, ...] = ()
    embeddings: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    indexed: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.file, *self.full_text, *self.lexical, *self.embeddings, *self.index)


def examine(store: Store, lexical: LexicalIndex, semantic: SemanticIndex | None) -> Findings:
    """Look at everything. Changes nothing; the index is opened in a child process only."""
    file = [f"资料库文件有损坏（{seen}）：请用 canyue restore 恢复备份。" for seen in snapshot.damage(store.path)]
    if file:
        return Findings(tuple(file))
    file += [f"《{title}》的段落不全：请用 canyue remove 移除它，再重新收入原文件。" for title in store.incomplete()]
    full_text = tuple(f"全文索引 {name} 有损坏，或与段落不符。" for name in store.damaged_full_text())
    words = () if full_text or lexical.is_current() else (LEXICAL_STALE,)
    if semantic is None:
        return Findings(tuple(file), full_text, words)
    missing = len(store.missing_embeddings(semantic.model))
    embeddings = (f"有 {missing} 个段落还没有向量。",) if missing else ()
    index, indexed = _examine_index(store, semantic)
    return Findings(tuple(file), full_text, words, embeddings, tuple(index), indexed)


def _examine_index(store: Store, semantic: SemanticIndex) -> tuple[list[str], int]:
    """The problems of the index, and how many passages can be found by meaning."""
    seal = semantic.index.seal()
    match semantic.fits():
        case Condition.MISSING:
            return (["语义索引还没有建立，或已被删除。"] if store.passage_count() else []), 0
        case Condition.OTHER_MODEL if seal:
            return [f"语义索引由另一个模型（{seal.model}）建立，现在的模型是 {semantic.model}。"], 0
        case Condition.OTHER_STORE:
            return ["语义索引不是这个资料库的：资料库可能被换过。"], 0
    if seal is None or not semantic.index.intact(seal):
        return ["语义索引的文件缺失或已损坏。"], 0
    seen = probe(store.path, semantic.index.home, seal)
    if seen is None:
        return ["语义索引已损坏，无法打开。"], 0
    behind = semantic.behind()
    counts = {
        "语义索引缺少 {} 个段落。": seen.lacking,
        "语义索引多出 {} 个不属于资料库的段落。": seen.superfluous,
        "语义索引里有 {} 个段落的内容不对。": seen.wrong,
        "语义索引里有 {} 个段落用自己的向量也查不到。": seen.unfound,
        "有 {} 个较新的段落还没有进入语义索引。": behind,
    }
    indexed = seen.held + store.count_after(seal.last) - behind
    return [sentence.format(count) for sentence, count in counts.items() if count], indexed
