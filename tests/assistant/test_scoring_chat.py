"""Scores in conversation: what is taken, what stays a question about documents, and what the answers say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Answer, Query, Turn
from assistant.chain import PolicyChain
from assistant.scoring import comparison, plan, profile, scheme
from assistant.scoring.scorecard import score
from assistant.scoring_chat import answer, understand
from assistant.scoring_chat.intent import Wants
from eval.dataset import DATASETS, load
from knowledge.indicators.loader import load_system
from tests.assistant.scoring_sentences import ALL_FACTS

SYSTEM = load_system("henan-makerspace-2021")
SCHEME = scheme.load_scheme(None, SYSTEM)

FULL = (
    "帮我们算一下分：普通众创空间，面积2000平米，初创企业30家，团队20个，科技人员创业的18个，有知识产权的12个，科技型中小企业6家，"
    "获投融资3家，活动24场，服务收入100万，投资收入0，总收入250万元，上一年总收入200万，对接40家，吸纳大学生35人，新增高企1家，"
    "1.1评优，1.5良、2.10良，3.3打80分"
)


def full(**changed: Any) -> profile.Profile:
    return profile.read_profile(
        {
            "track": "general",
            "facts": {**ALL_FACTS, **changed},
            "grades": {"1.1": "优", "1.5": "良", "2.10": "良"},
            "ratings": {"3.3": 80},
        }
    )


CARD = score(full(), SYSTEM, SCHEME)


def ask(*turns: str) -> Answer:
    """The answer to the last turn."""
    *earlier, last = turns
    history = [
        turn
        for text in earlier
        for turn in (Turn("user", text), Turn("assistant", "已算好，见上。总分 12 分，团队 99 个。"))
    ]
    found = answer(Query(last, tuple(history)))
    assert found is not None
    return found


DOCUMENT_QUESTIONS = (
    "2.7 权重是多少",
    "普通众创空间总分多少",
    "怎样提高创新创业服务能力",
    "众创空间评价总分得多少才能评上优秀",
    "专业化众创空间要评哪些指标",
    "我们是普通众创空间，2.2用不用填？占分吗？",
    "我们是专业化众创空间，成果转化这一项占多大权重？",
    "我们是专业化的，2.1还考不考？",
    "科技型中小企业数量要有多少家才能拿满分",
    "2.7和2.9哪个权重高",
    "指标1.3是定性还是定量",
    "加分项最多加几分",
    "众创空间评价多久一次",
    "科技型中小企业的条件是什么",
    "科技型中小企业评价满分多少，多少分合格",
    "职工总数不超过500人是哪条规定的",
    "研发费用占比6%得多少分",
    "高新技术企业认定给多少奖补",
    "孵化绩效占多少分",
    "服务能力这一组有几项指标",
    "评价指标体系是哪天印发的",
    "《河南省众创空间评价指标体系》有哪些内容",
    "初创企业怎么界定",
    "众创空间考核时段是哪一年",
    "申报材料什么时候报送",
    "评价不合格会取消备案吗",
    "2021年第26期印了多少份",
    "我们县要引进多大投资的项目",
    "今后五年粮食播种面积要稳住多少亩",
    "如果企业逾期不支付款项会怎么样",
    "如果投资超过5亿元，政策怎么支持",
    "注册资本500万元的公司要几个股东",
    "企业吸纳高校毕业生10人以上给多少补贴",
    "我公司职工30人要交残保金吗",
    "怎么申请科技型中小企业入库",
    "企业研发费用加计扣除比例是多少",
    "如何评价众创空间",
    "什么是众创空间",
    "普通和专业化众创空间有什么区别",
    "每千平米常驻团队数量的权重",
    "服务收入和投资收入占总收入比例怎么算",
    "普通众创空间权重只有5%的是哪几项指标",
    "定性指标加起来多少分",
    "1.5 专业化权重",
    "南阳市有多少家众创空间",
    "我们市今年的目标是什么",
    "我们的众创空间评价结果什么时候公布",
    "总收入及增长率怎么计算",
    "哪些指标的权重是6%",
    "加分项封顶是几分",
    "众创空间最高能得多少分",
    "大赛一项看的是什么，至多给几分",
    "要对接多少家才算满分",
    "全省众创空间平均得分是多少",
    "同类空间一般得多少分",
    "编一个我们县众创空间的总分",
    "不合格会扣分吗",
)


def test_there_are_enough_document_questions() -> None:
    assert len(DOCUMENT_QUESTIONS) >= 40


@pytest.mark.parametrize("question", DOCUMENT_QUESTIONS)
@pytest.mark.parametrize("earlier", [(), (FULL,)], ids=["alone", "amid a conversation about the score"])
def test_a_question_about_documents_is_left_to_them(question: str, earlier: tuple[str, ...]) -> None:
    history = tuple(Turn("user", text) for text in earlier)

    assert understand(Query(question, history)) is None


# Amid a score 多少分 and 评价结果 are still taken for it, whatever else the question names, and so is one company that
# is no more than an example: known, and not to grow.
_TAKEN_AMID = {"shared-2": {"x014", "x045", "x139", "x146"}, "shared-3": {"wb77"}}


@pytest.mark.parametrize("path", sorted(DATASETS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_question_of_the_datasets_is_taken_that_is_not_about_a_score(path: Path) -> None:
    samples = [sample for sample in load(path) if sample.kind not in ("scoring", "advice")]
    taken = [sample.question for sample in samples if understand(sample.query())]
    scored = (Turn("user", FULL),)
    amid = {s.id for s in samples if understand(Query(s.question, (*scored, *s.query().history), s.today))}

    assert taken == []
    assert amid == _TAKEN_AMID.get(path.stem, set())


ABOUT_THEM = {
    "帮我们算一下分": Wants.SCORE,
    "我们能得多少分": Wants.SCORE,
    "给我们众创空间打个分": Wants.SCORE,
    "我们是科技型中小企业吗": Wants.SCORE,
    "初创企业30家，团队20个": Wants.SCORE,
    "我们怎么提高得分": Wants.ADVICE,
    "我们普通众创空间有30家初创企业，怎么提到85分": Wants.PLAN,
    "如果我们普通众创空间有10家科技型中小企业，能得多少分": Wants.WHAT_IF,
}

FOLLOWING = {
    "现在总分多少": Wants.SCORE,
    "再加上24场活动": Wants.SCORE,
    "不对，团队是25个": Wants.SCORE,
    "1.5改成优": Wants.SCORE,
    "哪些地方丢了分": Wants.LOSSES,
    "如果引进5家科技型中小企业呢": Wants.WHAT_IF,
    "要是少办5场活动会怎么样": Wants.WHAT_IF,
    "再办一场活动能加多少分": Wants.WHAT_IF,
    "多一家高企能多几分": None,  # 新增 or not is not said: see below
    "多一家科技型中小企业能加几分": Wants.WHAT_IF,
    "假如1.5评优呢": Wants.WHAT_IF,
    "怎么提到85分": Wants.PLAN,
    "怎样最省力到85分": Wants.PLAN,
    "想冲90分，先做什么": Wants.PLAN,
    "再提高5分要怎么做": Wants.PLAN,
    "怎么提高": Wants.ADVICE,
    "怎么提高分数": Wants.ADVICE,
    "先抓什么最划算": Wants.ADVICE,
    "短板在哪": Wants.ADVICE,
    "给点建议": Wants.ADVICE,
    "我们最多能拿多少分": Wants.SCORE,
    "哪两项丢分最多": Wants.LOSSES,
    "离满分差多少": Wants.LOSSES,
    "如果活动办到30场，2.9还丢几分": Wants.WHAT_IF,
    "哪项丢分最多，怎么补": Wants.ADVICE,
}


@pytest.mark.parametrize(("question", "wanted"), ABOUT_THEM.items(), ids=list(ABOUT_THEM))
def test_a_question_about_their_own_score_is_taken(question: str, wanted: Wants) -> None:
    found = understand(Query(question))

    assert found is not None
    assert found.wants is wanted


@pytest.mark.parametrize(("question", "wanted"), FOLLOWING.items(), ids=list(FOLLOWING))
def test_a_question_amid_the_conversation_is_taken_for_what_it_asks(question: str, wanted: Wants | None) -> None:
    found = understand(Query(question, (Turn("user", FULL),)))

    if wanted is None:
        assert found is None or found.imagined is not None
    else:
        assert found is not None
        assert found.wants is wanted


def test_the_scorecard_is_that_of_the_scoring() -> None:
    found = ask(FULL)

    assert found.scorecard == CARD.to_dict()
    assert f"总分 {CARD.total} 分 = 基础分 {CARD.base} + 加分 {CARD.bonus}。" in found.answer
    for line in CARD.lines:
        assert f"{line.code} {line.name}：{line.arithmetic}" in found.answer
    assert "· 常驻初创企业 30 家（“初创企业30家”）" in found.answer
    assert "是示例，不是官方标准" in found.answer
    assert not found.refused
    assert found.citations == ()


def test_the_conversation_is_kept_in_the_users_words_and_nowhere_else() -> None:
    pieces = FULL.replace("帮我们算一下分：", "").split("，")
    found = ask("帮我们算一下分：" + pieces[0], "，".join(pieces[1:9]), "，".join(pieces[9:]))

    assert found.scorecard is not None
    assert found.scorecard["total"] == str(CARD.total)
    assert ask("帮我们算一下分：" + pieces[0], "初创企业5家").scorecard != found.scorecard


def test_without_a_track_there_is_no_score_but_one_list_of_what_is_needed() -> None:
    found = ask("我们有30家初创企业，能得多少分")

    assert found.scorecard is None
    assert "请先说明是普通众创空间还是专业化众创空间" in found.answer
    assert found.answer.count("还缺，请一次补上：") == 1


def test_missing_lines_give_a_range_and_are_asked_for_at_once() -> None:
    found = ask("普通众创空间，科技型中小企业6家，1.1评优，帮我们算分")

    assert found.scorecard is not None
    assert found.scorecard["range"] == {"low": "13.00", "high": "106.00"}
    assert (
        "总分 13.00 分 = 基础分 13.00 + 加分 0.00；还有 14 项没有数据、暂按 0 分，补齐后在 13.00–106.00 分之间。"
        in found.answer
    )
    assert found.answer.count("还缺，请一次补上") == 1
    assert "；以下各项的等级（优、良、中、差）或评分：1.5 当年服务企业落实政府普惠政策情况、2.10" in found.answer


def test_contradictions_are_all_named_in_chinese() -> None:
    found = ask(
        "普通众创空间，初创企业4家，团队2个，科技型中小企业6家，有知识产权的9个，总收入50万元，服务收入80万元，算分"
    )

    assert found.scorecard is None
    problems = found.answer.split("这些数据不能计算，请改正后再说：\n")[1].splitlines()
    assert len(problems) == 3
    assert "· 科技型中小企业 6 家，多于常驻初创企业 4 家：前者只能是后者的一部分，请核对" in problems
    assert not re.search(r"[a-z_]{4,}", found.answer)


def test_what_is_refused_is_called_by_the_names_that_people_use() -> None:
    found = ask("普通众创空间，场地面积负300平米，初创企业10家，算分")

    assert found.scorecard is None
    assert "· 场地面积：不能是负数，实际是 -300" in found.answer
    assert not re.search(r"[a-z_]{4,}", found.answer)


def test_what_if_compares_line_by_line_and_keeps_nothing() -> None:
    imagined = score(full(tech_smes=11), SYSTEM, SCHEME)
    found = ask(FULL, "如果引进5家科技型中小企业呢")

    assert found.scorecard == imagined.to_dict()
    assert f"总分 {CARD.total} → {imagined.total} 分（+4.00）。" in found.answer
    assert "· 2.7 常驻初创企业中科技型中小企业数量：6.00 → 10.00（+4.00）" in found.answer
    assert "科技型中小企业：6 + 5 = 11 家" in found.answer
    assert "这只是设想，没有改动前面的数据。" in found.answer
    assert ask(FULL, "如果引进5家科技型中小企业呢", "现在总分多少").scorecard == CARD.to_dict()


def test_what_if_counts_what_gets_worse() -> None:
    changes = comparison.compare(CARD, score(full(startups=40), SYSTEM, SCHEME))
    found = ask(FULL, "如果再引进10家初创企业呢")

    for line in changes.lines:
        if line.difference:
            assert f"· {line.code} {line.name}：{line.before} → {line.after}" in found.answer
    assert [line.code for line in changes.lines if line.difference < 0] == ["2.5", "2.6"]


def test_the_gain_of_one_more_is_the_tools() -> None:
    gain = next(gain for gain in comparison.marginal_gains(full(), SYSTEM, SCHEME) if gain.key == "events")

    assert f"（+{gain.points}）" in ask(FULL, "再办一场活动能加多少分").answer


def test_the_plan_is_the_cheapest_with_its_steps() -> None:
    made = plan.plan(full(), 85, SYSTEM, SCHEME)
    found = ask(FULL, "怎么提到85分")

    assert f"达到 85 分最省力的做法，完成后 {made.after.total} 分，合计投入" in found.answer
    numbered = [line for line in found.answer.splitlines() if re.match(r"\d+\. ", line)]
    assert len(numbered) == len(made.steps)
    for line, step in zip(numbered, made.steps, strict=True):
        assert step.label in line
        assert f"对应 {'、'.join(step.serves)}" in line or "腾出余地" in line
    assert found.scorecard == CARD.to_dict()


def test_a_target_may_be_relative() -> None:
    made = plan.plan(full(), CARD.total + 5, SYSTEM, SCHEME)

    assert f"完成后 {made.after.total} 分" in ask(FULL, "再提高5分要怎么做").answer


def test_a_target_out_of_reach_says_the_best_and_why() -> None:
    made = plan.plan(profile.read_profile({"track": "general", "facts": {"tech_smes": 6}}), 60, SYSTEM, SCHEME)
    found = ask("我们普通众创空间，科技型中小企业6家", "怎么提到60分")

    assert f"达不到 60 分：在现有数据上最多 {made.best_possible} 分" in found.answer


def test_advice_names_what_pays_most_for_the_effort() -> None:
    lines = ask(FULL, "怎么提高分数").answer.splitlines()
    listed = [line for line in lines if line.startswith("· ") and "：+" in line]

    assert listed[0].startswith("· 当年新增高新技术企业多 1 家：+3.3")
    assert any(line.startswith("失分最多的：") for line in lines)


def test_another_year_of_the_same_words_gives_the_same_answer() -> None:
    assert ask(FULL) == ask(FULL)


def test_brackets_in_the_users_words_are_no_citations() -> None:
    found = ask("普通众创空间，面积[2000]平米，初创企业[1]家以上，团队20个，算分")

    assert not re.search(r"\[\d+\]", found.answer)


def test_every_number_of_an_answer_is_the_users_or_the_scorings() -> None:
    found = ask("普通众创空间，科技型中小企业6家，算分")
    known = json.dumps(found.scorecard, ensure_ascii=False) + "科技型中小企业6家" + SCHEME.version
    known += "".join(f"{issue}" for issue in (SYSTEM.issued.year, SYSTEM.issued.month, SYSTEM.issued.day))
    for indicator in SYSTEM.indicators:
        known += f" {indicator.code} " + str(indicator.weights.get("general", ""))
    known += "".join(f" {mark.zero} {mark.full} " for mark in SCHEME.benchmarks.values()) + " 100 60 "
    known += " ".join(str(group.weight) for group in SYSTEM.all_groups) + f" {len(found.scorecard['missing'])} "  # type: ignore[index]

    assert [number for number in re.findall(r"\d+(?:\.\d+)?", found.answer) if number not in known] == []


def test_a_company_is_told_whether_it_is_one() -> None:
    told = "职工80人，科技人员20人，研发费用300万元，销售收入5000万元，资产总额3000万元，发明专利1项"
    record = {
        "system": "tech-sme-2017",
        "facts": {
            "staff": 80, "tech_staff": 20, "rd_expense": 300, "sales": 5000, "assets": 3000, "ip_class1": 1,
            "resident": True, "permitted_products": True, "clean_record": True,
        },
    }  # fmt: skip
    system = load_system("tech-sme-2017")
    card = score(profile.read_profile(record), system, scheme.load_scheme(None, system))

    open_one = ask("我们是科技型中小企业吗", told)
    assert "结论：资料不足，不能判断" in open_one.answer
    found = ask("我们是科技型中小企业吗", told, "我们在境内注册，产品不属于禁止类，没有安全事故，也没有失信记录")
    assert found.scorecard == card.to_dict()
    assert "结论：符合（科技型中小企业评价）。" in found.answer
    assert "总分 96.00 分" in found.answer


def test_a_company_over_the_limit_is_not_one() -> None:
    found = ask("我们是科技型中小企业吗，职工501人，科技人员200人，研发费用3000万元，销售收入1亿元，发明专利2项")

    assert "· 职工总数不超过 500 人：501 人，不符合。" in found.answer
    assert "结论：不符合（科技型中小企业评价）。" in found.answer


def test_the_year_and_the_name_are_kept() -> None:
    card = ask("我们是星火众创空间，普通众创空间，2021年度，初创企业30家，算分", "团队20个").scorecard

    assert card is not None
    assert (card["name"], card["year"], card["track"]) == ("星火众创空间", 2021, "general")


def test_another_track_drops_the_grades_it_does_not_have_and_says_so() -> None:
    told = "我们是专业化众创空间，科技型中小企业6家，1.2评优，1.5评良，算分"
    found = ask(told, "改成普通众创空间")

    assert "改动：类别：专业化众创空间 → 普通众创空间；1.2 不用于普通众创空间，没有计入" in found.answer
    assert found.scorecard is not None
    assert (found.scorecard["track"], found.scorecard["total"]) == ("general", "11.60")
    kept = ask(told, "换成普通的呢", "现在总分多少").scorecard
    assert kept is not None
    assert (kept["track"], kept["total"]) == ("specialised", "18.60")


def test_a_supposed_grade_is_compared() -> None:
    assert "（−1.40）。" in ask(FULL, "要是1.1从优降到良呢").answer


def test_the_chain_answers_a_score_without_any_document(empty_chain: PolicyChain) -> None:
    events = list(empty_chain.runnable.stream(Query(FULL)))
    found = events[-1].answer

    assert found is not None
    assert found.scorecard == CARD.to_dict()
    assert "".join(event.delta for event in events) == found.answer
    assert "资料库还是空的" in empty_chain.ask(Query("2.7 权重是多少")).answer


# -- adopting a supposition ------------------------------------------------------------------------------------------

START = "普通众创空间，面积2000平米，企业30家，科技型中小企业6家，活动20场，算分"


def test_a_supposition_that_is_adopted_becomes_the_data_and_says_what_changed() -> None:
    found = ask(START, "如果科技型中小企业到9家、活动到26场呢？", "就按这个算")

    stated = ask(START.replace("6家", "9家").replace("20场", "26场"))
    assert found.scorecard is not None
    assert stated.scorecard is not None
    assert found.scorecard["total"] == stated.scorecard["total"]
    assert "改动：科技型中小企业：6 家 → 9 家" in found.answer
    assert "改动：当年创新创业活动和创业教育培训：20 场 → 26 场" in found.answer


@pytest.mark.parametrize("later", ["那按这个算能得多少分？", "算了，还是原来的", "就按这个算会怎样？"])
def test_a_supposition_that_is_asked_about_or_dropped_is_not_adopted(later: str) -> None:
    found = ask(START, "如果科技型中小企业到9家呢？", later, "我们现在总分多少")

    assert found.scorecard == ask(START).scorecard


def test_nothing_is_adopted_where_nothing_was_supposed() -> None:
    assert ask(START, "就按这个算", "我们现在总分多少").scorecard == ask(START).scorecard


def test_what_is_added_to_one_of_two_alike_facts_is_asked() -> None:
    found = ask("专业化众创空间，围绕产业链服务的企业17家，团队6个，算分", "再加3个团队")

    assert "请确认：“3个团队”加在哪一项？常驻团队、围绕依托单位产业链服务的团队" in found.answer


def test_where_no_line_can_be_scored_there_is_no_total_of_zero() -> None:
    found = ask("普通众创空间，企业26家，算分")

    assert "这些数据还不够算出任何一项的得分，补齐后总分在 0.00–110.00 分之间。" in found.answer
    assert "总分 0.00" not in found.answer
