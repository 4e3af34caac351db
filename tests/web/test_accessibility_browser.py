"""Nothing serious for axe on any page, light and dark: whoever cannot see, point or tell colours can use it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant import web
from assistant.accounts import Accounts
from assistant.chain import PolicyChain
from assistant.web.chat_tab import EXAMPLES
from tests.web.conftest import served

Scheme = Literal["light", "dark"]

pytestmark = pytest.mark.browser
PASSWORD = "correct horse"
# The colour of the paper and the rules: only colours differ where it is dark.
SCHEMES: dict[Scheme, tuple[str, dict[str, Any]]] = {
    "light": ("#faf9f6", {"resultTypes": ["violations"]}),
    "dark": ("#15181b", {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}),
}
# Nothing is on its way to another colour.
SETTLED = """(paper) => getComputedStyle(document.body).getPropertyValue("--paper") === paper
    && !document.getAnimations().some((one) => one instanceof CSSTransition)"""


@pytest.fixture(scope="module")
def context(
    browser: Browser, full_text_chain: PolicyChain, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A window onto a server of its own, on which 张三 is an editor."""
    accounts = Accounts(tmp_path_factory.mktemp("accounts"), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add("张三", "editor", PASSWORD)
    with (
        served(web.build(full_text_chain, accounts)) as address,
        browser.new_context(base_url=address, locale="zh-CN", reduced_motion="reduce") as context,
    ):
        yield context


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """The page on which the editor has signed in; the tests use it one after the other."""
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("名字").fill("张三")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#welcome")).to_be_visible(timeout=20_000)
    return page


def assert_usable_by_all(page: Page, *schemes: Scheme) -> None:
    """That axe finds nothing serious or critical."""
    found = []
    for scheme in schemes:
        paper, options = SCHEMES[scheme]
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(SETTLED, arg=paper)
        found += [
            (scheme, violation["id"], [node["html"] for node in violation["nodes"]])
            for violation in Axe().run(page, options=options).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    assert found == []


@pytest.mark.slow
def test_of_the_page_to_sign_in_on(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/login")
    page.get_by_role("button", name="登录").click()
    page.get_by_label("名字").fill("李四")
    page.get_by_label("密码").fill("wrong horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_usable_by_all(page, *SCHEMES)


def test_of_the_chat_before_and_after_an_answer_and_of_the_document_it_rests_on(page: Page) -> None:
    assert_usable_by_all(page, *SCHEMES)
    page.get_by_role("button", name=EXAMPLES["众创空间负责人"][0]).click()
    expect(page.locator("#t1:not([data-busy]) .card").first).to_be_visible(timeout=20_000)
    assert_usable_by_all(page, *SCHEMES)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在文件里看").first.click()
    expect(popup.value.locator("#quote")).to_be_in_viewport()
    assert_usable_by_all(popup.value, *SCHEMES)


@pytest.mark.slow
def test_of_the_scorecard_with_something_to_correct(page: Page) -> None:
    page.get_by_role("tab", name="评分").click()
    page.get_by_label("常驻初创企业（家）").first.fill("三十")
    page.keyboard.press("Tab")
    expect(page.locator("#score-problems")).to_contain_text("常驻初创企业", timeout=20_000)
    assert_usable_by_all(page, *SCHEMES)


@pytest.mark.slow
def test_of_the_library_with_a_dialog(page: Page) -> None:
    page.get_by_role("tab", name="知识库").click()
    page.get_by_role("button", name="更正：").click()
    expect(page.locator("#library-edit")).to_be_visible(timeout=20_000)
    assert_usable_by_all(page, *SCHEMES)


@pytest.mark.slow
def test_the_measure_itself_sees_what_is_wrong(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content("<body style='--paper:#faf9f6'><button></button>")
        with pytest.raises(AssertionError, match="button-name"):
            assert_usable_by_all(page, "light")
