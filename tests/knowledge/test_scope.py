"""Which documents a question is about, read off its words and the titles and dates of the library."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.scope import Scope, as_of, is_named, with_years
from tests.written_library import written_library

STATE_LAW = "中华人民共和国图书馆法"
DOCUMENTS = {
    "旧.md": "# 白河市创业园条例\n\n2016年3月5日 通过\n\n第二条 工位不少于十个。\n",
    "中.md": "# 白河市创业园条例\n\n2019年3月5日 修订\n\n2020年1月1日 施行\n\n第二条 工位不少于二十个。\n",
    "新.md": "# 白河市创业园条例\n\n2023年6月7日 修订\n\n第二条 工位不少于三十个。\n",
    "青山.md": "# 青山市创业园条例\n\n2018年6月7日 通过\n\n第二条 工位不少于十五个。\n",
    "法.md": f"# {STATE_LAW}\n\n2017年11月4日 通过\n\n第二条 图书馆免费开放。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return written_library(tmp_path_factory.mktemp("home"), DOCUMENTS)


def ids(library: Library) -> dict[str, str]:
    return {Path(summary.path).stem: summary.document_id for summary in library.documents()}


@pytest.mark.parametrize(
    ("text", "title", "named"),
    [
        ("白河市创业园条例第二条", "白河市创业园条例", True),
        ("图书馆法的规定", STATE_LAW, True),  # the name of the state may be left out
        ("中华人民共和国图书馆法的规定", STATE_LAW, True),
        ("创业园条例第二条", "白河市创业园条例", False),
        ("政策动态信息参阅2021年第26期", "政策动态信息参阅 2021年第26期", True),  # white space does not matter
        ("白河", "白河", False),  # two characters name nothing for sure
    ],
)
def test_a_title_is_named_when_the_question_holds_it(text: str, title: str, named: bool) -> None:
    assert is_named(text, title) is named


@pytest.mark.parametrize(
    ("question", "favoured"),
    [
        ("工位不少于多少个", {"新", "青山", "法"}),  # the version in force; single documents are left alone
        ("2016年的规定是什么", {"旧", "青山", "法"}),  # the year of promulgation
        ("2020年版怎么规定", {"中", "青山", "法"}),  # the year of entry into force
        ("旧版怎么规定", {"中", "青山", "法"}),  # the one before the last
        ("按旧条例，工位不少于多少个", {"中", "青山", "法"}),  # what the older version is called
        ("新旧条例怎么规定", {"新", "青山", "法"}),  # both are meant, not one
        ("旧条例和新条例怎么规定", {"新", "青山", "法"}),
        ("养老条例怎么规定", {"新", "青山", "法"}),  # 老 ends a word
        ("2023年修订的怎么规定", {"新", "青山", "法"}),
        ("编号2016的规定", {"新", "青山", "法"}),  # a number that is no year
        ("1999年的规定", {"新", "青山", "法"}),  # a year of no version
    ],
)
def test_one_version_of_a_document_is_asked_about(library: Library, question: str, favoured: set[str]) -> None:
    scope = Scope.of(question, library)
    factors = {name: scope.documents.get(document_id, 1.0) for name, document_id in ids(library).items()}

    assert {name for name, factor in factors.items() if factor >= 1.0} == favoured


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("老白河市创业园条例怎么规定", "中"),  # the one before that in force
        ("新老白河市创业园条例怎么规定", "新"),  # both, so none in particular
        ("新白河市创业园条例比旧白河市创业园条例多什么", "新"),
    ],
)
def test_a_title_may_be_called_old(library: Library, question: str, meant: str) -> None:
    scope, known = Scope.of(question, library), ids(library)

    assert {name for name in ("旧", "中", "新") if known[name] not in scope.instead} == {meant}


@pytest.mark.parametrize(
    ("question", "today", "favoured"),
    [
        ("工位不少于多少个", "2018-01-01", {"旧", "法"}),  # what held on the day of asking
        ("工位不少于多少个", "2019-12-31", {"旧", "青山", "法"}),  # adopted, not yet in force
        ("2021年时工位不少于多少个", "2026-01-01", {"中", "青山", "法"}),  # the day asked about goes before
        ("截至2017年11月3日工位不少于多少个", "2026-01-01", {"旧"}),
        ("2021年有效的工位规定", "2026-01-01", {"中", "青山", "法"}),
    ],
)
def test_what_is_in_force_on_the_day_counts_more(
    library: Library, question: str, today: str, favoured: set[str]
) -> None:
    scope = Scope.of(question, library, dt.date.fromisoformat(today))

    factors = {name: scope.documents.get(document_id, 1.0) for name, document_id in ids(library).items()}
    assert {name for name, factor in factors.items() if factor >= 1.0} == favoured


@pytest.mark.parametrize(
    ("question", "rest", "day"),
    [
        ("2022年时工位怎么规定", "工位怎么规定", "2022-12-31"),
        ("截至2023年2月，工位怎么规定", "工位怎么规定", "2023-02-28"),
        ("在2020年5月6日的时候工位怎么规定", "工位怎么规定", "2020-05-06"),
        ("2021年有效的条例", "有效的条例", "2021-12-31"),
        ("2022年时间安排是什么", "2022年时间安排是什么", None),  # a time table, not a time
        ("2022年版怎么规定", "2022年版怎么规定", None),
        ("2022年的评价结果", "2022年的评价结果", None),
    ],
)
def test_the_day_asked_about_is_taken_out_of_the_question(question: str, rest: str, day: str | None) -> None:
    assert as_of(question) == (rest, dt.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("question", "dated"),
    [
        pytest.param("去年的产量", "2025年的产量", id="last year"),
        pytest.param("比前年和去年多吗", "比2024年和2025年多吗", id="two years"),
        pytest.param("明年评不评", "2027年评不评", id="next year"),
        pytest.param("今年评不评", "今年评不评", id="this year may be the document's"),
    ],
)
def test_a_relative_year_is_counted_from_the_day(question: str, dated: str) -> None:
    assert with_years(question, dt.date(2026, 11, 22)) == dated


def test_a_longer_title_that_holds_a_shorter_one_names_only_itself(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    for title in ("图书馆法", "图书馆法实施细则"):
        (tmp_path / f"{title}.md").write_text(f"# {title}\n\n第一条 图书馆免费开放。\n", encoding="utf-8")
    assert len(list(library.ingest(sorted(tmp_path.glob("*.md"))))) == 2

    assert set(Scope.of("图书馆法实施细则第一条", library).documents) == {ids(library)["图书馆法实施细则"]}


def test_a_named_document_counts_more_and_its_version_in_force_most(library: Library) -> None:
    known = ids(library)
    factors = Scope.of("白河市创业园条例规定的工位", library).documents

    assert factors[known["新"]] > 1.0
    assert factors[known["新"]] > factors[known["中"]] == factors[known["旧"]]
    assert known["青山"] not in factors


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("条例第二条", {"第二条"}),
        ("第 十二 条和第三条", {"第十二条", "第三条"}),
        ("第2条说了什么", {"第二条"}),
        ("有几条规定", set()),
    ],
)
def test_clauses_are_named_by_their_number(library: Library, question: str, clauses: set[str]) -> None:
    assert Scope.of(question, library).clauses >= clauses
    assert bool(Scope.of(question, library).clauses) is bool(clauses)


def test_a_passage_of_a_named_clause_counts_more(library: Library) -> None:
    (opening, clause) = library.store.passages_of(ids(library)["青山"])
    scope = Scope.of("青山市创业园条例第二条", library)

    assert (clause.section, opening.section) == (("第二条",), ())
    assert scope.factor(clause) > scope.factor(opening) > 1.0
    assert Scope.of("工位", library).factor(clause) == 1.0
