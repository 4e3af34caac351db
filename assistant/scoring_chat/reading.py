"""One turn of the user → what it states about them, what was left unused and what has to be asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.numbers import Number
from assistant.scoring_chat.judging import judge
from assistant.scoring_chat.sentences import SentenceReader
from assistant.scoring_chat.stated import INCOME, PREVIOUS_INCOME, How, Reading, Stated, Unused
from assistant.scoring_chat.tokens import clauses, sentences, tokenize
from assistant.scoring_chat.vocabulary import Vocabulary

_MONEY_UNIT = re.compile(
    r"单位(?:都|均|统一|一律)?(?:是|为|用|：|:)?(?:人民币)?(万元|元)|(?:都|全部?|均)(?:是|以|按)(万元|元)|"
    r"(?:收入|财务|经营|资金)?(?:情况|数据|指标)[（(](?:单位[:：]?)?(万元|元)[)）]"
)
_CORRECTS = re.compile(
    r"不对|不是|错了?|[多少][算报写填说数计]了|加到|减少?到|改到|按.{1,8}算|变成|[多少]了[，,]\s*(?:应该)?是|改成|改为|更正|应该是|应为|其实是|实际是|记错|搞错|纠正|改一下|改到"
)
_ORDER = {"前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0, "当年": 0}


def read(text: str, vocabulary: Vocabulary, imagined: bool = False, aside: Sequence[Number] = ()) -> Reading:
    """What a turn states. ``imagined``: plans count as values; ``aside``: numbers that are something else."""
    reading = Reading(corrects=_CORRECTS.search(text) is not None)
    set_aside = {number.start for number in aside}
    tokens = [token for token in tokenize(text, vocabulary) if token.start not in set_aside]
    if unit := _MONEY_UNIT.search(text):
        reading.money_unit = unit[1] or unit[2] or unit[3]
    judging = judge(text, tokens, vocabulary, imagined)
    reading.judged += judging.judged
    reading.questions += judging.questions
    tokens = [token for token in tokens if token.start not in judging.used]
    for sentence in sentences(clauses(text, tokens)):
        SentenceReader(text, vocabulary, reading, imagined).read(sentence)
    _parts_of_one(reading)
    _by_year(reading, last_year=text.count("去年") > 1)
    return reading


def _parts_of_one(reading: Reading) -> None:
    """Different values for the same thing in one turn: the last where it is a correction, else a question."""
    first: dict[tuple[str, str, str], Stated] = {}
    kept: list[Stated] = []
    unsettled: set[str] = set()
    for stated in reading.stated:
        place = (stated.key, stated.part, stated.tag)
        earlier = first.get(place)
        if stated.how is How.SET and earlier is not None:
            if earlier.value == stated.value:
                continue
            if not reading.corrects:
                reading.questions.append(f"“{earlier.words}”和“{stated.words}”不一致，以哪个为准？")
                unsettled.add(stated.key)
                continue
            kept.remove(earlier)
        if stated.how is How.SET:  # 多了5家，现在35家: the result counts, not the change before it
            kept = [item for item in kept if item.key != stated.key or item.how is How.SET]
            first[place] = stated
        kept.append(stated)
    kept = _without_summands(kept)
    for stated in kept:
        whole, within, _ = stated.part.partition("/")
        if within and (general := first.get((stated.key, whole, ""))):
            reading.questions.append(f"“{stated.words}”是“{general.words}”里的，还是另外的？")
            unsettled.add(stated.key)
    reading.stated = [stated for stated in kept if stated.key not in unsettled]


def _without_summands(stated: list[Stated]) -> list[Stated]:
    """12场路演、8场沙龙、4场培训，合计24场活动: where one is the sum of all others it is the whole of them."""
    for key in dict.fromkeys(item.key for item in stated):
        of_key = [item for item in stated if item.key == key and item.how is How.SET]
        for item in of_key:
            others = [other for other in of_key if other is not item]
            if len(others) > 1 and sum(other.value for other in others) == item.value:
                stated = [replace(item, part="") if other is item else other for other in stated if other not in others]
                break
    return stated


def _by_year(reading: Reading, last_year: bool) -> None:
    """去年20家，今年30家: the later year counts; of an income the earlier one is the previous year's."""
    for key in dict.fromkeys(stated.key for stated in reading.stated if stated.tag):
        of_key = [stated for stated in reading.stated if stated.key == key]
        tagged = sorted((stated for stated in of_key if stated.tag), key=_year_order)
        plain = [stated for stated in of_key if not stated.tag]
        if key == INCOME:
            reading.stated = [stated for stated in reading.stated if stated.key != INCOME] + plain
            _incomes(reading, tagged, plain, last_year)
            continue
        said_plainly = {stated.part for stated in plain}
        others = [
            stated
            for stated in tagged
            if _year_order(stated) < _year_order(tagged[-1]) or (stated.part in said_plainly and _year_order(stated))
        ]
        reading.stated = [stated for stated in reading.stated if stated not in others]
        reading.unused += [Unused(stated.words, "不是考核年度的数", named=True) for stated in others]


def _incomes(reading: Reading, tagged: list[Stated], plain: list[Stated], last_year: bool) -> None:
    """Incomes with a year: the total of the assessed year, that of the year before, or a question.

    ``last_year``: other things are told of 去年 too, so that this is the assessed year.
    """
    first, last = tagged[0], tagged[-1]
    told = {stated.key for stated in reading.stated}
    assessed = first.tag == "去年" and (last_year or PREVIOUS_INCOME in told)
    before = first.tag in ("上年", "上一年")
    if len(tagged) == 2 and _year_order(first) != _year_order(last) and not plain:
        reading.stated += [_retagged(first, PREVIOUS_INCOME), _retagged(last, INCOME)]
    elif len(tagged) == 1 and (before or (plain and first.tag == "去年")):
        reading.stated.append(_retagged(first, PREVIOUS_INCOME))
    elif len(tagged) == 1 and not plain and (assessed or first.tag.isdigit() or _ORDER.get(first.tag) == 0):
        reading.stated.append(_retagged(first, INCOME))
    else:
        reading.questions += [f"“{stated.words}”是考核年度的总收入，还是上一年的总收入？" for stated in tagged]


def _year_order(stated: Stated) -> int:
    return int(stated.tag) if stated.tag.isdigit() else _ORDER.get(stated.tag, 0)


def _retagged(stated: Stated, key: str) -> Stated:
    return Stated(key, stated.value, stated.words, stated.how, stated.part)
