"""Every file of the shared collection ends read or refused with a reason, in time and within memory.

python -m tests.knowledge.test_shared_files [PART OF A PATH]     the table of outcomes
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.loading import Refused, read
from knowledge.loading.extract import Extract, Paragraph
from knowledge.loading.sandbox import Limits, Sandbox
from tests.shared_data import SHARED, needs_shared

FILES = SHARED / "data" / "files"
MOST_SECONDS = 60
MOST_BYTES = 2**30
# A reason says what was seen, then what to do.
REASON = re.compile(r"[\u4e00-\u9fff].*：.*请.*[\u4e00-\u9fff].*。$", re.DOTALL)

pytestmark = [needs_shared, pytest.mark.slow]


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    path: Path
    extract: Extract | None
    reason: str
    seconds: float
    peak_bytes: int

    def __str__(self) -> str:
        if self.extract is None:
            told = f"refused  {self.reason}"
        else:
            paragraphs = [block.text for block in self.extract.blocks if isinstance(block, Paragraph)]
            grids = len(self.extract.blocks) - len(paragraphs)
            sizes = f"{sum(map(len, paragraphs))} chars, {grids} tables, {self.extract.pages or '-'} pages"
            told = f"read     {sizes} {' '.join(self.extract.warnings)}"
        return f"{self.seconds:6.2f} s {self.peak_bytes / 2**20:5.0f} MB  {self.path.relative_to(FILES)}  {told}"


def outcomes(part: str = "") -> Iterator[Outcome]:
    """Read the files in order, in one sandbox, as ``ingest`` does."""
    sandbox = Sandbox(Limits(memory_bytes=MOST_BYTES))
    try:
        for path in sorted(path for path in FILES.rglob("*") if path.is_file() and part in str(path)):
            sandbox.peak_bytes = 0
            started = time.monotonic()
            extract, reason = None, ""
            try:
                extract = read(path, sandbox)[1]
            except Refused as refusal:
                reason = str(refusal)
            yield Outcome(path, extract, reason, time.monotonic() - started, sandbox.peak_bytes)
    finally:
        sandbox.stop()


def test_every_file_is_read_or_refused_with_a_reason_in_time_and_within_memory() -> None:
    found = list(outcomes())
    print(*found, sep="\n")

    assert len(found) > 160
    assert [str(outcome) for outcome in found if outcome.extract is None and not REASON.search(outcome.reason)] == []
    assert [str(outcome) for outcome in found if outcome.seconds > MOST_SECONDS] == []
    assert [str(outcome) for outcome in found if outcome.peak_bytes > MOST_BYTES] == []
    if os.name == "posix":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit <= MOST_BYTES


if __name__ == "__main__":
    for outcome in outcomes(*sys.argv[1:2]):
        print(outcome, flush=True)
