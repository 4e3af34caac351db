"""An Extract becomes one text: pages, running heads, paragraphs cut by a page, and nothing lost on the way."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import masthead
from knowledge.chunking import TARGET_CHARS, chunk
from knowledge.documents import Document, PassageKind, SectionKind
from knowledge.layout import assemble, page_at
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph, of_text
from knowledge.segmentation import lines
from knowledge.structure import section_paragraphs, understand
from tests.knowledge.test_grids import assert_cells_stand_at_their_places, grids


def read(*blocks: Paragraph | Grid, **said: str) -> Document:
    return understand(Extract(tuple(blocks), **said), "某文件.docx", "x")  # type: ignore[arg-type]


def test_a_plain_text_stays_as_it_is() -> None:
    text = "某通知\n\n请于月底前报送。\n  逾期不候。\n"

    assert assemble(of_text(text)).text == text


def test_pages_have_their_range_and_the_mean_confidence_of_what_was_recognised() -> None:
    blocks = (
        Paragraph("某通知", page=1),
        Paragraph("甲" * 30 + "。", page=2, confidence=0.9),
        Paragraph("乙" * 9 + "。", page=2, confidence=0.5),
        Grid((GridCell("丙", 0, 0), GridCell("丁", 0, 1)), page=3, confidence=0.7),
    )
    layout = assemble(Extract(blocks))

    assert [page.number for page in layout.pages] == [1, 2, 3]
    assert [page.confidence for page in layout.pages] == [None, pytest.approx((31 * 0.9 + 10 * 0.5) / 41), 0.7]
    assert "".join(layout.text[page.start : page.end] for page in layout.pages) == layout.text
    assert [page_at(layout.pages, layout.text.index(char)) for char in "某甲乙丙"] == [1, 2, 2, 3]


def test_a_passage_knows_its_page() -> None:
    document = read(
        Paragraph("某通知", page=1), Paragraph("甲。", page=1), Paragraph("二、目标", page=2), Paragraph("乙。", page=2)
    )

    assert [(passage.text, passage.page) for passage in chunk(document)] == [("甲。", 1), ("二、目标\n乙。", 2)]
    assert {passage.page for passage in chunk(read(Paragraph("某通知"), Paragraph("甲。")))} == {None}


def test_what_repeats_on_every_page_is_left_out() -> None:
    pages = [
        block
        for n in range(1, 5)
        for block in (
            Paragraph("某市人民政府公报 2021年第3期", page=n),
            Paragraph(f"第{n}项工作由科技局负责，{'甲乙丙丁'[n - 1]}单位配合。", page=n),
            Paragraph(f"— {n} —", page=n),
        )
    ]
    document = read(Paragraph("某通知", page=1), *pages)

    assert "公报" not in document.text
    assert "—" not in document.text
    assert document.text.count("负责") == 4


def test_a_page_number_in_a_plain_text_is_left_out_and_a_figure_stays() -> None:
    document = understand(of_text("某通知\n\n请于月底前报送。\n- 3 -\n逾期不候。\n30\n"), "a.txt", "x")

    assert [line.of(document.text) for line in lines(document.text)] == [
        "某通知",
        "请于月底前报送。",
        "逾期不候。",
        "30",
    ]


@pytest.mark.parametrize(
    ("before", "after", "paragraphs"),
    [
        pytest.param("各单位要认真做好材料的报送工作，按时", "上报有关部门。", 1, id="inside a sentence"),
        pytest.param("各单位要认真做好材料的报送工作。", "逾期不再受理。", 2, id="after a sentence"),
        pytest.param("各单位要认真做好材料的报送工作和有关的准备工作", "二、工作要求", 2, id="before a heading"),
    ],
)
def test_a_paragraph_that_a_page_cuts_is_one(before: str, after: str, paragraphs: int) -> None:
    document = read(
        Paragraph("某通知", page=1), Paragraph(before * 2, page=1), Paragraph(after, page=2), Paragraph("完。", page=2)
    )

    assert len([line for line in lines(document.text) if line.of(document.text) != "完。"]) == paragraphs + 1


def test_paragraphs_of_a_format_stay_apart_where_lines_of_a_text_are_joined() -> None:
    long, short = "申请单位的营业执照复印件以及有关证明材料的原件一份", "法定代表人身份证复印件"
    whole = read(Paragraph("某通知"), Paragraph(long), Paragraph(short))
    wrapped = understand(of_text(f"某通知\n{long}\n{short}"), "a.txt", "x")

    assert [len(section_paragraphs(one, one.sections[0])) for one in (whole, wrapped)] == [2, 1]


def test_what_the_format_knows_is_used_where_the_text_says_nothing() -> None:
    known = {
        "title": "关于报送材料的通知",
        "url": "https://example.org/a",
        "publisher": "某市科技局",
        "published": "2021-10-04",
    }
    silent = read(Paragraph("各单位应当按时报送材料。"), **known)
    telling = read(
        Paragraph("关于报送材料的通知"), Paragraph("某科发〔2020〕7号"), Paragraph("各县区："),
        Paragraph("请按时报送。"), Paragraph("某省科学技术厅"), Paragraph("2020年5月6日"), **known,
    )  # fmt: skip

    assert (silent.title, silent.metadata.publisher, silent.metadata.published) == (
        "关于报送材料的通知", "某市科技局", "2021-10-04",
    )  # fmt: skip
    assert {passage.url for passage in chunk(silent)} == {"https://example.org/a"}
    assert (telling.metadata.publisher, telling.metadata.published) == ("某省科学技术厅", "2020-05-06")
    assert telling.metadata.number == "某科发〔2020〕7号"
    assert "7号" not in "".join(passage.text for passage in chunk(telling))


def test_levels_of_the_format_rank_what_no_convention_ranks() -> None:
    document = read(
        Paragraph("某方案", level=1),
        Paragraph("一、总体要求", level=1), Paragraph("甲。"),
        Paragraph("基本原则", level=2), Paragraph("乙。"),
        Paragraph("第一章 分工", level=3), Paragraph("丙。"),
        Paragraph("一整段误用了标题样式的文字，说明有关单位的职责。", level=2),
    )  # fmt: skip

    assert [(section.kind, section.path) for section in document.sections[1:]] == [
        (SectionKind.HEADING, ("一、总体要求",)),
        (SectionKind.ARTICLE, ("一、总体要求", "基本原则")),
        (SectionKind.CHAPTER, ("第一章 分工",)),
    ]


WORDS = st.text(alphabet="通知应当。；？（）《》“、：甲乙 ab1", min_size=1, max_size=60)
PARAGRAPH = st.builds(
    Paragraph,
    st.one_of(
        WORDS,
        WORDS.map(lambda words: words * 20),
        st.sampled_from(
            ["一、目标", "（一）场地", "1. 项目", "第一章 总则", "第一条 甲。", "第二条乙。", "附件1", "附件：", "目录",
             "问：能否？", "答：能。", "2021年10月4日", "某市科技局", "某发〔2021〕5号", "主编：张三", "表1 标准",
             "https://example.org/a", "# 标题", "a\tb\tc", "| 甲 | 乙 |", "- 2 -", ""]
        ),
    ),
    level=st.sampled_from([None, None, None, 1, 2]),
    page=st.sampled_from([None, 1, 2]),
    confidence=st.sampled_from([None, 0.8]),
)  # fmt: skip
EXTRACT = st.builds(
    Extract,
    st.lists(st.one_of(PARAGRAPH, PARAGRAPH, PARAGRAPH, grids()), max_size=12).map(tuple),
    title=st.sampled_from([None, "某办法", "一、目标"]),
    wrapped=st.booleans(),
)


@given(EXTRACT)
def test_passages_of_any_extract_are_apart_in_their_sections_and_cover_the_text(extract: Extract) -> None:
    document = understand(extract, "某.docx", "x")
    passages = chunk(document)

    for passage in passages:
        section = document.sections[passage.section_index]
        assert section.start <= passage.start < passage.end <= section.end
        assert passage.text.strip()
        if passage.kind is PassageKind.TEXT:
            assert len(passage.text) <= TARGET_CHARS * 1.5 + 2
            assert re.sub(r"[\s#*]", "", passage.text) == re.sub(
                r"[\s#*]", "", document.text[passage.start : passage.end]
            )
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert len({passage.id for passage in passages}) == len(passages)
    for table in document.tables:
        assert_cells_stand_at_their_places(document, table)
    held = {
        place
        for start, end in (
            *((passage.start, passage.end) for passage in passages),
            *((section.start, section.body) for section in document.sections),
            *((table.start, table.end) for table in document.tables),
            *document.left_out,
            *((fact.start, fact.end) for fact in document.metadata.facts),
        )
        for place in range(start, end)
    }
    rest = "".join(char for i, char in enumerate(document.text) if i not in held and not char.isspace())
    known = masthead.key(document.title) + "https://example.org/a"
    assert re.sub(r"[*#]", "", rest).replace("https://example.org/a", "").replace("(", "（").replace(")", "）") in known
