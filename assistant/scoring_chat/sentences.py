"""The clauses of one sentence, read in turn: which value is said of which fact. Pure.

A number becomes a value only where the words around it settle which; everything else is listed, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.numbers import Number
from assistant.scoring_chat.figures import FigureReader
from assistant.scoring_chat.grouping import Shared, around, heading, in_the_same_order, misplaced_for, without_wholes
from assistant.scoring_chat.stated import (
    INCOME,
    PREVIOUS_INCOME,
    Bare,
    How,
    Reading,
    Stated,
    Unused,
)
from assistant.scoring_chat.tokens import SHARES, VALUES, Clause, belongs, pairs, without_asides
from assistant.scoring_chat.vocabulary import COMPANY, TEAM, Mention, Vocabulary
from assistant.scoring_chat.wording import (
    NOT_EXACT,
    barred,
    counts_nothing,
    denied,
    is_growth,
    is_ours,
    is_present,
    is_trifle,
    misreported,
    plans,
    reached,
    says_none,
    says_nothing_else,
    starts_from,
    waits,
    year_named,
)

_UNIT_IN_PARENS = re.compile(r"[（(]\s*(?:单位[:：]?)?(万元|元)\s*[)）]")
_AND_NEITHER = re.compile(r"(?:和|与|及|又|也|更|，|还)*(?:没有?|无)?")
_AREA = "area_m2"
_SIDE = {"startups": COMPANY, "teams": TEAM}
_A_BIT = re.compile("一[位下点些]")  # 打错了一位
_UNPLACED = "看不出是哪一项数据"


class SentenceReader:
    """Reads the clauses of one sentence in turn; a name may wait for its number in the next clause."""

    def __init__(self, text: str, vocabulary: Vocabulary, reading: Reading, imagined: bool) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._reading = reading
        self._imagined = imagined
        self._figures = FigureReader(text, vocabulary, reading)
        self._waiting: Mention | None = None
        self._last: Mention | None = None
        self._planned = False
        self._ahead = False
        self._open = False  # the last name was told no exact number yet
        self._leads: Mention | None = None  # 围绕产业链，我们服务了21家企业
        self._heading: Mention | None = None
        self._qualified: set[tuple[tuple[str, ...], str]] = set()
        self._named_before: Sequence[Mention] = ()
        self._row = 0  # where the clauses begin that 、 joins to this one
        self._carried: Mention | None = None

    def read(self, sentence: Sequence[Clause]) -> None:
        """Add what the sentence says to the reading."""
        shared = in_the_same_order(self._text, sentence, self._vocabulary)
        if shared:
            self._take_in_order(shared, sentence)
        names = [token.mention for clause in sentence for token in clause.tokens if token.mention]
        self._qualified = {(name.facts, name.part) for name in names if name.qualifies}
        for i, clause in enumerate(sentence):
            if shared and shared.first <= i <= shared.last:
                continue
            self._ahead = any(token.number for later in sentence[i + 1 :] for token in later.tokens)
            self._carried = None
            words = clause.of(self._text)
            listed = sentence[i - 1].tokens if i and clause.before.strip() == "、" else ()
            names = [token.mention for token in listed if token.mention]
            self._named_before = () if any(token.number for token in listed) else names
            self._row = self._row if clause.before.strip() == "、" else clause.start
            if is_present(words):
                self._planned = False
            self._planned = self._planned or plans(words)
            self._clause(clause)

    def _take_in_order(self, shared: Shared, sentence: Sequence[Clause]) -> None:
        words = self._text[sentence[shared.first].start : sentence[shared.last].end].strip()
        for mention, number in shared.pairs:
            said = Clause(shared.at, number.end, "", (), 0)
            if reason := self._barred(number, sentence[shared.first]):
                self._unused(number.text, reason)
            else:
                self._figures.state(mention, number, said, words)

    def _clause(self, clause: Clause) -> None:
        said, tokens = clause.tokens, without_wholes(self._text, clause.tokens)
        clause = Clause(clause.start, clause.end, clause.before, tokens, clause.sentence)
        numbers = [token.number for token in tokens if token.number]
        mentions = [token.mention for token in tokens if token.mention]
        for mention in mentions:
            if mention.flag is not None:
                self._reading.stated.append(Stated(mention.facts[0], Decimal(mention.flag), self._words(mention)))
        numbers = [number for number in numbers if not counts_nothing(number, self._text)]
        if all(number.kind not in VALUES or (mentions and _A_BIT.fullmatch(number.text)) for number in numbers):
            self._nothing(clause, mentions)
            self._leads = mentions[-1] if mentions and clause.end == mentions[-1].end else None
            if mentions:
                self._waiting = mentions[-1] if waits(self._text[mentions[-1].end : clause.end]) else None
            return
        text = without_asides(self._text)
        apart = [token.start for token in said if token not in tokens] + [
            n.start for n in numbers if self._denied(n, clause)
        ]
        for token in said:
            if token.start in apart:
                text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
        numbers = [number for number in numbers if text[number.start : number.end].strip()]
        found, ambiguous = pairs(text, self._of(clause, numbers), self._vocabulary)
        if ambiguous:
            words = clause.of(self._text).strip()
            self._reading.questions.append(f"“{words}”里的数字有两种读法，请分开说，每项一句")
            found = []
            numbers = [number for number in numbers if number.kind not in VALUES]
        taken = set()
        lead, self._leads = self._leads, None
        if lead and lead.qualifies and re.search("服务|对接", clause.of(self._text)):
            self._heading = lead
        else:
            self._heading = heading(self._text, clause, found) or (
                self._heading if clause.before.strip() == "、" else None
            )
        for mention, number in found:
            taken.add(number.start)
            self._assign(mention, number, clause)
            self._last = mention
        if mentions and not found:
            self._last = mentions[-1]
        for number in numbers:
            if number.start not in taken:
                self._left(number, clause, bool(mentions))
        self._waiting = self._carried

    def _of(self, clause: Clause, numbers: Sequence[Number]) -> Clause:
        """The clause with these numbers only."""
        kept = {number.start for number in numbers}
        tokens = tuple(token for token in clause.tokens if token.mention or token.start in kept)
        return Clause(clause.start, clause.end, clause.before, tokens, clause.sentence)

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
        misplaced = misplaced_for(self._text, mention, number, clause, self._named_before)
        barred_for = self._barred(number, clause)
        self._open = not number.exact or barred_for == NOT_EXACT
        if reason := barred_for or misplaced or mention.ask:
            self._reading.unused.append(Unused(words.strip(), reason, named=True))
            return
        meant = self._continued(mention, clause, words)
        if meant is None:
            return
        if meant.facts and self._figures.of_months(meant.facts[0], number, clause):
            self._reading.unused.append(Unused(words.strip(), "只是一段时间的数，请给全年的", named=True))
            return
        self._figures.state(meant, number, clause, words)

    def _barred(self, number: Number, clause: Clause) -> str | None:
        before = self._text[clause.start : number.start]
        row = self._text[self._row : clause.end]
        ends = [token.end for token in clause.tokens if token.number and token.end <= number.start]
        hedge = self._text[max(ends, default=clause.start) : number.start]
        return barred(number, before, clause.of(self._text), row, hedge, self._planned and not self._imagined)

    def _continued(self, mention: Mention, clause: Clause, words: str) -> Mention | None:
        """有知识产权的企业8家、团队4个: the bare 团队 goes on with what was said of the companies."""
        last = self._last
        spoken = self._words(mention)
        within = "其中" in self._text[clause.start : mention.start] and last is not None
        inside = clause.before.strip() in ("（", "(") or "其中" in self._text[self._row : mention.start]
        if inside and last and mention.part and mention.facts == last.facts and not mention.qualifies:
            self._unused(words, "是前面那一项里的一部分，没有另加")
            return None
        other = {"teams": COMPANY, "startups": TEAM}.get(mention.facts[0] if mention.facts else "")
        if other and self._heading and re.match(r"(?:团队|企业|公司)", spoken):
            return self._heading.of(mention)
        if last is None or not last.qualifies or other is None or not re.match(r"(?:团队|企业|公司)", spoken):
            return mention
        chain = last.facts[0] in ("startups_in_chain", "teams_in_chain")
        if not chain and last.part != other:
            return mention
        listed = last.start >= clause.start or clause.before.strip() in ("、", "")
        if not chain and (last.facts, _SIDE[mention.facts[0]]) in self._qualified:
            return mention  # that part is told on its own
        if chain and not within and (listed or not self._totals_told(mention)):
            key = "teams_in_chain" if mention.facts[0] == "teams" else "startups_in_chain"
            return Mention(mention.start, mention.end, facts=(key,), qualifies=True)
        if within or chain or not listed:
            self._unused(words, "是全部常驻的，还是前面那一项里的？请写明")
            return None
        return Mention(mention.start, mention.end, facts=last.facts, part=_SIDE[mention.facts[0]], qualifies=True)

    # -- names without numbers, numbers without names -----------------------------------------------------------------

    def _nothing(self, clause: Clause, mentions: Sequence[Mention]) -> None:
        """没有投资收入: none is also a number."""
        if not mentions or (self._planned and not self._imagined):
            return
        at, ends = clause.start, [mention.start for mention in mentions[1:]] + [clause.end]
        for mention, end in zip(mentions, ends, strict=True):
            before, after = self._text[at : mention.start], self._text[mention.end : end]
            if end < clause.end and _AND_NEITHER.fullmatch(after):
                after = ""
            at = mention.end
            if not mention.facts or mention.ask or mention.flag is not None:
                continue
            fact = self._vocabulary.system.facts[mention.facts[0]]
            if not fact.positive and says_none(before, after, clause.of(self._text)):
                words = self._text[clause.start : clause.end].strip()
                self._reading.stated.append(Stated(mention.facts[0], Decimal(0), words, part=mention.part))

    def _left(self, number: Number, clause: Clause, beside_names: bool) -> None:
        """A number that is next to no name that fits."""
        if number.kind not in VALUES or is_trifle(self._text, number):
            return
        words = clause.of(self._text).strip()
        before = self._text[clause.start : number.start]
        rest = before + self._text[number.end : clause.end]
        for token in clause.tokens:  # 是35不是25
            if token.number and denied(self._text[clause.start : token.start]):
                rest = rest.replace(token.number.text, "", 1)
        for named in self._vocabulary.tracks.values():
            rest = named.sub("", rest)
        reason = self._barred(number, clause)
        if number.kind in SHARES and is_growth(before) and self._about_income(words):
            self._figures.growth(number, words)
        elif beside_names:
            self._unused(around(self._text, number, clause), reason or _UNPLACED)
        elif self._waiting and belongs(number, self._waiting, self._vocabulary) and says_nothing_else(rest):
            self._assign(self._waiting, number, clause)
        elif self._again(number, before, rest):
            assert self._last is not None
            self._assign(
                self._vocabulary.completed(self._words(self._last), before, number.start) or self._last, number, clause
            )
        elif reason or not says_nothing_else(rest):
            self._unused(around(self._text, number, clause), reason or _UNPLACED)
        elif number.unit == "平方米" and _AREA in self._vocabulary.system.facts:
            self._assign(Mention(number.start, number.start, facts=(_AREA,)), number, clause)
        else:
            self._reading.bare.append(Bare(number, self._figures.how(number, clause), words))

    def _again(self, number: Number, before: str, rest: str) -> bool:
        """初创企业去年20家，今年30家; 人家50家，我们28家: another number for what was named last."""
        if self._last is None or not belongs(number, self._last, self._vocabulary) or not says_nothing_else(rest):
            return False
        return self._open or bool(year_named(rest)) or is_ours(before) or reached(before)

    def _about_income(self, words: str) -> bool:
        spoken_of = self._last.facts if self._last else ()
        return "收入" in words or INCOME in spoken_of or PREVIOUS_INCOME in spoken_of

    def _totals_told(self, mention: Mention) -> bool:
        """Whether the other of companies and teams was told for the whole space, so that this one may be too."""
        other = "startups" if mention.facts[0] == "teams" else "teams"
        told = {stated.key for stated in self._reading.stated}
        return other in told and mention.facts[0] not in told

    def _words(self, mention: Mention) -> str:
        return self._text[mention.start : mention.end]

    def _unused(self, words: str, why: str) -> None:
        self._reading.unused.append(Unused(words.strip(), why))
