"""An answer keeps its contract whatever is asked: quotes stand where they say, streams add up, refusals cite none."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer, AnswerEvent, Query, Timings, Turn
from assistant.chain import EMPTY_LIBRARY, PolicyChain
from knowledge.embedding import Embedder
from knowledge.library import FULL_TEXT_ONLY, Library

SAMPLE_QUESTIONS = (
    "《河南省众创空间评价指标体系》是哪天印发的？",
    "众创空间多久评一次，考核哪一段时间？",
    "普通众创空间权重最高的是哪项指标？",
    "专业化众创空间的定量指标有哪些？",
    "1.1和1.2的权重分别是多少？",
    "两类众创空间的指标有什么区别？",
    "科技创新委员会会议由谁主持？",
    "委员会会议通过了哪两项制度？",
    "高校科技创新的七点要求是什么？",
    "省实验室体系怎么建？",
    "南阳市第七次代表大会什么时候闭幕？",
    "大会报告的题目是什么？",
    "五个南阳是哪五个？",
    "全市粮食产能要保持在多少斤以上？",
    "国家级开发区要新增几个？",
    "五年内要培育多少名领军型企业家？",
    "高速公路总里程要突破多少公里？",
    "南阳要建多少家养老服务机构？",
    "哪些县可以撤县设市？",
    "物联网行动计划由哪些部门印发？",
    "四大行动分别是什么？",
    "物联网示范基地有哪些城市？",
    "未来三年物联网安全保障怎样布局？",
    "本期印了多少份？",
    "本期呈送给谁？",
    "南阳机场什么时候通航？",
)
OWN_QUESTIONS = (
    "奖学金评定分哪几步？",
    "评议小组不少于几人？",
    "奖学金经费和资助人数各是多少？",
    "勤工助学报酬每月几号发放？",
    "责任编辑是谁？",
    "实验室负责人的职责有哪些？",
    "培训记录保存几年？",
    "办法适用于哪些实验室？",
    "新旧两版实验室安全管理办法的检查周期有什么不同？",
    "国家资助的2023年金额合计多少？",
    "2.1和2.3哪个2023年金额更高？",
    "哪个奖项按成绩评定？",
    "实验室发生火灾打什么电话？",
    "学费是多少元？",
)
KEYS = [
    "question", "standalone_question", "answer", "refused", "refusal_reason", "citations", "notices", "verification",
    "scorecard", "model", "timings_ms",
]  # fmt: skip
CITATION_KEYS = [
    "n", "passage_id", "document_id", "title", "section", "url", "page", "start", "end", "quote", "cell",
]  # fmt: skip


@pytest.fixture(params=[*SAMPLE_QUESTIONS, *OWN_QUESTIONS])
def asked(request: pytest.FixtureRequest, sample_chain: PolicyChain, own_chain: PolicyChain) -> tuple[PolicyChain, str]:
    return (sample_chain if request.param in SAMPLE_QUESTIONS else own_chain), request.param


def untimed(answer: Answer | None) -> Answer:
    assert answer is not None
    return replace(answer, timings_ms=Timings())


def test_forty_questions_are_asked() -> None:
    assert len({*SAMPLE_QUESTIONS, *OWN_QUESTIONS}) == 40


def test_an_answer_keeps_the_contract_and_is_streamed_as_it_is(asked: tuple[PolicyChain, str]) -> None:
    chain, question = asked
    events = list(chain.runnable.stream(Query(question)))
    answer = untimed(events[-1].answer)

    assert "".join(event.delta for event in events) == answer.answer
    assert untimed(chain.ask(Query(question))) == answer  # invoked and asked again: the same
    assert answer.verification.ok
    told = {"expired_source"} | ({"superseded_source"} if "新旧" in question else set())  # told, not wrong
    assert {issue.code for issue in answer.verification.issues} <= told
    assert list(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", answer.answer))) == [
        citation.n for citation in answer.citations
    ]
    for citation in answer.citations:
        text = chain.library.document(citation.document_id).text
        assert citation.quote
        assert text[citation.start : citation.end] == citation.quote
        assert chain.library.passage_text(citation.passage_id)
    assert answer.refused == (answer.citations == ())
    assert not re.search(r"(?m)^#|\*\*|^[-*•] ", answer.answer)
    assert answer.standalone_question == question
    _assert_keys(answer)


def _assert_keys(answer: Answer) -> None:
    record = json.loads(json.dumps(answer.to_dict(), ensure_ascii=False))
    assert list(record) == [*KEYS, *(["related"] if answer.refused else [])]
    assert list(record["timings_ms"]) == ["retrieve", "answer", "total"]
    assert list(record["verification"]) == ["ok", "issues"]
    for citation in record["citations"]:
        assert list(citation) == CITATION_KEYS
        assert citation["cell"] is None or list(citation["cell"]) == ["table", "row", "column"]


def test_a_stream_says_what_it_is_doing_before_it_answers(own_chain: PolicyChain) -> None:
    events = list(own_chain.runnable.stream(Query("公示期多长时间？")))

    assert [event.stage for event in events if event.stage] == ["正在检索资料库…", "正在核对依据…"]
    assert [event.answer is None for event in events] == [True] * (len(events) - 1) + [False]
    assert sum(events[1:], start=events[0]).answer == events[-1].answer


def test_events_add_up() -> None:
    total = AnswerEvent(stage="甲") + AnswerEvent(delta="一") + AnswerEvent(stage="乙") + AnswerEvent(delta="二")

    assert total == AnswerEvent(stage="乙", delta="一二")


def test_the_time_spent_is_told(own_chain: PolicyChain) -> None:
    timings = own_chain.ask(Query("公示期多长时间？")).timings_ms

    assert timings.retrieve >= 0
    assert timings.answer >= 0
    assert abs(timings.retrieve + timings.answer - timings.total) <= 1


def test_a_refusal_shows_what_is_near_and_cites_nothing(own_chain: PolicyChain) -> None:
    answer = own_chain.ask(Query("2019年的奖学金经费是多少万元？"))

    assert answer.refused
    assert answer.refusal_reason == answer.answer
    assert answer.citations == ()
    assert 1 <= len(answer.related) <= 3
    for related in answer.related:
        assert own_chain.library.passage_text(related.passage_id) == related.text


def test_an_answer_has_no_related_passages(own_chain: PolicyChain) -> None:
    answer = own_chain.ask(Query("公示期多长时间？"))

    assert not answer.refused
    assert answer.related == ()


def test_an_empty_library_says_how_to_fill_it(empty_chain: PolicyChain) -> None:
    answer = empty_chain.ask(Query("公示期多长时间？"))

    assert answer.refused
    assert answer.answer == answer.refusal_reason == EMPTY_LIBRARY
    assert "canyue ingest" in EMPTY_LIBRARY
    assert answer.related == ()


@pytest.mark.parametrize("question", ["公示期多长时间？", "1.2的评定方式是什么？", "本期印了多少份？", "火星有多大？"])
def test_without_an_embedding_model_every_answer_says_so(
    plain_chain: PolicyChain, own_chain: PolicyChain, question: str
) -> None:
    assert plain_chain.ask(Query(question)).notices == (FULL_TEXT_ONLY,)
    assert own_chain.ask(Query(question)).notices == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [("本期印了多少份？", "印数：150份。 [1]"), ("2.1的评定方式是什么？", "2.1 学业优秀奖学金：评定方式 成绩。 [1]")],
)
def test_tables_and_mastheads_need_no_embedding_model(plain_chain: PolicyChain, question: str, expected: str) -> None:
    assert plain_chain.ask(Query(question)).answer == expected


def test_a_lookup_in_the_document_s_own_words_needs_no_embedding_model(plain_chain: PolicyChain) -> None:
    assert "五个工作日" in plain_chain.ask(Query("公示期是多少个工作日？")).answer


def test_white_space_around_a_question_changes_nothing(own_chain: PolicyChain) -> None:
    plain = own_chain.ask(Query("公示期多长时间？"))
    spaced = own_chain.ask(Query("  公示期多长时间？\n"))

    assert (spaced.answer, spaced.citations) == (plain.answer, plain.citations)
    assert spaced.question == "  公示期多长时间？\n"


def test_a_follow_up_without_a_subject_stays_with_the_document_spoken_of(tmp_path: Path, embedder: Embedder) -> None:
    for name, body, month in (
        ("食堂管理办法", "食堂由后勤处管理。", 5),
        ("图书馆管理办法", "图书馆由馆长负责管理。", 9),
    ):
        text = f"{name}\n\n第一条 {body}\n\n第二条 逾期的，应当在{month}日内说明理由。\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", embedder)
    list(library.ingest(sorted(tmp_path.glob("*.txt"))))
    chain = PolicyChain(library)
    for asked, title in (("食堂由谁管理？", "食堂管理办法"), ("图书馆由谁管理？", "图书馆管理办法")):
        history = (Turn("user", asked), Turn("assistant", "见办法。"))
        answer = chain.ask(Query("逾期的几日内说明理由？", history))
        assert [citation.title for citation in answer.citations] == [title]
