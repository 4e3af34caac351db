"""What a turn wants of the scoring: nothing (of documents), a score, a plan, advice, losses, a what-if. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.numbers import Number, NumberKind
from assistant.scoring_chat.stated import Reading


class Wants(StrEnum):
    """The kinds of answer."""

    SCORE = "score"
    PLAN = "plan"
    ADVICE = "advice"
    LOSSES = "losses"
    WHAT_IF = "what_if"


@dataclass(frozen=True, slots=True)
class Target:
    """A total to reach, or by how much to raise it; and the number that says so."""

    points: Decimal
    relative: bool
    number: Number


_WHAT_IF = re.compile(
    r"如果|假如|假设|要是|倘若|若是|万一|若(?!干)|设想|每多|再(?:办|搞|引进|招|拿|增加|来|加|孵化|培育|对接|多).{0,14}(?:能|会|可以)?(?:加|多|涨|提高|提升|得|变).{0,4}(?:几|多少)分|"
    r"多(?:一|1|办|引进|招|搞|拿|孵化|培育|\d|[两二三四五六七八九十]).{0,16}(?:能|会|可以|可)?(?:加|多|涨|提高|提升|得).{0,4}(?:几|多少)分|换成|改按"
)
_SELF = re.compile(
    r"我们|咱们?|我司|我公司|我单位|我方|本空间|本公司|本单位|我这|我家|我的|本众创|我空间|俺|帮我|给我|帮忙|敝|鄙"
)
_SCORE = re.compile(
    r"(?:[算评打测估](?:一?[下算估测评]|个|出|算|一个|下)*(?:我们|咱们|一下|下|的|个|总|得|看|这个|空间|这|能|[今去本]年度?)*分)(?!别|析|类|享|配|为|成|布|开|之|数线)|"
    r"测算|自评(?!报告|等级)|估算一?下|算算|算一算|算一?下|打一?下|评一?下|测一?下|估一?下|估估|评评|测测|重新算|"
    r"(?:能|可以?|会|该|应|大概|一共|总共|现在|目前|是)?(?:得|拿|评|打|有|考|是|算)?(?:到|出|了|个)?(?:多少|几)分(?!钟|之|量)|得分|分数|总分|评分|打分|"
    r"(?:扣|丢|失)(?:了|掉)?(?:多少|几|哪些)?分|差(?:多少|几)分|够(?:不够)?(?:合格|优秀|及格|分|\d+)|能(?:合格|及格|达标)吗"
)
_ADVICE = re.compile(
    r"怎[么样]|如何|咋|先(?:做|抓|补|办|搞|从)(?:什么|哪|啥)|哪(?:项|个|些|块|一项|里|方面)?.{0,6}(?:最?划算|最?省力|短板|薄弱|最弱|丢分|扣分|失分|提升空间|"
    r"提分|最容易|见效|拖后腿|吃亏)|最省力|最划算|短板|薄弱|建议|(?:提高|提升|改进|努力)(?:的)?(?:方向|办法|空间|计划|方案)|优先|怎么办|该做什么|"
    r"(?:还)?(?:能|可以)(?:提高|提升|加|涨)(?:多少|几|哪)|做点什么|性价比|规划一?下|出个?方案|给个?方案|抓什么|从哪"
)
# What is raised is the score, or nothing is named.
_RAISE = re.compile(
    r"(?:提高|提升|提分|加分|涨分|改进|改善|努力|增加|往上|补(?:回来?|救)?|多拿|得高|更高|再高|做|抓|着手|入手|下手|划算|省力|短板|薄弱|见效|优先|拖后腿|失分|"
    r"丢分|扣分|吃亏|性价比|方案|建议|规划|到\s*\d|办)(?:一?下|一点|一些|些|点|得|起|到|的)*(?:我们的?|总|评价|这个|最后的?|综合)?(?:分数|得分|评分|总分|成绩|分|名次|评价结果)?"
    r"(?:在哪里?|是什么|是哪些?)?(?:呢|啊|呀|吗|嘛|最快|最省力|最划算|好|比较好|合适|见效)?\s*(?=[，,。？?！!；;]|$)"
)
_TARGET = re.compile(
    r"(?:离|距离?|提高?到|提升到|达到|达|升到|升至|上到?|到|冲到?|冲刺|冲击|拿到?|突破|上升到|涨到|目标(?:是|为|分数?|定在|定为)*[:：]?|保|够|过|奔|考到?|争取|得到?|有)\s*$"
)
_RELATIVE = re.compile(r"(?:提高|提升|涨|多拿|增加|加|提|多得|再拿|往上)(?:个|了|上)?\s*$")
_WISHES = re.compile(
    r"怎|如何|咋|想|要|希望|争取|目标|最省|计划|方案|能不能|能否|能|可以|够|办法|冲|奔|还差|差多少|需要|帮"
)
_ASKS = re.compile(
    r"[?？]|吗|呢|多少|(?<![十好])几[个家项名人场次条分种类级年月天]|什么|哪|怎|如何|咋|是否|能否|能不能|是不是|谁|何时|为啥|为什么|有没有|要不要|用不用|考不考"
)
# Asks what the documents say, whoever asks.
_OF_DOCUMENTS = re.compile(
    r"权重|占(?:分|比(?!例?\s*[\d百一二三四五六七八九十])|多少|几|的?比重)|[这那]一?[项条].{0,6}(?:几分|多少分|给)|给几分|分值|定性|定量|[一二]级指标|哪一?[个些项几].{0,4}指标|什么指标|几[个项条大]指标|指标(?:有|包括)|"
    r"印发|发布|出台|原文|网址|链接|电话|联系|材料|报送|截止|备案|取消|奖补|补助|补贴|奖励|奖金|依据|哪[天年月]|哪一[天年]|什么时候|何时|多久|"
    r"是谁|含义|定义|什么意思|指什么|界定|用不用|要不要|考不考|还考|评不评|适用|区别|不同|不一样|满分|才(?:能|不|算|够|会|可以)|标准是|看(?:的是)?(?:什么|啥|哪)|处理|处分|会(?:被)?扣分|扣分(?:标准|规则)|规定|条例|办法|通知|"
    r"第[\d一二三四五六七八九十百]+[条期章]|《|公式|怎么算的|如何计算|评几次|一年评|优秀|资格|应当|应该.{0,4}吗|可以吗|多少钱|"
    r"列出|列一下|列举|找出|告知|查一下|税|罚|法律|违法|赔|工资|社保|合同|登记|许可|处罚|申请|公布|适合|有什么(?:用|要求|条件)"
)
# What anybody can get at most is the rule's; what "we" can get is the scorecard's range.
_AT_MOST = re.compile(
    r"(?:最多|最高|至多|顶多|顶格|封顶|上限|拉满)[^，,。；;？?]{0,6}(?:分|加|得|拿)|分[^，,。；;？?]{0,4}(?:封顶|上限)"
)
# A figure about others, or one to be made up, is no score of the one who asks.
_NOT_THEIRS = re.compile(
    r"平均(?:的|每家)?(?:总?得分|总?分数?|成绩|总分|水平)|(?:全[省市国]|各[地市省县家]|别人|别家|其他|同类|人家|隔壁|兄弟单位)[^，,。；;？?]{0,12}"
    r"(?:得分|分数|总分|[多几]少?分)|编(?:一?个|造|出|点|[一几]组)|虚构|杜撰|捏造"
)
_TALKS_SCORE = re.compile(
    r"会怎[么样]|怎[么样](?:样)?$|呢[？?]?$|变化|影响|[几多]少?分|得分|分数|总分|分$|涨|划算|值得|够|变成|结果|怎么样"
)
_DOCUMENT_SUBJECT = re.compile(r"(?:普通|专业化|一般)?众创空间的?(?:总分|满分|考核|评价|指标)|指标体系|评价办法|孵化器")


_A_LIST = 3  # as many figures are told to be scored, whatever else is asked


def target_of(text: str, numbers: Sequence[Number]) -> Target | None:
    """The total that is wished for: 提到85分, 再提高10分."""
    if not _WISHES.search(text):
        return None
    for number in reversed(numbers):
        if number.kind is not NumberKind.NUMBER or number.value is None or number.scale > 1:
            continue
        before, after = text[: number.start], text[number.end :]
        bare_total = number.unit == "" and re.match(
            r"\s*(?:[，,。？?！!；;]|$|以上|要|需|的话|该|怎|得|呢|吗|左右)", after
        )
        if number.unit != "分" and not bare_total:
            continue
        if _RELATIVE.search(before) and number.unit == "分":
            return Target(number.value, True, number)
        if _TARGET.search(before) and (number.unit == "分" or number.value >= 30):
            return Target(number.value, False, number)
    return None


def imagines(text: str) -> bool:
    """Whether the turn supposes something."""
    return _WHAT_IF.search(text) is not None


def wants(
    text: str, reading: Reading, target: Target | None, losses: bool, ongoing: bool, cue: bool, ours: bool
) -> Wants | None:
    """What the turn wants, None where it is no business of the scoring.

    ``losses``: it asks about lost points; ``ongoing``: the conversation has facts already; ``cue``: the turn names the
    kind of space; ``ours``: it says which track or year.
    """
    own = _SELF.search(text) is not None
    asks = _ASKS.search(text) is not None
    of_documents = _OF_DOCUMENTS.search(text) is not None or (not own and _AT_MOST.search(text) is not None)
    stated = reading.facts + len(reading.without_unit)
    if not stated and _NOT_THEIRS.search(text):
        return None
    told = stated + len(reading.bare) + sum(unused.named for unused in reading.unused)
    theirs = ongoing or own
    subject = _DOCUMENT_SUBJECT.search(text) is not None and not own
    supposes = imagines(text) and (theirs or stated > 1) and (told or ours) and (stated or not of_documents)
    if supposes and (_TALKS_SCORE.search(text) or not asks):
        return Wants.WHAT_IF
    if target is not None and (theirs or stated) and (stated or own or not of_documents):
        return Wants.PLAN
    if losses and (theirs or stated > 1):
        return Wants.LOSSES
    seeks = _ADVICE.search(text) and not of_documents and not subject
    on_score = _SCORE.search(text) is not None
    about_them = (own and (on_score or ongoing or stated)) or (ongoing and not cue) or stated > 1
    if seeks and (on_score or _RAISE.search(text)) and about_them:
        return Wants.ADVICE
    if on_score and (stated >= _A_LIST or (reading.questions and not of_documents)):
        return Wants.SCORE
    if on_score:
        if stated and (stated > 1 or own or ongoing or not of_documents):
            return Wants.SCORE if own or not (of_documents and _weight_question(text)) else None
        if of_documents or subject or (reading.unused and not own):
            return None
        return Wants.SCORE if own or ongoing else None
    if (
        asks
        and not reading.corrects
        and stated < _A_LIST
        and (of_documents or not (stated and (ongoing or (own and stated > 1))))
    ):
        return None
    if ongoing and (stated or ((told or ours) and not of_documents)):
        return Wants.SCORE
    if own and (told or reading.questions) and not of_documents:
        return Wants.SCORE
    return Wants.SCORE if stated > 1 or (stated and (own or cue or ours)) else None


def _weight_question(text: str) -> bool:
    return re.search(r"权重|定性|定量|占(?:分|多少|几)", text) is not None and not re.search(r"算|评一?下", text)
