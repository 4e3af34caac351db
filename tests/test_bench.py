"""``canyue bench`` on a set of five documents, with every system."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval import bench
from eval.retrieval_set import RetrievalSetError, load
from knowledge import weights
from knowledge.embedding import Embedder

CORPUS = [
    {"id": "d1", "title": "借阅办法", "text": "每位读者最多借阅六册图书，借期三十天。"},
    {
        "id": "d2",
        "title": "借阅办法",
        "text": "每位读者最多借阅六册图书，借期三十天。",
    },  # the same text under another id
    {"id": "d3", "title": "开放时间", "text": "阅览室每天八点开门，二十二点关门，法定节假日除外。"},
    {"id": "d4", "title": "收费标准", "text": "| 项目 | 价格 |\n| --- | --- |\n| 复印 | 0.5元 |\n| 装订 | 8元 |"},
    {"id": "d5", "title": "", "text": "停车场凭证免费停放两小时。"},
]
QUERIES = [
    {"id": "q1", "text": "一次能借几册图书", "kind": "text"},
    {"id": "q2", "text": "装订的价格", "kind": "table"},
    {"id": "q3", "text": "没有相关文档的问题", "kind": "text"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t1\nq2\td4\t1\nq2\td3\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "小集"
    made.mkdir()
    with gzip.open(made / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(document, ensure_ascii=False) + "\n" for document in CORPUS)
    (made / "queries.jsonl").write_text("\n".join(json.dumps(query) for query in QUERIES), encoding="utf-8")
    (made / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return made


def test_a_set_is_read_whole_and_questions_without_an_answer_are_left_out(folder: Path) -> None:
    chosen = load(folder)
    assert [document.id for document in chosen.documents] == ["d1", "d2", "d3", "d4", "d5"]
    assert [query.id for query in chosen.queries] == ["q1", "q2"]
    assert chosen.qrels == {"q1": {"d1": 1.0, "d2": 1.0}, "q2": {"d4": 1.0}}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n", "qrels.tsv 第 2 行"),  # two columns
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td9\t1\n", "d9 不在 corpus 里"),  # an unknown document
        ("queries.jsonl", '{"id": "q1"}\n', "queries.jsonl 第 1 行"),  # no text
        ("queries.jsonl", "问题\n", "queries.jsonl 第 1 行"),  # no JSON
        ("queries.jsonl", '{"id": "q9", "text": "题"}\n', "没有一个问题标有相关文档"),
    ],
)
def test_a_broken_set_is_refused_with_file_and_line(folder: Path, file: str, content: str, said: str) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(RetrievalSetError, match=said):
        load(folder)


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RetrievalSetError, match="找不到"):
        load(tmp_path)


def test_every_system_is_measured_side_by_side_and_the_index_is_kept(
    folder: Path, tmp_path: Path, home_with_weights: Path
) -> None:
    embedder = Embedder(str(weights.model_folder(home_with_weights)))
    chosen = load(folder)
    first = bench.run(chosen, bench.SYSTEMS, embedder, tmp_path)
    assert set(first.outcomes) == set(bench.SYSTEMS)
    for name in ("canyue", "bm25", "bigram", "rrf"):
        assert first.outcomes[name].to_dict()["ndcg@10"] == 1.0, name
    assert first.indexing.left_out == 0
    assert first.indexing.passages == 6  # two rows of the table, four texts
    record = first.to_dict()
    assert {"queries", "documents", "passages", "index_bytes", "rss_bytes"} <= record.keys()
    assert record["margins"]["bm25"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert record["kinds"]["table"]["canyue"] == 1.0

    again = bench.run(chosen, ["canyue"], embedder, tmp_path)
    assert again.indexing == first.indexing  # read from the first run's record, not measured again
    bench.write(tmp_path / "out", again)
    assert json.loads((tmp_path / "out" / "bench.json").read_text(encoding="utf-8"))["queries"] == 2
    assert "| canyue | 1 |" in (tmp_path / "out" / "bench.md").read_text(encoding="utf-8")


def test_an_unknown_system_or_a_missing_model_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(bench.BenchRefused, match="ragflow"):
        bench.run(load(folder), ["ragflow"], None, tmp_path)
    with pytest.raises(bench.BenchRefused, match="models fetch"):
        bench.run(load(folder), ["canyue"], None, tmp_path)
