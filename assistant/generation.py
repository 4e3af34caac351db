"""A chat model's answer, checked while it is written: only sentences whose keys and numbers hold are passed on."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant import bearers, completeness, gate, keys
from assistant.answers import Issue, Turn
from assistant.attribution import Attributor, Exhibit, exhibits
from assistant.citations import Claim, Evidence
from assistant.evidence import Weigher
from assistant.lists import marker
from assistant.models import ChatModel, ChatModelFailed
from assistant.numbers import Number
from assistant.question_parts import read
from assistant.untrusted import is_instruction, without_remote
from knowledge.library import Library
from knowledge.retrieval import Hit
from prompts import load

NO_SUPPORT = "（未见依据）"
DECLINED = "没有从依据里得出答案"
UNFOUNDED = "写的内容多半没有依据"

# Characters of a reply that is still an answer.
_LONGEST = 6000
_LEAD_IN = 60
_TURNS, _LONGEST_QUESTION = 6, 200
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|[-*•·]\s+)|\*\*|__|`+")
_TABLE_RULE = re.compile(r"\s*\|?[\s|:-]*-{3,}[\s|:-]*")
_HEADING = re.compile(r"\s*#{1,6}\s")
_SAYS_SOMETHING = re.compile(r"[\d\u4e00-\u9fff]|[A-Za-z]{3}")
_PLEASANTRY = re.compile(
    r"^(?:好的|当然|您好|你好)[，,。！!]|希望.{0,12}(?:帮助|帮到|满意)|如(?:果?您?还?有|需).{0,12}(?:疑问|问题|了解|帮助).{0,12}(?:提问|告诉|联系|随时)"
)
_NOTHING_THERE = re.compile(
    r"(?:依据|资料|材料|原文|文件|信息)[^，。]{0,8}(?:没有|并?未)(?:找到|提及|提到|说明|给出|涉及|包含|明确)"
    r"|没有(?:找到)?(?:相关|直接)?(?:的)?依据"
)
_HAN, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]")
# Words of another language before a Chinese sentence, which would pass with it.
_FOREIGN = re.compile(r"(?:[A-Za-z][A-Za-z'’-]*[\s,.;:!?\"]+){4,}(?=[\u4e00-\u9fff])")
_DECLINES = re.compile(r"[^。]{0,6}没有依据[。.]?")


@dataclass(frozen=True, slots=True)
class Written:
    """What may be shown of a model's answer so far, and what its checks found.

    ``raw`` is what the model wrote; ``withdrawn`` says why its answer may not stand, to be read after its name.
    """

    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    raw: str = ""
    withdrawn: str | None = None


class ModelWriter:
    """Has a chat model write answers from evidence, and make follow-up questions stand alone."""

    def __init__(self, library: Library, model: ChatModel) -> None:
        self.model = model
        self._library = library
        self._weigher = Weigher(library)

    def evidence(self, claims: Sequence[Claim], hits: Sequence[Hit]) -> tuple[Exhibit, ...]:
        """What the model is shown: the passages of the claims, then those retrieved."""
        return exhibits(self._library, claims, hits, self.model.evidence_chars)

    def write(
        self, question: str, claims: Sequence[Claim], shown: Sequence[Exhibit], seconds: float
    ) -> Iterator[Written]:
        """The answer as it grows, each time with more sentences that hold; the last one is final.

        ``claims`` are what can be said without a model, ``shown`` the evidence.
        """
        mark = secrets.token_hex(4)
        prompt = load("answer").filled(
            marker=mark,
            evidence="\n\n".join(_shown(shown)),
            digest="\n".join(claim.text for claim in claims),
            question=question,
        )
        checks = _Checks(Attributor(self._library, self._weigher, shown, claims, question), shown, mark)
        try:
            for sentence in keys.sentences(checks.heard(self.model.stream(prompt, seconds))):
                if checks.take(sentence):
                    yield checks.written()
        except ChatModelFailed as failed:
            yield checks.written(str(failed))
            return
        checks.settle(final=True)
        objection = checks.objection() or completeness.objection(read(question), claims, checks.written().claims)
        yield checks.written(objection and f"语言模型 {self.model.name} {objection}")

    def standalone(self, question: str, history: Sequence[Turn], seconds: float) -> str | None:
        """The question as it would be asked first; None where the reply names numbers that were not said.

        Raises ChatModelFailed.
        """
        said = [f"{'用户' if turn.role == 'user' else '助手'}：{turn.content}" for turn in history[-_TURNS:]]
        prompt = load("condense").filled(marker=secrets.token_hex(4), history="\n".join(said), question=question)
        reply = "".join(_without_thoughts(iter([self.model.complete(prompt, seconds)]))).strip().strip("“”\"'")
        usable = reply and "\n" not in reply and len(reply) <= _LONGEST_QUESTION
        return reply if usable and not gate.unsupported(reply, [question, *said]) else None


@dataclass(slots=True)
class _Statement:
    """One sentence of the model with what it rests on; headings and what opens a list need no citation."""

    text: str
    evidence: tuple[Evidence, ...]
    missing: tuple[Number, ...]
    misplaced: tuple[Number, ...]
    needs_none: bool
    new_line: bool

    @property
    def opens_list(self) -> bool:
        return self.text.endswith(("：", ":")) and len(self.text) <= _LEAD_IN


class _Checks:
    """Takes the sentences of one answer in, and lets out those that hold, in order."""

    def __init__(self, attributor: Attributor, shown: Sequence[Exhibit], mark: str) -> None:
        self._attributor = attributor
        # Small models cite the mark around the evidence as if it were a key.
        self._mark = re.compile(rf"[\[【［(（<]*(?:/|依据|摘要|\s)*{mark}[\]】］)）>]*")
        self._keys = [exhibit.key for exhibit in shown]
        self._headings = {exhibit.where for exhibit in shown}
        self._known = "\n".join(f"{exhibit.text}\n{exhibit.passage.url or ''}" for exhibit in shown)
        self._raw = ""
        self._seen: set[str] = set()
        self._waiting: list[_Statement] = []
        self._claims: list[Claim] = []
        self._issues: list[Issue] = []
        self._supported = self._unsupported = 0
        self._new_line = self._in_table = False

    def heard(self, pieces: Iterator[str]) -> Iterator[str]:
        """The pieces as they come, without a reasoning model's thoughts. Raises ChatModelFailed for too many."""
        for piece in _without_thoughts(pieces):
            self._raw += piece
            if len(self._raw) > _LONGEST:
                raise ChatModelFailed("语言模型的回答过长，没有写完")
            yield piece

    def take(self, sentence: str) -> bool:
        """One more sentence; whether something more can be shown."""
        statement = self._statement(sentence)
        self._new_line = self._new_line or sentence.endswith("\n")
        if statement is None:
            return False
        self._waiting.append(statement)
        before = len(self._claims)
        self.settle()
        return len(self._claims) > before

    def written(self, withdrawn: str | None = None) -> Written:
        """As far as it has come."""
        return Written(tuple(self._claims), tuple(dict.fromkeys(self._issues)), self._raw, withdrawn)

    def objection(self) -> str | None:
        """Why the finished answer as a whole may not stand, if so, to be read after the model's name."""
        if _DECLINES.fullmatch(self._raw.strip()):
            return DECLINED
        return UNFOUNDED if self._waiting or not self._supported else None

    def settle(self, final: bool = False) -> None:
        """Let out what is decided: sentences without support only among more that have some."""
        while self._waiting:
            first, *after = self._waiting
            if first.missing and first.opens_list:
                items = [statement for statement in after if marker(statement.text) or statement.new_line]
                if not final and len(items) == len(after):
                    return  # the list that it counts may go on
                first.missing = tuple(
                    self._attributor.missing(first.text, first.evidence, [item.text for item in items])
                )
            if first.missing:
                self._issues.append(gate.issue(first.text, first.missing))
            elif first.misplaced:
                self._issues.append(bearers.issue(first.text, first.misplaced))
            elif first.evidence or first.needs_none:
                self._supported += bool(first.evidence)
                self._show(first, first.text)
            elif _follows_orders(first.text):
                self._issues.append(Issue("uncited_sentence", f"这一句没有依据，也不像是在回答，已删去：{first.text}"))
            elif self._supported + sum(bool(other.evidence) for other in after) > self._unsupported:
                self._unsupported += 1
                self._issues.append(Issue("uncited_sentence", f"这一句没有找到依据：{first.text}"))
                self._show(first, _marked(first.text))
            else:
                return
            self._waiting = after

    def _show(self, statement: _Statement, text: str) -> None:
        self._claims.append(Claim(("\n" if statement.new_line else "") + text, statement.evidence))

    def _statement(self, sentence: str) -> _Statement | None:
        """The sentence without its keys and marks; None where it says nothing, or nothing new."""
        new_line, plain = self._new_line, _plain(self._mark.sub("", sentence))
        row = sentence.lstrip().startswith("|")
        names_only = _HEADING.match(sentence) is not None or (row and not self._in_table)
        self._in_table = row
        plain = _FOREIGN.sub(lambda words: words.group() if words.group().strip() in self._known else "", plain)
        clean, removed = without_remote(plain, self._known)
        self._issues += (
            Issue("remote_content_removed", f"已去掉模型写入的外部链接或图片：{address}") for address in removed
        )
        keyed = keys.read(clean, self._keys)
        self._issues += (Issue("unknown_citation", f"模型引用了不存在的依据 {key}，已删去。") for key in keyed.unknown)
        # A bracket that is left must not look like a citation.
        text = keyed.text.strip().replace("[", "［").replace("]", "］")
        says_nothing = not _SAYS_SOMETHING.search(text) or text.strip("《》") in self._headings
        if says_nothing or text in self._seen or _PLEASANTRY.search(text):
            return None
        self._seen.add(text)
        self._new_line = False
        found = self._attributor.attribute(text, keyed.known)
        statement = _Statement(text, found.evidence, found.missing, found.misplaced, names_only, new_line)
        statement.needs_none |= statement.opens_list or _NOTHING_THERE.search(text) is not None
        return statement


