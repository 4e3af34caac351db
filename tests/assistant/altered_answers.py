"""Documents and replies computed from a seed: numbers altered and written in many ways, values exchanged between what
they belong to, citations invented. Nothing here asks the product what a number is."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

NOTICE = """云岭市扶持创业资金管理通知

云政办〔2023〕41号

第一条　本年度安排创业扶持资金2,600万元，其中贷款贴息资金占百分之三十五。

第二条　单个项目最高补助80万元，补助期限为三年。

第三条　新建创业基地12家，面积合计4.5万平方米。

第四条　申请材料应当于2023年6月15日前报送，逾期不予受理。

第五条　评审专家不少于七人，评审得分须达到75分以上。

第六条　获得补助的项目，带动就业人数不少于一百二十人。
"""
"""What is altered: amounts, shares, terms, counts, dates, a document number."""

QUESTIONS = (
    "创业扶持资金安排了多少？",
    "单个项目最高补助多少？",
    "新建创业基地多少家？",
    "申请材料什么时候前报送？",
    "评审专家不少于几人？",
    "带动就业人数不少于多少人？",
)

_DIGITS = "零一二三四五六七八九"
_FINANCIAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_HAN = "[一二三四五六七八九十百]"
_FIGURE = re.compile(rf"\d[\d,.]*(?:万|亿)?(?:元|家|平方米|人|分|年)|百分之{_HAN}+|{_HAN}+(?:年|人)")


def chinese(number: int) -> str:
    """3507 → 三千五百零七; 1 to 9999."""
    said, gap = "", False
    for name, place in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // place % 10
        gap = gap or (digit == 0 and said != "")
        if digit:
            said += ("零" if gap else "") + _DIGITS[digit] + name
            gap = False
    return said


def _date(rng: random.Random) -> str:
    year, month, day = rng.randint(2027, 2049), rng.randint(1, 12), rng.randint(1, 28)
    spelled = "".join(_DIGITS[int(digit)] for digit in str(year))
    ways = [
        f"{year}年{month}月{day}日",
        f"{year}-{month:02}-{day:02}",
        f"{year}/{month}/{day}",
        f"{year}.{month}.{day}",
    ]
    ways += [f"{spelled}年{chinese(month)}月", f"{year}年度", f"{year} 年 {month} 月"]
    return rng.choice(ways)


def _document(rng: random.Random) -> str:
    year, serial = rng.randint(2024, 2039), rng.randint(100, 999)
    return rng.choice(["云政办〔{}〕{}号", "云政办[{}]{}号", "云政发（{}）{}号", "云政办〔{}〕第{}号"]).format(
        year, serial
    )


def invented_figure(rng: random.Random) -> str:
    """A quantity that no text of these tests states, in one of many ways of writing it."""
    value, small = rng.randint(3301, 9899), rng.choice([37, 43, 58, 61, 79, 87, 94])
    unit = rng.choice(["万元", "元", "人", "家", "平方米", "亿元", "项", "名"])
    han = chinese(value)
    return rng.choice(
        [
            f"{value}{unit}",
            f"{value:,}{unit}",
            f"{value} {unit}",
            "".join(chr(ord(digit) + 0xFEE0) for digit in str(value)) + unit,
            "".join(chr(0x1D7CE + int(digit)) for digit in str(value)) + unit,
            "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(digit)] for digit in str(value)) + unit,
            "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(value)) + unit,
            han + unit,
            han.translate(_FINANCIAL) + unit,
            f"{value / 1000}千{unit}",
            f"{value / 10000}万{unit}",
            f"{chinese(small)}{unit}",
            f"{small}{unit}",
            f"{small}.{rng.randint(1, 9)}%",
            f"{small}％",
            f"百分之{chinese(small)}",
            f"千分之{chinese(small)}",
            f"{chinese(small)}个百分点",
            f"{small}:{rng.choice([3, 7, 9])}",
            f"{chinese(small)}分之{_DIGITS[rng.randint(2, 9)]}",
            f"约{value}{unit}",
            f"{value}余{unit}",
            f"{value}多{unit}",
            f"{value}至{value + 11}{unit}",
            f"近{han}{unit}",
            f"-{value}{unit}",
            f"{rng.randint(4, 9)}倍",
            f"{_DIGITS[rng.randint(6, 9)]}成",
            f"第{chinese(small)}条",
            f"0371-{value}{value}",
            "ⅩⅥ" + unit,
            "廿" + unit,
            "卅五" + unit,
            "数十" + unit,
            "上千" + unit,
            "百万元",
            f"{small}岁",
            f"{small}天",
            f"{_DIGITS[rng.randint(8, 9)]}个工作日",
            _date(rng),
            _document(rng),
        ]
    )


def altered(sentence: str, rng: random.Random) -> tuple[str, str]:
    """The sentence with one of its figures replaced, or another one added, and what was written there."""
    figures = list(_FIGURE.finditer(sentence))
    words = invented_figure(rng)
    if figures and rng.random() < 0.7:
        figure = rng.choice(figures)
        if rng.random() < 0.25:  # the same digits, another unit or scale
            digits = re.sub(r"(?:万|亿)?(?:元|家|平方米|人|分|年)$", "", figure.group())
            given = figure.group()[len(digits) :]
            others = ["亿元", "千克", "名", "个月", "场次", "公顷", "倍"]
            words = digits + rng.choice([unit for unit in others if unit != given])
        return sentence[: figure.start()] + words + sentence[figure.end() :], words
    added = rng.choice(["，共{}", "，其中{}", "（合{}）", "，比上年增加{}", "，涉及{}"]).format(words)
    return f"{sentence.rstrip('。')}{added}。", words


_KEYS = (
    "[c{}] 【c{}】 ［c{}］ （c{}） (c{}) [C{}] [c{},c99] [c{}、c98] [c{}-c99] [^c{}] [{}] 【{}】 ［{}］ [^{}] [[c{}]] "
    "c{} [依据c{}] [来源：c{}] （见c{}） 【c{}】【c97】 [c{} 〔c{}〕 《c{}》 {c{}} <c{}> [c{}†source] 【{}†依据】 "
    "\\[c{}\\] [ref{}] [citation:{}] [c{}：第三条] ｃ{} [ｃ{}]"
)


def invented_key(rng: random.Random) -> str:
    """A citation of nothing, or of something that is there in another's place, in one of many brackets."""
    written = rng.choice(_KEYS.split(" "))
    return written.replace("{}", str(rng.randint(60, 99)))


