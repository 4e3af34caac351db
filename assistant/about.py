"""Questions about the assistant itself and what its library holds, greetings and thanks. Nothing of a document is said.

A question is one only if every clause of it is; with anything else in it, it is a question for the documents.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from enum import Enum, auto

from assistant.answers import Query
from knowledge.library import Library
from knowledge.scope import named_documents, standings_on
from knowledge.store import DocumentSummary
from knowledge.tokenization import content_words, normalise


class About(Enum):
    """What a clause is about. ``BESIDE`` says nothing alone: 靠谱吗 may be asked of anything."""

    GREETING = auto()
    THANKS = auto()
    SELF = auto()
    SOURCES = auto()
    HOLDINGS = auto()
    BESIDE = auto()


_CLAUSES = re.compile(r"[，,。.！!？?；;、~…\s]+")
_OPENING = re.compile(r"^(?:请问|那么?|对了|还有|另外|我?想(?:问|知道|了解)(?:一?下)?|请(?=介绍|列))+")
_PARTICLES = re.compile(r"(?:[呀啊呢哦哈啦哇]|的呢)+$")
_YOU = r"(?:你|您|这个?(?:系统|助手|工具|软件|程序|机器人))"
_WHAT = r"(?:什么|啥|哪些?)"
_SAID = r"(?:回答|答案|答复|解答|话|内容|信息|结论|说法)"
_GOOD = r"(?:清楚|明白|好|详细|到位|不错|仔细|全面|及时|有用|棒)"
_LIBRARY = r"(?:(?:资料|知识|文件|文档)库(?:里面?|里头|中|内)?|库(?:里面?|里头|中|内))"
_HERE = rf"(?:(?:{_YOU}[这那]?(?:里面?|里头|儿|边|手[上头])?|这(?:里面?|里头|儿))的?{_LIBRARY}?|{_LIBRARY})"
_FILES = r"(?:政策|法律|法规|法律法规)?(?:文件|资料|材料|文档|法规|条例|政策|法律)"
_NOW = r"(?:都|一共|总共|共|现在|目前|已经|里面?)*"
_TAKEN = r"(?:收录?|收集|收进|装|放|存|有|包[含括]|导入|录入|含)(?:了|进|有|过|着|的)*"
_RELIABLE = r"(?:靠谱|可靠|可信|准确|准|权威|能信|可以信|信得过|值得信)"

_PATTERNS = {
    About.GREETING: r"[你您]好|(?:早上|上午|中午|下午|晚上)好|早安|嗨|hi|hello|在吗|在不在",
    About.THANKS: r"(?:好的?|行|嗯+|ok)?(?:非常|十分|太|真是?|很|多)?(?:谢谢|感谢|多谢|谢[了啦]|辛苦了?|thanks?)"
    r"(?:[你您了]|[你您]的(?:帮助|回答|解答|耐心))*"
    rf"|[你您]?(?:讲|说|答|回答|解释|解答|写|整理)得(?:都|很|真|非常|挺|太|蛮|比较)*{_GOOD}了?"
    r"|我?(?:都|全)?(?:明白|知道|懂|了解|清楚)了|没有?(?:别的|其他)?(?:问题|事)了|(?:帮|真是帮)了?我?大忙了?|再见|拜拜",
    About.SELF: rf"{_YOU}(?:到底|究竟)?(?:是|叫)"
    r"(?:谁|什么(?:人|东西|名字?|系统|工具|助手|程序|软件)?|(?:干|做)(?:什么|啥|嘛)用?的)"
    rf"|{_YOU}是(?:不是)?(?:一个|个)?(?:ai|人工智能|机器人|真人|人)吗?|[你您](?:的名字(?:是什么|叫什么)|怎么称呼|贵姓)"
    r"|(?:自我介绍(?:一?下)?|介绍(?:一?下)?[你您]?自己|介绍(?:一?下)?[你您])"
    rf"|{_YOU}(?:都|还|到底)*(?:能|可以|会)够?(?:帮|为|替|给)?(?:我们?|大家|人)?(?:做|干|办|查|回答|解答|解决|处理|帮|提供)"
    rf"(?:点|些|一些)?{_WHAT}(?:事情?|问题|工作|活儿?|忙|服务|东西|内容)?"
    rf"|{_YOU}(?:都)?有{_WHAT}(?:功能|用处?|作用|本事|能力)|怎么(?:使?用){_YOU}|{_YOU}(?:该)?怎么(?:使?用)"
    rf"|我?(?:都)?(?:能|可以)?(?:问|向)[你您](?:问|提|请教)?(?:点|些)?{_WHAT}(?:问题)?",
    About.SOURCES: rf"[你您](?:给出?|说|讲|写)?的?(?:这些)?{_SAID}?都?是?"
    rf"(?:根据|依据|依照|按照?|基于|凭|靠|参考|引用|出自|来自)"
    rf"(?:的是)?(?:什么|啥|哪里|哪儿|何处|哪些)(?:{_FILES})?(?:来|回?答|给出?|说|讲|得出|写|生成)?的?"
    rf"|[你您](?:给出?|说|讲|写)?的{_SAID}都?是?(?:从|打)(?:哪里?|哪儿)(?:得|找|查|弄|抄)?来?的"
    rf"|[你您](?:给出?|说|讲|写)?的{_SAID}?(?:有|的)?(?:没有)?(?:依据|出处|来源|根据)(?:是什么|吗|在哪里?|有哪些)?"
    rf"|[你您](?:给出?|说|讲|写)?的{_SAID}?{_RELIABLE}(?:吗|不{_RELIABLE})?|[你您](?:给出?|说|讲|写)?的{_SAID}?能(?:不能)?信吗?"
    rf"|[你您]会(?:不会)?(?:自己)?(?:[瞎胡乱]?(?:编造?|说|答)|[说答出]错)(?:{_SAID})?吗?"
    r"|[你您](?:背后)?(?:用|使用|基于|接)的?(?:是)?(?:什么|哪个|哪家的?|哪种)大?(?:语言)?模型|[你您]是(?:什么|哪个|哪家的?)大?(?:语言)?模型",
    About.HOLDINGS: rf"{_HERE}{_NOW}{_TAKEN}{_NOW}(?:是)?(?:{_WHAT}|多少[份部个篇]?|几[份部个篇])(?:{_FILES})?"
    rf"|(?:列出?|看看?)?(?:一下)?{_HERE}的(?:所有|全部)?{_FILES}(?:的?(?:清单|目录|列表))?(?:都?有(?:{_WHAT}|多少[份部个篇]?))?",
    About.BESIDE: rf"都?{_RELIABLE}(?:吗|不{_RELIABLE})|靠不靠谱|可不可[靠信]|能不能信|能信吗|有(?:没有)?依据吗?",
}
_COURTESIES = (About.GREETING, About.THANKS)
_READ = {about: re.compile(pattern) for about, pattern in _PATTERNS.items()}
# What 这个系统 or 这里面 points at is another thing once something else was talked about.
_POINTS = re.compile(r"(?<![你您])这(?!些)")

_GENERAL = ("文件", "资料", "材料", "文档", "政策", "法规", "法律", "规定")
_HAS = re.compile(
    rf"(?P<here>{_HERE})?(?:里面?|中)?(?:都|目前|现在)?(?:有没有|有无|收没收录?|是否(?:有|收录?了?)|(?:有|收录?了?)(?=.*(?:[吗么]|没有?)$))"
    r"(?:关于|有关)?(?P<named>.+?)(?:这[个部份](?:文件)?)?(?:[吗么]|没有?)?"
)
_ITS_TITLE = re.compile(
    r"《[^《》]+》|[^的《》]{2,24}?(?:(?:方面|相关|有关)?的)?"
    rf"(?:条例|细则|(?P<common>办法|规则|通知|意见|方案|目录|标准|法|{'|'.join(_GENERAL)}))"
)
# Words of a question about what documents say, or about their versions.
_OTHER = re.compile(r"[哪谁几新旧]|什么|多少|怎么|如何|是否|规定[^》]|要求|现行|修[订改正]|废止|有效|你|我")

_WHO = (
    "我是参阅，一个政策文件问答助手：可以查条款、指标和数字，列举、比较、汇总文件里的规定，每句话都附上原文出处。"
    "我还能按众创空间评价指标体系算分、找差距；资料库里没有依据的问题，我会直说没有。"
)
_WELCOME = "你好！请直接写出想查的政策文件、指标或事项，我会从资料库里找原文来回答。"
_NOT_AT_ALL = "不客气，还有想查的政策或文件，随时可以问。"
_RESTS_ON = (
    "我的回答只依据资料库里的文件：先逐段检索，再引用或摘录原文，并逐句标明出处，可以点开核对；"
    "资料库以外的知识不用，找不到依据就说明没有。"
)
_BY_EXTRACTION = "答案由原文直接摘编，没有用语言模型改写。"
_BY_MODEL = "文字由语言模型 {} 撰写，每句都对照原文核对，核对不过的改用原文。"
_NO_OPINION = "我只说资料库里的文件写了什么，不作个人评价，也不作预测。"
_OPINION = re.compile(
    rf"{_YOU}(?:个人|自己)?(?:觉得|认为|感觉|估计|预测|猜|看好)|{_YOU}(?:个人)?的(?:看法|观点|判断)|依你看"
)
_SHOWN = 12
_GROUPS = {"法律": r"法$", "条例": r"条例$", "办法、规定和细则": r"(?:办法|规定|细则|规则)$", "其他": r""}
_EDITION = re.compile(r"\s*[（(][^（）()]*[)）]$")


def reply(query: Query, library: Library, day: dt.date, model: str | None) -> str | None:
    """What to say of the assistant or its library as it stands on ``day``; None for a question for the documents.

    ``model`` is the name of the chat model that writes the answers, None where none does.
    """
    clauses = [clause for clause in map(_bare, _CLAUSES.split(normalise(query.question))) if clause]
    if not clauses or (query.history and _POINTS.search(query.question)):
        return None
    if all(_read(clause) is About.GREETING for clause in clauses[:-1]) and (held := _has(clauses[-1], library, day)):
        return held
    meant: list[About] = []
    for clause in clauses:
        if (about := _read(clause)) is None:
            return None
        meant.append(about)
    if About.HOLDINGS in meant and not library.documents():
        return None
    asked = [about for about in dict.fromkeys(meant) if about not in (*_COURTESIES, About.BESIDE)]
    said = asked or [about for about in meant if about in _COURTESIES][-1:]
    return "\n".join(_said(about, library, day, model) for about in said) or None


def no_opinion(question: str) -> str | None:
    """What to say where the assistant's own opinion or forecast is asked for; None where it is not."""
    return _NO_OPINION if _OPINION.search(question) else None


