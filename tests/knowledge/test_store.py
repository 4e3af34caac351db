"""The store: all of a document or nothing of it, one file that any number of threads may read."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from knowledge.chunking import chunk
from knowledge.documents import Document
from knowledge.store import SCHEMA_VERSION, SchemaMismatch, Store
from tests.knowledge import understood

FIELDS = (1.0, 1.0, 1.0)
FIRST = "# 甲办法\n\n2020年3月4日 公布\n\n第一条 工位不少于三十个。\n\n第二条 每月检查消防设施。\n"
SECOND = "# 乙办法\n\n第一条 租金补贴最高五万元。\n\n| 项目 | 分值 |\n|---|---|\n| 2.7 场地 | 10% |\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "new" / "library.sqlite3")


def put(store: Store, text: str, path: str = "a.md", model: str = "m") -> Document:
    """Add the document with made-up embeddings under the ids of its passages."""
    document = understood(text, path)
    passages = chunk(document)
    keys = [passage.id for passage in passages]
    vectors = {key: np.full(3, i, dtype=np.float32) for i, key in enumerate(keys)}
    store.put_vectors(vectors, model)
    store.put(document, path, passages, keys)
    return document


def rows(store: Store, table: str) -> int:
    with sqlite3.connect(store.path) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_document_comes_back_as_it_was_put_in(store: Store) -> None:
    document = put(store, SECOND)

    assert store.document(document.id) == document
    assert store.passages_of(document.id) == list(chunk(document))
    assert store.passages([passage.id for passage in chunk(document)] + ["unknown"]) == {
        passage.id: passage for passage in chunk(document)
    }
    assert (store.path_of(document.id), store.has_path("a.md"), store.has_path("b.md")) == ("a.md", True, False)


def test_what_is_not_there_is_none_or_left_out(store: Store) -> None:
    assert store.document("unknown") is None
    assert store.path_of("unknown") is None
    assert store.passages(["unknown"]) == {}
    assert store.passages_of("unknown") == []
    assert store.delete("unknown") == []


def test_a_summary_counts_passages_and_tables_and_has_the_dates(store: Store) -> None:
    put(store, FIRST, "a.md")
    put(store, SECOND, "b.md")

    summaries = store.summaries()
    assert [(s.title, s.path, s.passages, s.tables, s.published) for s in summaries] == [
        ("乙办法", "b.md", 2, 1, None),
        ("甲办法", "a.md", 3, 0, "2020-03-04"),
    ]
    assert store.passage_count() == 5


def test_putting_in_place_of_a_path_leaves_no_trace_of_what_was_there(store: Store) -> None:
    old = put(store, FIRST)
    old_ids = [passage.id for passage in store.passages_of(old.id)]
    new = put(store, SECOND)

    assert store.document(old.id) is None
    assert store.passages(old_ids) == {}
    assert store.match("by_words", ["消防"], 10, FIELDS) == {}
    assert [rows(store, table) for table in ("documents", "passages", "by_words", "by_bigrams")] == [1, 2, 2, 2]
    assert store.document(new.id) == new


def test_removing_leaves_no_trace(store: Store) -> None:
    document = put(store, FIRST)
    ids = [passage.id for passage in store.passages_of(document.id)]

    assert store.delete(document.id) == ids
    for table in ("documents", "passages", "by_words", "by_bigrams"):
        assert rows(store, table) == 0, table


def test_an_embedding_that_is_of_no_use_is_kept_for_a_month(store: Store) -> None:
    document = put(store, FIRST)
    store.delete(document.id)
    assert (store.drop_old_vectors(), rows(store, "embeddings")) == (0, 3)

    put(store, FIRST)  # comes back: is in use again
    with store.transaction() as db:
        assert db.execute("SELECT count(*) FROM embeddings WHERE unused_since IS NOT NULL").fetchone() == (0,)
    store.delete(document.id)
    with store.transaction() as db:
        db.execute("UPDATE embeddings SET unused_since = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-31 days')")

    assert (store.drop_old_vectors(), rows(store, "embeddings")) == (3, 0)


def test_an_embedding_stays_while_a_passage_needs_it(store: Store) -> None:
    first, second = understood(FIRST, "a.md"), understood(FIRST + "\n", "b.md")
    vectors = {f"k{i}": np.full(3, i, dtype=np.float32) for i in range(3)}
    store.put_vectors(vectors, "m")
    store.put(first, "a.md", chunk(first), list(vectors))
    store.put(second, "b.md", chunk(second), list(vectors))
    assert len(list(store.vectors("m"))) == 6

    store.delete(first.id)

    assert store.missing_embeddings("m") == []
    assert [vector[0] for _, vector in store.vectors("m")] == [0.0, 1.0, 2.0]


def test_an_embedding_kept_by_the_document_that_replaces_another_is_not_dropped(store: Store) -> None:
    old, new = understood(FIRST), understood(FIRST.replace("三十", "五十"))
    keys = ["opening", "thirty", "fire"]
    store.put_vectors({key: np.ones(3, dtype=np.float32) for key in keys}, "m")
    store.put(old, "a.md", chunk(old), keys)
    known = store.known_keys(["opening", "fifty", "fire"], "m")
    assert known == {"opening", "fire"}

    store.put_vectors({"fifty": np.ones(3, dtype=np.float32)}, "m")
    store.put(new, "a.md", chunk(new), ["opening", "fifty", "fire"])

    assert store.missing_embeddings("m") == []


def test_embeddings_of_one_model_are_not_those_of_another(store: Store) -> None:
    document = put(store, FIRST, model="m")
    ids = [passage.id for passage in chunk(document)]

    assert store.missing_embeddings("m") == []
    assert store.missing_embeddings("other") == ids
    assert list(store.vectors("other")) == []
    store.put_vectors({key: np.ones(3, dtype=np.float32) for key in ids}, "other")
    assert store.missing_embeddings("other") == []


def test_vectors_come_back_bit_for_bit(store: Store) -> None:
    document = understood(FIRST)
    (first, *_), keys = chunk(document), ["a", "b", "c"]
    vector = np.array([0.1, -1e-30, 3e38], dtype=np.float32)
    store.put_vectors(dict.fromkeys(keys, vector), "m")
    store.put(document, "a.md", chunk(document), keys)

    ((found_id, found),) = store.vectors("m", [first.id])
    assert found_id == first.id
    assert np.array_equal(found, vector)


@pytest.mark.parametrize("index", ["by_words", "by_bigrams"])
@pytest.mark.parametrize(
    ("token", "texts"),
    [
        ("2.7", ["项目：2.7 场地；分值：10%"]),
        ("10%", ["项目：2.7 场地；分值：10%"]),
        ("10", []),  # 10% is one token
        ("补贴", ["第一条 租金补贴最高五万元。"]),
        ("没有的词", []),
        ('"', []),
        ("NOT", []),
    ],
)
def test_full_text_finds_exact_tokens(store: Store, index: str, token: str, texts: list[str]) -> None:
    put(store, FIRST, "a.md")
    put(store, SECOND, "b.md")

    found = store.passages(list(store.match(index, [token], 10, FIELDS)))
    assert [passage.text for passage in found.values()] == texts


def test_full_text_gives_the_best_first_as_many_as_asked_and_of_the_documents_asked(store: Store) -> None:
    first, second = put(store, FIRST, "a.md"), put(store, SECOND, "b.md")
    tokens = ["第", "一条", "工位"]

    scores = store.match("by_words", tokens, 10, FIELDS)
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    assert next(iter(store.passages([next(iter(scores))]).values())).text == "第一条 工位不少于三十个。"
    assert list(store.match("by_words", tokens, 1, FIELDS)) == list(scores)[:1]
    only = store.passages(list(store.match("by_words", tokens, 10, FIELDS, [second.id])))
    assert {passage.document_id for passage in only.values()} == {second.id} != {first.id}
    assert store.match("by_words", tokens, 10, FIELDS, []) == {}
    assert store.match("by_words", [], 10, FIELDS) == {}


def test_a_change_that_fails_halfway_changes_nothing(store: Store) -> None:
    put(store, FIRST)
    before = (store.generation(), store.summaries())
    other = understood(SECOND)

    with pytest.raises(ValueError, match="shorter"):
        store.put(other, "a.md", chunk(other), ["one key only"])

    assert (store.generation(), store.summaries()) == before
    assert [rows(store, table) for table in ("passages", "by_words", "by_bigrams")] == [3, 3, 3]


def test_the_generation_counts_changes(store: Store) -> None:
    start = store.generation()
    document = put(store, FIRST)
    store.delete(document.id)

    assert store.generation() == start + 2


def test_threads_and_other_connections_see_what_was_committed(store: Store) -> None:
    document = put(store, FIRST)
    seen: list[object] = []
    thread = Thread(target=lambda: seen.append(store.document(document.id)))
    with store.transaction():  # a write is going on
        thread.start()
        thread.join(5)

    assert seen == [document]
    assert Store(store.path).document(document.id) == document


def test_a_store_of_another_version_is_refused_and_left_alone(store: Store) -> None:
    put(store, FIRST)
    with sqlite3.connect(store.path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    with pytest.raises(SchemaMismatch, match=f"{SCHEMA_VERSION + 1}.*只认到 {SCHEMA_VERSION}"):
        Store(store.path)
    assert rows(store, "passages") == 3
