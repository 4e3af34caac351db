"""Who is asking: the visitor of a request and what that role may do. The gate puts it there; handlers read it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import gradio as gr

from assistant.accounts import ROLES, Role


class Asked(Protocol):
    """A request of Gradio's or Starlette's; its ``state`` is what the gate wrote there."""

    @property
    def state(self) -> object:
        """What middleware has noted about the request."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking; without accounts, which is only possible on this machine, everybody is an unnamed admin."""

    name: str = ""
    role: Role = "admin"

    def may(self, role: Role) -> bool:
        """Whether what ``role`` is needed for is allowed: a reader asks and scores, an editor also manages
        documents, an admin also users.
        """
        return ROLES.index(self.role) >= ROLES.index(role)


class NotAllowed(gr.Error):
    """The visitor's role does not suffice; Gradio shows the message, routes answer 403 with it."""

    def __init__(self, role: Role) -> None:
        needed = {"editor": "编辑（editor）", "admin": "管理员（admin）", "reader": "读者（reader）"}[role]
        super().__init__(f"您的账号没有这项权限，需要{needed}。请联系管理员。", print_exception=False, title="没有权限")


def visitor(request: Asked) -> Visitor:
    """Who sent this request. Raises AttributeError for a request that did not come through the gate."""
    found: Visitor = request.state.visitor  # type: ignore[attr-defined]
    return found


def require(request: Asked, role: Role) -> Visitor:
    """The visitor, who has at least this role; raises NotAllowed."""
    found = visitor(request)
    if not found.may(role):
        raise NotAllowed(role)
    return found
