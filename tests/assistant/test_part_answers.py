"""Two parts of a question are answered from two sentences, unless one sentence says what both ask."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.answers import Query
from assistant.chain import PolicyChain
from tests.written_library import written_library

COMPLAINTS = """# 云岭市停车投诉处理办法

第一条 受理部门应当自收到投诉之日起5日内转交处理部门。

第二条 处理部门应当自收到转交的投诉之日起20日内作出处理结果，并告知受理部门。

第三条 停车场开放时间由经营者公示，周末为8时至20时，平日为7时至22时。
"""

LIFTS = """# 云岭市电梯检验办法

第一条 为了规范电梯检验，制定本办法。

第二条 本办法依据哪个上位规定执行，出自市人民政府的解释。

第三条 电梯检验不合格的，由检验机构责令停止使用，逾期未改正的，撤销使用登记。
"""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> PolicyChain:
    home = tmp_path_factory.mktemp("parts")
    return PolicyChain(written_library(home, {"投诉.md": COMPLAINTS, "电梯.md": LIFTS}))


@pytest.mark.parametrize(
    ("question", "articles", "reason"),
    [
        ("停车投诉，受理部门几日内转交？处理部门几日内作出处理结果？", ["第一条", "第二条"], "each part has its own"),
        ("停车投诉几日内转交，转交后多少日出处理结果", ["第一条", "第二条"], "the second runs from what it says"),
        ("停车场周末的开放时间是几时？停车场平日的开放时间是几时？", ["第三条"], "one sentence holds both figures"),
    ],
)
def test_each_part_is_answered_from_the_sentence_that_is_its_own(
    chain: PolicyChain, question: str, articles: list[str], reason: str
) -> None:
    answer = chain.ask(Query(question, (), dt.date(2026, 1, 1)))

    assert [citation.quote[:3] for citation in answer.citations] == articles, reason


def test_which_rule_says_so_is_told_by_its_title_and_the_same_place(chain: PolicyChain) -> None:
    answer = chain.ask(Query("停车投诉受理部门几日内转交？哪部办法规定的？", (), dt.date(2026, 1, 1)))

    assert "出自《云岭市停车投诉处理办法》。" in answer.answer
    assert [citation.quote[:3] for citation in answer.citations] == ["第一条"]


def test_the_source_is_that_of_what_the_part_before_is_told_in_the_end(chain: PolicyChain) -> None:
    question = "停车投诉几日内转交，出自哪个办法，转交后多少日出处理结果，出自哪个办法"
    answer = chain.ask(Query(question, (), dt.date(2026, 1, 1)))

    assert [citation.quote[:3] for citation in answer.citations] == ["第一条", "第二条"]
    assert answer.answer.count("出自《云岭市停车投诉处理办法》。") == 2


def test_what_leaves_out_its_subject_is_not_told_other_things_of_it(chain: PolicyChain) -> None:
    answer = chain.ask(Query("云岭市停车投诉的吉祥物设计费多少？哪天拍卖？", (), dt.date(2026, 1, 1)))

    assert answer.refused


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("云岭市停车楼的吉祥物设计费多少？出自哪个办法？", "what nothing tells stands nowhere"),
        ("停车场吉祥物由谁设计？不合格怎么办？", "what is said of another thing than the one spoken of"),
    ],
)
def test_what_hangs_on_an_unanswered_part_is_not_answered_from_elsewhere(
    chain: PolicyChain, question: str, reason: str
) -> None:
    answer = chain.ask(Query(question, (), dt.date(2026, 1, 1)))

    assert answer.refused, (reason, answer.answer)
