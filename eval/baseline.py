"""The stored outcome of a run that later ones are held against: a line a sample, sorted, so that a diff can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.comparison import Verdict
from eval.metrics import MEASURES, Outcome, Summary
from eval.predictions import Fingerprint

EXTRACTIVE = Path(__file__).parent / "baselines" / "extractive.json"
"""The built-in sets as answered without a chat model, with the default embedding model."""


class BaselineError(ValueError):
    """A file that is no baseline; the message is for people."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    answer: str
    values: dict[str, Annotated[float, Field(ge=0, le=1)]]


class Baseline(BaseModel):
    """The models that a run was made with, and a verdict by sample."""

    model_config = ConfigDict(extra="forbid")

    model: str
    embedding: str | None
    samples: dict[str, _Line]

    def verdicts(self) -> dict[str, Verdict]:
        """By sample, as ``compare`` takes them."""
        return {id: Verdict(line.values, line.answer) for id, line in self.samples.items()}


def load(path: Path) -> Baseline:
    """A stored baseline. Raises BaselineError."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BaselineError(
            f"读不了基线文件 {path}：应是 canyue eval --update-baseline 写的 JSON，或一次运行的 predictions.jsonl。"
        ) from error


def store(path: Path, summary: Summary, fingerprint: Fingerprint) -> None:
    """Write the run down as the baseline: no times, no places, nothing that differs between two equal runs."""
    head = json.dumps({"model": fingerprint.model, "embedding": fingerprint.embedding}, ensure_ascii=False)
    lines = [
        f"{json.dumps(o.id, ensure_ascii=False)}: {_line(o)}" for o in sorted(summary.outcomes, key=lambda o: o.id)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head[:-1] + ', "samples": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def _line(outcome: Outcome) -> str:
    values = {m.key: int(v) if v in (0, 1) else v for m in MEASURES if (v := outcome.values[m.key]) is not None}
    return json.dumps({"answer": outcome.answer, "values": values}, ensure_ascii=False)
