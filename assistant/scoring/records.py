"""JSON and tables as people keep them, into the records that ``read_profile`` checks.

A table has one space a row, or is a form with the columns 项目 and 数值 (and 单位) for one space. Headings are keys or
Chinese labels; a column headed by an indicator's code holds ratings (numbers) or grades (words). Every entry remembers
where it stands, so that a problem names its place.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any, TypeAlias

from assistant.scoring.profile import KEYS, Problem, Profile, ProfileRefused, read_profile
from assistant.scoring.scheme import Scheme
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system, system_ids
from knowledge.indicators.system import IndicatorSystem

HEADINGS = {"名称": "name", "评价体系": "system", "类别": "track", "年度": "year"}
FORM = ("项目", "数值")
FORM_UNIT = "单位"
CODE = re.compile(r"\d+(\.\d+)*")

Place: TypeAlias = Callable[[int, int], str]
"""What people call the cell in a row and column, both counted from 1."""


@dataclass(frozen=True, slots=True)
class Entries:
    """A record as read, what people call the place of each entry (facts.startups, year), and what is wrong already."""

    record: Any
    places: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_profiles(found: Sequence[Entries], scheme: Scheme | None = None) -> tuple[Profile, ...]:
    """Profiles from records; raises ProfileRefused with every problem of all, each at its place."""
    profiles, problems = [], []
    for number, entries in enumerate(found, start=1):
        wrong = list(entries.problems)
        try:
            profiles.append(read_profile(entries.record, scheme))
        except ProfileRefused as refused:
            wrong += [_placed(problem, entries.places) for problem in refused.problems]
        where = f"第 {number} 个空间：" if len(found) > 1 else ""
        problems += [where + problem for problem in wrong]
    if problems:
        raise ProfileRefused(problems)
    return tuple(profiles)


def _placed(problem: str, places: Mapping[str, str]) -> str:
    known = [places[entry] for entry in problem.about if entry in places] if isinstance(problem, Problem) else []
    return f"{'、'.join(known)}：{problem.what}" if isinstance(problem, Problem) and known else problem


def decoded(data: bytes) -> str:
    """Text as UTF-8, or as the GB encoding that Excel writes CSV in; raises ProfileRefused for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ProfileRefused(["文件不是文本，或编码既不是 UTF-8 也不是 GBK；请另存为 UTF-8 后再用"])


def json_records(text: str) -> list[Entries]:
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
    return [Entries(record) for record in (value if isinstance(value, list) else [value])]


def csv_records(text: str) -> list[Entries]:
    """The records of a CSV text, as a table or as a form."""
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise ProfileRefused(["不是正确的 CSV（有过长的格子或不能显示的字符），请重新另存后再用"]) from error
    return table_records(rows, lambda row, column: f"第 {row} 行第 {column} 列")


def table_records(rows: Iterable[Sequence[Any]], place: Place) -> list[Entries]:
    """The records of a table's rows; cells are text, numbers or None."""
    numbered = [(number, [_clean(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    numbered = [(number, cells) for number, cells in numbered if any(cell != "" for cell in cells)]
    if len(numbered) < 2:
        raise ProfileRefused(["表格应有一行标题和至少一行数据"])
    (_, head), *body = numbered
    if tuple(head[:2]) == FORM:
        return [_form(head, body, place)]
    return [_row(head, number, cells, place) for number, cells in body]


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


@dataclass(frozen=True, slots=True)
class _Cell:
    heading: str
    value: Any
    place: str


def _row(head: Sequence[Any], number: int, cells: Sequence[Any], place: Place) -> Entries:
    stated, beyond = [], []
    for column, (heading, value) in enumerate(zip_longest(head, cells, fillvalue=""), start=1):
        if heading != "":
            stated.append(_Cell(str(heading), value, f"{place(number, column)}（{heading}）"))
        elif value != "":
            beyond.append(place(number, column))
    return _entries(stated, [f"{'、'.join(beyond)}：上方没有标题，请补上标题或删去"] if beyond else [])


def _form(head: Sequence[Any], body: Iterable[tuple[int, Sequence[Any]]], place: Place) -> Entries:
    stated = [
        _Cell(str(cells[0]), cells[1], f"{place(number, 2)}（{cells[0]}）") for number, cells in body if cells[1:]
    ]
    problems = list(_wrong_units(stated, body, place)) if list(head[2:3]) == [FORM_UNIT] else []
    return _entries(stated, problems)


def _wrong_units(stated: Sequence[_Cell], body: Iterable[tuple[int, Sequence[Any]]], place: Place) -> Iterator[str]:
    system = system_of({HEADINGS.get(cell.heading, cell.heading): cell.value for cell in stated})
    keys = fact_keys(system)
    for number, cells in body:
        fact = system.facts.get(keys.get(cells[0], cells[0]))
        if fact and len(cells) > 2 and cells[2] != "" and cells[2] != fact.unit:
            yield f"{place(number, 3)}（{cells[0]}）：单位应为“{fact.unit}”，实际是“{cells[2]}”，请换算后再填"


def _entries(cells: Sequence[_Cell], problems: Sequence[str]) -> Entries:
    """A record from cells with their headings; empty cells are not stated, a heading may not occur twice."""
    stated = [cell for cell in cells if cell.value != ""]
    top = {name: cell.value for cell in stated if (name := HEADINGS.get(cell.heading, cell.heading)) in KEYS}
    keys = fact_keys(system_of(top))
    record: dict[str, Any] = {"ratings": {}, "grades": {}, "facts": {}}
    places: dict[str, str] = {}
    wrong = list(problems)
    for cell in stated:
        name = HEADINGS.get(cell.heading) or keys.get(cell.heading, cell.heading)
        where = entry_of(name, cell.value)
        if where in places:
            wrong.append(f"{places[where]}、{cell.place}：“{cell.heading}”出现了两次，请只留一处")
            continue
        places[where] = cell.place
        kind, _, key = where.partition(".")
        if key:
            record[kind][key] = cell.value
        else:
            record[where] = str(cell.value) if where == "name" else cell.value
    return Entries(record, places, tuple(wrong))


def entry_of(name: str, value: Any) -> str:
    """The entry a key or code with this value stands for: a number beside a code is a rating, a word a grade."""
    if name in KEYS:
        return name
    if not CODE.fullmatch(name):
        return f"facts.{name}"
    return f"grades.{name}" if isinstance(value, str) and not re.fullmatch(r"-?[\d.]+", value) else f"ratings.{name}"


def _clean(cell: Any) -> Any:
    return "" if cell is None else cell.strip() if isinstance(cell, str) else cell
