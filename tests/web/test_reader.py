"""The viewer: what of a document stands on its page, and where the quote is marked."""

from __future__ import annotations

import html as markup
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant import web
from assistant.answers import Citation, TableCell
from assistant.chain import PolicyChain
from assistant.web.document_text import body
from assistant.web.links import address_of
from assistant.web.plain_text import bare, plain
from assistant.web.reader import OUT_OF_RANGE, contents, quoted
from knowledge.corrections import Correction
from knowledge.documents import Cell, Document, Page, Row, Section, SectionKind, Table
from knowledge.library import Library
from knowledge.loading import read
from knowledge.segmentation import Span
from knowledge.structure import understand
from tests.knowledge import squeezed, understood
from tests.shared_data import SHARED, needs_shared
from tests.web.conftest import new_library

RULES = """# 某办法

## 第一章 总则

第一条 各区参照执行。

第二条 奖金按季度发放，有上限。

## 第二章 附则

| 类别 | 金额 / 普通 | 金额 / 特别 |
|---|---|---|
| 甲 | 5万元 | 6万元 |
| 乙 | 3万元 | 4万元 |
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return understood(RULES, "某办法.md")


def place(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def words_of(html: str) -> str:
    """What one reads, without white space and marks of Markdown."""
    without = re.sub(r'<a class="here".*?</a>|<[^>]+>', "", html)
    return re.sub(r"[|·\-~]", "", squeezed(markup.unescape(without)))


def test_a_quote_is_marked_where_it_stands_and_can_be_gone_to(document: Document) -> None:
    shown = body(document, place(document, "有上限"))
    assert '第二条 奖金按季度发放，<mark id="quote">有上限</mark>。</p>' in shown
    assert shown.count("<mark") == 1


def test_a_quote_over_two_paragraphs_is_one_place_to_go_to(document: Document) -> None:
    start, end = place(document, "参照执行").start, place(document, "奖金").end
    shown = body(document, Span(start, end))
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", shown) == ["参照执行。", "第二条 奖金"]
    assert shown.count('id="quote"') == 1


def test_headings_and_clauses_have_places_to_go_to(document: Document) -> None:
    shown = body(document, None)
    ids = {section.title: section.index for section in document.sections}
    assert f'<h2 id="s{ids["第一章 总则"]}" dir="auto">第一章 总则' in shown
    assert f'<a id="s{ids["第二条"]}"></a><p dir="auto">第二条 奖金' in shown


def test_a_cell_is_marked_with_its_row_and_its_column(document: Document) -> None:
    shown = body(document, place(document, "4万元"))
    assert '<tr class="is-cited" id="quote"><td dir="auto">乙</td><td dir="auto">3万元</td>' in shown
    assert '<td dir="auto" class="is-cited"><mark>4万元</mark></td></tr>' in shown.replace(' id="quote"', "")
    assert shown.count('id="quote"') == 1
    assert re.findall(r'<th scope="col" dir="auto" class="is-cited"[^>]*>([^<]*)', shown) == ["金额", "特别"]


def test_a_whole_row_is_marked_and_the_column_that_is_meant(document: Document) -> None:
    row = place(document, "| 乙 | 3万元 | 4万元 |")
    assert 'class="is-cited"' not in re.sub(r"<tr[^>]*>", "", body(document, row))
    shown = body(document, row, "金额 / 普通")
    assert re.findall(r'<td dir="auto" class="is-cited">([^<]*)', shown) == ["3万元"]


def test_what_columns_have_in_common_stands_once_above_them(document: Document) -> None:
    head = re.search(r"<thead>(.*?)</thead>", body(document, None))
    assert head
    assert head[1] == (
        '<tr><th scope="col" dir="auto" rowspan="2">类别</th><th scope="col" dir="auto" colspan="2">金额</th></tr>'
        '<tr><th scope="col" dir="auto">普通</th><th scope="col" dir="auto">特别</th></tr>'
    )


def in_table(text: str, rows: list[list[tuple[int, int]]], columns: tuple[str, ...]) -> Document:
    """A document that is one table, by the places of its cells."""
    made = [
        Row("", None, "", tuple(Cell(text[a:b], a, b) for a, b in cells), max(cells[0][0], i * 6), cells[-1][1])
        for i, cells in enumerate(rows)
    ]
    table = Table(0, "", 0, columns, tuple(made), 0, len(text))
    root = Section(0, None, SectionKind.DOCUMENT, "", (), 0, 0, len(text))
    return Document("d", "表", "表.xlsx", text, (root,), (table,), wrapped=False)


def test_merged_cells_are_shown_merged() -> None:
    text = "合\t甲\t1\n\t乙乙\t2"
    shown = body(in_table(text, [[(0, 1), (2, 3), (4, 5)], [(0, 1), (7, 9), (7, 9)]], ("", "", "")), None)
    assert '<td dir="auto" rowspan="2">合</td><td dir="auto">甲</td><td dir="auto">1</td></tr>' in shown
    assert '<tr><td dir="auto" colspan="2">乙乙</td></tr>' in shown


def test_a_line_between_rows_is_not_lost() -> None:
    text = "甲\t1\n说明文字\n乙\t2"
    document = in_table(text, [[(0, 1), (2, 3)], [(9, 10), (11, 12)]], ("名", "数"))
    assert '<tr class="across"><td colspan="2" dir="auto">说明文字</td></tr>' in body(document, None)


def test_pages_are_told_where_they_begin() -> None:
    text = "头一页的话。\n跨页的段落还没有完，后面是第二页。"
    root = Section(0, None, SectionKind.DOCUMENT, "", (), 0, 0, len(text))
    pages = (Page(1, 0, 16), Page(2, 16, len(text), 0.934))
    shown = body(Document("d", "题", "题.pdf", text, (root,), pages=pages, wrapped=False), None)
    assert '<span class="page" id="p1">第 1 页</span>' in shown
    assert '还没有完<span class="page" id="p2">第 2 页 · 图像识别，平均置信度 93%</span>，后面是第二页。</p>' in shown


def test_what_is_no_passage_is_shown_as_such() -> None:
    text = "目录\n第一章 1\n正文。"
    root = Section(0, None, SectionKind.DOCUMENT, "", (), 0, 0, len(text))
    shown = body(Document("d", "题", "题.txt", text, (root,), left_out=((0, 8),), wrapped=False), None)
    assert re.findall(r'<p dir="auto" class="is-left-out"[^>]*>([^<]*)', shown) == ["目录", "第一章1"]
    assert '<a id="o0"></a>' in shown


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("0", "3", (Span(0, 3), "")),
        ("", "", (None, "")),
        ("3", "3", (None, OUT_OF_RANGE)),
        ("0", "999999", (None, OUT_OF_RANGE)),
        ("-1", "3", (None, OUT_OF_RANGE)),
        ("x", "3", (None, OUT_OF_RANGE)),
        ("٣", "٥", (None, OUT_OF_RANGE)),  # digits of another script
        ("0", "9" * 5000, (None, OUT_OF_RANGE)),
        ("2", "", (None, OUT_OF_RANGE)),
    ],
)
def test_a_place_that_is_not_there_is_told(
    document: Document, start: str, end: str, found: tuple[Span | None, str]
) -> None:
    assert quoted(document, start, end) == found


def test_the_tree_unfolds_to_the_current_section(document: Document) -> None:
    here = next(section for section in document.sections if section.title == "第二条")
    tree = contents(document.sections, here)
    assert f'<a href="#s{here.index}" dir="auto" aria-current="location">第二条</a>' in tree
    many = tuple(Section(i, 0 if i > 1 else None, SectionKind.CLAUSE, f"第{i}条", (), i, i, i + 1) for i in range(60))
    assert "<details open" not in contents(many, None)
    assert contents(many, many[7]).count("<details open") == 1


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>‮txet‬ \"'&"


def test_text_is_escaped_and_cannot_turn_its_direction() -> None:
    assert plain("<b>\u202e1") == ('&lt;b&gt;<i class="control" title="文字方向控制符 U+202E，未起作用">⇄</i>1')
    assert bare('a\u2067"') == "a&quot;"
    assert plain("1\u200b0\ufeff0") == bare("1\u20600\u00ad0") == "100"
    document = understood(f"# {HOSTILE}\n\n{HOSTILE}\n\n| {HOSTILE} | b |\n|---|---|\n| {HOSTILE} | 1 |\n", "x.md")
    for quote in (None, Span(0, len(document.text))):
        shown = body(document, quote) + contents(document.sections, None)
        assert not re.search(r"<(?:script|img)|\u202e|\u202c", shown)


def test_the_address_of_a_citation_names_place_and_column() -> None:
    citation = Citation(1, "p", "a b/ü", "题", (), None, None, 3, 9, "引文", TableCell("表", "行", "列&1"))
    assert address_of(citation) == "documents/a%20b%2F%C3%BC?start=3&end=9&column=%E5%88%97%261#quote"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("reader")
    (home / "旧.md").write_text("# 东湖条例\n\n2009年2月3日 公布\n\n第一条 旧的。\n", encoding="utf-8")
    (home / "新.md").write_text("# 东湖条例\n\n2019年2月3日 公布\n\n第一条 新的。\n", encoding="utf-8")
    return new_library(home, *sorted(home.glob("*.md")))


@pytest.fixture(scope="module")
def client(library: Library) -> TestClient:
    return TestClient(web.build(PolicyChain(library)), base_url="http://127.0.0.1")


def test_a_replaced_document_says_by_what_and_what_was_corrected(client: TestClient, library: Library) -> None:
    new, old = sorted(library.documents(), key=lambda summary: summary.published or "", reverse=True)
    page = client.get(f"/documents/{old.document_id}?start=0&end=99999").text
    assert '<span class="state is-over">已被取代</span><span>2019-02-03 起有新版</span>' in page
    assert f'<a href="{new.document_id}">打开《东湖条例》</a>' in page
    assert OUT_OF_RANGE in page

    library.correct(old.document_id, Correction(published="2008-01-01", replaced_by=""))
    page = client.get(f"/documents/{old.document_id}").text
    assert '<span class="state">现行有效</span>人工更正' in page
    assert '2008-01-01<small class="corrected">人工更正，原文识别为：2009-02-03</small>' in page
    library.correct(old.document_id, Correction())


def test_a_document_that_is_gone_is_said_to_be(client: TestClient) -> None:
    page = client.get("/documents/none")
    assert page.status_code == 404
    assert "这份文件不在资料库里" in page.text
    assert "<script>" not in client.get("/documents/<script>alert(1)").text


@needs_shared
def test_no_word_of_a_real_document_is_lost() -> None:
    files = [path for path in sorted(SHARED.glob("bulletins/**/*")) if path.suffix in (".md", ".txt", ".docx")][:12]
    assert files
    for file in files:
        digest, extract = read(Path(file))
        document = understand(extract, file.name, digest)
        shown = words_of(body(document, None))
        lacking = [line for line in document.text.splitlines() for part in re.split(r"[\t|]", line)
                   if re.sub(r"[|·\-~]", "", squeezed(part)) not in shown]  # fmt: skip
        assert lacking == [], file.name
