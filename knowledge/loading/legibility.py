"""Whether the text that a page of fixed layout carries can be trusted, and what to say about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

BROKEN_SHARE = 0.1
"""Share of letters without a known code from which the text of a page is not to be trusted."""
ACCENTED_SHARE = 0.3
"""The same for accented Latin letters: bytes of a Chinese encoding that are shown one by one."""
FEW_LETTERS = 50
"""A page covered by an image and with fewer letters beside it (a stamp, a page number) is a scan."""
COVERED_SHARE = 0.5
PICTURE_SHARE = 0.1
"""Images that cover a smaller part of the page are seals and logos."""


@dataclass(frozen=True, slots=True)
class Legibility:
    """What was seen on one page (counted from 1).

    ``text`` is all that can be read; ``broken`` counts characters without a known letter; ``invisible`` says that the
    text is drawn invisibly over an image; ``image_share`` is the part of the page that images cover; ``drawn`` says
    that anything but text stands on it.
    """

    page: int
    text: str
    broken: int
    image_share: float
    drawn: bool
    invisible: bool = False

    @property
    def is_garbled(self) -> bool:
        """Whether the text is there but does not say what the page shows."""
        letters = [letter for letter in self.text if letter.isalnum()]
        accented = sum("\u00a1" <= letter <= "\u00ff" for letter in letters)
        return self.broken > BROKEN_SHARE * (len(letters) + self.broken) or accented > ACCENTED_SHARE * len(letters)

    @property
    def is_scan(self) -> bool:
        """Whether what the page says stands in images."""
        letters = sum(letter.isalnum() for letter in self.text)
        if letters + self.broken == 0:
            return self.drawn
        return self.image_share > COVERED_SHARE and letters < FEW_LETTERS


def warnings(pages: Sequence[Legibility]) -> tuple[str, ...]:
    """Sentences on what was recognised, left out or not read."""
    read = [page for page in pages if not (page.is_garbled or page.is_scan)]
    kinds: dict[str, Iterable[Legibility]] = {
        "是图像，文字由图像识别得来，请对照原文核对": (page for page in pages if page.is_scan),
        "的文字编码有误，改由图像识别得来，请对照原文核对": (
            page for page in pages if page.is_garbled and not page.is_scan
        ),
        "的文字来自扫描件自带的识别结果，可能有错字": (page for page in read if page.invisible),
        "有图片，图中的文字没有读取": (
            page for page in read if page.image_share > PICTURE_SHARE and not page.invisible
        ),
        "有个别字没有对应的编码，已略去": (page for page in read if page.broken),
    }
    said = ((_ranges([page.page for page in concerned]), what) for what, concerned in kinds.items())
    return tuple(f"第 {where} 页{what}。" for where, what in said if where)


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 7 → 1–3、7; nothing for none."""
    starts = [b for a, b in pairwise([-1, *numbers]) if b > a + 1]
    ends = [a for a, b in pairwise([*numbers, 10**9]) if b > a + 1]
    return "、".join(str(start) if start == end else f"{start}–{end}" for start, end in zip(starts, ends, strict=True))
