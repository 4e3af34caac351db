"""Where points are lost, as managers ask it: the ranking, as many as asked, of what was asked, from the scorecard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Query, Turn
from assistant.scoring_chat import answer

# Lost by hand: 1.4: 6 − 4.80 = 1.20; 1.5: 7 − 4.20 = 2.80; 2.7: 10 − 6.00 = 4.00; 2.8: 6 − 3.00 = 3.00;
# 2.9: 7 − 5.60 = 1.40; 3.2: 6 − 5.40 = 0.60; 4.1: 10 − 3.33 = 6.67; nothing of 1.1. In all 59 − 39.33 = 19.67.
SCORED = "普通众创空间，科小6家，活动24场，获投3家，对接40家，大学生就业45人，新增高企1家，1.1评优，1.5评中，算分"
_RANKED = re.compile(r"^\d+\. ([\d.]+) .*= ([\d.]+) 分，", re.MULTILINE)


def asked(question: str, earlier: str = SCORED) -> str:
    found = answer(Query(question, (Turn("user", earlier),)))
    assert found is not None
    return found.answer


ALL = [
    ("4.1", "6.67"),
    ("2.7", "4.00"),
    ("2.8", "3.00"),
    ("1.5", "2.80"),
    ("2.9", "1.40"),
    ("1.4", "1.20"),
    ("3.2", "0.60"),
]


@pytest.mark.parametrize(
    ("question", "ranked", "why"),
    [
        ("哪三项扣分最狠", ALL[:3], "as many as asked"),
        ("丢分前两名是谁", ALL[:2], "as places"),
        ("三大丢分项有哪些", ALL[:3], "三大"),
        ("失分最多的4个指标是哪些，失了多少", ALL[:4], "the number behind 最多"),
        ("我们哪一项丢分最多", ALL[:1], "one"),
        ("不算加分，我们哪项失分最多，失了几分", ALL[1:2], "without the bonus"),
        ("除加分项之外，丢分最多的是哪两项", ALL[1:3], "without the bonus, in other words"),
        ("哪些项没拿满", ALL, "all of them"),
        ("分别丢了几分", ALL, "each"),
        ("孵化绩效这块丢了多少分", [ALL[1], ALL[2], ALL[4]], "a group"),
        ("加分项还差几分没拿到", ALL[:1], "the bonus alone"),
        ("2.8丢了多少分", [ALL[2]], "a code"),
        ("获得投融资这项丢了几分", [ALL[2]], "what the indicator counts"),
        ("得分率最低的两项是什么", [ALL[0], ALL[2]], "by rate: 33.33 % of 4.1, then 50 % of 2.8"),
        ("分都丢在哪了", ALL, "where"),
        ("最拖后腿的两项是什么", ALL[:2], "as an idiom"),
        ("总共被扣了多少", [], "only how much"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_asked_of_the_losses_is_listed_and_nothing_else(
    question: str, ranked: list[tuple[str, str]], why: str
) -> None:
    assert _RANKED.findall(asked(question)) == ranked, why


def test_a_loss_stands_with_its_arithmetic() -> None:
    said = asked("哪项丢分最多")

    assert (
        "1. 4.1 当年新增高新技术企业数量：丢 10 − 3.33 = 6.67 分，得分率 33.33%（得分 10 × 33.33 / 100 = 3.33）" in said
    )


def test_what_is_lost_in_all_is_told_by_group() -> None:
    said = asked("我们总共丢了多少分")

    assert "有数据的各项满分 59 分，得 39.33 分，丢 59 − 39.33 = 19.67 分。" in said
    assert "服务能力有数据的各项满分 20 分，得 16.00 分，丢 20 − 16.00 = 4.00 分；另有 1 项没有数据。" in said
    assert "加分项满分 10 分，得 3.33 分，丢 10 − 3.33 = 6.67 分。" in said


def test_groups_are_ranked_where_groups_are_asked_for() -> None:
    said = asked("哪个一级指标丢分最多")
    named = [line.partition("满分")[0] for line in said.splitlines() if "丢" in line][1:]

    assert named == ["孵化绩效有数据的各项", "加分项", "服务能力有数据的各项", "可持续发展有数据的各项"]
    assert "没有用上" not in said


def test_equal_losses_stand_together() -> None:
    said = asked("哪一项丢分最多", "普通众创空间，1.1评中，1.5评中，2.10评中，算分")

    assert _RANKED.findall(said) == [("1.1", "2.80"), ("1.5", "2.80")]
    assert "丢分最多的 1 项（有并列，共 2 项）：" in said


def test_where_nothing_is_lost_or_nothing_is_known_it_is_said() -> None:
    assert "有数据的各项都是满分，没有丢分。" in asked("哪项丢分最多", "普通众创空间，1.1评优，算分")
    assert "问到的各项还没有数据，说不出丢了多少分。" in asked("2.8丢了几分", "普通众创空间，1.1评优，算分")


@given(st.integers(0, 15), st.integers(0, 40), st.integers(0, 70))
def test_the_losses_and_the_total_add_up_to_the_weights(smes: int, events: int, paired: int) -> None:
    found = answer(
        Query(
            "我们哪些项丢了分，各丢多少",
            (Turn("user", f"普通众创空间，科小{smes}家，活动{events}场，对接{paired}家，算分"),),
        )
    )
    assert found is not None
    assert found.scorecard is not None
    lost = sum(round(float(points) * 100) for _, points in _RANKED.findall(found.answer))

    assert lost == (10 + 7 + 6) * 100 - round(float(found.scorecard["total"]) * 100)
