"""The attribute a question asks for by its name (规模有多大, 每方几毛), and whether a sentence tells it. Pure.

A sentence tells an attribute in a value of its kind (a price in money, an area in 亩), or, where no kind is known, by
its name and a figure.
"""

from __future__ import annotations

import re
from itertools import takewhile

from assistant.persons import OFFICES, names_person
from assistant.questions import Asks
from assistant.units import UNIT, canonical, unit_at
from knowledge.tokenization import tagged

_NUMERAL = r"[\d一二两三四五六七八九十百千万亿零〇半几]"
_ABOUT = r"\s*[余多来]?\s*(?:百|千|万|亿)*\s*"


def _value(units: str) -> re.Pattern[str]:
    return re.compile(rf"{_NUMERAL}{_ABOUT}(?:{units})")


_MONEY = _value("元|[角毛]|块|分钱|美元")
_SHARE = re.compile(r"[%％‰]|分之|个百分点|倍|一半|[一二三四五六七八九]成(?!立|果|为|员)")
_PEOPLE = _value("名|位(?!一体)|人(?!民|员)|户")
_AREA = _value("平方|平米|㎡|亩|公顷")
_LENGTH = _value("公里|千米|里(?!程)|米|厘米|毫米")
_MASS = _value("吨|公?斤|克|千克|立方")
_AGE = _value("周?岁")
# Things counted or listed; “one” may be no more than an article (一个单位).
_COUNTED = re.compile(
    r"(?:[\d二两三四五六七八九十百千万]|(?<![一-龥])一|[共仅只分设]一)\s*[余多]?\s*[个大项类种级所家名位人层部点批座]|、|[：:]\s*$"
)
_NOTHING_PAID = "免费|无偿|免收|不收"
_MONEY_OR_SHARE = re.compile(rf"{_MONEY.pattern}|{_SHARE.pattern}|{_NOTHING_PAID}")
# How the name of an attribute ends → what its value looks like; the first that fits.
_VALUES = (
    ("人数|人口|名额|编制", _PEOPLE),
    ("面积", _AREA),
    ("距离|长度|里程|高度|宽度|深度", _LENGTH),
    ("产量|重量|总产|储量|储备量|用水量|供水量", _MASS),
    ("年龄", _AGE),
    ("比例|占比|比重|比率|份额|幅度|增速|[^效功频速汇]率", _SHARE),
    ("[^评]价|价格|薪酬?|工资|[租奖]金|[^名限总]额|产值|投资|奖励|经?费|拨?款", _MONEY_OR_SHARE),
    ("总额", _MONEY),
    ("门槛", re.compile(rf"{_NUMERAL}[^，。；]{{0,6}}以上|不[低少]于|最低|至少|达到|满")),
    ("规模", re.compile(rf"{_NUMERAL}{_ABOUT}{UNIT.pattern}|{_NUMERAL}\s*[万亿]")),
)
# Units that measure the same thing, so that a value in one answers a question for the other.
_SAME_KIND = tuple(
    (frozenset(units.split()), value)
    for units, value in (
        ("元 角 毛 块 角钱 毛钱", _MONEY_OR_SHARE),
        ("人 名 位", _PEOPLE),
        ("平方米 平方公里 平方千米 公顷 亩", _AREA),
        ("公里 里 米 厘米 毫米", _LENGTH),
        ("吨 公斤 斤 克 立方米", _MASS),
        ("个", _COUNTED),
    )
)
_HOW_MUCH = r"(?:多少|多[大高长重宽深远]|(?<![哪那这好])几(?!何|乎|率))"
# Between an attribute and the words that ask for its value. After 占 it is a share that is asked for.
_LINK = (
    r"(?:到底|究竟|一?共|大概|大约|大致|现在|目前|一般|一年|每[年月天]|最[高低多少大小]|不[低少高超]?[于过]?|"
    r"是|为|有|达|到|要|得|能|可以?|应当?|该|需|在|按|定|每[一-龥]|[，,])*"
)
# A fine is no price and no grant; who asks for one says so.
_OF_PENALTIES = re.compile("[罚处违责赔擅骗不没未拒]")
_FINE = re.compile(r"(?:责令|没收|处)[^。]*罚款[^，。；]*")
_CLAUSE_NUMBER = re.compile(r"第[一二三四五六七八九十百千零〇\d]+[条章款项]|[（(][一二三四五六七八九十\d]+[)）]")
_ASKED_VALUE = re.compile(rf"^(.*?[一-龥])({_LINK})({_HOW_MUCH})(.*)$")
_NOTHING_MORE = re.compile(r"(?:元|钱|的|[呢啊呀吧？?。，\s])*$")
_SIZED = re.compile("面积|规模|比例|比重|份额|幅度")
# Nouns that name no attribute of their own, and those whose values other rules know.
_GENERAL = re.compile(
    r"标准|目标|数量|数字|数值|指标值?|要求|情况|水平|程度|[上下限底]限|限[额度]|[期时年]限|时[间长]|总[数和量计]|合计|个数|"
    r"权重|得分|分[数值]|总分|[满加]分|部分|结果|底线|起码|力争|百分之|.*(?:文号|编号|号码|电话|热线)|[能会可].*|.*(?:[要给拿].*|交)"
)
_COIN = re.compile("[毛角块]")
_MEASURED = re.compile(r"(?:多少|(?<![哪那这好])几)[十百千万亿]*(?=[一-龥])")
# Units that other rules see to, or that a list answers.
_ELSEWHERE = frozenset(
    (
        *"项 种 类 级 层 样 次 家 所 份 场 倍 岁 册 篇 座 辆 处 届 期 站 大 成 点 步 条 款 章 节 部 字 方".split(),
        *"分 分钟 秒 天 日 周 年 月 工作日 小时 号 % 百分点 区 县 市 省 村 国".split(),
    )
)
_QUALIFIES = frozenset("n vn nz a an b l".split())
_TITLED = re.compile(
    r"(?:名字|名称|题目|标题|书名|全称|简称)(?:是|叫|为)*(?:什么|啥|哪)|叫(?:什么|啥)(?:名字|名称)|什么(?:名字|名称|题目|标题)"
)
_NAMES = re.compile(r"《[^《》]{4,}》|[名题称]为|叫做?|简称|全称|名称是")
_OF_WRITING = re.compile("题目|标题|书名")
_IN_QUOTES = re.compile(r"[“\"][^“”\"]{2,}[”\"]")
_WHO = "谁|哪[位些几]|何人|什么(?!时|地|条件|职|权)|啥|(?:姓名|名字|名单)"
_OFFICE = re.compile(
    rf"({OFFICES})(?:(?:现在|目前|究竟|到底|分别|都|是|叫|为|有|的)*(?:{_WHO})|由(?:谁|哪位|何人)来?(?:担任|兼任|出任|当))"
    rf"|(?:谁|哪位|何人)(?:现在|目前)?(?:是|当|任|担任|出任)[^，。？?]{{0,12}}?({OFFICES})"
)
# Who holds an office is told by a name or by who it goes to: 由校长兼任.
_HOLDS = re.compile("[担兼出]任|由[^，。；]*任")


