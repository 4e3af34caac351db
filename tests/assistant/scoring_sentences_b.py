"""How managers state figures: a set written before the reader was looked at and before any run on it.

As first run 84.8 % of its values were read rightly and 3 were wrong (a value kept after a correction was missed
counts as wrong); the causes were then repaired, not the sentences.
"""

from __future__ import annotations

from tests.assistant.scoring_sentences import G, S, said

FIFTH_SENTENCES = (
    said(
        "我们是普通众创空间，场地面积2600平方米，常驻初创企业34家，常驻团队21个，其中科技人员"
        "创办的19个，拥有有效知识产权的14个，科技型中小企业8家，当年获得投融资4家，活动培训36"
        "场。",
        why="formal list",
        facts={
            "area_m2": 2600,
            "startups": 34,
            "teams": 21,
            "sci_founded": 19,
            "with_ip": 14,
            "tech_smes": 8,
            "funded": 4,
            "events": 36,
        },
        track=G,
    ),
    said("面积1800 企业22 团队15", why="telegraphic", facts={"area_m2": 1800, "startups": 22, "teams": 15}),
    said(
        "普通 面积1500 企业18 团队9 科小5 新增高企1 活动20",
        why="telegraphic, field abbreviations",
        facts={"area_m2": 1500, "startups": 18, "teams": 9, "tech_smes": 5, "new_high_tech": 1, "events": 20},
        track=G,
    ),
    said(
        "老师帮忙看下我们能打多少分哈 专业化的 产业链上企业有26家团队11个 服务人员对接了37家",
        why="WeChat, specialised",
        facts={"startups_in_chain": 26, "teams_in_chain": 11, "connected": 37},
        track=S,
    ),
    said(
        "帮算分：二十二家初创企业，十五个团队，场地一千八百平，普通众创空间",
        why="Chinese numerals",
        facts={"startups": 22, "teams": 15, "area_m2": 1800},
        track=G,
    ),
    said(
        "帮我们估个分。收入这块总收入三百二十万，其中服务收入一百五十万，投资收入没有，上一年总收入二百八十万",
        why="Chinese money, none",
        facts={"total_income": 320, "service_income": 150, "investment_income": 0, "previous_total_income": 280},
    ),
    said(
        "我们众创空间去年一共办了四十二场活动，孵化了31家初创企业和17支创业团队，里头9家是科技型中小企业。",
        why="colloquial",
        facts={"events": 42, "startups": 31, "teams": 17, "tech_smes": 9},
    ),
    said(
        "算一下我们空间得分，常驻企业40家，团队10个，其中三成是科技人员办的",
        why="share of the whole: 30% of 50",
        facts={"startups": 40, "teams": 10, "sci_founded": 15},
    ),
    said(
        "我们有初创企业30家、团队20个，有知识产权的占40%，帮忙算算",
        why="share of both",
        facts={"startups": 30, "teams": 20, "with_ip": 20},
    ),
    said(
        "入驻初创企业28家，其中四分之一是科技型中小企业，能得多少分",
        why="fraction",
        facts={"startups": 28, "tech_smes": 7},
    ),
    said(
        "我们初创企业30家，团队12个，活动24场，算下分",
        "刚才说错了，企业是32家",
        why="correction",
        facts={"startups": 32, "teams": 12, "events": 24},
    ),
    said(
        "普通众创空间，面积2000平，企业30家，团队20个",
        "更正一下：面积应为2200平方米",
        why="correction formal",
        facts={"area_m2": 2200, "startups": 30, "teams": 20},
        track=G,
    ),
    said(
        "我们活动办了24场，对接企业40家，帮忙算分",
        "又办了6场活动",
        why="increment",
        facts={"events": 30, "connected": 40},
    ),
    said(
        "普通众创空间，初创企业30家，科技型中小企业6家",
        "后来又新认定了2家科技型中小企业",
        why="increment with new",
        facts={"startups": 30, "tech_smes": 8},
        track=G,
    ),
    said(
        "普通众创空间，初创企业30家，科技型中小企业6家，活动20场",
        "要是科技型中小企业能到10家呢？",
        why="what-if does not change",
        facts={"startups": 30, "tech_smes": 6, "events": 20},
        track=G,
    ),
    said(
        "普通众创空间，面积3000平米，初创企业45家",
        "假如再引进5家会涨多少分",
        why="what-if elliptic",
        facts={"area_m2": 3000, "startups": 45},
        track=G,
    ),
    said(
        "我们1.1评优，1.5评良，2.10中，3.3差，帮我算下",
        why="grades by code",
        grades={"1.1": "优", "1.5": "良", "2.10": "中", "3.3": "差"},
    ),
    said(
        "公共技术服务平台建设这项自评优秀，落实普惠政策良好，参加大赛情况一般，特色工作较差。普通众创空间能打几分",
        why="grades in words",
        grades={"1.1": "优", "1.5": "良", "2.10": "中", "3.3": "差"},
        track=G,
    ),
    said(
        "专业化众创空间，省级以上研发平台打85分，科技成果转化打70分，普惠政策落实90分，算分",
        why="ratings",
        ratings={"1.2": 85, "3.4": 70, "1.5": 90},
        track=S,
    ),
    said("专家给我们1.1打了88分，1.5给了92分，算算总分", why="ratings by experts", ratings={"1.1": 88, "1.5": 92}),
    said(
        "我们空间没有获得融资的企业，也没有新增高新技术企业，算算分。活动办了15场",
        why="negatives",
        facts={"funded": 0, "new_high_tech": 0, "events": 15},
    ),
    said(
        "算下我们的分：获投企业0家，新增高企0家，吸纳大学生就业52人",
        why="zero",
        facts={"funded": 0, "new_high_tech": 0, "graduates_employed": 52},
    ),
    said("我们面积两千来平，企业三十多家，团队大概十几个，活动28场，估下分", why="vague", facts={"events": 28}),
    said(
        "总收入两百来万，服务收入八十多万，大学生就业26人，帮算分", why="vague money", facts={"graduates_employed": 26}
    ),
    said("我们初创企业20到30家，活动18场，能得几分", why="range", facts={"events": 18}),
    said(
        "我们空间2019年成立，在科技路18号3号楼2层，电话13800138000，初创企业25家，帮忙打个分",
        why="traps: year, address, phone",
        facts={"startups": 25},
    ),
    said("按照豫科〔2021〕93号文，我们活动30场，能得几分", why="document number", facts={"events": 30}),
    said("隔壁孵化器有50家企业，我们只有28家初创企业，我们能得多少分", why="other's figure", facts={"startups": 28}),
    said("2.7占10分，我们科技型中小企业7家，能拿几分", why="weight", facts={"tech_smes": 7}),
    said(
        "目标是85分，我们普通众创空间，面积1200平，企业15家，还差多少",
        why="target",
        facts={"area_m2": 1200, "startups": 15},
        track=G,
    ),
    said(
        "我们总收入0.035亿元，其中服务收入120万元，投资收入5万元，算一下",
        why="亿元",
        facts={"total_income": 350, "service_income": 120, "investment_income": 5},
    ),
    said(
        "总收入3500000元，服务收入1200000元，上年总收入2,800,000元，请计算得分",
        why="yuan",
        facts={"total_income": 350, "service_income": 120, "previous_total_income": 280},
    ),
    said(
        "我们的总收入为268.5万元，较上年增长7.4%，帮算分",
        why="growth: 250",
        facts={"total_income": 268.5, "previous_total_income": 250},
    ),
    said(
        "请为我单位测算得分：一、场地面积：4500㎡；二、常驻初创企业：52家；三、常驻团队：33个"
        "；四、科技型中小企业：12家。",
        why="numbered Chinese list",
        facts={"area_m2": 4500, "startups": 52, "teams": 33, "tech_smes": 12},
    ),
    said(
        "请测算得分：1、场地面积4500㎡ 2、常驻初创企业52家 3、常驻团队33个 4、当年活动60场",
        why="numbered arabic list",
        facts={"area_m2": 4500, "startups": 52, "teams": 33, "events": 60},
    ),
    said(
        "请测算得分\n(1) 对接企业和团队：46\n(2) 大学生就业：73\n(3) 新增高新技术企业：2",
        why="bracketed list",
        facts={"connected": 46, "graduates_employed": 73, "new_high_tech": 2},
    ),
    said(
        "2.1 初创企业30家\n2.3 团队20个\n2.7 科技型中小企业6家\n2.8 融资3家\n2.9 活动24场\n算分",
        why="codes in front",
        facts={"startups": 30, "teams": 20, "tech_smes": 6, "funded": 3, "events": 24},
    ),
    said(
        "2.7：6家，2.8：3家，2.9：24场，4.1：1家，帮我算算",
        why="codes alone",
        facts={"tech_smes": 6, "funded": 3, "events": 24, "new_high_tech": 1},
    ),
    said(
        "我们是依托洛阳一拖建的专业化众创空间，围绕产业链服务的企业19家，团队7个，总收入510万，算下分",
        why="specialised with host",
        facts={"startups_in_chain": 19, "teams_in_chain": 7, "total_income": 510},
        track=S,
    ),
    said(
        "普通众创空间 面积2400 初创企业36 团队24 科技人员办的30 有知识产权的24 科技"
        "型中小企业9 融资5 活动48 对接50 大学生就业60 新增高企2",
        why="telegraphic full",
        facts={
            "area_m2": 2400,
            "startups": 36,
            "teams": 24,
            "sci_founded": 30,
            "with_ip": 24,
            "tech_smes": 9,
            "funded": 5,
            "events": 48,
            "connected": 50,
            "graduates_employed": 60,
            "new_high_tech": 2,
        },
        track=G,
    ),
    said("我们空间现在一共60家企业和团队，其中企业38家，帮忙算个分", why="sum minus part", facts={"startups": 38}),
    said(
        "我们常驻的初创企业有30家，还有团队20个，去年有3家拿到了融资，合计融资额1500万，算分",
        why="financing amount is no fact",
        facts={"startups": 30, "teams": 20, "funded": 3},
    ),
    said("办了12场路演、8场沙龙、4场培训，合计24场活动，帮忙算分", why="parts with a sum", facts={"events": 24}),
    said("创新创业活动18场，创业教育培训6场，帮算得分", why="two parts of one fact", facts={"events": 24}),
    said(
        "我们吸纳应届大学生就业45名，服务人员8人，对接初创企业32家，帮看看多少分",
        why="staff is no fact",
        facts={"graduates_employed": 45, "connected": 32},
    ),
    said("我们场地30亩，企业20家，算分", why="亩 is not taken as 平方米 silently", facts={"startups": 20}),
    said("我们场地0.25万平方米，企业20家，算分", why="万平方米", facts={"area_m2": 2500, "startups": 20}),
    said("考核年度2023年，普通众创空间，活动33场，算分", why="year", facts={"events": 33}, track=G, year=2023),
    said(
        "2022年度的数据：企业27家，团队13个，帮忙算下众创空间得分",
        why="year",
        facts={"startups": 27, "teams": 13},
        year=2022,
    ),
    said(
        "我们众创空间去年12月底统计，在驻企业29家，9月份搞了路演，全年活动22场，求得分",
        why="months",
        facts={"startups": 29, "events": 22},
    ),
    said("房租每平米35元，面积1600平米，企业21家，算下分", why="price", facts={"area_m2": 1600, "startups": 21}),
    said(
        "我们想到2027年把科技型中小企业做到20家，现在是11家，先算现在的分",
        why="plan of the future",
        facts={"tech_smes": 11},
    ),
    said("活动场次我记不清了，企业是24家，团队8个，算分", why="not known", facts={"startups": 24, "teams": 8}),
    said(
        "服务收入占总收入的60%，总收入200万，算分",
        why="share of income",
        facts={"total_income": 200, "service_income": 120},
    ),
    said(
        "我们总收入400万，服务收入和投资收入各占一半和一成，算下得分",
        why="shares respectively",
        facts={"total_income": 400, "service_income": 200, "investment_income": 40},
    ),
    said(
        "企业和团队分别是33家和19个，普通众创空间算分", why="respectively", facts={"startups": 33, "teams": 19}, track=G
    ),
    said(
        "科技型中小企业、获得融资的、新增高企分别为8家、4家、1家，算下得分",
        why="respectively of three",
        facts={"tech_smes": 8, "funded": 4, "new_high_tech": 1},
    ),
    said(
        "1.1和3.3都是优，1.5和2.10都是良，帮我们算分",
        why="grades for several",
        grades={"1.1": "优", "3.3": "优", "1.5": "良", "2.10": "良"},
    ),
    said(
        "定性的几项自己估了下：平台建设良，政策落实优，大赛获奖中，特色工作良。普通众创空间",
        why="grades short names",
        grades={"1.1": "良", "1.5": "优", "2.10": "中", "3.3": "良"},
        track=G,
    ),
    said("我们活动20场，初创企业18家，算算", "活动多报了2场", why="decrement", facts={"events": 18, "startups": 18}),
    said(
        "初创企业30家，团队10个，普通众创空间算分",
        "今年走了3家企业",
        why="decrement left",
        facts={"startups": 27, "teams": 10},
        track=G,
    ),
    said(
        "初创企业30家，科技型中小企业5家，帮我算分",
        "科技型中小企业不是5家，是7家",
        why="not but",
        facts={"startups": 30, "tech_smes": 7},
    ),
    said(
        "普通众创空间，企业30家，算分",
        "我们其实是专业化众创空间，产业链企业22家",
        why="track corrected",
        facts={"startups": 30, "startups_in_chain": 22},
        track=S,
    ),
    said(
        "有30家企业，6家是科小，3家拿了投资，2家新评上高企，帮打个分",
        why="number first",
        facts={"startups": 30, "tech_smes": 6, "funded": 3, "new_high_tech": 2},
    ),
    said(
        "帮算分。拿到融资的有3个，科技人员创办的有18个，有知识产权的有12个",
        why="predicate first",
        facts={"funded": 3, "sci_founded": 18, "with_ip": 12},
    ),
    said(
        "我们众创空间里大学生就业的有三十五个人，服务人员结对了四十家，收入总共二百五十万，算得几分",
        why="colloquial numerals",
        facts={"graduates_employed": 35, "connected": 40, "total_income": 250},
    ),
    said("总收入二百五，帮算分", why="money without unit is asked"),
    said(
        "专利有65件，其中拥有知识产权的企业和团队16个，软著20项，帮算分",
        why="patents counts are no fact",
        facts={"with_ip": 16},
    ),
    said(
        "我们单位名称：星火众创空间，普通型，面积1,350平方米，常驻团队12个，请测算",
        why="name and thousands",
        facts={"area_m2": 1350, "teams": 12},
        track=G,
    ),
    said(
        "我们想知道得分，场地面积1980.5平米，常驻初创企业二十家整",
        why="decimal area",
        facts={"area_m2": 1980.5, "startups": 20},
    ),
    said(
        "初创企业：30\n创业团队：20\n科技型中小企业：6\n活动场次：24\n总收入（万元）：250\n"
        "上年总收入（万元）：200\n帮我打分",
        why="form in lines with unit in label",
        facts={
            "startups": 30,
            "teams": 20,
            "tech_smes": 6,
            "events": 24,
            "total_income": 250,
            "previous_total_income": 200,
        },
    ),
    said("我们比去年多了5家企业，现在35家，求分", why="increase is not the value", facts={"startups": 35}),
    said("活动超过30场，企业不到20家，团队14个，帮估分", why="bounds", facts={"teams": 14}),
    said("至少有8家科技型中小企业，高企新增1家，算下", why="bound", facts={"new_high_tech": 1}),
    said("全省平均每家众创空间有25家企业，我们有31家，能得几分", why="average of the province", facts={"startups": 31}),
    said(
        "我们上年总收入180万，本年总收入240万，算下3.1能得几分",
        why="two years",
        facts={"previous_total_income": 180, "total_income": 240},
    ),
    said(
        "2022年总收入180万，2023年总收入240万，考核2023年度，算分",
        why="two dated years",
        facts={"previous_total_income": 180, "total_income": 240},
        year=2023,
    ),
    said("企业30家 （含团队的话一共48个），帮算分", why="total minus", facts={"startups": 30}),
    said(
        "我们没有投资收入，服务收入98万，总收入155万，没搞过路演但办了9场培训，求分",
        why="negatives mixed",
        facts={"investment_income": 0, "service_income": 98, "total_income": 155, "events": 9},
    ),
    said("我们是一家众创空间，1.1是什么意思？占几分？", why="a question with a code"),
)
