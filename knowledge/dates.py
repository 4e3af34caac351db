"""When a document was published, takes effect and ends, and what it puts out of force, as its own text says: pure.

A date counts only where the words around it say what it is the date of. Validity periods of certificates, dates of
other documents and reporting periods are none of the document's.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.documents import Fact
from knowledge.segmentation import Span, fold, paragraphs, sentences

IN_FORCE, PUBLISHED, ENDS, REPEALS = "施行日期", "公布日期", "失效日期", "废止文件"
"""The labels of the facts that say when a document takes effect, was published and ends, and what it repeals."""

STATEMENT = re.compile(r"[。！？；]|^第[一二三四五六七八九十百零\d]+[编章节条]|^[一二三四五六七八九十]+、|^#{2,}|^\|")
"""A line that states something: such lines open and close the text proper."""

_YEAR, _MONTH = r"(\d{4}|[〇○零一二三四五六七八九]{4})\s*年", r"(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月"
_DAY = r"(\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*日"
DATE = re.compile(rf"{_YEAR}\s*{_MONTH}\s*{_DAY}")
_LOOSE = rf"{_YEAR}(?:底|末|\s*{_MONTH}(?:\s*{_DAY})?)"
_COUNT = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
_DIGIT = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}

_PROMULGATED = re.compile(r"公布|发布|通过|修订|修正|批准|印发|成文|发文")
_ENTERED = re.compile(r"施行|生效|实施日期|起\s*(?:实施|执行)")
_LABEL = re.compile(r"(?:公布|发布|印发|成文|发文|施行|实施|生效)(?:日期|时间)[：:]\s*$")
_TITLE = re.compile(r"《([^《》]{2,160})》")
_SIGNER = re.compile(
    r"(?:府|厅|局|部|委|会|院|处|办|室|署|行|司|组|中心|学校|大学|学院|公司)$|^(?:总理|主席|省长|市长|主任|部长|厅长|局长|院长)"
)
_SIGNED = re.compile(rf"(.*?)\s*{DATE.pattern}\s*(?:印发)?")

_VERB = r"(?:正式)?(?:施行|实施|执行|生效|试行|暂行)"
# The document as it calls itself: 本办法, 本实施细则. What belongs to a place or to the author is something else.
_SELF = r"本(?![院市省县区校级]|行政)[^第的自从于，。；、：《》\s]{1,12}"
_ON_DATE = re.compile(rf"({_SELF}(?:自|从|于)?)?(?:自|从)?\s*{_LOOSE}\s*(?:零时)?\s*起\s*{_VERB}")
_ON_ISSUE = re.compile(
    rf"({_SELF}|^|[，。；\s（(])(?:自|从)?(?:公布|发布|印发|颁布|下发|通过)之日(?:起)?"
    rf"(?:满?{_COUNT}(?:个)?(?:工作)?日(?:之)?[后起])?\s*起?{_VERB}"
)
_TERM = r"(?:有效(?:期限?|时间)|(?:施行|实施|执行|试行|适用|试点)(?:期限?|时间))"
_UNTIL = re.compile(rf"{_TERM}?[^。；，《》]{{0,24}}?(?:至|到|截止|—|－|-|～|~)\s*{_LOOSE}")
_LASTS = re.compile(rf"(?:{_TERM}(?:限)?(?:暂定)?(?:为|是|：|:)?)?(?:暂定)?\s*{_COUNT}\s*(年|个月)(?!\d|月)")
# What may follow the day of entry into force before the period is told.
_THEN = re.compile(rf"[，,。；;、\s]*(?:并|暂定|{_SELF})?(?={_TERM}|至|到|{_COUNT}\s*(?:年|个月))")
_OWN_TERM = re.compile(rf"{_SELF}(?:的)?(?={_TERM})")
_OWN_RANGE = re.compile(rf"{_SELF}(?:自|从|于)\s*{_LOOSE}\s*起?\s*(?:至|到|—|－|-)\s*{_LOOSE}")

_GOES = re.compile(r"(?:废止|停止(?:执行|施行)|失效|不再(?:执行|施行))")
# Between a title and 废止: other titles, numbers of documents, the day from which; never a part of the document.
_UP_TO_IT = re.compile(
    rf"(?:\s|[、，,和与及]|以及|同时|即行|即|予以|一并|相应|均|自行|也|（[^（）]*）|\([^()]*\)"
    rf"|(?:自|从)?(?:{_SELF}|上述\S{{1,6}}|此)?(?:{_LOOSE}|(?:施行|实施|公布|印发|发布)?之?日)起)*(?:[、和与及]|以及|{_GOES.pattern})"
)
_LISTED = re.compile(
    rf"(?:下列|以下|如下)[^。]*{_GOES.pattern}[^。]*[：:]\s*$|{_GOES.pattern}(?:下列|以下)[^。]*[：:]\s*$"
)
_GROUND = re.compile(r"(?:根据|依据|依照|按照|修改|执行)$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(【]\d{4}[〕\])）】]\s*\d{1,5}\s*号")
_IN_BRACKETS = re.compile(rf"\s*[（(]\s*({_NUMBER.pattern})\s*[)）]")

_PLAN = r"(?:规划|计划|方案|纲要|行动|工程|要点|安排|任务|意见|措施|政策|目标|路线图|指导目录)"
_NO_PLAN = re.compile(r"总结|报告|公报|年鉴|名单|白皮书|学年|评估|盘点|回顾|统计|情况|成果")
_RANGE = r"((?:19|20)\d{2})\s*年?\s*(?:[-—－–~～－]+|至|到)\s*((?:19|20)\d{2})\s*(年?)"
_PLAN_FOR = re.compile(rf"{_PLAN}[^《》（(]{{0,8}}[（(]\s*{_RANGE}\s*[)）]|{_RANGE}(?!\s*学年)[^《》]{{0,40}}?{_PLAN}")
_YEARLY = re.compile(r"((?:19|20)\d{2})\s*年度?[^《》]{0,20}?(?:工作要点|工作计划|工作安排)(?=$|[》（(的])")
_FIVE_YEARS = re.compile(rf"[“\"「]?(十[一二三四五六七八九]?|[六七八九])五[”\"」]?[^《》]{{0,40}}?{_PLAN}")


@dataclass(frozen=True, slots=True)
class Dates:
    """The fields of ``Metadata`` that say when a document holds, and their places."""

    published: str | None = None
    effective: str | None = None
    ends: str | None = None
    repeals: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """The years a plan is for, as its title gives them; ``ends`` is the last day (ISO)."""

    first: int
    last: int

    @property
    def ends(self) -> str:
        """Its last day."""
        return f"{self.last:04d}-12-31"


@dataclass(frozen=True, slots=True)
class _Event:
    """A date of the opening lines with the words that say what happened."""

    day: str
    said: str
    place: Span

    @property
    def amends(self) -> bool:
        """A decision changed some words: the rule on entry into force stayed as it was."""
        return "修正" in self.said or ("修订" in self.said and "决定》" in self.said)


def plan_period(title: str) -> Period | None:
    """The period of the plan that a title names: （2021—2023年）, 2021年工作要点, “十四五”规划; else None.

    A report on a period, a list of names or a school year is no plan.
    """
    if _NO_PLAN.search(title):
        return None
    if match := _PLAN_FOR.search(title):
        first, last = [int(group) for group in match.groups() if group and group.isdigit()]
        return Period(first, last) if first <= last else None
    if match := _YEARLY.search(title):
        return Period(int(match.group(1)), int(match.group(1)))
    if match := _FIVE_YEARS.search(title):
        # The sixth plan ran from 1981 to 1985, and each follows the one before.
        last = 1955 + 5 * _value(match.group(1))
        return Period(last - 4, last)
    return None


def read(
    text: str, spans: Sequence[Span], title: str, foot: Span, periodical: bool, published: str | None = None
) -> Dates:
    """The dates of a whole document; ``spans`` are its lines, the first of them its title, ``foot`` its closing lines.

    ``published`` is what the file format says, used where the text says nothing. A periodical only has a date of
    publication: the other dates in it are those of the documents it reports.
    """
    events = list(_events(text, _opening(text, spans)))
    signed = [span for span in spans if span.start >= foot.start and DATE.search(span.of(text))][-1:]
    told = [event for event in events if _PROMULGATED.search(_TITLE.sub("", event.said))]
    last = max(told, key=lambda event: event.day, default=None)
    place = signed[0] if signed else last.place if last else _signature(text, spans)
    if last and not signed:
        published = last.day
    elif place:
        published = next((day for m in DATE.finditer(place.of(text)) if (day := _iso(m.groups()))), published)
    enacted = max((event.day for event in _enacting(told)), default=published)
    if periodical:
        return Dates(published)
    begins = _entry(text, spans, events, enacted)
    effective = begins[-1][0] if begins else None
    ends = _end(text, spans, title, effective or published)
    repeals = list(_repeals(text, spans))
    facts = [
        *([Fact(PUBLISHED, published, place.start, place.end)] if place and published and not signed else ()),
        *(Fact(IN_FORCE, day, span.start, span.end) for day, span in begins),
        *([Fact(ENDS, ends[0], ends[1].start, ends[1].end)] if ends and ends[1] else ()),
        *(Fact(REPEALS, name, span.start, span.end) for name, span in repeals),
    ]
    names = tuple(dict.fromkeys(name for name, _ in repeals))
    return Dates(published, effective, ends[0] if ends else None, names, tuple(facts))


def _opening(text: str, spans: Sequence[Span]) -> Span:
    """From after the title to the first line that states something; a note in brackets on dates belongs to it."""
    end = start = spans[0].end if spans else 0
    for span in spans[1:20]:
        line = span.of(text)
        if STATEMENT.search(line) and not (line.startswith(("（", "(")) and DATE.search(line)):
            break
        end = span.end
    return Span(start, end)


def _events(text: str, opening: Span) -> Iterator[_Event]:
    dates = list(DATE.finditer(text, opening.start, opening.end))
    for date, end in zip(dates, [*(date.start() for date in dates[1:]), opening.end], strict=False):
        label = _LABEL.search(text, opening.start, date.start())
        words = text[date.end() : end].rstrip("\u200b \t\n\u3000")
        day = _iso(date.groups())
        if day:
            start = label.start() if label else date.start()
            yield _Event(day, f"{label.group() if label else ''}{fold(words)}", Span(start, date.end() + len(words)))


def _enacting(told: Sequence[_Event]) -> Iterator[_Event]:
    """The events that set the whole text in force; a decision that amends is often passed first, then approved."""
    for i, event in enumerate(told):
        after = told[i + 1] if i + 1 < len(told) else None
        if not event.amends and not (after and after.amends and "批准" in after.said):
            yield event


def _signature(text: str, spans: Sequence[Span]) -> Span | None:
    """The first line that is a date under, or after, the name of who signs."""
    for before, span in pairwise(spans):
        match = _SIGNED.fullmatch(span.of(text))
        if match:
            signer = re.sub(r"\s", "", match.group(1) or before.of(text))
            if len(signer) <= 40 and _SIGNER.search(signer) and not STATEMENT.search(signer):
                return span
    return None


def _entry(text: str, spans: Sequence[Span], events: Sequence[_Event], enacted: str | None) -> list[tuple[str, Span]]:
    """(day, place) of every statement on entry into force, the one that counts last."""
    stated: list[tuple[bool, str, Span]] = []
    for match in _ON_DATE.finditer(text):
        day = _iso(match.groups()[1:])
        if day:
            stated.append((bool(match.group(1)), day, Span(match.start(), match.end())))
    for match in _ON_ISSUE.finditer(text):
        own = match.group(1).startswith("本")
        if enacted and (own or not stated):
            later = dt.date.fromisoformat(enacted) + dt.timedelta(days=_value(match.group(2)) if match.group(2) else 0)
            stated.append((own, later.isoformat(), Span(match.start(), match.end())))
    own_words = [(day, place) for own, day, place in sorted(stated, key=lambda s: s[2].start) if own]
    chosen = own_words or [(day, place) for _, day, place in stated[-1:]]
    in_text = [(day, _sentence_at(text, spans, place)) for day, place in chosen]
    opening = [(event.day, event.place) for event in events if _ENTERED.search(_TITLE.sub("", event.said))]
    return [*in_text, *opening[-1:]]


def _end(text: str, spans: Sequence[Span], title: str, start: str | None) -> tuple[str, Span | None] | None:
    """The last day, from the words after the day of entry, from 本办法有效期……, or from the plan's title."""
    after_entry = [m.end() for pattern in (_ON_DATE, _ON_ISSUE) for m in pattern.finditer(text)]
    told = [then.end() for at in after_entry if (then := _THEN.match(text, at))]
    told += [match.end() for match in _OWN_TERM.finditer(text)]
    for at in told:
        if until := _UNTIL.match(text, at):
            last = _iso(until.groups(), last=True)
        elif start and (lasts := _LASTS.match(text, at)):
            last = _after(start, _value(lasts.group(1)) * (12 if lasts.group(2) == "年" else 1))
        else:
            continue
        if last:
            return last, _sentence_at(text, spans, Span(at, at))
    if ranged := _OWN_RANGE.search(text):
        last = _iso(ranged.groups()[3:], last=True)
        if last:
            return last, _sentence_at(text, spans, Span(ranged.start(), ranged.end()))
    period = plan_period(title)
    place = next((span for span in spans[:20] if period and plan_period(span.of(text)) == period), None)
    return (period.ends, place) if period else None


