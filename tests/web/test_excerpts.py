"""A citation in its surroundings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.answers import Citation, TableCell
from assistant.web.excerpts import Excerpt, Field, Piece, excerpt
from knowledge.chunking import chunk
from knowledge.documents import Document, PassageKind
from tests.knowledge import understood

TEXT = """# 某办法

## 一、范围

本办法适用于全市。**各区**参照执行。

## 二、奖励

头一句说的是目的。奖励按季度发放。
奖金有上限，超过的部分不发。末一句说的是解释权。

- 第一类五万元
- 第二类三万元

| 类别 | 金额 |
| --- | --- |
| 甲 | 5万元 |
| 乙 | 3万元 |
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return understood(TEXT, "某办法.md")


def cite(document: Document, quote: str, cell: TableCell | None = None) -> Citation:
    start = document.text.index(quote)
    return Citation(1, "p1", document.id, document.title, (), None, None, start, start + len(quote), quote, cell)


def as_text(shown: Excerpt) -> list[str]:
    """Paragraphs with the quoted pieces in brackets."""
    return ["".join(f"⟦{p.text}⟧" if p.quoted else p.text for p in paragraph) for paragraph in shown.paragraphs]


def test_a_quote_stands_among_the_whole_sentences_of_its_own_section(document: Document) -> None:
    assert as_text(excerpt(cite(document, "奖励按季度发放。"), document))[0].startswith(
        "头一句说的是目的。⟦奖励按季度发放。⟧"
    )
    assert not any(
        "本办法" in paragraph for paragraph in as_text(excerpt(cite(document, "奖励按季度发放。"), document))
    )


def test_part_of_a_sentence_is_marked_within_it(document: Document) -> None:
    assert "奖金⟦有上限⟧，超过的部分不发。" in "".join(as_text(excerpt(cite(document, "有上限"), document)))


def test_signs_of_markdown_are_read_not_shown(document: Document) -> None:
    assert as_text(excerpt(cite(document, "## 一、范围"), document)) == [
        "⟦一、范围⟧",
        "本办法适用于全市。各区参照执行。",
    ]
    assert "⟦· 第一类五万元⟧" in as_text(excerpt(cite(document, "- 第一类五万元"), document))


def test_a_table_beside_the_quote_is_not_shown(document: Document) -> None:
    assert "|" not in "".join(as_text(excerpt(cite(document, "第二类三万元"), document)))


def test_where_a_paragraph_goes_on_there_is_an_ellipsis() -> None:
    text = (
        "# 题\n\n"
        + "".join(f"这是第{i}句，讲的是第{i}件事，写得比较长，为的是凑足字数。" for i in range(100, 120))
        + "\n"
    )
    document = understood(text, "题.md")
    quote = "这是第110句，讲的是第110件事，写得比较长，为的是凑足字数。"
    (shown,) = excerpt(cite(document, quote), document).paragraphs
    assert [shown[0], shown[2], shown[-1]] == [Piece("…"), Piece(quote, quoted=True), Piece("…")]
    assert [len(shown[1].text), len(shown[3].text)] == [3 * len(quote)] * 2  # four would be more than 120 characters


def test_a_cell_is_shown_with_its_row_under_the_names_of_the_columns(document: Document) -> None:
    row = cite(document, "| 乙 | 3万元 |", TableCell("", "乙", "金额"))
    assert excerpt(row, document) == Excerpt(fields=(Field("类别", "乙"), Field("金额", "3万元", quoted=True)))


def test_a_quote_of_a_document_that_is_gone_is_shown_alone(document: Document) -> None:
    alone = Excerpt(((Piece("奖励按季度发放。", quoted=True),),), is_gone=True)
    assert excerpt(cite(document, "奖励按季度发放。"), None) == alone


def test_every_passage_of_the_bulletin_is_marked_word_for_word(sample: Path) -> None:
    document = understood(sample.read_text(encoding="utf-8"), sample.name)
    passages = [passage for passage in chunk(document) if passage.kind is PassageKind.TEXT]
    assert len(passages) > 40
    for passage in passages:
        quote = document.text[passage.start : passage.end]
        if any(table.start < passage.end and passage.start < table.end for table in document.tables):
            continue
        shown = excerpt(cite(document, quote), document)
        marked = "".join(piece.text for paragraph in shown.paragraphs for piece in paragraph if piece.quoted)
        assert _letters(marked) == _letters(quote), passage.section


def _letters(text: str) -> str:
    return re.sub(r"[\s#*·>-]", "", text)
