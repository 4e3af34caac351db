from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Query, Turn
from eval.dataset import ASKED_ON, DATASETS, DatasetError, load, load_all
from knowledge.library import SAMPLE
from tests.shared_data import SHARED, needs_shared

GOOD = {
    "id": "t1",
    "question": "哪天印发？",
    "kind": "lookup",
    "facts": ["9月"],
    "evidence": ["九月印发"],
    "refuse": False,
}
ROOT = Path(__file__).resolve().parents[1]
# Their facts may be sums, counts and verdicts, which stand in no document.
WORKED_OUT = {"aggregate", "compare"}
SETS = sorted(path for path in DATASETS.glob("*.jsonl") if path.stem != "builtin")  # test_builtin_dataset.py


def write(path: Path, *lines: Any) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sample_becomes_the_query_the_chain_takes(tmp_path: Path) -> None:
    line = GOOD | {"history": [{"role": "user", "content": "众创空间"}], "today": "2026-11-22", "why": "a follow-up"}
    (sample,) = load(write(tmp_path / "s.jsonl", line))
    assert sample.query() == Query("哪天印发？", (Turn("user", "众创空间"),), dt.date(2026, 11, 22))


def test_only_id_question_and_kind_are_needed(tmp_path: Path) -> None:
    (sample,) = load(write(tmp_path / "s.jsonl", {"id": "m", "question": "你是谁", "kind": "meta"}))
    assert sample.query().today == ASKED_ON  # a run of tomorrow must bring the same
    assert (sample.facts, sample.evidence, sample.refuse, sample.score, sample.why) == ((), (), False, {}, "")


def test_blank_lines_and_a_byte_order_mark_are_no_samples(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text("\ufeff" + json.dumps(GOOD) + "\r\n\r\n  \n", encoding="utf-8")
    assert [sample.id for sample in load(path)] == ["t1"]


def test_a_line_separator_inside_a_question_does_not_split_the_line(tmp_path: Path) -> None:
    (sample,) = load(write(tmp_path / "s.jsonl", GOOD | {"question": "甲\u2028乙"}))
    assert sample.question == "甲\u2028乙"


@pytest.mark.parametrize(
    ("change", "said", "reason"),
    [
        ({"fact": ["9月"]}, "fact：不认识的键", "a misspelt key would silently drop the facts"),
        ({"kind": "lookups"}, "kind：应为 'lookup', 'table'", "an unknown kind"),
        ({"facts": ["(9月"]}, "facts.0：正则表达式“(9月”写错了", "a pattern that does not compile"),
        ({"facts": [""]}, "facts.0：不能为空", "an empty pattern matches everything"),
        ({"evidence": [" "]}, "evidence.0：不能为空", "blank evidence lies in everything"),
        ({"facts": "9月"}, "facts：应为数组", "a string is not a list"),
        ({"refuse": "no"}, "refuse：应为 true 或 false", "a word is not a truth value"),
        ({"refuse": True}, "refuse 为 true 时 evidence 和 score 应为空", "a refusal cites nothing"),
        ({"history": [{"role": "system", "content": ""}]}, "history.0.role：应为 'user' or 'assistant' 之一", "a role"),
        ({"question": "  "}, "question：不能为空", "nothing asked"),
    ],
)
def test_a_bad_sample_is_refused_with_its_line_and_what_was_expected(
    tmp_path: Path, change: dict[str, Any], said: str, reason: str
) -> None:
    with pytest.raises(DatasetError) as caught:
        load(write(tmp_path / "s.jsonl", GOOD | {"id": "t0"}, GOOD | change))
    assert "第 2 行：" in str(caught.value), reason
    assert said in str(caught.value), reason


def test_every_bad_line_is_named_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", "{", GOOD, {"id": "t2", "kind": "list"}, GOOD, "[]")
    with pytest.raises(DatasetError) as caught:
        load(path)
    first, *problems = str(caught.value).split("\n")
    assert first == f"评测集 {path} 有 4 行不合要求："
    assert [problem.split("：", 1)[0] for problem in problems] == ["第 1 行", "第 3 行", "第 4 行", "第 5 行"]
    assert "不是合法的 JSON" in problems[0]
    assert problems[1:] == ["第 3 行：question：缺少这个键", "第 4 行：id“t1”与第 2 行重复", "第 5 行：应为 JSON 对象"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "读不到评测集"), ("甲".encode("gb18030"), "不是 UTF-8 编码"), (b"\n\n", "里没有样本")],
)
def test_a_file_that_is_no_dataset_says_why(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "s.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match=said):
        load(path)


def test_there_are_datasets_to_check() -> None:
    assert "bulletin-2021-26.jsonl" in [path.name for path in SETS]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_dataset_of_the_project_is_valid_and_says_what_it_tests(path: Path) -> None:
    samples = load(path)
    assert [sample.id for sample in samples if not sample.why] == []
    assert [sample.id for sample in samples if sample.refuse != (sample.kind == "unanswerable")] == []
    asks_nothing = [s.id for s in samples if not (s.refuse or s.facts or s.score or s.kind == "meta")]
    assert asks_nothing == []


def test_no_question_is_asked_twice_in_one_set_or_across_sets() -> None:
    """The same words, whatever marks, blanks and particles, after the same history on the same day."""
    asked: Counter[tuple[object, ...]] = Counter()
    for sample in (sample for samples in load_all(SETS) for sample in samples):
        said = tuple(normalised(message.content) for message in sample.history)
        asked[normalised(sample.question), said, sample.query().today] += 1
    assert [question for (question, *_), times in asked.items() if times > 1] == []


def test_an_id_that_two_sets_share_is_named(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, GOOD) for name in ("a.jsonl", "b.jsonl")]
    with pytest.raises(DatasetError, match=r"b\.jsonl 与 .*a\.jsonl 都有 id“t1”"):
        load_all(paths)


