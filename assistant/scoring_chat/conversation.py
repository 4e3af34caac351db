"""A conversation about scores, read anew from the user's turns each time: nothing is remembered elsewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import Query
from assistant.numbers import Number, NumberKind, find
from assistant.scoring_chat import losses
from assistant.scoring_chat.intent import Target, Wants, imagines, target_of, wants
from assistant.scoring_chat.reading import read
from assistant.scoring_chat.standing import Outcome, Standing
from assistant.scoring_chat.stated import How, Reading
from assistant.scoring_chat.vocabulary import Vocabulary, vocabulary
from assistant.scoring_chat.wording import plans

MAKERSPACE, COMPANY = "henan-makerspace-2021", "tech-sme-2017"

_SHORT = 12
_LONGEST = 5000  # a pasted document, not something said
_RESET = re.compile(r"清空|重新(?:开始|来过|来一遍)|从头(?:来|开始)|换一家|另一家|另外一家空间|再算一家")
_UNIT_ONLY = re.compile(r"(?:单位)?(?:都|全)?(?:是|为)?[:：]?(万元|元|万)(?:吧|的|哦|。)?")
_ADOPTS = re.compile(
    r"(?:按|照|用|以|采用|采纳|依)(?:着|照)?(?:这个|这样|这么|这[组套版种些]|此|刚才|设想|上面)|就(?:这么|这样)(?:定|办|算|来|吧|改|做)|"
    r"(?:数据|数)?(?:就|都)?(?:改|更新)成?(?:这个|这样)|(?:设想|假设)的?(?:数据?)?(?:算数|当真|生效)"
)
_ASKS_AGAIN = re.compile(r"[?？]|吗|呢|几|多少|怎|如果|假如|要是")
_IS_COMPANY = re.compile(
    r"(?:是不是|算不算|算得上|能不能(?:算|评|认定|入库)|能(?:评|算|认定|入库|申报)|够不够|符不符合|符合)(?:国家)?科技型中小企业(?:的?(?:条件|标准|资格))?"
    r"(?:吗|么|不|$|[？?，,。：:；])|(?:属于|是)(?:国家)?科技型中小企业(?:吗|么|不是|[？?])|科技型中小企业.{0,4}(?:评价|认定|入库).{0,12}(?:得?多少分|几分|吗|算)|按科技型中小企业(?:评价|算)|科技型中小企业(?:评价)?(?:打分|评分|能得)"
)
_OWN = re.compile(r"我们|咱们?|我司|我公司|我单位|本公司|我厂|我的公司|帮我|俺")
_NOT_THE_YEAR = re.compile(
    r"\s?(?:\d{1,2}月\d{0,2}日?)?(?:开始)?(?:成立|备案|认定|获批|建成|注册|开业|创办|启用|运营|入驻|建立|投用|挂牌|印发|发布|版|被|获得)"
)
_CLAUSE_END = re.compile(r"[，,。；;！!？?\n]")
_TO_YEAR_END = re.compile(r"\s?(?:至|到|[-—–~～])+\s?(?:\d{4}年|当年)?12月31日")
_ASSESSED = re.compile(r"^(?:度|年度|\s?年?度?的?(?:数据|情况|评价|考核|成绩|分))|度$")
_NAME = re.compile(
    r"(?:我们是|我是|名称(?:是|为|叫)?[:：]?|我们(?:空间)?叫|空间叫|全称(?:是|为)?[:：]?|这里是|关于|^)\s*[“\"「]?"
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9·]{2,16}(?:众创空间|创客空间|创新工场|双创基地|孵化空间))[”\"」]?"
)
_NO_NAME = re.compile(
    r"普通|专业|一般|综合|省级|国家级|市级|县级|一家|一个|个|某|哪|什么|帮|算|评|是|的|请|如果|备案|级|新建|按|河南省$|对|不|这|那|我们|关于|咱|本|"
    r"怎|如何|给"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The last turn understood: what it wants of which standing, and what taking it in changed.

    ``imagined`` is the standing with the changes of a what-if; the standing itself stays as it was.
    """

    wants: Wants
    standing: Standing
    outcome: Outcome
    imagined: Standing | None = None
    target: Target | None = None
    losses: losses.Losses | None = None
    note: str = ""


def understand(query: Query) -> Turn | None:
    """The last turn in the light of those before; None where it asks nothing of the scoring."""
    conversation = _Conversation()
    for turn in query.history:
        if turn.role == "user":
            conversation.hear(turn.content)
    return conversation.hear(query.question)


