"""Paragraphs, lists, tables and links of an answer's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation
from assistant.web.prose import footnoted, prose
from tests.web.test_render import Seen, hostile


@pytest.mark.parametrize(
    ("text", "cited", "html"),
    [
        pytest.param(
            "占10%。 [1]",
            {1},
            '<p>占10%。<a class="cite" href="#t3-c1" aria-label="依据 1">[1]</a></p>',
            id="a handle with a citation is a link, next to the full stop",
        ),
        pytest.param("占10%。 [2]", {1}, "<p>占10%。 [2]</p>", id="a handle without a citation stays text"),
        pytest.param("占10%。 [1]", None, '<p>占10%。<span class="cite">[1]</span></p>', id="no link before the end"),
        pytest.param("[１] [0] [01]", {0, 1}, "<p>[１] [0] [01]</p>", id="other digits and zeros are no handles"),
        pytest.param("[" + "9" * 5000 + "]", None, "<p>[" + "9" * 5000 + "]</p>", id="nor is a number beyond all use"),
        pytest.param("一\n\n二", set(), "<p>一</p><p>二</p>", id="a paragraph a line, none for an empty one"),
        pytest.param("**粗** # 题 [a](b)", set(), "<p>**粗** # 题 [a](b)</p>", id="Markdown is not interpreted"),
        pytest.param(
            "· 甲 [1]\n· <乙>\n丙",
            {1},
            '<ul class="items"><li><span class="mark">·</span> 甲'
            '<a class="cite" href="#t3-c1" aria-label="依据 1">[1]</a></li>'
            '<li><span class="mark">·</span> &lt;乙&gt;</li></ul><p>丙</p>',
            id="marked lines are one list",
        ),
        pytest.param(
            "1. 甲\n2、乙",
            set(),
            '<ul class="items"><li><span class="mark">1.</span> 甲</li><li><span class="mark">2、</span> 乙</li></ul>',
            id="so are counted ones, with their own numbers",
        ),
        pytest.param(
            "1.1 甲\n2021. 乙\n-5\n* ",
            set(),
            "<p>1.1 甲</p><p>2021. 乙</p><p>-5</p><p>* </p>",
            id="codes, years and signs begin no item",
        ),
        pytest.param(
            "| 甲 | <b> |\n|---|:-:|\n| 1 \\| 2 | [1] |\n|  |\n后",
            {1},
            '<div class="wide"><table><thead><tr><th scope="col">甲</th><th scope="col">&lt;b&gt;</th></tr></thead>'
            '<tbody><tr><td>1 | 2</td><td><a class="cite" href="#t3-c1" aria-label="依据 1">[1]</a></td></tr>'
            "<tr><td></td></tr></tbody></table></div><p>后</p>",
            id="rows under a head and its rule are a table",
        ),
        pytest.param(
            "| 甲 | 乙 |\n| 1 | 2 |", set(), "<p>| 甲 | 乙 |</p><p>| 1 | 2 |</p>", id="rows without a rule are not"
        ),
        pytest.param(
            "|---|\n|---|",
            set(),
            '<div class="wide"><table><thead><tr><th scope="col">---</th></tr></thead><tbody></tbody></table></div>',
            id="a rule under a rule is a head",
        ),
        pytest.param('1 < 2 & "3"', set(), "<p>1 &lt; 2 &amp; &quot;3&quot;</p>", id="signs are escaped"),
    ],
)
def test_an_answer_becomes_paragraphs_with_links_to_its_citations(text: str, cited: set[int] | None, html: str) -> None:
    assert prose(text, cited, number=3) == html


@given(text=hostile, cited=st.sets(st.integers(1, 3)))
def test_no_markup_in_an_answer_survives_and_only_cited_handles_are_links(text: str, cited: set[int]) -> None:
    seen = Seen(prose(text, cited, number=1))
    assert seen.tags <= {"p", "a", "ul", "li", "span", "div", "table", "thead", "tbody", "tr", "th", "td"}
    assert seen.attributes <= {"class", "href", "aria-label", "scope"}
    assert set(seen.links) == {f"#t1-c{n}" for n in cited if f"[{n}]" in text}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param(Answer("问", "问", "没有依据。"), "没有依据。", id="nothing to add"),
        pytest.param(
            Answer(
                "问",
                "问",
                "每年一次 [1]，百分之十 [2]。",
                citations=(
                    Citation(1, "p", "d", "通报", ("速递", "周期"), "https://example.com/1", None, 0, 9, "每年\n一次"),
                    Citation(2, "q", "d", "办法", (), None, 4, 0, 9, "10%"),
                ),
                notices=("已于2023年期满。",),
            ),
            "每年一次 [1]，百分之十 [2]。\n\n注意：已于2023年期满。\n\n依据：\n"
            "[1] 通报 › 速递 › 周期：“每年一次” https://example.com/1\n[2] 办法：“10%”",
            id="notices and sources go along",
        ),
    ],
)
def test_an_answer_is_taken_along_with_its_sources_as_footnotes(answer: Answer, text: str) -> None:
    assert footnoted(answer) == text