def _shown(exhibits: Sequence[Exhibit]) -> Iterator[str]:
    """The passages under their keys, with a line for where they stand wherever that changes."""
    for where, group in groupby(exhibits, key=lambda exhibit: exhibit.where):
        yield "\n\n".join([f"《{where}》", *(f"{exhibit.key} {exhibit.text}" for exhibit in group)])


def _follows_orders(text: str) -> bool:
    """Whether a sentence without support is no answer to a Chinese question: an instruction, code, another language."""
    return is_instruction(text) or len(_HAN.findall(text)) < len(_LATIN.findall(text))


def _marked(text: str) -> str:
    end = re.search(r"[。！？；]?$", text)
    assert end is not None
    return text[: end.start()] + NO_SUPPORT + end.group()


def _plain(line: str) -> str:
    """A line without Markdown's marks; a table's row as its cells side by side."""
    if _TABLE_RULE.fullmatch(line) or line.lstrip().startswith("```"):
        return ""
    if line.lstrip().startswith("|"):
        line = "，".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())
    return _MARKUP.sub("", line)


def _without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """The reply after a leading <think>…</think>."""
    held, thinking = "", True
    for piece in pieces:
        held += piece
        if thinking and "<think>".startswith(held.lstrip()[:7]):
            held = held.partition("</think>")[2] if "</think>" in held else held
            if not held or "<think>".startswith(held.lstrip()[:7]):
                continue
        thinking = False
        yield held
        held = ""
    if held and not held.lstrip().startswith("<think>"):
        yield held
