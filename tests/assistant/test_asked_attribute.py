"""The attribute asked for by name or unit: a sentence that tells it, and one on the same topic that does not."""

from __future__ import annotations

import pytest

from assistant.asked_attribute import asks_title, attribute_asked, tells_title, untold
from assistant.question_parts import read


def found(question: str, text: str) -> list[str]:
    return untold(question, read(question).parts[0].asks, text)


@pytest.mark.parametrize(
    ("question", "attribute", "reason"),
    [
        ("助学基金规模有多大", "规模", "有多大 asks for a value"),
        ("竞赛的报名费是多少", "报名费", "the noun before 是"),
        ("自习室的面积是多少平方米", "面积", "with the unit it is asked in"),
        ("要有多大面积的自习室", "面积", "the noun behind 多大"),
        ("全校有多少间自习室", "", "things are counted"),
        ("自习室的标准是多少", "", "a noun that may stand for any value"),
        ("研究生占多少", "", "the share of a thing, not a value of it"),
        ("热线电话是多少", "", "other rules know what a telephone number is"),
    ],
)
def test_the_noun_whose_value_is_asked_for_is_found(question: str, attribute: str, reason: str) -> None:
    assert attribute_asked(question) == attribute, reason


@pytest.mark.parametrize(
    ("question", "tells", "misses", "reason"),
    [
        (
            "助学基金规模有多大？",
            "助学基金规模为三百万元。",
            "第三条 学校设立助学基金。",
            "the number of a clause is no size",
        ),
        ("助学基金的总额是多少？", "基金共300万元。", "基金的百分之三十用于竞赛。", "a share is no total"),
        ("食堂用水的水价每方几毛？", "水价每方六角。", "食堂用水由后勤处供应3年。", "a coin wants money"),
        ("助教的月薪是多少？", "助教每月2000元。", "助教须满1年。", "pay wants money"),
        ("保证金是多少钱？", "保证金为2000元。", "逾期的处2000元罚款。", "a fine is no price"),
        ("违规怎么罚，罚款多少元？", "处2000元罚款。", "责令改正。", "who asks for a fine gets it"),
        ("申请表要填几页？", "申请表共3页。", "申请表由3人审核。", "any unit wants its own"),
        ("评委会由多少人组成？", "评委会由15名专家组成。", "评委会审议3项议题。", "units of one kind are one"),
        ("校园占地面积是多少？", "校园占地1200亩。", "校园栽树1200棵。", "an area in whatever unit"),
        ("要配几个安全管理人员？", "配备2名安全管理人员。", "处一万元罚款。", "people are not money"),
        ("有几个等级？", "设一等奖、二等奖。", "设有等级。", "a list counts without a figure"),
        ("论文集的题目是什么？", "论文集题为《湖畔新声集》。", "论文集于5月出版。", "what something is called"),
        ("评委会主任是谁？", "评委会主任由校长担任。", "评委会由专家组成。", "an office, not just anyone"),
        ("现任校长叫什么？", "校长秦越主持年会。", "校长应当熟悉教学。", "an office with who holds it"),
        ("副书记都有谁？", "副书记白露出席。", "选举产生了新一届班子。", "those elected, not the election"),
        ("得奖能发几万块？", "每项奖励2万元。", "奖项分为2个等级。", "a scale before the unit"),
        (
            "实习津贴一个月多少元？",
            "每月津贴600元。",
            "责令退还，不足1000元的按1000元计，处以罚款。",
            "sums in a rule on fines",
        ),
        ("平台的用户是多少万？", "平台用户达到50万。", "平台收录论文50万篇。", "no known kind: it must be named"),
    ],
)
def test_a_sentence_tells_the_attribute_or_it_is_no_answer(question: str, tells: str, misses: str, reason: str) -> None:
    assert found(question, tells) == [], reason
    assert found(question, misses) != [], reason


def test_a_title_is_told_by_a_long_title_or_a_word_for_calling() -> None:
    assert asks_title("活动叫什么名字")
    assert not asks_title("活动什么时候办")
    assert tells_title("活动叫什么名字", "会议通过《湖畔新声集编印办法》")
    assert tells_title("活动叫什么名字", "开展“湖畔读书”活动")
    assert not tells_title("报告的题目是什么", "《报告》提出“湖畔读书”")
