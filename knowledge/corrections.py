"""What a person puts right about a document's validity: dates that its text does not tell, and what took its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


class CorrectionRefused(ValueError):
    """A correction cannot be right; the message names everything that is wrong with it, in Chinese."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Each field is None where text and rules decide as they would without it, "" where a person says there is none.

    Otherwise the dates are ISO strings, and ``replaced_by`` is the id of the document that holds in this one's place.
    ``by`` is the name of the person ("" without accounts), ``at`` when, UTC.
    """

    published: str | None = None
    effective: str | None = None
    ends: str | None = None
    replaced_by: str | None = None
    by: str = ""
    at: str = ""

    def __bool__(self) -> bool:
        """Whether anything is corrected."""
        return any(value is not None for value in (self.published, self.effective, self.ends, self.replaced_by))


def check(
    document_id: str,
    correction: Correction,
    own: Mapping[str, str | None],
    replaced: Mapping[str, str | None],
) -> None:
    """Raise CorrectionRefused where dates are none or in no possible order, a replacement is unknown or goes round.

    ``own`` are the dates that the text gives, by field; ``replaced`` are all documents of the library: id → the id that
    a person said to hold in its place.
    """
    if problems := [*_wrong_dates(correction, own), *_wrong_replacement(document_id, correction, replaced)]:
        raise CorrectionRefused("没有保存：" + "；".join(problems) + "。")


def _wrong_dates(correction: Correction, own: Mapping[str, str | None]) -> Iterator[str]:
    dates: dict[str, str] = {}
    for field, name in (("published", "公布日期"), ("effective", "施行日期"), ("ends", "失效日期")):
        given = getattr(correction, field)
        value = own[field] if given is None else given
        if not value:
            continue
        if is_date(value):
            dates[field] = value
        else:
            yield f"{name}“{value}”不是日期，请写成 2024-01-31 这样"
    for earlier in ("published", "effective"):
        if "ends" in dates and dates.get(earlier, "") > dates["ends"]:
            yield f"失效日期 {dates['ends']} 早于{'公布' if earlier == 'published' else '施行'}日期 {dates[earlier]}"


def _wrong_replacement(document_id: str, correction: Correction, replaced: Mapping[str, str | None]) -> Iterator[str]:
    at = correction.replaced_by
    if at and at not in replaced:
        yield "所选的替代文件已不在资料库里，请重新选择"
    seen = {document_id}
    while at:
        if at in seen:
            yield "一份文件不能（直接或绕一圈）取代它自己"
            return
        seen.add(at)
        at = replaced.get(at)


def is_date(text: str) -> bool:
    """Whether this is a day as ``Metadata`` writes it: 2024-01-31."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
