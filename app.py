"""The composition root: the command line and the web app are wired here, nothing is decided here."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from assistant import account_commands, model_commands, scoring_commands, terminal
from assistant.accounts import Accounts
from assistant.answers import Query
from assistant.conversation import ConversationsUnavailable
from assistant.settings import Settings
from eval import command as evaluation
from knowledge import backup as backups
from knowledge import loading
from knowledge.embedding import EmbeddingModelError, open_embedder
from knowledge.library import SAMPLE, IngestResult, Library, LibraryBusy, NoSuchDocument
from knowledge.reranking import RerankerError, open_reranker
from knowledge.store import SchemaMismatch, StoreDamaged
from knowledge.validity import standings

if TYPE_CHECKING:
    from assistant.chain import PolicyChain

cli = typer.Typer(add_completion=False, no_args_is_help=False, help="参阅：带出处的政策文件问答。")
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, highlight=False)

Home = Annotated[Path | None, typer.Option("--home", help="数据存放的文件夹（也可用环境变量 CANYUE_HOME）")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
_home: Path | None = None


@cli.callback(invoke_without_command=True)
def common(context: typer.Context, home: Home = None) -> None:
    """Without a command: serve."""
    global _home
    _home = home
    if context.invoked_subcommand is None:
        serve()


def settings() -> Settings:
    """The settings, with ``--home`` before the environment."""
    return Settings(home=_home) if _home else Settings()


scoring_commands.register(cli, settings)
account_commands.register(cli, settings)
model_commands.register(cli, settings)


def open_library(chosen: Settings) -> Library:
    """The library at the chosen home, with an embedder where there is a model, and the reranker of the settings."""
    embedder = open_embedder(chosen.home, chosen.embedding_model, chosen.model_endpoint, chosen.offline)
    reranker = open_reranker(chosen.reranker_model, chosen.model_endpoint, chosen.offline)
    return Library(chosen.database, chosen.index, embedder, reranker)


def open_chain(library: Library) -> PolicyChain:
    """The chain over the library, with the chat model of the settings (imports LangChain, so only where needed)."""
    from assistant.chain import PolicyChain
    from assistant.models import open_chat_model

    return PolicyChain(library, model=open_chat_model(settings()))


evaluation.register(cli, settings, open_library, open_chain)


def emit(value: Any) -> None:
    """JSON for programs, on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 7860,
    root_path: Annotated[str, typer.Option(help="反向代理把网页放在哪个路径下，如 /canyue")] = "",
    trusted_proxies: Annotated[str, typer.Option(help="反向代理的地址或网段，只信它们转来的访问者地址")] = "127.0.0.1",
    max_upload_mb: Annotated[int, typer.Option("--max-upload", min=1, help="上传一个文件最多几 MB")] = 50,
) -> None:
    """启动网页问答。资料库为空时先载入内置样例。"""
    from assistant import web

    accounts = Accounts(settings().home)
    library = open_library(settings())
    if not library.documents():
        err.print("资料库是空的，正在载入内置样例…")
        list(_ingest(library, [SAMPLE]))
    try:
        with terminal.Ingesting(err, 0) as progress:
            library.prepare(progress.watch)
    except LibraryBusy as busy:
        err.print(f"{busy}这期间用现有的索引回答。", markup=False)
    try:
        web.serve(
            open_chain(library),
            host,
            port,
            lambda address: err.print(f"参阅已就绪，请用浏览器打开 {address}"),
            accounts=accounts,
            max_upload_mb=max_upload_mb,
            trusted_proxies=trusted_proxies,
            root_path=root_path,
        )
    except (web.AddressInUse, web.AccountsNeeded) as refusal:
        fail(str(refusal))


@cli.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="文件或文件夹")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="载入内置样例")] = False,
    as_json: AsJson = False,
) -> None:
    """把文件收入资料库。"""
    chosen = [*(paths or []), *([SAMPLE] if sample else [])]
    if not chosen:
        raise typer.BadParameter("请给出文件或文件夹，或用 --sample 载入内置样例。")
    results: list[IngestResult] = []
    try:
        for result in _ingest(open_library(settings()), chosen):
            results.append(result)
            if as_json:  # a line a file, as soon as it is committed
                print(json.dumps(result.to_dict(), ensure_ascii=False), flush=True)
        stopped = False
    except KeyboardInterrupt:
        stopped = True
    if not as_json:
        terminal.print_ingested(out, results)
    if stopped:
        fail("已停止。上面列出的文件都已保存，算好的向量也在；再运行一次同样的命令就从这里继续。")
    if not results or all(result.status == "refused" for result in results):
        fail("没有收入任何文件：" + ("文件夹里没有可以读取的文件。" if not results else "原因见上。"))


def _ingest(library: Library, paths: list[Path]) -> Iterator[IngestResult]:
    """Take in the files; each result comes when it is committed."""
    files = list(loading.find_files(paths))
    with terminal.Ingesting(err, len(files)) as progress:
        for result in library.ingest(files, progress.watch):
            yield progress.done(result)


@cli.command()
def documents(
    as_of: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天判断是否有效")] = None,
    as_json: AsJson = False,
) -> None:
    """列出资料库里的文件，以及它们是否有效。"""
    summaries = open_library(settings()).documents()
    standing = standings(summaries, (as_of or dt.datetime.now()).date())
    if as_json:
        emit([summary.to_dict() | standing[summary.document_id].to_dict() for summary in summaries])
    else:
        terminal.print_documents(out, summaries, standing)


