"""Two things set against each other: what is compared, and how it comes out from what is said of each."""

from __future__ import annotations

import pytest

from assistant.comparisons import By, figures_of_both, outcome, read, verdict
from assistant.gate import unsupported
from tests.assistant.conftest import Ask


@pytest.mark.parametrize(
    ("question", "names", "by", "reason"),
    [
        ("开学典礼和毕业典礼，哪个在前？", ("开学典礼", "毕业典礼"), By.DATE, "which comes first"),
        ("甲校开学与乙校开学是不是同一天？", ("甲校开学", "乙校开学"), By.DATE, "the same day or not"),
        ("图书馆和体育馆，开放时长哪个长？", ("图书馆", "体育馆"), By.FIGURE, "the measure stands apart"),
        (
            "学院的助学金和奖学金哪个多？",
            ("学院的助学金", "学院的奖学金"),
            By.FIGURE,
            "what the first says goes for both",
        ),
        (
            "本科生与研究生的名额，哪个少？",
            ("本科生的名额", "研究生的名额"),
            By.FIGURE,
            "only the last names the measure",
        ),
        ("《学习与工作》跟《读书》谁更长？", ("《学习与工作》", "《读书》"), By.FIGURE, "a title is never cut"),
    ],
)
def test_a_question_names_two_things_and_what_they_are_compared_by(
    question: str, names: tuple[str, str], by: By, reason: str
) -> None:
    comparison = read(question)

    assert comparison is not None
    assert (comparison.names, comparison.by) == (names, by), reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("奖学金和助学金有什么条件？", "asks of both, compares nothing"),
        ("哪个学院人数最多？", "one thing only"),
        ("甲校和乙校的名额加起来至少多少？", "至少 is a limit, no difference"),
        ("奖学金多少？和助学金哪个多？", "what is compared stands in another sentence"),
    ],
)
def test_other_questions_compare_nothing(question: str, reason: str) -> None:
    assert read(question) is None, reason


@pytest.mark.parametrize(
    ("question", "said", "expected", "reason"),
    [
        (
            "开学典礼和毕业典礼，哪个在前？",
            ("2023年9月1日举行开学典礼。", "毕业典礼定于2023年6月20日。"),
            "“毕业典礼”较早：2023年6月20日早于2023年9月1日。",
            "the earlier of two dates, whichever was named first",
        ),
        (
            "开学典礼和校庆是不是同一天？",
            ("2023年9月1日举行开学典礼。", "校庆日为2023年9月1日。"),
            "两者在同一天：都是2023年9月1日。",
            "one day",
        ),
        (
            "开学典礼和校庆是不是同一天？",
            ("2023年9月1日举行开学典礼。", "校庆日为2023年9月3日。"),
            "不在同一天，“开学典礼”较早：2023年9月1日早于2023年9月3日。",
            "two days",
        ),
        (
            "甲办法和乙办法，哪个先公布？",
            ("甲办法2023年1月1日公布。", "乙办法自2022年1月1日起施行。"),
            None,
            "施行 tells nothing of 公布",
        ),
        (
            "图书馆和体育馆，开放时长哪个短？",
            ("图书馆开放时长为12小时。", "体育馆开放时长为8小时。"),
            "“体育馆”更短：8个小时，“图书馆”是12个小时，相差4个小时（12个小时 - 8个小时 = 4个小时）。",
            "in the question's own word",
        ),
        (
            "第一阶段和第二阶段，任务哪个多？",
            ("第一阶段任务有三：读、写、算。", "第二阶段任务有二：考、评。"),
            "“第一阶段”更多：三，“第二阶段”是二。",
            "a count that the sentence states",
        ),
        (
            "甲院和乙院，条件哪个多？",
            (
                ("甲院的条件：", "（一）成绩好；", "（二）身体好。"),
                ("乙院的条件：", "（一）成绩好；", "（二）德行好。"),
            ),
            "两者一样：都是2项。",
            "the items of two lists",
        ),
        (
            "甲园和乙园，面积哪个大？",
            ("甲园的面积30亩，扩至50亩。", "乙园的面积40亩。"),
            None,
            "two figures of one unit",
        ),
        ("甲园和乙园，面积哪个大？", ("甲园的面积30亩。", "乙园的面积40公顷。"), None, "units that differ"),
    ],
)
def test_the_verdict_is_worked_out_or_not_said(
    question: str, said: tuple[str | tuple[str, ...], str | tuple[str, ...]], expected: str | None, reason: str
) -> None:
    comparison = read(question)
    one, other = ((text,) if isinstance(text, str) else text for text in said)

    assert comparison is not None
    assert verdict(comparison, (one, other)) == expected, reason


