"""What becomes markup and what stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Issue, Related, TableCell, Timings, Verification
from assistant.exchanges import Exchange
from assistant.scoring.profile import Profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring.scorecard import score
from assistant.web import render
from assistant.web.excerpts import Excerpt, Field, Piece
from assistant.web.plain_text import unturned
from knowledge.indicators.loader import load_system

SYSTEM = load_system()
SCHEME = load_scheme(None, SYSTEM)
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</details></section><h1>",
    "[1](javascript:alert(1))",
    "![x](https://example.com/x.png)",
    "&lt;b&gt;",
    "{{constructor}}${alert(1)}",
    "' onmouseover='alert(1)",
)
TEXT_TAGS = {"section", "div", "h2", "h3", "p", "a", "span", "small", "b", "i", "mark", "blockquote", "button"}
TEXT_TAGS |= {"ul", "li", "thead", "h4", "q"}
OWN_TAGS = TEXT_TAGS | {"aside", "details", "summary", "dl", "dt", "dd", "table", "tbody", "tr", "th", "td"}
OWN_ATTRIBUTES = {"class", "id", "href", "target", "rel", "open", "scope", "role", "type", "data-busy"}
OWN_ATTRIBUTES |= {"aria-label", "aria-live", "aria-busy", "aria-hidden", "aria-pressed", "style", "title"}
OWN_ATTRIBUTES |= {"data-do", "data-id", "data-text", "data-remark"}
hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(), st.sampled_from(("[1]", "[2]", "\n")))).map("".join)


def citation(n: int = 1, url: str | None = None, cell: TableCell | None = None, text: str = "原文") -> Citation:
    return Citation(n, f"p{n}", "d1", text, (text, text), url, None, 0, len(text), text, cell)


def answered(text: str, *citations: Citation, **more: object) -> Answer:
    return Answer("问", "问", text, citations=citations, timings_ms=Timings(total=35), **more)  # type: ignore[arg-type]


def hostile_card(text: str) -> dict[str, Any]:
    """A scorecard in which every word that is not a number or a key is ``text``."""
    card: dict[str, Any] = score(Profile("henan-makerspace-2021", "general", name=text), SYSTEM, SCHEME).to_dict()
    source = {"title": text, "section": [text], "quote": text}
    words = {"code": text, "name": text, "value": text, "unit": text, "arithmetic": text, "source": source}
    scheme = {"name": text, "version": text, "official": False}
    lines = [line | words for line in card["lines"]]
    return card | {"lines": lines, "scheme": scheme, "year": text, "verdict": {"text": text}}


class Seen(HTMLParser):
    """The elements, attributes and text that a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.styles: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.styles += [value or "" for name, value in attrs if name == "style"]

    def handle_data(self, data: str) -> None:
        self.text += data


def readable(text: str) -> str:
    """What of a text is to be seen on the page whatever becomes of white space and of signs of direction."""
    return "".join(unturned(text).replace("⇄", "").split())


