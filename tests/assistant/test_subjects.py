"""What is asked about is said once, before what asks; askings that leave it out are known by it."""

from __future__ import annotations

import pytest

from assistant.subjects import leaves_out_subject, says_nothing, subject_of


@pytest.mark.parametrize(
    ("text", "asked", "subject", "reason"),
    [
        ("停车办法是谁印发的？", "", "停车办法", "what stands before 谁, without the word that links"),
        ("停车办法里包月车位收多少钱？", "哪天施行", "停车办法", "a rule is put in force, not what it speaks of"),
        ("停车办法里包月车位收多少钱？", "在哪交", "停车办法里包月车位", "what is paid is not the rule"),
        ("《停车办法》由谁印发？", "哪天印发", "《停车办法》", "a title whole"),
        ("停车办法：包月车位收多少？", "谁来收", "停车办法：", "the heading of several askings"),
        ("外来车辆停一夜，要交多少？", "谁来收", "外来车辆停一夜，", "the scene of several askings"),
        ("食堂一共有几层？", "", "食堂", "words of quantity only link"),
        ("董事会最少几个人？", "", "董事会", "会 ends a name here"),
        ("食堂的面积多少？", "", "食堂", "the attribute asked for is not the subject"),
        ("哪些人能住校？", "", "", "nothing stands before what asks"),
        ("食堂的面积", "", "", "nothing asks"),
    ],
)
def test_the_subject_stands_before_what_asks(text: str, asked: str, subject: str, reason: str) -> None:
    assert subject_of(text, asked) == subject, reason


@pytest.mark.parametrize(
    ("asked", "left_out", "nothing", "reason"),
    [
        ("哪天批准", True, True, "only an act beside what asks"),
        ("从几号起施行", True, True, "links before it"),
        ("罚多少", True, True, "a verb before it"),
        ("一年起码开几次大会", True, False, "how often, of what is left out"),
        ("要交给哪个部门审查验收", True, False, "says enough to be searched for by itself"),
        ("公示几天", True, False, "公示 may be what was asked about or a subject of its own"),
        ("不及格咋办", True, False, "what comes of what was spoken of"),
        ("逾期未交的罚多少", True, False, "the same with a deadline missed"),
        ("不锈钢餐具怎么办理采购", False, False, "what begins with 不 may be a thing"),
        ("食堂几点开门", False, False, "has a subject"),
        ("食堂的面积", False, False, "asks nothing"),
    ],
)
def test_an_asking_may_leave_its_subject_out(asked: str, left_out: bool, nothing: bool, reason: str) -> None:
    assert (leaves_out_subject(asked), says_nothing(asked)) == (left_out, nothing), reason
