"""The project's own small Chinese cross-encoder: int8 weights beside this module, run by onnxruntime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from knowledge.once import Once
from knowledge.onnx_encoder import TOKENIZER_FILE, available_cores
from knowledge.reranking.pairs import pair, pair_tokenizer
from knowledge.reranking.reading import RerankerError

FOLDER = Path(__file__).parent / "weights"
# A question is searched for more than once on the way to its answer.
_REMEMBERED = 4096
WEIGHTS_FILE, MANIFEST_FILE = "reranker.onnx", "manifest.json"
# What a score of the first stage counts against a logit, and the lead at which reading changes nothing for the better
# (grids in docs/benchmarks.md).
_SCORE, _SURE = 20.0, 0.1


class OwnReranker:
    """Reads question and passage together; loaded by the first call that needs it, safe to share between threads.

    Args:
        folder: holds the weights, the tokenizer's vocabulary and a manifest with the SHA-256 of both.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._model = Once(self._load)
        self._logit = lru_cache(maxsize=_REMEMBERED)(self._read)

    @property
    def name(self) -> str:
        """Says which weights. Raises RerankerError."""
        return f"own@{self._hashes()[WEIGHTS_FILE][:8]}"

    def order(self, question: str, texts: Sequence[str], scores: Sequence[float]) -> list[int]:
        """Positions of the texts, best first: the scores given, on their absolute scale, and what is read, added up.

        What scores well clear of the rest stays first, and nothing is read. Scores come best first, 0..1 (above where
        the question names the document). Raises RerankerError.
        """
        if len(texts) < 2 or scores[0] - scores[1] > _SURE:
            return list(range(len(texts)))
        mixed = _SCORE * np.asarray(scores, dtype=float) + self.logits(question, texts)
        return [int(at) for at in np.argsort(-mixed, kind="stable")]

    def logits(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """One logit a text, float32 of shape (n,): above 0 where the text rather answers the question than not.

        A pair runs by itself, one thread per core: int8 activations are scaled by the largest of a batch, so in a
        batch a logit would depend on its neighbours. Raises RerankerError.
        """
        with ThreadPoolExecutor(available_cores()) as pool:
            return np.fromiter(pool.map(lambda text: self._logit(question, text), texts), np.float32, len(texts))

    def _read(self, question: str, text: str) -> float:
        tokenizer, session = self._model()
        encoding = tokenizer.encode(*pair(question, text))
        inputs = {
            "input_ids": np.array([encoding.ids], np.int64),
            "token_type_ids": np.array([encoding.type_ids], np.int64),
        }
        return float(session.run(None, inputs)[0][0])

    def warm_up(self) -> None:
        """Load the weights now. Raises RerankerError."""
        self._model()

    def _load(self) -> _Loaded:
        for name, expected in self._hashes().items():
            try:
                with (self._folder / name).open("rb") as content:
                    found = hashlib.file_digest(content, "sha256").hexdigest()
            except OSError as error:
                raise self._unusable(f"读不了 {name}：{error}") from error
            if found != expected:
                raise self._unusable(f"{name} 与记录的校验值不符，可能没有取完整或被改动")
        options = SessionOptions()
        options.intra_op_num_threads = 1  # the cores are shared out by text
        session = InferenceSession(self._folder / WEIGHTS_FILE, options, providers=["CPUExecutionProvider"])
        return _Loaded(pair_tokenizer(self._folder / TOKENIZER_FILE), session)

    def _hashes(self) -> dict[str, str]:
        try:
            manifest = json.loads((self._folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            return {name: manifest["sha256"][name] for name in (WEIGHTS_FILE, TOKENIZER_FILE)}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unusable(f"读不了 {MANIFEST_FILE}：{error}") from error

    @staticmethod
    def _unusable(why: str) -> RerankerError:
        return RerankerError(
            f"自带的重排模型用不了（{why}）。请重新取得这些文件，或设 CANYUE_RERANKER_MODEL=off，不用重排。"
        )


class _Loaded(NamedTuple):
    tokenizer: Tokenizer
    session: InferenceSession
