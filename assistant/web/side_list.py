"""The conversations beside the chat, and the dialogs that ask before something is done → HTML. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from assistant.conversation import LISTED, Conversation
from assistant.web.plain_text import bare, plain


def side_list(listed: Sequence[Conversation], current: str, words: str, today: dt.date) -> str:
    """The conversations by day, newest first; ``words`` are those looked for, ``today`` is the reader's."""
    if not listed:
        return f'<p class="none">{"没有找到这样的对话。" if words.split() else "还没有对话。"}</p>'
    days = "".join(
        f"<h2>{day}</h2><ul>{''.join(_item(conversation, current) for conversation in group)}</ul>"
        for day, group in groupby(listed, lambda conversation: _day(conversation, today))
    )
    more = f'<p class="none">只列出最近 {LISTED} 个，更早的请搜索。</p>' if len(listed) == LISTED else ""
    return f'<nav class="conversations" aria-label="对话列表">{days}{more}</nav>'


def dialogs() -> str:
    """The dialogs that chat.js opens; the first button of each is the one that Enter presses."""
    return (
        _dialog("rename", "重命名对话", '<label>名称<input name="title" maxlength="40" required></label>', "保存")
        + _dialog("delete", "删除对话", "<p>“<b></b>”和其中的全部问答将被删除，不能恢复。</p>", "删除")
        + _dialog(
            "remark",
            "哪里有问题？",
            '<label>说明（可以不填）<textarea name="title" rows="3" maxlength="1000"></textarea></label>'
            "<p>说明和这次问答会记下来，用来改进。</p>",
            "提交",
        )
    )


def new_button() -> str:
    """Begins another conversation."""
    return '<button type="button" class="new" data-do="new">新对话</button>'


def drawer_button() -> str:
    """Where the list is a drawer: opens it."""
    return '<button type="button" class="drawer" data-do="drawer" aria-controls="side">对话列表</button>'


def note(text: str, moment: float) -> str:
    """A sentence on what was done or could not be done; ``moment`` tells it from the same sentence said before."""
    return f'<p class="note" role="status" data-moment="{moment:.3f}">{plain(text)}</p>'


def _day(conversation: Conversation, today: dt.date) -> str:
    age = (today - conversation.changed_at.astimezone().date()).days
    return "今天" if age <= 0 else "昨天" if age == 1 else "七天内" if age < 7 else "更早"


def _item(conversation: Conversation, current: str) -> str:
    id, title = bare(conversation.id), bare(conversation.title)
    here = ' aria-current="page"' if conversation.id == current else ""
    data = f'data-id="{id}" data-title="{title}"'
    return (
        f'<li><a href="?c={quote(conversation.id)}" data-do="open" data-id="{id}" title="{title}"{here}>{title}</a>'
        f'<span class="edit"><button type="button" data-do="rename" {data} aria-label="重命名“{title}”">改名</button>'
        f'<button type="button" data-do="delete" {data} aria-label="删除“{title}”">删除</button></span></li>'
    )


def _dialog(name: str, heading: str, content: str, done: str) -> str:
    return (
        f'<dialog id="{name}-dialog" aria-labelledby="{name}-heading"><form method="dialog">'
        f'<h2 id="{name}-heading">{heading}</h2>{content}<div class="choices">'
        f'<button value="done">{done}</button><button value="" formnovalidate>取消</button></div></form></dialog>'
    )
