"""A sentence-transformers module that runs a BERT-like encoder in onnxruntime.

The only module importing onnxruntime and tokenizers. A model folder names the class in its ``modules.json``,
so whatever loads sentence-transformers models loads this one too.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

TOKENIZER_FILE = "tokenizer.json"


def available_cores() -> int:
    """Count the cores this process may run on, which can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OnnxEncoder(InputModule):
    """Text → the encoder's output at [CLS], a ``sentence_embedding`` of shape (batch, dimension).

    Every text runs by itself, one thread per core. Dynamic int8 quantisation scales activations by the
    largest one of the whole batch, so in a batch an embedding would depend on its neighbours (cosine down
    to 0.986 against the same text alone); and without padding this is the faster way as well.

    Args:
        folder: the model folder, which holds ``onnx_file`` and tokenizer.json.
        onnx_file: path inside the folder. Inputs input_ids, attention_mask and token_type_ids (batch, tokens);
            the first output is (batch, tokens, dimension).
        max_seq_length: tokens kept of a text, [CLS] and [SEP] included.
        lowercase: fold capitals first, for a vocabulary that has none and would read them as [UNK].
    """

    config_file_name = "onnx_encoder.json"
    config_keys: list[str] = ["onnx_file", "max_seq_length", "lowercase"]  # noqa: RUF012 (declared so by the base class)

    def __init__(self, folder: Path, onnx_file: str, max_seq_length: int, lowercase: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call,unused-ignore]
        self.folder = folder
        self.onnx_file = onnx_file
        self.max_seq_length = max_seq_length
        self.lowercase = lowercase
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self.tokenizer.enable_truncation(max_seq_length)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the cores are shared out by text
        self.session = onnxruntime.InferenceSession(folder / onnx_file, options, providers=["CPUExecutionProvider"])

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Tokenise texts into ``input_ids``, one array of int64 a text: there is no batch to pad for."""
        texts = [(prompt or "") + text for text in inputs]
        encodings = self.tokenizer.encode_batch([text.lower() for text in texts] if self.lowercase else texts)
        return {"input_ids": [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add ``sentence_embedding`` (batch, dimension), float32."""
        with ThreadPoolExecutor(available_cores()) as pool:
            embeddings = list(pool.map(self._encode, features["input_ids"]))
        return {**features, "sentence_embedding": torch.from_numpy(np.stack(embeddings))}

    def _encode(self, input_ids: np.ndarray) -> np.ndarray:
        batch = input_ids[None, :]
        inputs = {"input_ids": batch, "attention_mask": np.ones_like(batch), "token_type_ids": np.zeros_like(batch)}
        first: np.ndarray = self.session.run(None, inputs)[0][0, 0]
        return first

    def get_embedding_dimension(self) -> int:
        """Components of an embedding."""
        return int(self.session.get_outputs()[0].shape[-1])

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Write the module to a folder that ``load`` reads."""
        target = Path(output_path)
        (target / self.onnx_file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.folder / self.onnx_file, target / self.onnx_file)
        shutil.copyfile(self.folder / TOKENIZER_FILE, target / TOKENIZER_FILE)
        self.save_config(output_path)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> Self:
        """Read the module from a local folder. FileNotFoundError when it is not one."""
        folder = Path(model_name_or_path, subfolder)
        config = json.loads((folder / cls.config_file_name).read_text(encoding="utf-8"))
        return cls(folder, **config)
