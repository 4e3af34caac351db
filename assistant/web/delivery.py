"""What leaves the server: Gradio's page made our own, and headers by which the browser loads nothing from elsewhere."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path

from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import Visitor
from assistant.web.login import signed_in_line
from assistant.web.page import TITLE

STATIC = Path(__file__).parent / "static"
STYLES = ("style.css", "score.css", "library.css", "access.css")
"""In the order in which they apply; every page links those that are there."""
SCRIPTS = ("chat.js", "score.js")
"""The modules that Gradio's page loads."""
# Gradio renders its templates with new Function, hence 'unsafe-eval'; scripts inside the page need the nonce.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
# A file that somebody uploaded may be a page or a drawing with scripts: opened by itself, it may do nothing at all.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Gradio would let the pages of other sites read with the cookies of whoever looks at them.
_LENIENT = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")
_FILES = "/gradio_api/file="
# These have the content's hash in their address; everything else may hold what only one visitor may see.
_KEPT_BY_BROWSERS = ("/own/", "/assets/", "/static/", "/theme.css", "/favicon.ico")
# What Gradio's template says about itself to social networks, and its manifest of an installable app.
_ABOUT_GRADIO = re.compile(r'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>')


class Delivery:
    """ASGI middleware: rewrites the page for this product, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; hold back the page until it is whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        path = get_route_path(scope)
        state = scope.setdefault("state", {})
        is_page = path == "/"
        start: Message = {}
        body = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                for name in _LENIENT:
                    del headers[name]
                headers["Content-Security-Policy"] = (
                    FILE_POLICY if path.startswith(_FILES) else POLICY.format(nonce=nonce)
                )
                if not path.startswith(_KEPT_BY_BROWSERS):
                    headers["Cache-Control"] = "no-store"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                start.update(message)
                if is_page:
                    return
            elif is_page and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                whole = bytes(body)
                if start["status"] == 200:
                    whole = rewritten(whole.decode(), nonce, state["visitor"]).encode()
                    MutableHeaders(scope=start)["Content-Length"] = str(len(whole))
                await send(start)
                message = {"type": "http.response.body", "body": whole}
            await send(message)

        if is_page:  # what is to be rewritten must not arrive compressed
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        await self._app(scope, receive, sending)


def rewritten(page: str, nonce: str, visitor: Visitor) -> str:
    """Gradio's page in Chinese, with our style and script, with the nonce on its scripts, without its self-description.

    Raises ValueError where the page is not the one this was written for.
    """
    scripts = "".join(f'<script type="module" src="{address(name)}"></script>' for name in SCRIPTS)
    page = _ABOUT_GRADIO.sub("", page)
    for found, wanted in (
        ('lang="en"', 'lang="zh-CN"'),
        ("</head>", f"{head()}{scripts}</head>"),
        ("<gradio-app", f"{signed_in_line(visitor)}<gradio-app"),
    ):
        if found not in page:
            raise ValueError(f"Gradio 的页面模板里没有 {found}：它的版本与 constraints.txt 不符，请按它重装依赖。")
        page = page.replace(found, wanted, 1)
    return page.replace("<script", f'<script nonce="{nonce}"')


def head() -> str:
    """What the head of every page has: title, icon, style sheets."""
    styles = "".join(f'<link rel="stylesheet" href="{address(name)}">' for name in STYLES if (STATIC / name).exists())
    return f'<title>{TITLE}</title><link rel="icon" type="image/svg+xml" href="{address("icon.svg")}">{styles}'


def address(name: str) -> str:
    """A static file's address; it changes with the content, so that no browser keeps an old one."""
    return f"own/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"
