"""The library on a real Chroma index and a real embedding model: what is in is found, what is out is gone."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.chunking import chunk
from knowledge.library import IngestResult, Library, NoSuchDocument
from knowledge.retrieval import search
from knowledge.vectors import chroma
from tests.knowledge import understood
from tests.knowledge.conftest import CountingEmbedder

TOPICS = ["消防设施", "租金补贴", "工位数量", "创业导师", "开放时间", "网络安全", "停车收费", "图书借阅"]


def rules(*topics: str, title: str = "某园区办法") -> str:
    """A document with one clause a topic, so with one passage a topic."""
    return f"# {title}\n\n" + "\n\n".join(f"第{i + 1}条 园区每年公布{topic}的要求。" for i, topic in enumerate(topics))


def ingest(library: Library, *paths: Path) -> list[IngestResult]:
    return list(library.ingest(paths))


def add(library: Library, path: Path, text: str) -> IngestResult:
    path.write_text(text, encoding="utf-8")
    (result,) = ingest(library, path)
    return result


def reopened(library: Library, embedder: CountingEmbedder | None) -> Library:
    """The same library as another program would open it."""
    return Library(library.store.path, library.index.home, embedder)


def ids_everywhere(library: Library) -> list[set[str]]:
    """The passage ids of the store, of both full-text indexes, with an embedding, and of the vector index."""
    with sqlite3.connect(library.store.path) as db:
        stored = {row[0] for row in db.execute("SELECT id FROM passages")}
        searched = [
            {row[0] for row in db.execute(f"SELECT p.id FROM {table} t LEFT JOIN passages p ON p.number = t.rowid")}
            for table in ("by_words", "by_bigrams")
        ]
    assert library.embedder is not None
    embedded = {passage_id for passage_id, _ in library.store.vectors(library.embedder.name)}
    return [stored, *searched, embedded, indexed(library)]


def indexed(library: Library) -> set[str]:
    """The passage ids in the Chroma folder that counts."""
    seal = library.index.seal()
    assert seal is not None
    return set(library.index.ids(seal))


@contextmanager
def chroma_collection(library: Library) -> Iterator[Any]:
    """Chroma's own hand on the folder that counts."""
    seal = library.index.seal()
    assert seal is not None
    client = chroma._client(library.index.home / seal.folder)
    yield client.get_collection(chroma.COLLECTION, embedding_function=None)
    client.close()


# What becomes of a file


