"""The one way in which a loader says no, and the sentences that several of them need."""

from __future__ import annotations


class Refused(ValueError):
    """A file that is not taken into the library; the message says why and what to do, in Chinese."""


def damaged(seen: str) -> Refused:
    """A file that breaks off or contradicts its format; ``seen`` says where."""
    return Refused(f"文件已损坏或没有下载完整（{seen}）：请重新获取，或用原来的程序打开并另存后再导入。")


def encrypted() -> Refused:
    """A file that opens with a password or a rights server only."""
    return Refused("文件设了打开密码或权限保护，读不了：请在原来的程序里取消密码，另存后再导入。")


def with_macros() -> Refused:
    """A file that carries a program."""
    return Refused("文件里有宏（可以自动运行的程序），不予读取：请另存为不含宏的格式（如 docx、xlsx）后再导入。")
