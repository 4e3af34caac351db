"""Many questions from a file, one answer each; a bad line is answered with what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.answers import Query, Turn
from assistant.chain import PolicyChain
from assistant.terminal import BadInput


class Message(BaseModel):
    """One earlier message."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class Line(BaseModel):
    """One line of a batch."""

    id: str | int
    question: str
    history: list[Message] = []
    today: dt.date | None = None


_HISTORY = TypeAdapter(list[Message])


def read_history(path: Path) -> tuple[Turn, ...]:
    """The turns in a JSON file. Raises BadInput."""
    try:
        return _turns(_HISTORY.validate_json(path.read_bytes()))
    except (OSError, ValidationError) as error:
        raise BadInput(
            f'读不了对话文件 {path}：应是 [{{"role": "user"|"assistant", "content": "…"}}, …]。{error}'
        ) from error


def answer_lines(chain: PolicyChain, path: Path, today: dt.date | None) -> Iterator[dict[str, Any]]:
    """One JSON object per line of the file, in order, each with the line's "id". Raises BadInput for no file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了问题文件 {path}：应是 UTF-8 的 JSONL。{error}") from error
    for number, text in enumerate(lines, 1):
        if text.strip():
            yield _answer(chain, number, text, today)


def _answer(chain: PolicyChain, number: int, text: str, today: dt.date | None) -> dict[str, Any]:
    try:
        line = Line.model_validate_json(text)
    except ValidationError as error:
        return {"id": None, "line": number, "error": f"第 {number} 行不合格式：{error.errors()[0]['msg']}"}
    try:
        answer = chain.ask(Query(line.question, _turns(line.history), line.today or today))
    except Exception as error:  # the rest of the batch must still be answered; the line says what happened
        return {"id": line.id, "line": number, "error": f"{type(error).__name__}: {error}"}
    return {"id": line.id, **answer.to_dict()}


def _turns(messages: list[Message]) -> tuple[Turn, ...]:
    return tuple(Turn(message.role, message.content) for message in messages)
