"""What a chat model writes, cut into sentences as it arrives, and the keys c1, c2 … by which it cites. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_S = r"[^\S\n]"  # white space within a line
_KEY = rf"[cCｃＣ]{_S}?[0-9０-９]{{1,3}}"
_MORE = rf"{_S}*(?:[,，、;；和&]|[-–—~～至到])?{_S}*(?:{_KEY}|[0-9０-９]{{1,3}}(?![0-9０-９]))"
_OPEN, _CLOSE = r"[\[【［(（〔{<]", r"[\]】］)）〕}>]"
_CALLED = rf"\^?(?:(?:依据|来源|出处|引用|见|source|ref|citation|cite){_S}*[:：.]?{_S}*)?"
_REMARK = r"(?:[†|：:][^\]】］)）〕}>。\n]{0,20})?"
_BRACKETED = rf"{_OPEN}{_S}*{_CALLED}{_KEY}(?:{_MORE})*{_S}*{_REMARK}{_CLOSE}"
_BARE = rf"(?<![A-Za-z0-9])[cｃ][0-9０-９]{{1,2}}(?:{_S}*[,，、]{_S}*[cｃ][0-9０-９]{{1,2}})*(?![A-Za-z0-9])"
# Handles of our own answers, which a model may imitate; they mean nothing to the passages of this question.
_NUMBERS = rf"[0-9０-９]{{1,3}}(?:{_S}*[,，、]{_S}*[0-9０-９]{{1,3}})*"
_HANDLE = rf"[\[【［]{_S}*{_CALLED}{_NUMBERS}{_S}*(?:(?=†){_REMARK})?[\]】］]"
_CITED = re.compile(rf"{_BRACKETED}|{_BARE}|{_HANDLE}")
_ESCAPED = re.compile(r"\\(?=[\[\]])")
_EMPTY = re.compile(r"[\[【［(（〔{<《]\s*[\]】］)）〕}>》]")
_LEADING = re.compile(rf"^\s*(?:根据|依据|按照|参照)\s*(?:{_BRACKETED}|{_BARE})\s*[，,：:]?")
_NAMED = re.compile(r"([a-zA-Z]?)\s?(\d{1,3})(?:\s*[-–—~至到]\s*[a-zA-Z]?\s?(\d{1,3}))?")
_SENTENCE = re.compile(rf"[^。！？\n]*(?:[。！？]+[”」』’）)】》]*(?:[ \t]*(?:{_BRACKETED}|{_BARE}|{_HANDLE}))*|\n)")
_CUT_OFF = re.compile(r"[\[【［(（〔{<]\s*[cCｃＣ]?\s?[0-9０-９]*\s*[,，、]?\s*(?=[。！？；]?\s*$)")
_END = re.compile(r"[。！？\n]")
# What a key may still grow out of.
_UNFINISHED = re.compile(r"[ \t]*(?:[\[【［(（〔{<][^\]】］)）〕}>。\n]{0,40}|[cｃ][0-9０-９]*[\s,，、cｃ0-9０-９]*)?")
_LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class Keyed:
    """A sentence without its keys: those that are ``known``, in order, and those that name nothing."""

    text: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """The text in whole sentences, each with the keys that follow its full stop; a line break ends one too."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        if not _END.search(waiting):
            continue
        while match := _SENTENCE.match(waiting):
            if not match.group().endswith("\n") and _UNFINISHED.fullmatch(waiting, match.end()):
                break
            yield match.group()
            waiting = waiting[match.end() :]
    while match := _SENTENCE.match(waiting):
        yield match.group()
        waiting = waiting[match.end() :]
    if waiting:
        yield waiting


def read(sentence: str, keys: Iterable[str]) -> Keyed:
    """The sentence and its keys, whatever brackets and characters they are written with."""
    valid = set(keys)
    known: list[str] = []
    unknown: list[str] = []

    def taken(match: re.Match[str]) -> str:
        named = list(_named(match.group()))
        if not set(named) & valid and re.match(r"[(（]\s*[CＣ]", match.group()):
            return match.group()  # （C919） is the name of a thing
        known.extend(key for key in named if key in valid)
        unknown.extend(key for key in named if key not in valid)
        return ""

    text = _CITED.sub(taken, _LEADING.sub(taken, _ESCAPED.sub("", sentence)))
    text = _CUT_OFF.sub("", _EMPTY.sub("", text))
    text = re.sub(r"\s+(?=[，。；：、！？])", "", re.sub(r"[，、,]+(?=[。！？])", "", text))
    return Keyed(text, tuple(dict.fromkeys(known)), tuple(dict.fromkeys(unknown)))


def _named(group: str) -> Iterator[str]:
    """c1-c3, c7 → c1, c2, c3, c7; a bare handle 1 → 1."""
    letter = ""
    for mark, first, last in _NAMED.findall(unicodedata.normalize("NFKC", group)):
        letter = mark.lower() or letter
        for number in range(int(first), min(int(last or first), int(first) + _LONGEST_RANGE) + 1):
            yield f"{letter}{number}"
