"""One of a list is asked for by its place, and found among as many things as the question says there are."""

from __future__ import annotations

import pytest

from assistant.ordinals import Nth, named, nth_asked

SUBJECTS = "测试内容由航海、轮机、通信三个科目和一个附加科目构成，权重为50%、30%、20%。"


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("六项工程的第二项是什么", Nth(1, 6), "the second of six"),
        ("“三大工程”里第3个叫啥？", Nth(2, 3), "an Arabic place, another word for what"),
        ("六项工程最后一项是哪个", Nth(-1, 6), "the last"),
        ("渡口办法说的第二个呢", Nth(1, None), "how many there are is not said"),
        ("办法第五条第二项规定了什么", None, "a place in a rule"),
        ("第五条第一款第二项是什么", None, "a place in a rule, with the 款"),
        ("第二个工作日做什么", None, "a day is no thing of a list"),
        ("第二个科目由几个老师一起评分", None, "not which one it is"),
    ],
)
def test_the_place_and_the_length_of_the_list_are_read(question: str, expected: Nth | None, reason: str) -> None:
    assert nth_asked(question) == expected, reason


@pytest.mark.parametrize(
    ("nth", "text", "expected", "reason"),
    [
        (Nth(1, 3), SUBJECTS, "轮机", "up to the number behind the last; shares are no things"),
        (Nth(-1, 3), SUBJECTS, "通信", "the last"),
        (Nth(3, 3), SUBJECTS, "", "there is no fourth of three"),
        (Nth(1, 4), SUBJECTS, "", "another number of things"),
        (Nth(1, None), SUBJECTS, "", "how many are meant is not said"),
    ],
)
def test_a_thing_is_found_by_its_place_among_as_many_as_are_meant(
    nth: Nth, text: str, expected: str, reason: str
) -> None:
    assert named(nth, text) == expected, reason
