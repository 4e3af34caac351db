"""Signing in, asking and signing out in a real browser, through a real reverse proxy under a path of its own."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, expect

from assistant import web
from assistant.accounts import Accounts
from assistant.chain import PolicyChain
from tests.web.conftest import is_error, served

pytestmark = pytest.mark.browser
PASSWORD = "correct horse"
ROOT = "/canyue"


@contextmanager
def proxied(target: str, strip: bool) -> Iterator[str]:
    """A reverse proxy that shows ``target`` under ROOT and passes ROOT on or takes it off; its address."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(ROOT):
                self.send_error(404)
                return
            upstream = http.client.HTTPConnection(urlsplit(target).netloc, timeout=60)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            headers |= {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Host": self.headers["Host"]}
            upstream.request(self.command, self.path[len(ROOT) :] if strip else self.path, body or None, headers)
            answer = upstream.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while piece := answer.read1():
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:  # the page was closed
                pass
            finally:
                upstream.close()
                self.close_connection = True

        do_POST = do_GET  # noqa: N815

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    "strip",
    [pytest.param(True, id="path taken off"), pytest.param(False, id="path passed on", marks=pytest.mark.slow)],
)
def test_through_a_reverse_proxy_one_signs_in_asks_and_signs_out(
    browser: Browser, full_text_chain: PolicyChain, tmp_path: Path, strip: bool
) -> None:
    accounts = Accounts(tmp_path, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add("张三", "reader", PASSWORD)
    errors: list[str] = []
    elsewhere: list[str] = []
    with (
        served(web.build(full_text_chain, accounts, root_path=ROOT)) as target,
        proxied(target, strip) as address,
        browser.new_context(viewport={"width": 1200, "height": 800}, locale="zh-CN") as context,
    ):
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(f"{address}{ROOT}/") else elsewhere.append(r.url))
        page.goto(f"{address}{ROOT}/")
        expect(page).to_have_url(f"{address}{ROOT}/login")
        expect(page.get_by_label("名字")).to_be_focused()
        page.get_by_label("名字").fill("张三")
        page.get_by_label("密码").fill("wrong horse")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("名字或密码不对。")
        expect(page.get_by_label("名字")).to_have_value("张三")
        page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("#question textarea").wait_for()
        expect(page.locator(".signed-in")).to_contain_text("张三（读者）")
        page.locator("#question textarea").fill("评价指标 2.7 的权重是多少？")
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_contain_text("权重", timeout=20_000)
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{address}{ROOT}/login")
        assert context.cookies() == []
        page.goto(f"{address}{ROOT}/")
        expect(page).to_have_url(f"{address}{ROOT}/login")
    assert elsewhere == []
    assert errors == []
