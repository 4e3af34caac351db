"""PDF: the text layer where it can be trusted, recognition of the page's image where not. Only module on pypdfium2."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from knowledge.loading import layout, legibility, recognition
from knowledge.loading.extract import Extract
from knowledge.loading.layout import Sheet
from knowledge.loading.legibility import COVERED_SHARE, Legibility
from knowledge.loading.lines import Span
from knowledge.loading.matrix import IDENTITY, Matrix, Point, around
from knowledge.loading.refusal import Refused, damaged, encrypted
from knowledge.loading.ruling import Rule

MAX_PAGES = 500
MAX_OBJECTS = 200_000
"""Objects of one page that are looked at; more are the strokes of a map or drawing."""
MAX_DEPTH = 8
THIN = 3.0
"""Points; a filled rectangle that is thinner is a line."""
_Box = tuple[float, float, float, float]
_BULLETS = {0xF06C, 0xF06E, 0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC, 0xF075}
"""Where fonts of symbols put their bullets."""


def extract(path: Path) -> Extract:
    """Raises Refused for a file that is encrypted, damaged, too long, without text, or scanned and too slow to read."""
    with _open(path) as document:
        count = len(document)
        if count > MAX_PAGES:
            raise Refused(f"有 {count} 页，上限是 {MAX_PAGES} 页：请拆分后再导入。")
        sheets, seen = zip(*(_read(document, number) for number in range(1, count + 1)), strict=True)
        scanned = [page.page for page in seen if page.is_garbled or page.is_scan]
        images = ((number, _render(document, number)) for number in scanned)
        recognised = {sheet.number: sheet for sheet in recognition.recognise(images, len(scanned))}
        title = document.get_metadata_value("Title")
    blocks = layout.blocks([recognised.get(sheet.number, sheet) for sheet in sheets])
    if not blocks:
        raise Refused("没有读到文字（可能是空白页，或扫描得太模糊）：请换一份清楚的文件。")
    title = layout.confirmed(title, blocks)
    return Extract(blocks, title=title, pages=count, warnings=legibility.warnings(seen))


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise encrypted() from error
        raise damaged("不是完整的 PDF") from error


def _render(document: pdfium.PdfDocument, number: int) -> Image.Image:
    page = document[number - 1]
    scale = min(200 / 72, recognition.LONGEST_SIDE / max(page.get_size()))
    image: Image.Image = page.render(scale=scale).to_pil()
    page.close()
    return image


# --- one page -------------------------------------------------------------------------------------------------------


def _read(document: pdfium.PdfDocument, number: int) -> tuple[Sheet, Legibility]:
    """Everything on the page but the text of its images."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise damaged(f"第 {number} 页读不了") from error
    left, bottom, right, top = page.get_bbox()
    drawing = _Drawing()
    drawing.read(page.raw, IDENTITY)
    area = max(1.0, (right - left) * (top - bottom))
    image_share = min(1.0, sum(_covered(box, (left, bottom, right, top)) for box in drawing.images) / area)
    glyphs, broken, invisible = _glyphs(page, look_for_invisible=image_share > COVERED_SHARE)
    page.close()
    turned = Counter(glyph.angle for glyph in glyphs).most_common(1)[0][0] if glyphs else 0

    def upright(x0: float, y0: float, x1: float, y1: float) -> _Box:
        """From the page's space (y upwards) to that in which most text runs to the right and y downwards."""
        match turned:
            case 90:
                return y0 - bottom, x0 - left, y1 - bottom, x1 - left
            case 180:
                return right - x1, y0 - bottom, right - x0, y1 - bottom
            case 270:
                return top - y1, right - x1, top - y0, right - x0
            case _:
                return x0 - left, top - y1, x1 - left, top - y0

    width, height = right - left, top - bottom
    sheet = Sheet(
        number,
        *((height, width) if turned in (90, 270) else (width, height)),
        spans=[Span(glyph.text, *upright(*glyph.box)) for glyph in _once(glyphs) if glyph.angle == turned],
        rules=[Rule(*upright(*box)) for box in drawing.rules],
    )
    text = "".join(span.text for span in sheet.spans)
    return sheet, Legibility(number, text, broken, image_share, drawing.anything, invisible)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """``box`` is x0, y0, x1, y1 in points, y upwards; ``angle`` the direction of the text in degrees."""

    text: str
    box: _Box
    angle: int