@pytest.mark.parametrize(
    ("question", "asked", "left", "right", "expected", "reason"),
    [
        (
            "哪个高？",
            "提取比例多少",
            "提取比例不低于百分之五十。",
            "提取比例不低于百分之七十。",
            "“乙”更高：70%，“甲”是50%，相差20个百分点（70% - 50% = 20个百分点）。",
            "percentages differ by percentage points",
        ),
        (
            "谁罚得少？",
            "违规停车罚多少",
            "违规停车的，罚款五十元；违规鸣笛的，罚款二百元。",
            "违规停车的，罚款80元；违规鸣笛的，罚款90元。",
            "“甲”更少：50元，“乙”是80元，相差30元（80元 - 50元 = 30元）。",
            "of several figures the one that is asked about",
        ),
        (
            "有什么不同？",
            "供气报装的时限几天",
            "供水、供气、供热报装，分别于五日、七日、八日内办结。",
            "供水、供气报装五日内办结，供热报装八日内办结。",
            "“甲”更长：7日，“乙”是5日，相差2日（7日 - 5日 = 2日）。",
            "of an enumeration the figure in the same place",
        ),
        ("一样吗？", "提取比例多少", "提取比例为50%。", "提取比例为百分之五十。", "两者一样：都是50%。", "the same"),
        ("一样吗？", "谁审批", "第三条 由省里审批。", "第八条 由省里审批。", "两者的写法相同。", "in the same words"),
        ("哪个高？", "提取比例多少", "提取比例为50%或者60%。", "提取比例为70%。", None, "two figures on one side"),
        ("哪个高？", "奖励比例多少", "奖励比例为50%。", "奖励70万元。", None, "two units"),
        (
            "有变化吗？",
            "大企业的付款期限",
            "学校付款期限不超过60日。",
            "大企业应当60日内付清。",
            None,
            "figures that are said of different things",
        ),
        ("一样吗？", "由谁设立", "可以设立一项奖。", "应当设立两项奖。", None, "who is asked for, not how many"),
    ],
)
def test_how_two_sides_compare_is_worked_out_of_what_each_says_on_what_is_asked(
    question: str, asked: str, left: str, right: str, expected: str | None, reason: str
) -> None:
    told = outcome(question, [("甲", asked, [left]), ("乙", asked, [right])])

    assert told == expected, reason
    assert not unsupported(told or "", [left, right]), reason


@pytest.mark.parametrize(
    ("said", "expected", "reason"),
    [
        ("东门开放8小时、西门开放6小时。", True, "both, side by side"),
        ("东门开放8小时。", False, "one only"),
    ],
)
def test_one_sentence_may_give_the_figures_of_both(said: str, expected: bool, reason: str) -> None:
    comparison = read("东门和西门的开放时长差几小时？")

    assert comparison is not None
    assert figures_of_both(comparison, [said]) is expected, reason


def test_both_sides_are_said_with_their_dates_and_the_earlier_is_named(ask_sample: Ask) -> None:
    answer = ask_sample("河南省科技创新委员会第一次会议和南阳市第七次党代会开幕，哪个在前？")
    told, *sides = answer.answer.splitlines()

    assert "2021年9月22日早于2021年9月28日" in told
    assert [side.partition("：")[0] for side in sides] == ["河南省科技创新委员会第一次会议", "南阳市第七次党代会开幕"]
    assert len({citation.start for citation in answer.citations}) == 2
    assert answer.verification.ok
