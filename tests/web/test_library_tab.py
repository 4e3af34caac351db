"""The tab 知识库: what it shows of a library, and what comes of an upload, a correction, a removal, a check."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from assistant import web
from assistant.accounts import Accounts
from assistant.chain import PolicyChain
from assistant.web.library_jobs import LibraryJobs, Work
from assistant.web.library_list import (
    AUTO,
    NONE,
    Sizes,
    arranged,
    correction,
    figures,
    listing,
    megabytes,
    replacements,
    report_html,
    work_html,
)  # fmt: skip
from knowledge.corrections import Correction
from knowledge.documents import Metadata
from knowledge.library import CheckReport, IngestResult, Library, LibraryBusy
from knowledge.validity import Standing
from knowledge.writing import WriterLock
from tests.knowledge.test_validity import doc
from tests.web.conftest import OpenPage, Serve, new_library

FERRY = "# 东湖摆渡规定\n\n2009年2月3日 公布\n\n第一条 东湖摆渡票价每人二元。\n"
BRIDGE = "# 东湖通行办法\n\n2015年6月1日 公布\n\n第一条 东湖两岸的通行由桥梁处管理。\n"
HOSTILE = '<img src=x onerror="alert(1)">\u202e'

ONE = replace(doc("a", "甲办法", "2010-01-01", number="甲发〔2010〕1号", path="/x/一.md"), added_at="2026-01-01")
TWO = replace(doc("b", "乙规定", "2020-01-01", path="/x/二.pdf"), added_at="2025-01-01", passages=9, pages=3)
STANDING = {"a": Standing(ended="2012-12-31", corrected=True), "b": Standing()}
TITLES = {"a": "甲办法", "b": "乙规定"}


@pytest.mark.parametrize(
    ("words", "order", "found"),
    [
        ("", "title", ["a", "b"]),
        ("", "dates", ["b", "a"]),
        ("", "added", ["a", "b"]),
        ("", "passages", ["b", "a"]),
        ("甲发", "title", ["a"]),  # the number
        ("二.PDF", "title", ["b"]),  # the file's name, in any case
        ("2020-01", "title", ["b"]),
        ("现行有效", "title", ["b"]),
        ("人工更正", "title", ["a"]),
        ("办法 已失效", "title", ["a"]),  # every word
        ("办法 现行有效", "title", []),
    ],
)
def test_documents_are_found_by_what_is_shown_of_them(words: str, order: str, found: list[str]) -> None:
    assert [summary.document_id for summary in arranged([ONE, TWO], STANDING, words, order)] == found


def test_a_row_says_what_a_document_is_and_how_it_stands() -> None:
    row = listing([ONE], STANDING, TITLES, 10, may_edit=True)
    assert '<a href="documents/a" target="_blank">甲办法</a><small><bdi>甲发〔2010〕1号 · 一.md</bdi></small>' in row
    assert '<span class="state is-over">已失效</span><small>2012-12-31 期满失效（人工更正）</small>' in row
    assert 'data-act="remove" data-id="a" aria-label="移除：甲办法"' in row
    assert "data-act" not in listing([ONE, TWO], STANDING, TITLES, 10, may_edit=False)


def test_a_list_that_is_cut_or_empty_says_so() -> None:
    assert "还有 1 份没有列出" in listing([ONE, TWO], STANDING, TITLES, 1, may_edit=False)
    assert "没有符合的文件" in listing([], STANDING, TITLES, 1, may_edit=False)
    assert "资料库是空的：请管理资料库的人收入文件" in listing([], {}, {}, 1, may_edit=False)


@pytest.mark.parametrize(("size", "shown"), [(0, "0.0 MB"), (1, "0.1 MB"), (27_385_856, "27.4 MB")])
def test_sizes_are_in_megabytes(size: int, shown: str) -> None:
    assert megabytes(size) == shown


def test_the_figures_say_what_searches_and_what_is_lacking() -> None:
    assert "<dd>语义加全文检索（bge）</dd>" in figures(Sizes(1, 2, 3, 4, "bge"), None)
    assert "<dd>1,234 个</dd>" in figures(Sizes(1, 1234, 3, 4, None), None)
    assert '<p class="library-notice">没有模型</p>' in figures(Sizes(1, 2, 3, 4, None), "没有模型")


OWN = Metadata(published="2009-02-03", ends="2015-01-01")


@pytest.mark.parametrize(
    ("typed", "replaced", "made"),
    [
        (("2009-02-03", "", "2015-01-01"), AUTO, Correction(by="王")),  # as the text has it
        (("2009年2月3日", "", " 2015/1/1 "), AUTO, Correction(by="王")),  # the same, written otherwise
        (("2009-02-04", "2010.1.2", ""), NONE, Correction("2009-02-04", "2010-01-02", "", "", "王")),
        (("2009-02-03", "二月", "2015-01-01"), "b", Correction(effective="二月", replaced_by="b", by="王")),
    ],
)
def test_a_form_puts_right_only_what_differs_from_the_text(
    typed: tuple[str, str, str], replaced: str, made: Correction
) -> None:
    fields = dict(zip(("published", "effective", "ends"), typed, strict=True))
    assert correction(fields, OWN, replaced, "王") == made


def test_a_document_is_not_offered_to_replace_itself() -> None:
    assert replacements([ONE, TWO], "a")[2:] == [("乙规定（2020-01-01）", "b")]


def test_what_came_of_files_and_of_a_check_is_said_of_each() -> None:
    results = (
        IngestResult("/u/好.md", "a", "甲办法", "added", None, 3, 1, None, ("识别所得",)),
        IngestResult("/u/坏.exe", None, None, "refused", "不认识这种文件"),
    )
    done = work_html(Work(files=2, results=results))
    assert "完成：已收入 1 份，未收入 1 份" in done
    assert "<bdi>坏.exe</bdi><small>不认识这种文件</small>" in done
    assert '《甲办法》3 个段落，1 张表 <a href="documents/a" target="_blank">' in done
    running = work_html(Work("正在读取…", 3, results[:1], (5, 20)))
    assert "正在读取…（1 / 3 份），段落 5 / 20" in running
    assert '<progress max="3" value="1">' in running
    assert "检查完毕，没有发现问题。1 份文件" in report_html(CheckReport(1, 2, 2, "hybrid", ()))
    bad = CheckReport(1, 2, 0, "hybrid", ("缺了索引",))
    assert "发现问题：1 份文件" in report_html(bad)
    assert "已修复：1 份文件" in report_html(replace(bad, repaired=True))


def test_hostile_names_titles_and_reasons_are_only_text() -> None:
    hostile = replace(ONE, title=HOSTILE, path=f"/x/{HOSTILE}", number=HOSTILE, document_id='"><script>')
    shown = listing([hostile], {'"><script>': Standing()}, {"x": "x"}, 9, may_edit=True)
    result = IngestResult(f"/u/{HOSTILE}", '"><script>', HOSTILE, "added", None, 1, warnings=(HOSTILE,))
    shown += work_html(Work(HOSTILE, 2, (result, replace(result, status="refused", reason=HOSTILE)), failure=HOSTILE))
    shown += report_html(CheckReport(1, 2, 0, "hybrid", (HOSTILE,)))
    assert not re.search("<img|<script|\u202e", shown)


# -- the work ---------------------------------------------------------------------------------------------------------


def finished(jobs: LibraryJobs) -> Work:
    for _ in range(400):
        if not jobs.work().running:
            return jobs.work()
        time.sleep(0.05)
    pytest.fail(f"still at work: {jobs.work()}")


def sent(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return new_library(tmp_path)


def test_uploads_of_one_name_are_two_documents_and_what_is_refused_leaves_nothing(
    library: Library, tmp_path: Path
) -> None:
    jobs = LibraryJobs(library)
    jobs.ingest([sent(tmp_path / "1", "通知.md", FERRY), sent(tmp_path / "2", "通知.md", BRIDGE)])
    jobs.ingest([sent(tmp_path / "3", "空.txt", " "), sent(tmp_path / "4", "又一份.md", FERRY)])

    work = finished(jobs)
    assert [result.status for result in work.results] == ["added", "added", "refused", "unchanged"]
    assert sorted(summary.title for summary in library.documents()) == ["东湖摆渡规定", "东湖通行办法"]
    kept = sorted(path.name for path in (tmp_path / "uploads").glob("*/*"))
    assert kept == ["通知.md", "通知.md"]

    for summary in library.documents():
        jobs.forget(library.remove(summary.document_id).path)
    jobs.forget(str(tmp_path / "library.sqlite3"))
    assert list((tmp_path / "uploads").glob("*")) == []
    assert (tmp_path / "library.sqlite3").exists()


def test_what_was_not_taken_in_before_a_restart_is_taken_in_after_it(library: Library, tmp_path: Path) -> None:
    sent(tmp_path / "uploads" / "0123", "摆渡.md", FERRY)
    work = finished(LibraryJobs(library))
    assert [result.title for result in work.results] == ["东湖摆渡规定"]
    assert LibraryJobs(library).work() == Work()


def test_while_another_program_writes_it_is_said_and_waited_for(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.web.library_jobs._AGAIN_S", 0.05)
    jobs = LibraryJobs(library)
    with WriterLock(library.store.path).held():
        jobs.ingest([sent(tmp_path / "1", "摆渡.md", FERRY)])
        for _ in range(100):
            if "另一个程序" in jobs.work().doing:
                break
            time.sleep(0.05)
        assert "资料库正由另一个程序写入" in jobs.work().doing
        with pytest.raises(LibraryBusy):
            library.remove("x")
    assert [result.status for result in finished(jobs).results] == ["added"]


# -- in the browser ---------------------------------------------------------------------------------------------------


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="知识库").click()
    expect(page.locator("#library-figures")).to_contain_text("段落")


@pytest.mark.browser
def test_an_editor_uploads_previews_corrects_and_removes(
    open_page: OpenPage, serve: Serve, library: Library, tmp_path: Path
) -> None:
    page = open_page(serve(PolicyChain(library)))
    open_tab(page)
    expect(page.locator("#library-listed")).to_contain_text("资料库是空的")
    files = [sent(tmp_path / "in", "摆渡.md", FERRY), sent(tmp_path / "in", "空.txt", " ")]
    page.locator("#library-files input[type=file]").set_input_files(files)
    expect(page.locator("#library-work .doing")).to_have_text("完成：已收入 1 份，未收入 1 份", timeout=20_000)
    expect(page.locator(".results .is-refused")).to_contain_text("空.txt")
    expect(page.locator(".results .is-refused small")).to_contain_text("没有文字")

    with page.expect_popup() as popup:
        page.get_by_role("link", name="看它怎样被读懂").click()
    reader = popup.value
    expect(reader.get_by_role("heading", level=1)).to_have_text("东湖摆渡规定")
    expect(reader.locator("article")).to_contain_text("东湖摆渡票价每人二元")
    reader.close()

    page.get_by_role("button", name="更正：东湖摆渡规定").click()
    dialog = page.locator("#library-edit")
    expect(dialog).to_contain_text("公布 2009-02-03，施行 无")
    dialog.get_by_label("失效日期").fill("2008年1月1日")
    dialog.get_by_role("button", name="保存更正").click()
    expect(dialog.get_by_role("alert")).to_contain_text("失效日期 2008-01-01 早于公布日期 2009-02-03")
    dialog.get_by_label("失效日期").fill("2014年12月31日")
    dialog.get_by_role("button", name="保存更正").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".library-list td[data-name=现状]")).to_have_text("已失效2014-12-31 期满失效（人工更正）")

    page.get_by_role("tab", name="对话").click()
    page.locator("#question textarea").fill("东湖摆渡票价每人多少元")
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".notices")).to_contain_text("已于2014年12月31日期满（人工更正）", timeout=20_000)

    open_tab(page)
    page.get_by_role("button", name="移除：东湖摆渡规定").click()
    page.get_by_role("button", name="取消").click()
    assert len(library.documents()) == 1
    page.get_by_role("button", name="移除：东湖摆渡规定").click()
    expect(page.locator("#library-remove")).to_contain_text("移除这份文件？")
    page.get_by_role("button", name="确认移除").click()
    expect(page.locator("#library-listed")).to_contain_text("资料库是空的")
    assert library.documents() == []

    page.get_by_role("button", name="检查资料库").click()
    expect(page.locator("#library-work .report")).to_contain_text("没有发现问题", timeout=20_000)


@pytest.mark.browser
def test_a_quote_is_in_view_without_the_address_saying_so(open_page: OpenPage, serve: Serve, tmp_path: Path) -> None:
    text = "# 长文\n\n" + "".join(f"第{i}条的话不短，为的是凑足许多行，好让引文在很后面。\n\n" for i in range(3000))
    library = new_library(tmp_path, sent(tmp_path, "长文.md", text + "终于到了引文。\n"))
    (summary,) = library.documents()
    start = library.document(summary.document_id).text.index("引文。\n")
    address = serve(PolicyChain(library))
    page = open_page(address, width=380, height=800)
    page.goto(f"{address}/documents/{summary.document_id}?start={start}&end={start + 2}")
    expect(page.locator("mark#quote")).to_have_text("引文")
    expect(page.locator("mark#quote")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# -- who may ----------------------------------------------------------------------------------------------------------

CHANGING = {  # by the id or the label of what is used: the values that its handler is given
    "library-files": [[]],
    "library-check": [],
    "library-repair": [],
    "library-listed": [],
    "保存更正": ["", "", "", "", None],
    "恢复原文识别": [""],
    "确认移除": [""],
}


def handlers(client: TestClient) -> dict[str, int]:
    """What is used in the tab → the number of its first handler."""
    config = client.get("/config").json()
    named = {
        component["id"]: component["props"].get("elem_id") or component["props"].get("value")
        for component in config["components"]
        if component["type"] in ("button", "file", "html")
    }
    found: dict[str, int] = {}
    for dependency in config["dependencies"]:
        for target, _ in dependency["targets"]:
            if isinstance(named.get(target), str):
                found.setdefault(named[target], dependency["id"])
    return found


def test_a_reader_sees_the_list_and_every_handler_that_changes_something_refuses(library: Library) -> None:
    accounts = Accounts(library.store.path.parent, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add("读者", "reader", "correct horse battery")
    accounts.add("编辑", "editor", "correct horse battery")
    list(library.ingest([sent(library.store.path.parent / "in", "摆渡.md", FERRY)]))
    app = web.build(PolicyChain(library), accounts)
    (ferry,) = library.documents()
    refused = {}
    for name in ("读者", "编辑"):
        client = TestClient(app, base_url="http://127.0.0.1")
        client.post("/login", data={"name": name, "password": "correct horse battery"})
        numbers = handlers(client)
        assert CHANGING.keys() <= numbers.keys()
        for used, values in CHANGING.items():
            call = {"fn_index": numbers[used], "data": values, "session_hash": name}
            call |= {"event_data": {"act": "edit", "id": ferry.document_id}}
            answer = client.post("/gradio_api/run/predict", json=call)
            refused[name, used] = answer.status_code == 500 and "没有这项权限" in answer.text
        assert client.get(f"/documents/{ferry.document_id}").status_code == (200 if name == "读者" else 404)
    assert refused == {(name, used): name == "读者" for name in ("读者", "编辑") for used in CHANGING}
    assert TestClient(app, base_url="http://127.0.0.1").get("/documents/x").status_code == 401
