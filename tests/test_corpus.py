"""The built-in sample bulletin says everything the real one reports, in the project's own words."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.shared_data import SHARED

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = (ROOT / "knowledge" / "corpus" / "政策动态信息参阅_样例.md").read_text(encoding="utf-8")

URL = re.compile(r"https?://[^\s<>()]+")
FIGURE = re.compile(
    r"〔\d{4}〕\d+号"  # document number
    r"|\d{1,2}月\d{1,2}日"
    r"|\d{4}[-—]\d{4}"  # span of years
    r"|\d+(?:\.\d+)*(?:%|[A-Z]级?|[万亿]?[一-鿿])?"  # 2.10, 25%, 5A级, 1900万亩; with its unit's first character
)
COUNT = re.compile(r"第?[二两三四五六七八九十]+(?:大|个|项|年|次|届|篇|方面)")
TITLE = re.compile(r"《[^》]+》")
QUOTED = re.compile(r"“[^”]+”")

ISSUING_BODIES = (
    "工业和信息化部",
    "中央网络安全和信息化委员会办公室",
    "科学技术部",
    "生态环境部",
    "住房和城乡建设部",
    "农业农村部",
    "国家卫生健康委员会",
    "国家能源局",
)
LONG_NAMES = (
    *ISSUING_BODIES,
    "习近平新时代中国特色社会主义思想",
    "中国共产党南阳市第七次代表大会",
    "河南中科院南阳科技成果转化分中心",
)
LONGEST_SHARED_RUN = 18
"""Characters in a row, punctuation dropped, that the sample may share with the real bulletin.

Names left aside, the facts themselves force 16 (a pair of figures with their units);
a sentence of the bulletin has about 40.
"""


@pytest.fixture(scope="module")
def bulletin() -> str:
    """The real bulletin without bold marks."""
    path = SHARED / "bulletins" / "政策动态信息参阅_2021年第26期.txt"
    if not path.is_file():
        pytest.skip(f"the real bulletin is not at {path}")
    return path.read_text(encoding="utf-8").replace("**", "")


@pytest.fixture(scope="module")
def body(bulletin: str) -> str:
    """The real bulletin after its list of contents, which names the first column once already."""
    first_column = "【政策动态速递】"
    return bulletin[bulletin.index(first_column, bulletin.index(first_column) + 1) :]


def flat(text: str) -> str:
    """Text without links, table bars and white space, so that `20 家` and `20家` are one figure."""
    return re.sub(r"[\s|]", "", URL.sub("", text))


def headings(article: str) -> list[str]:
    """The numbered headings under the article whose title contains ``article``."""
    (section,) = (part for part in re.split(r"^#{2,3} ", SAMPLE, flags=re.M) if article in part.splitlines()[0])
    return re.findall(r"^#### ((?:\d+\.|[一二三四五六七八九十]+、).+)$", section, flags=re.M)


def table_rows() -> list[list[str]]:
    """The data rows of the sample's only table, header and rule line left out."""
    lines = [line for line in SAMPLE.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def weight(cell: str) -> int:
    """The weight in percent; — means that the track does not have the indicator."""
    return 0 if cell == "—" else int(cell.removesuffix("%"))


def own_text(text: str) -> str:
    """What has to be worded anew: all but headings, the table, links, titles, quoted terms and long names."""
    lines = (line for line in text.splitlines() if not line.startswith(("#", "|")))
    kept = re.sub("|".join((URL.pattern, TITLE.pattern, QUOTED.pattern, *LONG_NAMES)), "\n", "\n".join(lines))
    return re.sub(r"[^\n0-9A-Za-z一-鿿]", "", kept)


def runs(text: str, length: int) -> set[str]:
    """Every run of ``length`` characters within one line."""
    return {line[i : i + length] for line in text.splitlines() for i in range(len(line) - length + 1)}


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        pytest.param(FIGURE, 80, id="figures, dates, percentages and document numbers"),
        pytest.param(COUNT, 15, id="counts written in Chinese numerals"),
        pytest.param(TITLE, 15, id="document titles"),
        pytest.param(QUOTED, 70, id="quoted terms and slogans"),
    ],
)
def test_every_fact_of_the_real_bulletin_stands_in_the_sample(body: str, pattern: re.Pattern[str], least: int) -> None:
    expected = set(pattern.findall(flat(body)))
    assert len(expected) >= least
    assert expected - set(pattern.findall(flat(SAMPLE))) == set()


