"""A model's answer stands only where it tells what was asked, as far as the draft could."""

from __future__ import annotations

import pytest

from assistant.citations import Claim, Evidence
from assistant.completeness import NO_FIGURE, NOT_ALL, OPPOSITE, objection
from assistant.question_parts import read
from knowledge.documents import Passage, PassageKind
from knowledge.segmentation import Span

PLACE = Evidence(Passage("p", "d", "办法", (), 0, PassageKind.TEXT, "原文", 0, 2), Span(0, 2))


def claims(*texts: str, item: bool = False) -> list[Claim]:
    return [Claim(text, (PLACE,), item) for text in texts]


@pytest.mark.parametrize(
    ("question", "draft", "written", "wrong"),
    [
        pytest.param("补贴多少元？", claims("补贴300元。"), "补贴三百元。", None, id="the figure in other words"),
        pytest.param("补贴多少元？", claims("补贴300元。"), "按规定发给补贴。", NO_FIGURE, id="no figure"),
        pytest.param("补贴多少元？", claims("补贴由学院发放。"), "由学院发放。", None, id="the draft has none either"),
        pytest.param(
            "2021年补贴多少元？", claims("2021年补贴300元。"), "2021年发补贴。", NO_FIGURE, id="the asked year"
        ),
        pytest.param("谁发补贴？", claims("学院3月发补贴。"), "学院。", None, id="no figure is asked for"),
        pytest.param("能不能补考？", claims("不得补考。"), "不得补考。", None, id="denied as it is"),
        pytest.param("能不能补考？", claims("不得补考。"), "是的，可以补考。", OPPOSITE, id="affirmed, but denied"),
        pytest.param("能不能补考？", claims("可以补考。"), "没有规定补考。", OPPOSITE, id="denied, but affirmed"),
        pytest.param("老办法还有效吗？", claims("原办法同时废止。"), "老办法还有效。", OPPOSITE, id="it has ended"),
        pytest.param("老办法还有效吗？", claims("原办法同时废止。"), "已经失效。", None, id="ended, in other words"),
        pytest.param("要不要交材料？", claims("交材料不少于两份。"), "要交。", None, id="a limit denies nothing"),
    ],
)
def test_the_answer_beside_the_draft(question: str, draft: list[Claim], written: str, wrong: str | None) -> None:
    assert objection(read(question), draft, claims(written)) == wrong


def test_a_list_is_told_to_its_end() -> None:
    draft = claims("（一）制定安全操作规程；", "（二）组织安全培训；", "（三）报告安全事故。", item=True)
    question = read("职责有哪些？")

    assert objection(question, draft, claims("制定安全操作规程、组织安全培训、报告安全事故。")) is None
    assert objection(question, draft, claims("1. 制定安全操作规程。", "2. 组织安全培训。")) == NOT_ALL
    assert objection(question, draft, claims("依法管理。")) == NOT_ALL
    assert objection(question, draft, claims("组织安全培训。")) is None  # chosen among them, not broken off


def test_what_is_set_side_by_side_is_told_by_the_words_that_only_one_side_has() -> None:
    draft = claims("甲办法：奖金数额由院务会决定。", "乙办法：奖金数额由校长提出，报学院批准。", item=True)
    question = read("两个办法的奖金数额由谁定？")

    assert objection(question, draft, claims("甲由院务会决定，乙由校长提出，报学院批准。")) is None
    assert objection(question, draft, claims("两个办法的奖金数额都由校长提出，报学院批准。")) == NOT_ALL


def test_a_figure_alone_does_not_tell_an_item() -> None:
    draft = claims("1.1 平台建设和服务情况（权重 7%）", "1.2 研发平台情况（权重 7%）", item=True)
    question = read("两类有什么区别？")

    assert objection(question, draft, claims("平台建设和服务情况、研发平台情况，各7%。")) is None
    assert objection(question, draft, claims("权重都为7%。")) == NOT_ALL


def test_each_part_of_a_question_is_answered() -> None:
    question = read("经费多少万元，资助多少人？")
    draft = claims("经费260万元。", "资助1300人。")

    assert len(question.parts) == 2
    assert objection(question, draft, claims("经费260万元，资助1300人。")) is None
    assert objection(question, draft, claims("经费260万元。")) == NOT_ALL
