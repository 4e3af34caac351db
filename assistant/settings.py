"""All settings, read once from the environment (CANYUE_*)."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsIncomplete(ValueError):
    """One setting was given without another that it needs; the message says which, in Chinese."""


class Settings(BaseSettings):
    """Where state lives and which models serve. Every field is CANYUE_<NAME> in the environment."""

    model_config = SettingsConfigDict(env_prefix="CANYUE_", frozen=True, env_ignore_empty=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("canyue", appauthor=False)))
    embedding_model: str | None = None  # a folder or a hub name; None: the default model
    model_endpoint: str | None = None  # a mirror of the model hub
    weights_dir: Path | None = None  # a folder with the default model's files, for machines without a network
    offline: bool = False  # never try a source on the network
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str | None = None
    llm_timeout_s: float = Field(default=60.0, gt=0)  # for one question, all tries included
    llm_evidence_chars: int = Field(default=2600, gt=0)  # of passages shown; fewer for a small model on a slow machine
    reranker_model: str | None = None  # a cross-encoder, folder or hub name; None: our own; "off": none

    @property
    def database(self) -> Path:
        """The system of record: one SQLite file."""
        return self.home / "library.sqlite3"

    @property
    def index(self) -> Path:
        """Chroma's folder; can be deleted at any time."""
        return self.home / "chroma"
