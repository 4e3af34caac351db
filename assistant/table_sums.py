"""What is worked out from a table's figures: sums, differences, extremes and orders, each with its arithmetic.

Only figures of one unit are put together: that of most of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.citations import Claim, Evidence
from assistant.numbers import plain
from assistant.questions import expected_count
from assistant.table_columns import GROUP_TAIL, unit_of
from assistant.table_questions import TableQuestion, group_figure
from assistant.table_view import TableView

_LIMIT = r"(?![能可得拿加给]|不[超得能]|(?:是|为|有)?(?:多少|几[^项个种]))"
_MOST = re.compile(
    rf"最[高大重多]{_LIMIT}|第一高|孰[轻重]|(?:哪[个项一块]+|谁).{{0,6}}[更较]?(?:[高大重]|多(?!少))(?:一?些|点)?(?:[？?，。]|$)"
)
_LEAST = re.compile(
    rf"最[低小轻少]{_LIMIT}|(?:哪[个项一块]+|谁).{{0,6}}[更较]?(?:[低小轻]|(?<!多)少)(?:一?些|点)?(?:[？?，。]|$)"
)
_SUM = re.compile(
    r"合计|总[共和计]|[之求]和|[一统]共|共[占计]|累[计加]|加(?:起来|在一起|到?一[块起加]|总)|[相全]加|合起来|总权重|共(?:是|有)?多少|(?<!公)共[需要]"
    r"|凑(?:到|在)?(?:一[块起]|起来)|一[块起]占|(?:一路|前前后后|从头到尾)[^，,。？?]{0,6}(?:几|多少|多久|多长)"
)
_ORDER = re.compile(
    r"排(?:一?下|个|成)?[序列名]|排一?下|排一排|从[高大多]到[低小少]|从[低小少]到[高大多]|由[高大多]到|由[低小少]到"
)
_UPWARDS = re.compile(r"[从由][低小少]到|升序")
_FIRST = re.compile(
    r"(?P<most>前|最[高大多重]的)(?!一[项个名位种家条])(?P<n>[一二三四五六七八九十两\d]{1,2})[项个名位种家条]?|(?:后|最[低小少轻]的)(?P<m>[二三四五六七八九十两\d]{1,2})[项个名位种家条]?"
)
# The most that can be reached, and points beside the weights.
_FULL_MARKS = re.compile(
    r"满分|总分|(?:(?<!加分)(?<!加分项)(?<!加分项目)最[高多]|顶格|一共|总共|合计)[^，。？?]{0,8}(?:(?<!加)分|多少(?=分|[，。？?]|$))"
)
_BONUS = "加分"
# The most of the bonus alone is asked for in the same words as the most with it, unless it is counted in.
_THE_MOST, _COUNTED_IN = re.compile(r"^最[高多]"), re.compile(r"连|算上|算进|加上|计入|含|包括|在内|都算")
_WHICH_GROUPS = re.compile(r"(?<![哪那这第])几[个项]|哪[几些]|各|分别|都有")
_HUNDRED = Decimal(100)
_DIFFERENCE = re.compile(
    r"相差|差了?(?:多少|几)|差多|(?<![至最])[高多大重低少轻超][了出]?[占过]?(?:多少|几个)"
    r"|(?:超[出过]|领先|高[出过]|[高低]于|落后于?)[^，,。？?]{2,12}(?:多少(?![项条家]|个(?!百分|点))|几个?(?:百分)?点)"
)


def asks_sum(text: str) -> bool:
    """合计, 加起来, 一共……"""
    return _SUM.search(text) is not None


def asks_extreme(text: str) -> bool:
    """最高, 最少, 哪个更重……"""
    return (_MOST.search(text) or _LEAST.search(text)) is not None


def asks_order(text: str) -> bool:
    """从大到小, 排序, 前三……"""
    return (_ORDER.search(text) or _FIRST.search(text)) is not None


def asks_difference(text: str) -> bool:
    """相差多少……"""
    return _DIFFERENCE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the row it stands in and how its cell writes it, unit included."""

    value: Decimal
    row: int
    shown: str


def measured(view: TableView, rows: Sequence[int], column: int) -> tuple[list[Measured], str]:
    """The figures of a column in these rows that have the unit of most of them, and this unit."""
    words = view.words
    held = [(i, figure) for i in rows if (figure := words.figure(i, column))]
    units = Counter(figure.unit for _, figure in held)
    own = units.most_common(1)[0][0] if units else ""
    unit = own or (unit_of(words, held[0][0], column) if held else "")
    shown = lambda i: words.cell(i, column) if own else words.cell(i, column) + unit  # noqa: E731
    return [Measured(figure.value, i, shown(i)) for i, figure in held if figure.unit == own], unit


