"""From use to regression: answers that readers rated badly become drafts of samples, for a maintainer to complete."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.conversation import Rated
from eval.predictions import hashed

_SHOWN = 200


class FeedbackError(ValueError):
    """The file that drafts should go to holds something else; the message is for people."""


def draft(rated: Rated) -> dict[str, Any]:
    """A sample as far as it is known. Kind, facts and evidence are blank, which the validator names one by one."""
    history = [{"role": turn.role, "content": turn.content} for turn in rated.history]
    day = rated.asked_at.date().isoformat()
    said = " ".join(rated.answer.answer.split())[:_SHOWN]
    remark = f"读者说：{rated.remark}；" if rated.remark else ""
    return {
        "id": f"f{hashed([rated.question, history, rated.asked_at.isoformat()])}",
        "question": rated.question,
        "history": history,
        "kind": "",
        "facts": [""],
        "evidence": [""],
        "refuse": False,
        "today": day,
        "why": f"读者评为不好（{day}）。{remark}当时答：{said}",
    }


def append(path: Path, rated: Iterable[Rated]) -> int:
    """Add the drafts that the file does not hold yet; how many these were. Raises FeedbackError, OSError."""
    held = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
    try:
        known = {json.loads(line)["id"] for line in held if line.strip()}
    except (ValueError, KeyError, TypeError) as error:
        raise FeedbackError(f"{path} 不是评测集（每行一个带 id 的 JSON 对象）：请换一个文件名。") from error
    new = [made for one in rated if (made := draft(one))["id"] not in known]
    with path.open("a", encoding="utf-8") as lines:
        lines.write("\n" if held and held[-1] and not path.read_bytes().endswith(b"\n") else "")
        lines.writelines(json.dumps(made, ensure_ascii=False) + "\n" for made in new)
    return len(new)
