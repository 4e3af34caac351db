"""Where a source can be seen: its place in the viewer, and its page on the web. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode, urlsplit

from assistant.answers import Citation
from assistant.web.plain_text import bare, plain


def address_of(citation: Citation) -> str:
    """Where a citation is shown in its document, seen from the application's root."""
    place = {"start": citation.start, "end": citation.end}
    column = {"column": citation.cell.column} if citation.cell and citation.cell.column else {}
    return f"documents/{quote(citation.document_id, safe='')}?{urlencode(place | column)}#quote"


def in_document(citation: Citation) -> str:
    """The link to a citation's place in its document, which another page shows."""
    return f'<a class="whole" href="{escape(address_of(citation))}" target="_blank">在文件里看</a>'


def original(url: str | None) -> str:
    """The link to a document's web page; nothing where it has none."""
    host = _host(url)
    if url is None or host is None:
        return ""
    return (
        f'<a class="original" href="{bare(url)}" target="_blank" rel="noopener noreferrer">'
        f"查看原文<small>{plain(host)}</small></a>"
    )


def _host(url: str | None) -> str | None:
    """The host of a web address; None for anything else, such as a script or a file."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # half an IPv6 address
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
