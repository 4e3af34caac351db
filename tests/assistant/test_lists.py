"""Enumerations come whole: however they are counted, from the sentence that opens them to their last item."""

from __future__ import annotations

import pytest

from assistant import lists
from knowledge.segmentation import Span, fold
from tests.knowledge import understood

STEPS = ("提交申请表", "班级民主评议", "学院公示结果")
STYLES = {
    "（一）": ("（一）", "（二）", "（三）"),
    "(1)": ("(1)", "(2)", "(3)"),
    "一、": ("一、", "二、", "三、"),
    "1.": ("1.", "2.", "3."),
    "1、": ("1、", "2、", "3、"),
    "第一，": ("第一，", "第二，", "第三，"),
    "第一、": ("第一、", "第二、", "第三、"),
    "一是": ("一是", "二是", "三是"),
    "一要": ("一要", "二要", "三要"),
    "①": ("①", "②", "③"),
    "- ": ("- ", "- ", "- "),
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（一）申请", 1),
        ("(12) 公示", 12),
        ("十、附则", 10),
        ("十一、附则", 11),
        ("二十三、附则", 23),
        ("3. 公示", 3),
        ("第二，评议", 2),
        ("三是公示", 3),
        ("⑫公示", 12),
    ],
)
def test_a_marker_says_its_number(text: str, number: int) -> None:
    mark = lists.marker(text)

    assert mark is not None
    assert mark[1] == number


@pytest.mark.parametrize("text", ["2.5%的学生", "第一条 目的", "一个也不少", "三年内完成", "2023年", "百分之三是女生"])
def test_what_only_begins_like_a_marker_is_none(text: str) -> None:
    assert lists.marker(text) is None


def _whole(body: str, at: str) -> tuple[str | None, list[str]] | None:
    """The list around the words ``at``: its opening and its items, folded."""
    document = understood(f"资助办法\n\n{body}\n")
    start = document.text.index(at)
    section = max((s for s in document.sections if s.start <= start < s.end), key=lambda s: s.index)
    found = lists.whole(document, section, Span(start, start + len(at)))
    if found is None:
        return None
    opening, items = found
    return (
        fold(opening.of(document.text)) if opening else None,
        [fold(item.of(document.text)) for item in items],
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("at", ["评定按下列步骤", *STEPS])
def test_a_list_in_lines_is_found_whole_from_its_opening_and_from_each_item(style: str, at: str) -> None:
    items = [f"{mark}{step}；" for mark, step in zip(STYLES[style], STEPS, strict=True)]
    items[-1] = items[-1].replace("；", "。")
    body = "\n\n".join(("评定按下列步骤进行：", *items, "其他事项由学院决定。"))

    assert _whole(body, at) == ("评定按下列步骤进行：", [fold(item) for item in items])


@pytest.mark.parametrize("style", [style for style in STYLES if style != "- "])
def test_a_list_in_one_paragraph_is_found_whole(style: str) -> None:
    items = [f"{mark}{step}。" for mark, step in zip(STYLES[style], STEPS, strict=True)]

    assert _whole("评定分三步。" + "".join(items), STEPS[1]) == ("评定分三步。", items)


def test_an_item_that_runs_over_two_sentences_stays_one() -> None:
    body = "评定分两步：\n\n（一）申请。逾期不予受理。\n\n（二）公示。公示五天。"

    assert _whole(body, "逾期") == ("评定分两步：", ["（一）申请。逾期不予受理。", "（二）公示。公示五天。"])


def test_ten_items_and_more_keep_counting() -> None:
    numerals = "一 二 三 四 五 六 七 八 九 十 十一 十二".split()
    items = [f"（{numeral}）事项之{numeral}；" for numeral in numerals]

    assert _whole("\n\n".join(("职责如下：", *items)), "职责") == ("职责如下：", items)


def test_two_lists_in_a_row_do_not_run_into_each_other() -> None:
    body = "教师应当：\n\n（一）备课；\n\n（二）上课。\n\n学生应当：\n\n（一）预习；\n\n（二）听讲。"

    assert _whole(body, "教师") == ("教师应当：", ["（一）备课；", "（二）上课。"])
    assert _whole(body, "听讲") == ("学生应当：", ["（一）预习；", "（二）听讲。"])


def test_a_list_within_an_item_of_another_is_its_own() -> None:
    body = "要求如下：\n\n（一）提交材料：\n\n1. 申请表；\n\n2. 成绩单。\n\n（二）参加答辩。"

    assert _whole(body, "申请表") == ("（一）提交材料：", ["1. 申请表；", "2. 成绩单。"])


@pytest.mark.parametrize(
    ("body", "at"),
    [
        pytest.param("评定工作由学院负责。结果公示。", "评定", id="no markers"),
        pytest.param("评定如下：\n\n（一）只有一项。", "评定", id="one item is no list"),
        pytest.param("（三）从三数起。\n\n（四）接着数。", "接着", id="a list without its beginning"),
    ],
)
def test_without_two_items_counted_from_one_there_is_no_list(body: str, at: str) -> None:
    assert _whole(body, at) is None


def test_counted_headings_below_a_section_are_its_children() -> None:
    document = understood(
        "# 工作要点\n\n## 总体安排\n\n说明。\n\n### 1. 宣传\n\n甲。\n\n### 2. 评定\n\n乙。\n\n## 其他\n\n丙。\n"
    )
    sections = {section.title: section for section in document.sections}

    assert [child.title for child in lists.children(document, sections["总体安排"])] == ["1. 宣传", "2. 评定"]
    assert lists.children(document, sections["其他"]) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("图书馆、实验楼、食堂设岗。", 3),
        ("共三处。图书馆、实验楼、体育馆、食堂设岗，报酬、时间另定。", 4),
        ("图书馆设岗。", 1),
        ("印发《甲》《乙》《丙》三个办法。", 3),
        pytest.param("图书馆、实验楼、体育馆和食堂设岗。", 4, id="the last one is joined by 和"),
        pytest.param("申请、评议以及公示。", 3, id="the last one is joined by 以及"),
    ],
)
def test_things_side_by_side_are_counted(text: str, count: int) -> None:
    assert lists.inline_count(text) == count


@pytest.mark.parametrize(("text", "opens"), [("步骤如下：", True), ("材料包括: ", True), ("步骤如下。", False)])
def test_a_colon_at_the_end_opens_a_list(text: str, opens: bool) -> None:
    assert lists.opens_list(text) is opens
