"""How managers state figures: a set written after the fifth repairs and before any run on it.

As first run 88.6 % of its values were read rightly and 3 were wrong (a value kept after a correction was missed
counts as wrong); the causes were then repaired, not the sentences.
"""

from __future__ import annotations

from tests.assistant.scoring_sentences import G, S, said

TENTH_SENTENCES = (
    said(
        "我这边统计了一下，众创空间场地总面积是2450平方米，常驻的初创企业三十八家，创业团队二十二"
        "个，请帮我算下得分，我们是普通众创空间。",
        why="statement",
        facts={"area_m2": 2450, "startups": 38, "teams": 22},
        track=G,
    ),
    said(
        "普通众创空间；面积2200；企业31；团队16；科技人员创业20；知识产权企业15；科小7；活动25；对接36；毕业生就业29",
        why="semicolons without units",
        facts={
            "area_m2": 2200,
            "startups": 31,
            "teams": 16,
            "sci_founded": 20,
            "with_ip": 15,
            "tech_smes": 7,
            "events": 25,
            "connected": 36,
            "graduates_employed": 29,
        },
        track=G,
    ),
    said(
        "我们空间去年新增高企2家科小10家融资企业4家，帮忙算算",
        why="no separators",
        facts={"new_high_tech": 2, "tech_smes": 10, "funded": 4},
    ),
    said(
        "收入方面，总收入是356.8万元，服务收入178.4万元，没有投资收入；上一年总收入是320万元。帮忙评分",
        why="incomes in a sentence",
        facts={"total_income": 356.8, "service_income": 178.4, "investment_income": 0, "previous_total_income": 320},
    ),
    said("我们众创空间企业有四十来家，准确说是四十二家，算一下分", why="vague, then exact", facts={"startups": 42}),
    said("我们企业大概30家吧，哦查了下，是31家，算分", why="hedged, then exact", facts={"startups": 31}),
    said(
        "企业30家，其中20%是科技型中小企业，10%拿到了融资，算分",
        why="percents of the companies",
        facts={"startups": 30, "tech_smes": 6},
    ),
    said(
        "团队10个，企业30家，一半有知识产权，算分",
        why="a half of both is not sure, 20",
        facts={"teams": 10, "startups": 30, "with_ip": 20},
    ),
    said(
        "企业40家，八成都是科技人员创办的，没有团队，算分",
        why="eight tenths, no teams",
        facts={"startups": 40, "teams": 0, "sci_founded": 32},
    ),
    said(
        "普通众创空间，企业24家，团队12个，活动18场，帮算分",
        "企业和团队都多报了2个",
        why="both wrong: nothing sure, or both corrected",
        facts={"startups": 22, "teams": 10, "events": 18},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，团队12个，帮算分",
        "团队那个数不对，我核实了一下，是15个",
        why="verified",
        facts={"startups": 24, "teams": 15},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，团队12个，帮算分",
        "抱歉，应该是企业12家、团队24个，写反了",
        why="swapped",
        facts={"startups": 12, "teams": 24},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，活动12场，帮算分",
        "再加一场活动",
        why="one more",
        facts={"startups": 24, "events": 13},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，活动12场，帮算分",
        "这周又签了3家企业入驻",
        why="three more",
        facts={"startups": 27, "events": 12},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，活动12场，帮算分",
        "每多一家科技型中小企业能加几分？",
        why="a question on gains",
        facts={"startups": 24, "events": 12},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，活动12场，帮算分",
        "要是把活动做到30场，同时多引进6家企业，能到多少分",
        why="what-if of two",
        facts={"startups": 24, "events": 12},
        track=G,
    ),
    said(
        "普通众创空间，企业24家，活动12场，帮算分",
        "要是把活动做到30场，同时多引进6家企业，能到多少分",
        "就照这个算",
        why="adopted",
        facts={"startups": 30, "events": 30},
        track=G,
    ),
    said(
        "专业化众创空间，依托企业是一家上市公司，产业链上的企业有16家，产业链上的团队有6个，研发平台85分，帮算分",
        why="specialised",
        facts={"startups_in_chain": 16, "teams_in_chain": 6},
        ratings={"1.2": 85},
        track=S,
    ),
    said(
        "平台建设良好，政策落实优秀，大赛获奖良好，特色工作优秀。普通众创空间帮算分",
        why="grades in words",
        grades={"1.1": "良", "1.5": "优", "2.10": "良", "3.3": "优"},
        track=G,
    ),
    said(
        "1.1 90分 1.5 85分 2.10 70分 3.3 80分 帮我们算总分",
        why="ratings telegraphic",
        ratings={"1.1": 90, "1.5": 85, "2.10": 70, "3.3": 80},
    ),
    said(
        "1.1良 1.5优 2.10中 3.3良 帮我们算总分",
        why="grades telegraphic",
        grades={"1.1": "良", "1.5": "优", "2.10": "中", "3.3": "良"},
    ),
    said(
        "我们1.5和3.3两项自评都是优，1.1、2.10两项都是良，帮算分",
        why="two and two",
        grades={"1.5": "优", "3.3": "优", "1.1": "良", "2.10": "良"},
    ),
    said(
        "公共技术服务平台我们给自己打80，普惠政策打90，帮我们算分",
        why="ratings without 分",
        ratings={"1.1": 80, "1.5": 90},
    ),
    said(
        "科技型中小企业有几家还在申报，已经入库的是6家，企业24家，算分",
        why="in the register",
        facts={"tech_smes": 6, "startups": 24},
    ),
    said(
        "高新技术企业今年新认定了1家，另有2家在审，企业24家，算分",
        why="in review does not count",
        facts={"new_high_tech": 1, "startups": 24},
    ),
    said(
        "获得投融资的企业团队共5个，融资金额3200万元，企业24家，算分",
        why="funded and amount",
        facts={"funded": 5, "startups": 24},
    ),
    said(
        "全年开展创新创业活动28场，创业培训12期，企业24家，算分",
        why="events and courses",
        facts={"events": 40, "startups": 24},
    ),
    said(
        "举办活动35场次，参与人数超过3000人次，企业24家，算分", why="participants", facts={"events": 35, "startups": 24}
    ),
    said("配备专职服务人员6人，创业导师20人，对接企业22家，算分", why="staff", facts={"connected": 22}),
    said(
        "面积2000平（自有1200平，租赁800平），企业24家，算分",
        why="parts of the area",
        facts={"area_m2": 2000, "startups": 24},
    ),
    said("两栋楼，A栋1200平，B栋800平，企业24家，算分", why="buildings: not summed silently", facts={"startups": 24}),
    said(
        "我们是2018年11月获批的省级众创空间，企业24家，团队10个，活动15场，算分",
        why="approved in",
        facts={"startups": 24, "teams": 10, "events": 15},
    ),
    said(
        "考核期2023年1月1日至12月31日，企业24家，活动15场，算分",
        why="period",
        facts={"startups": 24, "events": 15},
        year=2023,
    ),
    said(
        "国科发火〔2022〕1号文里说的那种，企业24家，活动15场，算分",
        why="document",
        facts={"startups": 24, "events": 15},
    ),
    said(
        "奖补资金50万已经到账，企业24家，总收入180万，算分", why="subsidy", facts={"startups": 24, "total_income": 180}
    ),
    said("周边3公里内有5家孵化器，我们企业24家，算分", why="neighbourhood", facts={"startups": 24}),
    said(
        "全市众创空间平均得分72分，我们企业24家，团队10个，活动15场，算分",
        why="average score",
        facts={"startups": 24, "teams": 10, "events": 15},
    ),
    said("达标线是60分，我们企业24家，团队10个，够吗", why="pass mark", facts={"startups": 24, "teams": 10}),
    said(
        "我们企业24家，团队10个，明年目标是企业40家、团队20个，先按现在的算分",
        why="plan after",
        facts={"startups": 24, "teams": 10},
    ),
    said("我们企业不多，就24家，团队倒有18个，算分", why="colloquial", facts={"startups": 24, "teams": 18}),
    said("企业24家(含大学生创办的5家)，团队10个，算分", why="in brackets", facts={"startups": 24, "teams": 10}),
    said(
        "企业数：24；团队数：10；获投数：0；高企：0（新增）；算分",
        why="aside after the value",
        facts={"startups": 24, "teams": 10, "funded": 0},
    ),
    said("带团队一起算有34个，企业24个，算分", why="a sum and a part", facts={"startups": 24}),
    said("企业二十四五家，团队10个，算分", why="24 or 25", facts={"teams": 10}),
    said("总收入两三百万吧，服务收入不清楚，企业24家，算分", why="vague and unknown", facts={"startups": 24}),
    said("大学生就业30人以上，企业24家，算分", why="more than", facts={"startups": 24}),
    said("总收入说不好，可能250万，企业24家，算分", why="perhaps", facts={"startups": 24}),
    said("评价结果分哪几个等级？优秀要多少分？", why="a question"),
)
