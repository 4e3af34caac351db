"""What only an answer would hold: each need with a sentence that meets it and one on the same topic that does not."""

from __future__ import annotations

import pytest

from assistant.near_misses import lacking, spells_out
from assistant.question_parts import read


def found(question: str, text: str) -> list[str]:
    return lacking(question, read(question).parts[0].asks, text, text)


@pytest.mark.parametrize(
    ("question", "answers", "misses", "reason"),
    [
        ("申报材料什么时候截止？", "申报截止日期为6月30日。", "每年开展一次，从1月1日到12月31日。", "a deadline"),
        ("报名最晚哪天？", "应于5月10日前报名。", "报名工作于5月10日启动。", "at the latest, and a mere date"),
        ("材料几月底前报送？", "材料于11月底前报送。", "11月3日印发报送通知。", "before the end of a month"),
        ("得多少分算优秀？", "90分以上为优秀。", "总分100分，另有加分10分。", "the mark of a grade, not any mark"),
        ("多少分才能及格？", "60分及格。", "实验占40分。", "the mark to pass"),
        ("年费要交多少钱？", "年费为900元。", "每件奖励3000元。", "a fee is no reward"),
        ("优秀论文奖金是多少？", "优秀论文奖励5000元。", "论文版面费5000元。", "a reward is no fee"),
        ("“骨干教师”怎么界定？", "骨干教师是指从教满五年的教师。", "骨干教师有30名。", "a definition"),
        ("科普月的主题是什么？", "科普月以节水为主题。", "每年9月为科普月。", "a theme is not the event"),
        ("贷款年利率是多少？", "年利率为3.5%。", "贷款2000万元。", "a rate is no sum"),
        ("考试几月举行？", "考试在11月举行。", "考试合格的发给证书，满1年方可执业。", "a month"),
        ("台账管的是哪一段时间？", "台账管上一年度1月至6月。", "台账于2021年3月5日印发。", "a span of time is no day"),
        ("自习室几点关门？", "自习室22:30关闭。", "自习室每年开放300天。", "an hour of the day"),
        ("违约会怎么样？", "违约的，取消资格。", "双方订立合同。", "what becomes of someone"),
        ("实验课怎么打分？", "实验课满分为40分。", "实验课由三部分构成。", "how marks are given"),
        ("入学要带什么材料？", "携带录取证。", "办理入学登记。", "papers"),
        ("最多能借几本？", "每人不超过10本。", "每人不少于2本。", "the limit on the other side"),
        ("特等奖之外的一等奖奖多少钱？", "一等奖3000元。", "每项奖3000元。", "a class that nobody names"),
        ("下一期什么时候出？", "下一期于10月出版。", "2021年10月4日", "the next one, not this one"),
        ("二等奖奖金多少钱？", "二等奖奖金3000元。", "一等奖奖金5000元。", "another class of prize"),
        (
            "五年期存款利率是多少？",
            "5年期利率2.75%。",
            "1年期利率1.75%。",
            "another term; figures may be written either way",
        ),
        (
            "全市GDP是多少亿元？".lower(),
            "全市地区生产总值4300亿元。",
            "全市投资430亿元。",
            "an abbreviation in Latin letters",
        ),
        (
            "环城铁路全长多少公里？",
            "环城铁路全长80公里；公路突破1100公里。",
            "推动环城铁路开工；公路突破1100公里。",
            "the figure stands in another part of the sentence",
        ),
        (
            "科普月在几月？",
            "每年9月为科普月。",
            "（2024年12月25日第十四届全国人民代表大会常务委员会第十三次会议修订）",
            "the day a law was passed is no date of what it provides",
        ),
    ],
)
def test_a_sentence_on_the_topic_without_what_is_asked_lacks_it(
    question: str, answers: str, misses: str, reason: str
) -> None:
    assert found(question, answers) == [], reason
    assert found(question, misses) != [], reason


@pytest.mark.parametrize(
    ("question", "text", "reason"),
    [
        ("年费何时缴纳？", "应当在期满前缴纳。", "no sum is asked for"),
        ("培训经费是多少？", "安排资金50万元。", "经费 is no fee"),
        ("提前几个月公告？", "应提前6个月公告。", "a number of months is no month of the year"),
        ("最多保存几年？", "保存期限为20年。", "an exact figure is its own limit"),
        ("满8周岁收费吗？", "学员一律免费。", "an age of the one who asks is no class"),
        ("三次会议前几日公告？", "提前三日公告。", "前几日 sets no deadline"),
        ("这部法哪年修订的？", "2024年12月25日第十三次会议修订", "its passing is what is asked for"),
        ("新增企业多少家？", "新增企业20家；总投资3亿元。", "the part that holds the name holds a figure"),
    ],
)
def test_nothing_is_lacking_where_the_words_only_look_alike(question: str, text: str, reason: str) -> None:
    assert found(question, text) == [], reason


@pytest.mark.parametrize(
    ("question", "texts", "expected", "reason"),
    [
        ("“三心”精神是哪三心？", ["发扬“三心”精神。"], False, "it is only named"),
        ("“三心”精神是哪三心？", ["“三心”即爱心、恒心、细心。"], True, "said after it"),
        ("“三心”精神是哪三心？", ["坚持爱心、恒心、细心“三心”。"], True, "said before it"),
        ("“三心”精神是哪三心？", ["发扬“三心”精神。", "爱心、恒心、细心缺一不可。"], True, "as many side by side"),
        ("“三个一”指什么？", ["做到“三个一”，建一个库，编一本册，开一次会。"], True, "as many clauses after it"),
        ("“三心”精神由谁提出？", ["发扬“三心”精神。"], True, "what it stands for is not asked"),
    ],
)
def test_a_counted_name_is_answered_by_what_it_stands_for(
    question: str, texts: list[str], expected: bool, reason: str
) -> None:
    assert spells_out(question, texts) is expected, reason
