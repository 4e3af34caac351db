"""Whether what is cited still holds, and answers to questions about just that: from dates and 废止 in the texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Sequence

from assistant.answers import Citation, Issue
from assistant.citations import Claim, Evidence
from assistant.quoting import Quoter
from assistant.standing_words import CORRECTED
from assistant.titles_meant import documents_meant
from knowledge.dates import ENDS, IN_FORCE, PUBLISHED, REPEALS, plan_period
from knowledge.documents import Document
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.scope import standings_on
from knowledge.segmentation import Span, fold, lines
from knowledge.store import DocumentSummary
from knowledge.tokenization import content_words
from knowledge.validity import Standing, begins, plain_title, versions

_HOLDS = "有效|生效|施行|实施|执行|管用|适用|能用|可用|引用|沿用"
_ASKED = re.compile(
    rf"(?:还|仍|现在|目前|是否|依然|继续|已经?).{{0,4}}(?:{_HOLDS})|(?<!何种情形)有效[吗么嘛没]|失效|废止|作废"
    r"|取代|替代|代替|过期|到期|过时|现行|最新(?:版|的版本|修订)|有效期(?:限)?"
)
# What else such a question is made of, once its title is taken out.
_RESTS = re.compile(
    r"《[^《》]*》|(?:19|20)\d{2}(?:年|版)|\d{1,2}[月日]|[旧老新]?版本?|修订|修正|条例|办法|规定|文件|政策|[这那][个部份条]|该|它|什么时候|何时|哪[一]?[年天个部]"
    r"|现在|目前|如今|今天|还|仍|是否|是不是|有没有|没有|已经?|开始|正式|被|了|期满|新的?|的|是|到|在|其|吗|呢|多久|什么|哪|能|可以|期内?|在"
    rf"|批准|公布|发布|颁布|通过|制定|出台|国务院|国家|{_HOLDS}"
)
Search = Callable[[str, Collection[str] | None], Sequence[Hit]]
_NEWEST = re.compile(r"新的?|修订")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年|版)")
_MOST_VERSIONS = 3


def warnings(citations: Sequence[Citation], library: Library, day: dt.date) -> list[Issue]:
    """One issue for each cited document that does not hold on ``day``, and for each cited plan whose years are over.

    ``detail`` is the notice for people; codes: expired_source, superseded_source, pending_source.
    """
    summaries = {summary.document_id: summary for summary in library.documents()}
    standing = standings_on(library, day)
    found: dict[str, Issue] = {}
    for citation in citations:
        summary, how = summaries[citation.document_id], standing[citation.document_id]
        if not how.holds:
            found.setdefault(summary.document_id, _warning(summary, how, summaries))
        for title in citation.section:
            period = plan_period(title)
            if period and period.ends < day.isoformat():
                plan = _plan_named(title)
                said = f"{plan}的实施期到{_date(period.ends)}为止，已经结束；以下内容说的是当时的安排。"
                found.setdefault(plan, Issue("expired_source", said))
    return list(found.values())


def _plan_named(title: str) -> str:
    """The name of the plan inside the title of a section about it."""
    named = [name for name in re.findall(r"《[^《》]+》", title) if plan_period(name)]
    return named[0] if named else f"《{title}》"


def _warning(summary: DocumentSummary, how: Standing, summaries: dict[str, DocumentSummary]) -> Issue:
    title = f"《{summary.title}》"
    told = _by_hand(how)
    if how.pending:
        return Issue("pending_source", f"{title}要到{_date(begins(summary))}才公布或施行{told}，目前还不适用。")
    if how.superseded_by is None:
        return Issue("expired_source", f"{title}已于{_date(how.ended)}期满{told}，以下内容只反映当时的规定。")
    newer = summaries[how.superseded_by]
    if how.repealed:
        said = f"{title}自{_date(how.superseded_on)}起被《{newer.title}》废止{told}，以下内容只反映当时的规定。"
    elif how.corrected and newer.title != summary.title:
        said = f"{title}已被《{newer.title}》（{_date(begins(newer))}起）取代{told}，以下内容只反映当时的规定。"
    else:
        first, since = _date(begins(summary)), _date(begins(newer))
        said = f"{title}（{first}起）已有新版《{newer.title}》（{since}起）{told}，以下引用的是旧版。"
    return Issue("superseded_source", said)


class ValidityAnswers:
    """Answers whether a document named in the question holds, since when, until when and what took its place."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._library = library
        self._quoter = quoter

    def answer(self, question: str, day: dt.date, search: Search | None = None) -> list[Claim]:
        """Claims about one document or the versions of one title; none where the question asks for anything else.

        A plan that only a section tells of is looked for by ``search``.
        """
        if not _ASKED.search(question):
            return []
        if repealed := self._repealed(question, day):
            return repealed
        standing = standings_on(self._library, day)
        asked = sorted(self._asked_about(question), key=lambda summary: not standing[summary.document_id].holds)
        claims = [claim for summary in asked for claim in self._claims(summary, standing[summary.document_id])]
        return claims or (self._plan(question, search(question, None), day) if search else [])

    def _asked_about(self, question: str) -> list[DocumentSummary]:
        """The versions of the one title named, newest first, or the one of the year named."""
        about, rest = documents_meant(question, self._library)
        if not about or content_words(_RESTS.sub(" ", _ASKED.sub(" ", rest))):
            return []
        groups = [group for group in versions(self._library.documents()) if about[0] in group]
        group = groups[0] if groups else about[:1]
        if any(summary not in group for summary in about):
            return []
        if years := set(_YEAR.findall(rest)):
            return [summary for summary in group if years & summary.years()][:1]
        return group[::-1][: 1 if _NEWEST.search(rest) else _MOST_VERSIONS]

    def _repealed(self, question: str, day: dt.date) -> list[Claim]:
        """The older text, of a year that the question names, that a text in force repeals in these words."""
        years = set(_YEAR.findall(question))
        for summary in self._library.documents() if years else ():
            named = {title for title in summary.repeals if plain_title(title) in plain_title(question)}
            if not named or (summary.effective or day.isoformat()) > day.isoformat():
                continue
            document = self._library.document(summary.document_id)
            since = self._facts(document, IN_FORCE, summary.effective)
            for fact in document.metadata.facts:
                repeals = Span(fact.start, fact.end)
                words = fold(repeals.of(document.text)).strip()
                if since and fact.label == REPEALS and fact.value in named and years <= set(_YEAR.findall(words)):
                    newer = f"《{summary.title}》（自{_date(summary.effective)}起施行）"
                    places = tuple(dict.fromkeys((*since, self._quoter.evidence(document, repeals))))
                    return [Claim(f"旧的《{fact.value}》已被{newer}废止：{words}", places, item=True)]
        return []

    def _plan(self, question: str, hits: Sequence[Hit], day: dt.date) -> list[Claim]:
        """Whether the years are over of the plan that the question names and that a section found is about."""
        words = content_words(_RESTS.sub(" ", _ASKED.sub(" ", question)))
        for hit in hits:
            document = self._library.document(hit.passage.document_id)
            section = document.sections[hit.passage.section_index]
            period = plan_period(section.title)
            plan = _plan_named(section.title)
            if period and words and all(word in plan for word in words):
                begun, over = f"{period.first}-01-01" <= day.isoformat(), period.ends < day.isoformat()
                verdict = "期限已过，已经结束" if over else "还在执行期内" if begun else "还没有开始"
                place = self._quoter.evidence(document, Span(section.start, section.body).trimmed(document.text))
                return [Claim(f"{plan}{verdict}。", (place,), item=True)]
        return []

    def _claims(self, summary: DocumentSummary, how: Standing) -> Iterator[Claim]:
        """What the document's own dates say, then what put an end to it."""
        document = self._library.document(summary.document_id)
        title = f"《{summary.title}》"
        if how.corrected:
            yield self._corrected(document, title, how)
            return
        since = self._facts(document, IN_FORCE, summary.effective) or self._facts(document, PUBLISHED, begins(summary))
        adopted = self._facts(document, PUBLISHED, summary.published)
        amended = bool(summary.published and summary.effective and summary.published > summary.effective)
        start = f"自{_date(summary.effective)}起施行" if summary.effective else f"{_date(summary.published)}公布"
        start += f"，{_date(summary.published)}作过修改" if amended and adopted else ""
        told = tuple(dict.fromkeys([*since, *adopted])) if amended or summary.effective == summary.published else since
        if how.superseded_by:
            yield from self._replaced(title, start, told, how)
        elif how.ended or how.pending or summary.ends:
            word = "已经期满" if how.ended else "目前还没有生效" if how.pending else "目前有效"
            until = f"，期限到{_date(summary.ends)}为止" if summary.ends else ""
            if places := (*told, *self._facts(document, ENDS, summary.ends)):
                yield Claim(f"{title}{word}：{start}{until}。", places, item=True)
        elif told:
            yield Claim(f"{title}目前有效：{start}。资料库里没有取代或废止它的文件。", told, item=True)

    def _corrected(self, document: Document, title: str, how: Standing) -> Claim:
        """What a person put right. No date is said: none would stand in a text; the notice beside the answer has it."""
        by = [self._library.document(how.superseded_by)] if how.superseded_by else []
        replaced = [f"已被《{newer.title}》{'废止' if how.repealed else '取代'}" for newer in by]
        word = "已经期满" if how.ended else "目前还没有生效" if how.pending else "目前有效"
        dates = [fact for fact in document.metadata.facts if fact.label in (PUBLISHED, IN_FORCE, ENDS)]
        told = [Span(fact.start, fact.end) for fact in dates[-1:]]
        places = [(document, span) for span in told or list(lines(document.text))[:1]]
        places += [(newer, span) for newer in by for span in list(lines(newer.text))[:1]]
        evidence = tuple(self._quoter.evidence(source, span) for source, span in places)
        return Claim(f"{title}{(replaced or [word])[0]}{_by_hand(how)}。", evidence, item=True)

    def _replaced(self, title: str, start: str, told: tuple[Evidence, ...], how: Standing) -> Iterator[Claim]:
        newer = self._library.document(how.superseded_by or "")
        since = _date(how.superseded_on)
        if how.repealed:
            facts = [fact for fact in newer.metadata.facts if fact.label == REPEALS]
            named = [fact for fact in facts if plain_title(fact.value).startswith(plain_title(title.strip("《》")))]
            places = tuple(self._quoter.evidence(newer, Span(f.start, f.end)) for f in (named or facts)[:1])
            said = f"{title}自{since}起被《{newer.title}》废止。"
        else:
            about = newer.metadata
            places = self._facts(newer, IN_FORCE, about.effective) + self._facts(newer, PUBLISHED, about.published)
            said = f"{title}的旧版（{start}）已被《{newer.title}》的新版取代，新版自{since}起算。"
        if places or told:
            yield Claim(said, (*told, *places), item=True)

    def _facts(self, document: Document, label: str, value: str | None) -> tuple[Evidence, ...]:
        """The place that states the date, if one does."""
        facts = [fact for fact in document.metadata.facts if fact.label == label and fact.value == value]
        return tuple(self._quoter.evidence(document, Span(fact.start, fact.end)) for fact in facts[-1:])


def _by_hand(how: Standing) -> str:
    """What is not in the texts is marked as such."""
    return f"（{CORRECTED}）" if how.corrected else ""


def _date(iso: str | None) -> str:
    """2023-12-31 as one reads it: 2023年12月31日."""
    if not iso:
        return "日期不详"
    year, month, day = iso.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"
