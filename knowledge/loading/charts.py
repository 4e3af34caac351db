"""The figures behind a chart in an Office document, which are kept with it: a row per category, a column per series."""

from __future__ import annotations

from typing import Any

from lxml import etree

from knowledge.loading import grids
from knowledge.loading.extract import Grid, GridCell

_NAMES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
REFERENCE = f"{{{_NAMES['c']}}}chart"
"""The element of a drawing that refers to a chart's part by its ``r:id``."""


def read(part: bytes, page: int | None = None) -> Grid | None:
    """The table in a chart part (DrawingML Charts, ECMA-376 Part 1, 21.2); None for one that keeps no figures.

    A series of a scatter chart has its x values as categories; the first series' categories hold for all.
    """
    root = parse(part)
    series = root.findall(".//c:plotArea/*/c:ser", _NAMES)
    named = [_points(each, "c:cat") or _points(each, "c:xVal") for each in series]
    values = [_points(each, "c:val") or _points(each, "c:yVal") for each in series]
    categories = next((names for names in named if names), {})
    places = sorted({place for column in (categories, *values) for place in column})
    if not any(values):
        return None
    cells = [GridCell("", 0, 0)]
    cells += [GridCell("".join(_values(each, "c:tx").values()), 0, i) for i, each in enumerate(series, 1)]
    for row, place in enumerate(places, 1):
        cells.append(GridCell(categories.get(place, str(place + 1)), row, 0))
        cells += [GridCell(_figure(column.get(place, "")), row, i) for i, column in enumerate(values, 1)]
    caption = "".join(text.text or "" for text in root.findall("c:chart/c:title//a:t", _NAMES))
    return grids.build(cells, header_rows=1, caption=caption.strip(), page=page)


def parse(part: bytes) -> Any:
    """The XML of a part of an Office document; entities stay unresolved and nothing is fetched."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _points(series: Any, name: str) -> dict[int, str]:
    """The cached values of one dimension by their index."""
    points = series.findall(f"{name}//c:pt", _NAMES)
    return {int(point.get("idx")): " ".join((point.findtext("c:v", "", _NAMES)).split()) for point in points}


def _values(series: Any, name: str) -> dict[int, str]:
    """A series' name, which may be a value of its own rather than a cached one."""
    return _points(series, name) or {0: series.findtext(f"{name}/c:v", "", _NAMES)}


def _figure(value: str) -> str:
    """The value without what binary arithmetic left in its last places."""
    try:
        return f"{float(value):.12g}" if value else ""
    except ValueError:
        return value
