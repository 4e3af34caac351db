"""The sides of a comparison are versions, titles or places; the question is put about each of them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.sides import Side, alone, sides
from knowledge.library import Library
from tests.written_library import written_library

DOCUMENTS = {
    "旧.md": "# 白河市创业园条例\n\n2016年3月5日 通过\n\n第二条 工位不少于十个。\n",
    "中.md": "# 白河市创业园条例\n\n2019年3月5日 修订\n\n2020年1月1日 施行\n\n第二条 工位不少于二十个。\n",
    "新.md": "# 白河市创业园条例\n\n2023年6月7日 修订\n\n第二条 工位不少于三十个。\n",
    "青山.md": "# 青山市创业园条例\n\n2018年6月7日 通过\n\n第二条 工位不少于十五个。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return written_library(tmp_path_factory.mktemp("home"), DOCUMENTS)


def ids(library: Library) -> dict[str, str]:
    return {Path(summary.path).stem: summary.document_id for summary in library.documents()}


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("白河和青山的工位要求有什么不同", ["白河", "青山"]),
        ("工位要求是什么", []),
        ("青山的工位要求是什么", []),  # one side is no comparison
    ],
)
def test_places_that_are_named_are_the_sides_of_a_comparison(
    library: Library, question: str, labels: list[str]
) -> None:
    known = ids(library)
    found = sides(question, library, [known["新"], known["青山"]])

    assert [side.label for side in found] == labels
    if labels:
        assert [side.documents for side in found] == [frozenset({known["新"]}), frozenset({known["青山"]})]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("工位要求修订前后有什么变化", ["中", "新"]),  # the last two
        ("2016年和2023年的工位要求有什么不同", ["旧", "新"]),
        ("2016年的工位要求是什么", []),
    ],
)
def test_versions_that_are_named_are_the_sides_of_a_comparison(
    library: Library, question: str, names: list[str]
) -> None:
    known = ids(library)
    found = sides(question, library, [known["新"]])

    assert [side.documents for side in found] == [frozenset({known[name]}) for name in names]
    assert all(side.label.startswith("《白河市创业园条例》（20") for side in found)


def test_a_comparison_looks_only_among_what_was_found(library: Library) -> None:
    assert sides("白河和青山的工位要求有什么不同", library, []) == []


def test_one_side_is_asked_without_the_name_of_the_other(library: Library) -> None:
    known = ids(library)
    question = "白河和青山的工位要求分别是多少"
    white, green = sides(question, library, [known["新"], known["青山"]])

    assert "青山" not in alone(question, white, [white, green])
    assert "白河" in alone(question, white, [white, green])
    assert "分别" not in alone(question, white, [white, green])


@pytest.mark.parametrize(
    ("question", "labels", "reason"),
    [
        (
            "白河市创业园条例和青山市创业园条例各怎么说",
            ["白河市创业园条例", "青山市创业园条例"],
            "two titles that the question names",
        ),
        ("白河市创业园条例和青山市创业园条例", [], "named, not compared"),
        (
            "白河市创业园条例新旧两版有什么不同",
            ["《白河市创业园条例》（2019年）", "《白河市创业园条例》（2023年）"],
            "two versions of one title",
        ),
        ("白河市创业园条例各章怎么说", [], "one title only"),
    ],
)
def test_titles_and_versions_that_the_question_names_are_the_sides(
    library: Library, question: str, labels: list[str], reason: str
) -> None:
    found = sides(question, library, [])

    assert [side.label for side in found] == labels, reason


@pytest.mark.parametrize(
    ("question", "labels", "expected", "reason"),
    [
        ("云岭市甲条例和青川市乙条例各怎么说", ("云岭市甲条例", "青川市乙条例"), "云岭市甲条例怎么说", "with its 和"),
        (
            "青川市乙条例和云岭市甲条例各怎么说",
            ("云岭市甲条例", "青川市乙条例"),
            "云岭市甲条例怎么说",
            "the other first",
        ),
        ("《甲法》规定一样吗，和云岭市的甲条例", ("甲法", "云岭"), "《甲法》规定，", "a place with its rules"),
        (
            "2010年和2020年的甲法有什么不同",
            ("《甲法》（2010年）", "《甲法》（2020年）"),
            "2010年的甲法",
            "years of versions",
        ),
    ],
)
def test_a_question_is_put_about_each_side_alone(
    question: str, labels: tuple[str, str], expected: str, reason: str
) -> None:
    one, other = (Side(label, frozenset({label})) for label in labels)

    assert alone(question, one, [one, other]) == expected, reason
