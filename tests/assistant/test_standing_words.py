"""How a document stands, in words; what a person put right is marked wherever it is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Query
from assistant.chain import PolicyChain
from assistant.standing_words import said as words
from knowledge.corrections import Correction
from knowledge.library import Library
from knowledge.validity import Standing
from tests.knowledge.test_corrections import TODAY, filled

__all__ = ["filled"]


@pytest.mark.parametrize(
    ("how", "shown"),
    [
        (Standing(), ""),
        (Standing(corrected=True), ""),
        (Standing(pending=True), "尚未施行"),
        (Standing(ended="2023-12-31"), "2023-12-31 期满失效"),
        (Standing(ended="2023-12-31", corrected=True), "2023-12-31 期满失效（人工更正）"),
        (Standing(superseded_by="same", superseded_on="2020-01-01"), "2020-01-01 起有新版"),
        (Standing(superseded_by="other", superseded_on="2020-01-01"), "2020-01-01 起被《乙》取代"),
        (Standing(superseded_by="other", corrected=True), "已被《乙》取代（人工更正）"),
        (Standing(superseded_by="other", superseded_on="2020-01-01", repealed=True), "2020-01-01 起被《乙》废止"),
    ],
)
def test_a_standing_in_words(how: Standing, shown: str) -> None:
    assert words(how, {"same": "甲", "other": "乙"}, "甲") == shown


@pytest.mark.parametrize(
    ("correction", "notice", "said"),
    [
        (Correction(ends="2014-12-31"), "已于2014年12月31日期满（人工更正）", "已经期满（人工更正）"),
        (
            Correction(replaced_by="bridge"),
            "已被《东湖通行办法》（2015年6月1日起）取代（人工更正）",
            "取代（人工更正）",
        ),
    ],
)
def test_answers_say_what_a_person_put_right(
    filled: tuple[Library, Path, str, str], correction: Correction, notice: str, said: str
) -> None:
    library, _, ferry, bridge = filled
    chain = PolicyChain(library)
    question = Query("东湖摆渡票价每人多少元", (), TODAY)
    assert not any("摆渡" in told for told in chain.ask(question).notices)

    library.correct(ferry, replace(correction, replaced_by=bridge if correction.replaced_by else None))

    assert any(notice in told for told in chain.ask(question).notices)
    assert said in chain.ask(Query("东湖摆渡规定还有效吗", (), TODAY)).answer
