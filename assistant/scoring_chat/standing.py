"""What a conversation has said so far about one space or company, and the profile it makes. Re-read every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from assistant.numbers import Number
from assistant.scoring.exact import plain
from assistant.scoring_chat.shares import work_out
from assistant.scoring_chat.stated import (
    MYRIAD,
    YUAN,
    Bare,
    How,
    Judged,
    Reading,
    Share,
    Stated,
    Unused,
)
from assistant.scoring_chat.vocabulary import Vocabulary
from knowledge.indicators.system import FactKind, Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with the words it came from."""

    value: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What applying a turn changed, what it could not use, and what it has to ask."""

    changes: tuple[str, ...]
    unused: tuple[Unused, ...]
    questions: tuple[str, ...]
    touched: tuple[str, ...]


@dataclass
class Standing:
    """Facts by key and part, shares, grades and ratings; who and when."""

    vocabulary: Vocabulary
    track: str | None = None
    year: int | None = None
    name: str | None = None
    values: dict[tuple[str, str], Entry] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    judged: dict[str, Judged] = field(default_factory=dict)
    last: tuple[str, ...] = ()
    without_unit: tuple[Stated, ...] = ()
    imagined_last: How | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing has been stated."""
        return not (self.values or self.shares or self.judged)

    def copy(self) -> Standing:
        """One that can change without this one."""
        return replace(self, values=dict(self.values), shares=dict(self.shares), judged=dict(self.judged))

    def total(self, key: str) -> Decimal | None:
        """The value of a fact: the sum of its parts; None if none is stated."""
        parts = [entry.value for (fact, _), entry in self.values.items() if fact == key]
        return sum(parts, Decimal(0)) if parts else None

    def changes_since(self, earlier: Standing) -> tuple[str, ...]:
        """What is other than it was, in words."""
        before, after = dict(earlier.values_by_key()), dict(self.values_by_key())
        changes = [
            f"{self._label(key)}：{self._amount(key, before.get(key))} → {self._amount(key, value)}"
            for key, value in after.items()
            if before.get(key) != value
        ]
        for code, judged in self.judged.items():
            was = earlier.judged.get(code)
            if judged != was:
                changes.append(f"{code}：{_verdict(was) if was else '没有填写'} → {_verdict(judged)}")
        return (
            *changes,
            *(
                [f"类别：{self.vocabulary.system.tracks[self.track]}"]
                if self.track and self.track != earlier.track
                else []
            ),
        )

    def turn_to(self, track: str) -> str:
        """Score in another track; grades that it does not have are dropped. What changed, in words."""
        labels = self.vocabulary.system.tracks
        codes = {indicator.code for indicator in self.vocabulary.system.of_track(track)}
        before, self.track = self.track, track
        if before in (None, track):
            return ""
        dropped = [code for code in self.judged if code and code not in codes]
        for code in dropped:
            del self.judged[code]
        note = f"类别：{labels[before]} → {labels[track]}"
        return f"{note}；{'、'.join(dropped)} 不用于{labels[track]}，没有计入" if dropped else note

    def apply(self, reading: Reading) -> Outcome:
        """Take in what a turn states."""
        changes: list[str] = []
        questions = list(reading.questions)
        unused = list(reading.unused)
        touched: list[str] = []
        stated = [*reading.stated, *self._resolved(reading, unused, questions)]
        for item in stated:
            self._take(item, reading, changes, questions)
            touched.append(item.key)
        for share in reading.shares:
            self.shares[share.key] = share
            self.values = {place: entry for place, entry in self.values.items() if place[0] != share.key}
            touched.append(share.key)
        for judged in reading.judged:
            self._judge(judged, changes)
            touched.append(judged.code or "*")
        self.without_unit = tuple(
            item
            for item in dict.fromkeys((*self.without_unit, *reading.without_unit))
            if item.key not in {key for key, _ in self.values}
        )
        self.last = tuple(dict.fromkeys(key for key in touched if key in self.vocabulary.system.facts)) or self.last
        return Outcome(tuple(changes), tuple(unused), tuple(questions), tuple(dict.fromkeys(touched)))

    def take_unit(self, unit: str) -> tuple[str, ...]:
        """The incomes that lacked a unit get it; what they are now."""
        changes = []
        for item in self.without_unit:
            self.values[item.key, item.part] = Entry(item.value * YUAN[unit], item.words)
            changes.append(f"{self._label(item.key)}：{self._amount(item.key, item.value * YUAN[unit])}")
        self.without_unit = ()
        return tuple(changes)

    def record(self) -> tuple[dict[str, Any], dict[str, str], list[str]]:
        """The record for ``read_profile``, where each fact comes from, and what has to be asked about shares."""
        facts: dict[str, Any] = {}
        origins: dict[str, str] = {}
        for key in self.vocabulary.system.facts:
            if (value := self.total(key)) is not None:
                flag = self.vocabulary.system.facts[key].kind is FactKind.FLAG
                facts[key] = bool(value) if flag else value
                origins[key] = self._origin(key)
        questions = [
            problem for share in self.shares.values() if (problem := work_out(share, facts, origins, self.vocabulary))
        ]
        judged = dict(self._judgements())
        return (
            {
                "system": self.vocabulary.system.id,
                "track": self.track,
                "year": self.year,
                "name": self.name,
                "facts": facts,
                "grades": {code: item.grade for code, item in judged.items() if item.grade is not None},
                "ratings": {code: item.rating for code, item in judged.items() if item.rating is not None},
            },
            origins,
            questions,
        )

    # -- values -------------------------------------------------------------------------------------------------------

    def _take(self, item: Stated, reading: Reading, changes: list[str], questions: list[str]) -> None:
        before = self.total(item.key)
        label = self._label(item.key)
        if item.how in (How.GROW, How.SHRINK) and before is None:
            questions.append(f"“{item.words}”说的是增减，{label}原来是多少？")
            return
        narrower = next((key for key, _ in self.values if key.startswith(f"{item.key}_")), None)
        if item.how is How.ADD and before is None and narrower:  # teams beside teams_in_chain
            questions.append(f"“{item.words}”加在哪一项？{label}、{self._label(narrower)}")
            return
        if item.how is How.SET or before is None:
            whole = (item.key, "") in self.values
            if item.part and whole and item.part != "活动" and not reading.corrects:
                questions.append(f"{label}已有 {self._amount(item.key, before)}，“{item.words}”是其中一部分还是总数？")
                return
            if not item.part or whole:
                self.values = {place: entry for place, entry in self.values.items() if place[0] != item.key}
            self.values[item.key, "" if whole else item.part] = Entry(item.value, item.words)
            self.shares.pop(item.key, None)
            after = self.total(item.key)
            if before is not None and after != before:
                changes.append(f"{label}：{self._amount(item.key, before)} → {self._amount(item.key, after)}")
            return
        sign = -1 if item.how is How.SHRINK else 1
        place = (item.key, item.part) if (item.key, item.part) in self.values else self._any_part(item.key)
        entry = self.values[place]
        self.values[place] = Entry(entry.value + sign * item.value, f"{entry.words}；{item.words}")
        now = self._amount(item.key, self.total(item.key))
        mark = "−" if sign < 0 else "+"
        changes.append(f"{label}：{plain(before)} {mark} {plain(item.value)} = {now}")

    def _any_part(self, key: str) -> tuple[str, str]:
        return next(place for place in self.values if place[0] == key)

    def _resolved(self, reading: Reading, unused: list[Unused], questions: list[str]) -> Iterator[Stated]:
        """Numbers that name nothing, for the fact that was spoken of last."""
        denied: list[str] = []
        for bare in reading.bare:
            if bare.denied:
                denied = [key for key in dict(self.values_by_key()) if self._is(key, bare.number)]
                continue
            if bare.how is not How.SET and any(
                item.how is bare.how and item.value == bare.number.value for item in reading.stated
            ):
                continue  # 走了2家，减去2家: said twice
            meant = reading.corrects or bare.how is not How.SET or self.imagined_last is not None
            fitting = [key for key in denied or self._spoken_of(reading) if self._fits(key, bare.number)]
            if not meant or not fitting:
                unused.append(Unused(bare.words, "看不出是哪一项数据"))
            elif len(fitting) > 1:
                labels = "、".join(self._label(key) for key in fitting)
                questions.append(f"“{bare.words}”说的是哪一项？{labels}")
            else:
                how = self.imagined_last if self.imagined_last and bare.how is How.SET else bare.how
                yield self._stated(fitting[0], bare, how)

    def values_by_key(self) -> Iterator[tuple[str, Decimal]]:
        """Each stated fact with its total."""
        for key in dict.fromkeys(key for key, _ in self.values):
            value = self.total(key)
            assert value is not None
            yield key, value

    def _spoken_of(self, reading: Reading) -> Sequence[str]:
        named = [item.key for item in reading.stated]
        return list(dict.fromkeys(named)) if named else self.last

    def _fits(self, key: str, number: Number) -> bool:
        fact = self.vocabulary.system.facts[key]
        if fact.kind is FactKind.MONEY:
            return number.unit == "元" or number.scale > 1
        return number.scale == 1 and self.vocabulary.takes(key, number.unit)

    def _is(self, key: str, number: Number) -> bool:
        return self._fits(key, number) and self.total(key) == self._converted(key, number)

    def _converted(self, key: str, number: Number) -> Decimal:
        assert number.value is not None
        money = self.vocabulary.system.facts[key].kind is FactKind.MONEY
        return number.value / MYRIAD if money else number.value

    def _stated(self, key: str, bare: Bare, how: How) -> Stated:
        return Stated(key, self._converted(key, bare.number), bare.words, how)

    # -- grades and ratings -----------------------------------------------------------------------------------

    def _judge(self, judged: Judged, changes: list[str]) -> None:
        before = self.judged.get(judged.code)
        self.judged[judged.code] = judged
        if before and (before.grade, before.rating) != (judged.grade, judged.rating):
            changes.append(f"{judged.code}：{_verdict(before)} → {_verdict(judged)}")

    def _judgements(self) -> Iterator[tuple[str, Judged]]:
        """By code; one for all qualitative indicators is spread over those of the track."""
        everywhere = self.judged.get("")
        if everywhere and self.track:
            for indicator in self.vocabulary.system.of_track(self.track):
                if indicator.kind is Kind.QUALITATIVE and indicator.code not in self.judged:
                    yield indicator.code, everywhere
        for code, judged in self.judged.items():
            if code:
                yield code, judged

    # -- words --------------------------------------------------------------------------------------------------------

    def _label(self, key: str) -> str:
        return "增长率" if key == "growth" else self.vocabulary.system.facts[key].label

    def _amount(self, key: str, value: Decimal | None) -> str:
        fact = self.vocabulary.system.facts[key]
        if value is None:
            return "没有填写"
        if fact.kind is FactKind.FLAG:
            return "是" if value else "否"
        return f"{plain(value)} {fact.unit}"

    def _origin(self, key: str) -> str:
        entries = [entry for (fact, _), entry in self.values.items() if fact == key]
        words = "；".join(dict.fromkeys(entry.words for entry in entries))
        return f"{words}：{' + '.join(plain(entry.value) for entry in entries)}" if len(entries) > 1 else words


def _verdict(judged: Judged) -> str:
    return judged.grade or f"评分 {plain(judged.rating or Decimal(0))}"
