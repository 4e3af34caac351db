"""How sure it is that a sentence answers a question; below the threshold nothing is said.

Two kinds of evidence are weighed. Signals add up in a logistic model: nearness in meaning, the share of the question's
words found in the sentence and around it, the rank in retrieval. Contradictions decide alone: another year, another
place, another ordinal, an amount asked for in a unit the sentence does not have. Near misses (the right topic without
what was asked) are what contradictions are for.
"""

from __future__ import annotations

import math
import re

from assistant.counts import tells_count
from assistant.evidence import BODY, Support
from assistant.near_misses import lacking
from assistant.persons import names_person
from assistant.questions import EITHER, Asks, Part, topic
from assistant.titles_meant import shortens
from knowledge.tokenization import STOPWORDS, bigrams, normalise, place_names, tagged

THRESHOLD = 0.40
"""Set on the development questions where refused unanswerable ones and answered answerable ones balance."""

_NUMERAL = r"[\d一二两三四五六七八九十百千万亿零〇\.]"
_SUM_OF_MONEY = "费|奖金|补贴|补助|经费|投资|资金"
# What is asked for → what the sentence must hold.
_UNITS = tuple(
    (re.compile(asked), re.compile(needed))
    for asked, needed in (
        (
            r"多少(?:万|亿|百万|千万)?元|多少钱|几(?:万|亿|百|千)元|(?:奖励?|补|给|交|拨)多少(?:万|亿|$|[？?，])|"
            rf"(?:{_SUM_OF_MONEY}|工资|收入|罚款)(?:标准)?(?:是|为|有|给|要|到底)*多少|"
            rf"多少[一-龥]{{0,4}}(?:{_SUM_OF_MONEY})",
            rf"{_NUMERAL}\s*[余多]?\s*(?:万|亿|百万|千万)?元|人民币",
        ),
        (r"罚多少(?:万|亿|$|[？?，])", rf"{_NUMERAL}\s*[余多]?\s*(?:万|亿|百万|千万)?元|{_NUMERAL}\s*倍|[%％]|百分之"),
        (r"多少亿|几亿|多少个亿", rf"{_NUMERAL}\s*亿"),
        (
            r"百分之几|百分之多少|占比|多大比例|什么比例|比例(?:是|为|不低于|要|应|达到|占)*多少|普及率|增长率",
            r"[%％]|百分之|个百分点|[一二三四五六七八九十]成",
        ),
        (r"(?:多少|几)(?:名|位|人|个人|个学生|学生)", rf"{_NUMERAL}\s*[余多]?\s*(?:名|位(?!一体)|人(?!民|员))"),
        (r"上限|封顶", r"上限|封顶|不得?超过|最高|[最至]多|以下|以内"),
        (r"下限", r"下限|不得?[低少]于|最低|至少|以上"),
        (r"电话|手机号|联系方式|热线", r"\d{3,4}-?\d{7,8}|1\d{10}|(?<!\d)1\d{4}(?!\d)"),
        (r"(?:多久|多长时间|几年|几个月).{0,4}一[次回]|一年.{0,3}几[次回]", r"每|一次|两次|周期|定期"),
        (r"多少年|(?<!哪)几年(?!一次)", rf"{_NUMERAL}\s*个?\s*(?:学)?年"),
        (r"(?:多少|几)分(?!钟|之|公司|支|会|为|成)", rf"{_NUMERAL}\s*分(?!钟|之)"),
        (r"网址|网站地址|链接|邮箱", r"https?://|www\.|@|网址"),
        (
            r"几月几[日号]|(?<!前)几[日号](?!内)|哪一?天|哪一日",
            r"\d{1,2}月\d{1,2}日|(?<!\d)\d{1,2}[-/.]\d{1,2}(?!\d)|日起|之日|[\d一二三四五六七八九十]日|农历|周[一-龥]?日",
        ),
        (r"哪一?年(?!.{0,2}[到至])|几几年|什么年份|哪个年份", r"(?:19|20)\d{2}|\d{2}年"),
        (
            r"哪几年|(?:从|自)?(?:哪|几几)年[到至]|哪年起.{0,6}哪年",
            r"(?:19|20)\d{2}\s*年?\s*[-—–~～至到]\s*(?:19|20)?\d{2}|\d{2,4}年.{0,20}\d{2,4}年|“?十[二三四五六]五”?时?期",
        ),
        (r"文号|发文字号|文件号|发文号", r"[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号|令\s*第?\s*\d+\s*号"),
        (r"(?:多少|几)(?:公里|千米)", r"公里|千米"),
        (r"多少(?:万)?(?:平方米|平米|亩|公顷)", r"平方米|平米|亩|公顷"),
    )
)
_MEASURED = re.compile(r"(?:多少|(?<![哪那这好])几)(家|项|所|份|场|次|倍|岁|册|篇|座|辆|处|届|期|站)")
# After a preposition 一 counts nothing (在一家企业).
_ONE = "(?<![在同某另每任向从与由对])一"
_BODIES = "单位|部门|机构|机关"
_COUNTED_AS = {"家": rf"个?(?:家|企业|公司|{_BODIES})", "所": "个?(?:所|家|学校|高校|院校)"}
_HOW_MANY_KINDS = re.compile(r"几(?:个(?!小时|工作日|月|百分点|点)|类|种|级|层|样)")
_PERSON = re.compile(r"谁|哪位|何人|什么人|名单(?!上?有?多少)|哪[些几]位?(?:领导|同志)")
# Whom a rule lets or makes do something is told by what they are, not by a name: 谁可以申请.
_ENTITLED = re.compile(r"(?:谁|什么人|哪些人|何人)[^，。？?]{0,4}(?:可以?|能|有权|应当?|要|得|需|必须|不[得能准])")
_ROLE = re.compile(r"公民|个人|人员|者|学生|教师|职工|企业|学校|组织|毕业生")
_BODY = re.compile(
    r"部门|机关|机构|政府|国务院|主席|总理|法院|单位|厅(?!级)|(?<![全布格大])局(?!面|势)|同志|负责|申请人|权利人|当事人|主编|编辑"
)
# A body is called after a place that need not be where it meets.
_BODY_OF_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,3}[省市县区][\u4e00-\u9fff]{2,12}?(?:委员会|[厅局]|人民政府|办公室|代表大会)"
)
_LEVEL = re.compile(r"哪个(县|区|镇|乡|村|街道|校区)")
_COUNTRY = ("中国", "中华人民共和国")
# Where something comes from is no place: 经费从哪里来.
_SOURCE = re.compile(r"从哪(?:里|儿)?(?!个)|哪(?:里|儿)(?:来|出)")
_RULES_OF = r"[省市]的?[^，。？?]{0,12}?(?:条例|办法|规划|计划|方案)"
_TITLE = re.compile(r"《([^《》]{4,60})》")
_TITLE_LIKE = re.compile(r"((?:(?![的对和与按照了是在跟从那这个版])[\u4e00-\u9fff]){6,24}(?:条例|办法|指标体系|细则))")
_SAME_TITLE = 0.75
# What says where a rule holds without naming the place is no part of its title.
_OF_HERE = re.compile(r"^(?:[当本]地|所在地|[本我该][省市县区]|我们(?:这里|[省市县区])?|[省市县区]里)(?:自己)?的?")
_TYPES = {
    Asks.AMOUNT: re.compile(rf"{_NUMERAL}|[半双]|百分之|[①-⑩]"),
    Asks.DURATION: re.compile(
        rf"{_NUMERAL}+\s*个?\s*(?:工作日|日|天|年|月|小时|分钟|周|学年)|每(?:年|季|月|周|日|天|学期|半年)|上一年度"
    ),
    Asks.TIME: re.compile(
        r"\d\s*年|(?:19|20)\d{2}|\d\s*月|\d\s*日|[一二三四五六七八九〇十][月日]|年[初中底末]|之日|日起|每年|施行|“十[三四五]五”"
    ),
}
# A value that holds already is asked for; a value that is aimed at is no answer, and the other way round never occurs.
_ACTUAL = re.compile(r"现在|目前|眼下|如今|当前|截至(?:目前|今)|实际|已经?(?:有|是|达|完成|建成)|现有|现状")
_AIMED_AT = re.compile(
    r"要(?:达到|保持|建成?|培育|新增|实现|完成)|力争|争取|目标|(?:末|底|年)达到|计划|拟|预计|将(?:达|建|新)|规划"
)
_HELD = re.compile(r"目前|现有|已|截至|累计|共有|实现了|达到了|完成了")
_COUNTED = re.compile(r"(?:多少|(?<![哪那这好])几)[名位家所份场]([一-龥]{2})(?![一-龥]*(?:以上|之间))")
_NUMBERED = re.compile(r"第([一二三四五六七八九十]+)([条项点款个])(?:是|写|讲|说|内容|具体|规定|要求|怎么|为|有|指)")
_ASKS_ITSELF = re.compile(r"[？?][”\"’』」)）\s]*$")
_CLAUSE_NUMBER = re.compile(r"第[一二三四五六七八九十百千零〇\d]+[条章款项]|[（(][一二三四五六七八九十\d]+[)）]")
_DATE = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_ORDINAL = re.compile(r"第\s*([一二三四五六七八九十百\d]+)\s*(次|届|期|批|轮|版|条|款|章|类|名|阶段)")
# Words, and what says the same in texts: writings are named by titles, a meeting passes what it 研究 as well.
_TOLD_OTHERWISE = (
    (frozenset("文件 文书 制度 政策".split()), re.compile("《")),
    (frozenset("审议 研究 讨论 表决".split()), re.compile("(?:审议|研究|讨论|表决)通过")),
)
# What is missing of a word whose signs stand there in their order and near each other, or somewhere.
_ABBREVIATED, _SCATTERED = 0.15, 0.6
# Fitted by logistic regression on the development questions (docs/benchmarks.md).
_NEARNESS, _RETRIEVAL, _MISSING, _PASSED_OVER, _UNIT_FOUND, _BIAS = 4.3, 4.2, -3.8, -1.7, 0.8, -4.4


