"""Which sentences of the retrieved passages bear on a question, and how well they support it.

A sentence is scored by how much of the question's words (weighted by how rare they are in the library) stands in it
or around it, by its nearness in meaning, and by whether it holds the kind of thing that was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial

from assistant.asked_attribute import asks_title, tells_title
from assistant.counts import tells_count
from assistant.definitions import defines
from assistant.near_misses import CONSEQUENCE
from assistant.persons import names_person
from assistant.questions import Asks, topic
from knowledge.documents import Document, Passage, PassageKind, SectionKind
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.segmentation import Span, fold, sentences
from knowledge.structure import passage_paragraphs
from knowledge.tokenization import STOPWORDS, bigrams, segment

_FIGURE = re.compile(
    r"\d|百分之|[半数]数|[一二两三四五六七八九十百千万亿]+(?:个|项|家|所|名|人|次|场|条|成|倍|种|类|部分|日|天|年|月|元)"
)
_DATE = re.compile(
    r"\d{1,4}\s*年|(?:19|20)\d{2}\s*[-—–~～至到]\s*(?:19|20)\d{2}|\d{1,2}\s*月\s*\d{1,2}\s*日|施行|之日起"
)
_DURATION = re.compile(r"[\d一二两三四五六七八九十百]+\s*(?:个)?\s*(?:工作日|日|天|年|月|小时|分钟)|期限|期满")
BODY = re.compile(r"部门|机关|机构|委员会|政府|[厅局部院会处委]|单位|组织|同志|书记|省长|市长|主席|负责|企业|法院")
_PERSON = re.compile(r"谁|哪位|何人|什么人")
# Bodies, offices and roles that do what a person is asked for: 由谁批准, 谁可以申请.
_OFFICE = re.compile(r"部门|机关|机构|国务院|主席|总理|公民|个人|当事人|申请人|权利人")
# The number of a clause is no amount.
_CLAUSE_NUMBER = re.compile(r"第[一二三四五六七八九十百零〇\d]+[条章节款项]")
# A question how something is divided, and what divides it.
_DIVISION = re.compile(r"划分|分(?:为|成)?几|哪几[级层]|[层级]次(?:有|是)?(?:哪|什么)")
_DIVIDES = re.compile(r"分为|分成|划分|设[^，。；]*、")
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,30})[”\"]")
_WHICH_ONES = re.compile(r"哪[几些]")
# The thing that is asked for by its name (什么原则, 原则是什么), unless the name says nothing.
_ASKED_NOUN = re.compile(
    r"(?:什么|啥|何种|哪[种项类])(?!时候|意思|内容|东西|地方|要求|规定|情况|方面)([一-龥]{2})(?=[？?。，呢啊呀]|$)"
    r"|(?<!的)(?!意思|内容|东西|要求|规定|情况|方面|定义|含义)([一-龥]{2})(?:是|叫)(?:什么|啥)[呢啊呀]?(?=[？?。，]|$)"
)
# Who did something: what was done stands in the sentence, in one of the words for it.
_DONE = tuple(map(re.compile, ("[印下]发|出台|制[定发]|[发颁公]布|发文", "审[批核定]|[批核]准", "主持|召集")))
# What becomes of someone who did or did not do something.
_OF_CONSEQUENCES = re.compile(
    r"(?:会|要|该|被|受|得)?(?:怎么|如何|怎样|什么样?的?)(?:处[理置罚分]|后果|罚)|怎么(?:办|罚)$"
)
_SEVERAL = re.compile(r"、.*、|[：:]\s*$|^\s*[（(]?[一二三四五六七八九十\d]+[)）、.]|[一二三]是")
# How much the words around a question's part count, and those that stand in a sentence's titles anyway.
_ABOUT, _TITLED = 0.4, 0.3
_UNKNOWN = 0.4
# Sentences whose nearness in meaning is computed: those the words put first.
_EMBEDDED = 14
# What a date counts there for a question that asks for one, or a definition: the sentence with it may share few words.
_PROMISING = 0.3
_MAX_HITS = 24
# A rule on penalties names the article whose breach it punishes, and uses none of its words.
_BREACHED = re.compile(r"违反本(?:条例|法|办法|规定|细则)(第[一二三四五六七八九十百零〇]+条)")
_HOLDS = {
    Asks.AMOUNT: _FIGURE,
    Asks.TIME: _DATE,
    Asks.DURATION: _DURATION,
    Asks.WHO: BODY,
    Asks.LIST: _SEVERAL,
}

Search = Callable[[str, Collection[str] | None], Sequence[Hit]]
"""The best hits for a text, in the whole library or in the documents with these ids."""


def merged(first: Sequence[Hit], second: Sequence[Hit]) -> list[Hit]:
    """The hits of two searches, each passage once with its better score, the best first."""
    best: dict[str, Hit] = {}
    for hit in (*first, *second):
        if hit.passage.id not in best or hit.score > best[hit.passage.id].score:
            best[hit.passage.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:_MAX_HITS]


def fits(asks: Asks, question: str, text: str) -> bool:
    """Whether a sentence holds the kind of thing asked for: a figure, a date, a body or person, several things."""
    if asks is Asks.WHO and _PERSON.search(question):
        return _OFFICE.search(text) is not None or names_person(text)
    if asks is Asks.WHO and _WHICH_ONES.search(question) and not _SEVERAL.search(text):
        return False
    if asks is Asks.WHO and any(done.search(question) and not done.search(text) for done in _DONE):
        return False
    if asks is Asks.AMOUNT and tells_count(question, text):
        return True
    if asks_title(question):
        return tells_title(question, text)
    if asks is Asks.HOW and _OF_CONSEQUENCES.search(question):
        return CONSEQUENCE.search(text) is not None
    if _DIVISION.search(question):
        return _DIVIDES.search(text) is not None
    holds = _HOLDS.get(asks)
    if holds is None and (asked := _ASKED_NOUN.search(question)):
        return (asked[1] or asked[2]) in text
    return holds is None or holds.search(_CLAUSE_NUMBER.sub("", text)) is not None


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
    ``quoted``: it holds the words that the question puts in quotation marks; ``defines``: it says what they mean;
    ``breached``: the rule whose breach it punishes, "" for none.
    """

    sentence: Sentence
    covered: float
    context: float
    nearness: float
    fits: bool
    quoted: bool = False
    defines: bool = False
    breached: str = ""

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
            + (0.55 if self.defines else 0.0)
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
    lexical, breached = _covered(weights, found)
    dated = _HOLDS[Asks.TIME] if asks is Asks.TIME else None
    holds, means = partial(fits, asks, question), partial(defines, asks, question)
    telling = [means(sentence.text) or (dated and dated.search(sentence.text)) for sentence in found]
    promise = [
        sum(lexical[i]) + sentence.retrieval + (_PROMISING if telling[i] else 0.0) for i, sentence in enumerate(found)
    ]
    order = sorted(range(len(found)), key=lambda i: -promise[i])[:_EMBEDDED]
    texts = [found[i].text for i in order]
    near_values = nearness(library, question, texts)
    if about:
        whole = nearness(library, about, texts)
        near_values = [(own + all_of_it) / 2 for own, all_of_it in zip(near_values, whole, strict=True)]
    supports = [
        Support(
            found[i],
            *lexical[i],
            near,
            holds(found[i].text),
            holds_quoted(question, found[i].text),
            means(found[i].text),
            breached.get(i, ""),
        )
        for i, near in zip(order, near_values, strict=True)
    ]
    return sorted(supports, key=lambda support: (-support.score, support.sentence.span.start))


