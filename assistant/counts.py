"""How many things a text names: the items of a list, or those that one sentence sets side by side. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest

from assistant.citations import Claim
from assistant.lists import marker, opens_list
from assistant.questions import expected_count
from knowledge.tokenization import tagged

# Measures of what a rule enumerates, and of things that a figure counts as well. 几家 and 几名 only a figure tells.
_OF_ITEMS, _OF_THINGS = "种项类条步样方面", "个份部"
_ASKED = re.compile(
    rf"(?<![哪这那前后第好])(?:几|多少)\s?(?P<measure>方面|[{_OF_ITEMS}{_OF_THINGS}])(?![月分点]|百分|工作日|小时)"
)
_FIGURE = r"(?:[\d二两三四五六七八九十百千万]|共一)\s*余?"
_BELOW = re.compile(r"(?:下列|以下|如下)[^。]*[：:]\s*$")
_A_RUN = 3
# 至少几项, 不包括几种: a bound, or what is left out, is no total.
_NO_TOTAL = re.compile(r"至少|最少|至多|最多|顶多|起码|不[少多低高]于|超过|不[包含属算]|除[了去开]")
_LEFT_OUT = re.compile(r"除.*外")
# What follows a sentence's last 下列, and what may stand between a noun and the list of what it names.
_BELOW_HEAD = re.compile(r"(?:下列|以下)(?!简称)([^，、的：:]+)")
_OPENING = r"(?:如下|主要|包[括含]|分为|[是为有])*(?:下列|以下)?[\d几一二两三四五六七八九十]*[类种项个]?[：:]\s*$"
_NOUNS = ("n", "l", "j", "i")
# What the tagger takes for verbs and policies count.
_NOUNS_TOO = frozenset({"行为", "要求"})
_BREAKS = ("v", "p", "c", "u", "m", "d")
# How many characters may stand between 等 and the noun that says what the things are.
_CLOSING = 4
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_CLAUSE = re.compile(r"[，。；;：:！？\n]")
_SIDE_BY_SIDE = re.compile(r"、|(?<=》)(?=《)")
_AND_SO_ON = re.compile(r"(?<![高中初平同相一二三特])等(?![级次待候于额])")
_JOINED = re.compile(r"(?<=.)(?:以及|和|及|与|或者|或)(?=.)")
# What joins the first thing to another before it: 甲联合乙、丙 are three.
_JOINS = frozenset("以及 和 及 与 或者 或 同 联合 会同 并 连同 协同".split())
# 技术与甲业、乙业等产业融合: here 与 leads to the industries; domains may be what stands before it, too.
_MEETS = re.compile(r"(?!领域|方面)[^的]*(?:融合|结合|衔接|对接)")
_LEADS = ("v", "p", "c", "r", "d")
# 甲、乙、丙，以及丁 are four.
_GOES_ON = re.compile(r"以?及|和|或")
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

    def are(self, noun: str) -> bool:
        """Whether the things are what the noun says: it closes their run, or each of them ends as it does."""
        return _heads(noun, self.closing) or all(item[-1] == noun[-1] for item in self.items)

    @property
    def names(self) -> tuple[str, ...]:
        """The things without the words that lead to the first."""
        return _without_lead(self.items[0]), *self.items[1:]


def asks_count(question: str) -> bool:
    """Whether the question asks how many there are of what rules enumerate: 列了几种, 有多少项."""
    asked = _ASKED.search(question)
    return asked is not None and asked["measure"] in _OF_ITEMS


def _noun_counted(question: str, asked: re.Match[str]) -> str:
    """What the question counts: the noun right behind the measure, or where nothing follows, the last before it.

    Empty where that is not told, and where no total is asked for.
    """
    if _NO_TOTAL.search(question):
        return ""
    behind = re.split(r"[，,。？?、；;（(]", question[asked.end() :])[0].strip().removeprefix("方面").lstrip("的")
    words = [(word, flag) for word, flag in tagged(behind.rstrip("吗呢啊呀")) if word.strip()]
    if not words:
        before = [token[0] for token in tagged(question[: asked.start()]) if _is_noun(token)]
        return _noun(before[-1:])
    heads = list(takewhile(lambda token: _is_noun(token) or token[1].startswith(("a", "b", "vn")), words))
    if not heads and "的" in behind:
        heads = list(takewhile(_is_noun, tagged(behind.partition("的")[2])))
    if not heads and len(words) == 1:
        return _noun([words[0][0]])
    return _noun([token[0] for token in heads if _is_noun(token)][-1:])


def _is_noun(token: tuple[str, str]) -> bool:
    return token[1].startswith(_NOUNS) or token[0] in _NOUNS_TOO


def _noun(found: Sequence[str]) -> str:
    """A single sign says too little of what is counted."""
    return "".join(word for word in found if len(word) > 1)


def _heads(noun: str, text: str) -> bool:
    """Whether the noun says what the phrase at the head of the text names: 违规行为的, not 行为和事件."""
    at = text[: len(noun) + _CLOSING].find(noun)
    if at < 0:
        return False
    before, (first, *behind) = tagged(text[:at]), tagged(text[at:])
    leads = any(flag.startswith(_BREAKS) and flag != "vn" for _, flag in before)
    return not leads and first[0] == noun and not any(flag.startswith(("n", "c", "p")) for _, flag in behind[:1])


def _opens_such(noun: str, opening: str) -> bool:
    """Whether the sentence says of the list that it opens that the noun names its items."""
    if not noun:
        return False
    below = _BELOW_HEAD.findall(opening)
    return (bool(below) and _heads(noun, below[-1])) or re.search(re.escape(noun) + _OPENING, opening) is not None


def tells_count(question: str, text: str) -> bool:
    """Whether a text that gives no figure tells how many there are of what the question counts, by naming them."""
    asked = _ASKED.search(question)
    if asked is None:
        return False
    opens = opens_list(text) if asked["measure"] in _OF_ITEMS else _BELOW.search(text) is not None
    return opens or _run_meant(question, asked, text) is not None


def gives_count(question: str, text: str) -> bool:
    """Whether a text gives a figure for what the question counts by a measure and a noun: 六个单位, 等6单位."""
    asked = _ASKED.search(question)
    noun = re.match(r"[一-龥]{2}", question[asked.end() :]) if asked else None
    return noun is not None and re.search(rf"{_FIGURE}[个家项种类]?{noun.group()}", text) is not None


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
        if not _opens_such(_noun_counted(question, asked), opening.text):
            return list(claims)
        told = "" if expected_count(opening.text) else f"共 {len(items)} {unit}："
        return [replace(opening, text=told + opening.text), *items]
    said = parts or [claim for claim in claims if claim.evidence]
    meant = _run_of_part if parts else _run_meant
    found = [(claim, run) for claim in said if (run := meant(question, asked, claim.text))]
    figure = re.compile(_FIGURE + asked["measure"])
    if len(found) != (len(parts) or 1) or any(
        figure.search(claim.text) or gives_count(question, claim.text) for claim in said
    ):
        return list(claims)
    names = [name for _, run in found for name in run.names]
    places = tuple(place for claim, _ in found for place in claim.evidence)
    total = Claim(f"列出的共 {len(names)} {unit}：{'、'.join(names)}。", places, item=True)
    return [total, *(replace(claim, item=True) for claim in claims)]


def runs(text: str) -> Iterator[Run]:
    """The enumerations of a text, save those whose number of items is not certain (粮食和储备 is one body or two)."""
    plain = _ASIDE.sub("", text).replace(_ONE_LEVEL, _ONE_LEVEL.translate(_HIDDEN))
    clauses = _CLAUSE.split(_TITLE.sub(lambda title: title.group().translate(_HIDDEN), plain))
    for clause, following in zip_longest(clauses, clauses[1:], fillvalue=""):
        if _LEFT_OUT.search(clause) or _GOES_ON.match(following):
            continue
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
        last = last.partition("的")[0]
    joined = None if "《" in last else _JOINED.search(last)
    ends = (last[: joined.start()], last[joined.end() :]) if joined else (last,)
    clear = all((*others, *ends)) and len({end[-1] for end in ends}) == 1 and not last.endswith("之一")
    if others and clear and not any(_ONE_LEVEL in item for item in shown) and _are_single((*others, *ends), closing):
        yield Run((*others, *ends), closing)


def _are_single(items: Sequence[str], closing: str) -> bool:
    """Whether no item joins two things by 和 or the like, nor the first is joined so to another one before it."""
    first, *others = (tagged(item) if "《" not in item else [] for item in items)
    if any(word in _JOINS for tokens in others for word, _ in tokens):
        return False
    led = [i for i, (word, flag) in enumerate(first) if flag in _LEADS and word not in _JOINS]
    head = led[-1] + 1 if led else 0
    joins = [word for word, _ in first[head:] if word in _JOINS]
    return not joins or (joins == ["与"] and _MEETS.match(closing) is not None)


def _run_meant(question: str, asked: re.Match[str], text: str) -> Run | None:
    """The one enumeration of what the question counts; None without one, and where two might be meant.

    One that has a thing of the question's among its items does not tell how many there are of that.
    """
    noun = _noun_counted(question, asked)
    fit = [run for run in runs(text) if run.are(noun)] if noun else []
    if len(fit) != 1 or fit[0] not in _long_runs(question, text):
        return None
    beside = text
    for item in fit[0].items:
        beside = beside.replace(item, "", 1)
    # 甲部门主管，乙部门、丙部门、丁部门配合: one stands apart from the others.
    return fit[0] if beside.count(noun) <= fit[0].closing.count(noun) else None


def _run_of_part(question: str, _: re.Match[str], text: str) -> Run | None:
    """The one enumeration that 等 closes in a part of a list which the question names."""
    found = [run for run in _long_runs(question, text) if run.closing]
    return found[0] if len(found) == 1 and not _NO_TOTAL.search(question) else None


def _long_runs(question: str, text: str) -> list[Run]:
    return [run for run in runs(text) if len(run.items) >= _A_RUN and not any(name in question for name in run.names)]


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
    lead = [i for i, (_, flag) in enumerate(tokens[:-1]) if flag in _LEADS]
    return "".join(word for word, _ in tokens[lead[-1] + 1 :]).removeprefix("的") if lead else item
