"""The chat over the built-in bulletin: chains on a fresh library, really served on a free port, and a real browser."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from assistant import web
from assistant.chain import PolicyChain
from assistant.web.server import Server
from knowledge.embedding import Embedder, open_embedder
from knowledge.library import SAMPLE, Library

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[..., Page]
Serve = Callable[[PolicyChain], str]


def new_library(folder: Path, *files: Path, embedder: Embedder | None = None) -> Library:
    """A library in ``folder`` with the files taken in."""
    library = Library(folder / "library.sqlite3", folder / "chroma", embedder)
    assert {result.status for result in library.ingest(files)} <= {"added"}
    return library


@pytest.fixture(scope="session")
def sample() -> Path:
    """The built-in bulletin."""
    return next(SAMPLE.glob("*.md"))


@pytest.fixture(scope="session")
def full_text_chain(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> PolicyChain:
    """A chain without an embedding model."""
    return PolicyChain(new_library(tmp_path_factory.mktemp("full-text"), sample))


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory, sample: Path, home_with_weights: Path) -> PolicyChain:
    """The chain as it is served: words, characters and meaning."""
    embedder = open_embedder(home_with_weights)
    library = new_library(tmp_path_factory.mktemp("hybrid"), sample, embedder=embedder)
    library.warm_up()
    return PolicyChain(library)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free loopback port; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ready = threading.Event()
        server = Server(app, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.wait(10)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture(scope="session")
def address(chain: PolicyChain) -> Iterator[str]:
    """Where the chain as it is served can be asked."""
    with served(web.build(chain)) as address:
        yield address


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a chain of a test's own until the test is over; returns the address."""
    with ExitStack() as servers:
        yield lambda chain: servers.enter_context(served(web.build(chain)))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=15_000)  # a machine that has more to do must not fail a test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def is_error(message: ConsoleMessage) -> bool:
    """Whether the browser reports an error, other than what is shown on the page: that the server does not answer, or
    that a stream was cut off by a reload.
    """
    expected = message.location["url"].endswith("/healthz") or re.search("AbortError|errored out", message.text)
    return message.type == "error" and not expected


@pytest.fixture
def open_page(browser: Browser, serve: object) -> Iterator[OpenPage]:
    """Opens the chat in a window of its own, which is closed before its server is.

    In the end, whatever a test did, nothing foreign was asked for and no error was logged.
    """
    pages: list[Page] = []
    foreign: list[str] = []
    errors: list[str] = []

    def opened(address: str, width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
        )
        page = context.new_page()
        pages.append(page)
        own = (urljoin(address, "/"), "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.locator("#question textarea").wait_for()
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert foreign == []
    assert errors == []
