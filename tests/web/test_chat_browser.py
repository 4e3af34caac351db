"""The chat in a real browser, over the real chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.answers import Query
from assistant.chain import PolicyChain
from assistant.web.chat_tab import EXAMPLES
from knowledge.embedding import Embedder
from knowledge.library import FULL_TEXT_ONLY, Library
from tests.guarded_chain import GuardedChain
from tests.web.conftest import OpenPage, Serve, new_library

pytestmark = pytest.mark.browser

TABLE_QUESTION = "专业化众创空间的 2.2 占多少？"
OFF_TOPIC = "火星基地的氧气供应合同由谁签署？"
SCORING = "帮我们算一下分：普通众创空间，面积2000平米，初创企业30家，团队20个，科技型中小企业6家，活动24场，1.1评优"


def ask(page: Page, question: str) -> None:
    """Type, send with Enter, wait for the end."""
    number = page.locator(".turn").count() + 1
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(f"#current #t{number}:not([data-busy])")).to_be_visible(timeout=30_000)


def test_a_typed_question_is_answered_with_the_cell_it_rests_on(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    ask(page, TABLE_QUESTION)
    expect(page.locator(".answer")).to_contain_text("7%")
    page.get_by_role("link", name="依据 1", exact=True).click()
    card = page.locator("#t1-c1")
    expect(card).to_have_class("card is-target")
    expect(card).to_have_attribute("open", "")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text("7%")
    expect(card.locator(".cell")).to_contain_text("2.2")
    expect(card.locator(".cell")).to_contain_text("专业化众创空间权重")
    expect(card.locator(".path")).to_contain_text("政策动态速递")
    original = card.get_by_role("link", name="查看原文")
    assert re.match("https?://kjt.henan.gov.cn/", original.get_attribute("href") or "")
    assert original.get_attribute("target") == "_blank"
    assert "noopener" in (original.get_attribute("rel") or "")


def test_an_example_is_asked_by_a_click_and_its_quote_is_marked(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_role("button", name=EXAMPLES["规划处"][0]).click()
    expect(page.locator("#t1:not([data-busy]) .question")).to_have_text(EXAMPLES["规划处"][0])
    expect(page.locator(".answer")).to_contain_text("楼阳生")
    expect(page.locator("#t1 mark", has_text="楼阳生").first).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()


@pytest.mark.parametrize("question", [question for questions in EXAMPLES.values() for question in questions])
def test_every_example_has_an_answer(chain: PolicyChain, question: str) -> None:
    answer = chain.ask(Query(question))
    assert not answer.refused
    assert answer.citations or answer.scorecard


def test_citations_are_followed_and_left_again_by_keyboard(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    ask(page, TABLE_QUESTION)
    link = page.locator("a.cite").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#t1-c1 summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#t1-c1")).not_to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_question_without_support_is_refused_calmly(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    ask(page, OFF_TOPIC)
    expect(page.locator(".answer.is-refused")).to_have_text(re.compile("没有.*依据"))
    expect(page.locator("a.cite")).to_have_count(0)
    expect(page.locator(".sources h3")).to_contain_text("相近的段落（不是依据）")
    related = page.locator(".card.is-related").first
    expect(related.locator(".excerpt")).to_be_hidden()
    related.locator("summary").click()
    expect(related.locator(".excerpt")).to_be_visible()


@pytest.mark.parametrize("width", [380, 1920])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, address: str, width: int) -> None:
    page = open_page(address, width, 800)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    ask(page, "很长的词：" + "a" * 300)
    ask(page, TABLE_QUESTION)
    assert not page.evaluate(wide)
    said, sources = page.locator("#t2 .said").bounding_box(), page.locator("#t2 .sources").bounding_box()
    assert said is not None
    assert sources is not None
    if width < 1181:
        assert sources["y"] >= said["y"] + said["height"]
        page.locator("#t2 a.cite").first.click()
        page.locator("#t2-c1").get_by_role("button", name="回到答案").click()
        expect(page.locator("#t2 a.cite").first).to_be_focused()
        expect(page.locator("#t2 a.cite").first).to_be_in_viewport()
    else:
        assert sources["x"] >= said["x"] + said["width"]
        assert abs(sources["y"] - said["y"]) < 10


def test_shift_and_enter_break_the_line(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    box = page.locator("#question textarea")
    box.press_sequentially("上")
    box.press("Shift+Enter")
    box.press_sequentially("下")
    expect(box).to_have_value("上\n下")
    expect(page.locator(".turn")).to_have_count(0)


def test_a_conversation_grows_until_another_one_is_begun(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    ask(page, TABLE_QUESTION)
    ask(page, OFF_TOPIC)
    expect(page.locator(".turn .question")).to_have_text([TABLE_QUESTION, OFF_TOPIC])
    expect(page.locator("#past .card[open]")).to_have_count(0)
    page.locator("#t1 a.cite").first.click()
    expect(page.locator("#t1-c1 mark")).to_be_visible()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, TABLE_QUESTION)
    expect(page.locator(".turn")).to_have_count(1)


def bar(page: Page, turn: int, code: str) -> float:
    """How much of an indicator's bar is filled on the screen, 0..1."""
    line = page.locator(f"#t{turn} .scorecard .lines li", has=page.get_by_text(code, exact=True))
    whole, filled = line.locator(".bar").bounding_box(), line.locator(".bar i").first.bounding_box()
    assert whole is not None
    assert filled is not None
    return filled["width"] / whole["width"]


