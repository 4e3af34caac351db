"""How many things a text names: the items of a list, or those that one sentence sets side by side. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citations import Claim
from assistant.lists import marker, opens_list
from assistant.questions import expected_count
from knowledge.tokenization import tagged

# Measures of what a rule enumerates, and of things that a figure counts as well. 几家 and 几名 only a figure tells.
_OF_ITEMS, _OF_THINGS = "种项类条步样方面", "个份部"
_ASKED = re.compile(
    rf"(?<![哪这那前后第好])(?:几|多少)\s?(?P<measure>方面|[{_OF_ITEMS}{_OF_THINGS}])(?![月分点]|百分|工作日|小时)"
)
_BELOW = re.compile(r"(?:下列|以下|如下)[^。]*[：:]\s*$")
_A_RUN = 3
# How many characters beside the measure say what is counted, and how many behind the things what they are.
_NEAR, _CLOSING = 8, 4
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_CLAUSE = re.compile(r"[，。；;：:！？\n]")
_SIDE_BY_SIDE = re.compile(r"、|(?<=》)(?=《)")
_AND_SO_ON = re.compile(r"(?<![高中初平同相一二三特])等(?![级次待候于额])")
_JOINED = re.compile(r"(?<=.)(?:以及|和|及|与|或者|或)(?=.)")
_TITLE = re.compile(r"《[^《》]*》")
# Three names for one level of government.
_ONE_LEVEL = "省、自治区、直辖市"
_HIDDEN = str.maketrans("、，：；", "\ue000\ue001\ue002\ue003")
_SHOWN = str.maketrans("\ue000\ue001\ue002\ue003", "、，：；")


@dataclass(frozen=True, slots=True)
class Run:
    """Things that a clause sets side by side, as they stand there, and what it says that they are: 等措施, 的措施."""

    items: tuple[str, ...]
    closing: str

    @property
    def kinds(self) -> frozenset[str]:
        """The signs that say what the things are: those of what closes the run and the last ones that items share."""
        ends = [item[-1] for item in self.items]
        return frozenset(self.closing[:_CLOSING]) | {sign for sign in ends if ends.count(sign) > 1}

    @property
    def names(self) -> tuple[str, ...]:
        """The things without the words that lead to the first."""
        return _without_lead(self.items[0]), *self.items[1:]


def asks_count(question: str) -> bool:
    """Whether the question asks how many there are of what rules enumerate: 列了几种, 有多少项."""
    asked = _ASKED.search(question)
    return asked is not None and asked["measure"] in _OF_ITEMS


def tells_count(question: str, text: str) -> bool:
    """Whether a text that gives no figure tells how many there are of what the question counts, by naming them."""
    asked = _ASKED.search(question)
    if asked is None:
        return False
    opens = opens_list(text) if asked["measure"] in _OF_ITEMS else _BELOW.search(text) is not None
    return opens or _run_meant(question, asked, text) is not None


def counted(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with the number of things before them, where the question asks how many and the text only names them.

    What is counted are the items of the list that the claims are, or else the things of one enumeration; where the
    claims are a list whose items the question names some of, those of the enumerations in these items.
    """
    asked = _ASKED.search(question)
    if asked is None or not claims:
        return list(claims)
    unit = "项" if asked["measure"] == "条" else asked["measure"]
    opening, *items = claims
    parts = _parts_named(question, claims)
    if not parts and len(items) > 1 and opens_list(opening.text) and _is_list(items):
        told = "" if expected_count(opening.text) else f"共 {len(items)} {unit}："
        return [replace(opening, text=told + opening.text), *items]
    said = parts or [claim for claim in claims if claim.evidence]
    found = [(claim, run) for claim in said if (run := _run_meant(question, asked, claim.text))]
    figure = re.compile(rf"(?:[\d二两三四五六七八九十百千万]|共一)\s*余?{asked['measure']}")
    if len(found) != (len(parts) or 1) or any(figure.search(claim.text) for claim in said):
        return list(claims)
    names = [name for _, run in found for name in run.names]
    places = tuple(place for claim, _ in found for place in claim.evidence)
    total = Claim(f"列出的共 {len(names)} {unit}：{'、'.join(names)}。", places, item=True)
    return [total, *(replace(claim, item=True) for claim in claims)]


def runs(text: str) -> Iterator[Run]:
    """The enumerations of a text, save those whose number of items is not certain (粮食和储备 is one body or two)."""
    plain = _ASIDE.sub("", text).replace(_ONE_LEVEL, _ONE_LEVEL.translate(_HIDDEN))
    for clause in _CLAUSE.split(_TITLE.sub(lambda title: title.group().translate(_HIDDEN), plain)):
        items: list[str] = []
        for piece in _SIDE_BY_SIDE.split(clause):
            end = _AND_SO_ON.search(piece) if items else None
            items.append(piece[: end.start()] if end else piece)
            if end:
                yield from _run(items, piece[end.end() :])
                items = [piece[end.end() :]]
        yield from _run(items, "")


def _run(items: Sequence[str], closing: str) -> Iterator[Run]:
    *others, last = shown = [item.strip().translate(_SHOWN) for item in items]
    if not closing and not any("的" in item for item in others):
        last, _, closing = last.partition("的")
    joined = None if "《" in last else _JOINED.search(last)
    ends = (last[: joined.start()], last[joined.end() :]) if joined else (last,)
    clear = all((*others, *ends)) and len({end[-1] for end in ends}) == 1
    if others and clear and not any(_ONE_LEVEL in item for item in shown):
        yield Run((*others, *ends), closing)


def _run_meant(question: str, asked: re.Match[str], text: str) -> Run | None:
    """The enumeration of what the question counts: that whose kind stands beside the measure, or the only one.

    One that has a thing of the question's among its items does not tell how many there are of that.
    """
    found = [run for run in runs(text) if len(run.items) >= _A_RUN and not any(name in question for name in run.names)]
    beside = set(question[max(0, asked.start() - _NEAR) : asked.end() + _NEAR]) - set("的了")
    shared = [len(run.kinds & beside) for run in found]
    most = max(shared, default=0)
    if most and shared.count(most) == 1:
        return found[shared.index(most)]
    return found[0] if len(found) == 1 and asked["measure"] in _OF_ITEMS else None


def _parts_named(question: str, claims: Sequence[Claim]) -> list[Claim]:
    """Of the items of a list those that the question names, by the names that the sentence before them gives them in
    the same order; none where it names none or all of them."""
    opening, *items = claims
    if len(items) < 2 or not _is_list(items):
        return []
    for run in runs(opening.text):
        if len(run.items) == len(items):
            named = [item for name, item in zip(run.names, items, strict=True) if _bare(name) in question]
            return named if len(named) < len(items) else []
    return []


def _is_list(items: Sequence[Claim]) -> bool:
    return all(item.item and marker(item.text) for item in items)


def _bare(name: str) -> str:
    """民生消费三大领域 is called 民生消费."""
    return re.split(r"[\d一二两三四五六七八九十]+[大个项类种]", name)[0]


def _without_lead(item: str) -> str:
    """An item without the verbs and prepositions that lead to it: 推进甲与农业 → 农业."""
    if "《" in item:
        return item[item.index("《") :]
    tokens = tagged(item)
    lead = [i for i, (_, flag) in enumerate(tokens[:-1]) if flag in ("v", "p", "c", "r", "d")]
    return "".join(word for word, _ in tokens[lead[-1] + 1 :]) if lead else item
