"""Many questions from a file, one answer each; a bad line is answered with what is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
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
        where = "、".join(".".join(map(str, problem["loc"])) or "整行" for problem in error.errors())
        wanted = '应是 {"id", "question", "history"?, "today"?} 的 JSON 对象'
        return {"id": _id_of(text), "line": number, "error": f"第 {number} 行不合格式（{where}）：{wanted}。"}
    try:
        answer = chain.ask(Query(line.question, _turns(line.history), line.today or today))
    except Exception as error:  # the rest of the batch must still be answered; the line says what happened
        return {"id": line.id, "line": number, "error": f"没能回答（{type(error).__name__}）：{error}"}
    return {"id": line.id, **answer.to_dict()}


def _id_of(text: str) -> str | int | None:
    """The id of a line that is otherwise unusable."""
    try:
        record = json.loads(text)
    except ValueError:
        return None
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str | int) else None


def _turns(messages: list[Message]) -> tuple[Turn, ...]:
    return tuple(Turn(message.role, message.content) for message in messages)
