"""What a run brought, one JSON object a line: enough to judge every answer again without a library or a model.

The first line tells what made the predictions; a run with the same fingerprint goes on where the file ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answers import Answer, Query


class PredictionsError(ValueError):
    """A file that holds no predictions; the message, in Chinese, says which line is wrong."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that retrieval saw, best first among its like."""

    passage_id: str
    title: str
    section: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """What the library holds where a citation points: None where it holds nothing.

    ``there`` is the document's text from the citation's start to its end, ``about`` what the document says of itself.
    """

    passage: str | None
    there: str | None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one question brought: an answer, or the error that came in its place.

    ``sources`` has one entry a citation; ``rules`` are the texts of the data files that a scorecard was computed by.
    ``latency_ms`` is wall time.
    """

    id: str
    asked: str
    answer: Answer | None
    error: str | None
    latency_ms: float
    retrieved: tuple[Retrieved, ...] = ()
    sources: tuple[Source, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What predictions depend on: hashes of the code and of the library's passages, the models, other settings."""

    code: str
    library: str
    embedding: str | None
    model: str
    settings: str

    @property
    def digest(self) -> str:
        """Twelve hexadecimal characters that stand for all of it."""
        return hashed(asdict(self))


_LINE = TypeAdapter(Prediction)
_HEAD = TypeAdapter(Fingerprint)


def hashed(value: Any) -> str:
    """Twelve hexadecimal characters of SHA-256 over the value as JSON."""
    record = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(record.encode()).hexdigest()[:12]


def asked(query: Query) -> str:
    """What tells whether a prediction was made for this question, its history and its day."""
    return hashed(asdict(query))


def read(path: Path) -> tuple[Fingerprint, dict[str, Prediction]]:
    """The predictions by sample, the last one of each. Raises PredictionsError, OSError.

    A last line without an end was cut off with the run that wrote it, and is left out.
    """
    head, *lines = path.read_bytes().split(b"\n")[:-1] or [b""]
    number = 1
    try:
        fingerprint = _HEAD.validate_json(head)
        found = {}
        for number, line in enumerate(lines, 2):  # noqa: B007 (the number of the line that fails)
            prediction = _LINE.validate_json(line)
            found[prediction.id] = prediction
    except ValidationError as error:
        raise PredictionsError(
            f"{path} 第 {number} 行不是评测的答案记录：应是 canyue eval 写下的 predictions.jsonl。"
        ) from error
    return fingerprint, found


class Log:
    """The predictions of one run, on disk as they come. Raises PredictionsError for a file that is something else."""

    def __init__(self, path: Path, fingerprint: Fingerprint, fresh: bool = False) -> None:
        self.path = path
        self.found: dict[str, Prediction] = {}
        if path.exists() and not fresh:
            held, found = read(path)
            self.found = found if held == fingerprint else {}
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, fingerprint, self.found)  # what was cut off, or made otherwise, must not stand before what comes

    def answered(self, sample: str, question: str) -> bool:
        """Whether this sample has an answer to this question; one that crashed is asked again."""
        held = self.found.get(sample)
        return held is not None and held.asked == question and held.error is None

    def add(self, prediction: Prediction) -> None:
        """Keep one more, on disk before anything else."""
        with self.path.open("ab") as lines:
            lines.write(_LINE.dump_json(prediction) + b"\n")
        self.found[prediction.id] = prediction


def write(path: Path, fingerprint: Fingerprint, predictions: Mapping[str, Prediction]) -> None:
    """Write a whole file of predictions, all of it or nothing."""
    lines: Iterable[bytes] = (_HEAD.dump_json(fingerprint), *map(_LINE.dump_json, predictions.values()))
    part = path.with_suffix(".part")
    part.write_bytes(b"".join(line + b"\n" for line in lines))
    part.replace(path)
