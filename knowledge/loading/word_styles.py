"""What styles.xml and numbering.xml of a Word document say about a paragraph: heading level, list number, hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.parts.document import DocumentPart

from knowledge.loading.list_numbers import render

Element = Any
"""An lxml element; lxml ships no types."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading|标题)$", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


def find(node: Element, path: str) -> Element | None:
    """The first element at a path of prefixed names, such as ``w:pPr/w:pStyle``."""
    return node.find(path, nsmap)


def value(node: Element, path: str) -> str | None:
    """The ``w:val`` of the element at this path."""
    found = find(node, path)
    return None if found is None else found.get(qn("w:val"))


def number(node: Element, path: str) -> int | None:
    """The ``w:val`` at this path as a number; None where there is none."""
    found = value(node, path)
    return int(found) if found is not None and re.fullmatch(r"-?\d+", found) else None


def is_on(switch: Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return switch is not None and switch.get(qn("w:val"), "1").lower() not in _OFF


@dataclass(frozen=True)
class Styles:
    """The styles by id; a paragraph without one has the default style."""

    by_id: dict[str, Element]
    default: str | None

    @classmethod
    def of(cls, part: DocumentPart) -> Styles:
        """The styles of a document; empty where it has none."""
        root = part.styles.element
        by_id = {style.get(qn("w:styleId"), ""): style for style in root.iter(qn("w:style"))}
        default = next((key for key, style in by_id.items() if _is_default_paragraph(style)), None)
        return cls(by_id, default)

    def chain(self, style_id: str | None) -> Iterator[Element]:
        """The style, the one it is based on, and so on."""
        seen = set()
        while style_id in self.by_id and style_id not in seen:
            seen.add(style_id)
            yield self.by_id[style_id]
            style_id = value(self.by_id[style_id], "w:basedOn")

    def of_paragraph(self, p: Element) -> list[Element]:
        """What may say something about a paragraph, the nearest first: itself, then its chain of styles."""
        return [p, *self.chain(value(p, "w:pPr/w:pStyle") or self.default)]

    def heading_level(self, p: Element) -> int | None:
        """1..9 by outline level or the style's name, a document's title being 1; None for text."""
        for source in self.of_paragraph(p):
            level = number(source, "w:pPr/w:outlineLvl")
            if level is not None:
                return level + 1 if 0 <= level <= 8 else None
            named = _HEADING.match(_name(source))
            if named:
                return int(named.group(1))
            if _name(source).lower() == "title":
                return 1
        return None

    def is_title(self, style_id: str | None) -> bool:
        """Whether this is the style for the title of the whole document."""
        return any(_name(style).lower() == "title" for style in self.chain(style_id))

    def is_contents_entry(self, style_id: str | None) -> bool:
        """Whether a paragraph in this style is a line of the table of contents, or its heading."""
        return any(_CONTENTS.match(_name(style)) for style in self.chain(style_id))

    def hides(self, node: Element, inherited: bool = False) -> bool:
        """Whether a run, or the style of a paragraph, is hidden text."""
        if node.tag == qn("w:p"):
            sources = list(self.chain(value(node, "w:pPr/w:pStyle") or self.default))
        else:
            sources = [node, *self.chain(value(node, "w:rPr/w:rStyle"))]
        switches = (find(source, "w:rPr/w:vanish") for source in sources)
        return next((is_on(switch) for switch in switches if switch is not None), inherited)


@dataclass
class Numbering:
    """The list counters of a document while it is read from its first paragraph to its last."""

    styles: Styles
    root: Element | None
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, part: DocumentPart, styles: Styles) -> Numbering:
        """The lists of a document, none of them begun."""
        for relation in part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                return cls(styles, relation.target_part.element)
        return cls(styles, None)

    def label(self, p: Element) -> str:
        """Count this paragraph and give the number that is printed before it; empty where it is in no list."""
        num = self._nums.get(self._num_id(p) or "")
        abstract = self._abstract(num)
        if num is None or abstract is None:
            return ""
        depth = self._depth(p, abstract)
        counts = self._counts.setdefault(abstract.get(qn("w:abstractNumId")), [None] * 9)
        self._begin(num, counts)
        level = self._level(num, abstract, depth)
        if level is None:
            return ""
        before = counts[depth]
        counts[depth] = _start(level) if before is None else before + 1
        for other in range(9):
            if other < depth and counts[other] is None:
                counts[other] = _start(self._level(num, abstract, other))
            elif other > depth and depth < _restart(self._level(num, abstract, other), other):
                counts[other] = None
        return self._printed(num, abstract, level, counts)

    @cached_property
    def _nums(self) -> dict[str, Element]:
        nums = () if self.root is None else self.root.iter(qn("w:num"))
        return {num.get(qn("w:numId")): num for num in nums}

    @cached_property
    def _abstracts(self) -> dict[str, Element]:
        abstracts = () if self.root is None else self.root.iter(qn("w:abstractNum"))
        return {abstract.get(qn("w:abstractNumId")): abstract for abstract in abstracts}

    def _num_id(self, p: Element) -> str | None:
        return next((found for s in self.styles.of_paragraph(p) if (found := value(s, "w:pPr/w:numPr/w:numId"))), None)

    def _abstract(self, num: Element | None) -> Element | None:
        """The list's definition, looked up through a numbering style where it refers to one."""
        if num is None:
            return None
        abstract = self._abstracts.get(value(num, "w:abstractNumId") or "")
        link = None if abstract is None else value(abstract, "w:numStyleLink")
        if link is None:
            return abstract
        return next((each for each in self._abstracts.values() if value(each, "w:styleLink") == link), abstract)

    def _depth(self, p: Element, abstract: Element) -> int:
        for source in self.styles.of_paragraph(p):
            depth = number(source, "w:pPr/w:numPr/w:ilvl")
            if depth is not None:
                return min(max(depth, 0), 8)
            for level in abstract.iter(qn("w:lvl")):
                if source.tag == qn("w:style") and value(level, "w:pStyle") == source.get(qn("w:styleId")):
                    return int(level.get(qn("w:ilvl")))
        return 0

    def _begin(self, num: Element, counts: list[int | None]) -> None:
        """A list that shares its definition goes on counting, unless it says where to start."""
        if num.get(qn("w:numId")) in self._begun:
            return
        self._begun.add(num.get(qn("w:numId")))
        for override in num.iter(qn("w:lvlOverride")):
            start = number(override, "w:startOverride")
            if start is not None:
                counts[int(override.get(qn("w:ilvl")))] = start - 1

    def _level(self, num: Element, abstract: Element, depth: int) -> Element | None:
        levels = [
            *(each for o in num.iter(qn("w:lvlOverride")) for each in o.iter(qn("w:lvl"))),
            *abstract.iter(qn("w:lvl")),
        ]
        return next((level for level in levels if level.get(qn("w:ilvl")) == str(depth)), None)

    def _printed(self, num: Element, abstract: Element, level: Element, counts: list[int | None]) -> str:
        text = value(level, "w:lvlText") or ""
        if _format(level) == "bullet":
            return "•" if text.strip() else ""
        legal = is_on(find(level, "w:isLgl"))

        def shown(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            used = self._level(num, abstract, depth)
            if used is None or _format(used) == "bullet":
                return ""
            return render(counts[depth] or 0, "decimal" if legal else _format(used))

        return re.sub(r"%([1-9])", shown, text).strip()


def _start(level: Element | None) -> int:
    """ECMA-376 Part 1, 17.9.25: a level that does not say starts at 0."""
    return 0 if level is None else number(level, "w:start") or 0


def _restart(level: Element | None, depth: int) -> int:
    """The depth below which every level makes this one begin again; 0 where none does."""
    restart = None if level is None else number(level, "w:lvlRestart")
    return depth if restart is None else restart


def _format(level: Element) -> str:
    """The level's number format; a newer one stands in an alternative, with the older beside it."""
    formats = [each.get(qn("w:val"), "decimal") for each in level.iter(qn("w:numFmt"))]
    return next((each for each in formats if each != "custom"), "decimal")


def _is_default_paragraph(style: Element) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")


def _name(style: Element) -> str:
    return value(style, "w:name") or "" if style.tag == qn("w:style") else ""
