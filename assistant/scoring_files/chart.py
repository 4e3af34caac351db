"""The chart of a scorecard: what every line brings and what it still could, as stacked bars."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from assistant.scoring.exact import from_cents
from assistant.scoring.scorecard import Scorecard

CHART_XML = "xl/charts/chart1.xml"
SHEET = "图表数据"
COLOURS = {"得分": "#2E75B6", "还差": "#D9D9D9"}


def write_chart_data(sheet: Worksheet, card: Scorecard) -> None:
    """Code and name, points, and points still open, a row per line below the headings."""
    sheet.write_row(0, 0, ["指标", *COLOURS])
    for row, line in enumerate(card.lines, start=1):
        sheet.write_string(row, 0, f"{line.code} {_shortened(line.name)}")
        sheet.write_number(row, 1, float(line.points or 0))
        sheet.write_number(row, 2, float(from_cents(line.full_cents - (line.cents or 0))))


def chart_of(book: xlsxwriter.Workbook, rows: int) -> Chart:
    """The chart over the sheet that ``write_chart_data`` filled with ``rows`` lines."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, colour in enumerate(COLOURS.values(), start=1):
        chart.add_series(
            {
                "name": [SHEET, 0, column],
                "categories": [SHEET, 1, 0, rows, 0],
                "values": [SHEET, 1, column, rows, column],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_title({"name": "各项得分与还差的分", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}}})
    chart.set_legend({"position": "bottom"})
    return chart


def chart_parts(card: Scorecard) -> tuple[bytes, bytes]:
    """The chart as DrawingML with its figures inside, and the workbook with its data, for use in another document."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        write_chart_data(sheet, card)
        sheet.insert_chart("E2", chart_of(book, len(card.lines)))
    with zipfile.ZipFile(buffer) as archive:
        return archive.read(CHART_XML), buffer.getvalue()


def _shortened(name: str, most: int = 20) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
