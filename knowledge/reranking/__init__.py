"""Reading question and passage together, to order the best candidates anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from knowledge.reranking.cross_encoder import CrossEncoderReranker
from knowledge.reranking.own import FOLDER, OwnReranker
from knowledge.reranking.reading import RerankerError

OFF = "off"

__all__ = ["FOLDER", "OFF", "CrossEncoderReranker", "OwnReranker", "Reranker", "RerankerError", "open_reranker"]


class Reranker(Protocol):
    """Orders a few candidates anew."""

    @property
    def name(self) -> str:
        """Tells this reranker's orders from another's."""

    def order(self, question: str, texts: Sequence[str], scores: Sequence[float]) -> list[int]:
        """Positions of the texts, best first, by the scores given and by its own reading. Raises RerankerError."""

    def warm_up(self) -> None:
        """Load what the first question would wait for. Raises RerankerError."""


def open_reranker(
    model: str | None = None, endpoint: str | None = None, offline: bool = False, folder: Path = FOLDER
) -> Reranker | None:
    """The cross-encoder of that name, or our own where none is named; None for OFF, or where our weights are not there.

    The arguments are the settings' reranker_model, model_endpoint and offline; ``folder`` is where our weights are.
    """
    if model == OFF:
        return None
    if model:
        return CrossEncoderReranker(model, endpoint, offline)
    return OwnReranker(folder) if folder.is_dir() else None
