"""How managers state figures: turns → exactly what may be read from them. Any other value is an invented one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Said:
    """Turns of one user, and all that stands in them; ``why`` is what the row tests."""

    turns: tuple[str, ...]
    why: str
    facts: dict[str, Any] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    ratings: dict[str, int] = field(default_factory=dict)
    track: str | None = None
    year: int | None = None
    system: str = "henan-makerspace-2021"


def said(*turns: str, why: str, **expected: Any) -> Said:
    return Said(turns, why, **expected)


G, S = "general", "specialised"
ALL_FACTS = {
    "area_m2": 2000,
    "startups": 30,
    "teams": 20,
    "sci_founded": 18,
    "with_ip": 12,
    "tech_smes": 6,
    "funded": 3,
    "events": 24,
    "service_income": 100,
    "investment_income": 0,
    "total_income": 250,
    "previous_total_income": 200,
    "connected": 40,
    "graduates_employed": 35,
    "new_high_tech": 1,
}
"""One of every fact, as several of the sentences state them."""

SENTENCES = (
    # -- one fact, in many wordings
    said("我们有30家初创企业", why="number before the name", facts={"startups": 30}),
    said("我们常驻初创企业30家", why="name before the number", facts={"startups": 30}),
    said("我们的初创企业一共是三十家", why="Chinese numeral", facts={"startups": 30}),
    said("我们空间初创企业数量：30", why="no unit beside a count", facts={"startups": 30}),
    said("我们在孵企业３０家", why="full-width digits, another word", facts={"startups": 30}),
    said("我们现在有团队二十个", why="name, then Chinese numeral", facts={"teams": 20}),
    said("我们有20支创业团队", why="another measure word", facts={"teams": 20}),
    said("我们场地面积两千平米", why="两千", facts={"area_m2": 2000}),
    said("我们面积是2000㎡", why="a unit as a symbol", facts={"area_m2": 2000}),
    said("我们空间有2,500平方米", why="a unit that only area has; a thousands separator", facts={"area_m2": 2500}),
    said("我们孵化面积1.2万平方米", why="万 in an area", facts={"area_m2": 12000}),
    said("我们场地 3千平米", why="3千", facts={"area_m2": 3000}),
    said("我们科技型中小企业有6家", why="有 between", facts={"tech_smes": 6}),
    said("我们这里六家科技型中小企业", why="lone Chinese digit", facts={"tech_smes": 6}),
    said("我们科小有8家", why="what people call it", facts={"tech_smes": 8}),
    said("我们去年办了24场活动", why="去年 is the assessed year", facts={"events": 24}),
    said("我们全年组织创新创业活动二十四场", why="verb before, numeral after", facts={"events": 24}),
    said("我们共举办各类活动和培训36场次", why="both kinds together", facts={"events": 36}),
    said("我们活动18场、培训6场", why="two parts of one fact add up", facts={"events": 24}),
    said("我们办活动24场，其中培训6场", why="a part of what was said is not added", facts={"events": 24}),
    said("我们有3家企业拿到了融资", why="the company is who, the fact is what", facts={"funded": 3}),
    said("我们获得投融资的初创企业和团队4个", why="the long name holds two others", facts={"funded": 4}),
    said("我们当年获投企业2家", why="获投", facts={"funded": 2}),
    said("我们有12家企业有知识产权", why="有 twice", facts={"with_ip": 12}),
    said("我们拥有有效知识产权的有12个", why="name as a clause", facts={"with_ip": 12}),
    said("我们有知识产权的企业8家、团队4个", why="companies and teams of the same fact", facts={"with_ip": 12}),
    said("我们18个是科技人员创办的", why="number, 是, name", facts={"sci_founded": 18}),
    said("我们科技人员创业企业10家、团队8个", why="parts of a ratio's numerator", facts={"sci_founded": 18}),
    said("我们服务人员对接了40家", why="verb as a name", facts={"connected": 40}),
    said("我们一对一对接企业和团队45家", why="the object is no composite here", facts={"connected": 45}),
    said("我们吸纳大学生就业35人", why="plain", facts={"graduates_employed": 35}),
    said("我们带动了35名大学生就业", why="number inside the name", facts={"graduates_employed": 35}),
    said("我们招了三十五个毕业生", why="招 … 毕业生", facts={"graduates_employed": 35}),
    said("我们今年新增高新技术企业1家", why="新增 is part of the name", facts={"new_high_tech": 1}),
    said("我们新认定了两家高企", why="number inside the name, 两", facts={"new_high_tech": 2}),
    said("我们新增了1家高新技术企业", why="新增了 … 高新技术企业", facts={"new_high_tech": 1}),
    # -- money
    said("我们总收入250万元", why="万元", facts={"total_income": 250}),
    said("我们总收入2500000元", why="元 becomes 万元", facts={"total_income": 250}),
    said("我们总收入250万", why="万 without 元", facts={"total_income": 250}),
    said("我们营业收入0.3亿元", why="亿元", facts={"total_income": 3000}),
    said("我们去年总收入250万", why="the assessed year or the one before? asked"),
    said("我们全年收入三百二十万", why="Chinese numeral with 万", facts={"total_income": 320}),
    said("我们年收入1,250.5万元", why="separator and decimals", facts={"total_income": "1250.5"}),
    said(
        "我们服务收入一百万元，投资收入二十万元",
        why="two incomes",
        facts={"service_income": 100, "investment_income": 20},
    ),
    said("我们服务收入80万，没有投资收入", why="没有 is zero", facts={"service_income": 80, "investment_income": 0}),
    said("我们服务收入80万，投资收入为零", why="为零", facts={"service_income": 80, "investment_income": 0}),
    said(
        "我们服务收入80万，投资收益0", why="a zero needs no unit", facts={"service_income": 80, "investment_income": 0}
    ),
    said(
        "我们总收入250万，上年总收入200万", why="two years", facts={"total_income": 250, "previous_total_income": 200}
    ),
    said(
        "我们去年总收入200万，今年250万",
        why="the years tell them apart",
        facts={"total_income": 250, "previous_total_income": 200},
    ),
    said(
        "我们2020年收入200万元，2021年收入250万元",
        why="years as numbers",
        facts={"total_income": 250, "previous_total_income": 200},
        year=2021,
    ),
    said(
        "我们总收入250万元，比上年增长25%",
        why="growth gives the year before exactly",
        facts={"total_income": 250, "previous_total_income": 200},
    ),
    said("我们总收入250", why="no unit: asked, not guessed"),
    said("我们总收入250", "万元", why="the unit comes in the answer", facts={"total_income": 250}),
    said(
        "我们总收入250，服务收入100，单位都是万元",
        why="one unit for all",
        facts={"total_income": 250, "service_income": 100},
    ),
    said("我们融资额500万", why="money raised is no number of companies"),
    said("我们政府补贴收入30万", why="an income that is not asked for"),
    # -- percentages
    said(
        "我们初创企业30家，团队20个，科技人员创业的占四成",
        why="成 of a known whole",
        facts={"startups": 30, "teams": 20, "sci_founded": 20},
    ),
    said(
        "我们初创企业30家，科技型中小企业占20%", why="per cent of a known whole", facts={"startups": 30, "tech_smes": 6}
    ),
    said(
        "我们初创企业30家，团队20个，有知识产权的占百分之三十六",
        why="百分之",
        facts={"startups": 30, "teams": 20, "with_ip": 18},
    ),
    said("我们初创企业30家，科技型中小企业占25%", why="7.5 companies: asked", facts={"startups": 30}),
    said("我们有知识产权的占40%", why="of what? asked"),
    # -- codes, and numbers that look like codes
    said("我们2.7有6家", why="code, then value", facts={"tech_smes": 6}),
    said("我们2.7：6，2.8：3，2.9：24", why="codes as in a form", facts={"tech_smes": 6, "funded": 3, "events": 24}),
    said("我们2.7 科技型中小企业 6家", why="code and name say the same", facts={"tech_smes": 6}),
    said("我们3.2吸纳大学生就业35人", why="code before the name", facts={"graduates_employed": 35}),
    said("我们1.4对接40家，4.1新增高企1家", why="two codes", facts={"connected": 40, "new_high_tech": 1}),
    said("我们面积2.1千平米，团队20个", why="2.1 here is no code", facts={"area_m2": 2100, "teams": 20}),
    said("我们总收入2.5亿元，团队20个", why="2.5 here is no code", facts={"total_income": 25000, "teams": 20}),
    said("我们2.1每千平米15家", why="a ratio is no count"),
    said("我们2.5有18个", why="a count for a ratio is its numerator", facts={"sci_founded": 18}),
    # -- grades and ratings
    said("我们1.1评优", why="grade by code", grades={"1.1": "优"}),
    said(
        "我们1.1优秀，1.5良好，2.10中等，3.3较差",
        why="longer names of grades",
        grades={"1.1": "优", "1.5": "良", "2.10": "中", "3.3": "差"},
    ),
    said("我们1.1、1.5都评优", why="one grade for two", grades={"1.1": "优", "1.5": "优"}),
    said("我们1.1打80分", why="a rating", ratings={"1.1": 80}),
    said("我们1.1自评85，1.5自评90分", why="two ratings", ratings={"1.1": 85, "1.5": 90}),
    said("我们公共技术服务平台评优，普惠政策良", why="by name", grades={"1.1": "优", "1.5": "良"}),
    said(
        "我们特色工作打75分，大赛获奖评良", why="rating and grade by name", ratings={"3.3": 75}, grades={"2.10": "良"}
    ),
    said(
        "我们是普通众创空间，定性指标都是良",
        why="all of the track",
        track=G,
        grades=dict.fromkeys(("1.1", "1.5", "2.10", "3.3"), "良"),
    ),
    said("我们2.7打90分", why="a rating for a quantitative indicator", ratings={"2.7": 90}),
    said("我们2.7得8分", why="rating or points? asked"),
    # -- tracks, years
    said("我们是普通众创空间，初创企业30家", why="track", track=G, facts={"startups": 30}),
    said(
        "我们是专业化众创空间，围绕产业链服务的企业12家，产业链团队8个",
        why="facts of the specialised track",
        track=S,
        facts={"startups_in_chain": 12, "teams_in_chain": 8},
    ),
    said(
        "专业化的，围绕依托单位产业链服务企业15家、团队6个，1.2评优",
        why="the bare 团队 goes on",
        track=S,
        facts={"startups_in_chain": 15, "teams_in_chain": 6},
        grades={"1.2": "优"},
    ),
    said("我们不是专业化的，是普通众创空间，团队20个", why="不是", track=G, facts={"teams": 20}),
    said(
        "我们2021年办了24场活动，引来的初创企业共30家",
        why="a year is no value",
        year=2021,
        facts={"events": 24, "startups": 30},
    ),
    said(
        "我们2018年成立，2021年度初创企业30家", why="founded in is not assessed in", year=2021, facts={"startups": 30}
    ),
    said("我们空间2015年备案，团队20个", why="备案 year", facts={"teams": 20}),
    # -- corrections
    said("我们初创企业30家", "不对，是25家", why="correction of what was said last", facts={"startups": 25}),
    said("我们初创企业30家，团队20个", "初创企业改成25家", why="named correction", facts={"startups": 25, "teams": 20}),
    said(
        "我们初创企业30家，团队20个",
        "团队不是20个，是22个",
        why="the old value is denied",
        facts={"startups": 30, "teams": 22},
    ),
    said(
        "我们初创企业30家，科技型中小企业6家，活动24场",
        "24场写错了，应该是26场",
        why="found by its old value",
        facts={"startups": 30, "tech_smes": 6, "events": 26},
    ),
    said("我们初创企业不是30家而是25家", why="within one sentence", facts={"startups": 25}),
    said(
        "我们初创企业30家，科技型中小企业6家",
        "不对，是5家",
        why="two could be meant: asked",
        facts={"startups": 30, "tech_smes": 6},
    ),
    said("我们初创企业30家，说错了，是28家", why="correction in the same turn", facts={"startups": 28}),
    said("我们1.1评优", "1.1改成良", why="a grade is corrected", grades={"1.1": "良"}),
    said("我们是普通众创空间，团队20个", "改成专业化的", why="the track is corrected", track=S, facts={"teams": 20}),
    said("我们初创企业从30家增加到35家", why="from … to …", facts={"startups": 35}),
    # -- increments
    said("我们初创企业30家", "再加上24场活动", why="adding to nothing sets", facts={"startups": 30, "events": 24}),
    said("我们活动24场", "又办了3场活动", why="adding to something adds", facts={"events": 27}),
    said("我们活动24场", "再加3场", why="adding without a name", facts={"events": 27}),
    said("我们初创企业30家，团队20个", "又引进了5家初创企业", why="growth", facts={"startups": 35, "teams": 20}),
    said("我们初创企业30家", "走了2家初创企业", why="loss", facts={"startups": 28}),
    said("我们新引进了5家初创企业", why="growth from nothing known: asked"),
    # -- what-if is not kept
    said(
        "我们普通众创空间，初创企业30家，科技型中小企业6家",
        "如果引进5家科技型中小企业呢",
        why="imagined",
        track=G,
        facts={"startups": 30, "tech_smes": 6},
    ),
    said(
        "我们普通众创空间，初创企业30家，活动20场",
        "如果活动办到30场，能得多少分",
        "初创企业改成32家",
        why="kept apart, then a correction",
        track=G,
        facts={"startups": 32, "events": 20},
    ),
    # -- traps
    said("我们初创企业约30家，团队20个", why="约 is not exact", facts={"teams": 20}),
    said("我们有十几家初创企业和20个团队", why="十几", facts={"teams": 20}),
    said("我们初创企业30多家，团队20个", why="多", facts={"teams": 20}),
    said("我们初创企业25-30家，团队20个", why="a range", facts={"teams": 20}),
    said("我们管理团队5人，导师12名，团队20个", why="other teams and people", facts={"teams": 20}),
    said("我们有工位200个，初创企业30家", why="an unknown thing is counted", facts={"startups": 30}),
    said("我们累计孵化企业120家，现有初创企业30家", why="累计 is not 现有", facts={"startups": 30}),
    said("我们有专利56件，团队20个", why="patents are not companies", facts={"teams": 20}),
    said("我们明年计划办30场活动，今年办了24场活动", why="a plan is no fact", facts={"events": 24}),
    said("我们平均每家企业5个人，初创企业30家", why="an average", facts={"startups": 30}),
    said("我们初创企业和团队一共50家", why="a sum cannot be split"),
    said("我们初创企业和团队分别是30家和20个", why="分别", facts={"startups": 30, "teams": 20}),
    said("我们有高新技术企业5家，团队20个", why="those there are, not those that are new", facts={"teams": 20}),
    said("我们大学生创业团队8个，团队20个", why="a kind of team", facts={"teams": 20}),
    said(
        "隔壁空间有初创企业50家，我们30家",
        why="the others' figure first, then one's own",
        facts={"startups": 30},
    ),
    said("我们培训室200平米，场地面积2000平米", why="a room is not the area", facts={"area_m2": 2000}),
    said("我们有24家公司、16个团队，电话0371-65908045", why="a telephone number", facts={"startups": 24, "teams": 16}),
    said("我们还没统计科技型中小企业，初创企业有30家", why="not counted is not zero", facts={"startups": 30}),
    said("我们初创企业30家，初创企业28家", why="two values: asked"),
    # -- whole sentences
    said(
        "帮我们算一下分：普通众创空间，面积2000平米，初创企业30家，团队20个，科技人员创业的18个，有知识产权的12个，科技型中小企业6家，"
        "获投融资3家，办了24场活动，服务收入100万，投资收入0，总收入250万元，上一年总收入200万，对接40家，吸纳大学生35人，新增高企1家，"
        "1.1评优，1.5良、2.10良好，3.3打80分。2021年度",
        why="everything at once",
        track=G,
        year=2021,
        facts=ALL_FACTS,
        grades={"1.1": "优", "1.5": "良", "2.10": "良"},
        ratings={"3.3": 80},
    ),
    said(
        "我们空间三千平，三十五家企业，二十五个团队，里面科技型中小企业九家，拿到投资的四家，一年搞了三十场活动，能得多少分",
        why="spoken",
        facts={"area_m2": 3000, "startups": 35, "teams": 25, "tech_smes": 9, "funded": 4, "events": 30},
    ),
    said(
        "测算一下：\n场地面积\t1800\n常驻初创企业\t28\n常驻团队\t15\n科技型中小企业\t7",
        why="pasted from a sheet",
        facts={"area_m2": 1800, "startups": 28, "teams": 15, "tech_smes": 7},
    ),
    said(
        "普通众创空间 面积1500平 企业20家 团队10个 活动12场 算下分",
        why="spaces for commas",
        track=G,
        facts={"area_m2": 1500, "startups": 20, "teams": 10, "events": 12},
    ),
    said(
        "我们是专业化众创空间，依托单位产业链上的企业18家、团队9个，科技人员创业的10家，1.2、3.4都评优，2.10评良，帮打个分",
        why="specialised",
        track=S,
        facts={"startups_in_chain": 18, "teams_in_chain": 9, "sci_founded": 10},
        grades={"1.2": "优", "3.4": "优", "2.10": "良"},
    ),
    # -- 科技型中小企业评价
    said(
        "我们是科技型中小企业吗？职工80人，科技人员20人，研发费用300万元，销售收入5000万元，资产总额3000万元，发明专利1项",
        why="the other system",
        system="tech-sme-2017",
        track="enterprise",
        facts={"staff": 80, "tech_staff": 20, "rd_expense": 300, "sales": 5000, "assets": 3000, "ip_class1": 1},
    ),
    said(
        "我们公司算不算科技型中小企业",
        "员工120人，研发人员30人，研发投入500万，营收1.2亿，总资产8000万，实用新型2项、软著3项",
        why="facts after the question",
        system="tech-sme-2017",
        track="enterprise",
        facts={"staff": 120, "tech_staff": 30, "rd_expense": 500, "sales": 12000, "assets": 8000, "ip_class2": 5},
    ),
    said(
        "我们是科技型中小企业吗",
        "职工60人，有高新技术企业证书，境内注册",
        why="yes-or-no facts",
        system="tech-sme-2017",
        track="enterprise",
        facts={"staff": 60, "high_tech_certificate": True, "resident": True},
    ),
)

# Written in other styles before the first set's failures were looked at: reports, forms, messages, long conversations.
MORE_SENTENCES = (
    # -- reports
    said(
        "2021年度，我空间运营面积3200平方米，在孵企业42家，创业团队18个，其中科技型中小企业11家。请测算得分。",
        why="report",
        year=2021,
        facts={"area_m2": 3200, "startups": 42, "teams": 18, "tech_smes": 11},
    ),
    said(
        "截至2021年底，我单位共有常驻初创企业36家、常驻团队22个，拥有有效知识产权的企业和团队21个，帮忙评分",
        why="截至 … 年底",
        year=2021,
        facts={"startups": 36, "teams": 22, "with_ip": 21},
    ),
    said(
        "本年度实现总收入四百八十六万元，其中服务收入二百一十万元、投资收入五十六万元；上一年度总收入为四百零五万元。帮我们算分。",
        why="amounts in words",
        facts={"total_income": 486, "service_income": 210, "investment_income": 56, "previous_total_income": 405},
    ),
    said(
        "我们全年共开展创业培训10场次、创新创业活动26场次，吸纳应届大学生就业48人。",
        why="场次; two parts",
        facts={"events": 36, "graduates_employed": 48},
    ),
    said(
        "本空间当年获得投融资的企业5家，合计融资2300万元。",
        why="the amount raised is not asked for",
        facts={"funded": 5},
    ),
    said(
        "我单位为专业化众创空间，依托龙头企业开展产业链服务，围绕产业链服务的企业21家、团队7个。",
        why="report, specialised",
        track=S,
        facts={"startups_in_chain": 21, "teams_in_chain": 7},
    ),
    said(
        "我空间2020年总收入310.5万元，2021年总收入402万元，当年新增高企3家。",
        why="decimals; two years",
        year=2021,
        facts={"previous_total_income": "310.5", "total_income": 402, "new_high_tech": 3},
    ),
    said(
        "众创空间服务人员共12人，对接初创企业和团队共计58家，请估算得分",
        why="staff are not what is asked",
        facts={"connected": 58},
    ),
    # -- forms
    said(
        "名称：星火众创空间；类别：普通众创空间；年度：2021；场地面积：2600；初创企业：31；团队：19",
        why="labels with colons",
        track=G,
        facts={"area_m2": 2600, "startups": 31, "teams": 19},
    ),
    said(
        "帮算分\n普通\n企业 25\n团队 12\n科小 4\n活动 15\n大学生 20",
        why="a column of names and numbers",
        track=G,
        facts={"startups": 25, "teams": 12, "tech_smes": 4, "events": 15, "graduates_employed": 20},
    ),
    said(
        "初创企业（家）：33，团队（个）：14，总收入（万元）：520，上一年总收入（万元）：430，我们能得几分",
        why="units in brackets",
        facts={"startups": 33, "teams": 14, "total_income": 520, "previous_total_income": 430},
    ),
    said(
        "1.1 优 1.5 良 2.10 优 3.3 良，给我们打个分",
        why="codes and grades with spaces",
        grades={"1.1": "优", "1.5": "良", "2.10": "优", "3.3": "良"},
    ),
    said(
        "我们：1.4=50；2.7=9；2.8=4；3.2=41",
        why="equals signs",
        facts={"connected": 50, "tech_smes": 9, "funded": 4, "graduates_employed": 41},
    ),
    said(
        "（1）初创企业26家；（2）团队11个；（3）科技型中小企业5家。帮我们算一下",
        why="numbered items",
        facts={"startups": 26, "teams": 11, "tech_smes": 5},
    ),
    said(
        "1. 面积2200平米\n2. 企业30家\n3. 团队16个\n帮我们打分",
        why="numbered lines",
        facts={"area_m2": 2200, "startups": 30, "teams": 16},
    ),
    said(
        "一、场地：2000平方米。二、入驻：初创企业28家，团队13个。三、收入：总收入300万元。给我们测算",
        why="Chinese numbering",
        facts={"area_m2": 2000, "startups": 28, "teams": 13, "total_income": 300},
    ),
    # -- messages
    said(
        "哎我们家面积两千四，企业二十八，团队十五，能打多少分啊",
        why="no units at all",
        facts={"area_m2": 2400, "startups": 28, "teams": 15},
    ),
    said("咱们去年搞了四十多场活动，科技型中小企业7家", why="四十多", facts={"tech_smes": 7}),
    said(
        "我们就5家科技型中小企业，高企今年一家都没有新增",
        why="none in words",
        facts={"tech_smes": 5, "new_high_tech": 0},
    ),
    said("我们拿到融资的一家也没有", why="none", facts={"funded": 0}),
    said("俺们空间有企业30家，团队也是30个", why="也是", facts={"startups": 30, "teams": 30}),
    said("我们场地五千来平，企业60家", why="来: not exact", facts={"startups": 60}),
    said("我们有俩高企是今年新认定的，企业40家", why="俩 is not read: nothing invented", facts={"startups": 40}),
    said("我们1.1应该能评优，1.5大概良吧，帮忙估个分", why="modal words", grades={"1.1": "优", "1.5": "良"}),
    said("我们技术服务平台这块评了优，大赛拿了个良", why="colloquial", grades={"1.1": "优", "2.10": "良"}),
    said(
        "我们投资这块没收入，服务收入有90万，总收入180万",
        why="没收入 after 投资这块 is not settled",
        facts={"service_income": 90, "total_income": 180},
    ),
    said("我们对接企业团队五十二家次", why="家次 is another unit"),
    said("我们科技人员有18人，团队20个", why="people are not companies", facts={"teams": 20}),
    said("我们知识产权32项，团队20个", why="items are not companies", facts={"teams": 20}),
    said("我们活动经费15万，活动办了18场", why="money for events", facts={"events": 18}),
    said("我们活动室3间、会议室2间，面积2000平米", why="rooms", facts={"area_m2": 2000}),
    said("我们用500平米做路演厅，总面积3000平方米", why="a part of the area", facts={"area_m2": 3000}),
    said("要求每千平米不少于10家企业，我们有30家初创企业", why="a requirement", facts={"startups": 30}),
    said("我们2.7权重是10%，我们科技型中小企业有6家，帮我算算得分", why="a weight is no value", facts={"tech_smes": 6}),
    said(
        "我们3.1总收入260万，上一年210万",
        why="the year goes with the income before it",
        facts={"total_income": 260, "previous_total_income": 210},
    ),
    said("我们总收入从200万增长到250万", why="from … to … of an income", facts={"total_income": 250}),
    said("我们总收入260万，增长三成", why="260 / 1.3 = 200", facts={"total_income": 260, "previous_total_income": 200}),
    said("我们总收入250万，同比增长12%", why="does not come out even: asked", facts={"total_income": 250}),
    said("我们企业50家，一半是科技型中小企业", why="一半", facts={"startups": 50, "tech_smes": 25}),
    said(
        "我们初创企业40家、团队10个，其中三成五是科技人员创业，有知识产权的占两成",
        why="17.5 does not come out even; 10 does",
        facts={"startups": 40, "teams": 10, "with_ip": 10},
    ),
    # -- conversations
    said(
        "给我们众创空间算个分，普通的",
        "面积1600平，企业22家",
        "团队9个，科小3家",
        "活动16场，1.1良",
        why="bit by bit",
        track=G,
        facts={"area_m2": 1600, "startups": 22, "teams": 9, "tech_smes": 3, "events": 16},
        grades={"1.1": "良"},
    ),
    said(
        "我们企业30家，团队20个，科小6家",
        "企业应该是32家，刚才说错了",
        why="correction after the fact",
        facts={"startups": 32, "teams": 20, "tech_smes": 6},
    ),
    said("我们企业30家，团队20个", "更正：团队18个", why="更正", facts={"startups": 30, "teams": 18}),
    said("我们活动20场", "多了，是18场", why="多了 is no increase", facts={"events": 18}),
    said(
        "我们普通众创空间，企业30家，活动20场",
        "2.7的权重是多少",
        "又多办了4场活动",
        why="a question about documents between",
        track=G,
        facts={"startups": 30, "events": 24},
    ),
    said(
        "我们普通众创空间，企业30家，科小6家",
        "要是再引进4家科小呢",
        "那8家呢",
        why="two suppositions, neither kept",
        track=G,
        facts={"startups": 30, "tech_smes": 6},
    ),
    said("我们普通众创空间，企业30家", "怎么提到85分", why="85 is a target", track=G, facts={"startups": 30}),
    said(
        "我们普通众创空间，企业30家，团队10个，想冲到90分",
        why="a target in the same turn",
        track=G,
        facts={"startups": 30, "teams": 10},
    ),
    said("我们上次评了78分，这次企业30家", why="an earlier score", facts={"startups": 30}),
    said(
        "我们普通众创空间，企业30家",
        "换一家：专业化众创空间，团队12个",
        why="a new space",
        track=S,
        facts={"teams": 12},
    ),
    said(
        "我们企业30家，1.1评良",
        "1.1从良提到优",
        why="from grade to grade",
        facts={"startups": 30},
        grades={"1.1": "优"},
    ),
    said(
        "我们总收入250，服务收入100",
        "万元",
        why="one answer for two",
        facts={"total_income": 250, "service_income": 100},
    ),
    said(
        "我们企业30家，科小6家，对接40家",
        "科小有2家退租了，减去2家",
        why="the same 2, said twice",
        facts={"startups": 30, "tech_smes": 4, "connected": 40},
    ),
    said("我们2.9是24场", "2.9改成30场", why="code again", facts={"events": 30}),
    said(
        "我们服务收入100万元，总收入250万元",
        "总收入写错了，应该是260万元",
        why="money corrected",
        facts={"service_income": 100, "total_income": 260},
    ),
    # -- the other system
    said(
        "我们公司是不是科技型中小企业？职工总数150人，科技人员45人，成本费用支出总额2000万元，研发费用420万元",
        why="costs",
        system="tech-sme-2017",
        track="enterprise",
        facts={"staff": 150, "tech_staff": 45, "costs": 2000, "rd_expense": 420},
    ),
    said(
        "我司能不能评科技型中小企业：员工35，其中研发人员12，软著5个，去年销售额860万",
        why="no units",
        system="tech-sme-2017",
        track="enterprise",
        facts={"staff": 35, "tech_staff": 12, "ip_class2": 5, "sales": 860},
    ),
    said(
        "我们公司符合科技型中小企业条件吗",
        "I类知识产权2项，II类知识产权6项，资产总额1.5亿元",
        why="Latin numerals",
        system="tech-sme-2017",
        track="enterprise",
        facts={"ip_class1": 2, "ip_class2": 6, "assets": 15000},
    ),
    said(
        "按科技型中小企业评价给我们公司打分，员工90人，研发费用1500000元，销售收入30000000元",
        why="元",
        system="tech-sme-2017",
        track="enterprise",
        facts={"staff": 90, "rd_expense": 150, "sales": 3000},
    ),
    said(
        "我们是科技型中小企业吗，我们没有高企证书，主导制定过行业标准，员工45人",
        why="no and yes",
        system="tech-sme-2017",
        track="enterprise",
        facts={"high_tech_certificate": False, "led_standard": True, "staff": 45},
    ),
)

# A third set, written after the second was read without a fault; its first run is the honest figure.
THIRD_SENTENCES = (
    said(
        "麻烦看看我们能拿多少分：场地一千八百平方，驻场企业二十三家，创业团队十一个，里头有七家是科技型中小企业",
        why="里头有 … 是",
        facts={"area_m2": 1800, "startups": 23, "teams": 11, "tech_smes": 7},
    ),
    said(
        "我这边是个普通众创空间，目前入驻的初创企业有38家，另外还有15个创业团队入驻",
        why="另外还有",
        track=G,
        facts={"startups": 38, "teams": 15},
    ),
    said("我们孵化器众创空间总面积4000㎡，其中公共服务面积600㎡", why="a part of the area", facts={"area_m2": 4000}),
    said(
        "本空间场租收入40万元，服务收入75万元，总收入共计160万元",
        why="rent is not asked for",
        facts={"service_income": 75, "total_income": 160},
    ),
    said(
        "我们的总收入是一百六十万元整，上年度总收入是一百二十八万元整",
        why="元整",
        facts={"total_income": 160, "previous_total_income": 128},
    ),
    said(
        "服务性收入55.8万、投资收益12.2万、总收入136万，我们总分会是多少",
        why="decimals in a list",
        facts={"service_income": "55.8", "investment_income": "12.2", "total_income": 136},
    ),
    said("我们帮35家企业和团队配了对接人员", why="words in another order: nothing, or 35 for 对接"),
    said(
        "我们空间里28家企业，有9家有专利，6家拿过投资",
        why="N 家有 …",
        facts={"startups": 28, "with_ip": 9, "funded": 6},
    ),
    said("我们28家企业里，科技人员创办的占了一半", why="a share needs the teams too", facts={"startups": 28}),
    said(
        "我们企业28家团队12个，科技人员创办的占一半",
        why="half of both",
        facts={"startups": 28, "teams": 12, "sci_founded": 20},
    ),
    said("今年我们办路演6场、沙龙8场、培训4场", why="three kinds add up", facts={"events": 18}),
    said("我们今年一共办了18场：路演6场、沙龙8场、培训4场", why="a sum and its parts", facts={"events": 18}),
    said("我们活动15场，去年是12场", why="last year's number is not this year's", facts={"events": 15}),
    said(
        "我们1.1优，1.5优，2.10良，3.3良",
        why="only grades",
        grades={"1.1": "优", "1.5": "优", "2.10": "良", "3.3": "良"},
    ),
    said(
        "我们定性指标除1.1评优外都是良，普通众创空间",
        why="all but one",
        track=G,
        grades={"1.1": "优", "1.5": "良", "2.10": "良", "3.3": "良"},
    ),
    said("我们第2.7项是9家，第2.9项是28场", why="第 … 项", facts={"tech_smes": 9, "events": 28}),
    said("我们2.7（科技型中小企业）9家，2.8（投融资）3家", why="name in brackets", facts={"tech_smes": 9, "funded": 3}),
    said("我们科技型中小企业(2.7)9家", why="code in brackets", facts={"tech_smes": 9}),
    said("我们1.1给85分吧，1.5也给85分", why="也给", ratings={"1.1": 85, "1.5": 85}),
    said("我们1.1、1.5、3.3分别是优、良、中", why="grades in order: read, or nothing"),
    said(
        "我们是依托企业建的专业化众创空间，研发平台评优，成果转化评良，产业链企业14家",
        why="named grades of the specialised track",
        track=S,
        grades={"1.2": "优", "3.4": "良"},
        facts={"startups_in_chain": 14},
    ),
    said(
        "我们企业30家团队20个",
        "团队多算了2个，是18个",
        why="多算了 is no increase",
        facts={"startups": 30, "teams": 18},
    ),
    said(
        "我们企业30家团队20个",
        "少报了2家企业，是32家",
        why="少报了 is no decrease",
        facts={"startups": 32, "teams": 20},
    ),
    said("我们企业30家", "加5家", why="加", facts={"startups": 35}),
    said("我们企业30家", "加到35家", why="加到", facts={"startups": 35}),
    said(
        "我们企业30家，活动20场", "活动再加5场，企业减2家", why="plus and minus", facts={"startups": 28, "events": 25}
    ),
    said("我们总收入250万", "再加50万", why="money added", facts={"total_income": 300}),
    said("我们活动20场", "活动增加到25场", why="增加到", facts={"events": 25}),
    said("我们活动20场", "翻一番", why="twice: not read", facts={"events": 20}),
    said("我们企业30家", "嗯，企业数就按28家算", why="就按 … 算", facts={"startups": 28}),
    said(
        "我们普通众创空间，企业30家，科小6家，活动20场",
        "假如科小到10家、活动办到30场呢",
        "那就按这个数，科小10家，活动30场",
        why="imagined, then stated",
        track=G,
        facts={"startups": 30, "tech_smes": 10, "events": 30},
    ),
    said("我们普通众创空间企业30家", "离85分还差多少", why="85 is a target", track=G, facts={"startups": 30}),
    said("我们年度目标是科小达到10家，现在科小6家", why="a goal is no fact", facts={"tech_smes": 6}),
    said("市里要求科小不低于8家，我们有6家科小", why="a requirement", facts={"tech_smes": 6}),
    said("我们和3家高校、2家银行合作，企业30家", why="other things in 家", facts={"startups": 30}),
    said("我们4层楼、2000平米、员工8人、企业30家", why="floors and staff", facts={"area_m2": 2000, "startups": 30}),
    said(
        "我们企业总数30家（含2家外地企业），团队20个", why="a number in brackets", facts={"startups": 30, "teams": 20}
    ),
    said("我们在孵企业30家，其中5家毕业", why="a part with another name", facts={"startups": 30}),
    said("我们大学生就业人数为35，其中硕士5人", why="a part", facts={"graduates_employed": 35}),
    said("我们获得融资的企业2家，融资金额分别是500万和300万", why="amounts raised", facts={"funded": 2}),
    said("我们有效期内的知识产权企业和团队共13个", why="another order of the name", facts={"with_ip": 13}),
    said("我们高新技术企业从3家增加到5家", why="new or not? not said"),
)

# A fourth set, again written before its first run.
FOURTH_SENTENCES = (
    said(
        "老师您好，我们是市里一家普通众创空间，场地面积共2300平方米，现有初创企业27家、创客团队14个，想了解一下大概能得多少分",
        why="polite",
        track=G,
        facts={"area_m2": 2300, "startups": 27, "teams": 14},
    ),
    said(
        "我们：企业31，团队17，科小8，获投2，活动22，对接35，大学生18，新增高企0",
        why="names and bare numbers",
        facts={
            "startups": 31,
            "teams": 17,
            "tech_smes": 8,
            "funded": 2,
            "events": 22,
            "connected": 35,
            "graduates_employed": 18,
            "new_high_tech": 0,
        },
    ),
    said("我们全年服务性收入壹佰贰拾万元整", why="financial numerals", facts={"service_income": 120}),
    said(
        "我们2021年共举办活动31场，2020年举办了25场",
        why="two years of one fact: the later",
        year=2021,
        facts={"events": 31},
    ),
    said("我们有30家左右的企业，团队正好20个", why="左右 after the number", facts={"teams": 20}),
    said("我们企业数量在25到30家之间，团队20个", why="between", facts={"teams": 20}),
    said("我们超过30家企业，团队20个", why="超过", facts={"teams": 20}),
    said(
        "我们拥有自主知识产权的企业有9家，另有3个团队也有知识产权",
        why="companies and teams in two clauses",
        facts={"with_ip": 12},
    ),
    said("我们吸纳就业120人，其中大学生45人", why="graduates among all employed", facts={"graduates_employed": 45}),
    said(
        "我们3.1总收入300万元，3.2大学生就业40人，1.5优",
        why="codes with names",
        facts={"total_income": 300, "graduates_employed": 40},
        grades={"1.5": "优"},
    ),
    said(
        "我们按专业化众创空间算，1.2良，2.2是16家，2.4是5个",
        why="codes of the specialised track",
        track=S,
        grades={"1.2": "良"},
        facts={"startups_in_chain": 16, "teams_in_chain": 5},
    ),
    said("我们普通众创空间，初创企业有四十家不到", why="不到 after the number", track=G),
    said("我们企业30家，每家平均3项专利，共90项专利", why="averages and items", facts={"startups": 30}),
    said("我们投资了3家企业，企业30家", why="two numbers of companies: asked"),
    said("我们场地费收入20万，总收入200万", why="another income", facts={"total_income": 200}),
    said("我们企业从20家增长了50%", why="growth of companies is not income"),
    said("我们去年企业20家，今年30家", why="two years of one fact: the later", facts={"startups": 30}),
    said("我们企业30家，请把团队记成18个", why="记成", facts={"startups": 30, "teams": 18}),
    said("我们企业30家、团队20个", "团队应为19", why="应为 without a unit", facts={"startups": 30, "teams": 19}),
    said("我们1.1评优，2.10没有", why="nothing for a qualitative one", grades={"1.1": "优"}),
    said("我们科技型中小企业10%，企业30家", why="10 % without 占", facts={"startups": 30, "tech_smes": 3}),
    said("我们成立3年，2个运营人员，企业30家", why="years and people", facts={"startups": 30}),
    said("我们距离高铁站5公里，企业30家，水电费每月2万元", why="other measures", facts={"startups": 30}),
    said(
        "我们普通众创空间，企业30家，科小6家",
        "如果科小增加到10家会怎样",
        "如果再办5场活动呢",
        why="supposing with nothing to add to",
        track=G,
        facts={"startups": 30, "tech_smes": 6},
    ),
    said("我们团队20个，团队里有5个拿到投资", why="some of the teams", facts={"teams": 20, "funded": 5}),
)
