"""The numeric gate: no number is shown that does not stand in what is cited, in the question or in a computation.

Two numbers are the same when ``assistant.numbers`` gives them the same form, their unit included; a limit on one
(不超过, 以上) must have the direction that a source gives it. Pure.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, reduce
from itertools import takewhile

from assistant.answers import Issue
from assistant.bounds import Bound, admitted, bounded
from assistant.citations import Claim, Evidence
from assistant.lists import inline_count, marker
from assistant.numbers import Number, NumberKind, find
from knowledge.documents import Document, Passage, Table
from knowledge.segmentation import fold

NOT_IN_EVIDENCE = "number_not_in_evidence"

_HANDLE = re.compile(r"\[\d+\]")
# 一个重要的…… counts nothing; 每一次, 共一家 and 二十一家 do.
_ARTICLE = re.compile(r"(?<![每共仅只第计达增满十百千万亿零])一[个种项类套份批名位家款条部些步大]$")
# Units of ordinals that may only count along (第一，……第二，……); the others refer to something: 第十二条, 第3次.
_COUNTING_ALONG = frozenset({"", "个", "点", "步", "方面", "类", "种", "项", "方", "部分", "大"})
_RANK = re.compile(r"(?:名列|位[居列]|排名?|居|列|全[国省市县球])[^，。；、]{0,4}$")
# 1.2：7分 is a label and its value, not a ratio.
_LABELLED = re.compile(r"(?:(?<=\.\d)|(?<=\.\d\d))：(?=\s*\d)")
_COUNTED = frozenset({"个", "项", "类", "种", "条", "点", "大", "步", "方", "方面", "家", "名", "位", "份", "篇", ""})
# Numbers behind which only the same signs in a source can stand: ⅩⅥ, ③⑤, ³⁵, 廿, 百万元. A single ① counts along.
_CIRCLED = "[①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉]"
_SIGNS = re.compile(
    rf"[⁰¹²³⁴-⁹₀-₉]{{2,}}|{_CIRCLED}{{2,}}|{_CIRCLED}(?=[万亿元家个项人名户%])|[Ⅰ-ↈ]+|[廿卅卌][一二三四五六七八九]?"
    r"|(?<![\d一二三四五六七八九十百千几数上])[百千][万亿]*(?=[元人名户家亩吨])"
)
_TERM = r"(\d[\d,]*(?:\.\d+)?)\s*[^\d\s+＋\-−=＝（），。；：]{0,6}"
EQUATION = re.compile(rf"{_TERM}(?:\s*[+＋\-−]\s*{_TERM})+\s*[=＝]\s*{_TERM}")
_OPERAND = re.compile(rf"([+＋\-−=＝]?)\s*{_TERM}")
_CALCULATION = re.compile(
    r"合计|共计|累计|总[共计和额数量]|之和|一共|加[起在]|相加|[相之]差|差[距额值多几]|平均|[高低多少长短大小早晚][出了]?(?:多少|几)"
)
_HEADER_UNIT = re.compile(r"[（(](?:单位[：:]?)?([^（）()]{1,6})[）)]\s*$")
_CAPTION_UNIT = re.compile(r"单位\s*[：:为是]+\s*([\u4e00-\u9fff%]{1,4})")


def asks_to_calculate(question: str) -> bool:
    """Whether a sum, a difference or a mean is asked for."""
    return _CALCULATION.search(question) is not None


def unsupported(
    text: str, sources: Iterable[str], following: Sequence[str] = (), calculated: bool = True
) -> list[Number]:
    """The numbers of one sentence that no source states, in order.

    A count may instead be that of the things the sentence names or of the list items ``following`` it, and a result may
    be worked out in the sentence from numbers that are stated, where it may be ``calculated``.
    """
    sources = list(sources)
    held: frozenset[str] = frozenset().union(*map(forms, sources))
    plain = _HANDLE.sub("", text)
    stated = list(_stated(plain))
    missing = [number for number in stated if not _is_held(number, held)]
    if missing:
        results = _worked_out(plain, held) if calculated else set()
        missing = [n for n in missing if n.form not in results and not _enumerated(n, plain, following)]
    limits: frozenset[tuple[str, Bound]] = frozenset().union(*map(_limits, sources))
    return list(_with_limits(plain, stated, missing, limits))


def screened(
    claims: Sequence[Claim], question: str, documents: Mapping[str, Document]
) -> tuple[list[Claim], list[Issue]]:
    """The claims whose numbers all stand in their own evidence or in the question, and an issue for each of the others.

    A claim without evidence (what opens a list, what was not found) may repeat the numbers of those that have some.
    """
    grounds = [[_ground(place, documents[place.passage.document_id]) for place in claim.evidence] for claim in claims]
    everything = [source for own in grounds for source in own]
    kept, issues = [], []
    for i, (claim, own) in enumerate(zip(claims, grounds, strict=True)):
        following = [other.text for other in takewhile(lambda other: other.evidence, claims[i + 1 :])]
        missing = unsupported(claim.text, [question, *(own or everything)], following)
        if missing:
            issues.append(issue(claim.text, missing))
        else:
            kept.append(claim)
    return kept, issues


def issue(sentence: str, missing: Sequence[Number]) -> Issue:
    """What was cut, and for which numbers."""
    numbers = "、".join(dict.fromkeys(number.text.strip() for number in missing))
    return Issue(NOT_IN_EVIDENCE, f"{numbers} 在依据里找不到，已删去这一句：{sentence.strip()}")


def ground(passage: Passage, document: Document, *said: str) -> str:
    """All words that stand behind what is ``said``: it, the titles it stands under, units, the document's own dates."""
    words = [*said, about(passage, document)]
    if passage.table is not None and passage.row is not None:
        words += with_units(document, document.tables[passage.table], passage.row)
    return "\n".join(words)


