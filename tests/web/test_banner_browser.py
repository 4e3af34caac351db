"""What goes wrong on an open page is said on it, in Chinese: an ended session, a role too low, a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from assistant import web
from assistant.accounts import Accounts
from assistant.chain import PolicyChain
from assistant.web import library_tab
from assistant.web.gate import COOKIE
from tests.web.conftest import served

# Half a minute of pages: run by ``make long``.
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "correct horse"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def page(browser: Browser, full_text_chain: PolicyChain, accounts: Accounts) -> Iterator[Page]:
    """The page of 张三, an editor."""
    accounts.add("张三", "editor", PASSWORD)
    with (
        served(web.build(full_text_chain, accounts)) as address,
        browser.new_context(viewport={"width": 1200, "height": 800}, locale="zh-CN") as context,
    ):
        page = context.new_page()
        page.goto(f"{address}/login")
        page.get_by_label("名字").fill("张三")
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#welcome")).to_be_visible()
        yield page


def test_an_ended_session_is_said_at_the_next_question_which_is_not_lost(page: Page, accounts: Accounts) -> None:
    expect(page.locator("#banner p:visible")).to_have_count(0)
    accounts.set_password("张三", PASSWORD)  # ends every session
    box = page.locator("#question textarea")
    box.fill("众创空间多久评价一次？")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("登录已到期，请刷新页面重新登录。")
    expect(box).to_have_value("众创空间多久评价一次？")
    page.get_by_role("button", name="重新登录").click()
    expect(page.get_by_label("名字")).to_be_visible()


def test_what_the_role_does_not_allow_any_more_is_said_and_nothing_is_done(page: Page, accounts: Accounts) -> None:
    page.get_by_role("tab", name="知识库").click()
    check = page.get_by_role("button", name="检查资料库")
    expect(check).to_be_visible()
    accounts.remove("张三")
    accounts.add("张三", "reader", PASSWORD)
    token = accounts.sign_in("张三", PASSWORD)
    page.context.add_cookies([{"name": COOKIE, "value": str(token), "url": page.url}])
    check.click()
    banner = page.get_by_role("alert")
    expect(banner).to_contain_text("您的账号没有这项权限，需要编辑（editor）。请联系管理员。")
    banner.get_by_role("button", name="知道了").click()
    expect(banner.locator("p:visible")).to_have_count(0)
    expect(page.locator("#library-work :is(.doing, .report)")).to_have_count(0)


def test_a_failure_inside_is_said_in_chinese(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.get_by_role("tab", name="知识库").click()
    expect(page.locator("#library-listed")).to_contain_text("政策动态信息参阅")

    def broken(*asked: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(library_tab, "arranged", broken)
    page.locator("#library-words input, #library-words textarea").press_sequentially("文")
    expect(page.get_by_role("alert")).to_contain_text("这一步没有做成，请再试一次。")
    expect(page.get_by_text("the disk is gone")).to_have_count(0)
