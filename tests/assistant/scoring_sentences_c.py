"""How managers state figures: a set written after the first repairs and before any run on it.

As first run 83.1 % of its values were read rightly and 8 were wrong (a value kept after a correction was missed
counts as wrong); the causes were then repaired, not the sentences.
"""

from __future__ import annotations

from tests.assistant.scoring_sentences import ALL_FACTS, G, S, said

SIXTH_SENTENCES = (
    said(
        "您好，我是郑州这边一个众创空间的负责人，想问问我们去年能得多少分。我们场地是2300平方，入"
        "驻的初创企业有41家，还有16个团队没注册公司。",
        why="polite long message",
        facts={"area_m2": 2300, "startups": 41, "teams": 16},
    ),
    said(
        "我们去年全年总收入是186万，服务收入这块大概占了一半吧，能打几分",
        why="去年 alone may be the assessed year or the one before: asked; a vague half",
    ),
    said(
        "场地\t1850\n企业\t26\n团队\t11\n活动\t31\n打分",
        why="pasted from a sheet",
        facts={"area_m2": 1850, "startups": 26, "teams": 11, "events": 31},
    ),
    said(
        "指标,数值\n场地面积,2100\n常驻初创企业,33\n常驻团队,18\n算分",
        why="csv with commas: each name waits for its number",
        facts={"area_m2": 2100, "startups": 33, "teams": 18},
    ),
    said(
        "场地面积：2000平方米；初创企业：30家；团队：20个；科技人员创业：18个；有效知识产权"
        "企业和团队：12个；科技型中小企业：6家；投融资：3个；活动：24场；服务收入：100万元；"
        "投资收入：0；总收入：250万元；上年总收入：200万元；对接：40家；大学生就业：35人；"
        "新增高企：1家。请评分，普通众创空间",
        why="full form in semicolons",
        facts=ALL_FACTS,
        track=G,
    ),
    said(
        "咱这是个专业化的空间 主要做装备制造 链上企业23家 链上团队9个 对接了31家 一年办了16场活动 帮看看能得几分",
        why="voice, no punctuation",
        facts={"startups_in_chain": 23, "teams_in_chain": 9, "connected": 31, "events": 16},
        track=S,
    ),
    said(
        "去年拿到投资的一共4个，科小有11家，高企新认定的3家，请算分",
        why="things after their predicate",
        facts={"funded": 4, "tech_smes": 11, "new_high_tech": 3},
    ),
    said(
        "我们这边企业28家，其中科技型中小企业8家、拿到融资的2家、有专利的13家，麻烦算一下",
        why="among them",
        facts={"startups": 28, "tech_smes": 8, "funded": 2, "with_ip": 13},
    ),
    said(
        "我们这边企业36家，其中12家是科技型中小企业，3家拿到了风投，算一下分",
        why="number first among them",
        facts={"startups": 36, "tech_smes": 12, "funded": 3},
    ),
    said(
        "服务收入62.5万，投资收入7.5万，总收入175万，上一年总收入140万，帮忙打分",
        why="decimals",
        facts={"service_income": 62.5, "investment_income": 7.5, "total_income": 175, "previous_total_income": 140},
    ),
    said(
        "我们2023年总收入是三百零八万，2022年是二百七十五万，算算我们的分",
        why="two years, second without its name",
        facts={"total_income": 308, "previous_total_income": 275},
        year=2023,
    ),
    said("帮我们算分：总收入1.2百万，服务收入80万", why="百万", facts={"total_income": 120, "service_income": 80}),
    said(
        "总收入贰佰伍拾万元整，服务收入壹佰万元整，算分",
        why="financial numerals",
        facts={"total_income": 250, "service_income": 100},
    ),
    said(
        "收入都按万元报：总收入320，服务收入150，投资收入20，上年总收入280，请打分",
        why="unit declared once",
        facts={"total_income": 320, "service_income": 150, "investment_income": 20, "previous_total_income": 280},
    ),
    said(
        "我们总收入320，服务收入150，帮打分",
        "单位是万元",
        why="unit afterwards",
        facts={"total_income": 320, "service_income": 150},
    ),
    said("我们企业25家，团队15个，算下分", "团队再加3个", why="increment", facts={"startups": 25, "teams": 18}),
    said(
        "我们企业25家，团队15个，算下分",
        "对了，忘了说，活动有19场",
        why="addition",
        facts={"startups": 25, "teams": 15, "events": 19},
    ),
    said(
        "我们企业25家，团队15个，活动19场，算下分",
        "不好意思，活动那项写错了，是29",
        why="correction without unit",
        facts={"startups": 25, "teams": 15, "events": 29},
    ),
    said(
        "我们企业25家，团队15个，算下分",
        "企业数应该是27，团队没错",
        why="correction with a confirmation",
        facts={"startups": 27, "teams": 15},
    ),
    said(
        "我们企业25家，团队15个，算下分",
        "把企业改成26，团队改成14",
        why="two corrections",
        facts={"startups": 26, "teams": 14},
    ),
    said(
        "普通众创空间，场地2000平米，企业30家，活动24场，算分",
        "如果多办10场活动能提高多少分？",
        "再问一下，要是引进3家科技型中小企业呢",
        why="two what-ifs",
        facts={"area_m2": 2000, "startups": 30, "events": 24},
        track=G,
    ),
    said(
        "普通众创空间，场地2000平米，企业30家，活动24场，算分",
        "如果多办10场活动能提高多少分？",
        "那就按这个算吧",
        why="what-if adopted",
        facts={"area_m2": 2000, "startups": 30, "events": 34},
        track=G,
    ),
    said(
        "普通众创空间，企业30家，科技型中小企业6家，算分",
        "假如科技型中小企业变成9家呢",
        "行，就这么定了，按9家算",
        why="what-if adopted with its number",
        facts={"startups": 30, "tech_smes": 9},
        track=G,
    ),
    said(
        "定性指标我们自评：1.1 优、1.5 良、2.10 良、3.3 中，请给总分",
        why="grades listed",
        grades={"1.1": "优", "1.5": "良", "2.10": "良", "3.3": "中"},
    ),
    said(
        "1.1、1.5、2.10、3.3四项分别是优、良、中、良，算一下我们的分",
        why="grades respectively",
        grades={"1.1": "优", "1.5": "良", "2.10": "中", "3.3": "良"},
    ),
    said(
        "我们定性的全部按良算，普通众创空间，企业20家",
        why="all qualitative",
        facts={"startups": 20},
        grades={"1.1": "良", "1.5": "良", "2.10": "良", "3.3": "良"},
        track=G,
    ),
    said(
        "平台这块我们评了个优，政策落实评了良，大赛只能算中，特色工作优，给我们算分",
        why="colloquial grades; 平台 alone may be 1.1 or 1.2",
        grades={"1.5": "良", "2.10": "中", "3.3": "优"},
    ),
    said(
        "评优的有1.1和3.3，评良的是1.5，2.10评中，算一下我们多少分",
        why="grade first",
        grades={"1.1": "优", "3.3": "优", "1.5": "良", "2.10": "中"},
    ),
    said(
        "我们1.1自评90分，1.5自评80分，2.10自评75分，特色工作60分，总分多少",
        why="self ratings",
        ratings={"1.1": 90, "1.5": 80, "2.10": 75, "3.3": 60},
    ),
    said(
        "成果转化情况：85分；研发平台：优；我们是专业化众创空间，算分",
        why="rating and grade",
        grades={"1.2": "优"},
        ratings={"3.4": 85},
        track=S,
    ),
    said(
        "特色工作我们做得很好，大赛也拿了省里一等奖，平台建设还在推进中，企业22家，打个分",
        why="no grades in it",
        facts={"startups": 22},
    ),
    said(
        "本单位为普通众创空间，截至2023年12月31日，在孵企业29家，累计孵化企业156家，毕业企业12家，请测算",
        why="cumulative is no fact",
        facts={"startups": 29},
        track=G,
    ),
    said(
        "我们有导师26名，服务人员9名，企业19家，团队8个，请评分",
        why="people are no facts",
        facts={"startups": 19, "teams": 8},
    ),
    said(
        "我们空间有工位200个、会议室3间、路演厅1个，面积1500平米，算分",
        why="rooms are no facts",
        facts={"area_m2": 1500},
    ),
    said(
        "联系人李工，0371-65908899，地址高新区长椿路11号4号楼5层，场地面积1700平方米，企业23家，请评分",
        why="phone and address",
        facts={"area_m2": 1700, "startups": 23},
    ),
    said(
        "我们办公区800平，总面积2600平，算分，企业30家",
        why="a part of the area",
        facts={"area_m2": 2600, "startups": 30},
    ),
    said("租金1.2元每平米每天，场地1900平方米，团队14个，评个分", why="rent", facts={"area_m2": 1900, "teams": 14}),
    said("省里要求活动不少于12场，我们办了21场，能得几分", why="requirement, then own", facts={"events": 21}),
    said("满分是100分，我们企业24家，团队9个，能得几分", why="full score", facts={"startups": 24, "teams": 9}),
    said("听说2.7这项权重10%，我们科小有9家，能拿多少分", why="weight", facts={"tech_smes": 9}),
    said("我们想冲90分，现在企业30家，活动20场，该怎么做", why="target", facts={"startups": 30, "events": 20}),
    said("明年准备再办30场活动，今年已经办了22场，算今年的分", why="plan and present", facts={"events": 22}),
    said(
        "政府补助50万，总收入210万，服务收入90万，请算分",
        why="subsidy is no fact",
        facts={"total_income": 210, "service_income": 90},
    ),
    said(
        "3家企业共获得融资2300万元，企业总数31家，算分", why="funded and an amount", facts={"funded": 3, "startups": 31}
    ),
    said("有3家企业拿到融资，金额合计800万，算下我们的分", why="amount of funding", facts={"funded": 3}),
    said(
        "我们没有一家高企是今年新认定的，活动12场，算分",
        why="none in a long phrase",
        facts={"new_high_tech": 0, "events": 12},
    ),
    said(
        "去年一分投资收入都没有，服务收入77万，总收入130万，算分",
        why="none at all",
        facts={"investment_income": 0, "service_income": 77, "total_income": 130},
    ),
    said(
        "融资企业：无；新增高企：无；活动：18场。请评分",
        why="无 in a form",
        facts={"funded": 0, "new_high_tech": 0, "events": 18},
    ),
    said(
        "融资企业 0，新增高企 0，科小 4，请评分", why="zeros", facts={"funded": 0, "new_high_tech": 0, "tech_smes": 4}
    ),
    said("我们企业大约30家左右，团队十来个，活动20场，评分", why="vague", facts={"events": 20}),
    said("企业30+，团队15个，评分", why="30+ is vague", facts={"teams": 15}),
    said("活动场次二三十场吧，企业26家，评分", why="vague Chinese", facts={"startups": 26}),
    said("总收入250万上下，企业26家，团队7个，评分", why="about", facts={"startups": 26, "teams": 7}),
    said("面积2000-2500平米，企业26家，团队7个，评分", why="range", facts={"startups": 26, "teams": 7}),
    said(
        "科技人员创办的占比36%，企业30家团队20个，评分",
        why="percent first",
        facts={"startups": 30, "teams": 20, "sci_founded": 18},
    ),
    said(
        "企业加团队共50个，企业30个团队20个，有知识产权的占比24%，评分",
        why="sum and parts",
        facts={"startups": 30, "teams": 20, "with_ip": 12},
    ),
    said("40家企业里有一成是科技型中小企业，请评分", why="一成 of them", facts={"startups": 40, "tech_smes": 4}),
    said(
        "服务收入占比45%，投资收入占比5%，总收入300万，请评分",
        why="income shares",
        facts={"total_income": 300, "service_income": 135, "investment_income": 15},
    ),
    said(
        "今年总收入300万，比上年翻了一番，请评分",
        why="doubled: not read, and not taken for another value",
        facts={"total_income": 300},
    ),
    said("总收入300万，同比增长20%，请评分", why="growth", facts={"total_income": 300, "previous_total_income": 250}),
    said("总收入180万，同比下降10%，请评分", why="fall", facts={"total_income": 180, "previous_total_income": 200}),
    said("总收入从200万增加到250万，请给我们评分", why="from to: both", facts={"total_income": 250}),
    said("企业从25家涨到32家，请给我们评分", why="from to", facts={"startups": 32}),
    said("活动比去年少了5场，今年只有17场，请评分", why="less than last year", facts={"events": 17}),
    said("走了4家又来了6家，现在企业一共33家，请评分", why="moves, then the result", facts={"startups": 33}),
    said("我们不是专业化的，是普通众创空间，企业17家", why="track denied", facts={"startups": 17}, track=G),
    said(
        "我们叫蓝天众创空间，普通类，2022年度，企业19家，活动13场",
        why="who, track, year",
        facts={"startups": 19, "events": 13},
        track=G,
        year=2022,
    ),
    said("2021年成立的，2023年度考核，企业35家，请评分", why="founded and assessed", facts={"startups": 35}, year=2023),
    said(
        "对接企业和团队情况：企业30家、团队10个，请评分，我们",
        why="parts of what stands before the colon",
        facts={"connected": 40},
    ),
    said("我们服务人员一共对接了企业30家和团队10个，请评分", why="parts of connected", facts={"connected": 40}),
    said(
        "拥有知识产权的企业9家、团队3个，企业总数27家、团队总数14个，请评分",
        why="parts of one fact",
        facts={"with_ip": 12, "startups": 27, "teams": 14},
    ),
    said(
        "科技人员创办企业11家，科技人员创办团队5个，企业27家，团队14个，请评分",
        why="parts with repeated names",
        facts={"sci_founded": 16, "startups": 27, "teams": 14},
    ),
    said("应届毕业生就业28人，往届大学生就业9人，请给我们评分", why="two groups of graduates: asked"),
    said("带动就业210人，其中大学生64人，请给我们评分", why="students among all", facts={"graduates_employed": 64}),
    said("路演6场、培训5场、沙龙8场，请给我们评分", why="kinds of events", facts={"events": 19}),
    said(
        "全年共举办各类创新创业活动及培训四十八场次，参加人数2600人次，请给我们评分",
        why="participants",
        facts={"events": 48},
    ),
    said("我想查一下众创空间评价指标体系里科技型中小企业占多少分", why="a question about the document"),
    said("企业30家 团队20个 不含毕业的5家 请评分", why="excluded", facts={"startups": 30, "teams": 20}),
    said(
        "我们企业30家，团队20个，评分。哦对团队应该是21个",
        why="corrected in the same turn",
        facts={"startups": 30, "teams": 21},
    ),
    said(
        "我们面积1200平米，企业20家（其中科小5家，高企2家，今年新认定高企1家），请评分",
        why="in brackets",
        facts={"area_m2": 1200, "startups": 20, "tech_smes": 5, "new_high_tech": 1},
    ),
)