def about(passage: Passage, document: Document) -> str:
    """The titles that a passage stands under, and the document's own number and dates."""
    own = document.metadata
    dates = filter(None, (own.issue, own.number, own.published, own.effective, own.ends))
    return "\n".join((passage.title, *passage.section, *dates))


def _ground(place: Evidence, document: Document) -> str:
    return ground(place.passage, document, place.passage.text, fold(place.span.of(document.text)))


def with_units(document: Document, table: Table, row: int) -> list[str]:
    """The cells of a row that are bare numbers, each with the unit that its header or the table's caption gives."""
    units = zip(table.rows[row].cells, column_units(document, table), strict=True)
    bare = ((cell.text.strip(), unit) for cell, unit in units if unit)
    return [number + unit for number, unit in bare if re.fullmatch(r"[\d.,]+", number)]


def column_units(document: Document, table: Table) -> list[str]:
    """The unit of each column, as its header or else the table's caption gives it; "" for none."""
    caption = _CAPTION_UNIT.search(document.text[document.sections[table.section].start : table.end])
    common = caption[1] if caption else ""
    headed = (_HEADER_UNIT.search(column) for column in table.columns)
    return [own[1] if own else common for own in headed]


def _with_limits(
    text: str, stated: Sequence[Number], missing: Sequence[Number], limits: frozenset[tuple[str, Bound]]
) -> Iterator[Number]:
    """The missing numbers, and those with a limit, its words included, that no source puts on them.

    超过30家 is stated by 30余家, where 30家 is not.
    """
    for number in stated:
        limit = bounded(text, number)
        if limit is None and number in missing:
            yield number
        elif limit is not None and (number.form, limit.bound) not in limits:
            yield replace(number, text=text[limit.start : limit.end], start=limit.start, end=limit.end)


def _stated(text: str) -> Iterator[Number]:
    """The numbers that claim something."""
    for number in numbers_of(text):
        counts_along = (
            number.kind is NumberKind.ORDINAL
            and number.unit in _COUNTING_ALONG
            and not _RANK.search(text, max(0, number.start - 8), number.start)
        )
        if not counts_along and not _ARTICLE.search(text[: number.end]) and number.text != "若干":
            yield number


