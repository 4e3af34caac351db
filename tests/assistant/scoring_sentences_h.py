"""How managers state figures: a set written after the sixth repairs and before any run on it.

As first run 89.8 % of its values were read rightly and 3 were wrong (a value kept after a correction was missed
counts as wrong); the causes were then repaired, not the sentences.
"""

from __future__ import annotations

from tests.assistant.scoring_sentences import G, S, said

ELEVENTH_SENTENCES = (
    said(
        "普通众创空间，建筑面积3600平方米，在孵初创企业58家，在孵团队30个，2.5有40个，2.6有35个，请评分",
        why="codes as names",
        facts={"area_m2": 3600, "startups": 58, "teams": 30, "sci_founded": 40, "with_ip": 35},
        track=G,
    ),
    said(
        "我们一年营收大概也就一百来万，服务收入42万，企业14家，给评一下",
        why="hedged far away",
        facts={"service_income": 42, "startups": 14},
    ),
    said(
        "帮忙看看：企业19（其中科小3），团队7，活动14，对接20",
        why="parts in brackets",
        facts={"startups": 19, "tech_smes": 3, "teams": 7, "events": 14, "connected": 20},
    ),
    said(
        "空间里有23家公司，8个创业团队；过去一年办了19场活动、6场培训；4家公司是科技型中小企业。能得几分",
        why="companies, then the tech SMEs among them",
        facts={"startups": 23, "teams": 8, "events": 25, "tech_smes": 4},
    ),
    said("我们场地2800平，其中孵化面积2000平，企业23家，评下分", why="two areas: asked", facts={"startups": 23}),
    said(
        "总收入一千二百万，服务收入占六成五，给算算我们的分",
        why="a share with a half",
        facts={"total_income": 1200, "service_income": 780},
    ),
    said(
        "我们服务收入90万，占总收入的45%，企业20家，评下分",
        why="a share of the total given beside the value",
        facts={"service_income": 90, "startups": 20},
    ),
    said(
        "科技人员创业的有14个，占比28%，企业35家团队15个，评下分",
        why="a share beside its value",
        facts={"sci_founded": 14, "startups": 35, "teams": 15},
    ),
    said(
        "普通众创空间，企业20家，团队8个，评下分",
        "漏了一个数，活动16场",
        why="one more",
        facts={"startups": 20, "teams": 8, "events": 16},
        track=G,
    ),
    said(
        "普通众创空间，企业20家，团队8个，评下分",
        "团队数填少了，应该是18个",
        why="filled in too low",
        facts={"startups": 20, "teams": 18},
        track=G,
    ),
    said(
        "普通众创空间，企业20家，团队8个，评下分",
        "企业里有两家刚注销",
        why="two gone",
        facts={"startups": 18, "teams": 8},
        track=G,
    ),
    said(
        "普通众创空间，企业20家，活动10场，评下分",
        "活动改为12场，企业不变",
        why="corrected, the other confirmed",
        facts={"startups": 20, "events": 12},
        track=G,
    ),
    said(
        "普通众创空间，企业20家，活动10场，评下分",
        "如果活动翻倍呢",
        why="doubled in a supposition",
        facts={"startups": 20, "events": 10},
        track=G,
    ),
    said(
        "普通众创空间，企业20家，活动10场，评下分",
        "假设再办8场活动，能加多少分？",
        "好，就按这个来",
        why="adopted",
        facts={"startups": 20, "events": 18},
        track=G,
    ),
    said(
        "1.1这项我们觉得是良好，1.5应该优秀，其余两项中等，普通众创空间，评下分",
        why="the rest, by grade",
        grades={"1.1": "良", "1.5": "优", "2.10": "中", "3.3": "中"},
        track=G,
    ),
    said(
        "大赛获奖评了优，特色工作评了优，平台建设评了良，普惠政策评了良，算总分，我们普通的",
        why="grades after their names",
        grades={"2.10": "优", "3.3": "优", "1.1": "良", "1.5": "良"},
        track=G,
    ),
    said(
        "研发平台建设75分，成果转化80分，普惠政策85分，专业化众创空间，算总分",
        why="ratings",
        ratings={"1.2": 75, "3.4": 80, "1.5": 85},
        track=S,
    ),
    said(
        "专业化众创空间：产业链上下游企业32家、团队11个，总收入680万元，上年620万元，请评分",
        why="上下游, two years",
        facts={"startups_in_chain": 32, "teams_in_chain": 11, "total_income": 680, "previous_total_income": 620},
        track=S,
    ),
    said(
        "我们2023年度：企业36家，科技型中小企业11家，新认定高新技术企业3家，2022年新认定2家，请评分",
        why="this year's, not last year's",
        facts={"startups": 36, "tech_smes": 11, "new_high_tech": 3},
        year=2023,
    ),
    said("新引进企业7家，退出3家，目前在孵28家，请给我们评分", why="moves, then the stock", facts={"startups": 28}),
    said(
        "零投资收入，活动17场，企业20家，请评分",
        why="零 in front",
        facts={"investment_income": 0, "events": 17, "startups": 20},
    ),
    said("没搞活动，企业20家，团队5个，请评分", why="none held", facts={"events": 0, "startups": 20, "teams": 5}),
    said("投融资这块是空白，企业20家，团队5个，请评分", why="空白", facts={"funded": 0, "startups": 20, "teams": 5}),
    said("不少于20家企业，团队大于5个，活动17场，请评分", why="bounds", facts={"events": 17}),
    said("面积约莫1500平，活动17场，企业20家，请评分", why="about", facts={"events": 17, "startups": 20}),
    said("企业20来家，团队五六个，活动17场，请评分", why="vague", facts={"events": 17}),
    said("企业15~20家，活动17场，请评分", why="a range", facts={"events": 17}),
    said("企业最多时有40家，现在32家，活动17场，请评分", why="at most once, now", facts={"startups": 32, "events": 17}),
    said(
        "企业满员能放50家，目前入驻33家，活动17场，请评分",
        why="capacity, then the stock",
        facts={"startups": 33, "events": 17},
    ),
    said(
        "可容纳企业60家，实际入驻企业33家，活动17场，请评分",
        why="capacity, then the stock",
        facts={"startups": 33, "events": 17},
    ),
    said(
        "计划新增高企2家，已新增1家，活动17场，请评分",
        why="planned, then so far",
        facts={"new_high_tech": 1, "events": 17},
    ),
    said(
        "签约意向企业12家，在孵企业33家，活动17场，请评分",
        why="firms that only intend",
        facts={"startups": 33, "events": 17},
    ),
    said(
        "园区共有企业210家，众创空间内企业33家，团队9个，请评分",
        why="the whole park",
        facts={"startups": 33, "teams": 9},
    ),
    said("创业导师12名，其中专职3名，企业33家，团队9个，请评分", why="staff", facts={"startups": 33, "teams": 9}),
    said("一楼600平二楼700平总共1300平，企业33家，请评分", why="floors: asked", facts={"startups": 33}),
    said(
        "物业交房租每年90万，总收入160万，企业33家，请评分",
        why="rents paid",
        facts={"total_income": 160, "startups": 33},
    ),
    said(
        "入驻企业营业收入合计8600万，企业33家，团队9个，请评分",
        why="the firms' revenue is not the space's",
        facts={"startups": 33, "teams": 9},
    ),
    said(
        "在孵企业总收入1.2亿，众创空间总收入210万，企业33家，请评分",
        why="the firms' total and the space's",
        facts={"total_income": 210, "startups": 33},
    ),
    said("发明专利12件，实用新型30件，企业33家，团队9个，请评分", why="patents", facts={"startups": 33, "teams": 9}),
    said("办活动花了15万，活动17场，企业33家，请评分", why="money spent", facts={"events": 17, "startups": 33}),
)
