"""A thousand hostile strings as questions, titles, documents and what a model wrote: shown as text, no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from assistant import web
from assistant.answers import Answer, Citation, Issue, Related, TableCell, Verification
from assistant.chain import PolicyChain
from assistant.conversation import Conversations
from assistant.exchanges import Exchange
from assistant.web import render, side_list
from assistant.web.excerpts import excerpt
from tests.web.conftest import is_error, new_library, served

BOM = "\ufeff\u200b"
EVIL = "//evil.example/"
# What each would do if it were more than text: call canary(), or load something from another host.
PAYLOADS = [
    "<script>canary()</script>",
    f'<script src="{EVIL}a.js"></script>',
    f'<img src="{EVIL}a.png" onerror="canary()">',
    "<img src=x onerror=canary()>",
    "<svg onload=canary()><script>canary()</script></svg>",
    "<svg><animate onbegin=canary() attributeName=x dur=1s></svg>",
    '<math><mtext><table><mglyph><style><img src="</style><img src=x onerror=canary()>">',
    "<details open ontoggle=canary()>x</details>",
    "<input autofocus onfocus=canary()>",
    "<video><source onerror=canary()></video>",
    "<body onload=canary()>",
    f'<iframe src="{EVIL}"></iframe>',
    '<iframe srcdoc="<script>parent.canary()</script>"></iframe>',
    f'<object data="{EVIL}a.swf"></object>',
    f'<link rel="stylesheet" href="{EVIL}a.css">',
    f"<style>@import '{EVIL}a.css'; body {{display: none}}</style>",
    f'<p style="background:url({EVIL}a.png);position:fixed;inset:0">x</p>',
    f'<meta http-equiv="refresh" content="0;url={EVIL}">',
    f'<base href="{EVIL}">',
    f'<form action="{EVIL}"><button autofocus>x</button></form>',
    '<a href="javascript:canary()" autofocus>x</a>',
    f"![x]({EVIL}a.png)",
    f"[x]: {EVIL}a.png\n![x][x]",
    "[x](javascript:canary())",
    "![x](data:image/svg+xml,<svg/onload=canary()>)",
    "javascript:canary()",
    " jAvAsCrIpT:canary()",
    "java\tscript:canary()",
    "data:text/html,<script>canary()</script>",
    "data:text/html;base64,PHNjcmlwdD5jYW5hcnkoKTwvc2NyaXB0Pg==",
    "vbscript:canary()",
    f"<{EVIL}a.png>",
    "${canary()}{{canary()}}<%= canary() %>#{canary()}",
    "{{constructor.constructor('canary()')()}}",
    "`canary()`\n```html\n<script>canary()</script>\n```",
    "$$\\href{javascript:canary()}{x}$$ \\(\\unicode{x}\\)",
    "&lt;script&gt;canary()&lt;/script&gt;",
    "&#60;img src=x onerror=canary()&#62;",
    "\\u003cscript\\u003ecanary()\\u003c/script\\u003e",
    "\u202egnp.exe\u202c <b onclick=canary()>",
    "\u2066\u202e100\u2069 \u200f\u061c001",
    "<scr\u200bipt>can\u200dary()</scr\ufeffipt>",
    "＜script＞canary()＜/script＞",
    "Z\u0351\u0352\u0353\u0354" * 40 + "<img src=x onerror=canary()>",
    "[1] [2] [99] [1](javascript:canary())",
    "| a | <img src=x onerror=canary()> |\n|---|---|\n| <script>canary()</script> | b |",
    "#t1-c1 #quote ?c=x&start=0",
    "<!-- --><script>canary()</script><!--",
    "<![CDATA[<script>canary()</script>]]>",
    "<b>" * 200 + "x",
]
AROUND = [
    "{}",
    '"{}"',
    "'{}'",
    "\"'`>{}",
    '" onmouseover="canary()" x="{}',
    "</p></div></section></aside>{}",
    "</textarea></title></style></script>{}",
    "--></noscript></template></svg></math>{}",
    "· {}",
    "1. {}",
    "> {}",
    "## {}",
    "| {} | x |",
    "**{}** _x_",
    "\u202e{}\u2066",
    "\ufeff{}\u200b",
    "{0}\n{0}",
    "\\{}",
    "%3Cscript%3E{}",
    "　{}　！",
]
HOSTILE = [around.format(payload) for around, payload in product(AROUND, PAYLOADS)]

TAGS = set(
    "a article aside b bdi blockquote button dd details div dl dt h1 h2 h3 h4 i li mark nav ol p section small span "
    "strong summary table tbody td th thead tr ul".split()
)
HREF = re.compile(r"#[\w-]*|https?://.*|documents/[\w./?=&%#+-]*", re.DOTALL)


class Markup(HTMLParser):
    """What is not text, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in TAGS:
            self.problems.append(f"<{tag}>")
        self.problems += [
            f"{tag} {name}" for name in given if name.startswith("on") or name in ("src", "srcdoc", "action")
        ]
        self.problems += ["a style"] if "url(" in given.get("style", "") else []
        if not HREF.fullmatch(given.get("href", "#")):
            self.problems.append(f"{tag} href={given['href']}")

    def handle_data(self, data: str) -> None:
        self.text += data


