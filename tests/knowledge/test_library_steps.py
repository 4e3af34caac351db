"""Random steps against a dictionary of what should be there: after each, the library is equal to it everywhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from knowledge.chunking import chunk
from knowledge.embedding import Embedder
from knowledge.library import Library
from knowledge.sealing import Condition
from knowledge.store import full_text
from tests.knowledge import understood
from tests.knowledge.conftest import CountingEmbedder
from tests.knowledge.test_library import TOPICS, ids_everywhere, rules

NAMES = st.sampled_from("abcde")
CONTENTS = st.lists(st.sampled_from(TOPICS[:6]), min_size=1, max_size=3, unique=True).map(tuple)
# 1,000 steps with CANYUE_STEPS=1000; the suite has time for fewer.
STEPS = 50
EXAMPLES = int(os.environ.get("CANYUE_STEPS", "200")) // STEPS


class RememberingEmbedder:
    """The real model's embeddings, each computed once for all examples; the few texts come up again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimension = embedder.name, embedder.dimension
        self._embedder = embedder
        self._known: dict[str, np.ndarray] = {}
        self.asked: set[str] = set()

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int, int], object] | None = None
    ) -> np.ndarray:
        assert self.asked.isdisjoint(texts)  # no text is embedded twice
        self.asked |= set(texts)
        new = [text for text in texts if text not in self._known]
        self._known |= dict(zip(new, self._embedder.embed_documents(new) if new else (), strict=True))
        return np.stack([self._known[text] for text in texts])


def machine(embedder: RememberingEmbedder) -> type[RuleBasedStateMachine]:
    """The steps, on a library with this embedder."""

    class Steps(RuleBasedStateMachine):
        @initialize()
        def empty(self) -> None:
            embedder.asked.clear()
            self.folder = Path(tempfile.mkdtemp(prefix="canyue-steps-"))
            self.library = self.opened()
            self.model: dict[str, tuple[str, ...]] = {}

        def opened(self) -> Library:
            return Library(self.folder / "library.sqlite3", self.folder / "chroma", embedder)  # type: ignore[arg-type]

        def path(self, name: str) -> Path:
            return self.folder / f"{name}.md"

        @rule(contents=st.dictionaries(NAMES, CONTENTS, min_size=1, max_size=3))
        def take_in(self, contents: dict[str, tuple[str, ...]]) -> None:
            """Add or replace; a file with the content of another one is not taken in beside it."""
            for name, topics in contents.items():
                self.path(name).write_text(rules(*topics), encoding="utf-8")
            statuses = [result.status for result in self.library.ingest([self.path(name) for name in contents])]
            expected = []
            for name, topics in contents.items():
                holder = next((other for other, held in self.model.items() if held == topics), None)
                if holder is not None and (holder == name or name not in self.model):
                    expected.append("unchanged")
                    continue
                expected.append("replaced" if name in self.model else "added")
                if holder is not None:
                    del self.model[holder]
                self.model[name] = topics
            assert statuses == expected

        @rule(name=NAMES)
        def remove(self, name: str) -> None:
            if name in self.model:
                self.library.remove(understood(rules(*self.model.pop(name))).id)

        @rule()
        def reopen(self) -> None:
            self.library.index.close()
            self.library.store.close()
            self.library = self.opened()

        @rule(what=st.sampled_from(["chroma.sqlite3", "data_level0.bin", "header.bin", "seal.json", "chroma"]))
        def damage_and_mend(self, what: str) -> None:
            self.library.index.close()
            if what == "chroma":
                shutil.rmtree(self.folder / what, ignore_errors=True)
            for path in (self.folder / "chroma").rglob(what):
                path.write_bytes(b"noise")
            self.library.prepare()

        @rule(index=st.sampled_from(["by_words", "by_bigrams"]))
        def lose_full_text_and_mend(self, index: str) -> None:
            with self.library.store.transaction() as db:
                full_text.delete(db, [number for (number,) in db.execute("SELECT min(number) FROM passages")])
            assert bool(self.library.store.damaged_full_text()) == bool(self.model)
            self.library.store.rebuild_full_text()

        @invariant()
        def is_equal(self) -> None:
            if not hasattr(self, "model"):
                return
            documents = {understood(rules(*topics)).id: name for name, topics in self.model.items()}
            assert {s.document_id: Path(s.path).stem for s in self.library.documents()} == documents
            passages = {p.id for topics in self.model.values() for p in chunk(understood(rules(*topics)))}
            assert {summary.passages for summary in self.library.documents()} <= {1, 2, 3}
            assert self.library.store.damaged_full_text() == []
            assert self.library._semantic is not None
            if passages or self.library._semantic.condition() is Condition.READY:
                assert ids_everywhere(self.library) == [passages] * 5
                assert self.library.degraded() is None
            found = self.library.store.match("by_bigrams", ["园区"], 50, (1.0, 1.0, 1.0))
            assert found.keys() == passages

        def teardown(self) -> None:
            if hasattr(self, "folder"):
                self.library.index.close()
                self.library.store.close()
                shutil.rmtree(self.folder)

    return Steps


def test_random_steps_leave_the_library_equal_to_its_model(embedder: CountingEmbedder) -> None:
    remembering = RememberingEmbedder(embedder)
    run_state_machine_as_test(
        machine(remembering),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
