"""A table's own words say which rows, columns, groups and filters a question means: two tables, nothing in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.question_parts import read as read_question
from assistant.table_questions import TableQuestion, read
from assistant.table_rows import Similar
from knowledge.documents import Document, Table
from knowledge.library import SAMPLE
from tests.assistant import AWARDS
from tests.knowledge import understood

INDICATORS = understood(next(SAMPLE.glob("*.md")).read_text(encoding="utf-8"), "样例.md")
SCHOLARSHIPS = understood(AWARDS, "标准.md")
GROUP, LABEL, KIND, GENERAL, SPECIALISED = range(5)


Asked = Callable[[Document, str], TableQuestion]


@pytest.fixture
def asked(similar: Similar) -> Asked:
    def ask(document: Document, question: str) -> TableQuestion:
        (table,) = document.tables
        return read(read_question(question), table, similar)

    return ask


def codes(table: Table, rows: tuple[int, ...]) -> list[str | None]:
    return [table.rows[i].code for i in rows]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("1.3的权重", ["1.3"]),
        ("1.3和2.10的权重", ["1.3", "2.10"]),
        pytest.param("2.1 的权重", ["2.1"], id="2.1 is not 2.10"),
        pytest.param("9.9的权重", [], id="a code that the table does not have"),
        pytest.param("常驻初创企业中科技型中小企业数量的权重", ["2.7"], id="the label in full"),
        pytest.param("当年参加创新创业大赛及获奖情况的权重", ["2.10"], id="another label in full"),
        pytest.param("众创空间总收入和增长率占多少", ["3.1"], id="the label with another word in it"),
        pytest.param("大学毕业生就业人数占几个点", ["3.2"], id="the label in other words"),
        pytest.param("培训举办的次数在表里占几个点", ["2.9"], id="in other words, with what is said of it"),
        pytest.param("得到投资的企业，这条占多少权重", ["2.8"], id="a word that the label writes in full"),
        pytest.param("权重合计多少", [], id="over all rows"),
    ],
)
def test_rows_are_named_by_code_by_label_or_in_other_words(asked: Asked, question: str, expected: list[str]) -> None:
    found = asked(INDICATORS, question)

    assert codes(found.table, found.rows) == expected


@pytest.mark.parametrize(
    ("question", "tracks"),
    [
        ("普通众创空间1.3的权重", (GENERAL,)),
        ("一般众创空间1.3的权重", (GENERAL,)),
        ("专业化众创空间1.3的权重", (SPECIALISED,)),
        ("非专业化的众创空间1.3的权重", (GENERAL,)),
        ("1.3的权重", (GENERAL, SPECIALISED)),
        ("普通众创空间和专业化众创空间1.3的权重各是多少", (GENERAL, SPECIALISED)),
        ("专业化众创空间与众创空间1.3的权重分别是多少", (GENERAL, SPECIALISED)),
        ("两类众创空间1.3的权重", (GENERAL, SPECIALISED)),
    ],
)
def test_the_track_is_the_one_the_words_single_out(asked: Asked, question: str, tracks: tuple[int, ...]) -> None:
    assert asked(INDICATORS, question).tracks == tracks


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("1.3的权重", (GENERAL, SPECIALISED)),
        ("1.3是定性还是定量", (KIND,)),
        ("1.3的指标类别是什么", (KIND,)),
        ("1.3属于哪个一级指标", (GROUP,)),
        ("1.3是定性还是定量，权重多少", (KIND, GENERAL, SPECIALISED)),
        pytest.param("1.3由谁负责", (), id="the table has no such column"),
    ],
)
def test_columns_are_asked_for_by_name_by_value_or_as_shares(
    asked: Asked, question: str, columns: tuple[int, ...]
) -> None:
    assert asked(INDICATORS, question).columns == columns


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("定性指标有哪些", ((KIND, "定性"),)),
        ("定量的有几项", ((KIND, "定量"),)),
        ("普通众创空间权重为6%的指标", ((GENERAL, "6%"), (SPECIALISED, "6%"))),
        pytest.param("只占5个点的指标", ((GENERAL, "5%"), (SPECIALISED, "5%")), id="points are per cent"),
        pytest.param("定性还是定量", (), id="both values: nothing is filtered"),
        pytest.param("权重为16%的指标", (), id="16% is not 6%"),
    ],
)
def test_values_that_repeat_are_filters(asked: Asked, question: str, filters: tuple[tuple[int, str], ...]) -> None:
    assert asked(INDICATORS, question).filters == filters


@pytest.mark.parametrize(
    ("question", "groups", "left_out"),
    [
        ("服务能力有哪些指标", ("服务能力 (25%)",), ()),
        ("服务能力和孵化绩效的权重", ("服务能力 (25%)", "孵化绩效 (55%)"), ()),
        ("不算加分项，定量指标有哪些", (), ("加分项指标 (计10分)",)),
        ("定量指标有哪些，加分项除外", (), ("加分项指标 (计10分)",)),
        ("除可持续发展外的定性指标", (), ("可持续发展 (20%)",)),
    ],
)
def test_groups_are_named_or_left_out(
    asked: Asked, question: str, groups: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    found = asked(INDICATORS, question)

    assert (found.groups, found.left_out) == (groups, left_out)


@pytest.mark.parametrize(
    ("question", "columns", "filters", "groups"),
    [
        ("1.2的评定方式是什么", (2,), (), ()),
        ("1.2的2023年金额是多少", (4,), (), ()),
        ("1.2的2022年金额是多少", (3,), (), ()),
        ("哪些奖项按成绩评定", (2,), ((2, "成绩"),), ()),
        ("学校资助有哪些奖项", (), (), ("学校资助",)),
        ("2.1属于哪个资助类别", (0,), (), ()),
    ],
)
def test_a_table_with_other_columns_is_read_the_same_way(
    asked: Asked, question: str, columns: tuple[int, ...], filters: tuple[tuple[int, str], ...], groups: tuple[str, ...]
) -> None:
    found = asked(SCHOLARSHIPS, question)

    assert (found.columns, found.filters, found.groups) == (columns, filters, groups)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("普通众创空间的定性指标有哪些", ["1.1", "1.5", "2.10", "3.3"]),
        ("专业化众创空间的定性指标有哪些", ["1.2", "1.5", "2.10", "3.4"]),
        ("可持续发展的定量指标有哪些", ["3.1", "3.2"]),
        ("不算加分项，专业化众创空间权重为10%的有哪些", ["2.7"]),
    ],
)
def test_the_chosen_rows_pass_every_filter(asked: Asked, question: str, expected: list[str]) -> None:
    found = asked(INDICATORS, question)

    assert codes(found.table, tuple(found.chosen())) == expected
