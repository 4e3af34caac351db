"""A chat model that fails does so in time and in a sentence; the extractive answer then stands in its place."""

from __future__ import annotations

import time

import pytest

from assistant.answers import Answer, AnswerEvent, Query
from assistant.chain import PolicyChain
from assistant.models import ChatModel, ChatModelFailed, open_chat_model
from assistant.settings import Settings, SettingsIncomplete
from prompts import Prompt, load
from tests.assistant.chat_models import FaultyServer, ScriptedModel, faulty_server, shown_evidence

QUESTION = "公示期多长时间？"
PROMPT = Prompt("规则", "问题")


def good(prompt: str) -> str:
    key = next((key for key, text in shown_evidence(prompt).items() if "公示期" in text), "c1")
    return f"公示期为五个工作日。[{key}]"


def model_at(server: FaultyServer, seconds: float = 10, **more: str) -> ChatModel:
    settings = Settings.model_validate(
        {"llm_base_url": server.address, "llm_model": "faulty", "llm_timeout_s": seconds, **more}
    )
    model = open_chat_model(settings)
    assert model is not None
    return model


def asked(chain: PolicyChain, model: ChatModel) -> tuple[Answer, list[AnswerEvent], float]:
    begun = time.monotonic()
    events = list(PolicyChain(chain.library, model=model).runnable.stream(Query(QUESTION)))
    answer = events[-1].answer
    assert answer is not None
    return answer, events, time.monotonic() - begun


def test_without_address_and_name_there_is_no_model() -> None:
    assert open_chat_model(Settings.model_validate({"llm_base_url": None, "llm_model": None})) is None


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"llm_model": "m"}, "CANYUE_LLM_BASE_URL"), ({"llm_base_url": "http://x/v1"}, "CANYUE_LLM_MODEL")],
)
def test_half_a_model_is_an_error_that_names_the_other_half(given: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsIncomplete, match=f"却没有设置 {missing}"):
        open_chat_model(Settings.model_validate({"llm_base_url": None, "llm_model": None, **given}))


def test_an_endpoint_that_works_writes_the_answer(own_chain: PolicyChain) -> None:
    with faulty_server("well", reply=good) as server:
        answer, events, _ = asked(own_chain, model_at(server))

    assert (answer.model, answer.answer) == ("faulty", "公示期为五个工作日。 [1]")
    assert "五个工作日" in answer.citations[0].quote
    assert answer.raw_answer is not None
    assert answer.raw_answer.startswith("公示期为五个工作日。[c")
    assert answer.to_dict()["raw_answer"] == answer.raw_answer
    assert answer.verification.ok
    assert answer.notices == ()
    assert "".join(event.delta for event in events) == answer.answer


@pytest.mark.parametrize(("trouble", "calls"), [("429", 3), ("500", 3), ("503", 3)])
def test_a_busy_endpoint_is_asked_again(own_chain: PolicyChain, trouble: str, calls: int) -> None:
    with faulty_server(trouble, trouble, "well", reply=good) as server:
        answer, _, _ = asked(own_chain, model_at(server))

    assert server.calls == calls
    assert answer.model == "faulty"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        pytest.param("hang", "没有在", id="never answers"),
        pytest.param("drip", "没有在", id="shows signs of life only: no gap is ever long"),
        pytest.param("429", "429", id="stays busy"),
        pytest.param("500", "500", id="stays broken"),
        pytest.param("401", "CANYUE_LLM_API_KEY", id="wrong key"),
        pytest.param("404", "CANYUE_LLM_MODEL", id="no such model"),
        pytest.param("not json", "语言模型 faulty", id="a login page"),
        pytest.param("bad json", "无法读取", id="an event that is no JSON"),
        pytest.param("no choices", "无法读取", id="JSON of another shape"),
        pytest.param("half a stream", "只传来一部分", id="breaks off"),
        pytest.param("endless", "语言模型", id="never stops"),
    ],
)
def test_an_endpoint_that_fails_is_replaced_by_the_extractive_answer(
    own_chain: PolicyChain, behaviour: str, said: str
) -> None:
    plain = own_chain.ask(Query(QUESTION))
    limit = 1.0 if said == "没有在" else 4.0
    with faulty_server(behaviour, reply=good) as server:
        answer, events, seconds = asked(own_chain, model_at(server, limit))

    assert seconds < limit + 2
    assert (answer.answer, answer.citations, answer.model) == (plain.answer, plain.citations, "extractive")
    (notice,) = answer.notices
    assert said in notice
    assert notice.endswith("以下改用原文摘答。")
    assert sum(events[1:], start=events[0]).delta == answer.answer


def test_an_endpoint_that_is_not_there_says_what_to_check(own_chain: PolicyChain) -> None:
    with faulty_server("well") as server:
        model = model_at(server, 5)
    answer, _, _ = asked(own_chain, model)

    assert answer.model == "extractive"
    assert "CANYUE_LLM_BASE_URL" in answer.notices[0]


def test_a_refusal_asks_no_model(own_chain: PolicyChain) -> None:
    with faulty_server("well", reply=good) as server:
        answer = PolicyChain(own_chain.library, model=model_at(server)).ask(Query("火星的直径是多少公里？"))

    assert answer.refused
    assert server.calls == 0


def test_closing_the_stream_ends_the_call() -> None:
    with faulty_server("endless", reply=lambda prompt: "甲") as server:
        stream = model_at(server).stream(PROMPT, 10)
        assert next(stream) == "甲"
        stream.close()  # type: ignore[attr-defined]
        assert "".join(ChatModel(ScriptedModel(script=lambda p: "乙"), "scripted", 5).stream(PROMPT, 5)) == "乙"


def test_a_model_that_raises_anything_fails_in_a_sentence() -> None:
    def broken(prompt: str) -> str:
        raise KeyError("choices")

    with pytest.raises(ChatModelFailed, match="语言模型 scripted 返回的内容无法读取（KeyError）"):
        ChatModel(ScriptedModel(script=broken), "scripted", 5).complete(PROMPT, 5)


def test_a_prompt_takes_values_as_they_are() -> None:
    filled = load("answer").filled(marker="m1", evidence="c1 $question ${x}", digest="", question="几天？")

    assert "c1 $question ${x}" in filled.user
    assert filled.user.startswith("<依据 m1>")
    assert filled.system == load("answer").system  # the same each time: an endpoint need not read it again
