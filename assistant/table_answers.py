"""Questions about a table, answered from its cells: the cells asked for, or a computation on them with its arithmetic.

A question that names a row but asks for something the table has no column for is not answered here, nor is one that is
about other things than the table's rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import table_sums as sums
from assistant.citations import Claim
from assistant.questions import Asks, Question
from assistant.table_columns import ONLY, tracks_named
from assistant.table_counterparts import in_place_of
from assistant.table_questions import ALL_TRACKS, TableQuestion, read
from assistant.table_rows import Similar
from assistant.table_view import TableView
from knowledge.documents import Document, Passage, Table
from knowledge.tokenization import STOPWORDS, bigrams, normalise, segment

_NOT_IN_A_TABLE = (Asks.TIME, Asks.WHO, Asks.PLACE, Asks.DURATION)
_APPLIES = re.compile(
    r"适用|考核|有没有|是否|([要考看评设用算查填计列需报])不\1|[要用需][^,，。?？]{0,2}[考评看设填报][^,，。?？]{0,2}吗|哪[一]?[类种个].{0,8}[考评看设填]"
)
_MEASURE = re.compile(r"多少(?:家|人|名|次|场|个|万|元)|几(?:家|人|名|次|场)|满分|得分|怎么算|如何计算")
_ONLY_A_CODE = re.compile(r"(?:指标|第)?[\d.]+(?:项|指标)?[？?]?")
_ITS_NAME = re.compile(
    r"叫(?:什么|啥|做)|全称|名称|什么(?:指标|项目|内容)|是个?(?:什么|啥)|指什么|考[察核评]?(?:的|什么)"
)
_ITS_CODE = re.compile(r"编号|代码|序号|第几[项个条]")
_ASIDE = re.compile(r"[（(][^（()）]*[)）]|(?:连同?|含|包括|加上|算上).{1,6}?(?:在内|一起算?|[都也]算)")
# Rows are of the second level: counting them does not tell how many there are of the first.
_FIRST_LEVEL = re.compile(r"一级(?:评价)?指标")
_COUNT = re.compile(r"(?:多少|(?<![哪那这好第])几)(?:个|项|条|类|种|名|位|家)(?!点|百分点)|有多少|数量是多少|共有几")
_ROW_NOUN = re.compile(r"(?:二级|评价|具体|单项)?指标|哪[一些几]?(?:项|个|条)|内容")
# 怎么都对不上:
_PREFACE = re.compile(r"^[^:：,，]{1,20}[:：]")
# 几项的权重相加 counts nothing.
_SOME_ADDED = re.compile(r"几[项条个](?:指标)?的?(?:权重|比重|占比|分量|分值)[^，,。？?]*")
_WHICH = re.compile(r"哪(?![天年月日里])|什么|啥|列出|各|分别")
_BETWEEN = re.compile(r"[和与跟同、]|相?比起?")
_EACH = re.compile(r"各自|各有|彼此|两[类种边]")
_SAME = re.compile(r"一样|相同|一致|同样")
_WHETHER_SAME = re.compile(r"一不一样|(?:一样|相同|一致)(?:[吗么嘛不]|没有)|是否(?:一样|相同|一致)")
# 甲类的考什么，乙类的考什么
_EACH_ASKED = re.compile(r"(?:[看考评][^，,、;?？]{0,3}(?:什么|啥|哪)[^?？]{0,12}){2}")
_DIFFER = re.compile(rf"{ONLY.pattern}|不一样|不同|区别|差别|差异|差在哪")
# Words of operations, which say nothing of what a question is about.
OPERATION = re.compile(
    r"(?:最?[高大重多低小轻少]|最[后先]|合计|总[共计和]|之和|加起来|加在一起|加一[块起]|[一总]?共有?|一起|连同|包括|不?算上?|"
    r"排(?:一下|个|成)?[序列名]?|从[高大多低小少]|到[高大多低小少]|由[高大多低小少]|由|大于|小于|超过|低于|高于|不[足到满及]|未[满达]|达到|等于|以上|以下|正好|至少|至多|"
    r"列出?来?|出来|找出?|表里?|表格|一览表?|附表|这[张份个]|该表|本表|实际|唯一|单项|全部|所有|分别|各自?|"
    r"来说|而言|帮[忙我]?|凑|[标写][着为成明注]?|填报|统共|类型|包[括含]|[刨扣排去]除|的话|那[张个几]|分量|百分之|分点|两者|一样|相同|[对相]应|[这该][条项个]|"
    r"[一两二三四五六七八九十几]?[个项条位名家类种组]|多少|哪[个些]?|适用|考核|考评|评价?|设置?|要求?|需要?|普通|一般|"
    r"不同|区别|差别|差异|差|比较|相比|权重|比重|分[值数]|占比?|里[头面边]|共同|都|去掉|除[去了]|填|[下二]级|整个|[这那一]块|板块|部分|大类|顶多|最多|加?[几]分|加)+"
)
# A question over all rows is about a table when this share of its words are the table's.
_ABOUT = 0.6
# One that names a value that the table repeats, or a group to leave out, says so by that.
_ABOUT_SOME = 0.45


def answer(
    question: Question, document: Document, table: Table, passages: Sequence[Passage], similar: Similar
) -> list[Claim] | None:
    """Claims that answer the question from this table, None where the table does not hold what is asked.

    ``similar`` gives the nearness (0..1) of a text to each of several others; it finds rows named in other words.
    """
    if not any(table.columns):
        return None
    asked = read(question, table, similar)
    view = TableView(document, asked.words, passages)
    if not asked.coded and (marks := sums.full_marks(view, asked)):
        return marks
    if other := in_place_of(view, asked):
        return other
    about = _is_about(view, asked)
    on_something = asked.rows or (about >= _ABOUT_SOME and _EACH_ASKED.search(asked.text))
    if on_something and not asked.coded and _between_tracks(asked) and (apart := _differing_on(view, asked)):
        return apart
    if asked.rows:
        return _about_rows(view, asked, question)
    if question.codes or about < (_ABOUT_SOME if _singles_out(asked) else _ABOUT):
        return None
    return _over_rows(view, asked, question, wholly=about == 1) or None


def _is_about(view: TableView, asked: TableQuestion) -> float:
    """The share of the question's own words that stand in the table's title, columns, groups and repeated values."""
    words, table = view.words, view.table
    values = (value for column in words.categories for value in words.values(column))
    section = view.document.sections[table.section].path
    own = [table.title, view.document.title, *section, *table.columns, *(row.group for row in table.rows), *values]
    held = normalise(" ".join(own))
    said = _ASIDE.sub(" ", _PREFACE.sub("", asked.text))
    for piece in asked.meant_values:
        said = said.replace(piece, " ")
    rest = _beside(said, held)
    unknown = [word for word in segment(rest) if len(word) > 1 and word not in STOPWORDS]
    unknown = [word for word in unknown if not (OPERATION.fullmatch(word) or re.fullmatch(r"[\d.%]+", word))]
    known = sum(map(len, re.findall(r"\w", said))) - len(re.findall(r"\w", rest))
    weight = known + sum(map(len, unknown))
    return known / weight if weight else 1.0


def _beside(text: str, held: str) -> str:
    """The text without the stretches of two characters or more that ``held`` has too."""
    known = {
        at
        for i in range(len(text) - 1)
        if re.fullmatch(r"\w\w", pair := text[i : i + 2]) and pair in held
        for at in (i, i + 1)
    }
    return "".join(" " if i in known else char for i, char in enumerate(text))


def _over_rows(view: TableView, asked: TableQuestion, question: Question, wholly: bool) -> list[Claim] | None:
    """Questions that name no row: differences, extremes, sums, filters, groups.

    All rows are only counted where the question is ``wholly`` about the table: another word may be a condition.
    """
    text, chosen = asked.text, asked.chosen()
    measured = bool(asked.columns) or asked.about_shares
    extreme, order = sums.asks_extreme(text), sums.asks_order(text)
    shares = asked.about_shares or (extreme and sums.asks_difference(text))
    if (len(asked.groups) > 1 or asked.about_groups) and shares and (extreme or order or asked.groups):
        return sums.of_groups(view, asked)
    if measured and order:
        return sums.ordered(view, asked, chosen)
    if measured and extreme:
        return sums.extreme(view, asked, chosen)
    if _DIFFER.search(text) and len(asked.share) > 1 and not _COUNT.search(text):
        return _differing(view, asked, range(len(view.words.labels)))
    if sums.asks_sum(text) and (measured or asked.filters) and not _COUNT.search(_SOME_ADDED.sub("", text)):
        return _total(view, asked, chosen)
    if _asks_which(asked, question) and (wholly or asked.groups or _narrowed(asked)):
        return _listed(view, asked, chosen)
    if asked.groups and set(asked.columns) & set(asked.share):
        rows = view.cells(chosen, asked.columns) if len(chosen) == 1 else []
        return [*(sums.of_groups(view, asked) or []), *rows] or None
    return None


def _asks_which(asked: TableQuestion, question: Question) -> bool:
    """Whether the rows themselves are asked for, or how many they are."""
    text = asked.text
    if _COUNT.search(text) and _FIRST_LEVEL.search(text):
        return False
    called = asked.names_rows or _ROW_NOUN.search(text) is not None
    if _COUNT.search(text):
        return called or _narrowed(asked)
    return not _MEASURE.search(text) and (
        (_narrowed(asked) and (called or question.asks is Asks.LIST))
        or (called and bool(asked.groups) and (not asked.about_shares or _WHICH.search(text) is not None))
    )


def _narrowed(asked: TableQuestion) -> bool:
    """Whether the question is about rows with certain values, or with those that all tracks have."""
    both = ALL_TRACKS.search(asked.text) and len(asked.share) > 1
    return bool(asked.filters or asked.conditions or asked.left_out or both)


def _singles_out(asked: TableQuestion) -> bool:
    """Whether the question names a value that the table repeats, or a group that it leaves out."""
    return bool(asked.left_out) or any(column not in asked.share for column, _ in asked.filters)


def _about_rows(view: TableView, asked: TableQuestion, question: Question) -> list[Claim] | None:
    """Rows that are named: the cells asked for and what is worked out of them; what the rows are called."""
    columns, rows, text = asked.columns, asked.rows, asked.text
    if not columns and _ITS_CODE.search(asked.rest) and not asked.coded:
        return _codes(view, rows)
    applies = question.asks is Asks.YES_NO or (_APPLIES.search(text) and question.asks not in _NOT_IN_A_TABLE)
    if not columns and applies and len(asked.tracks) > 0:
        columns = asked.tracks
    elif columns and len(asked.tracks) < len(asked.share) and _APPLIES.search(text):
        columns = tuple(sorted({*columns, *asked.tracks}))
    called = question.asks is Asks.MEANING or _ONLY_A_CODE.fullmatch(text) or _ITS_NAME.search(asked.rest)
    told = called or (len(rows) > 1 and _DIFFER.search(text))
    if not columns and asked.coded and told and not _MEASURE.search(text) and question.asks not in _NOT_IN_A_TABLE:
        return view.whole(rows)
    if not columns:
        return None
    worked_out: list[Claim] = []
    if len(rows) > 1 and set(columns) & set(asked.share):
        if sums.asks_difference(text):
            worked_out = sums.difference(view, asked, rows)
        elif sums.asks_extreme(text):
            worked_out = sums.extreme(view, asked, rows)
        elif sums.asks_order(text):
            return sums.ordered(view, asked, rows)
        elif sums.asks_sum(text):
            return sums.total(view, asked, rows) or view.cells(rows, columns)
    elif len(rows) == 1 and _SAME.search(text):
        worked_out = _alike(view, rows[0], [column for column in columns if column in asked.share])
    return worked_out + view.cells(rows, columns)


def _alike(view: TableView, row: int, columns: Sequence[int]) -> list[Claim]:
    """Whether a row has the same figure in several columns."""
    held = [view.words.cell(row, column) for column in columns]
    if len(held) < 2:
        return []
    told = f"一样，都是 {held[0]}。" if len(set(held)) == 1 else "不一样。"
    return [Claim(told, tuple(view.evidence(row, column) for column in columns), item=True)]


def _codes(view: TableView, rows: Sequence[int]) -> list[Claim] | None:
    column = view.words.label
    coded = [i for i in rows if view.words.codes[i]]
    return [
        Claim(f"编号 {view.words.code(i)}：{view.label(i)}。", (view.evidence(i, column),), item=len(coded) > 1)
        for i in coded
    ] or None


def _total(view: TableView, asked: TableQuestion, chosen: Sequence[int]) -> list[Claim] | None:
    """The total that the table itself gives, or else the sum worked out."""
    if view.words.totals and not (_narrowed(asked) or asked.groups or asked.left_out):
        return view.cells(sorted(view.words.totals)[-1:], asked.tracks)
    return view.cells(chosen, asked.tracks) if len(chosen) == 1 else sums.total(view, asked, chosen) or None


def _listed(view: TableView, asked: TableQuestion, numbers: Sequence[int]) -> list[Claim] | None:
    """The rows that pass, counted and one a line."""
    if not numbers:
        return None
    conditioned = asked.share and (asked.about_shares or asked.conditions)
    shown = asked.tracks if conditioned else ()
    column = asked.filters[0][0] if asked.filters else shown[0] if shown else view.words.label
    values = [value for _, value in asked.filters] or list(asked.groups)
    what = f"{'、'.join(dict.fromkeys(values))}的" if values else ""
    claims = [Claim(f"{what}共 {len(numbers)} 项：", (), item=True)]
    for i in numbers:
        cells = "，".join(view.said(i, c) for c in shown)
        text = f"{view.label(i)}（{cells}）" if cells else view.label(i)
        claims.append(Claim(text, (view.evidence(i, column),), item=True))
    return claims


def _between_tracks(asked: TableQuestion) -> bool:
    """Whether two tracks are named one after the other and set apart: 甲类和乙类有什么不同."""
    sides = [tracks_named(asked.words, side) for side in _BETWEEN.split(asked.text, maxsplit=1)]
    return _DIFFER.search(asked.text) is not None and [len(side) for side in sides] == [1, 1] and sides[0] != sides[1]


def _differing_on(view: TableView, asked: TableQuestion) -> list[Claim] | None:
    """Of the rows in which the tracks differ those named in full, or else all that share words with the question."""
    labels = asked.words.labels
    if named := [i for i in asked.rows if labels[i] in asked.text]:
        return _differing(view, asked, named)
    said = asked.text
    for name in (word for column in asked.share for word in asked.words.segments(column)):
        said = said.replace(name, " ")
    pairs = set(bigrams(said))
    return _differing(view, asked, [i for i, label in enumerate(labels) if pairs & set(bigrams(label))])


def _differing(view: TableView, asked: TableQuestion, among: Sequence[int]) -> list[Claim] | None:
    """The rows that one track has and another lacks; of one track alone where the question says 才有, not 各自独有."""
    words = view.words
    rows = [i for i in among if asked.lies_in(i)]
    claims: list[Claim] = []
    cells: list[tuple[int, int]] = []
    for column in asked.tracks if ONLY.search(asked.text) and not _EACH.search(asked.text) else asked.share:
        alone = [
            i
            for i in rows
            if not words.is_empty(i, column)
            and all(words.is_empty(i, other) for other in asked.share if other != column)
        ]
        if alone:
            claims.append(Claim(f"只在{view.table.columns[column]}一栏有的共 {len(alone)} 项：", (), item=True))
        for i in alone:
            claims.append(Claim(f"{view.label(i)}（{view.said(i, column)}）", (view.evidence(i, column),), item=True))
            cells.append((i, column))
    if _WHETHER_SAME.search(asked.text) and len(cells) == len({column for _, column in cells}) == 2:
        one, other = (words.cell(*cell) for cell in cells)
        told = f"数值相同，都是 {one}。" if one == other else f"数值不同：{one} 和 {other}。"
        claims.append(Claim(told, tuple(view.evidence(*cell) for cell in cells), item=True))
    return claims or None
