"""Questions made by rule from articles of statutes: policy questions turn on titles, numbers, dates, bodies, places.

Each rule reads a fact out of an article and asks for it, with or without the document's title. Documents that differ
only in place or version are taken in together, so that the first stage finds the look-alikes.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.reranker.wording import short_title, with_arabic_clause
from eval.retrieval_set import CorpusDocument, RetrievalQuery, RetrievalSet

DOCUMENTS = 300
QUESTIONS = 2600
_SEED = 20211126


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a statute; ``doc`` is the statute's id, ``article`` the clause number, "" without one."""

    id: str
    title: str
    text: str
    doc: str
    article: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on an article; ``answer`` is the words that answer it, "" where it is the whole article."""

    text: str
    answer: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True)
class LawQuestions:
    """The articles of the chosen statutes as documents, with questions on them."""

    retrieval: RetrievalSet
    answers: dict[str, tuple[str, ...]]
    named: frozenset[str]


def questions_on(articles: Sequence[Article]) -> LawQuestions:
    """Choose statutes, look-alikes together, and ask about their articles; the same every time."""
    chance = random.Random(_SEED)
    by_statute: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_statute[article.doc].append(article)
    statutes = _look_alikes_together(by_statute, chance)
    chosen = [article for statute in statutes for article in by_statute[statute]]
    asked = [(article, question) for article in chosen for question in _asked(article, chance)]
    kept = chance.sample(asked, min(QUESTIONS, len(asked)))
    queries = [(RetrievalQuery(id=f"r{i}", text=q.text), article, q) for i, (article, q) in enumerate(kept)]
    documents = tuple(CorpusDocument(id=a.id, title=f"{a.title}{a.article}", text=a.text) for a in chosen)
    retrieval = RetrievalSet(
        "laws", documents, tuple(query for query, _, _ in queries), {query.id: {a.id: 1.0} for query, a, _ in queries}
    )
    answers: dict[str, tuple[str, ...]] = {query.id: (q.answer,) for query, _, q in queries if q.answer}
    return LawQuestions(retrieval, answers, frozenset(query.id for query, _, q in queries if q.named))


def _look_alikes_together(by_statute: dict[str, list[Article]], chance: random.Random) -> list[str]:
    """Ids of statutes of moderate length, drawn with all that share the title but for the place or the version."""
    alike: dict[str, list[str]] = defaultdict(list)
    for statute, articles in sorted(by_statute.items()):
        if 8 <= len(articles) <= 120:
            alike[_PLACE.sub("", articles[0].title)].append(statute)
    families = sorted(alike.values(), key=lambda family: (len(family) < 2, family))
    several = sum(len(family) > 1 for family in families)
    families = chance.sample(families[:several], several) + chance.sample(families[several:], len(families) - several)
    # Half of the statutes have a look-alike, half have none.
    chosen: list[str] = []
    for family in (*families[: several // 2], *families[several:]):
        if len(chosen) >= DOCUMENTS:
            break
        if len(chosen) < DOCUMENTS // 2 or len(family) == 1:
            chosen += family[:4]
    return chosen


def _asked(article: Article, chance: random.Random) -> Iterator[Asked]:
    known = article.title.removeprefix("中华人民共和国")
    title = chance.choice((f"《{article.title}》", article.title, known, short_title(known)))
    body = article.text.removeprefix(article.article).strip()
    if date := _IN_FORCE.search(body):
        yield Asked(title + chance.choice(_WHEN), date[1])
    if article.article and chance.random() < 0.12:
        number = chance.choice((article.article, with_arabic_clause(article.article)))
        yield Asked(title + number + chance.choice(_CLAUSE))
    if defined := _DEFINITION.search(body):
        named = chance.random() < 0.6
        yield Asked(_under(title, named) + chance.choice(_MEANING).format(defined[1]), named=named)
    if duty := _AUTHORITY.search(body):
        yield Asked(_under(title, True) + chance.choice(_WHO).format(duty[2]), duty[1])
    if act := _FORBIDDEN.search(body):
        named = chance.random() < 0.5
        yield Asked(_under(title, named) + act[1] + chance.choice(_PENALTY), named=named)
    for rule, templates in ((_CONDITIONS, _WHAT_CONDITIONS), (_PAPERS, _WHAT_PAPERS)):
        if condition := rule.search(body):
            named = chance.random() < 0.5
            yield Asked(_under(title, named) + chance.choice(templates).format(condition[1]), named=named)
    yield from _quantities(body, title, chance)


def _quantities(body: str, title: str, chance: random.Random) -> Iterator[Asked]:
    """The clause around a quantity, asked with 多少 in its place."""
    for clause in re.split(r"[。；;，,：:\n]", body):
        found = _QUANTITY.search(clause)
        if found and 10 <= len(clause) <= 40 and "罚款" not in clause and chance.random() < 0.6:
            named = len(clause) < 16 or chance.random() < 0.5
            word = chance.choice(("多少", "几")) if found[2] in _COUNTED else "多少"
            text = clause[: found.start(1)] + word + clause[found.end(1) :]
            yield Asked(_under(title, named) + text.lstrip("的") + chance.choice(("？", "", "?")), found[0], named)


def _under(title: str, named: bool) -> str:
    return title + "，" if named else ""


_PLACE = re.compile(r"^(?:中华人民共和国|[\u4e00-\u9fff]{2,3}?(?:省|市|自治区|自治州))|[（(].*?[）)]$")
_IN_FORCE = re.compile(
    r"自((?:\d{4}|[〇零一二三四五六七八九]{4})年[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日)起(?:施行|实施|生效)"
)
_WHEN = ("什么时候开始施行？", "自哪一天起施行", "的施行日期是哪天？", "何时生效", "是从几月几号开始实施的？")
_CLAUSE = ("规定了什么？", "是怎么规定的", "的内容是什么？", "讲的是什么", "")
_DEFINITION = re.compile(r"所称(?:的)?[“”\"]?([^，。；“”\"]{2,16}?)[“”\"]?，?是指")
_MEANING = ("什么是{}？", "{}是指什么", "{}怎么界定？", "{}的定义", "哪些算{}？")
_AUTHORITY = re.compile(
    r"([^，。；、]{2,24}?(?:部门|委员会|机关|机构))(?:主管|负责)([^，。；]{4,26}?)(?:工作)?[，。；]"
)
_WHO = ("谁负责{}？", "由哪个部门负责{}", "{}归谁管？", "{}的主管部门是哪个")
_FORBIDDEN = re.compile(r"违反本[^，。；]{2,24}，([^，。；]{6,36})的，[^。]{0,80}罚款")
_PENALTY = ("怎么处罚？", "罚多少钱？", "会被罚款吗，罚多少", "有什么法律责任", "的罚款标准")
_CONDITIONS = re.compile(
    r"((?:申请|设立|取得|从事|举办|开办|担任)[^，。；：]{2,20}?)[的，]{0,2}应当(?:同时)?(?:具备|符合|满足)(?:下列|以下)"
)
_WHAT_CONDITIONS = ("{}要具备什么条件？", "{}需要哪些条件", "什么样的才能{}", "{}的条件有哪些？")
_PAPERS = re.compile(r"([^，。；：]{4,24}?)[的，]{0,2}应当(?:向[^，。；：]{2,20})?(?:提交|提供|报送)(?:下列|以下)")
_WHAT_PAPERS = ("{}要交哪些材料？", "{}需要提交什么", "{}应提供哪些文件？")
_QUANTITY = re.compile(
    r"(?<![第月\d])(\d{1,3}|\d[\d.]{3,}(?!年)|[一二三四五六七八九十百千万]+)"
    r"(个?工作日|日|天|个月|年(?!\d)|小时|万元|元|倍|平方米|米|公里|周岁|人|名|次)"
)
_COUNTED = {"个工作日", "工作日", "日", "天", "个月", "年", "小时", "倍", "次"}
