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
        (
            "甲行为和乙行为的罚款哪个高？",
            ("甲行为罚款十万元以下。", "乙行为罚款二万元以上。"),
            None,
            "limits that differ",
        ),
        ("东县和西县的普及率哪个高？", ("东县普及率93%。", "西县普及率93%以上。"), None, "a limit on one only"),
        ("东县和西县的罚款哪个高？", ("东县罚款最高五万元。", "西县罚款三万元。"), None, "最高 is a limit as well"),
        (
            "东县和西县的罚款下限差多少？",
            ("东县罚款五万元以下。", "西县罚款二万元以上。"),
            None,
            "no upper limit where the lower is asked for",
        ),
        (
            "硕士和博士补贴差多少？",
            ("硕士每月补贴1000元。", "博士每年补贴15000元。"),
            None,
            "per month and per year",
        ),
        (
            "读者报名和馆员复核的期限差几天？",
            ("缴费的期限为5日。", "馆员复核的期限为7日。"),
            None,
            "a sentence that says nothing of its side",
        ),
        (
            "甲法和乙法哪个施行在前？",
            ("甲法2019年1月1日通过，自2021年5月1日起施行。", "乙法2018年6月1日通过，自2020年7月1日起施行。"),
            "“乙法”较早：2020年7月1日早于2021年5月1日。",
            "the date of the event, not the first",
        ),
        (
            "甲法和乙法哪个施行在前？",
            ("甲法2019年1月1日通过，自公布之日起施行。", "乙法自2020年7月1日起施行。"),
            None,
            "a date of 通过 is none of 施行",
        ),
        (
            "甲法和乙法哪个修订得晚？",
            ("2012年3月1日修订 2019年1月1日修订", "2015年6月1日修订"),
            "“甲法”较晚：2019年1月1日晚于2015年6月1日。",
            "the last revision, in the question's own word",
        ),
        (
            "甲法和乙法哪个修订得晚？",
            ("2012年3月1日第一次修订", "2015年6月1日修订"),
            None,
            "the first revision is not the last",
        ),
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
            "各项都是下限，“乙”更高：70%，“甲”是50%，相差20个百分点（70% - 50% = 20个百分点）。",
            "percentages differ by percentage points; under one limit",
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
            "各项都是上限，“甲”更长：7日，“乙”是5日，相差2日（7日 - 5日 = 2日）。",
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
        (
            "差多少？",
            "奖金多少",
            "奖金3个月内发给，奖金一等3000元或者2000元。",
            "奖金3个月内发给，奖金一等4000元。",
            None,
            "a period tells nothing of money",
        ),
        (
            "哪个先通过？",
            "什么时候通过",
            "2001年5月5日会议通过",
            "2001年5月5日会议通过 2020年3月2日修订",
            None,
            "one history in two versions",
        ),
        ("哪个早？", "何时施行", "第九条 自公布之日起施行。", "第六条 自公布之日起施行。", None, "no date"),
        ("差多少？", "名额多少", "第九条 名额另定。", "第六条 名额另定。", None, "no likeness is asked for"),
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


def test_one_sentence_gives_each_side_its_own_figure_or_none() -> None:
    comparison = read("东门和西门的开放时长差几小时？")
    assert comparison is not None

    for said, expected in (
        (
            "东门开放时长为8小时、西门开放时长为6小时。",
            "“东门的开放时长”更长：8个小时，“西门的开放时长”是6个小时，相差2个小时（8个小时 - 6个小时 = 2个小时）。",
        ),
        ("东门和西门以外，开放时长为8小时。", None),
    ):
        assert verdict(comparison, ([said], [said])) == expected


def test_a_name_holds_no_words_of_the_question() -> None:
    comparison = read("东门报名和西门报名哪个更快，相差几天？")

    assert comparison is not None
    assert comparison.names == ("东门报名", "西门报名")


def test_both_sides_are_said_with_their_dates_and_the_earlier_is_named(ask_sample: Ask) -> None:
    answer = ask_sample("河南省科技创新委员会第一次会议和南阳市第七次党代会开幕，哪个在前？")
    told, *sides = answer.answer.splitlines()

    assert "2021年9月22日早于2021年9月28日" in told
    assert [side.partition("：")[0] for side in sides] == ["河南省科技创新委员会第一次会议", "南阳市第七次党代会开幕"]
    assert len({citation.start for citation in answer.citations}) == 2
    assert answer.verification.ok
