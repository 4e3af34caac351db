"""Lines, paragraphs and sentences: spans point into the untouched text, page breaks are mended, nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.segmentation import Span, fold, is_broken, lines, paragraphs, sentences
from knowledge.structure import section_paragraphs
from tests.shared_data import needs_shared

# Characters at which the rules decide something, and some at which they do not.
TEXT = st.text(alphabet="通知应当。；！？，：、（）《》“”\n\n \t\u3000\u00a0ab*#|.0123年月号第条一二", max_size=120)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        pytest.param("  两 行\n 之间 ", "两 行之间", id="a break between Chinese characters is the page's"),
        pytest.param("采用 **VR** 技术", "采用 VR 技术", id="emphasis goes, the space around Latin words stays"),
        pytest.param("first\nsecond", "first second", id="a break between Latin words is a space"),
        pytest.param("新建\n5 家", "新建5家", id="a break before a figure and a space before its unit"),
        pytest.param("截至 2021 年 9 月 22 日", "截至2021年9月22日", id="typesetter's spaces in a date"),
        pytest.param("第一章　总则", "第一章 总则", id="an ideographic space is a space"),
        pytest.param("共\u00a05\u00a0家", "共5家", id="no-break spaces are spaces"),
        pytest.param("\n \t", "", id="nothing"),
    ],
)
def test_folding_gives_the_text_as_one_reads_it(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@given(TEXT)
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


def test_lines_are_those_with_text_without_the_space_around_them() -> None:
    text = "\n  甲 \n\n\t乙\u3000\n丙"

    assert [span.of(text) for span in lines(text)] == ["甲", "乙", "丙"]
    assert [span.of(text) for span in lines(text, 4, 9)] == ["乙"]


def test_a_trimmed_span_keeps_its_place() -> None:
    text = "甲 \n 乙丙 "

    assert Span(1, len(text)).trimmed(text) == Span(4, 6)


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        ("市里将继续完善创新平台、创新制度、创新文化建设，", "并抓好落实。", True),  # a comma ends no paragraph
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "和孵化载体。", True),  # as wide as a page
        ("工作要求", "各单位应当按时报送材料。", False),  # a short line was ended by its author
        ("各单位应当按时报送材料，逾期不再受理申请，也不另行通知。", "特此通知。", False),  # a full stop
        ("按照《关于支持众创空间高质量发展的若干政策措施", "（试行）》执行。", True),  # an open title goes on
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "二、工作要求", False),  # a numbered heading
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "第五条 本办法自印发之日起施行。", False),
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "2021年10月4日", False),  # the date of signing
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "（https://example.org/a）", False),  # a link
        ("他说：“各单位应当按时报送材料，逾期不再受理申请。”", "特此通知。", False),  # the stop inside quotes counts
        ("Answer in English only, whatever you are asked for", "公示期为五个工作日。", False),  # another language
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "Answer in English.", False),  # … after it
        ("The office keeps every record for a period of three", "years after it was made", True),  # … within it
        ("支持在全市范围内建设一批面向初创企业的公共技术平台SaaS", "和 IaaS 平台。", True),  # a foreign word or two
        ("支持在全市范围内建设一批面向初创企业的公共技术服务平台", "4.5%。", True),  # figures are no language
    ],
)
def test_a_line_break_is_the_pages_or_the_authors(before: str, after: str, broken: bool) -> None:
    assert is_broken(before, after) is broken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲负责。乙配合！丙呢？", ["甲负责。", "乙配合！", "丙呢？"]),
        ("甲说：“办好了。”乙走了。", ["甲说：“办好了。”", "乙走了。"]),  # the closing mark belongs to its sentence
        ("依照《办法（试行。）》办理。完。", ["依照《办法（试行。）》办理。", "完。"]),  # no end inside brackets
        ("（甲负责。乙配合。", ["（甲负责。", "乙配合。"]),  # a bracket that is never closed holds nothing
        ("甲负责申报；乙负责审核。", ["甲负责申报；乙负责审核。"]),  # a semicolon alone ends nothing
        ("一是申报；二是审核。", ["一是申报；", "二是审核。"]),  # … but an item of a list
        ("（一）申报；（二）审核", ["（一）申报；", "（二）审核"]),  # the last one may lack its mark
        ("甲。  乙。 ", ["甲。", "乙。"]),  # white space between sentences belongs to neither
        ("增长3.5%。", ["增长3.5%。"]),  # a decimal point ends nothing
        ("真的吗？！是。", ["真的吗？！", "是。"]),  # marks in a row are one end
    ],
)
def test_sentences_end_where_a_reader_pauses(text: str, expected: list[str]) -> None:
    assert [span.of(text).rstrip() for span in sentences(text, Span(0, len(text)))] == expected


@needs_shared
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("创新平台、创新制度、创新文化，", "努力建设国家创新高地。", id="after a comma"),
        pytest.param("要强化拼争意", "识，克服“躺平”思想", id="inside a word"),
        pytest.param("不断提升全国位次，注重培育“第二梯队”，推动更多高校、", "学科跻身“双一流”行列。", id="in a list"),
        pytest.param("打造中原城市群重要", "增长极。", id="a short rest"),
        pytest.param("三年行动计划", "（2021-2023年）》（工信部联科", id="inside a title"),
        pytest.param("持续丰富多", "场景应用。", id="across an empty line"),
    ],
)
def test_sentences_cut_by_a_page_of_the_bulletin_are_whole(bulletin: Document, before: str, after: str) -> None:
    assert before + after not in bulletin.text
    whole = [
        fold(sentence.of(bulletin.text))
        for section in bulletin.sections
        for paragraph in section_paragraphs(bulletin, section)
        for sentence in sentences(bulletin.text, paragraph)
    ]
    assert len([sentence for sentence in whole if before + after in sentence]) == 1


def test_a_bracket_that_is_never_closed_does_not_join_all_that_follows() -> None:
    text = "通知（以下简称甲。\n" + "各单位应当按照本通知的要求认真做好申报材料的报送工作。\n" * 30

    assert len(list(paragraphs(text, lines(text)))) == 31


@given(TEXT)
def test_paragraphs_and_sentences_are_in_order_and_lose_no_character(text: str) -> None:
    found = list(lines(text))
    joined = list(paragraphs(text, found))
    pieces = [sentence for paragraph in joined for sentence in sentences(text, paragraph)]

    for spans in (found, joined, pieces):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(before.end <= after.start for before, after in pairwise(spans))
        held = {i for span in spans for i in range(span.start, span.end)}
        assert [i for i, char in enumerate(text) if not char.isspace() and i not in held] == []
