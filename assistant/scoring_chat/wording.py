"""How a number is said: as a change, a denial, a plan, an average, nothing; and whether it can be taken. Pure."""

from __future__ import annotations

import re

from assistant.numbers import Number, NumberKind
from assistant.scoring_chat.stated import How

NOT_EXACT = "不是确切的数，请给一个准数"
_MISREPORTED = re.compile(r"([多少])(?:算|报|写|填|说|数|计|统计)了[^，,。；\d]{0,4}$")
_DENIED = re.compile(r"(?:不是|并非|不止|没有|没到|不到|而不是)\s*$")
_FROM = re.compile(r"(?:从|由)\s*$")
_TO = re.compile(r"(?:到|至|为|成|是)\s*$")
_ADD = re.compile(r"补(?=[办报上录开招])|再加上?|加(?![到至大强])|又(?!是)|再(?!说)|另外|另有|还有|加上|外加|追加|补充")
_GROW = re.compile(
    r"新增|增加|引进|引入|新来|新入驻|新招|多(?=办|引|招|搞|做|孵|培|拿|吸|有|了|来|出|收|\s*$)|增|每多|招引|孵化出|培育"
)
_SHRINK = re.compile(
    r"扣掉|扣除|删掉|剔除|减(?!少?[到至])|少了|少(?=办|引|招|搞|\s*$)|走了|退出|搬走|流失|减去|去掉|砍掉|搬出|退租|毕业了|注销"
)
_GONE = re.compile(r"(?:已经?|都|要|刚刚?|又|最近|前不久)*(?:退租|搬走|走了|退出|注销|离开|流失)")
# Anywhere between the number and what stands before it; 估计一下 asks for an estimate.
_HEDGED = re.compile(
    r"差不多|大概|大约|大致|将近|接近|估计(?!一?下)|估摸|可能|也许|好像|印象中|超过|至少|起码|最多|至多|多半"
)
_WAITS = re.compile(
    r"(?:[\s:：]|呢|[那这]?一?[项个块边里]|数量?|个数|[写说记报填打看敲算数统计]*(?:错了?|[多少]了)(?:一[位下个])?|有误|有问题|不对|的|是|有|的话|方面|"
    r"这块|吧|目前|现在|不多|不少|不大|还行|，)*"
)
_SUMMED = re.compile(r"\s*(?:和|与|及|以及|加上?|跟|同|、|\+)\s*")
_WISHED = re.compile(
    r"希望|争取|力争|目标|打算|计划|准备|明年|想(?!问|知道|请|算|测|了解|看|咨询)|不够|还差|够不上|没有?(?:达|评|拿|到)|如何|怎"
)
_REACHED = re.compile(r"^[\s就也已经]*(?:达到?|增至|升至|增加到|涨到|提高到|变成)\s*$")
_AVERAGE = re.compile(r"(?:每(?!年)|平均|人均|户均)[^，,。；;]{0,12}$")
_OTHERS = re.compile(
    r"隔壁|他们|别的|别人|人家|同行|兄弟单位|全省|全市|全国|全区|全县|其他(?:众创)?空间|园区(?:一共|总共|共|整体|全部|合计)|满员|可?容纳|能放|最多能|别家|对方|平均水平"
)
_REQUIRED = re.compile(
    r"权重|满分|要求|标准|规定|门槛|补贴|奖补|奖金|需要有|至少要|才能|以上才|注册资[本金]|合格线|及格"
)
_PRESENT = re.compile(r"已(?!经?(?:计划|打算))|现在|目前|眼下|当前|如今|今年|去年|现有|截至|截止|已经|实际|其实")
_OURS = re.compile(r"我们|咱|我这|我家|本空间|自己")
_PAST = re.compile(r"累计|历年|历史|以前|曾经?|原来|原先|最初|建成以来|成立以来|当初|前几年|往年|之前")
# A plan of figures; to plan an evaluation or to want an answer is none.
_ASKED_FOR = r"(?:申报|申请|参加|参评|参与|评|打分|算|测|估|知道|了解|问|咨询|看|请|填|提交|备案|复核|验收|对一?下|核)"
_PLANNED = re.compile(
    rf"(?:计划|预计|打算|拟|争取|力争|目标|希望|准备|将要?|想要?|预期|规划)(?![^，,。；;\d]{{0,8}}{_ASKED_FOR})|明年|后年|下一?年|未来|今后"
)
_NO = re.compile(
    r"(?<!有)(?:还没有?|暂时?没有?|没有?|未|暂无|尚无|无|也没有?|一[家个场人]都没有?|一[家个场]也没有?)(?:有|任何|一[家个场人]|搞|办|开展|举办|组织|做|拿到?|获得?|引进|认定|过)*$|零$"
)
_NONE = re.compile(
    r"(?:[\s:：=（(]|的|也|都|是|目前|暂时|还|现在|今年|当年|这块|方面|一[家个场人]?也?都?)*(?:没有|没|无|为零|是零|为0|零|暂无|空白)"
    r"(?:新增|增加|过)?(?:呢|啊|吧)?\s*$"
)
_NOT_EVEN = re.compile(r"[^，,。；;\d]{0,8}?(?:也|都)(?:还|暂时)?(?:没|未|无)")  # 一家也没有
_NOT_A_SINGLE = re.compile(r"(?<!有)没有?$|[暂尚]?无$")
_NOT_COUNTED = re.compile(r"没有?(?:统计|填|算|数|记|报|确定|提供|说)|(?:数据|数字|材料|资料)|有没有")
_BARE = re.compile(
    r"(?:[\s“”\"'：:]|空间|这里|这边|不对|不是|是|有|错了?|写|说|记|搞|改成?|改为|改到|更正为?|应该|应为|其实|实际|再|又|加上?|另外|还|新增|增加|引进|"
    r"引入|多|少|了|来|办|搞|做|减少|减去?|而|那|如果|要是|假如|换成|变成|到|达到|现在|目前|一共|总共|共|才|刚才|那个|呢|的话|吧|哦|"
    r"啊|嗯|对|分别|大概|约|左右|能加多少分|会怎么样|怎么样|才对|上|个|准确|地说|我|们|算|按|去年|今年|由|从|至|为|成|提高|后来|，|减|就|嗯|降|升|提|涨|上一?年度?|前年|今年|本年|"
    r"\d{4}\s?年度?|年度?|举办|举行|开展|组织|共计|只|已经?|全年|当年|实有|准确|确切|具体|精确|查了一?下|看了一?下|核实了?一?下?|数了一?下|哦|噢|统计|这块|咱们?|自己|眼下|当前|如今|就|都|也|但是?|不过|可)*"
)
_TRIFLE = re.compile(
    r"[一两](?:家|个|种|类|次|年|份|项|下|起|点|步|块|方|件|条|位|名|所|处|层|句|些|号|期|届|批|周|天|月)"
)
_TRIFLES = re.compile(r"(?:哪|这|那|第|某|同|另)$|^(?:家(?:普通|专业|众创|省级|国家级|市级)|个众创)")
_MONTHS = re.compile(
    r"(?<!截至)(?<!截止)(?<!\d)(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!底|末|\d|[^，,]{0,3}[日号]|止)|[上下]半年|[本当上这]个?月|"
    r"第?[一二三四1-4]个?季度"
)
_GROWTH = re.compile(r"增长率?|增速|增幅|涨幅|涨了?|同比|下降|下滑|减少")
_YEARS = re.compile(r"前年|去年|上一?年|今年|本年|当年|(?<!\d)((?:19|20|21)\d{2})\s*年")


