"""A sentence on the right topic that lacks what was asked is no answer: each kind of contradiction, both sides."""

from __future__ import annotations

import pytest

from assistant.confidence import THRESHOLD, confidence, contradicted_scope, contradictions, missing_share
from assistant.evidence import Sentence, Support
from assistant.question_parts import read
from knowledge.chunking import chunk
from knowledge.segmentation import Span, fold
from tests.knowledge import understood


def support(text: str, nearness: float = 0.7, retrieval: float = 0.9, title: str = "工作通报") -> Support:
    """The sentence ``text``, alone in a document, as evidence."""
    document = understood(f"{title}\n\n{text}\n")
    (passage,) = chunk(document)
    start = document.text.index(text)
    sentence = Sentence(passage, Span(start, start + len(text)), fold(text), retrieval)
    return Support(sentence, 0.5, 0.5, nearness, fits=True)


def against(question: str, text: str, title: str = "工作通报") -> list[str]:
    return contradictions(support(text, title=title), read(question).parts[0], question)


@pytest.mark.parametrize(
    ("question", "answers", "misses"),
    [
        pytest.param("2024年资助了多少名学生？", "2024年资助学生1300名。", "2023年资助学生1300名。", id="another year"),
        pytest.param("第二批有多少人？", "第二批共40人。", "第一批共40人。", id="another occasion of a numbered row"),
        pytest.param("洛阳市建了多少所学校？", "洛阳市新建学校12所。", "开封市新建学校12所。", id="another place"),
        pytest.param(
            "《学生宿舍管理暂行办法》有多少条？",
            "《学生宿舍管理暂行办法》共30条。",
            "《图书借阅规则》共30条。",
            id="another title",
        ),
        pytest.param("有多少家企业？", "共有一家企业。", "在一家企业实习。", id="one as an article"),
        pytest.param(
            "逾期不还罚多少？", "处书价一倍以上的罚款。", "处以罚款，记入2级档案。", id="a fine as a multiple"
        ),
        pytest.param("奖学金一共发了多少钱？", "奖学金发放260万元。", "奖学金发放1300人次。", id="money without a sum"),
        pytest.param("培训经费是多少？", "培训经费50万元。", "培训经费分3期拨付。", id="funds without a sum"),
        pytest.param("投资了几亿？", "总投资3亿元。", "总投资300万元。", id="the order of magnitude"),
        pytest.param("就业率占比是多少？", "就业率占95%。", "就业人数达950名。", id="a share without percent"),
        pytest.param(
            "有多少名教师参加？", "参加的教师有30名。", "教师参加了3次培训。", id="people without a head count"
        ),
        pytest.param(
            "公示期是多长时间？", "公示期为五个工作日。", "公示于2023年3月6日发布。", id="a duration is no date"
        ),
        pytest.param("安全检查多久一次？", "安全检查每年开展一次。", "安全检查共12项。", id="how often"),
        pytest.param("多长时间检查一次？", "安全检查每月开展一次。", "安全检查共12项。", id="how often, by the month"),
        pytest.param("什么时候召开大会？", "大会于3月6日召开。", "大会在礼堂召开。", id="a time without one"),
        pytest.param("大会主持人是谁？", "大会由校长李明主持。", "大会的主持人李明是谁？", id="a sentence that asks"),
        pytest.param("大会参会人数", "大会有300人参加。", "大会在礼堂召开。", id="a bare name of a figure"),
        pytest.param("咨询电话是多少？", "咨询电话：0371-61234567。", "咨询请到办公楼305室。", id="a phone number"),
        pytest.param("网址是什么？", "网址：www.example.edu。", "通知见学院主页。", id="an address on the net"),
        pytest.param(
            "通知的文号是什么？", "通知的文号是云院〔2023〕12号。", "通知于2023年3月12日印发。", id="a document number"
        ),
        pytest.param("新增了多少家企业？", "新增企业20家。", "新增企业投资20亿元。", id="a measure word"),
        pytest.param("办了几场讲座？", "举办讲座8场。", "举办讲座，到场80人。", id="another measure word"),
        pytest.param("几月几号开的会？", "会议于3月6日召开。", "会议于2023年召开。", id="a day where a year stands"),
        pytest.param("哪一年合并的？", "两校于2019年合并。", "两校于9月1日合并。", id="a year where a day stands"),
        pytest.param("多少分算合格？", "60分为合格。", "合格的发给证书。", id="a mark"),
        pytest.param(
            "目前有多少张床位？", "目前共有床位300张。", "床位要达到300张。", id="what is aimed at is not what is there"
        ),
        pytest.param(
            "到会的有多少名代表？",
            "到会代表300名。",
            "到会记者30名。",
            id="another thing is counted with the same word",
        ),
        pytest.param(
            "十条措施的第三条是什么？", "三是扩大招生。", "会议提出十条措施。", id="the third of those only named"
        ),
        pytest.param("道路有多少公里？", "道路全长12公里。", "道路有12条。", id="a length"),
        pytest.param("校园有多少亩？", "校园占地1200亩。", "校园有12栋楼。", id="an area"),
        pytest.param(
            "校区迁到哪个县？", "校区迁至云山县。", "校区迁建提速，打造航空港。", id="a place of the level asked for"
        ),
        pytest.param("材料交到哪个科室？", "材料交教务处。", "材料分为三类。", id="a body that something goes to"),
        pytest.param("谁可以报名？", "本省公民均可报名。", "报名工作如期开展。", id="whom a rule entitles"),
        pytest.param("谁主持会议？", "副院长方若兰主持会议。", "会议在礼堂举行。", id="a person"),
        pytest.param(
            "由几家单位联合印发？", "由8部门联合印发。", "由市教育部门印发。", id="bodies are counted as 家 or not"
        ),
        pytest.param("利率提高了多少？", "利率提高了2%。", "2023年3月6日提高利率。", id="a date is no amount"),
        pytest.param("职工节是哪天？", "每年农历秋分为职工节。", "每年举办职工节。", id="a day of the lunar calendar"),
        pytest.param(
            "大会在哪里召开？",
            "大会在郑州召开。",
            "河南省教育厅召开大会。",
            id="a body named after a place is no place",
        ),
        pytest.param(
            "山东省教育规划里床位是多少张？", "山东床位300张。", "床位300张。", id="the plan of another province"
        ),
        pytest.param("大会在哪里召开？", "大会在郑州召开。", "大会隆重召开。", id="a place asked for"),
    ],
)
def test_a_sentence_that_lacks_what_was_asked_is_contradicted(question: str, answers: str, misses: str) -> None:
    assert against(question, answers) == []
    assert against(question, misses) != []


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("2024年资助了多少名学生？", "2023年资助学生1300名。", "没有提到 2024 年"),
        ("第二批有多少人？", "第一批40人。", "没有提到第二批"),
        ("洛阳市有多少所学校？", "开封市有学校12所。", "说的不是洛阳"),
        ("新增了多少家企业？", "新增企业的投资为20亿元。", "没有所问的数量：多少家"),
        ("什么时候召开大会？", "大会在礼堂召开。", "没有所问的数字或日期"),
    ],
)
def test_a_contradiction_says_what_is_missing(question: str, text: str, said: str) -> None:
    assert against(question, text) == [said]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("分为几个阶段？", "评定分为申请、评议、公示。", id="a list needs no figure to be counted"),
        pytest.param("有多少名学生？", "学生一千三百名。", id="Chinese numerals"),
        pytest.param("２０２３年有多少名学生？", "2023年有学生1300名。", id="full-width figures"),
        pytest.param("有多少名学生？", "学生1,300余名。", id="a thousands separator and 余"),
        pytest.param("占百分之多少？", "占比为百分之十。", id="百分之"),
        pytest.param("名单上有多少人？", "名单共列40人。", id="a list of names is counted, nobody is asked for"),
        pytest.param("按当地社团登记条例要几名学生？", "社团须有五名学生。", id="当地 is no part of a title"),
        pytest.param("管的是哪年的账，2021年的还是2022年的？", "管的是2022年的账。", id="of a choice one is wrong"),
        pytest.param("预算提前几日提交？", "预算草案提前十日提交。", id="days in Chinese numerals"),
    ],
)
def test_other_ways_of_writing_are_no_contradiction(question: str, text: str) -> None:
    assert against(question, text) == []