def extreme(view: TableView, asked: TableQuestion, rows: Sequence[int]) -> list[Claim]:
    """For each column asked about, the rows that reach its highest or lowest figure."""
    claims = []
    word, pick = ("最低", min) if _LEAST.search(asked.text) else ("最高", max)
    for column in asked.tracks:
        figures, _ = measured(view, rows, column)
        if len(figures) < 2:
            continue
        best = pick(figure.value for figure in figures)
        winners = [figure for figure in figures if figure.value == best]
        labels = "、".join(view.label(figure.row) for figure in winners)
        places = tuple(view.evidence(figure.row, column) for figure in winners)
        text = f"{view.table.columns[column]}{word}的是{labels}，为 {winners[0].shown}。"
        claims.append(Claim(text, places, item=len(asked.tracks) > 1))
    return claims


def ordered(view: TableView, asked: TableQuestion, rows: Sequence[int]) -> list[Claim]:
    """The rows in the order of the figures asked about, or the first few of them."""
    claims = []
    upwards = _UPWARDS.search(asked.text) or (_LEAST.search(asked.text) and not _MOST.search(asked.text))
    first = _FIRST.search(asked.text)
    for column in asked.tracks:
        figures, _ = measured(view, rows, column)
        if len(figures) < 2:
            continue
        figures.sort(key=lambda figure: figure.value, reverse=not upwards)
        size = expected_count(f"{first['n'] or first['m']}个") if first else None
        shown = figures[:size] + [
            f for f in figures[size or len(figures) :] if f.value == figures[(size or 1) - 1].value
        ]
        direction = "由低到高" if upwards else "由高到低"
        claims.append(Claim(f"按{view.table.columns[column]}{direction}：", (), item=True))
        claims += (Claim(f"{view.label(f.row)}，{f.shown}", (view.evidence(f.row, column),), item=True) for f in shown)
    return claims


def total(view: TableView, asked: TableQuestion, rows: Sequence[int]) -> list[Claim]:
    """The sum of each column asked about, with its terms."""
    claims = []
    for column in asked.tracks:
        figures, unit = measured(view, rows, column)
        if len(figures) < 2:
            continue
        terms = " + ".join(figure.shown for figure in figures)
        result = f"{plain(sum((figure.value for figure in figures), Decimal(0)))}{unit}"
        names = "、".join(view.words.code(figure.row) or view.label(figure.row) for figure in figures)
        places = tuple(view.evidence(figure.row, column) for figure in figures)
        text = f"{view.table.columns[column]}合计 {result}（{names}：{terms} = {result}）。"
        claims.append(Claim(text, places, item=len(asked.tracks) > 1))
    return claims


def difference(view: TableView, asked: TableQuestion, rows: Sequence[int]) -> list[Claim]:
    """By how much the figures of two rows differ, in each column asked about."""
    claims = []
    for column in asked.tracks:
        figures, unit = measured(view, rows, column)
        if len(figures) != 2:
            continue
        less, more = sorted(figures, key=lambda figure: figure.value)
        result = _apart(more.value, less.value, unit)
        places = tuple(view.evidence(figure.row, column) for figure in (more, less))
        text = f"{view.table.columns[column]}相差 {result}（{more.shown} - {less.shown} = {result}）。"
        claims.append(Claim(text, places, item=len(asked.tracks) > 1))
    return claims


def _apart(more: Decimal, less: Decimal, unit: str) -> str:
    """By how much two values of one unit differ; percentages differ by percentage points."""
    return f"{plain(more - less)}{'个百分点' if unit == '%' else unit}"


