"""Where points are lost: what a turn asks about that, and the ranking that answers it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.numbers import Number
from assistant.scoring.exact import from_cents, plain, short
from assistant.scoring.scorecard import Line, Scorecard
from assistant.scoring_chat.source_keys import key
from assistant.scoring_chat.tokens import tokenize
from assistant.scoring_chat.vocabulary import Vocabulary
from knowledge.indicators.system import Group

_LOST = re.compile(
    r"(?:[丢失扣掉]|损失)(?:了|掉|的)*(?:多少|几|些|最多的?)?分|(?:[丢失扣]|损失)(?:了|掉)*(?:多少|几)|[丢失扣](?:得最|在哪)|最拖后腿|差得?最[远多大]|"
    r"离满分|得分率|没有?[拿得](?:到|全|满)"
)
_RANKS = re.compile(r"最|前|头|哪|谁|排|各|分别|大[丢失扣]")
_AMOUNT = re.compile(r"多少|几")
# Asks for the rule, or for what to do about it.
_NOT_OF_LOSSES = re.compile(
    r"(?:会|要|才|不|是否|规定)[^，,。；;？?]{0,4}[丢失扣]|怎[么样]|如何|咋|建议|办法|补[回救]|先[做抓补办搞从]|提高|提升|改进"
)
_COUNTED = re.compile(r"(?:哪|前|头|最(?:[多大远低狠重]|拖后腿)的?)\s*$")
_BY_GROUP = re.compile(r"一级指标|[哪各每][一个]?(?:组|大类|大块|部分)")
_ONE = re.compile(r"哪一?[个项块条处]|谁")
_EXCEPT = r"(?:除(?:了|去|开|掉)?|不[算含计看]|抛开|刨去|去掉|撇开|没算)\s*"


@dataclass(frozen=True, slots=True)
class Losses:
    """What is asked: the ``first`` so many (None: all), of which groups and codes (none: of all ``without`` some).

    ``ranks``: which lines lose most, not only how much is lost; ``by_rate``: in proportion to the weight; ``by_group``:
    which groups. ``number`` is the one in the turn that says how many, or of which level (一级).
    """

    first: int | None
    groups: tuple[str, ...]
    without: tuple[str, ...]
    codes: tuple[str, ...]
    ranks: bool
    by_rate: bool
    by_group: bool
    number: Number | None


def asked(text: str, words: Vocabulary, numbers: Sequence[Number]) -> Losses | None:
    """What a turn asks about lost points: 丢分最多的是哪两项; None where it asks nothing of the kind."""
    ranks = _RANKS.search(text) is not None
    if not _LOST.search(text) or not (ranks or _AMOUNT.search(text)) or _NOT_OF_LOSSES.search(text):
        return None
    counts = (n for n in numbers if n.value and n.value >= 1 and (_COUNTED.search(text[: n.start]) or n.unit == "大"))
    number = next(counts, None)
    first = int(number.value) if number and number.value else 1 if _ONE.search(text) else None
    number = number or next((n for n in numbers if n.unit == "级"), None)
    without = [group.name for group in words.system.all_groups if re.search(_EXCEPT + _spoken(group), text)]
    named = [group.name for group in words.system.all_groups if re.search(_spoken(group), text)]
    return Losses(
        first=first,
        groups=tuple(name for name in named if name not in without),
        without=tuple(without),
        codes=tuple(_codes(text, words, number)),
        ranks=ranks,
        by_rate="得分率" in text,
        by_group=_BY_GROUP.search(text) is not None,
        number=number,
    )


def reply(card: Scorecard, question: Losses) -> list[str]:
    """How much is lost, and by which lines, the most first; equal ones stand together, even beyond the number asked."""
    known = [line for line in card.lines if line.cents is not None]
    chosen = [line for line in known if line.group in question.groups or line.code in question.codes]
    if not (question.groups or question.codes):
        chosen = [line for line in known if line.group not in question.without]
    if not chosen:
        return ["问到的各项还没有数据，说不出丢了多少分。"]
    if question.by_group:
        return list(_sums(card, question, chosen))
    lines = [] if question.codes else list(_sums(card, question, chosen))
    losing = sorted((line for line in chosen if lost(line)), key=lambda line: _order(line, question.by_rate))
    if not losing:
        return [*lines, "有数据的各项都是满分，没有丢分。"]
    if not (question.ranks or question.groups or question.codes):
        return lines
    last = losing[min(question.first or len(losing), len(losing)) - 1]
    shown = [line for line in losing if _order(line, question.by_rate) <= _order(last, question.by_rate)]
    if question.ranks:
        most = "得分率最低的" if question.by_rate else "丢分最多的"
        tied = f"（有并列，共 {len(shown)} 项）" if question.first and len(shown) > question.first else ""
        lines.append(f"{most} {question.first} 项{tied}：" if question.first else f"丢了分的各项，{most}在前：")
    return [*lines, *(_lost(number, line) for number, line in enumerate(shown, start=1))]


def lost(line: Line) -> int:
    """The points between the line and its full weight, in hundredths."""
    return line.full_cents - (line.cents or 0)


def _sums(card: Scorecard, question: Losses, chosen: Sequence[Line]) -> Iterator[str]:
    """What is lost in all, or in each of the groups."""
    if not question.groups:
        where = f"不算{'、'.join(question.without)}，" if question.without else ""
        yield f"{where}有数据的各项{_sum(chosen)}。"
    if question.ranks and not (question.groups or question.by_group):
        return
    by_group = {group: [line for line in chosen if line.group == group.name] for group in card.system.all_groups}
    if question.by_group:
        by_group = dict(sorted(by_group.items(), key=lambda item: -sum(map(lost, item[1]))))
    for group, of_group in by_group.items():
        if of_group:
            open_lines = sum(line.group == group.name and line.cents is None for line in card.lines)
            part = "有数据的各项" if open_lines else ""
            rest = f"；另有 {open_lines} 项没有数据" if open_lines else ""
            yield f"{group.name}{part}{_sum(of_group)}{rest}。{key(group.name)}"


def _sum(lines: Sequence[Line]) -> str:
    full, got = sum(line.full_cents for line in lines), sum(line.cents or 0 for line in lines)
    whole, points = plain(from_cents(full)), from_cents(got)
    return f"满分 {whole} 分，得 {points} 分，丢 {whole} − {points} = {from_cents(full - got)} 分"


def _order(line: Line, by_rate: bool) -> Fraction:
    assert line.rating is not None
    return line.rating if by_rate else Fraction(-lost(line))


def _lost(number: int, line: Line) -> str:
    assert line.rating is not None
    points = f"{plain(line.weight)} − {line.points} = {from_cents(lost(line))}"
    return (
        f"{number}. {line.code} {line.name}：丢 {points} 分，得分率 {short(line.rating)}%"
        f"（得分 {line.arithmetic}）{key(line.code)}"
    )


def _spoken(group: Group) -> str:
    """加分 for 加分项; 再加分 and 能加分 are none."""
    return r"(?<![再能会])加分(?:项|指标)*" if group.name.startswith("加分") else re.escape(group.name)


def _codes(text: str, words: Vocabulary, number: Number | None) -> Iterator[str]:
    """The indicators that the turn names, where it states no figures."""
    tokens = tokenize(text, words)
    if any(token.number and token.number.exact and token.number != number for token in tokens):
        return
    for token in tokens:
        if token.mention and token.mention.code:
            yield token.mention.code
        elif token.mention:
            for indicator in words.system.indicators:
                if any(fact in measure.of for measure in indicator.measures for fact in token.mention.facts):
                    yield indicator.code
