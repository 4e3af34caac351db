"""What stands on a screen of 80 columns."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from assistant import terminal
from assistant.answers import Answer, Citation
from assistant.scoring_screen import print_scorecard
from knowledge.intake import IngestResult
from knowledge.store import DocumentSummary
from knowledge.validity import Standing
from tests.scoring.test_scorecard import EXAMPLE, card_of


@pytest.fixture
def console() -> Console:
    """80 columns, as the command line opens it."""
    return Console(file=io.StringIO(), width=80, soft_wrap=True, highlight=False)


def shown(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def summary(id: str, name: str, published: str) -> DocumentSummary:
    return DocumentSummary(
        document_id=id,
        title="实验室安全管理办法",
        path=f"/x/{name}",
        added_at="2026-01-01",
        passages=7,
        tables=0,
        pages=3,
        published=published,
        effective=None,
        ends=None,
        issue=None,
        number=None,
        repeals=(),
    )


def test_a_scorecard_has_its_figures_in_a_table_and_its_arithmetic_below(console: Console) -> None:
    print_scorecard(console, card_of(EXAMPLE))
    lines = shown(console)
    total = lines.index("总分 66.20 = 基础分 62.87 + 加分 3.33")
    below = lines.index("怎样得出：")
    assert total < below
    assert lines[below + 1] == "1.1  直接评分：直接给定评分 80；7 × 80 / 100 = 5.60"
    table = lines[:total]
    assert max(cell_len(line) for line in table[1:]) <= 80
    assert len(table) < 2 * len(card_of(EXAMPLE).lines) + 10  # no line is taller than its name


def test_documents_show_how_they_stand_in_full(console: Console) -> None:
    old = summary("0" * 16, "办法（2016）.txt", "2016-05-10")
    new = summary("1" * 16, "办法（2022）.pdf", "2022-11-03")
    standing = {
        old.document_id: Standing(superseded_by=new.document_id, superseded_on="2023-01-01"),
        new.document_id: Standing(),
    }
    terminal.print_documents(console, [old, new], standing)
    text = "\n".join(shown(console))
    for part in ("办法（2016）.txt", "2016-05-10", "2023-01-01 起有新版", "0" * 16, "1" * 16):
        assert part in text
    assert text.count("有新版") == 1
    assert "…" not in text


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (
            IngestResult("/x/a.pdf", "1", "办法", "added", None, 5, 2, 3, ("第 3 页是图像。",)),
            "已收入  a.pdf  《办法》3 页、5 段、2 张表\n        第 3 页是图像。",
        ),
        (IngestResult("/x/a.txt", "1", "办法", "unchanged", None, 5, 0), "未变　  a.txt  《办法》5 段"),
        (IngestResult("/x/[b].pdf", None, None, "refused", "读不了：请重存。"), "未收入  [b].pdf  读不了：请重存。"),
    ],
)
def test_a_file_taken_in_is_one_line_with_its_size_or_the_reason(
    console: Console, result: IngestResult, line: str
) -> None:
    terminal.print_ingested(console, [result])
    assert "\n".join(shown(console)[:-1]) == line


def test_a_citation_names_its_page(console: Console) -> None:
    cited = Citation(1, "p", "d", "办法", ("第一章", "第二条"), None, 4, 0, 2, "原文")
    terminal.print_answer(console, Answer("问", "问", "答 [1]", citations=(cited,), notices=("[1] 是扫描件。",)))
    assert shown(console) == ["※ [1] 是扫描件。", "答 [1]", "", "[1] 《办法》第一章 › 第二条　第 4 页", "    原文"]
