"""Sentences by which a rule speaks of itself: what its words mean, what it rests on, what it is for. Pure."""

from __future__ import annotations

import re

from assistant.counts import asks_count
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
# What a sentence says a thing consists of, and how it is asked for: 某某包括……, 某某都有哪些.
_CONSISTS = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇]+条\s*)?([^，,。；、的]{2,16}?)[，,]?(?:是?指|包括|分为|分成)"
)
_ASKED_OF = r"[”\"]?[的主要都又到底一共般说是有指包含括分划为成列讲出来，,]{0,8}(?:哪|什么|啥|几|多少)"
# Three things or more in one clause.
_KINDS = re.compile(r"[^，。；：、]+(?:、[^，。；：、]+){2,}")


def defines(asks: Asks, question: str, text: str) -> bool:
    """Whether the text defines a word of a question that asks what it means, or says what a rule rests on or is for."""
    if any(asked.search(question) and said.search(text) for asked, said in _OF_ITSELF):
        return True
    if asks not in (Asks.MEANING, Asks.LIST) and not asks_count(question):
        return False
    defined = _DEFINES.search(text)
    if asks is Asks.MEANING and defined and defined[1] in question:
        return True
    told = [match[1] for match in (defined, _CONSISTS.match(text)) if match]
    told += filter(None, map(_kind_of, _KINDS.findall(text)))
    return any(re.search(re.escape(thing) + _ASKED_OF, question) for thing in told)


def _kind_of(things: str) -> str:
    """What things side by side are called alike: 船费 of 客船费、货船费和渡船费; "" where they share no two signs.

    Behind the last the sentence may go on.
    """
    first, *others, last = things.split("、")
    ends = (first[at:] for at in range(len(first) - 1))
    return next((end for end in ends if end in last and all(other.endswith(end) for other in others)), "")
