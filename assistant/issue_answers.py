"""What an issue of a bulletin says about itself: masthead, foot, columns, articles, where an article comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.citations import Claim, Evidence
from assistant.confidence import contradicted_scope
from assistant.quoting import Quoter
from knowledge.documents import Document, Fact, Section, SectionKind
from knowledge.library import Library
from knowledge.masthead import facts
from knowledge.segmentation import Span, lines
from knowledge.tokenization import bigrams

# The issue itself is asked about, not what it reports.
_THIS_ISSUE = re.compile(r"[本这该]一?期|这份|[本这该]个?刊|刊物|第\s*\d+\s*期")
_CONTENTS = re.compile(
    r"讲了?(?:些|什么|哪)|(?:有|登|收|刊|发)了?(?:哪些|几篇|什么)|要目|目录|(?:几|多少)[篇则条]|主要内容|哪几篇"
)
_COUNTED = re.compile(r"(?:几|多少)[篇则条]")
_COLUMNS = re.compile(r"栏目|板块|版块")
_MASTHEAD = {
    "编印单位": re.compile(r"编印|主办|(?:谁|单位|部门|处室).{0,4}编(?!辑)|哪.{0,6}编的"),
    "日期": re.compile(r"落款|(?:出版|编印|印发|出刊|发行)?(?:日期|时间)|[几哪]月|哪天|几号|什么时候(?:出|印|发|编)"),
    "印数": re.compile(r"印了?(?:多少|几)|多少份|几份"),
    "期号": re.compile(r"第几期|总第|总期|期号"),
    "报送": re.compile(r"报(?:给|到)"),
    "呈送": re.compile(r"呈(?:给|到)"),
}
_ORIGIN = re.compile(
    r"(?:转载?|摘|引|取|拿|抄|来)自|来源|出处|从(?:哪|何处|什么(?:地方|网站)).{0,3}(?:转|摘|来|引|取|抄)"
    r"|(?:转载?|摘编?|引)的?(?:哪|谁)|原文(?:的?(?:网址|链接|地址)|在哪)|(?:网址|链接)(?:是|在|发|给|呢|有|$|[？?，。])"
)
_ARTICLE = re.compile(r"[篇条则]|文章|解读|消息|报道|动态|稿|通知|新闻")
_SOURCE_LINE = re.compile(r"[（(]?\s*(?:来源|转自|转载自|摘自|摘编自|原载)\s*[：:于]?|[（(]?<?https?://")
# A title that begins with where the article was taken from: 某某网站：……
_TITLED_SOURCE = re.compile(r"[^：:《]{2,20}(?:网站?|报|社|台|公众号|杂志|客户端)[：:]")
# The share of an article's title that the question must repeat, and the tail by which a periodical is called for short.
_SAME_ARTICLE, _SHORT_NAME = 0.1, 2


class IssueAnswers:
    """Answers questions about the issues of periodicals that the library holds."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._library = library
        self._quoter = quoter

    def answer(self, question: str) -> list[Claim]:
        """Claims of every issue that is meant; none where the question is not about an issue itself."""
        claims: list[Claim] = []
        for summary in self._library.documents():
            if summary.issue is None:
                continue
            document = self._library.document(summary.document_id)
            if contradicted_scope(question, document.title):
                continue
            if _THIS_ISSUE.search(question) or _called_for_short(question, document):
                claims += self._about(question, document)
            if not claims and _ORIGIN.search(question) and _ARTICLE.search(question):
                claims += self._origin(question, document)
        return claims

    def _about(self, question: str, document: Document) -> Iterator[Claim]:
        columns = [section for section in document.sections if section.kind is SectionKind.COLUMN]
        if _COLUMNS.search(question) and columns:
            yield from self._counted(document, columns, "个栏目")
        elif _CONTENTS.search(question):
            articles = _articles(document, columns)
            if _COUNTED.search(question):
                yield from self._counted(document, articles, "篇")
            else:
                yield from (self._heading(document, section) for section in articles)
        for fact in _facts(document):
            asked = _MASTHEAD.get(fact.label)
            if fact.label in question or (asked and asked.search(question)):
                # A fact of the masthead stands in no passage; it is shown with the document's first.
                place = Evidence(self._library.passages_of(document.id)[0], Span(fact.start, fact.end))
                yield Claim(f"{fact.label}：{fact.value}。", (place,))

    def _counted(self, document: Document, sections: Sequence[Section], unit: str) -> Iterator[Claim]:
        """How many there are, then each by its heading."""
        yield Claim(f"共 {len(sections)} {unit}：", (), item=True)
        for number, section in enumerate(sections, 1):
            heading = self._heading(document, section)
            yield Claim(f"{number}. {heading.text}", heading.evidence, item=True)

    def _heading(self, document: Document, section: Section) -> Claim:
        return self._quoter.claim(document, Span(section.start, section.body), item=True)

    def _origin(self, question: str, document: Document) -> Iterator[Claim]:
        """Where the article that the question names says it was taken from: its last line, its link or its title."""
        pairs = set(bigrams(question))
        articles = _articles(document, [s for s in document.sections if s.kind is SectionKind.COLUMN])
        shares = [len(pairs & set(bigrams(a.title))) / max(1, len(set(bigrams(a.title)))) for a in articles]
        if not shares or max(shares) < _SAME_ARTICLE or shares.count(max(shares)) > 1:
            return
        article = articles[shares.index(max(shares))]
        if titled := _TITLED_SOURCE.match(document.text, article.start, article.body):
            yield self._quoter.claim(document, Span(*titled.span()))
        for span in lines(document.text, article.body, article.end):
            if _SOURCE_LINE.match(span.of(document.text)):
                yield self._quoter.claim(document, span)


def _articles(document: Document, columns: Sequence[Section]) -> list[Section]:
    """The articles of an issue: those right under its columns or, where it has none, those at the top."""
    above = {column.index for column in columns} or {document.sections[0].index}
    return [s for s in document.sections if s.kind is SectionKind.ARTICLE and s.parent in above]


def _facts(document: Document) -> list[Fact]:
    """The facts of masthead and foot, and what else stands as a line of its own before the first section."""
    known = list(document.metadata.facts)
    first = document.sections[1].start if len(document.sections) > 1 else 0
    above = facts(document.text, list(lines(document.text, document.sections[0].start, first)))
    return known + [fact for fact in above if fact.label not in {other.label for other in known}]


def _called_for_short(question: str, document: Document) -> bool:
    """Whether the question says something of the periodical by the end of its title: 简报由谁编, 通报的印数."""
    name = re.sub(r"[（(].*?[)）]|\s.*$", "", document.title)[-_SHORT_NAME:]
    return re.search(rf"{re.escape(name)}》?(?:是|由|的|[报呈编印出登收刊]|主办)", question) is not None
