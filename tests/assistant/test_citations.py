"""Every claim shows its place, every number in the answer has its citation, and tampering is found."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Citation, Issue, TableCell
from assistant.citations import Claim, Evidence, compose, verify
from knowledge.chunking import chunk
from knowledge.documents import Document
from knowledge.segmentation import Span
from tests.assistant import NEW_RULES
from tests.knowledge import understood

RULES = understood(NEW_RULES, "办法.txt")
DOCUMENTS = {RULES.id: RULES}
PASSAGES = chunk(RULES)


def place(words: str, cell: TableCell | None = None) -> Evidence:
    start = RULES.text.index(words)
    passage = next(p for p in PASSAGES if p.start <= start < p.end)
    return Evidence(passage, Span(start, start + len(words)), cell)


MONTHLY, HOURS = place("每月开展一次"), place("不少于十六学时")


def test_citations_are_numbered_in_the_order_of_the_claims() -> None:
    text, citations = compose([Claim("每月一次。", (MONTHLY,)), Claim("十六学时。", (HOURS,))], DOCUMENTS)

    assert text == "每月一次。 [1]十六学时。 [2]"
    assert [(c.n, c.quote) for c in citations] == [(1, "每月开展一次"), (2, "不少于十六学时")]


def test_the_same_place_cited_twice_keeps_its_number() -> None:
    claims = [Claim("甲。", (MONTHLY,)), Claim("乙。", (HOURS, MONTHLY)), Claim("丙。", (MONTHLY,))]
    text, citations = compose(claims, DOCUMENTS)

    assert text == "甲。 [1]乙。 [2][1]丙。 [1]"
    assert [c.n for c in citations] == [1, 2]


def test_two_cells_of_one_row_are_two_places() -> None:
    general, special = (TableCell("表", "行", column) for column in ("甲栏", "乙栏"))
    claim = Claim("甲乙。", (place("每月", general), place("每月", special)))
    text, citations = compose([claim], DOCUMENTS)

    assert text == "甲乙。 [1][2]"
    assert [c.cell for c in citations] == [general, special]


def test_items_stand_on_lines_of_their_own() -> None:
    claims = [Claim("分两项：", (), item=True), Claim("甲", (MONTHLY,), item=True), Claim("乙", (HOURS,), item=True)]

    assert compose(claims, DOCUMENTS)[0] == "分两项：\n甲 [1]\n乙 [2]"


def test_a_sentence_after_an_item_begins_a_line() -> None:
    claims = [Claim("甲", (MONTHLY,)), Claim("乙", (HOURS,), item=True), Claim("丙", (MONTHLY,))]

    assert compose(claims, DOCUMENTS)[0] == "甲 [1]\n乙 [2]\n丙 [1]"


def test_a_citation_says_where_it_stands() -> None:
    (citation,) = compose([Claim("十六学时。", (HOURS,))], DOCUMENTS)[1]

    assert citation.title == "云岭学院实验室安全管理办法"
    assert citation.section == ("第二章 管理", "第四条")
    assert RULES.text[citation.start : citation.end] == citation.quote == "不少于十六学时"
    assert (citation.passage_id, citation.document_id) == (HOURS.passage.id, RULES.id)


def test_no_claims_say_nothing() -> None:
    assert compose([], DOCUMENTS) == ("", ())


@pytest.fixture
def composed() -> tuple[str, tuple[Citation, ...]]:
    return compose([Claim("每月一次。", (MONTHLY,)), Claim("十六学时。", (HOURS,))], DOCUMENTS)


def test_what_was_composed_verifies(composed: tuple[str, tuple[Citation, ...]]) -> None:
    verification = verify(*composed, DOCUMENTS)

    assert verification.ok
    assert verification.issues == ()


@pytest.mark.parametrize(
    "tampered",
    [
        pytest.param({"quote": "每周开展一次"}, id="another word"),
        pytest.param({"quote": "每月开展一"}, id="cut short"),
        pytest.param({"quote": ""}, id="no words at all"),
        pytest.param({"quote": "", "start": 0, "end": 0}, id="an empty place"),
        pytest.param({"start": MONTHLY.span.start + 1}, id="begins elsewhere"),
        pytest.param({"end": MONTHLY.span.end + 1}, id="ends elsewhere"),
        pytest.param({"document_id": "0" * 16}, id="no such document"),
    ],
)
def test_a_tampered_quote_is_found(composed: tuple[str, tuple[Citation, ...]], tampered: dict[str, Any]) -> None:
    text, (first, second) = composed
    verification = verify(text, (replace(first, **tampered), second), DOCUMENTS)

    assert not verification.ok
    assert verification.issues == (Issue("quote_not_found", "引文 [1] 与《云岭学院实验室安全管理办法》的原文对不上。"),)


def test_a_number_without_citation_is_found(composed: tuple[str, tuple[Citation, ...]]) -> None:
    text, citations = composed
    verification = verify(text + "另有。 [7]", citations, DOCUMENTS)

    assert not verification.ok
    assert verification.issues == (Issue("unknown_citation", "答案里的 [7] 没有对应的引文。"),)


def test_a_citation_without_number_is_found(composed: tuple[str, tuple[Citation, ...]]) -> None:
    text, citations = composed
    verification = verify(text.replace("[2]", ""), citations, DOCUMENTS)

    assert not verification.ok
    assert verification.issues == (Issue("unused_citation", "引文 [2] 没有在答案里使用。"),)


_PROSE = st.text(st.sampled_from("春夏秋冬一二三。；，：\n 0%"), min_size=1, max_size=60)


@st.composite
def documents_with_claims(draw: st.DrawFn) -> tuple[Document, list[Claim]]:
    """A random document and claims on arbitrary places in its passages."""
    document = understood("随机文件\n\n" + draw(_PROSE.filter(str.strip)) + "。\n")
    passages = chunk(document)
    claims: list[Claim] = []
    for _ in range(draw(st.integers(0, 6)) if passages else 0):
        evidence = []
        for _ in range(draw(st.integers(0, 3))):
            passage = draw(st.sampled_from(passages))
            start = draw(st.integers(passage.start, passage.end - 1))
            evidence.append(Evidence(passage, Span(start, draw(st.integers(start + 1, passage.end)))))
        claims.append(Claim(draw(_PROSE), tuple(evidence), draw(st.booleans())))
    return document, claims


@given(documents_with_claims())
def test_any_claims_give_handles_that_equal_the_citations_and_quotes_that_stand(
    drawn: tuple[Document, list[Claim]],
) -> None:
    document, claims = drawn
    text, citations = compose(claims, {document.id: document})

    assert [c.n for c in citations] == list(range(1, len(citations) + 1))
    assert list(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", text))) == [c.n for c in citations]
    assert all(document.text[c.start : c.end] == c.quote for c in citations)
    assert verify(text, citations, {document.id: document}).ok
