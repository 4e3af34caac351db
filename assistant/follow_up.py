"""A question that leans on the one before it (那 2.8 呢？) made to stand alone, by rule, only where sure. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import Turn
from knowledge.tokenization import place_names

_ELLIPSIS = re.compile(
    r"^(?:那么?|还有|另外|换成|如果是)?[，,]?\s*(.{1,16}?)(?:的话)?(?:又)?(?:是多少|怎么样|怎样)?呢[？?]?$"
)
_POINTING = re.compile(r"^(?:那么?[，,]?)?(它们?|这[个项份部条]?|该[项条]?|其中?)(?=[\u4e00-\u9fff])")
# Words of one kind replace each other: codes, years, tracks, clauses.
_SLOTS = (
    re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2})+(?![\d.%])"),
    re.compile(r"(?:19|20)\d{2}\s*(?:年版?|版)"),
    re.compile(r"第\s*[一二三四五六七八九十百\d]+\s*[条项个]"),
    re.compile(r"专业化|普通|一般"),
)
_QUESTION_TAIL = re.compile(r"[？?。！!\s]+$")


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked first; unchanged where nothing, or nothing sure, is left out."""
    before = next((turn.content.strip() for turn in reversed(history) if turn.role == "user"), "")
    if not before:
        return question
    if match := _ELLIPSIS.match(question.strip()):
        return _substituted(before, match.group(1).removesuffix("的"))
    if match := _POINTING.match(question.strip()):
        subject = _subject(before)
        if subject:
            return subject + question.strip()[match.end() :]
    return question


def _substituted(before: str, new: str) -> str:
    """The earlier question about another thing: of its own kind where there is one, else with it set before."""
    for slot in _SLOTS:
        named = slot.search(new)
        if named and len(slot.findall(before)) == 1:
            return slot.sub(named.group(), before)
    places, others = place_names(before), place_names(new)
    if len(places) == 1 and len(others) == 1:
        return before.replace(places[0], others[0])
    return f"{new}，{_QUESTION_TAIL.sub('', before)}？"


def _subject(before: str) -> str:
    """What the earlier question was about: the title it names, the code, or its words before 的."""
    if title := re.search(r"《[^《》]+》", before):
        return title.group()
    if code := _SLOTS[0].search(before):
        return f"{code.group()} "
    return ""
