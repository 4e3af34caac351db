"""Saved web pages (.html, .htm, .mht, .mhtml): the main text, and what the page says about its source.

Metadata follow the names that Chinese public bodies put into their pages (ArticleTitle, ContentSource, PubDate, Url).
Nothing a page refers to is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import lxml.html
from lxml import etree

from knowledge.loading import main_text
from knowledge.loading.extract import Extract, Grid, Paragraph
from knowledge.loading.main_text import Element
from knowledge.loading.plain import decode
from knowledge.loading.refusal import Refused

# An XML declaration, which lxml takes in bytes only, and server instructions that were never carried out.
_INSTRUCTION = re.compile(r"^\s*<\?xml[^>]*\?>|<%.*?%>", re.DOTALL)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_PUBLISHED = re.compile(
    r"(?:发布|发文|成文|公布|印发)?(?:时间|日期)\s*[：:]\s*(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
)
_SOURCE = re.compile(r"(?:信息|稿件|文章)?来\s*源\s*[：:]\s*([^\s：:【】|]{2,40})")
# What the box above a normative document says of it, and what its text need not repeat.
_FACT = re.compile(
    r"(文\s*号|发文字号|统一编号|实施日期|生效日期|施行日期|失效日期|废止日期|有\s*效\s*期|文件状态|效力状态|时效性|发布机关|发文机关|制定机关)"
    r"\s*[：:]\s*(\S.{0,60})"
)
_OWN_SITE = re.compile(r"^(?:本网|本站|原创)\s*")
_SITE_ENDING = re.compile(r"(?:政务|信息|门户)?(?:网站|网)$")
_TITLES = ("articletitle", "og:title", "dc.title")
_SOURCES = ("contentsource", "source", "publisher", "dc.publisher")
_DATES = ("pubdate", "publishdate", "article:published_time", "dc.date")
_URLS = ("url", "og:url")


def extract(path: Path) -> Extract:
    """Raises Refused where the encoding is not certain, or where the page holds only links to others."""
    content = path.read_bytes()
    charset = address = None
    if path.suffix.lower() in (".mht", ".mhtml"):
        content, charset, address = _main_part(message_from_bytes(content))
    source = decode(content, charset)
    page = _parsed(source)
    blocks = main_text.find(page)
    if not blocks:
        raise Refused("网页里没有正文，只有栏目或链接：请打开要导入的那篇文章，再保存网页。")
    metas = _metas(page)
    lines = main_text.lines(page)
    title = _first(metas, _TITLES) or _title(page)
    text = _squeezed("".join(_texts(blocks)))
    lost = text.count("\ufffd")
    warnings = (f"网页里有 {lost} 个「\ufffd」：这些字在保存时就已经丢失，引用时请核对原网页。",) if lost else ()
    facts = [Paragraph(fact) for fact in _facts(lines) if _squeezed(fact).split("：", 1)[1] not in text]
    head = [Paragraph(title, 1)] if title and _squeezed(title) not in text[: 4 * len(title) + 200] else []
    return Extract(
        (*head, *facts, *blocks),
        title=title,
        url=_url(page, source, metas) or address,
        publisher=_publisher(metas, lines),
        published=_published(metas, lines),
        warnings=warnings,
    )


def _main_part(message: Message) -> tuple[bytes, str | None, str | None]:
    """The page itself in a web archive, with its charset and address."""
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            address = part.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
            if isinstance(content, bytes):
                return content, part.get_content_charset(), address if address.startswith("http") else None
    raise Refused("网页存档里没有网页：请用浏览器重新打开原网页，另存为后再导入。")


def _parsed(source: str) -> Element:
    try:
        return lxml.html.document_fromstring(_INSTRUCTION.sub("", source).replace("\0", ""))
    except (etree.ParserError, ValueError) as error:
        raise Refused("网页文件是空的或已损坏：请用浏览器重新打开原网页，另存为后再导入。") from error


def _metas(page: Element) -> dict[str, str]:
    """What the page's meta elements say, by their names in lower case; the first one that says something counts."""
    metas: dict[str, str] = {}
    for meta in page.iter("meta"):
        name, content = meta.get("name") or meta.get("property"), (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def _first(metas: dict[str, str], names: Iterable[str]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _title(page: Element) -> str | None:
    """The window's title without the name of the site, which stands before or after a dash."""
    whole = " ".join((page.findtext(".//title") or "").split())
    parts = [part.strip() for part in re.split(r"\s*[-_|–]+\s*", whole)]
    return max((part for part in parts if not _SITE_ENDING.search(part)), key=len, default=whole) or None


def _url(page: Element, source: str, metas: dict[str, str]) -> str | None:
    canonical = next((link.get("href") for link in page.iter("link") if link.get("rel") == "canonical"), None)
    saved = _SAVED_FROM.search(source)
    candidates = (_first(metas, _URLS), canonical, saved.group(1) if saved else None)
    return next((url for url in candidates if url and re.match(r"https?://", url)), None)


def _publisher(metas: dict[str, str], lines: list[str]) -> str | None:
    """The source that the page names; where that is the site itself, the body whose site it is."""
    named = next((found.group(1) for line in lines if (found := _SOURCE.search(line))), "")
    source = _OWN_SITE.sub("", _first(metas, _SOURCES) or named).strip()
    return " ".join(source.split()) or _SITE_ENDING.sub("", metas.get("sitename", "")).strip() or None


def _published(metas: dict[str, str], lines: list[str]) -> str | None:
    stated = next((found.group(1) for line in lines if (found := _PUBLISHED.search(line))), "")
    found = _DATE.search(_first(metas, _DATES) or stated)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _facts(lines: list[str]) -> list[str]:
    found = (_FACT.fullmatch(line) for line in lines)
    return list(dict.fromkeys(f"{_squeezed(fact.group(1))}：{fact.group(2)}" for fact in found if fact))


def _texts(blocks: Iterable[Paragraph | Grid]) -> Iterator[str]:
    for block in blocks:
        yield from [block.text] if isinstance(block, Paragraph) else (cell.text for cell in block.cells)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