def _bare(clause: str) -> str:
    return _PARTICLES.sub("", _OPENING.sub("", clause))


def _read(clause: str) -> About | None:
    return next((about for about, pattern in _READ.items() if pattern.fullmatch(clause)), None)


def _said(about: About, library: Library, day: dt.date, model: str | None) -> str:
    match about:
        case About.GREETING:
            return _WELCOME
        case About.THANKS:
            return _NOT_AT_ALL
        case About.SELF:
            return _WHO
        case About.SOURCES:
            return _RESTS_ON + (_BY_MODEL.format(model) if model else _BY_EXTRACTION)
        case _:
            return _holdings(library, day)


def _holdings(library: Library, day: dt.date) -> str:
    """How many documents there are, how many of them hold, and some titles of each kind."""
    documents = library.documents()
    kinds: dict[str, list[DocumentSummary]] = {}
    for document in documents:
        title = _EDITION.sub("", document.title)
        kind = next(kind for kind, ending in _GROUPS.items() if re.search(ending, title))
        kinds.setdefault(kind, []).append(document)
    each = _SHOWN // len(kinds)
    lines = [f"{kind} {len(kinds[kind])} 份：{_titles(kinds[kind], each)}。" for kind in _GROUPS if kind in kinds]
    return "\n".join(
        [f"资料库里共有 {len(documents)} 份文件，其中现行 {_in_force(documents, library, day)} 份。", *lines]
    )


