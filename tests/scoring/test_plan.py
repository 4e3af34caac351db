"""A plan against trying everything: the same least effort, the same best total, to the cent."""

from __future__ import annotations

import itertools
import json
import math
import random
import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from assistant.scoring import search
from assistant.scoring.moves import landscape
from assistant.scoring.plan import Plan, PlanRefused, plan
from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import Scheme, load_scheme
from assistant.scoring.scorecard import score
from assistant.scoring.search import Component
from assistant.scoring.tables import worthwhile
from knowledge.indicators.loader import load_system
from tests.scoring import reference
from tests.scoring.test_scorecard import EXAMPLE

SYSTEM = load_system("henan-makerspace-2021")
RAISES = {
    "startups": ["2.1"], "teams": ["2.3"], "startups_in_chain": ["2.2"], "teams_in_chain": ["2.4"],
    "sci_founded": ["2.5"],
    "with_ip": ["2.6"], "tech_smes": ["2.7"], "funded": ["2.8"], "events": ["2.9"], "connected": ["1.4"],
    "graduates_employed": ["3.2"], "new_high_tech": ["4.1"], "service_income": ["1.3"], "investment_income": ["1.3"],
    "total_income": ["3.1.income", "3.1.growth"],
}  # fmt: skip
RATIOS = {
    "sci_founded": ("startups", "teams"), "with_ip": ("startups", "teams"), "service_income": ("total_income",),
    "investment_income": ("total_income",),
}  # fmt: skip


def scheme_of(data: dict[str, Any]) -> Scheme:
    return Scheme(name="试", version="1", official=False, **data)


