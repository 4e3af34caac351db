"""Text from outside → HTML in which it says what it says: escaped, and written in one direction. Pure."""

from __future__ import annotations

import re
from html import escape

# What has no width: it shows nothing, but would part a word or a number where it is looked for or copied.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
# What turns the direction of the text after it, and so could make 001 of 100.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Escaped, with signs that would turn the direction of writing shown as such, without those of no width."""
    return _DIRECTION.sub(
        lambda match: f'<i class="control" title="文字方向控制符 U+{ord(match[0]):04X}，未起作用">⇄</i>',
        escape(_UNSEEN.sub("", text)),
    )


def unturned(text: str) -> str:
    """Without such signs; not escaped."""
    return _DIRECTION.sub("", _UNSEEN.sub("", text))


def bare(text: str) -> str:
    """Escaped, without such signs, for titles and attributes."""
    return escape(unturned(text))
