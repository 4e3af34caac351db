"""A scorecard as an Excel file that calculates: facts and scheme stand in cells, the rest are formulas over them.

Each formula is written together with our own result, so that a viewer that does not calculate shows the same figures.
Excel's ROUND rounds halves away from zero, which for points is half up; rounding to 12 places first takes away what
binary fractions leave (3.535 is stored a little below).
"""

from __future__ import annotations

import io
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from assistant.scoring.cohort import Cohort
from assistant.scoring.rating import RatedMeasure, rate_measures
from assistant.scoring.scheme import Steps
from assistant.scoring.scorecard import Line, Scorecard
from assistant.scoring.wording import basis_of, provenance, scheme_label
from assistant.scoring_files.chart import SHEET as CHART_SHEET
from assistant.scoring_files.chart import chart_of, write_chart_data
from assistant.scoring_files.saving import save
from knowledge.indicators.system import Combine, FactKind, Indicator

CODE, NAME, GROUP, WEIGHT, VALUE, UNIT, RATING, POINTS, BASIS, ARITHMETIC, SOURCE = range(11)
HEAD = ("编号", "指标", "一级指标", "权重", "数值", "单位", "评分", "得分", "依据", "算式（存档时）", "出处")
WIDTHS = (7, 44, 12, 7, 16, 12, 9, 9, 11, 60, 60)
FIRST = 7  # the row of the first line in the sheet 得分, counted from 0
LOWEST = -1e300  # the open lower end of the lowest band


