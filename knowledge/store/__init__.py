"""The system of record: one SQLite file with documents, passages, embeddings and the full-text index.

``schema`` makes and migrates the tables, ``database`` connects, ``records`` holds documents and passages,
``embeddings`` their vectors, ``full_text`` their words, ``snapshot`` copies and examines the file as a whole.
"""

from knowledge.store.full_text import Tokens
from knowledge.store.records import DocumentSummary, Store
from knowledge.store.schema import SCHEMA_VERSION, SchemaMismatch
from knowledge.store.snapshot import StoreDamaged

__all__ = ["SCHEMA_VERSION", "DocumentSummary", "SchemaMismatch", "Store", "StoreDamaged", "Tokens"]
