from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.scoring.scheme import SCHEMES, load_scheme
from knowledge.indicators.loader import load_system
from knowledge.indicators.marked_yaml import DataFileRefused

SAMPLE = (SCHEMES / "henan-makerspace-2021.yaml").read_text("utf-8")
HEAD = "name: 我的\nversion: 2\nofficial: false\n"


def problems_of(tmp_path: Path, text: str, system: str = "henan-makerspace-2021") -> list[str]:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileRefused) as refused:
        load_scheme(path, load_system(system))
    return refused.value.problems


def test_the_sample_scheme_says_that_it_is_an_example_and_covers_every_quantitative_indicator() -> None:
    scheme, system = load_scheme(), load_system("henan-makerspace-2021")
    assert (scheme.official, "示例" in scheme.name, "非官方" in scheme.name) == (False, True, True)
    for indicator in system.indicators:
        for measure in indicator.measures:
            assert scheme.curve(indicator, measure) is not None, indicator.code
    movable = {key for key, fact in system.facts.items() if not fact.fixed}
    assert set(scheme.efforts) == movable | {"grade_step"}


def test_a_scheme_needs_only_its_name_and_figures_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + 'benchmarks: {"2.7": {zero: 0.1, full: 10}}\n', "utf-8")
    scheme = load_scheme(path)
    assert (scheme.version, scheme.benchmarks["2.7"].zero, scheme.grades) == ("2", Decimal("0.1"), {})


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (HEAD + "colour: red\n", 4, "不认识的键“colour”"),
        ("name: x\nversion: 1\n", 1, "缺少“official”"),
        (HEAD + "official: true\n", 4, "“official”写了两次"),
        (HEAD + "grades: {优: 101}\n", 4, "“grades.优”应为不大于 100 的数，实际是 101"),
        (HEAD + "benchmarks:\n  2.7: {zero: 0, full: 10}\n", 5, '键 2.7 会被当成数字或日期，请加引号写成 "2.7"'),
        (HEAD + 'benchmarks:\n  "3.1": {zero: 0, full: 10}\n', 5, "没有“3.1”这个定量指标，可用的有："),
        (HEAD + 'benchmarks:\n  "1.1": {zero: 0, full: 10}\n', 5, "没有“1.1”这个定量指标"),
        (HEAD + 'benchmarks:\n  "2.7": {zero: 10, full: 10}\n', 5, "2.7 的 full 应大于 zero"),
        (HEAD + 'benchmarks:\n  "2.7": {zero: 0, full: 许多}\n', 5, "“benchmarks.2.7.full”应为数字，实际是 '许多'"),
        (HEAD + 'benchmarks:\n  "2.7": {zero: 0, full: .inf}\n', 5, "“benchmarks.2.7.full”应为数字，实际是 '.inf'"),
        (HEAD + 'benchmarks:\n  "2.7": {zero: 0}\n', 5, "缺少“benchmarks.2.7.full”"),
        (HEAD + "cohort: {method: rank}\n", 4, "“cohort.method”应为允许的取值之一：'percentile' or 'minmax'"),
        (HEAD + 'cohort: {method: minmax, codes: ["1.1"]}\n', 4, "没有“1.1”这个定量指标"),
        (HEAD + "efforts:\n  area_m2: 3\n", 5, "“area_m2”不是能靠投入改变的数据"),
        (HEAD + "efforts:\n  events: 0.00001\n", 5, "“efforts.events”应为最多 4 位小数的数，实际是 0.00001"),
        (HEAD + "efforts:\n  events: 0\n", 5, "“efforts.events”应为大于 0 的数，实际是 0"),
    ],
)
def test_a_slip_in_a_scheme_is_named_with_its_line(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    problems = problems_of(tmp_path, text)
    assert any(problem.startswith(f"mine.yaml 第 {line} 行：") and sentence in problem for problem in problems), (
        problems
    )


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        ("[{below: 1, points: 0}, {at_least: 2, points: 20}]", "应等于上一档的 below"),
        ("[{at_least: 0, points: 20}]", "最低档不写 at_least"),
        ("[{below: 1, points: 0}, {at_least: 1, points: 21}]", "分值 21 超过了指标 1 的权重"),
        ("[{below: 1, points: 5}, {at_least: 1, points: 4}]", "档位越高分值不应越低"),
        (
            "[{below: 2, points: 0}, {at_least: 2, below: 1, points: 1}, {at_least: 1, points: 2}]",
            "below 应大于 at_least",
        ),
        ("[]", "分档应从最低一档写到最高一档"),
    ],
)
def test_bands_must_join_without_gaps_and_rise(tmp_path: Path, bands: str, sentence: str) -> None:
    assert sentence in "\n".join(problems_of(tmp_path, HEAD + f'bands:\n  "1": {bands}\n', "tech-sme-2017"))
