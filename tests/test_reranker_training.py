"""The network is the base model until it learns, learns what it is shown, and is exported as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from eval.reranker.card import seal
from eval.reranker.export import export
from eval.reranker.groups import Group
from eval.reranker.network import LAYERS, CrossEncoder, from_embedding_model
from eval.reranker.training import train
from knowledge import weights
from knowledge.onnx_encoder import OnnxEncoder
from knowledge.reranking.own import OwnReranker
from knowledge.reranking.pairs import pair, pair_tokenizer

pytestmark = pytest.mark.slow
QUESTION, RIGHT, WRONG = "仓库几点开门？", "仓库每天八点开门。", "仓库应当防火。"


@pytest.fixture(scope="module")
def base(home_with_weights: Path) -> Path:
    folder = weights.installed(home_with_weights)
    assert folder
    return folder


def test_its_weights_are_those_of_the_base_model(base: Path) -> None:
    network = from_embedding_model(base / "onnx" / "model_quantized.onnx").eval()
    ids = torch.tensor([pair_tokenizer(base / "tokenizer.json").encode("众创空间绩效评价的指标和权重").ids])
    with torch.no_grad():
        hidden = network.norm(
            network.words(ids) + network.segments.weight[0] + network.positions.weight[: ids.shape[1]]
        )
        for layer in network.layers:
            hidden = layer(hidden, hidden, torch.zeros(1, 1, 1, ids.shape[1]))
    ours = hidden[0, 0].numpy()
    theirs = OnnxEncoder(base, "onnx/model_quantized.onnx", 512, True)._encode(ids[0].numpy())
    # Theirs rounds activations to int8 as well.
    assert ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs) > 0.99
    assert len(network.layers) == LAYERS


def test_it_learns_what_it_is_shown_and_is_exported_as_it_is(base: Path, tmp_path: Path) -> None:
    network = from_embedding_model(base / "onnx" / "model_quantized.onnx")
    said: list[str] = []
    shown = [Group(QUESTION, (RIGHT, WRONG), True), Group(QUESTION, (WRONG,), False)] * 320
    train(network, base / "tokenizer.json", shown, said.append)
    assert float(said[-1].split()[3]) < 0.5  # the mean loss of the last steps; ln 3 and ln 2 at first
    right, wrong = logits(network, base, [RIGHT, WRONG])
    assert right > wrong
    export(network, tmp_path / "reranker.onnx")
    seal(tmp_path, base)
    assert OwnReranker(tmp_path).logits(QUESTION, [RIGHT, WRONG]) == pytest.approx([right, wrong], abs=0.35)


def logits(network: CrossEncoder, base: Path, texts: list[str]) -> list[float]:
    tokenizer = pair_tokenizer(base / "tokenizer.json")
    found = []
    for text in texts:
        encoding = tokenizer.encode(*pair(QUESTION, text))
        ids, segments = torch.tensor([encoding.ids]), torch.tensor([encoding.type_ids])
        with torch.no_grad():
            found.append(float(network(ids, segments, torch.ones_like(ids).float())[0]))
    return found
