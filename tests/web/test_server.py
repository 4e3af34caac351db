"""The page as it leaves the server, and the server's coming and going."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from assistant import web
from assistant.accounts import Accounts
from assistant.chain import PolicyChain
from assistant.web.access import Visitor
from assistant.web.delivery import rewritten
from assistant.web.gate import COOKIE
from knowledge.library import Library

HERE = "http://127.0.0.1"
SERVE = """
import sys
from pathlib import Path
from assistant import web
from assistant.accounts import Accounts
from assistant.chain import PolicyChain
from knowledge.library import Library
folder = Path(sys.argv[1])
library = Library(folder / "library.sqlite3", folder / "chroma", None)
web.serve(PolicyChain(library), port=0, on_ready=lambda address: print(address, flush=True))
"""


@pytest.fixture(scope="module")
def client(full_text_chain: PolicyChain) -> TestClient:
    return TestClient(web.build(full_text_chain), base_url=HERE)


def test_the_server_says_that_it_is_well(client: TestClient) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok", "store": "readable", "search": "full_text", "model": "none"}


def test_the_page_is_chinese_and_refers_to_no_other_host(client: TestClient) -> None:
    page = client.get("/").text
    assert re.search(r'<html\s+lang="zh-CN"', page)
    assert "<title>参阅</title>" in page
    assert re.findall(r'(?:src|href|content)="(?:https?:)?//[^"]*"', page) == []
    assert "gradio.app" not in page


def test_every_script_in_the_page_carries_the_nonce_of_its_policy(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    (nonce,) = re.findall(r"'nonce-([^']+)'", first.headers["content-security-policy"])
    assert len(re.findall(r"<script", first.text)) == first.text.count(f'<script nonce="{nonce}"') > 3
    assert nonce not in second.text


def test_the_policy_allows_no_other_host_and_stands_on_every_answer(client: TestClient) -> None:
    for path in ("/", "/healthz", "/theme.css", "/config"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'; script-src 'self' 'nonce-")
        assert "http" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_style_script_and_icon_are_served_and_nothing_else_of_the_package(client: TestClient) -> None:
    addresses = re.findall(r'"(own/[^"]+)"', client.get("/").text)
    assert [client.get(f"/{address}").status_code for address in addresses] == [200] * len(addresses)
    assert {re.sub(r"\?.*", "", address) for address in addresses} >= {"own/style.css", "own/chat.js", "own/icon.svg"}
    assert client.get("/own/../page.py").status_code == 404
    assert client.get("/own/%2e%2e/page.py").status_code == 404


def test_a_template_that_no_longer_looks_as_expected_is_not_let_through() -> None:
    with pytest.raises(ValueError, match='没有 lang="en"'):
        rewritten("<html><head></head></html>", "n", Visitor())


def test_no_call_is_offered_to_programs(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_a_taken_port_is_reported_with_what_to_do(full_text_chain: PolicyChain) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(web.AddressInUse, match=rf"不能在 127\.0\.0\.1:{port} 上提供网页.*换一个端口"):
            web.serve(full_text_chain, port=port)


def test_serving_tells_its_address_and_ends_on_an_interrupt_even_with_a_page_open(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        with urlopen(f"{address}/healthz", timeout=5) as response:
            assert json.load(response)["store"] == "empty"
        with urlopen(f"{address}/gradio_api/heartbeat/x", timeout=5):  # what an open page holds
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
        assert errors == ""
    finally:
        process.kill()
        process.wait()


def test_every_answer_forbids_what_is_not_needed_and_personal_ones_are_not_kept(client: TestClient) -> None:
    for path in ("/", "/healthz", "/config", "/login", "/nowhere", "/gradio_api/nowhere", "/own/style.css"):
        headers = client.get(path).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["permissions-policy"].startswith("camera=(), ")
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert (headers.get("cache-control") == "no-store") == (not path.startswith("/own/"))
        assert "strict-transport-security" not in headers


def test_a_proxy_is_believed_about_scheme_host_and_path_if_it_is_trusted_and_nobody_else(
    full_text_chain: PolicyChain, tmp_path: Path
) -> None:
    accounts = Accounts(tmp_path, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add("张三", "reader", "correct horse")
    said = {"x-forwarded-proto": "https", "x-forwarded-host": "canyue.example", "x-forwarded-for": "203.0.113.7"}
    roots = {}
    for trusted in ("testclient", "192.0.2.0/24"):  # the test client calls itself by that name
        app = web.build(full_text_chain, accounts, trusted_proxies=trusted, root_path="canyue/")
        client = TestClient(app, base_url=HERE, follow_redirects=False)
        token = accounts.sign_in("张三", "correct horse")
        page = client.get(
            "/", headers={**said, "x-gradio-server": "http://evil.example", "cookie": f"{COOKIE}={token}"}
        )
        roots[trusted] = re.findall(r'"root":"([^"]*)"', page.text)[0]
        assert ("strict-transport-security" in page.headers) == (trusted == "testclient")
        assert "evil.example" not in page.text
        assert client.get("/canyue").headers["location"] == "/canyue/"
    assert roots == {"testclient": "https://canyue.example/canyue", "192.0.2.0/24": f"{HERE}/canyue"}


def test_health_tells_a_damaged_store(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    client = TestClient(web.build(PolicyChain(library)), base_url=HERE)
    assert client.get("/healthz").json()["store"] == "empty"
    library.store.close()
    for file in tmp_path.glob("library.sqlite3*"):
        file.write_bytes(b"\x00damaged" * 4096)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "store": "unreadable"})
