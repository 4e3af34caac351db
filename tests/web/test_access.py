"""Who gets in, and what they may do then: asked of the server directly, past whatever a page shows or hides."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import get_args

import gradio as gr
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from assistant import web
from assistant.accounts import Accounts, Role
from assistant.chain import PolicyChain
from assistant.web.access import NotAllowed, Visitor, require, visitor
from assistant.web.gate import COOKIE, Gate
from assistant.web.login import login_routes

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse"
HERE = "http://127.0.0.1"
OFFICE = "http://canyue.example"

OPEN_TO_ALL = {"/healthz", "/login", "/logout", "/own"}


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Accounts:
    accounts = Accounts(tmp_path_factory.mktemp("accounts"), QUICK)
    accounts.add("读者", "reader", PASSWORD)
    accounts.add("编辑", "editor", PASSWORD)
    accounts.add("管理员", "admin", PASSWORD)
    return accounts


@pytest.fixture(scope="module")
def app(full_text_chain: PolicyChain, accounts: Accounts) -> FastAPI:
    return web.build(full_text_chain, accounts, local=False)


@pytest.fixture
def anyone(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=OFFICE, follow_redirects=False)


def signed_in(app: FastAPI, name: str, base_url: str = OFFICE) -> TestClient:
    client = TestClient(app, base_url=base_url, follow_redirects=False)
    assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


# -- getting in -------------------------------------------------------------------------------------------------------


def addresses(app: FastAPI) -> set[tuple[str, str]]:
    """Method and address of everything that the application answers to, Gradio's included."""
    found, pending = set(), list(app.routes)
    while pending:
        route = pending.pop()
        pending += getattr(getattr(route, "app", None), "routes", [])  # a mounted application
        pending += getattr(getattr(route, "original_router", None), "routes", [])
        path = re.sub(r"\{(\w+)(:path)?\}", "1", getattr(route, "path", "") or "/")
        found |= {(method, path) for method in getattr(route, "methods", None) or {"GET"}}
    return found


def test_nothing_but_health_login_and_its_style_is_there_for_those_not_signed_in(
    app: FastAPI, anyone: TestClient
) -> None:
    every = addresses(app)
    assert len(every) > 80
    assert {("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/upload"), ("GET", "/gradio_api/file=1")} <= every
    let_in = {(m, p) for m, p in every if p not in OPEN_TO_ALL and anyone.request(m, p).status_code != 401}
    assert let_in == set()


@pytest.mark.parametrize("cookie", ["", "x", "' OR 1=1 --", "读者".encode().hex()])
def test_an_invented_session_is_none(anyone: TestClient, cookie: str) -> None:
    assert anyone.get("/config", headers={"cookie": f"{COOKIE}={cookie}"}).status_code == 401


