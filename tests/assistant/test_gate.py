"""The numeric gate: a number passes with its unit where it stands in a source, or is worked out from what does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citations import Claim, Evidence
from assistant.gate import asks_to_calculate, screened, unsupported, with_units
from knowledge.documents import Cell, Document, Passage, PassageKind, Row, Section, SectionKind, Table
from knowledge.segmentation import Span


def missing(text: str, *sources: str, following: tuple[str, ...] = ()) -> list[str]:
    return [number.text.strip() for number in unsupported(text, sources, following)]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("资助五百人。", "资助500人", id="a numeral in characters"),
        pytest.param("面积19000000亩。", "面积1,900万亩", id="a scale"),
        pytest.param("占百分之五十五。", "占55%", id="a percentage in words"),
        pytest.param("2021-09-22印发。", "2021年9月22日印发", id="a date as digits"),
        pytest.param("2021年9月印发。", "2021年9月22日印发", id="less of a date"),
        pytest.param("9月22日印发。", "2021年9月22日印发", id="a date without its year"),
        pytest.param("“十四五”时期。", "十四五规划", id="a plan"),
        pytest.param("文号国科发政〔2017〕115号。", "（国科发政〔2017〕115号）", id="a document number"),
        pytest.param("第十五条规定。", "第十五条 本办法", id="a clause"),
        pytest.param("第一，申请；第二，评审。", "申请和评审", id="ordinals that count along"),
        pytest.param("1. 申请材料 [1]", "申请材料", id="a list marker and a handle"),
        pytest.param("这是一个重要的制度。", "重要制度", id="an article"),
        pytest.param("2.7的权重：6%。", "2.7：6%", id="a label's colon makes no ratio"),
        pytest.param("合计 30分（1.1、1.2：7分 + 23分 = 30分）。", "1.1：7分；1.2：23分", id="a sum with its terms"),
        pytest.param("相差 16分（23分 - 7分 = 16分）。", "7分，23分", id="a difference with its terms"),
        pytest.param("包括甲、乙和丙三个方面。", "甲、乙、丙", id="a count of what the sentence names"),
        pytest.param("2021年9月30日闭幕。", "2021年9月28日开幕，9月30日闭幕", id="a later date of the same sentence"),
        pytest.param("不超过30家。", "不得超过30家", id="a limit in other words"),
        pytest.param("最多30家。", "30家以内", id="a limit before for one behind"),
        pytest.param("超过30家。", "新增30余家", id="more than a round number"),
        pytest.param("不到30家。", "近30家", id="nearly"),
        pytest.param("不低于3%。", "不得低于上年度销售收入的3%", id="words between the limit and its number"),
        pytest.param("不超过100万元。", "最高给予100万元奖励", id="an upper limit as a source names it"),
        pytest.param("至少30%。", "≥30%", id="a sign"),
        pytest.param("三年以上十年以下。", "处三年以上十年以下有期徒刑", id="two limits, each with its own"),
        pytest.param("权重最高的是8分。", "8分", id="a superlative is no limit"),
        pytest.param("共𝟑𝟓名。", "35名", id="digits of another script"),
        pytest.param("①申请；②评审。", "申请和评审", id="circled, counting along"),
        pytest.param("Ⅱ类项目百家。", "Ⅱ类项目，百家企业", id="signs as a source has them"),
    ],
)
def test_what_a_source_states_passes(text: str, source: str) -> None:
    assert missing(text, source) == []


@pytest.mark.parametrize(
    ("text", "source", "numbers"),
    [
        pytest.param("资助501人。", "资助500人", ["501人"], id="another number"),
        pytest.param("产能140万斤。", "产能140亿斤", ["140万斤"], id="another scale"),
        pytest.param("新增86家。", "新增86个", ["86家"], id="another unit"),
        pytest.param("占55%。", "共55家", ["55%"], id="a percentage from a count"),
        pytest.param("2021年9月23日印发。", "2021年9月22日印发", ["2021年9月23日"], id="another day"),
        pytest.param("2021年9月22日印发。", "9月22日印发", ["2021年9月22日"], id="more of a date"),
        pytest.param("第十六条规定。", "第十五条 本办法", ["第十六条"], id="another clause"),
        pytest.param("“十五五”时期。", "十四五规划", ["“十五五”"], id="another plan"),
        pytest.param(
            "文号国科发政〔2017〕116号。", "国科发政〔2017〕115号", ["国科发政〔2017〕116号"], id="another document"
        ),
        pytest.param("合计 31分（7分 + 23分 = 31分）。", "7分，23分", ["31分", "31分"], id="a wrong sum"),
        pytest.param("合计 32分（9分 + 23分 = 32分）。", "7分，23分", ["32分", "9分", "32分"], id="an invented term"),
        pytest.param("比例为3：7。", "比例为7：3", ["3：7"], id="a ratio the other way round"),
        pytest.param("包括甲、乙两个和丙四个方面。", "甲、乙、丙", ["两个", "四个"], id="a wrong count"),
        pytest.param("每年评价一次。", "每两年评价", ["一次"], id="a frequency is no article"),
        pytest.param("新增二十一家。", "新增家数", ["二十一家"], id="a number that ends like an article"),
        pytest.param(
            "2022年1月5日止。", "2022年12月30日起，1月5日止", ["2022年1月5日"], id="an earlier day is of another year"
        ),
        pytest.param(
            "2021年9月30日闭幕。", "2021年9月28日。9月30日", ["2021年9月30日"], id="the year of another sentence"
        ),
        pytest.param("见第十二条第二款。", "第十二条", ["第二款"], id="a paragraph of a clause"),
        pytest.param("召开第二次会议。", "第一次会议", ["第二次"], id="which time"),
        pytest.param("排名全省第3。", "全省第2", ["第3"], id="a rank"),
        pytest.param("2.10的权重。", "2.1的权重", ["2.10"], id="another code"),
        pytest.param("共𝟑𝟓名，③⑤家，³⁵个。", "34名", ["𝟑𝟓名", "③⑤", "³⁵"], id="digits in disguise"),
        pytest.param("安排ⅩⅥ名，⑦家，廿三项。", "三项", ["ⅩⅥ", "⑦", "廿三"], id="signs without a value here"),
        pytest.param("投资百万元。", "投资260万元", ["百万"], id="a scale alone"),
        pytest.param("增长-5%。", "增长5%", ["-5%"], id="a sign"),
    ],
)
def test_what_no_source_states_is_named(text: str, source: str, numbers: list[str]) -> None:
    assert missing(text, source) == numbers


@pytest.mark.parametrize(
    ("text", "source", "numbers"),
    [
        ("超过30家。", "不超过30家", ["超过30家"]),
        ("不超过30家。", "超过30家", ["不超过30家"]),
        ("至少30家。", "至多30家", ["至少30家"]),
        ("30家以上。", "30家以下", ["30家以上"]),
        ("30家以上。", "共30家", ["30家以上"]),
        ("不得少于30家。", "不得多于30家", ["不得少于30家"]),
        ("低于3%。", "不得低于3%", ["低于3%"]),
        ("三十日以上办结。", "三十日内办结", ["三十日以上"]),
        ("不满十八周岁。", "年满十八周岁以上", ["不满十八周"]),
        ("不少于501人。", "不少于500人", ["不少于501人"]),
        ("超过500元的不少于3份。", "不超过500元的不少于3份", ["超过500元"]),
    ],
)
def test_a_limit_that_no_source_sets_is_named_with_its_words(text: str, source: str, numbers: list[str]) -> None:
    assert missing(text, source) == numbers


@pytest.mark.parametrize(("items", "numbers"), [(("甲", "乙", "丙"), []), (("甲", "乙"), ["3 项"])])
def test_a_count_that_opens_a_list_is_that_of_its_items(items: tuple[str, ...], numbers: list[str]) -> None:
    assert missing("共 3 项：", "甲乙丙", following=items) == numbers


@given(st.integers(2, 10**9), st.sampled_from(["家", "元", "%", "亩", "人"]), st.integers(1, 10**6))
def test_a_number_passes_if_and_only_if_it_stands_there(number: int, unit: str, off: int) -> None:
    assert missing(f"共有{number}{unit}。", f"其中有{number:,}{unit}，") == []
    assert missing(f"共有{number + off}{unit}。", f"其中有{number}{unit}，") != []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_supported_by_itself(text: str, more: str) -> None:
    assert isinstance(unsupported(text + more, [text]), list)
    assert unsupported(text, [text]) == []


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("两项加起来多少？", True),
        ("甲比乙高多少？", True),
        ("相差几天？", True),
        ("三年一共多少万元？", True),
        ("总收入的权重是多少？", False),  # 总 belongs to what is measured
        ("补贴多少元？", False),
    ],
)
def test_a_result_may_be_worked_out_only_where_one_is_asked_for(question: str, asked: bool) -> None:
    assert asks_to_calculate(question) is asked
    assert [n.text for n in unsupported("7分 + 23分 = 30分。", ["7分，23分"], calculated=asked)] == ["30分"] * (
        not asked
    )


TEXT = "奖项（单位：元）\n国家奖学金 8000\n共发放12名。"
AWARD = Row("国家奖学金", None, "", (Cell("国家奖学金", 10, 15), Cell("8000", 16, 20)), 10, 20)
DOCUMENT = Document(
    "d",
    "奖学金标准",
    "a.md",
    TEXT,
    (Section(0, None, SectionKind.DOCUMENT, "奖学金标准", (), 0, 0, len(TEXT)),),
    (Table(0, "", 0, ("奖项", "金额"), (AWARD,), 0, 20),),
)
ROW = Passage("p", "d", "奖学金标准", (), 0, PassageKind.ROW, "奖项：国家奖学金；金额：8000", 10, 20, table=0, row=0)


def test_a_bare_number_in_a_cell_has_the_unit_of_its_table() -> None:
    assert with_units(DOCUMENT, DOCUMENT.tables[0], 0) == ["8000元"]
    place = Evidence(ROW, Span(10, 20))
    claims = [Claim("国家奖学金为8000元。", (place,)), Claim("国家奖学金为8000万元。", (place,))]
    kept, issues = screened(claims, "是多少？", {"d": DOCUMENT})

    assert kept == claims[:1]
    assert [(issue.code, issue.detail) for issue in issues] == [
        ("number_not_in_evidence", "8000万元 在依据里找不到，已删去这一句：国家奖学金为8000万元。")
    ]


def test_what_the_question_says_may_be_repeated() -> None:
    claims = [Claim("关于“2031年的金额”，没有找到依据。", ())]

    assert screened(claims, "2031年的金额是多少？", {}) == (claims, [])
    assert screened(claims, "后年的金额是多少？", {})[0] == []
