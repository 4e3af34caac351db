"""Looks into a folder of the index from a child process, which a damaged folder may take down with it.

Run as ``python -m knowledge.vectors.probe``; the answer is a ``Probe`` as JSON on standard output.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from knowledge.sealing import Seal
from knowledge.store.embeddings import Embeddings
from knowledge.vectors.chroma import ChromaFolder, IndexDamaged, batches

_ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 600
_AT_ONCE = 1000
# Passages that are searched for by their own embedding, spread over the whole index.
_SEARCHED = 300
_SAME = 1e-3


@dataclass(frozen=True, slots=True)
class Probe:
    """``held`` passages of the index; how many it lacks, has too much, holds wrongly, does not find by themselves."""

    held: int
    lacking: int
    superfluous: int
    wrong: int
    unfound: int


_PROBE = TypeAdapter(Probe)
_SEAL = TypeAdapter(Seal)


def probe(database: Path, home: Path, seal: Seal) -> Probe | None:
    """Compare the sealed folder with the store, in a child process; None where it cannot be opened or read."""
    arguments = str(database), str(home), _SEAL.dump_json(seal).decode()
    command = [sys.executable, "-X", "utf8", "-m", "knowledge.vectors.probe", *arguments]
    try:
        child = subprocess.run(command, cwd=_ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT_S)
        return _PROBE.validate_json(child.stdout) if child.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValidationError):
        return None


def look(database: Path, home: Path, seal: Seal) -> Probe:
    """What ``probe`` does, in this process. Raises IndexDamaged, or ends the process."""
    store = Embeddings(database)
    expected = store.embedded_up_to(seal.model, seal.last)
    folder = ChromaFolder(home / seal.folder)
    try:
        found = folder.ids()
        every = max(1, len(expected) // _SEARCHED)
        wrong, searched = 0, []
        for batch in batches(store.vectors_after(seal.model, 0, len(expected)), _AT_ONCE):
            held = {pid: (document, vector) for pid, document, vector in folder.records([pid for pid, _, _ in batch])}
            there = [(held[pid], (document, vector)) for pid, document, vector in batch if pid in held]
            wrong += sum(is_[0] != due[0] or not np.allclose(is_[1], due[1], atol=_SAME) for is_, due in there)
            searched += [due[1] for _, due in there[::every]]
        unfound = sum(cosine < 1 - _SAME for cosine in folder.best(searched)) if searched else 0
        kept = len(expected & set(found))
        return Probe(kept, len(expected) - kept, max(0, len(found) - seal.count), wrong, unfound)
    finally:
        folder.close()


def main() -> int:
    """Print what is seen; 1 for a folder that Chroma cannot read."""
    database, home, seal = Path(sys.argv[1]), Path(sys.argv[2]), _SEAL.validate_json(sys.argv[3])
    try:
        print(_PROBE.dump_json(look(database, home, seal)).decode())
    except IndexDamaged as damage:
        print(damage, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
