"""The sentences of the passages found, ranked by the question's words, their nearness and the kind of thing asked."""

from __future__ import annotations

import pytest

from assistant.chain import PolicyChain
from assistant.evidence import Weigher, candidates, coverage, fact_sentences, fits, holds_quoted, tokens_of, weigh
from assistant.questions import Asks
from knowledge.chunking import chunk
from knowledge.documents import Document, PassageKind
from knowledge.library import Library
from knowledge.retrieval import Hit, search
from tests.assistant import AWARDS, GAZETTE
from tests.knowledge import understood


@pytest.fixture
def library(own_chain: PolicyChain) -> Library:
    return own_chain.library


@pytest.mark.parametrize(
    ("asks", "question", "holds", "lacks"),
    [
        (Asks.AMOUNT, "多少名？", "资助1300名。", "资助学生。"),
        (Asks.AMOUNT, "多少家？", "新增三家。", "新增企业。"),
        (Asks.TIME, "什么时候？", "3月6日召开。", "在礼堂召开。"),
        (Asks.DURATION, "多久？", "公示五个工作日。", "予以公示。"),
        (Asks.WHO, "由哪个部门负责？", "学生工作部门负责。", "如期完成。"),
        (Asks.WHO, "谁主持？", "方若兰主持会议。", "如期召开。"),
        (Asks.WHO, "由谁批准？", "报国务院批准。", "按程序报批。"),
        (Asks.AMOUNT, "多少名？", "第二条 资助1300名。", "第十二条 资助学生。"),
        (Asks.OTHER, "职务分几级？", "职务设一级、二级、三级。", "职务一级以上者优先。"),
        (Asks.WHO, "哪些部门参加？", "教务处、学生处、团委参加。", "教务部门参加。"),
        (Asks.WHO, "哪家单位印发的？", "教务部门发布本办法。", "各部门负责落实。"),
        (Asks.OTHER, "遵循什么原则？", "坚持公开原则。", "坚持公开办理。"),
        (Asks.MEANING, "活动主题是什么？", "以节水为主题。", "每年举办一次。"),
        (Asks.TIME, "管哪几年？", "规划（2016-2020）。", "规划印发。"),
        (Asks.MEANING, "报告的题目是什么？", "作题为《湖畔新声》的报告。", "听取了报告。"),
        (Asks.HOW, "逾期不还会怎么处理？", "逾期不还的，停借并通报批评。", "项目承担单位按期归还。"),
        (Asks.LIST, "有哪些？", "包括申请、评议、公示。", "按程序办理。"),
    ],
)
def test_a_sentence_fits_when_it_holds_the_kind_of_thing_asked(
    asks: Asks, question: str, holds: str, lacks: str
) -> None:
    assert fits(asks, question, holds)
    assert not fits(asks, question, lacks)


def test_any_sentence_fits_a_question_for_no_kind_of_thing() -> None:
    assert fits(Asks.OTHER, "说说看", "如期召开。")


def test_the_sentences_of_a_passage_stand_at_their_places() -> None:
    document = understood(GAZETTE, "通报.txt")
    found = [s for passage in chunk(document) for s in candidates(document, Hit(passage, 0.5, {}))]

    assert "评议小组不少于七人。" in [sentence.text for sentence in found]
    assert all(sentence.text in sentence.span.of(document.text) for sentence in found)
    assert all(sentence.dates == ("2023-03-10",) for sentence in found)
    assert all(sentence.retrieval == 0.5 for sentence in found)


def test_a_table_row_has_no_sentences() -> None:
    document = understood(AWARDS)
    rows = [passage for passage in chunk(document) if passage.kind is PassageKind.ROW]

    assert len(rows) == 6
    assert [candidates(document, Hit(row, 1.0, {})) for row in rows] == [[]] * 6


def test_a_heading_that_asks_answers_nothing() -> None:
    document = understood("# 问答\n\n## 一、怎样申请奖学金？\n\n在网上提交申请。\n")
    found = [s.text for passage in chunk(document) for s in candidates(document, Hit(passage, 1.0, {}))]

    assert "在网上提交申请。" in found
    assert not any("？" in text for text in found)


def test_what_a_document_says_about_itself_is_evidence_too() -> None:
    document = understood(GAZETTE, "通报.txt")
    passage = chunk(document)[0]
    texts = [sentence.text for sentence in fact_sentences(document, passage, Hit(passage, 0.5, {}))]

    assert {"主编：方若兰", "责任编辑：卢一鸣", "报送：院领导", "2023年3月10日", "本期共印150份"} <= set(texts)


def test_coverage_is_the_share_of_the_weights_present() -> None:
    weights = {"甲": 3.0, "乙": 1.0}

    assert coverage(weights, {"甲"}) == 0.75
    assert coverage(weights, {"丙"}) == 0.0
    assert coverage({}, {"甲"}) == 0.0


def test_rare_words_weigh_more_than_common_ones_and_question_words_nothing(library: Library) -> None:
    weights = Weigher(library).weights("请问奖学金的电话是多少？")

    assert weights["words:电话"] > weights["words:奖学金"]  # said once against a dozen times
    assert not {"words:多少", "words:请问", "words:的"} & weights.keys()
    assert weights.keys() <= {*tokens_of("奖学金的电话是"), *tokens_of("奖学金电话"), "bigrams:电话"}


@pytest.mark.parametrize(
    ("question", "asks", "best"),
    [
        ("奖学金评定工作会由谁主持？", Asks.WHO, "副院长方若兰主持会议"),
        ("公示几天？", Asks.DURATION, "公示期为五个工作日。"),
        ("岗位报酬一个钟头给多少钱？", Asks.AMOUNT, "每小时18元"),
    ],
)
def test_the_sentence_that_answers_is_ranked_first(library: Library, question: str, asks: Asks, best: str) -> None:
    found = [s for hit in search(library, question, 10) for s in candidates(_document(library, hit), hit)]
    supports = weigh(library, Weigher(library), question, asks, found)

    assert best in supports[0].sentence.text
    assert [s.score for s in supports] == sorted((s.score for s in supports), reverse=True)
    assert all(0 <= value <= 1 for s in supports for value in (s.covered, s.context))


def _document(library: Library, hit: Hit) -> Document:
    return library.document(hit.passage.document_id)


def test_a_rule_on_penalties_is_ranked_by_the_words_of_the_article_it_punishes(library: Library) -> None:
    document = understood(
        "# 自习室管理办法\n\n第一条 不得在自习室占座。\n\n第二条 不得携带食物。\n\n"
        "第三条 违反本办法第二条规定的，罚款十元。\n\n第四条 违反本办法第一条规定的，罚款五元。\n"
    )
    found = [s for passage in chunk(document) for s in candidates(document, Hit(passage, 1.0, {}))]
    supports = weigh(library, Weigher(library), "占座罚款多少？", Asks.AMOUNT, found)

    assert "罚款五元" in supports[0].sentence.text


def test_nothing_found_weighs_nothing(library: Library) -> None:
    assert weigh(library, Weigher(library), "奖学金", Asks.OTHER, []) == []


def test_quoted_words_are_looked_for_as_they_stand() -> None:
    assert holds_quoted("“揭榜挂帅”是什么？", "实行“揭榜挂帅”。")
    assert not holds_quoted("“揭榜挂帅”是什么？", "挂帅揭榜。")
    assert not holds_quoted("揭榜挂帅是什么？", "揭榜挂帅。")
