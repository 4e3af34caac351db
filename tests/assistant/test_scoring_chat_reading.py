"""What managers say, and exactly what is read from it: no value missed, none invented."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Query, Turn
from assistant.scoring_chat import understand
from assistant.scoring_chat.conversation import Turn as Understood
from assistant.scoring_chat.vocabulary import vocabulary
from knowledge.indicators.loader import load_system, system_ids
from tests.assistant.scoring_sentences import FOURTH_SENTENCES, MORE_SENTENCES, SENTENCES, THIRD_SENTENCES, Said
from tests.assistant.scoring_sentences_b import FIFTH_SENTENCES
from tests.assistant.scoring_sentences_c import SIXTH_SENTENCES
from tests.assistant.scoring_sentences_d import SEVENTH_SENTENCES
from tests.assistant.scoring_sentences_e import EIGHTH_SENTENCES
from tests.assistant.scoring_sentences_f import NINTH_SENTENCES
from tests.assistant.scoring_sentences_g import TENTH_SENTENCES
from tests.assistant.scoring_sentences_h import ELEVENTH_SENTENCES
from tests.assistant.scoring_sentences_i import TWELFTH_SENTENCES

BLIND = (
    *FIFTH_SENTENCES,
    *SIXTH_SENTENCES,
    *SEVENTH_SENTENCES,
    *EIGHTH_SENTENCES,
    *NINTH_SENTENCES,
    *TENTH_SENTENCES,
    *ELEVENTH_SENTENCES,
    *TWELFTH_SENTENCES,
)
ALL = (*SENTENCES, *MORE_SENTENCES, *THIRD_SENTENCES, *FOURTH_SENTENCES, *BLIND)


def heard(*turns: str) -> Understood | None:
    """The last of the turns that is about the score, understood after those before it."""
    for last in range(len(turns), 0, -1):
        history = tuple(Turn("user", text) for text in turns[: last - 1])
        if found := understand(Query(turns[last - 1], history)):
            return found
    return None


def read(*turns: str) -> dict[str, Any]:
    """All that is kept after these turns."""
    found = heard(*turns)
    return found.standing.record()[0] if found else {}


def exact(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, bool) else Decimal(str(value)) for key, value in values.items()}


def test_there_are_as_many_sentences_as_promised() -> None:
    assert len(SENTENCES) >= 120
    assert len(MORE_SENTENCES) >= 60


@pytest.mark.parametrize("row", ALL, ids=[" / ".join(row.turns)[:60] for row in ALL])
def test_what_is_said_is_read_and_nothing_else(row: Said) -> None:
    record = read(*row.turns)
    tracks = load_system(row.system).tracks
    only = next(iter(tracks)) if len(tracks) == 1 else None

    assert exact(record.get("facts", {})) == exact(row.facts), row.why
    assert record.get("grades", {}) == row.grades, row.why
    assert exact(record.get("ratings", {})) == exact(row.ratings), row.why
    assert (record.get("track") or only) == row.track, row.why
    assert record.get("year") == row.year, row.why
    if record:
        assert record["system"] == row.system, row.why


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        (("我们总收入250",), "“总收入250”的单位是万元还是元？"),
        (("我们2.7得8分",), "2.7 的“8分”是评分（百分制）还是得分？请写成“2.7打…分”"),
        (("我们初创企业30家，科技型中小企业6家", "不对，是5家"), "“是5家”说的是哪一项？常驻初创企业、科技型中小企业"),
        (("我们新引进了5家初创企业",), "“5家初创企业”说的是增减，常驻初创企业原来是多少？"),
        (("我们初创企业30家，初创企业28家",), "“初创企业30家”和“初创企业28家”不一致，以哪个为准？"),
        (("我们去年总收入250万",), "“去年总收入250万”是考核年度的总收入，还是上一年的总收入？"),
        (("我们活动20场，路演6场",), "“路演6场”是“活动20场”里的，还是另外的？"),
        (
            ("我们初创企业30家，科技型中小企业占25%",),
            "“科技型中小企业占25%”算不出整数（30 × 25%），请直接给出科技型中小企业",
        ),
    ],
)
def test_what_is_ambiguous_is_asked_not_guessed(turns: tuple[str, ...], asked: str) -> None:
    found = heard(*turns)
    assert found is not None
    questions = [*found.outcome.questions, *found.standing.record()[2]]
    questions += [f"“{item.words}”的单位是万元还是元？" for item in found.standing.without_unit]

    assert questions == [asked]


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("我们初创企业30家，专利56件", "专利56件", "要的是拥有有效知识产权的企业和团队有几个，不是知识产权有几件"),
        ("我们初创企业30家，约20个团队", "20个团队", "不是确切的数，请给一个准数"),
        ("我们初创企业30家，工位200个", "工位200个", "看不出是哪一项数据"),
        ("我们初创企业30家，明年计划办30场活动", "30场活动", "是计划，不是已有的数"),
        ("我们初创企业30家，隔壁空间有团队50个", "团队50个", "说的不是本空间"),
        ("我们初创企业和团队一共50家", "初创企业和团队一共50家", "企业和团队要分开说：初创企业几家，团队几个"),
    ],
)
def test_a_number_that_is_not_used_is_listed_with_the_reason(text: str, words: str, why: str) -> None:
    found = heard(text)
    assert found is not None

    assert [(unused.words, unused.why) for unused in found.outcome.unused] == [(words, why)]


COUNTS = ("startups", "teams", "tech_smes", "events", "funded", "connected", "graduates_employed", "new_high_tech")
SYSTEM = load_system("henan-makerspace-2021")


@given(
    st.dictionaries(st.sampled_from(COUNTS), st.integers(2, 9999), min_size=2),
    st.sampled_from(["，", "；", "、", "\n"]),
)
def test_labels_with_numbers_are_read_back_in_any_order(facts: dict[str, int], comma: str) -> None:
    text = comma.join(f"{SYSTEM.facts[key].label}{value}{SYSTEM.facts[key].unit}" for key, value in facts.items())

    assert exact(read(f"我们的数据：{text}")["facts"]) == exact(facts)


@given(st.decimals(1, 9999, places=2), st.sampled_from(["万元", "万", "元", "亿元"]))
def test_an_income_is_the_same_in_every_unit(amount: Decimal, unit: str) -> None:
    scale = {"万元": Decimal(1), "万": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}[unit]

    assert read(f"我们总收入{amount}{unit}")["facts"]["total_income"] == amount * scale


@given(st.text("我们企业团队家个场3万元2.7评优不对是再加上如果活动收入，。：1 0打分科小有没零", max_size=24))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read(text)


@pytest.mark.parametrize("system_id", system_ids())
def test_every_fact_of_a_system_is_understood_by_its_own_name(system_id: str) -> None:
    known = vocabulary(system_id)
    named = {key: known.mentions(fact.label) for key, fact in load_system(system_id).facts.items()}

    assert {key: [mention.facts for mention in mentions] for key, mentions in named.items()} == {
        key: [(key,)] for key in named
    }
