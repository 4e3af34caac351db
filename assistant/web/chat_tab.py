"""The 对话 tab: the list of conversations, the exchanges, the box to ask in, and what happens on each event.

A handler only follows what the desk is working out: whoever comes back sees it again. Which conversation is shown is
known to the browser alone, in a hidden field and in the address, so that it outlives a restart of the server.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.conversation import ConversationsUnavailable, NoSuchConversation
from assistant.desk import Busy, Desk
from assistant.exchanges import Exchange
from assistant.web import render, side_list
from assistant.web.access import visitor
from assistant.web.excerpts import excerpts

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
# What chat.js tells: that another conversation or answer is wanted, or that something is to be kept.
_ACTIONS = """
document.addEventListener("canyue-show", (event) => trigger("click", event.detail));
document.addEventListener("canyue-keep", (event) => trigger("submit", event.detail));
"""
_FROM_ADDRESS = "() => [new URLSearchParams(location.search).get('c') ?? '', '']"
_FORESEEN = (Busy, NoSuchConversation, ConversationsUnavailable)

Update = dict[Any, Any]
"""Component → its new value; what is not named stays as it is."""


def html(value: str = "", elem_id: str | None = None) -> gr.HTML:
    """Markup of our own, without Gradio's styles and without its click event."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)


def build_chat_tab(desk: Desk, page: gr.Blocks) -> None:
    """Lay out the tab within the one that is being built, on ``page``."""
    with gr.Column(elem_id="side"):
        html(side_list.new_button())
        find = gr.Textbox(
            "", elem_id="find", label="搜索对话", show_label=False, container=False, placeholder="搜索对话", max_lines=1
        )
        listing = html(elem_id="list")
    with gr.Column(elem_id="chat"):
        html(side_list.drawer_button(), elem_id="to-list")
        past, current = html(elem_id="past"), html(elem_id="current")
        with gr.Column(elem_id="welcome"):
            html(render.greeting())
            examples = _examples()
        note = html(elem_id="note")
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
            html(render.hint())
    html(side_list.dialogs(), elem_id="dialogs")
    actions = gr.HTML(elem_id="actions", js_on_load=_ACTIONS, apply_default_css=False)
    conversation = gr.Textbox("", visible=False)

    chat = Chat(desk, conversation, listing, past, current, box, note)
    changed = [conversation, listing, past, current, box, note]
    shown = [conversation, find]
    plain: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
    following = {**plain, "concurrency_limit": None}
    gr.on([box.submit, send.click], chat.ask, [box, *shown], changed, **following)
    for example in examples:
        example.click(chat.ask, [example, *shown], changed, **following)
    actions.click(chat.show, shown, changed, **following)
    page.load(chat.open, shown, changed, js=_FROM_ADDRESS, **following)
    page.unload(chat.leave)
    quick = {**plain, "queue": False}
    actions.submit(chat.keep, shown, [listing, note], **quick)
    halt.click(chat.stop, [conversation], [note], **quick)
    find.change(chat.find, shown, [listing], **{**quick, "trigger_mode": "always_last"})


