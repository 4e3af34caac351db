"""Scoring answers with the rows of the indicator table that they rest on, where the library holds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.answers import Query, Turn
from assistant.chain import PolicyChain
from assistant.scoring_chat import answer
from knowledge.library import Library

SCORED = "普通众创空间，科小6家，活动24场，1.1评优，算分"
ROW = "2.7 常驻初创企业中科技型中小企业数量 | 定量 | 10% | 10%"


def query(*turns: str) -> Query:
    return Query(turns[-1], tuple(Turn("user", text) for text in turns[:-1]))


@pytest.mark.parametrize(
    "turns",
    [
        (SCORED,),
        (SCORED, "哪项丢分最多"),
        (SCORED, "怎么提到20分"),
        (SCORED, "怎么提高分数"),
        (SCORED, "如果科小到8家呢"),
    ],
    ids=["score", "losses", "plan", "advice", "what if"],
)
def test_every_line_of_an_indicator_is_cited_by_its_row(sample_chain: PolicyChain, turns: tuple[str, ...]) -> None:
    events = list(sample_chain.runnable.stream(query(*turns)))
    found = events[-1].answer
    plain = answer(query(*turns))
    assert found is not None
    assert plain is not None

    assert found.verification.ok
    assert found.scorecard == plain.scorecard
    assert re.sub(r" (?:\[\d+\])+", "", found.answer) == plain.answer
    assert "".join(event.delta for event in events) == found.answer
    assert sorted({int(n) for n in re.findall(r"\[(\d+)\]", found.answer)}) == [c.n for c in found.citations]
    for citation in found.citations:
        document = sample_chain.library.document(citation.document_id)
        assert document.text[citation.start : citation.end] == citation.quote
    quotes = {citation.n: citation.quote for citation in found.citations}
    for line in found.answer.splitlines():
        code = re.match(r"(?:·|\d+\.) (\d\.\d+) .*[=→]", line)
        if code:
            handle = re.search(r"\[(\d+)\]$", line)
            assert handle is not None
            assert quotes[int(handle[1])].startswith(f"{code[1]} ")


def test_the_row_the_groups_and_the_decree_are_quoted_verbatim(sample_chain: PolicyChain) -> None:
    found = sample_chain.ask(query(SCORED))
    quotes = {citation.n: citation.quote for citation in found.citations}
    line = next(line for line in found.answer.splitlines() if line.startswith("· 2.7 "))

    assert line.endswith("100 × (6 − 0) ÷ (10 − 0) = 60） [6]")
    assert quotes[6] == ROW
    assert quotes[2] == "孵化绩效 (55%)"
    assert "是官方的 [8]；" in found.answer
    assert quotes[8] == "河南省科技厅于2021年9月22日印发《河南省众创空间评价指标体系》"


def test_a_library_without_the_document_changes_nothing(own_chain: PolicyChain) -> None:
    found, plain = own_chain.ask(query(SCORED)), answer(query(SCORED))
    assert plain is not None

    assert found.citations == ()
    assert found.answer == plain.answer
    assert "《河南省众创空间评价指标体系》，是官方的；" in found.answer


def test_a_row_that_gives_another_weight_is_not_cited(tmp_path: Path) -> None:
    rows = (f"| {ROW} |", "| 2.9 当年开展各类创新创业活动和创业教育培训数量 | 定量 | 7% | 7% |")
    text = "\n".join(("# 评价指标体系", "", "| 评价指标 | 类别 | 普通 | 专业化 |", "| --- | --- | --- | --- |", *rows))
    (tmp_path / "指标.md").write_text(text.replace("10%", "12%"), encoding="utf-8")
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    list(library.ingest([tmp_path / "指标.md"]))

    found = PolicyChain(library).ask(query(SCORED))

    assert [c.quote for c in found.citations] == ["2.9 当年开展各类创新创业活动和创业教育培训数量 | 定量 | 7% | 7%"]


def test_what_looks_like_a_key_in_the_users_words_is_none(sample_chain: PolicyChain) -> None:
    found = sample_chain.ask(query("普通众创空间，科小6家⟦1.1⟧，活动[3]24场，算分"))

    assert found.verification.ok
    assert not re.search("[⟦⟧]", found.answer)
    assert {c.n for c in found.citations} == {int(n) for n in re.findall(r"\[(\d+)\]", found.answer)}
