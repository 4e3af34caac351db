"""What stands around the text: title, issue, contents list and closing lines become facts, nothing else is taken."""

from __future__ import annotations

import pytest

from knowledge import dates, masthead
from knowledge.documents import Document
from knowledge.segmentation import lines
from tests.knowledge import understood
from tests.shared_data import needs_shared


def front(text: str, source: str = "测试.txt") -> masthead.Front:
    return masthead.read(text, list(lines(text)), source)


def facts(document: Document) -> dict[str, str]:
    return {fact.label: fact.value for fact in document.metadata.facts}


@needs_shared
def test_the_bulletin_states_its_title_issue_publisher_and_date(bulletin: Document) -> None:
    assert bulletin.title == "政策动态信息参阅 2021年第26期"
    assert bulletin.metadata.issue == "2021年第26期"
    assert bulletin.metadata.publisher == "南阳理工学院发展规划处"
    assert bulletin.metadata.published == "2021-10-04"
    assert bulletin.metadata.effective is None


@needs_shared
@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("期号", "【2021】第26期(总第26期)"),
        ("编印单位", "南阳理工学院发展规划处"),
        ("主编", "逯忆"),
        ("编辑", "杨博竣 张珊"),
        ("报送", "教育厅有关领导、处室"),
        ("交流", "兄弟高校有关部门"),
        ("呈送", "校领导、全校各单位负责人"),
        ("日期", "2021年10月4日"),
        ("印数", "90份"),
    ],
)
def test_what_the_bulletin_says_of_itself_is_a_fact_with_its_place(bulletin: Document, label: str, value: str) -> None:
    (fact,) = (fact for fact in bulletin.metadata.facts if fact.label == label)

    assert fact.value == value
    there = bulletin.text[fact.start : fact.end].replace(" ", "")
    assert value.replace(" ", "").removesuffix("份") in there


@needs_shared
def test_the_contents_list_of_the_bulletin_names_its_columns_and_articles(bulletin: Document) -> None:
    found = front(bulletin.text)

    assert len(found.contents) == 6
    assert masthead.key("【政策解读】") in found.titles
    assert masthead.key("河南省科技创新委员会第一次会议召开") in found.titles
    assert bulletin.text[found.body.start : found.body.end].strip().startswith("【政策动态速递】\n\n河南省科技厅发布")


@needs_shared
@pytest.mark.parametrize(
    ("name", "published", "effective"),
    [
        ("专利代理条例（2018-11-06）", "2018-11-06", "2019-03-01"),  # a line of its own: 施行
        ("保障中小企业款项支付条例（2020-07-05）", None, "2020-09-01"),  # only the last clause says when
        ("保障中小企业款项支付条例（2025-03-17）", "2025-03-17", "2025-06-01"),
        ("商丘市优化营商环境条例（2020-04-20）", "2020-03-31", "2020-04-30"),  # approved; the file name is wrong
        ("河南省促进科技成果转化条例（2001-05-25）", "2019-09-27", "2020-01-01"),  # １月１日 in full-width digits
        ("高等教育管理职责暂行规定（1986-03-12）", None, None),  # the text has no date at all
    ],
)
def test_the_dates_of_a_law_are_those_in_its_text(
    laws: dict[str, Document], name: str, published: str | None, effective: str | None
) -> None:
    assert (laws[name].metadata.published, laws[name].metadata.effective) == (published, effective)


@needs_shared
def test_a_day_of_entry_into_force_is_a_fact_wherever_a_law_states_one(laws: dict[str, Document]) -> None:
    for name, law in laws.items():
        days = [fact for fact in law.metadata.facts if fact.label == dates.IN_FORCE]
        assert [fact.value for fact in days][-1:] == [law.metadata.effective] * bool(law.metadata.effective), name
        assert all("施行" in law.text[fact.start : fact.end] for fact in days), name


@pytest.mark.parametrize(
    ("opening", "published", "effective"),
    [
        ("2020年1月2日 某市政府发布", "2020-01-02", None),
        ("2019年1月2日 通过\n\n2020年3月4日 修订", "2020-03-04", None),  # the last one counts
        ("2020年1月2日 公布\n\n2020年5月1日 施行", "2020-01-02", "2020-05-01"),
        ("（2020年1月2日通过，自2020年5月1日起施行）", "2020-01-02", "2020-05-01"),
        ("某市政府", None, None),
    ],
)
def test_dates_are_read_from_the_opening_lines(opening: str, published: str | None, effective: str | None) -> None:
    document = understood(f"# 某办法\n\n{opening}\n\n第一条 为了规范管理，制定本办法。\n")

    assert (document.metadata.published, document.metadata.effective) == (published, effective)


def test_a_date_inside_the_text_is_not_that_of_the_document() -> None:
    document = understood(
        "# 某办法\n\n第一条 2019年1月2日发布的办法同时废止。\n\n第二条 本办法自2020年5月1日起施行。\n"
    )

    assert (document.metadata.published, document.metadata.effective) == (None, "2020-05-01")
    assert facts(document) == {dates.IN_FORCE: "2020-05-01"}


