"""What is asked of several is put as it would be asked of one; versions are told apart by their years."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.sides import of_one, version_label
from tests.written_library import written_library


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("工位数有什么不同", "工位数", "what only sets them apart"),
        ("工位数的规定有没有变化？", "工位数", "and that it is a rule"),
        ("工位数是否一致", "工位数", "sameness"),
        ("工位数分别是多少", "工位数是多少", "分别"),
        ("工位数差多少", "工位数多少", "a difference is worked out of two figures"),
        ("免租期差几个月", "免租期几个月", "the unit stays"),
        ("工位数谁更多", "工位数多少", "the greater of two figures"),
        ("工位数哪个多，各是多少", "工位数，是多少", "asked for already"),
        ("哪个施行得早", "什么时候施行", "the earlier of two dates"),
        ("哪部先施行", "什么时候施行", "the same in another order"),
        ("哪部给得更多，多多少", "给多少", "how much more, after which has more"),
        ("免租期谁更长？长几个月", "免租期几个月", "in the unit asked for"),
        ("哪个施行得更早？早多少年", "什么时候施行", "how much earlier"),
        ("工位至少多少", "工位至少多少", "a limit is no difference"),
        ("工位由谁分配", "工位由谁分配", "nothing to leave out"),
        ("免租这一条，例外情况", "免租的例外情况", "the rule that it is asked of"),
        ("“开放日”是就有的，还是修订才写进去的，在几月", "“开放日”，在几月", "in which version it stands"),
    ],
)
def test_what_sets_things_against_each_other_is_left_out(question: str, expected: str, reason: str) -> None:
    assert of_one(question) == expected, reason


def test_a_version_is_called_by_a_year_that_its_text_says_else_as_the_question_calls_it(tmp_path: Path) -> None:
    text = "# 白河市创业园条例\n\n2016年3月5日 通过\n\n第二条 工位不少于十个。\n"
    (summary,) = written_library(tmp_path, {"创业园（2019-03-05）.md": text}).documents()

    assert summary.years() == {"2016", "2019"}
    assert version_label(summary, "2016", "旧版") == "《白河市创业园条例》（2016年）"
    assert version_label(summary, "2019", "2019版") == "《白河市创业园条例》（2019版）"
    assert version_label(summary, "", "旧版") == "《白河市创业园条例》（旧版）"  # revised since its text says
