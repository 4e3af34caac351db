"""The web chat: Gradio, and nothing that comes from another host."""

from assistant.web.server import AddressInUse, build, serve

__all__ = ["AddressInUse", "build", "serve"]
