"""What a user says beside the question, dropped before it is read: thanks, purposes, hedges, commands. Pure."""

from __future__ import annotations

import re

from assistant.untrusted import is_instruction

_SENTENCE = re.compile(r"[^。！!\n]*[。！!\n]?[）)]?")
# A text pasted before the question is waved aside.
_WAVED_ASIDE = re.compile(
    r"(?:上面|前面|以上|上述|括号里)[^，。？?]{0,8}(?:不用|别|不要|无需)[管理看][^，。？?]{0,3}[，,。]?"
)
_HEDGE = re.compile(
    r"^(?:(?:我|也)?(?:记不(?:大|太)?清楚?了?|记得|听说|据说|好像|印象中|(?:我)?想?问(?:一?下|个事)|请教(?:一?下)?)[，,。：:]?)+"
)
# What the answer is for, and thanks, at the end.
_PURPOSE = re.compile(
    r"[，,。！!？?\s]*(?:(?:我|我们)?(?:急着|正在|正|要|好)?(?:写|准备|整理|做|赶)(?:一?[个份])?(?:材料|报告|汇报|方案|总结|讲话稿|稿子)"
    r"[^，。？?]{0,6}|(?:非常)?(?:谢谢|感谢|多谢)[你您了啦]*|急用|在线等|拜托了?|辛苦了?|麻烦了)[。！!]*$"
)
# A year that only serves as an example is none that the evidence must name.
_EXAMPLE_YEAR = re.compile(r"(?:比如|例如|譬如|假如|假设|比方)说?(?:我们?)?在?(?:19|20)\d{2}年(?=[^版度]*[，,])")
_DAY = re.compile(r"(?<=月)(\d{1,2}|[一二三四五六七八九十]{1,3})号")


def without_asides(question: str) -> str:
    """The question itself; unchanged where nothing else is said, or nothing would be left."""
    kept = "".join(s for s in _SENTENCE.findall(question) if not is_instruction(s))
    kept = _HEDGE.sub("", _WAVED_ASIDE.sub("", kept).strip())
    while (shorter := _PURPOSE.sub("", kept)) != kept:
        kept = shorter
    kept = _DAY.sub(r"\1日", _EXAMPLE_YEAR.sub("", kept))
    return kept if re.search(r"[\u4e00-\u9fffA-Za-z\d]", kept) else question
