"""Questions that lean on the one before, made to stand alone."""

from __future__ import annotations

import pytest

from assistant.answers import Turn
from assistant.follow_up import standalone


@pytest.mark.parametrize(
    ("before", "question", "expected", "reason"),
    [
        ("普通众创空间2.7的权重是多少？", "那专业化的呢？", "专业化众创空间2.7的权重是多少？", "one track for another"),
        ("专业化众创空间2.2占多少？", "2.4呢", "专业化众创空间2.4占多少？", "one code for another"),
        ("2020年版条例怎么规定？", "那2025年版呢？", "2025年版条例怎么规定？", "one year for another"),
        ("洛阳市对奖金怎么规定？", "那郑州呢？", "郑州市对奖金怎么规定？", "one place for another"),
        ("条例第三条说了什么？", "第五条呢？", "条例第五条说了什么？", "one clause for another"),
        (
            "科普经费由谁安排？",
            "培训经费的呢？",
            "培训经费，科普经费由谁安排？",
            "another thing is set before the question",
        ),
        (
            "《高等教育法》何时施行？",
            "它对章程有什么要求？",
            "《高等教育法》对章程有什么要求？",
            "the title it points at",
        ),
        ("2.7是定性还是定量？", "那2.8是不是也这样", "2.8是定性还是定量？", "likewise of another code"),
        ("奖金由谁发放？", "奖章也是一样吗？", "奖章，奖金由谁发放？", "likewise of another thing"),
        ("2.7占多少？", "它是定性还是定量？", "2.7 是定性还是定量？", "the code it points at"),
        ("南阳的目标是什么？", "它由谁提出？", "南阳的目标由谁提出？", "what the question before began with"),
        ("要求有哪些？", "它由谁提出？", "它由谁提出？", "nothing named to point at: left alone"),
        ("停车办法里包月收多少？", "哪天施行，谁批的", "停车办法哪天施行，谁批的", "a rule is put in force"),
        ("包月车位要收多少钱？", "逾期的怎么办", "包月车位要收钱，逾期的怎么办", "a turn of the same matter"),
        ("校园中心主要管什么？", "它设在哪", "校园中心设在哪", "主要 is no 要"),
        ("2.1占多少？", "换成2.3的", "2.3占多少？", "换成 names what takes the place"),
        ("2.1和2.3各占多少？", "两个加起来是多少？", "2.1和2.3加起来是多少？", "a sum of what was asked of each"),
        ("我想问校园交通方面的安排", "班车几点开？", "校园交通方面的安排，班车几点开？", "a subject named beforehand"),
        ("我想问校园交通方面的安排", "再问下奖学金几等", "奖学金几等", "turns to something else"),
        ("培养方案的文号是什么？", "由谁印发的？", "培养方案由谁印发的？", "says something of what it does not name"),
        ("研究生名额多少？", "本科的几个？", "本科，研究生名额多少？", "only another name for the same question"),
        ("普通班考什么？", "专业化的呢，看什么", "专业化班考什么？", "the new name first, then what is asked again"),
        (
            "国家奖学金规定没申请时发多少？",
            "河南自己的办法呢",
            "河南自己的办法，国家奖学金规定没申请时发多少？",
            "no law of the state is named: another thing is set before",
        ),
        (
            "国家学前教育法规定的班额是多少？",
            "河南自己的条例呢",
            "河南学前教育条例规定的班额是多少？",
            "the rule of a province for the law of the state",
        ),
        ("优秀教师奖一次授予几人？", "它的奖金多少？", "优秀教师奖的奖金多少？", "the name that begins the question"),
        ("答复期限是几天？", "还能再延吗？", "答复期限是，还能再延吗？", "goes on asking of the same thing"),
        (
            "校园计划对绿化有什么要求？",
            "安全方面怎么安排？",
            "校园计划安全方面怎么安排？",
            "a field of what was spoken of",
        ),
        (
            "校园办法说的大型社团，成员得有多少？",
            "如果看经费，最少多少？",
            "校园办法说的大型社团，如果看经费，最少多少？",
            "another measure of the same thing",
        ),
        (
            "包月车位要收多少钱？",
            "如果社团没有按时登记，谁来处理？",
            "如果社团没有按时登记，谁来处理？",
            "a condition on something else",
        ),
        ("这部法何时施行", "这部法谁批准的", "这部法谁批准的", "这部 names nothing to take over"),
        (
            "奖学金里一等奖占多少？",
            "那另外两个奖项呢",
            "奖学金里其他奖项各占多少？",
            "the others of a kind that is named",
        ),
        (
            "三大工程中绿化是哪些",
            "其余的呢？",
            "三大工程中其他工程各是哪些？",
            "the kind stands in the question before",
        ),
        (
            "优秀教师奖每次授予几人？",
            "这个奖分几等？",
            "优秀教师奖分几等？",
            "this 奖 is the one that begins the question",
        ),
        ("校园计划由谁提出？", "这个奖分几等？", "这个奖分几等？", "no 奖 was spoken of"),
        ("众创空间多久评价一次？", "高速公路里程是多少？", "高速公路里程是多少？", "a question of its own"),
    ],
)
def test_a_follow_up_becomes_a_question_of_its_own(before: str, question: str, expected: str, reason: str) -> None:
    history = (Turn("user", before), Turn("assistant", "……"))
    assert standalone(question, history) == expected, reason


def test_a_first_question_is_left_as_it_is() -> None:
    assert standalone("那专业化的呢？", ()) == "那专业化的呢？"


def test_only_the_latest_question_of_the_user_counts() -> None:
    history = (
        Turn("user", "2.1占多少？"),
        Turn("assistant", "2.9"),
        Turn("user", "2.5占多少？"),
        Turn("assistant", "7%"),
    )
    assert standalone("2.6呢？", history) == "2.6占多少？"


@pytest.mark.parametrize(
    ("answer", "question", "expected", "reason"),
    [
        (
            "包括教学（30%）、科研（50%）、服务（20%）。[1]",
            "第二个下面哪项最高？",
            "科研中哪项最高？",
            "one of the list",
        ),
        ("1.1、2.1、2.3、3.3四项。[1]", "这四个里面最低的是哪个？", "1.1、2.1、2.3、3.3中最低的是哪个？", "all of it"),
        ("教学、科研。", "第三个里面有什么？", "第三个里面有什么？", "the answer named only two"),
        ("教学、科研。", "这三个里面最高的是？", "这三个里面最高的是？", "another number than were named"),
        ("每年一次。", "第一个里面有什么？", "第一个里面有什么？", "no list was given"),
    ],
)
def test_what_the_answer_before_listed_can_be_pointed_at(
    answer: str, question: str, expected: str, reason: str
) -> None:
    history = (Turn("user", "评哪些方面"), Turn("assistant", answer))
    assert standalone(question, history) == expected, reason
