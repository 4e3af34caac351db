"""Comparisons answered side by side: each side from its own documents or sentences, before them how they compare."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant import comparisons, lists
from assistant.citations import Claim, Evidence
from assistant.document_names import short_for
from assistant.evidence import Search, candidates, merged
from assistant.library_tables import OWN_WORDS
from assistant.named_sides import named_sides
from assistant.question_parts import read
from assistant.questions import ASKING, Asks, Part, Question, kind_of, topic
from assistant.short_titles import spelled_out
from assistant.sides import COMPARED, WHICH_VERSION_HAS_IT, Side, of_one
from assistant.text_sums import figures_in
from knowledge.documents import Document
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.segmentation import Span
from knowledge.tokenization import bigrams, content_words

FromText = Callable[[Part, Question, Sequence[Hit]], tuple[list[Claim], float]]
"""Claims for one part of a question from these hits, and how sure they are."""
# From so much likeness on two sentences say the same thing in two versions of a text.
_COUNTERPART = 0.35
_SUM = re.compile(r"[\d.,]*\d[百千万亿]*元?(?=，)")
_TITLE = re.compile("《([^《》]+)》")
_AND = re.compile("[和与跟]|以及")
_PAPER = re.compile("意见|方案|规划|计划|通知|决定|报告|办法|文件")
_NOT_IN_A_TITLE = (Asks.AMOUNT, Asks.TIME, Asks.DURATION, Asks.WHO, Asks.PLACE, Asks.LIST, Asks.WHY, Asks.HOW)
_EVENT = {comparisons.By.DATE: Asks.TIME, comparisons.By.FIGURE: Asks.AMOUNT}


def of_documents(
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText, today: dt.date
) -> tuple[list[Claim], float] | None:
    """Versions, titles or places that the question sets side by side: each answered from its own documents.

    The claims and how sure the surest is; None where nothing is compared or no side has support.
    """
    near = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    compared = named_sides(question.text, library, near, today)
    if compared is None:
        return None
    which_has_it = WHICH_VERSION_HAS_IT.search(question.text) is not None
    answered = [_answered(side.asked, side, search, from_text) for side in compared]
    if len({side.label.partition("》")[0] for side in compared}) == 1:
        answered = _aligned(compared, answered, search, library, only=which_has_it)
    for narrower in (_without_sum, _without_scene, _with_label):
        if not any(said for said, _ in answered):
            answered = [_answered(narrower(side), side, search, from_text) for side in compared]
    if not any(said for said, _ in answered):
        return None
    claims: list[Claim] = []
    for side, (said, _) in zip(compared, answered, strict=True):
        first = said[0] if said else Claim("没有找到依据。", ())
        claims += [Claim(f"{side.label}：{first.text}", first.evidence, item=True), *said[1:]]
    texts = [[claim.text for claim in said] for said, _ in answered]
    sides = [(side.label, side.asked, said) for side, said in zip(compared, texts, strict=True)]
    if not which_has_it and (told := comparisons.outcome(question.text, sides)):
        places = tuple(dict.fromkeys(place for said, _ in answered for claim in said for place in claim.evidence))
        claims.insert(0, Claim(told, places, item=True))
    return claims, max(sure for _, sure in answered)


def _without_sum(side: Side) -> str:
    """What is asked of a side without the sum it is to be worked out for (净收入1000万，…): no rule says that."""
    return _SUM.sub("", side.asked)


def _without_scene(side: Side) -> str:
    """The last thing asked of a side without the story told before it, where it names enough to be found by."""
    *_, last = side.asked.split("，")
    return last if ASKING.search(last) and len(content_words(topic(last))) >= OWN_WORDS else side.asked


def _with_label(side: Side) -> str:
    return side.label + side.asked


def _answered(asked: str, side: Side, search: Search, from_text: FromText) -> tuple[list[Claim], float]:
    """What one side's documents say on what is asked, and how sure the surest part is."""
    question = read(asked)
    hits = search(question.text, side.documents) if side.documents else []
    claims: list[Claim] = []
    surest = 0.0
    for part in question.parts:
        found, sure = _of_side(part, question, hits, from_text)
        surest = max(surest, sure)
        claims += (claim for claim in found if claim not in claims)
    return claims, surest


def _aligned(
    sides: Sequence[Side],
    answered: Sequence[tuple[list[Claim], float]],
    search: Search,
    library: Library,
    only: bool,
) -> list[tuple[list[Claim], float]]:
    """Of versions of one text: to what the surest says its counterpart in the others.

    What has a counterpart in all of them goes before; without one each says what it says itself. With ``only`` what
    is most like the question is sought in the others with the words it shares with the question, and where it is not
    there, they say nothing.
    """
    told = [i for i, (said, _) in enumerate(answered) if said]
    wanted = set(bigrams(sides[0].asked))
    surest_first = sorted(
        told, key=lambda i: -len(wanted & set(bigrams(answered[i][0][0].text))) if only else -answered[i][1]
    )
    for surer in surest_first:
        text = answered[surer][0][0].text
        of_each = []
        for i, (side, (said, sure)) in enumerate(zip(sides, answered, strict=True)):
            if i != surer and _likeness(text, "".join(claim.text for claim in said)) < _COUNTERPART:
                found = _counterpart(text, side, search, library)
                said = [found] if found else []
            if only and said:
                asked_for = [word for word in content_words(topic(side.asked)) if word in text]
                said = said if all(word in said[0].text for word in asked_for) else []
            of_each.append((said, sure))
        if only or all(said for said, _ in of_each):
            return of_each
    return list(answered)


