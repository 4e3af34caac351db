"""Which sentences of the retrieved passages bear on a question, and how well they support it.

A sentence is scored by how much of the question's words (weighted by how rare they are in the library) stands in it
or around it, by its nearness in meaning, and by whether it holds the kind of thing that was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial

from assistant.questions import Asks, topic
from knowledge.documents import Document, Passage, PassageKind, SectionKind
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.segmentation import Span, fold, sentences
from knowledge.structure import passage_paragraphs
from knowledge.tokenization import STOPWORDS, bigrams, segment, tagged

_FIGURE = re.compile(
    r"\d|百分之|[半数]数|[一二两三四五六七八九十百千万亿]+(?:个|项|家|所|名|人|次|场|条|成|倍|种|类|部分|日|天|年|月|元)"
)
_DATE = re.compile(r"\d{1,4}\s*年|\d{1,2}\s*月\s*\d{1,2}\s*日|施行|之日起")
_DURATION = re.compile(r"[\d一二两三四五六七八九十百]+\s*(?:个)?\s*(?:工作日|日|天|年|月|小时|分钟)|期限|期满")
_BODY = re.compile(r"部门|机关|机构|委员会|政府|[厅局部院会处委]|单位|组织|同志|书记|省长|市长|主席|负责|企业|法院")
_PERSON = re.compile(r"谁|哪位|何人|什么人")
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,30})[”\"]")
_WHICH_ONES = re.compile(r"哪[几些]")
_SEVERAL = re.compile(r"、.*、|[：:]\s*$|^\s*[（(]?[一二三四五六七八九十\d]+[)）、.]|[一二三]是")
# How much the words around a question's part count, and those that stand in a sentence's titles anyway.
_ABOUT, _TITLED = 0.4, 0.3
_UNKNOWN = 0.4
# Sentences whose nearness in meaning is computed: those the words put first.
_EMBEDDED = 14
# What a date counts there for a question that asks for one: the sentence with it may share few words.
_DATED = 0.3
_HOLDS = {
    Asks.AMOUNT: _FIGURE,
    Asks.TIME: _DATE,
    Asks.DURATION: _DURATION,
    Asks.WHO: _BODY,
    Asks.LIST: _SEVERAL,
}


def fits(asks: Asks, question: str, text: str) -> bool:
    """Whether a sentence holds the kind of thing asked for: a figure, a date, a body or person, several things."""
    if asks is Asks.WHO and _PERSON.search(question):
        return any(flag == "nr" for _, flag in tagged(text)) or re.search(r"部门|机关|机构", text) is not None
    if asks is Asks.WHO and _WHICH_ONES.search(question) and not _SEVERAL.search(text):
        return False
    holds = _HOLDS.get(asks)
    return holds is None or holds.search(text) is not None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage with its place in the document; ``text`` is folded.

    ``retrieval`` is the score of its passage, ``dates`` are those of its document (ISO).
    """

    passage: Passage
    span: Span
    text: str
    retrieval: float
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """How well one sentence supports a question; all values 0..1.

    ``covered``: share of the question's weight that stands in the sentence; ``context``: that stands in it or around
    it (its passage and titles); ``nearness``: cosine of question and sentence; ``fits``: it holds what was asked for;
    ``quoted``: it holds the words that the question puts in quotation marks.
    """

    sentence: Sentence
    covered: float
    context: float
    nearness: float
    fits: bool
    quoted: bool = False

    @property
    def score(self) -> float:
        """One number to rank by; the weights were set on the development questions."""
        return (
            0.9 * self.covered
            + 0.6 * self.context
            + 0.8 * self.nearness
            + 0.3 * self.sentence.retrieval
            + (0.2 if self.fits else 0.0)
            + (0.35 if self.quoted else 0.0)
        )


