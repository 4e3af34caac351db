"""Sums, counts and rankings worked out from sentences: with their arithmetic, within one unit, of what is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.citations import Claim, Evidence
from assistant.gate import unsupported
from assistant.text_sums import counted, extended, ranked, summed
from knowledge.chunking import chunk
from knowledge.segmentation import Span
from tests.knowledge import understood

HOMES = "到2025年，建成省级书屋12家以上、市级书屋30家以上、县级书屋8家以上。"
STAFF = "馆内现有讲解员5名、保安4名，书架60个。"
SPENT = "去年投入1.5亿元、今年投入2亿元，明年投入800万元。"
PARTS = "共有教师90名，其中外聘20名。"


def claims_of(*texts: str) -> list[Claim]:
    """Each text quoted from a document that holds them all."""
    document = understood("# 云岭市文化馆通报\n\n" + "\n\n".join(texts))
    passage = chunk(document)[0]
    starts = [document.text.index(text) for text in texts]
    spans = [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=True)]
    return [Claim(text, (Evidence(passage, span),)) for text, span in zip(texts, spans, strict=True)]


@pytest.mark.parametrize(
    ("question", "said", "expected", "reason"),
    [
        ("三类书屋加起来至少多少家？", HOMES, "各项都是下限，合计 50家（12家 + 30家 + 8家 = 50家）。", "all three"),
        ("省级和县级书屋合计多少家？", HOMES, "各项都是下限，合计 20家（12家 + 8家 = 20家）。", "only what is named"),
        ("讲解员和保安一共多少名？", STAFF, "合计 9名（5名 + 4名 = 9名）。", "other units stay out"),
        ("讲解员和书架加起来多少？", STAFF, None, "never across units"),
        ("去年和今年的投入一共多少？", SPENT, "合计 3.5亿元（1.5亿元 + 2亿元 = 3.5亿元）。", "as they are written"),
        ("教师和外聘一共多少名？", PARTS, None, "a part is not added to its whole"),
        ("省级书屋有多少家？", HOMES, None, "no sum is asked for"),
        ("三类书屋平均一共多少家？", HOMES, None, "nor a mean"),
        ("市级书屋一共多少家？", HOMES, None, "one figure is no sum"),
    ],
)
def test_figures_side_by_side_are_added_where_the_question_names_them(
    question: str, said: str, expected: str | None, reason: str
) -> None:
    (claim,) = claims_of(said)
    first, *rest = summed(question, [claim])

    assert (first.text if rest else None) == expected, reason
    if rest:
        assert first.evidence == claim.evidence
        assert not unsupported(first.text, [said]), "the gate re-calculates it"


def test_items_with_one_figure_each_are_added_and_each_is_cited() -> None:
    cells = [Claim(c.text, c.evidence, item=True) for c in claims_of("甲类（7%）", "乙类（5%）", "丙类（6%）")]

    first, *rest = summed("三类合计多少", cells)

    assert first.text == "合计 18%（7% + 5% + 6% = 18%）。"
    assert first.evidence == tuple(place for cell in cells for place in cell.evidence)
    assert rest == cells


def test_what_is_already_calculated_is_left_alone() -> None:
    cells = claims_of("合计 12%（7% + 5% = 12%）。")
    assert summed("合计多少", cells) == cells


@pytest.mark.parametrize(
    ("question", "said", "following", "expected"),
    [
        (
            "答复期限把延长算上一共几个工作日？",
            "应当在10个工作日内答复。",
            "情况复杂的，可以延长5个工作日。",
            "加上延长，合计 15个工作日（10个工作日 + 5个工作日 = 15个工作日）。",
        ),
        (
            "连延期在内最长几个月？",
            "应当在4个月内作出决定；情况复杂的，可以延长2个月。",
            None,
            "加上延长，合计 6个月（4个月 + 2个月 = 6个月）。",
        ),
        ("连延长一共多少天？", "收到后3个工作日内受理，10个工作日内答复。", "可以延长5个工作日。", None),
        ("连延长一共多少天？", "应当在10个工作日内答复。", "可以延长一个月。", None),
        ("应当几个工作日内答复？", "应当在10个工作日内答复。", "可以延长5个工作日。", None),
    ],
    ids=["next sentence", "same sentence", "two periods", "two units", "not asked"],
)
def test_an_extension_is_added_to_the_one_period_it_extends(
    question: str, said: str, following: str | None, expected: str | None
) -> None:
    claim, *further = claims_of(said, *([following] if following else []))

    first, *rest = extended(question, [claim], lambda _: further[0] if further else None)

    assert (first.text if rest else None) == expected
    if rest:
        assert not unsupported(first.text, [said, following or ""])
        assert [c.text for c in rest] == [said, *([following] if following else [])]


def as_list(*texts: str) -> list[Claim]:
    return [Claim(claim.text, claim.evidence, item=True) for claim in claims_of(*texts)]


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
    ("question", "left", "right", "expected"),
    [
        ("甲市和乙市哪个高？", "不低于百分之五十。", "不低于百分之七十。", "“乙市”更高：70%，“甲市”是50%。"),
        ("甲市和乙市谁更低？", "不低于百分之五十。", "不低于百分之七十。", "“甲市”更低：50%，“乙市”是70%。"),
        ("甲市和乙市一样吗？", "提取50%。", "提取百分之五十。", "两者一样：都是50%。"),
        ("甲市和乙市哪个高？", "提取50%或者60%。", "提取70%。", None),
        ("甲市和乙市哪个高？", "提取50%。", "奖励70万元。", None),
        ("甲市和乙市各多少？", "提取50%。", "提取70%。", None),
    ],
    ids=["higher", "lower", "the same", "two figures", "two units", "nothing is compared"],
)
def test_two_sides_are_ranked_only_by_the_one_figure_that_both_give(
    question: str, left: str, right: str, expected: str | None
) -> None:
    one, other = claims_of(left, right)
    told = ranked(question, [("甲市", [one]), ("乙市", [other])])

    assert (told.text if told else None) == expected
    if told:
        assert set(told.evidence) == {*one.evidence, *other.evidence}
        assert not unsupported(told.text, [left, right])
