"""What a document says about itself before and after its text: title, issue, dates, editors, contents list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from knowledge import dates
from knowledge.dates import DATE, Dates
from knowledge.documents import Fact
from knowledge.segmentation import Span, fold, lines

_CONTENTS = re.compile(r"(.*?\S)\s*(?:\t|\.{3,}|…{2,})\s*\d{1,4}\s*$")
_CONTENTS_HEAD = re.compile(r"目\s*[录次]|要\s*目|目\s*$")
_ISSUE = re.compile(r"[【〔\[(（]?\s*(\d{4})\s*[】〕\])）]?\s*年?\s*第\s*(\d+)\s*期")
_LABELLED = re.compile(r"([\u4e00-\u9fff]{2,6})\s*[：:]\s*(\S.{0,60})$")
_EDITOR = re.compile(r"(\S{4,30}?)\s*(编印|主办|编)$")
_COPIES = re.compile(r"(本期)?共印\s*(\d+)\s*份")
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}[〔\[（(【［]\s*\d{4}\s*[〕\]）)】］]\s*第?\s*\d{1,5}\s*号"
    r"|[\u4e00-\u9fff]{0,16}(?:令|公告)\s*(?:[〔\[（(]?\d{4}[〕\])）]?\s*年?)?\s*第\s*[\d一二三四五六七八九十百零〇]{1,7}\s*号"
)
"""A document's number, 国办发〔2020〕1号 or 国务院令第1号."""
_LETTERHEAD = re.compile(r"([\u4e00-\u9fff]{2,30}[府厅局部委会院处办室署行校学司团心组])(?:文件|公报|公告|令)")
_CATALOGUE = re.compile(
    r"(索\s*引\s*号|发[文布]机[关构]|发布单位|制定机关|公布机关|来源|信息来源|发文字号|文号|字号|主题分类|主题词|公文种类|体裁分类|"
    r"[发公]布[日时][期间]|成文日期|生成日期|印发日期|更新日期|有效性|时效性|浏览次数|阅读次数|点击数|密级|紧急程度|签发人)\s*[：:]\s*(.{0,60})$"
)
_ISSUER = re.compile(r"发[文布]机[关构]|发布单位|制定机关|公布机关")
_SESSION = re.compile(r"第[一二三四五六七八九十\d]{1,4}届|中华人民共和国(?=国务院|[\u4e00-\u9fff]{2,8}[部委署局])")
_BODY = re.compile(
    r"(全国人民代表大会(?:常务委员会)?|国务院(?:办公厅)?|最高人民[法检察]+院|[\u4e00-\u9fff]{2,12}?(?:"
    r"人民代表大会(?:常务委员会)?|人民政府(?:办公厅|办公室)?|委员会|总局|总署|部|局|厅))"
)
_CONTENTS_LINE = re.compile(r"#*\s*目\s*[录次]\s*")
_CONVENTIONAL = re.compile(
    r"第[一二三四五六七八九十百\d]+[编篇章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|【"
)
_TITLE_END = re.compile(
    r"(?:通知|办法|条例|规定|细则|意见|方案|通告|公告|公报|决定|决议|批复|函|命令|规划|计划|纲要|要点|报告|解读|指南|指引|措施|规则|制度|章程|"
    r"清单|目录|标准|规范|须知|说明|问答|答复|总结|纪要|法)(?:[（(][^（）()]{1,12}[)）])?$"
)
_TITLE_LABEL = re.compile(r"(?:Title|标题|名称)\s*[：:]\s*")
_TITLE_AT_LEAST = 6
_FOOT_LINE, _MAX_TITLE, _MAX_ENTRY = 40, 60, 60
# Where the head of a document and its contents list are looked for, in lines.
_HEAD_LINES, _CONTENTS_WITHIN = 12, 200


@dataclass(frozen=True, slots=True)
class Front:
    """The frame of a document: ``body`` is the range of the text proper, ``left_out`` are lines in it that are none.

    ``titles`` are those of a contents list, for comparing (``key``).
    """

    title: str
    title_start: int
    body: Span
    contents: frozenset[Span]
    titles: frozenset[str]
    issue: str | None
    publisher: str | None
    number: str | None
    dates: Dates
    facts: tuple[Fact, ...]
    left_out: tuple[Span, ...] = ()


def key(title: str) -> str:
    """A title for comparing: no white space, no emphasis, one kind of brackets."""
    return re.sub(r"\s|[*#]", "", title).replace("(", "（").replace(")", "）")


def is_contents_line(line: str) -> bool:
    """Whether the line looks like an entry of a contents list: a title and its page."""
    return _CONTENTS.match(line) is not None


