"""A library of documents that a test writes out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.library import Library


def written_library(home: Path, documents: Mapping[str, str]) -> Library:
    """The documents, file name → text, in a library without an embedding model; all must be taken in."""
    library = Library(home / "library.sqlite3", home / "chroma", None)
    for name, text in documents.items():
        (home / name).write_text(text, encoding="utf-8")
    results = library.ingest([home / name for name in documents])
    assert [result.status for result in results] == ["added"] * len(documents)
    return library