def _lexical(weights: dict[str, float], sentence: Sentence, further: Set[str] = frozenset()) -> tuple[float, float]:
    """(covered, context). What the titles say already tells sentences under them apart by little.

    ``further`` are tokens that count as the sentence's own.
    """
    titles: Set[str] = frozenset().union(*map(tokens_of, (sentence.passage.title, *sentence.passage.section)))
    damped = {token: weight * (_TITLED if token in titles else 1.0) for token, weight in weights.items()}
    own = tokens_of(sentence.text) | further
    return coverage(damped, own), coverage(weights, own | titles | tokens_of(sentence.passage.text))


def _covered(weights: dict[str, float], found: Sequence[Sentence]) -> tuple[list[tuple[float, float]], dict[int, str]]:
    """(covered, context) of each, and by index what the rules on penalties among them punish, which lends its words."""
    values = [_lexical(weights, sentence) for sentence in found]
    punished: dict[tuple[str, str], Sentence] = {}
    for _, sentence in sorted(zip(values, found, strict=True), key=lambda pair: pair[0]):  # the best comes last
        for article in sentence.passage.section[-1:]:
            punished[sentence.passage.document_id, article] = sentence
    breached: dict[int, str] = {}
    for i, sentence in enumerate(found):
        places = [(sentence.passage.document_id, article) for article in _BREACHED.findall(sentence.text)]
        if lent := " ".join(punished[place].text for place in places if place in punished):
            breached[i] = lent
            values[i] = _lexical(weights, sentence, tokens_of(lent))
    return values, breached


def nearness(library: Library, question: str, texts: list[str]) -> list[float]:
    """Cosine of the question and each text; zeros without an embedding model."""
    if library.embedder is None:
        return [0.0] * len(texts)
    vectors = library.vectors_of(texts)
    return [float(value) for value in vectors @ library.embedder.embed_query(question)]
