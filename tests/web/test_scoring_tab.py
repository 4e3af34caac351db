"""The 评分 tab in a real browser, as a manager of a makerspace uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from assistant import web
from assistant.chain import PolicyChain
from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import SCHEMES, load_scheme
from assistant.scoring.scorecard import score
from assistant.scoring_files.form import INPUT, KEY, write_form
from assistant.scoring_history import ScoreHistory
from assistant.web.scoring_layout import element_id
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system
from tests.web.conftest import OpenPage, served

pytestmark = pytest.mark.browser

SYSTEM = load_system(DEFAULT_SYSTEM)
SCHEME = load_scheme(None, SYSTEM)
FACTS = {"area_m2": 2000, "startups": 30, "teams": 20, "tech_smes": 6, "events": 24}
TOTAL = "21.02"  # 2.1: 7 × 15/20 = 5.25, 2.3: 5 × 10/12 = 4.17, 2.7: 10 × 6/10 = 6.00, 2.9: 7 × 24/30 = 5.60


@pytest.fixture(scope="module")
def address(full_text_chain: PolicyChain) -> Iterator[str]:
    with served(web.build(full_text_chain)) as address:
        yield address


@pytest.fixture
def tab(open_page: OpenPage, address: str) -> Page:
    return opened(open_page(address))


def opened(page: Page) -> Page:
    page.get_by_role("tab", name="评分").click()
    field(page, "facts.startups").wait_for()
    return page


def field(page: Page, key: str) -> Locator:
    return page.locator(f"#{element_id(key)} input")


def fill(page: Page, facts: dict[str, int]) -> None:
    for key, value in facts.items():
        field(page, f"facts.{key}").fill(str(value))
        field(page, f"facts.{key}").press("Tab")


def total(page: Page) -> Locator:
    return page.locator("#score-card .total b")


def show(page: Page, view: str) -> None:
    page.locator("#score-views").get_by_role("tab", name=view, exact=True).click()


def upload(page: Page, button: str, path: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=button).click()
    chosen.value.set_files(path)


def written(folder: Path, **facts: int) -> Path:
    path = folder / "档案.json"
    path.write_text(json.dumps({"name": "甲", "year": 2021, "track": "general", "facts": FACTS | facts}), "utf-8")
    return path


def test_typed_figures_make_the_exact_total_and_empty_ones_stay_missing(tab: Page) -> None:
    fill(tab, FACTS)
    expect(total(tab)).to_have_text(TOTAL)
    expect(tab.locator("#score-card .total")).to_contain_text("缺 12 项，暂按 0 分；补齐后 21.02–102.02 分")
    expect(tab.locator("#score-card .lacking li")).to_have_count(12)
    expect(tab.locator("#score-card .standing .is-example")).to_have_text("示例")
    line = tab.locator("#score-card .lines details", has_text="2.7").first
    line.locator("summary").click()
    expect(line).to_contain_text("10 × 60 / 100 = 6.00")
    expect(line.locator("q")).to_contain_text("2.7 常驻初创企业中科技型中小企业数量 | 定量 | 10% | 10%")
    field(tab, "facts.events").press("End")
    field(tab, "facts.events").press("Backspace")  # 2: counts at once, before the field is left
    expect(total(tab)).to_have_text("15.89")  # 7 × 2/30 = 0.47 in place of 5.60
    tab.locator(f"#{element_id('grades.1.1')}").get_by_label("优").check()
    expect(total(tab)).to_have_text("22.89")


def test_a_contradiction_is_named_at_its_fields_once_they_are_left_and_nothing_typed_is_lost(tab: Page) -> None:
    fill(tab, {"startups": 10, "tech_smes": 6})
    expect(total(tab)).to_have_text("6.00")
    field(tab, "facts.tech_smes").fill("12")
    expect(field(tab, "facts.tech_smes")).to_have_value("12")
    expect(tab.locator("#score-problems .refused")).to_have_count(0)
    field(tab, "facts.tech_smes").press("Tab")
    for key in ("startups", "tech_smes"):
        expect(tab.locator(f"#{element_id(f'facts.{key}')}.is-wrong")).to_contain_text(
            "科技型中小企业 12 家，多于常驻初创企业 10 家"
        )
    expect(tab.locator("#score-problems")).to_contain_text("1 处要改")
    field(tab, "facts.startups").fill("12")
    expect(total(tab)).to_have_text("10.00")
    expect(tab.locator("#score .is-wrong")).to_have_count(0)


def test_the_other_track_asks_for_its_own_figures(tab: Page) -> None:
    expect(tab.locator(f"#{element_id('facts.area_m2')}")).to_be_visible()
    tab.get_by_role("radio", name="专业化众创空间").check()
    expect(tab.locator(f"#{element_id('facts.startups_in_chain')}")).to_be_visible()
    expect(tab.locator(f"#{element_id('facts.area_m2')}")).to_be_hidden()
    fill(tab, {"startups_in_chain": 15})
    expect(total(tab)).to_have_text("3.50")  # 2.2: 7 × 15/30


def test_a_filled_form_is_taken_over_a_wrong_one_refused_with_every_problem(tab: Page, tmp_path: Path) -> None:
    fill(tab, {"events": 9})
    form = tmp_path / "填报表.xlsx"
    write_form(form, SYSTEM, SCHEME, "general")
    book = openpyxl.load_workbook(form)
    sheet = book["填报表"]
    at = {row[KEY].value: row[INPUT] for row in sheet.iter_rows(min_row=3)}
    for key, value in {**FACTS, "1.1": "优", "tech_smes": 40, "with_ip": 60}.items():
        at[key].value = value
    book.save(form)
    upload(tab, "导入填好的表", form)
    expect(tab.locator("#score-import-said li")).to_have_count(2)
    expect(tab.locator("#score-import-said")).to_contain_text("单元格")
    expect(field(tab, "facts.events")).to_have_value("9")
    at["tech_smes"].value, at["with_ip"].value = 6, None
    book.save(form)
    upload(tab, "导入填好的表", form)
    expect(tab.locator("#score-import-said")).to_contain_text("已导入 填报表.xlsx")
    expect(field(tab, "facts.events")).to_have_value("24")
    expect(field(tab, "facts.with_ip")).to_have_value("")
    expect(total(tab)).to_have_text("28.02")
    tab.get_by_role("button", name="撤销").click()
    expect(field(tab, "facts.events")).to_have_value("9")
    expect(field(tab, "facts.startups")).to_have_value("")
    expect(total(tab)).to_have_text("2.10")


def test_a_supposition_shows_what_changes_and_is_taken_over(tab: Page, tmp_path: Path) -> None:
    upload(tab, "导入填好的表", written(tmp_path))
    expect(total(tab)).to_have_text(TOTAL)
    show(tab, "假设")
    slider = tab.locator(f"#s-{element_id('facts.tech_smes')} input[type=range]")
    for _ in range(3):
        slider.press("ArrowRight")
    supposed = tab.locator("#score-supposed")
    expect(supposed).to_contain_text("现在 21.02 → 假设 24.02 分 +3.00")
    expect(supposed.locator("li")).to_have_count(1)
    expect(field(tab, "facts.tech_smes")).to_have_value("6")
    tab.get_by_role("button", name="采用").click()
    expect(field(tab, "facts.tech_smes")).to_have_value("9")
    expect(supposed).to_contain_text("现在 24.02 分")
    show(tab, "得分")
    expect(total(tab)).to_have_text("24.02")


def test_a_plan_leads_to_the_target_by_steps(tab: Page, tmp_path: Path) -> None:
    upload(tab, "导入填好的表", written(tmp_path))
    expect(total(tab)).to_have_text(TOTAL)
    show(tab, "计划")
    tab.get_by_label("目标总分").fill("25")
    tab.get_by_role("button", name="求投入最少的做法").click()
    plan = tab.locator("#score-plan .plan")
    expect(plan).to_contain_text("（目标 25 分）", timeout=20_000)
    expect(plan.locator("li").last).to_contain_text("到 25")
    tab.get_by_label("目标总分").fill("很高")
    tab.get_by_role("button", name="求投入最少的做法").click()
    expect(tab.locator("#score-plan .refused")).to_contain_text("目标分应是")


def test_the_exported_workbook_shows_the_same_total(tab: Page, tmp_path: Path) -> None:
    upload(tab, "导入填好的表", written(tmp_path))
    expect(total(tab)).to_have_text(TOTAL)
    for button, name in (("导出 Excel", "甲 2021 得分.xlsx"), ("导出 Word 报告", "甲 2021 得分报告.docx")):
        tab.get_by_role("button", name=button).click()
        link = tab.locator("#score-out-file a").first
        expect(tab.locator("#score-out-file")).to_contain_text(name.rsplit(".", 1)[1], timeout=20_000)
        with tab.expect_download() as download:
            link.click()
        download.value.save_as(tmp_path / name)
        assert download.value.suggested_filename == name
    cells = [
        cell.value
        for row in openpyxl.load_workbook(tmp_path / "甲 2021 得分.xlsx", data_only=True)["得分"]
        for cell in row
    ]
    assert float(TOTAL) in cells
    assert (tmp_path / "甲 2021 得分报告.docx").read_bytes().startswith(b"PK")


def test_last_year_and_others_of_its_kind_are_compared_with(
    tab: Page, tmp_path: Path, full_text_chain: PolicyChain
) -> None:
    last = read_profile({"name": "甲", "year": 2020, "track": "general", "facts": FACTS | {"events": 9}})
    other = read_profile({"name": "别家", "year": 2020, "track": "general"})
    for profile in (last, other):
        ScoreHistory(full_text_chain.library.home).keep(score(profile, SYSTEM, SCHEME))
    upload(tab, "导入填好的表", written(tmp_path))
    expect(total(tab)).to_have_text(TOTAL)
    show(tab, "比较")
    tab.get_by_label("与存档的得分比较").click()
    expect(tab.get_by_role("option")).to_have_count(1)
    tab.get_by_role("option", name="2020 年度 17.52 分").click()
    expect(tab.locator("#score-compared")).to_contain_text("2020 存档 17.52 → 现在 21.02 分 +3.50")
    expect(tab.locator("#score-compared li")).to_have_count(16)
    peers = tmp_path / "同类.csv"
    peers.write_text("类别,科技型中小企业,常驻初创企业\n普通众创空间,3,20\n普通众创空间,9,20\n", "utf-8")
    upload(tab, "与同类空间比较", peers)
    expect(tab.locator("#score-compared tbody tr")).to_have_count(1)
    expect(tab.locator("#score-compared")).to_contain_text("第 2 / 3")


def test_another_scheme_is_named_and_a_wrong_one_refused(tab: Page, tmp_path: Path) -> None:
    fill(tab, {"tech_smes": 6})
    show(tab, "方案")
    tab.get_by_role("button", name="下载自带的方案来改").click()
    expect(tab.locator("#score-side")).to_contain_text(f"{DEFAULT_SYSTEM}.yaml".removesuffix(".yaml"))
    text = (SCHEMES / f"{DEFAULT_SYSTEM}.yaml").read_text("utf-8")
    path = tmp_path / "方案.yaml"
    path.write_text(text.replace('"2.7": {zero: 0, full: 10}', '"2.7": {zero: 0, full: 0}'), "utf-8")
    upload(tab, "换一个方案", path)
    expect(tab.locator("#score-scheme-said")).to_contain_text("full 应大于 zero")
    text = text.replace('"2.7": {zero: 0, full: 10}', '"2.7": {zero: 0, full: 12}').replace(
        'version: "1"', 'version: "市 7"'
    )
    path.write_text(text, "utf-8")
    upload(tab, "换一个方案", path)
    expect(tab.locator("#score-standing")).to_contain_text("版本 市 7【非官方，仅供参考】")
    show(tab, "得分")
    expect(total(tab)).to_have_text("5.00")


def test_two_visitors_do_not_see_each_others_figures(tab: Page, open_page: OpenPage, address: str) -> None:
    fill(tab, {"tech_smes": 6})
    expect(total(tab)).to_have_text("6.00")
    second = opened(open_page(address, width=380, height=800))
    expect(second.locator("#score-sum b")).to_have_text("0.00")
    fill(second, {"events": 30})
    expect(second.locator("#score-sum b")).to_have_text("7.00")
    assert second.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(total(tab)).to_have_text("6.00")


def test_printed_every_line_shows_its_arithmetic_and_the_form_is_left_out(tab: Page) -> None:
    fill(tab, {"tech_smes": 6})
    expect(total(tab)).to_have_text("6.00")
    tab.emulate_media(media="print")
    expect(tab.locator("#score-form")).to_be_hidden()
    expect(tab.get_by_text("10 × 60 / 100 = 6.00")).to_be_visible()
