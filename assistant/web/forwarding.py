"""Behind a reverse proxy: whom to believe about the visitor's address, scheme and host, and under which path we are."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_OF_PROXIES = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-gradio-server")


class BehindProxy:
    """ASGI middleware, the outermost: takes what a trusted proxy says for granted and drops what others say.

    ``trusted`` are addresses or networks, separated by commas. ``root_path`` is where the proxy shows the application
    ("" or "/canyue"), whether or not it takes that off the path.
    """

    def __init__(self, app: ASGIApp, trusted: str = "127.0.0.1", root_path: str = "") -> None:
        self._app = app
        self._root = f"/{root_path.strip('/')}".rstrip("/")
        self._believing = ProxyHeadersMiddleware(self._go_on, trusted)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on as the visitor's browser meant it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        proxied = "x-forwarded-for" in headers or "x-forwarded-host" in headers
        scope = {**scope, "state": {**scope.get("state", {}), "proxied": proxied}}
        client = scope.get("client") or ("",)
        host = headers.get("x-forwarded-host")
        if host and client[0] in self._believing.trusted_hosts:
            MutableHeaders(scope=scope)["host"] = host.split(",")[0].strip()
        await self._believing(scope, receive, send)  # type: ignore[arg-type]

    async def _go_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if self._root and path == self._root:  # relative addresses need the slash
            await RedirectResponse(f"{self._root}/")(scope, receive, send)
            return
        if not path.startswith(f"{self._root}/"):
            path = self._root + path
        kept = [pair for pair in scope["headers"] if pair[0].decode("latin-1") not in _OF_PROXIES]
        await self._app(
            {**scope, "headers": kept, "root_path": self._root, "path": path, "raw_path": path.encode()}, receive, send
        )
