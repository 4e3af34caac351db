"""The cross-encoder in torch: the embedding model's encoder, read back from its int8 weights, and one score.

The only module importing torch's neural networks and onnx. The shape is BERT's (Devlin et al. 2019); the last layer
computes [CLS] alone, as the score needs nothing else of it, which saves a fifth of the work. There is no dropout: in
one pass nothing is learnt by heart.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER = 512, 4, 8, 2048
POSITIONS, SEGMENTS = 512, 2
_EPSILON = 1e-12


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each with its residual and normalised after it."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, _EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, _EPSILON)

    def forward(self, asking: torch.Tensor, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """``asking`` (batch, some tokens, width) attends to ``hidden`` (batch, tokens, width); shaped as ``asking``.

        ``mask`` (batch, 1, 1, tokens) is added to the attention: 0 for a token, a large negative number for padding.
        """
        query, key, value = _heads(self.query(asking)), _heads(self.key(hidden)), _heads(self.value(hidden))
        weights = torch.softmax(query @ key.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + mask, dim=-1)
        asking = self.attended_norm(asking + self.attended((weights @ value).transpose(1, 2).flatten(2)))
        normed: torch.Tensor = self.outer_norm(asking + self.outer(functional.gelu(self.inner(asking))))
        return normed


class CrossEncoder(nn.Module):
    """Question and passage in one sequence → one logit: how much more likely than not the passage answers."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(SEGMENTS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, _EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.score = nn.Linear(WIDTH, 1)

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """All of shape (batch, tokens): int64 ids, int64 segments (1 for the passage), float mask (1 for a token).

        Returns logits of shape (batch,).
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.norm(self.words(ids) + self.segments(segments) + self.positions(places))
        unseen = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers[:-1]:
            hidden = layer(hidden, hidden, unseen)
        first = self.layers[-1](hidden[:, :1], hidden, unseen)[:, 0]
        logit: torch.Tensor = self.score(first)[:, 0]
        return logit


def from_embedding_model(weights: Path) -> CrossEncoder:
    """The encoder with the weights of an int8 ONNX file as sentence-transformers' exporter writes it, score at zero.

    Every quantized tensor becomes (q − zero point) × scale; a matrix of a MatMulInteger is transposed, as torch keeps
    (out, in). ValueError where the file has another shape.
    """
    graph = onnx.load(weights).graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def full(name: str) -> np.ndarray:
        # Where quantization was per column, scale and zero point have one entry a column.
        steps = held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"]
        return np.asarray(steps * held[f"{name}_scale"])

    matrices = {
        node.name.removeprefix("/").removesuffix("/MatMul_quant"): node.input[1].removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger"
    }
    if len(matrices) != 6 * LAYERS:
        raise ValueError(
            f"{weights.name}: {len(matrices)} matrices, expected {6 * LAYERS} of a BERT of {LAYERS} layers"
        )
    state = {
        "words.weight": full("embeddings.word_embeddings.weight"),
        "positions.weight": full("embeddings.position_embeddings.weight"),
        "segments.weight": full("embeddings.token_type_embeddings.weight"),
        "norm.weight": held["embeddings.LayerNorm.weight"],
        "norm.bias": held["embeddings.LayerNorm.bias"],
        "score.weight": np.zeros((1, WIDTH), dtype=np.float32),
        "score.bias": np.zeros(1, dtype=np.float32),
    }
    for number in range(LAYERS):
        for ours, theirs in _NAMES.items():
            state[f"layers.{number}.{ours}.weight"] = full(matrices[f"encoder/layer.{number}/{theirs}"]).T
            state[f"layers.{number}.{ours}.bias"] = held[f"encoder.layer.{number}.{theirs.replace('/', '.')}.bias"]
        for ours, theirs in _NORMS.items():
            for part in ("weight", "bias"):
                state[f"layers.{number}.{ours}.{part}"] = held[f"encoder.layer.{number}.{theirs}.LayerNorm.{part}"]
    network = CrossEncoder(len(state["words.weight"]))
    network.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in state.items()})
    return network


_NAMES = {
    "query": "attention/self/query",
    "key": "attention/self/key",
    "value": "attention/self/value",
    "attended": "attention/output/dense",
    "inner": "intermediate/dense",
    "outer": "output/dense",
}
_NORMS = {"attended_norm": "attention.output", "outer_norm": "output"}


def _heads(states: torch.Tensor) -> torch.Tensor:
    """(batch, tokens, width) → (batch, heads, tokens, width of a head)."""
    split: torch.Tensor = states.unflatten(-1, (HEADS, WIDTH // HEADS))
    return split.transpose(1, 2)
