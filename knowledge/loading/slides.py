"""Presentations (.pptx): a page per slide, its shapes from top to bottom, its title as heading; python-pptx opens them.

Read are text with printed list numbers, tables with merged cells, the figures behind charts, diagrams (SmartArt) and,
marked as such, the speaker's notes; left out are hidden slides, footers, dates and slide numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn
from pptx.shapes.group import GroupShape

from knowledge.loading import charts, grids
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.list_numbers import join, render_auto
from knowledge.loading.refusal import damaged
from knowledge.segmentation import fold

_LEFT_OUT = {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}
_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
# Shapes whose upper edges differ by less stand in one row, and are read from the left (914,400 units to the inch).
_ROW_HEIGHT = 300_000
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_DIAGRAM_POINTS = f"{{{_DIAGRAM}}}ptLst/{{{_DIAGRAM}}}pt"


def extract(path: Path) -> Extract:
    """Raises Refused for a damaged file."""
    try:
        presentation = pptx.Presentation(str(path))
        slides = list(presentation.slides)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise damaged("不是完整的演示文稿") from error
    blocks: list[Paragraph | Grid] = []
    hidden = pictures = 0
    title = None
    for number, slide in enumerate(slides, start=1):
        if slide.element.get("show") in ("0", "false"):
            hidden += 1
            continue
        pictures += sum(1 for _ in slide.element.iter(qn("p:pic")))
        found = [*_shapes(slide.shapes, number), *_notes(slide, number)]
        title = title or next((each.text for each in found if isinstance(each, Paragraph) and each.level), None)
        blocks.extend(found)
    warnings = (
        *((f"有 {hidden} 张隐藏的幻灯片没有读取。",) if hidden else ()),
        *((f"幻灯片里有 {pictures} 幅图片，图片里的文字没有读取。",) if pictures else ()),
    )
    return Extract(tuple(blocks), title=title, pages=len(slides), warnings=warnings)


def _shapes(shapes: Iterable[Any], page: int) -> Iterator[Paragraph | Grid]:
    for shape in sorted(shapes, key=_place):
        if shape.is_placeholder and shape.placeholder_format.type in _LEFT_OUT:
            continue
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes, page)
        elif getattr(shape, "has_table", False):
            yield from filter(None, [_table(shape.table, page)])
        elif getattr(shape, "has_chart", False):
            yield from filter(None, [charts.read(shape.chart.part.blob, page)])
        elif shape.has_text_frame:
            if shape.is_placeholder and shape.placeholder_format.type in _TITLES:
                if text := fold(shape.text_frame.text):
                    yield Paragraph(text, 1, page)
            else:
                yield from (Paragraph(line, None, page) for line in _lines(shape.text_frame))
        else:
            yield from (Paragraph(line, None, page) for line in _diagram(shape))


def _place(shape: Any) -> tuple[bool, int, int]:
    """The title first, then by rows from the left; what has no place of its own takes its layout's."""
    is_title = shape.is_placeholder and shape.placeholder_format.type in _TITLES
    return not is_title, (shape.top or 0) // _ROW_HEIGHT, shape.left or 0


def _lines(frame: Any) -> Iterator[str]:
    """The paragraphs of a text frame with their automatic numbers, which begin anew in every frame."""
    counts: dict[int, tuple[str, int]] = {}
    for paragraph in frame.paragraphs:
        text = "".join(_runs(paragraph._p)).strip()
        numbering = paragraph._p.find(f"{qn('a:pPr')}/{qn('a:buAutoNum')}")
        counts = {level: count for level, count in counts.items() if level <= paragraph.level}
        if text and numbering is not None:
            scheme = numbering.get("type", "arabicPeriod")
            before, count = counts.get(paragraph.level, ("", 0))
            count = count + 1 if before == scheme else int(numbering.get("startAt", "1"))
            counts[paragraph.level] = scheme, count
            text = join(render_auto(count, scheme), text)
        elif text:
            counts.pop(paragraph.level, None)
        yield from (line.strip() for line in text.split("\n") if line.strip())


def _runs(paragraph: Any) -> Iterator[str]:
    for child in paragraph:
        if child.tag in (qn("a:r"), qn("a:fld")):
            yield child.findtext(qn("a:t")) or ""
        elif child.tag == qn("a:br"):
            yield "\n"


def _table(table: Any, page: int) -> Grid | None:
    cells = []
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            if not cell.is_spanned:
                text = grids.cell_text(_lines(cell.text_frame))
                cells.append(GridCell(text, row, column, cell.span_height, cell.span_width))
    return grids.build(cells, header_rows=1 if table.first_row else 0, page=page)


def _diagram(shape: Any) -> Iterator[str]:
    """The lines of a SmartArt diagram, in the order of its data."""
    for ids in shape.element.iter(f"{{{_DIAGRAM}}}relIds"):
        data = shape.part.related_part(ids.get(qn("r:dm")))
        for point in charts.parse(data.blob).iterfind(_DIAGRAM_POINTS):
            text = "".join(run.text or "" for run in point.iter(qn("a:t"))).strip()
            if text and point.get("type") != "pres":
                yield text


def _notes(slide: Any, page: int) -> Iterator[Paragraph]:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if frame is not None:
        yield from (Paragraph(f"演讲者备注：{line}", None, page) for line in _lines(frame))
