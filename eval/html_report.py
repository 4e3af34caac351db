"""An evaluation as one page: no script, nothing fetched, light and dark, printable; all text is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from eval.evaluation import Evaluation
from eval.metrics import MEASURES


def page(evaluation: Evaluation, kinds: Mapping[str, str]) -> str:
    """The page; ``kinds`` are the kinds of questions as people call them."""
    compared = evaluation.comparison
    changes = {"变坏": compared.broken, "修好": compared.fixed, "说法变了": compared.changed} if compared else {}
    return _template().render(
        evaluation=evaluation,
        summary=evaluation.summary,
        measures=MEASURES,
        kinds=kinds,
        failures=evaluation.cases([outcome.id for outcome in evaluation.summary.failures]),
        changes={name: evaluation.cases(ids) for name, ids in changes.items()},
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("report.html")
