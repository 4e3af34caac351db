"""The web server: puts together the page, the gate before it and what is around them, and serves it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.accounts import Accounts, AccountsUnreadable
from assistant.chain import PolicyChain
from assistant.conversation import Conversations
from assistant.desk import Desk
from assistant.web.access import NotAllowed
from assistant.web.delivery import STATIC, Delivery, address, head
from assistant.web.forwarding import BehindProxy
from assistant.web.gate import MEGABYTE, Gate
from assistant.web.login import login_routes
from assistant.web.page import TITLE, build_page, theme
from assistant.web.reader import reader_routes
from knowledge.embedding import EmbeddingModelError
from knowledge.reranking import RerankerError
from knowledge.store import SchemaMismatch, StoreDamaged

log = logging.getLogger(__name__)

MAX_UPLOAD_MB = 50
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# Seconds between two sweeps for files that visitors sent or fetched, and how old those are that go.
_FILES_LEFT = (3600, 86400)


class AddressInUse(RuntimeError):
    """The address cannot be listened on. The message, in Chinese, says why and what to do."""


class AccountsNeeded(RuntimeError):
    """Other computers could reach the address, and there is no account. The message says how to add one."""


def build(
    chain: PolicyChain,
    accounts: Accounts | None = None,
    *,
    local: bool = True,
    max_upload_mb: int = MAX_UPLOAD_MB,
    trusted_proxies: str = "127.0.0.1",
    root_path: str = "",
) -> FastAPI:
    """The web application: the pages at ``/``, ``/login``, and ``/healthz``.

    ``local`` says that only this machine can reach it, so that it may do without accounts. ``max_upload_mb`` is for one
    file. ``trusted_proxies``, ``root_path``: see BehindProxy.
    """
    desk = Desk(chain, Conversations(chain.library.home))

    @asynccontextmanager
    async def closing(app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(desk.close)

    app = FastAPI(title=TITLE, docs_url=None, redoc_url=None, openapi_url=None, lifespan=closing)

    @app.get("/healthz")
    def health() -> Response:
        return _health(chain)

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, error: NotAllowed) -> Response:
        return PlainTextResponse(error.message, 403)

    @app.exception_handler(AccountsUnreadable)
    def unreadable(request: Request, error: AccountsUnreadable) -> Response:
        return PlainTextResponse(str(error), 503)

    app.mount("/own", StaticFiles(directory=STATIC))
    app.include_router(login_routes(accounts, head()))
    app.include_router(reader_routes(chain.library, address))
    max_upload = max_upload_mb * MEGABYTE
    app.add_middleware(Gate, accounts=accounts, local=local, max_upload=max_upload)
    app.add_middleware(Delivery)
    app.add_middleware(BehindProxy, trusted=trusted_proxies, root_path=root_path)
    page = build_page(desk)
    page.delete_cache = _FILES_LEFT
    page.has_launched = True  # or Gradio would hand any file on this machine to an event that takes one
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=max_upload,
        allowed_paths=[],
        enable_monitoring=False,
        mcp_server=False,
    )
    return app


def _health(chain: PolicyChain) -> Response:
    """Whether questions can be answered, and with what; nothing that only a visitor who is signed in may know."""
    try:
        documents = len(chain.library.documents())
    except (StoreDamaged, SchemaMismatch) as error:
        log.error("%s", error)
        return JSONResponse({"status": "failing", "store": "unreadable"}, 503)
    return JSONResponse(
        {
            "status": "ok",
            "store": "readable" if documents else "empty",
            "search": chain.library.mode,
            "model": "chat" if chain.model else "none",
        }
    )


def serve(
    chain: PolicyChain,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], object] = print,
    *,
    accounts: Accounts | None = None,
    max_upload_mb: int = MAX_UPLOAD_MB,
    trusted_proxies: str = "127.0.0.1",
    root_path: str = "",
) -> None:
    """Serve until interrupted. ``on_ready`` is called once, with the address, when it can be opened.

    Port 0 takes a free one. For the rest see ``build``. Raises AddressInUse, AccountsNeeded.
    """
    local = host in _LOOPBACK
    if not local and not (accounts and accounts.exist()):
        raise AccountsNeeded(
            f"在 {host} 上提供网页，别的电脑就能打开，所以要先有账号：canyue user add 名字 --role admin。"
            "只在本机使用则不用账号：去掉 --host。"
        )
    with _listen(host, port) as listener, tempfile.TemporaryDirectory(prefix="canyue-") as files:
        os.environ["GRADIO_TEMP_DIR"] = files  # readable by nobody else on this machine, gone with the server
        seen_from_here = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
        address = f"http://{seen_from_here}:{listener.getsockname()[1]}"

        def ready() -> None:
            on_ready(address)
            threading.Thread(target=_warm_up, args=(chain,), name="warm-up", daemon=True).start()

        app = build(
            chain,
            accounts,
            local=local,
            max_upload_mb=max_upload_mb,
            trusted_proxies=trusted_proxies,
            root_path=root_path,
        )
        with suppress(KeyboardInterrupt):  # uvicorn ends in order, then raises it once more
            Server(app, ready).run(sockets=[listener])


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
    except (EmbeddingModelError, RerankerError) as error:  # whoever asks is told on the page
        log.warning("%s", error)


class Server(uvicorn.Server):
    """Uvicorn that tells when it has begun to serve, and that ends at once and quietly.

    An open page keeps a connection for ever: an interrupt must not wait for it, nor report that it was cut off.
    """

    def __init__(self, app: FastAPI, on_started: Callable[[], object]) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=75,  # longer than proxies and browsers, which may send on what is just being closed
            proxy_headers=False,
        )
        super().__init__(config)
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
