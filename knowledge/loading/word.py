"""Word documents (.docx) as one reads them on paper, in reading order; python-docx opens the package.

Read are paragraphs with their printed list numbers, tables with merged cells, text boxes and footnotes (after the
paragraph that refers to them); left out are headers and footers, tables of contents, hidden text and deletions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from knowledge.loading import charts, grids
from knowledge.loading.extract import Extract, Grid, GridCell, Paragraph
from knowledge.loading.list_numbers import join
from knowledge.loading.refusal import damaged
from knowledge.loading.word_styles import Element, Numbering, Styles, find, is_on, number, value
from knowledge.segmentation import fold

_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_DROPPED = {
    qn(f"w:{name}") for name in ("del", "moveFrom", "delText", "rt", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "sectPr")
}
_MARKS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTES = {qn("w:footnoteReference"): ("footnotes", "脚注"), qn("w:endnoteReference"): ("endnotes", "尾注")}
# Places in the Wingdings font that forms use for boxes and ticks.
_SYMBOLS = {
    "F0A8": "□", "F06F": "□", "F0A3": "□", "F071": "□", "F0FE": "☑", "F052": "☑", "F053": "☒", "F0FD": "☒",
    "F0FC": "√", "F06C": "●", "F06E": "■", "F075": "◆", "F0B7": "•",
}  # fmt: skip
# The title among a document's properties is often a template's: it counts where the document begins with it.
_TITLE_RANGE = 1000


def extract(path: Path) -> Extract:
    """Raises Refused for what is no Word document or a damaged one. Pages are unknown: they exist only in print."""
    try:
        document = docx.Document(str(path))
        body = document.element.body
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise damaged("不是完整的 Word 文档") from error
    reader = _Reader(document)
    blocks = tuple(reader.blocks(body))
    pictures = sum(1 for _ in body.iter(_BLIP))
    warnings = (f"文中有 {pictures} 幅图片，图片里的文字没有读取。",) if pictures else ()
    return Extract(blocks, title=reader.title or _title(document, blocks), warnings=warnings)


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction stands before its result."""

    instruction: str = ""
    shows: bool = False