@pytest.mark.parametrize("width", [380, 1280])
def test_a_score_is_shown_beside_its_words_and_goes_on_through_the_conversation(
    open_page: OpenPage, address: str, width: int
) -> None:
    page = open_page(address, width, 800)
    ask(page, SCORING)
    card = page.locator("#t1 .scorecard")
    expect(card.locator(".total b")).to_have_text("28.02")
    expect(card.locator(".total")).to_contain_text("缺 11 项，暂按 0 分；补齐后 28.02–102.02 分。")
    expect(card.locator("h4")).to_have_text(
        ["服务能力7.00 / 25", "孵化绩效21.02 / 55", "可持续发展0.00 / 20", "加分项0.00 / 10"]
    )
    expect(card.locator(".standing")).to_contain_text("示例")
    expect(page.locator("#t1 .answer .items li").first).to_have_text("· 场地面积 2000 平方米（“面积2000平米”）")
    assert bar(page, 1, "2.7") == pytest.approx(0.6, abs=0.02)
    arithmetic = card.get_by_text("10 × 60 / 100 = 6.00")
    expect(arithmetic).to_be_hidden()
    card.get_by_text("常驻初创企业中科技型中小企业数量").first.click()
    expect(arithmetic).to_be_visible()
    ask(page, "再加上24场活动")
    expect(page.locator("#t2 .scorecard .total b")).to_have_text("29.42")
    assert bar(page, 2, "2.9") == 1
    expect(page.locator("#past .scorecard")).not_to_have_attribute("open", "")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_source_that_is_over_is_told_once_above_the_answer(open_page: OpenPage, serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "计划.md"
    file.write_text("# 白河市湿地保护行动计划（2021—2023年）\n\n第一条 每年新增湿地巡护员四十名。\n", encoding="utf-8")
    page = open_page(serve(PolicyChain(new_library(tmp_path, file))))
    ask(page, "每年新增湿地巡护员多少名？")
    expect(page.locator(".answer")).to_contain_text("四十名")
    expect(page.get_by_text("已于2023年12月31日期满")).to_have_count(1)
    expect(page.locator(".notice").last).to_contain_text("已于2023年12月31日期满")
    expect(page.locator(".foot .issue")).to_have_count(0)
    ask(page, "那护林员呢")
    expect(page.locator("#t2 .restated")).to_contain_text("理解为：“")


@pytest.fixture
def guarded(full_text_chain: PolicyChain) -> Iterator[GuardedChain]:
    chain = GuardedChain(full_text_chain.library)
    yield chain
    for _ in range(100):
        chain.step.release()


def test_an_answer_streams_in_without_moving_keeps_the_next_question_waiting_and_can_be_stopped(
    open_page: OpenPage, serve: Serve, guarded: GuardedChain
) -> None:
    page = open_page(serve(guarded))
    box = page.locator("#question textarea")
    box.fill(TABLE_QUESTION)
    box.press("Enter")
    expect(page.locator(".foot")).to_have_text("正在检索资料库…")
    expect(page.locator(".notice")).to_have_text(FULL_TEXT_ONLY)
    expect(page.locator("#send")).to_be_hidden()
    box.fill("下一个问题")
    box.press("Enter")
    expect(page.locator(".note")).to_have_text("上一个问题还在回答，请等它答完或先停止。")
    guarded.step.release()
    expect(page.locator(".foot")).to_have_text("正在核对依据…")
    before = page.locator(".answer").bounding_box()
    guarded.step.release()  # the notices
    guarded.step.release()
    expect(page.locator(".answer p")).to_be_visible()
    expect(page.locator("a.cite")).to_have_count(0)
    after = page.locator(".answer").bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"], after["y"], after["width"]) == (before["x"], before["y"], before["width"])
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".foot")).to_have_text("正在停止…")
    guarded.step.release()
    expect(page.locator(".foot")).to_have_text("已停止。")
    expect(page.locator("#send")).to_be_visible()
    expect(box).to_have_value("下一个问题")


