"""A judged run for people: Markdown in Chinese, and the files of ``--report DIR``."""

from __future__ import annotations

import json
from pathlib import Path

from eval.metrics import Figures, Outcome, Share, Summary
from eval.runner import Result, Run

_COLUMNS = ("类别", "题数", "全对", "事实", "出处", "评分", "引文")


def markdown(summary: Summary, run: Run) -> str:
    """The figures as tables, then every failure with its question, answer, what was expected and what was cited."""
    parts = ["# 评测报告", _by_kind(summary), _overall(summary), f"## 未通过（{len(summary.failures)}）"]
    results = {result.sample.id: result for result in run.results}
    parts += [_failure(outcome, results[outcome.id]) for outcome in summary.failures] or ["没有未通过的题。"]
    return "\n\n".join(parts) + "\n"


def write(directory: Path, summary: Summary, run: Run) -> None:
    """Write report.md, summary.json and predictions.jsonl (one raw answer a line) into the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    predictions = [
        {
            "id": result.sample.id,
            "answer": result.answer.to_dict() if result.answer else None,
            "error": result.error,
            "latency_ms": round(result.latency_ms, 1),
        }
        for result in run.results
    ]
    figures = json.dumps(summary.to_dict(), ensure_ascii=False, indent=2)
    (directory / "report.md").write_text(markdown(summary, run), encoding="utf-8")
    (directory / "summary.json").write_text(figures + "\n", encoding="utf-8")
    with (directory / "predictions.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions)


def _by_kind(summary: Summary) -> str:
    rows = [*((kind, figures) for kind, figures in summary.kinds.items()), ("合计", summary.overall)]
    return _table([_COLUMNS, *(_row(name, figures) for name, figures in rows)])


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    shares = (figures.passed, figures.facts, figures.evidence, figures.score, figures.quotes)
    return (name, str(figures.passed.total), *map(_share, shares))


def _overall(summary: Summary) -> str:
    refusals = summary.refusals
    return _table(
        [
            ("拒答与用时", ""),
            ("拒答准确率", _share(refusals.precision)),
            ("拒答召回率", _share(refusals.recall)),
            ("拒答 F1", "—" if refusals.f1 is None else f"{refusals.f1:.3f}"),
            ("误拒答", _share(refusals.false)),
            ("出错", str(summary.crashed)),
            ("用时 p50 / p95", f"{_milliseconds(summary.p50_ms)} / {_milliseconds(summary.p95_ms)}"),
        ]
    )


def _failure(outcome: Outcome, result: Result) -> str:
    sample, answer = result.sample, result.answer
    lines = [f"### {outcome.id}（{outcome.kind}）{sample.question}"]
    if answer is None:
        lines.append(f"- 出错：{_one_line(result.error or '')}")
    else:
        lines.append(f"- {'拒答' if answer.refused else '回答'}：{_one_line(answer.answer)}")
    lines.append(f"- 应为：{'拒答' if sample.refuse else '作答'}")
    lines += [f"- 事实{_mark(fact in outcome.missing_facts)}：`{fact}`" for fact in sample.facts]
    lines += [f"- 出处{_mark(snippet in outcome.missing_evidence)}：{snippet}" for snippet in sample.evidence]
    if outcome.score is False:
        lines.append(f"- 评分应为：{json.dumps(sample.score, ensure_ascii=False)}")
    citations = zip(answer.citations, outcome.quotes, strict=True) if answer else ()
    lines += [
        f"- 引用 [{c.n}]{'' if stands else '（与原文不符）'}：{' › '.join((c.title, *c.section))}：{_one_line(c.quote)}"
        for c, stands in citations
    ]
    return "\n".join(lines)


def _table(rows: list[tuple[str, ...]]) -> str:
    head, *body = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *body))


def _share(share: Share) -> str:
    return "—" if share.rate is None else f"{share.rate:.1%}（{share.hits}/{share.total}）"


def _milliseconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f} ms"


def _mark(missing: bool) -> str:
    return "（缺）" if missing else "（有）"


def _one_line(text: str) -> str:
    return " ".join(text.split())
