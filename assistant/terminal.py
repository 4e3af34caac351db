"""What the command line shows: progress, lists, answers. Only rich, no decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant.answers import Answer
from assistant.standing_words import said
from knowledge.library import CheckReport, IngestResult
from knowledge.retrieval import Hit
from knowledge.segmentation import fold
from knowledge.store import DocumentSummary
from knowledge.validity import Standing

STATUS = {"added": "已收入", "unchanged": "未变", "replaced": "已更新", "refused": "未收入"}


class BadInput(ValueError):
    """Something the user gave cannot be used; the message says what was seen and what was expected."""


class Ingesting:
    """Two bars: files, and the passages of the file being embedded."""

    def __init__(self, console: Console, files: int) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._progress = Progress(*columns, console=console, transient=True)
        self._files = self._progress.add_task("读取文件", total=files, visible=files > 0)
        self._passages = self._progress.add_task("计算向量", total=None, visible=False)

    def __enter__(self) -> Ingesting:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def watch(self, done: int, total: int) -> None:
        """Passages embedded of the current file."""
        self._progress.update(self._passages, completed=done, total=total, visible=done < total)

    def done(self, result: IngestResult) -> IngestResult:
        """One more file is finished."""
        self._progress.update(self._files, advance=1, description=f"读取文件 {Path(result.path).name[:24]}")
        return result


def print_ingested(console: Console, results: Sequence[IngestResult]) -> None:
    """A line per file, then how many of each."""
    for result in results:
        line = Text(f"{STATUS[result.status]:　<3}  ", style="yellow" if result.status == "refused" else "")
        line.append(f"{Path(result.path).name}  ", style="bold")
        line.append(result.reason or "" if result.status == "refused" else f"《{result.title}》{_size(result)}")
        console.print(line)
        for warning in result.warnings:
            console.print(Text(f"        {warning}", style="dim"))
    counts = {name: sum(result.status == status for result in results) for status, name in STATUS.items()}
    console.print("合计：" + "，".join(f"{name} {count}" for name, count in counts.items() if count), markup=False)


def _size(result: IngestResult) -> str:
    counted = ((result.pages, "页"), (result.passages, "段"), (result.tables, "张表"))
    return "、".join(f"{count} {unit}" for count, unit in counted if count)


def print_documents(console: Console, summaries: Sequence[DocumentSummary], standing: Mapping[str, Standing]) -> None:
    """The documents as a table: under each title its file, and how it stands where it does not simply hold."""
    if not summaries:
        console.print("资料库是空的：用 canyue ingest 收入文件，或 canyue ingest --sample 载入内置样例。")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("文件", overflow="fold")
    table.add_column("公布", no_wrap=True)
    table.add_column("页", justify="right")
    table.add_column("段", justify="right")
    table.add_column("表", justify="right")
    table.add_column("编号", no_wrap=True)
    titles = {summary.document_id: summary.title for summary in summaries}
    for summary in summaries:
        what = Text(summary.title)
        what.append(f"\n  {Path(summary.path).name}", style="dim")
        if holds := said(standing[summary.document_id], titles, summary.title):
            what.append(f"\n  {holds}", style="yellow")
        sizes = (str(size or "") for size in (summary.pages, summary.passages, summary.tables))
        table.add_row(what, summary.published or "", *sizes, summary.document_id)
    console.print(table)


def print_check(console: Console, report: CheckReport) -> None:
    """Whether all is well, else what is not."""
    console.print(f"{report.documents} 份文件，{report.passages} 个段落，索引 {report.indexed} 个。", markup=False)
    if report.mode == "full_text":
        console.print("没有语义向量模型，只用全文检索：运行 canyue models fetch 获取模型。")
    for problem in report.problems:
        console.print(("已修复：" if report.repaired else "") + problem, markup=False)
    if not report.problems:
        console.print("没有发现问题。")


def print_hits(console: Console, hits: Sequence[Hit]) -> None:
    """The passages found, best first."""
    for number, hit in enumerate(hits, 1):
        place = _place(hit.passage.title, hit.passage.section, hit.passage.page)
        console.print(f"{number}. {place}  {hit.score:.3f}", markup=False)
        console.print(f"   {hit.passage.text}", markup=False)
    if not hits:
        console.print("没有找到相近的段落。")


def print_answer(console: Console, answer: Answer) -> None:
    """The answer, then its sources; after a refusal the nearest passages."""
    for notice in answer.notices:
        console.print(f"※ {notice}", markup=False)
    if answer.standalone_question != answer.question:
        console.print(f"（按“{answer.standalone_question}”回答）", markup=False)
    console.print(answer.answer, markup=False)
    for citation in answer.citations:
        console.print(f"\n[{citation.n}] {_place(citation.title, citation.section, citation.page)}", markup=False)
        console.print(f"    {fold(citation.quote)}", markup=False)
        if citation.url:
            console.print(f"    {citation.url}", markup=False)
    if answer.related:
        console.print("\n相近的段落（不是依据）：")
        for related in answer.related:
            console.print(f"  · {_place(related.title, related.section)}：{related.text[:80]}…", markup=False)


def _place(title: str, section: Sequence[str], page: int | None = None) -> str:
    return f"《{title}》" + " › ".join(section) + ("" if page is None else f"　第 {page} 页")
