"""A name and the number that belongs to it → what they state: a value, a share of a whole, growth. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.numbers import Number, NumberKind
from assistant.scoring_chat.stated import INCOME, MYRIAD, YUAN, How, Reading, Share, Stated, Unused
from assistant.scoring_chat.tokens import SHARES, Clause
from assistant.scoring_chat.vocabulary import Mention, Vocabulary
from assistant.scoring_chat.wording import falls, how, is_growth, within_months, year_named
from knowledge.indicators.system import FactKind

_UNIT_IN_PARENS = re.compile(r"[（(]\s*(?:单位[:：]?)?(万元|元)\s*[)）]")


def part_of(number: Number) -> Fraction:
    """What part of the whole a percentage or a fraction is."""
    if number.kind is NumberKind.FRACTION:
        above, below = map(Fraction, number.form.split("/"))
        return above / below
    assert number.value is not None
    return Fraction(number.value) / 100


class FigureReader:
    """Adds to the reading what one figure states."""

    def __init__(self, text: str, vocabulary: Vocabulary, reading: Reading) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._reading = reading

    def state(self, mention: Mention, number: Number, clause: Clause, words: str) -> None:
        """The number said of what is named, in ``words`` of the clause."""
        if number.kind in SHARES:
            self._share(mention, number, words)
        elif not mention.facts:
            self._of_indicator(mention, number, clause, words)
        else:
            self._value(mention, number, clause, words)

    def _value(self, mention: Mention, number: Number, clause: Clause, words: str) -> None:
        key = mention.facts[0]
        fact = self._vocabulary.system.facts[key]
        assert number.value is not None
        value, how = number.value, self.how(number, clause, mention)
        tag = year_named(self._text[clause.start : max(mention.end, number.start)])
        stated = Stated(key, value, words, how, mention.part, tag)
        if fact.kind is FactKind.MONEY:
            unit = self._reading.money_unit
            if declared := _UNIT_IN_PARENS.search(clause.of(self._text)):
                unit = declared[1]
            if number.unit == "元" or number.scale > 1:
                stated = Stated(key, value / MYRIAD, words, how, mention.part, tag)
            elif unit and number.unit == "":
                stated = Stated(key, value * YUAN[unit], words, how, mention.part, tag)
            elif value != 0:
                self._reading.without_unit.append(stated)
                return
        self._reading.stated.append(stated)

    def _of_indicator(self, mention: Mention, number: Number, clause: Clause, words: str) -> None:
        """A number given to an indicator that is computed: taken where it can only be one of the facts."""
        indicator = self._vocabulary.system.indicator(mention.code or "")
        assert indicator is not None
        if indicator.code == "3.1" and number.unit == "元":
            self._value(Mention(mention.start, mention.end, facts=(INCOME,)), number, clause, words)
            return
        keys = [key for measure in indicator.measures for key in measure.of]
        counted = len(keys) == 1 and indicator.measures[0].unit == "%" and number.unit not in ("", "分")
        if counted and self._vocabulary.takes(keys[0], number.unit):
            self._value(Mention(mention.start, mention.end, facts=(keys[0],)), number, clause, words)
            return
        needed = dict.fromkeys(key for measure in indicator.measures for key in measure.facts)
        labels = "、".join(self._vocabulary.system.facts[key].label for key in needed)
        why = (
            f"{indicator.code} 要由这些数据算出，请给出：{labels}" if labels else "这一项要等级（优、良、中、差）或评分"
        )
        self._reading.unused.append(Unused(words.strip(), why))

    def _share(self, mention: Mention, number: Number, words: str) -> None:
        indicator = self._vocabulary.system.indicator(mention.code or "")
        keys = list(mention.facts) or [
            key for measure in (indicator.measures if indicator else ()) for key in measure.of
        ]
        between = self._text[min(mention.end, number.end) : max(mention.start, number.start)]
        if is_growth(between) or is_growth(words):
            self.growth(number, words)
        elif len(keys) == 1 and self._vocabulary.whole_of(keys[0]):
            self._reading.shares.append(Share(keys[0], part_of(number), words))
        else:
            self._reading.unused.append(Unused(words.strip(), "请给出数目，不要给比例"))

    def of_months(self, key: str, number: Number, clause: Clause) -> bool:
        """3月份办了2场活动: not what the whole year comes to."""
        fact = self._vocabulary.system.facts[key]
        whole_year = fact.label.startswith("当年") or fact.kind is FactKind.MONEY
        before = self._text[clause.start : number.start]
        return whole_year and within_months(before) and self.how(number, clause) is How.SET

    def growth(self, number: Number, words: str) -> None:
        """A percentage by which the income grew, or fell."""
        part = part_of(number)
        self._reading.shares.append(Share("growth", -part if falls(words) else part, words))

    def how(self, number: Number, clause: Clause, mention: Mention | None = None) -> How:
        """What the number does to the value there is."""
        names = [token.mention for token in clause.tokens if token.mention]
        if mention is not None:
            names.append(mention)
        before = self._text[clause.start : number.start]
        for name in names:  # 新增高企1家，活动20场: what stands inside a name says nothing of the others
            left, right = name.start - clause.start, name.end - clause.start
            if left >= 0 and not name.then:
                before = before[:left] + " " * len(before[left:right]) + before[right:]
        end = max(number.end, mention.end) if mention and mention.end <= clause.end else number.end
        return how(before, self._text[end:])
