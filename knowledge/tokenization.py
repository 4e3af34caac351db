"""Text → search tokens: jieba words in search mode, and character bigrams. The only module importing jieba.

Words and bigrams fail differently: words miss what the dictionary does not know, bigrams blur what it does.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import lru_cache

import jieba
import jieba.posseg

jieba.setLogLevel(logging.WARNING)

# Changes with the tokens that a text gives: what is made of them is made anew then.
VERSION = f"1 jieba {jieba.__version__}"

_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_TOKEN = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*%?|[\u4e00-\u9fff]+")
# Words that jieba tags as places and that name none in particular.
_NO_PLACES = frozenset({"东西", "全国", "国家", "中心", "城市"})
_PLACE_AT_HEAD = re.compile(
    r"(?:^|[《\s])((?![^省市]*[全本该各我转发于向报由])[\u4e00-\u9fff]{2,3}?)[省市](?![里内级])(?=[\u4e00-\u9fff])"
)
# Cities that jieba's dictionary holds as common words or surnames.
_ALSO_PLACES = frozenset("商丘 信阳 焦作 许昌 开封 周口 合肥 石家庄".split())
_PLACE_TAIL = re.compile(r"(?:特别行政区|自治区|自治州|[省市县区])$")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Function words and the wrapping of questions: they say how something is asked, not what about.
STOPWORDS = frozenset(
    (
        "的 了 和 与 及 或 在 是 有 为 对 由 从 到 以 于 其 之 把 被 将 让 给 等 也 都 "
        "就 还 又 并 而 但 则 且 吗 呢 吧 啊 么 什么 哪 哪些 哪个 哪几 哪里 哪家 几 几个 "
        "多少 多大 多久 多长 怎么 怎样 如何 为何 为什么 谁 何时 何地 什么样 请问 请 告诉 我 我们 "
        "你 你们 他 他们 它 这 那 这个 那个 这些 那些 这里 那里 一下 想 知道 问 说 要 会 能 "
        "可以 可 应 应当 需要 需 是不是 有没有 是否 分别 各 各是 各占 具体 主要 包括 方面 内容 "
        "情况 规定 关于 根据 按照 个 第 中 里 上 下 些 是什么 的话 应该 必须 进行 提出 指出 "
        "相关 有关 哪几个 哪一 一共 总共 共 多 占 不 没 没有 时候 时间 来 去 做 用 过 后 前 "
        "本 该 此 各类 属于 叫 叫做 称为 指 指的是 文件 文里 文中 里面 当中 其中 现在 目前 咱们 "
        "咱 你好 麻烦 帮 帮我 查 查一下 "
    ).split()
)


def normalise(text: str) -> str:
    """Full-width forms made half-width, letters lower-case, thousands separators dropped."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return _THOUSANDS.sub(lambda match: match.group().replace(",", ""), plain)


def words(text: str) -> list[str]:
    """jieba words in search mode (long words and the words inside them), figures and codes whole."""
    found: list[str] = []
    for token in _TOKEN.findall(normalise(text)):
        if _HAN.match(token):
            found += jieba.cut_for_search(token)
        else:
            found.append(token)
    return found


def bigrams(text: str) -> list[str]:
    """Neighbouring pairs of Chinese characters; figures and Latin words stay whole."""
    found: list[str] = []
    for token in _TOKEN.findall(normalise(text)):
        if _HAN.match(token) and len(token) > 1:
            found += (token[i : i + 2] for i in range(len(token) - 1))
        else:
            found.append(token)
    return found


def segment(text: str) -> list[str]:
    """Words that do not overlap, in order."""
    found: list[str] = []
    for token in _TOKEN.findall(normalise(text)):
        if _HAN.match(token):
            found += jieba.cut(token)
        else:
            found.append(token)
    return found


@lru_cache(maxsize=8192)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """(word, part of speech) in jieba's tags: n noun, v verb, ns place, nr person, …"""
    return tuple((pair.word, pair.flag) for pair in jieba.posseg.cut(text))


@lru_cache(maxsize=1024)
def content_words(question: str) -> tuple[str, ...]:
    """The words of a question that say what it is about, each once, in order."""
    return tuple(dict.fromkeys(word for word in words(question) if word not in STOPWORDS))


def place_at_head(title: str) -> list[str]:
    """The province or city whose document this is: 洛阳 in 洛阳市……条例."""
    return _PLACE_AT_HEAD.findall(title)


@lru_cache(maxsize=1024)
def place_names(text: str) -> tuple[str, ...]:
    """The names of places in a text, without 省, 市, 县 at their ends."""
    names = [_PLACE_TAIL.sub("", word) for word, flag in tagged(text) if _is_place(word, flag)]
    names += place_at_head(text)
    return tuple(dict.fromkeys(name for name in names if len(name) > 1 and name not in _NO_PLACES))


def _is_place(word: str, flag: str) -> bool:
    """Whether a tagged word names a place; what jieba only guesses to be one needs 省, 市, 县 at its end."""
    known = word in jieba.posseg.dt.word_tag_tab or _PLACE_TAIL.search(word) is not None
    return (flag == "ns" and known) or _PLACE_TAIL.sub("", word) in _ALSO_PLACES


def add_vocabulary(terms: list[str]) -> None:
    """Teach jieba names of the library (titles, indicators), so that they are cut as one word."""
    for term in terms:
        jieba.add_word(normalise(term))
