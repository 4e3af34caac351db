from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.indicators.loader import FOLDER, UnknownSystem, load_system, read_system, system_ids
from knowledge.indicators.marked_yaml import DataFileRefused
from tests.scoring.reference import WEIGHTS

HENAN = "henan-makerspace-2021"
TEXT = (FOLDER / f"{HENAN}.yaml").read_text("utf-8")
CORPUS = (FOLDER.parent / "corpus" / "政策动态信息参阅_样例.md").read_text("utf-8")


def refusal(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / f"{HENAN}.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileRefused) as refused:
        read_system(path)
    return refused.value.problems


def changed(old: str, new: str) -> tuple[str, int]:
    """The Henan file with one place changed, and the line of the change."""
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new), TEXT[: TEXT.index(old)].count("\n") + 1


@pytest.mark.parametrize("track", ["general", "specialised"])
def test_the_weights_of_the_makerspace_system_are_those_of_the_bulletin(track: str) -> None:
    system = load_system(HENAN)
    assert {item.code: int(item.weights[track]) for item in system.of_track(track)} == WEIGHTS[track]
    sums = {
        group.name: sum(i.weights[track] for i in system.of_track(track) if i.group == group.name)
        for group in system.all_groups
    }
    assert sums == {"服务能力": 25, "孵化绩效": 55, "可持续发展": 20, "加分项": 10}


def test_who_issued_the_makerspace_system_when_and_for_which_period() -> None:
    system = load_system(HENAN)
    assert (system.issuer, system.issued, system.effective) == (
        "河南省科学技术厅",
        dt.date(2021, 9, 22),
        dt.date(2021, 9, 22),
    )
    assert system.period is not None
    assert (system.period.year, system.period.start, system.period.end) == ("上一年度", "01-01", "12-31")


def test_every_quote_of_the_makerspace_system_stands_in_the_built_in_bulletin_under_its_section() -> None:
    system = load_system(HENAN)
    assert f"# {system.document.title}\n" in CORPUS
    assert system.period is not None
    sources = [
        system.issued_source,
        system.period.source,
        *(g.source for g in system.all_groups),
        *(i.source for i in system.indicators),
    ]
    for source in sources:
        last = system.section(source)[-1]
        under = CORPUS.partition(f"# {last}\n")[2]
        assert source.quote in under, source.quote
    for indicator in system.indicators:
        assert indicator.source.quote.startswith(f"{indicator.code} {indicator.name} | ")


def test_the_systems_that_come_with_the_project() -> None:
    assert system_ids() == ("henan-makerspace-2021", "tech-sme-2017")
    with pytest.raises(UnknownSystem, match="没有评价体系“mars”，可用的有：henan-makerspace-2021、tech-sme-2017"):
        load_system("mars")


SLIPS = [
    ("issuer: 河南省科学技术厅", "isuer: 河南省科学技术厅", "不认识的键“isuer”", 0),
    ("{name: 服务能力, weight: 25,", "{name: 服务能力, weight: 26,", "各组权重合计应为 100，实际是 101", -1),
    ("general: 5, specialised: 5}\n    measures:\n      - {of: [service",
     "general: 6, specialised: 5}\n    measures:\n      - {of: [service", "权重 6 没有出现在它的出处“1.3", 3),
    ("bonus: {name: 加分项, weight: 10,", "bonus: {name: 加分项, weight: 9,",
     "普通众创空间中“加分项”各指标权重合计 10，应为 9", 0),
    ('- code: "2.2"', '- code: "2.1"', "编号 2.1 出现了两次", 0),
    ('- code: "2.10"', "- code: 2.10", "“indicators.14.code”应为文字（编号请加引号）", 0),
    ("[tech_smes], unit: 家}", "[tech_sme], unit: 家}", "“tech_sme”没有在 facts 里定义", 0),
    ("issued: 2021-09-22\neff", "issued: 去年\neff", "“issued”应为日期", 0),
    ("常驻初创企业, unit: 家, kind: count,", "常驻初创企业, unit: 家, kind: number,",
     "“facts.startups.kind”应为允许的取值之一", 0),
    ("  teams: {label", "  startups: {label", "“startups”写了两次", 0),
    ("[tech_smes], whole: [startups]}", "[tech_smes], whole: [startup]}", "“startup”没有在 facts 里定义", 0),
    ("combine: mean  #", "combine: sum  #", "“indicators.15.combine”应为允许的取值之一", 0),
    ("    group: 加分项", "    group: 加分", "分组“加分”没有定义，应为：服务能力、孵化绩效、可持续发展、加分项", 0),
    ("[new_high_tech], unit: 家}", "[new_high_tech], unit: 家, times: 0}", "“indicators.19.measures.0.times”", 0),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence", "offset"), SLIPS, ids=range(len(SLIPS)))
def test_a_slip_in_the_file_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str, offset: int
) -> None:
    """``offset``: a sum is named where it is taken, a weight that its source does not show at the source."""
    text, line = changed(old, new)
    (problem,) = [problem for problem in refusal(tmp_path, text) if sentence in problem]
    assert problem.startswith(f"{HENAN}.yaml 第 {line + offset} 行：")


def test_a_renamed_track_is_wrong_wherever_the_old_name_is_used(tmp_path: Path) -> None:
    text, _ = changed("  specialised: 专业化众创空间", "  special: 专业化众创空间")
    problems = [
        problem for problem in refusal(tmp_path, text) if "没有类别“specialised”，应为：general、special" in problem
    ]
    assert len(problems) == 16


def test_the_file_name_is_the_id(tmp_path: Path) -> None:
    text, _ = changed("id: henan-makerspace-2021", "id: other")
    assert refusal(tmp_path, text) == [f"{HENAN}.yaml：文件名应与其中的 id“other”相同"]


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    text = (
        TEXT.replace("issuer:", "colour: red\nissuer:")
        .replace("specialised: 10", "specialised: 9")
        .replace("[events]", "[event]")
    )
    problems = "\n".join(refusal(tmp_path, text))
    for part in ("不认识的键“colour”", "专业化众创空间中“孵化绩效”各指标权重合计 54，应为 55",
                 "“加分项”各指标权重合计 9，应为 10",
                 "权重 9 没有出现在它的出处“2.7", "“event”没有在 facts 里定义"):  # fmt: skip
        assert part in problems


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1", "第 1 行：不是正确的 YAML"),
        ("- 1", "应当是“键: 值”的形式"),
        ("a: &x 1\nb: *x", "不能使用 YAML 别名"),
        ("a: \x07", "含有 YAML 不允许的字符"),
        ("a: " + "[" * 500 + "]" * 500, "嵌套过深"),
        ("", "应当是“键: 值”的形式"),
    ],
)
def test_a_file_that_is_no_yaml_mapping_says_so(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in "\n".join(refusal(tmp_path, text))