def numbers_of(text: str) -> tuple[Number, ...]:
    """As ``numbers.find``, with what is written in signs that have no value for it.

    Neither a label's colon nor the sign of a written calculation belongs to a number.
    """
    text = _LABELLED.sub("；", text)
    found = find(EQUATION.sub(lambda equation: re.sub(r"[+＋\-−=＝]", "；", equation.group()), text))
    signs = [Number(m.group(), *m.span(), NumberKind.CODE, m.group()) for m in _SIGNS.finditer(text)]
    return tuple(sorted((*found, *signs), key=lambda number: number.start)) if signs else found


@lru_cache(maxsize=4096)
def forms(source: str) -> frozenset[str]:
    """Every form under which a number of the source may be repeated: of a date also its year, its month, its day."""
    forms = set()
    before: Number | None = None
    for number in numbers_of(source):
        forms.add(number.form)
        if number.kind is NumberKind.DATE:
            forms.update(_parts_of_date(number.form))
            if before and number.form.startswith("--") and not re.search(r"[。\n]", source[before.end : number.start]):
                number = replace(number, form=_in_the_year_of(before, number))
                forms.update((number.form, *_parts_of_date(number.form)))
            before = number
    return frozenset(forms)


@lru_cache(maxsize=4096)
def _limits(source: str) -> frozenset[tuple[str, Bound]]:
    """(form, direction) of every limit that the source puts on a number."""
    return frozenset(
        (number.form.removesuffix("+"), bound) for number in numbers_of(source) for bound in admitted(source, number)
    )


def _in_the_year_of(before: Number, number: Number) -> str:
    """2021年9月28日开幕，9月30日闭幕: the second is a date of 2021, as the later one of the sentence."""
    year, _, day_before = before.form.partition("-")
    day = number.form.removeprefix("--")
    return f"{year}-{day}" if year and day >= day_before else number.form


def _parts_of_date(form: str) -> Iterator[str]:
    """2021-09-22 → 2021, 2021-09, --09, --09-22."""
    year, month, day = re.fullmatch(r"(-|\d+)(-\d+)?(-\d+)?", form).groups("")  # type: ignore[union-attr]
    if year != "-":
        yield from (year, year + month)
    if month:
        yield from (f"-{month}", f"-{month}{day}")


def _is_held(number: Number, held: frozenset[str]) -> bool:
    if number.form in held:
        return True
    # Which words before 〔2017〕 belong to the number cannot always be told.
    return number.kind is NumberKind.DOCUMENT and any(
        "〕" in form and (form.endswith(number.form) or number.form.endswith(form)) for form in held
    )


def _enumerated(number: Number, text: str, following: Sequence[str]) -> bool:
    """Whether a count is that of the things the sentence itself sets side by side, or of the list it opens."""
    if number.kind is not NumberKind.NUMBER or number.unit not in _COUNTED or not number.exact:
        return False
    if number.value == inline_count(text):
        return True
    opens = text.rstrip().endswith(("：", ":"))
    return opens and any(number.value == len(run) for run in (_run_of_items(following), following))


def _run_of_items(following: Sequence[str]) -> list[str]:
    """The list items that stand first."""
    run: list[str] = []
    for text in following:
        if marker(text.strip()) is None:
            break
        run.append(text)
    return run


def _worked_out(text: str, held: frozenset[str]) -> set[str]:
    """The forms of right results of sums and differences written out in the text, whose terms are all stated."""
    results: set[str] = set()
    for equation in EQUATION.finditer(text):
        *terms, result = _OPERAND.findall(equation.group())
        values = [(operator.sub if sign in "-−" and sign else operator.add, _decimal(term)) for sign, term in terms]
        total = reduce(lambda sum_so_far, step: step[0](sum_so_far, step[1]), values, Decimal(0))
        if total != _decimal(result[1]):
            continue
        *stated, worked = numbers_of(equation.group())
        if all(_is_held(number, held) for number in stated):
            results.add(worked.form)
    return results


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