def confidence(support: Support, part: Part, passed_over: float = 0.0) -> float:
    """0..1: how sure it is that the sentence answers the part of the question.

    ``passed_over`` is by how much a better scored sentence, ruled out by a contradiction, outscored this one.
    """
    value = (
        _BIAS
        + _NEARNESS * support.nearness
        + _RETRIEVAL * min(1.0, support.sentence.retrieval)
        + _MISSING * missing_share(part.text, _around(support))
        + _PASSED_OVER * passed_over
        + (_UNIT_FOUND if any(wanted.search(part.text) for wanted, _ in _UNITS) else 0.0)
    )
    return 1 / (1 + math.exp(-value))


def missing_share(asked: str, around: str) -> float:
    """The share of a question's nouns, verbs and adjectives that do not stand in the evidence or around it."""
    missing = _missing(asked, around)
    return sum(missing) / len(missing) if missing else 0.0


def _missing(asked: str, around: str) -> list[float]:
    """For each noun, verb and adjective of a question how much of it is missing, 0..1."""
    return [
        _absence(word, around)
        for word, flag in tagged(topic(normalise(asked)))
        if len(word) > 1 and word not in STOPWORDS and (flag[0] in "nvajl" or flag == "eng")
    ]


def _absence(word: str, text: str) -> float:
    """0 where the word stands in the text, 1 where nothing like it does; an abbreviation or split word lies between."""
    if word in text or any(word in words and told.search(text) for words, told in _TOLD_OTHERWISE):
        return 0.0
    if re.search(f".{{0,{len(word)}}}?".join(map(re.escape, word)), text):
        return _ABBREVIATED
    return _SCATTERED if set(word) <= set(text) else 1.0


