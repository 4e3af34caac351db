"""The Excel form: what to fill in, in the order of the indicators, so that only what can be right can be entered.

Column A (hidden) says what each row holds; ``form_reading`` goes by it, not by positions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from assistant.scoring.exact import plain
from assistant.scoring.scheme import Scheme
from assistant.scoring.wording import indicator_note, scheme_label
from assistant.scoring_files.saving import save
from knowledge.indicators.system import Fact, FactKind, Indicator, IndicatorSystem

MARK = "canyue-form"
KEY, CODE, ITEM, INPUT, UNIT, RATING, NOTE = range(7)
HEAD = ("", "编号", "项目", "填写", "单位", "直接评分（可不填）", "说明")
TITLES = {"name": "名称", "year": "年度", "track": "类别"}
FLAGS = ("是", "否")
YEARS = (1900, 2199)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form: the name, year or track, a group's heading, an indicator, or a fact below it."""

    kind: str
    key: str = ""
    indicator: Indicator | None = None
    fact: Fact | None = None
    tracks: frozenset[str] = field(default_factory=frozenset)
    """The tracks it matters to; empty: all."""


def rows(system: IndicatorSystem, track: str | None) -> Iterator[Row]:
    """The form's rows for one track, or for all; a fact stands where it is first needed."""
    yield from (Row(key, key) for key in TITLES if key != "track" or len(system.tracks) > 1)
    indicators = system.of_track(track) if track else system.indicators
    users: dict[str, set[str]] = {}
    for indicator in indicators:
        for measure in indicator.measures:
            for key in measure.facts:
                users.setdefault(key, set()).update(indicator.weights)
    shown: set[str] = set()
    for group in system.all_groups:
        members = [indicator for indicator in indicators if indicator.group == group.name]
        if members:
            yield Row("group", f"{group.name}（{plain(group.weight)}{' 分' if group is system.bonus else '%'}）")
        for indicator in members:
            yield Row("indicator", indicator.code, indicator, tracks=frozenset(indicator.weights))
            for key in dict.fromkeys(key for measure in indicator.measures for key in measure.facts):
                if key not in shown:
                    shown.add(key)
                    yield Row("fact", key, fact=system.facts[key], tracks=frozenset(users[key]))
    counted = {key for indicator in system.indicators for measure in indicator.measures for key in measure.facts}
    if others := [key for key in system.facts if key not in counted]:
        yield Row("group", "其他条件")
        yield from (Row("fact", key, fact=system.facts[key]) for key in others)


