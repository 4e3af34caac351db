"""What people call the facts and indicators of a system, and where a text mentions them. Pure but for its data file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.indicators.loader import load_system
from knowledge.indicators.system import Indicator, IndicatorSystem, Kind

ALIASES = Path(__file__).parent / "aliases.yaml"

COMPANY, TEAM = "企业", "团队"
_TAIL = r"(?:的?(?:总数量?|总量|总额|金额|合计|总计|数量|数目|家数|个数|场次|人数|次数|数(?!据|字|额)))?"
_RESIDENT = r"(?:常驻|在孵|入驻|入孵)?"
_HEAD = (
    rf"(?:的|之|了|类|型)*{_RESIDENT}(?:初创|创业|小微)?(?P<company>企业|公司|项目)?"
    rf"(?:(?:和|与|及|或|、)?{_RESIDENT}(?:初创|创业)?(?P<team>团队))?"
)
# 3家企业拿到了融资: the company stands before what is said of it.
_SUBJECT = (
    rf"(?:{_RESIDENT}(?:初创|创业)?(?P<company_before>企业|公司|项目)(?:(?:和|与|及|或)(?:创业)?团队)?|"
    r"(?P<team_before>团队))?"
    r"(?:都|已经?|也|当年|今年|里|中|一?共|总共|合计)?"
)
_SERVES = re.compile("服务|配套|帮扶|辅导|支持")
_NEXT_ITEM = (
    r"[^，,、。；;！!？?\n]{0,12}[，,、和与及]\s*(?:%s)的?(?:(?P<company>企业|公司)|团队)"
    r"(?=[\s:：有共]*[\d一二两三四五六七八九十百])"
)
# Before a word that counts only alone may stand a boundary or one of these.
_OPENERS = (
    r"(?:^|[^\u4e00-\u9fff]|有|共|和|与|(?<!涉)及|了|上|外|们|家|个|间|里|还|把|将|在|让|驻|计|是|户|支|加|多|进|"
    r"给|后|前|年|现|类|次|边|中|的|时|内|下|约|些|驻场|孵|化|只|仅|才|又|再|总|数|和|这|那|对|哦|嗯|啊|吧|呢|说|报|填|改|该|出|去|走|入|招|果|如|设|若|倘|底|初|末|度|期)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the text that name something: facts (one key, or several said together) or an indicator.

    ``part`` is which part of the fact is meant; ``ask`` what has to be asked where the words do not settle it;
    ``flag`` the value of a yes-or-no fact. ``then`` marks words that hold their number between them; ``sides`` are the
    facts of the companies and of the teams where what is said of them counts as two.
    """

    start: int
    end: int
    facts: tuple[str, ...] = ()
    code: str | None = None
    part: str = ""
    ask: str = ""
    qualifies: bool = False
    flag: bool | None = None
    then: re.Pattern[str] | None = None
    sides: tuple[str, ...] = ()

    def of(self, noun: Mention) -> Mention:
        """This qualifier said of the companies, the teams or both that stand behind the number."""
        if len(noun.facts) > 1:
            return self if self.sides else replace(self, part="")
        return self.of_side(TEAM if noun.facts == ("teams",) else COMPANY)

    def of_side(self, side: str) -> Mention:
        """This qualifier said of the companies or of the teams alone."""
        if self.sides:
            return replace(self, facts=(self.sides[side == TEAM],), ask="")
        return replace(self, part=side)


