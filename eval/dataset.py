"""Evaluation samples: one JSON object a line, checked as a whole before anything runs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    JsonValue,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from assistant.answers import Query, Turn

DATASETS = Path(__file__).parent / "datasets"
# A sample that names no day is asked on this one: what holds today must not change what a run brings.
ASKED_ON = dt.date(2026, 11, 22)

Kind = Literal[
    "lookup",
    "table",
    "list",
    "compare",
    "aggregate",
    "multi",
    "scoring",
    "advice",
    "follow_up",
    "unanswerable",
    "injection",
    "meta",
]


class DatasetError(ValueError):
    """A dataset that cannot be used; the message, in Chinese, names every bad line."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError(
            "pattern", "正则表达式“{pattern}”写错了：{error}", {"pattern": pattern, "error": str(error)}
        ) from error
    return pattern


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_compiles)]


class Message(BaseModel):
    """An earlier message of the conversation that the question continues."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    role: Literal["user", "assistant"]
    content: str


class Sample(BaseModel):
    """A question and what a right answer to it must show.

    ``facts`` are regular expressions that must all match the answer, ``evidence`` verbatim snippets that must all lie
    in the cited passages, ``score`` fields of the scorecard, ``why`` what the sample tests.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Text
    question: Text
    kind: Kind
    history: tuple[Message, ...] = ()
    facts: tuple[Pattern, ...] = ()
    evidence: tuple[Text, ...] = ()
    refuse: bool = False
    score: dict[str, JsonValue] = {}
    today: dt.date | None = None
    why: str = ""

    @model_validator(mode="after")
    def _refusals_rest_on_nothing(self) -> Sample:
        if self.refuse and (self.evidence or self.score):
            raise PydanticCustomError("refuse", "拒答没有出处和评分：refuse 为 true 时 evidence 和 score 应为空")
        return self

    def query(self) -> Query:
        """The question as the chain takes it, always on a day that is told."""
        turns = tuple(Turn(message.role, message.content) for message in self.history)
        return Query(self.question, turns, self.today or ASKED_ON)


_SAID_IN_CHINESE = {
    "extra_forbidden": "不认识的键",
    "missing": "缺少这个键",
    "literal_error": "应为 {expected} 之一",
    "json_invalid": "不是合法的 JSON（{error}）",
    "string_too_short": "不能为空",
    "string_type": "应为字符串",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为数组",
    "model_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
}


def _explain(error: ErrorDetails) -> str:
    """One validation error as `key: what is wrong`; what has no Chinese wording keeps pydantic's."""
    template = _SAID_IN_CHINESE.get(error["type"])
    message = template.format(**error.get("ctx", {})) if template else error["msg"]
    place = ".".join(str(part) for part in error["loc"])
    return f"{place}：{message}" if place else message


def load(path: Path) -> tuple[Sample, ...]:
    """Read a dataset, UTF-8 with or without a byte order mark; blank lines are skipped.

    Raises DatasetError when the file cannot be read, holds no sample, or has bad lines: all of them are named at once.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise DatasetError(f"读不到评测集 {path}：{error.strerror}。请检查路径。") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"评测集 {path} 不是 UTF-8 编码（第 {error.start} 字节处）。请另存为 UTF-8。") from error

    samples: list[Sample] = []
    problems: list[str] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            sample = Sample.model_validate_json(line)
        except ValidationError as error:
            problems.append(f"第 {number} 行：" + "；".join(map(_explain, error.errors())))
            continue
        if sample.id in first_line:
            problems.append(f"第 {number} 行：id“{sample.id}”与第 {first_line[sample.id]} 行重复")
            continue
        first_line[sample.id] = number
        samples.append(sample)

    if problems:
        raise DatasetError("\n".join([f"评测集 {path} 有 {len(problems)} 行不合要求：", *problems]))
    if not samples:
        raise DatasetError(f"评测集 {path} 里没有样本。应为每行一个 JSON 对象。")
    return tuple(samples)


def load_all(paths: Sequence[Path]) -> tuple[tuple[Sample, ...], ...]:
    """Several datasets, each as ``load`` reads it. Raises DatasetError, also for an id that two of them share."""
    sets = tuple(load(path) for path in paths)
    owner: dict[str, Path] = {}
    for path, samples in zip(paths, sets, strict=True):
        for sample in samples:
            if owner.setdefault(sample.id, path) != path:
                raise DatasetError(f"评测集 {path} 与 {owner[sample.id]} 都有 id“{sample.id}”：请改成不同的。")
    return sets
