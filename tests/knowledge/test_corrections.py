"""What a person puts right about a document's validity, and how long it stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.corrections import Correction, CorrectionRefused, check
from knowledge.library import Library, NoSuchDocument
from knowledge.validity import Standing, standings
from tests.knowledge.test_validity import doc

OWN: dict[str, str | None] = {"published": "2020-03-04", "effective": None, "ends": None}
FERRY = "# 东湖摆渡规定\n\n2009年2月3日 公布\n\n第一条 东湖摆渡票价每人二元。\n"
BRIDGE = "# 东湖通行办法\n\n2015年6月1日 公布\n\n第一条 东湖两岸的通行由桥梁处管理。\n"
TODAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("correction", "seen"),
    [
        (Correction(ends="2020-13-01"), "失效日期“2020-13-01”不是日期"),
        (Correction(ends="20201201"), "失效日期“20201201”不是日期"),  # ISO too, but not as dates are compared here
        (Correction(published="二〇二〇年"), "公布日期“二〇二〇年”不是日期"),
        (Correction(ends="2020-03-03"), "失效日期 2020-03-03 早于公布日期 2020-03-04"),  # the text's own date
        (Correction(effective="2022-01-01", ends="2021-12-31"), "早于施行日期 2022-01-01"),
        (Correction(replaced_by="gone"), "替代文件已不在资料库里"),
        (Correction(replaced_by="a"), "不能（直接或绕一圈）取代它自己"),
        (Correction(replaced_by="b"), "不能（直接或绕一圈）取代它自己"),  # b is replaced by c, c by a
    ],
)
def test_what_cannot_be_right_is_refused(correction: Correction, seen: str) -> None:
    with pytest.raises(CorrectionRefused) as refused:
        check("a", correction, OWN, {"a": None, "b": "c", "c": "a"})
    assert seen in str(refused.value)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(CorrectionRefused, match=r"公布日期.*；失效日期.*；所选的替代文件"):
        check("a", Correction(published="x", ends="y", replaced_by="z"), OWN, {"a": None})


@pytest.mark.parametrize(
    "correction",
    [
        Correction(ends="2020-03-04"),  # it held for a day
        Correction(published="", ends="2019-01-01"),  # the text's date is none
        Correction(replaced_by=""),
        Correction(replaced_by="d"),
        Correction(),
    ],
)
def test_what_can_be_right_passes(correction: Correction) -> None:
    check("a", correction, OWN, {"a": None, "b": "c", "c": "a", "d": ""})


OLD, NEW = doc("old", "某条例", "2010-01-01"), doc("new", "某条例", "2020-01-01")
OTHER = doc("other", "另一办法", "2018-05-01")


def corrected(identity: str, correction: Correction, on: str = "2026-01-01") -> dict[str, Standing]:
    documents = [
        replace(one, correction=correction, ends=correction.ends or None) if one.document_id == identity else one
        for one in (OLD, NEW, OTHER)
    ]
    return standings(documents, dt.date.fromisoformat(on))


def test_what_a_person_says_counts_before_the_rules() -> None:
    by = Standing(superseded_by="other", superseded_on="2018-05-01", corrected=True)
    assert corrected("old", Correction(replaced_by="other"))["old"] == by
    assert corrected("old", Correction(replaced_by="other"), on="2018-04-30")["old"] == Standing(corrected=True)
    assert corrected("old", Correction(replaced_by=""))["old"] == Standing(corrected=True)
    assert corrected("other", Correction(ends="2025-12-31"))["other"] == Standing(ended="2025-12-31", corrected=True)


def test_a_version_said_to_hold_instead_of_a_later_one_holds() -> None:
    both = corrected("new", Correction(replaced_by="old"))
    assert both["new"] == Standing(superseded_by="old", superseded_on="2010-01-01", corrected=True)
    assert both["old"] == Standing()


def test_a_replacement_that_is_gone_leaves_it_to_the_rules() -> None:
    assert corrected("old", Correction(replaced_by="gone"))["old"] == Standing(
        superseded_by="new", superseded_on="2020-01-01", corrected=True
    )


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Library, Path, str, str]:
    """A library of two documents, the file of the first, their ids."""
    for name, text in (("摆渡", FERRY), ("通行", BRIDGE)):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    ferry, bridge = library.ingest([tmp_path / "摆渡.md", tmp_path / "通行.md"])
    assert ferry.document_id
    assert bridge.document_id
    return library, tmp_path / "摆渡.md", ferry.document_id, bridge.document_id


def test_a_correction_stays_while_the_same_content_is_taken_in_again(filled: tuple[Library, Path, str, str]) -> None:
    library, file, ferry, bridge = filled
    saved = library.correct(ferry, Correction(ends="2014-12-31", replaced_by=bridge, by="王"))
    assert (saved.published, saved.effective, saved.ends) == ("2009-02-03", None, "2014-12-31")
    assert saved.correction
    assert (saved.correction.by, saved.correction.replaced_by) == ("王", bridge)

    assert [result.status for result in library.ingest([file])] == ["unchanged"]
    file.write_text(BRIDGE.replace("桥梁处", "管理处"), encoding="utf-8")  # another document in its place
    assert [result.status for result in library.ingest([file])] == ["replaced"]
    assert [summary for summary in library.documents() if summary.correction] == []

    file.write_text(FERRY, encoding="utf-8")
    assert [result.document_id for result in library.ingest([file])] == [ferry]
    assert library.summary(ferry).ends == "2014-12-31"


def test_a_replacement_whose_file_has_changed_still_replaces(filled: tuple[Library, Path, str, str]) -> None:
    library, file, ferry, bridge = filled
    library.correct(ferry, Correction(replaced_by=bridge))
    (file.parent / "通行.md").write_text(BRIDGE.replace("桥梁处", "管理处"), encoding="utf-8")

    (result,) = library.ingest([file.parent / "通行.md"])

    assert result.status == "replaced"
    assert bridge != result.document_id
    assert standings(library.documents(), TODAY)[ferry].superseded_by == result.document_id


def test_a_correction_without_values_takes_back_the_one_before_and_so_does_removing(
    filled: tuple[Library, Path, str, str],
) -> None:
    library, file, ferry, _ = filled
    library.correct(ferry, Correction(published=""))
    assert library.summary(ferry).published is None
    library.correct(ferry, Correction())
    assert (library.summary(ferry).published, library.summary(ferry).correction) == ("2009-02-03", None)

    library.correct(ferry, Correction(ends="2014-12-31"))
    library.remove(ferry)
    list(library.ingest([file]))
    assert library.summary(ferry).correction is None
    with pytest.raises(NoSuchDocument):
        library.correct("nothing", Correction(ends="2014-12-31"))
