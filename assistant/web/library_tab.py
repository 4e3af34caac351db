"""The tab 知识库: what the library holds, for everybody; taking in, putting right and removing, for editors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web.access import require, visitor
from assistant.web.chat_tab import html
from assistant.web.library_jobs import LibraryJobs
from assistant.web.library_list import (
    AUTO,
    NONE,
    ORDERS,
    Sizes,
    arranged,
    correction,
    figures,
    listing,
    own_words,
    replacements,
    work_html,
)  # fmt: skip
from assistant.web.plain_text import plain
from knowledge.corrections import Correction, CorrectionRefused
from knowledge.library import Library, LibraryBusy, NoSuchDocument
from knowledge.scope import standings_on

_AT_FIRST = 100
_POLL_S = 1.0
_FORESEEN = (LibraryBusy, NoSuchDocument, CorrectionRefused)
# A click on a button of the list: what to do, and with which document.
_ACTIONS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button) trigger("click", { ...button.dataset });
});
"""
_FOCUS = "() => document.querySelector('.library-dialog:not(.hide) :is(input, button)')?.focus()"

Update = dict[Any, Any]
"""Component → its new value; what is not named stays as it is."""


def build_library_tab(library: Library, tab: gr.Tab, page: gr.Blocks) -> None:
    """Lay out the tab within the one that is being built. Every handler that changes anything asks for the role."""
    jobs = LibraryJobs(library)
    with gr.Column(elem_id="library"):
        sizes = html(elem_id="library-figures")
        with gr.Column(visible=False, elem_id="library-intake") as intake:
            files = gr.File(
                label="上传文件（可以一次选多个）", file_count="multiple", elem_id="library-files", height=150
            )
            work = html(elem_id="library-work")
            with gr.Row(elem_id="library-care"):
                check = gr.Button("检查资料库", size="sm", elem_id="library-check")
                repair = gr.Button("修复", size="sm", elem_id="library-repair", visible=False)
        with gr.Row(elem_id="library-tools"):
            words = gr.Textbox(
                "",
                label="筛选", show_label=False, container=False, elem_id="library-words",
                placeholder="按字词筛选：标题、文号、文件名、现状", max_lines=1,
            )  # fmt: skip
            order = gr.Dropdown(
                [(name, value) for value, name in ORDERS.items()], value="title", label="排序", show_label=False,
                container=False, elem_id="library-order", filterable=False,
            )  # fmt: skip
        listed = gr.HTML(elem_id="library-listed", js_on_load=_ACTIONS, apply_default_css=False)
        more = gr.Button("显示更多", size="sm", elem_id="library-more", visible=False)
        with gr.Column(visible=False, elem_id="library-edit", elem_classes="library-dialog") as editing:
            edited = html()
            with gr.Row():
                published = gr.Textbox(label="公布日期", placeholder="2024-01-31", max_lines=1)
                effective = gr.Textbox(label="施行日期", placeholder="2024-01-31", max_lines=1)
                ends = gr.Textbox(label="失效日期", placeholder="没有就留空", max_lines=1)
            replaced = gr.Dropdown([], label="被哪份文件取代", filterable=True)
            wrong = html()
            with gr.Row():
                save = gr.Button("保存更正", variant="primary", size="sm")
                revert = gr.Button("恢复原文识别", size="sm")
                close = gr.Button("关闭", size="sm")
        with gr.Column(visible=False, elem_id="library-remove", elem_classes="library-dialog") as removing:
            removal = html()
            with gr.Row():
                confirm = gr.Button("确认移除", variant="stop", size="sm")
                cancel = gr.Button("取消", size="sm")
    chosen, most, seen = gr.State(""), gr.State(_AT_FIRST), gr.State(-1)
    timer = gr.Timer(_POLL_S, active=False)

    def listed_now(request: gr.Request, words: str, order: str, most: int) -> Update:
        standing = standings_on(library, dt.date.today())
        summaries = library.documents()
        found = arranged(summaries, standing, words, order)
        titles = {summary.document_id: summary.title for summary in summaries}
        shown = listing(found, standing, titles, most, visitor(request).may("editor"))
        return {listed: shown, more: gr.update(visible=len(found) > most), seen: library.store.generation()}

    def shown(request: gr.Request, words: str, order: str, most: int) -> Update:
        """All of it, as when the tab is opened."""
        update = listed_now(request, words, order, most) | {sizes: figures(_sizes(library), library.degraded())}
        if visitor(request).may("editor"):
            update |= {intake: gr.update(visible=True)} | worked()
        return update

    def worked() -> Update:
        now = jobs.work()
        unsound = bool(now.report and now.report.problems and not now.report.repaired)
        return {
            work: work_html(now),
            timer: gr.Timer(active=now.running),
            repair: gr.update(visible=unsound and not now.running),
            check: gr.update(interactive=not now.running),
        }

    def tick(request: gr.Request, words: str, order: str, most: int, seen_at: int) -> Update:
        require(request, "editor")
        update = worked()
        if library.store.generation() != seen_at or not jobs.work().running:
            update |= listed_now(request, words, order, most)
            update |= {sizes: figures(_sizes(library), library.degraded())}
        return update

    def upload(request: gr.Request, sent: list[str] | None) -> Update:
        require(request, "editor")
        if sent:
            jobs.ingest([Path(file) for file in sent])
        return {files: None} | worked()

    def checking(with_repair: bool) -> Callable[[gr.Request], Update]:
        def start(request: gr.Request) -> Update:
            require(request, "editor")
            jobs.check(with_repair)
            return worked()

        return start

    def act(request: gr.Request, event: gr.EventData) -> Update:
        """A button of the list."""
        require(request, "editor")
        document_id = str(event.id)
        try:
            return opened(document_id) if event.act == "edit" else asked(document_id)
        except NoSuchDocument as gone:
            raise gr.Error(str(gone), print_exception=False, title="") from gone

    def opened(document_id: str, failure: str = "") -> Update:
        summary, own = library.summary(document_id), library.document(document_id).metadata
        made = summary.correction
        choice = AUTO if made is None or made.replaced_by is None else made.replaced_by or NONE
        options = replacements(library.documents(), document_id)
        if choice not in [value for _, value in options]:
            options.append(("（所指的文件已不在资料库里）", choice))
        return {
            editing: gr.update(visible=True),
            removing: gr.update(visible=False),
            edited: f"<h2>更正日期与效力</h2>{_named(summary.title)}{own_words(own, made)}",
            published: summary.published or "",
            effective: summary.effective or "",
            ends: summary.ends or "",
            replaced: gr.update(choices=options, value=choice),
            wrong: failure,
            chosen: document_id,
        }

    def asked(document_id: str) -> Update:
        summary = library.summary(document_id)
        return {
            removing: gr.update(visible=True),
            editing: gr.update(visible=False),
            removal: f"<h2>移除这份文件？</h2>{_named(summary.title)}"
            f'<p class="own">它的 {summary.passages} 个段落不再用来回答问题，已有的答案只留下引文；'
            "在这里上传的那一份也一起删除。</p>",
            chosen: document_id,
        }

    def corrected(request: gr.Request, document_id: str, *typed: str) -> Update:
        who = require(request, "editor")
        *dates, replaced_by = typed
        fields = dict(zip(("published", "effective", "ends"), dates, strict=True))
        try:
            own = library.document(document_id).metadata
            library.correct(document_id, correction(fields, own, replaced_by or AUTO, who.name))
        except _FORESEEN as error:
            return {wrong: f'<p class="library-failure" role="alert">{escape(str(error))}</p>'}
        return {editing: gr.update(visible=False), wrong: ""}

    def reverted(request: gr.Request, document_id: str) -> Update:
        require(request, "editor")
        try:
            library.correct(document_id, Correction())
        except _FORESEEN as error:
            return {wrong: f'<p class="library-failure" role="alert">{escape(str(error))}</p>'}
        return {editing: gr.update(visible=False), wrong: ""}

    def removed(request: gr.Request, document_id: str) -> Update:
        require(request, "editor")
        try:
            jobs.forget(library.remove(document_id).path)
        except _FORESEEN as error:
            return {removal: f'<p class="library-failure" role="alert">没有移除：{escape(str(error))}</p>'}
        return {removing: gr.update(visible=False)}

    quick: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
    query, lists = [words, order, most], [listed, more, seen]
    works = [work, timer, repair, check]
    everything = [*lists, sizes, intake, *works]
    form = [published, effective, ends, replaced]
    dialogs = [editing, removing, edited, *form, wrong, removal, chosen]
    gr.on([page.load, tab.select], shown, query, everything, **quick)
    gr.on([words.change, order.change], listed_now, query, lists, **{**quick, "trigger_mode": "always_last"})
    more.click(lambda most: most + _AT_FIRST, most, most, **quick).then(listed_now, query, lists, **quick)
    timer.tick(tick, [*query, seen], [*lists, sizes, *works], **quick)
    files.upload(upload, files, [files, *works], **quick)
    check.click(checking(False), None, works, **quick)
    repair.click(checking(True), None, works, **quick)
    listed.click(act, None, dialogs, **quick).then(None, js=_FOCUS)
    for button, handler, values in (
        (save, corrected, [chosen, *form]), (revert, reverted, [chosen]), (confirm, removed, [chosen]),
    ):  # fmt: skip
        button.click(handler, values, dialogs, **quick).then(shown, query, everything, **quick)
    close.click(lambda: gr.update(visible=False), None, editing, **quick)
    cancel.click(lambda: gr.update(visible=False), None, removing, **quick)


def _named(title: str) -> str:
    return f'<p class="name" dir="auto">{plain(title)}</p>'


def _sizes(library: Library) -> Sizes:
    database = library.store.path
    store = sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*") if not _is_copy(path))
    index = sum(path.stat().st_size for path in library.index.home.rglob("*") if path.is_file())
    model = library.embedder.name if library.embedder else None
    return Sizes(library.store.document_count(), library.store.passage_count(), store, index, model)


def _is_copy(path: Path) -> bool:
    return path.suffix == ".bak"
