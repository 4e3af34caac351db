"""The gate: every request passes it before anything else sees it. It knows who asks, and lets nothing else in."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accounts import Accounts, AccountsUnreadable
from assistant.web.access import Visitor

COOKIE = "canyue_session"
_HERE = {"127.0.0.1", "localhost", "::1"}
_OPEN = re.compile(r"/healthz|/own/[\w.-]+")
_SIGNING = {"/login", "/logout"}
# Of Gradio's programming interface, what its page uses; the rest (calls by program, proxies, streams, editors) is not.
_GRADIO_OPEN = re.compile(
    r"/gradio_api/(queue/(join|data)|run/predict/?|cancel|reset|heartbeat/\w+|upload|upload_progress|startup-events|info"
    r"|theme\.css|file=(?!(?i:https?:)).*)"
)
_UPLOAD = "/gradio_api/upload"
_CHANGING_NOTHING = {"GET", "HEAD", "OPTIONS"}
MEGABYTE = 1024 * 1024
_MAX_BODY = 4 * MEGABYTE
_FILES_AT_ONCE = 10  # of the largest size; any number of smaller ones
_SESSIONS = 20_000


class Refusal(Exception):
    """The request goes no further; carries what is answered."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.response: Response = PlainTextResponse(message, status)


class Gate:
    """ASGI middleware. Signed in or on this machine; from the own pages; to what there is; of a size; own sessions.

    ``accounts`` None, or without an account, lets everybody of this machine in if ``local``; nobody otherwise.
    ``max_upload`` is in bytes for one file.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts | None, local: bool, max_upload: int) -> None:
        self._app = app
        self._accounts = accounts
        self._local = local
        self._max_upload = max_upload
        self._owners: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its visitor in ``state``, or answer it here."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            receive = await self._admitted(scope, receive)
        except Refusal as refusal:
            await refusal.response(scope, receive, send)
            return
        except AccountsUnreadable as error:
            await PlainTextResponse(str(error), 503)(scope, receive, send)
            return
        if get_route_path(scope) == _UPLOAD:
            send = _saying(send, too_large(self._max_upload))
        await self._app(scope, receive, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        request, path = Request(scope), get_route_path(scope)
        changing = request.method not in _CHANGING_NOTHING
        if changing and not from_own_page(request):
            raise Refusal(403, "这个请求不是从参阅自己的页面发出的，已拒绝。")
        if _OPEN.fullmatch(path):
            return receive
        if path in _SIGNING:
            return _replayed(await _whole(request, receive), receive) if changing else receive
        visitor = scope.setdefault("state", {})["visitor"] = self._visitor(request)
        of_gradio = path.startswith("/gradio_api/")
        if of_gradio and not _GRADIO_OPEN.fullmatch(path):
            raise Refusal(404, "没有这个地址。")
        self._claim(request.query_params.get("session_hash"), visitor)
        if path.startswith("/gradio_api/heartbeat/"):
            self._claim(path.rsplit("/", 1)[-1], visitor)
        if not changing:
            return receive
        if path == _UPLOAD:
            return _uploaded(request, receive, self._max_upload * _FILES_AT_ONCE)
        body = await _whole(request, receive)
        if of_gradio:
            self._check(body, visitor)
        return _replayed(body, receive)

    def _visitor(self, request: Request) -> Visitor:
        token = request.cookies.get(COOKIE)
        account = self._accounts.signed_in(token) if token and self._accounts else None
        if account:
            return Visitor(account.name, account.role)
        if self._accounts and self._accounts.exist():
            refusal = Refusal(401, "请先登录；如果刚才还登录着，登录已到期，请刷新页面重新登录。")
            if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
                refusal.response = RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)
            raise refusal
        # Another name is a proxy, or a foreign site whose name was made to lead here.
        if not self._local or request.url.hostname not in _HERE or request.state.proxied:
            raise Refusal(
                403,
                "没有账号时，参阅只能在本机用 http://127.0.0.1 打开。要让别的电脑使用或放在反向代理后面，"
                "请先添加账号：canyue user add 名字 --role admin",
            )
        return Visitor()

    def _check(self, body: bytes, visitor: Visitor) -> None:
        """Raises Refusal for another's session, and for a file that the server would have to fetch."""
        try:
            sent = json.loads(body)
        except ValueError as error:
            raise Refusal(400, "请求的内容不是 JSON。") from error
        except RecursionError as error:
            raise Refusal(400, "请求的内容嵌套太深。") from error
        if isinstance(sent, dict):
            self._claim(sent.get("session_hash"), visitor)
        if any(_is_elsewhere(found.get("path")) for found in _objects(sent)):
            raise Refusal(400, "只接受上传的文件，不从网址读取。")

    def _claim(self, session: object, visitor: Visitor) -> None:
        """A page's session belongs to whoever used it first: its number alone opens it to nobody else."""
        if not isinstance(session, str):
            return
        if self._owners.setdefault(session, visitor.name) != visitor.name:
            raise Refusal(403, "这个页面是另一个账号打开的，请刷新页面。")
        self._owners.move_to_end(session)
        while len(self._owners) > _SESSIONS:
            self._owners.popitem(last=False)


def from_own_page(request: Request) -> bool:
    """Whether a browser sent this from one of our pages, or it is no browser, which has no cookie to be abused."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _whole(request: Request, receive: Receive) -> bytes:
    """The body of a request without files; raises Refusal where it is too large, before it has been read."""
    too_large = Refusal(413, f"请求太大，最多 {_MAX_BODY // MEGABYTE} MB。")
    if _announced(request) > _MAX_BODY:
        raise too_large
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _MAX_BODY:
            raise too_large
        if not message.get("more_body"):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body, then what comes after it."""
    pending: list[Message] = [{"type": "http.request", "body": body}]

    async def receiving() -> Message:
        return pending.pop() if pending else await receive()

    return receiving


def _uploaded(request: Request, receive: Receive, limit: int) -> Receive:
    """A ``receive`` for which an upload that is cut off or too large fails in the one way after which Gradio keeps
    nothing of it.
    """
    if _announced(request) > limit:
        raise Refusal(413, too_large(limit))
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise MultiPartException("the upload exceeds the maximum allowed size")
        if message["type"] == "http.disconnect":
            raise MultiPartException("the upload was cut off")
        return message

    return receiving


def _saying(send: Send, sentence: str) -> Send:
    """A ``send`` that puts the sentence for what Gradio says, in English, of a file that is too large."""
    refused = False

    async def sending(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and message["status"] == 413:
            refused = True
            MutableHeaders(scope=message)["Content-Length"] = str(len(sentence.encode()))
        elif refused:
            message = {"type": "http.response.body", "body": sentence.encode()}
        await send(message)

    return sending


def too_large(limit: int) -> str:
    """What is said of an upload of more than ``limit`` bytes."""
    return f"上传的文件太大：最多 {limit // MEGABYTE} MB，没有保存。请拆分后再传，或用命令行 canyue ingest 导入。"


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in a value, however deep."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            yield found
            pending += found.values()
        elif isinstance(found, list):
            pending += found


def _is_elsewhere(path: object) -> bool:
    return isinstance(path, str) and bool(re.match(r"\s*https?:", path, re.IGNORECASE))
