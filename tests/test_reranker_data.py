"""What the reranker learns from: questions made by rule, other wordings, groups of one right and hard wrong texts."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.reranker.groups import WRONG, groups
from eval.reranker.law_questions import Article, questions_on
from eval.reranker.listings import Candidate, Listing, halves
from eval.reranker.trial import try_on
from eval.reranker.wording import reworded, short_title, with_arabic_clause

IN_FORCE = "第二十条 本办法自2024年3月1日起施行。"


def statute(name: str, place: str, number: int) -> list[Article]:
    texts = ["第一条 为了规范仓储，制定本办法。", *["第二条 仓库应当防火。"] * 8, IN_FORCE]
    return [
        Article(f"{number}#{i}", f"{place}{name}", text, str(number), text.split()[0]) for i, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("text", "answer", "asked"),
    [
        (IN_FORCE, "2024年3月1日", "施行|生效|实施"),  # the date itself is the answer
        ("第三条 本办法所称仓库，是指存放货物的场所。", "", "仓库"),  # the whole article answers
        ("第四条 商务主管部门负责本市仓储业的监督管理工作。", "商务主管部门", "仓储业的监督管理"),
        ("第五条 违反本办法规定，擅自改变仓库用途的，处一万元罚款。", "", "擅自改变仓库用途.*(?:罚|责任)"),
        ("第六条 申请仓储经营许可应当具备下列条件：", "", "申请仓储经营许可.*(?:条件|什么样)"),
        ("第七条 仓储企业应当自变更之日起三十日内办理登记", "三十日", "自变更之日起(?:多少|几)日内"),
    ],
)
def test_a_rule_asks_for_the_fact_that_an_article_states(text: str, answer: str, asked: str) -> None:
    articles = [
        Article(f"{n}#{i}", f"甲{n}仓储管理办法", text, str(n), text.split()[0]) for n in range(12) for i in range(8)
    ]
    made = questions_on(articles)
    texts = [query.text for query in made.retrieval.queries if made.answers.get(query.id, ("",))[0] == answer]
    assert any(re.search(asked, text) for text in texts)
    known = {article.id for article in articles}
    assert all(set(made.retrieval.qrels[query.id]) <= known for query in made.retrieval.queries)


def test_statutes_that_differ_in_place_only_are_taken_in_together_and_questions_on_them_name_theirs() -> None:
    names = ("仓储管理办法", "农田灌溉办法")
    places = ("河南省", "山东省")
    articles = [a for i, n in enumerate(names) for j, p in enumerate(places) for a in statute(n, p, 2 * i + j)]
    made = questions_on(articles)
    titles = {document.title for document in made.retrieval.documents}
    taken = [name for name in names if f"河南省{name}第一条" in titles]
    assert taken
    assert all(f"山东省{name}第一条" in titles for name in taken)
    asked = {query.id for query in made.retrieval.queries if made.answers.get(query.id) == ("2024年3月1日",)}
    assert asked
    assert asked <= made.named
    assert questions_on(articles) == made


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("河南省职业教育条例", "河南省职业教育"),  # the kind of document goes
        ("仓储条例", "仓储条例"),  # too little would be left
        ("上海市实施《节约能源法》办法（修正）", "上海市实施《节约能源法》"),  # the version goes as well
    ],
)
def test_a_title_is_shortened_as_people_do(title: str, short: str) -> None:
    assert short_title(title) == short


@pytest.mark.parametrize(
    ("clause", "digits"),
    [
        ("第三条", "第3条"),
        ("第十条", "第10条"),
        ("第十二条", "第12条"),
        ("第四十条", "第40条"),
        ("第九十九条", "第99条"),
        ("第一百零二条", "第一百零二条"),  # beyond the rule: as it is
        ("前言", "前言"),  # no number at all
    ],
)
def test_a_clause_number_can_be_written_in_digits(clause: str, digits: str) -> None:
    assert with_arabic_clause(clause) == digits


@given(st.text(min_size=1, max_size=40), st.integers())
def test_rewording_is_the_same_every_time_and_loses_little(question: str, seed: int) -> None:
    made = reworded(question, random.Random(seed))
    assert made == reworded(question, random.Random(seed))
    assert len(made) >= len(question.rstrip("？?。")) // 2


def listing(number: int) -> Listing:
    right = "甲办法\n仓库在开业以前要先做好很多别的准备，这里不一一说明，各地另有通知。三十日内办理登记。"
    wrong = [Candidate(f"w{i}", f"乙办法\n第{i}句与此无关的话有几个字。", 0.5 - i / 100, False) for i in range(6)]
    doubtful = Candidate("d", "丙办法\n三十日内办理登记。", 0.9, None)
    found = (doubtful, Candidate("r", right, 0.8, True), *wrong)
    return Listing("set", f"q{number}", "多少日内办理登记", {"r": 1.0}, ("三十日",), found, ())


def test_a_group_has_one_right_passage_at_most_and_it_comes_first() -> None:
    made = groups([listing(n) for n in range(20)], 400, random.Random(1))
    assert len(made) == 400
    assert 30 < sum(not group.answered for group in made) < 90
    for group in made:
        holding = ["三十日" in passage for passage in group.passages]
        assert holding == [group.answered, *[False] * (len(holding) - 1)]
        assert len(group.passages) <= WRONG + 1
        assert not any("丙办法" in passage for passage in group.passages)  # what says the same is not wrong
    cut = [group for group in made if any("仓库在开业以前" in passage for passage in group.passages[1:])]
    assert cut  # the right passage less its answer is among the wrong ones
    assert groups([listing(n) for n in range(20)], 400, random.Random(1)) == made


def test_halves_share_no_question_and_lose_none() -> None:
    first, second = halves([listing(n) for n in range(31)])
    assert sorted(x.id for x in (*first, *second)) == sorted(f"q{n}" for n in range(31))
    assert (len(first), len(second)) == (16, 15)


def test_a_trial_compares_ndcg_before_and_after_over_the_first_candidates_only() -> None:
    def last_first(question: str, texts: Sequence[str], scores: Sequence[float]) -> list[int]:
        return list(range(len(texts)))[::-1]

    figures = try_on([listing(1)], last_first, 2)
    assert (figures.before, figures.after) == pytest.approx((0.6309, 1.0), abs=1e-4)  # from rank 2 to rank 1
    assert figures.gain == pytest.approx(0.3691, abs=1e-4)
