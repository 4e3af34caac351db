"""Where the shared data lies that some tests read: beside the repository, or where CANYUE_SHARED says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_dir() -> Path:
    """The folder of shared data; it need not exist."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    return Path(os.environ.get("CANYUE_SHARED") or beside)


SHARED = shared_dir()
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"shared data not found at {SHARED}; set CANYUE_SHARED")