def untold(asked: str, asks: Asks, text: str) -> list[str]:
    """What the question asks for by name or unit and the sentence does not tell, each in words; both normalised."""
    text = _CLAUSE_NUMBER.sub("", text if _OF_PENALTIES.search(asked) else _FINE.sub("", text))
    found = [f"没有所问的{unit}数" for unit in _units_asked(asked) if not _value_in(unit).search(text)]
    found += [f"没有所问的{thing}" for thing in _things_counted(asked) if not _mostly_in(thing, text)]
    timed = asks in (Asks.TIME, Asks.DURATION)
    if not timed and (attribute := attribute_asked(asked)) and not _tells(attribute, text):
        found.append(f"没有所问的{attribute}")
    if (title := _TITLED.search(asked)) and not tells_title(asked, text):
        found.append(f"没有所问的：{title.group()}")
    if (office := _OFFICE.search(asked)) and not _tells_office(office[1] or office[2], text):
        found.append(f"没有所问的{office[1] or office[2]}")
    return found


def asks_title(asked: str) -> bool:
    """Whether what something is called is asked for: 题目是什么."""
    return _TITLED.search(asked) is not None


def tells_title(asked: str, text: str) -> bool:
    """Whether the text says what something is called; of a writing, quotation marks alone do not tell its title."""
    quoted = not _OF_WRITING.search(asked) and _IN_QUOTES.search(text)
    return bool(quoted) or _NAMES.search(text) is not None


def attribute_asked(asked: str) -> str:
    """The noun whose value is asked for (规模 of 规模有多大); "" where the question names none."""
    match = _ASKED_VALUE.match(asked)
    if match is None:
        return ""
    before, link, how_much, rest = match.groups()
    if how_much == "多大" and (behind := _SIZED.match(rest)):
        return behind.group()
    counts_things = how_much == "多少" and unit_at(rest, 0) and not re.search("[是为]", link)
    if how_much == "几" or counts_things or not (_NOTHING_MORE.match(rest) or unit_at(rest, 0) or rest[0] in "万亿"):
        return ""
    word, flag = next(reversed(tagged(before)), ("", ""))
    return word if flag in ("n", "vn", "nz") and len(word) > 1 and not _GENERAL.fullmatch(word) else ""


def _tells(attribute: str, text: str) -> bool:
    """Whether a value of the attribute's kind stands there; where the kind is unknown, whether the attribute does."""
    value = next((value for name, value in _VALUES if re.search(f"(?:{name})$", attribute)), None)
    return value.search(text) is not None if value else _named(attribute, text)


def _tells_office(office: str, text: str) -> bool:
    """Whether the text says who holds the office."""
    return office in text and (_HOLDS.search(text) is not None or names_person(text))


def _named(attribute: str, text: str) -> bool:
    """Whether the attribute stands there, if with other words in between (科普的经费 for 科普经费)."""
    return re.search(".{0,4}?".join(map(re.escape, attribute)), text) is not None


def _units_asked(asked: str) -> list[str]:
    """The units in which an amount is asked for: 几毛, 多少页."""
    ends = [match.end() for match in _MEASURED.finditer(asked)]
    units = [canonical(unit_at(asked, at)) or "".join(_COIN.findall(asked[at : at + 1])) for at in ends]
    return [unit for unit in units if unit and unit not in _ELSEWHERE]


def _things_counted(asked: str) -> list[str]:
    """What stands behind the units in which an amount is asked for: 安全管理员 of 几名安全管理员."""
    behind = [asked[match.end() :] for match in _MEASURED.finditer(asked)]
    return [rest[len(unit) :] for rest in behind if (unit := unit_at(rest, 0))]


def _mostly_in(thing: str, text: str) -> bool:
    """Whether at least half the words of a thing of several words stand there, the nouns with what qualifies them."""
    words = [word for word, flag in takewhile(lambda token: token[1] in _QUALIFIES, tagged(thing)) if len(word) > 1]
    return len(words) < 2 or 2 * sum(word in text for word in words) >= len(words)


def _value_in(unit: str) -> re.Pattern[str]:
    return next((value for units, value in _SAME_KIND if unit in units), None) or _value(re.escape(unit))
