"""A cross-encoder of sentence-transformers, which reads question and passage together; used where one is configured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.hub import first_line, model_folder, quiet
from knowledge.once import Once
from knowledge.reranking.reading import RerankerError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_TOKENS = 320
# The cross-encoder's share of a passage's standing among the candidates.
_SHARE = 0.5


class CrossEncoderReranker:
    """Orders a few candidates anew; loaded by the first call that needs it, safe to share between threads.

    Args:
        model: a folder, or a name on the model hub, from where it is fetched once.
        endpoint: address of a mirror of the hub.
        offline: take a model from the hub's cache only.
    """

    def __init__(self, model: str, endpoint: str | None = None, offline: bool = False) -> None:
        self._model = model
        self._endpoint = endpoint
        self._offline = offline
        self._encoder = Once(self._load)

    @property
    def name(self) -> str:
        """The model's folder or name."""
        return self._model

    def order(self, question: str, texts: Sequence[str], scores: Sequence[float]) -> list[int]:
        """Positions of the texts, best first, by both the given scores and the cross-encoder's, each as z-scores.

        A z-score is (x − mean) / standard deviation among these texts, so that no scale of either matters.
        Raises RerankerError.
        """
        if len(texts) < 2:
            return list(range(len(texts)))
        read = self._encoder().predict([(question, text) for text in texts], show_progress_bar=False)
        mixed = (1 - _SHARE) * _z(np.asarray(scores, dtype=float)) + _SHARE * _z(np.asarray(read, dtype=float))
        return [int(i) for i in np.argsort(-mixed, kind="stable")]

    def warm_up(self) -> None:
        """Load the model now. Raises RerankerError."""
        self._encoder()

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        quiet()
        try:
            folder: Path = model_folder(self._model, self._endpoint, self._offline)
            encoder: CrossEncoder = CrossEncoder(str(folder), local_files_only=True, num_labels=1)
            encoder.max_seq_length = _TOKENS
        except (OSError, ValueError, ImportError) as error:
            raise RerankerError(
                f"重排模型 {self._model} 无法加载（{first_line(error)}）。请检查 CANYUE_RERANKER_MODEL，"
                "它应是 sentence-transformers 交叉编码器的文件夹或模型站上的名称；去掉它则用自带的重排模型。"
            ) from error
        return encoder


def _z(values: np.ndarray) -> np.ndarray:
    spread = values.std()
    return (values - values.mean()) / spread if spread else np.zeros_like(values)
