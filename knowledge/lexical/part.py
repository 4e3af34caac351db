"""A part of the index: passages that came in one after the other with their documents, in memory or in a folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path

import numpy as np

from knowledge.lexical.postings import Lists, Postings
from knowledge.store import Tokens

INDEXES = ("words", "bigrams")
_ARRAYS = ("starts", "rows", "counts", "lengths")
# Passages whose tokens are in memory as text at one time: some 60 MB.
_READ_AT_ONCE = 4000


@dataclass(frozen=True)
class Part:
    """Passages by place 0..n-1; ``owners`` are the places of their documents, int32 of shape (n,).

    Documents are never divided between parts. ``last`` is the highest number of a passage that was read.
    """

    ids: tuple[str, ...]
    documents: tuple[str, ...]
    owners: np.ndarray
    postings: dict[str, Postings]
    last: int

    @cached_property
    def places(self) -> dict[str, int]:
        """Passage id → place."""
        return {passage: place for place, passage in enumerate(self.ids)}

    @classmethod
    def of(cls, tokens: Sequence[Tokens]) -> Part:
        """Count the tokens of these passages, at least one."""
        documents = {document: place for place, document in enumerate(dict.fromkeys(t.document_id for t in tokens))}
        owners = np.array([documents[entry.document_id] for entry in tokens], dtype=np.int32)
        postings = {
            "words": Postings.of([entry.words.split() for entry in tokens], owners, len(documents)),
            "bigrams": Postings.of([entry.bigrams.split() for entry in tokens], owners, len(documents)),
        }
        return cls(tuple(entry.passage_id for entry in tokens), tuple(documents), owners, postings, tokens[-1].number)

    @classmethod
    def merged(cls, parts: Sequence[Part]) -> Part:
        """One part that holds what these hold, in their order."""
        firsts = np.cumsum([0, *(len(part.documents) for part in parts)])
        return cls(
            tuple(chain.from_iterable(part.ids for part in parts)),
            tuple(chain.from_iterable(part.documents for part in parts)),
            np.concatenate([part.owners + np.int32(first) for part, first in zip(parts, firsts, strict=False)]),
            {name: Postings.merged([part.postings[name] for part in parts]) for name in INDEXES},
            parts[-1].last,
        )

    def only(self, documents: np.ndarray) -> Part:
        """Without the documents where this, of shape (number of documents,), is False, and without their passages."""
        if documents.all():
            return self
        passages = documents[self.owners]
        return Part(
            tuple(passage for passage, kept in zip(self.ids, passages, strict=True) if kept),
            tuple(document for document, kept in zip(self.documents, documents, strict=True) if kept),
            (np.cumsum(documents, dtype=np.int32) - 1)[self.owners[passages]],
            {name: self.postings[name].only(passages, documents) for name in INDEXES},
            self.last,
        )

    def save(self, folder: Path) -> None:
        """Write it into the empty folder."""
        _write(folder / "passages.txt", self.ids)
        _write(folder / "documents.txt", self.documents)
        np.save(folder / "owners.npy", self.owners)
        for name, postings in self.postings.items():
            _write(folder / f"{name}.txt", postings.vocabulary)
            for level in ("passages", "documents"):
                for array in _ARRAYS:
                    np.save(folder / f"{name}.{level}.{array}.npy", getattr(getattr(postings, level), array))

    @classmethod
    def open(cls, folder: Path, last: int) -> Part:
        """What ``save`` wrote. The arrays stay in their files, of which only what is looked at gets into memory."""

        def lists(name: str, level: str) -> Lists:
            return Lists(*(np.load(folder / f"{name}.{level}.{array}.npy", mmap_mode="r") for array in _ARRAYS))

        def postings(name: str) -> Postings:
            vocabulary = {token: number for number, token in enumerate(_read(folder / f"{name}.txt"))}
            return Postings(vocabulary, lists(name, "passages"), lists(name, "documents"))

        return cls(
            tuple(_read(folder / "passages.txt")),
            tuple(_read(folder / "documents.txt")),
            np.load(folder / "owners.npy"),
            {name: postings(name) for name in INDEXES},
            last,
        )


def parts_of(tokens: Iterable[Tokens]) -> Iterator[Part]:
    """Parts of a few thousand passages each, of passages in the order of their numbers."""
    gathered: list[Tokens] = []
    for _, document in groupby(tokens, key=lambda entry: entry.document_id):
        gathered += document
        if len(gathered) >= _READ_AT_ONCE:
            yield Part.of(gathered)
            gathered = []
    if gathered:
        yield Part.of(gathered)


def joined(parts: Sequence[Part]) -> list[Part]:
    """The same as fewer parts: neighbours become one where the later is not much the smaller."""
    held: list[Part] = []
    for part in parts:
        held.append(part)
        while len(held) > 1 and 2 * len(held[-1].ids) > len(held[-2].ids):
            held[-2:] = [Part.merged(held[-2:])]
    return held


def _write(path: Path, lines: Collection[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]