def write_form(path: Path, system: IndicatorSystem, scheme: Scheme, track: str | None = None) -> None:
    """The form for one track, or (None) for all with the track to choose; raises NotSaved."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _Sheet(book, system, scheme, track).write()
    save(path, buffer.getvalue())


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, system: IndicatorSystem, scheme: Scheme, track: str | None) -> None:
        self._system, self._scheme, self._track = system, scheme, track
        self._sheet = book.add_worksheet("填报表")
        self._options = book.add_worksheet("选项")
        self._lists = 0
        base: dict[str, Any] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter", "text_wrap": True}
        line = base | {"border": 1, "border_color": "#BFBFBF"}
        self._title = book.add_format(base | {"bold": True, "font_size": 14, "text_wrap": False})
        self._hint = book.add_format(base | {"font_color": "#595959", "valign": "top"})
        self._heading = book.add_format(line | {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
        self._group = book.add_format(line | {"bold": True, "bg_color": "#DDEBF7"})
        self._indicator = book.add_format(line | {"bold": True})
        self._cell = book.add_format(line)
        self._small = book.add_format(line | {"font_color": "#595959", "font_size": 9})
        self._input = book.add_format(line | {"bg_color": "#FFF9DB", "locked": False})
        self._text = book.add_format(line | {"bg_color": "#FFF9DB", "locked": False, "num_format": "@"})
        self._idle = book.add_format({"bg_color": "#D9D9D9", "font_color": "#A6A6A6"})

    def write(self) -> None:
        system, sheet = self._system, self._sheet
        sheet.set_column(KEY, KEY, None, None, {"hidden": True})
        for column, width in ((CODE, 7), (ITEM, 44), (INPUT, 18), (UNIT, 10), (RATING, 12), (NOTE, 62)):
            sheet.set_column(column, column, width)
        sheet.write_string(0, KEY, f"{MARK} {system.id}")
        sheet.write_string(0, CODE, f"{system.title} 填报表", self._title)
        sheet.set_row(2, 30)
        sheet.set_row(0, 26)
        sheet.merge_range(1, CODE, 1, NOTE, self._instructions(), self._hint)
        sheet.set_row(1, 64)
        for column, text in enumerate(HEAD):
            if column != KEY:
                sheet.write_string(2, column, text, self._heading)
        at = {}
        for number, row in enumerate(rows(system, self._track), start=3):
            at[row.key] = number
            self._write_row(number, row, at)
        last = max(at.values())
        sheet.freeze_panes(3, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        self._options.protect()
        self._options.hide()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.print_area(0, CODE, last, NOTE)
        sheet.set_selection(at["name"], INPUT, at["name"], INPUT)

    def _instructions(self) -> str:
        period = self._system.period
        when = f"数据所属时段：{period.year}（{period.start} 至 {period.end}）。" if period else ""
        return (
            "只填浅黄色的格子；不知道的留空，不要填 0，留空的会列为缺项。"
            f"{when}收入、费用等金额以万元计，比例由程序计算，不用填。"
            "“直接评分”是已有专家评分或自评分（0–100）时才填，填了就以它为准。"
            f"等级折合评分见评分方案：{scheme_label(self._scheme)}。"
            "填好保存后，在网页的“评分”里导入，或运行：canyue score 本文件"
        )

    def _write_row(self, number: int, row: Row, at: dict[str, int]) -> None:
        sheet, system = self._sheet, self._system
        if row.kind == "group":
            sheet.merge_range(number, CODE, number, NOTE, row.key, self._group)
            return
        sheet.write_string(number, KEY, row.key)
        for column in (CODE, UNIT, RATING):
            sheet.write_blank(number, column, None, self._cell)
        if row.indicator is not None:
            self._write_indicator(number, row.indicator)
        elif row.fact is not None:
            self._write_fact(number, row.key, row.fact)
        else:
            self._write_title(number, row.key)
        if len(system.tracks) > 1 and self._track is None and row.tracks and row.tracks != set(system.tracks):
            own = "、".join(system.tracks[track] for track in row.tracks)
            chosen = f"$D${at['track'] + 1}"
            tests = [f'{chosen}="{label}"' for track, label in system.tracks.items() if track not in row.tracks]
            criteria = f"=OR({','.join(tests)})"
            sheet.conditional_format(
                number, CODE, number, NOTE, {"type": "formula", "criteria": criteria, "format": self._idle}
            )
            if row.indicator is not None:
                sheet.write_string(number, NOTE, f"只评{own}。{indicator_note(row.indicator, system)}", self._small)

    def _write_title(self, number: int, key: str) -> None:
        sheet, system = self._sheet, self._system
        sheet.write_string(number, ITEM, TITLES[key], self._indicator)
        notes = {"name": "填了名称和年度，得分才会存档，供以后比较", "year": "数据所属的年度，四位数字，如 2021"}
        sheet.write_string(number, NOTE, notes.get(key, "决定评哪些指标；不适用的行会变灰"), self._small)
        if key == "name":
            sheet.write_blank(number, INPUT, None, self._text)
        elif key == "year":
            sheet.write_blank(number, INPUT, None, self._input)
            self._validate(number, INPUT, "integer", "between", *YEARS, message="年度应为四位年份，如 2021")
        elif self._track is not None:
            sheet.write_string(number, INPUT, system.tracks[self._track], self._cell)
        else:
            sheet.write_blank(number, INPUT, None, self._input)
            self._choose(number, list(system.tracks.values()), "请从列表中选择类别")

    def _write_indicator(self, number: int, indicator: Indicator) -> None:
        sheet = self._sheet
        sheet.write_string(number, CODE, indicator.code, self._indicator)
        sheet.write_string(number, ITEM, indicator.name, self._indicator)
        sheet.write_string(number, NOTE, indicator_note(indicator, self._system), self._small)
        sheet.write_blank(number, RATING, None, self._input)
        self._validate(number, RATING, "decimal", "between", 0, 100, message="评分应在 0 到 100 之间")
        self._comment(number, RATING, f"{indicator.code} 已有专家评分或自评分时填，0–100；填了就以它为准")
        if indicator.measures:
            sheet.write_blank(number, INPUT, None, self._cell)
            return
        sheet.write_string(number, UNIT, "等级", self._cell)
        grades = self._scheme.grades
        if grades:
            sheet.write_blank(number, INPUT, None, self._input)
            self._choose(number, list(grades), f"等级应为：{'、'.join(grades)}")
            worth = "，".join(f"{grade} {plain(rating)}" for grade, rating in grades.items())
            self._comment(
                number, INPUT, f"{indicator.code} 从列表中选等级。按评分方案“{self._scheme.name}”折合：{worth}"
            )
        else:
            sheet.write_blank(number, INPUT, None, self._cell)

    def _write_fact(self, number: int, key: str, fact: Fact) -> None:
        sheet = self._sheet
        sheet.write_string(number, ITEM, f"　{fact.label}", self._cell)
        sheet.write_string(number, UNIT, fact.unit, self._cell)
        sheet.write_string(number, NOTE, fact.counts, self._small)
        sheet.write_blank(number, INPUT, None, self._input)
        if fact.kind is FactKind.FLAG:
            self._choose(number, list(FLAGS), "请选择“是”或“否”")
        elif fact.kind is FactKind.COUNT:
            self._validate(number, INPUT, "integer", ">=", 0, message=f"{fact.label}应为不小于 0 的整数（{fact.unit}）")
        else:
            sign = ">" if fact.positive else ">="
            what = "大于 0" if fact.positive else "不小于 0"
            self._validate(number, INPUT, "decimal", sign, 0, message=f"{fact.label}应为{what}的数（{fact.unit}）")
        codes = [i.code for i in self._system.indicators if any(key in measure.facts for measure in i.measures)]
        used = f"用于：{'、'.join(codes)}" if codes else ""
        self._comment(number, INPUT, "\n".join(filter(None, [fact.counts, used])))

    def _validate(
        self, row: int, column: int, kind: str, criteria: str, low: int, high: int | None = None, *, message: str
    ) -> None:
        bounds = {"minimum": low, "maximum": high} if high is not None else {"value": low}
        self._sheet.data_validation(
            row,
            column,
            row,
            column,
            {"validate": kind, "criteria": criteria, **bounds, "error_title": "填写有误", "error_message": message},
        )

    def _choose(self, row: int, options: list[str], message: str) -> None:
        """A drop-down; its options stand in a sheet of their own, so they may hold any character."""
        for i, option in enumerate(options):
            self._options.write_string(i, self._lists, option)
        column = xlsxwriter.utility.xl_col_to_name(self._lists, col_abs=True)
        self._lists += 1
        self._sheet.data_validation(
            row,
            INPUT,
            row,
            INPUT,
            {
                "validate": "list",
                "source": f"=选项!{column}$1:{column}${len(options)}",
                "error_title": "填写有误",
                "error_message": message[:255],
            },
        )

    def _comment(self, row: int, column: int, text: str) -> None:
        if text:
            self._sheet.write_comment(row, column, text, {"author": "参阅", "x_scale": 2.2, "y_scale": 0.9})
