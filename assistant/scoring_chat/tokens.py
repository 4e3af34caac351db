"""A turn as clauses of names and numbers, and which number belongs to which name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.numbers import Number, NumberKind, find
from assistant.scoring_chat.vocabulary import Mention, Vocabulary
from knowledge.indicators.system import FactKind

SHARES = (NumberKind.PERCENT, NumberKind.FRACTION)
VALUES = (NumberKind.NUMBER, *SHARES, NumberKind.VAGUE)
_SEPARATOR = re.compile(r"[，,；;。！!？?\n、（）()]|\s/\s")
_ENDS_SENTENCE = re.compile(r"[。！!？?；;\n]")
_MYRIAD_LETTER = re.compile(r"(?<=\d)[wW](?![A-Za-z0-9])")  # 280w is 280万
_COUNTS = re.compile(r"(?:有|的|了|过|到|共|一共|总共|着|上|里)*")
_BLANK_PARENS = re.compile(r"[（(]([^（）()\d一二三四五六七八九十两]*)[）)]")

_AFTER_NAME = re.compile(
    r"(?:[\s:：=“”\"'—]|的|是|为|有|共|总计|拢共|统共|满打满算|加起来|合起来|整体|总体|足足|不少于|不低于|不超过|不足|不到|至少|至多|最少|最多|超过|接近|将近|大约|大致|估计|差不多|左右|仅|刚|年末|年底|期末|末|截至|总数|总量|规模|场次|人数|数量|数目|[这那]个(?=数)|累计|合计|共计|增长|正好|刚好|恰好|整整|记|作|定|上升|下降|降低|减|掉|按|[算报写填]了|一共|总共|现|目前|达到?|到|约|已经?|大概|都|就|也|填|算|了|过|举?办|开展|组织|搞|做|"
    r"倒|里面?|当中|去掉|减去|扣掉|扣除|砍掉|删掉|剔除|更正|修正|修改|更新|调整|核实|核定|确认|补|完成|实现|招(?:收|聘)?|吸纳|接收|当年|今年|去年|全年|本年度?|年度|我们|这[块边项里]|那块|写错|说错|错|呢|改|成|变|不|而|扩大?|占(?:比|了|到)?|比例|比重|增加|减少|提高|提升|至|由|从|吧|嘛|啊|再|又|多|少|加|上|出|"
    r"分别|各|有效|那边|这边|这里|这块|方面|情况|应该?|实际|其实|上去|统计|下来|在|还|只|才|出来|拿|能|可以?|会|降|涨|数)*"
)
_BEFORE_NAME = re.compile(
    r"(?:[\s“”\"']|的|是|为|属于|都|各类|各种|各|本地|优质|新|入驻|在孵|常驻|我们|当年|今年|被|由|认定|通过|了|应届|左右|以上|多|"
    r"都|全|创新|以内|上下|也|已经?|算|作|就|左右|吧)*"
)
_SHARE = re.compile(r"占[^，,。；;\d]{0,14}")
_SAYS_SO = re.compile(r"[:：=是为]|属于")
# A code is followed by what is said of the indicator.
_AFTER_CODE = re.compile(
    r"\s*(?:[:：=]|有|是|为|打|评|自评|得|给|填|达|优|良|差|中(?![的里])|\d|项|都|也|定|和|与|及|、|，|,|$|[^\d家个场人万元%％成倍分年月])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A name or a number in the text."""

    start: int
    end: int
    mention: Mention | None = None
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between two separators, with its tokens; ``before`` is the separator in front of it."""

    start: int
    end: int
    before: str
    tokens: tuple[Token, ...]
    sentence: int

    def of(self, text: str) -> str:
        """Its words."""
        return text[self.start : self.end]


def tokenize(text: str, vocabulary: Vocabulary) -> list[Token]:
    """Names and numbers in order, none overlapping; codes of indicators count as names."""
    numbers = list(find(_MYRIAD_LETTER.sub("万", _codes_set_off(text, vocabulary))))
    mentions = _joined(text, vocabulary.mentions(text), numbers)
    tokens = [Token(mention.start, mention.end, mention=mention) for mention in mentions]
    for number in numbers:
        if any(mention.start <= number.start and number.end <= mention.end for mention in mentions if not mention.then):
            continue
        code = _code(text, number, mentions, vocabulary)
        tokens.append(Token(number.start, number.end, mention=code, number=None if code else number))
    return _without_repetition(text, sorted(tokens, key=lambda token: token.start), vocabulary)


def _codes_set_off(text: str, vocabulary: Vocabulary) -> str:
    """2.7：6 is no ratio where 2.7 is an indicator."""
    codes = "|".join(re.escape(item.code) for item in vocabulary.system.indicators) if vocabulary.tracks else "(?!)"
    return re.sub(rf"(?<![\d.])({codes})(\s*[:：])", lambda match: match[1] + " " * len(match[2]), text)


def without_asides(text: str) -> str:
    """The text with blanks for what stands in brackets without a number: 初创企业（家）."""
    return _BLANK_PARENS.sub(lambda match: " " * len(match.group()), text)


def clauses(text: str, tokens: Sequence[Token]) -> list[Clause]:
    """The clauses in order. A separator inside a token separates nothing."""
    plain = without_asides(text)
    cuts = [
        match.span()
        for match in _SEPARATOR.finditer(plain)
        if not any(token.start <= match.start() < token.end for token in tokens)
    ]
    cuts = sorted({*cuts, *_blank_cuts(plain, tokens)})
    found = []
    start, before, sentence = 0, "", 0
    for left, right in [*cuts, (len(text), len(text))]:
        inside = tuple(token for token in tokens if start <= token.start and token.end <= left)
        if plain[start:left].strip():
            found.append(Clause(start, left, before, inside, sentence))
        before = plain[left:right] if plain[start:left].strip() else before + plain[left:right]
        sentence += bool(_ENDS_SENTENCE.search(plain[left:right]))
        start = right
    return found


def _blank_cuts(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """面积1800 企业22 团队15: after a name and its number a blank is a comma."""
    for name, number, following in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (
            name.mention
            and number.number
            and following.mention
            and re.fullmatch(r"[ \t\u3000]+", text[number.end : following.start])
        ):
            yield number.end, following.start


def pairs(text: str, clause: Clause, vocabulary: Vocabulary) -> tuple[list[tuple[Mention, Number]], bool]:
    """Names with their numbers, and whether there was a second, equally good way to pair them."""
    tokens = clause.tokens
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 1, ())]  # weight, how many ways, the pairs by their first token
    for i in range(1, len(tokens) + 1):
        weight, ways, chosen = best[i - 1]
        bond = _bond(text, tokens[i - 2], tokens[i - 1], vocabulary) if i > 1 else 0
        if bond:
            other, other_ways, earlier = best[i - 2]
            if other + bond > weight:
                weight, ways, chosen = other + bond, other_ways, (*earlier, i - 2)
            elif other + bond == weight:
                ways += other_ways
        best.append((weight, ways, chosen))
    _, ways, chosen = best[-1]
    found = []
    for i in chosen:
        first, second = tokens[i], tokens[i + 1]
        mention, number = first.mention or second.mention, first.number or second.number
        assert mention is not None
        assert number is not None
        found.append((mention, number))
    return found, ways > 1


def belongs(number: Number, mention: Mention, vocabulary: Vocabulary) -> bool:
    """Whether the number can be a value of what is named, by its unit."""
    if number.kind in (*SHARES, NumberKind.VAGUE):
        return True
    if number.kind is not NumberKind.NUMBER:
        return False
    if mention.code and not mention.facts:
        return True
    if mention.ask:
        return number.unit not in ("分", "年")
    return any(_fits(number, key, vocabulary) for key in mention.facts)


def _fits(number: Number, key: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.system.facts[key].kind is FactKind.MONEY:
        return number.unit in ("元", "")
    return vocabulary.takes(key, number.unit)


def _bond(text: str, first: Token, second: Token, vocabulary: Vocabulary) -> int:
    """How sure it is that two neighbours belong together; 0: they do not."""
    between = text[first.end : second.start]
    if first.mention and second.number:
        if first.mention.flag is not None or not belongs(second.number, first.mention, vocabulary):
            return 0
        if second.number.kind in SHARES and _SHARE.fullmatch(between):
            return 3
        return _strength(_AFTER_NAME, between)
    if first.number and second.mention:
        if second.mention.flag is not None or not belongs(first.number, second.mention, vocabulary):
            return 0
        return 0 if second.mention.code and not second.mention.facts else _strength(_BEFORE_NAME, between)
    return 0


def _strength(filler: re.Pattern[str], between: str) -> int:
    if not filler.fullmatch(between):
        return 0
    return 4 if _SAYS_SO.search(between) else 3 if not between.strip(" 的有共\t") else 2


def _joined(text: str, mentions: list[Mention], numbers: list[Number]) -> list[Mention]:
    """新增了1家高企: the words before and after the number are one name, of which the front part stays."""
    kept: list[Mention] = []
    swallowed: list[tuple[int, int]] = []
    for mention in mentions:
        if mention.qualifies and (noun := _counted_noun(text, mention, mentions, numbers)):
            kept.append(mention.of(noun))
            swallowed.append((noun.start, noun.end))
            continue
        if mention.then is None:
            kept.append(mention)
            continue
        number = next((number for number in numbers if number.start >= mention.end), None)
        if number is None or text[mention.end : number.start].strip(" 了的"):
            continue
        tail = mention.then.match(text, number.end)
        if tail is None or not tail.group():
            continue
        kept.append(replace(mention, then=None))
        swallowed.append(tail.span())
    return [m for m in kept if not any(m.start < right and left < m.end for left, right in swallowed)]


def _counted_noun(
    text: str, mention: Mention, mentions: Sequence[Mention], numbers: Sequence[Number]
) -> Mention | None:
    """对接了45家企业和团队: the companies or teams that a number between them and their qualifier counts."""
    if re.search("企业|公司|项目|团队", text[mention.start : mention.end]):
        return None
    number = next((number for number in numbers if number.start >= mention.end), None)
    if number is None or not _COUNTS.fullmatch(text[mention.end : number.start]):
        return None
    noun = next((other for other in mentions if other.start == number.end), None)
    if noun is None or not {*noun.facts} or not {*noun.facts} <= {"startups", "teams"}:
        return None
    return None if re.match(r"\s*[\d一二三四五六七八九十]", text[noun.end :]) else noun


def _code(text: str, number: Number, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Mention | None:
    """The number as the code of an indicator, None if it is a number."""
    written = re.sub(r"^第\s?|[项条]$", "", number.text)
    indicator = vocabulary.system.indicator(written) if vocabulary.tracks else None
    if indicator is None or (number.unit and number.kind is NumberKind.NUMBER) or number.scale > 1:
        return None
    before = next((mention for mention in reversed(mentions) if mention.end <= number.start), None)
    says = _AFTER_CODE.match(text, number.end)
    leans = before is not None and before.facts and _AFTER_NAME.fullmatch(text[before.end : number.start])
    if says is None or (leans and not re.match(r"\s*[\d:：]|\s*[）)]", text[number.end :])):
        return None
    keys = [key for measure in indicator.measures for key in measure.of]
    facts = (keys[0],) if len(keys) == 1 and not indicator.measures[0].per else ()
    return Mention(number.start, number.end, facts=facts, code=indicator.code)


def _without_repetition(text: str, tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """2.7 科技型中小企业: one name, said twice; the words are kept, they say which fact."""
    kept: list[Token] = []
    for token in tokens:
        last = kept[-1] if kept else None
        if (
            last
            and last.mention
            and token.mention
            and not re.sub(r"[\s:：的（()）项是、]", "", text[last.end : token.start])
        ) and _same(last.mention, token.mention, vocabulary):
            kept.pop()
            kept.append(replace(token, start=last.start) if token.mention.facts else replace(last, end=token.end))
            continue
        kept.append(token)
    return kept


def _same(first: Mention, second: Mention, vocabulary: Vocabulary) -> bool:
    for code, other in ((first.code, second), (second.code, first)):
        if code and other.code == code:
            return True
        indicator = vocabulary.system.indicator(code) if code else None
        if indicator and any(key in measure.of for measure in indicator.measures for key in other.facts):
            return True
    return first.facts == second.facts != () and first.part == second.part and not (first.ask or second.ask)


def sentences(found: Sequence[Clause]) -> Iterator[list[Clause]]:
    """The clauses of each sentence."""
    for number in dict.fromkeys(clause.sentence for clause in found):
        yield [clause for clause in found if clause.sentence == number]