class _Conversation:
    def __init__(self) -> None:
        self._standing = Standing(vocabulary(MAKERSPACE))
        self._going = False
        self._supposed: Standing | None = None

    def hear(self, text: str) -> Turn | None:
        """Take a turn in; None, and nothing changed, where it is about documents."""
        text = text.strip()
        if len(text) > _LONGEST:
            return None
        if _RESET.search(text):
            self._standing, self._going = Standing(self._standing.vocabulary), False
        standing = self._standing_for(text)
        ongoing = self._going and standing is self._standing
        if ongoing and standing.without_unit and (match := _UNIT_ONLY.fullmatch(text)):
            changes = standing.take_unit("元" if match[1] == "元" else "万元")
            return Turn(Wants.SCORE, standing, Outcome(changes, (), (), ()))
        adopted: tuple[str, ...] = ()
        if ongoing and self._supposed is not None and _ADOPTS.search(text) and not _ASKS_AGAIN.search(text):
            adopted = self._supposed.changes_since(standing)
            standing = self._standing = self._supposed
        numbers = find(text)
        target, lost = target_of(text, numbers), losses.asked(text, standing.vocabulary, numbers)
        imagined = not adopted and (imagines(text) or (standing.imagined_last is not None and _elliptic(text)))
        words = standing.vocabulary
        aside = [number for number in (target and target.number, lost and lost.number) if number]
        reading = read(text, words, imagined or target is not None, aside)
        track, question = _track(text, words)
        year = _year(text, numbers)
        name = _name(text)
        company = words.system.id == COMPANY and standing is not self._standing
        cue = words.cue.search(text) is not None
        purpose = wants(text, reading, target, lost is not None, ongoing, cue, bool(track or (year and ongoing)))
        if imagined and purpose is Wants.SCORE and ongoing:
            purpose = Wants.WHAT_IF
        if adopted or (purpose is None and company):
            purpose = Wants.SCORE
        if (
            purpose is None
            and standing.imagined_last is not None
            and _elliptic(text)
            and (reading.bare or reading.facts)
        ):
            purpose = Wants.WHAT_IF
        if purpose is None:
            return None
        self._standing, self._going = standing, True
        if purpose is Wants.WHAT_IF:
            return self._what_if(reading, track)
        standing.imagined_last = self._supposed = None
        note = standing.turn_to(track) if track else ""
        standing.year = year or standing.year
        standing.name = name or standing.name
        outcome = standing.apply(reading)
        if question:
            outcome = replace(outcome, questions=(question, *outcome.questions))
        outcome = replace(outcome, changes=(*adopted, *outcome.changes))
        return Turn(purpose, standing, outcome, target=target, losses=lost, note=note)

    def _what_if(self, reading: Reading, track: str | None) -> Turn:
        imagined = self._standing.copy()
        note = imagined.turn_to(track) if track else ""
        outcome = imagined.apply(reading)
        hows = [item.how for item in reading.stated] or [bare.how for bare in reading.bare if not bare.denied]
        kept = self._standing.imagined_last
        self._standing.imagined_last = hows[-1] if hows and hows[-1] is not How.SET else kept or How.SET
        self._supposed = imagined
        self._standing.last = outcome.touched or self._standing.last
        return Turn(Wants.WHAT_IF, self._standing, outcome, imagined=imagined, note=note)

    def _standing_for(self, text: str) -> Standing:
        """The one that is kept, or a new one where the turn turns to the other system."""
        now = self._standing.vocabulary.system.id
        if now == MAKERSPACE and _IS_COMPANY.search(text) and _OWN.search(text) and "众创空间" not in text:
            return Standing(vocabulary(COMPANY))
        if now == COMPANY and "众创空间" in text:
            return Standing(vocabulary(MAKERSPACE))
        return self._standing


def _elliptic(text: str) -> bool:
    """那8家呢: the same supposition with another number."""
    asks = re.search(r"呢[？?]?$|会怎么?样|多少分", text) is not None
    return asks or (re.match(r"(?:那|换成|要是)", text) is not None and len(text) <= _SHORT)


def _track(text: str, words: Vocabulary) -> tuple[str | None, str | None]:
    """The track that is named, or a question where several are."""
    found: dict[str, int] = {}
    taken: list[tuple[int, int]] = []
    matches = [(match, track) for track, pattern in words.tracks.items() for match in pattern.finditer(text)]
    for match, track in sorted(matches, key=lambda pair: pair[0].start() - pair[0].end()):
        if any(match.start() < right and left < match.end() for left, right in taken):
            continue
        taken.append(match.span())
        if not re.search(r"(?:不是|不属于|并非|不算)$", text[: match.start()]):
            found[track] = match.start()
    if len(found) == 1:
        return next(iter(found)), None
    if re.search(r"改成|改按|换成|改为", text) and found:
        return max(found, key=lambda track: found[track]), None
    labels = "还是".join(words.system.tracks.values())
    return None, f"按哪一类算：{labels}？" if found else None


def _year(text: str, numbers: Sequence[Number]) -> int | None:
    """The assessed year: the one that is named, or named as such; not when something was founded or issued."""
    years: dict[int, bool] = {}
    for number in numbers:
        if number.kind is not NumberKind.DATE:
            continue
        if number.form.endswith("-01-01") and _TO_YEAR_END.match(text, number.end):
            years[int(number.form[:4])] = True
        if not re.fullmatch(r"\d{4}", number.form):
            continue
        if plans(_CLAUSE_END.split(text[: number.start])[-1]):
            continue
        if _NOT_THE_YEAR.match(text, number.end) or re.search(r"(?:成立于|建于|始建于|自|从)$", text[: number.start]):
            continue
        assessed = number.text.endswith("度") or _ASSESSED.match(text[number.end :]) is not None
        years[int(number.form)] = years.get(int(number.form), False) or assessed
    marked = [year for year, assessed in years.items() if assessed]
    if len(marked) == 1:
        return marked[0]
    if len(years) == 2 and max(years) - min(years) == 1:
        return max(years)
    return next(iter(years)) if len(years) == 1 else None


def _name(text: str) -> str | None:
    for match in _NAME.finditer(text):
        if not _NO_NAME.search(re.sub(r"(?:众创空间|创客空间|创新工场|双创基地|孵化空间)$", "", match["name"])):
            return match["name"]
    return None
