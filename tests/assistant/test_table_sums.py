"""What is worked out of a table shows its arithmetic, cites every cell and never mixes units; totals are no rows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.citations import Claim
from assistant.gate import screened
from assistant.question_parts import read
from assistant.table_answers import answer
from assistant.table_rows import Similar
from knowledge.chunking import chunk
from knowledge.documents import Document
from tests.knowledge import understood

PARKS = understood(
    """# 云岭市产业园区年度考核办法

附表 园区考核指标

| 考核方面 | 考核项目 | 评分办法 | 省级园区分值 | 市级园区分值 |
| --- | --- | --- | --- | --- |
| 经济发展（40分） | A1 工业增加值增速 | 客观计分 | 12 | 10 |
| 经济发展（40分） | A2 亩均税收 | 客观计分 | 15 | 15 |
| 经济发展（40分） | A3 实际利用外资 | 客观计分 | 13 | - |
| 经济发展（40分） | A4 招商到位资金 | 客观计分 | - | 15 |
| 创新驱动（25分） | B1 研发投入强度 | 客观计分 | 12 | 10 |
| 创新驱动（25分） | B2 产学研合作成效 | 专家评分 | 13 | 15 |
| 绿色安全（35分） | C1 单位能耗下降率 | 客观计分 | 20 | 20 |
| 绿色安全（35分） | C2 群众满意程度 | 问卷调查 | 15 | 15 |
""",
    "园区.md",
)
SHARES = understood(
    """# 云岭水务公司股东名册

