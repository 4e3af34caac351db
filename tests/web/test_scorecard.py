"""A scorecard as the page shows it."""

from __future__ import annotations

from decimal import InvalidOperation
from typing import Any

import pytest

from assistant.scoring.profile import read_profile
from assistant.scoring.scheme import load_scheme
from assistant.scoring.scorecard import score
from assistant.web.scorecard import scorecard
from knowledge.indicators.loader import load_system


def card_of(record: dict[str, Any]) -> dict[str, Any]:
    """The scorecard under the scheme that comes with the profile's system."""
    system = load_system(record["system"])
    scheme = load_scheme(None, system)
    return score(read_profile(record, scheme), system, scheme).to_dict()


@pytest.fixture
def card() -> dict[str, Any]:
    return card_of(
        {"system": "henan-makerspace-2021", "track": "general", "facts": {"tech_smes": 6, "new_high_tech": 1}}
    )


def test_a_line_shows_its_points_of_its_weight_as_a_bar_and_its_arithmetic_folded(card: dict[str, Any]) -> None:
    assert (
        '<li><details><summary><span class="name"><b>2.7</b> 常驻初创企业中科技型中小企业数量</span>'
        '<span class="bar" aria-hidden="true"><i style="width:60.00%"></i>'
        '<i class="is-open" style="width:0.00%"></i></span><span class="points">6.00<small> / 10</small></span>'
        "</summary><p>6 家；按方案折算；10 × 60 / 100 = 6.00</p>"
    ) in scorecard(card, is_open=False)


def test_a_missing_line_is_open_from_nothing_to_full(card: dict[str, Any]) -> None:
    assert (
        '<b>2.9</b> 当年开展各类创新创业活动和创业教育培训数量</span><span class="bar" aria-hidden="true">'
        '<i style="width:0.00%"></i><i class="is-open" style="width:100.00%"></i></span>'
        '<span class="points">缺<small> / 7</small></span>'
    ) in scorecard(card, is_open=False)


def test_the_total_has_its_range_and_each_group_its_subtotal_the_bonus_too(card: dict[str, Any]) -> None:
    html = scorecard(card, is_open=True)
    assert html.startswith('<details class="card scorecard" open><summary>')
    assert "<b>9.33</b> 分<small>基础分 6.00 + 加分 3.33</small>" in html  # 3.33 of 10: one company of three
    assert "缺 14 项，暂按 0 分；补齐后 9.33–99.33 分。" in html
    assert '<i style="width:8.48%"></i><i class="is-open" style="width:81.82%"></i>' in html  # 9.33 and 90 of 110
    for name, points, weight in (("服务能力", "0.00", 25), ("孵化绩效", "6.00", 55), ("加分项", "3.33", 10)):
        assert f'<span>{name}</span><span class="points">{points}<small> / {weight}</small></span>' in html


def test_what_is_official_and_what_is_an_example_is_marked(card: dict[str, Any]) -> None:
    html = scorecard(card, is_open=True)
    assert '<dt class="is-official">官方</dt><dd>指标和权重：河南省科学技术厅 2021-09-22 印发</dd>' in html
    assert '<dt class="is-example">示例</dt><dd>数值折算成评分：示例评分方案（非官方，可修改），版本 1</dd>' in html


def test_bands_that_are_official_are_marked_so_and_the_verdict_is_told() -> None:
    html = scorecard(card_of({"system": "tech-sme-2017", "facts": {"staff": 100, "tech_staff": 40}}), is_open=True)
    assert '<dt class="is-official">官方</dt><dd>数值折算成评分：' in html
    assert "is-example" not in html
    assert "官方分档" in html
    assert '<p class="verdict">结论：' in html
    assert "基础分" not in html  # this system has no bonus


@pytest.mark.parametrize(
    ("named", "title", "path"),
    [
        ({}, "河南省众创空间评价指标体系", "普通众创空间"),
        ({"year": 2021}, "2021 年度", "河南省众创空间评价指标体系（普通众创空间）"),
        (
            {"name": "<b>甲</b>", "year": 2021},
            "&lt;b&gt;甲&lt;/b&gt; 2021 年度",
            "河南省众创空间评价指标体系（普通众创空间）",
        ),
    ],
)
def test_the_card_says_whose_it_is(card: dict[str, Any], named: dict[str, Any], title: str, path: str) -> None:
    shown = f'<span class="where"><span class="title">{title}</span><span class="path">{path}</span></span>'
    assert shown in scorecard(card | named, is_open=False)


def test_hostile_words_stay_words(card: dict[str, Any]) -> None:
    line = card["lines"][0] | {
        "code": "<i>1</i>",
        "name": "<script>alert(1)</script>",
        "value": '"><img src=x>',
        "unit": "&lt;",
        "arithmetic": "' onclick='x",
        "source": {"title": "</details>", "section": ["<u>"], "quote": "<q>"},
    }
    html = scorecard(card | {"lines": [line, *card["lines"][1:]]}, is_open=False)
    assert '<span class="name"><b>&lt;i&gt;1&lt;/i&gt;</b> &lt;script&gt;alert(1)&lt;/script&gt;</span>' in html
    assert "<p>&quot;&gt;&lt;img src=x&gt; &amp;lt;；&#x27; onclick=&#x27;x</p>" in html
    assert "指标出处：&lt;/details&gt; › &lt;u&gt;<q>&lt;q&gt;</q>" in html


def test_what_is_no_number_is_no_bar(card: dict[str, Any]) -> None:
    with pytest.raises(InvalidOperation):
        scorecard(card | {"total": "1;background:url(//x)"}, is_open=False)
