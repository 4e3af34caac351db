"""What is said is the sentence itself, the whole list, or the sentence with the words it cannot do without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers import Answer, Query
from assistant.chain import PolicyChain
from knowledge.embedding import Embedder
from knowledge.library import Library

CHARTER = """云岭书院章程

第一条　书院设立理事会。理事会由九人组成。其中，学生代表不少于两人。

第二条　理事会行使下列职权：

（一）制定年度计划；

（二）审议经费预算。预算草案提前十日提交；

（三）聘任院务主任。

第三条　书院开设五类课程：诗文诵读、书法临摹、茶艺实践、古琴欣赏和棋艺研习。

第四条　书院弘扬三种精神：求真、向善、尚美。学员应当遵守四项纪律：

1. 按时到课；

2. 爱护器物；

3. 保持安静；

4. 诚实守信。

第五条　书院的藏书分为三个书库：

- 古籍书库

- 地方志书库

- 期刊书库

第六条　院刊《云岭》每季度出版一期，每期印数600册。
"""
NEWS = """# 书院动态

## 一、两项设施的建设要求

会议提出两项要求：一是整修讲堂；二是增设茶室。

## 二、环境改造

改造要做好以下工作：

- 道路：主干道铺设青石板，两侧栽种银杏和桂花，三处积水的路段重做排水，路口加装反光镜；\
停车场新增车位80个，设充电桩12个；自行车棚移到东门，由保卫处管理，夜间上锁，白天开放，雨雪天加派人手清扫。
- 绿化：后山补种枫树200棵。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Callable[[str], Answer]:
    folder: Path = tmp_path_factory.mktemp("charter")
    (folder / "章程.txt").write_text(CHARTER, encoding="utf-8")
    library = Library(folder / "library.sqlite3", folder / "chroma", embedder)
    (folder / "动态.md").write_text(NEWS, encoding="utf-8")
    added = library.ingest([folder / "章程.txt", folder / "动态.md"])
    assert [result.status for result in added] == ["added", "added"]
    chain = PolicyChain(library)
    return lambda question: chain.ask(Query(question))


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def test_one_sentence_answers_a_lookup(ask: Callable[[str], Answer]) -> None:
    assert quotes(ask("院刊《云岭》每期印多少册？")) == ["第六条　院刊《云岭》每季度出版一期，每期印数600册。"]


def test_a_question_for_the_things_of_a_list_gets_all_of_it(ask: Callable[[str], Answer]) -> None:
    answer = ask("理事会有哪些职权？")

    assert quotes(answer) == [
        "第二条　理事会行使下列职权：",
        "（一）制定年度计划；",
        "（二）审议经费预算。预算草案提前十日提交；",
        "（三）聘任院务主任。",
    ]
    assert answer.answer.count("\n") == 3


def test_a_list_within_a_sentence_is_said_by_that_sentence(ask: Callable[[str], Answer]) -> None:
    assert quotes(ask("书院开设哪五类课程？")) == [
        "第三条　书院开设五类课程：诗文诵读、书法临摹、茶艺实践、古琴欣赏和棋艺研习。"
    ]


def test_the_number_in_the_question_chooses_among_lists(ask: Callable[[str], Answer]) -> None:
    assert [quote[:2] for quote in quotes(ask("学员的四项纪律是什么？"))[1:]] == ["1.", "2.", "3.", "4."]


def test_a_bulleted_list_comes_whole(ask: Callable[[str], Answer]) -> None:
    text = ask("藏书分为哪三个书库？").answer

    assert all(name in text for name in ("古籍书库", "地方志书库", "期刊书库"))


def test_a_sentence_that_leans_on_the_one_before_is_said_with_it(ask: Callable[[str], Answer]) -> None:
    said = quotes(ask("学生代表不少于几人？"))

    assert said[-1] == "其中，学生代表不少于两人。"
    assert "理事会由九人组成。" in said


def test_an_item_of_a_list_is_said_with_the_sentence_that_opens_it(ask: Callable[[str], Answer]) -> None:
    said = quotes(ask("预算草案提前几日提交？"))

    assert "预算草案提前十日提交" in "".join(said)


def test_no_quote_begins_or_ends_with_white_space(ask: Callable[[str], Answer]) -> None:
    for question in ("理事会有哪些职权？", "书院设立什么？", "藏书分为哪三个书库？"):
        assert all(quote == quote.strip() for quote in quotes(ask(question)))


def test_of_a_long_sentence_the_clause_that_answers_is_quoted_after_its_label(ask: Callable[[str], Answer]) -> None:
    assert quotes(ask("停车场新增多少个车位？"))[1:] == ["道路：", "停车场新增车位80个，设充电桩12个；"]


def test_one_item_that_is_asked_for_comes_without_the_others(ask: Callable[[str], Answer]) -> None:
    assert "道路" not in ask("后山补种了哪些树？").answer


def test_under_a_heading_that_repeats_the_question_the_list_is_said(ask: Callable[[str], Answer]) -> None:
    assert quotes(ask("两项设施的建设要求是什么？")) == ["会议提出两项要求：", "一是整修讲堂；", "二是增设茶室。"]
