"""Counts: of a list's items, and of the things that one sentence sets side by side where it gives no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.counts import counted, gives_count, runs, tells_count
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
        ("航运局联合渡口、码头、船厂等单位举办。", [], "the first of those who join is before them"),
        ("水务局牵头，会同渡口、码头、船厂等单位举办。", [], "and may be in another clause"),
        ("具备法律知识与技能、外语、驾驶等能力。", [], "one thing or two"),
        ("与渡口、码头、船厂等单位，以及航校举办。", [], "a thing in the next clause"),
        ("推动教学与科研、生产、服务等领域融合。", [], "a domain before 与"),
        ("除渡口、码头、船厂外，都应当登记。", [], "those that are left out"),
        ("应当采用陆运、水运、空运之一。", [], "any one of them"),
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
        pytest.param("点名的处理方式有几种？", TRICKS, None, id="等 does not say that they are ways"),
        pytest.param("一共几个县参加？", TRADES, None, id="things of another kind"),
        pytest.param("要培育几个养殖业？", TRADES, None, id="one of the things is what is counted"),
        pytest.param(
            "有多少家企业？", "培育种植企业、养殖企业、加工企业。", None, id="only a figure tells how many firms"
        ),
        pytest.param("由几个部门负责渡口？", "制定安全标准、质量标准、服务标准。", None, id="other things alone"),
        pytest.param("渡口包括几种？", "用于停靠、装卸、检修的渡口。", None, id="what is done with them"),
        pytest.param("渡口管理有几个原则？", "营造稳定、公平、透明的航运环境。", None, id="marks of something else"),
        pytest.param("渡口有几个方面的改造？", "完善照明、排水、护栏等设施。", None, id="方面 needs its own noun"),
        pytest.param("几个部门举办？", "由渡口、码头、船厂等单位制定部门名录。", None, id="the noun is further on"),
        pytest.param(
            "几个部门配合？",
            "渡口部门主管，航运部门、码头部门、船检部门配合。",
            None,
            id="one of them stands apart",
        ),
        pytest.param("几个部门举办？", "渡口、码头、船厂等部门和单位举办。", None, id="not of one kind"),
        pytest.param("要与至少几个产业融合？", TRADES, None, id="a bound"),
        pytest.param("不包括哪类的产业有几种？", TRADES, None, id="what is left out"),
        pytest.param("几个产业？", "与种植业、养殖业、加工业等10产业融合。", None, id="a figure without a measure"),
        pytest.param("几种产业？", "有陆运、水运、空运等产业，造船、修船、拆船等产业。", None, id="two enumerations"),
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
        ("渡船有几种？", ["有下列情形的：", "（一）甲；", "（二）乙。"], "有下列情形的："),
        ("航运环境包括几种环境？", ["改善环境采取下列方式：", "（一）甲；", "（二）乙。"], "改善环境采取下列方式："),
        ("至少要符合几项条件？", ["应当符合下列条件：", "（一）甲；", "（二）乙。"], "应当符合下列条件："),
        ("要查处的行为有几种？", ["对下列行为：", "（一）甲；", "（二）乙。"], "共 2 种：对下列行为："),
        ("渡船包括几种？", ["渡船分为下列两类：", "（一）甲；", "（二）乙。"], "渡船分为下列两类："),
        ("渡船包括几种？", ["渡船包括：", "（一）甲；", "（二）乙。"], "共 2 种：渡船包括："),
    ],
    ids=[
        "counted",
        "the list itself is asked for",
        "said already",
        "more than a list",
        "a list of other things",
        "the noun stands elsewhere in the sentence",
        "a bound",
        "the noun after what it is told by",
        "said already, beside the noun",
        "the noun opens the list",
    ],
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


@pytest.mark.parametrize(
    ("question", "text", "expected", "reason"),
    [
        ("几个单位联合举办", "航运学院等6单位联合举办比赛。", True, "a figure without the measure"),
        ("由几个单位举办", "由六个单位举办。", True, "a figure with the measure"),
        ("几个单位联合举办", "航运学院、渡口公司、船员协会联合举办。", False, "they are only named"),
        ("几个单位联合举办", "6名选手参加。", False, "a figure for something else"),
        ("谁举办", "由六个单位举办。", False, "nothing is counted"),
    ],
)
def test_a_text_gives_a_figure_for_what_is_counted(question: str, text: str, expected: bool, reason: str) -> None:
    assert gives_count(question, text) is expected, reason
