"""Counts: of a list's items, and of the things that one sentence sets side by side where it gives no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.counts import counted, runs, tells_count
from assistant.gate import unsupported
from tests.assistant.test_text_sums import claims_of

TRADES = "推进数字技术与种植业、养殖业、加工业、仓储业等产业融合。"
TRICKS = "评审中有串通、泄密、顶替等违规行为的，给予警告、通报、除名的处理。"


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        (TRADES, [("种植业", "养殖业", "加工业", "仓储业")], "without what leads to the first, up to 等"),
        (TRICKS, [("串通", "泄密", "顶替"), ("警告", "通报", "除名")], "each clause for itself"),
        (
            "通过《关于用水、用电的规定》《节能办法》。",
            [("《关于用水、用电的规定》", "《节能办法》")],
            "titles are whole",
        ),
        ("由国务院部门、省、自治区、直辖市人民政府、县人民政府规定。", [], "one level of government"),
        ("分为初级培训、中级培训和高级培训。", [("初级培训", "中级培训", "高级培训")], "和 joins what ends alike"),
        ("由农业农村、粮食和储备部门负责。", [], "one body or two"),
        ("市、县（市、区）的高等院校。", [("市", "县")], "nothing in brackets, and no 等 in 高等"),
    ],
)
def test_things_side_by_side_are_told_apart(text: str, expected: list[tuple[str, ...]], reason: str) -> None:
    assert [run.names for run in runs(text)] == expected, reason


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("要与几个产业融合？", TRADES, 4, id="what 等 says they are"),
        pytest.param("违规行为列了几种？", TRICKS, 3, id="one of two enumerations"),
        pytest.param("点名的处理方式有几种？", TRICKS, 3, id="the other"),
        pytest.param("一共几个县参加？", TRADES, None, id="things of another kind"),
        pytest.param("要培育几个养殖业？", TRADES, None, id="one of the things is what is counted"),
        pytest.param(
            "有多少家企业？", "培育种植企业、养殖企业、加工企业。", None, id="only a figure tells how many firms"
        ),
        pytest.param("几种产业？", "种植业、养殖业、加工业等5种产业。", None, id="the text gives the figure"),
        pytest.param("与哪几个产业融合？", TRADES, None, id="the things themselves are asked for"),
        pytest.param("几个月内融合？", TRADES, None, id="a period"),
        pytest.param("融合会几点开？", TRADES, None, id="a time"),
    ],
)
def test_an_enumeration_is_counted_where_it_is_of_what_the_question_counts(
    question: str, text: str, expected: int | None
) -> None:
    (claim,) = claims_of(text)
    first, *rest = counted(question, [claim])

    assert bool(rest) == (expected is not None)
    if rest:
        assert first.text.startswith(f"列出的共 {expected} ")
        assert first.evidence == claim.evidence
        assert not unsupported(first.text, [text]), "the gate counts too"


def as_list(*texts: str) -> list:
    return [replace(claim, item=True) for claim in claims_of(*texts)]


def test_the_enumerations_of_the_named_parts_of_a_list_are_counted_together() -> None:
    parts = as_list(
        "在乡村治理、农业生产、居民生活三大领域推进：",
        "一是拓展道路、河湖、环境等场景；",
        "二是推动与种植业、养殖业等产业场景融合，覆盖育种、播种、采收等场景；",
        "三是拓展购物、就医、出行等场景。",
    )

    both = counted("乡村治理和居民生活一共几个场景？", parts)

    assert both[0].text == "列出的共 6 个：道路、河湖、环境、购物、就医、出行。"
    assert both[0].evidence == (*parts[1].evidence, *parts[3].evidence)


@pytest.mark.parametrize(
    ("question", "said", "first"),
    [
        ("列了几种情形？", ["有下列情形的：", "（一）甲；", "（二）乙；", "（三）丙。"], "共 3 种：有下列情形的："),
        ("有哪几种情形？", ["有下列情形的：", "（一）甲；", "（二）乙；", "（三）丙。"], "有下列情形的："),
        ("列了几种情形？", ["有下列3种情形：", "（一）甲；", "（二）乙；", "（三）丙。"], "有下列3种情形："),
        ("列了几种情形？", ["有下列情形的：", "（一）甲；", "另行规定。"], "有下列情形的："),
    ],
    ids=["counted", "the list itself is asked for", "said already", "more than a list"],
)
def test_the_items_of_a_list_are_counted_where_it_is_asked_how_many(
    question: str, said: Sequence[str], first: str
) -> None:
    assert counted(question, as_list(*said))[0].text == first


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("列了几项职责？", "其职责是：", True),
        ("设了几个条件？", "应当具备下列条件：", True),
        ("有几个县？", "名单如下所示。", False),
        ("有多少家企业？", "应当具备下列条件：", False),
        ("职责是什么？", "其职责是：", False),
    ],
)
def test_what_opens_a_list_tells_how_many_items_there_are(question: str, text: str, told: bool) -> None:
    assert tells_count(question, text) is told
