"""An evaluation for people: Markdown in Chinese for the terminal and a pull request, and the files of ``--report``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from eval import predictions
from eval.evaluation import Case, Evaluation
from eval.html_report import page
from eval.metrics import MEASURES, Figures
from eval.statistics import Estimate

KINDS = {
    "lookup": "查找", "table": "表格", "list": "列举", "compare": "比较", "aggregate": "汇总", "multi": "多问",
    "scoring": "评分", "advice": "建议", "follow_up": "追问", "unanswerable": "无依据", "injection": "植入指令",
    "meta": "自身",
}  # fmt: skip
"""The kinds of questions as people call them."""
_IN_KINDS = ("passed", "fact_recall", "evidence_recall", "citation_precision", "numeric_faithfulness", "ndcg@10")
_SHOWN_PASSAGES = 3
_LONG = 300


def markdown(evaluation: Evaluation, failures: bool = True) -> str:
    """The figures as tables, the comparison, then every failure: question, answer, expected, cited, retrieved."""
    summary = evaluation.summary
    parts = ["# 评测报告", _about(evaluation), *evaluation.notices]
    if evaluation.objections:
        parts.append("## 没有达到要求\n\n" + "\n".join(f"- {sentence}" for sentence in evaluation.objections))
    parts += ["## 各项指标", _measures(summary.overall), _refusals(evaluation), "## 各类问题", _by_kind(evaluation)]
    if evaluation.comparison:
        parts += ["## 与基线比较", _comparison(evaluation)]
    if evaluation.agreement:
        parts += ["## 模型作裁判（仅供参考）", _agreement(evaluation)]
    parts.append(f"## 未通过（{len(summary.failures)}）")
    if failures:
        parts += [_failure(case) for case in evaluation.cases([o.id for o in summary.failures])] or ["没有未通过的题。"]
    else:
        parts.append("、".join(outcome.id for outcome in summary.failures) or "没有未通过的题。")
    return "\n\n".join(parts) + "\n"


def write(directory: Path, evaluation: Evaluation) -> None:
    """Write report.md, report.html, summary.json and predictions.jsonl into the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    figures = json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2)
    (directory / "report.md").write_text(markdown(evaluation), encoding="utf-8")
    (directory / "report.html").write_text(page(evaluation, KINDS), encoding="utf-8")
    (directory / "summary.json").write_text(figures + "\n", encoding="utf-8")
    predictions.write(directory / "predictions.jsonl", evaluation.fingerprint, evaluation.predictions)


def _about(evaluation: Evaluation) -> str:
    made = evaluation.fingerprint
    said = [
        f"{len(evaluation.samples)} 题，通过 {sum(o.passed for o in evaluation.summary.outcomes)} 题；"
        f"回答方式 {made.model}，语义向量 {made.embedding or '无（只用全文检索）'}，指纹 {made.digest}。"
    ]
    if evaluation.skipped:
        said.append(
            f"跳过 {len(evaluation.skipped)} 题，资料库里没有它们所依据的文件：{'、'.join(evaluation.skipped)}。"
        )
    return "\n\n".join(said)


def _measures(figures: Figures) -> str:
    rows = [(m.name, _value(figures[m.key]), _interval(figures[m.key])) for m in MEASURES if figures[m.key].total]
    return _table(("指标", "值", "95% 区间"), rows)


def _refusals(evaluation: Evaluation) -> str:
    summary, refusals = evaluation.summary, evaluation.summary.refusals
    shares = (("拒答准确率", refusals.precision), ("拒答召回率", refusals.recall), ("误拒答", refusals.false))
    rows = [(name, _value(share), _interval(share)) for name, share in shares]
    rows.append(("拒答 F1", "—" if refusals.f1 is None else f"{refusals.f1:.3f}", ""))
    rows.append(("出错", str(summary.crashed), ""))
    rows.append(("用时 p50 / p95", f"{_milliseconds(summary.p50_ms)} / {_milliseconds(summary.p95_ms)}", ""))
    return _table(("拒答与用时", "值", "95% 区间"), rows)


def _by_kind(evaluation: Evaluation) -> str:
    names = {measure.key: measure.name for measure in MEASURES}
    rows = [
        (KINDS[kind], str(figures["passed"].total), *(_value(figures[key]) for key in _IN_KINDS))
        for kind, figures in evaluation.summary.kinds.items()
    ]
    return _table(("类别", "题数", *(names[key] for key in _IN_KINDS)), rows)