def how(before: str, after: str) -> How:
    """What the words around a number make of it: 到30 sets, 再加3 adds, 多算了2 takes away."""
    if _TO.search(before):
        return How.SET
    if misreported := _MISREPORTED.search(before):
        return How.SHRINK if misreported[1] == "多" else How.GROW
    if _SHRINK.search(before) or _GONE.match(after):
        return How.SHRINK
    if _GROW.search(before):
        return How.GROW
    return How.ADD if _ADD.search(before) else How.SET


def barred(number: Number, before: str, words: str, row: str, hedge: str, planned: bool) -> str | None:
    """Why a number cannot be taken, None if it can.

    ``before``: what stands before it in its clause, ``words``; ``row``: those and the clauses that 、 joins to them.
    ``hedge``: what stands between it and the number before.
    """
    if number.kind is NumberKind.FRACTION and "/" in number.text:
        return "可能是分数，也可能是日期，请写成百分比或给出数目"
    if number.kind is NumberKind.VAGUE or (number.value is None and number.kind is not NumberKind.FRACTION):
        return "不是确切的数"
    changed = _FROM.search(before) or re.search(r"(?:从|由)\s*\d+(?:\.\d+)?\s*\S{0,2}(?:到|至)$", before)
    if not number.exact and not changed:
        return NOT_EXACT
    if _HEDGED.search(hedge):
        return NOT_EXACT
    if _AVERAGE.search(before):
        return "是平均数，请给总数"
    if _OTHERS.search(row):
        return "说的不是本空间"
    if _REQUIRED.search(words):
        return "是要求或标准，不是现有的数"
    if _PAST.search(before) and not _PRESENT.search(before):
        return "不是考核年度的数"
    return "是计划，不是已有的数" if planned else None


