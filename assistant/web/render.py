"""Exchanges → HTML. Pure: every text from outside passes ``plain`` or ``bare``."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import EXTRACTIVE, Answer, Citation, Related
from assistant.exchanges import Exchange
from assistant.notices import percent
from assistant.web.excerpts import Excerpt, Field, Paragraph
from assistant.web.links import in_document, original
from assistant.web.plain_text import bare, plain
from assistant.web.prose import footnoted, link_handles, prose
from assistant.web.scorecard import scorecard

GONE = '<span class="gone">文件已移出资料库，只留下引文</span>'
# With more citations than this, only the first card is open.
_OPEN_CARDS = 3


def turn(exchange: Exchange, shown: Sequence[Excerpt], number: int, latest: bool = True) -> str:
    """One exchange: question and answer, and beside them the sources, of which only the latest turn has open ones.

    ``shown`` are the excerpts of the answer's citations, in their order.
    """
    busy = ' data-busy="true"' if exchange.running else ""
    said = f"{_said(exchange, number)}{_actions(exchange, number, latest)}"
    return (
        f'<section class="turn" id="t{number}"{busy}>'
        f'<div class="said"><h2 class="question">{plain(exchange.question)}</h2>{said}</div>'
        f'<aside class="sources" aria-label="第 {number} 问的依据">{_sources(exchange, shown, number, latest)}</aside>'
        "</section>"
    )


def thread(conversation: str, turns: str) -> str:
    """The earlier turns of a conversation; chat.js reads from it which one is shown."""
    return f'<div class="thread" data-conversation="{bare(conversation)}">{turns}</div>'


def header(model: str | None, mode: str, degraded: str | None) -> str:
    """The name of the product and how it works right now.

    ``model`` is the chat model's name, ``mode`` that of the library, ``degraded`` what its search has to do without.
    """
    if model:
        badges = [(f"模型 {model}", "答案由语言模型根据资料撰写，逐句核对依据和数字")]
    else:
        badges = [("无模型 · 原文摘答", "答案由资料原文的句子和表格单元格组成，不经语言模型改写")]
    if mode == "full_text":
        badges.append(("仅全文检索", "没有语义向量模型，只按字词检索"))
    elif degraded:
        badges.append(("检索受限", degraded))
    shown = "".join(f'<span class="badge" title="{bare(title)}">{plain(name)}</span>' for name, title in badges)
    return (
        '<div class="masthead"><h1>参阅</h1><p>带出处的政策文件问答</p>'
        f'<div class="badges" role="group" aria-label="当前模式">{shown}</div></div>'
    )


def greeting() -> str:
    """What stands on the page before the first question."""
    return (
        '<div class="greeting"><h2>问政策，看得见出处</h2>'
        "<p>答案只根据资料库里的文件，逐句标出处；找不到依据的，会直说。可以从这些问题问起：</p></div>"
    )


def role(name: str) -> str:
    """Who would ask the examples below it."""
    return f'<p class="role">{plain(name)}</p>'


def hint() -> str:
    """What stands below the box to ask in."""
    return '<p class="hint">答案来自资料库，请以原文为准。<span class="keys">回车发送，Shift + 回车换行。</span></p>'


# -- the answer -------------------------------------------------------------------------------------------------------


def _said(exchange: Exchange, number: int) -> str:
    answer = exchange.answer
    cited = {citation.n for citation in answer.citations} if answer else None
    refused = " is-refused" if answer and answer.refused else ""
    notices = "".join(f'<p class="notice">{link_handles(notice, cited, number)}</p>' for notice in exchange.notices)
    told = f'<div class="notices">{notices}</div>' if notices else ""
    text = prose(exchange.text, cited, number)
    busy = str(exchange.running).lower()
    return f'{told}<div class="answer{refused}" aria-live="polite" aria-busy="{busy}">{text}</div>{_foot(exchange)}'


def _foot(exchange: Exchange) -> str:
    """The line under the answer: what is being done, why it ended early, or how it came about."""
    if exchange.failure:
        return f'<p class="failure" role="alert">这次没能回答：{plain(exchange.failure)}</p>'
    if exchange.stopped:
        return '<p class="foot">已停止。</p>'
    if exchange.interrupted:
        return '<p class="foot">参阅在回答时被关闭了，这个问题没有答完。</p>'
    if exchange.answer is None:
        return f'<p class="foot"><span class="pulse"></span>{plain(exchange.stage)}</p>'
    return f'<p class="foot">{_how(exchange.answer)}</p>'


def _how(answer: Answer) -> str:
    restated = answer.standalone_question
    understood = f'<span class="restated">理解为：“{plain(restated)}”</span>' if restated != answer.question else ""
    told = {*answer.notices}  # these stand above the answer
    found = [issue.detail for issue in answer.verification.issues if issue.detail not in told]
    issues = "".join(f'<span class="issue">{plain(detail)}</span>' for detail in found)
    checked = ["引文已逐字核对"] if answer.citations and answer.verification.ok else []
    facts = [*_written(answer), *checked, f"用时 {answer.timings_ms.total / 1000:.2f} 秒"]
    return understood + issues + "".join(f"<span>{plain(fact)}</span>" for fact in facts)


def _written(answer: Answer) -> list[str]:
    """How the words came about; nothing for a refusal or a question back."""
    if answer.refused:
        return []
    if answer.model != EXTRACTIVE:
        return [f"由 {answer.model} 撰写"]
    if answer.scorecard:
        return ["按指标体系和评分方案计算"]
    return ["原文摘答"] if answer.citations else []


def _actions(exchange: Exchange, number: int, latest: bool) -> str:
    """What can be done with an answer: take it along, rate it, and have the latest question answered once more."""
    buttons = ""
    if exchange.answer:
        rated = {rating: str(exchange.rating == rating).lower() for rating in ("up", "down")}
        remark = f' title="{bare(exchange.remark)}"' if exchange.remark else ""
        buttons = (
            f'<button type="button" data-do="copy" data-text="{bare(footnoted(exchange.answer))}">复制</button>'
            f'<button type="button" data-do="up" data-id="{exchange.id}" aria-pressed="{rated["up"]}">有用</button>'
            f'<button type="button" data-do="down" data-id="{exchange.id}" aria-pressed="{rated["down"]}"'
            f' data-remark="{bare(exchange.remark)}"{remark}>有问题</button>'
        )
    if latest and not exchange.running:
        buttons += '<button type="button" data-do="again">重新回答</button>'
    return f'<div class="actions" role="group" aria-label="第 {number} 问的操作">{buttons}</div>'


# -- the sources ------------------------------------------------------------------------------------------------------


def _sources(exchange: Exchange, shown: Sequence[Excerpt], number: int, latest: bool) -> str:
    answer = exchange.answer
    if answer is None:
        return ""
    if answer.refused:
        return _related(answer.related)
    scored = f"<h3>评分卡</h3>{scorecard(answer.scorecard, is_open=latest)}" if answer.scorecard else ""
    if not answer.citations:
        return scored
    first_open = len(answer.citations) if len(answer.citations) <= _OPEN_CARDS else 1
    cards = "".join(
        card(citation, around, number, is_open=latest and i < first_open)
        for i, (citation, around) in enumerate(zip(answer.citations, shown, strict=True))
    )
    return f"{scored}<h3>依据<small>{len(answer.citations)}</small></h3>{cards}"


def card(citation: Citation, shown: Excerpt, number: int, is_open: bool) -> str:
    """One citation: its number, where it stands, its words in their surroundings, and the way to the original."""
    return (
        f'<details class="card" id="t{number}-c{citation.n}"{" open" if is_open else ""}>'
        f'<summary><b class="n">{citation.n}</b>{_where(citation.title, citation.section)}</summary>'
        f'<div class="body">{_cell(citation)}{_excerpt(shown)}{_page(citation, shown)}'
        f'<p class="ways">{GONE if shown.is_gone else in_document(citation)}{original(citation.url)}'
        '<button type="button" class="back">回到答案</button></p></div>'
        "</details>"
    )


def _where(title: str, section: Sequence[str]) -> str:
    path = '<i class="step">›</i>'.join(f"<span>{plain(step)}</span>" for step in section)
    return f'<span class="where"><span class="title">{plain(title)}</span><span class="path">{path}</span></span>'


def _cell(citation: Citation) -> str:
    if citation.cell is None:
        return ""
    cell = citation.cell
    table = "" if cell.table in citation.section else cell.table  # many tables are named by their section
    named = [("表", table), ("行", cell.row), ("列", cell.column)]
    terms = "".join(f"<dt>{name}</dt><dd>{plain(text)}</dd>" for name, text in named if text)
    return f'<dl class="cell">{terms}</dl>'


def _page(citation: Citation, shown: Excerpt) -> str:
    if citation.page is None:
        return ""
    sure = "" if shown.confidence is None else f"图像识别，平均置信度 {percent(shown.confidence)}"
    return f'<p class="place">第 {citation.page} 页{f"<small>{sure}</small>" if sure else ""}</p>'


def _excerpt(shown: Excerpt) -> str:
    if shown.fields:
        return f'<table class="cells"><tbody>{"".join(map(_field, shown.fields))}</tbody></table>'
    return f'<blockquote class="excerpt">{"".join(map(_paragraph, shown.paragraphs))}</blockquote>'


def _field(field: Field) -> str:
    cited = ' class="is-cited"' if field.quoted else ""
    return f'<tr{cited}><th scope="row">{plain(field.column)}</th><td>{_marked(field.text, field.quoted)}</td></tr>'


def _paragraph(paragraph: Paragraph) -> str:
    return f"<p>{''.join(_marked(piece.text, piece.quoted) for piece in paragraph)}</p>"


def _marked(text: str, quoted: bool) -> str:
    return f"<mark>{plain(text)}</mark>" if quoted else plain(text)


def _related(passages: Sequence[Related]) -> str:
    if not passages:
        return ""
    cards = "".join(
        f'<details class="card is-related"><summary>{_where(passage.title, passage.section)}</summary>'
        f'<div class="body"><blockquote class="excerpt">{_plain(passage.text)}</blockquote>'
        f"{original(passage.url)}</div></details>"
        for passage in passages
    )
    return f"<h3>相近的段落（不是依据）<small>{len(passages)}</small></h3>{cards}"


def _plain(text: str) -> str:
    return "".join(f"<p>{plain(line)}</p>" for line in text.splitlines() if line.strip())
