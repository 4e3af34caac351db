"""A title that a question shortens is written out where it can be short for one document of the library only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.answers import Query
from assistant.chain import PolicyChain
from assistant.short_titles import spelled_out
from knowledge.library import Library

RULES = {
    "云岭市科学技术普及条例": ("每年5月为云岭科普月。", "本条例自2019年4月1日起施行。"),
    "青川市科学技术普及条例": ("每年9月为青川科普月。", "本条例自2021年7月1日起施行。"),
    "云岭市渡口安全管理条例": ("渡船载客不得超过二十人。",),
    "中华人民共和国湖泊保护法（1996年）": ("湖泊每年巡查一次。", "本法自1996年9月1日起施行。"),
    "中华人民共和国湖泊保护法（2022年）": ("湖泊每年巡查四次。", "本法自2022年5月1日起施行。"),
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> PolicyChain:
    home = tmp_path_factory.mktemp("titles")
    for title, articles in RULES.items():
        text = "\n\n".join(f"第{number}条 {article}" for number, article in zip("一二", articles, strict=False))
        (home / f"{title}.md").write_text(f"# {title.partition('（')[0]}\n\n{text}\n", encoding="utf-8")
    library = Library(Path(home) / "library.sqlite3", home / "chroma", None)
    assert {result.status for result in library.ingest(sorted(home.glob("*.md")))} == {"added"}
    return PolicyChain(library)


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("云岭科普条例何时施行", "云岭市科学技术普及条例何时施行", "a character of each word, the place without 市"),
        ("云岭的科普条例何时施行", "云岭市科学技术普及条例何时施行", "的 after the place"),
        ("渡口安全条例管什么", "云岭市渡口安全管理条例管什么", "only one has the name; 管理 is left out"),
        ("科普条例管什么", "科普条例管什么", "short for two titles"),
        ("白河市科普条例管什么", "白河市科普条例管什么", "another place"),
        ("渡口条例管什么", "渡口条例管什么", "nothing of the word 安全"),
        ("云岭市科学技术普及条例", "云岭市科学技术普及条例", "written in full"),
        ("云岭和青川的科普条例", "云岭和青川的科普条例", "two places share one name"),
        ("湖保法说什么", "湖泊保护法说什么", "the name of the state is left out anyway"),
        ("96年湖保法和22年湖保法", "1996年湖泊保护法和2022年湖泊保护法", "years by their last two digits"),
        ("22年有什么办法", "22年有什么办法", "no title, no year of a version"),
    ],
)
def test_a_short_title_is_written_out_where_it_can_mean_one(
    chain: PolicyChain, question: str, expected: str, reason: str
) -> None:
    assert spelled_out(question, chain.library) == expected, reason


def test_a_question_with_a_short_title_is_answered_from_that_document(chain: PolicyChain) -> None:
    answer = chain.ask(Query("青川科普条例从哪天起施行？", (), dt.date(2026, 1, 1)))

    assert answer.answer == "第二条 本条例自2021年7月1日起施行。 [1]"
    assert answer.citations[0].title == "青川市科学技术普及条例"


def test_which_of_two_rules_came_first_is_told_by_their_own_dates(chain: PolicyChain) -> None:
    answer = chain.ask(Query("云岭和青川的科普条例，哪个先施行？", (), dt.date(2026, 1, 1)))

    assert answer.answer.split("\n") == [
        "《云岭市科学技术普及条例》较早：2019年4月1日早于2021年7月1日。 [1][2]",
        "《云岭市科学技术普及条例》：第二条 本条例自2019年4月1日起施行。 [1]",
        "《青川市科学技术普及条例》：第二条 本条例自2021年7月1日起施行。 [2]",
    ]
