"""The formulas of a workbook computed as Excel does: enough of its language for our own files, no more.

ROUND works on the 15 digits Excel shows, halves away from zero. Anything unknown raises.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token


class Area(list[list[Any]]):
    """A range's values by row."""

    @property
    def flat(self) -> list[Any]:
        return [value for row in self for value in row]


def numbers(*arguments: Any) -> list[float]:
    """The numbers among cells and ranges; text, as "" from a formula, does not count."""
    flat = [value for argument in arguments for value in (argument.flat if isinstance(argument, Area) else [argument])]
    return [value for value in flat if isinstance(value, (int, float)) and not isinstance(value, bool)]


def excel_round(value: Any, places: float) -> Any:
    if isinstance(value, Area):
        return Area([[excel_round(item, places) for item in row] for row in value])
    shown = Decimal(f"{value:.15g}")
    return float(shown.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP))


def each(operation: Any, left: Any, right: Any) -> Any:
    """An operator on numbers or, value by value, on ranges."""
    if isinstance(left, Area) or isinstance(right, Area):
        shape = left if isinstance(left, Area) else right
        pick = lambda side, i, j: side[i][j] if isinstance(side, Area) else side  # noqa: E731
        return Area([[operation(pick(left, i, j), pick(right, i, j)) for j in range(len(shape[0]))] for i in range(len(shape))])  # fmt: skip  # noqa: E501
    return operation(left, right)


def look_up(value: float, ends: Area, results: Area) -> Any:
    return [result for end, result in zip(ends.flat, results.flat, strict=True) if end <= value][-1]


FUNCTIONS: dict[str, Any] = {
    "ROUND": excel_round,
    "SUM": lambda *a: sum(numbers(*a)),
    "MIN": lambda *a: min(numbers(*a)),
    "MAX": lambda *a: max(numbers(*a), default=0),
    "COUNT": lambda *a: len(numbers(*a)),
    "AND": lambda *a: all(a),
    "OR": lambda *a: any(a),
    "ISNUMBER": lambda v: (
        Area([[float(bool(numbers(item))) for item in row] for row in v]) if isinstance(v, Area) else bool(numbers(v))
    ),
    "SUMIF": lambda keys, key, values: sum(
        value for k, value in zip(keys.flat, values.flat, strict=True) if k == key and numbers(value)
    ),
    "SUMPRODUCT": lambda v: sum(float(item) for item in v.flat),
    "MATCH": lambda value, area, _: area.flat.index(value) + 1,
    "INDEX": lambda area, position: area.flat[int(position) - 1],
    "LOOKUP": look_up,
}
OPERATIONS: dict[str, Any] = {
    "+": lambda a, b: (a or 0) + (b or 0),
    "-": lambda a, b: (a or 0) - (b or 0),
    "*": lambda a, b: (a or 0) * (b or 0),
    "/": lambda a, b: (a or 0) / b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: ("" if a is None else a) == ("" if b is None else b),
    "<>": lambda a, b: ("" if a is None else a) != ("" if b is None else b),
}
BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}


class Workbook:
    """A file's cells; formulas are computed, the results stored with them ignored."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path)
        self.value = cache(self._value)

    def formulas(self) -> list[tuple[str, str]]:
        """Sheet and cell of every formula."""
        return [
            (sheet.title, cell.coordinate)
            for sheet in self._book
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        ]

    def set(self, sheet: str, cell: str, value: Any) -> None:
        """Change an input; what depends on it follows."""
        self._book[sheet][cell].value = value
        self.value.cache_clear()

    def find(self, sheet: str, text: str, column: str) -> str:
        """The cell in ``column`` of the row that holds ``text``."""
        (row,) = {cell.row for row in self._book[sheet].iter_rows() for cell in row if cell.value == text}
        return f"{column}{row}"

    def _value(self, sheet: str, cell: str) -> Any:
        content = self._book[sheet][cell].value
        if isinstance(content, str) and content.startswith("="):
            tokens = [token for token in Tokenizer(content).items if token.type != Token.WSPACE]
            result, end = self._expression(tokens, 0, sheet, 0)
            assert end == len(tokens), content
            return result
        return content

    def _expression(self, tokens: list[Any], at: int, sheet: str, binding: int) -> tuple[Any, int]:
        left, at = self._operand(tokens, at, sheet)
        while at < len(tokens) and tokens[at].type == Token.OP_IN and BINDING[tokens[at].value] > binding:
            sign = tokens[at].value
            right, at = self._expression(tokens, at + 1, sheet, BINDING[sign])
            left = each(OPERATIONS[sign], left, right)
        return left, at

    def _operand(self, tokens: list[Any], at: int, sheet: str) -> tuple[Any, int]:
        token = tokens[at]
        if token.type == Token.OP_PRE:
            value, at = self._operand(tokens, at + 1, sheet)
            return each(OPERATIONS[token.value], 0, value), at
        if token.type == Token.OPERAND:
            return self._constant(token, sheet), at + 1
        if token.type == Token.PAREN:
            value, at = self._expression(tokens, at + 1, sheet, 0)
            return value, at + 1
        assert token.type == Token.FUNC, token
        name = token.value.rstrip("(")
        if name == "IF":
            return self._if(tokens, at + 1, sheet)
        arguments, at = [], at + 1
        while tokens[at].subtype != Token.CLOSE:
            at += tokens[at].type == Token.SEP
            value, at = self._expression(tokens, at, sheet, 0)
            arguments.append(value)
        return FUNCTIONS[name](*arguments), at + 1

    def _if(self, tokens: list[Any], at: int, sheet: str) -> tuple[Any, int]:
        """Only the branch that is taken is computed: the other may divide by nothing."""
        condition, at = self._expression(tokens, at, sheet, 0)
        branches = []
        for wanted in (bool(condition), not condition):
            if wanted:
                value, at = self._expression(tokens, at + 1, sheet, 0)
                branches.append(value)
            else:
                at = _skipped(tokens, at + 1)
        return branches[0], at + 1

    def _constant(self, token: Any, sheet: str) -> Any:
        if token.subtype == Token.NUMBER:
            return float(token.value)
        if token.subtype == Token.TEXT:
            return token.value[1:-1].replace('""', '"')
        place, _, cells = token.value.rpartition("!")
        name = place.strip("'") or sheet
        found = self._book[name][re.sub(r"\$", "", cells)]
        if not isinstance(found, tuple):
            return self.value(name, found.coordinate)
        return Area([[self.value(name, cell.coordinate) for cell in row] for row in found])


def _skipped(tokens: list[Any], at: int) -> int:
    """The position after one argument."""
    depth = 0
    while depth or not (tokens[at].type == Token.SEP or tokens[at].subtype == Token.CLOSE):
        depth += (tokens[at].subtype == Token.OPEN) - (tokens[at].subtype == Token.CLOSE)
        at += 1
    return at