def test_full_text_only_is_said_in_the_masthead_and_above_the_answer(
    open_page: OpenPage, serve: Serve, full_text_chain: PolicyChain
) -> None:
    page = open_page(serve(full_text_chain))
    expect(page.locator(".badge")).to_have_text(["无模型 · 原文摘答", "仅全文检索"])
    ask(page, TABLE_QUESTION)
    expect(page.locator(".notice")).to_have_text(FULL_TEXT_ONLY)
    expect(page.locator(".answer")).to_contain_text("7%")


def test_a_failure_is_a_sentence_and_the_conversation_goes_on(
    open_page: OpenPage, serve: Serve, tmp_path: Path, sample: Path
) -> None:
    folder = tmp_path / "no-model"
    folder.mkdir()
    new_library(tmp_path, sample)
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", Embedder(str(folder)))
    page = open_page(serve(PolicyChain(library)))
    ask(page, TABLE_QUESTION)
    expect(page.get_by_role("alert")).to_contain_text(f"这次没能回答：嵌入模型 {folder} 无法加载")
    library.embedder = None  # as if the model had been taken out of the settings
    ask(page, TABLE_QUESTION)
    expect(page.locator("#t2 .answer")).to_contain_text("7%")


def test_markup_in_a_document_is_shown_as_text(open_page: OpenPage, serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "来信.md"
    hostile = (
        '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{constructor}}${window.hacked=1}'
        "[点我](javascript:alert(1))![图](https://example.com/x.png)"
    )
    file.write_text(f"# 来信\n\n## 一、津贴\n\n护林员的津贴标准是每月三百元{hostile}。\n", encoding="utf-8")
    page = open_page(serve(PolicyChain(new_library(tmp_path, file))))
    ask(page, "护林员的津贴标准是每月多少元？<img src=x onerror=window.hacked=1>")
    expect(page.locator(".question")).to_contain_text("<img src=x onerror=window.hacked=1>")
    expect(page.locator(".answer")).to_contain_text("每月三百元")
    expect(page.locator("#t1-c1 mark")).to_contain_text(hostile.partition("![")[0])
    assert page.locator("#current :is(img, script, iframe)").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_server_that_is_gone_is_reported_until_it_is_back(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    lost = page.locator(".lost")
    expect(lost).to_be_hidden()
    page.route("**/healthz", lambda route: route.abort())
    expect(lost).to_be_visible(timeout=8_000)
    expect(lost).to_contain_text("与参阅的连接断开了")
    page.unroute("**/healthz")
    expect(lost).to_be_hidden(timeout=8_000)
