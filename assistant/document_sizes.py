"""How many articles and chapters a document has: how far it counts, with its last article and its last chapter."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from assistant.citations import Claim
from assistant.lists import pieces
from assistant.quoting import Quoter
from assistant.titles_meant import documents_meant
from knowledge.documents import Document, SectionKind
from knowledge.library import Library
from knowledge.retrieval import Hit
from knowledge.tokenization import content_words

_ASKED = re.compile(r"(?<!第)(?:多少|几)个?(?P<of>[条章])(?!件|例|款)")
# What else such a question is made of.
_RESTS = re.compile(
    r"(?:19|20)\d{2}(?:年|版)?的?|[新旧老]?版本?|修订|修正|全文|全部|正文|内容|法律|条文|规定|总共|一共|合计|共|分为?|有|是|由|组成|包括|包含|那|这|部|个|现行|现在|目前|如今|[的和与、，,？?。呢啊吗]"
)
_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年|版)")
_LEVELS = {"条": SectionKind.CLAUSE, "章": SectionKind.CHAPTER}
_ORDINAL = re.compile(r"第[一二三四五六七八九十百零〇\d]+[条章]")


def size(
    question: str, library: Library, quoter: Quoter, search: Callable[[str, Collection[str] | None], Sequence[Hit]]
) -> list[Claim]:
    """How far the articles and chapters asked about count; none where the question asks for anything else.

    Of several versions the one of the year that the question names is meant, else the one that ``search`` puts first.
    """
    asked = list(dict.fromkeys(match["of"] for match in _ASKED.finditer(question)))
    about, rest = documents_meant(question, library) if asked else ([], "")
    if not about or content_words(_RESTS.sub(" ", _ASKED.sub(" ", rest))):
        return []
    years = set(_YEAR.findall(rest))
    meant = [summary for summary in about if years & summary.years()] or about
    hits = search(question, {summary.document_id for summary in meant})
    document = library.document(hits[0].passage.document_id if hits else meant[0].document_id)
    return [claim for of in asked if (claim := _counted(document, of, quoter))]


def _counted(document: Document, of: str, quoter: Quoter) -> Claim | None:
    """From the first to the last, as the text numbers them; None where it has no two of them."""
    held = [
        (section, match.group())
        for section in document.sections
        if section.kind is _LEVELS[of] and (match := _ORDINAL.match(section.title))
    ]
    if len(held) < 2:
        return None
    (first, one), (last, end) = held[0], held[-1]
    places = tuple(quoter.evidence(document, pieces(document, section)[0]) for section in (first, last))
    return Claim(f"《{document.title}》从{one}到{end}。", places, item=True)
