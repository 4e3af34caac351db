"""What the tests of this room share: texts written for them, and documents understood from text."""

from __future__ import annotations

from knowledge.documents import Document
from knowledge.structure import understand

GAZETTE = """云岭学院资助工作通报

【2023】第 4 期（总第 31 期）

学生工作部 编印

本期要目

【工作动态】\t1
奖学金评定工作启动\t1
【通知公告】\t3
勤工助学岗位调整\t3

【工作动态】

奖学金评定工作启动

2023年3月6日，云岭学院召开奖学金评定工作会，副院长方若兰主持会议。会议明确，本学年度共安排奖学金经费260万元，预计资助学生1300名。

评定工作按以下步骤进行：

第一，个人申请。学生在网上提交申请表和成绩单。逾期不予受理。

第二，班级评议。评议小组不少于七人。

第三，学院公示。公示期为五个工作日。

（https://example.edu/news/0306.html）

【通知公告】

勤工助学岗位调整

图书馆、实验楼、体育馆、食堂四处新增勤工助学岗位86个。勤工助学的报酬标准为每小时18元，每月20日前发放。咨询电话：0371-61234567。

主编：方若兰

责任编辑：卢一鸣

报送：院领导

2023年3月10日

本期共印150份
"""
"""Shaped like a bulletin: masthead, contents list, columns, foot lines."""

_RULES = """云岭学院实验室安全管理办法

（{adopted}院务会议通过）

第一章　总则

第一条　为了保障实验室安全，制定本办法。

第二条　本办法适用于学院所属各类教学、科研实验室。

第二章　管理

第三条　实验室安全检查每{period}开展一次。

第四条　新进人员应当接受不少于{hours}学时的安全培训。

第五条　实验室负责人履行下列职责：

（一）制定安全操作规程；

（二）组织安全培训。培训记录保存三年；

（三）报告安全事故。

第六条　本办法自{effective}起施行。
"""
OLD_RULES = _RULES.format(adopted="2016年5月10日", effective="2016年7月1日", period="季度", hours="八")
NEW_RULES = _RULES.format(adopted="2022年11月3日", effective="2023年1月1日", period="月", hours="十六")
"""Two versions of one rule."""

AWARDS = """# 云岭学院奖学金标准一览

下表列出各项奖学金的标准，金额单位为元。

| 资助类别 | 奖项 | 评定方式 | 2022年金额 | 2023年金额 |
| --- | --- | --- | --- | --- |
| 国家资助 | 1.1 国家奖学金 | 评审 | 8000 | 8000 |
| 国家资助 | 1.2 国家励志奖学金 | 评审 | 5000 | 6000 |
| 学校资助 | 2.1 学业优秀奖学金 | 成绩 | 3000 | 3500 |
| 学校资助 | 2.2 文体竞赛奖学金 | 评审 | 1200 | — |
| 学校资助 | 2.3 学业进步奖学金 | 成绩 | — | 1000 |
| 校友捐助 | 3.1 云岭校友奖学金 | 评审 | 2500 | 2500 |
"""
"""A table whose columns have nothing in common with those of the built-in bulletin."""


def understood(text: str, source: str = "测试.md") -> Document:
    """The document in ``text``, as if read from a UTF-8 file named ``source``."""
    return understand(text, source, text.encode())
