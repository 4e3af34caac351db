"""What a document says about itself before and after its text: title, issue, dates, editors, contents list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.documents import Fact
from knowledge.segmentation import Span, fold

_CONTENTS = re.compile(r"(.*?\S)\s*(?:\t|\.{3,}|…{2,})\s*\d{1,4}\s*$")
_CONTENTS_HEAD = re.compile(r"目\s*[录次]|要\s*目|目\s*$")
_ISSUE = re.compile(r"[【〔\[(（]?\s*(\d{4})\s*[】〕\])）]?\s*年?\s*第\s*(\d+)\s*期")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_LABELLED = re.compile(r"([\u4e00-\u9fff]{2,6})\s*[：:]\s*(\S.{0,60})$")
_EDITOR = re.compile(r"(\S{4,30}?)\s*(编印|主办|编)$")
_COPIES = re.compile(r"(本期)?共印\s*(\d+)\s*份")
_PROMULGATED = re.compile(r"公布|发布|通过|修订|修正|批准|印发")
_IN_FORCE = re.compile(r"施行|生效")
_EFFECTIVE = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起(?:施行|实施|执行|生效)")
IN_FORCE = "施行日期"
"""The label of the fact that says when a rule takes effect."""
# A line that states something: these open or close the text proper.
_SENTENCE = re.compile(r"[。！？；]|^第[一二三四五六七八九十百零\d]+[编章节条]|^[一二三四五六七八九十]+、|^#{2,}|^\|")
_FOOT_LINE = 40


@dataclass(frozen=True, slots=True)
class Front:
    """The frame of a document: ``body`` is the range of the text proper."""

    title: str
    title_start: int
    body: Span
    contents: frozenset[Span]
    titles: frozenset[str]
    issue: str | None
    publisher: str | None
    published: str | None
    effective: str | None
    facts: tuple[Fact, ...]


def key(title: str) -> str:
    """A title for comparing: no white space, no emphasis, one kind of brackets."""
    return re.sub(r"\s|[*#]", "", title).replace("(", "（").replace(")", "）")


def is_contents_line(line: str) -> bool:
    """Whether the line looks like an entry of a contents list: a title and its page."""
    return _CONTENTS.match(line) is not None


def read(text: str, spans: list[Span], source: str) -> Front:
    """Find the frame. A document without any (no masthead, no contents) is all body."""
    contents = _contents(text, spans)
    first = spans[0] if spans else Span(0, 0)
    foot = _foot(text, spans)
    heading = first.of(text).lstrip("#").strip()
    titled = bool(spans) and len(heading) <= 60 and not re.search(r"[。；]$", heading)
    title = fold(heading) if titled else Path(source).stem
    head = [span for span in spans if contents and span.end <= contents[0].start]
    issue = next((m for span in (head or spans[:8]) if (m := _ISSUE.search(span.of(text)))), None)
    if issue:
        label = f"{issue.group(1)}年第{int(issue.group(2))}期"
        title = title if label in title else f"{title} {label}"
    start = contents[-1].end if contents else first.end if titled else first.start
    body = Span(start, max(start, foot.start))
    return Front(
        title=title,
        title_start=first.start if titled else -1,
        body=body,
        contents=frozenset(contents),
        titles=frozenset(key(m.group(1)) for span in contents if (m := _CONTENTS.match(span.of(text)))),
        issue=f"{issue.group(1)}年第{int(issue.group(2))}期" if issue else None,
        publisher=_publisher(text, head),
        published=_published(text, spans, foot),
        effective=_effective(text, spans),
        facts=(*_facts(text, [*head, *(span for span in spans if span.start >= foot.start)]), *_in_force(text, spans)),
    )


def _contents(text: str, spans: list[Span]) -> list[Span]:
    """The first run of at least two lines of a title and its page, if it is a contents list.

    It is one when the line before says so or when its titles stand again, alone on a line, further down: a table of
    two columns looks alike.
    """
    run: list[Span] = []
    for i, span in enumerate(spans):
        if is_contents_line(span.of(text)):
            run.append(span)
            continue
        if len(run) > 1:
            before = spans[i - len(run) - 1].of(text) if i > len(run) else ""
            later = {key(other.of(text)) for other in spans[i:]}
            titles = [key(match.group(1)) for line in run if (match := _CONTENTS.match(line.of(text)))]
            if _CONTENTS_HEAD.search(before) or 2 * sum(title in later for title in titles) >= len(titles):
                return run
        run = []
    return []


def _foot(text: str, spans: list[Span]) -> Span:
    """The closing lines (editors, recipients, date, copies), each of which is a fact, one of them labelled."""
    end = len(text)
    start = len(spans)
    while start > 0 and _is_foot_line(spans[start - 1].of(text)):
        start -= 1
    tail = spans[start:]
    labelled = [i for i, span in enumerate(tail) if _LABELLED.match(span.of(text))]
    return Span(tail[labelled[0]].start, end) if labelled else Span(end, end)


def _is_foot_line(line: str) -> bool:
    if len(line) > _FOOT_LINE or _SENTENCE.search(line) or "http" in line or line.startswith("#") or "\t" in line:
        return False
    plain = fold(line)
    said = (pattern.match(plain) for pattern in (_LABELLED, _COPIES, _EDITOR, _ISSUE))
    return any(said) or _DATE.fullmatch(plain) is not None


def _publisher(text: str, head: list[Span]) -> str | None:
    return next((m.group(1) for span in head if (m := _EDITOR.match(fold(span.of(text))))), None)


def _published(text: str, spans: list[Span], foot: Span) -> str | None:
    """The foot's date, else the last date of the opening lines that says 公布, 发布, 修订 …"""
    dated = [m for span in spans if span.start >= foot.start and (m := _DATE.search(span.of(text)))]
    if dated:
        return _iso(dated[-1])
    opening = [date for line in _opening(text, spans) for date, said in _dated(line) if _PROMULGATED.search(said)]
    return max(opening, default=None)


