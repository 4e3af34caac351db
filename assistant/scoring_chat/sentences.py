"""The clauses of one sentence, read in turn: which value is said of which fact. Pure.

A number becomes a value only where the words around it settle which; everything else is listed, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.numbers import Number, NumberKind
from assistant.scoring_chat.stated import (
    INCOME,
    MYRIAD,
    PREVIOUS_INCOME,
    YUAN,
    Bare,
    How,
    Reading,
    Share,
    Stated,
    Unused,
)
from assistant.scoring_chat.tokens import Clause, Token, belongs, pairs, without_asides
from assistant.scoring_chat.vocabulary import COMPANY, TEAM, Mention, Vocabulary
from assistant.scoring_chat.wording import (
    barred,
    denied,
    falls,
    how,
    is_growth,
    is_present,
    is_trifle,
    misreported,
    not_even,
    plans,
    says_none,
    says_nothing_else,
    starts_from,
    year_named,
)
from knowledge.indicators.system import FactKind

_VALUES = (NumberKind.NUMBER, NumberKind.PERCENT, NumberKind.FRACTION, NumberKind.VAGUE)
_UNIT_IN_PARENS = re.compile(r"[（(]\s*(?:单位[:：]?)?(万元|元)\s*[)）]")
_AREA = "area_m2"
_UNPLACED = "看不出是哪一项数据"


class SentenceReader:
    """Reads the clauses of one sentence in turn; a name may wait for its number in the next clause."""

    def __init__(self, text: str, vocabulary: Vocabulary, reading: Reading, imagined: bool) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._reading = reading
        self._imagined = imagined
        self._waiting: Mention | None = None
        self._last: Mention | None = None
        self._planned = False
        self._ahead = False
        self._carried: Mention | None = None

    def read(self, sentence: Sequence[Clause]) -> None:
        """Add what the sentence says to the reading."""
        if self._distributed(sentence):
            return
        for i, clause in enumerate(sentence):
            self._ahead = any(token.number for later in sentence[i + 1 :] for token in later.tokens)
            self._carried = None
            words = clause.of(self._text)
            if is_present(words):
                self._planned = False
            self._planned = self._planned or plans(words)
            self._clause(clause)

    def _clause(self, clause: Clause) -> None:
        tokens = self._without_wholes(clause.tokens)
        clause = Clause(clause.start, clause.end, clause.before, tokens, clause.sentence)
        numbers = [token.number for token in tokens if token.number]
        mentions = [token.mention for token in tokens if token.mention]
        for mention in mentions:
            if mention.flag is not None:
                self._reading.stated.append(Stated(mention.facts[0], Decimal(mention.flag), self._words(mention)))
        numbers = [number for number in numbers if not not_even(self._text[number.end :])]
        if not any(number.kind in _VALUES for number in numbers):
            self._nothing(clause, mentions)
            self._waiting = mentions[-1] if mentions and self._open(clause, mentions[-1]) else None
            return
        text = without_asides(self._text)
        for number in numbers:
            if self._denied(number, clause):
                text = text[: number.start] + " " * (number.end - number.start) + text[number.end :]
        numbers = [number for number in numbers if text[number.start : number.end].strip()]
        found, ambiguous = pairs(text, self._of(clause, numbers), self._vocabulary)
        if ambiguous:
            words = clause.of(self._text).strip()
            self._reading.questions.append(f"“{words}”里的数字有两种读法，请分开说，每项一句")
            found = []
            numbers = [number for number in numbers if number.kind not in _VALUES]
        taken = set()
        for mention, number in found:
            taken.add(number.start)
            self._assign(mention, number, clause)
            self._last = mention
        for number in numbers:
            if number.start not in taken:
                self._left(number, clause, bool(mentions))
        self._waiting = self._carried

    def _of(self, clause: Clause, numbers: Sequence[Number]) -> Clause:
        """The clause with these numbers only."""
        kept = {number.start for number in numbers}
        tokens = tuple(token for token in clause.tokens if token.mention or token.start in kept)
        return Clause(clause.start, clause.end, clause.before, tokens, clause.sentence)

    def _without_wholes(self, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        """初创企业和团队中有12个…: the whole is not what the number counts."""
        kept = []
        for i, token in enumerate(tokens):
            after = self._text[token.end : token.end + 3]
            counted = i > 0 and tokens[i - 1].number and not self._text[tokens[i - 1].end : token.start].strip("的 ")
            inside = re.match(r"(?:当中|之中|里面|里边|中|里|内)(?!心)", after) and i + 1 < len(tokens)
            of_whole = (
                re.match(r"(?:的|总收入的|总数的)(?=\s*[\d百一二三四五六七八九十])", after)
                and i
                and tokens[i - 1].mention
            )
            if token.mention and not token.mention.qualifies and not counted and (inside or of_whole):
                continue
            kept.append(token)
        return tuple(kept)

    def _denied(self, number: Number, clause: Clause) -> bool:
        """不是30家, 从30家: an old value, kept to find what is spoken of."""
        before = self._text[clause.start : number.start]
        if misreported(before) and self._ahead:
            self._carried = next((token.mention for token in clause.tokens if token.mention), None)
            return True
        later = any(token.number and token.start > number.start for token in clause.tokens)
        if denied(before) or (starts_from(before) and later):
            if denied(before):
                self._reading.bare.append(Bare(number, How.SET, number.text, denied=True))
                if before_names := [t.mention for t in clause.tokens if t.mention and t.end <= number.start]:
                    self._waiting = self._waiting or before_names[-1]
                    self._last = before_names[-1]
            return True
        return False

    # -- a name and its number ----------------------------------------------------------------------------------------

    def _assign(self, mention: Mention, number: Number, clause: Clause) -> None:
        words = self._text[min(mention.start, number.start) : max(mention.end, number.end)]
        if reason := self._barred(number, clause) or mention.ask:
            self._reading.unused.append(Unused(words.strip(), reason, named=True))
            return
        meant = self._continued(mention, clause, words)
        if meant is None:
            return
        if number.kind is NumberKind.PERCENT:
            self._share(meant, number, words)
        elif not meant.facts:
            self._of_indicator(meant, number, clause, words)
        else:
            self._value(meant, number, clause, words)

    def _barred(self, number: Number, clause: Clause) -> str | None:
        before = self._text[clause.start : number.start]
        return barred(number, before, clause.of(self._text), self._planned and not self._imagined)

    def _continued(self, mention: Mention, clause: Clause, words: str) -> Mention | None:
        """有知识产权的企业8家、团队4个: the bare 团队 goes on with what was said of the companies."""
        last = self._last
        spoken = self._words(mention)
        within = "其中" in self._text[clause.start : mention.start] and last is not None
        if within and last and mention.part and mention.facts == last.facts:
            self._unused(words, "是前面那一项里的一部分，没有另加")
            return None
        other = {"teams": COMPANY, "startups": TEAM}.get(mention.facts[0] if mention.facts else "")
        if last is None or not last.qualifies or other is None or not re.match(r"(?:团队|企业|公司)", spoken):
            return mention
        chain = last.facts[0] in ("startups_in_chain", "teams_in_chain")
        if not chain and last.part != other:
            return mention
        if within or clause.before.strip() not in ("、", ""):
            self._unused(words, "是全部常驻的，还是前面那一项里的？请写明")
            return None
        if chain:
            key = "teams_in_chain" if mention.facts[0] == "teams" else "startups_in_chain"
            return Mention(mention.start, mention.end, facts=(key,), qualifies=True)
        part = TEAM if mention.facts[0] == "teams" else COMPANY
        return Mention(mention.start, mention.end, facts=last.facts, part=part, qualifies=True)

    def _value(self, mention: Mention, number: Number, clause: Clause, words: str) -> None:
        key = mention.facts[0]
        fact = self._vocabulary.system.facts[key]
        assert number.value is not None
        value, how = number.value, self._how(number, clause, mention)
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
        self._unused(words, why)

    def _share(self, mention: Mention, number: Number, words: str) -> None:
        assert number.value is not None
        indicator = self._vocabulary.system.indicator(mention.code or "")
        keys = list(mention.facts) or [
            key for measure in (indicator.measures if indicator else ()) for key in measure.of
        ]
        between = self._text[min(mention.end, number.end) : max(mention.start, number.start)]
        if is_growth(between) or is_growth(words):
            self._growth(number, words)
        elif len(keys) == 1 and self._vocabulary.whole_of(keys[0]):
            self._reading.shares.append(Share(keys[0], number.value, words))
        else:
            self._unused(words, "请给出数目，不要给比例")

    def _growth(self, number: Number, words: str) -> None:
        assert number.value is not None
        self._reading.shares.append(Share("growth", -number.value if falls(words) else number.value, words))

    def _how(self, number: Number, clause: Clause, mention: Mention | None = None) -> How:
        before = self._text[clause.start : number.start]
        if mention is not None and clause.start <= mention.start < number.start:
            before = self._text[clause.start : mention.start] + " " + self._text[mention.end : number.start]
        return how(before, self._text[number.end :])

    # -- names without numbers, numbers without names -----------------------------------------------------------------

    def _nothing(self, clause: Clause, mentions: Sequence[Mention]) -> None:
        """没有投资收入: none is also a number."""
        words = clause.of(self._text)
        usable = [mention for mention in mentions if mention.facts and not mention.ask and mention.flag is None]
        if len(usable) != 1 or (self._planned and not self._imagined):
            return
        mention = usable[0]
        fact = self._vocabulary.system.facts[mention.facts[0]]
        before, after = self._text[clause.start : mention.start], self._text[mention.end : clause.end]
        if not fact.positive and says_none(before, after, words):
            self._reading.stated.append(Stated(mention.facts[0], Decimal(0), words.strip(), part=mention.part))

    def _open(self, clause: Clause, mention: Mention) -> bool:
        """Whether the name ends its clause and waits: 初创企业呢，30家."""
        after = self._text[mention.end : clause.end]
        return (
            re.fullmatch(r"(?:[\s:：]|呢|[写说记报]?错了?|不对|的|是|有|的话|方面|这块|吧|目前|现在|数|，)*", after)
            is not None
        )

    def _left(self, number: Number, clause: Clause, beside_names: bool) -> None:
        """A number that is next to no name that fits."""
        if number.kind not in _VALUES or is_trifle(self._text, number):
            return
        words = clause.of(self._text).strip()
        before = self._text[clause.start : number.start]
        rest = before + self._text[number.end : clause.end]
        reason = self._barred(number, clause)
        if number.kind is NumberKind.PERCENT and is_growth(before) and self._about_income(words):
            self._growth(number, words)
        elif beside_names:
            self._unused(_around(self._text, number, clause), reason or _UNPLACED)
        elif self._waiting and belongs(number, self._waiting, self._vocabulary) and says_nothing_else(rest):
            self._assign(self._waiting, number, clause)
        elif (
            year_named(rest)
            and self._last
            and belongs(number, self._last, self._vocabulary)
            and says_nothing_else(rest)
        ):
            self._assign(self._last, number, clause)
        elif reason or not says_nothing_else(rest):
            self._unused(_around(self._text, number, clause), reason or _UNPLACED)
        elif year_named(rest) and self._last and belongs(number, self._last, self._vocabulary):
            self._assign(self._last, number, clause)
        elif number.unit == "平方米" and _AREA in self._vocabulary.system.facts:
            self._assign(Mention(number.start, number.start, facts=(_AREA,)), number, clause)
        else:
            self._reading.bare.append(Bare(number, self._how(number, clause), words))

    def _about_income(self, words: str) -> bool:
        spoken_of = self._last.facts if self._last else ()
        return "收入" in words or INCOME in spoken_of or PREVIOUS_INCOME in spoken_of

    def _distributed(self, sentence: Sequence[Clause]) -> bool:
        """初创企业、团队分别是30家和20个: the names in order get the numbers in order."""
        words = self._text[sentence[0].start : sentence[-1].end]
        if not re.search(r"分别|依次|各(?:是|有|为)", words):
            return False
        tokens = [token for clause in sentence for token in clause.tokens]
        keys = [key for token in tokens if token.mention for key in (token.mention.facts or ("",))]
        numbers = [token.number for token in tokens if token.number]
        first_number = next((token.start for token in tokens if token.number), 0)
        names_first = all(token.start < first_number for token in tokens if token.mention)
        if not names_first or len(keys) != len(numbers) or len(keys) < 2 or "" in keys:
            return False
        whole = Clause(sentence[0].start, sentence[-1].end, "", (), 0)
        mentions = [Mention(n.start, n.start, facts=(key,)) for key, n in zip(keys, numbers, strict=True)]
        for mention, number in zip(mentions, numbers, strict=True):
            if not belongs(number, mention, self._vocabulary):
                return False
        for mention, number in zip(mentions, numbers, strict=True):
            if reason := self._barred(number, whole):
                self._unused(number.text, reason)
            else:
                self._value(mention, number, Clause(number.start, number.end, "", (), 0), words.strip())
        return True

    def _words(self, mention: Mention) -> str:
        return self._text[mention.start : mention.end]

    def _unused(self, words: str, why: str) -> None:
        self._reading.unused.append(Unused(words.strip(), why))


def _around(text: str, number: Number, clause: Clause) -> str:
    """The number with the few words that tell it from others."""
    return text[max(clause.start, number.start - 6) : min(clause.end, number.end + 6)].strip()
