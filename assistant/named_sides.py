"""Two documents that a comparison names side by side in short forms: 省里的条例和开封那部, 2019那版和现行的.

Each name is read for what tells documents apart: the place or level, the issuer, the year, the kind of document, and
words of the title. What one name leaves out it shares with the other. Both must be told without doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.sides import Side, of_one
from knowledge.library import Library
from knowledge.scope import standings_on
from knowledge.store import DocumentSummary
from knowledge.tokenization import place_at_head, place_names
from knowledge.validity import begins, plain_title

_KIND = r"法(?![律院定人规官])(?:的?实施)?(?:细则|条例|办法)?|条例|办法|细则|规定|解释"
_JOINT = re.compile(r"以及|(?<![普涉提危波])及|[和与同跟]|(?<![占对])比(?![例重率])")
_BEFORE_NAME = re.compile(r"^.*[、：:]|^(?:请问|麻烦|帮我|想?问一?下|[比对]较一?下|对比一?下|按照?|根据|在|就)+")
# A name ends in the kind of document, or in 的, 版 and the like where the other name says the kind.
_NAME = re.compile(
    rf"[^，,。？?；;、]*?(?:{_KIND})|[^，,。？?；;、]{{1,12}}?(?:的|[里版部](?=[，,]))|[^，,。？?；;、]{{1,10}}(?=[，,])"
)
_AFTER_NAME = re.compile(r"^(?:[里上]?面?(?:头|写|规定|讲|说)?的?|当?中的?|之?间的?|两[部个版])[，,]?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})")
_OF_A_VERSION = r"(?=[版的]|修[订正改]|法|条例|办法|细则|规定|$)"
_CURRENT = re.compile(rf"现行|现在|如今|最新|(?<![创高革更])新{_OF_A_VERSION}")
_FORMER = re.compile(rf"[旧老]{_OF_A_VERSION}|原来|以前|修[订改]前")
_STATE, _PROVINCE = re.compile(r"国家|全国|中央"), re.compile(r"[本咱我]?省(?:里|内|级|的|(?=条例|规定|办法))")
_ISSUERS = {re.compile(r"最高(?:人民)?法院?"): "最高人民法院", re.compile(r"国务院"): ""}
_POINTING = re.compile(
    r"(?:19|20)\d{2}年?|[这那]一?[部个版份]|[省市县区](?=的|$)|[省市]?里|[的版年部写《》“”]|出台|颁布|修[订正改]|制定"
)
_HEAD = re.compile(r"^[，,]?(?:对于?|关于|就|里|中|在)?")


@dataclass(frozen=True, slots=True)
class _Name:
    """What one name says of a document; empty where it does not say."""

    places: tuple[str, ...]
    level: str
    issuer: str
    year: str
    current: bool
    former: bool
    kind: str
    words: str

    @property
    def versioned(self) -> bool:
        return bool(self.year or self.current or self.former)

    @property
    def told_apart(self) -> bool:
        """Whether it says more than a kind of document."""
        return bool(self.places or self.level or self.issuer or self.versioned or self.words)


def named_sides(question: str, library: Library, near: Sequence[str]) -> tuple[list[Side], str] | None:
    """The two documents named and what is asked of both, without their names; None where no two are named.

    ``near`` are ids of documents that retrieval found, the best first; of several that a name may mean they come first.
    """
    for before, left, right, after in _pairs(question):
        one, other = _read(left), _read(right)
        one, other = _completed(one, other), _completed(other, one)
        if not (one.kind and one.told_apart and other.told_apart) or one == other:
            continue
        first, second = (_meant(name, library, near) for name in (one, other))
        if first is None or second is None or first.document_id == second.document_id:
            continue
        same = plain_title(first.title) == plain_title(second.title)
        asked = _asked(before, after)
        # Two versions by their years are told without reading names: ``sides`` does.
        if len(asked) > 1 and not (same and one.year and other.year):
            return [Side(_label(summary, same), frozenset({summary.document_id})) for summary in (first, second)], asked
    return None


def _pairs(question: str) -> Iterator[tuple[str, str, str, str]]:
    """What stands before, left and right of, and after each word that may join two names."""
    for joint in _JOINT.finditer(question):
        end = len(question[: joint.start()].rstrip("，, "))
        start = max(question.rfind(mark, 0, end) for mark in "，,。；;？?！!") + 1
        lead = _BEFORE_NAME.match(question[start:end])
        start += lead.end() if lead else 0
        if (name := _NAME.match(question, joint.end())) and end > start:
            yield question[:start], question[start:end], name.group(), question[name.end() :]


def _read(name: str) -> _Name:
    kinds = list(re.finditer(_KIND, name))
    places = place_names(name)
    issuer = next((full for short, full in _ISSUERS.items() if full and short.search(name)), "")
    level = "国家" if _STATE.search(name) else "省" if not places and _PROVINCE.search(name) else ""
    year = _YEAR.search(name)
    words = name[: kinds[-1].start()] + name[kinds[-1].end() :] if kinds else name
    for said in (
        *_ISSUERS,
        _CURRENT,
        _FORMER,
        _STATE,
        *map(re.compile, (rf"{place}[省市]?" for place in places)),
        _POINTING,
    ):
        words = said.sub("", words)
    return _Name(
        places,
        level,
        issuer,
        year[1] if year else "",
        _CURRENT.search(name) is not None,
        _FORMER.search(name) is not None,
        kinds[-1].group() if kinds else "",
        words,
    )


def _completed(name: _Name, other: _Name) -> _Name:
    """The name with what it leaves out and the other says: the words and the kind, of another version all but that."""
    if not name.kind:
        name = replace(name, kind=other.kind)
        if name.versioned and not (name.places or name.level or name.issuer):
            name = replace(name, places=other.places, level=other.level, issuer=other.issuer)
    return replace(name, words=other.words) if not name.words and not name.issuer else name


def _meant(name: _Name, library: Library, near: Sequence[str]) -> DocumentSummary | None:
    """The document that a name means, the one in force of several versions unless it says otherwise."""
    standing = standings_on(library, dt.date.today())
    fitting = [summary for summary in library.documents() if _fits(name, summary)]
    if not name.words:
        fitting = [summary for summary in fitting if summary.document_id in near]
    if not fitting:
        return None
    rank = {document_id: place for place, document_id in enumerate(near)}
    titles = sorted(
        {plain_title(summary.title) for summary in fitting},
        key=lambda title: (
            title != name.words + name.kind,
            min(rank.get(s.document_id, len(near)) for s in fitting if plain_title(s.title) == title),
            len(title),
        ),
    )
    versions = sorted((s for s in fitting if plain_title(s.title) == titles[0]), key=lambda s: begins(s) or "")
    holding = [s for s in versions if standing[s.document_id].holds]
    if name.former and not name.year:
        return next((s for s in reversed(versions) if s not in holding), None)
    return (versions if name.year else holding or versions)[-1]


def _fits(name: _Name, summary: DocumentSummary) -> bool:
    title = plain_title(summary.title)
    own = place_at_head(title)
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", title)
    return (
        (not name.places or any(place in title for place in name.places))
        and not (name.level == "国家" and own)
        and not (name.level == "省" and "省" not in title[:4])
        and title.startswith(name.issuer)
        and (not name.year or name.year in summary.years())
        and bare.endswith(re.sub(r"^法.*(?=细则|条例|办法)", "", name.kind))
        and _short_for(name.words + name.kind, title)
    )


def _short_for(words: str, title: str) -> bool:
    """Whether the characters stand in the title in this order."""
    rest = iter(title)
    return all(char in rest for char in words)


def _asked(before: str, after: str) -> str:
    """What is asked of both: the question without the names and without what sets them against each other."""
    after = _HEAD.sub("", _AFTER_NAME.sub("", after, count=1), count=1)
    text = f"{before.strip('，, ')}，{after}".strip("，,。？?！! ")
    return of_one(text)


def _label(summary: DocumentSummary, dated: bool) -> str:
    """The title; of two versions of one with the year."""
    year = (summary.published or begins(summary) or "")[:4]
    return f"《{summary.title}》（{year}年）" if dated and year else f"《{summary.title}》"
