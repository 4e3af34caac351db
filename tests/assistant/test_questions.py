"""A question is understood by its words alone: its parts, what each asks for, and the codes and clauses it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question_parts import read, split
from assistant.questions import Asks, expected_count, kind_of, topic


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("助学金有多少钱？", Asks.AMOUNT),
        ("录取比例是多少？", Asks.AMOUNT),
        ("一个班配几名辅导员？", Asks.AMOUNT),
        ("通知是什么时候发布的？", Asks.TIME),
        ("几月几号开学？", Asks.TIME),
        ("大会召开时间", Asks.TIME),
        pytest.param("大会参会人数", Asks.AMOUNT, id="a bare name of a figure asks for it"),
        pytest.param("评审专家的报名期限？", Asks.DURATION, id="a bare name of a period"),
        pytest.param("大会举办地点", Asks.PLACE, id="a bare name of a place"),
        pytest.param("入围单位名单", Asks.LIST, id="a bare name of a list"),
        ("公示多少天？", Asks.DURATION),
        ("多久检查一次？", Asks.DURATION),
        pytest.param("提前几日提交？", Asks.DURATION, id="几日 counts days where 提前 stands before it"),
        ("几个工作日内答复？", Asks.DURATION),
        ("谁负责实验室安全？", Asks.WHO),
        ("由哪个部门审批？", Asks.WHO),
        ("材料交到哪里？", Asks.PLACE),
        ("活动在哪个校区办？", Asks.PLACE),
        ("有哪些步骤？", Asks.LIST),
        ("分为几个阶段？", Asks.LIST),
        ("申请要交什么材料？", Asks.LIST),
        ("为什么要调整岗位？", Asks.WHY),
        ("怎么申请？", Asks.HOW),
        ("勤工助学是什么意思？", Asks.MEANING),
        ("研究生能不能申请？", Asks.YES_NO),
        ("逾期还受理吗？", Asks.YES_NO),
        ("谢谢", Asks.OTHER),
        pytest.param("湖岸又要建成什么？", Asks.OTHER, id="what ends in 什么 is no question by 么"),
        pytest.param("那几个学院参加？", Asks.OTHER, id="那几个 points, it does not ask"),
        pytest.param("这几天的值班安排", Asks.OTHER, id="这几天 points, it does not ask"),
    ],
)
def test_the_words_say_what_kind_of_answer_is_wanted(question: str, kind: Asks) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        pytest.param("报名几号截止？", ["报名几号截止"], id="one thing asked"),
        pytest.param("报名几号截止？在哪里交表？", ["报名几号截止", "在哪里交表"], id="two sentences"),
        pytest.param("报名几号截止，在哪里交表", ["报名几号截止", "在哪里交表"], id="a comma between two askings"),
        pytest.param(
            "公示期是多少天、结果由谁批准、名额是多少",
            ["公示期是多少天", "结果由谁批准", "名额是多少"],
            id="、 between askings that are each about something",
        ),
        pytest.param(
            "三个学院，哪个高、哪个低？", ["三个学院，哪个高、哪个低"], id="、 between the ends of one asking"
        ),
        pytest.param(
            "要填哪张表、附几份材料？", ["要填哪张表、附几份材料"], id="what is handed in with it is no other thing"
        ),
        pytest.param("班费和餐费那项占多大比例？", ["班费和餐费那项占多大比例"], id="那项 points at one thing"),
        pytest.param(
            "我是新来的辅导员，请问奖学金什么时候评？",
            ["我是新来的辅导员，请问奖学金什么时候评"],
            id="what sets the scene stays with what it sets it for",
        ),
        pytest.param(
            "报酬是多少以及什么时候发放？", ["报酬是多少", "什么时候发放"], id="joined by 以及, both sides asking"
        ),
        pytest.param("教师和学生有什么义务？", ["教师和学生有什么义务"], id="和 between things of one question"),
        pytest.param(
            "《谁是主人，谁是客人》是什么文章？", ["《谁是主人，谁是客人》是什么文章"], id="a title is never cut"
        ),
        pytest.param("奖项有哪些，请列出来。", ["奖项有哪些，请列出来。"], id="a directive asks nothing new"),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_a_question_falls_into_the_parts_that_ask_something_each(question: str, parts: list[str]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    ("question", "codes", "clauses", "quoted"),
    [
        ("2.10 和 2.1 各占多少？", ("2.10", "2.1"), (), ()),
        ("２．１是什么？", ("2.1",), (), ()),  # full-width figures
        ("2.1和2.1", ("2.1",), (), ()),  # each once
        ("增长2.5%是多少？", (), (), ()),  # a percentage is no code
        ("投资1.2亿元的项目", (), (), ()),
        ("第四条和第 十二 条规定了什么？", (), ("四", "十二"), ()),
        ("《管理办法》里“安全员”指谁？", (), (), ("管理办法", "安全员")),
        ("第3.5.1项", ("3.5.1",), (), ()),
    ],
)
def test_codes_clauses_and_quoted_names_are_read_off(
    question: str, codes: tuple[str, ...], clauses: tuple[str, ...], quoted: tuple[str, ...]
) -> None:
    found = read(question)

    assert (found.codes, found.clauses, found.quoted) == (codes, clauses, quoted)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("三个步骤是什么？", 3),
        ("十大举措是哪些？", 10),
        ("哪四处新增岗位？", 4),
        ("两类资助有什么？", 2),
        ("12项任务有哪些？", 12),
        ("哪几个步骤？", None),
        ("步骤有哪些？", None),
    ],
)
def test_a_question_may_say_how_many_things_there_are(question: str, count: int | None) -> None:
    assert expected_count(question) == count


@pytest.mark.parametrize(
    "question", ["请问安全培训有多少学时？", "安全培训是多少学时呢", "麻烦帮我查一下安全培训多少学时"]
)
def test_the_topic_is_the_question_without_the_words_that_only_ask(question: str) -> None:
    assert "".join(topic(question).split()) == "安全培训学时"


def test_white_space_is_folded() -> None:
    assert read("  安全 \n 培训\t学时？ ").text == "安全 培训 学时？"


@given(st.text(max_size=80))
def test_any_text_is_a_question_with_at_least_one_part_and_loses_no_word(text: str) -> None:
    question = read(text)

    assert question.parts
    assert question.asks is question.parts[0].asks
    assert {c for c in text if "一" <= c <= "鿿"} - set("以及并且还有同时另外而和与") <= set(
        "".join(part.text for part in question.parts)
    )


@pytest.mark.parametrize(
    ("question", "parts", "reason"),
    [
        (
            "培养方案的编号、学分各是什么？",
            ["培养方案的编号", "培养方案的学分"],
            "what the first says before 的 goes for all",
        ),
        ("请一并告知：开学日期、食堂面积。", ["开学日期", "食堂面积"], "announced, each names what is wanted"),
        ("食堂面积以及图书馆座位数量", ["食堂面积", "图书馆座位数量"], "each names a measure"),
        ("食堂和图书馆的面积分别是多少？", ["食堂的面积", "图书馆的面积"], "the last names the measure of all"),
        ("一期、二期项目，分别由谁负责？", ["一期由谁负责", "二期项目由谁负责"], "the same asked of each"),
        ("要核两处：一是开学日期，二是食堂面积", ["开学日期", "食堂面积"], "counted"),
        ("一是开学，三是放假", ["一是开学，三是放假"], "does not count up"),
        ("本科生和研究生有什么义务？", ["本科生和研究生有什么义务"], "one question of two"),
        ("普及工作的经费和期限", ["普及工作的经费和期限"], "经费 is no measure, 及 of 普及 joins nothing"),
        ("食堂在哪里？图书馆呢？", ["食堂在哪里", "图书馆呢"], "呢 asks too"),
    ],
)
def test_things_asked_side_by_side_are_asked_each(question: str, parts: list[str], reason: str) -> None:
    assert [part.text for part in read(question).parts] == parts, reason


@pytest.mark.parametrize("text", ["第五个里面有多少？", "挨个一块儿说", "一点也不差吗"])
def test_what_only_looks_like_a_count_counts_nothing(text: str) -> None:
    assert expected_count(text) is None


def test_that_all_is_to_be_told_at_once_asks_nothing() -> None:
    assert [part.text for part in read("名额是多少，公示几天，请一次告诉我。").parts] == ["名额是多少", "公示几天"]


def test_months_are_no_things_that_are_counted() -> None:
    assert expected_count("停业6个月以下，有下列行为：") is None


@pytest.mark.parametrize(
    ("question", "parts", "reason"),
    [
        ("停车办法哪天通过、哪天批准？", ["停车办法哪天通过", "停车办法哪天批准"], "said of what was spoken of first"),
        (
            "停车办法：谁定的、罚多少？",
            ["停车办法：谁定的", "停车办法：罚多少"],
            "one heading, and the shortest askings",
        ),
        (
            "停车办法哪天施行，食堂办法哪天施行，谁批准？",
            ["停车办法哪天施行", "食堂办法哪天施行", "食堂办法谁批准"],
            "said of the rule that was spoken of last",
        ),
        ("食堂几点开门、在哪打卡？", ["食堂几点开门", "食堂在哪打卡"], "of another kind"),
        ("食堂的座位多少？图书馆几点关门？", ["食堂的座位多少", "图书馆几点关门"], "each with a subject of its own"),
        ("食堂座位目标、绿化目标，还有停车目标，一块说下", ["食堂座位目标", "绿化目标", "停车目标"], "told at once"),
        ("普及工作谁负责、普及率要多少", ["普及工作谁负责", "普及率要多少"], "及 of 普及 joins nothing"),
        ("三个食堂里哪个最大、哪个最小", ["三个食堂里哪个最大、哪个最小"], "one comparison"),
        ("有哪些奖项，各占多少", ["有哪些奖项，各占多少"], "各 asks of what was asked for"),
    ],
)
def test_askings_that_leave_out_their_subject_take_the_one_before(question: str, parts: list[str], reason: str) -> None:
    assert [part.text for part in read(question).parts] == parts, reason


def test_an_asking_that_says_enough_keeps_its_words_and_knows_its_subject_beside() -> None:
    part = read("停车办法由谁制定？到哪年要建成地下车库？").parts[1]

    assert (part.text, part.subject) == ("到哪年要建成地下车库", "停车办法")


def test_what_leaves_out_its_subject_after_another_that_did_has_the_same() -> None:
    question = "南食堂几点开门？北食堂几点开门？到哪年要建成地下车库？谁定？"

    assert [part.subject for part in read(question).parts] == ["", "", "北食堂", "北食堂"]


def test_another_thing_asks_what_was_asked_of_the_first() -> None:
    assert [part.asks for part in read("教师停车收多少钱？家属的呢？").parts] == [Asks.AMOUNT, Asks.AMOUNT]


def test_which_rule_says_so_is_asked_of_the_part_before() -> None:
    assert [part.asks for part in read("停车收多少钱？哪部条例规定的？").parts] == [Asks.AMOUNT, Asks.SOURCE]


@pytest.mark.parametrize("question", ["行不行", "停车要不要交钱", "停车办法废止了没有", "来没来得及"])
def test_a_verb_said_twice_or_a_closing_negation_asks_yes_or_no(question: str) -> None:
    assert kind_of(question) is Asks.YES_NO


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        pytest.param("停车一次多少元，办法写了吗？", ["停车一次多少元"], id="whether it is told"),
        pytest.param("有哪些车位？列全", ["有哪些车位"], id="how it is to be told"),
        pytest.param(
            "账管的是哪年，去年的还是前年的？", ["账管的是哪年，去年的还是前年的"], id="a choice narrows down"
        ),
    ],
)
def test_what_asks_nothing_of_its_own_is_no_part(question: str, parts: list[str]) -> None:
    assert [part.text for part in read(question).parts] == parts