def _repeals(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """(title, with its number where that is given; place) of each document that is repealed as a whole."""
    listed = False
    for paragraph in paragraphs(text, spans):
        titles = list(_TITLE.finditer(text, paragraph.start, paragraph.end))
        listed = listed and bool(titles)
        if listed:
            yield from ((_named(text, title), paragraph) for title in titles[:1])
        elif _GOES.search(text, paragraph.start, paragraph.end):
            for sentence in sentences(text, paragraph):
                yield from ((_named(text, title), sentence) for title in _repealed(text, sentence))
            listed = _LISTED.search(text, paragraph.start, paragraph.end) is not None


def _repealed(text: str, sentence: Span) -> Iterator[re.Match[str]]:
    """The titles of a sentence that reach up to its 废止; those of the rules it rests on do not count."""
    end, ground = sentence.start, False
    for title in _TITLE.finditer(text, sentence.start, sentence.end):
        between = text[end : title.start()]
        ground = _GROUND.search(between) is not None or (ground and len(between) <= 1)
        end = title.end()
        if not ground and _UP_TO_IT.match(text, end, sentence.end):
            yield title


def _named(text: str, title: re.Match[str]) -> str:
    name = fold(title.group(1))
    number = _IN_BRACKETS.match(text, title.end())
    return f"{name}（{''.join(number.group(1).split())}）" if number else name


def _sentence_at(text: str, spans: Sequence[Span], place: Span) -> Span:
    line = next(span for span in spans if span.start <= place.end and place.start < span.end)
    found = (s for s in sentences(text, line) if s.start <= place.end - 1 < s.end or s.start <= place.start < s.end)
    return next(found, line)


def _iso(parts: Sequence[str | None], last: bool = False) -> str | None:
    """Year, month and day in ISO form, None for a date no calendar has; a missing part is the first, or the last."""
    year, month, day = parts
    y = _value(year or "")
    m = _value(month) if month else 12 if last else 1
    if y < 1 or not 1 <= m <= 12:
        return None
    days = calendar.monthrange(y, m)[1]
    d = _value(day) if day else days if last else 1
    return f"{y:04d}-{m:02d}-{d:02d}" if 1 <= d <= days else None


def _after(start: str, months: int) -> str:
    """The last day of so many months that begin on ``start``."""
    begun = dt.date.fromisoformat(start)
    years, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    day = min(begun.day, calendar.monthrange(years, month + 1)[1])
    return (dt.date(years, month + 1, day) - dt.timedelta(days=1)).isoformat()


def _value(numeral: str) -> int:
    """12, １２, 十二, 二〇二一 as a number."""
    if numeral.isdecimal():
        return int(numeral)
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return 10 * (_DIGIT[tens] if tens else 1) + (_DIGIT[ones] if ones else 0)
    return int("".join(str(_DIGIT[character]) for character in numeral))
