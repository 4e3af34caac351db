"""Numeric faithfulness: which numbers of an answer stand nowhere that it may have them from. Pure.

It reads numbers as the product does (``assistant.numbers``) but shares nothing with the product's gate, so that an
answer is judged all the same where the gate lets everything pass. It looks at the finished answer and all its sources.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from assistant.answers import Answer
from assistant.lists import inline_count, marker
from assistant.numbers import Number, NumberKind, find

_MARKS = re.compile(r"\s*\[\d+\]|\*\*")
_LIST_MARK = re.compile(r"\s*[（(]?[\d一二三四五六七八九十①-⑳]{1,3}[)）、.．](?!\d)\s*")
# Ordinals that point at a place in a document; others only count along.
_PLACES = ("条", "章", "节", "期", "届", "号")
# 一个重要的…… counts nothing.
_ARTICLE = re.compile(r"一[个种项类套份批名位家款条部些步大]")
# 1.2：7分 is a label and its value.
_LABELLED = re.compile(r"(?<=\d)：(?=\s*\d)")
# 100 × (15 − 0) ÷ (20 − 0) = 75, 服务收入 80 万元 + 投资收入 20 万元 = 100 万元: the left side up to a stop, the right.
_CALCULATION = re.compile(r"([^，。；：=＝\n]+)[=＝]\s*(\d[\d,]*(?:\.\d+)?)")
_SIGN = re.compile(r"\d[^\d]*[+＋\-−×÷/][^\d]*\d")
_SIGNS_APART = r"[+＋\-−×÷/=＝()]"
_SIGNS = str.maketrans("＋−×÷（）", "+-*/()")
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
# 24 → 30 场：+1.40 分 is a line of the plan or of the comparison: computed with the scorecard, and not in it.
_COMPUTED = re.compile(r"→|在现有数据上|完成后")


class _Held:
    """The numbers that may be repeated: values by their units, and the forms of what has none."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._units: dict[Decimal, set[str]] = {}
        self._forms: set[str] = set()
        for text in texts:
            for number in _numbers(text):
                self.add(number)

    def add(self, number: Number) -> None:
        """A number, of a date also its year, its month and its day."""
        self._forms.add(number.form)
        if number.value is not None:
            self._units.setdefault(number.value, set()).add(number.unit)
        if number.kind is NumberKind.DATE and (date := re.fullmatch(r"(-|\d+)(-\d+)?(-\d+)?", number.form)):
            year, month, day = date.groups("")
            self._forms |= {year, year + month, f"-{month}", f"-{month}{day}"}

    def add_changes(self, said: Sequence[str]) -> None:
        """The sums and differences of any two figures of one unit that the user named: 20 个, and later 3 个 more."""
        figures = {(n.value, n.unit) for text in said for n in _numbers(text) if n.value is not None}
        for (one, unit), (other, same) in product(figures, repeat=2):
            if unit == same:
                self._units.setdefault(one + other, set()).add(unit)
                self._units.setdefault(abs(one - other), set()).add(unit)

    def __contains__(self, number: Number) -> bool:
        """Tables give the unit in another cell, and a sum names it once: a value without a unit fits any."""
        if number.form in self._forms:
            return True
        if number.kind is NumberKind.FRACTION:  # 7.00/25 of a scorecard
            return all(self._bare(Decimal(part)) for part in number.form.split("/"))
        if number.kind is NumberKind.DOCUMENT:  # which words before 〔2017〕 belong to the number cannot be told
            return any(
                "〕" in form and (form.endswith(number.form) or number.form.endswith(form)) for form in self._forms
            )
        if number.value is None:
            return False
        units = self._units.get(number.value, set())
        return bool(units & {number.unit, ""} or (units and not number.unit)) or self._bare(number.value / number.scale)

    def _bare(self, value: Decimal) -> bool:
        return "" in self._units.get(value, ())