def normalised(text: str) -> str:
    return re.sub(r"[^\w]|[呢呀啊吗吧嘛]", "", unicodedata.normalize("NFKC", text)).lower()


def plain(paths: Iterable[Path]) -> str:
    """The Chinese characters of the files, whatever stands between them."""
    return chinese("".join(path.read_text(encoding="utf-8") for path in paths))


def chinese(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_words_of_a_question_stand_in_code_prompts_or_vocabulary(path: Path) -> None:
    """Seven characters in a row that a question shares with the code, and with no document, were taken from it.

    Shorter runs are ordinary language; what stands in a document anyone may name. Examples on the page answer nothing.
    """
    code = [p for room in ("assistant", "knowledge", "prompts") for p in (ROOT / room).rglob("*")]
    code = [
        p for p in code if p.suffix in {".py", ".md", ".yaml"} and not {"web", "corpus", "indicators"} & set(p.parts)
    ]
    written = plain(code)
    needs_its_source(path)
    documents = plain([*(ROOT / "knowledge" / "indicators").glob("*.yaml"), *SAMPLE.glob("*.md")]) + chinese(
        "".join(source_lines(path))
    )
    leaked = [
        (sample.id, words)
        for sample in load(path)
        for run in re.findall(r"[\u4e00-\u9fff]{7,}", sample.question)
        for words in (run[i : i + 7] for i in range(len(run) - 6))
        if words in written and words not in documents
    ]
    assert leaked == []


def test_the_bulletin_set_has_the_mix_its_thresholds_are_made_for() -> None:
    kinds = Counter(sample.kind for sample in load(DATASETS / "bulletin-2021-26.jsonl"))
    assert kinds == {
        "lookup": 16,
        "table": 12,
        "unanswerable": 12,
        "list": 10,
        "multi": 6,
        "compare": 2,
        "aggregate": 2,
    }


def source_lines(path: Path) -> list[str]:
    """The lines of the documents that a set is about."""
    if path.stem.startswith("builtin"):
        files = list(SAMPLE.glob("*.md"))
    else:
        files = [file for file in (SHARED / "bulletins").rglob("*") if file.suffix in {".txt", ".md"}]
    return [line.replace("**", "") for file in files for line in file.read_text(encoding="utf-8").split("\n")]


def needs_its_source(path: Path) -> None:
    if not (path.stem.startswith("builtin") or SHARED.is_dir()):
        pytest.skip("the shared documents are not there")


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_piece_of_evidence_stands_verbatim_in_one_line_of_a_source(path: Path) -> None:
    needs_its_source(path)
    lines = source_lines(path)
    nowhere = [
        (sample.id, snippet)
        for sample in load(path)
        for snippet in sample.evidence
        if not any(snippet in line for line in lines)
    ]
    assert nowhere == []


@needs_shared
@pytest.mark.parametrize(
    "path", [path for path in SETS if not path.stem.startswith("builtin")], ids=lambda path: path.stem
)
def test_every_fact_can_be_found_in_the_sources(path: Path) -> None:
    text = "\n".join(source_lines(path))
    nowhere = [
        (sample.id, fact)
        for sample in load(path)
        for fact in sample.facts
        if not (sample.score or sample.kind in WORKED_OUT or re.search(fact, text))
    ]
    assert nowhere == []


@needs_shared
@pytest.mark.parametrize(
    "path", [path for path in SETS if not path.stem.startswith("builtin")], ids=lambda path: path.stem
)
def test_evidence_is_short_enough_to_lie_in_one_passage_and_long_enough_to_mean_one_place(path: Path) -> None:
    """A whole line or table cell may be short, and so may what stands in one line of each version."""
    lines = source_lines(path)
    whole = {part.strip() for line in lines for part in (line, *line.split("\t"))}
    wrong = [
        (sample.id, snippet)
        for sample in load(path)
        for snippet in sample.evidence
        if not (15 <= len(snippet) <= 60 or snippet in whole or sum(snippet in line for line in lines) <= 2)
    ]
    assert wrong == []