def test_a_file_is_added_then_unchanged_then_replaced(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    added = add(library, path, rules("消防设施", "租金补贴"))
    unchanged = add(library, path, rules("消防设施", "租金补贴"))
    replaced = add(library, path, rules("消防设施", "工位数量", "开放时间"))

    assert (added.status, added.passages, added.tables, added.title) == ("added", 2, 0, "某园区办法")
    assert (unchanged.status, unchanged.document_id, unchanged.passages) == ("unchanged", added.document_id, 2)
    assert (replaced.status, replaced.passages) == ("replaced", 3)
    assert [summary.document_id for summary in library.documents()] == [replaced.document_id]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.txt", b"", "没有文字"),
        ("乱.txt", bytes(range(256)), "编码"),
        ("表.xyz", b"abc", ".xyz"),
        ("只有标题.md", "# 某办法".encode(), "正文"),
    ],
)
def test_a_refused_file_says_why_and_does_not_stop_the_others(
    plain_library: Library, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    bad, good = tmp_path / name, tmp_path / "好.md"
    bad.write_bytes(content)
    good.write_text(rules("消防设施"), encoding="utf-8")

    first, second, third = ingest(plain_library, bad, tmp_path / "没有.md", good)

    assert (first.status, second.status, third.status) == ("refused", "refused", "added")
    assert first.reason is not None
    assert reason in first.reason
    assert first.document_id is None
    assert [summary.path for summary in plain_library.documents()] == [str(good.resolve())]


def test_the_same_content_from_a_second_file_is_not_taken_in_twice(library: Library, tmp_path: Path) -> None:
    first = add(library, tmp_path / "a.md", rules("消防设施"))
    second = add(library, tmp_path / "b.md", rules("消防设施"))

    assert (second.status, second.document_id) == ("unchanged", first.document_id)
    assert "a.md" in second.warnings[0]
    assert len(library.documents()) == 1


def test_a_file_that_takes_over_the_content_of_another_replaces_both(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    add(library, tmp_path / "b.md", rules("停车收费", title="另一办法"))
    taken = add(library, tmp_path / "b.md", rules("消防设施", "租金补贴"))

    assert taken.status == "replaced"
    assert [(s.document_id, Path(s.path).name) for s in library.documents()] == [(taken.document_id, "b.md")]
    assert library.check().problems == ()


def test_content_that_moves_from_one_file_to_another_stays(library: Library, tmp_path: Path) -> None:
    """The new file is known by its content, while the one that it is known from is about to be replaced."""
    moved = add(library, tmp_path / "a.md", rules("消防设施"))
    (tmp_path / "a.md").write_text(rules("租金补贴"), encoding="utf-8")
    (tmp_path / "b.md").write_text(rules("消防设施"), encoding="utf-8")

    assert [result.status for result in ingest(library, tmp_path / "a.md", tmp_path / "b.md")] == ["replaced", "added"]
    assert library.store.path_of(str(moved.document_id)) == str(tmp_path / "b.md")
    assert len(library.documents()) == 2


def test_a_document_and_its_text_are_there_until_removed(library: Library, tmp_path: Path) -> None:
    result = add(library, tmp_path / "a.md", rules("消防设施"))
    assert result.document_id is not None
    assert library.document(result.document_id).title == "某园区办法"
    assert library.document_text(result.document_id) == rules("消防设施")

    assert library.remove(result.document_id).title == "某园区办法"

    assert library.document_text(result.document_id) is None
    with pytest.raises(NoSuchDocument, match=result.document_id):
        library.document(result.document_id)
    with pytest.raises(NoSuchDocument, match=result.document_id):
        library.remove(result.document_id)


# No trace of what went


@pytest.mark.parametrize("how", ["replaced", "removed"])
def test_what_went_is_found_by_no_search(library: Library, tmp_path: Path, how: str) -> None:
    result = add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    add(library, tmp_path / "b.md", rules("开放时间", title="另一办法"))
    assert {hit.passage.document_id for hit in search(library, "租金补贴")[:1]} == {result.document_id}

    if how == "replaced":
        add(library, tmp_path / "a.md", rules("消防设施"))
    else:
        library.remove(str(result.document_id))

    assert "租金补贴" not in "".join(hit.passage.text for hit in search(library, "租金补贴", 50))
    assert result.document_id not in {hit.passage.document_id for hit in search(library, "租金补贴", 50)}
    stored, *others = ids_everywhere(library)
    assert others == [stored] * 4
    assert len(stored) == (2 if how == "replaced" else 1)


def test_twenty_changes_leave_the_same_passages_in_store_and_indexes(library: Library, tmp_path: Path) -> None:
    chance = random.Random(20211004)
    model: dict[str, tuple[str, ...]] = {}
    for _ in range(20):
        name = chance.choice("abcd")
        if name in model and chance.random() < 0.35:
            document_id = next(s.document_id for s in library.documents() if Path(s.path).name == f"{name}.md")
            library.remove(document_id)
            del model[name]
        else:
            topics = tuple(chance.sample(TOPICS, chance.randint(1, 5)))
            add(library, tmp_path / f"{name}.md", rules(*topics, title=f"{name}办法"))
            model[name] = topics

        expected = {
            passage.id
            for name, topics in model.items()
            for passage in chunk(understood(rules(*topics, title=f"{name}办法")))
        }
        assert ids_everywhere(library) == [expected] * 5


# Embeddings


def test_a_text_is_embedded_once_however_many_documents_hold_it(
    library: Library, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    assert len(embedder.embedded) == 2

    add(library, tmp_path / "b.md", rules("消防设施", "租金补贴", "停车收费"))
    assert len(embedder.embedded) == 3
    assert "停车收费" in embedder.embedded[-1]

    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴", "图书借阅"))
    assert len(embedder.embedded) == 4
    assert library.check().problems == ()


def test_a_replacement_embeds_only_what_is_new(library: Library, embedder: CountingEmbedder, tmp_path: Path) -> None:
    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    embedder.embedded.clear()

    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴", "停车收费"))

    assert len(embedder.embedded) == 1
    assert library.check().problems == ()
    assert len(library.nearest("园区", 10)) == 3


def test_documents_from_a_time_without_a_model_are_embedded_when_there_is_one(
    plain_library: Library, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    add(plain_library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    library = reopened(plain_library, embedder)
    assert "2 个段落还没有向量" in library.check().problems[0]
    embedder.embedded.clear()

    seen: list[tuple[int, int]] = []
    assert list(library.ingest([], lambda done, total: seen.append((done, total)))) == []

    assert len(embedder.embedded) == 2
    assert seen[-1] == (2, 2)
    assert library.check().problems == ()


def test_without_an_embedder_full_text_is_searched_and_the_mode_says_so(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules("消防设施", "租金补贴"))

    assert (plain_library.mode, plain_library.check().mode) == ("full_text", "full_text")
    assert plain_library.nearest("租金补贴", 5) == {}
    assert search(plain_library, "租金补贴")[0].passage.text == "第2条 园区每年公布租金补贴的要求。"
    assert plain_library.check().to_dict() == {
        "ok": True, "documents": 1, "passages": 2, "indexed": 0, "mode": "full_text", "problems": (), "repaired": False
    }  # fmt: skip


# Check and repair


def test_check_finds_what_the_index_lost_or_has_too_much_and_repair_mends_it_without_embedding(
    library: Library, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    add(library, tmp_path / "a.md", rules(*TOPICS[:4]))
    assert library.check().to_dict() == {
        "ok": True, "documents": 1, "passages": 4, "indexed": 4, "mode": "hybrid", "problems": (), "repaired": False
    }  # fmt: skip
    ids = sorted(indexed(library))
    with chroma_collection(library) as collection:
        collection.delete(ids=ids[:1])
        strays = {"stray": "gone", "another": "gone"}
        collection.upsert(
            ids=[*strays, ids[1]],
            embeddings=np.eye(3, embedder.dimension, dtype=np.float32),
            metadatas=[{"document_id": "gone"}] * 3,
            documents=[""] * 3,
        )
    embedder.embedded.clear()

    report = library.check()
    assert (report.indexed, report.to_dict()["ok"]) == (3, False)
    assert report.problems == (
        "语义索引缺少 1 个段落。", "语义索引多出 1 个不属于资料库的段落。", "语义索引里有 1 个段落的内容不对。",
        "语义索引里有 1 个段落用自己的向量也查不到。",
    )  # fmt: skip

    assert library.check(repair=True).repaired
    assert library.check().problems == ()
    assert embedder.embedded == []
    assert len(set(map(frozenset, ids_everywhere(library)))) == 1
    assert len(library.nearest("园区", 10)) == 4


def test_an_index_that_was_deleted_is_rebuilt_from_the_store(
    library: Library, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    shutil.rmtree(library.index.home)
    embedder.embedded.clear()
    again = reopened(library, embedder)

    assert again.check().problems == ("语义索引还没有建立，或已被删除。",)
    again.check(repair=True)

    assert again.check().problems == ()
    assert embedder.embedded == []
