"""A table as answers show it: its cells in words, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import TableCell
from assistant.citations import Claim, Evidence
from assistant.table_words import Words
from knowledge.documents import Document, Passage, Table
from knowledge.segmentation import Span, sentences


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with the document it stands in and the document's passages; a long row has several."""

    document: Document
    words: Words
    passages: Sequence[Passage]

    @property
    def table(self) -> Table:
        """The table itself."""
        return self.words.table

    def evidence(self, number: int, column: int) -> Evidence:
        """The place of a cell, with the passage that holds it."""
        row = self.table.rows[number]
        cell = TableCell(self.table.title, row.label, self.table.columns[column])
        place = row.cells[column].start
        own = [passage for passage in self.passages if passage.table == self.table.index and passage.row == number]
        holding = next((passage for passage in own if passage.start <= place < passage.end), own[0])
        return Evidence(holding, Span(row.start, row.end).trimmed(self.document.text), cell)

    def stating(self, words: Sequence[str]) -> Evidence | None:
        """The first sentence of the document's running text that holds all these words, with its passage."""
        text = self.document.text
        for passage in self.passages:
            if passage.table is None and all(word in passage.text for word in words):
                for span in sentences(text, Span(passage.start, passage.end)):
                    if all(word in span.of(text) for word in words):
                        return Evidence(passage, span)
        return None

    def label(self, number: int) -> str:
        """What the row is called."""
        return self.table.rows[number].label

    def said(self, number: int, column: int) -> str:
        """The name of a column and the value there."""
        name = self.table.columns[column]
        if self.words.is_empty(number, column):
            return f"{name}一栏为“{self.words.cell(number, column) or '空'}”（不设此项）"
        return f"{name} {self.words.cell(number, column)}"

    def cells(self, rows: Sequence[int], columns: Sequence[int]) -> list[Claim]:
        """One line per row: its label and the cells asked for."""
        claims = []
        for number in rows:
            said = "，".join(self.said(number, column) for column in columns)
            evidence = tuple(self.evidence(number, column) for column in columns)
            claims.append(Claim(f"{self.label(number)}：{said}。", evidence, item=len(rows) > 1))
        return claims

    def whole(self, rows: Sequence[int]) -> list[Claim]:
        """All that the table says of these rows."""
        beside = range(int(self.words.grouped), len(self.words.names))
        return [
            claim
            for row in rows
            for claim in self.cells([row], [c for c in beside if c != self.words.label and self.words.cell(row, c)])
        ]
