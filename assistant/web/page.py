"""The chat page: what Gradio lays out, and what happens on each event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.chain import PolicyChain
from assistant.web import render
from assistant.web.exchange import Exchange, converse

TITLE = "参阅"
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")
# By who would ask; about the built-in bulletin, and of one's own score.
EXAMPLES = {
    "规划处": (
        "河南省科技创新委员会第一次会议是谁主持的？",
        "省实验室体系建设点名了哪些领域？",
        "物联网新型基础设施到2023年底要建成什么样？",
    ),
    "众创空间负责人": (
        "评价指标 2.7 的权重是多少？",
        "众创空间多久评价一次？",
        "帮我们算一下分：普通众创空间，面积2000平米，初创企业30家，科技型中小企业6家，活动24场，1.1评优",
    ),
}
_AT_ONCE = 4  # questions of different visitors that run side by side

Update = tuple[Any, ...]


def theme() -> gr.themes.Base:
    """Gradio's plainest theme in the colours of style.css and the fonts of the reader's system; fetches nothing."""
    return gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "Consolas", "monospace")).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#15181b",
        body_text_color="#22262b",
        body_text_color_dark="#e4e2dc",
    )


def build_page(chain: PolicyChain) -> gr.Blocks:
    """The page over a chain. Exchanges live in the visitor's session only."""

    def ask(question: str, earlier: tuple[Exchange, ...]) -> Iterator[Update]:
        """Outputs: the box, the exchanges, the past ones' HTML, the current one's HTML. One question at a time."""
        question = question.strip()
        if not question or (earlier and earlier[-1].running):
            yield (gr.skip(),) * 4
            return
        turns = [render.turn(exchange, i, latest=False) for i, exchange in enumerate(earlier, 1)]
        emptied: Update = ("", "".join(turns))
        for exchange in converse(chain, question, earlier):
            box, past = emptied
            yield box, (*earlier, exchange), past, render.turn(exchange, len(earlier) + 1)
            emptied = gr.skip(), gr.skip()  # the next question may be in the box by now

    def stop(exchanges: tuple[Exchange, ...]) -> Update:
        if not exchanges or not exchanges[-1].running:
            return gr.skip(), gr.skip()
        stopped = replace(exchanges[-1], stopped=True)
        return (*exchanges[:-1], stopped), render.turn(stopped, len(exchanges))

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        exchanges = gr.State(())
        with gr.Row(elem_id="top"):
            _html(render.header(chain.library.mode))
            clear = gr.Button("清空对话", elem_id="clear", size="sm")
        past, current = _html(elem_id="past"), _html(elem_id="current")
        with gr.Column(elem_id="welcome"):
            _html(render.greeting())
            examples = _examples()
        with gr.Column(elem_id="composer"):
            with gr.Row():
                box = gr.Textbox(
                    elem_id="question",
                    label="问题",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    placeholder="问政策，或报数据算分",
                    autofocus=True,
                )
                send = gr.Button("发送", elem_id="send", variant="primary")
                halt = gr.Button("停止", elem_id="stop")
            _html(render.hint())

        shown = [box, exchanges, past, current]
        options: dict[str, Any] = {
            "show_progress": "hidden",
            "concurrency_limit": _AT_ONCE,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asking = [gr.on([box.submit, send.click], ask, [box, exchanges], shown, **options)]
        asking += [example.click(ask, [example, exchanges], shown, **options) for example in examples]
        quick: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        halt.click(stop, [exchanges], [exchanges, current], cancels=asking, **quick)
        clear.click(lambda: ("", (), "", ""), None, shown, cancels=asking, **quick)
    return page


def _examples() -> list[gr.Button]:
    """The example questions as buttons, a column for each role."""
    buttons = []
    with gr.Row():
        for role, questions in EXAMPLES.items():
            with gr.Column():
                _html(render.role(role))
                buttons += [gr.Button(question, elem_classes="example") for question in questions]
    return buttons


def _html(value: str = "", elem_id: str | None = None) -> gr.HTML:
    """Markup of our own, without Gradio's styles and without its click event."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)