def misreported(before: str) -> bool:
    """多算了2个: by how much it was wrong."""
    return _MISREPORTED.search(before) is not None


def denied(before: str) -> bool:
    """不是30家."""
    return _DENIED.search(before) is not None


def starts_from(before: str) -> bool:
    """从30家…: the value before a change."""
    return _FROM.search(before) is not None


def plans(words: str) -> bool:
    """Whether a plan begins here."""
    return _PLANNED.search(words) is not None


def is_present(words: str) -> bool:
    """Whether the words turn to what is so now."""
    return _PRESENT.search(words) is not None


def is_gone(after: str) -> bool:
    """两家刚注销: whether the words after a number say that what it counts is gone."""
    return _GONE.match(after) is not None


def waits(after: str) -> bool:
    """Whether a name ends its clause and its number comes in the next: 初创企业呢，30家."""
    return _WAITS.fullmatch(after) is not None


def is_sum(between: str) -> bool:
    """服务收入和投资收入合计…: whether only 和 stands between two names."""
    return _SUMMED.fullmatch(between) is not None


def wished(words: str) -> bool:
    """希望特色工作能评优: whether a grade is wished for, or missed, rather than given."""
    return _WISHED.search(words) is not None


def reached(before: str) -> bool:
    """增加53万，达到265万: the value after a change."""
    return _REACHED.search(before) is not None


def is_ours(words: str) -> bool:
    """Whether the words turn to the speaker's own: 人家50家，我们28家."""
    return is_present(words) or _OURS.search(words) is not None


def counts_nothing(number: Number, text: str) -> bool:
    """一家也没有, 一分投资收入都没有, 没有一家: the number counts nothing."""
    if number.value != 1:
        return False
    return bool(_NOT_EVEN.match(text, number.end) or _NOT_A_SINGLE.search(text[: number.start]))


def says_none(before: str, after: str, words: str) -> bool:
    """没有投资收入, 投资收入为零: none is also a number."""
    if _NOT_COUNTED.search(words) or _OTHERS.search(words):
        return False
    return bool(_NO.search(before) and not after.strip("的 呢啊了")) or _NONE.fullmatch(after) is not None


def says_nothing_else(rest: str) -> bool:
    """Whether the words around a number name nothing."""
    return _BARE.fullmatch(rest) is not None


def is_trifle(text: str, number: Number) -> bool:
    """一家, 一个: words rather than numbers; and the 几 of a question."""
    if number.kind is NumberKind.VAGUE and number.text.startswith("几"):
        return True
    lone = re.match("[一两]", number.text) is not None
    return _TRIFLE.fullmatch(number.text) is not None or (lone and _TRIFLES.search(text[: number.start]) is not None)


def is_growth(words: str) -> bool:
    """Whether a percentage is one of growth."""
    return _GROWTH.search(words) is not None


def falls(words: str) -> bool:
    """Whether the growth is negative."""
    return re.search(r"下降|下滑|减少", words) is not None


def within_months(words: str) -> bool:
    """Whether a part of the year is named, and not as the day of a count."""
    return _MONTHS.search(words) is not None


def year_named(words: str) -> str:
    """The year the words name last (去年, 2020), empty where they name none."""
    matches = list(_YEARS.finditer(words))
    return (matches[-1][1] or matches[-1].group()) if matches else ""