def unfounded(answer: Answer, said: Sequence[str], sources: Iterable[str]) -> tuple[str, ...]:
    """The numbers of the answer, as written, that it has from nowhere.

    A number may stand in what the user ``said``, in the ``sources`` (what is cited, and the rules of a scorecard) or in
    the scorecard; it may be the result of a right sum or difference that the answer writes out, or the count of the
    things that it names. Where there is a scorecard, what the user added to a figure given before is added up.
    """
    held = _Held([*said, *sources, *_texts(answer.scorecard)])
    if answer.scorecard:
        held.add_changes(said)
    lines = [line for line in _MARKS.sub("", answer.answer).split("\n") if line.strip()]
    if answer.scorecard:
        lines = [line for line in lines if not _COMPUTED.search(line)]
    found = []
    for i, line in enumerate(lines):
        for result in _right_results(line, held):
            held.add(result)
        items = _run_of_items(lines[i + 1 :])
        found += [
            number.text.strip() for number in _stated(line) if number not in held and not _counts(number, line, items)
        ]
    return tuple(dict.fromkeys(found))


def _texts(record: Any) -> Iterator[str]:
    """Every string and number in a JSON value, and how long its lists are (of what is missing, say)."""
    if isinstance(record, dict):
        record = tuple(record.values())
    if isinstance(record, list | tuple):
        yield from [str(len(record))] if isinstance(record, list) else []
        for value in record:
            yield from _texts(value)
    elif record is not None:
        yield str(record)


def _numbers(text: str) -> tuple[Number, ...]:
    """As ``find``, where neither a label's colon nor the sign of a written calculation belongs to a number."""
    plain = _LABELLED.sub("；", text)
    return find(
        _CALCULATION.sub(lambda c: re.sub(_SIGNS_APART, "；", c.group()) if _SIGN.search(c[1]) else c.group(), plain)
    )


def _stated(line: str) -> Iterator[Number]:
    """The numbers of a line that claim something: not its list mark, not 一个, not what only counts along."""
    for number in _numbers(_LIST_MARK.sub("", line, count=1) if _LIST_MARK.match(line) else line):
        counts_along = number.kind is NumberKind.ORDINAL and number.unit not in _PLACES
        named = "_" in number.text  # area_m2: the name of a field
        if not (counts_along or named) and number.text != "若干" and not _ARTICLE.fullmatch(number.text.strip()):
            yield number


def _counts(number: Number, line: str, items: int) -> bool:
    """Whether a number counts the things that its line sets side by side, or the list items after it."""
    return number.kind is NumberKind.NUMBER and number.value in (inline_count(line), items)


def _run_of_items(lines: Sequence[str]) -> int:
    """How many list items stand first; of a list without marks, all lines."""
    marked = next((i for i, line in enumerate(lines) if marker(line.strip()) is None), len(lines))
    return marked or len(lines)


def _right_results(line: str, held: _Held) -> Iterator[Number]:
    """The results of the right calculations written out in a line, rounded as written, whose terms are all held."""
    for calculation in _CALCULATION.finditer(line):
        if not _SIGN.search(calculation[1]):
            continue
        left = _inside(calculation[1])
        result = Decimal(calculation[2].replace(",", ""))
        worked_out = _value(re.sub(r"[^\d.+\-*/()]", "", left.translate(_SIGNS)))
        # The terms may be shown rounded, so that the last place of a decimal may differ by one.
        places = -int(result.as_tuple().exponent)
        if worked_out is not None and abs(worked_out - Fraction(result)) <= (Fraction(1, 10**places) if places else 0):
            written = find(calculation.group()[len(calculation[1]) :] + line[calculation.end() : calculation.end() + 4])
            # Read with its result, so that the sign before a term is not read as the term's own.
            *terms, _ = _numbers(f"{left}={calculation[2]}")
            if all(term in held for term in terms):
                yield from written[:1]


def _inside(text: str) -> str:
    """What stands after the last bracket that is not closed."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in "）)") - (text[place] in "（(")
        if depth < 0:
            return text[place + 1 :]
    return text


def _value(expression: str) -> Fraction | None:
    """What a calculation with + - * / and brackets comes to; None where it is none, or cannot be done."""
    try:
        return _reckoned(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ZeroDivisionError, ValueError):
        return None


def _reckoned(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(ast.unparse(node))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_reckoned(operand)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return Fraction(_OPERATORS[type(sign)](_reckoned(left), _reckoned(right)))
    raise ValueError(ast.unparse(node))