def read(text: str, spans: list[Span], source: str, published: str | None = None, given: str | None = None) -> Front:
    """Find the frame. A document without any (no masthead, no contents) is all body.

    ``published`` and ``given`` are the date and the title that the file format knows, for a text without them.
    """
    contents = _contents(text, spans)
    listed = [] if contents else _unpaged_contents(text, spans)
    foot = _foot(text, spans)
    named = _title_lines(text, spans, given)
    titled = spans[named.start : named.stop]
    written = fold("".join(span.of(text) for span in titled)) if len(titled) != 1 else fold(titled[0].of(text))
    title = _TITLE_LABEL.sub("", written) or fold(given or "") or Path(source).stem
    before = [span for span in spans if contents and span.end <= contents[0].start] or spans[: named.start]
    issue = next((m for span in (before or spans[:8]) if (m := _ISSUE.search(span.of(text)))), None)
    label = f"{issue.group(1)}年第{int(issue.group(2))}期" if issue else None
    if label and label not in title:
        title = f"{title} {label}"
    head, start = before, contents[-1].end if contents else spans[0].start if spans else 0
    aside = listed
    if titled and not contents:
        under = named.stop
        while under < len(spans) and _is_head_line(spans[under].of(text)) and spans[under].start < foot.start:
            under += 1
        head, start = [*before, *spans[named.stop : under]], spans[under - 1].end
        loose = next((span.start for span in before if not _is_head_line(span.of(text))), None)
        if loose is not None:  # text above the title stays text
            head = [span for span in head if _is_head_line(span.of(text))]
            aside = [*listed, *titled, *(span for span in head if span.start > loose)]
            start = loose
    if titled and not text[start : foot.start].strip() and not titled[0].of(text).startswith("#"):
        start = titled[0].start  # all there is, and not marked as a heading
    body = Span(start, max(start, foot.start))
    dated = dates.read(text, list(lines(text)), title, foot, issue is not None, published)
    framing = [*head, *(span for span in spans if span.start >= foot.start)]
    opening = _opening(text, spans, named)
    return Front(
        title=title,
        title_start=titled[0].start if titled else -1,
        body=body,
        contents=frozenset(contents),
        titles=frozenset(_titles(text, contents, listed)),
        issue=label,
        publisher=_publisher(text, title, head, opening, spans),
        number=None if label else _number(opening),
        dates=dated,
        facts=(*facts(text, framing), *dated.facts),
        left_out=tuple(aside),
    )


def _title_lines(text: str, spans: list[Span], given: str | None) -> range:
    """Which lines are the title, none of them where the text has none.

    It is the one that the format knows, else the first line below the letterhead, if that is neither a sentence nor a
    numbered heading nor, where the format knows another, anything but the title of an official document.
    """
    known = key(given or "")
    for i in range(min(len(spans), _HEAD_LINES)) if known else ():
        for lines_taken in (1, 2, 3):
            joined = key("".join(span.of(text) for span in spans[i : i + lines_taken]))
            if not known.startswith(joined):
                break
            if joined == known or (len(joined) >= _TITLE_AT_LEAST and _TITLE_END.search(joined)):
                return range(i, i + lines_taken)
    first = next((i for i, span in enumerate(spans[:_HEAD_LINES]) if not _is_head_line(span.of(text))), 0)
    for i in dict.fromkeys((first, 0)) if spans else ():
        line = spans[i].of(text)
        heading = line.lstrip("#").strip()
        official = not known or (_TITLE_END.search(heading) and "：" not in heading)
        counted = _CONVENTIONAL.match(heading) and not line.startswith("#")
        if len(heading) <= _MAX_TITLE and official and not counted and not re.search(r"^[（(]|[。；，：]$", heading):
            after = spans[i + 1].of(text) if i + 1 < len(spans) else ""
            broken = "关于" in heading and not _TITLE_END.search(heading) and _TITLE_END.search(after)
            return range(i, i + 2) if broken and len(heading + after) <= 2 * _MAX_TITLE else range(i, i + 1)
    return range(0)


def _is_head_line(line: str) -> bool:
    """Whether a line around the title is a fact about the document: letterhead, number, date, entry of its record."""
    plain = fold(line).strip("（()） ")
    said = (NUMBER.fullmatch(plain), _LETTERHEAD.fullmatch(plain), _CATALOGUE.match(plain), DATE.fullmatch(plain))
    return any(said) and not line.startswith("#")


def _opening(text: str, spans: list[Span], named: range) -> list[str]:
    """The lines around the title, up to the first that states something or addresses someone."""
    opening: list[str] = []
    for i, span in enumerate(spans[: _HEAD_LINES + 8]):
        line = fold(span.of(text))
        bracketed = line.startswith(("（", "(")) and DATE.search(line)
        if i not in named and not bracketed and (dates.STATEMENT.search(line) or line.endswith(("：", ":"))):
            break
        if i not in named:
            opening.append(line)
    return opening


def _number(opening: list[str]) -> str | None:
    """The last number among the opening lines: a law issued anew gets another; those that amend it are not its own."""
    own = (DATE.sub(" ", line) for line in opening if "《" not in line)
    found = [match.group() for line in own for match in NUMBER.finditer(line)]
    return re.sub(r"\s", "", found[-1]) if found else None