def exchange(text: str, refused: bool = False) -> Exchange:
    """One in which everything that can come from outside is this text."""
    citation = Citation(1, text, text, text, (text,), text, 1, 0, len(text), text, TableCell(text, text, text))
    answer = Answer(
        text,
        f"{text} ",
        f"{text} [1]",
        refused=refused,
        refusal_reason=text,
        citations=() if refused else (citation,),
        notices=(text,),
        verification=Verification(False, (Issue(text, f"{text}!"),)),
        model=text,
        related=(Related(text, text, text, (text,), text, text),),
    )
    return Exchange(text, 1, text=answer.answer, answer=answer, remark=text)


def rendered(text: str) -> Iterator[str]:
    for refused in (False, True):
        shown = exchange(text, refused)
        assert shown.answer is not None
        yield render.turn(shown, [excerpt(citation, None) for citation in shown.answer.citations], 1)
    yield render.turn(Exchange(text, 1, stage=text, text=text, notices=(text,)), [], 1)
    yield render.turn(Exchange(text, 1, failure=text), [], 1)
    yield render.header(text, "hybrid", text)
    yield side_list.note(text, 0)


def folded(text: str) -> str:
    """Without white space and unseen signs, which may be shown otherwise."""
    return re.sub(r"[\s\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff⇄·|*\\]+", "", text)


def test_there_are_a_thousand_of_them() -> None:
    assert len(HOSTILE) == len(set(HOSTILE)) == 1000


def test_rendered_on_the_server_each_is_text_in_every_place() -> None:
    problems = {(text, problem) for text in HOSTILE for html in rendered(text) for problem in Markup(html).problems}
    assert problems == set()


def test_rendered_on_the_server_each_question_can_be_read_as_it_was_asked() -> None:
    unread = [text for text in HOSTILE if folded(text) not in folded(Markup(next(rendered(text))).text)]
    assert unread == []


def test_rendered_on_the_server_none_turns_the_direction_of_what_stands_beside_it() -> None:
    turning = {text for text in HOSTILE for html in rendered(text) if re.search("[\u202a-\u202e\u2066-\u2069]", html)}
    assert turning == set()


def test_the_measure_itself_sees_what_is_not_text() -> None:
    for payload in PAYLOADS[:21]:
        assert Markup(payload).problems, payload
        assert Markup(escape(payload)).problems == []


# -- in a browser -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """Where the strings of a batch are served, in a conversation and in a document."""

    address: str
    batch: list[str]
    conversation: str
    document: str