@given(text=hostile, url=st.one_of(st.none(), hostile, st.builds("https://{}".format, hostile)))
def test_no_markup_in_a_document_or_question_survives(text: str, url: str | None) -> None:
    cell = TableCell(text, text, text)
    texts = Excerpt(paragraphs=((Piece(text), Piece(text, quoted=True)),))
    row = Excerpt(fields=(Field(text, text, quoted=True),))
    related = (Related("p1", "d1", text, (text,), text, url),)
    cited = answered(text, citation(1, url, cell, text))
    exchanges = [
        Exchange(text, text=text, answer=cited, rating="down", remark=text),
        Exchange(text, text=text, answer=answered(text, refused=True, related=related), notices=(text,)),
        Exchange(text, text=text, answer=answered(text, verification=Verification(False, (Issue("x", text),)))),
        Exchange(text, text=text, answer=answered(text, model=text)),
        Exchange(text, text=text, answer=Answer(text, f"{text}。", text, scorecard=hostile_card(text))),
        Exchange(text, stage=text, text=text),
        Exchange(text, failure=text),
        Exchange(text),
    ]
    turns = [render.turn(exchange, (row,) if exchange.answer is cited else (), 1) for exchange in exchanges]
    for html in (render.turn(exchanges[0], (texts,), 1), *turns):
        seen = Seen(html)
        assert seen.tags <= OWN_TAGS
        assert seen.attributes <= OWN_ATTRIBUTES
        assert all(
            link.startswith(("#t1-c", "http://", "https://", "documents/d1?start=0&end=")) for link in seen.links
        )
        assert all(re.fullmatch(r"width:\d+\.\d\d%", style) for style in seen.styles)
        assert readable(text) in readable(seen.text)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://kjt.henan.gov.cn/2021/1.html?a=1&b=2", "kjt.henan.gov.cn"),
        ("http://example.com", "example.com"),
        ("HTTPS://example.com/", "example.com"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//example.com/x", None),
        ("https:///x", None),
        ("http://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked_in_a_new_tab_without_an_opener(url: str | None, host: str | None) -> None:
    html = render.card(citation(url=url), Excerpt(), 1, is_open=False)
    if host is None:
        assert 'class="original"' not in html
    else:
        start = html.index('<a class="original"')
        assert unescape(html[start : html.index("</a>", start)]) == (
            f'<a class="original" href="{url}" target="_blank" rel="noopener noreferrer">查看原文<small>{host}</small>'
        )


def test_a_card_shows_title_path_and_the_quote_marked_in_its_surroundings() -> None:
    cited = Citation(2, "p", "d", "通报", ("速递", "办法", "1. 周期"), None, 4, 3, 7, "每年一次")
    shown = Excerpt(paragraphs=((Piece("…"), Piece("评价"), Piece("每年一次", quoted=True), Piece("。")),))
    assert render.card(cited, shown, number=1, is_open=True) == (
        '<details class="card" id="t1-c2" open><summary><b class="n">2</b><span class="where">'
        '<span class="title">通报</span><span class="path"><span>速递</span><i class="step">›</i><span>办法</span>'
        '<i class="step">›</i><span>1. 周期</span></span></span></summary><div class="body">'
        '<blockquote class="excerpt"><p>…评价<mark>每年一次</mark>。</p></blockquote>'
        '<p class="place">第 4 页</p><p class="ways"><a class="whole" href="documents/d?start=3&amp;end=7#quote"'
        ' target="_blank">在文件里看</a><button type="button" class="back">回到答案</button></p>'
        "</div></details>"
    )


def test_a_card_from_a_recognised_page_says_how_sure_the_reading_is() -> None:
    cited = Citation(1, "p", "d", "通报", (), None, 4, 3, 7, "每年一次")
    html = render.card(cited, Excerpt(confidence=0.934), number=1, is_open=False)
    assert '<p class="place">第 4 页<small>图像识别，平均置信度 93%</small></p>' in html


def test_notices_stand_above_the_answer_and_lead_to_what_they_are_about() -> None:
    exchange = Exchange("问", text="答 [1]", notices=("[1] 是旧版。", "<慢>"), answer=answered("答 [1]", citation()))
    html = render.turn(exchange, (Excerpt(),), 2)
    assert (
        '<div class="notices"><p class="notice"><a class="cite" href="#t2-c1" aria-label="依据 1">[1]</a> 是旧版。</p>'
        '<p class="notice">&lt;慢&gt;</p></div><div class="answer"'
    ) in html


def test_a_card_of_a_table_cell_names_row_and_column_and_marks_the_cell() -> None:
    cited = citation(cell=TableCell("权重表", "2.7 企业数量", "权重"))
    shown = Excerpt(fields=(Field("指标", "2.7 企业数量"), Field("权重", "10%", quoted=True)))
    html = render.card(cited, shown, number=1, is_open=False)
    assert (
        '<dl class="cell"><dt>表</dt><dd>权重表</dd><dt>行</dt><dd>2.7 企业数量</dd><dt>列</dt><dd>权重</dd></dl>'
        in html
    )
    assert (
        '<table class="cells"><tbody><tr><th scope="row">指标</th><td>2.7 企业数量</td></tr>'
        '<tr class="is-cited"><th scope="row">权重</th><td><mark>10%</mark></td></tr></tbody></table>'
    ) in html


@pytest.mark.parametrize(("count", "opened"), [(1, 1), (3, 3), (4, 1), (11, 1)])
def test_a_few_cards_are_open_of_many_only_the_first_and_none_of_an_earlier_turn(count: int, opened: int) -> None:
    answer = answered("", *(citation(n) for n in range(1, count + 1)))
    exchange, shown = Exchange("问", answer=answer), (Excerpt(),) * count
    assert render.turn(exchange, shown, 1).count(" open>") == opened
    assert render.turn(exchange, shown, 1, latest=False).count(" open>") == 0


def test_a_refusal_shows_its_sentence_and_the_near_passages_folded() -> None:
    related = (Related("p1", "d1", "通报", ("一",), "近处的话", "https://example.com/"),)
    html = render.turn(
        Exchange("问", text="没有依据。", answer=answered("没有依据。", refused=True, related=related)), (), 1
    )
    assert '<div class="answer is-refused" aria-live="polite" aria-busy="false"><p>没有依据。</p></div>' in html
    assert "<h3>相近的段落（不是依据）<small>1</small></h3>" in html
    assert '<details class="card is-related">' in html
    assert " open>" not in html


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (Exchange("问", stage="正在检索…"), '<span class="pulse"></span>正在检索…</p>'),
        (Exchange("问", text="半句", stopped=True), '<p class="foot">已停止。</p>'),
        (Exchange("问"), '<p class="foot">参阅在回答时被关闭了，这个问题没有答完。</p>'),
        (Exchange("问", failure="库坏了。"), '<p class="failure" role="alert">这次没能回答：库坏了。</p>'),
        (
            Exchange("问", answer=answered("答 [1]", citation())),
            '<p class="foot"><span>原文摘答</span><span>引文已逐字核对</span><span>用时 0.04 秒</span></p>',
        ),
        (
            Exchange("问", answer=answered("答", verification=Verification(False, (Issue("x", "对不上。"),)))),
            '<p class="foot"><span class="issue">对不上。</span><span>用时 0.04 秒</span></p>',
        ),
        (
            Exchange("问", answer=replace(answered("答"), standalone_question="<问>什么")),
            '<p class="foot"><span class="restated">理解为：“&lt;问&gt;什么”</span><span>用时 0.04 秒</span></p>',
        ),
        (
            Exchange(
                "问",
                answer=answered(
                    "答", notices=("过期了。",), verification=Verification(issues=(Issue("x", "过期了。"),))
                ),
            ),
            '<p class="foot"><span>用时 0.04 秒</span></p>',
        ),
    ],
    ids=["working", "stopped", "interrupted", "failed", "answered", "checks failed", "restated", "told above"],
)
def test_the_line_under_an_answer_says_how_it_stands(exchange: Exchange, said: str) -> None:
    html = render.turn(exchange, (Excerpt(),) * len(exchange.answer.citations if exchange.answer else ()), 1)
    assert said in html
    assert ('data-busy="true"' in html) == exchange.running