def small_case(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """A profile near the full points of its indicators, and a scheme by which two to five things can move."""
    record = reference.random_record(rng, facts=0.93, largest=rng.choice([2, 4, 7]))
    facts = record["facts"]
    if "area_m2" in facts:
        facts["area_m2"] = rng.choice([500, 900, 1000, 1234.5])
    if {"total_income", "service_income", "investment_income"} <= facts.keys():
        facts["total_income"] = rng.choice([8, 9.5, 11.25])
        facts["service_income"], facts["investment_income"] = rng.choice([(0, 0), (3, 1.5), (6.25, 1.75), (0, 8)])
    if "previous_total_income" in facts:
        facts["previous_total_income"] = rng.choice([0, 7, 9.3, 12])
    if rng.random() < 0.6:
        record["ratings"] = {}
    here = reference.values({key: Fraction(str(value)) for key, value in facts.items()})
    benchmarks = {}
    for key in reference.BENCHMARKED:
        zero = rng.choice([Decimal(0), Decimal(0), Decimal("-0.5"), Decimal("0.25")])
        step = (
            Decimal(rng.randint(1, 60)) / 10 if key not in ("1.3", "2.5", "2.6", "3.1.growth") else rng.randint(1, 45)
        )
        benchmarks[key] = {"zero": zero, "full": zero + Decimal(math.ceil(max(here.get(key, 0), 0))) + step}
    if rng.random() < 0.1:
        del benchmarks[rng.choice(reference.BENCHMARKED)]
    coupled = [["startups", "tech_smes", "with_ip"], ["teams", "sci_founded", "startups"],
               ["total_income", "service_income"],
               ["total_income", "service_income", "investment_income"], ["startups", "teams", "tech_smes"]]  # fmt: skip
    keys = {*rng.choice(coupled), *rng.sample(sorted(RAISES), rng.randint(0, 2))}
    if rng.random() < 0.5:
        keys.add("grade_step")
        record["grades"] = dict(rng.sample(sorted(record["grades"].items()), min(2, len(record["grades"]))))
    efforts = {
        key: rng.choice([Decimal("0.25"), Decimal("0.7"), Decimal(1), Decimal("1.5"), Decimal(3)])
        for key in sorted(keys)
    }
    grades = {"优": 100, "良": rng.choice([80, 85]), "中": 60, "差": 0}
    return record, {"grades": grades, "benchmarks": benchmarks, "efforts": efforts}


def contradicts(facts: dict[str, Fraction]) -> bool:
    def more(part: list[str], whole: list[str]) -> bool:
        return all(key in facts for key in whole) and sum(facts.get(key, 0) for key in part) > sum(
            facts[key] for key in whole
        )

    return (
        more(["tech_smes"], ["startups"])
        or more(["sci_founded"], ["startups", "teams"])
        or more(["with_ip"], ["startups", "teams"])
        or more(["service_income", "investment_income"], ["total_income"])
    )


def counted(record: dict[str, Any], data: dict[str, Any], key: str) -> list[str]:
    """The indicators that the fact raises in this profile: of its track, from facts, with a benchmark."""
    return [
        code
        for code in RAISES[key]
        if (line := code.removesuffix(".income").removesuffix(".growth")) in reference.WEIGHTS[record["track"]]
        and line not in record["ratings"]
        and line not in record["grades"]
        and code in data["benchmarks"]
        and (
            line != "3.1"
            or (
                "previous_total_income" in record["facts"] and {"3.1.income", "3.1.growth"} <= data["benchmarks"].keys()
            )
        )
    ]


def furthest(record: dict[str, Any], data: dict[str, Any], key: str, facts: dict[str, Fraction]) -> int:
    """Units worth trying: to where the fact's indicator is full; without one, as room for its parts, and two beyond."""
    codes = counted(record, data, key)
    if key in RATIOS:
        return math.ceil(sum(facts.get(whole, Fraction(0)) for whole in RATIOS[key])) if codes else 0
    if key in ("startups", "teams") and (not codes or "area_m2" not in facts):
        wanted = (
            furthest(record, data, "tech_smes", facts) if "tech_smes" in data["efforts"] and "tech_smes" in facts else 0
        )
        return max(int(facts.get("tech_smes", Fraction(0)) - facts[key]) + wanted, 0) + 2
    units = 0
    while codes:
        found = reference.values(facts | {key: facts[key] + units})
        if all(code not in found or reference.linear(found[code], data["benchmarks"][code]) == 100 for code in codes):
            return units
        units += 1
    return 0


def everything(record: dict[str, Any], data: dict[str, Any]) -> Iterator[tuple[Fraction, int]] | None:
    """Effort and hundredths of every way to move, None if there are too many to try."""
    start = {key: Fraction(str(value)) for key, value in record["facts"].items()}
    keys = [key for key in RAISES if key in data["efforts"] and key in start]
    # Wholes first: the ratios to them can go as far as they do.
    reach: dict[str, int] = {}
    for key in sorted(keys, key=lambda key: key in RATIOS):
        grown = {other: value + reach.get(other, 0) for other, value in start.items()}
        reach[key] = furthest(record, data, key, grown if key in RATIOS else start)
    ladder = sorted(data["grades"], key=lambda grade: data["grades"][grade])
    graded = (
        [code for code in record["grades"] if code not in record["ratings"]] if "grade_step" in data["efforts"] else []
    )
    options = [range(reach[key] + 1) for key in keys]
    options += [range(len(ladder) - ladder.index(record["grades"][code])) for code in graded]
    if math.prod(map(len, options)) > 600:
        return None

    def tries() -> Iterator[tuple[Fraction, int]]:
        for move in itertools.product(*options):
            facts = start | {key: start[key] + units for key, units in zip(keys, move, strict=False)}
            if contradicts(facts):
                continue
            steps = dict(zip(graded, move[len(keys) :], strict=True))
            grades = record["grades"] | {
                code: ladder[ladder.index(record["grades"][code]) + n] for code, n in steps.items()
            }
            effort = sum(
                (Fraction(data["efforts"][key]) * units for key, units in zip(keys, move, strict=False)), Fraction()
            )
            effort += Fraction(data["efforts"].get("grade_step", 0)) * sum(steps.values())
            points = reference.cents(record | {"facts": facts, "grades": grades}, data)
            yield effort, sum(value or 0 for value in points.values())

    return tries()


@pytest.mark.parametrize("cases", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_small_plans_equal_trying_everything(cases: int) -> None:
    solved = reachable = 0
    for seed in itertools.count():
        rng = random.Random(seed)
        record, data = small_case(rng)
        tries = everything(record, data)
        if tries is None:
            continue
        found = list(tries)
        best = max(points for _, points in found)
        now = sum(value or 0 for value in reference.cents(record, data).values())
        target = rng.randint(now, best + rng.choice([0, 1, 60]))
        goal = min(target, best)
        effort = min(effort for effort, points in found if points >= goal)
        most = max(points for e, points in found if e == effort and points >= goal)
        result = plan(read_profile(record), f"{target / 100:.2f}", SYSTEM, scheme_of(data))
        assert Fraction(result.effort) == effort, seed
        assert result.best_possible == Decimal(best).scaleb(-2), seed
        assert result.after.total == Decimal(most).scaleb(-2), seed
        assert result.reachable == (target <= best), seed
        check_steps(result, record, scheme_of(data))
        solved += 1
        reachable += result.reachable and bool(result.steps)
        if solved == cases:
            break
    assert reachable > cases / 2  # most cases ask for something


def check_steps(result: Plan, record: dict[str, Any], scheme: Scheme) -> None:
    """Taken from the JSON, one after the other: no contradiction on the way, every gain and ``after`` to the cent."""
    steps = json.loads(json.dumps(result.to_dict()))["steps"]
    current = json.loads(json.dumps(read_profile(record).to_dict()))
    total = score(read_profile(current), SYSTEM, scheme).total
    for step in steps:
        kind, key = ("facts", step["fact"]) if "fact" in step else ("grades", step["code"])
        assert current[kind][key] == step["from"]
        current[kind][key] = step["to"]
        then = score(read_profile(current, scheme), SYSTEM, scheme).total
        assert then - total == Decimal(step["gain"])
        total = then
    assert str(total) == result.to_dict()["after"]
    assert sum(Fraction(str(step["effort"])) for step in steps) == Fraction(result.effort)


def test_a_full_profile_is_planned_within_two_seconds_and_after_holds() -> None:
    scheme = load_scheme()
    record = EXAMPLE | {"ratings": {}, "grades": {"1.1": "中", "1.5": "良", "2.10": "差", "3.3": "中"}}
    profile = read_profile(record)
    for target in (75, 85, 95, 105):
        began = time.process_time()
        result = plan(profile, target, SYSTEM, scheme)
        assert time.process_time() - began < 2
        assert result.after.total >= target
        check_steps(result, record, scheme)


@pytest.mark.parametrize("track", ["general", "specialised"])
def test_a_large_space_far_from_full_is_planned_within_two_seconds(track: str) -> None:
    """20,000 m²: 400 startups and 240 teams are full, some 96,000 combinations of the two."""
    facts = EXAMPLE["facts"] | {
        "area_m2": 20_000,
        "startups": 3,
        "teams": 2,
        "sci_founded": 1,
        "with_ip": 1,
        "tech_smes": 1,
    }
    profile = read_profile({"track": track, "facts": facts})
    began = time.process_time()
    result = plan(profile, 60, SYSTEM, load_scheme())
    assert time.process_time() - began < 2
    assert result.reachable


def one(key: str, **more: Any) -> Scheme:
    """A scheme in which only some things can move, with the sample's benchmarks."""
    return load_scheme().model_copy(
        update={"efforts": {key: Decimal(1), **{k: Decimal(str(v)) for k, v in more.items()}}}
    )


def changes(result: Plan) -> dict[str, tuple[Any, Any]]:
    return {
        step["fact"] if "fact" in step else step["code"]: (step["from"], step["to"])
        for step in result.to_dict()["steps"]
    }


def test_a_target_already_reached_needs_nothing() -> None:
    result = plan(read_profile(EXAMPLE), "66.20", SYSTEM, load_scheme())
    assert result.to_dict() | {"best_possible": ""} == {
        "target": "66.20", "reachable": True, "before": "66.20", "after": "66.20", "steps": [], "effort": 0,
        "best_possible": "",
    }  # fmt: skip


def test_one_cent_more_than_is_possible_is_not_reachable_and_the_best_way_is_shown_with_the_reasons() -> None:
    scheme = one("events")
    possible = plan(read_profile(EXAMPLE), "67.60", SYSTEM, scheme)
    assert (possible.reachable, changes(possible), possible.limits) == (True, {"events": (24, 30)}, ())
    beyond = plan(read_profile(EXAMPLE), "67.61", SYSTEM, scheme)
    assert (beyond.reachable, str(beyond.best_possible), changes(beyond)) == (False, "67.60", {"events": (24, 30)})
    limits = "\n".join(beyond.limits)
    for reason in ("1.1 公共技术服务平台建设和开展技术服务情况 还差 1.40 分：评分是直接给定的",
                   "1.5 当年服务企业落实政府普惠政策情况 还差 1.40 分：评分方案没有给出提高一档的投入",
                   "2.7 常驻初创企业中科技型中小企业数量 还差 4.00 分：评分方案没有给出投入：科技型中小企业",
                   "3.3 当年开展的特色工作及突出服务 还差 7.00 分：没有填写等级或评分"):  # fmt: skip
        assert reason in limits
    assert "2.9" not in limits


def test_a_fact_stops_where_its_indicator_is_full_even_if_going_on_would_make_room_for_another() -> None:
    """40 startups on 2000 m² are full for 2.1; a 41st technology company would need a 41st startup."""
    record = EXAMPLE | {"facts": EXAMPLE["facts"] | {"startups": 39, "tech_smes": 39, "sci_founded": 0, "with_ip": 0}}
    scheme = one("startups", tech_smes=1).model_copy(
        update={
            "benchmarks": load_scheme().benchmarks
            | {"2.7": scheme_of({"benchmarks": {"2.7": {"zero": 0, "full": 50}}}).benchmarks["2.7"]}
        }
    )
    result = plan(read_profile(record), 110, SYSTEM, scheme)
    assert changes(result) == {"startups": (39, 40), "tech_smes": (39, 40)}


def test_in_the_specialised_track_startups_come_only_as_room_for_technology_companies() -> None:
    facts = {"startups": 6, "teams": 4, "tech_smes": 5, "sci_founded": 2, "with_ip": 2}
    result = plan(
        read_profile({"track": "specialised", "facts": facts}), 110, SYSTEM, one("startups", tech_smes=1, teams=1)
    )
    # 2.7 is full at 10: four more startups cost 0.66 in each ratio but bring 5.00.
    assert changes(result) == {"startups": (6, 10), "tech_smes": (5, 10)}


def test_a_company_that_lowers_the_ratios_is_counted_with_its_loss() -> None:
    """One startup more: 2.1 +0.18, 2.5 and 2.6 −0.08 each; the profile's best is worth that little."""
    result = plan(read_profile(EXAMPLE), "66.21", SYSTEM, one("startups"))
    step = result.steps[0]
    assert (changes(result), step.gain) == ({"startups": (30, 31)}, Decimal("0.02"))
    assert (step.serves, step.costs) == (("2.1",), ("2.5", "2.6"))


def test_of_two_incomes_in_one_ratio_the_cheaper_moves_and_total_income_makes_room() -> None:
    facts = {"service_income": 5, "investment_income": 5, "total_income": 10, "previous_total_income": 10}
    scheme = one("total_income", service_income=2, investment_income=1)
    result = plan(read_profile({"track": "general", "facts": facts}), "8.53", SYSTEM, scheme)
    assert set(changes(result)) == {
        "total_income"
    }  # 3.1: full growth at 12, the rest by income; 1.3 falls below 40 % late
    low = plan(
        read_profile({"track": "general", "facts": facts | {"service_income": 0, "investment_income": 0.5}}),
        5,
        SYSTEM,
        scheme,
    )
    assert "investment_income" in changes(low)
    assert "service_income" not in changes(low)


def test_money_moves_by_whole_units_from_where_it_is() -> None:
    facts = {"total_income": 250.75, "previous_total_income": 240}
    result = plan(read_profile({"track": "general", "facts": facts}), "5.3", SYSTEM, one("total_income"))
    before, after = changes(result)["total_income"]
    assert (before, (after - before) % 1) == (250.75, 0)


def test_grades_climb_step_by_step_and_cost_each_step() -> None:
    record = {"track": "general", "grades": {"1.1": "差", "1.5": "良"}}
    assert plan(read_profile(record), "9.80", SYSTEM, one("grade_step")).to_dict()["steps"] == [
        {"code": "1.1", "from": "差", "to": "中", "effort": 1, "gain": "4.20"},
    ]  # fmt: skip
    result = plan(read_profile(record), 14, SYSTEM, one("grade_step"))
    assert {step.key: step.effort for step in result.steps} == {"1.1": 3, "1.5": 1}


def test_what_is_not_stated_and_what_is_fixed_does_not_move() -> None:
    facts = {"area_m2": 2000, "startups": 10, "previous_total_income": 100}
    result = plan(
        read_profile({"track": "general", "facts": facts, "ratings": {"1.1": 50}}), 110, SYSTEM, load_scheme()
    )
    assert set(changes(result)) == {"startups"}


def test_an_empty_profile_has_an_empty_plan() -> None:
    result = plan(read_profile({"track": "general"}), 50, SYSTEM, load_scheme())
    assert (result.reachable, result.steps, str(result.best_possible), len(result.limits)) == (False, (), "0.00", 16)


def test_a_space_without_startups_or_teams_can_begin() -> None:
    facts = {"startups": 0, "teams": 0, "sci_founded": 0, "with_ip": 0, "tech_smes": 0}
    scheme = one("startups", sci_founded=1, with_ip=1)
    result = plan(read_profile({"track": "specialised", "facts": facts}), 14, SYSTEM, scheme)
    assert changes(result) == {"startups": (0, 1), "sci_founded": (0, 1), "with_ip": (0, 1)}


@pytest.mark.parametrize("target", ["", "abc", "-1", "NaN", "85.005", "1e3", "1000", True, None])
def test_a_target_that_is_none_is_refused(target: Any) -> None:
    with pytest.raises(PlanRefused, match="目标分应是 0 到 999 之间、最多两位小数的数"):
        plan(read_profile(EXAMPLE), target, SYSTEM, load_scheme())


def with_benchmarks(**benchmarks: dict[str, int]) -> Scheme:
    scheme = load_scheme()
    changed = {key.replace("_", "."): value for key, value in benchmarks.items()}
    return scheme.model_copy(update={"benchmarks": scheme.benchmarks | scheme_of({"benchmarks": changed}).benchmarks})


def test_a_scheme_too_large_to_solve_exactly_is_refused_with_what_to_do() -> None:
    """Income in steps of half a 万元 past every share of it: nothing can be left out of a million combinations."""
    scheme = with_benchmarks(**{"1_3": {"zero": 0, "full": 100}, "3_1_income": {"zero": 0, "full": 10**6}})
    record = EXAMPLE | {"facts": EXAMPLE["facts"] | {"service_income": 100.5}}
    with pytest.raises(PlanRefused, match=r"total_income 共有 .* 种组合太多，无法精确求解；请在评分方案里减小满分值"):
        plan(read_profile(record), 90, SYSTEM, scheme)


def test_full_marks_that_are_far_away_do_not_make_it_large() -> None:
    """A million companies per thousand m²: only those that bring a hundredth more are tried."""
    far = with_benchmarks(**{"2_1": {"zero": 0, "full": 10**6}})
    scheme = far.model_copy(update={"efforts": {"startups": Decimal(1), "tech_smes": Decimal(2)}})
    record = EXAMPLE | {"facts": EXAMPLE["facts"] | {"sci_founded": 0, "with_ip": 0}}
    before = score(read_profile(record), SYSTEM, scheme).total
    result = plan(read_profile(record), before + Decimal("4.01"), SYSTEM, scheme)
    # 0.01 of 7 points: 2 × (0.005 / 7 × 10⁶) = 1428.6 companies on 2000 m².
    assert changes(result) == {"startups": (30, 1429), "tech_smes": (6, 10)}


def table_of(record: dict[str, Any], data: dict[str, Any]) -> list[list[int]]:
    """The least efforts of every component, as far as more points do not cost as little."""
    scheme = scheme_of(data)
    land = landscape(read_profile(record), SYSTEM, scheme)
    efforts = {key: int(effort * 100) for key, effort in land.efforts.items()}
    return [worthwhile(Component(land, lines, keys, efforts).table).tolist() for lines, keys in land.components()]


@pytest.mark.parametrize("seed", range(60))
def test_leaving_out_what_cannot_be_cheapest_changes_no_effort(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces of a few hundred to some thousand m² with every combination tried, and with those that are left out."""
    rng = random.Random(seed)
    record, data = small_case(rng)
    record |= {"ratings": {}, "grades": {}}
    record["facts"] |= {"area_m2": rng.choice([300, 1700.5, 4000]), "startups": rng.randint(0, 9)}
    record["facts"] |= {"teams": rng.randint(0, 5), "tech_smes": 0, "sci_founded": 0, "with_ip": 0}
    data["efforts"] = {key: Decimal(rng.randint(1, 9)) / 2 for key in RAISES if rng.random() < 0.8}
    data["benchmarks"] |= {
        "2.1": {"zero": 0, "full": rng.choice([4, 9])}, "2.3": {"zero": rng.choice([0, 1]), "full": 5},
        "2.7": {"zero": 0, "full": rng.choice([3, 8, 30])}, "2.5": {"zero": 0, "full": rng.choice([40, 100, 130])},
        "1.3": {"zero": 0, "full": rng.choice([35, 99, 100])}, "2.6": {"zero": -10, "full": 45},
        "3.1.income": {"zero": 0, "full": rng.choice([90, 400])},
    }  # fmt: skip
    fewer = table_of(record, data)
    monkeypatch.setattr(search, "choices", lambda land, key: list(range(land.reach[key] + 1)))
    monkeypatch.setattr(search, "outdone", lambda shape, valid, *_: np.zeros(len(valid), dtype=bool))
    assert table_of(record, data) == fewer


def test_the_second_system_is_planned_across_its_bands() -> None:
    system = load_system("tech-sme-2017")
    facts = {
        "staff": 100,
        "tech_staff": 8,
        "rd_expense": 35.5,
        "sales": 1000,
        "costs": 150,
        "ip_class1": 0,
        "ip_class2": 1,
    }
    efforts = {"tech_staff": Decimal(2), "rd_expense": Decimal("0.4"), "ip_class1": Decimal(9), "ip_class2": Decimal(3)}
    scheme = load_scheme(None, system).model_copy(update={"efforts": efforts})
    profile = read_profile({"system": system.id, "facts": facts})
    assert score(profile, system, scheme).total == 36  # 0 + 30 (23.7 % of costs) + 6
    result = plan(profile, 60, system, scheme)
    # 45 of 150 is 30 % of the costs: +20 for 4. A second class II right is +6 for 3; two more staff would be +4 for 4,
    # a class I right +24, but for 9.
    assert changes(result) == {"rd_expense": (35.5, 45.5), "ip_class2": (1, 2)}
    assert [result.effort, result.after.total] == [7, 62]
