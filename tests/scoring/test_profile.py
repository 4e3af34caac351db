from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.scoring.profile import ProfileRefused, read_profile
from assistant.scoring_files.profiles import load_profile, load_profiles
from tests.scoring import reference


def problems_of(record: Any) -> list[str]:
    with pytest.raises(ProfileRefused) as refused:
        read_profile(record)
    return refused.value.problems


def with_facts(**facts: Any) -> dict[str, Any]:
    return {"track": "general", "facts": facts}


CONTRADICTIONS = [
    (with_facts(tech_smes=31, startups=30), ["科技型中小企业 31 家，多于常驻初创企业 30 家", "tech_smes、startups"]),
    (with_facts(with_ip=51, startups=30, teams=20), ["知识产权", "51 个，多于常驻初创企业 30 家 + 常驻团队 20 个"]),
    (with_facts(sci_founded=51, startups=30, teams=20), ["科技人员创业企业和团队 51 个，多于"]),
    (with_facts(service_income=60, investment_income=41, total_income=100),
     ["服务收入 60 万元 + 投资收入 41 万元，多于总收入 100 万元"]),
    (with_facts(service_income="100.01", total_income=100), ["服务收入 100.01 万元，多于总收入 100 万元"]),
    (with_facts(area_m2=0), ["facts.area_m2（场地面积）：应大于 0，实际是 0"]),
    (with_facts(area_m2=-5), ["不能是负数，实际是 -5"]),
    (with_facts(events=-1), ["facts.events", "不能是负数，实际是 -1"]),
    (with_facts(total_income=-0.01), ["不能是负数，实际是 -0.01"]),
    (with_facts(startups=2.5), ["facts.startups（常驻初创企业）：应为整数（家），实际是 2.5"]),
    (with_facts(events=float("nan")), ["facts.events", "应为数字，实际是 nan"]),
    (with_facts(total_income=float("inf")), ["应为数字，实际是 inf"]),
    (with_facts(events=Decimal("sNaN")), ["应为数字"]),
    (with_facts(events="很多"), ["应为数字，实际是 '很多'"]),
    (with_facts(events="1,00"), ["应为数字，实际是 '1,00'"]),
    (with_facts(events=True), ["应为数字，实际是 True"]),
    (with_facts(events=[3]), ["应为数字，实际是 [3]"]),
    (with_facts(total_income=10**13), ["数字大得不合理，请核对单位"]),
    (with_facts(total_income=Decimal("1e999999")), ["数字大得不合理"]),
    (with_facts(total_income=Decimal("1e-999999")), ["小数位太多"]),
    (with_facts(rooms=3), ["facts 里有不认识的键“rooms”", "area_m2、startups、teams"]),
    ({"track": "general", "colour": "red"}, ["不认识的键“colour”，可用的有：name、system、track"]),
    ({"track": "general", "ratings": {"1.1": 100.5}}, ["ratings.1.1：评分应在 0 到 100 之间，实际是 100.5"]),
    ({"track": "general", "ratings": {"1.1": -1}}, ["评分应在 0 到 100 之间，实际是 -1"]),
    ({"track": "general", "ratings": {"1.2": 80}},
     ["1.2 省级以上研发平台建设和开展技术服务情况只用于专业化众创空间，不用于普通众创空间"]),
    ({"track": "specialised", "grades": {"3.3": "优"}}, ["grades.3.3", "只用于普通众创空间，不用于专业化众创空间"]),
    ({"track": "general", "ratings": {"9.9": 80}}, ["没有编号为 9.9 的指标"]),
    ({"track": "general", "grades": {"1.1": 80}}, ["grades.1.1：等级应为文字，如“良”，实际是 80"]),
    ({"track": "general", "ratings": [80]}, ["ratings 应为“键: 值”的对象"]),
    ({"track": "大型"}, ["track 应为 general（普通众创空间）、specialised（专业化众创空间） 之一，实际是 '大型'"]),
    ({}, ["track 应为", "没有填写"]),
    ({"track": "general", "system": "mars"}, ["没有评价体系“mars”，可用的有：henan-makerspace-2021、tech-sme-2017"]),
    ({"track": "general", "system": ["x"]}, ["没有评价体系"]),
    ({"track": "general", "year": 21}, ["year 应为四位年份，如 2021，实际是 21"]),
    ({"track": "general", "name": 7}, ["name 应为文字，实际是 7"]),
    ({"track": "general", "name": "甲\x01"}, ["name 含有不能显示的字符", r"'\u7532\x01'"]),
    ({"track": "general", "name": "\ud800"}, ["name 含有不能显示的字符"]),
    ([1, 2], ["档案应是一个对象"]),
]  # fmt: skip


