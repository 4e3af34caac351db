"""The web server: Gradio's page, made to need nothing from any other host, with a policy that allows nothing else."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.chain import PolicyChain
from assistant.web.page import TITLE, build_page, theme
from knowledge.embedding import EmbeddingModelError

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
# Gradio renders its templates with new Function, hence 'unsafe-eval'; scripts inside the page need the nonce.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
# What Gradio's template says about itself to social networks, and its manifest of an installable app.
_ABOUT_GRADIO = re.compile(r'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>')


class AddressInUse(RuntimeError):
    """The address cannot be listened on. The message, in Chinese, says why and what to do."""


def build(chain: PolicyChain) -> FastAPI:
    """The web application: the chat at ``/``, and ``/healthz``."""
    app = FastAPI(title=TITLE, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    app.mount("/canyue", StaticFiles(directory=STATIC))
    app.add_middleware(OwnHostOnly)
    gr.mount_gradio_app(
        app, build_page(chain), path="/", theme=theme(), footer_links=[], run_history=False, show_error=False
    )
    return app


def serve(
    chain: PolicyChain, host: str = "127.0.0.1", port: int = 7860, on_ready: Callable[[str], object] = print
) -> None:
    """Serve until interrupted. ``on_ready`` is called once, with the address, when it can be opened.

    Port 0 takes a free one. Raises AddressInUse.
    """
    with _listen(host, port) as listener:
        seen_from_here = "127.0.0.1" if host == "0.0.0.0" else host
        address = f"http://{seen_from_here}:{listener.getsockname()[1]}"

        def ready() -> None:
            on_ready(address)
            threading.Thread(target=_warm_up, args=(chain,), name="warm-up", daemon=True).start()

        with suppress(KeyboardInterrupt):  # uvicorn ends in order, then raises it once more
            Server(build(chain), ready).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise AddressInUse(
            f"不能在 {host}:{port} 上提供网页（{error.strerror}）。"
            "可能另一个参阅正开着：请先关闭它，或用 --port 换一个端口。"
        ) from error


def _warm_up(chain: PolicyChain) -> None:
    try:
        chain.library.warm_up()
    except EmbeddingModelError as error:  # whoever asks is told on the page
        log.warning("%s", error)


class Server(uvicorn.Server):
    """Uvicorn that tells when it has begun to serve, and that ends at once and quietly.

    An open page keeps a connection for ever: an interrupt must not wait for it, nor report that it was cut off.
    """

    def __init__(self, app: FastAPI, on_started: Callable[[], object]) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        if self.started:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, whoever is still connected."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


class OwnHostOnly:
    """ASGI middleware: rewrites the page for this product, and has the browser load nothing from another host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; hold back the page until it is whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        is_page = scope["path"] == "/"
        start: Message = {}
        body = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                start.update(message)
                if is_page:
                    return
            elif is_page and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                whole = rewritten(body.decode(), nonce).encode()
                MutableHeaders(scope=start)["Content-Length"] = str(len(whole))
                await send(start)
                message = {"type": "http.response.body", "body": whole}
            await send(message)

        if is_page:  # what is to be rewritten must not arrive compressed
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        await self._app(scope, receive, sending)


def rewritten(page: str, nonce: str) -> str:
    """Gradio's page in Chinese, with our style and script, with the nonce on its scripts, without its self-description.

    Raises ValueError where the page is not the one this was written for.
    """
    head = (
        f'<title>{TITLE}</title><link rel="icon" type="image/svg+xml" href="{_address("icon.svg")}">'
        f'<link rel="stylesheet" href="{_address("style.css")}">'
        f'<script type="module" src="{_address("chat.js")}"></script>'
    )
    page = _ABOUT_GRADIO.sub("", page)
    for found, wanted in (('lang="en"', 'lang="zh-CN"'), ("</head>", f"{head}</head>")):
        if found not in page:
            raise ValueError(f"Gradio 的页面模板里没有 {found}：它的版本与 constraints.txt 不符，请按它重装依赖。")
        page = page.replace(found, wanted, 1)
    return page.replace("<script", f'<script nonce="{nonce}"')


def _address(name: str) -> str:
    """A static file's address; it changes with the content, so that no browser keeps an old one."""
    return f"canyue/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"
