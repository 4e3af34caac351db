"""Tokens: figures and codes whole, words with the words inside them, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.tokenization import (
    add_vocabulary,
    bigrams,
    content_words,
    normalise,
    place_at_head,
    place_names,
    segment,
    words,
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＡＢＣ１２３％", "abc123%"),  # full-width forms
        ("1,900万亩", "1900万亩"),  # thousands
        ("1,234,567元", "1234567元"),
        ("1,2,345", "1,2,345"),  # a list of numbers, no thousands
        ("第1，2项", "第1,2项"),  # a comma that separates numbers stays
        ("IoT 与 VR", "iot 与 vr"),
        ("㎡", "m2"),
        ("①", "1"),
    ],
)
def test_spellings_of_one_thing_become_one(text: str, normal: str) -> None:
    assert normalise(text) == normal


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80) | st.text(alphabet="0123,，.１２", max_size=20))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("指标2.7的权重", "2.7"),
        ("指标2.10的权重", "2.10"),
        ("占比25%以上", "25%"),
        ("增长3.5%", "3.5%"),
        ("达到1,900万亩", "1900"),
        ("建设5G基站", "5g"),
        ("5A级企业", "5a"),
        ("COVID-19疫情", "covid-19"),
        ("工信部联科〔2021〕130号", "130"),
        ("2021-2023年", "2021-2023"),
    ],
)
def test_figures_and_codes_are_one_token_in_every_index(text: str, token: str) -> None:
    for tokens in (words(text), bigrams(text), segment(text)):
        assert token in tokens


def test_words_come_with_the_words_inside_them() -> None:
    assert words("知识产权") == ["知识", "产权", "知识产权"]
    assert segment("知识产权") == ["知识产权"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("知识产权", ["知识", "识产", "产权"]),
        ("权", ["权"]),  # a single character is a token of its own
        ("第3条 甲", ["第", "3", "条", "甲"]),
        ("甲乙，丙丁", ["甲乙", "丙丁"]),  # no pair reaches across a mark
        ("", []),
        ("，。！", []),
    ],
)
def test_bigrams_are_neighbouring_pairs(text: str, tokens: list[str]) -> None:
    assert bigrams(text) == tokens


@given(st.text(max_size=80))
def test_any_text_gives_tokens_that_full_text_search_can_hold(text: str) -> None:
    for tokens in (words(text), bigrams(text), segment(text)):
        assert all(token and not token.isspace() and '"' not in token and " " not in token for token in tokens)


def test_the_words_of_a_question_are_those_that_say_what_it_is_about() -> None:
    assert content_words("请问场地的面积是多少？") == ("场地", "面积")
    assert content_words("租金和押金的租金") == ("租金", "押金")  # each once


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("洛阳市专利促进与保护条例", ["洛阳"]),
        ("河南省优化营商环境条例", ["河南"]),
        ("黑龙江省优化营商环境条例", ["黑龙江"]),
        ("优化营商环境条例", []),
        ("关于全省通报的通知", []),  # a whole province is no name
        ("转发省教育厅通知的函", []),
    ],
)
def test_the_place_of_a_document_stands_at_the_head_of_its_title(title: str, places: list[str]) -> None:
    assert place_at_head(title) == places


def test_places_are_named_without_their_rank() -> None:
    assert set(place_names("洛阳市和郑州市的规定")) == {"洛阳", "郑州"}
    assert place_names("创业者的权利") == ()
    assert place_names("商丘的企业") == ("商丘",)  # a common word in jieba's dictionary
    assert place_names("今后省里的安排") == ()  # 省里 is no province
    assert place_names("郑大和“四圣”文化") == ()  # jieba only guesses these


def test_a_learnt_name_is_one_word_with_the_words_inside_it() -> None:
    name = "石坡创业园管理办法"  # no dictionary has it
    assert name not in segment(name)

    add_vocabulary([name])

    assert segment(f"关于{name}的通知") == ["关于", name, "的", "通知"]
    assert {"管理", "办法", name} <= set(words(name))