@pytest.mark.parametrize(("record", "words"), CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_what_contradicts_itself_is_refused_in_one_clear_sentence(record: Any, words: list[str]) -> None:
    problems = problems_of(record)
    assert len(problems) == 1
    assert all(word in problems[0] for word in words), problems


def test_all_problems_are_named_at_once() -> None:
    record = {
        "colour": "red",
        "system": "henan-makerspace-2021",
        "track": "general",
        "year": "去年",
        "ratings": {"1.1": 101, "1.2": "高"},
        "grades": {"3.4": 1},
        "facts": {
            "area_m2": 0,
            "startups": 5,
            "teams": 1.5,
            "tech_smes": 6,
            "total_income": 1,
            "service_income": 2,
            "x": 1,
        },
    }
    problems = "\n".join(problems_of(record))
    for place in ("“colour”", "year", "ratings.1.1", "ratings.1.2：应为数字", "ratings.1.2：1.2 省级",
                  "grades.3.4：等级",
                  "3.4 当年",
                  "area_m2", "facts.teams", "科技型中小企业 6 家", "服务收入 2 万元", "“x”"):  # fmt: skip
        assert place in problems
    assert len(problems.splitlines()) == 12


def test_parts_equal_to_their_whole_and_boundary_ratings_are_accepted() -> None:
    facts = {"tech_smes": 3, "startups": 3, "teams": 0, "with_ip": 3, "sci_founded": 3}
    facts |= {"service_income": 1, "investment_income": 9, "total_income": 10}
    profile = read_profile({"track": "general", "facts": facts, "ratings": {"1.1": 0, "1.5": 100}})
    assert profile.facts["tech_smes"] == 3


def test_a_part_without_its_whole_contradicts_nothing() -> None:
    assert read_profile(with_facts(tech_smes=7, with_ip=9, startups=8, service_income=5)).facts["tech_smes"] == 7


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (30, "30"),
        (30.0, "30"),
        ("30", "30"),
        ("３０", "30"),
        (" 2,000 ", "2000"),
        (0.1, "0.1"),  # the digits written, not the binary neighbour
        (Decimal("33.333333333333333333"), "33.333333333333333333"),
    ],
)
def test_numbers_are_read_to_the_last_digit_however_they_are_written(value: Any, read: str) -> None:
    assert read_profile(with_facts(total_income=value)).facts["total_income"] == Decimal(read)


def test_null_means_not_stated() -> None:
    profile = read_profile({"track": "general", "ratings": {"1.1": None}, "grades": None, "facts": {"events": None}})
    assert (dict(profile.ratings), dict(profile.grades), dict(profile.facts)) == ({}, {}, {})


def test_a_track_may_be_named_in_chinese() -> None:
    assert read_profile({"track": "专业化众创空间"}).track == "specialised"


@pytest.mark.parametrize("seed", range(50))
def test_a_profile_written_as_json_reads_back_the_same(seed: int) -> None:
    profile = read_profile(reference.random_record(random.Random(seed)))
    assert read_profile(json.loads(json.dumps(profile.to_dict()))) == profile


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


TABLE = '名称,类别,场地面积（平方米）,startups,1.1,1.5,总收入\n甲,普通众创空间,"2,000",30,80,良,250.5\n'
FORM = """项目,数值,单位
名称,甲,
类别,普通众创空间,
场地面积,2000,平方米
常驻初创企业,30,家
1.1,80,
1.5,良,
总收入,250.5,万元
备用,,
"""
JSON = """{"name": "甲", "track": "general", "ratings": {"1.1": 80}, "grades": {"1.5": "良"},
 "facts": {"area_m2": 2000, "startups": 30, "total_income": 250.5}}"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", JSON),
        ("a.JSON", b"\xef\xbb\xbf" + JSON.encode()),
        ("table.csv", TABLE),
        ("table-gbk.csv", TABLE.encode("gbk")),
        ("table-bom.csv", b"\xef\xbb\xbf" + TABLE.encode()),
        ("form.csv", FORM),
    ],
)
def test_json_table_and_form_say_the_same(tmp_path: Path, name: str, content: str | bytes) -> None:
    profile = load_profile(written(tmp_path, name, content))
    assert profile == read_profile(json.loads(JSON))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.json", '{"facts": }', "第 1 行第 11 列：不是正确的 JSON"),
        ("a.json", '{"facts": {"events": 1, "events": 2}}', "键“events”写了两次"),
        ("a.json", "[" * 100_000, "过深的嵌套"),
        ("a.json", '{"facts": {"events": %s}}' % ("9" * 5000), "过长的数字"),
        ("a.json", '{"track": "general", "facts": {"events": NaN}}', "应为数字，实际是 nan"),
        ("a.json", "[]", "应只有一个空间的数据，实际有 0 个"),
        ("a.csv", "类别\n", "至少一行数据"),
        ("a.csv", "类别,events,events\ngeneral,1,2\n", "“events”出现了两次"),
        ("a.csv", "类别,events\ngeneral,1,2\n", "第 2 行第 3 列：上方没有标题"),
        ("a.csv", "类别,event\ngeneral,1\n", "facts 里有不认识的键“event”"),
        ("a.csv", "项目,数值,单位\n类别,general,\n总收入,2500000,元\n",
         "第 3 行第 3 列（总收入）：单位应为“万元”，实际是“元”，请换算后再填"),
        ("a.csv", b"\xff\xfe\x00\xff\xff", "编码既不是 UTF-8 也不是 GBK"),
        ("a.txt", "x", "不支持的格式“.txt”，可用的有：.json、.csv"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(
    tmp_path: Path, name: str, content: Any, sentence: str
) -> None:
    with pytest.raises(ProfileRefused) as refused:
        load_profile(written(tmp_path, name, content))
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProfileRefused, match="读不到这个文件"):
        load_profile(tmp_path / "none.json")


def test_problems_in_a_file_with_several_spaces_name_the_space(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "名称,类别,events\n甲,general,1\n乙,general,-1\n丙,general,1.5\n")
    with pytest.raises(ProfileRefused) as refused:
        load_profiles(path)
    assert [problem[:7] for problem in refused.value.problems] == ["第 2 个空间", "第 3 个空间"]
