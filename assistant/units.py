"""Units and measure words as they follow a number, and which of them are the same. Pure."""

from __future__ import annotations

import re

_SAME_UNIT = {
    "平方米": "平米 平方 平 ㎡ m² m2 平方公尺 個平方 个平方 个平米 个平方米",
    "元": "块 块钱 圆 元整 圆整 元人民币 元钱 块人民币",
    "公里": "千米 km",
    "公斤": "千克 kg",
    "人": "个人",
    "%": "％ 个%",
    "亩": "亩地",
    "百分点": "个百分点 个点",
    "小时": "个小时 个钟头",
    "月": "个月",
    "工作日": "个工作日",
    "学时": "个学时",
    "学分": "个学分",
    "自然日": "个自然日",
    "星期": "个星期",
}
_CANONICAL = {word: unit for unit, words in _SAME_UNIT.items() for word in words.split()}
_UNITS = (
    *_CANONICAL,
    *_SAME_UNIT,
    *"平方公里 平方千米 立方米 公顷 千瓦时 千瓦 兆瓦 毫米 厘米 米 吨 克 升 度 斤 里 毫升 毫克".split(),
    *"美元 欧元 日元 港元 英镑 角 分钟 分 秒 天 日 周 年 岁 世纪 季度 学年 学期 课时 人次 人年 户次 家次".split(),
    *"家 个 项 人 名 位 场 次 件 份 条 款 章 节 篇 页 期 届 批 轮 所 座 栋 幢 间 套 台 辆 支 只 种 类 级 档 户".split(),
    *"村 县 市 区 省 国 校 院 门 课 班 倍 番 折 字 句 行 列 票 股 笔 单 组 队 团 对 双 枚 块 片 层 路 站 处 步".split(),
    *"号 版 本 册 部 集 大 成".split(),
)
UNIT = re.compile(r"\s?(?:" + "|".join(sorted(map(re.escape, set(_UNITS)), key=len, reverse=True)) + ")")
# What a unit's first character also begins, so that it is none there.
_NOT_UNIT = re.compile(
    r"\s?(?:本科|本书记|大概|大约|大致|大多|大部|大赛|大厅|大型|大学|大会|大家|成果|成立|成为|成效|成本|分别|分之|分析|分类|分为|级别|名称|年级|年轻|区域|市场|省级|国家|"
    r"国际|院校|行动|行业|行政|处理|处罚|部门|部分|对接|单位|组织|团队|队伍|步骤|类似|里面|路径|号召|日常|天然|单独|对应|双创|"
    r"版权|层次|站点|集中|集团|米面|省份|市级|县级|区级|校区|周边|度假|克服|升级|升学|升至|升到|里程|角度)"
)


def unit_at(text: str, at: int) -> str:
    """The unit that stands at this place, white space before it included; empty where there is none."""
    match = UNIT.match(text, at)
    return "" if match is None or _NOT_UNIT.match(text, at) else match.group()


def canonical(unit: str) -> str:
    """One name for a unit: 平米 and ㎡ are 平方米."""
    return _CANONICAL.get(unit.strip(), unit.strip())
