"""What is known about the one evaluated, read from outside data and checked for contradictions.

A profile that does not hold is refused with all its problems at once; nothing is clipped or filled in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assistant.scoring.exact import json_number, plain
from assistant.scoring.scheme import Scheme
from knowledge.indicators.loader import DEFAULT_SYSTEM, UnknownSystem, load_system, system_ids
from knowledge.indicators.system import Fact, FactKind, IndicatorSystem, PartOf

KEYS = ("name", "system", "track", "year", "ratings", "grades", "facts")
LARGEST = Decimal(10**12)  # beyond any count or income in 万元: a slip, or an attack on memory
PLACES = 30

YES = {True: True, "是": True, "有": True, "true": True, "yes": True}
NO = {False: False, "否": False, "无": False, "false": False, "no": False}


class Problem(str):
    """A sentence for people that knows which entries of the record it is about, as in facts.startups or year.

    ``what`` is the sentence without their names, for readers whose users see cells instead of keys.
    """

    what: str
    about: tuple[str, ...]

    def __new__(cls, sentence: str, what: str = "", about: Sequence[str] = ()) -> Problem:
        """``what`` defaults to the whole sentence."""
        problem = super().__new__(cls, sentence)
        problem.what, problem.about = what or sentence, tuple(about)
        return problem

    @classmethod
    def at(cls, place: str, what: str, label: str = "") -> Problem:
        """A problem with one entry; its name comes first."""
        name = f"{place}（{label}）" if label else place
        return cls(f"{name}：{what}", what, [place])


class ProfileRefused(ValueError):
    """The data contradict themselves or cannot be read; ``problems`` are sentences for people."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Profile:
    """One space or company in one year.

    ``ratings`` (0–100) and ``grades`` are by indicator code, ``facts`` by the keys of the system, in its units (income
    in 万元); a flag is 1 or 0. For one indicator a rating wins over a grade, a grade over facts.
    """

    system: str
    track: str
    name: str | None = None
    year: int | None = None
    ratings: Mapping[str, Decimal] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Decimal] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that ``read_profile`` reads."""
        kinds = {key: fact.kind for key, fact in load_system(self.system).facts.items()}
        return {
            "name": self.name,
            "system": self.system,
            "track": self.track,
            "year": self.year,
            "ratings": {code: json_number(rating) for code, rating in self.ratings.items()},
            "grades": dict(self.grades),
            "facts": {
                key: bool(value) if kinds[key] is FactKind.FLAG else json_number(value)
                for key, value in self.facts.items()
            },
        }


def read_profile(record: Mapping[str, Any], scheme: Scheme | None = None) -> Profile:
    """A Profile from the JSON object of the contracts.

    Entries that are None count as not stated. With ``scheme``, grades are checked against it as well.
    Raises ProfileRefused with every problem found.
    """
    if not isinstance(record, Mapping):
        raise ProfileRefused(['档案应是一个对象，形如 {"track": …, "facts": {…}}'])
    problems: list[str] = [
        Problem(f"不认识的键“{key}”，可用的有：{'、'.join(KEYS)}", about=[str(key)])
        for key in record
        if key not in KEYS
    ]
    try:
        system = load_system(record.get("system") or DEFAULT_SYSTEM)
    except (UnknownSystem, TypeError):
        unknown = f"没有评价体系“{record['system']}”，可用的有：{'、'.join(system_ids())}"
        problems.append(Problem(unknown, about=["system"]))
        raise ProfileRefused(problems) from None
    track = _track(record.get("track"), system, problems)
    name = record.get("name")
    if name is not None and not isinstance(name, str):
        problems.append(Problem(f"name 应为文字，实际是 {name!r}", about=["name"]))
    elif name and any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        what = f"含有不能显示的字符，请重新填写，实际是 {name!a}"
        problems.append(Problem(f"name {what}", what, ["name"]))
    profile = Profile(
        system=system.id,
        track=track or "",
        name=name or None,
        year=_year(record.get("year"), problems),
        ratings=dict(_ratings(_mapping(record, "ratings", problems), problems)),
        grades=dict(_grades(_mapping(record, "grades", problems), problems)),
        facts=dict(_facts(_mapping(record, "facts", problems), system, problems)),
    )
    problems += _misplaced_codes(record, profile, system)
    problems += contradictions(profile.facts, system)
    if scheme is not None:
        problems += unknown_grades(profile, scheme)
    if problems:
        raise ProfileRefused(problems)
    return profile


def contradictions(facts: Mapping[str, Decimal], system: IndicatorSystem) -> list[str]:
    """Where parts are more than their whole: an unstated part counts as nothing, an unstated whole bounds nothing."""
    found: list[str] = []
    for rule in system.consistency:
        part = sum((Fraction(facts[key]) for key in rule.part if key in facts), Fraction())
        if all(key in facts for key in rule.whole) and part > sum(Fraction(facts[key]) for key in rule.whole):
            found.append(_excess(rule, facts, system))
    return found


def unknown_grades(profile: Profile, scheme: Scheme) -> list[str]:
    """The grades that ``scheme`` does not have."""
    known = "、".join(scheme.grades) or "（这个方案没有等级）"
    return [
        Problem.at(f"grades.{code}", f"评分方案“{scheme.name}”没有等级“{grade}”，可用的有：{known}")
        for code, grade in profile.grades.items()
        if grade not in scheme.grades
    ]


def _excess(rule: PartOf, facts: Mapping[str, Decimal], system: IndicatorSystem) -> Problem:
    def stated(keys: tuple[str, ...]) -> str:
        return " + ".join(
            f"{system.facts[key].label} {plain(facts[key])} {system.facts[key].unit}" for key in keys if key in facts
        )

    keys = [key for key in rule.part + rule.whole if key in facts]
    what = f"{stated(rule.part)}，多于{stated(rule.whole)}：前者只能是后者的一部分，请核对"
    return Problem(f"{what}（{'、'.join(keys)}）", what, [f"facts.{key}" for key in keys])


def _track(value: Any, system: IndicatorSystem, problems: list[str]) -> str | None:
    if value is None and len(system.tracks) == 1:
        return next(iter(system.tracks))
    for track, label in system.tracks.items():
        if value in (track, label):
            return track
    options = "、".join(f"{track}（{label}）" for track, label in system.tracks.items())
    seen = "没有填写" if value is None else f"实际是 {value!r}"
    what = f"类别应为 {'、'.join(system.tracks.values())} 之一，{seen}"
    problems.append(Problem(f"track 应为 {options} 之一，{seen}", what, ["track"]))
    return None


def _year(value: Any, problems: list[str]) -> int | None:
    if value is None:
        return None
    if isinstance(value, (int, str)) and re.fullmatch(r"(19|20|21)[0-9]{2}", str(value).strip()):
        return int(value)
    what = f"应为四位年份，如 2021，实际是 {value!r}"
    problems.append(Problem(f"year {what}", what, ["year"]))
    return None


def _mapping(record: Mapping[str, Any], key: str, problems: list[str]) -> Mapping[str, Any]:
    value = record.get(key)
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {inner: item for inner, item in value.items() if item is not None}
    problems.append(f"{key} 应为“键: 值”的对象，实际是 {value!r}")
    return {}


def _ratings(stated: Mapping[str, Any], problems: list[str]) -> Iterator[tuple[str, Decimal]]:
    for code, value in stated.items():
        place = f"ratings.{code}"
        number = _number(value, place, problems)
        if number is not None and not 0 <= number <= 100:
            problems.append(Problem.at(place, f"评分应在 0 到 100 之间，实际是 {plain(number)}"))
        elif number is not None:
            yield code, number


def _grades(stated: Mapping[str, Any], problems: list[str]) -> Iterator[tuple[str, str]]:
    for code, value in stated.items():
        if isinstance(value, str):
            yield code, value.strip()
        else:
            problems.append(Problem.at(f"grades.{code}", f"等级应为文字，如“良”，实际是 {value!r}"))


def _facts(stated: Mapping[str, Any], system: IndicatorSystem, problems: list[str]) -> Iterator[tuple[str, Decimal]]:
    for key, value in stated.items():
        fact = system.facts.get(key)
        if fact is None:
            known = f"{system.title}用的是：{'、'.join(system.facts)}"
            problems.append(Problem(f"facts 里有不认识的键“{key}”，{known}", about=[f"facts.{key}"]))
            continue
        place = f"facts.{key}"
        if fact.kind is FactKind.FLAG:
            flag = YES.get(value, NO.get(value)) if isinstance(value, (bool, str)) else None
            if flag is None:
                what = f"应为“是”或“否”（JSON 里写 true 或 false），实际是 {value!r}"
                problems.append(Problem.at(place, what, fact.label))
            else:
                yield key, Decimal(flag)
            continue
        number = _number(value, place, problems, fact.label)
        if number is not None and (problem := _out_of_range(number, fact)):
            problems.append(Problem.at(place, problem, fact.label))
        elif number is not None:
            yield key, number


def _out_of_range(number: Decimal, fact: Fact) -> str | None:
    if number < 0:
        return f"不能是负数，实际是 {plain(number)}"
    if fact.positive and number == 0:
        return "应大于 0，实际是 0"
    if fact.kind is FactKind.COUNT and Fraction(number).denominator != 1:
        return f"应为整数（{fact.unit}），实际是 {plain(number)}"
    return None


def _number(value: Any, place: str, problems: list[str], label: str = "") -> Decimal | None:
    number: Decimal | None = None
    if isinstance(value, str):
        digits = unicodedata.normalize("NFKC", value).strip()
        if re.fullmatch(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?", digits):
            number = Decimal(digits.replace(",", ""))
    elif isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        number = Decimal(value)
    elif isinstance(value, float):
        number = Decimal(repr(value))
    if number is None or not number.is_finite():
        problems.append(Problem.at(place, f"应为数字，实际是 {value!r}", label))
        return None
    if number.copy_abs() > LARGEST:
        problems.append(Problem.at(place, "数字大得不合理，请核对单位（收入以万元计）", label))
        return None
    if int(number.as_tuple().exponent) < -PLACES:
        problems.append(Problem.at(place, f"小数位太多（最多 {PLACES} 位），请四舍五入后再填", label))
        return None
    return number


def _misplaced_codes(record: Mapping[str, Any], profile: Profile, system: IndicatorSystem) -> Iterator[str]:
    """Codes that do not exist or belong to another track, also where the value beside them could not be read."""
    for key in ("ratings", "grades"):
        for code in _mapping(record, key, []):
            indicator = system.indicator(code)
            if indicator is None:
                yield Problem.at(f"{key}.{code}", f"{system.title}没有编号为 {code} 的指标")
            elif profile.track and profile.track not in indicator.weights:
                own, others = system.tracks[profile.track], "、".join(system.tracks[t] for t in indicator.weights)
                yield Problem.at(f"{key}.{code}", f"{code} {indicator.name}只用于{others}，不用于{own}")
