"""The list of conversations as the page shows it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given

from assistant.conversation import LISTED, Conversation
from assistant.web.side_list import note, side_list
from tests.web.test_render import Seen, hostile

TODAY = dt.date(2026, 11, 22)


def conversation(title: str, days_ago: int = 0, id: str = "a1") -> Conversation:
    noon = dt.datetime.combine(TODAY, dt.time(12)).astimezone()
    return Conversation(id, title, noon - dt.timedelta(days=days_ago))


def test_conversations_stand_under_the_days_in_the_order_given() -> None:
    listed = [conversation(str(days), days) for days in (0, 0, 1, 2, 6, 7, 400)]
    html = side_list(listed, "", "", TODAY)
    assert re.findall(r"<h2>(.*?)</h2>", html) == ["今天", "昨天", "七天内", "更早"]
    assert re.findall(r"<a [^>]*>(.*?)</a>", html) == ["0", "0", "1", "2", "6", "7", "400"]


def test_the_one_that_is_shown_is_marked_and_each_can_be_opened_renamed_and_deleted() -> None:
    html = side_list([conversation("甲", id="a"), conversation("乙", id="b")], "b", "", TODAY)
    assert re.findall(r'<a href="\?c=(\w)"[^>]* aria-current="page">(.)</a>', html) == [("b", "乙")]
    assert re.findall(r'data-do="(\w+)" data-id="a"', html) == ["open", "rename", "delete"]
    assert 'aria-label="重命名“甲”"' in html


@pytest.mark.parametrize(
    ("listed", "words", "said"),
    [
        (0, "", "还没有对话。"),
        (0, " ", "还没有对话。"),
        (0, "甲", "没有找到这样的对话。"),
        (LISTED, "", "只列出最近 100 个，更早的请搜索。"),
    ],
)
def test_an_empty_and_a_full_list_say_so(listed: int, words: str, said: str) -> None:
    assert said in side_list([conversation("甲")] * listed, "", words, TODAY)


@given(text=hostile)
def test_no_markup_in_a_title_survives(text: str) -> None:
    seen = Seen(side_list([conversation(text)], "", text, TODAY) + note(text, 1.0))
    assert seen.tags - {"i"} == {"nav", "h2", "ul", "li", "a", "span", "button", "p"}
    assert seen.attributes <= {
        "aria-label",
        "href",
        "data-do",
        "data-id",
        "data-title",
        "title",
        "class",
        "type",
        "data-moment",
        "role",
    }
    assert seen.links == ["?c=a1"]
