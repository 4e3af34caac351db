"""A period that is asked for has a unit, something it runs from and something that ends it."""

from __future__ import annotations

import pytest

from assistant.evidence import Sentence, Support
from assistant.periods import as_rules_say, fitting
from knowledge.documents import Passage, PassageKind
from knowledge.segmentation import Span


def support(text: str) -> Support:
    passage = Passage("p", "d", "办法", (), 0, PassageKind.TEXT, text, 0, len(text))
    return Support(Sentence(passage, Span(0, len(text)), text, 0.5), 0.5, 0.5, 0.5, True)


WITHIN = "社团应当自成立之日起十五日内登记。"
MONTHS = "在校满六个月后可以成立社团。"
DATED = "本办法自2021年9月1日起施行。"
AGREED = "管理部门应当自作出同意的答复之日起20日内拨付经费。"
EACH = "社团每学年换届。"
DECISION = "管理部门应当在10日内作出是否准予登记的决定。"


@pytest.mark.parametrize(
    ("asked", "texts", "kept", "reason"),
    [
        ("社团几天内登记", [MONTHS, WITHIN], [WITHIN], "days within which, no months after which"),
        ("在校几个月可以成立社团", [MONTHS, DATED], [MONTHS], "the month and the day of a date are no period"),
        ("同意后多少天拨付经费", [WITHIN, AGREED], [AGREED], "the period that runs from the consent"),
        ("登记多久出结果", [WITHIN, DECISION], [DECISION], "a result is a decision"),
        ("社团隔多久换一回届", [MONTHS, EACH], [EACH], "how often it comes"),
        ("社团几天内登记", [MONTHS], [MONTHS], "nothing has the unit: nothing is left out"),
        ("社团由谁登记", [MONTHS, WITHIN], [MONTHS, WITHIN], "no period is asked for"),
    ],
)
def test_sentences_with_the_period_asked_for_are_kept(
    asked: str, texts: list[str], kept: list[str], reason: str
) -> None:
    assert [found.sentence.text for found in fitting(asked, list(map(support, texts)))] == kept, reason


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("备案多久出结果", "备案多久作出决定"),
        ("许可几天批下来", "许可几天作出决定"),
        ("考试结果多久公布", "考试结果多久公布"),
    ],
)
def test_a_result_is_called_a_decision(asked: str, said: str) -> None:
    assert as_rules_say(asked) == said
