"""``canyue eval``: what is asked for on the command line, and what is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.chain import PolicyChain
    from knowledge.library import Library

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, highlight=False)


def register(
    cli: typer.Typer,
    settings: Callable[[], Settings],
    open_library: Callable[[Settings], Library],
    open_chain: Callable[[Library], PolicyChain],
) -> None:
    """Add ``eval`` to ``cli``; the chain it asks is the one that ``open_chain`` gives."""

    @cli.command(name="eval")
    def evaluate(
        datasets: Annotated[
            list[Path] | None, typer.Argument(metavar="[DATASET…]", help="评测集 JSONL；缺省为内置样例的评测集")
        ] = None,
        baseline: Annotated[
            Path | None, typer.Option(help="与它逐题比较：基线 JSON，或另一次运行的 predictions.jsonl")
        ] = None,
        report: Annotated[Path | None, typer.Option(help="把报告写到这个文件夹")] = None,
        update_baseline: Annotated[bool, typer.Option("--update-baseline", help="把这次的结果写成基线")] = False,
        predictions: Annotated[
            Path | None, typer.Option("--predictions", help="只给一次运行的 predictions.jsonl 重新评分，不再提问")
        ] = None,
        fresh: Annotated[bool, typer.Option("--fresh", help="不接着上次，从头问起")] = False,
        judge: Annotated[bool, typer.Option("--judge", help="再请设置的语言模型评判（仅供参考）")] = False,
        from_feedback: Annotated[
            Path | None, typer.Option("--from-feedback", help="把网页里评为不好的问答写成样本草稿", metavar="OUT.jsonl")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    ) -> None:
        """跑评测集。内置评测集不需要先导入任何文件；低于基线或门槛时退出码为 3。"""
        if from_feedback:
            _drafts(from_feedback, settings().home)
            return
        from assistant.models import open_chat_model
        from eval.baseline import BaselineError
        from eval.dataset import DatasetError
        from eval.predictions import PredictionsError
        from eval.report import markdown, write
        from eval.session import EvaluationRefused, Request, second_opinion
        from eval.session import evaluate as run

        model = open_chat_model(settings()) if judge else None
        if judge and model is None:
            _fail("没有语言模型可以评判：请设置 CANYUE_LLM_BASE_URL 和 CANYUE_LLM_MODEL。")
        request = Request(datasets or (), baseline, update_baseline, predictions, fresh)
        try:
            found = run(request, settings(), open_library, open_chain)
        except (DatasetError, PredictionsError, BaselineError, EvaluationRefused) as error:
            _fail(str(error))
        except OSError as error:
            _fail(f"读写 {error.filename} 失败：{error.strerror}。")
        if model:
            found = second_opinion(found, model)
        if report:
            write(report, found)
        if as_json:
            print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        else:
            out.print(markdown(found, failures=report is None), markup=False)
        if found.objections:
            err.print("没有达到要求：\n" + "\n".join(found.objections), markup=False)
            raise typer.Exit(3)


def _drafts(path: Path, home: Path) -> None:
    from assistant.conversation import Conversations, ConversationsUnavailable
    from eval.feedback import FeedbackError, append

    try:
        added = append(path, Conversations(home).rated("down"))
    except (FeedbackError, ConversationsUnavailable) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"写不了 {path}：{error.strerror}。")
    err.print(
        f"写入 {added} 个样本草稿到 {path}：请补上 kind、facts 和 evidence，再运行 canyue eval {path}。", markup=False
    )


def _fail(message: str) -> NoReturn:
    err.print(message, markup=False)
    raise typer.Exit(1)