def _glyphs(page: pdfium.PdfPage, look_for_invisible: bool) -> tuple[list[_Glyph], int, bool]:
    """The characters in the order of the file, how many have no known letter, whether they are drawn invisibly."""
    text_page = page.get_textpage()
    handle = text_page.raw
    glyphs: list[_Glyph] = []
    broken = invisible = 0
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    for index in range(text_page.count_chars()):
        if raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(handle, index)
        text = _letter(code)
        if text is None or (text and raw.FPDFText_HasUnicodeMapError(handle, index) == 1):
            broken += 1
            continue
        if not text:
            continue
        if look_for_invisible:
            mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(handle, index))
            invisible += mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        raw.FPDFText_GetMatrix(handle, index, matrix)
        size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        glyphs.append(_Glyph(text, _em_box(angle, x.value, y.value, size, box), angle))
    text_page.close()
    return glyphs, broken, invisible > len(glyphs) / 2


def _em_box(angle: int, x: float, y: float, size: float, box: raw.FS_RECTF) -> _Box:
    """As long as the character's advance and as high as its font's size, which all fonts have in common."""
    above, below = 0.88 * size, 0.12 * size
    match angle:
        case 90:
            return x - above, box.bottom, x + below, box.top
        case 180:
            return box.left, y - above, box.right, y + below
        case 270:
            return x - below, box.bottom, x + above, box.top
        case _:
            return box.left, y - below, box.right, y + above


def _letter(code: int) -> str | None:
    """What a code stands for: a letter, nothing (control characters), or None if it cannot be known."""
    if code in _BULLETS:
        return "•"
    if code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xF8FF or code >= 0xF0000:
        return None
    if code == 2:
        return "\u00ad"  # how PDFium gives a hyphen at the end of a line
    text = chr(code)
    if text.isspace():
        return " "
    if unicodedata.category(text) in ("Cc", "Cf"):
        return ""
    # Radicals, ligatures and upright forms that fonts put in place of the letters themselves.
    if 0x2E80 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFB06 or 0xFE30 <= code <= 0xFE4F:
        return unicodedata.normalize("NFKC", text)
    return text


def _once(glyphs: list[_Glyph]) -> Iterator[_Glyph]:
    """Without those drawn again a little beside themselves, which makes them look bold."""
    drawn: dict[tuple[str, int], list[_Box]] = {}
    for glyph in glyphs:
        height = round(glyph.box[1])
        near = (box for y in (height - 1, height, height + 1) for box in drawn.get((glyph.text, y), ()))
        if glyph.text == " " or not any(_nearly_same(glyph.box, box) for box in near):
            drawn.setdefault((glyph.text, height), []).append(glyph.box)
            yield glyph


def _nearly_same(one: _Box, other: _Box) -> bool:
    size = max(one[2] - one[0], one[3] - one[1])
    return all(abs(a - b) < 0.2 * size for a, b in zip(one, other, strict=True))


# --- what is drawn --------------------------------------------------------------------------------------------------


class _Drawing:
    """The ruled lines and the images of a page, as boxes in its space."""

    def __init__(self) -> None:
        self.rules: list[_Box] = []
        self.images: list[_Box] = []
        self.anything = False
        self._left = MAX_OBJECTS

    def read(self, page: raw.FPDF_PAGE, matrix: Matrix) -> None:
        for index in range(raw.FPDFPage_CountObjects(page)):
            self._object(raw.FPDFPage_GetObject(page, index), matrix, MAX_DEPTH)

    def _object(self, item: raw.FPDF_PAGEOBJECT, outer: Matrix, depth: int) -> None:
        self._left -= 1
        if self._left < 0 or depth == 0:
            return
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            return
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, own)
        matrix = Matrix(own.a, own.b, own.c, own.d, own.e, own.f).then(outer)
        self.anything = True
        if kind == raw.FPDF_PAGEOBJ_FORM:
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                self._object(raw.FPDFFormObj_GetObject(item, index), matrix, depth - 1)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self.images.append(around(matrix.at(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)

    def _path(self, item: raw.FPDF_PAGEOBJECT, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        for points, straight in _subpaths(item, matrix):
            box = around(points)
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                if fill.value or stroke.value:
                    self.rules.append(box)
            elif stroke.value and straight:
                sides = (around(pair) for pair in pairwise(points))
                self.rules.extend(side for side in sides if min(side[2] - side[0], side[3] - side[1]) < THIN / 3)


def _subpaths(item: raw.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The corners of each part of a path, and whether its sides are straight."""
    points: list[Point] = []
    straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points, straight
            points, straight = [], True
        straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
        points.append(matrix.at(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, straight


def _covered(box: _Box, page: _Box) -> float:
    width = min(box[2], page[2]) - max(box[0], page[0])
    height = min(box[3], page[3]) - max(box[1], page[1])
    return max(0.0, width) * max(0.0, height)
