"""The network as an int8 ONNX file, checked against the network it was made from."""

from __future__ import annotations

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from eval.reranker.network import CrossEncoder

_OPSET = 17
_INPUTS = ("input_ids", "token_type_ids")


class _One(torch.nn.Module):
    """Pairs run one by one, so that nothing is padded and there is no mask."""

    def __init__(self, network: CrossEncoder) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor, segments: torch.Tensor) -> torch.Tensor:
        logit: torch.Tensor = self.network(ids, segments, torch.ones_like(ids, dtype=torch.float32))
        return logit


def export(network: CrossEncoder, target: Path) -> None:
    """Write weights as int8, each matrix with a scale per column; activations are scaled as they come."""
    full = target.with_suffix(".fp32.onnx")
    example = torch.randint(100, 1000, (1, 48)), torch.cat([torch.zeros(1, 20), torch.ones(1, 28)], dim=1).long()
    axes = {name: {0: "batch", 1: "tokens"} for name in _INPUTS}
    try:
        with torch.no_grad():
            torch.onnx.export(
                _One(network.eval()).cpu(),
                example,
                str(full),
                input_names=list(_INPUTS),
                output_names=["logit"],
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
        quantize_dynamic(full, target, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        full.unlink(missing_ok=True)