| 序号 | 股东名称 | 出资额（万元） | 出资方式 | 出资比例 |
| --- | --- | --- | --- | --- |
| 1 | 云岭城投 | 1,200.00 | 货币 | 60% |
| 2 | 方若兰 | 500.00 | 货币 | 25% |
| 3 | 卢一鸣 | 300.00 | 实物 | 15% |
| 合计 | 合计 | 2,000.00 |  | 100% |
""",
    "股东.md",
)

Say = Callable[[Document, str], list[Claim] | None]


@pytest.fixture
def say(similar: Similar) -> Say:
    def of(document: Document, question: str) -> list[Claim] | None:
        (table,) = document.tables
        return answer(read(question), document, table, chunk(document), similar)

    return of


def texts(claims: list[Claim] | None) -> list[str]:
    assert claims is not None
    return [claim.text for claim in claims]


@pytest.mark.parametrize(
    ("document", "question", "first"),
    [
        (PARKS, "A1和A2两项，省级园区加在一起几分？", "省级园区分值合计 27（A1、A2：12 + 15 = 27）。"),
        (PARKS, "市级园区的专家评分项目一共多少分", "B2 产学研合作成效：市级园区分值 15。"),
        (PARKS, "A1和B1在省级园区分值相差多少", "省级园区分值相差 0（12 - 12 = 0）。"),
        (PARKS, "A2与A1比，市级园区哪个分值高", "市级园区分值最高的是A2 亩均税收，为 15。"),
        (
            SHARES,
            "方若兰和卢一鸣的出资额合计多少？",
            "出资额（万元）合计 800万元（方若兰、卢一鸣：500.00万元 + 300.00万元 = 800万元）。",
        ),
        pytest.param(SHARES, "出资额合计是多少？", "合计：出资额（万元） 2,000.00。", id="the table's own total"),
        pytest.param(SHARES, "谁的出资比例最高？", "出资比例最高的是云岭城投，为 60%。", id="a total is no row"),
        pytest.param(SHARES, "谁的出资比例最低？", "出资比例最低的是卢一鸣，为 15%。", id="the least"),
    ],
)
def test_what_was_asked_is_worked_out_first(say: Say, document: Document, question: str, first: str) -> None:
    assert texts(say(document, question))[0] == first


@pytest.mark.parametrize(
    ("document", "question"),
    [
        (PARKS, "A1、A2、C1 三项省级园区一共几分"),
        (PARKS, "经济发展里省级园区分值合计多少"),
        (SHARES, "以货币出资的，出资比例合计多少"),
        (PARKS, "省级园区和市级园区都考核的项目有多少个？"),
        (SHARES, "出资比例不低于25%的股东有哪些"),
    ],
)
def test_what_is_worked_out_passes_the_numeric_gate_with_a_cell_for_every_term(
    say: Say, document: Document, question: str
) -> None:
    claims = say(document, question)
    assert claims
    kept, issues = screened(claims, question, {document.id: document})

    assert (len(kept), issues) == (len(claims), [])
    for claim in claims:
        terms = re.search(r"：(.+) = ", claim.text)
        assert terms is None or len(claim.evidence) == terms[1].count("+") + 1


@pytest.mark.parametrize(
    ("document", "question", "expected"),
    [
        (PARKS, "三个考核方面按分值从高到低排序", ["经济发展（40分）。", "绿色安全（35分）。", "创新驱动（25分）。"]),
        (
            PARKS,
            "省级园区分值前三的考核项目",
            ["按省级园区分值由高到低：", "C1 单位能耗下降率，20", "A2 亩均税收，15", "C2 群众满意程度，15"],
        ),
        (
            SHARES,
            "股东按出资比例由低到高排一下",
            ["按出资比例由低到高：", "卢一鸣，15%", "方若兰，25%", "云岭城投，60%"],
        ),
    ],
)
def test_an_order_follows_the_figures(say: Say, document: Document, question: str, expected: list[str]) -> None:
    assert texts(say(document, question)) == expected


@pytest.mark.parametrize(
    ("document", "question", "opening", "labels"),
    [
        (PARKS, "由专家打分的考核项目有几个？", "专家评分的共 1 项：", ["B2"]),
        (PARKS, "创新驱动有多少个考核项目", "创新驱动（25分）的共 2 项：", ["B1", "B2"]),
        (PARKS, "表里一共有几个考核项目", "共 8 项：", ["A1", "A2", "A3", "A4", "B1", "B2", "C1", "C2"]),
        (PARKS, "两类园区都考核的项目有哪几项", "共 6 项：", ["A1", "A2", "B1", "B2", "C1", "C2"]),
        (PARKS, "哪些项目只考核市级园区？", "只在市级园区分值一栏有的共 1 项：", ["A4"]),
        (PARKS, "省级园区分值超过13的有哪些", "共 3 项：", ["A2", "C1", "C2"]),
        (SHARES, "出资比例在25%以上的股东有哪些", "共 2 项：", ["云岭城投", "方若兰"]),
        (SHARES, "出资比例低于百分之二十的股东有几个", "共 1 项：", ["卢一鸣"]),
        (SHARES, "一共有几位股东？", "共 3 项：", ["云岭城投", "方若兰", "卢一鸣"]),
    ],
)
def test_rows_are_counted_and_listed(
    say: Say, document: Document, question: str, opening: str, labels: list[str]
) -> None:
    first, *items = texts(say(document, question))

    assert first == opening
    assert [re.split(r"[ （]", item)[0] for item in items] == labels


@pytest.mark.parametrize(
    ("document", "question", "expected"),
    [
        (PARKS, "研发投入这一项，省级园区多少分", ["B1 研发投入强度：省级园区分值 12。"]),
        (PARKS, "A3市级园区考不考", ["A3 实际利用外资：市级园区分值一栏为“-”（不设此项）。"]),
        (PARKS, "产学研合作成效是客观计分还是请人打分", ["B2 产学研合作成效：评分办法 专家评分。"]),
        (PARKS, "C2叫什么项目", ["C2 群众满意程度：评分办法 问卷调查，省级园区分值 15，市级园区分值 15。"]),
        (PARKS, "亩均税收的编号是多少", ["编号 A2：A2 亩均税收。"]),
        (SHARES, "卢一鸣用什么方式出资", ["卢一鸣：出资方式 实物。"]),
        (SHARES, "方若兰出资多少万元", ["方若兰：出资额（万元） 500.00，出资比例 25%。"]),
    ],
)
def test_cells_are_found_by_other_words_for_rows_and_columns(
    say: Say, document: Document, question: str, expected: list[str]
) -> None:
    assert texts(say(document, question)) == expected


@pytest.mark.parametrize(
    ("document", "question"),
    [
        pytest.param(PARKS, "由高校负责的考核项目有几个", id="a condition the table does not know"),
        pytest.param(PARKS, "省里的园区与市里的园区在用地政策上有什么不同", id="the difference of something else"),
        pytest.param(PARKS, "园区最高能得到多少奖励", id="a limit, not a maximum over the rows"),
        pytest.param(PARKS, "D1的分值是多少", id="no such code"),
        pytest.param(SHARES, "水务公司的董事长是谁", id="no such column"),
        pytest.param(SHARES, "方若兰是什么时候出资的", id="a time, of which the table has none"),
    ],
)
def test_what_is_no_question_about_the_table_is_left_to_others(say: Say, document: Document, question: str) -> None:
    assert say(document, question) is None
