"""How a place in a law is cited: 第四条第二款第（三）项.

Paragraphs and items are no sections of their own: a passage holds them together, a citation names them.
"""

from __future__ import annotations

import re

from knowledge.documents import Document, Section, SectionKind
from knowledge.loading.list_numbers import chinese
from knowledge.segmentation import lines, paragraphs
from knowledge.structure import section_at

_ITEM = re.compile(r"[（(]\s*([一二三四五六七八九十]{1,4})\s*[)）]")
_SUBITEM = re.compile(r"(\d{1,2})\s*[.．、](?!\d)")


def provision(document: Document, position: int) -> str:
    """The clause, paragraph and item that the position stands in, "" outside all clauses.

    The paragraph is left out where the clause has only one, as is usual.
    """
    clause: Section | None = section_at(document.sections, position)
    while clause is not None and clause.kind is not SectionKind.CLAUSE:
        clause = document.sections[clause.parent] if clause.parent is not None else None
    if clause is None:
        return ""
    text = document.text
    found = list(lines(text, clause.start, clause.end))
    count = place = 0
    item = subitem = ""
    for paragraph in paragraphs(text, found) if document.wrapped else found:
        line = paragraph.of(text)
        here = paragraph.start <= position
        if match := _ITEM.match(line):
            if here:
                item, subitem = f"第（{match.group(1)}）项", ""
        elif match := _SUBITEM.match(line):
            if here:
                subitem = f"第{match.group(1)}目"
        else:
            count += 1
            if here:
                place, item, subitem = count, "", ""
    numbered = f"第{chinese(place)}款" if count > 1 and place else ""
    return clause.title + numbered + item + subitem
