"""Sums and rankings worked out from sentences: with their arithmetic, within one unit, of what is asked."""

from __future__ import annotations

import pytest

from assistant.citations import Claim, Evidence
from assistant.gate import unsupported
from assistant.text_sums import apart, extended, summed
from knowledge.chunking import chunk
from knowledge.segmentation import Span
from tests.knowledge import understood

HOMES = "到2025年，建成省级书屋12家以上、市级书屋30家以上、县级书屋8家以上。"
STAFF = "馆内现有讲解员5名、保安4名，书架60个。"
SPENT = "去年投入1.5亿元、今年投入2亿元，明年投入800万元。"
STAGES = "建设一期工期为二至三年，二期工期为3至4年，三期工期为五至六年。"
RATES = "讲解员每月补助2000元，保安每年补助12000元。"
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
        ("讲解员和保安的补助合计多少元？", RATES, None, "per month and per year"),
        ("省级书屋有多少家？", HOMES, None, "no sum is asked for"),
        ("三类书屋平均一共多少家？", HOMES, None, "nor a mean"),
        ("市级书屋一共多少家？", HOMES, None, "one figure is no sum"),
        ("一期和二期都按最短算，一共几年？", STAGES, "都按最短，合计 5年（2年 + 3年 = 5年）。", "lower ends"),
        (
            "一期、三期取上限，加起来几年？",
            STAGES,
            "都按上限，合计 9年（3年 + 6年 = 9年）。",
            "upper ends of what is named",
        ),
        ("一期最短几年？", STAGES, None, "one end is no sum"),
        ("一期和其中的立项都按最短算，一共几年？", "一期建设二至三年，其中立项一至二年。", None, "a part of it"),
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

    first, *rest = summed("那几类合计多少", cells)

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
        ("连延长最长多少天？", "应当在30日内办结。", "情况复杂的可适当延长，但处理期限最长不得超过90日。", None),
        ("应当几个工作日内答复？", "应当在10个工作日内答复。", "可以延长5个工作日。", None),
    ],
    ids=["next sentence", "same sentence", "two periods", "two units", "the whole", "not asked"],
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


@pytest.mark.parametrize(
    ("question", "said", "expected", "reason"),
    [
        ("市级书屋比县级至少多几家？", HOMES, "各项都是下限，相差 22家（30家 - 8家 = 22家）。", "two of three"),
        ("保安比讲解员少多少名？", STAFF, "相差 1名（5名 - 4名 = 1名）。", "either way round"),
        (
            "甲类企业和丙类企业差几个百分点？",
            "甲类企业提取5%。乙类企业提取3%。丙类企业提取1%。",
            "相差 4个百分点（5% - 1% = 4个百分点）。",
            "over sentences; of shares in points",
        ),
        ("明年比去年多投入多少？", SPENT, None, "only as they are written: 万元 and 亿元"),
        ("书屋比食堂多几家？", HOMES, None, "a side that the text does not name"),
        ("省级书屋至少几家，跟谁合办？", HOMES, None, "no difference is asked for"),
    ],
)
def test_the_difference_of_the_two_figures_that_the_question_sets_apart_is_worked_out(
    question: str, said: str, expected: str | None, reason: str
) -> None:
    (claim,) = claims_of(said)
    first, *rest = apart(question, [claim])

    assert (first.text if rest else None) == expected, reason
    if rest:
        assert first.evidence == claim.evidence
        assert not unsupported(first.text, [said]), "the gate re-calculates it"


def test_figures_from_different_places_are_not_added() -> None:
    document = understood("# 云岭市办法\n\n第一条 聘期为5年。\n\n第二条 档案保存14年。\n")
    claims = [
        Claim(text, (Evidence(passage, Span(start := document.text.index(text), start + len(text))),), item=True)
        for passage in chunk(document)
        for text in ("聘期为5年。", "档案保存14年。")
        if text in passage.text
    ]

    assert len(claims) == 2
    assert summed("聘期几年，档案保存几年，加起来呢？", claims) == claims
