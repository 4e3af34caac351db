"""Older Office and WPS files (.doc, .wps, .rtf, .ppt, .dps, .et …), by way of LibreOffice where it is installed.

It converts the file, in a folder and a profile of its own that are deleted afterwards, to the format that one of our
readers knows. Its profile forbids macros, links to other files and the network.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import olefile
import psutil

from knowledge.loading import slides, spreadsheet, word
from knowledge.loading.extract import Extract
from knowledge.loading.refusal import Refused, damaged

_READERS: dict[str, Callable[[Path], Extract]] = {
    ".docx": word.extract, ".xlsx": spreadsheet.extract, ".pptx": slides.extract,
}  # fmt: skip
_TARGETS = {".ppt": ".pptx", ".dps": ".pptx", ".pps": ".pptx", ".et": ".xlsx", ".xls": ".xlsx"}
_SAVED_AS = {".docx": "Word 文档（.docx）", ".xlsx": "Excel 工作簿（.xlsx）", ".pptx": "演示文稿（.pptx）"}
# WPS gives its own endings to Microsoft's formats; LibreOffice is to see those, .wps being Works to it.
_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "PowerPoint Document": ".ppt"}
_COMMANDS = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_TIMEOUT_S = 50
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{}</oor:items>
"""
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)


def program() -> str | None:
    """The path of LibreOffice's command, None where it is not installed."""
    return next(filter(None, map(shutil.which, _COMMANDS)), None)


def extract(path: Path) -> Extract:
    """Convert and read. Raises Refused where LibreOffice is missing, fails, or takes more than 50 s."""
    ending = _true_ending(path)
    target = _TARGETS.get(ending, ".docx")
    command = program()
    if command is None:
        raise Refused(
            f"读取 {path.suffix} 文件需要 LibreOffice，这台电脑上没有："
            f"请用 WPS 或 Word 另存为{_SAVED_AS[target]}后再导入，或安装 LibreOffice。"
        )
    with tempfile.TemporaryDirectory(prefix="canyue-") as folder:
        source = shutil.copyfile(path, Path(folder, f"source{ending}"))
        converted = Path(folder, "converted", f"source{target}")
        _convert(command, source, converted, Path(folder, "profile"))
        found = _READERS[target](converted)
    return replace(found, warnings=("由 LibreOffice 转换后读取，版式可能与原件略有不同。", *found.warnings))


def _true_ending(path: Path) -> str:
    ending = path.suffix.lower()
    if not olefile.isOleFile(path):
        return ending
    with olefile.OleFileIO(path) as container:
        return next((own for stream, own in _STREAMS.items() if container.exists(stream)), ending)


def _convert(command: str, source: Path, converted: Path, profile: Path) -> None:
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    items = (
        f'<item oor:path="{where}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for where, name, value in _SETTINGS
    )
    settings.write_text(_PROFILE.format("".join(items)), encoding="utf-8")
    process = subprocess.Popen(
        [
            command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", converted.suffix[1:], "--outdir", str(converted.parent), str(source),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        for started in psutil.Process(process.pid).children(recursive=True):
            started.kill()
        process.kill()
        process.wait()
        raise Refused(
            f"LibreOffice 用了 {_TIMEOUT_S} 秒还没有转换完：请用 WPS 或 Word 另存为"
            f"{_SAVED_AS[converted.suffix]}后再导入。"
        ) from error
    if not converted.exists():
        raise damaged("LibreOffice 打不开")