def full_marks(view: TableView, asked: TableQuestion) -> list[Claim]:
    """The points that can be reached, bonus included: the groups' weights, 100 % together, and the bonus.

    Empty where the question does not count the bonus in or the weights are no hundred.
    """
    marks = _FULL_MARKS.search(asked.text)
    if _BONUS not in asked.text or marks is None or asked.filters or asked.left_out:
        return []
    if _THE_MOST.match(marks.group()) and not _COUNTED_IN.search(asked.text):
        return []
    first_row = {row.group: i for i, row in reversed(list(enumerate(view.table.rows))) if row.group}
    figures = {group: figure for group in reversed(first_row) if (figure := group_figure(group))}
    shares = [figure.value for figure in figures.values() if figure.unit == "%"]
    points = [figure.value for group, figure in figures.items() if figure.unit == "分" and _BONUS in group]
    if sum(shares) != _HUNDRED or len(points) != 1 or len(shares) + 1 != len(figures):
        return []
    terms = " + ".join([*(f"{plain(share)}%" for share in shares), f"{plain(points[0])}分"])
    result = f"{plain(_HUNDRED + points[0])}分"
    places = tuple(view.evidence(first_row[group], 0) for group in figures)
    return [Claim(f"权重按百分制计，连同加分最高 {result}（{terms} = {result}）。", places)]


def of_groups(view: TableView, asked: TableQuestion) -> list[Claim] | None:
    """The figures that stand in the groups' own merged cells, 孵化绩效 (55%); None where one has none.

    The highest or lowest comes first, or all in order, where this is asked.
    """
    every = tuple(dict.fromkeys(row.group for row in view.table.rows if row.group))
    groups = every if _asks_every_group(asked) else asked.groups or every
    figures = {group: group_figure(group) for group in groups}
    if asked.groups and not all(figures.values()):
        return None
    units = Counter(figure.unit for figure in figures.values() if figure)
    unit = units.most_common(1)[0][0] if units else ""
    first_row = {group: next(i for i, row in enumerate(view.table.rows) if row.group == group) for group in groups}
    stated = _stated(view, every, unit)
    found = [
        (figure.value, Claim(f"{group}。", (view.evidence(first_row[group], 0), *stated), item=len(groups) > 1))
        for group, figure in figures.items()
        if figure and (asked.groups or figure.unit == unit)
    ]
    if not found:
        return None
    if apart := _groups_apart(asked, found, unit):
        return apart
    if asks_order(asked.text):
        found.sort(key=lambda pair: pair[0], reverse=not _UPWARDS.search(asked.text))
    elif len(found) > 1 and asks_extreme(asked.text):
        word, pick = ("最低", min) if _LEAST.search(asked.text) else ("最高", max)
        best = pick(found, key=lambda pair: pair[0])[1]
        winner = Claim(f"占比{word}的是{best.text}", best.evidence, item=True)
        return [winner, *(claim for _, claim in found)] if asked.groups else [winner]
    return [claim for _, claim in found]


def _stated(view: TableView, groups: Sequence[str], unit: str) -> tuple[Evidence, ...]:
    """The sentence that gives the groups' figures of this unit in words, which says what they are; () without one."""
    figures = {group: figure for group in groups if (figure := group_figure(group)) and figure.unit == unit}
    names = [GROUP_TAIL.sub("", group).strip() for group in figures]
    place = view.stating([*names, *(f"{plain(figure.value)}{unit}" for figure in figures.values())])
    return (place,) if place and len(figures) > 1 else ()


def _asks_every_group(asked: TableQuestion) -> bool:
    """Whether the groups as such are asked for in words that name none of them, beside one that is named."""
    clauses = re.split(r"[，,；;。？?]", asked.text)
    names = [GROUP_TAIL.sub("", group).split()[0] for group in asked.groups]
    return asked.about_groups and any(
        asked.words.names[0] in clause and _WHICH_GROUPS.search(clause) and not any(name in clause for name in names)
        for clause in clauses
    )


def _groups_apart(asked: TableQuestion, found: Sequence[tuple[Decimal, Claim]], unit: str) -> list[Claim]:
    """By how much two groups differ: the two that are named, or the highest and the lowest where both are asked for."""
    ends = _MOST.search(asked.text) and _LEAST.search(asked.text)
    if not asks_difference(asked.text) or len(found) < 2 or not (ends or len(found) == len(asked.groups) == 2):
        return []
    (less, low), (more, high) = (pick(found, key=lambda pair: pair[0]) for pick in (min, max))
    result = _apart(more, less, unit)
    told = f"相差 {result}（{plain(more)}{unit} - {plain(less)}{unit} = {result}）。"
    apart = Claim(told, tuple(dict.fromkeys((*high.evidence, *low.evidence))), item=True)
    if not ends:
        return [apart, high, low]
    return [
        Claim(f"占比最高的是{high.text}", high.evidence, item=True),
        Claim(f"占比最低的是{low.text}", low.evidence, item=True),
        apart,
    ]
