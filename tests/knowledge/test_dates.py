"""When a document was published, takes effect and ends, and what it repeals, in its own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import dates
from knowledge.documents import Document
from knowledge.segmentation import Span, lines
from tests.knowledge import understood
from tests.shared_data import needs_shared


def read(text: str, title: str = "某办法", periodical: bool = False, published: str | None = None) -> dates.Dates:
    whole = f"# {title}\n\n{text}\n"
    return dates.read(whole, list(lines(whole)), title, Span(len(whole), len(whole)), periodical, published)


# Checked by eye against the openings and last clauses of the files.
LAWS = [
    ("专利代理条例（2018-11-06）", "2018-11-06", "2019-03-01", ()),
    ("中华人民共和国专利法实施细则（2010-01-09）", "2002-12-28", "2001-07-01", ("中华人民共和国专利法实施细则",)),
    ("中华人民共和国专利法实施细则（2023-12-11）", "2023-12-11", "2001-07-01", ("中华人民共和国专利法实施细则",)),
    ("中华人民共和国专利法（2020-10-17）", "2020-10-17", "1985-04-01", ()),  # amended: the first entry into force
    ("中华人民共和国中小企业促进法（2017-09-01）", "2017-09-01", "2018-01-01", ()),
    ("中华人民共和国民办教育促进法（2018-12-29）", "2018-12-29", "2003-09-01", ("社会力量办学条例",)),
    ("中华人民共和国知识产权海关保护条例（2018-03-19）", "2010-03-24", "2004-03-01",
     ("中华人民共和国知识产权海关保护条例",)),
    ("中华人民共和国科学技术普及法（2002-06-29）", "2002-06-29", "2002-06-29", ()),  # 自公布之日起
    ("中华人民共和国科学技术普及法（2024-12-25）", "2024-12-25", "2024-12-25", ()),  # 修订, and again 自公布之日起
    ("中华人民共和国科学技术进步法（2021-12-24）", "2021-12-24", "2022-01-01", ()),
    ("中华人民共和国职业教育法（1996-05-15）", "1996-05-15", "1996-09-01", ()),
    ("中华人民共和国职业教育法（2022-04-20）", "2022-04-20", "2022-05-01", ()),
    ("优化营商环境条例（2019-10-22）", "2019-10-22", "2020-01-01", ()),  # 通过, then 公布
    ("保障中小企业款项支付条例（2020-07-05）", None, "2020-09-01", ()),
    ("保障中小企业款项支付条例（2025-03-17）", "2025-03-17", "2025-06-01", ()),
    ("南水北调工程供用水管理条例（2014-02-16）", "2014-02-16", "2014-02-16", ()),  # 自公布之日起
    ("国务院关于科学技术拨款管理的暂行规定（1986-01-23）", "1986-01-23", "1986-01-23", ()),  # 自发布之日起
    ("国家科学技术奖励条例（2020-10-07）", "2020-10-07", "2020-12-01", ()),
    ("国家科学技术奖励条例（2024-05-26）", "2024-05-26", "2020-12-01", ()),
    ("国防专利条例（2004-09-17）", "2004-09-17", "2004-11-01", ("国防专利条例",)),
    ("政务数据共享条例（2025-05-28）", None, "2025-08-01", ()),
    ("最高人民法院关于对诉前停止侵犯专利权行为适用法律问题的若干规定（2001-06-07）", "2001-06-07", "2001-07-01", ()),
    ("最高人民法院关于知识产权法庭若干问题的规定（2018-12-28）", "2018-12-03", "2019-01-01", ()),
    ("河南省促进科技成果转化条例（2001-05-25）", "2019-09-27", "2020-01-01", ("河南省促进科技成果转化条例",)),
    ("河南省发展民营科技企业条例（）", "2004-11-26", "1999-05-01", ()),
    ("洛阳市专利促进与保护条例（2013-01-15）", "2012-11-29", "2013-03-01", ("洛阳市专利保护管理条例",)),
    ("洛阳市科学技术进步条例（2019-08-19）", "2019-07-26", "2015-01-01", ("洛阳市科学技术投入条例",)),
    ("科学技术档案工作条例（1980-12-27）", "1980-12-27", "1980-12-27", ()),  # four bodies on four lines, 发布之日
    ("粮食流通管理条例（2021-02-15）", "2021-02-15", "2021-04-15", ()),
    ("郑州市科学技术普及条例（2010-12-20）", "2010-09-29", None, ()),  # the text breaks off before its last clause
    ("驻马店市优化营商环境条例（2021-12-28）", "2021-11-27", "2022-03-01", ()),
    ("高等教育管理职责暂行规定（1986-03-12）", None, None, ()),  # no date at all
    ("高等教育自学考试暂行条例（2014-07-29）", "1988-03-03", "1988-03-03",
     ("国务院批转教育部关于高等教育自学考试试行办法的报告",
      "国务院批转教育部等部门关于成立全国高等教育自学考试指导委员会的请示的通知")),
]  # fmt: skip


@needs_shared
@pytest.mark.parametrize(("name", "published", "effective", "repeals"), LAWS, ids=[row[0] for row in LAWS])
def test_the_dates_of_a_real_law_are_those_in_its_text(
    laws: dict[str, Document], name: str, published: str | None, effective: str | None, repeals: tuple[str, ...]
) -> None:
    held = laws[name].metadata
    assert (held.published, held.effective, held.ends, held.repeals) == (published, effective, None, repeals)


@needs_shared
def test_no_real_law_ends_and_every_fact_stands_where_it_says(laws: dict[str, Document]) -> None:
    assert {law.metadata.ends for law in laws.values()} == {None}
    for law in laws.values():
        for fact in law.metadata.facts:
            if fact.label == dates.REPEALS:
                assert fact.value in law.text[fact.start : fact.end].replace("\n", "")


@pytest.mark.parametrize(
    ("text", "published", "effective", "ends"),
    [
        ("第一条 本办法自2021年3月1日起施行，有效期5年。", None, "2021-03-01", "2026-02-28"),
        ("第一条 本办法自2021年3月1日起施行。有效期五年。", None, "2021-03-01", "2026-02-28"),
        ("第一条 本办法自2021年1月1日起施行，有效期至2025年12月31日。", None, "2021-01-01", "2025-12-31"),
        ("第一条 本办法自2021年1月1日起施行，有效期至2025年6月。", None, "2021-01-01", "2025-06-30"),
        ("第一条 本通知自2021年1月1日起试行两年。", None, "2021-01-01", "2022-12-31"),
        ("第一条 本办法自2020年2月29日起施行，试行期为1年。", None, "2020-02-29", "2021-02-27"),
        ("第一条 本公告执行期限为2021年1月1日至2023年12月31日。", None, None, "2023-12-31"),
        ("第一条 本政策自2021年1月1日起至2023年6月30日执行。", None, None, "2023-06-30"),
        ("第一条 本办法自印发之日起施行，有效期3年。\n\n某市人民政府\n2021年9月22日", "2021-09-22", "2021-09-22",
         "2024-09-21"),
        ("第一条 本办法自公布之日起30日后施行。\n\n某市人民政府办公室\n二〇二一年九月二十二日", "2021-09-22",
         "2021-10-22", None),
        ("（2020年1月2日公布。自2020年5月1日起施行）\n\n第一条 甲。", "2020-01-02", "2020-05-01", None),
        ("发布日期：2021年9月18日\n\n第一条 甲。", "2021-09-18", None, None),
        ("第一条 合格证书有效期为三年。\n\n第二条 本办法自2021年1月1日起施行。", None, "2021-01-01", None),
        ("第一条 备案自准予之日起生效，有效期为10年。", None, None, None),  # that of a record, not of the text
        ("第一条 本市自2020年1月1日起施行的标准继续有效。\n\n第二条 本办法自2021年1月1日起施行。", None, "2021-01-01",
         None),
        ("第一条 2021年2月30日的会议。\n\n第二条 本办法自2021年2月30日起施行。", None, None, None),  # no such day
    ],
)  # fmt: skip
def test_dates_are_read_from_the_words_around_them(
    text: str, published: str | None, effective: str | None, ends: str | None
) -> None:
    found = read(text)
    assert (found.published, found.effective, found.ends) == (published, effective, ends)


@pytest.mark.parametrize(
    ("sentence", "repeals"),
    [
        ("《甲管理办法》同时废止。", ("甲管理办法",)),
        ("原《甲管理办法》（国科发〔2010〕1号）同时废止。", ("甲管理办法（国科发〔2010〕1号）",)),
        ("2001年1月2日发布的《甲办法》、2003年4月5日某局公布的《乙办法》同时废止。", ("甲办法", "乙办法")),
        ("《甲办法》（豫政〔2010〕5号）和《乙办法》自本办法施行之日起即行废止。",
         ("甲办法（豫政〔2010〕5号）", "乙办法")),
        ("下列文件同时废止：\n1.《甲办法》\n2.《乙办法》（豫政〔2011〕6号）\n\n附件另发。",
         ("甲办法", "乙办法（豫政〔2011〕6号）")),
        ("《甲条例》中关于收费的规定同时废止。", ()),  # only a part of it
        ("根据《甲法》和《乙法》制定本办法，《丙办法》同时废止。", ("丙办法",)),
        ("根据2001年的《甲办法修正案》修订的《甲办法》同时废止。", ("甲办法",)),
        ("决定对《甲办法》作如下修改。", ()),  # an amendment repeals nothing
        ("不适应要求的文件应当及时修改或者废止。", ()),
    ],
)  # fmt: skip
def test_what_is_repealed_as_a_whole_is_named(sentence: str, repeals: tuple[str, ...]) -> None:
    assert read(f"第一条 甲。\n\n第二条 本办法自2021年1月1日起施行。{sentence}").repeals == repeals


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("全民科学素质行动规划纲要（2021—2035年）", "2035-12-31"),
        ("《某产业三年行动计划 （2021-2023 年）》解读", "2023-12-31"),
        ("某市2021年至2023年污染防治方案", "2023-12-31"),
        ("关于印发某省加快发展若干措施(2021～2025)的通知", "2025-12-31"),
        ("某市“十四五”科技创新规划", "2025-12-31"),
        ("某省国民经济和社会发展第十三个五年规划", None),  # written in full: not read
        ("“十三五”以来的发展成果报告", None),
        ("“十一五”某专项规划", "2010-12-31"),
        ("某局2021年工作要点", "2021-12-31"),
        ("2021年度工作总结", None),  # a period of reporting
        ("2020-2021学年教学工作计划", None),
        ("2021—2023年高新技术企业名单", None),
        ("2021年科技计划项目申报指南", None),
        ("某办法（2021年版）", None),
        ("某行动计划（2025—2021年）", None),  # the wrong way round
    ],
)
def test_only_the_title_of_a_plan_gives_a_last_day(title: str, ends: str | None) -> None:
    period = dates.plan_period(title)
    assert (period.ends if period else None) == ends


def test_what_the_format_says_counts_where_the_text_says_nothing() -> None:
    assert read("第一条 本办法自公布之日起施行。", published="2020-01-02").effective == "2020-01-02"
    assert read("2019年5月6日 发布\n\n第一条 甲。", published="2020-01-02").published == "2019-05-06"


def test_a_periodical_has_no_dates_of_what_it_reports() -> None:
    text = "第一条 本办法自2021年1月1日起施行，有效期5年。《甲办法》同时废止。"
    assert read(text, periodical=True) == dates.Dates()


def test_a_fact_quotes_the_sentence_that_says_so() -> None:
    document = understood("# 某办法\n\n第一条 甲。\n\n第二条 本办法自2021年1月1日起施行。《甲办法》同时废止。\n")
    quotes = {fact.label: document.text[fact.start : fact.end] for fact in document.metadata.facts}
    assert quotes == {dates.IN_FORCE: "第二条 本办法自2021年1月1日起施行。", dates.REPEALS: "《甲办法》同时废止。"}


@given(
    st.lists(
        st.sampled_from(["本办法", "自", "2021年", "1月", "31日", "起施行", "有效期", "五年", "至", "《甲》",
                         "同时废止", "。", "\n\n", "（", "）", "二〇二一年", "公布", "之日", "、", "“十四五”", "规划"]),
        max_size=30,
    )
)  # fmt: skip
def test_reading_dates_never_fails_and_points_into_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read(text)
    assert all(0 <= fact.start < fact.end <= len(f"# 某办法\n\n{text}\n") for fact in found.facts)
