"""The table of the library that answers a question, among those that stand in or beside what retrieval found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant import table_answers
from assistant.citations import Claim
from assistant.confidence import contradicted_scope
from assistant.evidence import nearness
from assistant.question_parts import read
from assistant.questions import Part, Question, topic
from knowledge.documents import Document, Table
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.tokenization import content_words

# A part with so many words of its own can be understood without the rest of the question.
OWN_WORDS = 2


class LibraryTables:
    """Answers questions from the tables of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, question: Question, hits: Sequence[Hit]) -> list[Claim] | None:
        """Claims from the first table, in the order of the hits, that answers the question; None where none does."""
        seen: set[tuple[str, int]] = set()
        for hit in hits:
            document = self._library.document(hit.passage.document_id)
            for table in document.tables:
                near = hit.passage.table == table.index or hit.passage.section_index == table.section
                if not near or (document.id, table.index) in seen:
                    continue
                seen.add((document.id, table.index))
                if contradicted_scope(question.text, scope(document, table)):
                    continue
                passages = self._library.passages_of(document.id)
                claims = table_answers.answer(question, document, table, passages, self._similar)
                if claims:
                    return claims
        return None

    def answer_part(self, part: Part, hits: Sequence[Hit]) -> list[Claim] | None:
        """A table's answer to a part that says for itself what it is about."""
        asked = replace(read(part.text), parts=(part,))
        stands = asked.codes or len(content_words(topic(part.text))) >= OWN_WORDS
        return self.answer(asked, hits) if stands else None

    def _similar(self, text: str, others: Sequence[str]) -> list[float]:
        return nearness(self._library, text, list(others))


def scope(document: Document, table: Table) -> str:
    """The words that say what a table is about: titles and dates above it, and its own."""
    own = (*table.columns, *(cell.text for row in table.rows for cell in row.cells))
    return " ".join((document.title, *document.sections[table.section].path, *document.metadata.dates, *own))
