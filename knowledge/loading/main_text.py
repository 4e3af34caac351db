"""The main text of a web page: its paragraphs and tables without navigation, share bars and page foot.

A page is walked once into pieces, each with the element it stands in. The main text is what lies in the element that
content management systems mark as such, or else in the smallest one that holds nearly all prose of the page; nothing
is lost but what is no prose and stands outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.loading import grids
from knowledge.loading.extract import Grid, GridCell, Paragraph

Element = Any
"""An lxml element; lxml ships no types."""
_SKIPPED = frozenset(
    "script style noscript template iframe object svg head nav footer select button input textarea audio video".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure form h1 h2 "
    "h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_CONTAINERS = frozenset("body article main section div td form".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Ids and classes by which the common content management systems of public bodies mark an article's text.
_MARKED = re.compile(
    r"(?<!\S)(?:zoom|zoomcon|info_cont|TRS_Editor|trs_editor_view|TRS_UEDITOR|UCAP-CONTENT|pages_content|Custom_UnionStyle|"
    r"article-?content|article-content-body|article_con|con_text|content_text|vsb_content(?:_\d+)?|v_news_content|"
    r"wp_articlecontent|js_content|rich_media_content)(?!\S)",
    re.IGNORECASE,
)
# Lines a page adds to an article for its readers' convenience.
_CHROME = re.compile(
    r"(?:[【\[（(\s]*(?:打印(?:[本此]页|文章)?|关闭(?:窗口|[本此]页)?|返回(?:顶部|首页|列表)?|分享(?:到|至)?|收藏|纠错|字[体号]大?小?|[大中小]|"
    r"[用请]?(?:手机|微信)?扫一扫.{0,20}|(?:微信|微博|QQ空间)|上一[篇条].*|下一[篇条].*|(?:浏览|阅读|点击|访问)(?:次数|量|数).*|"
    r"您?(?:当前|现在|所在).{0,6}位置.*|TOP|相关(?:附件|链接|文档)|[-—+A|｜：:])[】\])）：:|｜\s]*)+",
)
_CHROME_LENGTH, _FOOT_LENGTH = 60, 300
_FOOT = re.compile(r"ICP备(?:案号|\s*\d)|公网安备\s*\d|网站标识码|Copyright|©|版权所有|技术支持[：:]", re.IGNORECASE)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|zip|rar)(?:$|[?#])", re.IGNORECASE)
_SENTENCE = re.compile(r"[，。；！？]")
_HAN = "\u2e80-\u9fff\uff00-\uffef“”"
_SOFT_BREAK = re.compile(rf"(?<=[{_HAN}])[ \t\r]*\n[ \t\r\n]*(?=[{_HAN}])")
# A line this long is prose without any punctuation too.
_LONG = 20
# A table in which one cell is an article of its own lays out the page.
_LAYOUT_CELL, _LAYOUT_SHARE = 300, 0.8
_NEARLY_ALL, _MARKED_SHARE, _LINKED = 0.95, 0.7, 0.7


@dataclass(slots=True)
class _Piece:
    """A paragraph or table, the element it stands in, how many characters of it are prose, and the share in links."""

    block: Paragraph | Grid
    element: Element
    prose: int
    linked: float


def find(page: Element) -> tuple[Paragraph | Grid, ...]:
    """The blocks of the main text of a parsed HTML page; empty where the page holds nothing but links."""
    pieces = [piece for piece in _Walk().through(page) if not _is_chrome(piece.block)]
    held: dict[Element, int] = {}
    for piece in pieces:
        for element in _with_ancestors(piece.element):
            held[element] = held.get(element, 0) + piece.prose
    whole = held.get(page, 0)
    if not whole:
        return ()
    marked = [each for each in held if _is_marked(each) and held[each] >= _MARKED_SHARE * whole]
    around = [each for each in held if each.tag in _CONTAINERS and held[each] >= _NEARLY_ALL * whole]
    largest = max(marked, key=lambda each: (held[each], _depth(each)), default=None)
    main = max(around, key=_depth, default=page) if largest is None else largest
    inside = (piece for piece in pieces if main in _with_ancestors(piece.element))
    return tuple(piece.block for piece in inside if piece.linked < _LINKED)


def lines(page: Element) -> list[str]:
    """Every line of the page outside tables, navigation included."""
    return [piece.block.text for piece in _Walk().through(page) if isinstance(piece.block, Paragraph)]


class _Walk:
    """One walk through a page or a cell, gathering inline text until a block begins or ends."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._runs: list[str] = []
        self._linked = 0
        self._block: Element = None
        self._level: int | None = None

    def through(self, element: Element) -> list[_Piece]:
        """The pieces in and below an element, in reading order."""
        self._block = element
        self._visit(element, in_link=False)
        self._end_line()
        return self._pieces

    def _visit(self, element: Element, in_link: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
            return
        if element.tag == "table" and self._take_table(element):
            return
        outside = self._block, self._level
        if element.tag in _BLOCKS:
            self._end_line()
            self._block = element
            self._level = int(element.tag[1]) if re.fullmatch(r"h[1-6]", element.tag) else self._level
        elif element.tag == "br":
            self._end_line()
        in_link = in_link or (element.tag == "a" and _leads_elsewhere(element))
        self._add(element.text, in_link)
        for child in element:
            self._visit(child, in_link)
            self._add(child.tail, in_link)
        if element.tag in _BLOCKS:
            self._end_line()
            self._block, self._level = outside

    def _add(self, text: str | None, in_link: bool) -> None:
        if text:
            if self._block.tag == "pre":
                *whole, text = text.split("\n")
                for line in whole:
                    self._runs.append(line)
                    self._end_line()
            self._runs.append(text)
            self._linked += len(text.strip()) if in_link else 0

    def _end_line(self) -> None:
        text, linked = _tidy("".join(self._runs)), self._linked
        self._runs, self._linked = [], 0
        if text:
            prose = len(text) - linked if _SENTENCE.search(text) or len(text) - linked >= _LONG else 0
            self._pieces.append(_Piece(Paragraph(text, self._level), self._block, max(0, prose), linked / len(text)))

    def _take_table(self, table: Element) -> bool:
        """Read a table of data; False for one that only lays out the page, whose cells are read like any block."""
        if next(table.iterdescendants("table"), None) is not None or table.get("role") == "presentation":
            return False
        cells: list[GridCell] = []
        linked = headers = 0
        taken: set[tuple[int, int]] = set()
        for row, line in enumerate(table.iter("tr")):
            own = [cell for cell in line if cell.tag in ("td", "th") and not _is_hidden(cell)]
            if headers == row and own and (line.getparent().tag == "thead" or all(cell.tag == "th" for cell in own)):
                headers += 1
            column = 0
            for cell in own:
                while (row, column) in taken:
                    column += 1
                height, width = _span(cell, "rowspan"), _span(cell, "colspan")
                taken.update((row + down, column + right) for down in range(height) for right in range(width))
                pieces = _Walk().through(cell)
                text = grids.cell_text(piece.block.text for piece in pieces if isinstance(piece.block, Paragraph))
                linked += round(sum(piece.linked * len(text) for piece in pieces) / max(1, len(pieces)))
                cells.append(GridCell(text, row, column, height, width))
        caption = next((_tidy(each.text_content()) for each in table.iter("caption")), "")
        grid = grids.build(cells, headers, caption)
        if grid is None or min(grids.shape(grid)) < 2:
            return False
        sizes = [len(cell.text) for cell in grid.cells]
        total = sum(sizes)
        if max(sizes) > max(_LAYOUT_CELL, _LAYOUT_SHARE * total):
            return False
        self._end_line()
        self._pieces.append(_Piece(grid, table, total - linked, linked / total))
        return True


def _tidy(text: str) -> str:
    """White space folded as a browser does, but for breaks of the source between Chinese characters, which go."""
    return re.sub(r"[ \t\r\n\xa0\u200b\ufeff]+", " ", _SOFT_BREAK.sub("", text)).strip()


def _is_chrome(block: Paragraph | Grid) -> bool:
    if isinstance(block, Grid):
        return False
    if len(block.text) <= _CHROME_LENGTH and _CHROME.fullmatch(block.text):
        return True
    return len(block.text) <= _FOOT_LENGTH and bool(_FOOT.search(block.text))


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


def _is_marked(element: Element) -> bool:
    return bool(_MARKED.search(element.get("id", "")) or _MARKED.search(element.get("class", "")))


def _leads_elsewhere(link: Element) -> bool:
    """Whether a link leads to another page; one to an attached file names a part of the document."""
    return bool(link.get("href")) and not _FILE.search(link.get("href")) and "附件" not in link.text_content()


def _span(cell: Element, name: str) -> int:
    digits = re.match(r"\d{1,3}", cell.get(name, "").strip())
    return max(1, int(digits.group())) if digits else 1


def _with_ancestors(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _depth(element: Element) -> int:
    return sum(1 for _ in element.iterancestors())
