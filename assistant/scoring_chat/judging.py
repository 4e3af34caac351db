"""Grades and ratings given to indicators: 1.1评优, 1.1、1.5都评良, 特色工作打80分. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.numbers import Number, NumberKind
from assistant.scoring_chat.stated import Judged
from assistant.scoring_chat.tokens import Token
from assistant.scoring_chat.vocabulary import Vocabulary
from assistant.scoring_chat.wording import wished
from knowledge.indicators.system import Kind

_VERB = r"(?:打|评|自评|给|定|得|判|算|拿|填|评定|评为|认定)"
_GLUE = re.compile(
    rf"(?:[\s:：=“\"（(—-]|的|建设|落实|工作|开展|参与|服务|方面|执行|做的|完成|处于|属于|定为|算是|只能|也就|个|还|[两二三四五六]项|这几项|勉强|专家|评委|老师|领导|拿了|得了|给了|打了|自己觉得|觉得|认为|等级|档次|(?:自|专家)?(?:评分|评级|等级|评价|打分|得分|分数|成绩|结果)|是|为|了|{_VERB}|应该|大概|可以|能|都|均|全|也|"
    r"有|到|提到?|升到?|降到?|改成?|改为|变成|达到|从[优良中差][秀好等]?|个|我们|情况|这项|这一项|指标|现在|做得|自己|按|[高低]了|[优良中差]到|这[块边项里]|那块|方面|大概|估计|基本|[，,](?=评|自评|打|定|给|得|拿|算|改|应)|档|项)*"
)
_BETWEEN_NAMES = re.compile(r"[\s、,，和与及以跟]*(?:都|均|全)?")
_LISTED = re.compile(r"[\s、和与及以跟]*")
_CLAUSE_END = re.compile(r"[，,。；;！!？?：:\n]")
_COUNTED = re.compile(r"[\s这]*(?:[一二三四五六七八九两\d]{0,2}[项个])?(?:指标|定性指标)?(?:我们|自评|等级|评级|结果)*")
_END = re.compile(
    r"\s*(?:[，,。；;、！!？?\n）)”\"]|$|\d|呢|吧|外|以外|之外|的话|了|会|能|等|那|级|算|计|档|，|和|与|及|就|[^\u4e00-\u9fff])"
)
_ALL = re.compile(
    r"(?:所有|全部|其他|其余|剩下)?(?:的)?定性(?:的)?(?:指标|项目?|几项)?(?:除了?[^，,。；]{1,30}?[之以]?外[，,]?(?:其他|其余)?)?(?:一律|全部|全|都|均)?(?:自)?(?:评|是|打|按|为|给|算)*"
)
_REST = re.compile(
    r"(?:其余|其他|剩下|剩余|别的)(?:的)?(?:[一二两三四五几]?[项个]|指标)*(?:都|均|全|一律)?(?:自?评|是|为|打|给|算|按)*"
)
_FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Judging:
    """What was judged, which tokens that used up, and what has to be asked."""

    judged: tuple[Judged, ...]
    used: frozenset[int]
    questions: tuple[str, ...]


def judge(text: str, tokens: Sequence[Token], vocabulary: Vocabulary, imagined: bool = False) -> Judging:
    """Every grade and rating of the text."""
    judged: list[Judged] = []
    used: set[int] = set()
    questions: list[str] = []
    grades = _grade_words(vocabulary)
    for i, token in enumerate(tokens):
        if token.mention is None or not (code := _code_of(token, vocabulary)) or token.mention.ask:
            continue
        if not imagined and wished(
            _CLAUSE_END.split(text[: token.start])[-1] + _CLAUSE_END.split(text[token.end :])[0]
        ):
            continue
        glue = _GLUE.match(text, token.end)
        end = glue.end() if glue else token.end
        said: tuple[str | None, Decimal | None, int] | None = None
        if grades and (word := _grade_at(text, token.end, end, grades)):
            said = (word[0], None, word[1])
        elif i + 1 < len(tokens) and (number := tokens[i + 1].number) and token.end <= number.start <= end:
            question = _rating(text, token, number, code, vocabulary)
            if isinstance(question, str):
                questions.append(question)
                used |= {token.start, number.start}
            elif question is not None:
                said = (None, question, number.end)
                used.add(number.start)
        if said is None:
            continue
        for earlier in [*_listed_before(text, tokens, i, vocabulary, used), token]:
            used.add(earlier.start)
            words = (
                text[earlier.start : said[2]]
                if earlier is token
                else f"{text[earlier.start : earlier.end]}…{text[token.start : said[2]]}"
            )
            judged.append(Judged(_code_of(earlier, vocabulary) or "", words, said[0], said[1]))
    for codes, found in _in_a_row(text, tokens, vocabulary, grades):
        used |= {token.start for token in codes}
        judged = [item for item in judged if item.code not in {_code_of(token, vocabulary) for token in codes}]
        judged += found
    everything = [*_ALL.finditer(text), *(_REST.finditer(text) if judged else ())]
    for match in everything:
        if grades and (word := _grade_at(text, match.end(), match.end(), grades)):
            judged.insert(0, Judged("", text[match.start() : word[1]], word[0]))
    return Judging(tuple(judged), frozenset(used), tuple(questions))


def _in_a_row(
    text: str, tokens: Sequence[Token], vocabulary: Vocabulary, grades: Sequence[tuple[str, str]]
) -> Iterator[tuple[list[Token], list[Judged]]]:
    """1.1、1.5、2.10分别是优、良、中: grades in the order of the names; 评优的有1.1和3.3: the grade in front."""
    if not grades:
        return
    meaning = dict(grades)
    either = "|".join(re.escape(word) for word, _ in grades)
    names = [token for token in tokens if _code_of(token, vocabulary)]
    for match in re.finditer(
        rf"(?:分别|依次|各)(?:评|自评|打|定|给|是|为|得|[:：\s])*((?:{either})(?:[、,，和\s]*(?:{either}))+)", text
    ):
        given = re.findall(either, match[1])
        row = _row_before(text, names, match.start())[-len(given) :]
        if len(row) == len(given):
            yield (
                row,
                [
                    Judged(_code_of(token, vocabulary) or "", f"{text[token.start : token.end]}…{word}", meaning[word])
                    for token, word in zip(row, given, strict=True)
                ],
            )
    for match in re.finditer(
        rf"(?:评|打|定|得|拿|为|是|^|[，,。；;：:\s])(?:了|个|的)*({either})的?(?:指标|项目)?(?:有|是|为|包括|[:：])+\s*",
        text,
    ):
        row = _row_after(text, names, match.end())
        words = match[1]
        if row:
            whole = text[match.start(1) : row[-1].end]
            yield row, [Judged(_code_of(token, vocabulary) or "", whole, meaning[words]) for token in row]


def _row_before(text: str, names: Sequence[Token], at: int) -> list[Token]:
    """The names listed right before a place."""
    row: list[Token] = []
    for token in reversed([token for token in names if token.end <= at]):
        between = text[token.end : row[0].start if row else at]
        if not (_BETWEEN_NAMES if row else _COUNTED).fullmatch(between):
            break
        row.insert(0, token)
    return row


def _row_after(text: str, names: Sequence[Token], at: int) -> list[Token]:
    """The names listed from a place on."""
    row: list[Token] = []
    for token in names:
        if token.start >= at and _LISTED.fullmatch(text[row[-1].end if row else at : token.start]):
            row.append(token)
        elif row:
            break
    return row


def _code_of(token: Token, vocabulary: Vocabulary) -> str | None:
    """The indicator a name stands for: its own code, or the one that counts just this fact."""
    mention = token.mention
    if mention is None or not vocabulary.grades:
        return None
    if mention.code:
        return mention.code
    return None


def _grade_words(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    return sorted(
        ((word, grade) for grade, words in vocabulary.grades.items() for word in words), key=lambda pair: -len(pair[0])
    )


def _grade_at(text: str, start: int, end: int, grades: Sequence[tuple[str, str]]) -> tuple[str, int] | None:
    """The grade that follows, at the longest glue or shorter, and where its word ends."""
    for at in range(end, start - 1, -1):
        for word, grade in grades:
            if text.startswith(word, at) and _END.match(text, at + len(word)) and _GLUE.fullmatch(text[start:at]):
                return grade, at + len(word)
    return None


def _rating(text: str, token: Token, number: Number, code: str, vocabulary: Vocabulary) -> Decimal | str | None:
    """The rating a number gives, a question where it may be points, None where it is neither."""
    indicator = vocabulary.system.indicator(code)
    between = text[token.end : number.start]
    if indicator is None or number.kind is not NumberKind.NUMBER or number.value is None or not number.exact:
        return None
    verb = re.search(r"打|评|给|自评", between) is not None
    qualitative = indicator.kind is Kind.QUALITATIVE
    if number.unit != "分" and not (number.unit == "" and number.scale == 1 and (verb or qualitative)):
        return None
    if number.value > _FULL or number.value < 0:
        return f"{code} 的评分应在 0 到 100 之间，“{number.text}”不是"
    points = re.search(r"得|拿", between) or not verb
    if points and not verb and number.unit == "分" and number.value <= max(indicator.weights.values()):
        return f"{code} 的“{number.text}”是评分（百分制）还是得分？请写成“{code}打…分”"
    return number.value


def _listed_before(
    text: str, tokens: Sequence[Token], i: int, vocabulary: Vocabulary, used: set[int]
) -> Iterator[Token]:
    """1.1、1.5都评优: the names in front that nothing else was said of."""
    found: list[Token] = []
    at = i
    while at > 0 and _code_of(tokens[at - 1], vocabulary) and tokens[at - 1].start not in used:
        between = text[tokens[at - 1].end : tokens[at].start]
        shared = re.match(r"\s*(?:都|均|全)", text[tokens[i].end :]) is not None
        if not _BETWEEN_NAMES.fullmatch(between) or not between.strip() or (re.search("[,，]", between) and not shared):
            break
        found.append(tokens[at - 1])
        at -= 1
    yield from reversed(found)
