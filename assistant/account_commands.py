"""The account commands: canyue user add, list, remove, password."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from assistant.accounts import MIN_PASSWORD, AccountRefused, Accounts, AccountsUnreadable, Role
from assistant.settings import Settings

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, highlight=False)

FORESEEN = (AccountRefused, AccountsUnreadable)
"""What can go wrong by what was given: the message is a sentence for people, the exit status 1."""

ROLE_NAMES: dict[Role, str] = {"reader": "读者", "editor": "编辑", "admin": "管理员"}

Name = Annotated[str, typer.Argument(help="账号的名字", metavar="NAME")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码的第一行，供脚本使用")]


def register(cli: typer.Typer, settings: Callable[[], Settings]) -> None:
    """Add ``user`` with its commands to ``cli``."""
    users = typer.Typer(help="账号：添加、列出、移除、改密码。", no_args_is_help=True)
    cli.add_typer(users, name="user")

    def accounts() -> Accounts:
        return Accounts(settings().home)

    @users.command()
    def add(
        name: Name,
        role: Annotated[Role, typer.Option(help="reader 提问、算分；editor 还管理资料；admin 还管理账号")],
        password_stdin: FromStdin = False,
    ) -> None:
        """添加账号。有了账号，打开网页都要登录。"""
        account = accounts().add(name, role, _new_password(password_stdin))
        out.print(f"已添加账号“{account.name}”（{ROLE_NAMES[account.role]}）。", markup=False)

    @users.command(name="list")
    def list_accounts(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
        """列出账号。"""
        found = accounts().list()
        if as_json:
            print(json.dumps([{"name": one.name, "role": one.role} for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            out.print(f"{one.name}　{ROLE_NAMES[one.role]}（{one.role}）", markup=False)
        if not found:
            out.print("还没有账号：只能在本机使用，不用登录。添加用 canyue user add 名字 --role admin。", markup=False)

    @users.command()
    def remove(name: Name) -> None:
        """移除账号，并结束它的登录。"""
        accounts().remove(name)
        out.print(f"已移除账号“{name}”，它的登录已结束。", markup=False)
        if not accounts().exist():
            out.print("已经没有账号：在本机打开网页不再需要登录，别的电脑打不开。", markup=False)

    @users.command()
    def password(name: Name, password_stdin: FromStdin = False) -> None:
        """改密码，并结束这个账号的登录。"""
        accounts().set_password(name, _new_password(password_stdin))
        out.print(f"已改“{name}”的密码，它原来的登录已结束。", markup=False)


def _new_password(from_stdin: bool) -> str:
    """Asked for twice where somebody sits, else the first line of the input; never an argument, which others can see.

    Raises AccountRefused where the two differ or there is no one to ask.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise AccountRefused("这里没有终端可以输入密码：请用 --password-stdin 从标准输入给出。")
    first = getpass.getpass(f"新密码（至少 {MIN_PASSWORD} 个字符，输入时不显示）：")
    if getpass.getpass("再输入一遍：") != first:
        raise AccountRefused("两次输入的密码不一样，没有改动。请再试一次。")
    return first
