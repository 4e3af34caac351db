"""Which documents a question is about: the ones it names, the version it names, else the version in force."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.documents import Passage
from knowledge.library import Library
from knowledge.store import DocumentSummary
from knowledge.tokenization import normalise
from knowledge.validity import STATE, Standing, standings, versions

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|版|修)")
"""A year that a question names, of a document or of its version."""
_OLDER = re.compile(
    r"旧版|老版|原来|(?<![年月日号])以前|修订前|修改前|废止前|过去|当时|那时"
    r"|(?<![新养敬尊])[旧老](?:法(?![院官宝])|条例|办法|细则|规定)(?!.*新(?:法|条例|办法|细则|规定))"
)
_MAY_BE_OLDER = re.compile(rf"[旧老]|{_OLDER.pattern}")
# A day as of which something is asked: 2022年时, 2021年有效的, 截至2023年6月.
# 今年 is left as it stands: in an office it is as often the year of the document.
_YEARS_FROM_NOW = {"前年": -2, "去年": -1, "明年": 1, "后年": 2}
_RELATIVE_YEAR = re.compile("|".join(_YEARS_FROM_NOW))
_AS_OF = re.compile(
    r"(截[至止]到?)?在?((?:19|20)\d{2})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?[底末]?"
    r"(?(1)|(?:的?时候?(?![间期])|那时候?|当时|期间|那会儿?|(?=的?(?:还|仍|现行|是否)?(?:有效|生效|适用))))的?[，,]?"
)
_CLAUSE = re.compile(r"第\s*([一二三四五六七八九十百千零〇两\d]+)\s*条")
_SHORTEST_NAME = 3
# A document that no longer holds yields to what says the same, but may be the only one that answers.
_NAMED, _CLAUSE_NAMED, _OTHER_VERSION, _NOT_IN_FORCE = 1.25, 1.6, 0.8, 0.95


@dataclass(frozen=True, slots=True)
class Scope:
    """Factors on the scores of passages: ``documents`` by document id, ``clauses`` are clause titles named.

    ``instead``: id of a version that is not meant → ids of those of its title that are.
    """

    documents: dict[str, float]
    clauses: frozenset[str]
    instead: dict[str, frozenset[str]]

    @classmethod
    def of(cls, question: str, library: Library, today: dt.date | None = None) -> Scope:
        """Read the scope off the question's words and the titles and dates in the library.

        What is not in force on ``today`` (by default the machine's date), or on the day that the question asks about,
        counts less, unless the question names it or its year.
        """
        question, asked = as_of(question)
        text = normalise(question).replace(" ", "")
        years = frozenset(YEAR.findall(text))
        named = named_documents(question, library)
        usual = _usual(library, library.store.generation(), asked or today or dt.date.today())
        factors, instead = dict(usual.documents), dict(usual.instead)
        for document_id in named.union(*(usual.of_year.get(year, ()) for year in years)) - instead.keys():
            factors.pop(document_id, None)
        for group in usual.groups if years or _MAY_BE_OLDER.search(text) else ():
            if version := _version_asked(text, years, group, usual.standing):
                _choose(group, frozenset({version.document_id}), factors, instead)
        for document_id in named:
            factors[document_id] = factors.get(document_id, 1.0) * _NAMED
        clauses = frozenset(f"第{number}条" for number in _CLAUSE.findall(with_chinese_clauses(question)))
        return cls(factors, clauses, instead)

    def factor(self, passage: Passage) -> float:
        """What a passage's score is multiplied by."""
        clause = _CLAUSE_NAMED if self.clauses and set(self.clauses) & set(passage.section) else 1.0
        return self.documents.get(passage.document_id, 1.0) * clause


@dataclass(frozen=True, slots=True)
class _Usual:
    """What holds for every question that names no document, year or version, on one day."""

    standing: dict[str, Standing]
    groups: tuple[list[DocumentSummary], ...]
    of_year: dict[str, frozenset[str]]
    documents: dict[str, float]
    instead: dict[str, frozenset[str]]


@lru_cache(maxsize=4)
def version_groups(library: Library, generation: int) -> tuple[list[DocumentSummary], ...]:
    """The documents of one title that follow each other, the oldest first."""
    return tuple(versions(library.documents()))


@lru_cache(maxsize=4)
def _usual(library: Library, generation: int, day: dt.date) -> _Usual:
    summaries = library.documents()
    standing = standings(summaries, day)
    groups = version_groups(library, generation)
    factors = {s.document_id: _NOT_IN_FORCE for s in summaries if not standing[s.document_id].holds}
    instead: dict[str, frozenset[str]] = {}
    for group in groups:
        _choose(group, frozenset(s.document_id for s in group if standing[s.document_id].holds), factors, instead)
    years = {year for summary in summaries for year in summary.years()}
    of_year = {year: frozenset(s.document_id for s in summaries if year in s.years()) for year in years}
    return _Usual(standing, groups, of_year, factors, instead)


def _choose(
    group: Sequence[DocumentSummary],
    right: frozenset[str],
    factors: dict[str, float],
    instead: dict[str, frozenset[str]],
) -> None:
    """Of the versions of one title let these count in full, the others less; none, where none is in force."""
    for summary in group:
        factors.pop(summary.document_id, None)
        instead.pop(summary.document_id, None)
        if summary.document_id not in right:
            factors[summary.document_id] = _OTHER_VERSION if right else _NOT_IN_FORCE
            instead[summary.document_id] = right


def standings_on(library: Library, day: dt.date) -> dict[str, Standing]:
    """Document id → how it stands on the day, for every document of the library."""
    return _usual(library, library.store.generation(), day).standing


def as_of(question: str) -> tuple[str, dt.date | None]:
    """The question without the words that ask for what held on a day (2022年时, 截至2023年6月), and that day.

    Of a year or a month it is the last day. None where no such words stand, and the question is unchanged.
    """
    match = _AS_OF.search(question)
    if match is None:
        return question, None
    year, month = int(match.group(2)), min(max(int(match.group(3) or 12), 1), 12)
    last = calendar.monthrange(year, month)[1]
    day = dt.date(year, month, min(max(int(match.group(4) or last), 1), last))
    return question[: match.start()] + question[match.end() :], day


def with_years(question: str, today: dt.date) -> str:
    """The question with 去年, 明年 and the like as the years they are on the day."""
    return _RELATIVE_YEAR.sub(lambda match: f"{today.year + _YEARS_FROM_NOW[match.group()]}年", question)


def chinese(number: str) -> str:
    """A number below 1000 in the numerals that clauses are counted with: 12 → 十二; others unchanged."""
    if not number.isdigit() or not 0 < int(number) < 1000:
        return number
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    digits = "零一二三四五六七八九"
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def with_chinese_clauses(question: str) -> str:
    """第12条 written as the laws write it: 第十二条."""
    return _CLAUSE.sub(lambda match: f"第{chinese(match.group(1))}条", question)


def named_documents(question: str, library: Library) -> frozenset[str]:
    """The ids of the documents whose titles the question holds; of 专利法 and 专利法实施细则 only the longer."""
    text = normalise(question).replace(" ", "")
    titles = _titles(library, library.store.generation())
    longest = max(map(len, titles), default=0)
    pieces = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + _SHORTEST_NAME, min(start + longest, len(text)) + 1)
    }
    names = pieces & titles.keys()
    whole = {name for name in names if not any(name != other and name in other for other in names)}
    return frozenset().union(*(titles[name] for name in whole))


