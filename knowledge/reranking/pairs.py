"""Question and passage as one sequence of tokens: [CLS] question [SEP] passage [SEP]."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

# Nine in ten passages of policy documents fit in whole.
TOKENS = 256
# A question is never cut by the tokenizer; beyond this there is no question left to understand.
_LONGEST_QUESTION = 120


def pair(question: str, passage: str) -> tuple[str, str]:
    """What the tokenizer is given, in the vocabulary's lower case."""
    return question[:_LONGEST_QUESTION].lower(), passage.lower()


def pair_tokenizer(file: Path) -> Tokenizer:
    """A tokenizer that cuts the passage, never the question, so that a pair has at most TOKENS tokens."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS, strategy="only_second")
    return tokenizer