def _around(support: Support) -> str:
    passage = support.sentence.passage
    return normalise(
        " ".join((passage.title, *passage.section, passage.text, *support.sentence.dates, support.breached))
    )


def contradictions(support: Support, part: Part, question: str) -> list[str]:
    """What in the question the evidence cannot answer, each in words; empty when nothing speaks against it."""
    sentence = support.sentence
    text = normalise(sentence.text)
    around = _around(support)
    asked = normalise(part.text)
    found = ["这句话自己在问"] if _ASKS_ITSELF.search(text) else []
    for wanted, needed in _UNITS:
        if (match := wanted.search(asked)) and not needed.search(text):
            found.append(f"没有所问的数量：{match.group()}")
    enumerated = tells_count(asked, text)  # what is named can be counted
    for measure in _MEASURED.findall(asked) if not enumerated else ():
        counted_as = _COUNTED_AS.get(measure, measure)
        if not re.search(rf"(?:{_ONE}|(?!一{counted_as}){_NUMERAL})\s*余?多?\s*{counted_as}", text):
            found.append(f"没有所问的数量：多少{measure}")
    if part.asks is Asks.AMOUNT and _ACTUAL.search(asked) and _AIMED_AT.search(text) and not _HELD.search(text):
        found.append("说的是目标，不是已有的数")
    for counted in _COUNTED.findall(asked):
        if _missing(counted, text) == [1.0] and not (counted in _BODIES and re.search(_BODIES, text)):
            found.append(f"没有所问的{counted}")
    for number, unit in _NUMBERED.findall(asked):
        if not re.search(rf"第{number}{unit}|{number}是|[（(]{number}[)）]|(?<![一-龥]){number}、", normalise(around)):
            found.append(f"没有第{number}{unit}的内容")
    placed = set(place_names(_BODY_OF_PLACE.sub("", sentence.text))) - {*place_names(question), *_COUNTRY}
    level = _LEVEL.search(asked)
    if level and not re.search(rf"[\u4e00-\u9fff]{level[1]}(?![级域])", text):
        found.append(f"没有所问的{level[1]}")
    located = part.asks is Asks.PLACE and not _SOURCE.search(asked)
    if located and not support.quoted and not placed:
        found.append("没有所问的地点")
    person = _PERSON.search(asked)
    named = (_BODY if person else BODY).search(text) or names_person(sentence.text)
    if (part.asks is Asks.WHO or person) and not (named or (_ENTITLED.search(asked) and _ROLE.search(text))):
        found.append("没有提到人或机构")
    expected = _TYPES.get(part.asks)
    shown = _CLAUSE_NUMBER.sub("", text if part.asks is Asks.TIME else _DATE.sub("", text))  # a date is no amount
    listed = enumerated or (_HOW_MANY_KINDS.search(asked) and "、" in text)
    if expected is not None and not listed and not expected.search(shown):
        found.append("没有所问的数字或日期")
    lacks = lacking(asked, Asks.LIST if enumerated else part.asks, text, around)
    return [*found, *lacks, *contradicted_scope(question, around)]


