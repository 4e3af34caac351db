"""The names by which a question calls documents, wherever they stand and however short: 省里的条例, 2019版的细则.

A question is read for the marks that tell documents apart: title, place or level, issuer, year or version, words and
kind of document. Marks that only little words part make one name. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge.tokenization import place_at_head, place_names
from knowledge.validity import STATE

_LAW = r"(?<![方办司立执合违依守用想看说做写考])法(?:律(?=[和与跟同、的规里对])|(?![律院定人规官制治]))"
_KIND = rf"(?:{_LAW}|条例|办法|细则|解释)"
_OF_A_RULE = rf"(?=[版的]|[一-龥]{{0,6}}?{_KIND}|$)"
_MARKS = re.compile(
    "|".join(
        (
            r"(?P<both>新旧|新老|[旧老]新|两[个部]?版本?|修[订改]前后)",
            rf"(?P<year>(?<!\d)(?:19|20)\d{{2}}年?(?=[版那的修老旧新和与跟同、，,]|[一-龥]{{0,8}}?{_KIND}|$)那?版?)",
            r"(?P<issuer>最高(?:人民)?法院?)",
            rf"(?P<current>现行|如今|最新|修[订改][后版]|(?<![创高革更])新{_OF_A_RULE})版?",
            rf"(?P<former>[旧老]{_OF_A_RULE}|原来|以前|修[订改]前)版?",
            r"(?P<level>国家(?=法|层面|规定|条例|[和与跟同、的对在要呢比，,？?]|$)|全国(?=[的法])|中央|[本咱我全]省"
            r"|省(?=[里内级的]|条例|规定|办法))[里内级]?",
            rf"(?P<kind>{_KIND}|(?<=[个部份条的版关])规定(?=[和与跟同及对、，,里中写]|$))",
        )
    )
)
_PLACE_ENDS = (
    rf"[省市]?(?=[里的和与跟同及比、，,对要呢那这两哪谁都定]|规定|$|[一-龥]{{0,10}}?{_KIND})(?!大学|学院|高校)"
)
# What parts the marks of one name. Before the kind of document also words of its title.
_LITTLE = re.compile(r"[的里内中那这一两地部个份版本市省年写《》“” ]{0,4}")
_TITLE_WORDS = re.compile(r"[一-龥]{0,12}$")
RULES = re.compile(rf"(?:{_KIND}|规定)(?:[（(][^（）()]*[）)])?$")


@dataclass(frozen=True, slots=True)
class Name:
    """What one name says of a document, empty where it does not say; ``start`` and ``end`` are its place."""

    start: int
    end: int
    title: str = ""
    place: str = ""
    level: str = ""
    issuer: str = ""
    year: str = ""
    edition: str = ""
    current: str = ""
    former: str = ""
    both: str = ""
    kind: str = ""
    words: str = ""

    @property
    def versioned(self) -> bool:
        """Whether it says which version it is."""
        return bool(self.year or self.current or self.former or self.both)

    @property
    def of_body(self) -> bool:
        """Whether it says whose document it is."""
        return bool(self.place or self.level or self.issuer)

    @property
    def told_apart(self) -> bool:
        """Whether it says which document of a kind it is."""
        return bool(self.title or self.of_body or self.versioned)

    @property
    def subject(self) -> str:
        """What it says of the title."""
        return self.title or self.words + self.kind

    def says(self, mark: str) -> bool:
        """Whether it has this mark already, or one that does not stand beside it."""
        group = next((group for group in _ONE_OF if mark in group), (mark,))
        return any(getattr(self, other) for other in group)


_ONE_OF = (("place", "level", "issuer"), ("current", "former", "both"), ("title", "kind"))


def names_in(text: str, titles: Sequence[str]) -> list[Name]:
    """The names in the order of the text. ``titles`` are those of the library, plain."""
    names: list[Name] = []
    for start, end, mark, written in _marks(text, titles):
        last = names[-1] if names else None
        between = text[last.end : start] if last else ""
        words = _LITTLE_BEFORE.sub("", between)
        if last and not last.says(mark) and _LITTLE.fullmatch(between):
            names[-1] = replace(last, end=end, **_said(mark, written))
        elif last and mark == "kind" and not last.says(mark) and _names_a_title(words, written, titles):
            names[-1] = replace(last, end=end, kind=written, words=words)
        elif mark == "kind":
            words = _own_words(text[last.end if last else 0 : start], written, titles)
            names.append(Name(start - len(words), end, kind=written, words=words))
        else:
            names.append(Name(start, end, **_said(mark, written)))
    return names


def _said(mark: str, written: str) -> dict[str, Any]:
    """A mark as fields of a name; a year is kept as it is written too: 2019版."""
    return {"year": written[:4], "edition": written} if mark == "year" else {mark: written}


_LITTLE_BEFORE = re.compile(rf"^{_LITTLE.pattern}")


def _marks(text: str, titles: Sequence[str]) -> list[tuple[int, int, str, str]]:
    """(start, end, which mark, what it says) in order, none overlapping; a title goes before what stands in it."""
    found: list[tuple[int, int, str, str]] = []
    for title in sorted({*titles}, key=len, reverse=True):
        if RULES.search(title):
            for match in re.finditer(f"《?(?:{STATE}|国家的?)?{re.escape(title)}》?", text):
                found.append((*match.span(), "title", title))
    heads = {place for title in titles for place in place_at_head(title)}
    places = [place for place in place_names(text) if not re.search("[新旧老]", place)]  # a guess at 新旧
    for place in dict.fromkeys((*places, *(head for head in heads if head in text))):
        found += [(*match.span(), "place", place) for match in re.finditer(re.escape(place) + _PLACE_ENDS, text)]
    for match in _MARKS.finditer(text):
        mark = str(match.lastgroup)
        found.append((*match.span(), mark, match[mark]))
    taken: list[tuple[int, int, str, str]] = []
    for mark_found in found:
        if not any(mark_found[0] < end and start < mark_found[1] for start, end, *_ in taken):
            taken.append(mark_found)
    return sorted(taken)


def _own_words(before: str, kind: str, titles: Sequence[str]) -> str:
    """The words that end the text before a kind of document, as far back as a title has them."""
    words = _TITLE_WORDS.search(before)
    said = words.group() if words else ""
    return next((said[i:] for i in range(len(said)) if _names_a_title(said[i:], kind, titles)), "")


def _names_a_title(words: str, kind: str, titles: Sequence[str]) -> bool:
    """Whether some title of this kind has the characters of the words in their order."""
    return len(words) > 1 and any(
        title.endswith(bare_kind(kind)) and short_for(words + bare_kind(kind), title) for title in titles
    )


def bare_kind(kind: str) -> str:
    """The kind as titles end: 法 for 法律, 细则 for 法实施细则."""
    return re.sub(r"^法.*(?=细则|条例|办法)|(?<=法)律$", "", kind)


def short_for(words: str, title: str) -> bool:
    """Whether the characters stand in the title in this order."""
    rest = iter(title)
    return all(char in rest for char in words)
