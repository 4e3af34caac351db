"""Which documents hold on a day: ended, replaced by a later version, repealed by name, not yet in force. Pure.

Versions of one title are ordered by the dates in their texts. A decision that amends a document repeals nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.store import DocumentSummary
from knowledge.tokenization import normalise

STATE = "中华人民共和国"
_EDITION = re.compile(
    r"[(（](?:(?:19|20)\d{2}年?(?:\d{1,2}月)?(?:版|本|修订|修正)?(?:版|本)?|(?:19|20)\d{2}-\d{2}-\d{2}|修订|修正|修订版)[)）]$"
)
_TRIAL = re.compile(r"[(（](?:试行|暂行)[)）]$|(?:试行|暂行)(?=(?:办法|规定|条例|规则|细则|意见|标准|准则)$)")
# Titles that many bodies give to documents of their own.
# Titles that many bodies give to documents of their own, or one body to a series of which each stays in force.
_COMMON = re.compile(
    r"(?:关于)?(?:通知|公告|通报|附件\d*|目录|实施方案|实施意见|工作要点|管理办法|若干措施|问答|解读)|.*修正案"
)
_WITH_NUMBER = re.compile(r"(.*?)[(（]([^()（）]+号)[)）]$")
# The id of the document that holds instead, and since when, where that is known.
_Replacement = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands on a day. Dates are ISO strings, None where nothing tells.

    ``ended`` is its last day, once that is past. ``superseded_by`` is the id of the document that holds in its place
    since ``superseded_on``; ``repealed`` where that one repeals it by name and is no later version of it.
    ``corrected`` where a person has put right what this rests on.
    """

    pending: bool = False
    ended: str | None = None
    superseded_by: str | None = None
    superseded_on: str | None = None
    repealed: bool = False
    corrected: bool = False

    def to_dict(self) -> dict[str, Any]:
        """What ``canyue documents --json`` says beside the document's own dates."""
        return {"superseded_by": self.superseded_by, "expired": self.ended is not None}

    @property
    def holds(self) -> bool:
        """Whether it is in force, as far as the library knows."""
        return not (self.pending or self.ended or self.superseded_by)


def begins(summary: DocumentSummary) -> str | None:
    """The first day on which this text holds: the later of its dates.

    A law that was amended keeps the day on which its first version took effect, so its latest promulgation counts. A
    text without any date has that in its file's name.
    """
    dates = [date for date in (summary.published, summary.effective) if date]
    return max(dates) if dates else summary.date_in_name


def standings(summaries: Sequence[DocumentSummary], day: dt.date) -> dict[str, Standing]:
    """Document id → how it stands on ``day``, for every document of the library."""
    today = day.isoformat()
    chosen = _chosen(summaries, today)
    later = _later_versions(summaries, today)
    repealers = _repealers(summaries, today)
    found = {}
    for summary in summaries:
        identity, first = summary.document_id, begins(summary)
        repealed = identity not in chosen and identity not in later
        replacement = chosen[identity] if identity in chosen else later.get(identity) or repealers.get(identity)
        if replacement and (chosen.get(replacement[0]) or ("",))[0] == identity:
            replacement = None  # by the texts it is the older one, but a person said that it holds
        ended = summary.ends if summary.ends and summary.ends < today else None
        corrected = summary.correction is not None
        if first and first > today and summary.issue is None:
            found[identity] = Standing(pending=True, corrected=corrected)
        elif replacement:
            by, since = replacement
            found[identity] = Standing(False, ended, by, since, repealed, corrected)
        else:
            found[identity] = Standing(ended=ended, corrected=corrected)
    return found


def _chosen(summaries: Sequence[DocumentSummary], today: str) -> dict[str, _Replacement | None]:
    """Id → what a person said to hold in its place, None for nothing (yet). Without a document that is gone since."""
    known = {summary.document_id: summary for summary in summaries}
    found: dict[str, _Replacement | None] = {}
    for summary in summaries:
        named = summary.correction.replaced_by if summary.correction else None
        if named == "":
            found[summary.document_id] = None
        elif named in known:
            since = begins(known[named])
            found[summary.document_id] = None if since and since > today else (named, since)
    return found


def versions(summaries: Sequence[DocumentSummary]) -> list[list[DocumentSummary]]:
    """Documents of one title (试行, 2020年版 and the name of the state aside), the oldest first; only where several.

    A document without any date cannot be ordered and is left out, and so are the issues of a periodical.
    """
    by_title: dict[str, list[DocumentSummary]] = defaultdict(list)
    for summary in summaries:
        title = _TRIAL.sub("", _EDITION.sub("", plain_title(summary.title)))
        if summary.issue is None and begins(summary) and not _COMMON.fullmatch(title):
            by_title[title].append(summary)
    return [sorted(group, key=lambda s: begins(s) or "") for group in by_title.values() if len(group) > 1]


def plain_title(title: str) -> str:
    """A title for comparing: one form of brackets and digits, no white space, without the name of the state."""
    return normalise(title).replace(" ", "").translate(_QUOTES).removeprefix(STATE)


_QUOTES = str.maketrans({"〈": "《", "〉": "》", "<": "《", ">": "》", "—": "-", "–": "-", "~": "-"})


def _is_later(other: DocumentSummary, summary: DocumentSummary) -> bool:
    """Copies of one version may tell their dates in part: what was promulgated on one day is one version."""
    same = summary.published is not None and summary.published == other.published
    return not same and (begins(other) or "") > (begins(summary) or "")


def _later_versions(summaries: Sequence[DocumentSummary], today: str) -> dict[str, _Replacement]:
    """Id → (id of the version in force, day on which the first later version took its place)."""
    found: dict[str, _Replacement] = {}
    for group in versions(summaries):
        for summary in group:
            after = [other for other in group if _is_later(other, summary) and (begins(other) or "") <= today]
            if after:
                found[summary.document_id] = (after[-1].document_id, begins(after[0]) or "")
    return found


def _repealers(summaries: Sequence[DocumentSummary], today: str) -> dict[str, _Replacement]:
    """Id → (id of the document that repeals it, since when)."""
    by_name: dict[str, list[DocumentSummary]] = defaultdict(list)
    for summary in summaries:
        for name in _names(summary):
            by_name[name].append(summary)
    found: dict[str, _Replacement] = {}
    for summary in summaries:
        since = summary.effective or summary.published
        if since is None or since > today:
            continue
        for repealed in summary.repeals:
            for name in _repeal_names(repealed):
                for target in by_name.get(name, ()):
                    if target is not summary and (begins(target) or "") < since:
                        found.setdefault(target.document_id, (summary.document_id, since))
    return found


def _names(summary: DocumentSummary) -> Iterator[str]:
    """What another document may call this one by: its title, with or without who issued it, or its number."""
    title = plain_title(summary.title)
    yield from {title, _EDITION.sub("", title)}
    issuer, about, rest = title.partition("关于")
    if issuer and len(rest) >= 4:
        yield about + rest
    if summary.number:
        yield normalise(summary.number).replace(" ", "")


def _repeal_names(repealed: str) -> Iterator[str]:
    """The names by which ``Metadata.repeals`` points at a document: its number where given, else its title."""
    match = _WITH_NUMBER.fullmatch(repealed)
    if match:
        yield normalise(match.group(2)).replace(" ", "")
    yield plain_title(match.group(1) if match else repealed)
