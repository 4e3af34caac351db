"""Profiles from the files people keep: JSON, CSV, and Excel."""

from __future__ import annotations

from pathlib import Path

from assistant.scoring.profile import Profile, ProfileRefused
from assistant.scoring.records import Entries, csv_records, decoded, json_records, read_profiles
from assistant.scoring.scheme import Scheme

TEXTS = {".json": json_records, ".csv": csv_records}
EXCEL = ".xlsx"


def load_profile(path: Path, scheme: Scheme | None = None) -> Profile:
    """The one profile in a file; raises ProfileRefused with every problem found."""
    profiles = load_profiles(path, scheme)
    if len(profiles) != 1:
        raise ProfileRefused([f"{path.name}：应只有一个空间的数据，实际有 {len(profiles)} 个；多个空间请用 --cohort"])
    return profiles[0]


def load_profiles(path: Path, scheme: Scheme | None = None) -> tuple[Profile, ...]:
    """Every profile in a JSON (an object or a list), CSV or Excel file; raises ProfileRefused with every problem."""
    return read_profiles(_entries(path), scheme)


def _entries(path: Path) -> list[Entries]:
    suffix = path.suffix.lower()
    if suffix == EXCEL:
        from assistant.scoring_files.form_reading import xlsx_records

        return xlsx_records(path)
    if suffix not in TEXTS:
        raise ProfileRefused([f"{path.name}：不支持的格式“{suffix}”，可用的有：{'、'.join([*TEXTS, EXCEL])}"])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileRefused([f"{path.name}：读不到这个文件（{error.strerror}），请检查路径"]) from error
    return TEXTS[suffix](decoded(data))
