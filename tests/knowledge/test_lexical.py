"""The lexical index against a straightforward computation of BM25, through additions, removals, seals and damage."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.health import LEXICAL_STALE
from knowledge.lexical import LexicalIndex, index, part
from knowledge.library import Library, Source
from knowledge.loading.extract import of_text
from knowledge.sealing import SealedFolders
from knowledge.store import Tokens
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


def shares(library: Library, lexical: LexicalIndex) -> dict[str, dict[str, float]]:
    coverage = lexical.coverage(words(QUESTION), bigrams(QUESTION))
    passages = [p for s in library.documents() for p in library.passages_of(s.document_id)]
    return {passage.id: coverage.of(passage.id) for passage in passages}


def close(left: dict[str, dict[str, float]], right: dict[str, dict[str, float]]) -> bool:
    return left.keys() == right.keys() and all(left[p] == pytest.approx(right[p], abs=1e-6) for p in left)


def test_shares_are_those_of_a_straightforward_computation(plain_library: Library) -> None:
    add(plain_library, 甲="图书馆每人可借阅六册。", 乙="图书馆八点开门，图书馆周一闭馆。", 丙="停车免费。")
    passages = [p for s in plain_library.documents() for p in plain_library.passages_of(s.document_id)]
    found = shares(plain_library, plain_library.lexical)
    for name, tokenize in (("words", words), ("bigrams", bigrams)):
        texts = [[*tokenize(p.title), *tokenize(" ".join(p.section)), *tokenize(p.text)] for p in passages]
        wanted = expected(texts, tokenize(QUESTION), 0.75)
        assert [found[p.id][name] for p in passages] == pytest.approx(wanted, abs=1e-6)


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


def anew(library: Library) -> LexicalIndex:
    """An index that knows no folder and reads everything from the store."""
    return LexicalIndex(library.store, library.store.path.parent / "no folder")


def home_of(library: Library) -> Path:
    return library.store.path.with_suffix(".lexical")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few passages are many here, so that folders are sealed and the index has several parts."""
    monkeypatch.setattr(index, "_AT_MOST", 2)
    monkeypatch.setattr(part, "_READ_AT_ONCE", 2)


@pytest.mark.usefixtures("small_parts")
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=8))
def test_an_index_that_follows_changes_equals_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int, int]]
) -> None:
    home = tmp_path_factory.mktemp("home")
    library = Library(Path(home) / "library.sqlite3", Path(home) / "chroma", None)
    reader = LexicalIndex(library.store, home_of(library))
    for adding, which, times in steps:
        if adding:
            add(library, **{f"文件{which}": "图书馆借阅规定。" * times + f"第{which}号，册数不限。"})
        elif held := library.documents():
            library.remove(held[which % len(held)].document_id)
        wanted = shares(library, anew(library))
        opened = LexicalIndex(library.store, home_of(library))
        assert all(close(shares(library, seen), wanted) for seen in (library.lexical, reader, opened))
        assert library.lexical.frequency("words", "借阅") == anew(library).frequency("words", "借阅")


SEVEN = {f"文件{number}": f"图书馆借阅规定第{number}号。" for number in range(7)}


@pytest.fixture
def sealed(small_parts: None, plain_library: Library) -> Library:
    add(plain_library, **SEVEN)
    assert plain_library.lexical.is_current()
    assert (home_of(plain_library) / "seal.json").exists()
    return plain_library


def read_from_the_store(library: Library) -> int:
    """How many passages an index that is opened now reads from the store; what it says is right in any case."""
    wanted = shares(library, anew(library))
    read: list[int] = []

    def parts_of(tokens: Iterable[Tokens]) -> Iterator[part.Part]:
        for one in part.parts_of(tokens):
            read.append(len(one.ids))
            yield one

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "parts_of", parts_of)
        assert close(shares(library, LexicalIndex(library.store, home_of(library))), wanted)
    return sum(read)


def test_what_is_sealed_is_not_read_from_the_store_again(sealed: Library) -> None:
    assert read_from_the_store(sealed) == 0
    add(sealed, 新="图书馆新规。")
    assert read_from_the_store(sealed) == 1


