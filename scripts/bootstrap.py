"""Set up and start: ``python scripts/bootstrap.py COMMAND [arguments]``, COMMAND being a key of EXTRAS.

``make`` calls this. Needs nothing but Python's own library, works on Linux, macOS and Windows, and does what
is missing only: a stamp in ``.venv`` says for which requirements it was last installed. Written so that an
older Python still reads it far enough to say which one is needed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "canyue-installed.json"
CONSTRAINTS = ROOT / "constraints.txt"
OLDEST_PYTHON = (3, 11)
LANGUAGE_MODEL = "qwen2.5-coder-1.5b"
EXTRAS = {
    "run": [],
    "eval": [],
    "test": ["test", "train"],
    "test-llm": ["llm", "test"],
    "long": ["test", "train"],
    "check": ["dev", "test"],
    "crash": ["test"],
    "reranker": ["train"],
    "scale": [],
    "screenshots": ["test"],
    "lock": ["dev", "test"],
}


def main() -> int:
    """Do what the command line asks for; return the exit status."""
    command, arguments = (sys.argv[1:2] or ["run"])[0], sys.argv[2:]
    if command not in EXTRAS:
        print(f"没有“{command}”这个命令，可用的有：{'、'.join(EXTRAS)}。", file=sys.stderr)
        return 2
    require_python()
    install(EXTRAS[command])
    if command == "lock":
        return lock()
    if command == "check":
        steps = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy", "."]]
        return max(subprocess.call([str(PYTHON), "-m", *step], cwd=ROOT) for step in steps)
    if command in ("test", "long"):  # fetches the weights by itself, into a home of its own
        provide_chromium()
        longer = ["-m", "slow"] if command == "long" else []
        return become("-m", "pytest", "-rs", "--no-fold-skipped", *longer, *arguments)
    if command == "test-llm":
        if subprocess.call([str(PYTHON), "app.py", "models", "fetch", LANGUAGE_MODEL], cwd=ROOT):
            return 1
        return become("-m", "pytest", "-rs", "-s", "-m", "llm", "tests/llm", *arguments)
    fetch_weights()
    if command == "crash":
        return become("-m", "tests.knowledge.crash", *arguments)
    if command == "reranker":
        return become("-m", "eval.reranker", *arguments)
    if command in ("scale", "screenshots"):
        return become(f"scripts/{command}.py", *arguments)
    return become("app.py", {"run": "serve", "eval": "eval"}[command], *arguments)


def require_python() -> None:
    """Go on with a Python that is new enough, or say what to install."""
    if sys.version_info < OLDEST_PYTHON:
        for minor in range(14, OLDEST_PYTHON[1] - 1, -1):
            newer = shutil.which(f"python3.{minor}")
            if newer:
                sys.exit(subprocess.call([newer, *sys.argv]))
        sys.exit(
            f"参阅需要 Python 3.11 或更新版本，这里的是 {sys.version.split()[0]}。"
            "请安装后再运行一次（Debian/Ubuntu：apt-get install python3；Windows、macOS：到 Python 官网下载）。"
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit("这个 Python 缺少 venv 模块。Debian/Ubuntu 上请先运行 apt-get install python3-venv，再运行一次。")


def install(extras: list[str]) -> None:
    """Bring ``.venv`` to what pyproject.toml and constraints.txt say, unless the stamp says it is there."""
    stamp = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.is_file() else {"extras": []}
    wanted = hashlib.sha256(str([sys.version_info[:2], str(ROOT)]).encode())
    for file in (ROOT / "pyproject.toml", CONSTRAINTS):
        wanted.update(file.read_bytes())
    digest = wanted.hexdigest()
    if stamp.get("digest") == digest and set(extras) <= set(stamp["extras"]):
        return
    extras = sorted({*extras, *stamp["extras"]})
    if not made_by_this_python():
        say("建立虚拟环境 .venv")
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "虚拟环境没有建成")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--constraint", str(CONSTRAINTS)]
    failed = "依赖没有装完。请检查网络（可用 PIP_INDEX_URL 指定镜像）后再运行一次，已下载的不会重下"
    if stamp.get("digest") != digest:
        say("安装 PyTorch：CPU 版约 200 MB；Linux 上若软件源只有显卡版，连同组件约 3 GB")
        run([*pip, "torch"], failed)
    say("安装其余依赖：约 300 MB，几分钟")
    run([*pip, "--editable", f".[{','.join(extras)}]" if extras else "."], failed)
    STAMP.write_text(json.dumps({"digest": digest, "extras": extras}), encoding="utf-8")
    say("依赖已装好")


def made_by_this_python() -> bool:
    """Whether ``.venv`` is whole and of this Python's minor version."""
    config, pip = VENV / "pyvenv.cfg", PYTHON.with_name("pip" + PYTHON.suffix)
    version = "version = {}.{}.".format(*sys.version_info[:2])
    return PYTHON.exists() and pip.exists() and version in config.read_text(encoding="utf-8")


def fetch_weights() -> None:
    """Have the embedding model fetched. Without it the program works on full text, and says so itself."""
    if subprocess.call([str(PYTHON), "app.py", "models", "fetch"], cwd=ROOT):
        say("没有嵌入模型，先只用全文检索")


def provide_chromium() -> None:
    """Install a browser for the browser tests where that takes no question; they are skipped without one."""
    if os.environ.get("CANYUE_CHROMIUM") or shutil.which("chromium"):
        return
    apt = shutil.which("apt-get")
    if apt is None or os.name == "nt" or os.geteuid() != 0:
        say("没有找到 Chromium，浏览器测试会跳过。可安装 chromium，或用 CANYUE_CHROMIUM 指定它的路径")
        return
    say("安装 Chromium 和中文字体：约 200 MB")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "chromium", "fonts-noto-cjk"]):
        if subprocess.call([apt, *step], env=environment, stdin=subprocess.DEVNULL):
            say("Chromium 没有装上，浏览器测试会跳过")
            return


def lock() -> int:
    """Pin every version of ``.venv`` in constraints.txt; builds of one version (``+cpu``) are left open."""
    command = [str(PYTHON), "-m", "pip", "freeze", "--exclude", "canyue", "--disable-pip-version-check"]
    frozen = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    comments = [line for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    pins = [line.split("+")[0] for line in frozen.splitlines() if "==" in line]
    CONSTRAINTS.write_text("\n".join([*comments, *pins]) + "\n", encoding="utf-8")
    return 0


def become(*arguments: str) -> int:
    """Run the environment's Python in place of this process, so that signals reach it."""
    sys.stdout.flush()
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.call([str(PYTHON), *arguments])
    os.execv(PYTHON, [str(PYTHON), *arguments])


def run(command: list[str], failed: str) -> None:
    """Run a step; on failure say so and stop."""
    if subprocess.call(command, cwd=ROOT):
        sys.exit(f"{failed}。")


def say(text: str) -> None:
    """Tell the user what is being done."""
    print(f"▸ {text}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
