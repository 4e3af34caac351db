"""The page: what the product is called and looks like, and its tabs."""

from __future__ import annotations

import gradio as gr

from assistant.desk import Desk
from assistant.web import render
from assistant.web.chat_tab import build_chat_tab, html
from assistant.web.library_tab import build_library_tab
from assistant.web.scoring_tab import build_scoring_tab

TITLE = "参阅"
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")


def theme() -> gr.themes.Base:
    """Gradio's plainest theme in the colours of style.css and the fonts of the reader's system; fetches nothing."""
    return gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "Consolas", "monospace")).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#15181b",
        body_text_color="#22262b",
        body_text_color_dark="#e4e2dc",
    )


def build_page(desk: Desk) -> gr.Blocks:
    """The page over a desk, its chain and its library."""
    library, model = desk.chain.library, desk.chain.model

    def header() -> str:
        return render.header(model.name if model else None, library.mode, library.degraded())

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        with gr.Row(elem_id="top"):
            top = html(header())
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("对话", elem_id="chat-tab"):
                build_chat_tab(desk, page)
            with gr.Tab("评分", elem_id="score-tab"):
                build_scoring_tab(library.home)
            with gr.Tab("知识库", elem_id="library-tab") as library_tab:
                build_library_tab(library, library_tab, page)
        page.load(header, None, top, show_progress="hidden", queue=False, api_visibility="private")
    return page
