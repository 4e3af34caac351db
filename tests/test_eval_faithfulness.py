from __future__ import annotations

from typing import Any

import pytest

from assistant.answers import Answer
from eval.faithfulness import unfounded

CARD = {"lines": [{"weight": "7.00", "points": "5.25"}], "total": "22.02", "missing": ["1.2", "1.3"]}


def answer(text: str, card: dict[str, Any] | None = None) -> Answer:
    return Answer(question="问", standalone_question="问", answer=text, scorecard=card)


@pytest.mark.parametrize(
    ("text", "source", "expected", "reason"),
    [
        ("奖励五百万元 [1]。", "奖励500万元", (), "the same number in other words"),
        ("奖励600万元。", "奖励500万元", ("600万元",), "another number"),
        ("奖励500元。", "奖励500万元", ("500元",), "the unit belongs to it"),
        ("2.7 的权重是 10%。", "2.7 | 10% | 10%", (), "an indicator's number"),
        ("权重 10 分。", "权重（分）：10", (), "the unit stands in another cell"),
        ("共 80 万元。", "单位：万元；预算 80", (), "and may bring its scale along"),
        ("2021年印发。", "2021年9月22日印发", (), "the year of a date"),
        ("9月23日印发。", "2021年9月22日印发", ("9月23日",), "another day"),
        ("共三项：甲、乙、丙。", "甲、乙、丙", (), "what the line names is counted"),
        ("共四项：甲、乙、丙。", "甲、乙、丙", ("四项",), "and counted right"),
        ("包括以下两项：\n（一）甲\n（二）乙", "甲乙", (), "a list's items are counted"),
        ("合计 3 家 + 4 家 = 7 家。", "甲3家，乙4家", (), "a right sum of numbers that are stated"),
        ("合计 3 家 + 4 家 = 8 家。", "甲3家，乙4家", ("8 家",), "a wrong sum"),
        ("合计 3 家 + 5 家 = 8 家。", "甲3家，乙4家", ("5 家", "8 家"), "a right sum of something else"),
        ("相差 1%（7% - 6% = 1%）。", "甲 7%，乙 6%", (), "what is taken away is no negative number"),
        ("相差 2%（7% - 5% = 2%）。", "甲 7%，乙 6%", ("2%", "5%"), "a right difference of something else"),
        ("收入 80 万元 + 20 万元 = 100 万元。", "收入80万元，另有20万元", (), "in units of ten thousand"),
        ("一个重要的方面，十分重要。", "", (), "what counts nothing"),
        ("见第十三条 [12]。", "第十二条", ("第十三条",), "a place in a document; a handle is no number"),
        ("第一，要重视。", "", (), "what only counts along"),
    ],
)
def test_a_number_must_stand_in_a_source_or_be_worked_out(
    text: str, source: str, expected: tuple[str, ...], reason: str
) -> None:
    assert unfounded(answer(text), [], [source]) == expected, reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("总分 22.02 分。", (), "it stands in the scorecard"),
        ("总分 22.03 分。", ("22.03 分",), "it does not"),
        ("还有 2 项没有数据。", (), "the length of a list of the scorecard"),
        ("团队 23 个。", (), "20 个, and 3 个 more"),
        ("7 × 75 / 100 = 5.25", ("75", "100"), "a rating that is nowhere"),
        ("24 → 30 场：+1.40 分", (), "a line of the plan is judged by the facts of its sample"),
    ],
)
def test_what_is_said_of_a_score_stands_in_the_scorecard(text: str, expected: tuple[str, ...], reason: str) -> None:
    assert unfounded(answer(text, CARD), ["团队20个", "再招3个团队"], []) == expected, reason


def test_the_users_own_numbers_may_be_repeated() -> None:
    assert unfounded(answer("面积 2000 平方米。"), ["面积2000平米"], []) == ()
