"""The scoring functions as LangChain tools for a tool-calling model.

The model may only hand over what the user said: every number and grade is looked up in the user's own words, and what
does not stand there is refused, so that a model cannot invent, round or add up figures on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.numbers import Number, NumberKind, find, plain
from assistant.scoring.comparison import compare, marginal_gains
from assistant.scoring.plan import PlanRefused, plan
from assistant.scoring.profile import Profile, ProfileRefused, read_profile
from assistant.scoring.scheme import Scheme, load_scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.scoring_chat.vocabulary import Vocabulary, vocabulary
from knowledge.indicators.loader import load_system
from knowledge.indicators.system import FactKind, IndicatorSystem

_NOTHING = re.compile(r"没有|没|无|零|0|〇")
_MYRIAD = Decimal(10_000)


class Strict(BaseModel):
    """Arguments of a tool: no unknown key, no silent conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Facts(Strict):
    """What the user says about one space or company. Only what was said; nothing computed, nothing assumed."""

    system: Literal["henan-makerspace-2021", "tech-sme-2017"] = Field(
        "henan-makerspace-2021", description="评价体系：众创空间评价，或科技型中小企业评价"
    )
    track: Literal["general", "specialised", "enterprise"] = Field(
        description="类别：general 普通众创空间，specialised 专业化众创空间，enterprise 企业"
    )
    year: int | None = Field(None, description="考核年度，用户说了才填")
    facts: dict[str, Decimal | bool] = Field(
        default_factory=dict, description="用户说出的数据，键用评价体系里的名称，收入以万元计"
    )
    grades: dict[str, str] = Field(default_factory=dict, description="指标编号 → 用户说出的等级（优、良、中、差）")
    ratings: dict[str, Decimal] = Field(default_factory=dict, description="指标编号 → 用户说出的评分，0 到 100")


class PlanArguments(Facts):
    """Facts, and the total the user wants to reach."""

    target: Decimal = Field(description="用户说出的目标分")


class WhatIfArguments(Strict):
    """Facts as they are, and as they would be."""

    now: Facts = Field(description="现在的数据")
    then: Facts = Field(description="设想的数据")


def scoring_tools(words: str) -> tuple[BaseTool, ...]:
    """The tools for one conversation; ``words`` are all the user's turns so far."""
    numbers = find(words)
    return (
        _tool("score_profile", "按评价体系打分，返回逐项得分、总分和缺项", Facts, partial(_score, words, numbers)),
        _tool("plan_to_target", "找出达到目标分最省力的做法", PlanArguments, partial(_plan, words, numbers)),
        _tool("gain_of_one_more", "每项数据多一个单位能加多少分", Facts, partial(_gains, words, numbers)),
        _tool("compare_what_if", "设想的数据与现在的数据逐项比较", WhatIfArguments, partial(_what_if, words, numbers)),
    )


def unstated(facts: Facts, words: str, numbers: Sequence[Number]) -> Iterator[str]:
    """Each number and grade among the arguments that the user did not say, in Chinese."""
    known = vocabulary(facts.system)
    labels = known.system.facts
    for key, value in facts.facts.items():
        fact = labels.get(key)
        if fact is None or fact.kind is FactKind.FLAG:
            continue  # unknown keys and wrong kinds are for ``read_profile`` to name
        said = any(_gives(number, key, Decimal(value), known) for number in numbers)
        if not said and not (value == 0 and _NOTHING.search(words)):
            yield f"{fact.label} {plain(Decimal(value))} {fact.unit}"
    for code, rating in facts.ratings.items():
        if not any(number.value == rating and number.exact and number.unit in ("分", "") for number in numbers):
            yield f"{code} 的评分 {plain(rating)}"
    for code, grade in facts.grades.items():
        if not any(word in words for word in known.grades.get(grade, [grade])):
            yield f"{code} 的等级“{grade}”"
    if facts.year is not None and str(facts.year) not in {number.form[:4] for number in numbers}:
        yield f"年度 {facts.year}"


def _tool(
    name: str, description: str, arguments: type[BaseModel], run: Callable[[BaseModel], dict[str, Any]]
) -> BaseTool:
    return StructuredTool.from_function(
        func=lambda **given: run(arguments.model_validate(given)),
        name=name,
        description=description,
        args_schema=arguments,
        handle_tool_error=True,
        handle_validation_error=_malformed,
    )


def _malformed(error: ValidationError | Any) -> str:
    places = ["、".join(map(str, problem["loc"])) for problem in error.errors()]
    return f"参数不合格式（{'；'.join(places)}）：只能用说明里的键，数字用数字写，没有说的不要填。"


def _gives(number: Number, key: str, value: Decimal, known: Vocabulary) -> bool:
    """Whether the user's number is this value of the fact, by amount and unit."""
    if number.kind is not NumberKind.NUMBER or number.value is None or not number.exact:
        return False
    if known.system.facts[key].kind is FactKind.MONEY:
        if number.unit == "元" or number.scale > 1:
            return number.unit in ("元", "") and number.value == value * _MYRIAD
        return number.unit == "" and number.value == value
    return known.takes(key, number.unit) and number.value == value


def _read(facts: Facts, words: str, numbers: Sequence[Number]) -> tuple[Profile, IndicatorSystem, Scheme]:
    if invented := list(unstated(facts, words, numbers)):
        raise ToolException(f"没有采用，这些不在用户的话里：{'；'.join(invented)}。请只填用户说过的，其余向用户询问。")
    system = load_system(facts.system)
    scheme = load_scheme(None, system)
    record: Mapping[str, Any] = facts.model_dump(include=set(Facts.model_fields))
    try:
        return read_profile(record, scheme), system, scheme
    except ProfileRefused as refused:
        raise ToolException("数据不能计算：" + "；".join(refused.problems)) from refused


def _card(facts: Facts, words: str, numbers: Sequence[Number]) -> Scorecard:
    return score(*_read(facts, words, numbers))


def _score(words: str, numbers: Sequence[Number], facts: Facts) -> dict[str, Any]:
    return _card(facts, words, numbers).to_dict()


def _plan(words: str, numbers: Sequence[Number], asked: PlanArguments) -> dict[str, Any]:
    if not any(number.value == asked.target and number.unit in ("分", "") for number in numbers):
        raise ToolException(f"没有采用：目标 {plain(asked.target)} 分不在用户的话里，请向用户询问目标。")
    profile, system, scheme = _read(asked, words, numbers)
    try:
        return plan(profile, asked.target, system, scheme).to_dict()
    except PlanRefused as refused:
        raise ToolException(str(refused)) from refused


def _gains(words: str, numbers: Sequence[Number], facts: Facts) -> dict[str, Any]:
    gains = marginal_gains(*_read(facts, words, numbers))
    return {
        "gains": [
            {"key": gain.key, "label": gain.label, "points": None if gain.points is None else str(gain.points)}
            for gain in gains
        ]
    }


def _what_if(words: str, numbers: Sequence[Number], asked: WhatIfArguments) -> dict[str, Any]:
    return compare(_card(asked.now, words, numbers), _card(asked.then, words, numbers)).to_dict()
