"""The samples over the built-in bulletin agree with its text and its table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from eval.dataset import DATASETS, Sample, load
from knowledge.library import SAMPLE

Rows = Callable[[dict[str, str]], bool]
SAMPLES = load(DATASETS / "builtin.jsonl")
LEAST = {
    "lookup": 60,
    "table": 30,
    "list": 22,
    "compare": 18,
    "aggregate": 20,
    "multi": 20,
    "follow_up": 20,
    "unanswerable": 45,
    "injection": 6,
    "scoring": 12,
    "advice": 8,
    "meta": 6,
}
# Facts that are worked out and stand nowhere: sums, counts, scores, and in k216 a choice within a list.
WORKED_OUT = {sample.id for sample in SAMPLES if sample.kind in ("aggregate", "scoring", "advice")} | {
    "k210",
    "k216",
    "k244",
}


def corpus() -> list[str]:
    (file,) = SAMPLE.glob("*.md")
    return file.read_text(encoding="utf-8").splitlines()


def table() -> list[dict[str, str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in corpus() if line.startswith("|")]
    head, _, *body = rows
    return [dict(zip(head, row, strict=True)) for row in body]


def weight(row: dict[str, str], column: str) -> int:
    """The percentage in a cell; a dash, and the bonus, which is points, are none."""
    return int(row[column][:-1]) if row[column].endswith("%") else 0


def code(row: dict[str, str]) -> str:
    return row["评价指标"].split()[0]


def sample_asking(question: str) -> Sample:
    (found,) = [sample for sample in SAMPLES if sample.question == question]
    return found


def test_every_kind_is_asked_often_enough_and_no_question_twice() -> None:
    kinds: Counter[str] = Counter(sample.kind for sample in SAMPLES)
    assert {kind: kinds[kind] for kind, least in LEAST.items() if kinds[kind] < least} == {}
    assert [question for question, n in Counter(s.question for s in SAMPLES).items() if n > 1] == []


def test_every_sample_says_what_it_tests_and_asks_for_something() -> None:
    assert [sample.id for sample in SAMPLES if not sample.why] == []
    assert [sample.id for sample in SAMPLES if sample.refuse != (sample.kind == "unanswerable")] == []
    assert [sample.id for sample in SAMPLES if bool(sample.facts) == sample.refuse] == []


def test_every_piece_of_evidence_stands_in_exactly_one_line_and_in_one_cell() -> None:
    lines = corpus()
    found = {(s.id, snippet): sum(snippet in line for line in lines) for s in SAMPLES for snippet in s.evidence}
    assert {key: times for key, times in found.items() if times != 1} == {}
    assert [(s.id, e) for s in SAMPLES for e in s.evidence if "|" in e or not 7 <= len(e) <= 40] == []


def test_every_fact_that_is_not_worked_out_matches_the_text() -> None:
    text = "".join("".join(corpus()).split())
    asked = [sample for sample in SAMPLES if sample.id not in WORKED_OUT]
    assert [(s.id, fact) for s in asked for fact in s.facts if not re.search(fact, text)] == []


@pytest.mark.parametrize(
    ("question", "rows", "answer"),
    [
        ("指标体系里定性指标一共几个？", lambda r: r["指标类别"] == "定性", "共{n}个"),
        ("定量的有多少项？", lambda r: r["指标类别"] == "定量", "共{n}项"),
        ("一览表总共列了多少项指标（含加分项）？", lambda r: True, "共{n}项"),
        ("普通众创空间实际要考评的指标有几项，连加分一起算？", lambda r: r["众创空间权重"] != "—", "共{n}项"),
        ("孵化绩效这组一共几项指标？", lambda r: r["一级指标"].startswith("孵化绩效"), "共{n}项"),
        ("两类空间共同适用的指标有多少项", lambda r: "—" not in r.values(), "共{n}项"),
    ],
)
def test_counts_asked_for_are_those_of_the_table(question: str, rows: Rows, answer: str) -> None:
    (fact,) = sample_asking(question).facts
    n = sum(map(rows, table()))
    assert re.search(fact, answer.format(n=n))
    assert not re.search(fact, answer.format(n=n + 1))


@pytest.mark.parametrize(
    ("question", "column", "rows"),
    [
        ("普通空间的定性指标权重加起来占多少？", "众创空间权重", lambda r: r["指标类别"] == "定性"),
        ("专业化空间的定量指标（不算加分）权重合计是多少", "专业化众创空间权重", lambda r: r["指标类别"] == "定量"),
        (
            "可持续发展里给普通空间的定量指标权重合计多少？",
            "众创空间权重",
            lambda r: r["指标类别"] == "定量" and r["一级指标"].startswith("可持续发展"),
        ),
        (
            "2.1和2.3两项加一块，普通空间占几个点？",
            "众创空间权重",
            lambda r: code(r) in ("2.1", "2.3"),
        ),
        ("2.5、2.6、2.7 三项一共多少权重", "众创空间权重", lambda r: code(r) in ("2.5", "2.6", "2.7")),
        ("两个加起来是多少？", "众创空间权重", lambda r: code(r) in ("2.7", "2.8")),
    ],
)
def test_sums_asked_for_are_those_of_the_table(question: str, column: str, rows: Rows) -> None:
    (fact,) = sample_asking(question).facts
    total = sum(weight(row, column) for row in table() if rows(row))
    assert re.search(fact, f"合计 {total}%")
    assert not re.search(fact, f"合计 {total + 1}%")
