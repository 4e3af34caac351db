"""OFD, the Chinese government's format of fixed pages: GB/T 33190-2016, a zip of XML."""

from __future__ import annotations

import io
import math
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree
from PIL import Image, UnidentifiedImageError

from knowledge.loading import layout, legibility, recognition
from knowledge.loading.extract import Extract
from knowledge.loading.layout import Sheet
from knowledge.loading.legibility import Legibility
from knowledge.loading.lines import Span, measure
from knowledge.loading.matrix import IDENTITY, Matrix, around
from knowledge.loading.refusal import Refused, damaged, encrypted
from knowledge.loading.ruling import Rule

MAX_PAGES = 500
MAX_ENTRY = 64 * 1024 * 1024
"""Bytes of one unpacked part of the file."""
MAX_PIXELS = 60_000_000
PAPER = (0.0, 0.0, 210.0, 297.0)
"""A4 in mm, where a file does not give its paper's size."""
THIN = 1.0
"""Millimetres; a filled shape that is thinner is a line."""


def extract(path: Path) -> Extract:
    """Raises Refused for a file that is encrypted, damaged, too long or without text."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _extract(_Package(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged("不是完整的 OFD") from error
    except etree.XMLSyntaxError as error:
        raise damaged("页面数据不合 XML 的格式") from error


def _extract(package: _Package) -> Extract:
    if package.holds("Encryptions.xml"):
        raise encrypted()
    pages: list[_Page] = []
    title = ""
    for body in package.xml("OFD.xml").findall("{*}DocBody"):
        title = title or body.findtext("{*}DocInfo/{*}Title", "")
        root = body.findtext("{*}DocRoot", "").strip()
        if root:
            pages.extend(_pages(package, root, len(pages)))
        if len(pages) > MAX_PAGES:
            raise Refused(f"有 {len(pages)} 页以上，上限是 {MAX_PAGES} 页：请拆分后再导入。")
    seen = [page.seen() for page in pages]
    for legible in seen:
        if legible.is_garbled:
            why = f"第 {legible.page} 页有 {legible.broken} 个字没有对应的编码，读出来是乱码"
            raise Refused(f"{why}：请用 OFD 阅读器转成 PDF 后再导入（将由图像识别文字）。")
    scanned = [page for page, legible in zip(pages, seen, strict=True) if legible.is_scan]
    pictures = [(page, place) for page in scanned for place in range(len(page.images))]
    opened = ((number, _picture(package, page.images[place][0])) for number, (page, place) in enumerate(pictures))
    for (page, place), read in zip(pictures, recognition.recognise(opened, len(pictures)), strict=True):
        page.spans.extend(_placed(read, page.images[place][1]))
    blocks = layout.blocks([page.sheet() for page in pages])
    if not blocks:
        raise Refused("OFD 里没有读到文字（可能是空白页，或文字画成了图形）：请转成 PDF 后再导入。")
    return Extract(blocks, title=layout.confirmed(title, blocks), pages=len(pages), warnings=legibility.warnings(seen))


# --- the package ----------------------------------------------------------------------------------------------------


class _Package:
    """The parts of the file by their paths, whose case and slashes not all programs keep."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {self._key(name): name for name in archive.namelist()}

    @staticmethod
    def _key(path: str) -> str:
        return posixpath.normpath(path.replace("\\", "/").lstrip("/")).lower()

    def holds(self, name: str) -> bool:
        return any(key.rsplit("/", 1)[-1] == name.lower() for key in self._names)

    def read(self, path: str) -> bytes | None:
        """None where there is no such part."""
        name = self._names.get(self._key(path))
        if name is None:
            return None
        try:
            with self._archive.open(name) as part:
                content = part.read(MAX_ENTRY + 1)
        except RuntimeError as error:  # zipfile's word for a part that needs a password
            raise encrypted() from error
        if len(content) > MAX_ENTRY:
            raise Refused(f"OFD 里的一个部分超过 {MAX_ENTRY // 2**20} MB：请拆分后再导入。")
        return content

    def xml(self, path: str) -> etree._Element:
        content = self.read(path)
        if content is None:
            raise damaged(f"缺少 {path}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(content, parser)
        if root.getroottree().docinfo.doctype:
            raise Refused("OFD 里有文档类型声明（DOCTYPE），为安全起见不读：请用 OFD 阅读器另存后再导入。")
        return root


def _beside(path: str, location: str) -> str:
    """A location given in the part at ``path``: absolute in the package, or relative to that part."""
    location = location.strip().replace("\\", "/")
    return location if location.startswith("/") else posixpath.join(posixpath.dirname(path), location)


# --- documents and pages --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """What stands on one page, in mm from its upper left corner; images with the box in which they are shown."""

    number: int
    box: tuple[float, ...]
    spans: list[Span] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: list[tuple[str, tuple[float, float, float, float]]] = field(default_factory=list)

    broken: int = 0

    def seen(self) -> Legibility:
        """What tells whether the page can be read; images may lie one on another."""
        covered = sum((x1 - x0) * (bottom - top) for _, (x0, top, x1, bottom) in self.images)
        share = min(1.0, covered / max(1.0, self.box[2] * self.box[3]))
        text = "".join(span.text for span in self.spans)
        return Legibility(self.number, text, self.broken, share, drawn=bool(self.images))

    def sheet(self) -> Sheet:
        return Sheet(self.number, self.box[2], self.box[3], self.spans, self.rules)


def _pages(package: _Package, root: str, already: int) -> Iterator[_Page]:
    document = package.xml(root)
    paper = _numbers(document.findtext("{*}CommonData/{*}PageArea/{*}PhysicalBox", ""))
    templates = {
        template.get("ID"): _beside(root, template.get("BaseLoc", ""))
        for template in document.findall("{*}CommonData/{*}TemplatePage")
    }
    media = dict(_media(package, root, document))
    for number, entry in enumerate(document.findall("{*}Pages/{*}Page"), already + 1):
        location = _beside(root, entry.get("BaseLoc", ""))
        content = package.xml(location)
        box = _numbers(content.findtext("{*}Area/{*}PhysicalBox", "")) or paper
        page = _Page(number, tuple(box) if len(box) == 4 else PAPER)
        used = [templates.get(template.get("TemplateID")) for template in content.findall("{*}Template")]
        for layer in [*(package.xml(template) for template in used if template), content]:
            _read(page, layer, media)
        yield page


def _media(package: _Package, root: str, document: etree._Element) -> Iterator[tuple[str, str]]:
    """The id and path of each image file that the document's resources name."""
    for kind in ("PublicRes", "DocumentRes"):
        for entry in document.findall(f"{{*}}CommonData/{{*}}{kind}"):
            location = _beside(root, entry.text or "")
            if package.read(location) is None:
                continue
            resources = package.xml(location)
            base = _beside(location, resources.get("BaseLoc", ""))
            for medium in resources.iterfind(".//{*}MultiMedia"):
                yield medium.get("ID", ""), posixpath.join(base, medium.findtext("{*}MediaFile", "").strip())


def _read(page: _Page, content: etree._Element, media: dict[str, str]) -> None:
    for item in content.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
        boundary = _numbers(item.get("Boundary", ""))
        if len(boundary) != 4 or item.get("Visible", "true").lower() == "false":
            continue
        own = _numbers(item.get("CTM", ""))
        inner = Matrix(*own) if len(own) == 6 else IDENTITY
        matrix = inner.then(Matrix(1, 0, 0, 1, boundary[0] - page.box[0], boundary[1] - page.box[1]))
        match etree.QName(item).localname:
            case "TextObject" if matrix.a > abs(matrix.b):  # set to the right; a watermark runs aslant
                for span in _spans(item, matrix):
                    if _is_private(span.text):
                        page.broken += 1
                    else:
                        page.spans.append(span)
            case "PathObject":
                page.rules.extend(_rules(item, matrix))
            case "ImageObject" if item.get("ResourceID", "") in media:
                x, y, width, height = boundary
                left, top = x - page.box[0], y - page.box[1]
                page.images.append((media[item.get("ResourceID", "")], (left, top, left + width, top + height)))


def _spans(item: etree._Element, matrix: Matrix) -> Iterator[Span]:
    """The characters of a text object (11.2-11.3): each TextCode begins at X, Y and moves on by its deltas."""
    size = (_numbers(item.get("Size", "")) or [0.0])[0]
    stretch = (_numbers(item.get("HScale", "")) or [1.0])[0]
    x = y = 0.0
    for code in item.findall("{*}TextCode"):
        text = (code.text or "").strip("\r\n\t")
        x = (_numbers(code.get("X", "")) or [x])[0]
        y = (_numbers(code.get("Y", "")) or [y])[0]
        right, down = _deltas(code.get("DeltaX", "")), _deltas(code.get("DeltaY", ""))
        for place, letter in enumerate(text):
            advance = size * stretch * measure(letter)
            step_right = right[place] if place < len(right) else 0.0 if down else advance
            width = step_right if 0 < step_right <= 1.25 * advance else advance
            corners = [matrix.at(x, y - 0.88 * size), matrix.at(x + width, y + 0.12 * size)]
            if letter.isprintable() or _is_private(letter):
                yield Span(letter, *around(corners))
            x += step_right
            y += down[place] if place < len(down) else 0.0


def _is_private(letter: str) -> bool:
    """Whether only the font of the file knows what the code means."""
    return "\ue000" <= letter <= "\uf8ff" or letter == "\ufffd"


def _deltas(given: str) -> list[float]:
    """``g n d`` stands for n times d (11.3, ST_Array of deltas)."""
    words = iter(given.replace(",", " ").split())
    deltas: list[float] = []
    for word in words:
        if word == "g":
            times, delta = next(words, "0"), next(words, "0")
            deltas.extend([_number(delta)] * min(int(_number(times)), 100_000))
        else:
            deltas.append(_number(word))
    return deltas


def _rules(item: etree._Element, matrix: Matrix) -> Iterator[Rule]:
    """The straight strokes of a path (9.3): M and L lead to a point, C closes; curves are not lines of a table."""
    words = item.findtext("{*}AbbreviatedData", "").split()
    filled, stroked = item.get("Fill", "false") == "true", item.get("Stroke", "true") == "true"
    for points in _subpaths(words):
        corners = [matrix.at(*point) for point in points]
        x0, top, x1, bottom = around(corners)
        if min(x1 - x0, bottom - top) <= THIN:
            if filled or stroked:
                yield Rule(x0, top, x1, bottom)
        elif stroked:
            for one, other in pairwise(corners):
                if min(abs(one[0] - other[0]), abs(one[1] - other[1])) < THIN / 4:
                    yield Rule(*around([one, other]))


_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def _subpaths(words: list[str]) -> Iterator[list[tuple[float, float]]]:
    """The corners of the parts of a path that are made of straight lines only."""
    points: list[tuple[float, float]] = []
    straight, place = True, 0
    while place < len(words):
        kind = words[place]
        count = _ARGUMENTS.get(kind, 0)
        values = [_number(word) for word in words[place + 1 : place + 1 + count]]
        place += 1 + count
        if kind in ("S", "M") and points:
            if straight:
                yield points
            points, straight = [], True
        if kind == "C" and points:
            points.append(points[0])
        elif len(values) >= 2:
            points.append((values[-2], values[-1]))
            straight = straight and kind in ("S", "M", "L")
    if points and straight:
        yield points


def _numbers(given: str) -> list[float]:
    return [_number(word) for word in given.split()]


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError as error:
        raise damaged(f"坐标“{word[:20]}”不是数") from error
    if not math.isfinite(value):
        raise damaged(f"坐标“{word[:20]}”不是数")
    return value


# --- images ---------------------------------------------------------------------------------------------------------


def _picture(package: _Package, path: str) -> Image.Image:
    content = package.read(path)
    if content is None:
        raise damaged(f"缺少图像 {posixpath.basename(path)}")
    try:
        image = Image.open(io.BytesIO(content))
        if image.width * image.height > MAX_PIXELS:
            raise Refused(f"OFD 里有一幅图像超过 {MAX_PIXELS // 10**6} 百万像素：请降低分辨率后再导入。")
        return image.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise Refused("OFD 的页面是图像，而图像的格式读不了：请转成 PDF 后再导入。") from error


def _placed(read: Sheet, box: tuple[float, float, float, float]) -> Iterator[Span]:
    """What was recognised in an image, from its pixels to its place on the page."""
    x0, top, x1, bottom = box
    across, down = (x1 - x0) / read.width, (bottom - top) / read.height
    for span in read.spans:
        yield Span(
            span.text,
            x0 + span.x0 * across,
            top + span.top * down,
            x0 + span.x1 * across,
            top + span.bottom * down,
            span.confidence,
        )
