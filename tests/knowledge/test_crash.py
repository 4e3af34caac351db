"""The short form of ``make crash``: a handful of kills."""

from __future__ import annotations

from pathlib import Path

from tests.knowledge.conftest import CountingEmbedder
from tests.knowledge.crash import Crashes


def test_kills_lose_nothing_acknowledged_and_leave_nothing_half_done(
    embedder: CountingEmbedder, tmp_path: Path
) -> None:
    crashes = Crashes(tmp_path, embedder, seed=26)
    for aimed in (False, True):
        crashes.round(aimed)

    tally = crashes.finish()

    assert (tally.kills, tally.aimed) == (2, 1)
    assert tally.is_clean(), tally
