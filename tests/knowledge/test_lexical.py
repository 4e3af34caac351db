"""The lexical index against a straightforward computation of BM25, through additions and removals."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import lexical
from knowledge.lexical import LexicalIndex
from knowledge.library import Library, Source
from knowledge.loading.extract import of_text
from knowledge.tokenization import bigrams, words

QUESTION = "图书馆借阅册数"


def expected(texts: list[list[str]], query: list[str], b: float) -> list[float]:
    """BM25 of each text as a share of the most a text could get."""
    mean = sum(map(len, texts)) / len(texts)
    scores, most = [0.0] * len(texts), 0.0
    for token in dict.fromkeys(query):
        seen = sum(token in text for text in texts)
        idf = math.log(1 + (len(texts) - seen + 0.5) / (seen + 0.5))
        most += idf * 2.2
        for i, text in enumerate(texts):
            count = Counter(text)[token]
            scores[i] += idf * count * 2.2 / (count + 1.2 * (1 - b + b * len(text) / mean)) if count else 0.0
    return [score / most for score in scores]


def add(library: Library, **texts: str) -> None:
    for _ in library.add(Source(name, f"{name}.txt", of_text(f"{name}\n{text}")) for name, text in texts.items()):
        pass


def shares(library: Library, index: LexicalIndex) -> dict[str, dict[str, float]]:
    coverage = index.coverage(words(QUESTION), bigrams(QUESTION))
    passages = [p for s in library.documents() for p in library.passages_of(s.document_id)]
    return {passage.id: coverage.of(passage.id) for passage in passages}


def close(left: dict[str, dict[str, float]], right: dict[str, dict[str, float]]) -> bool:
    return left.keys() == right.keys() and all(left[p] == pytest.approx(right[p], abs=1e-5) for p in left)


def test_shares_are_those_of_a_straightforward_computation(plain_library: Library) -> None:
    add(plain_library, 甲="图书馆每人可借阅六册。", 乙="图书馆八点开门，图书馆周一闭馆。", 丙="停车免费。")
    passages = [p for s in plain_library.documents() for p in plain_library.passages_of(s.document_id)]
    found = shares(plain_library, plain_library.lexical)
    for name, tokenize in (("words", words), ("bigrams", bigrams)):
        texts = [[*tokenize(p.title), *tokenize(" ".join(p.section)), *tokenize(p.text)] for p in passages]
        wanted = expected(texts, tokenize(QUESTION), 0.75)
        assert [found[p.id][name] for p in passages] == pytest.approx(wanted, abs=1e-5)


def test_the_best_are_in_order_of_their_share_and_only_those_that_share_a_word(plain_library: Library) -> None:
    add(plain_library, 甲="图书馆每人可借阅六册。", 乙="图书馆八点开门。", 丙="停车免费。")
    coverage = plain_library.lexical.coverage(words(QUESTION), bigrams(QUESTION))
    best = coverage.best(coverage.by["words"], 10, None)
    titles = [plain_library.store.passages([pid])[pid].title for pid in best]
    assert titles == ["甲", "乙"]
    one = next(s.document_id for s in plain_library.documents() if s.title == "乙")
    assert coverage.best(coverage.by["words"], 10, {one}) == best[1:]
    assert coverage.best(coverage.by["words"], 1, None) == best[:1]
    assert coverage.best(coverage.by["words"], 10, frozenset()) == []


def test_an_empty_library_covers_nothing(plain_library: Library) -> None:
    coverage = plain_library.lexical.coverage(["图书馆"], ["图书"])
    assert coverage.best(coverage.by["words"], 5, None) == []
    assert coverage.of("nothing") == {}
    assert plain_library.lexical.frequency("words", "图书馆") == 0


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few passages are many here, so that both parts of the index are used."""
    monkeypatch.setattr(lexical, "_NEWER_AT_MOST", 2)
    monkeypatch.setattr(lexical, "_READ_AT_ONCE", 2)


@pytest.mark.usefixtures("small_parts")
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=8))
def test_an_index_that_follows_changes_equals_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int, int]]
) -> None:
    home = tmp_path_factory.mktemp("home")
    library = Library(Path(home) / "library.sqlite3", Path(home) / "chroma", None)
    for adding, which, times in steps:
        if adding:
            add(library, **{f"文件{which}": "图书馆借阅规定。" * times + f"第{which}号，册数不限。"})
        elif held := library.documents():
            library.remove(held[which % len(held)].document_id)
        assert close(shares(library, library.lexical), shares(library, LexicalIndex(library.store)))
