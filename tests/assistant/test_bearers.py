"""A number is said of what it belongs to: another's value in the same passage or table does not support a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bearers import Told, cells, issue, misplaced, placed
from knowledge.documents import Cell, Document, Row, Section, SectionKind, Table

PAIR = "甲中心得5分，乙中心得7分。"
LIST = "甲中心、乙中心分别得5分、7分。"
GRANTS = "对引进的博士，每人每月补贴5000元；对引进的硕士，每人每月补贴3000元。"
YEARS = "东区2021年新建12所，2022年新建15所；西区2021年新建9所，2022年新建20所。"
FINES = "个人违反规定的，处二百元以下罚款；单位违反规定的，处五千元以上二万元以下罚款。"


def found(text: str, *sources: str, also: str = "") -> list[str]:
    places = [place for source in sources for place in placed(source)]
    return [number.text.strip() for number in misplaced(text, [Told(places, (), sources)], placed(also))]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("甲中心得5分。", PAIR, id="its own value"),
        pytest.param("评价中，乙中心的得分是7分。", PAIR, id="in other words"),
        pytest.param("得7分的是乙中心。", PAIR, id="the other way round"),
        pytest.param("甲中心得5分，乙中心得7分。", LIST, id="a list told one by one"),
        pytest.param("甲中心、乙中心分别为5分和7分。", PAIR, id="told as a list"),
        pytest.param("硕士每人每月3000元，博士每人每月5000元。", GRANTS, id="in another order"),
        pytest.param("西区2022年新建20所。", YEARS, id="what is carried over from earlier in the sentence"),
        pytest.param("单位处五千元以上二万元以下罚款。", FINES, id="the ends of a range"),
        pytest.param("乙中心和甲中心的得分分别为7分、5分。", LIST, id="a list in another order"),
        pytest.param("合计12分（5分 + 7分 = 12分）。", PAIR, id="terms of a calculation"),
        pytest.param("满分为7分。", PAIR, id="words that fit neither"),
        pytest.param("5分。", PAIR, id="no words at all"),
    ],
)
def test_a_number_with_its_own_words_stays(text: str, source: str) -> None:
    assert found(text, source) == []


@pytest.mark.parametrize(
    ("text", "source", "numbers"),
    [
        pytest.param("甲中心得7分。", PAIR, ["7分"], id="the other's value"),
        pytest.param("在本年度的评价里，甲中心的得分为7分。", PAIR, ["7分"], id="in other words"),
        pytest.param("甲中心得7分，乙中心得5分。", PAIR, ["7分", "5分"], id="exchanged"),
        pytest.param("甲中心的得分为7分。", LIST, ["7分"], id="from a list"),
        pytest.param("甲中心、乙中心分别得7分、5分。", PAIR, ["7分", "5分"], id="exchanged in a list"),
        pytest.param("硕士每人每月补贴5000元。", GRANTS, ["5000元"], id="of two clauses"),
        pytest.param("东区2021年新建9所。", YEARS, ["9所"], id="another subject, the same year"),
        pytest.param("个人违反规定的，处二万元以下罚款。", FINES, ["二万元"], id="another's range"),
        pytest.param(
            "申请期为30日，公示期为15日。", "申请期为15日，公示期为30日。", ["30日", "15日"], id="all exchanged"
        ),
    ],
)
def test_another_ones_number_is_named(text: str, source: str, numbers: list[str]) -> None:
    assert found(text, source) == numbers


def test_another_number_of_the_document_counts_although_it_is_not_cited() -> None:
    first, second = "甲中心得5分。", "乙中心得7分。"

    assert [n.text for n in misplaced("甲中心得7分。", [Told(placed(second), placed(first))])] == ["7分"]
    assert misplaced("甲中心得7分。", [Told(placed(second))]) == []


def test_another_document_says_nothing_against_a_number() -> None:
    here, there = Told(placed("名单：甲中心5分，乙中心7分。")), Told(placed("甲中心的得分为8分。"))

    assert misplaced("甲中心的得分为5分。", [here, there]) == []
    assert [n.text for n in misplaced("甲中心的得分为7分。", [here, there])] == ["7分"]


def test_a_number_that_stands_by_itself_may_be_of_anything() -> None:
    assert found("甲中心得7分。", PAIR, "7分") == []


def test_what_was_said_otherwise_speaks_for_a_number() -> None:
    assert found("甲中心得7分。", PAIR) == ["7分"]
    assert found("甲中心上次得7分。", PAIR, also="甲中心上次得7分。") == []


def test_the_issue_names_the_numbers_and_the_sentence() -> None:
    (number,) = misplaced("甲中心得7分。", [Told(placed(PAIR), (), [PAIR])])
    told = issue("甲中心得7分。", [number])

    assert told.code == "number_not_in_evidence"
    assert told.detail == "7分 在依据里说的是别的内容，已删去这一句：甲中心得7分。"


TEXT = "标准（单位：元）\n奖项 2022年 2023年\n国家奖学金 8000 9000\n励志奖学金 5000 6000"


def _row(label: str, at: int) -> Row:
    texts = TEXT[at:].split("\n")[0].split(" ")
    return Row(label, None, "", tuple(Cell(text, TEXT.index(text, at), 0) for text in texts), at, at + 14)


AWARDS = Document(
    "d", "标准", "a.md", TEXT, (Section(0, None, SectionKind.DOCUMENT, "标准", (), 0, 0, len(TEXT)),),
    (Table(0, "", 0, ("奖项", "2022年", "2023年"), (_row("国家奖学金", 25), _row("励志奖学金", 41)), 10, len(TEXT)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("国家奖学金2023年为9000元。", [], id="row and column"),
        pytest.param("国家奖学金为9000元。", [], id="no column named"),
        pytest.param("2022年，励志奖学金5000元，国家奖学金8000元。", [], id="the column said once"),
        pytest.param("国家奖学金2023年为6000元。", ["6000元"], id="another row"),
        pytest.param("国家奖学金2023年为8000元。", ["8000元"], id="another column"),
    ],
)
def test_a_cell_is_of_its_row_and_its_column(text: str, numbers: list[str]) -> None:
    places = [place for row in (0, 1) for place in cells(AWARDS, AWARDS.tables[0], row)]

    assert [place.number.form for place in places if place.number.unit] == ["8000元", "9000元", "5000元", "6000元"]
    assert [number.text for number in misplaced(text, [Told(places)])] == numbers


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_never_misplaces_its_own_numbers(text: str, more: str) -> None:
    assert isinstance(misplaced(text + more, [Told(placed(text), (), [text])]), list)
    assert misplaced(text, [Told(placed(text), (), [text])]) == []
