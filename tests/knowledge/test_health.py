"""Damage is found, told, and mended from the store, and no damaged file takes the program down."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.library import INDEX_DAMAGED, INDEX_MISSING, Library
from knowledge.retrieval import search
from knowledge.store import StoreDamaged
from tests.knowledge.conftest import CountingEmbedder
from tests.knowledge.test_library import TOPICS, add, indexed, reopened, rules


def noise(content: bytes) -> bytes:
    return random.Random(26).randbytes(len(content))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "noise": lambda path: path.write_bytes(noise(path.read_bytes())),
    "noise after the header": lambda path: path.write_bytes(path.read_bytes()[:8] + noise(path.read_bytes()[8:])),
    "deleted": lambda path: path.unlink(),
}
FILES = (
    "seal.json", "chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "link_lists.bin",
    "index_metadata.pickle",
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_damage_to_an_index_file_is_found_and_mended_without_embedding(
    library: Library, embedder: CountingEmbedder, tmp_path: Path, name: str
) -> None:
    add(library, tmp_path / "a.md", rules(*TOPICS))
    embedder.embedded.clear()
    for kind, damage in DAMAGE.items():
        (path,) = library.index.home.rglob(name)
        damage(path)
        again = reopened(library, embedder)

        assert again.degraded() == (INDEX_MISSING if (name, kind) == ("seal.json", "deleted") else INDEX_DAMAGED), kind
        assert search(again, "消防设施")[0].passage.text == "第1条 园区每年公布消防设施的要求。"  # by its words
        assert len(again.check().problems) == 1
        again.prepare()

        assert again.degraded() is None
        assert len(again.nearest("消防设施", 20)) == 8
        again.index.close()
    assert reopened(library, embedder).check().problems == ()
    assert embedder.embedded == []


def test_a_program_that_has_the_index_open_goes_on_and_takes_the_mended_one(
    library: Library, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    add(library, tmp_path / "a.md", rules(*TOPICS))
    serving = reopened(library, embedder)
    assert len(serving.nearest("消防设施", 20)) == 8
    for path in [path for path in library.index.home.rglob("*") if path.is_file() and path.name != "seal.json"]:
        path.write_bytes(noise(path.read_bytes()))

    assert search(serving, "消防设施")[0].passage.text == "第1条 园区每年公布消防设施的要求。"
    assert serving.degraded() == INDEX_DAMAGED
    assert reopened(library, embedder).check(repair=True).repaired
    assert len(serving.nearest("消防设施", 20)) == 8
    assert serving.degraded() is None
    assert indexed(serving) == set(serving.nearest("消防设施", 20))


def test_repairing_what_is_whole_does_nothing(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path / "a.md", rules(*TOPICS))
    seal, generation = library.index.seal(), library.store.generation()

    report = library.check(repair=True)

    assert (report.problems, report.repaired, report.indexed) == ((), False, 8)
    assert (library.index.seal(), library.store.generation()) == (seal, generation)


def test_a_probe_that_dies_of_what_it_opens_does_not_take_this_program_with_it(
    library: Library, tmp_path: Path
) -> None:
    """The files are damaged under a seal that vouches for them: only a child finds out."""
    add(library, tmp_path / "a.md", rules(*TOPICS))
    seal = library.index.seal()
    assert seal is not None
    (header,) = library.index.home.rglob("header.bin")
    header.write_bytes(noise(header.read_bytes()))
    opener = "import sys; from pathlib import Path; from knowledge.vectors.chroma import ChromaFolder as F; F(Path(sys.argv[1])).ids(); import numpy as np; F(Path(sys.argv[1])).best([np.ones(512, dtype=np.float32)])"  # noqa: E501
    died = subprocess.run([sys.executable, "-c", opener, str(library.index.home / seal.folder)], capture_output=True)
    assert died.returncode != 0
    library.index._examine = lambda seal: None  # type: ignore[method-assign,assignment,return-value]
    library.index.intact = lambda seal: True  # type: ignore[method-assign]

    assert library.check().problems == ("语义索引已损坏，无法打开。",)


def test_full_text_that_lost_a_passage_is_found_and_made_anew(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules(*TOPICS))
    with sqlite3.connect(plain_library.store.path) as db:
        db.execute("DELETE FROM by_words WHERE rowid = 1")
        db.execute("UPDATE by_bigrams_data SET block = zeroblob(50) WHERE id > 10")

    report = plain_library.check()
    assert report.problems == tuple(f"全文索引 {name} 有损坏，或与段落不符。" for name in ("by_words", "by_bigrams"))

    assert plain_library.check(repair=True).repaired
    assert plain_library.check(repair=True).to_dict() == {
        "ok": True, "documents": 1, "passages": 8, "indexed": 0, "mode": "full_text", "problems": (), "repaired": False
    }  # fmt: skip
    assert search(plain_library, "消防设施")[0].passage.text == "第1条 园区每年公布消防设施的要求。"


def test_what_cannot_be_mended_is_told_and_not_called_repaired(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules(*TOPICS))
    with sqlite3.connect(plain_library.store.path) as db:
        numbers = "SELECT max(number) FROM passages"
        for index in ("by_words", "by_bigrams"):
            db.execute(f"DELETE FROM {index} WHERE rowid = ({numbers})")
        db.execute(f"DELETE FROM passages WHERE number = ({numbers})")

    report = plain_library.check(repair=True)

    assert report.problems == ("《某园区办法》的段落不全：请用 canyue remove 移除它，再重新收入原文件。",)
    assert not report.repaired
    assert report.to_dict()["ok"] is False


def test_a_database_that_is_damaged_is_told_with_what_to_do(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules(*TOPICS))
    path = plain_library.store.path
    plain_library.store.close()
    content = path.read_bytes()

    path.write_bytes(content[:4096] + noise(content[4096:]))
    with pytest.raises(StoreDamaged, match="canyue restore"):
        reopened(plain_library, None).documents()

    path.write_bytes(noise(content))
    with pytest.raises(StoreDamaged, match="canyue restore"):
        reopened(plain_library, None)
