"""What no longer holds is said when it is cited; whether something holds can be asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.answers import Answer, Query
from assistant.chain import PolicyChain
from knowledge.library import Library
from tests.assistant import NEW_RULES, OLD_RULES

PLAN = """# 白河市湿地保护行动计划（2021—2023年）

第一条 白河市每年新增湿地巡护员四十名。
"""
BOATS = """# 白河市游船管理办法

第一条 白河市游船每艘核定载客三十人。

第二条 本办法自2020年3月1日起施行，有效期5年。
"""
FERRY = """# 白河市摆渡暂行规定

2009年2月3日 公布

第一条 白河市摆渡票价每人二元。
"""
HARBOUR = """# 白河市港口条例

2024年1月5日 公布

第一条 港口由港务局管理。

第二条 本条例自2024年3月1日起施行。《白河市摆渡暂行规定》同时废止。
"""
FISHING = """# 白河市垂钓规定

第一条 垂钓者应当登记。

第二条 本规定自2019年6月1日起施行。2011年4月2日公布的《白河市垂钓规定》同时废止。
"""
COLUMN = """# 白河市政务简报

2021年4月6日 编印

## 《白河市湿地修复三年行动计划（2021—2023年）》解读

计划提出，修复湿地二十处。
"""
REVIEW = """# 白河市2021年度工作总结

第一条 白河市去年植树九千棵。
"""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> PolicyChain:
    home = tmp_path_factory.mktemp("validity")
    texts = {
        "旧": OLD_RULES,
        "新": NEW_RULES,
        "计划": PLAN,
        "游船": BOATS,
        "摆渡": FERRY,
        "港口": HARBOUR,
        "总结": REVIEW,
        "垂钓": FISHING,
    }
    return over(home, texts)


def over(home: Path, texts: dict[str, str]) -> PolicyChain:
    for name, text in texts.items():
        (home / f"{name}.md").write_text(text, encoding="utf-8")
    library = Library(home / "library.sqlite3", home / "chroma", None)
    assert {result.status for result in library.ingest(sorted(home.glob("*.md")))} == {"added"}
    return PolicyChain(library)


def ask(chain: PolicyChain, question: str, today: str) -> Answer:
    return chain.ask(Query(question, (), dt.date.fromisoformat(today)))


def sources(answer: Answer) -> list[tuple[str, bool]]:
    return [(issue.code, issue.detail in answer.notices) for issue in answer.verification.issues]


@pytest.mark.parametrize(
    ("question", "today", "said", "codes", "told"),
    [
        ("白河市每年新增湿地巡护员多少名", "2023-12-31", "四十名", [], []),
        ("白河市每年新增湿地巡护员多少名", "2024-01-01", "四十名", ["expired_source"], ["2023年12月31日"]),
        ("白河市游船每艘核定载客多少人", "2025-02-28", "三十人", [], []),
        ("白河市游船每艘核定载客多少人", "2025-03-01", "三十人", ["expired_source"], ["2025年2月28日"]),
        ("白河市摆渡票价每人多少元", "2024-02-29", "二元", [], []),
        (
            "白河市摆渡票价每人多少元",
            "2024-03-01",
            "二元",
            ["superseded_source"],
            ["《白河市港口条例》", "2024年3月1日"],
        ),
        ("白河市植树多少棵", "2026-01-01", "九千棵", [], []),  # a report is about a year and does not end with it
        ("实验室安全检查多久开展一次", "2026-01-01", "每月", [], []),
        ("实验室安全检查多久开展一次", "2022-12-31", "每季度", [], []),
        ("2020年时实验室安全检查多久开展一次", "2026-01-01", "每季度", ["superseded_source"], ["2023年1月1日"]),
        ("旧版的实验室安全管理办法规定实验室安全检查多久开展一次", "2026-01-01", "每季度", ["superseded_source"], []),
    ],
)
def test_what_is_answered_from_an_old_document_says_so(
    chain: PolicyChain, question: str, today: str, said: str, codes: list[str], told: list[str]
) -> None:
    answer = ask(chain, question, today)

    assert said in answer.answer
    assert sources(answer) == [(code, True) for code in codes]
    assert all(words in "".join(answer.notices) for words in told)
    assert answer.verification.ok


@pytest.mark.parametrize(
    ("question", "today", "said", "quoted"),
    [
        (
            "云岭学院实验室安全管理办法现在还有效吗",
            "2026-01-01",
            "目前有效：自2023年1月1日起施行",
            "自2023年1月1日起施行",
        ),
        ("云岭学院实验室安全管理办法2016年版还有效吗", "2026-01-01", "已被", "自2016年7月1日起施行"),
        ("白河市摆渡暂行规定什么时候废止的", "2026-01-01", "自2024年3月1日起被《白河市港口条例》废止", "同时废止"),
        ("《白河市游船管理办法》过期了吗", "2026-01-01", "已经期满", "有效期5年"),
        ("白河市游船管理办法的有效期到什么时候", "2022-01-01", "期限到2025年2月28日为止", "有效期5年"),
        ("游船管理办法现在已经实施了吗", "2020-01-15", "目前还没有生效：自2020年3月1日起施行", "自2020年3月1日起施行"),
        ("2009年公布的那个白河市摆渡暂行规定现在还能引用吗", "2026-01-01", "废止", "同时废止"),
        ("2011年公布的白河市垂钓规定现在还能引用吗", "2026-01-01", "旧的《白河市垂钓规定》已被", "同时废止"),
        ("白河市湿地保护行动计划（2021—2023年）是否还有效", "2022-01-01", "期限到2023年12月31日为止", "2021—2023年"),
    ],
)
def test_whether_a_document_holds_is_answered_from_its_own_words(
    chain: PolicyChain, question: str, today: str, said: str, quoted: str
) -> None:
    answer = ask(chain, question, today)

    assert said in answer.answer
    assert any(quoted in citation.quote for citation in answer.citations)
    for citation in answer.citations:
        text = chain.library.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_a_question_about_what_the_document_rules_on_is_no_question_about_the_document(chain: PolicyChain) -> None:
    answer = ask(chain, "白河市游船管理办法规定的船员证书什么情况下失效", "2022-01-01")
    assert "目前有效" not in answer.answer


@pytest.mark.parametrize(
    ("today", "said"),
    [("2020-12-31", "还没有开始"), ("2022-06-01", "还在执行期内"), ("2024-01-01", "期限已过")],
)
def test_whether_a_plan_that_only_an_article_tells_of_still_runs_is_told_by_its_years(
    tmp_path: Path, today: str, said: str
) -> None:
    answer = ask(over(tmp_path, {"简报": COLUMN}), "湿地修复那个三年行动计划现在还在执行期吗", today)

    assert answer.answer.startswith(f"《白河市湿地修复三年行动计划（2021—2023年）》{said}")
    assert "（2021—2023年）" in answer.citations[0].quote


def test_a_year_that_no_version_has_is_not_answered_from_another(chain: PolicyChain) -> None:
    assert "目前有效" not in ask(chain, "2014年修订的港口条例现在有效吗", "2026-01-01").answer
