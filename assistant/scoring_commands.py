"""The scoring commands: canyue score, plan, template, scheme, scores."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from assistant import scoring_screen
from assistant.scoring.advice import advise, gains_of
from assistant.scoring.cohort import Cohort
from assistant.scoring.comparison import Comparison, NotComparable, compare
from assistant.scoring.plan import PlanRefused
from assistant.scoring.plan import plan as make_plan
from assistant.scoring.profile import Profile, ProfileRefused
from assistant.scoring.scheme import SCHEMES, Scheme, load_scheme
from assistant.scoring.scorecard import Scorecard
from assistant.scoring.scorecard import score as make_scorecard
from assistant.scoring_files.profiles import load_profile, load_profiles
from assistant.scoring_files.saving import NotSaved, save
from assistant.scoring_history import HistoryUnavailable, Kept, ScoreHistory
from assistant.settings import Settings
from knowledge.indicators.loader import DEFAULT_SYSTEM, UnknownSystem, load_system
from knowledge.indicators.marked_yaml import DataFileRefused
from knowledge.indicators.system import IndicatorSystem

out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, highlight=False)

ProfileFile = Annotated[Path, typer.Argument(help="填好的表：.json、.xlsx 或 .csv", metavar="PROFILE")]
SchemeFile = Annotated[Path | None, typer.Option("--scheme", help="评分方案 YAML；缺省为示例方案（非官方）")]
SystemId = Annotated[str, typer.Option("--system", help="评价体系")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class NothingKept(LookupError):
    """No scorecard is kept of that name or year; the message says what there is."""


FORESEEN = (
    ProfileRefused, PlanRefused, NotComparable, NotSaved, HistoryUnavailable, NothingKept, DataFileRefused,
    UnknownSystem,
)  # fmt: skip
"""What can go wrong by what was given: the message is a sentence for people, the exit status 1."""


def register(cli: typer.Typer, settings: Callable[[], Settings]) -> None:
    """Add the scoring commands to ``cli``."""

    @cli.command()
    def score(
        profile: ProfileFile,
        scheme: SchemeFile = None,
        cohort: Annotated[Path | None, typer.Option(help="同类空间的数据：.json、.xlsx 或 .csv，每行一个空间")] = None,
        against: Annotated[Path | None, typer.Option("--compare", help="另一份填好的表，与它逐项比较")] = None,
        xlsx: Annotated[Path | None, typer.Option(help="写成 Excel，公式可核对")] = None,
        docx: Annotated[Path | None, typer.Option(help="写成 Word 报告")] = None,
        target: Annotated[str | None, typer.Option(help="Word 报告里的计划以此为目标分")] = None,
        keep: Annotated[bool, typer.Option("--keep/--no-keep", help="是否存档")] = True,
        as_json: AsJson = False,
    ) -> None:
        """按评价体系和评分方案算分，每一步都可以核对。"""
        if against is not None and (xlsx or docx):
            raise typer.BadParameter("--compare 只在屏幕上或以 JSON 输出，不能与 --xlsx、--docx 同用。")
        if target is not None and docx is None:
            raise typer.BadParameter("--target 只用于 --docx 的报告；单独求计划请用 canyue plan。")
        _check_suffix("--xlsx", xlsx, ".xlsx")
        _check_suffix("--docx", docx, ".docx")
        goal = None if target is None else _goal(target)
        peers = Cohort(load_profiles(cohort)) if cohort else None
        card = _scored(load_profile(profile), scheme, peers)
        if against is not None:
            _show_comparison(compare(card, _scored(load_profile(against), scheme, peers)), as_json)
            return
        if xlsx is not None:
            from assistant.scoring_files.calculation import write_calculation

            write_calculation(xlsx, card, peers)
        if docx is not None:
            from assistant.scoring_files.report import write_report

            write_report(docx, card, advise(card, peers, goal))
        if as_json:
            _emit(card.to_dict())
        elif xlsx is None and docx is None:
            scoring_screen.print_scorecard(out, card)
        for path in filter(None, (xlsx, docx)):
            _tell(f"已写入 {path}：总分 {card.total}")
        if keep:
            _keep(ScoreHistory(settings().home), card, peers)

    @cli.command()
    def plan(
        profile: ProfileFile,
        target: Annotated[str, typer.Option(help="目标总分，如 85")],
        scheme: SchemeFile = None,
        as_json: AsJson = False,
    ) -> None:
        """求投入最少、达到目标分的做法，并说明每一步带来多少分。"""
        goal = _goal(target)
        read = load_profile(profile)
        result = make_plan(read, goal, *_system_and_scheme(read, scheme))
        if as_json:
            _emit(result.to_dict())
        else:
            scoring_screen.print_plan(out, result, gains_of(result.before))

    @cli.command()
    def template(
        path: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件", metavar="OUT.xlsx")],
        track: Annotated[str | None, typer.Option(help="general 或 specialised；不给则在表里选")] = None,
        system: SystemId = DEFAULT_SYSTEM,
        scheme: SchemeFile = None,
    ) -> None:
        """生成要填的 Excel 表。"""
        from assistant.scoring_files.form import write_form
        from assistant.scoring_files.form_reading import is_blank

        chosen = load_system(system)
        if track is not None and track not in chosen.tracks:
            options = "、".join(f"{key}（{label}）" for key, label in chosen.tracks.items())
            raise typer.BadParameter(f"--track 应为 {options} 之一，实际是“{track}”。")
        _check_suffix("OUT", path, ".xlsx")
        if path.exists() and not is_blank(path):
            raise NotSaved(f"{path} 已经有内容：为免覆盖填好的数据，请换一个文件名")
        write_form(path, chosen, load_scheme(scheme, chosen), track)
        _tell(f"已写入 {path}：填好浅黄色的格子，保存后运行 canyue score {path}")

    @cli.command(name="scheme")
    def write_scheme(
        path: Annotated[Path, typer.Argument(help="写到哪个 .yaml 文件", metavar="OUT.yaml")],
        system: SystemId = DEFAULT_SYSTEM,
    ) -> None:
        """写出缺省的评分方案，供修改后用 --scheme 指定。"""
        chosen = load_system(system)
        if path.exists():
            raise NotSaved(f"{path} 已经存在：为免覆盖改过的方案，请换一个文件名")
        save(path, (SCHEMES / f"{chosen.id}.yaml").read_bytes())
        _tell(f"已写入 {path}：{load_scheme(None, chosen).name}。改好后用 --scheme {path} 指定")

    @cli.command()
    def scores(
        name: Annotated[str | None, typer.Argument(help="空间或企业的名称；不给则列出全部")] = None,
        years: Annotated[tuple[int, int] | None, typer.Option("--compare", help="两个年度，如 2020 2021")] = None,
        scheme: Annotated[Path | None, typer.Option(help="比较时两个年度都用这个方案重新算分")] = None,
        as_json: AsJson = False,
    ) -> None:
        """列出存档的得分，或比较两个年度。"""
        if (years is not None or scheme is not None) and name is None:
            raise typer.BadParameter("请给出要比较的名称，如 canyue scores 名称 --compare 2020 2021。")
        if scheme is not None and years is None:
            raise typer.BadParameter("--scheme 要与 --compare 同用。")
        history = ScoreHistory(settings().home)
        if years is not None and name is not None:
            first, second = (_kept(history, name, year) for year in years)
            rules = load_scheme(scheme, load_system(first.profile.system)) if scheme else None
            _show_comparison(compare(first.again(rules), second.again(rules)), as_json)
            return
        kept = history.all(name)
        if name is not None and not kept:
            raise NothingKept(_nothing_of(history, name))
        if as_json:
            _emit([one.to_dict() for one in kept])
        elif kept:
            scoring_screen.print_history(out, kept)
        else:
            _tell("还没有存档的得分：canyue score 会把填了名称和年度的得分存下来。")


def _system_and_scheme(profile: Profile, path: Path | None) -> tuple[IndicatorSystem, Scheme]:
    system = load_system(profile.system)
    return system, load_scheme(path, system)


def _scored(profile: Profile, path: Path | None, cohort: Cohort | None) -> Scorecard:
    system, scheme = _system_and_scheme(profile, path)
    return make_scorecard(profile, system, scheme, cohort)


def _keep(history: ScoreHistory, card: Scorecard, cohort: Cohort | None) -> None:
    """Keep the scorecard and say so; a score that could not be kept is still a score."""
    name, year = card.profile.name, card.profile.year
    if not name or year is None:
        _tell("没有填写名称或年度，这次得分没有存档。")
        return
    try:
        new = history.keep(card, cohort)
    except HistoryUnavailable as unavailable:
        _tell(f"这次得分没有存档：{unavailable}")
        return
    _tell(
        f"已存档：{name} {year} 年度（canyue scores 查看，--no-keep 不存）"
        if new
        else f"{name} {year} 年度的存档没有变化。"
    )


def _kept(history: ScoreHistory, name: str, year: int) -> Kept:
    found = history.latest(name, year)
    if found is None:
        raise NothingKept(_nothing_of(history, name, year))
    return found


def _nothing_of(history: ScoreHistory, name: str, year: int | None = None) -> str:
    years = sorted({kept.year for kept in history.all(name)})
    if years:
        return f"没有“{name}” {year} 年度的存档，有的年度是：{'、'.join(map(str, years))}"
    names = history.names()
    known = f"有存档的是：{'、'.join(names)}" if names else "还没有任何存档：先用 canyue score 算分"
    return f"没有“{name}”的存档；{known}"


def _show_comparison(comparison: Comparison, as_json: bool) -> None:
    if as_json:
        _emit(comparison.to_dict())
    else:
        scoring_screen.print_comparison(out, comparison)


def _goal(target: str) -> Decimal:
    try:
        return Decimal(target)
    except InvalidOperation as error:
        raise typer.BadParameter(f"--target 应为目标分，如 85，实际是“{target}”。") from error


def _check_suffix(option: str, path: Path | None, suffix: str) -> None:
    if path is not None and path.suffix.lower() != suffix:
        raise typer.BadParameter(f"{option} 的文件名应以 {suffix} 结尾，实际是 {path.name}。")


def _emit(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _tell(text: str) -> None:
    err.print(text, markup=False, soft_wrap=True)
