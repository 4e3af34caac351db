"""How managers state figures: a set written after the third repairs and before any run on it.

As first run 88.4 % of its values were read rightly and 2 were wrong (a value kept after a correction was missed
counts as wrong); the causes were then repaired, not the sentences.
"""

from __future__ import annotations

from tests.assistant.scoring_sentences import G, S, said

EIGHTH_SENTENCES = (
    said(
        "麻烦给测一下：普通众创空间，1800㎡，入驻企业24户，创客团队13个，全年活动28场次，专利企业10家",
        why="户, bare area",
        facts={"area_m2": 1800, "startups": 24, "teams": 13, "events": 28, "with_ip": 10},
        track=G,
    ),
    said(
        "我们园区众创空间去年情况：孵化面积0.2万平，企业35家，解决大学生就业42人",
        why="万平",
        facts={"area_m2": 2000, "startups": 35, "graduates_employed": 42},
    ),
    said(
        "能帮忙算下我们得多少分吗？有32家在孵企业，其中9家入了科技型中小企业库",
        why="入库",
        facts={"startups": 32, "tech_smes": 9},
    ),
    said(
        "我们一共服务对接了四十五家企业和团队，当年新认定高新技术企业三家，算分",
        why="Chinese numerals",
        facts={"connected": 45, "new_high_tech": 3},
    ),
    said(
        "总收入：贰佰陆拾万；服务收入：壹佰叁拾万；投资收入：无。算分",
        why="financial numerals and none",
        facts={"total_income": 260, "service_income": 130, "investment_income": 0},
    ),
    said(
        "收入情况（万元）：总收入 310，服务收入 140，投资收入 12，上年总收入 290，请算分",
        why="unit in a heading bracket",
        facts={"total_income": 310, "service_income": 140, "investment_income": 12, "previous_total_income": 290},
    ),
    said(
        "企业数量30 团队数量15 科技人员创业数量14 知识产权数量12 算分",
        why="pieces of IP are unclear",
        facts={"startups": 30, "teams": 15, "sci_founded": 14},
    ),
    said(
        "咱们空间普通的，政策落实给个良，比赛这块一般，平台给优，打个分，企业26家",
        why="colloquial grades",
        facts={"startups": 26},
        grades={"1.5": "良", "2.10": "中"},
        track=G,
    ),
    said(
        "我们1.1是优，1.5也是优，2.10和3.3是良，请算一下",
        why="也, 和",
        grades={"1.1": "优", "1.5": "优", "2.10": "良", "3.3": "良"},
    ),
    said(
        "指标1.1：优；指标1.5：良；指标2.7：7家；指标2.9：26场；请打分",
        why="指标 in front of the code",
        facts={"tech_smes": 7, "events": 26},
        grades={"1.1": "优", "1.5": "良"},
    ),
    said(
        "专业化众创空间，2.2是18家，2.4是7个，1.2评良，3.4评优，请打分",
        why="codes of the track",
        facts={"startups_in_chain": 18, "teams_in_chain": 7},
        grades={"1.2": "良", "3.4": "优"},
        track=S,
    ),
    said(
        "我们企业有21家，科技人员办的企业有9家，团队有11个，科技人员办的团队4个，算分",
        why="interleaved parts",
        facts={"startups": 21, "teams": 11, "sci_founded": 13},
    ),
    said(
        "企业21家，团队11个，算分",
        "科技人员创办的占一半",
        why="a half of 32",
        facts={"startups": 21, "teams": 11, "sci_founded": 16},
    ),
    said(
        "企业21家，团队11个，算分", "改一下，企业23家，别的不变", why="correction", facts={"startups": 23, "teams": 11}
    ),
    said("企业21家，团队11个，算分", "团队数量更正为12个", why="correction", facts={"startups": 21, "teams": 12}),
    said("企业21家，团队11个，算分", "不对，企业只有19家", why="correction", facts={"startups": 19, "teams": 11}),
    said("企业21家，活动12场，算分", "活动我们补办了3场", why="three more", facts={"startups": 21, "events": 15}),
    said(
        "企业21家，活动12场，算分",
        "假设活动增加到24场呢",
        "可以，就按这个更新吧",
        why="adopted",
        facts={"startups": 21, "events": 24},
    ),
    said(
        "企业21家，科小4家，算分",
        "新增了2家科小，现在6家了",
        why="increment with its result",
        facts={"startups": 21, "tech_smes": 6},
    ),
    said(
        "2023年我们新引进企业12家，年末在孵企业共37家，请算2023年的分",
        why="brought in, then the stock",
        facts={"startups": 37},
        year=2023,
    ),
    said(
        "现在企业28家，比年初增加5家，团队14个，请算分",
        why="increase after the value",
        facts={"startups": 28, "teams": 14},
    ),
    said(
        "活动30场，同比增加6场，企业22家，请算分", why="increase over last year", facts={"events": 30, "startups": 22}
    ),
    said(
        "总收入240万，其中政府补贴60万、房租收入70万、服务收入90万，请算分",
        why="incomes that do not count",
        facts={"total_income": 240, "service_income": 90},
    ),
    said(
        "去年获得各类奖励资金30万，企业24家，活动16场，请算分", why="prize money", facts={"startups": 24, "events": 16}
    ),
    said(
        "聘请导师18人，举办活动16场，参加1200人，企业24家，请算分", why="people", facts={"events": 16, "startups": 24}
    ),
    said("团队成员一共60人，团队12个，企业19家，请算分", why="members of teams", facts={"teams": 12, "startups": 19}),
    said("企业员工总数320人，企业24家，其中大学生员工58人，请算分", why="employees", facts={"startups": 24}),
    said("注册资本500万，企业24家，团队6个，请算分", why="capital", facts={"startups": 24, "teams": 6}),
    said(
        "我们累计获得投融资15家，今年有3家，企业24家，请算分",
        why="cumulative and this year's",
        facts={"funded": 3, "startups": 24},
    ),
    said("融资总额1200万，涉及企业4家，在孵企业24家，请算分", why="an unclear 4", facts={"startups": 24}),
    said("邮编450000，面积1650平方米，企业24家，请算分", why="postcode", facts={"area_m2": 1650, "startups": 24}),
    said("我们备案号是ZC2020-018，企业24家，团队6个，请算分", why="a code", facts={"startups": 24, "teams": 6}),
    said("开放时间9:00-18:00，工位120个，企业24家，请算分", why="hours", facts={"startups": 24}),
    said("企业24家，不算分公司的3家，团队6个，请算分", why="excluded", facts={"startups": 24, "teams": 6}),
    said("企业至多30家，团队起码10个，活动18场，请算分", why="bounds", facts={"events": 18}),
    said("企业三四十家，团队若干，活动18场，请算分", why="vague", facts={"events": 18}),
    said("企业几十家吧，活动18场，大学生就业好几十人，请算分", why="vague", facts={"events": 18}),
    said("总收入两百五十多万，服务收入一百万整，请算分", why="more than; exactly", facts={"service_income": 100}),
    said("活动18-20场，企业24家，请算分", why="range", facts={"startups": 24}),
    said("按满分算2.9有7分，我们活动18场，请算分", why="weight", facts={"events": 18}),
    said(
        "别的空间平均22家企业、10个团队，我们24家企业、9个团队，请算分",
        why="others' averages, own",
        facts={"startups": 24, "teams": 9},
    ),
    said(
        "评优秀需要80分以上吧？我们企业24家，团队9个，能得多少分", why="a threshold", facts={"startups": 24, "teams": 9}
    ),
    said(
        "普通众创空间，面积1500平，企业24家。想达到80分还要做什么？",
        why="target",
        facts={"area_m2": 1500, "startups": 24},
        track=G,
    ),
    said("我想问科技型中小企业数量这项权重多少", why="a question"),
    said("众创空间评价什么时候开始？2024年还评吗？", why="a question"),
    said(
        "没有投资收入也没有融资企业，服务收入60万，总收入100万，请算分",
        why="two nones",
        facts={"investment_income": 0, "funded": 0, "service_income": 60, "total_income": 100},
    ),
    said(
        "新增高企暂无，获投企业暂无，企业24家，请算分",
        why="暂无",
        facts={"new_high_tech": 0, "funded": 0, "startups": 24},
    ),
    said(
        "我们没有统计大学生就业，企业24家，团队9个，请算分",
        why="not counted is not none",
        facts={"startups": 24, "teams": 9},
    ),
    said("企业24家，不到一半有知识产权，团队6个，请算分", why="less than half", facts={"startups": 24, "teams": 6}),
    said(
        "企业和团队合计40个，其中企业26个，团队14个，科技人员创办占25%，请算分",
        why="sum and share",
        facts={"startups": 26, "teams": 14, "sci_founded": 10},
    ),
)
