"""Text that was read from an image is told as such, with how sure the reading is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answers import Citation, Query
from assistant.chain import PolicyChain
from assistant.notices import percent, recognised
from knowledge.documents import Document, Page
from knowledge.library import Library
from tests.shared_data import SHARED, needs_shared

SCAN = SHARED / "data" / "files" / "ocr_chatchat" / "ocr_test.jpg"
PAGES = (Page(1, 0, 100), Page(2, 100, 200, 0.934), Page(3, 200, 300, 0.879))


def document(id: str, *pages: Page) -> Document:
    return Document(id, f"文件{id}", f"{id}.pdf", "字" * 300, (), pages=pages)


def citation(n: int, start: int, end: int, document_id: str = "甲") -> Citation:
    return Citation(n, f"p{n}", document_id, "", (), None, None, start, end, "字" * (end - start))


@pytest.mark.parametrize(
    ("citations", "notices"),
    [
        pytest.param([citation(1, 0, 100)], [], id="a page with text of its own, up to its last character"),
        pytest.param(
            [citation(1, 100, 101)],
            ["[1] 的文字由图像识别得来，请对照原件核对：《文件甲》第 2 页（平均置信度 93%）。"],
            id="the first character of a recognised page",
        ),
        pytest.param(
            [citation(1, 90, 110)],
            ["[1] 的文字由图像识别得来，请对照原件核对：《文件甲》第 2 页（平均置信度 93%）。"],
            id="a quote that only ends on a recognised page",
        ),
        pytest.param(
            [citation(1, 250, 260), citation(2, 10, 20), citation(3, 150, 210)],
            [
                "[1][3] 的文字由图像识别得来，请对照原件核对："
                "《文件甲》第 2 页（平均置信度 93%）、第 3 页（平均置信度 87%）。"
            ],
            id="one notice a document, with every page once and in order",
        ),
        pytest.param(
            [citation(1, 0, 10, "乙"), citation(2, 150, 160)],
            [
                "[1] 的文字由图像识别得来，请对照原件核对：《文件乙》第 1 页（平均置信度 60%）。",
                "[2] 的文字由图像识别得来，请对照原件核对：《文件甲》第 2 页（平均置信度 93%）。",
            ],
            id="two documents in the order of the citations",
        ),
        pytest.param([citation(1, 0, 300, "丙")], [], id="a document without pages"),
    ],
)
def test_every_citation_from_a_recognised_page_is_named(citations: list[Citation], notices: list[str]) -> None:
    documents = {"甲": document("甲", *PAGES), "乙": document("乙", Page(1, 0, 300, 0.6)), "丙": document("丙")}
    assert list(recognised(citations, documents)) == notices


@pytest.mark.parametrize(
    ("confidence", "said"), [(1.0, "100%"), (0.9999, "99%"), (0.57, "57%"), (0.29, "29%"), (0.0, "0%")]
)
def test_a_confidence_is_never_rounded_up(confidence: float, said: str) -> None:
    assert percent(confidence) == said


@pytest.mark.slow
@needs_shared
def test_an_answer_from_a_scan_says_so_and_where(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3", tmp_path / "chroma", None)
    assert [result.status for result in library.ingest([SCAN])] == ["added"]
    (summary,) = library.documents()
    (page,) = library.document(summary.document_id).pages
    answer = PolicyChain(library).ask(Query("横向文本框里写了什么？"))
    (cited,) = answer.citations
    assert (cited.page, page.number) == (1, 1)
    assert page.confidence is not None
    sure = percent(page.confidence)
    assert answer.notices[-1] == (
        f"[1] 的文字由图像识别得来，请对照原件核对：《{summary.title}》第 1 页（平均置信度 {sure}）。"
    )
