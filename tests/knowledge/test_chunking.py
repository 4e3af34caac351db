"""Passages: within one section, verbatim, complete, and of a size that can be read at a glance."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge import masthead
from knowledge.chunking import TARGET_CHARS, chunk
from knowledge.documents import Document, Passage, PassageKind, SectionKind
from knowledge.segmentation import lines
from knowledge.tables import render_row
from tests.knowledge import squeezed, understood
from tests.knowledge.test_structure import LINE
from tests.shared_data import needs_shared

SAMPLE = Path(__file__).parents[2] / "knowledge" / "corpus" / "政策动态信息参阅_样例.md"


def assert_faithful(document: Document, passages: tuple[Passage, ...]) -> None:
    """Each passage lies in its section and says what stands at its offsets."""
    for passage in passages:
        section = document.sections[passage.section_index]
        assert section.start <= passage.start < passage.end <= section.end
        assert passage.section == section.path
        assert passage.url == section.url
        assert (passage.document_id, passage.title) == (document.id, document.title)
        if passage.kind is PassageKind.TEXT:
            assert squeezed(passage.text) == squeezed(document.text[passage.start : passage.end])
            inner = [child for child in document.sections if child.parent == section.index]
            assert all(passage.end <= child.start or child.end <= passage.start for child in inner)
        else:
            assert passage.table is not None
            assert passage.row is not None
            table = document.tables[passage.table]
            row = table.rows[passage.row]
            whole = render_row(table, row)
            assert row.start <= passage.start < passage.end <= row.end
            if len(whole) <= TARGET_CHARS:
                assert (passage.start, passage.end) == (row.start, row.end)
                assert passage.text.split("\n")[-1] == whole
    assert len({passage.id for passage in passages}) == len(passages)
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)


def unaccounted(document: Document) -> str:
    """The characters of the text that are in no passage, table, heading, link, fact, title or contents list."""
    front = masthead.read(document.text, list(lines(document.text)), document.source)
    spans = [(p.start, p.end) for p in chunk(document)]
    spans += [(section.start, section.body) for section in document.sections]
    spans += [(table.start, table.end) for table in document.tables]
    spans += [(fact.start, fact.end) for fact in document.metadata.facts]
    spans += [(span.start, span.end) for span in front.contents]
    spans += document.left_out
    spans += [(span.start, span.end) for span in lines(document.text) if "http" in span.of(document.text)]
    spans += [(span.start, span.end) for span in lines(document.text) if span.start == front.title_start]
    held = {i for start, end in spans for i in range(start, end)}
    return "".join(char for i, char in enumerate(document.text) if i not in held and not char.isspace())


@needs_shared
def test_the_passages_of_the_bulletin_are_faithful(bulletin: Document) -> None:
    passages = chunk(bulletin)

    assert_faithful(bulletin, passages)
    assert sum(passage.kind is PassageKind.ROW for passage in passages) == 20


@needs_shared
def test_nothing_of_the_bulletin_is_lost_but_the_caption_of_its_contents(bulletin: Document) -> None:
    assert unaccounted(bulletin) == "本期要目"


@needs_shared
@pytest.mark.parametrize(
    "frame", ["本期要目", "发展规划处", "总第", "主编", "逯忆", "杨博竣", "报送：", "共印", "http", "kjt.henan", "\t"]
)
def test_no_passage_of_the_bulletin_holds_its_masthead_contents_links_or_foot(bulletin: Document, frame: str) -> None:
    assert frame in bulletin.text
    assert [passage.text for passage in chunk(bulletin) if frame in passage.text] == []


@needs_shared
def test_every_action_and_question_of_the_bulletin_opens_a_passage(bulletin: Document) -> None:
    first_lines = {passage.text.split("\n")[0] for passage in chunk(bulletin)}
    headings = [s for s in bulletin.sections if s.kind in (SectionKind.HEADING, SectionKind.QUESTION)]

    assert len(headings) == 18
    assert {heading.title for heading in headings} <= first_lines


@needs_shared
def test_the_passages_of_every_law_are_faithful_and_hold_nearly_all_of_it(laws: dict[str, Document]) -> None:
    for name, law in laws.items():
        assert_faithful(law, chunk(law))
        lost = len(unaccounted(law)) / len(squeezed(law.text))
        assert lost <= 0.02, (name, unaccounted(law)[:100])


@needs_shared
def test_a_passage_of_a_law_lies_in_one_clause_that_it_begins_with(laws: dict[str, Document]) -> None:
    law = laws["保障中小企业款项支付条例（2025-03-17）"]
    clauses = [section for section in law.sections if section.kind is SectionKind.CLAUSE]
    by_section = {passage.section_index: passage for passage in reversed(chunk(law))}

    assert len(clauses) == 37
    assert all(by_section[clause.index].text.startswith(clause.title) for clause in clauses)


def test_the_sample_bulletin_is_cut_as_the_real_one_is() -> None:
    document = understood(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name)
    passages = chunk(document)

    assert_faithful(document, passages)
    assert [passage.row for passage in passages if passage.kind is PassageKind.ROW] == list(range(20))


def test_short_paragraphs_are_gathered_and_long_ones_cut_between_sentences() -> None:
    sentence = "各单位应当按照通知的要求认真做好报送工作。"  # 21 characters
    text = "# 某通知\n\n" + sentence * 60 + "\n\n" + "\n\n".join([sentence] * 10)
    passages = chunk(understood(text))

    assert all(passage.text.endswith("。") for passage in passages)
    assert all(len(passage.text) <= TARGET_CHARS + len(sentence) for passage in passages)
    assert len(passages) == 5  # 1470 characters
    assert squeezed("".join(passage.text for passage in passages)) == sentence * 70


def test_a_paragraph_a_little_too_long_stays_whole() -> None:
    paragraph = "各单位应当按照通知的要求认真做好报送工作。" * 20

    assert [passage.text for passage in chunk(understood(f"# 某通知\n\n{paragraph}\n"))] == [paragraph]


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("支持科技创新" * 400, id="no mark at all"),
        pytest.param("支持科技创新，" * 400, id="commas"),
        pytest.param("支持（科技创新。" * 300, id="brackets that are never closed"),
    ],
)
def test_a_paragraph_without_sentences_is_cut_all_the_same(paragraph: str) -> None:
    passages = chunk(understood(f"# 某通知\n\n{paragraph}\n"))

    assert all(TARGET_CHARS / 2 < len(passage.text) <= TARGET_CHARS * 1.5 for passage in passages[:-1])
    assert "".join(passage.text for passage in passages) == paragraph
    if "，" in paragraph:
        assert all(passage.text.endswith("，") for passage in passages)


def test_a_passage_does_not_reach_across_a_table() -> None:
    document = understood("# 某通知\n\n标准如下。\n\n| 项目 | 值 |\n|---|---|\n| 场地 | 5 |\n\n按月检查。\n")

    assert_faithful(document, chunk(document))
    assert [passage.text for passage in chunk(document)] == ["标准如下。", "项目：场地；值：5", "按月检查。"]


def test_a_chapter_title_alone_is_no_passage() -> None:
    document = understood("# 某办法\n\n## 第一章 总则\n\n第一条 甲。\n")

    assert [(passage.section, passage.text) for passage in chunk(document)] == [
        (("第一章 总则", "第一条"), "第一条 甲。")
    ]


def test_an_id_depends_on_document_place_and_text_alone() -> None:
    text = "# 某办法\n\n第一条 甲。\n\n第二条 乙。\n"
    first, again = chunk(understood(text, "a.md")), chunk(understood(text, "b.md"))
    other = chunk(understood(text + "\n第三条 丙。\n"))

    assert [passage.id for passage in first] == [passage.id for passage in again]
    assert {passage.id for passage in first}.isdisjoint(passage.id for passage in other)


@given(st.lists(LINE, max_size=14).map("\n".join))
def test_passages_of_any_text_are_faithful(text: str) -> None:
    document = understood(text)

    assert_faithful(document, chunk(document))


@given(st.lists(LINE, max_size=10).map("\n".join), st.sampled_from(["", "各单位应当认真执行本通知。"]))
def test_no_text_is_lost_where_there_is_no_contents_list(text: str, last: str) -> None:
    document = understood(f"# 某通知\n\n请于月底前报送。\n{text}\n{last}\n")
    assume(not masthead.read(document.text, list(lines(document.text)), document.source).contents)

    assert unaccounted(document) == ""
