"""Sentences by which a rule speaks of itself: what its words mean, what it rests on, what it is for. Pure."""

from __future__ import annotations

import re

from assistant.questions import Asks

# What a rule says of itself in its first article.
_OF_ITSELF = (
    (
        re.compile(r"(?:立法|制定)(?:的?法律)?依据|根据(?:什么|哪些?).{0,6}制定"),
        re.compile(r"(?:根据|依据|依照)[^。]*制定本"),
    ),
    (re.compile(r"(?:立法|制定)的?(?:目的|宗旨)|为(?:了|什么)制定"), re.compile(r"为了?[^。]*制定本")),
)
# What a rule says its words mean: 本条例所称某某，是指……
_DEFINES = re.compile(r"所称的?[“\"]?([^，。；“”\"]{2,16}?)[”\"]?[，,]?(?:是指|包括)")


def defines(asks: Asks, question: str, text: str) -> bool:
    """Whether the text defines a word of a question that asks what it means, or says what a rule rests on or is for."""
    if any(asked.search(question) and said.search(text) for asked, said in _OF_ITSELF):
        return True
    defined = _DEFINES.search(text) if asks in (Asks.MEANING, Asks.LIST) else None
    return defined is not None and defined[1] in question
