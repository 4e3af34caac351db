"""YAML files that people edit: read exactly, checked against a model, every problem named with its line.

Numbers become ``Decimal`` from their own digits (0.1 is a tenth), whole numbers ``int``; dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

Place = tuple[str | int, ...]
"""Where a value stands: the keys and list positions that lead to it."""


class Record(BaseModel):
    """A frozen piece of a data file; keys the model does not know are problems."""

    model_config = ConfigDict(frozen=True, extra="forbid")


EXPECTED = {
    "decimal": "数字",
    "decimal_max_places": "最多 {decimal_places} 位小数的数",
    "greater_than": "大于 {gt} 的数",
    "greater_than_equal": "不小于 {ge} 的数",
    "less_than_equal": "不大于 {le} 的数",
    "finite": "数字",
    "bool": "true 或 false",
    "string": "文字（编号请加引号）",
    "string_too_short": "不为空的文字",
    "string_pattern_mismatch": "形如 {pattern} 的文字",
    "dict": "“键: 值”的形式",
    "model": "“键: 值”的形式",
    "tuple": "列表",
    "too_short": "至少 {min_length} 项",
    "date": "日期，如 2021-09-22",
    "literal_error": "允许的取值之一：{expected}",
    "enum": "允许的取值之一：{expected}",
}
"""What pydantic expected, by its error type or the first word of it."""

Model = TypeVar("Model", bound=Record)


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    place: Place
    text: str


class DataFileRefused(ValueError):
    """A data file that does not hold; ``problems`` are sentences that name file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_checked(path: Path, model: type[Model], check: Callable[[Model], Iterator[Problem]]) -> Model:
    """Read ``path`` as ``model`` and run ``check`` on the result; raises DataFileRefused with every problem found."""
    data, lines, problems = _parse(path)
    record: Model | None = None
    try:
        record = model.model_validate(data)
    except ValidationError as error:
        found = [_shape_problem(dict(item)) for item in error.errors()]
        problems += [Problem(place, text) for place, text, _ in found]
        if all(unknown for _, _, unknown in found):
            # Unknown keys alone do not hide what else is wrong: look at the rest without them.
            for place, _, _ in found:
                _remove(data, place)
            record = model.model_validate(data)
    if record is not None:
        problems += check(record)
    if problems or record is None:
        located = sorted({(_line_of(problem.place, lines), problem.text) for problem in problems})
        raise DataFileRefused([f"{path.name} 第 {line} 行：{text}" for line, text in located])
    return record


def _parse(path: Path) -> tuple[Any, dict[Place, int], list[Problem]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileRefused([f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8 后再用"]) from error
    except OSError as error:
        raise DataFileRefused([f"{path.name}：读不到这个文件（{error.strerror}），请检查路径"]) from error
    try:
        # An alias can stand for itself or multiply without end; these files have no use for one.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise DataFileRefused([f"{path.name}：不能使用 YAML 别名（*名称），请把内容写全"])
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileRefused([f"{path.name} 第 {line} 行：不是正确的 YAML，请检查缩进、冒号和引号"]) from error
    except RecursionError as error:
        raise DataFileRefused([f"{path.name}：嵌套过深，请检查括号"]) from error
    except yaml.YAMLError as error:
        raise DataFileRefused([f"{path.name}：含有 YAML 不允许的字符，请另存为纯文本后再用"]) from error
    if not isinstance(root, yaml.MappingNode):
        raise DataFileRefused([f"{path.name} 第 1 行：应当是“键: 值”的形式"])
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    return _construct(root, (), lines, problems), lines, problems


def _construct(node: yaml.Node, place: Place, lines: dict[Place, int], problems: list[Problem]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*place, i), lines, problems) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            inner = (*place, key)
            if key in mapping:
                problems.append(Problem((*place, key, "again"), f"“{key}”写了两次，请只留一处"))
                lines[(*place, key, "again")] = key_node.start_mark.line + 1
                continue
            lines[inner] = key_node.start_mark.line + 1
            if not key_node.tag.endswith(":str"):
                problems.append(Problem(inner, f'键 {key} 会被当成数字或日期，请加引号写成 "{key}"'))
            mapping[key] = _construct(value_node, inner, lines, problems)
        return mapping
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in {"true", "yes", "on"}
    digits = node.value.replace("_", "")
    if kind == "int" and re.fullmatch(r"[-+]?\d+", digits):
        return int(digits)
    if kind == "float" and re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", digits):
        return Decimal(digits)
    return node.value


def _shape_problem(error: dict[str, Any]) -> tuple[Place, str, bool]:
    """A pydantic error as (place, sentence, is it an unknown key)."""
    place: Place = tuple(error["loc"])
    name = ".".join(str(part) for part in place)
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return place, f"不认识的键“{name}”，请检查拼写或删去", True
    if kind == "missing":
        return place, f"缺少“{name}”，请补上", False
    expected = EXPECTED.get(kind) or EXPECTED.get(kind.partition("_")[0], str(error["msg"]))
    seen = repr(error["input"]) if isinstance(error["input"], str) else str(error["input"])
    return place, f"“{name}”应为{expected.format(**error.get('ctx', {}))}，实际是 {seen}", False


def _remove(data: Any, place: Place) -> None:
    for part in place[:-1]:
        data = data[part]
    del data[place[-1]]


def _line_of(place: Place, lines: dict[Place, int]) -> int:
    while place not in lines:
        place = place[:-1]
    return lines[place]
