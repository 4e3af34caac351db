"""A rule's sentences about itself are recognised where a question asks for them, and only there."""

from __future__ import annotations

import pytest

from assistant.definitions import defines
from assistant.questions import Asks


@pytest.mark.parametrize(
    ("asks", "question", "text", "expected", "reason"),
    [
        (Asks.MEANING, "渡口是指什么", "本办法所称渡口，是指供渡船停靠的场所。", True, "its meaning"),
        (Asks.LIST, "“三项经费”是哪三项", "本办法所称三项经费是指甲费、乙费、丙费。", True, "what it consists of"),
        (Asks.LIST, "船员培训都有哪些", "第三条 船员培训包括岗前培训、轮训。", True, "what a thing consists of"),
        (Asks.LIST, "船费一共有哪几种", "除客船费、货船费、渡船费外，不得收取。", True, "its kinds"),
        (Asks.LIST, "渡船的牌照有哪些", "除客船费、货船费、渡船费外，不得收取。", False, "the kinds of another thing"),
        (Asks.LIST, "船员培训机构有哪些条件", "船员培训包括岗前培训、轮训。", False, "of another thing"),
        (Asks.AMOUNT, "渡船分为几种", "渡船分为客渡船、车渡船和客货船。", True, "how many kinds there are"),
        (Asks.MEANING, "湖泊是指什么", "本办法所称渡口，是指供渡船停靠的场所。", False, "another word is defined"),
        (Asks.AMOUNT, "渡口有多少处", "本办法所称渡口，是指供渡船停靠的场所。", False, "no meaning is asked for"),
        (Asks.MEANING, "制定依据是什么", "为了保护湖泊，根据水法，制定本办法。", True, "what the rule rests on"),
        (Asks.MEANING, "立法目的是什么", "为了保护湖泊，根据水法，制定本办法。", True, "what it is for"),
        (Asks.MEANING, "制定依据是什么", "学校依据章程制定计划。", False, "says nothing of the rule itself"),
    ],
)
def test_a_sentence_of_a_rule_about_itself_is_recognised(
    asks: Asks, question: str, text: str, expected: bool, reason: str
) -> None:
    assert defines(asks, question, text) is expected, reason
