"""What the form of the 评分 tab asks for, and what was typed into it ↔ the profile that is scored.

What was typed is kept as text until it is read as a whole: nothing is lost where it does not hold, an empty field is
not stated (never 0), every digit counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.scoring.exact import plain
from assistant.scoring.profile import Problem, Profile, ProfileRefused
from assistant.scoring.records import entry_of
from assistant.scoring.scheme import Scheme
from assistant.scoring.wording import indicator_note
from assistant.scoring_files.form import TITLES, rows
from assistant.scoring_files.profiles import load_profiles
from knowledge.indicators.system import Indicator, IndicatorSystem

TRACK, NAME, YEAR = TOP = ("track", "name", "year")

Typed = Mapping[str, str]
"""By the key of a field, or one of TOP, what stands in it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field for one entry of a profile, called ``key``: facts.startups, grades.1.1, ratings.2.7.

    ``help`` says what is asked for; ``tracks`` are those it matters to.
    """

    key: str
    label: str
    help: str
    group: str
    tracks: frozenset[str]

    @property
    def kind(self) -> str:
        """facts, grades or ratings."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """A fact's key or an indicator's code."""
        return self.key.partition(".")[2]


def fields(system: IndicatorSystem) -> tuple[Field, ...]:
    """Every field, in the order of the indicators; a fact stands where it is first needed, each indicator can be rated.

    The rating of a measured indicator stands for a grade as well: a word in it is one.
    """
    return tuple(_fields(system))


def _fields(system: IndicatorSystem) -> Iterator[Field]:
    group = ""
    for row in rows(system, None):
        if row.indicator is not None:
            group = row.indicator.group
            yield from _judged(row.indicator, system)
        elif row.fact is not None:
            used = [i.code for i in system.indicators if any(row.key in measure.facts for measure in i.measures)]
            text = f"{row.fact.counts}。用于 {'、'.join(used)}"
            yield Field(f"facts.{row.key}", f"{row.fact.label}（{row.fact.unit}）", text, group, row.tracks)


def _judged(indicator: Indicator, system: IndicatorSystem) -> Iterator[Field]:
    code, name, note = indicator.code, indicator.name, indicator_note(indicator, system)
    tracks = frozenset(indicator.weights)
    if indicator.measures:
        text = f"{note}。填了就以它为准"
        yield Field(f"ratings.{code}", f"{code} {name}（0–100 分，或等级）", text, indicator.group, tracks)
    else:
        yield Field(f"grades.{code}", f"{code} {name}", note, indicator.group, tracks)
        text = "可不填；填了就以它为准"
        yield Field(f"ratings.{code}", f"{code} 直接评分（0–100）", text, indicator.group, tracks)


def record_of(typed: Typed, asked: Sequence[Field], system: IndicatorSystem) -> dict[str, Any]:
    """The record that ``read_profile`` checks, of the fields that matter to the track."""
    record: dict[str, Any] = {"system": system.id, "ratings": {}, "grades": {}, "facts": {}}
    record |= {key: stated for key in TOP if (stated := typed.get(key, "").strip())}
    chosen = {field.name for field in asked if field.kind == "grades"}
    for field in asked:
        text = typed.get(field.key, "").strip()
        if text and record.get(TRACK) in field.tracks:
            either = field.kind == "ratings" and field.name not in chosen
            kind = entry_of(field.name, text).partition(".")[0] if either else field.kind
            record[kind][field.name] = text
    return record


def typed_of(profile: Profile, asked: Sequence[Field]) -> dict[str, str]:
    """What would have to be typed for this profile; empty for what it does not state."""
    stated = {
        **{f"facts.{key}": plain(value) for key, value in profile.facts.items()},
        **{f"ratings.{code}": grade for code, grade in profile.grades.items()},
        **{f"grades.{code}": grade for code, grade in profile.grades.items()},
    }
    keys = {field.key for field in asked}
    stated |= {f"ratings.{code}": "" for code in profile.grades if f"grades.{code}" in keys}
    stated |= {f"ratings.{code}": plain(rating) for code, rating in profile.ratings.items()}
    top = {TRACK: profile.track, NAME: profile.name or "", YEAR: str(profile.year or "")}
    return top | {field.key: stated.get(field.key, "") for field in asked}


def by_field(problems: Sequence[str], asked: Sequence[Field]) -> dict[str, str]:
    """The problems at the fields they are about, several joined; those about no field are left out."""
    keys = {field.key for field in asked} | set(TOP)
    found: dict[str, list[str]] = {}
    for problem in problems:
        if isinstance(problem, Problem):
            for entry in problem.about:
                at = entry if entry in keys else entry.replace("grades.", "ratings.", 1)
                found.setdefault(at, []).append(problem.what)
    return {key: "；".join(texts) for key, texts in found.items() if key in keys}


def sentences(problems: Sequence[str], asked: Sequence[Field]) -> list[str]:
    """The problems as people read them: with what the form calls a field, without the names of entries."""
    labels = {field.key: field.label for field in asked} | TITLES
    said = []
    for problem in problems:
        if isinstance(problem, Problem):
            label = labels.get(problem.about[0]) if len(problem.about) == 1 else None
            said.append(f"{label}：{problem.what}" if label else problem.what)
        else:
            said.append(problem)
    return said


def imported(path: Path, scheme: Scheme, system: IndicatorSystem) -> Profile:
    """The one profile of a file a visitor has sent; raises ProfileRefused with every problem found."""
    profiles = load_profiles(path, scheme)
    if len(profiles) != 1:
        raise ProfileRefused(
            [f"{path.name}：里面有 {len(profiles)} 个空间，这里一次只填一个；要与它们比较，请在“比较”里导入"]
        )
    (profile,) = profiles
    if profile.system != system.id:
        raise ProfileRefused(
            [f"{path.name}：这份表是为另一个评价体系（{profile.system}）填的，这里评的是{system.title}"]
        )
    return profile
