"""Conversations in a real browser: kept, found again, renamed, deleted, followed from wherever one looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant import web
from assistant.chain import PolicyChain
from assistant.conversation import Conversations
from assistant.models import open_chat_model
from assistant.settings import Settings
from tests.assistant.chat_models import faulty_server, shown_evidence
from tests.guarded_chain import GuardedChain
from tests.web.conftest import OpenPage, Serve, new_library, served
from tests.web.test_chat_browser import ask

pytestmark = pytest.mark.browser

FIRST = "专业化众创空间的 2.2 占多少？"
SECOND = "众创空间多久评价一次？"


@pytest.fixture
def own_chain(tmp_path: Path, sample: Path) -> PolicyChain:
    """Over a home of the test's own, so that nobody else's conversations are in the list."""
    return PolicyChain(new_library(tmp_path, sample))


def item(page: Page, title: str) -> Locator:
    """One line of the list, with the pointer over it."""
    line = page.locator("#list li", has=page.get_by_role("link", name=title, exact=True))
    line.hover()
    return line


def test_conversations_are_kept_listed_opened_found_renamed_and_deleted(
    open_page: OpenPage, serve: Serve, own_chain: PolicyChain
) -> None:
    page = open_page(serve(own_chain))
    expect(page.locator("#list")).to_have_text("还没有对话。")
    ask(page, FIRST)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, SECOND)
    expect(page.locator("#list .conversations a")).to_have_text([SECOND, FIRST])
    expect(page.locator("#list [aria-current=page]")).to_have_text(SECOND)

    page.get_by_role("link", name=FIRST).click()
    expect(page.locator(".turn .question")).to_have_text([FIRST])
    expect(page.locator(".answer")).to_contain_text("7%")
    address = page.url
    assert re.search(r"\?c=[\w-]{16}$", address)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([FIRST])
    expect(page.locator("#list [aria-current=page]")).to_have_text(FIRST)
    assert page.url == address
    expect(page.locator("#welcome")).to_be_hidden()

    page.get_by_role("textbox", name="搜索对话").press_sequentially("多久 评价")
    expect(page.locator("#list .conversations a")).to_have_text([SECOND])
    page.get_by_role("textbox", name="搜索对话").press_sequentially("没有的词")
    expect(page.locator("#list")).to_have_text("没有找到这样的对话。")
    page.get_by_role("textbox", name="搜索对话").fill("")
    expect(page.locator("#list .conversations a")).to_have_count(2)

    item(page, SECOND).get_by_role("button", name="重命名").click()
    dialog = page.get_by_role("dialog", name="重命名对话")
    expect(dialog.get_by_label("名称")).to_have_value(SECOND)
    dialog.get_by_label("名称").fill("评价<周期>")
    page.keyboard.press("Enter")
    expect(page.locator("#list .conversations a")).to_have_text(["评价<周期>", FIRST])
    expect(page.locator(".note")).to_have_text("对话已改名。")

    item(page, FIRST).get_by_role("button", name="删除").click()
    dialog = page.get_by_role("dialog", name="删除对话")
    expect(dialog).to_contain_text(f"“{FIRST}”和其中的全部问答将被删除")
    page.keyboard.press("Escape")
    expect(page.locator(".turn")).to_have_count(1)
    item(page, FIRST).get_by_role("button", name="删除").click()
    dialog.get_by_role("button", name="删除").click()
    expect(page.locator("#list .conversations a")).to_have_text(["评价<周期>"])
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    assert "?c=" not in page.url

    page.goto(address)
    expect(page.locator(".note")).to_have_text("没有这个对话：它可能已被删除。")
    expect(page.locator("#welcome")).to_be_visible()


def test_what_is_running_is_seen_after_a_reload_and_in_a_second_tab_and_never_in_another_conversation(
    open_page: OpenPage, serve: Serve, own_chain: PolicyChain
) -> None:
    guarded = GuardedChain(own_chain.library)
    address = serve(guarded)
    page = open_page(address)
    page.locator("#question textarea").fill(FIRST)
    page.keyboard.press("Enter")
    expect(page.locator(".foot")).to_have_text("正在检索资料库…")
    running = page.url
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("button", name="众创空间多久评价一次？").click()
    expect(page.locator(".foot")).to_have_text("正在检索资料库…")

    second = page.context.new_page()
    second.goto(running)
    expect(second.locator(".turn .question")).to_have_text([FIRST])
    expect(second.locator(".foot")).to_have_text("正在检索资料库…")
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([SECOND])
    expect(page.locator(".foot")).to_have_text("正在检索资料库…")
    guarded.step.release(1000)
    for shown, said, other in ((second, "7%", "每年"), (page, "每年", "7%")):
        expect(shown.locator("#t1:not([data-busy]) .answer")).to_contain_text(said)
        expect(shown.locator(".answer")).not_to_contain_text(other)


def test_a_stream_that_breaks_is_taken_up_again(open_page: OpenPage, serve: Serve, own_chain: PolicyChain) -> None:
    guarded = GuardedChain(own_chain.library)
    page = open_page(serve(guarded))
    expect(page.get_by_text("还没有对话。")).to_be_visible()  # what the page asks for at its start has come
    page.locator("#question textarea").fill(FIRST)
    page.keyboard.press("Enter")
    expect(page.locator(".foot")).to_have_text("正在检索资料库…")
    page.context.set_offline(True)
    guarded.step.release(1000)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    expect(page.locator("#t1:not([data-busy]) .answer")).to_contain_text("7%", timeout=15_000)


def test_after_a_restart_the_conversation_is_there_and_what_was_cut_off_is_answered_again(
    open_page: OpenPage, tmp_path: Path, own_chain: PolicyChain
) -> None:
    kept = Conversations(tmp_path)
    conversation, _ = kept.begin("", None, FIRST)  # and the program was killed
    kept.close()
    with served(web.build(own_chain)) as address:
        page = open_page(f"{address}/?c={conversation}")
        expect(page.locator(".foot")).to_have_text("参阅在回答时被关闭了，这个问题没有答完。")
        page.get_by_role("button", name="重新回答").click()
        expect(page.locator("#t1:not([data-busy]) .answer")).to_contain_text("7%")
        page.context.close()
    with served(web.build(own_chain)) as address:
        page = open_page(f"{address}/?c={conversation}")
        expect(page.locator(".turn .question")).to_have_text([FIRST])
        expect(page.locator(".answer")).to_contain_text("7%")


def test_an_answer_is_copied_with_its_sources_rated_with_a_remark_and_given_again(
    open_page: OpenPage, serve: Serve, tmp_path: Path, own_chain: PolicyChain
) -> None:
    page = open_page(serve(own_chain))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, FIRST)
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"7%.* \[1\]\n\n.*依据：\n\[1\] 政策动态信息参阅.* › .*：“.*7%.*” https?://", copied, re.S)

    page.get_by_role("button", name="有用").click()
    expect(page.locator(".note")).to_have_text("谢谢，已记下。")
    expect(page.get_by_role("button", name="有用", pressed=True)).to_be_visible()
    page.get_by_role("button", name="有问题").click()
    page.get_by_role("dialog", name="哪里有问题？").get_by_label("说明").fill("应写明是哪一类")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("button", name="有问题", pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name="有用", pressed=False)).to_be_visible()
    expect(page.locator(".note")).to_have_text("谢谢，已记下。")
    page.reload()
    expect(page.get_by_role("button", name="有问题", pressed=True)).to_have_attribute("title", "应写明是哪一类")

    page.get_by_role("button", name="重新回答").click()
    expect(page.get_by_role("button", name="有问题", pressed=False)).to_be_visible()
    expect(page.locator(".turn .question")).to_have_text([FIRST])
    (bad,) = Conversations(tmp_path).rated("down")
    assert (bad.question, bad.remark) == (FIRST, "应写明是哪一类")


def test_a_source_leads_to_its_place_in_the_document(open_page: OpenPage, serve: Serve, own_chain: PolicyChain) -> None:
    address = serve(own_chain)
    page = open_page(address)
    ask(page, SECOND)
    link = page.locator("#t1-c1").get_by_role("link", name="在文件里看")
    href = str(link.evaluate("link => link.href"))
    place = re.fullmatch(rf"{address}/documents/(\w+)\?start=(\d+)&end=(\d+)#quote", href)
    assert place is not None
    text = own_chain.library.document(place[1]).text[int(place[2]) : int(place[3])]
    assert "每年" in text


def test_in_a_narrow_window_the_list_is_a_drawer(open_page: OpenPage, serve: Serve, own_chain: PolicyChain) -> None:
    page = open_page(serve(own_chain), 380, 760)
    ask(page, FIRST)
    expect(page.locator("#list .conversations a")).to_be_hidden()
    button = page.get_by_role("button", name="对话列表")
    button.click()
    expect(page.get_by_role("button", name="新对话")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#list .conversations a")).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#list .conversations a")).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(0)
    button.click()
    page.get_by_role("link", name=FIRST).click()
    expect(page.locator("#list .conversations a")).to_be_hidden()
    expect(page.locator(".answer")).to_contain_text("7%")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_with_a_chat_model_its_name_is_shown_and_a_hanging_one_can_be_stopped(
    open_page: OpenPage, serve: Serve, own_chain: PolicyChain
) -> None:
    def reply(prompt: str) -> str:
        key = next(key for key, text in shown_evidence(prompt).items() if "每年" in text)
        return f"众创空间评价每年开展一次，考核时段为上一个年度，即1月1日至12月31日。[{key}]"

    with faulty_server("well", "hang", reply=reply) as server:
        settings = {"llm_base_url": server.address, "llm_model": "小模型", "llm_timeout_s": 60}
        chain = PolicyChain(own_chain.library, model=open_chat_model(Settings.model_validate(settings)))
        page = open_page(serve(chain))
        expect(page.locator(".badge")).to_have_text(["模型 小模型", "仅全文检索"])
        ask(page, SECOND)
        expect(page.locator(".foot")).to_contain_text("由 小模型 撰写")
        page.get_by_role("button", name="重新回答").click()
        expect(page.locator(".foot")).to_have_text("正在撰写答案…")
        page.get_by_role("button", name="停止").click()
        expect(page.locator(".foot")).to_have_text("已停止。", timeout=3000)
        expect(page.locator("#send")).to_be_visible()
