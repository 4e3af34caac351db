"""A backup holds the whole library as it was at one moment; what is not whole restores nothing."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.backup import BackupError, backup, restore
from knowledge.library import Library, LibraryBusy
from knowledge.retrieval import search
from knowledge.store import SCHEMA_VERSION
from tests.knowledge.conftest import CountingEmbedder
from tests.knowledge.test_library import add, ids_everywhere, reopened, rules
from tests.knowledge.test_library_sharing import another_writer


def test_a_library_comes_back_as_it_was_without_embedding_anything(
    library: Library, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    first = add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    manifest = backup(library.store.path, tmp_path / "备份.zip")
    assert (manifest.documents, manifest.passages, manifest.schema) == (1, 2, SCHEMA_VERSION)
    add(library, tmp_path / "a.md", rules("停车收费"))
    add(library, tmp_path / "b.md", rules("开放时间", title="另一办法"))
    embedder.embedded.clear()

    restored = restore(tmp_path / "备份.zip", library.store.path)

    assert restored.manifest == manifest
    for seen in (library, reopened(library, embedder)):  # a program that has it open sees it, too
        assert [summary.document_id for summary in seen.documents()] == [first.document_id]
        assert search(seen, "租金补贴")[0].passage.text == "第2条 园区每年公布租金补贴的要求。"
        assert seen.degraded() is not None
    library.prepare()
    assert library.degraded() is None
    assert len(library.nearest("园区", 10)) == 2
    assert len(set(map(frozenset, ids_everywhere(library)))) == 1
    assert embedder.embedded == []
    assert restored.kept is not None
    kept = Library(restored.kept, tmp_path / "elsewhere", None)
    assert sorted(summary.title for summary in kept.documents()) == ["另一办法", "某园区办法"]


def test_a_backup_is_of_one_moment_while_documents_come_in(plain_library: Library, tmp_path: Path) -> None:
    files = [tmp_path / f"{i}.md" for i in range(40)]
    for i, file in enumerate(files):
        file.write_text(rules("消防设施", "租金补贴", title=f"第{i}号办法"), encoding="utf-8")
    writer = threading.Thread(target=lambda: list(plain_library.ingest(files)))
    writer.start()
    made = [backup(plain_library.store.path, tmp_path / f"{i}.zip") for i in range(3)]
    writer.join()

    for i, manifest in enumerate(made):
        target = tmp_path / f"restored{i}" / "library.sqlite3"
        assert restore(tmp_path / f"{i}.zip", target).kept is None
        library = Library(target, tmp_path / "none", None)
        assert (len(library.documents()), library.store.passage_count()) == (manifest.documents, 2 * manifest.documents)
        assert library.check().problems == ()


def with_database(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Rewrite the zip with its database changed."""

    def rewrite(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in entries.items():
                archive.writestr(name, change(content) if name == "library.sqlite3" else content)

    return rewrite


def without_manifest(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("library.sqlite3", b"")


def of_a_later_format(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        manifest, database = json.loads(archive.read("manifest.json")), archive.read("library.sqlite3")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {"format": 2}))
        archive.writestr("library.sqlite3", database)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:500]), "不是完整的参阅备份"),  # copied halfway
        (lambda path: path.write_text("文字"), "不是完整的参阅备份"),  # some other file
        (lambda path: path.unlink(), "请检查"),  # a mistyped name
        (without_manifest, "不是完整的参阅备份"),  # a zip of something else
        (with_database(lambda content: content[:-1] + b"!"), "与校验值不符"),  # one byte wrong
        (with_database(lambda content: content + b"!"), "与校验值不符"),  # one byte too many
        (of_a_later_format, "请升级"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_changes_nothing(
    plain_library: Library, tmp_path: Path, damage: Callable[[Path], None], reason: str
) -> None:
    add(plain_library, tmp_path / "a.md", rules("消防设施"))
    backup(plain_library.store.path, tmp_path / "备份.zip")
    add(plain_library, tmp_path / "b.md", rules("开放时间", title="另一办法"))
    damage(tmp_path / "备份.zip")
    before = sorted(path.name for path in plain_library.store.path.parent.iterdir())

    with pytest.raises(BackupError, match=reason):
        restore(tmp_path / "备份.zip", plain_library.store.path)

    assert len(plain_library.documents()) == 2
    assert sorted(path.name for path in plain_library.store.path.parent.iterdir()) == before


def test_a_damaged_library_is_put_aside_and_the_backup_takes_its_place(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules("消防设施"))
    backup(plain_library.store.path, tmp_path / "备份.zip")
    plain_library.store.close()
    plain_library.store.path.write_bytes(b"noise" * 5000)

    kept = restore(tmp_path / "备份.zip", plain_library.store.path).kept

    assert kept is not None
    assert kept.read_bytes() == b"noise" * 5000
    assert [summary.title for summary in reopened(plain_library, None).documents()] == ["某园区办法"]


def test_nothing_is_restored_while_another_program_writes(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules("消防设施"))
    backup(plain_library.store.path, tmp_path / "备份.zip")

    with another_writer(plain_library), pytest.raises(LibraryBusy):
        restore(tmp_path / "备份.zip", plain_library.store.path)


def test_a_file_that_is_there_is_not_overwritten(plain_library: Library, tmp_path: Path) -> None:
    add(plain_library, tmp_path / "a.md", rules("消防设施"))
    (tmp_path / "备份.zip").write_bytes(b"mine")

    with pytest.raises(BackupError, match="已经存在"):
        backup(plain_library.store.path, tmp_path / "备份.zip")

    assert (tmp_path / "备份.zip").read_bytes() == b"mine"