class Weigher:
    """Weighs words by how rare they are in the library, and sentences by the words they share with a question."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._frequency = lru_cache(maxsize=20000)(self._count)

    def _count(self, token: str, index: str, generation: int) -> int:
        return self._library.lexical.frequency(index, token)

    def weights(self, text: str) -> dict[str, float]:
        """Token → weight (inverse document frequency) of the words and bigrams of a text without its question words."""
        generation = self._library.store.generation()
        total = max(1, self._library.store.passage_count())
        subject = topic(text)
        weights: dict[str, float] = {}
        for index, tokens in (("words", segment(subject)), ("bigrams", bigrams(subject))):
            for token in tokens:
                seen = self._frequency(token, index, generation)
                if token in STOPWORDS or (seen == 0 and index == "bigrams"):
                    continue
                # A word the library never uses is as often a manner of speaking as a thing asked for.
                rarity = math.log((total + 1) / (seen + 0.5)) * (_UNKNOWN if seen == 0 else 1.0)
                weights[f"{index}:{token}"] = max(0.1, rarity)
        return weights


@lru_cache(maxsize=20000)
def tokens_of(text: str) -> frozenset[str]:
    """The tokens of a text in the form that ``Weigher.weights`` uses."""
    return frozenset({f"words:{token}" for token in segment(text)} | {f"bigrams:{token}" for token in bigrams(text)})


def coverage(weights: dict[str, float], present: Set[str]) -> float:
    """The share of the weights whose tokens are present."""
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in present) / total if total else 0.0


def candidates(document: Document, hit: Hit) -> list[Sentence]:
    """The sentences of a text passage; a table row has none (``table_answers`` reads it).

    A heading that is itself a question answers none.
    """
    if hit.passage.kind is PassageKind.ROW:
        return []
    section = document.sections[hit.passage.section_index]
    asks_itself = section.kind is SectionKind.QUESTION
    return [
        Sentence(hit.passage, span, fold(span.of(document.text)), hit.score, document.metadata.dates)
        for paragraph in passage_paragraphs(document, hit.passage)
        if not (asks_itself and paragraph.start == section.start)
        for span in sentences(document.text, paragraph)
    ]


def fact_sentences(document: Document, passage: Passage, hit: Hit) -> list[Sentence]:
    """What a document says about itself (主编, 印数, 施行日期), shown with ``passage`` for want of one of its own."""
    about = document.metadata
    return [
        Sentence(passage, span, fold(span.of(document.text)), hit.score, about.dates)
        for span in (Span(fact.start, fact.end) for fact in about.facts)
    ]


def holds_quoted(question: str, text: str) -> bool:
    """Whether the text holds all that the question puts in “ ”; False where it quotes nothing."""
    quoted = _QUOTED.findall(question)
    return bool(quoted) and all(words in text for words in quoted)


def weigh(
    library: Library, weigher: Weigher, question: str, asks: Asks, found: Sequence[Sentence], about: str = ""
) -> list[Support]:
    """The sentences by how well they support the question, best first.

    ``about`` are further words of the conversation or of the whole question, which count less than the question's own.
    """
    if not found:
        return []
    weights = weigher.weights(question)
    for token, weight in weigher.weights(about).items():
        weights.setdefault(token, weight * _ABOUT)
    lexical = [_lexical(weights, sentence) for sentence in found]
    dated = _HOLDS[Asks.TIME] if asks is Asks.TIME else None
    promise = [
        sum(lexical[i]) + sentence.retrieval + (_DATED if dated and dated.search(sentence.text) else 0.0)
        for i, sentence in enumerate(found)
    ]
    order = sorted(range(len(found)), key=lambda i: -promise[i])[:_EMBEDDED]
    texts = [found[i].text for i in order]
    near_values = nearness(library, question, texts)
    if about:
        whole = nearness(library, about, texts)
        near_values = [(own + all_of_it) / 2 for own, all_of_it in zip(near_values, whole, strict=True)]
    holds = partial(fits, asks, question)
    supports = [
        Support(found[i], *lexical[i], near, holds(found[i].text), holds_quoted(question, found[i].text))
        for i, near in zip(order, near_values, strict=True)
    ]
    return sorted(supports, key=lambda support: (-support.score, support.sentence.span.start))


def _lexical(weights: dict[str, float], sentence: Sentence) -> tuple[float, float]:
    """(covered, context). What the titles say already tells sentences under them apart by little."""
    titles: Set[str] = frozenset().union(*map(tokens_of, (sentence.passage.title, *sentence.passage.section)))
    damped = {token: weight * (_TITLED if token in titles else 1.0) for token, weight in weights.items()}
    own = tokens_of(sentence.text)
    return coverage(damped, own), coverage(weights, own | titles | tokens_of(sentence.passage.text))


def nearness(library: Library, question: str, texts: list[str]) -> list[float]:
    """Cosine of the question and each text; zeros without an embedding model."""
    if library.embedder is None:
        return [0.0] * len(texts)
    vectors = library.vectors_of(texts)
    return [float(value) for value in vectors @ library.embedder.embed_query(question)]