def _titles(text: str, contents: list[Span], listed: list[Span]) -> list[str]:
    """The titles that a contents list names; those counted by a convention are ranked by it."""
    paged = [key(match.group(1)) for span in contents if (match := _CONTENTS.match(span.of(text)))]
    return [*paged, *(key(span.of(text)) for span in listed[1:] if not _CONVENTIONAL.match(span.of(text).lstrip("# ")))]


def _unpaged_contents(text: str, spans: list[Span]) -> list[Span]:
    """目录 and the titles after it, up to where the first of them stands again."""
    for i, span in enumerate(spans[:_CONTENTS_WITHIN]):
        if not _CONTENTS_LINE.fullmatch(span.of(text)):
            continue
        entries = [key(other.of(text)) for other in spans[i + 1 : i + 2 + _CONTENTS_WITHIN]]
        end = entries.index(entries[0], 1) if entries[:1] and entries.count(entries[0]) > 1 else 0
        if end > 1 and all(len(entry) <= _MAX_ENTRY and entry[-1:] not in "。；，" for entry in entries[:end]):
            return spans[i : i + 1 + end]
    return []


def _contents(text: str, spans: list[Span]) -> list[Span]:
    """The first run of at least two lines of a title and its page, if it is a contents list.

    It is one when the line before says so or when its titles stand again, alone on a line, further down: a table of
    two columns looks alike.
    """
    run: list[Span] = []
    last = {key(span.of(text)): i for i, span in enumerate(spans)}
    for i, span in enumerate(spans):
        if is_contents_line(span.of(text)):
            run.append(span)
            continue
        if len(run) > 1:
            before = spans[i - len(run) - 1].of(text) if i > len(run) else ""
            titles = [key(match.group(1)) for line in run if (match := _CONTENTS.match(line.of(text)))]
            again = sum(last.get(title, -1) >= i for title in titles)
            if _CONTENTS_HEAD.search(before) or 2 * again >= len(titles):
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
    if len(line) > _FOOT_LINE or dates.STATEMENT.search(line) or "http" in line or line.startswith("#") or "\t" in line:
        return False
    plain = fold(line)
    said = (pattern.match(plain) for pattern in (_LABELLED, _COPIES, _EDITOR, _ISSUE))
    return any(said) or DATE.fullmatch(plain) is not None


def _publisher(text: str, title: str, head: list[Span], opening: list[str], spans: list[Span]) -> str | None:
    """Who edits or issues it: said in the head, the letterhead or the title, by who passed it, or signed at the end."""
    plain = [fold(span.of(text)) for span in head]
    if editor := next((m.group(1) for line in plain if (m := _EDITOR.match(line))), None):
        return editor
    for line in plain:
        if (match := _CATALOGUE.match(line)) and _ISSUER.fullmatch(match.group(1)) and match.group(2):
            return match.group(2).strip()
        if match := _LETTERHEAD.fullmatch(line):
            return match.group(1)
    if match := re.match(rf"{_BODY.pattern}(?=关于)", title):
        return match.group(1)
    for line in opening:
        if match := _BODY.match(_SESSION.sub("", DATE.sub("", line).strip("（()） "))):
            return match.group(1)
    return _signer(text, spans)


def _signer(text: str, spans: list[Span]) -> str | None:
    """The body on the line before a date that stands alone."""
    for before, span in pairwise(spans[1:]):
        body = re.sub(r"\s", "", before.of(text))
        if span.end - span.start <= 16 and DATE.fullmatch(span.of(text)) and 4 <= len(body) <= 30:
            match = _BODY.fullmatch(body)
            if match or re.fullmatch(
                r"[\u4e00-\u9fff]{3,28}(?:院|会|中心|处|办|司|行|学校|大学|公司|管委会|领导小组)", body
            ):
                return body
    return None


def facts(text: str, spans: list[Span]) -> tuple[Fact, ...]:
    """What lines of a masthead or foot say, each by its label; lines that say nothing of the kind give none."""
    facts = []
    for span in spans:
        line = span.of(text)
        if match := _LABELLED.match(line) or _CATALOGUE.match(fold(line)):
            facts.append(Fact(re.sub(r"\s", "", match.group(1)), fold(match.group(2)), span.start, span.end))
        elif match := _COPIES.search(line):
            facts.append(Fact("印数", f"{match.group(2)}份", span.start, span.end))
        elif match := _EDITOR.match(fold(line)):
            facts.append(Fact("编印单位", match.group(1), span.start, span.end))
        elif match := _ISSUE.search(line):
            facts.append(Fact("期号", fold(line), span.start, span.end))
        elif DATE.fullmatch(fold(line)):
            facts.append(Fact("日期", fold(line), span.start, span.end))
        elif NUMBER.fullmatch(fold(line).strip("（()） ")):
            facts.append(Fact("文号", fold(line).strip("（()） "), span.start, span.end))
        elif match := _LETTERHEAD.fullmatch(fold(line)):
            facts.append(Fact("发文机关", match.group(1), span.start, span.end))
    return tuple(facts)
