"""The design's dependency table: rooms depend one way, and each third-party engine has its owner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("prompts", "knowledge", "assistant", "eval", "app")

DEPENDS_ON = {
    "prompts": (),
    "knowledge.documents": (),
    "knowledge": ("knowledge", "knowledge.documents"),
    "assistant": ("assistant", "knowledge", "knowledge.documents", "prompts"),
    "eval": ("eval", "assistant", "knowledge", "knowledge.documents", "prompts"),
    "app": ("eval", "assistant", "knowledge", "knowledge.documents"),
}
"""Room → the rooms it may import from."""

OWNERS = {
    "argon2": ("assistant.accounts",),
    "chromadb": ("knowledge.vectors",),
    "cv2": ("knowledge.loading.recognition",),
    "docx": ("knowledge.loading.word", "knowledge.loading.word_styles", "assistant.scoring_files"),
    "gradio": ("assistant.web", "app"),
    "jieba": ("knowledge.tokenization",),
    "langchain": (
        "knowledge.embedding", "knowledge.retrieval", "knowledge.vectors",
        "assistant.chain", "assistant.models", "assistant.tools", "eval.runner", "eval.systems",
    ),
    "olefile": ("knowledge.loading.sniffing", "knowledge.loading.libreoffice"),
    "onnx": ("eval.reranker.network",),
    "onnxruntime": ("knowledge.onnx_encoder", "knowledge.reranking.own", "eval.reranker.export"),
    "opencc": ("eval.reranker.sets",),
    "openpyxl": ("knowledge.loading.spreadsheet", "assistant.scoring_files"),
    "pptx": ("knowledge.loading.slides",),
    "psutil": ("knowledge.loading.sandbox", "knowledge.loading.libreoffice", "eval.bench"),
    "pypdfium2": ("knowledge.loading.pdf",),
    "rapidocr": ("knowledge.loading.recognition",),
    "sentence_transformers": ("knowledge.onnx_encoder", "knowledge.reranking.cross_encoder"),
    "sqlite3": ("knowledge.store", "assistant.scoring_history", "assistant.conversation", "assistant.accounts"),
    "tokenizers": ("knowledge.onnx_encoder", "knowledge.reranking", "eval.reranker.training"),
    "torch": ("knowledge.onnx_encoder", "eval.reranker"),
    "xllamacpp": ("assistant.local_model",),
    "xlrd": ("knowledge.loading.spreadsheet",),
    "xlsxwriter": ("assistant.scoring_files",),
}  # fmt: skip
"""Engine → the modules and packages that may import it; ``langchain`` stands for all its packages."""


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name."""
    found = [path for room in ROOMS for path in [*ROOT.glob(f"{room}.py"), *ROOT.glob(f"{room}/**/*.py")]]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in found}


def imports(source: str) -> Iterator[str]:
    """The dotted names that the source imports, wherever in it: ``from a import b`` gives a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (f"{node.module}." if node.module else "")
            yield from (origin + alias.name for alias in node.names)


def room_of(name: str) -> str | None:
    """The room of a dotted name, None if it is not of the project."""
    if f"{name}.".startswith("knowledge.documents."):
        return "knowledge.documents"
    return name.split(".")[0] if name.split(".")[0] in ROOMS else None


def lies_in(name: str, owners: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{owner}.") for owner in owners)


MODULES = modules()


def test_the_rooms_are_where_the_design_puts_them() -> None:
    assert {"knowledge.documents", "knowledge.library", "assistant.chain", "eval.runner", "app"} <= set(MODULES)


def test_imports_are_seen_wherever_they_stand() -> None:
    source = """
import chromadb.api
from knowledge import library
if TYPE_CHECKING:
    from langchain_core.runnables import Runnable
def late():
    import gradio as gr
    from . import sibling
"""
    assert set(imports(source)) == {
        "chromadb.api", "knowledge.library", "langchain_core.runnables.Runnable", "gradio", ".sibling"
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_from_the_rooms_below_it(name: str) -> None:
    room = room_of(name)
    assert room is not None
    imported = list(imports(MODULES[name].read_text(encoding="utf-8")))

    assert [other for other in imported if other.startswith(".")] == []  # names in full, so that this test sees them
    assert [other for other in imported if room_of(other) and room_of(other) not in DEPENDS_ON[room]] == []


@pytest.mark.parametrize("engine", sorted(OWNERS))
def test_an_engine_is_imported_by_its_owners_only(engine: str) -> None:
    importers = {
        name
        for name, path in MODULES.items()
        for imported in imports(path.read_text(encoding="utf-8"))
        if (imported.startswith(engine) if engine == "langchain" else lies_in(imported, (engine,)))
    }

    assert importers
    assert [name for name in sorted(importers) if not lies_in(name, OWNERS[engine])] == []
