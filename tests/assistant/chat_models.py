"""Chat models for tests: one that answers by a script, and a small endpoint that goes wrong in every known way."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

Script = Callable[[str], str]
"""From the user message of the prompt to the reply."""


class ScriptedModel(BaseChatModel):
    """A chat model whose replies are computed from the prompt, streamed in pieces of 1, 2, 3, 1, … characters."""

    script: Script
    asked: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._reply(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in pieces(self._reply(messages)):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def _reply(self, messages: Sequence[BaseMessage]) -> str:
        self.asked.append(str(messages[-1].content))
        return self.script(self.asked[-1])


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of 1, 2, 3, 1, 2, 3, … characters."""
    size = 1
    while text:
        yield text[:size]
        text, size = text[size:], size % 3 + 1


def shown_evidence(prompt: str) -> dict[str, str]:
    """Key → text of the passages in a prompt."""
    block = re.search(r"<依据 (\w+)>\n(.*)\n</依据 \1>", prompt, re.S)
    assert block is not None
    return dict(re.findall(r"(?ms)^(c\d+) (.*?)(?=\n\nc\d+ |\n\n《|\Z)", block[2]))


def asks_to_condense(prompt: str) -> bool:
    return "<对话 " in prompt


class FaultyServer(ThreadingHTTPServer):
    """An OpenAI-compatible endpoint that behaves as ``behaviours`` say, call after call, the last one for ever.

    Where a stream breaks off is computed from ``seed``.
    """

    daemon_threads = True

    def __init__(self, *behaviours: str, reply: Script = lambda prompt: "", seed: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.random = random.Random(seed)
        self.behaviours = list(behaviours)
        self.reply = reply
        self.calls = 0
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def next_behaviour(self) -> str:
        self.calls += 1
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the game."""


@contextmanager
def faulty_server(*behaviours: str, reply: Script = lambda prompt: "", seed: int = 0) -> Iterator[FaultyServer]:
    """The endpoint, served on a free port of this machine."""
    server = FaultyServer(*behaviours, reply=reply, seed=seed)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FaultyServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.server.reply(request["messages"][-1]["content"])
        behaviour = self.server.next_behaviour()
        if behaviour == "hang":
            self.server.closing.wait(30)
        elif behaviour.isdecimal():
            self._answer(int(behaviour), json.dumps({"error": {"message": "no"}}))
        elif behaviour == "429 for a minute":
            self._answer(429, json.dumps({"error": {"message": "later"}}), {"Retry-After": "60"})
        elif behaviour == "not json":
            self._answer(200, "<html>proxy login</html>")
        elif behaviour == "drip":
            self._stream(None for _ in range(300))
        elif behaviour == "bad json":
            self._stream([_event(reply[:20]), 'data: {"choices": [{"delta"\n\n'])
        elif behaviour == "no choices":
            self._stream([f"data: {json.dumps({'choices': 'none'})}\n\n"])
        elif behaviour == "half a stream":
            self._stream(_event(piece) for piece in pieces(reply[: len(reply) // 2]))
        elif behaviour == "cut off":
            self._stream([_event(reply)[: self._somewhere(_event(reply))]])
        elif behaviour == "garbled":
            at = self._somewhere(reply)
            self._stream([_event(reply[:at]), _event(reply[at:])[:-4] + "\x00}]\n\n"])
        elif behaviour == "hang after a while":
            self._stream([*(_event(piece) for piece in pieces(reply[: self._somewhere(reply)])), *[None] * 300])
        elif behaviour == "endless":
            self._stream(_event(reply) for _ in range(100_000))
        elif behaviour == "well":
            self._stream([*(_event(piece) for piece in pieces(reply)), _event("", "stop"), "data: [DONE]\n\n"])
        else:
            raise AssertionError(behaviour)

    def _somewhere(self, text: str) -> int:
        return self.server.random.randrange(1, max(2, len(text)))

    def _answer(self, status: int, body: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def _stream(self, events: Any) -> None:
        """Events as they come; None is a sign of life that says nothing."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for event in events:
            self.wfile.write((event or ": alive\n\n").encode())
            self.wfile.flush()
            if event is None and self.server.closing.wait(0.1):
                return

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def _event(text: str, finish_reason: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish_reason}
    record = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "faulty", "choices": [choice]}
    return f"data: {json.dumps(record, ensure_ascii=False)}\n\n"
