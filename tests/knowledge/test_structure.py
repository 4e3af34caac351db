"""Sections: headings by the conventions of policy documents, nested by rank, links where they belong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunking import chunk
from knowledge.documents import Document, Section, SectionKind
from knowledge.provisions import provision
from tests.knowledge import understood
from tests.shared_data import needs_shared

CLAUSE_AT_LINE_START = re.compile(r"^\s*(第[一二三四五六七八九十百零]+条)", re.MULTILINE)


def of_kind(document: Document, kind: SectionKind) -> list[Section]:
    return [section for section in document.sections if section.kind is kind]


def outline(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    """(kind, path) of all sections below the root."""
    return [(section.kind.value, section.path) for section in document.sections[1:]]


# the real bulletin


@needs_shared
def test_the_bulletin_has_its_four_articles_under_their_columns_with_their_own_links(bulletin: Document) -> None:
    found = [(section.path, section.url) for section in of_kind(bulletin, SectionKind.ARTICLE)]

    assert found == [
        (
            ("【政策动态速递】", "河南省科技厅发布 《河南省众创空间评价指标体系》"),
            "http://kjt.henan.gov.cn/2021/09-24/2317964.html",
        ),
        (
            ("【政策动态速递】", "河南省科技创新委员会第一次会议召开"),
            "https://mp.weixin.qq.com/s/_2GLzrh-Zg_LqHBF_KBBSA",
        ),
        (
            ("【政策动态速递】", "中国共产党南阳市第七次代表大会胜利举行"),
            "http://www.nanyang.gov.cn/xwzx/nyyw/461673.htm",
        ),
        (
            ("【政策解读】", "工业和信息化部网站：《物联网新型基础设施建设三年行动计划（2021-2023年）》解读"),
            None,
        ),
    ]


@needs_shared
def test_the_congress_article_has_ten_numbered_actions_with_whole_titles(bulletin: Document) -> None:
    actions = of_kind(bulletin, SectionKind.HEADING)

    assert [int(action.title.split(".")[0]) for action in actions] == list(range(1, 11))
    assert actions[0].title == "1. 实施观念作风能力大提升行动，激发新时代奋勇争先的内生动力"
    # A page's edge cuts this one, with an empty line in between.
    assert actions[8].title == "9. 实施文旅康养融合发展行动，打造国际知名的生态文化旅游目的地、全国健康养生之都"
    assert actions[9].title == "10. 实施高品质生活创造行动，建设幸福美好家园"
    assert {action.path[1] for action in actions} == {"中国共产党南阳市第七次代表大会胜利举行"}
    assert {action.url for action in actions} == {"http://www.nanyang.gov.cn/xwzx/nyyw/461673.htm"}


@needs_shared
def test_the_explanation_of_the_plan_is_eight_questions(bulletin: Document) -> None:
    questions = of_kind(bulletin, SectionKind.QUESTION)

    assert [question.title[:2] for question in questions] == [f"{numeral}、" for numeral in "一二三四五六七八"]
    assert all(question.title.endswith("？") for question in questions)
    assert {question.path[0] for question in questions} == {"【政策解读】"}


# the real laws


@needs_shared
def test_every_clause_of_the_laws_is_a_section_in_order(laws: dict[str, Document]) -> None:
    assert len(laws) >= 62
    for name, law in laws.items():
        clauses = [section.title for section in of_kind(law, SectionKind.CLAUSE)]
        assert clauses == CLAUSE_AT_LINE_START.findall(law.text), name
        assert len(set(clauses)) == len(clauses), name


@needs_shared
@pytest.mark.parametrize(
    ("name", "clauses", "chapters"),
    [
        ("专利代理条例（2018-11-06）", 32, 5),
        ("中华人民共和国科学技术进步法（2021-12-24）", 117, 12),
        ("中华人民共和国高等教育法（2018-12-29）", 69, 8),
        ("保障中小企业款项支付条例（2020-07-05）", 29, 0),  # this version has no chapters
        ("保障中小企业款项支付条例（2025-03-17）", 37, 5),
    ],
)
def test_a_law_has_its_clauses_in_its_chapters(
    laws: dict[str, Document], name: str, clauses: int, chapters: int
) -> None:
    law = laws[name]

    assert len(of_kind(law, SectionKind.CLAUSE)) == clauses
    assert len(of_kind(law, SectionKind.CHAPTER)) == chapters
    for clause in of_kind(law, SectionKind.CLAUSE):
        assert clause.parent is not None
        assert law.sections[clause.parent].kind is (SectionKind.CHAPTER if chapters else SectionKind.DOCUMENT)


# texts of our own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "第一章 总则\n第一条 甲。\n第一节 细则\n第二条 乙。\n第二章 附则\n第三条 丙。",
            [
                ("chapter", ("第一章 总则",)),
                ("clause", ("第一章 总则", "第一条")),
                ("chapter", ("第一章 总则", "第一节 细则")),
                ("clause", ("第一章 总则", "第一节 细则", "第二条")),
                ("chapter", ("第二章 附则",)),
                ("clause", ("第二章 附则", "第三条")),
            ],
            id="章, 节 and 条 nest",
        ),
        pytest.param(
            "第二条之一 甲。\n第一百零二条　乙。",
            [("clause", ("第二条之一",)), ("clause", ("第一百零二条",))],
            id="inserted clauses and large numbers",
        ),
        pytest.param(
            "违反第二条 规定的，予以警告。\n第三条规定的情形除外。", [], id="a clause that is mentioned is not one"
        ),
        pytest.param(
            "一、目标\n到明年建成。\n（一）场地\n不少于五百平方米。\n二、措施\n按月检查。",
            [("heading", ("一、目标",)), ("heading", ("一、目标", "（一）场地")), ("heading", ("二、措施",))],
            id="一、 stands above （一）",
        ),
        pytest.param(
            "提交以下材料：\n1. 申请表\n2. 营业执照\n3. 租赁合同\n以上材料一式两份。",
            [],
            id="items of a list in a row are no headings",
        ),
        pytest.param("一、甲负责申报。\n二、乙负责审核。", [], id="numbered sentences are no headings"),
        pytest.param(
            "一、怎样申请？\n先填表。", [("question", ("一、怎样申请？",))], id="a heading that asks is a question"
        ),
        pytest.param("一、目标", [], id="a last line heads nothing"),
        pytest.param(
            "【政策速递】\n甲。\n【政策解读】\n乙。",
            [("column", ("【政策速递】",)), ("column", ("【政策解读】",))],
            id="columns",
        ),
        pytest.param(
            "## 甲\n文字。\n### 乙\n文字。\n#### 一、丙\n文字。\n## 第一章 丁\n第一条 文字。",
            [
                ("article", ("甲",)),
                ("article", ("甲", "乙")),
                ("heading", ("甲", "乙", "一、丙")),
                ("chapter", ("第一章 丁",)),
                ("clause", ("第一章 丁", "第一条")),
            ],
            id="Markdown headings keep the rank of their hashes",
        ),
    ],
)
def test_the_outline_follows_the_conventions(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert outline(understood(f"# 某办法\n\n{text}\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "第一条为了规范管理，制定本办法。\n第二条本办法适用于全市。\n第二条规定的情形除外。\n第三条市科技局负责。",
            ["第一条", "第二条", "第三条"],
            id="clauses without a space are those that count on",
        ),
        pytest.param(
            "依照下列规定：\n第九条和第十条所列情形。\n第五条规定的情形。", [], id="mentions at the start of a line"
        ),
        pytest.param("第１条 甲。\n第二条：乙。", ["第１条", "第二条"], id="full-width figures, a colon"),
    ],
)
def test_a_clause_without_a_space_is_told_from_a_mention(text: str, expected: list[str]) -> None:
    document = understood(f"# 某办法\n\n{text}\n")

    assert [section.title for section in of_kind(document, SectionKind.CLAUSE)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "## 第一章 总则\n第一条 甲。\n附件1\n申报材料清单\n一、目标\n填写表格。\n附件2：评分标准\n按月评分。",
            [
                ("chapter", ("第一章 总则",)),
                ("clause", ("第一章 总则", "第一条")),
                ("attachment", ("附件1 申报材料清单",)),
                ("heading", ("附件1 申报材料清单", "一、目标")),
                ("attachment", ("附件2：评分标准",)),
            ],
            id="attachments stand beside the chapters",
        ),
        pytest.param(
            "请报送。\n附件：1. 申报表\n2. 汇总表\n某市科技局\n2021年10月4日", [], id="a list of attachments is none"
        ),
        pytest.param("请报送。\n附件1：申报表\n附件2：汇总表\n某市科技局", [], id="nor is a list with a line for each"),
        pytest.param(
            "问：谁可以申报？\n答：在本市注册的企业。\n问：何时申报？\n答：每年三月。",
            [("question", ("问：谁可以申报？",)), ("question", ("问：何时申报？",))],
            id="questions marked as such",
        ),
        pytest.param(
            "一、关于条件\n1.谁可以申报？\n答：在本市注册的企业。\n2.何时申报？\n答：每年三月。",
            [
                ("heading", ("一、关于条件",)),
                ("question", ("一、关于条件", "1.谁可以申报？")),
                ("question", ("一、关于条件", "2.何时申报？")),
            ],
            id="numbered questions under a heading",
        ),
        pytest.param(
            "第一部分 总体情况\n甲。\n第二部分 下一步\n乙。",
            [("chapter", ("第一部分 总体情况",)), ("chapter", ("第二部分 下一步",))],
            id="parts",
        ),
    ],
)
def test_attachments_and_questions_are_sections(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert outline(understood(f"# 某办法\n\n{text}\n")) == expected


def test_a_contents_list_without_pages_is_no_passage() -> None:
    document = understood(
        "某条例\n\n2020年1月2日 某市人大常委会通过\n\n目　　录\n第一章 总则\n第二章 附则\n\n"
        "第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n"
    )

    assert [section.path for section in of_kind(document, SectionKind.CHAPTER)] == [("第一章 总则",), ("第二章 附则",)]
    assert [passage.text for passage in chunk(document)] == [
        "2020年1月2日 某市人大常委会通过", "第一条 甲。", "第二条 乙。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("article", "date"),
    [
        ("发布时间：2021-09-24\n甲。", "2021-09-24"),
        ("2021年9月4日\n甲。", "2021-09-04"),
        ("甲。\n（某报2021年9月4日）", None),  # a source is not a date alone
        ("甲。\n（2021年9月4日）", "2021-09-04"),
        ("2021年9月4日，某厅印发办法。", None),  # the date of what is told
    ],
)
def test_an_article_has_the_date_that_stands_alone_under_its_title_or_in_brackets_at_its_end(
    article: str, date: str | None
) -> None:
    document = understood(f"# 某简报\n\n## 甲事\n\n{article}\n\n## 乙事\n\n乙。\n")

    assert [section.date for section in of_kind(document, SectionKind.ARTICLE)] == [date, None]


LAW = understood(
    "# 某条例\n\n第一条 为了规范管理，制定本条例。\n\n"
    "第二条 企业应当符合下列条件：\n\n（一）在本市注册；\n\n（二）下列之一：\n\n"
    "1. 有专利；\n\n2. 有产品。\n\n前款所称专利，是指有效专利。\n\n## 附则\n\n本条例自公布之日起施行。\n"
)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("为了规范", "第一条"),  # one paragraph needs no number
        ("企业应当", "第二条第一款"),
        ("在本市", "第二条第一款第（一）项"),
        ("下列之一", "第二条第一款第（二）项"),
        ("有产品", "第二条第一款第（二）项第2目"),
        ("前款所称", "第二条第二款"),
        ("自公布", ""),
    ],
)
def test_a_place_in_a_law_is_cited_by_clause_paragraph_and_item(words: str, place: str) -> None:
    assert provision(LAW, LAW.text.index(words)) == place


def test_a_link_holds_for_the_whole_article_and_no_other() -> None:
    document = understood(
        "# 简报\n\n## 【速递】\n\n### 甲\n\n#### 一、小节\n\n文字。\n\n(<https://example.org/a>)\n\n### 乙\n\n文字。\n"
    )

    urls = {section.title: section.url for section in document.sections}
    assert urls == {
        "": None,
        "【速递】": None,
        "甲": "https://example.org/a",
        "一、小节": "https://example.org/a",
        "乙": None,
    }


def test_the_id_of_a_document_is_that_of_its_bytes() -> None:
    first, again, other = (
        understood("# 甲\n\n文。", "a.md"),
        understood("# 甲\n\n文。", "b.md"),
        understood("# 甲\n\n字。"),
    )

    assert first.id == again.id != other.id


LINE = st.one_of(
    st.text(alphabet="通知应当。；？（）《》“ \t|#-123", max_size=30),
    st.sampled_from(
        ["# 标题", "## 第一章 总则", "第一条 甲。", "一、目标", "（一）场地", "1. 项目", "【解读】", "(https://example.org/x)",
         "【解读】\t1", "主编：张三", "2021年10月4日", "本期共印9份", "| 甲 | 乙 |", "|---|---|", "a\tb\tc", ""]
    ),
)  # fmt: skip


@given(st.lists(LINE, max_size=14).map("\n".join))
def test_sections_of_any_text_nest_and_carry_their_path(text: str) -> None:
    document = understood(text)

    for index, section in enumerate(document.sections):
        assert section.index == index
        assert 0 <= section.start <= section.body <= section.end <= len(text)
        if section.parent is not None:
            parent = document.sections[section.parent]
            assert parent.index < index
            assert parent.start <= section.start
            assert section.end <= parent.end
            assert section.path == (*parent.path, section.title)
