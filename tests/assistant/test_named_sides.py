"""Two documents that a comparison names in short forms are told by place, level, year, kind and words of the title."""

from __future__ import annotations

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
        ("绿化时效，最高法2016那个规定写的和现行绿化法写的，一个几年", ["解释", "新法"], "绿化时效，几年", "court"),
    ],
)  # fmt: skip
def test_both_documents_are_told_and_what_is_asked_of_both(
    library: Library, question: str, names: list[str], asked: str, reason: str
) -> None:
    ids = {Path(summary.path).stem: summary.document_id for summary in library.documents()}
    found = named_sides(question, library, list(ids.values()))

    assert found is not None, reason
    assert [side.documents for side in found[0]] == [frozenset({ids[name]}) for name in names], reason
    assert found[1] == asked, reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("白河的条例对绿地率和树种怎么规定", "和 joins what is asked, not two documents"),
        ("白河和东湖的绿化条例有什么差别", "the library has none of the second place"),
        ("校园绿化法和校园绿化法有什么差别", "the same document twice"),
        ("校园绿化和校园扩建各要多久", "titles in part, but no kind of document"),
        ("高新技术企业和中小企业的扶持有什么区别", "no documents are named"),
    ],
)
def test_what_names_no_two_documents_is_left_alone(library: Library, question: str, reason: str) -> None:
    near = [summary.document_id for summary in library.documents()]

    assert named_sides(question, library, near) is None, reason
