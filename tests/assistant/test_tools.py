"""A model's arguments: only what the user said is accepted."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.tools import scoring_tools

WORDS = (
    "普通众创空间，2021年度，面积2000平米，初创企业三十家，团队20个，科技型中小企业6家，活动24场，没有投资收入，"
    "服务收入1000000元，总收入250万元，约40家对接，1.1评优秀，3.3打80分，想到85分"
)
FACTS: dict[str, Any] = {
    "area_m2": 2000, "startups": 30, "teams": 20, "tech_smes": 6, "events": 24, "investment_income": 0,
    "service_income": 100, "total_income": 250,
}  # fmt: skip


def call(name: str, words: str = WORDS, **arguments: Any) -> Any:
    tools = {tool.name: tool for tool in scoring_tools(words)}
    return tools[name].invoke(arguments)


def test_what_the_user_said_is_scored() -> None:
    card = call("score_profile", track="general", year=2021, facts=FACTS, grades={"1.1": "优"}, ratings={"3.3": 80})

    assert {line["code"]: line["points"] for line in card["lines"] if line["points"]} == {
        "1.1": "7.00", "1.3": "5.00", "2.1": "5.25", "2.3": "4.17", "2.7": "6.00", "2.9": "5.60", "3.3": "5.60"
    }  # fmt: skip
    assert card["total"] == "38.62"


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"facts": {"startups": 31}}, "常驻初创企业 31 家"),  # another number
        ({"facts": {"startups": 20}}, None),  # 20个 is a possible number of companies: which one, the tool cannot know
        ({"facts": {"startups": 2000}}, "常驻初创企业 2000 家"),  # stands there in another unit
        ({"facts": {"total_income": 2500000}}, "总收入 2500000 万元"),  # 元 taken for 万元
        ({"facts": {"service_income": 1000000}}, "服务收入 1000000 万元"),
        ({"facts": {"connected": 40}}, "服务人员对接的初创企业和团队 40 家"),  # 约 is not exact
        ({"facts": {"startups": 50}}, "常驻初创企业 50 家"),  # a sum the model made
        ({"facts": {"startups": 2021}}, "常驻初创企业 2021 家"),  # a year
        ({"ratings": {"1.1": 95}}, "1.1 的评分 95"),
        ({"grades": {"1.5": "差"}}, "1.5 的等级“差”"),
        ({"year": 2022}, "年度 2022"),
    ],
)
def test_a_number_that_the_user_did_not_say_is_refused(changed: dict[str, Any], refused: str | None) -> None:
    said = call("score_profile", **{"track": "general", **changed})

    if refused is None:
        assert said["total"] == "0.00"
    else:
        assert said == f"没有采用，这些不在用户的话里：{refused}。请只填用户说过的，其余向用户询问。"


def test_zero_needs_a_word_for_nothing() -> None:
    arguments: dict[str, Any] = {"track": "general", "facts": {"events": 0}}

    assert "不在用户的话里" in call("score_profile", "初创企业3家", **arguments)
    assert call("score_profile", "没有办过活动", **arguments)["total"] == "0.00"


@pytest.mark.parametrize(
    "arguments",
    [
        {"track": "general", "points": 90},
        {"track": "both"},
        {"facts": {}},
        {"track": "general", "facts": {"events": "二十四"}},
    ],
    ids=["unknown key", "unknown track", "no track", "not a number"],
)
def test_arguments_out_of_form_are_refused(arguments: dict[str, Any]) -> None:
    assert call("score_profile", **arguments).startswith("参数不合格式")


def test_contradictions_come_back_all_at_once() -> None:
    said = call("score_profile", "初创企业3家，科技型中小企业6家，知识产权9个，团队1个", track="general",
                facts={"startups": 3, "tech_smes": 6, "with_ip": 9, "teams": 1})  # fmt: skip

    assert said.startswith("数据不能计算：")
    assert "科技型中小企业 6 家，多于常驻初创企业 3 家" in said
    assert "拥有有效知识产权的初创企业和团队 9 个，多于常驻初创企业 3 家 + 常驻团队 1 个" in said


def test_a_target_must_be_the_users() -> None:
    made = call("plan_to_target", track="general", facts={"events": 24}, target=85)

    assert (made["target"], made["reachable"], made["before"]) == ("85.00", False, "5.60")
    assert call("plan_to_target", track="general", facts={"events": 24}, target=90) == (
        "没有采用：目标 90 分不在用户的话里，请向用户询问目标。"
    )


def test_what_if_compares_two_profiles_of_the_users_words() -> None:
    words = "普通众创空间，初创企业30家，科技型中小企业6家，如果科技型中小企业有10家"
    now = {"track": "general", "facts": {"startups": 30, "tech_smes": 6}}
    then = {"track": "general", "facts": {"startups": 30, "tech_smes": 10}}

    assert call("compare_what_if", words, now=now, then=then)["difference"] == "4.00"
    then["facts"]["tech_smes"] = 11  # type: ignore[index]
    assert "科技型中小企业 11 家" in call("compare_what_if", words, now=now, then=then)


def test_one_more_of_each_fact() -> None:
    gains = call("gain_of_one_more", "活动24场", track="general", facts={"events": 24})["gains"]

    assert gains == [{"key": "events", "label": "当年创新创业活动和创业教育培训", "points": "0.23"}]
