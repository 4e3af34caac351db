"""The prompts, one file each: ``load`` reads them. Imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_DIVIDER = "\n---\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said to a chat model: the standing rules, and the message of this one time."""

    system: str
    user: str

    def filled(self, **values: str) -> Prompt:
        """With each ``$name`` replaced, once: a ``$`` inside a value stays. Raises KeyError for a missing value."""
        return Prompt(Template(self.system).substitute(values), Template(self.user).substitute(values))


@cache
def load(name: str) -> Prompt:
    """The prompt in ``name.md``: the rules, a line of three dashes, the message."""
    system, user = (_FOLDER / f"{name}.md").read_text(encoding="utf-8").split(_DIVIDER)
    return Prompt(system.strip(), user.strip())