def test_the_source_links_are_those_of_the_real_bulletin_in_its_order(body: str) -> None:
    assert len(URL.findall(body)) == 3  # the explanation of the plan names its source without a link
    assert re.findall(rf"^\(<({URL.pattern})>\)$", SAMPLE, flags=re.M) == URL.findall(body)
    assert "（来源：工业和信息化部网站）" in SAMPLE


def test_the_masthead_states_title_issue_date_and_publisher() -> None:
    masthead = SAMPLE[: SAMPLE.index("## 【政策动态速递】")]
    lines = [line for line in masthead.splitlines() if line]
    assert lines[0] == "# 政策动态信息参阅（样例）"
    assert "不是原刊原文" in lines[1]
    assert lines[2:] == ["2021年第26期（总第26期）", "2021年10月4日", "南阳理工学院发展规划处 编"]


def test_the_table_has_one_row_per_indicator() -> None:
    codes = [row[1].split()[0] for row in table_rows()]
    assert codes == [f"{group}.{n}" for group, last in ((1, 5), (2, 10), (3, 4), (4, 1)) for n in range(1, last + 1)]


def test_the_table_rows_are_those_of_the_real_bulletin(body: str) -> None:
    rows = re.findall(r"(\d\.\d+ [^\t\n]+)\t(定性|定量)\t(\S+)\t(\S+)", body)
    assert [tuple(row[1:]) for row in table_rows()] == rows


@pytest.mark.parametrize("column", [pytest.param(3, id="general track"), pytest.param(4, id="specialised track")])
def test_the_weights_of_a_track_sum_to_its_groups_and_the_bonus_is_extra(column: int) -> None:
    *weighted, bonus = table_rows()
    sums: Counter[str] = Counter()
    for row in weighted:
        sums[row[0]] += weight(row[column])
    assert sums == {"服务能力 (25%)": 25, "孵化绩效 (55%)": 55, "可持续发展 (20%)": 20}
    assert (bonus[0], bonus[column]) == ("加分项指标 (计10分)", "10分")


def test_the_congress_article_has_the_ten_actions_in_order() -> None:
    actions = [
        "观念作风能力大提升行动",
        "产业强市行动",
        "创新创业行动",
        "“双高”行动",
        "乡村振兴行动",
        "基础能力提升行动",
        "全国一流营商环境建设行动",
        "绿色低碳转型行动",
        "文旅康养融合发展行动",
        "高品质生活创造行动",
    ]
    found = [heading.split("：")[0] for heading in headings("第七次代表大会")]
    assert found == [f"{n}. {action}" for n, action in enumerate(actions, start=1)]


def test_the_explanation_of_the_plan_is_eight_questions() -> None:
    questions = headings("物联网新型基础设施建设三年行动计划")
    assert [question.split("、")[0] for question in questions] == list("一二三四五六七八")
    assert all(question.endswith("？") for question in questions)


@pytest.mark.parametrize("body_name", ISSUING_BODIES)
def test_the_plan_names_each_issuing_body(body_name: str) -> None:
    (sentence,) = re.findall(r"由8部门联合印发：([^。]+)。", SAMPLE)
    assert body_name in sentence.split("、")


def test_no_run_of_the_sample_is_copied_from_the_real_bulletin(bulletin: str) -> None:
    # Line breaks of the bulletin fall inside sentences, so its text is read as one line.
    real = re.sub(r"\n", "", own_text(bulletin))
    length = LONGEST_SHARED_RUN + 1
    assert runs(own_text(SAMPLE), length) & runs(real, length) == set()
