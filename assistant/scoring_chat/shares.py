"""Facts that are given as a part of their whole, or as growth, worked out where that is exact. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assistant.scoring.exact import as_decimal, plain
from assistant.scoring_chat.stated import INCOME, PREVIOUS_INCOME, Share
from assistant.scoring_chat.vocabulary import Vocabulary
from knowledge.indicators.system import FactKind

_COARSEST = 100  # an income worked out from a percentage must be exact to 0.01 万元


def work_out(share: Share, facts: dict[str, Any], origins: dict[str, str], vocabulary: Vocabulary) -> str | None:
    """Add the fact that a share gives, and where it comes from; what has to be asked where it gives none exactly."""
    if share.key == "growth":
        return _from_growth(share, facts, origins)
    labels = {key: fact.label for key, fact in vocabulary.system.facts.items()}
    whole = vocabulary.whole_of(share.key)
    label = labels[share.key]
    if any(key not in facts for key in whole):
        needed = "、".join(labels[key] for key in whole if key not in facts)
        return f"“{share.words}”要和{needed}一起才能算出{label}，请补上，或直接给出数目"
    total = sum((Fraction(facts[key]) for key in whole), Fraction())
    value = total * share.part
    money = vocabulary.system.facts[share.key].kind is FactKind.MONEY
    if (value * (_COARSEST if money else 1)).denominator != 1:
        return f"“{share.words}”算不出整数（{plain(as_decimal(total))} × {share.written}），请直接给出{label}"
    facts[share.key] = as_decimal(value)
    origins[share.key] = f"{share.words}：{plain(as_decimal(total))} × {share.written}"
    return None


def _from_growth(share: Share, facts: dict[str, Any], origins: dict[str, str]) -> str | None:
    """Of this year's and the previous year's income the one that is not given."""
    total: Any = facts.get(INCOME)
    previous: Any = facts.get(PREVIOUS_INCOME)
    growth = 1 + share.part
    if total is not None and previous is not None:
        return None
    if growth <= 0 or (total is None and previous is None):
        return f"“{share.words}”要和总收入一起才能算出上一年总收入，请补上总收入，或直接给出上一年总收入"
    if total is None:
        key, known, value, sign = INCOME, previous, Fraction(previous) * growth, "×"
    else:
        key, known, value, sign = PREVIOUS_INCOME, total, Fraction(total) / growth, "÷"
    if (value * _COARSEST).denominator != 1:
        label = "总收入" if total is None else "上一年总收入"
        return f"“{share.words}”不能准确算出{label}，请直接给出{label}"
    facts[key] = as_decimal(value)
    origins[key] = f"{share.words}：{plain(known)} {sign} {_factor(growth)}"
    return None


def _factor(growth: Fraction) -> str:
    return plain(as_decimal(growth)) if (growth * 10**4).denominator == 1 else str(growth)