@pytest.mark.parametrize(
    ("text", "source", "title"),
    [
        ("# 某办法\n\n第一条 甲。", "a.md", "某办法"),
        ("某 办法\n\n第一条 甲。", "a.txt", "某 办法"),
        ("各单位应当报送材料。\n\n逾期不候。", "报送通知.txt", "报送通知"),  # a sentence is no title: the file's name
        ("某简报\n2021年第3期\n\n某处 编\n\n【解读】\n\n甲。", "a.txt", "某简报 2021年第3期"),
    ],
)
def test_the_title_is_the_first_line_unless_it_is_a_sentence(text: str, source: str, title: str) -> None:
    assert understood(text, source).title == title


@pytest.mark.parametrize(
    ("lines_above", "title", "number", "publisher"),
    [
        (
            ["某省人民政府办公厅文件", "某政办〔2021〕5号", "关于报送材料的通知"],
            "关于报送材料的通知",
            "某政办〔2021〕5号",
            "某省人民政府办公厅",
        ),
        (
            ["某市科技局关于报送材料的通知", "（某科〔2021〕 15号）"],
            "某市科技局关于报送材料的通知",
            "某科〔2021〕15号",
            "某市科技局",
        ),
        (
            ["某条例", "2020年1月2日 中华人民共和国国务院令第12号公布"],
            "某条例",
            "中华人民共和国国务院令第12号",
            "国务院",
        ),
        (
            ["某条例", "2019年1月2日 某省第九届人民代表大会常务委员会第三次会议通过"],
            "某条例",
            None,
            "某省人民代表大会常务委员会",
        ),
        (["索引号：0012", "发文机关：某市医保局", "关于报送材料的", "通知"], "关于报送材料的通知", None, "某市医保局"),
        (["某办法", "各区人民政府："], "某办法", None, None),  # who is addressed does not issue it
        (["某办法", "根据某科〔2019〕1号文件，制定本办法。"], "某办法", None, None),  # another document's number
    ],
)
def test_number_and_publisher_are_read_around_the_title(
    lines_above: list[str], title: str, number: str | None, publisher: str | None
) -> None:
    document = understood("\n".join([*lines_above, "请于月底前报送。", "逾期不候。"]), "某.txt")

    assert (document.title, document.metadata.number, document.metadata.publisher) == (title, number, publisher)


def test_the_body_that_signs_is_the_publisher() -> None:
    document = understood("关于报送材料的通知\n\n请于月底前报送。\n\n某市科学技术局\n2021年10月4日\n")

    assert document.metadata.publisher == "某市科学技术局"


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("会议召开\t3", True),
        ("会议召开……………12", True),
        ("会议召开......12", True),
        ("会议召开 12", False),
        ("会议召开\t三", False),
    ],
)
def test_an_entry_of_a_contents_list_ends_with_its_page(line: str, entry: bool) -> None:
    text = f"某简报\n\n目录\n\n{line}\n另一篇\t9\n再一篇\t10\n\n会议召开\n\n会议如期召开。\n"

    assert (line in {span.of(text) for span in front(text).contents}) is entry


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("年份\t张数\n2019\t15\n2020\t20", id="two columns"),
        pytest.param("类别\t项目\t分值\n甲类\t场地\t5\n乙类\t工位\t6", id="three columns"),
    ],
)
def test_a_table_of_whole_numbers_is_not_a_contents_list(table: str) -> None:
    text = f"某说明\n\n创新券由科技局发放。\n\n{table}\n\n以上数据来自年报。\n"

    assert front(text).contents == frozenset()
    assert "创新券由科技局发放。" in text[front(text).body.start : front(text).body.end]


def test_a_table_at_the_end_under_its_unit_is_not_the_foot() -> None:
    document = understood(
        "某预算\n\n以下为两年的安排。\n\n单位：万元\n项目\t去年\t今年\n研发\t5.5\t6.5\n培训\t3.5\t4.5\n"
    )

    assert [row.label for table in document.tables for row in table.rows] == ["研发", "培训"]


def test_every_line_of_the_foot_is_a_fact_or_stays_text() -> None:
    closing = ["附件：1. 申报表", "2. 汇总表", "某市科技局", "2021年10月4日"]
    text = "某通知\n\n请于月底前报送。\n\n" + "\n".join(closing) + "\n"
    document, body = understood(text), front(text).body

    kept = text[body.start : body.end] + "".join(text[fact.start : fact.end] for fact in document.metadata.facts)
    assert [line for line in closing if line not in kept] == []


def test_a_document_without_any_frame_is_all_body() -> None:
    text = "各单位应当按时报送材料。\n\n逾期不再受理。\n"
    found = front(text)

    assert found.body.of(text).strip() == text.strip()
    assert (found.issue, found.publisher, found.dates, found.facts) == (None, None, dates.Dates(), ())
