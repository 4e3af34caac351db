"""A saved web page gives its article with title, address, source and date, and nothing of the page around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading import Refused, webpage
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from tests.shared_data import SHARED, needs_shared

PAGES = SHARED / "data" / "files" / "gov_html_guangzhou"
NAVIGATION = (
    '<div class="nav"><ul>'
    + "".join(f'<li><a href="/{i}">栏目{i}，更多内容</a></li>' for i in range(9))
    + "</ul></div>"
)
FOOT = "<div class='foot'>版权所有：某市人民政府 粤ICP备12345678号-1，网站标识码：4400000000</div>"
PROSE = "为了规范创业孵化基地的管理，提高服务质量，制定本办法，请认真贯彻执行。"


def read(folder: Path, page: str, encoding: str = "utf-8", name: str = "a.html") -> Extract:
    (folder / name).write_bytes(page.encode(encoding))
    return webpage.extract(folder / name)


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{NAVIGATION}<div><div>{body}</div></div>{FOOT}</body></html>"


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks if isinstance(block, Paragraph)]


def test_the_article_is_read_without_navigation_foot_and_share_bar(tmp_path: Path) -> None:
    share_bar = "<p>【打印】【关闭窗口】</p><p>分享到：</p><p>扫一扫在手机打开当前页</p>"
    body = f"<p>一、目的</p><p>{PROSE}</p>{share_bar}<p>附则</p>"
    assert texts(read(tmp_path, page(body))) == ["一、目的", PROSE, "附则"]


def test_what_a_page_says_of_itself_is_read_from_the_names_of_public_sites(tmp_path: Path) -> None:
    head = (
        '<meta name="ArticleTitle" content="某办法"><meta name="ContentSource" content="本网某市科技局">'
        '<meta name="PubDate" content="2021-09-02 10:00"><meta name="Url" content="https://example.gov.cn/1.html">'
    )
    extract = read(tmp_path, page(f"<h1>某办法</h1><p>{PROSE}</p>", head))
    assert (extract.title, extract.publisher) == ("某办法", "某市科技局")
    assert (extract.published, extract.url) == ("2021-09-02", "https://example.gov.cn/1.html")
    assert extract.blocks == (Paragraph("某办法", 1), Paragraph(PROSE))


def test_without_such_names_the_page_s_own_lines_are_read(tmp_path: Path) -> None:
    head = "<title>某办法 - 某市人民政府门户网站</title>"
    bar = (
        "<!-- saved from url=(0029)http://example.gov.cn/b.html -->"
        "<div><span>发布时间：2021年9月2日</span><span> 来源：某市科技局</span></div>"
    )
    extract = read(tmp_path, page(f"{bar}<p>{PROSE}</p>", head))
    assert (extract.title, extract.publisher, extract.published) == ("某办法", "某市科技局", "2021-09-02")
    assert extract.url == "http://example.gov.cn/b.html"
    assert extract.blocks[0] == Paragraph("某办法", 1)


def test_validity_told_beside_the_article_is_kept(tmp_path: Path) -> None:
    box = "<ul><li>文 号：某府〔2021〕7号</li><li>失效日期：2023年06月01日</li></ul>"
    found = texts(read(tmp_path, page(f'{box}<div id="zoom"><p>某府〔2021〕7号</p><p>{PROSE}</p></div>')))
    assert found == ["失效日期：2023年06月01日", "某府〔2021〕7号", PROSE]


def test_merged_cells_of_a_table_and_its_headers_are_kept(tmp_path: Path) -> None:
    table = (
        "<table><caption>表1</caption><tr><th rowspan=2>指标</th><th colspan='2'>权重</th></tr>"
        "<tr><th>综合</th><th>专业</th></tr><tr><td>基<br>础<br>项</td><td>10</td><td>15</td></tr></table>"
    )
    grid = read(tmp_path, page(f"<p>{PROSE}</p>{table}")).blocks[1]
    assert grid == Grid(
        (
            GridCell("指标", 0, 0, rows=2),
            GridCell("权重", 0, 1, columns=2),
            GridCell("综合", 1, 1),
            GridCell("专业", 1, 2),
            GridCell("基础项", 2, 0),
            GridCell("10", 2, 1),
            GridCell("15", 2, 2),
        ),
        header_rows=2,
        caption="表1",
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param("<table><tr><td>{nav}</td><td><p>{p}</p></td></tr></table>", ["{p}"], id="a table as layout"),
        pytest.param("<p>{p}</p><p style='display:none'>看不见的话，很长的一句。</p>", ["{p}"], id="hidden text"),
        pytest.param("<p>为了{br}规范，{p}</p>", ["为了规范，{p}"], id="a break in the source is none in the text"),
        pytest.param("<p>{p}<br>第二行</p>", ["{p}", "第二行"], id="a break that is meant"),
        pytest.param("<p>{p}</p><a href='a.doc'>附件：表</a>", ["{p}", "附件：表"], id="the name of an attachment"),
        pytest.param("<p>{p}</p><ul><li><a href='/x'>另一篇文章</a></li></ul>", ["{p}"], id="links elsewhere"),
        pytest.param("<%@ page language='java' %><p>{p}</p>", ["{p}"], id="server code that never ran"),
        pytest.param("<script>var a = '一句话，不是正文。';</script><p>{p}</p>", ["{p}"], id="a script"),
        pytest.param(
            "<p>应当办理ICP备案，提供技术支持。</p>", ["应当办理ICP备案，提供技术支持。"], id="words of page feet"
        ),
    ],
)
def test_a_page_shows_what_its_reader_sees(body: str, shown: list[str], tmp_path: Path) -> None:
    known = {"nav": NAVIGATION, "p": PROSE, "br": "\n    "}
    assert texts(read(tmp_path, page(body.format(**known)))) == [line.format(**known) for line in shown]


def test_an_article_in_several_parts_keeps_them_all(tmp_path: Path) -> None:
    parts = "".join(f"<div class='part'><h3>第{i}部分</h3><p>{PROSE}{PROSE}</p></div>" for i in range(6))
    extract = read(tmp_path, page(parts))
    assert [block.text for block in extract.blocks if isinstance(block, Paragraph) and block.level == 3] == [
        f"第{i}部分" for i in range(6)
    ]
    assert texts(extract).count(PROSE + PROSE) == 6


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_the_encoding_is_found_whatever_the_page_declares(encoding: str, tmp_path: Path) -> None:
    prose = "主管機關應當依照規定辦理認定，並且公告之。" * 3
    assert texts(read(tmp_path, f"<html><meta charset='utf-8'><p>{prose}</p></html>", encoding)) == [prose]


def test_a_web_archive_gives_its_page_and_address(tmp_path: Path) -> None:
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\nContent-Location: http://example.gov.cn/c.html\n\n"
        + page(f"<p>{PROSE}</p>")
        + "\n--b--\n"
    )
    extract = read(tmp_path, archive, "gb18030", "a.mht")
    assert texts(extract) == [PROSE]
    assert extract.url == "http://example.gov.cn/c.html"


@pytest.mark.parametrize("body", ["", "<html></html>", page("<ul><li><a href='/1'>一篇文章</a></li></ul>")])
def test_a_page_without_a_text_of_its_own_is_refused(body: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read(tmp_path, body)


@needs_shared
def test_no_article_of_the_public_sites_keeps_navigation_or_loses_its_end() -> None:
    ends = {"31_": "广州市人民政府办公厅秘书处2022年9月13日印发", "37_": "第五十五条", "17_": "2023年8月9日印发"}
    for file in sorted(PAGES.glob("*.html")):
        if file.name.startswith("20b_"):
            continue
        extract = webpage.extract(file)
        found = texts(extract)
        assert extract.title, file.name
        assert extract.published, file.name
        assert extract.publisher, file.name
        assert not [
            line
            for line in found
            if "ICP备" in line or "网站地图" in line or "当前位置" in line or "扫一扫在手机" in line
        ]
        assert found[-1].startswith(ends.get(file.name.split("_")[0] + "_", found[-1]))


@needs_shared
def test_a_regulation_has_each_of_its_articles_once() -> None:
    (file,) = PAGES.glob("37_*")
    found = texts(webpage.extract(file))
    assert sum(line.startswith("第") and "条\u3000" in line[:7] for line in found) == 55
    assert sum(map(len, found)) == 6436


@needs_shared
def test_the_points_table_of_a_notice_is_a_table() -> None:
    (file,) = PAGES.glob("36b_*")
    (grid,) = (block for block in webpage.extract(file).blocks if isinstance(block, Grid))
    assert grid.cells[:5] == tuple(
        GridCell(text, 0, i) for i, text in enumerate(("类 别", "序 号", "指 标", "指标内容及分值", "备 注"))
    )
    assert GridCell("基础指标", 1, 0, 3, 1) in grid.cells
    assert GridCell("加分指标", 4, 0, 6, 1) in grid.cells


@needs_shared
def test_a_list_of_links_is_refused() -> None:
    (file,) = PAGES.glob("20b_*")
    with pytest.raises(Refused, match="没有正文"):
        webpage.extract(file)
