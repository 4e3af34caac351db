"""How much of a question's words each passage covers: an inverted index that follows the store.

``postings`` are arrays, a ``part`` holds passages that came in together and can be kept in a folder, ``coverage`` is
BM25 over parts, ``index`` knows which parts make up the library as it is now.
"""

from knowledge.lexical.coverage import Coverage
from knowledge.lexical.index import LexicalIndex

__all__ = ["Coverage", "LexicalIndex"]