def _counterpart(said: str, side: Side, search: Search, library: Library) -> Claim | None:
    """The sentence of the side's documents that is most like what is said, where it is like enough."""
    found = [
        sentence
        for hit in search(said, side.documents)
        for sentence in candidates(library.document(hit.passage.document_id), hit)
    ]
    likest = max(found, key=lambda sentence: _likeness(said, sentence.text), default=None)
    if likest is None or _likeness(said, likest.text) < _COUNTERPART:
        return None
    return Claim(likest.text, (Evidence(likest.passage, likest.span),))


def _likeness(text: str, other_text: str) -> float:
    """How much of their words two texts share, 0..1."""
    one, other = set(bigrams(text)), set(bigrams(other_text))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _of_side(part: Part, question: Question, hits: Sequence[Hit], from_text: FromText) -> tuple[list[Claim], float]:
    """Claims for one part from one side's hits. 付款时间 without 何时 may be a date, a period or a mere subject."""
    readings = [part.asks]
    if not ASKING.search(part.text) and part.asks is Asks.LIST:  # 例外情形有何不同 wants the rule, not the list
        readings = [Asks.OTHER, Asks.LIST]
    elif not ASKING.search(part.text):
        readings += [Asks.DURATION] * (part.asks is Asks.TIME) + [Asks.OTHER] * (part.asks is not Asks.OTHER)
    for asks in readings:
        found, sure = from_text(replace(part, asks=asks), question, hits)
        if found:
            break
    return found, sure


def of_things(
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText, today: dt.date
) -> tuple[list[Claim], float] | None:
    """Two things of one or several documents by their dates or figures, both sides said, then how they compare.

    The claims and how sure the less sure side is; None where the question sets nothing against each other or one side
    has no support.
    """
    comparison = comparisons.read(question.text)
    if comparison is None:
        return None
    answered: list[list[Claim]] = []
    sureness = []
    for asked in comparison.questions:
        text = spelled_out(asked, library)
        part = Part(text, _EVENT[comparison.by])
        found, sure = from_text(part, replace(question, text=text, parts=(part,)), merged(search(text, None), hits))
        answered.append(found)
        sureness.append(sure)
    texts = [[claim.text for claim in side] for side in answered]
    for side, said, sure in zip(answered, texts, sureness, strict=True):
        # What one sentence sets side by side tells more than two from here and there.
        if comparisons.figures_of_both(comparison, said) and (told := comparisons.verdict(comparison, (said, said))):
            return [Claim(told, side[0].evidence, item=True), *side], sure
    if not all(answered) or texts[0] == texts[1]:
        return None
    told = comparisons.verdict(comparison, (texts[0], texts[1]))
    claims = [
        replace(claim, text=f"{name}：{claim.text}" if not i else claim.text, item=True)
        for name, side in zip(comparison.names, answered, strict=True)
        for i, claim in enumerate(side)
    ]
    if told:
        places = tuple(dict.fromkeys(place for side in answered for place in side[0].evidence))
        claims.insert(0, Claim(told, places, item=True))
    return claims, min(sureness)


def of_titles(
    question: Question, hits: Sequence[Hit], search: Search, library: Library, from_text: FromText, today: dt.date
) -> tuple[list[Claim], float] | None:
    """Two papers that only a text names (支持甲和支持乙的意见), told apart by their titles: where these stand.

    None where more is asked than the titles may tell, or not both are found.
    """
    paper = _PAPER.search(question.text)
    if paper is None or not COMPARED.search(question.text) or kind_of(of_one(question.text)) in _NOT_IN_A_TITLE:
        return None
    told = [sentence for hit in hits for sentence in candidates(library.document(hit.passage.document_id), hit)]
    titles = list(dict.fromkeys(title for sentence in told for title in _TITLE.findall(sentence.text)))
    titles = [title for title in titles if title.endswith(paper.group()) or paper.group() == "文件"]
    clauses = re.split("[，,。？?]", question.text)
    pairs = [(clause[: j.start()], clause[j.end() :]) for clause in clauses for j in _AND.finditer(clause)]
    for before, after in pairs:
        one = _titled([before[i:] for i in range(len(before) - 1)], titles)
        other = _titled([after[:i] for i in range(len(after), 1, -1)], titles)
        if one and other and one != other:
            saying = [next(s for s in told if f"《{title}》" in s.text) for title in (one, other)]
            places = dict.fromkeys((s.text, Evidence(s.passage, s.span)) for s in saying)
            return [Claim(text, (place,), item=True) for text, place in places], 1.0
    return None


def _titled(calls: Sequence[str], titles: Sequence[str]) -> str | None:
    """The only title that the longest of the ``calls`` with one is short for."""
    for called in calls:
        if meant := [title for title in titles if short_for(called, title)]:
            return meant[0] if len(meant) == 1 else None
    return None


def with_other_cases(
    question: str, claims: Sequence[Claim], library: Library, claim_at: Callable[[Document, Span, bool], Claim]
) -> list[Claim]:
    """The claims, and where they quote one item of a list to a question that compares those worded like it."""
    items = [claim for claim in claims if lists.marker(claim.text)]
    if len(items) != 1 or not COMPARED.search(question):
        return list(claims)
    place = items[0].evidence[0]
    document = library.document(place.passage.document_id)
    listed = lists.whole(document, document.sections[place.passage.section_index], place.span)
    units = {figure.kind for figure in figures_in(items[0].text)}
    others = [
        claim_at(document, span, True) for span in (listed[1] if listed else ()) if span.start != place.span.start
    ]
    others = [
        other
        for other in others
        if _likeness(items[0].text, other.text) >= _COUNTERPART and units & {f.kind for f in figures_in(other.text)}
    ]
    at = list(claims).index(items[0]) + 1
    return [*claims[:at], *others, *claims[at:]]