@pytest.fixture(scope="module", params=[0, *(pytest.param(i, marks=pytest.mark.slow) for i in (1, 2, 3))])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    batch = HOSTILE[request.param :: 4]
    home = tmp_path_factory.mktemp("hostile")
    file = home / (re.sub(r"[/\0\n]", "⁄", batch[0])[:60] + ".txt")
    articles = "\n\n".join(f"第{i}条 {text}" for i, text in enumerate(batch, 1))
    file.write_text(f"{batch[20]}办法\n\n{articles}\n", encoding="utf-8")
    library = new_library(home, file)
    conversations = Conversations(home)
    conversation = None
    for text in batch:
        conversation, asked = conversations.begin("", conversation, text)
        conversations.end(replace(exchange(text, refused=text in batch[::5]), id=asked.id))
    conversations.close()
    with served(web.build(PolicyChain(library))) as address:
        (document,) = library.documents()
        yield Site(address, batch, str(conversation), document.document_id)


@pytest.fixture
def seen(browser: Browser, site: Site) -> Iterator[Page]:
    """A page in which canary() is remembered; in the end nothing had called it, and nothing foreign was asked for.

    A content policy that had to forbid something would be an error in the console: markup had got in.
    """
    with browser.new_context(viewport={"width": 1200, "height": 900}, locale="zh-CN") as context:
        context.add_init_script("window.canary = () => { window.called = true }")
        page = context.new_page()
        foreign: list[str] = []
        errors: list[str] = []
        own = (site.address + "/", "data:font", "blob:")
        context.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        yield page
        page.wait_for_timeout(200)
        assert page.evaluate("window.called") is None
        assert len(context.pages) == 1
    assert foreign == []
    assert errors == []


def opened_up(page: Page) -> str:
    """Everything unfolded, clicked at and focused once, as a curious reader would; then all text."""
    page.evaluate(
        """() => {
            document.querySelectorAll("details").forEach((one) => { one.open = true });
            for (const one of document.querySelectorAll(".turn :is(h2, p, td, summary), article p, .title")) {
                for (const type of ["mouseover", "focus", "pointerenter"]) {
                    one.dispatchEvent(new Event(type, { bubbles: true }));
                }
            }
        }"""
    )
    return page.evaluate("document.body.textContent")


@pytest.mark.browser
def test_in_a_conversation_each_is_read_as_text_and_does_nothing(seen: Page, site: Site) -> None:
    seen.goto(f"{site.address}/?c={site.conversation}")
    seen.locator(".turn").nth(len(site.batch) - 1).wait_for(state="attached")
    text = folded(opened_up(seen))
    assert [one for one in site.batch if folded(one) not in text] == []
    reordering = seen.evaluate(
        """[...document.querySelectorAll("#past *, #current *, #list *")].filter((one) => {
            const style = getComputedStyle(one);
            return style.display === "inline" && style.unicodeBidi === "normal";
        }).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert reordering == []


@pytest.mark.browser
def test_in_a_document_and_among_its_sections_each_is_read_as_text_and_does_nothing(seen: Page, site: Site) -> None:
    seen.goto(f"{site.address}/documents/{site.document}")
    seen.locator("article").wait_for()
    text = folded(opened_up(seen))
    assert [one for one in site.batch if folded(one).strip(BOM) not in text] == []


@pytest.mark.browser
def test_asked_on_the_page_a_question_is_read_as_text_and_does_nothing(seen: Page, site: Site) -> None:
    seen.goto(site.address)
    seen.locator("#question textarea").wait_for()
    for text in ("<img src=x onerror=canary()>\u202e001", "![x](//evil.example/a.png) [x](javascript:canary())"):
        seen.locator("#question textarea").fill(text)
        seen.keyboard.press("Enter")
        seen.locator(".turn h2", has_text=text[:12]).wait_for()
        seen.locator("#current .turn:not([data-busy])").wait_for()
    opened_up(seen)
