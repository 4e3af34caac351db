"""How far a document counts is said of the one that the question means, by its own numbers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.answers import Query
from assistant.chain import PolicyChain
from assistant.titles_meant import common_end
from knowledge.library import Library
from tests.assistant import NEW_RULES, OLD_RULES

LAKES = """# 云岭市湖泊保护管理条例

## 第一章 总则

第一条 为了保护湖泊，制定本条例。

## 第二章 保护

第二条 湖泊由水务部门巡查。

第三条 湖岸五十米内不得建房。

## 第三章 附则

第四条 本条例自2022年5月1日起施行。
"""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> PolicyChain:
    home = tmp_path_factory.mktemp("sizes")
    for name, text in {"湖泊": LAKES, "旧": OLD_RULES, "新": NEW_RULES}.items():
        (home / f"{name}.md").write_text(text, encoding="utf-8")
    library = Library(Path(home) / "library.sqlite3", home / "chroma", None)
    assert {result.status for result in library.ingest(sorted(home.glob("*.md")))} == {"added"}
    return PolicyChain(library)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("云岭市湖泊保护管理条例一共多少条？", ["从第一条到第四条"]),
        ("湖泊保护管理条例总共多少条、分几章", ["从第一条到第四条", "从第一章到第三章"]),
    ],
    ids=["by its title", "by the end of its title, both levels"],
)
def test_how_many_articles_and_chapters_is_told_by_the_first_and_the_last(
    chain: PolicyChain, question: str, expected: list[str]
) -> None:
    answer = chain.ask(Query(question, (), dt.date(2026, 1, 1)))

    assert [line.split("》")[1].split("。")[0] for line in answer.answer.split("\n")] == expected
    assert [c.quote[:3] for c in answer.citations][:2] == ["第一条", "第四条"]
    assert answer.verification.ok


@pytest.mark.parametrize("question", ["湖泊保护管理条例第三条规定了什么", "湖泊保护管理条例规定湖岸多少米内不得建房"])
def test_what_an_article_says_is_no_question_of_size(chain: PolicyChain, question: str) -> None:
    assert "从第一条" not in chain.ask(Query(question, (), dt.date(2026, 1, 1))).answer


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("湖泊保护管理条例有效吗", "湖泊保护管理条例", "the place is left out"),
        ("管理条例有效吗", "", "too short to name anything"),
        ("云岭市湖泊保护有哪些要求", "", "the kind of document is missing: its matter is meant"),
        ("物业管理条例有效吗", "", "the end of many titles"),
    ],
)
def test_a_title_is_named_by_a_long_end_of_it(text: str, expected: str, reason: str) -> None:
    assert common_end(text, "云岭市湖泊保护管理条例") == expected, reason