DAMAGE = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "another byte": lambda path: path.write_bytes(path.read_bytes()[:-2] + b"?" + path.read_bytes()[-1:]),
    "deleted": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["seal.json", "words.passages.rows.npy", "bigrams.txt", "passages.txt", "owners.npy"])
def test_a_damaged_folder_changes_no_result_is_reported_and_mended(sealed: Library, name: str, damage: str) -> None:
    (path,) = home_of(sealed).rglob(name)
    DAMAGE[damage](path)

    assert read_from_the_store(sealed) == 7
    assert sealed.check().problems == (LEXICAL_STALE,)
    assert sealed.check(repair=True).repaired
    assert sealed.check().problems == ()
    assert read_from_the_store(sealed) == 0


def test_a_folder_of_another_store_or_another_tokenizer_is_not_used(sealed: Library) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_MADE_BY", "another tokenizer")
        assert read_from_the_store(sealed) == 7
    assert read_from_the_store(sealed) == 0

    with sealed.store.change() as db:
        db.execute("UPDATE meta SET value = 'another' WHERE key = 'identity'")
    assert read_from_the_store(sealed) == 7


def test_a_folder_that_lacks_a_document_is_not_used_whatever_its_seal_says(sealed: Library) -> None:
    folders = SealedFolders(home_of(sealed))
    seal = folders.seal()
    assert seal is not None
    whole = part.Part.open(folders.home / seal.folder, seal.last)
    folder = folders.new_folder()
    whole.only(np.array([True] * 6 + [False])).save(folder)
    folders.put_in_place(folder, seal.model, seal.store, seal.count, seal.last)

    assert read_from_the_store(sealed) == 7


def test_full_text_that_is_made_anew_is_read_anew(sealed: Library) -> None:
    sealed.store.rebuild_full_text()

    assert read_from_the_store(sealed) == 7
    assert not sealed.lexical.is_current()
    sealed.prepare()
    assert sealed.lexical.is_current()


def test_a_reader_takes_up_the_folder_that_another_process_has_put_in_place(sealed: Library) -> None:
    reader = LexicalIndex(sealed.store, home_of(sealed))
    before = shares(sealed, reader)
    add(sealed, **{f"新文件{number}": "图书馆借阅册数不限。" for number in range(7)})

    after = shares(sealed, reader)
    assert (len(before), len(after)) == (7, 14)
    assert close(after, shares(sealed, anew(sealed)))
    assert reader._sealed is not None
    assert len(reader._sealed.ids) == 14


def test_a_document_that_went_and_came_again_is_counted_once(small_parts: None, plain_library: Library) -> None:
    add(plain_library, **SEVEN)
    document = plain_library.documents()[0]
    plain_library.remove(document.document_id)
    add(plain_library, **{document.title: SEVEN[document.title]})

    assert plain_library.lexical.frequency("words", "借阅") == 7
    assert close(shares(plain_library, plain_library.lexical), shares(plain_library, anew(plain_library)))


def test_a_library_that_is_emptied_covers_nothing_whatever_became_of_the_folder(sealed: Library) -> None:
    (home_of(sealed) / "seal.json").write_text("noise")
    for document in sealed.documents():
        sealed.remove(document.document_id)

    assert sealed.check().problems == ()
    assert LexicalIndex(sealed.store, home_of(sealed)).frequency("words", "借阅") == 0
    add(sealed, **SEVEN)
    assert read_from_the_store(sealed) == 0


def test_parts_hold_whole_documents(small_parts: None, plain_library: Library) -> None:
    add(plain_library, 长="\n\n".join(f"第{n}条 {'图书馆借阅规定。' * 40}" for n in range(1, 6)), 短="停车免费。")
    sizes = [len(p.ids) for p in part.parts_of(plain_library.store.tokens_after(0))]
    assert sizes == [summary.passages for summary in sorted(plain_library.documents(), key=lambda s: -s.passages)]
    assert sizes[0] > 2
