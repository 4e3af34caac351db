"""A model's folder: named outright, in the model hub's cache, or fetched from the hub once."""

from __future__ import annotations

import logging
import os
from pathlib import Path

UNUSED_FORMATS = ["onnx/*", "openvino/*", "*.h5", "*.msgpack", "*.ot", "*.gguf"]


def model_folder(model: str, endpoint: str | None = None, offline: bool = False) -> Path:
    """The folder of a model that is named by its path or by its name on the hub.

    ``endpoint`` is the address of a mirror; ``offline`` takes what is in the hub's cache only.
    Raises OSError or ValueError where there is none.
    """
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except LocalEntryNotFoundError:
        if offline:
            raise
        return Path(snapshot_download(model, endpoint=endpoint, ignore_patterns=UNUSED_FORMATS))


def quiet() -> None:
    """Neither progress bars nor advice from the libraries that load models."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # it warns at every later fork otherwise
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call,unused-ignore]
    for library in ("transformers", "sentence_transformers"):
        logging.getLogger(library).setLevel(logging.ERROR)


def first_line(error: Exception) -> str:
    """What a library says of its failure, without the rest."""
    return str(error).partition("\n")[0]