def _in_force(documents: Sequence[DocumentSummary], library: Library, day: dt.date) -> int:
    standing = standings_on(library, day)
    return sum(standing[document.document_id].holds for document in documents)


def _titles(documents: Sequence[DocumentSummary], most: int) -> str:
    titles = list(dict.fromkeys(document.title for document in documents))
    return "、".join(f"《{title}》" for title in titles[:most]) + ("等" if len(titles) > most else "")


def _has(clause: str, library: Library, day: dt.date) -> str | None:
    """Whether the library has the document, or any on the subject, that the clause names; None if it names none."""
    asked = _HAS.fullmatch(clause)
    title = _ITS_TITLE.fullmatch(asked["named"]) if asked else None
    if asked is None or title is None or _OTHER.search(title[0]) or not library.documents():
        return None
    ids = named_documents(title[0], library)
    if title["common"] and not (asked["here"] or ids):
        return None
    wanted = [word for word in content_words(title[0]) if word not in (*_GENERAL, "方面", "相关", "有关")]
    found = [
        document
        for document in library.documents()
        if (document.document_id in ids if ids else all(word in normalise(document.title) for word in wanted))
    ]
    name = title[0].strip("《》")
    if not found or not wanted:
        return f"资料库里没有标题与“{name}”相符的文件。"
    held = _in_force(found, library, day)
    return f"有。标题与“{name}”相符的文件共 {len(found)} 份，其中现行 {held} 份：{_titles(found, _SHOWN)}。"
