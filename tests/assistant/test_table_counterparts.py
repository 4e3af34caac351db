"""What a track has where it lacks a row: those it has alone in the same group, never said to be the same thing."""

from __future__ import annotations

import pytest

from assistant.citations import Claim
from assistant.question_parts import read
from assistant.table_answers import answer
from assistant.table_rows import Similar
from knowledge.chunking import chunk
from tests.knowledge import understood

LIBRARIES = understood(
    """# 云岭市图书馆评估办法

附表 评估指标

| 方面 | 指标 | 市级馆分值 | 社区馆分值 |
| --- | --- | --- | --- |
| 馆藏（40分） | A1 古籍保护 | 12 | - |
| 馆藏（40分） | A2 绘本更新 | - | 12 |
| 馆藏（40分） | A3 地方文献征集 | 8 | - |
| 馆藏（40分） | A4 报刊订阅 | - | 10 |
| 馆藏（40分） | A5 新书采购 | 20 | 18 |
| 活动（60分） | B1 学术讲座 | 30 | - |
| 活动（60分） | B2 亲子阅读 | 30 | 60 |
""",
    "图书馆.md",
)
HEADING = "表中没有写明由哪一项代替；馆藏中只有社区馆分值一栏才有的是："
OF_A1 = [
    "A1 古籍保护：市级馆分值 12，社区馆分值一栏为“-”（不设此项）。",
    HEADING,
    "A2 绘本更新（社区馆分值 12，与 A1 的 12 相同）",
    "A4 报刊订阅（社区馆分值 10，与 A1 的 12 不同）",
]


def say(question: str, similar: Similar) -> list[Claim] | None:
    (table,) = LIBRARIES.tables
    return answer(read(question), LIBRARIES, table, chunk(LIBRARIES), similar)


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("市级馆要看古籍保护，社区馆看什么？", OF_A1, "the track stands where it is asked"),
        ("古籍保护社区馆没有这项，对应的是哪一条？", OF_A1, "the track is the one that lacks the row"),
        (
            "市级馆看地方文献征集，社区馆的考哪一项？",
            [
                "A3 地方文献征集：市级馆分值 8，社区馆分值一栏为“-”（不设此项）。",
                HEADING,
                "A4 报刊订阅（社区馆分值 10，与 A3 的 8 不同）",
                "A2 绘本更新（社区馆分值 12，与 A3 的 8 不同）",
            ],
            "the one at the same place comes first",
        ),
    ],
)
def test_a_track_that_lacks_a_row_is_told_by_the_rows_it_has_alone(
    similar: Similar, question: str, expected: list[str], reason: str
) -> None:
    claims = say(question, similar)
    assert claims is not None
    assert [claim.text for claim in claims] == expected, reason
    assert [len(claim.evidence) for claim in claims] == [2, 0, 2, 2]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("市级馆要看新书采购，社区馆看什么？", "both have the row"),
        ("市级馆要看学术讲座，社区馆看什么？", "the track has nothing alone in the group"),
        ("古籍保护是哪个方面的指标？", "the row itself is asked about"),
    ],
)
def test_nothing_is_put_in_the_place_of_a_row(similar: Similar, question: str, reason: str) -> None:
    assert all("代替" not in claim.text for claim in say(question, similar) or []), reason
