"""The documents that a comparison names are told by title, place, level, year, version, kind and words of the title."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.named_sides import named_sides
from knowledge.library import Library
from tests.written_library import written_library

DOCUMENTS = {
    "省": "# 青山省校园绿化条例\n\n2015年3月5日 通过\n\n第二条 绿地率不低于三成。\n",
    "市": "# 白河市校园绿化促进条例\n\n2018年6月7日 通过\n\n第二条 绿地率不低于四成。\n",
    "旧法": "# 中华人民共和国校园绿化法\n\n2009年6月7日 通过\n\n第二条 绿地率不低于一成。\n",
    "新法": "# 中华人民共和国校园绿化法\n\n2021年6月7日 修订\n\n第二条 绿地率不低于二成。\n",
    "解释": "# 最高人民法院关于审理校园绿化纠纷案件的若干规定\n\n2016年1月4日 公布\n\n第二条 时效为二年。\n",
}

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    documents = {f"{name}.md": text for name, text in DOCUMENTS.items()}
    return written_library(tmp_path_factory.mktemp("named"), documents)


@pytest.mark.parametrize(
    ("question", "names", "asked", "reason"),
    [
        ("省里和白河的绿化条例对绿地率的规定有什么差别", ["省", "市"], "绿地率", "a level and a place share the kind"),
        ("青山省校园绿化条例跟白河那部条例，绿地率一样吗？", ["省", "市"], "绿地率", "one says only its place"),
        ("国家的校园绿化法和白河的条例，绿地率各是多少", ["新法", "市"], "绿地率是多少", "the version in force"),
        ("校园绿化法2009那版和现行的，绿地率有啥变化", ["旧法", "新法"], "绿地率", "two versions"),
        ("绿地率差多少，白河条例 vs 校园绿化法", ["市", "新法"], "绿地率多少", "in the order asked, at the end"),
        ("绿化时效，最高法2016那个规定写的和现行绿化法写的，一个几年", ["解释", "新法"], "绿化时效，几年", "court"),
        ("新旧绿化法对绿地率的要求一样不", ["旧法", "新法"], "绿地率", "one word for two versions"),
        ("绿地率要多少？2009版跟2021版比一比", ["旧法", "新法"], "绿地率要多少", "versions without a title"),
        ("绿地率，老绿化法和修订后的有没有区别", ["旧法", "新法"], "绿地率", "former and current"),
        ("国家和白河对绿地率的要求差多少", ["新法", "市"], "绿地率的要求多少", "no kind of document is named"),
        ("白河和青山省都有绿化条例，哪个通过得早？", ["市", "省"], "什么时候通过", "the kind stands apart"),
    ],
)  # fmt: skip
def test_the_documents_are_told_and_what_is_asked_of_each(
    library: Library, question: str, names: list[str], asked: str, reason: str
) -> None:
    ids = {Path(summary.path).stem: summary.document_id for summary in library.documents()}
    found = named_sides(question, library, list(ids.values()), TODAY)

    assert found is not None, reason
    assert [side.documents for side in found] == [frozenset({ids[name]}) for name in names], reason
    assert {side.asked for side in found} == {asked}, reason


def test_a_sentence_that_names_one_document_is_asked_of_this_one(library: Library) -> None:
    found = named_sides("校园绿化法的绿地率是多少？白河条例的时效是几年，哪个长？", library, [], TODAY)

    assert found is not None
    assert [side.asked for side in found] == ["绿地率是多少", "时效是几年"]


def test_a_place_that_the_library_has_nothing_of_is_a_side_without_documents(library: Library) -> None:
    found = named_sides("白河和开封的绿化条例，绿地率一样吗", library, [], TODAY)

    assert found is not None
    assert [(side.label, len(side.documents)) for side in found] == [("《白河市校园绿化促进条例》", 1), ("开封", 0)]


@pytest.mark.parametrize(("today", "expected"), [(dt.date(2015, 1, 1), "旧法"), (TODAY, "新法")])
def test_the_version_in_force_is_that_of_the_day_asked_about(library: Library, today: dt.date, expected: str) -> None:
    ids = {Path(summary.path).stem: summary.document_id for summary in library.documents()}
    found = named_sides("国家的绿化法和白河的条例，绿地率有什么不同", library, [], today)

    assert found is not None
    assert found[0].documents == {ids[expected]}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("白河的条例对绿地率和树种怎么规定", "和 joins what is asked, not two documents"),
        ("东湖和南湖的绿化条例有什么差别", "the library has none of either place"),
        ("校园绿化法和校园绿化法有什么差别", "the same document twice"),
        ("校园绿化和校园扩建各要多久", "titles in part, but no kind of document"),
        ("高新技术企业和中小企业的扶持有什么区别", "no documents are named"),
        ("按校园绿化法和白河市校园绿化促进条例，要种树吗", "two titles, nothing set against each other"),
        ("白河和青山的树种", "two places, nothing set against each other"),
    ],
)
def test_what_sets_no_two_documents_side_by_side_is_left_alone(library: Library, question: str, reason: str) -> None:
    near = [summary.document_id for summary in library.documents()]

    assert named_sides(question, library, near, TODAY) is None, reason
