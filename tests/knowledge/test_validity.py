"""Which documents hold on a day, from the dates and the repeals of the whole library."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.store import DocumentSummary
from knowledge.validity import Standing, begins, standings, versions


def doc(
    identity: str,
    title: str,
    published: str | None = None,
    effective: str | None = None,
    ends: str | None = None,
    repeals: tuple[str, ...] = (),
    number: str | None = None,
    issue: str | None = None,
    path: str = "某文件.md",
) -> DocumentSummary:
    return DocumentSummary(
        document_id=identity, title=title, path=path, added_at="", passages=1, tables=0, pages=None,
        published=published, effective=effective, ends=ends, issue=issue, number=number, repeals=repeals,
    )  # fmt: skip


def on(day: str, *documents: DocumentSummary) -> dict[str, Standing]:
    return standings(documents, dt.date.fromisoformat(day))


OLD = doc("old", "某市创业条例", None, "2020-09-01")
NEW = doc("new", "某市创业条例", "2025-03-17", "2025-06-01")


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        ("2019-12-31", Standing(pending=True), Standing(pending=True)),
        ("2025-05-31", Standing(), Standing(pending=True)),  # adopted, not yet in force
        ("2025-06-01", Standing(superseded_by="new", superseded_on="2025-06-01"), Standing()),
    ],
)
def test_a_later_version_takes_the_place_of_the_earlier_on_its_day(day: str, old: Standing, new: Standing) -> None:
    assert on(day, NEW, OLD) == {"old": old, "new": new}


def test_versions_are_ordered_by_the_text_and_not_by_the_name_of_the_file() -> None:
    first = doc("a", "某办法", "2015-01-01", path="某办法（2024-01-01）.md")
    second = doc("b", "某办法", "2019-01-01", path="某办法（2001-01-01）.md")

    assert versions([second, first]) == [[first, second]]
    assert on("2026-01-01", first, second)["a"].superseded_by == "b"


def test_an_amended_law_begins_with_its_last_promulgation() -> None:
    """The words on entry into force stay those of the first version."""
    first, amended = doc("a", "某法", "1984-03-12", "1985-04-01"), doc("b", "某法", "2020-10-17", "1985-04-01")

    assert (begins(first), begins(amended)) == ("1985-04-01", "2020-10-17")
    assert on("2026-01-01", amended, first)["a"] == Standing(superseded_by="b", superseded_on="2020-10-17")


@pytest.mark.parametrize(
    ("one", "other", "replaced"),
    [
        (doc("a", "中华人民共和国某某法", "2001-01-01"), doc("b", "某某法", "2011-01-01"), True),
        (doc("a", "某规则（试行）", "2001-01-01"), doc("b", "某规则", "2011-01-01"), True),
        (doc("a", "某暂行办法", "2001-01-01"), doc("b", "某办法", "2011-01-01"), True),
        (doc("a", "某目录指引（2019年版）", "2001-01-01"), doc("b", "某目录指引（2024年本）", "2011-01-01"), True),
        (doc("a", "某法", "2001-01-01"), doc("b", "某法实施细则", "2011-01-01"), False),
        (doc("a", "某规定（一）", "2001-01-01"), doc("b", "某规定（二）", "2011-01-01"), False),  # one beside the other
        (doc("a", "某简报", "2001-01-01", issue="第1期"), doc("b", "某简报", "2011-01-01", issue="第2期"), False),
        (doc("a", "某宪章修正案", "2001-01-01"), doc("b", "某宪章修正案", "2011-01-01"), False),
        (doc("a", "实施方案", "2001-01-01"), doc("b", "实施方案", "2011-01-01"), False),  # everyone has one
        (doc("a", "某办法", "2001-01-01"), doc("b", "某办法", "2001-01-01"), False),  # two copies
        (doc("a", "某办法", "2001-01-01"), doc("b", "某办法", "2001-01-01", "2001-05-01"), False),  # one copy is torn
        (doc("a", "某办法"), doc("b", "某办法", "2011-01-01"), False),  # without a date there is no order
        (doc("a", "某办法", path="某办法（2001-01-01）.md"), doc("b", "某办法", "2011-01-01"), True),
    ],
)
def test_what_is_a_version_of_what(one: DocumentSummary, other: DocumentSummary, replaced: bool) -> None:
    assert (on("2026-01-01", other, one)["a"].superseded_by == "b") is replaced


@pytest.mark.parametrize(
    ("target", "repeal", "repealed"),
    [
        (doc("t", "某管理办法", "2001-01-01"), "某管理办法", True),
        (doc("t", "中华人民共和国某条例", "2001-01-01"), "某条例", True),
        (doc("t", "某管理办法(2012年修订)", "2012-01-01"), "某管理办法", True),
        (doc("t", "某院关于办理甲案的解释", "2001-01-01"), "关于办理甲案的解释（某释〔2001〕1号）", True),
        (doc("t", "另一个标题", "2001-01-01", number="国科发〔2010〕1号"), "某管理办法（国科发〔2010〕1号）", True),
        (doc("t", "某管理办法", "2001-01-01"), "某管理办法实施细则", False),
        (doc("t", "某管理办法（试行）", "2001-01-01"), "某管理办法", False),
        (doc("t", "某管理办法", "2023-01-01"), "某管理办法", False),  # made anew after the repeal
        (doc("t", "某管理办法"), "某管理办法", True),
    ],
)
def test_what_another_document_repeals_by_name_is_over(target: DocumentSummary, repeal: str, repealed: bool) -> None:
    by = doc("by", "新的条例", "2019-12-01", "2020-01-01", repeals=(repeal,))
    expected = Standing(superseded_by="by", superseded_on="2020-01-01", repealed=True) if repealed else Standing()

    assert on("2026-01-01", by, target)["t"] == expected
    if target.published != "2023-01-01":
        assert on("2019-12-31", by, target)["t"] == Standing()  # adopted, not yet in force


@pytest.mark.parametrize(("day", "ended"), [("2023-12-31", None), ("2024-01-01", "2023-12-31")])
def test_a_plan_holds_through_its_last_day(day: str, ended: str | None) -> None:
    plan = doc("p", "某计划（2021—2023年）", "2021-09-22", ends="2023-12-31")

    assert on(day, plan)["p"] == Standing(ended=ended)
    assert on(day, plan)["p"].to_dict() == {"superseded_by": None, "expired": ended is not None}


def test_a_document_that_repeals_its_own_title_means_an_earlier_one() -> None:
    again = doc("a", "某条例", "2020-01-01", "2020-03-01", repeals=("某条例",))
    assert on("2026-01-01", again)["a"].holds
