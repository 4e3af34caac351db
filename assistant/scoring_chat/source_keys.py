"""Keys in the text of a scoring answer that name what a sentence rests on: an indicator, a group, the decree. Pure.

Whoever holds the documents turns them into citations; without documents they are dropped.
"""

from __future__ import annotations

import re

from knowledge.indicators.system import IndicatorSystem, Source

KEYS = re.compile(r"(?: ?⟦[^⟦⟧]*⟧)+")
ISSUED = "印发"
_KEY = re.compile(r"⟦([^⟦⟧]*)⟧")


def key(*names: str) -> str:
    """The keys of codes of indicators, names of groups or ISSUED, to stand behind a sentence."""
    return "".join(f"⟦{name}⟧" for name in names)


def names(keys: str) -> list[str]:
    """What the keys name, in order."""
    return _KEY.findall(keys)


def without_keys(text: str) -> str:
    """The text as it reads without citations."""
    return KEYS.sub("", text)


def disarmed(text: str) -> str:
    """The user's own words with nothing in them that looks like a key."""
    return text.replace("⟦", "［").replace("⟧", "］")


def sources(system: IndicatorSystem) -> dict[str, Source]:
    """What each key rests on."""
    found = {item.code: item.source for item in system.indicators}
    found |= {group.name: group.source for group in system.all_groups}
    return found | {ISSUED: system.issued_source}