class Vocabulary:
    """The words of one system."""

    def __init__(self, system: IndicatorSystem, words: Mapping[str, Any]) -> None:
        self.system = system
        self.cue = re.compile("|".join(words["cues"].split()))
        self.tracks = {track: _any(patterns) for track, patterns in words.get("tracks", {}).items()}
        self.grades = {grade: patterns.split() for grade, patterns in words.get("grades", {}).items()}
        self._units = {unit: others.split() for unit, others in words["units"].items()}
        self._words = words
        self._rules = tuple(self._compiled())

    def takes(self, key: str, unit: str) -> bool:
        """Whether a number with this unit can be a value of the fact."""
        allowed = self._units.get(self.system.facts[key].unit, [])
        return (unit or "无") in allowed

    def completed(self, spoken: str, before: str, at: int) -> Mention | None:
        """高企存量6家，今年新增2家: what was named last and the words before the number (at ``at``) are one name."""
        for key, parts in self._words.get("around", {}).items():
            first = re.search(rf"(?:{parts['first']})\s*$", before)
            if first and re.search(parts["then"], spoken):
                return Mention(at - len(first.group()), at, facts=(key,))
        return None

    def whole_of(self, key: str) -> tuple[str, ...]:
        """The facts of which this one is a part, by an indicator's ratio or a rule of consistency."""
        for indicator in self.system.indicators:
            for measure in indicator.measures:
                if measure.unit == "%" and key in measure.of and measure.per and not measure.plus:
                    return measure.per
        return next((rule.whole for rule in self.system.consistency if key in rule.part), ())

    def mentions(self, text: str) -> list[Mention]:
        """What the text names, in order; of overlapping names the longest."""
        found = [mention for rule, make in self._rules for match in rule.finditer(text) if (mention := make(match))]
        found.sort(key=lambda mention: (mention.start - mention.end, mention.start))
        kept: list[Mention] = []
        for mention in found:
            if all(mention.end <= other.start or other.end <= mention.start for other in kept):
                kept.append(mention)
        said_again = [again for mention in kept if mention.qualifies and (again := _said_again(mention, text))]
        kept = [m for m in kept if not any(m.start < again.end and again.start < m.end for again in said_again)]
        return sorted([*kept, *said_again], key=lambda mention: mention.start)

    def _compiled(self) -> Iterator[tuple[re.Pattern[str], Any]]:
        words = self._words
        for key, fact in self.system.facts.items():
            aliases = words["facts"].get(key, {})
            named = [re.escape(fact.label), *aliases.get("words", "").split()]
            yield _rule(named, _TAIL), _fact(key)
            for part, patterns in aliases.get("parts", {}).items():
                yield _rule(patterns.split(), _TAIL), _fact(key, part)
            for pattern in aliases.get("alone", "").split():
                yield _rule([pattern], _TAIL), _alone(key)
        for entry in words.get("qualifiers", ()):
            yield re.compile(rf"{_SUBJECT}(?:{'|'.join(entry['words'].split())}){_HEAD}{_TAIL}"), _qualifier(entry)
        for key, parts in words.get("around", {}).items():
            then = re.compile(rf"(?:的)?(?:{parts['then']})")
            yield re.compile(parts["first"]), _around(key, then)
        for entry in words.get("unclear", ()):
            shared = tuple(entry.get("shared", "").split())
            yield _rule(entry["words"].split(), _TAIL), _unclear(entry["ask"], shared)
        for key, sides in words.get("flags", {}).items():
            for value, patterns in ((True, sides["is"]), (False, sides["is_not"])):
                yield re.compile(_any(patterns).pattern), _flag(key, value)
        if words.get("tracks"):  # only where people use the codes of the indicators
            for indicator in self.system.indicators:
                named = [re.escape(indicator.name), *words.get("indicators", {}).get(indicator.code, "").split()]
                yield _rule(named, ""), _indicator(indicator)


@cache
def vocabulary(system_id: str) -> Vocabulary:
    """The vocabulary of a system."""
    return Vocabulary(load_system(system_id), yaml.safe_load(ALIASES.read_text(encoding="utf-8"))[system_id])


def _any(patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns.split()))


def _rule(patterns: list[str], tail: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)}){tail}")


def _fact(key: str, part: str = "") -> Any:
    return lambda match: Mention(match.start(), match.end(), facts=(key,), part=part)


def _alone(key: str) -> Any:
    def make(match: re.Match[str]) -> Mention | None:
        if not re.search(_OPENERS, match.string[: match.start()]):
            return None
        return Mention(match.start(), match.end(), facts=(key,))

    return make


def _around(key: str, then: re.Pattern[str]) -> Any:
    return lambda match: Mention(match.start(), match.end(), facts=(key,), then=then)


def _said_again(qualifier: Mention, text: str) -> Mention | None:
    """为产业链服务的企业12家、服务团队8个: of the qualifier the second item repeats only the verb."""
    verbs = "|".join(_SERVES.findall(text[qualifier.start : qualifier.end]))
    match = re.compile(_NEXT_ITEM % verbs).match(text, qualifier.end) if verbs else None
    if match is None:
        return None
    noun = re.search("(?:企业|公司|团队)$", match.group())
    assert noun is not None
    side = COMPANY if match["company"] else TEAM
    return replace(qualifier.of_side(side), start=match.start() + noun.start(), end=match.end())


def _qualifier(entry: Mapping[str, str]) -> Any:
    def make(match: re.Match[str]) -> Mention:
        company = bool(match["company"] or match["company_before"])
        team = bool(match["team"] or match["team_before"])
        if "of" in entry:
            part = "" if company == team else COMPANY if company else TEAM
            return Mention(match.start(), match.end(), facts=(entry["of"],), part=part, qualifies=True)
        sides = (entry["company"], entry["team"])
        ask = "企业和团队要分开说：其中为产业链服务的企业几家，团队几个"
        both = Mention(match.start(), match.end(), facts=sides, ask=ask, qualifies=True, sides=sides)
        return both if company == team else both.of_side(COMPANY if company else TEAM)

    return make


def _unclear(ask: str, shared: tuple[str, ...]) -> Any:
    return lambda match: Mention(match.start(), match.end(), facts=shared, ask=ask)


def _flag(key: str, value: bool) -> Any:
    return lambda match: Mention(match.start(), match.end(), facts=(key,), flag=value)


def _indicator(indicator: Indicator) -> Any:
    single = [key for measure in indicator.measures for key in measure.of]
    if indicator.kind is Kind.QUANTITATIVE and len(single) == 1 and not indicator.measures[0].per:
        return lambda match: Mention(match.start(), match.end(), facts=(single[0],), code=indicator.code)
    return lambda match: Mention(match.start(), match.end(), code=indicator.code)
