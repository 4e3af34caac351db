"""Keys of citations are read however a model writes them, and never cut in two by a stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.keys import Keyed, read, sentences

KEYS = [f"c{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("甲。[c1]", Keyed("甲。", ("c1",), ())),
        ("甲【c1】。", Keyed("甲。", ("c1",), ())),
        ("甲［ｃ１］。", Keyed("甲。", ("c1",), ())),
        ("甲(c1)。", Keyed("甲。", ("c1",), ())),
        ("甲（C2）。", Keyed("甲。", ("c2",), ())),
        ("甲c1,c2。", Keyed("甲。", ("c1", "c2"), ())),
        ("甲[c1，c2、3]。", Keyed("甲。", ("c1", "c2", "c3"), ())),
        ("甲[c2-c4]。", Keyed("甲。", ("c2", "c3", "c4"), ())),
        ("甲[依据：c5]。", Keyed("甲。", ("c5",), ())),
        ("根据[c1]，甲。", Keyed("甲。", ("c1",), ())),
        ("甲[c1]，乙[c2][c1]。", Keyed("甲，乙。", ("c1", "c2"), ())),
        ("甲[c9]。", Keyed("甲。", (), ("c9",))),
        ("甲[c1,c77]。", Keyed("甲。", ("c1",), ("c77",))),
        ("甲 [1][^2]。", Keyed("甲。", (), ("1", "2"))),
        ("国产大飞机（C919）。", Keyed("国产大飞机（C919）。", (), ())),
        ("甲。[c", Keyed("甲。", (), ())),
        ("甲。（c1，", Keyed("甲。", ("c1",), ())),
        ("（一）甲。", Keyed("（一）甲。", (), ())),
        ("〔2021〕5号。", Keyed("〔2021〕5号。", (), ())),
        ("甲[[c1]]。", Keyed("甲。", ("c1",), ())),
        ("甲\\[c1\\]。", Keyed("甲。", ("c1",), ())),
        ("甲〔c1〕，乙《c2》，丙{c3}，丁<c4>。", Keyed("甲，乙，丙，丁。", ("c1", "c2", "c3", "c4"), ())),
        ("甲[c1：第三条]。", Keyed("甲。", ("c1",), ())),
        ("甲【88†依据】[ref 77][citation:66]。", Keyed("甲。", (), ("88", "f77", "66"))),
        ("甲ｃ１。", Keyed("甲。", ("c1",), ())),
        ("甲[c7。", Keyed("甲。", (), ("c7",))),
    ],
)
def test_keys_are_read_in_every_spelling(written: str, expected: Keyed) -> None:
    assert read(written, KEYS) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_stream_is_cut_at_sentences_with_the_keys_behind_them(size: int) -> None:
    text = "一共五天。[c1] 六人参加。（一）申请。【c2】\n1. 丙[c3]\n未完"
    stream = (text[i : i + size] for i in range(0, len(text), size))

    assert list(sentences(stream)) == [
        "一共五天。[c1]", " 六人参加。", "（一）申请。【c2】", "\n", "1. 丙[c3]\n", "未完"
    ]  # fmt: skip


@given(st.text(alphabet="甲乙。！\n [【(（c12,]】)）", max_size=40), st.integers(1, 5))
def test_however_a_text_arrives_it_is_cut_alike_and_nothing_is_lost(text: str, size: int) -> None:
    whole = list(sentences([text]))

    assert "".join(whole) == text
    assert "".join(sentences(text[i : i + size] for i in range(0, len(text), size))) == text
    assert list(sentences(text[i : i + size] for i in range(0, len(text), size))) == whole
