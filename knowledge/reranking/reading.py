"""What a reranker reads of a passage."""

from __future__ import annotations

from knowledge.documents import Passage


class RerankerError(RuntimeError):
    """A reranker cannot be loaded. The message, in Chinese, says why and what to do."""


def readable(passage: Passage) -> str:
    """The passage under its document's title and its nearest heading, one a line; nothing is said twice."""
    above: list[str] = []
    for heading in (passage.title, *passage.section[-1:]):
        if not any(heading in other for other in (*above, passage.text)):
            above.append(heading)
    return "\n".join((*above, passage.text))