def _effective(text: str, spans: list[Span]) -> str | None:
    """A date in the opening lines marked 施行, else the last 自……起施行 of the text."""
    opening = [date for line in _opening(text, spans) for date, said in _dated(line) if _IN_FORCE.search(said)]
    stated = list(_EFFECTIVE.finditer(text))
    return opening[-1] if opening else _iso(stated[-1]) if stated else None


def _dated(line: str) -> list[tuple[str, str]]:
    """(ISO date, the words after it up to the next date), for each date in the line."""
    dates = list(_DATE.finditer(line))
    ends = [*(date.start() for date in dates[1:]), len(line)]
    return [(_iso(date), line[date.end() : end]) for date, end in zip(dates, ends, strict=False)]


def _opening(text: str, spans: list[Span]) -> list[str]:
    """The lines between the title and the first line that states something."""
    opening: list[str] = []
    for span in spans[1:20]:
        if _SENTENCE.search(span.of(text)):
            break
        opening.append(span.of(text))
    return opening


def _facts(text: str, spans: list[Span]) -> tuple[Fact, ...]:
    facts = []
    for span in spans:
        line = span.of(text)
        if match := _LABELLED.match(line):
            facts.append(Fact(match.group(1), fold(match.group(2)), span.start, span.end))
        elif match := _COPIES.search(line):
            facts.append(Fact("印数", f"{match.group(2)}份", span.start, span.end))
        elif match := _EDITOR.match(fold(line)):
            facts.append(Fact("编印单位", match.group(1), span.start, span.end))
        elif match := _ISSUE.search(line):
            facts.append(Fact("期号", fold(line), span.start, span.end))
        elif _DATE.fullmatch(fold(line)):
            facts.append(Fact("日期", fold(line), span.start, span.end))
    return tuple(facts)


def _in_force(text: str, spans: list[Span]) -> tuple[Fact, ...]:
    """The lines that say when the document takes effect: among the opening lines, and 自……起施行."""
    opening = set(_opening(text, spans))
    facts = []
    for span in spans:
        line = span.of(text)
        match = _EFFECTIVE.search(line) or (_DATE.search(line) if line in opening and _IN_FORCE.search(line) else None)
        if match:
            facts.append(Fact(IN_FORCE, _iso(match), span.start, span.end))
    return tuple(facts)


def _iso(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match.groups()[:3])
    return f"{year:04d}-{month:02d}-{day:02d}"
