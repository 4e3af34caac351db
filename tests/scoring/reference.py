"""The makerspace scorecard written a second time, plainly and from the contract's table, to check the first against."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

GENERAL = {
    "1.1": 7, "1.3": 5, "1.4": 6, "1.5": 7, "2.1": 7, "2.3": 5, "2.5": 7, "2.6": 7, "2.7": 10, "2.8": 6, "2.9": 7,
    "2.10": 6, "3.1": 7, "3.2": 6, "3.3": 7, "4.1": 10,
}  # fmt: skip
SPECIALISED = {
    "1.2": 7, "1.3": 5, "1.4": 6, "1.5": 7, "2.2": 7, "2.4": 5, "2.5": 7, "2.6": 7, "2.7": 10, "2.8": 6, "2.9": 7,
    "2.10": 6, "3.1": 7, "3.2": 6, "3.4": 7, "4.1": 10,
}  # fmt: skip
WEIGHTS = {"general": GENERAL, "specialised": SPECIALISED}
QUANTITATIVE = ["1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "3.1", "3.2", "4.1"]
BENCHMARKED = [*(code for code in QUANTITATIVE if code != "3.1"), "3.1.income", "3.1.growth"]
COUNTS = [
    "startups", "teams", "startups_in_chain", "teams_in_chain", "sci_founded", "with_ip", "tech_smes", "funded",
    "events",
    "connected", "graduates_employed", "new_high_tech",
]  # fmt: skip


def values(facts: dict[str, Fraction]) -> dict[str, Fraction]:
    """Every value that the facts give, 3.1 as its two halves."""
    f = facts.get
    found: dict[str, Fraction] = {}

    def put(code: str, numerator: Fraction | None, denominator: Fraction | None = Fraction(1)) -> None:
        if numerator is not None and denominator:
            found[code] = numerator / denominator

    def plus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
        return None if a is None or b is None else a + b

    def times(a: Fraction | None, k: int) -> Fraction | None:
        return None if a is None else a * k

    put("1.3", times(plus(f("service_income"), f("investment_income")), 100), f("total_income"))
    put("1.4", f("connected"))
    put("2.1", times(f("startups"), 1000), f("area_m2"))
    put("2.2", f("startups_in_chain"))
    put("2.3", times(f("teams"), 1000), f("area_m2"))
    put("2.4", f("teams_in_chain"))
    put("2.5", times(f("sci_founded"), 100), plus(f("startups"), f("teams")))
    put("2.6", times(f("with_ip"), 100), plus(f("startups"), f("teams")))
    put("2.7", f("tech_smes"))
    put("2.8", f("funded"))
    put("2.9", f("events"))
    put("3.1.income", f("total_income"))
    put("3.1.growth", times(f("total_income"), 100), f("previous_total_income"))
    if "3.1.growth" in found:
        found["3.1.growth"] -= 100
    put("3.2", f("graduates_employed"))
    put("4.1", f("new_high_tech"))
    return found


def cents(record: dict[str, Any], scheme: dict[str, Any]) -> dict[str, int | None]:
    """Hundredths of a point per code of the track, None where it is missing."""
    found = values({key: Fraction(str(value)) for key, value in record.get("facts", {}).items()})
    marks = {
        key: linear(value, scheme["benchmarks"][key]) for key, value in found.items() if key in scheme["benchmarks"]
    }
    if "3.1.income" in marks and "3.1.growth" in marks:
        marks["3.1"] = (marks["3.1.income"] + marks["3.1.growth"]) / 2
    marks |= {code: Fraction(str(scheme["grades"][grade])) for code, grade in record.get("grades", {}).items()}
    marks |= {code: Fraction(str(rating)) for code, rating in record.get("ratings", {}).items()}
    return {
        code: rounded(weight * marks[code]) if code in marks else None
        for code, weight in WEIGHTS[record["track"]].items()
    }


def linear(value: Fraction, benchmark: dict[str, Any]) -> Fraction:
    zero, full = Fraction(str(benchmark["zero"])), Fraction(str(benchmark["full"]))
    if value <= zero:
        return Fraction(0)
    return Fraction(100) if value >= full else 100 * (value - zero) / (full - zero)


def rounded(hundredths: Fraction) -> int:
    """Half up, by way of the decimal module with room to spare: 200 digits tell any of our fractions from a half."""
    context = Context(prec=200)
    exact = context.divide(Decimal(hundredths.numerator), Decimal(hundredths.denominator))
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=context))


def random_record(rng: random.Random, facts: float = 0.9, largest: int = 60) -> dict[str, Any]:
    """A profile without contradictions in which each thing is stated with probability ``facts``."""
    track = rng.choice(["general", "specialised"])
    startups, teams = rng.randint(0, largest), rng.randint(0, largest)
    income = Fraction(rng.randint(0, 100_000), rng.choice([1, 10, 100]))
    service = Fraction(rng.randint(0, 100), 100) * income
    whole = {
        "startups": startups,
        "teams": teams,
        "sci_founded": rng.randint(0, startups + teams),
        "with_ip": rng.randint(0, startups + teams),
        "tech_smes": rng.randint(0, startups),
        "area_m2": rng.choice([rng.randint(1, 20_000), round(rng.uniform(1, 5000), 1)]),
        "total_income": as_number(income),
        "service_income": as_number(service),
        "investment_income": as_number(Fraction(rng.randint(0, 100), 100) * (income - service)),
        "previous_total_income": rng.choice([0, rng.randint(1, 5000), round(rng.uniform(0.01, 900), 2)]),
    } | {key: rng.randint(0, largest) for key in COUNTS[2:4] + COUNTS[7:]}
    codes = list(WEIGHTS[track])
    stated = [key for key in whole if rng.random() < facts]
    rng.shuffle(stated)
    return {
        "name": "某空间",
        "system": "henan-makerspace-2021",
        "track": track,
        "year": rng.choice([None, 2021]),
        "ratings": {
            code: rng.choice([rng.randint(0, 100), round(rng.uniform(0, 100), 3)])
            for code in codes
            if rng.random() < 0.15
        },
        "grades": {
            code: rng.choice("优良中差") for code in codes if rng.random() < (0.2 if code in QUANTITATIVE else 0.7)
        },
        "facts": {key: whole[key] for key in stated},
    }


def random_scheme(rng: random.Random) -> dict[str, Any]:
    """Grades and benchmarks with awkward figures; now and then an indicator has none."""
    benchmarks = {}
    for key in BENCHMARKED:
        zero = Fraction(rng.choice([0, 0, 10 * rng.randint(0, 9), rng.randint(-50, 90)]), 10)
        benchmarks[key] = {
            "zero": decimal(zero),
            "full": decimal(zero + Fraction(rng.choice([10 * rng.randint(1, 70), rng.randint(1, 1400)]), 10)),
        }
    if rng.random() < 0.2:
        del benchmarks[rng.choice(BENCHMARKED)]
    return {
        "grades": {"优": 100, "良": rng.randint(70, 90), "中": 60, "差": rng.choice([0, 33])},
        "benchmarks": benchmarks,
    }


def decimal(tenths: Fraction) -> Decimal:
    return Decimal(str(float(tenths)))


def as_number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