@pytest.mark.parametrize(
    ("exchange", "latest", "offered"),
    [
        pytest.param(Exchange("问", stage="正在检索…"), True, [], id="nothing while it runs"),
        pytest.param(Exchange("问", failure="坏了。"), True, ["重新回答"], id="once more after a failure"),
        pytest.param(Exchange("问"), True, ["重新回答"], id="and after an interruption"),
        pytest.param(Exchange("问", answer=answered("答")), True, ["复制", "有用", "有问题", "重新回答"], id="all"),
        pytest.param(Exchange("问", answer=answered("答")), False, ["复制", "有用", "有问题"], id="an earlier one"),
        pytest.param(Exchange("问", stopped=True), False, [], id="an earlier one that was stopped"),
    ],
)
def test_what_can_be_done_with_an_answer(exchange: Exchange, latest: bool, offered: list[str]) -> None:
    html = render.turn(exchange, (), 1, latest)
    assert re.findall(r'<button type="button" data-do[^>]*>([^<]*)<', html) == offered


def test_a_rating_is_shown_as_pressed_with_its_remark() -> None:
    html = render.turn(Exchange("问", 7, answer=answered("答"), rating="down", remark="缺<一>项"), (), 1)
    assert 'data-do="up" data-id="7" aria-pressed="false"' in html
    assert 'data-do="down" data-id="7" aria-pressed="true" data-remark="缺&lt;一&gt;项" title="缺&lt;一&gt;项"' in html


def test_a_quote_whose_document_is_gone_leads_nowhere_and_says_so() -> None:
    html = render.card(citation(), Excerpt(is_gone=True), number=1, is_open=False)
    assert "文件已移出资料库，只留下引文" in html
    assert "documents/" not in html


@pytest.mark.parametrize(
    ("model", "mode", "degraded", "badges"),
    [
        (None, "hybrid", None, ["无模型 · 原文摘答"]),
        (None, "full_text", "没有模型。", ["无模型 · 原文摘答", "仅全文检索"]),
        ("qwen<1>", "hybrid", None, ["模型 qwen&lt;1&gt;"]),
        ("qwen", "hybrid", "索引坏了。", ["模型 qwen", "检索受限"]),
    ],
)
def test_the_mode_is_said_in_the_masthead(
    model: str | None, mode: str, degraded: str | None, badges: list[str]
) -> None:
    html = render.header(model, mode, degraded)
    assert re.findall(r'class="badge"[^>]*>([^<]*)<', html) == badges
    assert ('title="索引坏了。"' in html) == ("检索受限" in badges)