def test_a_browser_is_led_to_the_login_page_which_needs_no_script_and_no_other_host(anyone: TestClient) -> None:
    led = anyone.get("/", headers={"accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (303, "/login")
    page = anyone.get("/login")
    assert page.status_code == 200
    assert '<html lang="zh-CN">' in page.text
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text) == []
    styles = re.findall(r'href="(own/[^"]+)"', page.text)
    assert [anyone.get(f"/{style}").status_code for style in styles] == [200] * len(styles)


def test_the_right_password_opens_everything_and_the_page_says_who_is_signed_in(app: FastAPI) -> None:
    client = signed_in(app, "编辑")
    page = client.get("/")
    assert page.status_code == 200
    assert "<bdi>编辑</bdi>（编辑）" in page.text
    assert client.get("/login").headers["location"] == "/"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites_and_over_https_for_plain_http(
    app: FastAPI, anyone: TestClient
) -> None:
    given = {"name": "读者", "password": PASSWORD}
    plain = anyone.post("/login", data=given).headers["set-cookie"]
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", plain, re.IGNORECASE)
    secure = TestClient(app, base_url="https://canyue.example", follow_redirects=False)
    assert secure.post("/login", data=given).headers["set-cookie"].lower().endswith("; secure")


def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words_and_nothing_is_executed(
    anyone: TestClient,
) -> None:
    hostile = '"><script>alert(1)</script>'
    answers = [anyone.post("/login", data={"name": n, "password": "wrong horse"}) for n in ("读者", hostile)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert "名字或密码不对。" in answers[0].text
    assert answers[0].text.replace("读者", "") == answers[1].text.replace(
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;", ""
    )
    assert "set-cookie" not in answers[1].headers


def test_after_five_failures_the_right_password_has_to_wait_as_well_and_the_page_says_how_long(
    full_text_chain: PolicyChain, accounts: Accounts
) -> None:
    client = TestClient(web.build(full_text_chain, accounts, local=False), base_url=OFFICE, follow_redirects=False)
    for _ in range(5):
        assert client.post("/login", data={"name": "读者", "password": "wrong horse"}).status_code == 401
    refused = client.post("/login", data={"name": "读者", "password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert "试错的次数太多，请等 1 秒再试。" in refused.text
    assert client.post("/login", data={"name": "编辑", "password": PASSWORD}).status_code == 303  # others need not
    time.sleep(1)
    assert client.post("/login", data={"name": "读者", "password": PASSWORD}).status_code == 303


def test_signing_out_removing_the_account_and_a_new_password_end_the_session(app: FastAPI, accounts: Accounts) -> None:
    for name, end in (
        ("甲", lambda client: client.post("/logout")),
        ("乙", lambda client: accounts.remove("乙")),
        ("丙", lambda client: accounts.set_password("丙", "another horse")),
    ):
        accounts.add(name, "reader", PASSWORD)
        client = signed_in(app, name)
        token = client.cookies[COOKIE]
        assert client.get("/config").status_code == 200
        end(client)
        assert client.get("/config", headers={"cookie": f"{COOKIE}={token}"}).status_code == 401
        if name in [account.name for account in accounts.list()]:
            accounts.remove(name)


def test_unreadable_accounts_let_nobody_in_and_say_what_to_do(full_text_chain: PolicyChain, tmp_path: Path) -> None:
    (tmp_path / "accounts.sqlite").write_bytes(b"no database" * 100)
    client = TestClient(web.build(full_text_chain, Accounts(tmp_path)), base_url=HERE)
    for refused in (client.get("/"), client.get("/login"), client.post("/login", data={"name": "张三"})):
        assert refused.status_code == 503
        assert "账号文件" in refused.text


# -- without accounts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base_url", [HERE, "http://localhost:7860", "http://[::1]:7860"])
def test_without_accounts_this_machine_is_let_in(full_text_chain: PolicyChain, tmp_path: Path, base_url: str) -> None:
    client = TestClient(web.build(full_text_chain, Accounts(tmp_path)), base_url=base_url, follow_redirects=False)
    assert client.get("/").status_code == 200
    assert client.get("/login").headers["location"] == "/"


@pytest.mark.parametrize(
    ("local", "base_url", "headers"),
    [
        (True, OFFICE, {}),  # a foreign site whose name was made to lead to 127.0.0.1
        (True, HERE, {"x-forwarded-for": "203.0.113.7"}),  # through a proxy on this machine
        (True, HERE, {"x-forwarded-host": "canyue.example"}),
        (False, HERE, {}),  # the last account was removed while other computers can reach the server
    ],
)
def test_without_accounts_nobody_else_is_let_in_and_is_told_how_to_add_one(
    full_text_chain: PolicyChain, tmp_path: Path, local: bool, base_url: str, headers: dict[str, str]
) -> None:
    app = web.build(full_text_chain, Accounts(tmp_path), local=local)
    refused = TestClient(app, base_url=base_url).get("/", headers=headers)
    assert refused.status_code == 403
    assert "canyue user add 名字 --role admin" in refused.text


def test_once_an_account_exists_this_machine_has_to_sign_in_as_well(
    full_text_chain: PolicyChain, tmp_path: Path
) -> None:
    accounts = Accounts(tmp_path, QUICK)
    client = TestClient(web.build(full_text_chain, accounts), base_url=HERE)
    assert client.get("/config").status_code == 200
    accounts.add("管理员", "admin", PASSWORD)
    assert client.get("/config").status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_serving_to_others_without_an_account_is_refused(
    full_text_chain: PolicyChain, tmp_path: Path, host: str
) -> None:
    with pytest.raises(web.AccountsNeeded, match=r"要先有账号：canyue user add 名字 --role admin"):
        web.serve(full_text_chain, host, 0, accounts=Accounts(tmp_path))


# -- from where -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),  # a program: it has no cookie that a site could abuse
        ({"origin": OFFICE}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),  # a sandboxed frame
        ({"origin": f"{OFFICE}.evil.example"}, False),
        ({"origin": f"{OFFICE}:8080"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://canyue.example"}, True),  # a proxy that changes the host
        ({"sec-fetch-site": "cross-site", "origin": OFFICE}, False),
        ({"sec-fetch-site": "same-site"}, False),  # another service of the same office
    ],
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/gradio_api/queue/join", "/gradio_api/upload"])
def test_only_our_own_pages_may_change_anything(app: FastAPI, path: str, headers: dict[str, str], passes: bool) -> None:
    client = signed_in(app, "读者")
    answer = client.post(path, headers=headers)
    assert (answer.status_code != 403) == passes
    if not passes:
        assert "不是从参阅自己的页面发出的" in answer.text
        assert client.get("/config").status_code == 200  # still signed in


def test_a_foreign_page_may_not_read_answers_either(app: FastAPI) -> None:
    answer = signed_in(app, "读者").get("/config", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


# -- roles ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(accounts: Accounts, full_text_chain: PolicyChain) -> FastAPI:
    """The application with a route and a button of editors' own."""
    app = web.build(full_text_chain, accounts, local=False)

    @app.get("/documents/x")
    def read(request: Request) -> PlainTextResponse:
        return PlainTextResponse(require(request, "reader").name)

    @app.delete("/documents/x")
    def delete(request: Request) -> PlainTextResponse:
        return PlainTextResponse(require(request, "editor").name)

    app.router.routes.sort(key=lambda route: getattr(route, "path", "") == "")  # Gradio's page takes what is left
    return app


@pytest.mark.parametrize(
    ("name", "expected"), [("读者", 403), ("编辑", 200), ("管理员", 200)], ids=["reader", "editor", "admin"]
)
def test_a_route_of_editors_answers_editors_and_admins_only(guarded: FastAPI, name: str, expected: int) -> None:
    client = signed_in(guarded, name)
    assert client.get("/documents/x").text == name
    answer = client.delete("/documents/x")
    assert answer.status_code == expected
    assert answer.text == (name if expected == 200 else "您的账号没有这项权限，需要编辑（editor）。请联系管理员。")


@pytest.fixture(scope="module")
def buttons(accounts: Accounts) -> FastAPI:
    """Gradio behind the gate, with one event for editors: once by the queue, once without."""
    app = FastAPI()
    app.add_middleware(Gate, accounts=accounts, local=False, max_upload=1000)
    app.include_router(login_routes(accounts, ""))

    def delete(request: gr.Request) -> str:
        return f"deleted by {require(request, 'editor').name}"

    with gr.Blocks(analytics_enabled=False) as page:
        shown = gr.Textbox()
        gr.Button().click(delete, None, shown, api_visibility="private")
        gr.Button().click(delete, None, shown, api_visibility="private", queue=False)
    return gr.mount_gradio_app(app, page, path="/", show_error=False)


def called(client: TestClient, fn_index: int, queued: bool, session: str = "s1") -> str:
    """What Gradio answers to an event, as text."""
    event = {"data": [], "fn_index": fn_index, "session_hash": session}
    if not queued:
        return client.post("/gradio_api/run/predict", json=event).text
    assert client.post("/gradio_api/queue/join", json=event).status_code == 200
    events = client.get("/gradio_api/queue/data", params={"session_hash": session}).text
    messages = [json.loads(line[len("data: ") :]) for line in events.splitlines() if line]
    return json.dumps(messages, ensure_ascii=False)


@pytest.mark.parametrize("queued", [True, False])
def test_an_event_of_editors_called_directly_is_refused_to_readers_in_chinese(buttons: FastAPI, queued: bool) -> None:
    with signed_in(buttons, "编辑") as editor, signed_in(buttons, "读者") as reader:
        assert "deleted by 编辑" in called(editor, 0 if queued else 1, queued, "editor")
        refused = called(reader, 0 if queued else 1, queued, "reader")
    assert "deleted" not in refused
    assert "您的账号没有这项权限，需要编辑（editor）。" in refused


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("reader", {"reader"}),
        ("editor", {"reader", "editor"}),
        ("admin", {"reader", "editor", "admin"}),
    ],
)
def test_each_role_may_what_the_lesser_ones_may(role: Role, may: set[str]) -> None:
    assert {needed for needed in get_args(Role) if Visitor("x", role).may(needed)} == may


def test_a_request_that_did_not_pass_the_gate_has_no_visitor() -> None:
    with pytest.raises(AttributeError):
        visitor(gr.Request(Request({"type": "http", "headers": []})))
    assert issubclass(NotAllowed, gr.Error)  # or Gradio would hide its message


# -- sessions of pages ------------------------------------------------------------------------------------------------


def test_knowing_the_number_of_anothers_page_opens_it_to_nobody(app: FastAPI) -> None:
    owner, other = signed_in(app, "读者"), signed_in(app, "管理员")
    event = {"data": [], "fn_index": 0, "session_hash": "page0f"}
    assert owner.post("/gradio_api/queue/join", json=event).status_code != 403
    for answer in (
        other.post("/gradio_api/queue/join", json=event),
        other.post("/gradio_api/run/predict", json=event),
        other.get("/gradio_api/queue/data", params={"session_hash": "page0f"}),
        other.get("/gradio_api/heartbeat/page0f"),
        other.post("/gradio_api/reset", json=event),
    ):
        assert (answer.status_code, "另一个账号打开的" in answer.text) == (403, True)


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.x+json", "text/plain", None])
def test_whatever_a_body_is_called_it_is_looked_at(app: FastAPI, kind: str | None) -> None:
    owner, other = signed_in(app, "读者"), signed_in(app, "管理员")
    sent = {"data": [], "fn_index": 0, "session_hash": f"of {kind}", "event_id": "x"}
    owner.post("/gradio_api/reset", json=sent)
    event = json.dumps(sent).encode()
    headers = {"content-type": kind} if kind else {}
    assert other.post("/gradio_api/run/predict", content=event, headers=headers).status_code == 403
