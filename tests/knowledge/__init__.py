"""What the tests of this room share."""

from __future__ import annotations

import hashlib
import re

from knowledge.documents import Document
from knowledge.loading.extract import of_text
from knowledge.structure import understand


def understood(text: str, source: str = "测试.md") -> Document:
    """The document in ``text``, as if read from a UTF-8 file named ``source``."""
    return understand(of_text(text), source, hashlib.sha256(text.encode()).hexdigest())


def squeezed(text: str) -> str:
    """Text without white space and Markdown's marks: what may not change on the way to the reader."""
    return re.sub(r"[\s#]|\*\*", "", text)
