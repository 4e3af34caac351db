"""The commands ``models fetch``, ``models list`` and ``llm``: what they print and how they fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from assistant import local_model
from assistant.settings import Settings, SettingsIncomplete
from knowledge import weights
from knowledge.embedding import open_embedder
from knowledge.reranking import OFF, OwnReranker, open_reranker

FORESEEN = (weights.WeightsUnavailable, local_model.LocalModelUnavailable, SettingsIncomplete)
"""What is raised where a model cannot be had; each says why, in Chinese."""

_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, highlight=False)


def register(cli: typer.Typer, settings: Callable[[], Settings]) -> None:
    """Add the commands to the command line; ``settings`` reads the settings when a command runs."""
    models = typer.Typer(help="模型：列出、获取。")
    cli.add_typer(models, name="models")

    @models.command()
    def fetch(
        name: Annotated[str | None, typer.Argument(help="语言模型的名称；缺省为语义向量模型（约 24 MB）")] = None,
    ) -> None:
        """获取语义向量模型，或指定名称的本地语言模型；中断后再运行一次会接着取。"""
        chosen = settings()
        if name is None or name == weights.NAME:
            _fetch_embedding(chosen)
        else:
            _fetch_language_model(chosen, local_model.named(name))

    @models.command(name="list")
    def list_models() -> None:
        """列出可用的模型：是否已获取、大小、位置。"""
        home = settings().home
        folder = weights.installed(home)
        _out.print(f"{weights.NAME}（语义向量，24 MB）：{folder or '未获取（运行 canyue models fetch）'}", markup=False)
        _out.print(f"重排模型：{_reranking(settings().reranker_model)}", markup=False)
        for model in local_model.MODELS:
            size = local_model.in_mb(model.size)
            _out.print(f"{model.name}（语言模型，{size}）：{_where(home, model)}", markup=False)

    @cli.command()
    def llm(
        model: Annotated[str, typer.Option(help="模型名称，见 canyue models list")] = local_model.MODELS[0].name,
        port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 8091,
    ) -> None:
        """在本机运行一个语言模型，供参阅撰写答案；按 Ctrl-C 停止。"""
        chosen = local_model.named(model)
        file = local_model.installed(settings().home, chosen)
        if file is None:
            raise local_model.LocalModelUnavailable(
                f"还没有获取 {chosen.name}（{local_model.in_mb(chosen.size)}）："
                f"请先运行 canyue models fetch {chosen.name}。"
            )
        _err.print(f"正在载入 {chosen.label}…", markup=False)
        with local_model.served(file, chosen.name, port) as base_url:
            _out.print(
                "本地语言模型已就绪，只在本机可以访问。在运行参阅的窗口里设置：\n"
                f"CANYUE_LLM_BASE_URL={base_url}\nCANYUE_LLM_MODEL={chosen.name}\n"
                f"CANYUE_LLM_EVIDENCE_CHARS={local_model.EVIDENCE_CHARS}",
                markup=False,
            )
            _wait_for_interrupt()


def _fetch_embedding(chosen: Settings) -> None:
    if chosen.embedding_model:
        embedder = open_embedder(chosen.home, chosen.embedding_model, chosen.model_endpoint, chosen.offline)
        assert embedder is not None
        embedder.warm_up()
        _err.print(f"语义向量模型 {chosen.embedding_model} 可以使用。", markup=False)
        return
    weights.fetch(
        chosen.home, local=chosen.weights_dir, endpoint=chosen.model_endpoint, offline=chosen.offline, console=_err
    )


def _fetch_language_model(chosen: Settings, model: local_model.LocalModel) -> None:
    _err.print(f"正在获取 {model.label}（{local_model.in_mb(model.size)}，分 {model.parts} 个软件包）", markup=False)
    columns = TextColumn("  {task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as progress:
        task = progress.add_task(model.name, total=model.size)
        file = local_model.fetch(chosen.home, model, lambda size: progress.update(task, completed=size), chosen.offline)
    _err.print(f"语言模型已就绪：{file}\n运行 canyue llm --model {model.name} 启动它。", markup=False)


def _reranking(named: str | None) -> str:
    reranker = open_reranker(named)
    if isinstance(reranker, OwnReranker):
        return "自带的（24 MB），随程序一起"
    return "不用" if named == OFF else named or "没有：自带的权重文件不在"


def _where(home: Path, model: local_model.LocalModel) -> str:
    partial = local_model.partial_file(home, model)
    begun = f"已取 {local_model.in_mb(partial.stat().st_size)}，" if partial.exists() and partial.stat().st_size else ""
    return str(local_model.installed(home, model) or f"{begun}未获取（运行 canyue models fetch {model.name}）")


def _wait_for_interrupt() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        _err.print("已停止。")
