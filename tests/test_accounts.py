"""Accounts, their passwords and sessions, and the commands that manage them."""

from __future__ import annotations

import json
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from app import cli
from assistant.accounts import FILE, SESSION_S, Account, AccountRefused, Accounts, AccountsUnreadable

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse"


class Clock:
    """A time that is set."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    accounts = Accounts(tmp_path, QUICK, clock)
    accounts.add("张三", "reader", PASSWORD)
    return accounts


def test_without_an_account_there_is_no_file_and_nobody_is_signed_in(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    assert not accounts.exist()
    assert accounts.list() == []
    assert accounts.signed_in("token") is None
    assert not (tmp_path / FILE).exists()


def test_accounts_are_listed_by_name_and_seen_by_another_process(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("admin", "admin", PASSWORD)
    assert Accounts(tmp_path).list() == [Account("admin", "admin"), Account("张三", "reader")]


def test_the_file_holds_neither_password_nor_token_and_is_the_owners_alone(accounts: Accounts, tmp_path: Path) -> None:
    token = accounts.sign_in("张三", PASSWORD)
    assert token is not None
    kept = (tmp_path / FILE).read_bytes()
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept
    assert b"$argon2id$" in kept
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600 or sys.platform == "win32"


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("", PASSWORD, "名字“”不能用"),
        (" 李四", PASSWORD, "不能用"),
        ("李四\n", PASSWORD, "不能用"),  # "$" would let this pass
        ("-rf", PASSWORD, "不能用"),  # would be taken for an option
        ("<b>", PASSWORD, "不能用"),
        ("\u202e李四", PASSWORD, "不能用"),
        ("李" * 41, PASSWORD, "1–40"),
        ("张三", PASSWORD, "已经有名为“张三”的账号"),
        ("李四", "1234567", "密码有 7 个字符，应为 8–200 个"),
        ("李四", "x" * 201, "密码有 201 个字符"),
        ("lisi2026", "lisi2026", "不能与名字相同"),
        ("李四", "88888888", "一个字符的重复"),
    ],
)
def test_an_unfit_name_or_password_is_refused_and_nothing_is_kept(
    accounts: Accounts, name: str, password: str, said: str
) -> None:
    with pytest.raises(AccountRefused, match=said):
        accounts.add(name, "reader", password)
    assert accounts.list() == [Account("张三", "reader")]


@pytest.mark.parametrize(
    ("name", "password"),
    [("张三", "wrong horse"), ("张三", ""), ("张三", "x" * 10_000), ("李四", PASSWORD), ("", "")],
)
def test_a_wrong_name_or_password_gives_no_session(accounts: Accounts, name: str, password: str) -> None:
    assert accounts.sign_in(name, password) is None


def test_an_unknown_name_costs_as_many_password_checks_as_a_known_one(tmp_path: Path) -> None:
    class Counting(PasswordHasher):
        checks = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            Counting.checks += 1
            return bool(super().verify(hash, password))

    accounts = Accounts(tmp_path, Counting(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add("张三", "reader", PASSWORD)
    assert accounts.sign_in("张三", "wrong horse") is None
    known, Counting.checks = Counting.checks, 0
    assert accounts.sign_in("李四", "wrong horse") is None
    assert Counting.checks == known == 1


def test_a_session_lasts_twelve_hours_and_no_longer(accounts: Accounts, clock: Clock) -> None:
    token = accounts.sign_in("张三", PASSWORD)
    assert token is not None
    clock.time += SESSION_S - 1
    assert accounts.signed_in(token) == Account("张三", "reader")
    clock.time += 1
    assert accounts.signed_in(token) is None
    assert SESSION_S == 12 * 3600


def test_signing_in_clears_away_sessions_that_have_expired(accounts: Accounts, clock: Clock, tmp_path: Path) -> None:
    for _ in range(3):
        accounts.sign_in("张三", PASSWORD)
    clock.time += SESSION_S
    accounts.sign_in("张三", PASSWORD)
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_signing_out_ends_this_session_only(accounts: Accounts) -> None:
    here, there = accounts.sign_in("张三", PASSWORD), accounts.sign_in("张三", PASSWORD)
    assert here is not None
    assert there is not None
    accounts.sign_out(here)
    assert accounts.signed_in(here) is None
    assert accounts.signed_in(there) == Account("张三", "reader")


def test_removing_the_account_ends_its_sessions_also_for_a_later_account_of_the_name(accounts: Accounts) -> None:
    token = accounts.sign_in("张三", PASSWORD)
    assert token is not None
    accounts.remove("张三")
    assert accounts.signed_in(token) is None
    accounts.add("张三", "admin", PASSWORD)
    assert accounts.signed_in(token) is None


def test_changing_the_password_ends_the_sessions_and_the_old_password(accounts: Accounts) -> None:
    token = accounts.sign_in("张三", PASSWORD)
    assert token is not None
    accounts.set_password("张三", "another horse")
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("张三", PASSWORD) is None
    assert accounts.sign_in("张三", "another horse")


def test_who_is_not_there_is_named_with_those_who_are(accounts: Accounts) -> None:
    for change in (lambda: accounts.remove("李四"), lambda: accounts.set_password("李四", PASSWORD)):
        with pytest.raises(AccountRefused, match="没有名为“李四”的账号。现有：张三。"):
            change()


@pytest.mark.parametrize(
    "content", [b"this is no database, but long enough to be looked at as one" * 20, b"SQLite format 3\0"]
)
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    accounts = Accounts(tmp_path, QUICK)
    for use in (accounts.exist, lambda: accounts.sign_in("张三", PASSWORD), lambda: accounts.signed_in("token")):
        with pytest.raises(AccountsUnreadable, match=r"accounts\.sqlite 无法读写.*canyue user add"):
            use()


# -- the commands -----------------------------------------------------------------------------------------------------


def canyue(home: Path, *arguments: str, given: str = "") -> tuple[int, str]:
    """The exit status, and what was printed or said of why not."""
    result = CliRunner().invoke(cli, ["--home", str(home), "user", *arguments], input=given)
    return result.exit_code, result.output + str(result.exception or "")


def test_an_account_is_added_listed_given_another_password_and_removed(tmp_path: Path) -> None:
    assert canyue(tmp_path, "list") == (
        0, "还没有账号：只能在本机使用，不用登录。添加用 canyue user add 名字 --role admin。\n"
    )  # fmt: skip
    added = canyue(tmp_path, "add", "张三", "--role", "editor", "--password-stdin", given=f"{PASSWORD}\nmore\n")
    assert added == (0, "已添加账号“张三”（编辑）。\n")
    assert Accounts(tmp_path).sign_in("张三", PASSWORD)
    assert canyue(tmp_path, "list") == (0, "张三　编辑（editor）\n")
    assert json.loads(canyue(tmp_path, "list", "--json")[1]) == [{"name": "张三", "role": "editor"}]
    changed = canyue(tmp_path, "password", "张三", "--password-stdin", given="another horse\r\n")
    assert changed == (0, "已改“张三”的密码，它原来的登录已结束。\n")
    assert Accounts(tmp_path).sign_in("张三", "another horse")
    status, said = canyue(tmp_path, "remove", "张三")
    assert status == 0
    assert "已移除账号“张三”" in said
    assert "已经没有账号" in said


def test_a_password_is_not_taken_from_a_pipe_unless_told_so_and_never_from_the_command_line(tmp_path: Path) -> None:
    status, said = canyue(tmp_path, "add", "张三", "--role", "admin", given=f"{PASSWORD}\n")
    assert (status, "请用 --password-stdin" in said) == (1, True)
    assert canyue(tmp_path, "add", "张三", PASSWORD, "--role", "admin")[0] == 2
    assert canyue(tmp_path, "add", "张三", "--role", "owner", "--password-stdin", given=PASSWORD)[0] == 2
    assert Accounts(tmp_path).list() == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("second", "status", "said"), [(PASSWORD, 0, "已添加账号"), ("wrong horse", 1, "两次输入的密码不一样")]
)
def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    tmp_path: Path, second: str, status: int, said: str
) -> None:
    import pty

    root = Path(__file__).resolve().parents[1]
    process, terminal = pty.fork()
    if process == 0:
        import os

        os.chdir(root)
        os.execv(
            sys.executable, [sys.executable, "app.py", "--home", str(tmp_path), "user", "add", "a", "--role", "admin"]
        )
    import os

    seen = b""
    for typed, prompt in ((PASSWORD, "新密码"), (second, "再输入一遍")):
        while prompt.encode() not in seen:
            seen += os.read(terminal, 4096)
        os.write(terminal, typed.encode() + b"\n")
    while True:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the other side has closed
            break
    _, ended = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(ended) == status
    assert said in seen.decode()
    assert PASSWORD not in seen.decode()
