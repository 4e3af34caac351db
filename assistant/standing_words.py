"""How a document stands on a day, in a few words for lists and headings. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.store import DocumentSummary
from knowledge.validity import Standing, begins

CORRECTED = "人工更正"


def state(summary: DocumentSummary, how: Standing) -> str:
    """One word for how the document stands; an issue of a periodical and a text without dates cannot be in force."""
    if how.pending:
        return "尚未施行"
    if how.superseded_by:
        return "已废止" if how.repealed else "已被取代"
    if how.ended:
        return "已失效"
    return "刊物" if summary.issue else "现行有效" if begins(summary) else "日期不详"


def said(how: Standing, titles: Mapping[str, str], title: str) -> str:
    """Why the document called ``title`` does not simply hold, "" where it does; ``titles`` are those of all, by id."""
    words = _said(how, titles, title)
    return f"{words}（{CORRECTED}）" if words and how.corrected else words


def _said(how: Standing, titles: Mapping[str, str], title: str) -> str:
    if how.pending:
        return "尚未施行"
    if how.superseded_by:
        newer, since = titles[how.superseded_by], f"{how.superseded_on} 起" if how.superseded_on else "已"
        if how.repealed:
            return f"{since}被《{newer}》废止"
        return f"{since}有新版" if newer == title else f"{since}被《{newer}》取代"
    return f"{how.ended} 期满失效" if how.ended else ""