def out_of_scope(support: Support, question: str) -> list[str]:
    """The years, occasions, titles and places of a question that are not those of the sentence's surroundings."""
    return contradicted_scope(question, _around(support))


def contradicted_scope(question: str, around: str) -> list[str]:
    """The years, numbered occasions, titles and places that a question names and the evidence's surroundings do not."""
    around = normalise(around)
    compact = re.sub(r"\s", "", around)
    years = _YEAR.findall(EITHER.sub("", normalise(question)))  # of a choice one is wrong
    found = [f"没有提到 {year} 年" for year in years if year not in around]
    for number, unit in _ORDINAL.findall(question):
        if f"第{number}{unit}" not in compact and re.search(rf"第[一二三四五六七八九十百\d]+{unit}", compact):
            found.append(f"没有提到第{number}{unit}")
    pairs = set(bigrams(around))
    for title in [*_TITLE.findall(question), *_TITLE_LIKE.findall(question)]:
        wanted = set(bigrams(_OF_HERE.sub("", title)))
        if len(wanted) >= 6 and len(wanted & pairs) < _SAME_TITLE * len(wanted) and not shortens(title, compact):
            found.append(f"说的不是《{title}》")
    places = [place for place in place_names(question) if place not in around]
    return found + [f"说的不是{place}" for place in places if _names_place(around) or _has_rules(place, question)]


def _names_place(around: str) -> bool:
    """Whether the evidence is about a place."""
    return any(name not in _COUNTRY for name in place_names(around))


def _has_rules(place: str, question: str) -> bool:
    """Whether the question is after a document of the place: 浙江省的规划."""
    return re.search(place + _RULES_OF, question) is not None
