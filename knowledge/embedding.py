"""Texts → unit vectors: the only place that builds embeddings, by LangChain over sentence-transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge import weights
from knowledge.hub import first_line, model_folder, quiet
from knowledge.once import Once

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings

TEXTS_PER_STEP = 64


class EmbeddingModelError(RuntimeError):
    """The embedding model cannot be loaded. The message, in Chinese, says why and what to do."""


def open_embedder(
    home: Path, model: str | None = None, endpoint: str | None = None, offline: bool = False
) -> Embedder | None:
    """Return an embedder with the named model, or with the default one; None where that was never fetched.

    Nothing is loaded yet. The arguments are the settings' home, embedding_model, model_endpoint and offline.
    """
    chosen = model or weights.installed(home)
    return Embedder(str(chosen), endpoint, offline) if chosen else None


class Embedder:
    """A sentence-transformers model, loaded by the first call that needs it; safe to share between threads.

    Args:
        model: a folder, or a name on the model hub, from where it is fetched once.
        endpoint: address of a mirror of the hub.
        offline: take a model from the hub's cache only.
    """

    def __init__(self, model: str, endpoint: str | None = None, offline: bool = False) -> None:
        self._model = model
        self._endpoint = endpoint
        self._offline = offline
        self._loaded = Once(self._load)

    @cached_property
    def name(self) -> str:
        """The model's name and a hash of its files: embeddings under different names must not be mixed."""
        digest = hashlib.sha256()
        for path in sorted(path for path in self._folder.rglob("*") if path.is_file() and path.suffix != ".md"):
            digest.update(path.relative_to(self._folder).as_posix().encode())
            with path.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
        label = Path(self._model).name if Path(self._model).is_dir() else self._model
        return f"{label}@{digest.hexdigest()[:8]}"

    @cached_property
    def dimension(self) -> int:
        """Components of an embedding. Loads the model unless it is the default one."""
        return weights.DIMENSION if self._is_default else len(self.embed_query(""))

    def warm_up(self) -> None:
        """Load the model now, which takes some seconds; meant for a background thread."""
        self.embed_query("")

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int, int], object] | None = None
    ) -> np.ndarray:
        """Embed passages as float32 of shape (n, dimension), each of length 1.

        ``on_progress`` is called with (texts done, texts in all) as the work goes on.
        """
        embeddings = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_PER_STEP):
            step = slice(start, start + TEXTS_PER_STEP)
            embeddings[step] = self.langchain.embed_documents(list(texts[step]))
            if on_progress:
                on_progress(min(step.stop, len(texts)), len(texts))
        return embeddings

    def embed_query(self, text: str) -> np.ndarray:
        """Embed a question as float32 of shape (dimension,), of length 1."""
        return np.array(self.langchain.embed_query(text), dtype=np.float32)

    @property
    def langchain(self) -> HuggingFaceEmbeddings:
        """The LangChain object underneath. EmbeddingModelError when the model cannot be loaded."""
        return self._loaded()

    @cached_property
    def _folder(self) -> Path:
        """The model's folder; a model named by its hub name is fetched when it is not in the hub's cache."""
        try:
            return model_folder(self._model, self._endpoint, self._offline)
        except (OSError, ValueError) as error:
            raise EmbeddingModelError(
                f"找不到嵌入模型 {self._model}：它不是一个文件夹，也没能从模型站取得（{first_line(error)}）。"
                "请检查 CANYUE_EMBEDDING_MODEL，或去掉它改用默认模型。"
            ) from error

    @cached_property
    def _is_default(self) -> bool:
        modules = self._folder / "modules.json"
        return modules.is_file() and modules.read_text(encoding="utf-8") == weights.DESCRIPTION["modules.json"]

    def _load(self) -> HuggingFaceEmbeddings:
        from langchain_huggingface import HuggingFaceEmbeddings

        quiet()
        # Trusted means that classes outside sentence-transformers may be named. The default model names
        # only knowledge.onnx_encoder; a folder of anyone else's could bring code of its own.
        options = {"local_files_only": True, "trust_remote_code": self._is_default}
        # The prompts are the model's own, empty for a model that has none.
        documents = {"prompt_name": "document", "normalize_embeddings": True}
        queries = {"prompt_name": "query", "normalize_embeddings": True}
        try:
            return HuggingFaceEmbeddings(
                model=str(self._folder), model_kwargs=options, encode_kwargs=documents, query_encode_kwargs=queries
            )
        except (OSError, ValueError, ImportError) as error:
            raise EmbeddingModelError(
                f"嵌入模型 {self._model} 无法加载（{first_line(error)}）。请检查 CANYUE_EMBEDDING_MODEL，"
                "它应是 sentence-transformers 模型的文件夹或名称；去掉它则改用默认模型。"
            ) from error
