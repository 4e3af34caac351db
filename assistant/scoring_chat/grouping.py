"""Names and numbers that go together other than side by side: parts of a whole, lists in the same order. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.numbers import Number
from assistant.scoring_chat.stated import INCOME
from assistant.scoring_chat.tokens import SHARES, VALUES, Clause, Token, belongs
from assistant.scoring_chat.vocabulary import Mention, Vocabulary
from assistant.scoring_chat.wording import is_gone, is_sum

_INSIDE = re.compile(r"(?:当中|之中|里面|里边|中|里|内)(?!心)")
_OF = re.compile(r"(?:的|总收入的|总数的)(?=\s*[\d百一二三四五六七八九十])")
_OWNS = re.compile(r"(?:们|的|全年|年度?|当年|去年|今年|合计|共)*")
_SAID_OF = re.compile(r"(?:都|已经?|也)?(?:是|为|属于|有)?")
_IS = re.compile(r"(?:都|已经?|也)?(?:是|为|属于)")
_HEADS = re.compile(r"(?:的?(?:情况|数量|总数|合计|方面))?\s*[:：]")
_RESPECTIVELY = re.compile(
    r"分别|依次|都(?![^，,。；;]{0,6}(?:共|合计|加起来))|均(?!值|数)|各(?!类|种|项|级|地|位|方|界|自|个)"
)


@dataclass(frozen=True, slots=True)
class Shared:
    """Names and numbers in the same order: clauses ``first`` to ``last`` of the sentence, the numbers after ``at``."""

    first: int
    last: int
    at: int
    pairs: tuple[tuple[Mention, Number], ...]


def without_wholes(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """初创企业和团队中有12个…, 60%的企业是…: the whole is not what the number counts."""
    return tuple(token for i, token in enumerate(tokens) if not _is_whole(text, tokens, i))


def _is_whole(text: str, tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.mention is None or token.mention.qualifies:
        return False
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    part = before.number if before else None
    if part and part.kind in SHARES and after and after.mention and _SAID_OF.fullmatch(text[token.end : after.start]):
        return True
    if (
        part
        and after
        and after.mention
        and after.mention.facts != token.mention.facts
        and _IS.fullmatch(text[token.end : after.start])
    ):
        return True  # 4家公司是科技型中小企业
    if part and before and not text[before.end : token.start].strip("的 "):
        return False  # 30家企业: counted itself
    if after and _INSIDE.match(text, token.end) and not (after.number and is_gone(text[after.end :])):
        return True
    return bool(before and before.mention and _OF.match(text, token.end))


def heading(text: str, clause: Clause, paired: Sequence[tuple[Mention, Number]]) -> Mention | None:
    """对接情况：企业30家、团队10个: the name before the colon is what the companies and teams are counted for."""
    starts = {mention.start for mention, _ in paired}
    for token in clause.tokens:
        name = token.mention
        if name and name.qualifies and not name.ask and name.start not in starts and _HEADS.match(text, name.end):
            return name
    return None


def misplaced_for(text: str, mention: Mention, number: Number, clause: Clause, listed: Sequence[Mention]) -> str | None:
    """Why a number is not of the name beside it: it is of two names together, or of the companies' own income.

    ``listed``: the names that 、 puts in front of the clause.
    """
    here = [token.mention for token in clause.tokens if token.mention and token.end <= mention.start]
    last = [*listed, *here][-1] if listed or here else None
    if last is None or last.code or mention.code or last.facts in ((), mention.facts):
        return None
    between = text[last.end : mention.start]
    if INCOME in mention.facts and {*last.facts} <= {"startups", "teams"} and _OWNS.fullmatch(between):
        return "说的是企业的收入，要的是众创空间自己的"
    together = mention.end <= number.start and not re.search("都|均|各", text[mention.end : number.start])
    return "是几项合起来的数，请分开说，每项一个数" if together and is_sum(between) else None


def in_the_same_order(text: str, sentence: Sequence[Clause], vocabulary: Vocabulary) -> Shared | None:
    """初创企业、团队分别是30家和20个; 初创企业和团队各20个."""
    for i, clause in enumerate(sentence):
        word = _RESPECTIVELY.search(text, clause.start, clause.end)
        if word is None:
            continue
        first = i
        while first and not any(token.number for token in sentence[first - 1].tokens):
            first -= 1
        names = [token for c in sentence[first : i + 1] for token in c.tokens if token.mention]
        keys = [key for token in names if token.mention for key in token.mention.facts or ("",)]
        numbers, last = _numbers_from(word.end(), sentence, i, len(keys))
        if len(numbers) == 1 and last == i and word.group() in "各都均":
            numbers *= len(keys)
        if len(keys) < 2 or len(keys) != len(numbers) or "" in keys or names[-1].start > word.start():
            continue
        pairs = [(Mention(n.start, n.start, facts=(key,)), n) for key, n in zip(keys, numbers, strict=True)]
        if all(belongs(number, mention, vocabulary) for mention, number in pairs):
            return Shared(first, last, word.end(), tuple(pairs))
    return None


def _numbers_from(at: int, sentence: Sequence[Clause], i: int, most: int) -> tuple[list[Number], int]:
    """The numbers after this place, up to the next name, and the clause of the last of them."""
    numbers: list[Number] = []
    last = i
    for j in range(i, len(sentence)):
        for token in sentence[j].tokens:
            if token.start < at:
                continue
            if token.mention or len(numbers) == most:
                return numbers, last
            if token.number and token.number.kind in VALUES:
                numbers.append(token.number)
                last = j
    return numbers, last


def around(text: str, number: Number, clause: Clause) -> str:
    """The number with the few words that tell it from others, no name cut through."""
    left, right = max(clause.start, number.start - 6), min(clause.end, number.end + 6)
    cut = [token for token in clause.tokens if token.start < left < token.end or token.start < right < token.end]
    left, right = min([left, *(t.start for t in cut)]), max([right, *(t.end for t in cut)])
    return text[left:right].strip()
