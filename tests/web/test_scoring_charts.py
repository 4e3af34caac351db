"""What the 评分 tab shows beside its form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from assistant.scoring.cohort import Cohort
from assistant.scoring.comparison import compare
from assistant.scoring.plan import plan
from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.web import scoring_charts as charts
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system

SYSTEM = load_system(DEFAULT_SYSTEM)
SCHEME = load_scheme(None, SYSTEM)


def card(cohort: Cohort | None = None, **facts: Any) -> Scorecard:
    return score(read_profile({"track": "general", "facts": facts}), SYSTEM, SCHEME, cohort)


def test_a_line_shows_how_its_rating_and_then_its_points_came_about() -> None:
    html = charts.result(card(tech_smes=6))
    assert "6 家；按方案折算；科技型中小企业 6 家；100 × (6 − 0) ÷ (10 − 0) = 60；10 × 60 / 100 = 6.00</p>" in html


def test_what_is_missing_is_listed_with_what_it_is_worth_and_nothing_where_nothing_is() -> None:
    html = charts.missing_lines(card(tech_smes=6, new_high_tech=1))
    assert html.startswith('<section class="lacking"><h4>缺 14 项，合计 90.00 分</h4>')
    assert html.count("<li>") == 14
    assert "<li>1.4 众创空间服务人员对接初创企业和团队数量（6 分）：没有填写：服务人员对接的初创企业和团队。" in html
    whole = score(
        read_profile({"track": "general", "ratings": {i.code: 50 for i in SYSTEM.of_track("general")}}), SYSTEM, SCHEME
    )
    assert charts.missing_lines(whole) == ""


def test_the_summary_says_total_range_and_what_is_to_correct() -> None:
    assert charts.summary(card(tech_smes=6), 0) == (
        '<p class="sum"><span>总分 <b>6.00</b></span><small>补齐后最高 106.00</small><small>缺 15 项</small></p>'
    )
    assert '<em class="is-wrong">2 处要改</em>' in charts.summary(card(), 2)


def test_a_comparison_has_two_bars_a_line_with_their_figures() -> None:
    html = charts.changes(compare(card(tech_smes=6, events=3), card(tech_smes=9, events=3)), ("去年", "现在"), True)
    assert "去年 6.70 → 现在 <b>9.70</b> 分 <strong>+3.00</strong>" in html
    assert html.count('<span class="pair') == 2
    assert '<small>去年</small><span class="bar" aria-hidden="true"><i style="width:60.00%">' in html
    assert '<span class="points">9.00<small> / 10</small></span>' in html
    assert "其余 15 项不变。" in html


def test_a_line_that_was_missing_says_so_and_another_scheme_is_told() -> None:
    other = score(card().profile, SYSTEM, SCHEME.model_copy(update={"version": "2"}))
    html = charts.changes(compare(other, card(tech_smes=6)), ("甲", "乙"))
    assert '<span class="points">缺<small> / 10</small></span>' in html
    assert "评分方案不同" in html
    assert html.count("<li>") == 16


def test_a_plan_shows_its_steps_and_the_total_after_each() -> None:
    made = plan(card(tech_smes=6, startups=30).profile, "8", SYSTEM, SCHEME)
    html = charts.plan_steps(made)
    assert "从 6.00 分到 8.00 分（目标 8 分）：1 步，投入合计 8。" in html
    assert "<b>1</b> 科技型中小企业：6 → 8 家</span><strong>+2.00</strong>" in html
    assert "<span>投入 8，提高 2.7</span><span>到 8.00 分</span>" in html
    assert "没有计入" in html


def test_a_target_out_of_reach_says_why() -> None:
    html = charts.plan_steps(plan(card(tech_smes=6, startups=30).profile, "90", SYSTEM, SCHEME))
    assert "为什么到不了" in html
    assert "目标 90 分达不到" in html


def test_the_place_among_others_is_counted_from_the_best() -> None:
    cohort = Cohort(tuple(card(tech_smes=number, startups=20).profile for number in (3, 6, 9)))
    mine = card(tech_smes=6)
    html = charts.beside_others(compare(mine, card(cohort, tech_smes=6)), cohort)
    assert "与 3 个空间比较，按百分位计分：" in html
    assert "</th><td>6</td><td>第 2 / 4</td><td>3</td><td>9</td></tr>" in html
    assert html.count("<tr>") == 2  # the head and 2.7: nothing else is stated by both
    rule_less = SCHEME.model_copy(update={"cohort": None})
    bare = score(mine.profile, SYSTEM, rule_less)
    assert "没有写与同类比较的方法" in charts.beside_others(compare(bare, bare), cohort)


def test_hostile_words_stay_words() -> None:
    hostile = '<img src=x onerror="alert(1)">'
    named = card(tech_smes=6)
    named = replace(named, profile=replace(named.profile, name=hostile))
    shown = [
        charts.refused([hostile], hostile),
        charts.said(hostile),
        charts.result(named),
        charts.changes(compare(named, named), (hostile, hostile)),
        charts.group_heading(hostile, Decimal(1)),
        charts.scheme_standing(score(card().profile, SYSTEM, SCHEME.model_copy(update={"name": hostile}))),
    ]
    for html in shown:
        assert "<img" not in html
        assert "&lt;img" in html