@dataclass(frozen=True)
class Exchanged:
    """A document in which values belong to different things, a question, the right answer, one with another's value."""

    document: str
    question: str
    right: str
    wrong: str
    value: str


_THINGS = (
    ("博士", "硕士", "本科毕业生", "技师"),
    ("青山区", "白沙县", "红旗镇", "金水乡"),
    ("一等奖", "二等奖", "三等奖", "优秀奖"),
    ("孵化器", "众创空间", "加速器", "产业园"),
    ("图书馆", "体育馆", "实验楼", "展览馆"),
    ("普通项目", "重点项目", "重大项目", "专项课题"),
)
_SAID_OF = (
    ("补贴", "元", (1500, 9000, 100)),
    ("补助", "万元", (5, 95, 5)),
    ("名额", "个", (11, 90, 1)),
    ("得分", "分", (51, 99, 1)),
    ("占比", "%", (11, 49, 1)),
    ("期限", "天", (21, 90, 1)),
)
_ANSWERS = (
    "{thing}的{what}为{value}。",
    "{thing}{what}{value}。",
    "{what}：{thing}{value}。",
    "{thing}，{what}是{value}。",
)


def exchanged(rng: random.Random) -> Exchanged:
    """Two to four things of one kind, each with a value of its own, told in a sentence, in several, or in a table."""
    things = rng.sample(rng.choice(_THINGS), rng.randint(2, 4))
    what, unit, (low, high, step) = rng.choice(_SAID_OF)
    values = rng.sample(range(low, high, step), len(things))
    said = dict(zip(things, (f"{value}{unit}" for value in values), strict=True))
    thing, other = rng.sample(things, 2)
    place = f"{rng.choice('东西南北')}{rng.choice('湖岭川原')}{rng.randint(1, 99)}号"
    title = f"{place}实施方案{what}标准"
    asked = f"{place}实施方案里{thing}的{what}是多少？"
    answer = rng.choice(_ANSWERS)
    if len(things) == 2 and rng.random() < 0.3:
        answer = "{both}的{what}分别为{values}。"
    right, wrong = (
        answer.format(thing=thing, what=what, value=value, both=f"{thing}和{other}", values=f"{value}、{second}")
        for value, second in ((said[thing], said[other]), (said[other], said[thing]))
    )
    return Exchanged(f"# {title}\n\n{_told(said, what, unit, rng)}\n", asked, right, wrong, said[other])


def _told(said: dict[str, str], what: str, unit: str, rng: random.Random) -> str:
    rows = "".join(f"| {thing} | {value.removesuffix(unit)} | 按年执行 |\n" for thing, value in said.items())
    items = enumerate(said.items(), 1)
    return rng.choice(
        [
            f"{what}标准如下：{'，'.join(thing + value for thing, value in said.items())}。",
            "".join(f"{thing}的{what}为{value}。" for thing, value in said.items()),
            "".join(f"（{_DIGITS[i]}）{thing}，{what}{value}；\n\n" for i, (thing, value) in items),
            f"{'、'.join(said)}的{what}分别为{'、'.join(said.values())}。",
            f"| 类别 | {what}（{unit}） | 备注 |\n| --- | --- | --- |\n{rows}",
        ]
    )
