"""An amount for each of a thing, for as many as the question says; nothing where it is not clearly one for each."""

from __future__ import annotations

import pytest

from assistant.gate import unsupported
from assistant.unit_amounts import applied
from tests.assistant.test_text_sums import claims_of

REWARDS = "一篇调研报告的稿酬不少于八百元；一篇简讯或者图片新闻的稿酬不少于200元。"


@pytest.mark.parametrize(
    ("question", "said", "expected", "reason"),
    [
        (
            "交了2篇调研报告1篇简讯，最少该给多少钱？",
            REWARDS,
            "各项都是下限，2篇调研报告、1篇简讯合计 1800元（800元 + 800元 + 200元 = 1800元）。",
            "each term is shown",
        ),
        (
            "一篇调研报告加一篇图片新闻，合计多少？",
            REWARDS,
            "各项都是下限，一篇调研报告、一篇图片新闻合计 1000元（800元 + 200元 = 1000元）。",
            "one of each",
        ),
        ("一篇调研报告多少钱？", REWARDS, None, "a single one needs no arithmetic"),
        ("2篇调研报告1篇评论，多少钱？", REWARDS, None, "a thing without an amount"),
        ("写2篇调研报告要几天？", REWARDS, None, "no amount is asked for"),
        ("2篇调研报告多少钱？", "调研报告的稿酬不少于800元。", None, "not said to be for each"),
        ("3户农户补多少钱？", "每户农户补贴2000元，总额不超过5000元。", None, "a limit on all together"),
        ("3名专家5天一共多少钱？", "每名专家每天800元。", None, "for one a day"),
        ("3名专家5天一共多少钱？", "每名专家的讲课费为800元。", None, "a figure more, which may count"),
        ("2个团队奖多少钱？", "每个团队奖励5万元，同一单位奖励一个团队。", None, "a condition on all together"),
        ("3亩林地补多少钱？", "每亩林地补贴200元到300元。", None, "a range"),
        ("3亩林地补多少钱？", "每株林地苗木补贴20元。", None, "another measure"),
        ("3亩林地补多少钱？", "每亩林地补贴200元。", "3亩林地合计 600元（200元 + 200元 + 200元 = 600元）。", "per 亩"),
    ],
)
def test_what_a_rule_gives_for_one_is_added_up_for_as_many_as_are_given(
    question: str, said: str, expected: str | None, reason: str
) -> None:
    (claim,) = claims_of(said)
    first, *rest = applied(question, [claim])

    assert (first.text if rest else None) == expected, reason
    if rest:
        assert first.evidence == claim.evidence
        assert not unsupported(first.text, [question, said]), "the gate re-calculates it"
