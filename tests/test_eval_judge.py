from __future__ import annotations

import pytest

from assistant.models import ChatModel
from eval.evaluation import Evaluation
from eval.judge import Agreement, Opinion, ask, kappa
from eval.metrics import summarise
from eval.predictions import Fingerprint
from eval.session import second_opinion
from tests.assistant.chat_models import Script, ScriptedModel
from tests.test_eval_metrics import FULL, PREDICTIONS, SAMPLES


def model(script: Script) -> ChatModel:
    return ChatModel(ScriptedModel(script=script), "scripted", 10)


@pytest.mark.parametrize(
    ("reply", "opinion", "reason"),
    [
        ("有依据：是\n完整：否", Opinion(True, False), "as asked for"),
        ("好的。有依据: 否；完整: 是。", Opinion(False, True), "with other marks"),
        ("我觉得不错", None, "no opinion"),
        ("有依据：不确定\n完整：是", None, "half an opinion is none"),
    ],
)
def test_the_opinion_is_read_from_the_reply(reply: str, opinion: Opinion | None, reason: str) -> None:
    assert ask(FULL, PREDICTIONS["full"], model(lambda prompt: reply)) == opinion, reason


def test_the_model_is_shown_question_evidence_and_answer() -> None:
    shown: list[str] = []
    ask(FULL, PREDICTIONS["full"], model(lambda prompt: shown.append(prompt) or ""))  # type: ignore[func-returns-value]
    assert all(words in shown[0] for words in ("问", "第一条 创业空间满分为一百分。", "满分一百分 [1]。"))


def test_agreement_is_over_the_answers_given_and_decides_nothing() -> None:
    """Three answers: ``full`` is right, ``months`` lacks a fact, ``nowhere2`` has a wrong quote."""
    summary = summarise(SAMPLES, PREDICTIONS)
    evaluation = Evaluation(SAMPLES, PREDICTIONS, Fingerprint("c", "l", None, "extractive", "s"), summary, [])
    strict = second_opinion(evaluation, model(lambda p: "有依据：是\n完整：" + ("是" if "满分一百分" in p else "否")))
    assert strict.agreement == Agreement("scripted", 3, 0, 3, 1, 0.0, 1.0)
    assert strict.objections == evaluation.objections
    assert strict.summary == evaluation.summary
    silent = second_opinion(evaluation, model(lambda p: "？"))
    assert silent.agreement == Agreement("scripted", 0, 3, 0, 0, None, None)


def test_kappa_is_agreement_beyond_chance() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert kappa(pairs) == pytest.approx(0.4)  # observed 0.7, expected 0.5
    assert kappa([(True, True)]) is None
    assert kappa([]) is None
