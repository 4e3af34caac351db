"""What is said of a table are its cells, exactly, and sums of them that show their arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from assistant.citations import Claim
from assistant.question_parts import read
from assistant.table_answers import answer
from assistant.table_rows import Similar
from knowledge.chunking import chunk
from knowledge.documents import Document
from knowledge.library import SAMPLE
from tests.assistant import AWARDS
from tests.knowledge import understood

INDICATORS = understood(next(SAMPLE.glob("*.md")).read_text(encoding="utf-8"), "样例.md")
SCHOLARSHIPS = understood(AWARDS, "标准.md")
LABELS = {row.code: row.label for row in INDICATORS.tables[0].rows if row.code}
# code: (kind, weight of the general track, weight of the specialised track)
CELLS = {
    "1.1": ("定性", "7%", "—"), "1.2": ("定性", "—", "7%"), "1.3": ("定量", "5%", "5%"),
    "1.4": ("定量", "6%", "6%"), "1.5": ("定性", "7%", "7%"), "2.1": ("定量", "7%", "—"),
    "2.2": ("定量", "—", "7%"), "2.3": ("定量", "5%", "—"), "2.4": ("定量", "—", "5%"),
    "2.5": ("定量", "7%", "7%"), "2.6": ("定量", "7%", "7%"), "2.7": ("定量", "10%", "10%"),
    "2.8": ("定量", "6%", "6%"), "2.9": ("定量", "7%", "7%"), "2.10": ("定性", "6%", "6%"),
    "3.1": ("定量", "7%", "7%"), "3.2": ("定量", "6%", "6%"), "3.3": ("定性", "7%", "—"),
    "3.4": ("定性", "—", "7%"), "4.1": ("定量", "10分", "10分"),
}  # fmt: skip
GROUPS = {"1": "服务能力 (25%)", "2": "孵化绩效 (55%)", "3": "可持续发展 (20%)", "4": "加分项指标 (计10分)"}
TRACKS = {"普通": (1, "众创空间权重"), "专业化": (2, "专业化众创空间权重")}

Say = Callable[[Document, str], list[Claim] | None]


@pytest.fixture
def say(similar: Similar) -> Say:
    def of(document: Document, question: str) -> list[Claim] | None:
        (table,) = document.tables
        return answer(read(question), document, table, chunk(document), similar)

    return of


def texts(claims: list[Claim] | None) -> list[str]:
    assert claims is not None
    return [claim.text for claim in claims]


def codes_in(claims: list[Claim] | None) -> list[str]:
    """The codes that begin the lines of an answer."""
    return [match.group() for text in texts(claims) if (match := re.match(r"\d\.\d+", text))]


def said(column: str, cell: str) -> str:
    return f"{column}一栏为“—”（不设此项）" if cell == "—" else f"{column} {cell}"


@pytest.mark.parametrize("track", TRACKS)
@pytest.mark.parametrize("code", CELLS)
def test_every_weight_is_told_by_code_and_track(say: Say, code: str, track: str) -> None:
    at, column = TRACKS[track]
    claims = say(INDICATORS, f"{track}众创空间的{code}权重是多少？")

    assert texts(claims) == [f"{LABELS[code]}：{said(column, CELLS[code][at])}。"]
    assert claims is not None
    (evidence,) = claims[0].evidence
    assert evidence.cell is not None
    assert (evidence.cell.row, evidence.cell.column) == (LABELS[code], column)
    assert LABELS[code] in evidence.span.of(INDICATORS.text)


@pytest.mark.parametrize("code", CELLS)
def test_both_weights_of_an_indicator_are_told_together(say: Say, code: str) -> None:
    _, general, specialised = CELLS[code]
    expected = f"{LABELS[code]}：{said('众创空间权重', general)}，{said('专业化众创空间权重', specialised)}。"

    assert texts(say(INDICATORS, f"{code}在两类众创空间里的权重各是多少？")) == [expected]


@pytest.mark.parametrize("code", CELLS)
def test_the_kind_and_the_group_of_every_indicator_are_told(say: Say, code: str) -> None:
    assert texts(say(INDICATORS, f"{code}是定性还是定量？")) == [f"{LABELS[code]}：指标类别 {CELLS[code][0]}。"]
    assert texts(say(INDICATORS, f"{code}属于哪个一级指标？")) == [f"{LABELS[code]}：一级指标 {GROUPS[code[0]]}。"]


@pytest.mark.parametrize("label", [label for code, label in LABELS.items() if code != "2.1"])
def test_an_indicator_is_found_by_its_label(say: Say, label: str) -> None:
    name = label.split(" ", 1)[1]

    assert codes_in(say(INDICATORS, f"“{name}”的权重是多少？")) == [label.split(" ")[0]]


@pytest.mark.parametrize("kind", ["定性", "定量"])
@pytest.mark.parametrize("track", TRACKS)
def test_the_indicators_of_a_kind_are_those_the_track_has(say: Say, track: str, kind: str) -> None:
    at, _ = TRACKS[track]
    expected = [code for code, cells in CELLS.items() if cells[0] == kind and cells[at] != "—"]
    claims = say(INDICATORS, f"{track}众创空间的{kind}指标有哪些？")

    assert codes_in(claims) == expected
    assert texts(claims)[0] == f"{kind}的共 {len(expected)} 项："


@pytest.mark.parametrize("weight", ["5%", "6%", "10%"])
@pytest.mark.parametrize("track", TRACKS)
def test_the_indicators_of_a_weight_are_those_of_the_track(say: Say, track: str, weight: str) -> None:
    at, _ = TRACKS[track]
    expected = [code for code, cells in CELLS.items() if cells[at] == weight]

    assert codes_in(say(INDICATORS, f"{track}众创空间权重是{weight}的指标有哪些？")) == expected


def test_a_group_can_be_left_out(say: Say) -> None:
    expected = [code for code, cells in CELLS.items() if cells[0] == "定量" and code != "4.1"]

    assert codes_in(say(INDICATORS, "不算加分项，定量指标有哪些？")) == expected


def test_a_group_is_named_without_the_word_for_its_rows_and_is_none_where_it_is_only_included(say: Say) -> None:
    assert codes_in(say(INDICATORS, "加分项有哪些指标？")) == ["4.1"]
    assert len(codes_in(say(INDICATORS, "表里总共有多少项指标（含加分项）？"))) == len(CELLS)


def test_full_marks_count_the_bonus_in_where_the_weights_are_a_hundred(say: Say) -> None:
    assert texts(say(INDICATORS, "连加分算上，满分是多少分？")) == [
        "权重按百分制计，连同加分最高 110分（25% + 55% + 20% + 10分 = 110分）。"
    ]
    assert "110" not in "".join(texts(say(INDICATORS, "不算加分，专业化众创空间定量指标的权重总共多少分？")))
    assert "110" not in "".join(texts(say(INDICATORS, "加分项考察什么？最高多少分？")))
    assert "110" not in "".join(texts(say(INDICATORS, "加分项考察什么，最多加几分？")))


@pytest.mark.parametrize("group", ["服务能力", "孵化绩效", "可持续发展"])
@pytest.mark.parametrize("track", TRACKS)
def test_the_weights_of_a_group_add_up_as_shown(say: Say, track: str, group: str) -> None:
    at, column = TRACKS[track]
    digit = next(digit for digit, name in GROUPS.items() if name.startswith(group))
    summed = {code: cells[at] for code, cells in CELLS.items() if code[0] == digit and cells[at] != "—"}
    total = sum(Decimal(cell.rstrip("%")) for cell in summed.values())
    arithmetic = " + ".join(summed.values())

    assert texts(say(INDICATORS, f"{track}众创空间{group}各项权重合计多少？")) == [
        f"{column}合计 {total}%（{'、'.join(summed)}：{arithmetic} = {total}%）。"
    ]
    assert f"({total}%)" in GROUPS[digit]


@pytest.mark.parametrize("kind", ["定性", "定量"])
def test_the_weights_of_a_kind_add_up_in_both_tracks(say: Say, kind: str) -> None:
    totals = [re.findall(r"合计 ([\d.]+)%", text) for text in texts(say(INDICATORS, f"{kind}指标的权重合计多少？"))]

    assert totals == [
        [str(sum(Decimal(c[at][:-1]) for c in CELLS.values() if c[0] == kind and c[at].endswith("%")))] for at in (1, 2)
    ]


@pytest.mark.parametrize("track", TRACKS)
def test_all_weights_of_a_track_are_a_hundred_and_points_are_no_percentages(say: Say, track: str) -> None:
    (text,) = texts(say(INDICATORS, f"{track}众创空间所有指标的权重加起来是多少？"))

    assert text.startswith(f"{TRACKS[track][1]}合计 100%（")
    assert "4.1" not in text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("普通众创空间权重最高的指标是哪个？", ["众创空间权重最高的是2.7", "为 10%。"]),
        ("专业化众创空间权重最低的指标有哪些？", ["专业化众创空间权重最低的是1.3", "、2.4", "为 5%。"]),
        ("普通众创空间服务能力里权重最高的是哪项？", ["众创空间权重最高的是1.1", "、1.5", "为 7%。"]),
        ("普通众创空间1.3和1.4哪个权重更高？", ["众创空间权重最高的是1.4", "为 6%。"]),
    ],
)
def test_extremes_name_every_row_that_reaches_them(say: Say, question: str, expected: list[str]) -> None:
    text = texts(say(INDICATORS, question))[0]

    assert text.startswith(expected[0])
    assert all(words in text for words in expected)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("1.3在两类空间的权重一样吗", "一样，都是 5%。"),
        ("1.1在两类空间的权重相同吗", "不一样。"),
    ],
)
def test_whether_a_row_has_the_same_figure_in_both_tracks_is_said_first(say: Say, question: str, first: str) -> None:
    assert texts(say(INDICATORS, question))[0] == first


@pytest.mark.parametrize(
    ("question", "weights"),
    [("普通空间分值不到6%的有哪几项", {"5%"}), ("普通空间权重不超过6%的有哪几项", {"5%", "6%"})],
)
def test_what_falls_short_of_a_figure_leaves_the_figure_itself_out(say: Say, question: str, weights: set[str]) -> None:
    lines = texts(say(INDICATORS, question))[1:]

    assert {line.rsplit(" ", 1)[1].rstrip("）") for line in lines} == weights


def test_what_each_track_has_of_its_own_is_told_of_both(say: Say) -> None:
    lines = texts(say(INDICATORS, "可持续发展这块，两种空间各自独有的是哪项"))

    assert [line for line in lines if line.startswith("只在")] == [
        "只在众创空间权重一栏有的共 1 项：",
        "只在专业化众创空间权重一栏有的共 1 项：",
    ]


def test_the_tracks_differ_in_eight_indicators(say: Say) -> None:
    claims = say(INDICATORS, "两类众创空间的指标有什么不同？")

    assert [text for text in texts(claims) if text.startswith("只在")] == [
        "只在众创空间权重一栏有的共 4 项：",
        "只在专业化众创空间权重一栏有的共 4 项：",
    ]
    assert codes_in(claims) == ["1.1", "2.1", "2.3", "3.3", "1.2", "2.2", "2.4", "3.4"]


def test_what_only_one_track_has_leaves_the_other_out(say: Say) -> None:
    assert codes_in(say(INDICATORS, "哪些指标只有专业化众创空间才有？")) == ["1.2", "2.2", "2.4", "3.4"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("孵化绩效的权重是多少？", ["孵化绩效 (55%)。"]),
        ("可持续发展整个板块占多少？", ["可持续发展 (20%)。"]),
        ("服务能力和可持续发展的权重各是多少？", ["服务能力 (25%)。", "可持续发展 (20%)。"]),
        (
            "服务能力和可持续发展哪个权重更高？",
            ["占比最高的是服务能力 (25%)。", "服务能力 (25%)。", "可持续发展 (20%)。"],
        ),
        pytest.param("哪个一级指标的权重最高？", ["占比最高的是孵化绩效 (55%)。"], id="among the groups themselves"),
        pytest.param(
            "一级指标里谁最重，比最轻的多多少？",
            [
                "占比最高的是孵化绩效 (55%)。",
                "占比最低的是可持续发展 (20%)。",
                "相差 35个百分点（55% - 20% = 35个百分点）。",
            ],
            id="both ends and how far they are apart",
        ),
        pytest.param(
            "可持续发展比服务能力的权重低多少？",
            [
                "相差 5个百分点（25% - 20% = 5个百分点）。",
                "服务能力 (25%)。",
                "可持续发展 (20%)。",
            ],
            id="two that are named",
        ),
        (
            "服务能力超出可持续发展多少权重？",
            ["相差 5个百分点（25% - 20% = 5个百分点）。", "服务能力 (25%)。", "可持续发展 (20%)。"],
        ),
        pytest.param(
            "加分项给多少分？",
            ["加分项指标 (计10分)。", "4.1 当年新增高新技术企业数量：众创空间权重 10分，专业化众创空间权重 10分。"],
            id="the bonus before the row that earns it",
        ),
        pytest.param(
            "有哪几个一级指标，分别占多少，加分项最多几分？",
            ["服务能力 (25%)。", "孵化绩效 (55%)。", "可持续发展 (20%)。", "加分项指标 (计10分)。"],
            id="all groups beside the one that is named",
        ),
    ],
)
def test_the_share_of_a_group_is_that_of_its_merged_cell(say: Say, question: str, expected: list[str]) -> None:
    assert texts(say(INDICATORS, question)) == expected


@pytest.mark.parametrize(
    "question",
    [
        "2.7由哪个部门负责核实？",
        "2.7要达到多少家才得满分？",
        "1.1从哪天开始考核？",
        "众创空间的负责人是谁？",
        "9.9的权重是多少？",
        "众创空间评价一共有几个一级指标？",
    ],
)
def test_what_the_table_has_no_column_or_row_for_is_left_to_others(say: Say, question: str) -> None:
    assert say(INDICATORS, question) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("1.2的2023年金额是多少？", ["1.2 国家励志奖学金：2023年金额 6000。"]),
        ("2.2的2023年金额是多少？", ["2.2 文体竞赛奖学金：2023年金额一栏为“—”（不设此项）。"]),
        ("学业进步奖学金的评定方式是什么？", ["2.3 学业进步奖学金：评定方式 成绩。"]),
        ("2.1属于哪个资助类别？", ["2.1 学业优秀奖学金：资助类别 学校资助。"]),
        ("2023年金额最高的是哪个奖项？", ["2023年金额最高的是1.1 国家奖学金，为 8000。"]),
        (
            "国家资助的2022年金额合计多少？",
            ["2022年金额合计 13000（1.1、1.2：8000 + 5000 = 13000）。"],
        ),
        ("按成绩评定的奖项有哪些？", ["成绩的共 2 项：", "2.1 学业优秀奖学金", "2.3 学业进步奖学金"]),
        ("国家资助有哪些奖项？", ["国家资助的共 2 项：", "1.1 国家奖学金", "1.2 国家励志奖学金"]),
        ("2023年金额里设不设文体竞赛奖学金？", ["2.2 文体竞赛奖学金：2023年金额一栏为“—”（不设此项）。"]),
        (
            "学业进步奖学金那条哪种金额里才设？",
            ["2.3 学业进步奖学金：2022年金额一栏为“—”（不设此项），2023年金额 1000。"],
        ),
        ("励志奖学金那项是评审还是成绩评定？", ["1.2 国家励志奖学金：评定方式 评审。"]),
        (
            "去掉校友捐助，2023年金额里有多少个奖项？",
            [
                "共 4 项：",
                "1.1 国家奖学金（2023年金额 8000）",
                "1.2 国家励志奖学金（2023年金额 6000）",
                "2.1 学业优秀奖学金（2023年金额 3500）",
                "2.3 学业进步奖学金（2023年金额 1000）",
            ],
        ),
        (
            "2022年和2023年在学业进步奖学金上有什么不一样？",
            ["只在2023年金额一栏有的共 1 项：", "2.3 学业进步奖学金（2023年金额 1000）"],
        ),
    ],
)
def test_nothing_is_particular_to_one_table(say: Say, question: str, expected: list[str]) -> None:
    assert texts(say(SCHOLARSHIPS, question)) == expected


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "一般众创空间（不是专业化）的定性指标，权重加到一块多少？",
            "众创空间权重合计 27%（1.1、1.5、2.10、3.3：7% + 7% + 6% + 7% = 27%）。",
        ),
        (
            "专业化众创空间里可持续发展那几项的权重合起来呢？",
            "专业化众创空间权重合计 20%（3.1、3.2、3.4：7% + 6% + 7% = 20%）。",
        ),
        ("总数老对不上：普通众创空间要填几个二级指标（加分那项不算）？", "共 15 项："),
        ("普通众创空间的定量指标有几个，加分项别算", "定量的共 11 项："),
        ("连加分项算上，专业化众创空间有几个二级指标？", "共 16 项："),
        (
            "特色工作及突出服务是定性还是定量，专业化众创空间要不要考这条？",
            "3.3 当年开展的特色工作及突出服务：指标类别 定性，专业化众创空间权重一栏为“—”（不设此项）。",
        ),
    ],
)
def test_what_is_asked_in_everyday_words_is_worked_out_for_the_track_named(say: Say, question: str, first: str) -> None:
    assert texts(say(INDICATORS, question))[0] == first


def test_what_each_track_is_judged_by_is_told_with_whether_it_weighs_the_same(say: Say) -> None:
    claims = say(INDICATORS, "指标里平台那一项，普通的看什么、专业化的看什么？权重一不一样？")
    assert codes_in(claims) == ["1.1", "1.2"]
    assert texts(claims)[-1] == "数值相同，都是 7%。"
