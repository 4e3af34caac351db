"""Which of the passages shown to a chat model supports a sentence it wrote, and with which words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant import bearers
from assistant.citations import Claim, Evidence
from assistant.evidence import Sentence, Support, Weigher, candidates, weigh
from assistant.gate import about, asks_to_calculate, ground, unsupported
from assistant.numbers import Number
from assistant.questions import Asks
from assistant.untrusted import is_instruction
from knowledge.documents import Document, Passage, PassageKind
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.segmentation import Span, fold

# A sentence with a key keeps it from the first value on; one without needs the second to be given a citation.
_KEPT, _GIVEN = 0.9, 1.1
# Stands in for nearness in meaning where there is no embedding model.
_WORDS_ALONE = 0.8
_MOST_QUOTES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a document that may be quoted, folded; of a table's cell the words that say what it holds."""

    evidence: Evidence
    text: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A passage under its key, as the model sees it: without the sentences in it that speak to the model."""

    key: str
    passage: Passage
    text: str
    places: tuple[Place, ...]
    words: str
    left_out: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The titles that the passage stands under."""
        return _where(self.passage)


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a sentence rests on, the numbers in it that stand nowhere there, and those that are of something else."""

    evidence: tuple[Evidence, ...]
    missing: tuple[Number, ...]
    misplaced: tuple[Number, ...] = ()


def exhibits(library: Library, claims: Sequence[Claim], hits: Sequence[Hit], room: int) -> tuple[Exhibit, ...]:
    """The passages that the claims rest on, then those found, up to ``room`` characters: keyed c1, c2, …"""
    said: dict[str, list[Evidence]] = {}
    for place in (place for claim in claims for place in claim.evidence):
        said.setdefault(place.passage.id, []).append(place)
    passages = {place.passage.id: place.passage for places in said.values() for place in places}
    for hit in hits:
        more = {**passages, hit.passage.id: hit.passage}
        if _length(more.values()) > room:
            break
        passages = more
    return tuple(
        _exhibit(f"c{number}", library.document(passage.document_id), passage, said.get(passage.id, []))
        for number, passage in enumerate(passages.values(), 1)
    )


def _length(passages: Collection[Passage]) -> int:
    """Characters to read, the titles counted once."""
    return sum(map(len, {_where(passage) for passage in passages} | {passage.text for passage in passages}))


def _where(passage: Passage) -> str:
    return " › ".join(dict.fromkeys((passage.title, *passage.section)))


def _exhibit(key: str, document: Document, passage: Passage, said: Sequence[Evidence]) -> Exhibit:
    own = [Place(place, _words(document, place)) for place in dict.fromkeys(said)]
    if passage.kind is PassageKind.ROW and not own:
        span = Span(passage.start, passage.end).trimmed(document.text)
        own = [Place(Evidence(passage, span), passage.text)]
    taken = {place.evidence.span for place in own}
    found = [s for s in candidates(document, Hit(passage, 0.0, {})) if s.span not in taken]
    places = [*own, *(Place(Evidence(passage, sentence.span), sentence.text) for sentence in found)]
    left_out = [place.text for place in places if is_instruction(place.text)]
    text = passage.text
    for sentence in left_out:
        text = text.replace(sentence, "")
    outside = [place.text for place in own if place.text not in text and place.text not in left_out]
    if passage.kind is PassageKind.TEXT:
        text = "\n".join(filter(None, (text.strip(), *outside)))
    words = ground(passage, document, text, *outside)
    kept = tuple(place for place in places if place.text not in left_out)
    return Exhibit(key, passage, text, kept, words, tuple(left_out))


def _words(document: Document, place: Evidence) -> str:
    passage = place.passage
    if place.cell is None or passage.table is None or passage.row is None:
        return fold(place.span.of(document.text))
    table = document.tables[passage.table]
    value = table.rows[passage.row].cells[table.columns.index(place.cell.column)].text
    return f"{place.cell.row}：{place.cell.column} {value}"


class Attributor:
    """Finds, for sentences about one question, what they rest on among the exhibits."""

    def __init__(
        self, library: Library, weigher: Weigher, shown: Sequence[Exhibit], claims: Sequence[Claim], question: str
    ) -> None:
        self._library = library
        self._weigher = weigher
        self._shown: Mapping[str, Exhibit] = {exhibit.key: exhibit for exhibit in shown}
        self._key_of = {exhibit.passage.id: exhibit.key for exhibit in shown}
        self._places = {place.evidence: place for exhibit in shown for place in exhibit.places}
        self._composed = list(_composed(claims, self._places))
        self._question = question
        said = [question, *(words for _, words in self._composed)]
        self._texts: dict[str, list[str]] = {}
        for exhibit in shown:
            self._texts.setdefault(exhibit.passage.document_id, []).append(exhibit.text)
        self._numbers = dict(_numbers(library, shown))
        self._otherwise = [place for words in said for place in bearers.placed(words)]

    def attribute(self, text: str, keys: Sequence[str]) -> Attribution:
        """The evidence for a sentence: of the passages it names, or else of those that support it."""
        ranked = self._ranked(text)
        chosen: list[Evidence] = []
        for key in keys:
            own = [place for place, strength in ranked if self._key(place) == key and strength >= _KEPT]
            chosen += own[:1]
        if not chosen:
            chosen = [place for place, strength in ranked if strength >= _GIVEN][:1]
        for place, strength in ranked:
            missing = self.missing(text, chosen)
            if not missing or len(chosen) >= _MOST_QUOTES:
                break
            if strength >= _KEPT and len(self.missing(text, [*chosen, place])) < len(missing):
                chosen.append(place)
        chosen += self._with_numbers(text, chosen)
        missing = self.missing(text, chosen)
        misplaced = [] if missing else self._misplaced(text, chosen)
        return Attribution(tuple(dict.fromkeys(chosen)), tuple(missing), tuple(misplaced))

    def _misplaced(self, text: str, chosen: Sequence[Evidence]) -> list[Number]:
        """The numbers of a sentence that its passages say of something else."""
        cited = {_stands_in(place.passage) for place in chosen}
        told: dict[str, tuple[list[bearers.Placed], list[bearers.Placed]]] = {}
        for where, places in self._numbers.items():
            told.setdefault(where[0], ([], []))[where not in cited].extend(places)
        documents = [bearers.Told(*numbers, self._texts[document]) for document, numbers in told.items()]
        titles = {about(place.passage, self._library.document(place.passage.document_id)) for place in chosen}
        also = [*self._otherwise, *(place for title in titles for place in bearers.placed(title))]
        return bearers.misplaced(text, documents, also)

    def missing(self, text: str, places: Sequence[Evidence], following: Sequence[str] = ()) -> list[Number]:
        """The numbers of a sentence that stand neither in the passages of the places nor in the question."""
        cited = {place.passage.id for place in places}
        worded = [self._shown[self._key_of[passage_id]].words for passage_id in cited]
        composed = [words for ids, words in self._composed if not ids or ids & cited]
        # Without being asked, a model adds up what does not belong together.
        calculated = asks_to_calculate(self._question)
        return unsupported(text, [self._question, *worded, *composed], following, calculated)

    def _ranked(self, text: str) -> list[tuple[Evidence, float]]:
        """The places that bear on the sentence with how strongly, best first."""
        sentences = {
            Sentence(place.evidence.passage, place.evidence.span, place.text, 0.0): place.evidence
            for place in self._places.values()
        }
        supports = weigh(self._library, self._weigher, text, Asks.OTHER, list(sentences))
        strengths = {sentences[support.sentence]: strength(support) for support in supports}
        ranked = [(place, strengths.get(place, 0.0)) for place in self._places]
        return sorted(ranked, key=lambda pair: -pair[1])

    def _with_numbers(self, text: str, chosen: Sequence[Evidence]) -> Iterator[Evidence]:
        """Further places of the same passages, so that the numbers stand in the quotes themselves."""
        quoted = [self._question, *(self._places[place].text for place in chosen)]
        passages = {place.passage.id for place in chosen}
        for place, said in self._places.items():
            missing = unsupported(text, quoted)
            if not missing or len(quoted) > _MOST_QUOTES:
                return
            if place.passage.id in passages and len(unsupported(text, [*quoted, said.text])) < len(missing):
                quoted.append(said.text)
                yield place

    def _key(self, place: Evidence) -> str:
        return self._key_of[place.passage.id]


def _stands_in(passage: Passage) -> tuple[str, object, object]:
    """What tells passages apart by their numbers: those of one row of a table have the same."""
    if passage.table is None or passage.row is None:
        return passage.document_id, passage.id, None
    return passage.document_id, passage.table, passage.row


def _numbers(
    library: Library, shown: Sequence[Exhibit]
) -> Iterator[tuple[tuple[str, object, object], tuple[bearers.Placed, ...]]]:
    """The numbers of the passages with their words."""
    for passage, text in ((exhibit.passage, exhibit.text) for exhibit in shown):
        if passage.table is None or passage.row is None:
            yield _stands_in(passage), bearers.placed(text)
        else:
            document = library.document(passage.document_id)
            yield _stands_in(passage), tuple(bearers.cells(document, document.tables[passage.table], passage.row))


def strength(support: Support) -> float:
    """0..2: how well a sentence of a document supports one that was written from it."""
    return support.covered + (support.nearness or _WORDS_ALONE * support.covered)


def _composed(claims: Sequence[Claim], places: Mapping[Evidence, Place]) -> Iterator[tuple[frozenset[str], str]]:
    """Claims that are no quotes but were put together or worked out from cells: (ids of their passages, words)."""
    for claim in claims:
        if claim.text not in {places[place].text for place in claim.evidence if place in places}:
            yield frozenset(place.passage.id for place in claim.evidence), claim.text