def write_calculation(path: Path, card: Scorecard, cohort: Cohort | None = None) -> None:
    """The workbook; ``cohort`` is the one the scorecard was made with. Raises NotSaved."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _Calculation(book, card, cohort).write()
    save(path, buffer.getvalue())


class _Calculation:
    def __init__(self, book: xlsxwriter.Workbook, card: Scorecard, cohort: Cohort | None) -> None:
        self._book, self._card, self._cohort = book, card, cohort
        self._points = book.add_worksheet("得分")
        self._data = book.add_worksheet("数据")
        self._rates = book.add_worksheet("折算")
        self._chart = book.add_worksheet(CHART_SHEET)
        self._peers: Worksheet | None = None
        self._peer_columns = 0
        self._facts: dict[str, str] = {}
        self._grades: dict[str, str] = {}
        self._ratings: dict[str, str] = {}
        self._measures: dict[str, list[tuple[str, str, Fraction | None]]] = {}
        """Per code, each measure's cells of value and rating in the sheet 折算, and its value."""
        base: dict[str, Any] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
        line = base | {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}
        self._title = book.add_format(base | {"bold": True, "font_size": 14})
        self._note = book.add_format(base | {"font_color": "#595959"})
        self._warning = book.add_format(base | {"bold": True, "font_color": "#C00000"})
        self._heading = book.add_format(line | {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
        self._cell = book.add_format(line)
        self._input = book.add_format(line | {"bg_color": "#FFF9DB"})
        self._number = book.add_format(line | {"num_format": "0.00"})
        self._sum = book.add_format(line | {"num_format": "0.00", "bold": True, "bg_color": "#DDEBF7"})
        self._label = book.add_format(line | {"bold": True, "bg_color": "#DDEBF7"})

    def write(self) -> None:
        self._write_data()
        self._write_rates()
        self._write_points()
        write_chart_data(self._chart, self._card)
        chart = chart_of(self._book, len(self._card.lines))
        chart.set_size({"width": 760, "height": 560})
        self._chart.insert_chart("E2", chart)

    def _write_data(self) -> None:
        """Facts, grades and ratings as stated; the yellow cells may be changed, the rest follows."""
        card, sheet = self._card, self._data
        indicators = card.system.of_track(card.profile.track)
        self._head(sheet, "数据（浅黄色的格子可以改，其余随之重算）", ("项目", "数值", "单位"), (44, 16, 10))
        row = 2
        for key, fact in card.system.facts.items():
            sheet.write_string(row, 0, fact.label, self._cell)
            stated = card.profile.facts.get(key)
            flag = fact.kind is FactKind.FLAG
            self._write(
                sheet, row, 1, ("是" if stated else "否") if flag and stated is not None else stated, self._input
            )
            sheet.write_string(row, 2, fact.unit, self._cell)
            self._facts[key] = _address("数据", row, 1)
            row += 1
        for title, cells, given in (
            ("等级", self._grades, card.profile.grades),
            ("直接评分", self._ratings, card.profile.ratings),
        ):
            for indicator in indicators:
                sheet.write_string(row, 0, f"{indicator.code} {indicator.name}", self._cell)
                self._write(sheet, row, 1, given.get(indicator.code), self._input)
                sheet.write_string(row, 2, title, self._cell)
                cells[indicator.code] = _address("数据", row, 1)
                row += 1

    def _write_rates(self) -> None:
        """Grades, then a row per measure: its value from the facts, how the scheme rates it, its rating."""
        card, sheet = self._card, self._rates
        head = ("编号", "数值的名称", "数值", "单位", "起评值", "满分值", "评分", "方式")
        self._head(sheet, f"折算方案：{scheme_label(card.scheme)}", head, (12, 32, 14, 12, 10, 10, 10, 40))
        row = 2
        for indicator in card.system.of_track(card.profile.track):
            for rated in rate_measures(indicator, card.profile, card.scheme, self._cohort):
                self._write_measure(row, indicator, rated)
                row += 1
        row += 1
        sheet.write_row(row, 0, ("等级", "折合评分"), self._heading)
        self._grade_rows = (row + 1, row + len(card.scheme.grades))
        for number, (grade, rating) in enumerate(card.scheme.grades.items(), start=row + 1):
            sheet.write_string(number, 0, grade, self._cell)
            self._write(sheet, number, 1, rating, self._input)

    def _write_measure(self, row: int, indicator: Indicator, rated: RatedMeasure) -> None:
        sheet, measure = self._rates, rated.measure
        sheet.write_string(row, 0, indicator.key(measure), self._cell)
        sheet.write_string(row, 1, measure.name or indicator.name, self._cell)
        of, per = ([self._facts[key] for key in keys] for keys in (measure.of, measure.per))
        value = f"({'+'.join(of)})*{measure.times}"
        known = f"COUNT({','.join(of + per)})={len(of + per)}"
        if per:
            value += f"/({'+'.join(per)})"
            known = f"AND({known},SUM({','.join(per)})<>0)"
        if measure.plus:
            value += f"{measure.plus:+}"
        self._formula(sheet, row, 2, f'=IF({known},{value},"")', self._number, rated.value)
        sheet.write_string(row, 3, measure.unit, self._cell)
        benchmark = self._card.scheme.benchmarks.get(indicator.key(measure))
        self._write(sheet, row, 4, benchmark.zero if benchmark else None, self._input)
        self._write(sheet, row, 5, benchmark.full if benchmark else None, self._input)
        cell = xl_rowcol_to_cell(row, 2)
        formula, way = self._rating_formula(row, rated, cell, indicator, benchmark is not None)
        self._formula(sheet, row, 6, formula, self._number, rated.rating)
        sheet.write_string(row, 7, way, self._cell)
        cells = _address("折算", row, 2), _address("折算", row, 6)
        self._measures.setdefault(indicator.code, []).append((*cells, rated.value))

    def _rating_formula(
        self, row: int, rated: RatedMeasure, value: str, indicator: Indicator, linear: bool
    ) -> tuple[str, str]:
        if rated.method is not None:
            peers = self._write_peers(indicator, rated)
            if rated.method == "percentile":
                # Rounded on both sides: two ways to one value may differ in the last binary digit.
                fewer = f"SUMPRODUCT(--(ROUND({peers},9)<ROUND({value},9)))"
                equal = f"SUMPRODUCT(--(ROUND({peers},9)=ROUND({value},9)))"
                return f'=IF({value}="","",100*({fewer}+{equal}/2)/COUNT({peers}))', "同类空间中的百分位"
            low, high = f"MIN({peers},{value})", f"MAX({peers},{value})"
            spread = f"IF(ROUND({high}-{low},9)=0,100,100*({value}-{low})/({high}-{low}))"
            return f'=IF({value}="","",{spread})', "同类空间中的极差"
        if isinstance(rated.curve, Steps):
            lowest = [LOWEST if band.at_least is None else float(band.at_least) for band in rated.curve.bands]
            first, last = 9, 8 + len(lowest)
            for column, band in enumerate(rated.curve.bands, start=first):
                self._rates.write_number(row, column, lowest[column - first], self._cell)
                self._rates.write_number(row, column + len(lowest), float(band.points), self._cell)
            ends, points = (
                f"{xl_rowcol_to_cell(row, a)}:{xl_rowcol_to_cell(row, b)}"
                for a, b in ((first, last), (last + 1, last + len(lowest)))
            )
            weight = rated.curve.weight
            lookup = f"100*LOOKUP(ROUND({value},9),{ends},{points})/{weight}"
            return f'=IF({value}="","",{lookup})', "分档：右边依次是各档下限、各档分值"
        if linear:
            zero, full = xl_rowcol_to_cell(row, 4), xl_rowcol_to_cell(row, 5)
            return f'=IF({value}="","",100*MAX(0,MIN(1,({value}-{zero})/({full}-{zero}))))', "起评值到满分值按直线"
        return '=""', "方案没有规定"

    def _write_peers(self, indicator: Indicator, rated: RatedMeasure) -> str:
        if self._peers is None:
            self._peers = self._book.add_worksheet("同类空间")
            self._peers.write_string(0, 0, "同类空间的数值，每列一项，不含本空间", self._title)
        column, self._peer_columns = self._peer_columns, self._peer_columns + 1
        self._peers.write_string(1, column, indicator.key(rated.measure), self._heading)
        for row, other in enumerate(rated.others, start=2):
            self._peers.write_number(row, column, float(other), self._cell)
        last = 1 + len(rated.others)
        return f"'同类空间'!{_fixed(2, column)}:{_fixed(last, column)}"

    def _write_points(self) -> None:
        card, sheet = self._card, self._points
        profile, system = card.profile, card.system
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{system.title} 得分", self._title)
        about = [
            profile.name or "（没有填写名称）",
            f"{profile.year} 年度" if profile.year else "",
            system.tracks[profile.track],
        ]
        sheet.write_string(1, 0, "　".join(filter(None, about)), self._note)
        official, ours = provenance(card)
        sheet.write_string(2, 0, official, self._note)
        sheet.write_string(3, 0, ours, self._note if card.scheme.official else self._warning)
        sheet.write_string(
            4, 0, "得分 = 权重 × 评分 ÷ 100，四舍五入到 0.01；白底数字都是公式，可逐格核对。", self._note
        )
        for column, text in enumerate(HEAD):
            sheet.write_string(FIRST - 1, column, text, self._heading)
        for row, line in enumerate(card.lines, start=FIRST):
            self._write_line(row, line)
        self._write_sums(FIRST, FIRST + len(card.lines) - 1)
        sheet.freeze_panes(FIRST, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write_line(self, row: int, line: Line) -> None:
        sheet, card = self._points, self._card
        texts = {
            CODE: line.code,
            NAME: line.name,
            GROUP: line.group,
            UNIT: line.unit,
            BASIS: basis_of(line, card.scheme),
            ARITHMETIC: line.arithmetic if line.points is None else "；".join([*line.steps, line.arithmetic]),
            SOURCE: f"《{line.source.title}》{' > '.join(line.source.section)}：{line.source.quote}",
        }
        for column, text in texts.items():
            sheet.write_string(row, column, text, self._cell)
        # A Chinese character takes two units of width; without a height some viewers show the first line only.
        sheet.set_row(
            row, 15 * max(math.ceil(2 * len(texts[column]) / WIDTHS[column]) for column in (ARITHMETIC, SOURCE))
        )
        self._write(sheet, row, WEIGHT, line.weight, self._cell)
        measures = self._measures.get(line.code, [])
        sheet.write_blank(row, VALUE, None, self._cell)
        if len(measures) == 1:
            value, _, result = measures[0]
            self._formula(sheet, row, VALUE, f"={value}", self._number, result)
        elif line.value:
            sheet.write_string(row, VALUE, line.value, self._cell)
        self._formula(sheet, row, RATING, self._line_rating(line.code), self._number, line.rating)
        weight, rating = xl_rowcol_to_cell(row, WEIGHT), xl_rowcol_to_cell(row, RATING)
        points = f'=IF(ISNUMBER({rating}),ROUND(ROUND({weight}*{rating}/100,12),2),"")'
        self._formula(sheet, row, POINTS, points, self._number, line.points)

    def _line_rating(self, code: str) -> str:
        """A rating wins over a grade, a grade over facts."""
        rating, grade = self._ratings[code], self._grades[code]
        first, last = self._grade_rows
        names, worths = (f"'折算'!{_fixed(first, column)}:{_fixed(last, column)}" for column in (0, 1))
        by_grade = f"INDEX({worths},MATCH({grade},{names},0))" if last >= first else '""'
        return f'=IF(ISNUMBER({rating}),{rating},IF({grade}<>"",{by_grade},{self._combined(code)}))'

    def _combined(self, code: str) -> str:
        measures = self._measures.get(code, [])
        cells, count = ",".join(rating for _, rating, _ in measures), len(measures)
        if count < 2:
            return cells or '""'
        indicator = self._card.system.indicator(code)
        assert indicator is not None
        if indicator.combine is Combine.MEAN:
            return f'IF(COUNT({cells})={count},SUM({cells})/{count},"")'
        enough = f"COUNT({cells})>0"
        if indicator.combine is Combine.BEST:
            enough = f"OR(COUNT({cells})={count},MAX({cells})>=100)"
        return f'IF({enough},MAX({cells}),"")'

    def _write_sums(self, first: int, last: int) -> None:
        card, sheet = self._card, self._points

        def column(number: int) -> str:
            return f"{_fixed(first, number)}:{_fixed(last, number)}"

        row = last + 2
        cells = {}

        def put(label: str, formula: str, result: Decimal) -> None:
            nonlocal row
            sheet.merge_range(row, CODE, row, UNIT, label, self._label)
            sheet.write_blank(row, RATING, None, self._label)
            self._formula(sheet, row, POINTS, formula, self._sum, result)
            cells[label] = xl_rowcol_to_cell(row, POINTS)
            row += 1

        points, weights, groups = column(POINTS), column(WEIGHT), column(GROUP)
        for group in card.groups:
            put(group.name, f'=ROUND(SUMIF({groups},"{group.name}",{points}),2)', group.points)
        put("基础分", f"=ROUND({'+'.join(cells.values())},2)", card.base)
        if card.system.bonus is not None:
            put("加分", f'=ROUND(SUMIF({groups},"{card.system.bonus.name}",{points}),2)', card.bonus)
        total = "+".join(cells[label] for label in ("基础分", "加分") if label in cells)
        put("总分", f"=ROUND({total},2)", card.total)
        open_points = f"SUMPRODUCT((1-ISNUMBER({points}))*{weights})"
        put("缺项全部得满分时的总分", f"=ROUND({cells['总分']}+{open_points},2)", card.high)

    def _head(self, sheet: Worksheet, title: str, head: tuple[str, ...], widths: tuple[int, ...]) -> None:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, title, self._title)
        for column, text in enumerate(head):
            sheet.write_string(1, column, text, self._heading)
        sheet.freeze_panes(2, 0)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Decimal | str | None, style: Format) -> None:
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        else:
            sheet.write_number(row, column, float(value), style)

    def _formula(
        self, sheet: Worksheet, row: int, column: int, formula: str, style: Format, result: Fraction | Decimal | None
    ) -> None:
        sheet.write_formula(row, column, formula, style, "" if result is None else float(result))


def _address(sheet: str, row: int, column: int) -> str:
    return f"'{sheet}'!{_fixed(row, column)}"


def _fixed(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