@lru_cache(maxsize=4)
def _titles(library: Library, generation: int) -> dict[str, frozenset[str]]:
    """Bare title → the ids of the documents that have it."""
    titles: dict[str, set[str]] = {}
    for summary in library.documents():
        titles.setdefault(_bare(summary.title), set()).add(summary.document_id)
    return {name: frozenset(ids) for name, ids in titles.items() if len(name) >= _SHORTEST_NAME}


def _bare(title: str) -> str:
    return normalise(title).replace(" ", "").removeprefix(STATE)


def is_named(text: str, title: str) -> bool:
    """Whether the (normalised) question holds the title, with or without the name of the state before it."""
    name = _bare(title)
    return len(name) >= _SHORTEST_NAME and name in text


def _is_called_old(text: str, title: str) -> bool:
    """Whether 旧 or 老 stands right before the title, and nowhere 新."""
    name = f"《?{re.escape(_bare(title))}"
    return re.search(f"(?<!新)[旧老]{name}", text) is not None and not re.search(f"新{name}", text)


def _version_asked(
    text: str, years: frozenset[str], group: list[DocumentSummary], standing: dict[str, Standing]
) -> DocumentSummary | None:
    """The version of a year the question names, for 旧版 the one before that in force; None where it asks for none."""
    for summary in group:
        if years & summary.years():
            return summary
    if not (_OLDER.search(text) or _is_called_old(text, group[-1].title)):
        return None
    in_force = [i for i, summary in enumerate(group) if standing[summary.document_id].holds]
    return group[max(0, in_force[-1] - 1) if in_force else -1]
