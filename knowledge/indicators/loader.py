"""The indicator systems that come with the project, read from their files and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from knowledge.indicators.marked_yaml import DataFileRefused, read_checked
from knowledge.indicators.system import IndicatorSystem, check_system

FOLDER = Path(__file__).parent
DEFAULT_SYSTEM = "henan-makerspace-2021"


class UnknownSystem(LookupError):
    """No indicator system has this id."""


def system_ids() -> tuple[str, ...]:
    """The ids that ``load_system`` knows."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def load_system(id: str = DEFAULT_SYSTEM) -> IndicatorSystem:
    """The system with this id; raises UnknownSystem, or DataFileRefused if its file does not hold."""
    if id not in system_ids():
        raise UnknownSystem(f"没有评价体系“{id}”，可用的有：{'、'.join(system_ids())}")
    return read_system(FOLDER / f"{id}.yaml")


def read_system(path: Path) -> IndicatorSystem:
    """An indicator system from any file; raises DataFileRefused that names every problem with file and line."""
    system = read_checked(path, IndicatorSystem, check_system)
    if system.id != path.stem:
        raise DataFileRefused([f"{path.name}：文件名应与其中的 id“{system.id}”相同"])
    return system
