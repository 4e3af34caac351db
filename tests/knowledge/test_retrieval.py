"""Search on a real index: what a question names comes first, and what it means is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.documents import Passage, PassageKind
from knowledge.library import Library
from knowledge.retrieval import Hit, PolicyRetriever, search
from knowledge.vectors import semantic
from tests.knowledge.conftest import CountingEmbedder


def garden_rules(promulgated: str, effective: str, desks: str, subsidy: str) -> str:
    return (
        f"# 白河市创业园管理办法\n\n{promulgated} 白河市人民政府发布\n\n{effective} 施行\n\n## 第一章 总则\n\n"
        "第一条 为了规范创业园的管理，促进青年创业，制定本办法。\n\n"
        f"第二条 创业园应当提供不少于{desks}个工位。\n\n"
        f"第三条 入驻企业的租金补贴每年最高{subsidy}万元。\n\n"
        "第四条 市应急管理部门每月检查一次创业园的灭火器和疏散通道。\n"
    )


def score_table(title: str, points: int) -> str:
    items = ["面积", "工位", "路演厅", "会议室", "导师", "活动", "企业", "团队", "专利", "收入", "就业", "投资"]
    rows = "\n".join(f"| 1.{i} 创业园{item}得分 | {points + i} 分 |" for i, item in enumerate(items, start=1))
    return f"# {title}\n\n创业园得分由下表各项相加。\n\n| 项目 | 分值 |\n|---|---|\n{rows}\n\n创业园得分每年公布。\n"


DOCUMENTS = {
    "办法2019.md": garden_rules("2019年3月5日", "2019年4月1日", "二十", "五"),
    "办法2023.md": garden_rules("2023年6月7日", "2023年8月1日", "三十", "八"),
    "青山.md": "# 青山市创业园管理办法\n\n第一条 青山市的创业园应当提供不少于十五个工位。\n\n第二条 创业园全年开放。\n",
    "评分.md": score_table("白河市创业园评分表", 10),
    "图书馆.md": "# 图书馆开放通知\n\n图书馆周一闭馆，周二至周日九时开放。\n\n每位读者最多借阅六册。\n",
}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, embedder: CountingEmbedder) -> Library:
    home = tmp_path_factory.mktemp("home")
    library = Library(home / "library.sqlite3", home / "chroma", embedder)
    for name, text in DOCUMENTS.items():
        (home / name).write_text(text, encoding="utf-8")
    statuses = [result.status for result in library.ingest([home / name for name in DOCUMENTS])]
    assert statuses == ["added"] * len(DOCUMENTS)
    return library


@pytest.fixture(scope="module")
def full_text(stocked: Library) -> Library:
    return Library(stocked.store.path, stocked.index.home, None)


def id_of(library: Library, name: str) -> str:
    (found,) = (s.document_id for s in library.documents() if Path(s.path).name == name)
    return found


def first(library: Library, question: str) -> Passage:
    return search(library, question)[0].passage


def files(library: Library, hits: list[Hit]) -> list[str]:
    names = {summary.document_id: Path(summary.path).name for summary in library.documents()}
    return [names[hit.passage.document_id] for hit in hits]


@pytest.mark.parametrize("code", [f"1.{n}" for n in range(1, 13)])
def test_the_row_of_an_exact_code_comes_first(stocked: Library, full_text: Library, code: str) -> None:
    for library in (stocked, full_text):
        passage = first(library, f"评分表{code}是多少分")
        assert passage.kind is PassageKind.ROW
        assert passage.text.startswith(f"项目：{code} ")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("白河市创业园管理办法第二条", "第二条 创业园应当提供不少于三十个工位。"),
        ("白河市创业园管理办法第三条说了什么", "第三条 入驻企业的租金补贴每年最高八万元。"),
        ("白河市创业园管理办法第 四 条", "第四条 市应急管理部门每月检查一次创业园的灭火器和疏散通道。"),
        ("白河市创业园管理办法第3条说了什么", "第三条 入驻企业的租金补贴每年最高八万元。"),
        ("青山市创业园管理办法第二条", "第二条 创业园全年开放。"),
    ],
)
def test_the_clause_that_is_named_comes_first(stocked: Library, question: str, text: str) -> None:
    assert first(stocked, question).text == text


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("青山市创业园管理办法规定的工位不少于多少个", "青山.md"),
        ("白河市创业园管理办法规定的工位不少于多少个", "办法2023.md"),
        ("2019年的白河市创业园管理办法规定的工位不少于多少个", "办法2019.md"),
        ("旧版的白河市创业园管理办法规定的工位不少于多少个", "办法2019.md"),
        ("2023年版白河市创业园管理办法规定的工位不少于多少个", "办法2023.md"),
    ],
)
def test_the_document_and_version_a_question_names_come_first(stocked: Library, question: str, name: str) -> None:
    assert files(stocked, search(stocked, question))[0] == name


def test_the_newer_version_comes_right_before_the_older(stocked: Library) -> None:
    hits = search(stocked, "入驻企业的租金补贴每年最高多少")

    assert files(stocked, hits)[:2] == ["办法2023.md", "办法2019.md"]
    assert [hit.passage.section[-1] for hit in hits[:2]] == ["第三条", "第三条"]
    assert hits[0].score > hits[1].score


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("防火安全多久看一次", "第四条 市应急管理部门每月检查一次创业园的灭火器和疏散通道。"),
        ("一个人能带走几本书", "每位读者最多借阅六册。"),
    ],
)
def test_a_question_in_other_words_finds_what_it_means(stocked: Library, question: str, text: str) -> None:
    found = search(stocked, question, 3)

    assert [hit for hit in found if text in hit.passage.text]
    assert found[0].parts["meaning"] > 0


def test_rows_of_one_table_leave_room_for_the_text_beside_it(stocked: Library) -> None:
    hits = search(stocked, "创业园得分", 20)
    of_table = [hit for hit in hits if hit.passage.title == "白河市创业园评分表"]

    assert sum(hit.passage.kind is PassageKind.ROW for hit in of_table) == 4
    assert any("由下表各项相加" in hit.passage.text for hit in of_table)


def test_hits_come_best_first_as_many_as_asked_each_once(stocked: Library) -> None:
    hits = search(stocked, "创业园的工位", 6)

    assert len(hits) == 6
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == 6
    assert search(stocked, "创业园的工位", 3) == hits[:3]


@pytest.mark.parametrize("names", [("青山.md",), ("办法2019.md", "图书馆.md"), ()])
def test_only_restricts_every_part_of_the_search(stocked: Library, names: tuple[str, ...]) -> None:
    chosen = [id_of(stocked, name) for name in names]

    hits = search(stocked, "创业园的工位不少于多少个", 50, chosen)
    assert set(files(stocked, hits)) == set(names)
    assert {stocked.store.passages([pid])[pid].document_id for pid in stocked.nearest("工位", 50, chosen)} == set(
        chosen
    )


def test_few_documents_are_compared_passage_by_passage_and_many_by_the_index_to_the_same_end(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [stocked.documents()[0].document_id]
    compared = stocked.nearest("工位", 20, chosen)
    monkeypatch.setattr(semantic, "_FEW", -1)
    assert stocked.nearest("工位", 20, chosen) == pytest.approx(compared, abs=1e-5)
    assert compared


def test_a_question_of_nothing_but_marks_finds_nothing_by_words(full_text: Library) -> None:
    assert search(full_text, "？？？") == []
    assert search(full_text, "") == []


def test_where_nothing_is_named_the_version_in_force_comes_before_the_older(stocked: Library) -> None:
    found = files(stocked, search(stocked, "创业园的工位不少于多少个"))
    assert found.index("办法2023.md") < found.index("办法2019.md")


def test_full_text_alone_ranks_the_passage_with_the_words_first(full_text: Library) -> None:
    hits = search(full_text, "每位读者最多借阅几册")

    assert "每位读者最多借阅六册。" in hits[0].passage.text
    assert set(hits[0].parts) == {"words", "bigrams", "document"}


def test_the_hit_as_json_has_what_the_contract_names(stocked: Library) -> None:
    (hit,) = search(stocked, "白河市创业园管理办法第三条", 1)

    assert hit.to_dict() == {
        "passage_id": hit.passage.id,
        "document_id": id_of(stocked, "办法2023.md"),
        "title": "白河市创业园管理办法",
        "section": ["第一章 总则", "第三条"],
        "text": "第三条 入驻企业的租金补贴每年最高八万元。",
        "score": round(hit.score, 6),
        "page": None,
        "url": None,
    }


def test_the_langchain_retriever_gives_the_same_passages_in_the_same_order(stocked: Library) -> None:
    only = frozenset({id_of(stocked, "青山.md"), id_of(stocked, "图书馆.md")})
    documents = PolicyRetriever(library=stocked, k=3, only=only).invoke("创业园的工位")
    hits = search(stocked, "创业园的工位", 3, only)

    assert [document.metadata["passage"] for document in documents] == [hit.passage for hit in hits]
    assert [document.page_content for document in documents] == [hit.passage.text for hit in hits]
    assert [document.id for document in documents] == [hit.passage.id for hit in hits]
