"""A configured cross-encoder orders the best candidates anew: a real one, small and with random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.library import Library
from knowledge.reranking import CrossEncoderReranker, RerankerError
from knowledge.reranking.reading import readable
from knowledge.retrieval import search

TEXTS = ("食堂每天七点开门。", "图书馆每天八点开门，周末九点。", "体育馆周一闭馆。", "开门时间见各馆通知。")


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cross-encoder of one layer whose scores are arbitrary and always the same."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted({sign for text in TEXTS for sign in text})]
    words = BertWordPieceTokenizer({sign: number for number, sign in enumerate(signs)})
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=words._tokenizer, **special).save_pretrained(folder)
    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=len(signs),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=0.5,  # scores far enough apart to matter
    )
    shape.num_labels = 1
    model = BertForSequenceClassification(shape)
    model.save_pretrained(folder)
    return folder


def test_both_scores_count_the_same_whatever_their_scales(cross_encoder: Path) -> None:
    from sentence_transformers import CrossEncoder

    read = CrossEncoder(str(cross_encoder)).predict([("几点开门", text) for text in TEXTS])
    assert np.ptp(read) > 0.01
    given = np.array([0.9, 0.5, 0.4, 0.1])
    expected = np.argsort(-((given - given.mean()) / given.std() + (read - read.mean()) / read.std()))
    reranker = CrossEncoderReranker(str(cross_encoder))
    assert reranker.order("几点开门", TEXTS, list(given)) == expected.tolist()
    assert reranker.order("几点开门", TEXTS, list(given * 1000)) == expected.tolist()
    assert reranker.order("几点开门", TEXTS, [0.5] * 4) == np.argsort(-read).tolist()
    assert reranker.order("几点开门", TEXTS[:1], [0.5]) == [0]


def test_the_search_gives_the_same_scores_to_its_candidates_in_the_new_order(
    cross_encoder: Path, tmp_path: Path
) -> None:
    files = []
    for number, text in enumerate(TEXTS):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(f"通知{number}\n\n{text}\n", encoding="utf-8")
    plain = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    assert {result.status for result in plain.ingest(files)} == {"added"}
    reranker = CrossEncoderReranker(str(cross_encoder))
    with_one = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None, reranker)

    first = search(plain, "图书馆几点开门")
    second = search(with_one, "图书馆几点开门")
    assert [hit.passage.id for hit in search(with_one, "图书馆几点开门", rerank=False)] == [h.passage.id for h in first]
    assert [round(hit.score, 9) for hit in second] == [round(hit.score, 9) for hit in first]
    assert {hit.passage.id for hit in second} == {hit.passage.id for hit in first}
    texts = [readable(hit.passage) for hit in first]
    order = reranker.order("图书馆几点开门", texts, [hit.score for hit in first])
    assert order != sorted(order)
    assert [hit.passage.id for hit in second] == [first[position].passage.id for position in order]


def test_a_model_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="CANYUE_RERANKER_MODEL"):
        CrossEncoderReranker(str(tmp_path / "没有"), offline=True).warm_up()
