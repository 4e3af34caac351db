"""The text of an answer → HTML: paragraphs, lists, tables, links to its citations; or plain text to take along. Pure.

Every text put into HTML is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise

from assistant.answers import Answer
from assistant.web.plain_text import plain
from knowledge.segmentation import fold

# ASCII digits only: "\d" would also take digits of other scripts for a handle.
_HANDLE = re.compile(r"[ \t]*\[([1-9][0-9]{0,3})\]")
# 1.1 and 2021.9 begin no list item.
_ITEM = re.compile(r"[ \t]*([·•*-](?=[ \t])|[0-9]{1,2}[.．、](?![0-9]))[ \t]*(?=\S)")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_RULE = re.compile(r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def prose(text: str, cited: Collection[int] | None, number: int) -> str:
    """The answer's lines as paragraphs, list items and table rows, with a link for each ``[n]`` among the ``cited``.

    ``cited`` is None as long as the citations are not known; an ``[n]`` then takes its room, but leads nowhere.
    ``number`` is that of the turn. No other Markdown is interpreted.
    """

    def linked(words: str) -> str:
        return link_handles(words, cited, number)

    lines = [line for line in text.splitlines() if line.strip()]
    html = ""
    for kind, run in groupby(zip(_kinds(lines), lines, strict=True), key=lambda pair: pair[0]):
        group = [line for _, line in run]
        if kind == "item":
            items = ((match[1], line[match.end() :]) for line in group if (match := _ITEM.match(line)))
            listed = "".join(f'<li><span class="mark">{mark}</span> {linked(words)}</li>' for mark, words in items)
            html += f'<ul class="items">{listed}</ul>'
        elif kind == "row":
            head, _, *body = ([linked(cell) for cell in _cells(line)] for line in group)
            rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
            heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
            html += f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        else:
            html += "".join(f"<p>{linked(line)}</p>" for line in group)
    return html


def footnoted(answer: Answer) -> str:
    """The answer as plain text with what to know about it and where each ``[n]`` comes from, to be pasted elsewhere."""
    notices = [f"注意：{notice}" for notice in answer.notices]
    sources = [
        f"[{citation.n}] {' › '.join((citation.title, *citation.section))}：“{fold(citation.quote)}”"
        + (f" {citation.url}" if citation.url else "")
        for citation in answer.citations
    ]
    blocks = [answer.answer, "\n".join(notices), "\n".join(["依据：", *sources]) if sources else ""]
    return "\n\n".join(block for block in blocks if block)


def link_handles(line: str, cited: Collection[int] | None, number: int) -> str:
    """One escaped line in which each ``[n]`` is a link to its card, see ``prose``."""
    html, done = "", 0
    for match in _HANDLE.finditer(line):
        n = int(match[1])
        if cited is None:
            handle = f'<span class="cite">[{n}]</span>'
        elif n in cited:
            handle = f'<a class="cite" href="#t{number}-c{n}" aria-label="依据 {n}">[{n}]</a>'
        else:
            continue
        html += plain(line[done : match.start()]) + handle
        done = match.end()
    return html + plain(line[done:])


def _kinds(lines: Sequence[str]) -> Iterator[str]:
    """What each line is: a "row" from the head of a table, which a rule follows, to its end; an "item"; a "line"."""
    in_table = False
    for line, following in pairwise([*lines, ""]):
        in_table = bool(_ROW.fullmatch(line)) and (in_table or bool(_RULE.fullmatch(following)))
        yield "row" if in_table else "item" if _ITEM.match(line) else "line"


def _cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _BETWEEN_CELLS.split(row.strip()[1:-1])]
