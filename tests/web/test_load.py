"""Fifty people at once, for a minute: scripts/load.py measures, and its report is held against the figures promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_fifty_people_at_once_get_their_own_answers_without_an_error_within_two_seconds(tmp_path: Path) -> None:
    command = [sys.executable, "scripts/load.py", "--users", "50", "--seconds", "60", "--out", str(tmp_path / "report")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    report = json.loads((tmp_path / "report").read_text(encoding="utf-8"))
    assert report["questions"] > 200
    assert (report["errors"], report["misplaced"]) == ([], [])
    assert report["answer_s"]["p95"] <= 2
    assert report["rss_ratio"] <= 1.1
    assert ended.returncode == 0
