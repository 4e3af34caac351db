"""One writer at a time, readers at any time: other programs, threads, models and versions beside one library."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from knowledge import weights
from knowledge.embedding import Embedder
from knowledge.library import Library, LibraryBusy
from knowledge.retrieval import search
from knowledge.store import SCHEMA_VERSION, SchemaMismatch
from tests.knowledge.conftest import CountingEmbedder
from tests.knowledge.test_library import add, indexed, ingest, reopened, rules


@contextmanager
def another_writer(library: Library) -> Iterator[None]:
    """Another process that holds the writer's lock."""
    lock = str(library.store.path.with_suffix(".lock"))
    script = f"from filelock import FileLock\nwith FileLock({lock!r}):\n    print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        yield
        process.communicate(b"\n")


def test_a_second_writer_is_refused_within_seconds_while_readers_go_on(library: Library, tmp_path: Path) -> None:
    result = add(library, tmp_path / "a.md", rules("消防设施"))
    assert result.document_id is not None

    with another_writer(library):
        start = time.monotonic()
        with pytest.raises(LibraryBusy, match="正由另一个程序写入"):
            ingest(library, tmp_path / "a.md")
        assert 0.9 < time.monotonic() - start < 2

        start = time.monotonic()
        assert search(library, "消防设施")[0].passage.document_id == result.document_id
        assert library.document(result.document_id).title == "某园区办法"
        assert time.monotonic() - start < 1.5
        assert library.check().problems == ()

    assert library.remove(result.document_id).document_id == result.document_id


def test_the_lock_is_free_again_when_taking_in_is_given_up_halfway(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(rules("消防设施"), encoding="utf-8")
    taking_in = library.ingest([tmp_path / "a.md", tmp_path / "b.md"])
    assert next(taking_in).status == "added"

    taking_in.close()  # type: ignore[attr-defined]

    assert [result.status for result in ingest(reopened(library, None), tmp_path / "a.md")] == ["unchanged"]


# Takes in a file; its embeddings are computed beforehand, for the model takes many seconds to load.
ANOTHER_PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from knowledge.library import Library
database, index, vectors, file = map(Path, sys.argv[1:5])
class Precomputed:
    name, dimension = sys.argv[5], 512
    def embed_documents(self, texts, watch=None):
        return np.load(vectors)[:len(texts)]
print([result.status for result in Library(database, index, Precomputed()).ingest([file])])
"""


@pytest.mark.parametrize("then", ["asks", "takes in what is there already"])
def test_a_program_sees_what_another_program_wrote(
    library: Library, embedder: CountingEmbedder, tmp_path: Path, then: str
) -> None:
    add(library, tmp_path / "a.md", rules("消防设施"))
    reader = reopened(library, embedder)
    assert len(reader.nearest("园区", 10)) == 1
    (tmp_path / "b.md").write_text(rules("开放时间", title="另一办法"), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", embedder.embed_documents(["开放时间"]))
    paths = (library.store.path, library.index.home, tmp_path / "vectors.npy", tmp_path / "b.md")
    arguments = [ANOTHER_PROGRAM, *map(str, paths), embedder.name]
    done = subprocess.run([sys.executable, "-c", *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "['added']\n"), done.stderr

    if then != "asks":
        assert [result.status for result in ingest(reader, tmp_path / "a.md")] == ["unchanged"]
    assert [summary.title for summary in reader.documents()] == ["另一办法", "某园区办法"]
    assert len(reader.nearest("园区", 10)) == 2
    assert reader.check().problems == ()


def test_questions_go_on_while_a_thread_of_the_same_library_takes_in_files(library: Library, tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.md" for i in range(25)]
    for i, path in enumerate(paths):
        path.write_text(rules("消防设施", "租金补贴", title=f"第{i}号办法"), encoding="utf-8")
    ingest(library, paths[0])
    failures: list[BaseException] = []
    done = Event()

    def ask() -> None:
        while not done.is_set():
            try:
                assert library.nearest("租金补贴", 5)
            except BaseException as failure:
                failures.append(failure)
                return

    readers = [Thread(target=ask) for _ in range(3)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so that threads meet in the middle of things
    try:
        for reader in readers:
            reader.start()
        statuses = [result.status for result in ingest(library, *paths[1:])]
    finally:
        done.set()
        for reader in readers:
            reader.join()
        sys.setswitchinterval(interval)

    assert failures == []
    assert statuses == ["added"] * 24
    assert library.check().problems == ()


class RenamedEmbedder(Embedder):
    """The real embedder under another name, as a second model would have."""

    @property
    def name(self) -> str:
        return "another@00000000"


@pytest.fixture(scope="module")
def another_model(home_with_weights: Path) -> Embedder:
    return RenamedEmbedder(str(weights.model_folder(home_with_weights)))


def test_a_reader_with_another_model_leaves_the_index_alone(
    library: Library, another_model: Embedder, tmp_path: Path
) -> None:
    add(library, tmp_path / "a.md", rules("消防设施"))
    reader = Library(library.store.path, library.index.home, another_model)

    assert search(reader, "消防设施")[0].passage.text == "第1条 园区每年公布消防设施的要求。"  # by its words
    assert reader.nearest("消防设施", 5) == {}
    assert reader.check().problems != ()

    assert len(indexed(library)) == 1
    assert len(library.nearest("消防设施", 5)) == 1


def test_a_writer_with_another_model_embeds_anew_and_rebuilds_the_index(
    library: Library, another_model: Embedder, tmp_path: Path
) -> None:
    add(library, tmp_path / "a.md", rules("消防设施", "租金补贴"))
    writer = Library(library.store.path, library.index.home, another_model)

    assert [result.status for result in ingest(writer, tmp_path / "a.md")] == ["unchanged"]

    assert writer.check().problems == ()
    assert len(writer.nearest("消防设施", 5)) == 2
    assert {model for (model,) in _models(writer)} == {
        "another@00000000",
        str(library.embedder and library.embedder.name),
    }


def _models(library: Library) -> list[tuple[str]]:
    with sqlite3.connect(library.store.path) as db:
        return db.execute("SELECT DISTINCT model FROM embeddings").fetchall()


def test_a_library_of_another_version_is_refused(plain_library: Library) -> None:
    with sqlite3.connect(plain_library.store.path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    with pytest.raises(SchemaMismatch, match="CANYUE_HOME"):
        reopened(plain_library, None)