def test_year_and_place_may_stand_in_the_titles_around() -> None:
    assert against("洛阳市2024年建了多少所学校？", "新建学校12所。", title="洛阳市2024年教育工作通报") == []
    assert contradicted_scope("洛阳市的学校", "郑州市教育通报") == ["说的不是洛阳"]
    assert contradicted_scope("洛阳市的学校", "教育通报") == []  # no place named: nothing speaks against it


def test_confidence_grows_with_nearness_and_retrieval_and_falls_with_missing_words() -> None:
    part = read("奖学金经费安排了多少万元？").parts[0]
    text = "本学年度共安排奖学金经费260万元。"
    sure = confidence(support(text), part)

    assert 0 < sure < 1
    assert confidence(support(text, nearness=0.4), part) < sure
    assert confidence(support(text, retrieval=0.4), part) < sure
    assert confidence(support(text), part, passed_over=0.3) < sure
    assert confidence(support("食堂新增窗口。"), part) < sure


def test_a_near_answer_is_above_the_threshold_and_a_far_one_below() -> None:
    part = read("奖学金经费安排了多少万元？").parts[0]

    assert confidence(support("本学年度共安排奖学金经费260万元。"), part) > THRESHOLD
    assert confidence(support("食堂菜价为12元。", nearness=0.3, retrieval=0.3), part) < THRESHOLD


@pytest.mark.parametrize(
    ("asked", "around", "share"),
    [
        ("奖学金经费", "奖学金的经费", 0.0),
        ("奖学金经费", "奖学金", 0.5),
        ("奖学金经费", "食堂", 1.0),
        ("有多少？", "食堂", 0.0),
        pytest.param("教代会", "教职工代表大会", 0.15, id="an abbreviation of what stands there"),
        pytest.param("馆务会文件", "馆务会通过《值班办法》", 0.0, id="writings are named by their titles"),
        pytest.param("馆务会审议", "馆务会研究通过", 0.0, id="another word for what a meeting does before it passes"),
        pytest.param("闭馆", "体育馆开到九点关闭", 0.6, id="its signs stand there apart"),
    ],
)
def test_the_missing_share_counts_the_words_that_do_not_stand_there(asked: str, around: str, share: float) -> None:
    assert missing_share(asked, around) == share
