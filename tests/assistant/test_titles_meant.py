"""Titles that a question cuts short, and clauses that a named document does not have."""

from __future__ import annotations

import pytest

from assistant.titles_meant import is_called, shortens
from tests.assistant.conftest import Ask


@pytest.mark.parametrize(
    ("question", "title", "called", "reason"),
    [
        ("校园消防那个规定打哪天起生效", "校园消防安全管理规定", True, "cut off before 那个"),
        ("郑洛新自创区条例从哪天起施行", "郑洛新国家自主创新示范区条例", True, "words left out inside"),
        ("洛阳自创区条例从哪天起施行", "郑洛新国家自主创新示范区条例", False, "another place"),
        ("什么时候起施行", "校园消防安全管理规定", False, "no name"),
        ("规定的第三条", "校园消防安全管理规定", False, "two characters name nothing"),
    ],
)
def test_a_document_is_called_by_its_title_cut_short(question: str, title: str, called: bool, reason: str) -> None:
    assert is_called(question, title) is called, reason


def test_a_short_name_leaves_out_little_at_a_time() -> None:
    assert shortens("科技条例", "科学技术条例")
    assert not shortens("科技条例", "科学普及和技术推广的地方性条例")


def test_a_long_name_may_hold_one_wrong_character_but_no_other_place() -> None:
    assert shortens("实验室安金管理办法", "实验室安全管理办法")
    assert not shortens("安金办法", "安全办法")
    assert not shortens("湖北省实验室管理办法", "河北省实验室管理办法")


def test_a_clause_that_the_named_document_lacks_is_not_sought_elsewhere(ask_own: Ask) -> None:
    answer = ask_own("实验室安全管理办法第九十条规定了什么？")

    assert answer.refused
    assert "没有第九十条" in answer.answer
    assert not ask_own("实验室安全管理办法第三条规定了什么？").refused
