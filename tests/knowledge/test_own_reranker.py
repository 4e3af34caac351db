"""Our own cross-encoder: the weights that are shipped, as they are shipped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.library import Library
from knowledge.reranking import FOLDER, OFF, CrossEncoderReranker, OwnReranker, RerankerError, open_reranker
from knowledge.reranking.reading import readable
from knowledge.retrieval import search

QUESTION = "仓储管理办法从哪天起施行？"
PURPOSE = "仓储管理办法\n第一条 为了规范仓储管理，保障仓储安全，制定本办法。"
EXISTING = "仓储管理办法\n第十九条 本办法施行前已经建成的仓库，应当在施行之日起一年内改造。"
IN_FORCE = "仓储管理办法\n第二十条 本办法自2024年3月1日起施行。"
ELSEWHERE = "食堂管理规定\n第三条 食堂每天七点开门。"


@pytest.fixture(scope="module")
def reranker() -> OwnReranker:
    return OwnReranker()


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (QUESTION, IN_FORCE, PURPOSE),  # the words are in the wrong one, the answer in the right one
        (
            "谁主管全市的仓储监督？",
            "第四条 市商务部门负责全市仓储的监督管理工作。",
            "第五条 仓储企业应当接受监督检查。",
        ),
        ("擅自出租仓库要罚多少钱", "第九条 违反本办法，擅自出租仓库的，处五千元罚款。", "第八条 不得擅自出租仓库。"),
    ],
)
def test_what_answers_is_read_as_likelier_than_what_only_shares_the_words(
    reranker: OwnReranker, question: str, right: str, wrong: str
) -> None:
    likelier, less = reranker.logits(question, [right, wrong])
    assert likelier > less


def test_a_logit_depends_on_its_own_pair_alone(reranker: OwnReranker) -> None:
    together = reranker.logits(QUESTION, [PURPOSE, IN_FORCE, ELSEWHERE * 40])
    apart = [OwnReranker().logits(QUESTION, [text])[0] for text in (PURPOSE, IN_FORCE, ELSEWHERE * 40)]
    assert together.tolist() == pytest.approx(apart, abs=0)


def test_scores_and_reading_add_up(reranker: OwnReranker) -> None:
    read = reranker.logits(QUESTION, [EXISTING, IN_FORCE])
    lead = float(read[1] - read[0]) / 20
    assert 0 < lead < 0.1
    assert reranker.order(QUESTION, [EXISTING, IN_FORCE], [0.7, 0.7]) == [1, 0]
    assert reranker.order(QUESTION, [EXISTING, IN_FORCE], [0.7, 0.7 - lead + 0.001]) == [1, 0]
    assert reranker.order(QUESTION, [EXISTING, IN_FORCE], [0.7, 0.7 - lead - 0.001]) == [0, 1]


def test_what_leads_clearly_stays_first(reranker: OwnReranker) -> None:
    assert reranker.order(QUESTION, [ELSEWHERE, PURPOSE, IN_FORCE], [0.9, 0.74, 0.74]) == [0, 1, 2]
    assert reranker.order(QUESTION, [PURPOSE], [0.4]) == [0]
    assert reranker.order(QUESTION, [], []) == []


@pytest.mark.parametrize("text", ["", "，", "A" * 4000, "\ud800", "第" * 600 + "\n条"], ids=str.__len__)
def test_any_text_can_be_read(reranker: OwnReranker, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert np.isfinite(reranker.logits(text, [text, PURPOSE])).all()


def test_the_search_reads_its_best_candidates_unless_told_not_to(tmp_path: Path, reranker: OwnReranker) -> None:
    file = tmp_path / "仓储管理办法.txt"
    articles = (
        "仓储管理办法", "第一条 仓库是指存放货物的场所。", "第二条 不得擅自出租仓库。",
        "第三条 出租仓库违反前条规定的，处五千元罚款。", "第四条 出租仓库的租金由双方约定。",
        "第五条 市商务部门负责仓库的监督管理工作。", "第六条 仓库应当每年检查一次。",
    )  # fmt: skip
    file.write_text("\n\n".join(articles) + "\n", encoding="utf-8")
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None, reranker)
    assert [result.status for result in library.ingest([file])] == ["added"]
    question = "出租仓库罚多少钱"
    first, second = search(library, question, rerank=False), search(library, question)
    order = reranker.order(question, [readable(hit.passage) for hit in first], [hit.score for hit in first])
    assert "罚款" not in first[0].passage.text
    assert "罚款" in second[0].passage.text
    assert [hit.passage.id for hit in second] == [first[at].passage.id for at in order]
    assert [hit.score for hit in second] == [hit.score for hit in first]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "weights"))


@pytest.mark.parametrize("name", ["reranker.onnx", "tokenizer.json"])
def test_a_changed_file_is_refused_before_it_is_loaded(copied: Path, name: str) -> None:
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(RerankerError, match=rf"{name} 与记录的校验值不符.*CANYUE_RERANKER_MODEL=off"):
        OwnReranker(copied).warm_up()


@pytest.mark.parametrize("name", ["reranker.onnx", "tokenizer.json", "manifest.json"])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(RerankerError, match=f"读不了 {name}.*重新取得"):
        OwnReranker(copied).warm_up()


def test_the_setting_chooses_the_reranker(tmp_path: Path) -> None:
    assert open_reranker(OFF) is None
    assert isinstance(open_reranker(), OwnReranker)
    assert isinstance(open_reranker("someone/else"), CrossEncoderReranker)
    assert open_reranker(folder=tmp_path / "没有") is None


def test_the_weights_are_small_and_their_card_says_what_they_are() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 25 * 2**20
    card = (FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    hashes = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["sha256"]
    for told in (*hashes.values(), "bge-small-zh-v1.5", "MIT", "CC BY-SA", "C-UDA"):
        assert told in card
