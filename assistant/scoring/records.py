"""JSON and CSV as people keep them, into the records that ``read_profile`` checks.

A CSV file is a table with one space a row, or a form with the columns 项目 and 数值 (and 单位) for one space. Headings
are keys or Chinese labels; a column headed by an indicator's code holds ratings (numbers) or grades (words).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.scoring.profile import KEYS, Profile, ProfileRefused, read_profile
from assistant.scoring.scheme import Scheme
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system, system_ids
from knowledge.indicators.system import IndicatorSystem

HEADINGS = {"名称": "name", "评价体系": "system", "类别": "track", "年度": "year"}
FORM = ("项目", "数值")
FORM_UNIT = "单位"


def load_profile(path: Path, scheme: Scheme | None = None) -> Profile:
    """The one profile in a JSON or CSV file; raises ProfileRefused with every problem found."""
    profiles = load_profiles(path, scheme)
    if len(profiles) != 1:
        raise ProfileRefused([f"{path.name}：应只有一个空间的数据，实际有 {len(profiles)} 个；多个空间请用 --cohort"])
    return profiles[0]


def load_profiles(path: Path, scheme: Scheme | None = None) -> tuple[Profile, ...]:
    """Every profile in a JSON (an object or a list) or CSV file; raises ProfileRefused with every problem found."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileRefused([f"{path.name}：读不到这个文件（{error.strerror}），请检查路径"]) from error
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise ProfileRefused([f"{path.name}：不支持的格式“{suffix}”，可用的有：{'、'.join(READERS)}"])
    return read_profiles(READERS[suffix](decoded(data)), scheme)


def read_profiles(records: Sequence[Any], scheme: Scheme | None = None) -> tuple[Profile, ...]:
    """Profiles from records; where there are several, each problem names its record."""
    profiles, problems = [], []
    for number, record in enumerate(records, start=1):
        try:
            profiles.append(read_profile(record, scheme))
        except ProfileRefused as refused:
            where = f"第 {number} 个空间：" if len(records) > 1 else ""
            problems += [where + problem for problem in refused.problems]
    if problems:
        raise ProfileRefused(problems)
    return tuple(profiles)


def decoded(data: bytes) -> str:
    """Text as UTF-8, or as the GB encoding that Excel writes CSV in; raises ProfileRefused for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ProfileRefused(["文件不是文本，或编码既不是 UTF-8 也不是 GBK；请另存为 UTF-8 后再用"])


def json_records(text: str) -> list[Any]:
    """The records of a JSON text: one object or a list of them, every digit kept; a key may not occur twice."""
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        repeated.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return dict(pairs)

    try:
        value = json.loads(text, parse_float=Decimal, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise ProfileRefused(
            [f"第 {error.lineno} 行第 {error.colno} 列：不是正确的 JSON，请检查引号、逗号和括号"]
        ) from error
    except (ValueError, RecursionError) as error:
        raise ProfileRefused(["JSON 里有过长的数字或过深的嵌套，请检查"]) from error
    if repeated:
        raise ProfileRefused([f"键“{key}”写了两次，请只留一处" for key in repeated])
    return value if isinstance(value, list) else [value]


def csv_records(text: str) -> list[Any]:
    """The records of a CSV text, as a table or as a form."""
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error as error:
        raise ProfileRefused(["不是正确的 CSV（有过长的格子或不能显示的字符），请重新另存后再用"]) from error
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise ProfileRefused(["CSV 应有一行标题和至少一行数据"])
    head, *body = rows
    if tuple(head[:2]) == FORM:
        return [_form(head, body)]
    return [record_of_cells(_columns(head, row)) for row in body]


def record_of_cells(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A record from (heading, cell) pairs; empty cells are not stated. Raises ProfileRefused for a repeated heading."""
    stated = [(heading, cell) for heading, cell in cells if cell]
    top = {HEADINGS.get(heading, heading): cell for heading, cell in stated if HEADINGS.get(heading, heading) in KEYS}
    keys = fact_keys(system_of(top))
    record: dict[str, Any] = {**top, "ratings": {}, "grades": {}, "facts": {}}
    seen: set[str] = set()
    for heading, cell in stated:
        key = HEADINGS.get(heading) or keys.get(heading, heading)
        if key in seen:
            raise ProfileRefused([f"“{heading}”出现了两次，请只留一处"])
        seen.add(key)
        if key in top:
            continue
        if not re.fullmatch(r"\d+(\.\d+)*", key):
            record["facts"][key] = cell
        elif re.fullmatch(r"-?[\d.]+", cell):
            record["ratings"][key] = cell
        else:
            record["grades"][key] = cell
    return record


def system_of(record: Mapping[str, Any]) -> IndicatorSystem:
    """The system a record names (the makerspace system if none or an unknown one, which ``read_profile`` refuses)."""
    named = record.get("system")
    return load_system(named if named in system_ids() else DEFAULT_SYSTEM)


def fact_keys(system: IndicatorSystem) -> dict[str, str]:
    """From what people call a fact to its key: the label, with or without the unit in brackets."""
    names: dict[str, str] = {}
    for key, fact in system.facts.items():
        names |= {fact.label: key, f"{fact.label}（{fact.unit}）": key, f"{fact.label}({fact.unit})": key}
    return names


def _columns(head: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    if len(row) > len(head) and any(row[len(head) :]):
        raise ProfileRefused([f"有一行比标题多出 {len(row) - len(head)} 格：{'，'.join(row)}"])
    return list(zip(head, row, strict=False))


def _form(head: Sequence[str], body: Sequence[Sequence[str]]) -> dict[str, Any]:
    with_unit = list(head[2:3]) == [FORM_UNIT]
    record = record_of_cells([(row[0], row[1]) for row in body if len(row) > 1])
    if with_unit:
        system = system_of(record)
        keys = fact_keys(system)
        problems = []
        for row in body:
            fact = system.facts.get(keys.get(row[0], row[0]))
            if fact and len(row) > 2 and row[2] and row[2] != fact.unit:
                problems.append(f"{row[0]}：单位应为“{fact.unit}”，实际是“{row[2]}”，请换算后再填")
        if problems:
            raise ProfileRefused(problems)
    return record


READERS = {".json": json_records, ".csv": csv_records}