@cli.command()
def remove(document_id: Annotated[str, typer.Argument(help="文件编号，见 canyue documents")]) -> None:
    """从资料库移除一份文件。"""
    summary = open_library(settings()).remove(document_id)
    out.print(f"已移除《{summary.title}》及其 {summary.passages} 个段落。", markup=False)


@cli.command()
def check(
    repair: Annotated[bool, typer.Option("--repair", help="修复不一致之处")] = False, as_json: AsJson = False
) -> None:
    """检查资料库与向量索引是否一致。"""
    with terminal.Ingesting(err, 0) as progress:
        report = open_library(settings()).check(repair, progress.watch)
    if as_json:
        emit(report.to_dict())
    else:
        terminal.print_check(out, report)
    if report.problems and not report.repaired:
        fail("还有修复不了的问题，见上。" if repair else "资料库与索引不一致：运行 canyue check --repair 修复。")


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="备份文件，例如 参阅备份.zip")]) -> None:
    """把整个资料库备份成一个文件；可以边用边备份。"""
    made = backups.backup(settings().database, file)
    out.print(f"已备份 {made.documents} 份文件、{made.passages} 个段落到 {file}。", markup=False)


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="canyue backup 生成的备份文件")]) -> None:
    """用备份替换现在的资料库；先检查备份，原来的资料库另存一份。"""
    restored = backups.restore(file, settings().database)
    made = restored.manifest
    out.print(f"已从 {made.created} 的备份恢复 {made.documents} 份文件、{made.passages} 个段落。", markup=False)
    if restored.kept:
        out.print(f"原来的资料库保存在 {restored.kept}。", markup=False)
    with terminal.Ingesting(err, 0) as progress:
        open_library(settings()).prepare(progress.watch)


@cli.command()
def search(question: str, k: Annotated[int, typer.Option("-k", help="返回几段")] = 5, as_json: AsJson = False) -> None:
    """检索与问题最相近的段落。"""
    from knowledge.retrieval import search as find

    hits = find(open_library(settings()), question, k)
    if as_json:
        emit([hit.to_dict() for hit in hits])
    else:
        terminal.print_hits(out, hits)


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    history: Annotated[Path | None, typer.Option(help="此前对话的 JSON 文件：[{role, content}, …]")] = None,
    batch: Annotated[Path | None, typer.Option(help="每行一个问题的 JSONL 文件，需同时给 --json")] = None,
    today: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天回答")] = None,
    as_json: AsJson = False,
) -> None:
    """回答一个问题，或一批问题。"""
    if (question is None) == (batch is None):
        raise typer.BadParameter("请给出一个问题，或用 --batch 给出问题文件（二者选一）。")
    day = today.date() if today else None
    chain = open_chain(open_library(settings()))
    if batch is not None:
        from assistant.batch import answer_lines

        for record in answer_lines(chain, batch, day):
            print(json.dumps(record, ensure_ascii=False), flush=True)
        return
    from assistant.batch import read_history

    answer = chain.ask(Query(question or "", read_history(history) if history else (), day))
    if as_json:
        emit(answer.to_dict())
    else:
        terminal.print_answer(out, answer)


@cli.command()
def bench(
    folder: Annotated[
        Path, typer.Argument(help="放 corpus.jsonl[.gz]、queries.jsonl、qrels.tsv 的文件夹", metavar="DIR")
    ],
    systems: Annotated[str, typer.Option(help="要比较的检索系统，用逗号隔开")] = "",
    report: Annotated[Path | None, typer.Option(help="把 bench.json、bench.md 写到这个文件夹")] = None,
    as_json: AsJson = False,
) -> None:
    """在一个检索评测集上并列比较各种检索。"""
    from eval import bench as benchmark
    from eval.retrieval_set import RetrievalSetError, load

    chosen = settings()
    embedder = open_embedder(chosen.home, chosen.embedding_model, chosen.model_endpoint, chosen.offline)
    reranker = open_reranker(chosen.reranker_model, chosen.model_endpoint, chosen.offline)
    names = tuple(name.strip() for name in systems.split(",") if name.strip()) or benchmark.SYSTEMS
    try:
        with terminal.Ingesting(err, 0) as progress:
            result = benchmark.run(load(folder), names, embedder, chosen.home, progress.watch, reranker)
    except (RetrievalSetError, benchmark.BenchRefused) as refusal:
        fail(str(refusal))
    if report:
        benchmark.write(report, result)
    if as_json:
        emit(result.to_dict())
    else:
        out.print(benchmark.markdown(result), markup=False)


def fail(message: str) -> NoReturn:
    """End with status 1 and a sentence that says why and what to do."""
    err.print(message, markup=False)
    raise typer.Exit(1)


def main() -> None:
    """Run the command line; foreseen failures end in a sentence, not in a traceback."""
    foreseen = (
        ConversationsUnavailable, LibraryBusy, NoSuchDocument, SchemaMismatch, StoreDamaged, backups.BackupError,
        EmbeddingModelError, RerankerError,
    )  # fmt: skip
    try:
        cli(standalone_mode=True)
    except (
        *foreseen,
        *scoring_commands.FORESEEN,
        *account_commands.FORESEEN,
        *model_commands.FORESEEN,
        terminal.BadInput,
    ) as error:
        err.print(str(error), markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
