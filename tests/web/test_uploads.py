"""Files sent to the server and fetched from it: how large, how long kept, and nothing besides."""

from __future__ import annotations

import http.client
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import gradio as gr
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant import web
from assistant.chain import PolicyChain
from assistant.web import server
from tests.web.conftest import served

HERE = "http://127.0.0.1"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, full_text_chain: PolicyChain) -> Iterator[FastAPI]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("uploads") / "files"))
        yield web.build(full_text_chain, max_upload_mb=1)


@pytest.fixture
def folder(app: FastAPI) -> Path:
    """Where Gradio puts what is uploaded; empty."""
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=HERE)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def uploaded(client: TestClient, name: str, content: bytes) -> str:
    """The address of a file just uploaded."""
    (path,) = client.post("/gradio_api/upload", files={"files": (name, content)}).json()
    return f"/gradio_api/file={path}"


@pytest.mark.parametrize(("size", "status"), [(1024 * 1024, 200), (1024 * 1024 + 1, 413)])
def test_a_file_may_have_the_size_that_is_set_and_not_one_byte_more(
    client: TestClient, folder: Path, size: int, status: int
) -> None:
    answer = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * size)})
    assert answer.status_code == status
    assert [path.stat().st_size for path in kept(folder)] == ([size] if status == 200 else [])
    if status == 413:
        assert answer.text == "上传的文件太大：最多 1 MB，没有保存。请拆分后再传，或用命令行 canyue ingest 导入。"


def test_several_files_may_be_larger_together_up_to_ten_times(client: TestClient, folder: Path) -> None:
    files = [("files", (f"{i}.txt", bytes([i]) * 1_000_000)) for i in range(11)]
    assert client.post("/gradio_api/upload", files=files[:3]).status_code == 200
    assert len(kept(folder)) == 3
    assert client.post("/gradio_api/upload", files=files).status_code == 413
    assert len(kept(folder)) == 3


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.mark.parametrize("pieces", [3, 400], ids=["cut off", "too large, not announced"])
def test_of_an_upload_that_does_not_come_to_its_end_nothing_is_kept(address: str, folder: Path, pieces: int) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.putrequest("POST", "/gradio_api/upload")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    piece = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"x" * 60_000
    try:
        for _ in range(pieces):
            connection.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            piece = b"x" * 60_000
            if pieces == 3:
                time.sleep(0.1)
    except OSError:  # the server has stopped listening
        pass
    if pieces == 3:
        assert kept(folder)  # there is something to be removed
    connection.close()
    for _ in range(50):
        if not kept(folder):
            break
        time.sleep(0.1)
    assert kept(folder) == []


def test_a_request_without_a_file_is_small(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", json={"data": ["x" * (4 * 1024 * 1024)], "session_hash": "s"})
    assert (answer.status_code, answer.text) == (413, "请求太大，最多 4 MB。")
    streamed = client.post("/gradio_api/queue/join", content=(b"x" * 100_000 for _ in range(50)))
    assert streamed.status_code == 413


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"data":' * 100_000])
def test_what_is_nested_without_end_is_refused(client: TestClient, deep: str) -> None:
    answer = client.post("/gradio_api/run/predict", content=deep, headers={"content-type": "application/json"})
    assert answer.status_code == 400


TRAVERSALS = [
    "/etc/passwd",
    "//etc/passwd",
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "....//....//....//etc/passwd",
    "file:///etc/passwd",
    "/proc/self/environ",
    "{files}/../secret.txt",
    "{files}%2f..%2fsecret.txt",
    "{files}/link",
    "C:\\Windows\\win.ini",
    "{app}",
    "{database}",
    "\x00/etc/passwd",
]


@pytest.mark.parametrize("path", TRAVERSALS)
@pytest.mark.parametrize("way", ["/gradio_api/file=", "/gradio_api/file/", "/file=", "/assets/", "/static/", "/own/"])
def test_no_file_outside_is_served(
    client: TestClient, full_text_chain: PolicyChain, folder: Path, way: str, path: str
) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "link").symlink_to(folder.parent / "secret.txt")
    wanted = path.format(files=folder, app=Path(web.__file__), database=full_text_chain.library.store.path)
    answer = client.get(way + (wanted if "%" in wanted else quote(wanted, safe="/:=.")))
    assert answer.status_code in (400, 403, 404), answer.text[:100]


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "..\\..\\evil.txt", "/etc/evil", "a/b/c.txt", "\x00", "..", "C:\\x"]
)
def test_an_uploaded_files_name_leads_nowhere_else(client: TestClient, folder: Path, name: str) -> None:
    before = kept(folder.parent)
    client.post("/gradio_api/upload", files={"files": (name, b"x")})
    appeared = set(kept(folder.parent)) - set(before)
    assert all(folder in path.parents for path in appeared)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "https://evil.example/x.pdf", " HTTP://evil.example/"])
def test_the_server_fetches_nothing_that_a_visitor_names(client: TestClient, address: str) -> None:
    file = {"path": address, "meta": {"_type": "gradio.FileData"}, "orig_name": "x.pdf"}
    for where in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        answer = client.post(where, json={"data": [[{"deep": file}]], "fn_index": 0, "session_hash": "s"})
        assert (answer.status_code, answer.text) == (400, "只接受上传的文件，不从网址读取。")
    assert client.get(f"/gradio_api/file={address.strip()}").status_code == 404
    assert client.get(f"/gradio_api/proxy={address.strip()}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evil.html", b"<script>alert(1)</script>"),
        ("evil.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'),
        ("evil.xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'),
    ],
)
def test_an_uploaded_page_or_drawing_may_do_nothing_when_it_is_opened(
    client: TestClient, folder: Path, name: str, content: bytes
) -> None:
    answer = client.get(uploaded(client, name, content))
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].endswith("; sandbox")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_event_is_given_no_file_that_was_not_uploaded(
    full_text_chain: PolicyChain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page_with_a_file(desk: object) -> gr.Blocks:
        with gr.Blocks(analytics_enabled=False) as page:
            gr.Button().click(lambda path: Path(path).read_text(), gr.File(), gr.Textbox(), queue=False)
        return page

    monkeypatch.setattr(server, "build_page", page_with_a_file)
    client = TestClient(web.build(full_text_chain), base_url=HERE)
    (path,) = client.post("/gradio_api/upload", files={"files": ("a.txt", b"sent")}).json()
    answers = []
    for wanted in (path, "/etc/hostname", f"{folder}/../secret.txt", __file__):
        file = {"path": wanted, "meta": {"_type": "gradio.FileData"}, "orig_name": "a.txt"}
        answers.append(client.post("/gradio_api/run/predict", json={"data": [file], "fn_index": 0}))
    assert [answer.status_code for answer in answers] == [200, 500, 500, 500]
    assert answers[0].json()["data"] == ["sent"]
    assert {answer.text for answer in answers[1:]} == {'{"error":null}'}