@dataclass(slots=True)
class _Line:
    """A paragraph being read: its text, and what follows it because it is anchored there."""

    text: list[str] = field(default_factory=list)
    anchored: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    """One walk through a document, carrying its list counters, open fields and text that a deleted mark joins on."""

    def __init__(self, document: Document) -> None:
        self._styles = Styles.of(document.part)
        self._numbering = Numbering.of(document.part, self._styles)
        self._parts = document.part.related_parts
        self._notes = _notes(document)
        self._note_count = {"footnotes": 0, "endnotes": 0}
        # With a field that never ends, all that follows would be its result: then fields are not looked at.
        self._fields: list[_Field] | None = [] if _fields_end(document.element.body) else None
        self._carried = ""
        self.title: str | None = None

    def blocks(self, container: Element) -> Iterator[Paragraph | Grid]:
        """The blocks in the body, a cell, a text box or a wrapper around blocks."""
        for child in _children(container):
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif not _is_contents_list(child):
                yield from self.blocks(child)

    def _paragraph(self, p: Element) -> Iterator[Paragraph | Grid]:
        line = _Line([self._carried])
        self._read(p, self._styles.hides(p), line)
        text, self._carried = "".join(line.text).strip(), ""
        style = value(p, "w:pPr/w:pStyle")
        if find(p, "w:pPr/w:rPr/w:del") is not None:
            self._carried = text
        elif not self._styles.is_contents_entry(style):
            label = self._numbering.label(p)
            level = self._styles.heading_level(p)
            if text and level:
                yield Paragraph(join(label, fold(text)), level)
                if self.title is None and self._styles.is_title(style):
                    self.title = fold(text)
            elif text:
                yield from (Paragraph(each.strip()) for each in join(label, text).split("\n") if each.strip())
        for anchored in line.anchored:
            if anchored.tag == qn("w:tbl"):
                yield from self._table(anchored)
            elif anchored.tag == charts.REFERENCE:
                yield from filter(None, [charts.read(self._parts[anchored.get(qn("r:id"))].blob)])
            else:
                yield from self.blocks(anchored)
        yield from map(Paragraph, line.notes)

    def _read(self, node: Element, hidden: bool, line: _Line) -> None:
        for child in _children(node):
            if child.tag == qn("w:r"):
                self._read(child, self._styles.hides(child, hidden), line)
            elif child.tag == qn("w:fldChar"):
                self._turn_field(child.get(qn("w:fldCharType")))
            elif child.tag == qn("w:instrText"):
                if self._fields:
                    self._fields[-1].instruction += child.text or ""
            elif hidden or not self._shows():
                self._read(child, True, line)
            elif child.tag in (qn("w:txbxContent"), qn("w:tbl"), charts.REFERENCE):
                line.anchored.append(child)
            elif child.tag == qn("w:t"):
                line.text.append(child.text or "")
            elif child.tag == f"{_MATH}oMath":
                line.text.append(_formula(child))
            elif child.tag in _MARKS:
                line.text.append(_MARKS[child.tag])
            elif child.tag == qn("w:br"):
                line.text.append("\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else "")
            elif child.tag == qn("w:sym"):
                line.text.append(_SYMBOLS.get(child.get(qn("w:char"), "").upper(), ""))
            elif child.tag in _NOTES:
                line.notes.extend(self._note(child))
            else:
                self._read(child, hidden, line)

    def _turn_field(self, kind: str | None) -> None:
        if self._fields is None:
            return
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = not self._fields[-1].instruction.lstrip().upper().startswith("TOC")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _shows(self) -> bool:
        return all(each.shows for each in self._fields or ())

    def _note(self, reference: Element) -> Iterator[str]:
        part, name = _NOTES[reference.tag]
        note = self._notes.get((part, reference.get(qn("w:id"), "")))
        if note is not None:
            self._note_count[part] += 1
            text = " ".join(_text(block) for block in self.blocks(note))
            if text:
                yield f"{name}{self._note_count[part]}：{text}"

    def _table(self, table: Element) -> Iterator[Paragraph | Grid]:
        """A table of one column is a frame around its text, and read as such."""
        cells: list[GridCell] = []
        contents: list[Paragraph | Grid] = []
        above: dict[int, int] = {}
        headers = 0
        for index, row in enumerate(_rows(table)):
            headers += headers == index and is_on(find(row, "w:trPr/w:tblHeader"))
            column = number(row, "w:trPr/w:gridBefore") or 0
            merged = {}
            for cell in _descend(row, qn("w:tc")):
                width = max(1, number(cell, "w:tcPr/w:gridSpan") or 1)
                merge = find(cell, "w:tcPr/w:vMerge")
                inside = list(self.blocks(cell))
                if merge is not None and merge.get(qn("w:val"), "continue") == "continue" and column in above:
                    merged[column] = above[column]
                    head = cells[above[column]]
                    cells[above[column]] = GridCell(
                        head.text, head.row, head.column, index - head.row + 1, head.columns
                    )
                else:
                    if merge is not None:
                        merged[column] = len(cells)
                    cells.append(GridCell(grids.cell_text(map(_text, inside)), index, column, 1, width))
                    contents.extend(inside)
                column += width
            above = merged
        grid = grids.build(cells, headers)
        if grid is not None and grids.shape(grid)[1] == 1:
            yield from contents
        elif grid is not None:
            yield grid


def _children(node: Element) -> Iterator[Element]:
    """What a node holds but for properties and deletions; of alternatives the first with text or a picture in it."""
    for child in node:
        if not isinstance(child.tag, str) or child.tag in _DROPPED:
            continue
        if child.tag == _ALTERNATE:
            ways = [way for way in child if next(way.iter(qn("w:t"), _BLIP, charts.REFERENCE), None) is not None]
            yield from ways[:1]
        else:
            yield child


def _descend(node: Element, tag: str) -> Iterator[Element]:
    """The nearest descendants with this tag: rows and cells may stand inside content controls."""
    for child in _children(node):
        if child.tag == tag:
            yield child
        else:
            yield from _descend(child, tag)


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _descend(table, qn("w:tr")) if find(row, "w:trPr/w:del") is None)


def _text(block: Paragraph | Grid) -> str:
    return grids.flatten(block) if isinstance(block, Grid) else block.text


def _formula(node: Element) -> str:
    """A formula on one line: fractions with a stroke, powers with a caret, what belongs together in brackets."""
    if node.tag == f"{_MATH}t":
        return node.text or ""
    parts = {child.tag: _formula(child) for child in node}
    joins = {"f": ("num", "/", "den"), "sSup": ("e", "^", "sup"), "sSub": ("e", "_", "sub")}
    if (join_by := joins.get(etree.QName(node).localname)) is not None:
        first, sign, second = join_by
        return f"{_bracketed(parts.get(_MATH + first, ''))}{sign}{_bracketed(parts.get(_MATH + second, ''))}"
    if node.tag == f"{_MATH}rad":
        return f"√{_bracketed(parts.get(_MATH + 'e', ''))}"
    return "".join(_formula(child) for child in node)


def _bracketed(term: str) -> str:
    return f"({term})" if re.search(r"[-+−×÷*/=±\s]", term) else term


def _is_contents_list(node: Element) -> bool:
    return value(node, "w:sdtPr/w:docPartObj/w:docPartGallery") == "Table of Contents"


def _fields_end(body: Element) -> bool:
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    return kinds.count("begin") == kinds.count("end")


def _notes(document: Document) -> dict[tuple[str, str], Element]:
    """The notes by part and id, but for separators (which have a type)."""
    notes = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            root = charts.parse(relation.target_part.blob)
            notes.update({(kind, note.get(qn("w:id"), "")): note for note in root if note.get(qn("w:type")) is None})
    return notes


def _title(document: Document, blocks: tuple[Paragraph | Grid, ...]) -> str | None:
    title = fold(document.core_properties.title or "")
    start = re.sub(r"\s", "", "".join(_text(block) for block in blocks[:20]))[:_TITLE_RANGE]
    return title if title and re.sub(r"\s", "", title) in start else None
