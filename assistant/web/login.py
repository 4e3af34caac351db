"""Signing in and out: one page that works without scripts, and the line on every page that says who is signed in."""

from __future__ import annotations

import ipaddress
import math
from html import escape
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.account_commands import ROLE_NAMES
from assistant.accounts import MAX_PASSWORD, SESSION_S, Accounts
from assistant.web.access import Visitor
from assistant.web.attempts import Attempts
from assistant.web.gate import COOKIE

# Failures before one has to wait. An office shares an address.
_FREE_BY_NAME, _FREE_BY_ADDRESS = 5, 30
WRONG = "名字或密码不对。"


def login_routes(accounts: Accounts | None, head: str, attempts: Attempts | None = None) -> APIRouter:
    """``/login`` and ``/logout``; ``head`` is the markup that every page's head begins with."""
    router = APIRouter()
    limits = attempts or Attempts()

    @router.get("/login")
    def show(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        if not accounts or not accounts.exist() or (token and accounts.signed_in(token)):
            return RedirectResponse(f"{_root(request)}/", 303)
        return _page(head)

    @router.post("/login")
    def sign_in(request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "") -> Response:
        if not accounts or not accounts.exist():
            return RedirectResponse(f"{_root(request)}/", 303)
        name = name.strip()[:MAX_PASSWORD]
        by_name, by_address = f"name:{name}", f"address:{_network(request)}"
        wait = limits.begin({by_name: _FREE_BY_NAME, by_address: _FREE_BY_ADDRESS})
        if wait:
            seconds = math.ceil(wait)
            page = _page(head, name, f"试错的次数太多，请等 {_spoken(seconds)}再试。", 429)
            page.headers["Retry-After"] = str(seconds)
            return page
        token = accounts.sign_in(name, password)
        if token is None:
            return _page(head, name, WRONG, 401)
        limits.succeeded(by_name, by_address)
        response = RedirectResponse(f"{_root(request)}/", 303)
        response.set_cookie(
            COOKIE,
            token,
            max_age=SESSION_S,
            path=f"{_root(request)}/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    @router.post("/logout")
    def sign_out(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        if token and accounts:
            accounts.sign_out(token)
        response = RedirectResponse(f"{_root(request)}/login", 303)
        response.delete_cookie(COOKIE, path=f"{_root(request)}/")
        return response

    return router


def signed_in_line(visitor: Visitor) -> str:
    """Who is signed in, and the way out; nothing without accounts."""
    if not visitor.name:
        return ""
    return (
        '<form class="signed-in" method="post" action="logout">'
        f"<span><bdi>{escape(visitor.name)}</bdi>（{ROLE_NAMES[visitor.role]}）</span><button>退出登录</button></form>"
    )


def _page(head: str, name: str = "", refused: str = "", status: int = 200) -> HTMLResponse:
    said = f'<p class="refused" role="alert">{escape(refused)}</p>' if refused else ""
    first, second = ("", " autofocus") if name else (" autofocus", "")
    return HTMLResponse(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>'
        '<body class="login"><main><h1>参阅</h1><p class="about">带出处的政策文件问答</p>'
        f'<form method="post" action="login">{said}'
        f'<label for="name">名字</label><input id="name" name="name" value="{escape(name)}" autocomplete="username"'
        f' autocapitalize="none" spellcheck="false" required{first}>'
        '<label for="password">密码</label><input id="password" name="password" type="password"'
        f' autocomplete="current-password" required{second}>'
        '<button>登录</button></form><p class="help">没有账号或忘了密码，请找管理员。</p></main></body></html>',
        status,
    )


def _network(request: Request) -> str:
    """The address that tries are counted by: of IPv6 the half that one customer has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _spoken(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < 120 else f"{math.ceil(seconds / 60)} 分钟"


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root
