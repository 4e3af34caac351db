"""The web chat: Gradio, and nothing that comes from another host."""

from assistant.web.server import AccountsNeeded, AddressInUse, build, serve

__all__ = ["AccountsNeeded", "AddressInUse", "build", "serve"]
