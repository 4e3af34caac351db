"""Whether a text names a person, told by the words that stand beside names in policy documents. Pure.

Taggers take half the words of a statute for names (申请人, 许可, 建立健全): what they guess is no evidence of a person.
"""

from __future__ import annotations

import re

from knowledge.tokenization import tagged

OFFICES = "主任|主席|书记|常委(?!会)|总经理|总裁|秘书长|董事长|总理|[院校局厅会部处科所馆庭省市县区镇乡组]长"
"""What people are called who hold an office."""
_CREDITED = "主编|副主编|编辑|责编|编委|编审|校对|审核|签发|作者|撰稿|记者|译者|主讲人?|联系人|主持人|负责人|发言人"
_ADDRESSED = "同志|先生|女士|教授|研究员|院士|博士|代表"
_ACTS = "主持|出席|讲话|致辞|作了?(?:题为|报告|讲话|说明)|参加|强调|指出|宣布|介绍|表示|率队?|带队|当选|担任|兼任|任"
_HAN = r"[\u4e00-\u9fff]"
_SURNAMES = (
    "王李方张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦"
    "贾夏付傅邹熊白孟秦邱侯江尹薛闫阎雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤温康施牛樊葛邢齐乔伍庞颜倪庄聂章鲁岳翟殷詹申耿"
    "焦左柳甘祝包尚舒阮柯纪梅童凌毕季裴霍涂苗谷曲盛冉骆蓝游靳辛柴蒙鲍华喻蒲房滕屈饶解牟艾尤穆卓吉缪简芦麦褚娄楼"
    "窦戚岑宫费卜冷晏席卫米柏宗桂全佟臧闵苟邬卞姬仇栾隋刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
    "逯郜蔺瞿鞠荀奚昝茹晁逄邰郗郦扈蒯竺訾阚亓揭荆宓芮祁翁郁裘钮嵇靖璩濮隗皮闻佴"
)
# Words of policies that begin as surnames do: taggers take 高新区 and 许可 for names. Names end in no body.
_COMMON = "高[新校等级]|金[融属]|石[油化]|全[国体省市部县]|郑州|许[可昌]|康[复养]|安[全排]|江[苏西北南]|方[案面]|任务"
_BODY = "[处科局办室部委厅院区会团队组司股所站库校]"
_NAME = rf"((?!{_COMMON})[{_SURNAMES}]{_HAN}{{1,2}})(?<!{_BODY})"
_ENDS = r"(?=[\s，、。；）)等]|$)"
_NAMED = re.compile(
    "|".join(
        (
            rf"(?:{_CREDITED})[：:]\s*(?!{_HAN}*{_BODY}{_ENDS}){_HAN}{{2,4}}{_ENDS}",
            rf"(?:{OFFICES})(?!会议|办公|委员|应当|可以|不得|或|由)({_HAN}{{2,3}})(?<!{_BODY})(?=同志|{_ACTS})",
            rf"(?:{OFFICES})\s*{_NAME}{_ENDS}",
            rf"(?:^|[，、。；：\s由])(?!有关|负责|领导|主要|各位){_NAME}(?=(?:{_ADDRESSED})(?!们))",
            rf"由{_NAME}(?=负责|{_ACTS})",
            rf"(?:^|[，。；：\s]){_NAME}(?=主持|讲话|致辞|当选|作(?:了|题为|[^，。；]{{0,4}}报告)|在[^，。；]{{1,6}}[上中](?:作|讲|致|说))",
        )
    )
)


def names_person(text: str) -> bool:
    """Whether the text names a person: by an office or a credit before the name, or what people are called after it."""
    return any(_stands_alone(text, match) for match in _NAMED.finditer(text))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether the name is no piece of other words: in 部长安汽车 is 长安, 石油代表 begins with 石油."""
    if match.lastindex is None:
        return True  # a credit and a colon leave no doubt
    start, at = match.start(match.lastindex), 0
    for word, flag in tagged(text):
        at += len(word)
        if at > start:
            return flag.startswith("nr") or (len(word) == 1 and at == start + 1)
    return False