@dataclass(eq=False)
class Chat:
    """The handlers, and the components that they change."""

    desk: Desk
    conversation: gr.Textbox
    listing: gr.HTML
    past: gr.HTML
    current: gr.HTML
    box: gr.Textbox
    note: gr.HTML

    def __post_init__(self) -> None:
        # By browser tab: what it follows now. Whatever it followed before must not write into what it shows now.
        self._looking: dict[str | None, object] = {}

    async def ask(self, question: str, conversation: str, words: str, request: gr.Request) -> AsyncIterator[Update]:
        """Ask in the conversation that is shown, or in a new one."""
        if not (question := question.strip()):
            return
        try:
            owner = visitor(request).name
            asked = await asyncio.to_thread(self.desk.ask, owner, conversation or None, question)
        except _FORESEEN as error:
            yield self._noted(str(error))
            return
        emptied = {self.box: ""}  # once: the next question may be in the box by then
        async for update in self._shown(asked, words, request):
            yield update | emptied
            emptied = {}

    async def open(self, conversation: str, words: str, request: gr.Request) -> AsyncIterator[Update]:
        """Show a conversation, "" for a new one, and follow what is being answered in it."""
        try:
            async for update in self._shown(conversation, words, request):
                yield update
        except NoSuchConversation as gone:
            async for update in self._shown("", words, request):
                yield update | self._noted(str(gone))
        except ConversationsUnavailable as error:
            yield self._noted(str(error))

    async def show(
        self, event: gr.EventData, conversation: str, words: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        """What chat.js tells that changes what is shown; ``id`` is that of a conversation, "" for a new one."""
        owner, wanted, said = visitor(request).name, conversation, ""
        try:
            match event.do:
                case "open":
                    wanted = event.id
                case "again":
                    exchanges = await asyncio.to_thread(self.desk.exchanges, owner, conversation)
                    await asyncio.to_thread(self.desk.ask, owner, conversation, exchanges[-1].question, again=True)
                case "delete":
                    await asyncio.to_thread(self.desk.delete, owner, event.id)
                    wanted, said = "" if event.id == conversation else conversation, "对话已删除。"
        except _FORESEEN as error:
            yield self._noted(str(error))
            return
        noted = self._noted(said) if said else {}
        async for update in self.open(wanted, words, request):
            yield update | noted
            noted = {}

    def keep(self, event: gr.EventData, conversation: str, words: str, request: gr.Request) -> Update:
        """What chat.js tells that is only to be kept: another title, or what the reader thinks of an answer."""
        owner, kept = visitor(request).name, self.desk.conversations
        try:
            if event.do == "rename":
                kept.rename(owner, event.id, event.title)
                return {self.listing: self._list(owner, conversation, words), **self._noted("对话已改名。")}
            kept.rate(owner, int(event.id), event.rating or None, event.remark)
        except _FORESEEN as error:
            return self._noted(str(error))
        return self._noted("谢谢，已记下。" if event.rating else "已收回评价。")

    def stop(self, conversation: str, request: gr.Request) -> Update:
        """Stop answering; whoever follows sees that."""
        try:
            self.desk.stop(visitor(request).name, conversation)
        except _FORESEEN as error:
            return self._noted(str(error))
        return {self.note: gr.skip()}

    def find(self, conversation: str, words: str, request: gr.Request) -> str:
        """The list of the conversations that hold the words."""
        return self._list(visitor(request).name, conversation, words)

    def leave(self, request: gr.Request) -> None:
        """The page was closed."""
        self._looking.pop(request.session_hash, None)

    async def _shown(self, conversation: str, words: str, request: gr.Request) -> AsyncIterator[Update]:
        """Every update says which conversation it is of, with all that is shown of it: none can be half of another."""
        owner = visitor(request).name
        here = self._looking[request.session_hash] = object()
        exchanges = await asyncio.to_thread(self.desk.exchanges, owner, conversation) if conversation else ()
        whole = {
            self.conversation: conversation,
            self.past: await asyncio.to_thread(self._past, conversation, exchanges),
        }
        number = len(exchanges)
        listed = await asyncio.to_thread(self._list, owner, conversation, words)
        latest = await asyncio.to_thread(self._turn, exchanges[-1], number) if exchanges else ""
        yield {**whole, self.listing: listed, self.current: latest}
        if not exchanges or not exchanges[-1].running:
            return
        async with aclosing(self.desk.follow(owner, conversation)) as following:
            async for exchange in following:
                latest = await asyncio.to_thread(self._turn, exchange, number)
                if self._looking.get(request.session_hash) is not here:
                    return
                yield {**whole, self.current: latest}

    def _past(self, conversation: str, exchanges: Sequence[Exchange]) -> str:
        turns = "".join(self._turn(exchange, i, latest=False) for i, exchange in enumerate(exchanges[:-1], 1))
        return render.thread(conversation, turns)

    def _turn(self, exchange: Exchange, number: int, latest: bool = True) -> str:
        cited = excerpts(exchange.answer, self.desk.chain.library) if exchange.answer else ()
        return render.turn(exchange, cited, number, latest)

    def _list(self, owner: str, conversation: str, words: str) -> str:
        listed = self.desk.conversations.listed(owner, words)
        return side_list.side_list(listed, conversation, words, dt.date.today())

    def _noted(self, text: str) -> Update:
        return {self.note: side_list.note(text, time.monotonic())}


def _examples() -> list[gr.Button]:
    """The example questions as buttons, a column for each role."""
    buttons = []
    with gr.Row():
        for role, questions in EXAMPLES.items():
            with gr.Column():
                html(render.role(role))
                buttons += [gr.Button(question, elem_classes="example") for question in questions]
    return buttons
