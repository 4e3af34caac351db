"""Which one of several things a question asks for (十项工程的第三项), and what a sentence names in order. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.counts import runs
from assistant.numerals import read_numeral
from assistant.questions import expected_count

_NTH = re.compile(
    r"(?:(?<![条款])第(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})|(?P<last>最后一))[个项大]"
    r"(?!月|年|季|学[期年]|五年|工作日|星期|阶段)(?=[^，。？?]{0,8}?(?:什么|啥|哪|呢|$|[？?]))"
)
# What counts the things right behind the last: 甲、乙、丙三项制度.
_COUNTED_BEHIND = re.compile(r"(?<=[一-龥])[\d一二两三四五六七八九十]+(?=[大个项种类])")
_FIGURE = re.compile(r"[\d.]+[%％]?")


@dataclass(frozen=True, slots=True)
class Nth:
    """One of a list: its ``place``, an index (-1 for the last), and how ``many`` it has where the question says so."""

    place: int
    many: int | None

    def among(self, things: int) -> bool:
        """Whether a list of so many things is the one that is meant, and has this one."""
        return self.many in (None, things) and self.place < things


def nth_asked(question: str) -> Nth | None:
    """Which one of a list the question asks for; None where it asks for none."""
    asked = _NTH.search(question)
    if asked is None:
        return None
    return Nth(-1 if asked["last"] else int(read_numeral(asked["number"]) or 0) - 1, expected_count(question))


def named(nth: Nth, text: str) -> str:
    """The thing that is meant among as many as the question says that the text sets side by side; "" without these."""
    closed = _COUNTED_BEHIND.sub("等", text)
    found = [run.names for run in runs(closed) if nth.many and nth.among(len(run.names))]
    found = [names for names in found if not any(_FIGURE.fullmatch(name) for name in names)]
    return found[0][nth.place] if len(found) == 1 else ""