def _comparison(evaluation: Evaluation) -> str:
    comparison = evaluation.comparison
    assert comparison is not None
    counted = (
        ("修好", comparison.fixed), ("变坏", comparison.broken), ("说法变了、结果未变", comparison.changed),
        ("新增", comparison.added), ("移除", comparison.removed), ("跳过", comparison.skipped),
    )  # fmt: skip
    rows = [(name, str(len(ids)), "、".join(ids)) for name, ids in counted if ids]
    rows.append(("未变", str(comparison.unchanged), ""))
    parts = [_table(("与基线相比", "题数", "题号"), rows)]
    for name, ids in (("变坏", comparison.broken), ("修好", comparison.fixed)):
        for case in evaluation.cases(ids):
            lines = [f"- {name} {case.sample.id} {case.sample.question}", f"  - 现在：{said(case.prediction)}"]
            if case.before:
                lines.insert(1, f"  - 原来：{said(case.before)}")
            parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _agreement(evaluation: Evaluation) -> str:
    found = evaluation.agreement
    assert found is not None
    rows = [
        ("有依据", f"{found.faithful}/{found.judged}", _kappa(found.faithfulness_kappa)),
        ("完整", f"{found.complete}/{found.judged}", _kappa(found.completeness_kappa)),
    ]
    return f"由 {found.model} 评判，{found.unheard} 题没有得到意见。\n\n" + _table(
        ("看法", "认为是", "与确定性指标的一致性（Cohen κ）"), rows
    )


def _failure(case: Case) -> str:
    sample, outcome, prediction = case.sample, case.outcome, case.prediction
    lines = [f"### {sample.id}（{KINDS[sample.kind]}）{_one_line(sample.question)}"]
    lines += [f"- {'用户' if m.role == 'user' else '助手'}此前说：{_one_line(m.content)}" for m in sample.history]
    lines.append(f"- 答：{said(prediction)}")
    lines.append(f"- 应为：{'拒答' if sample.refuse else '作答'}")
    lines += [f"- 事实{_mark(fact in outcome.missing_facts)}：`{fact}`" for fact in sample.facts]
    lines += [f"- 出处{_mark(snippet in outcome.missing_evidence)}：{snippet}" for snippet in sample.evidence]
    if outcome.unfounded:
        lines.append(f"- 没有依据的数字：{'、'.join(outcome.unfounded)}")
    if sample.score and outcome.values["score_accuracy"] == 0:
        lines.append(f"- 评分应为：{json.dumps(sample.score, ensure_ascii=False)}")
    citations = prediction.answer.citations if prediction and prediction.answer else ()
    lines += [
        f"- 引用 [{c.n}]{'' if stands else '（与原文不符）'}：{' › '.join((c.title, *c.section))}：{_one_line(c.quote)}"
        for c, stands in zip(citations, outcome.quotes, strict=True)
    ]
    seen = prediction.retrieved[:_SHOWN_PASSAGES] if prediction else ()
    lines += [f"- 检索第 {rank} 段：{_one_line(passage.text)}" for rank, passage in enumerate(seen, 1)]
    return "\n".join(lines)


def said(prediction: predictions.Prediction | None) -> str:
    """What came of a question, on one line."""
    if prediction is None or prediction.answer is None:
        return f"出错：{_one_line(prediction.error or '') if prediction else '没有答案'}"
    return ("（拒答）" if prediction.answer.refused else "") + _one_line(prediction.answer.answer)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines: list[Sequence[str]] = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in lines)


def _value(estimate: Estimate) -> str:
    if estimate.mean is None:
        return "—"
    if estimate.hits is None:
        return f"{estimate.mean:.3f}（{estimate.total} 题）"
    return f"{estimate.mean:.1%}（{estimate.hits}/{estimate.total}）"


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return "—"
    return f"{estimate.low:.3f} … {estimate.high:.3f}"


def _kappa(value: float | None) -> str:
    return "无法计算" if value is None else f"{value:.2f}"


def _milliseconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f} ms"


def _mark(missing: bool) -> str:
    return "（缺）" if missing else "（有）"


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[:_LONG] + "…"
