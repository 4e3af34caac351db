"""The 评分 tab: what happens on each event; ``scoring_layout`` has the components, ``scoring_charts`` the markup."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from assistant.scoring.advice import advise
from assistant.scoring.cohort import Cohort
from assistant.scoring.comparison import NotComparable, compare
from assistant.scoring.plan import PlanRefused, plan
from assistant.scoring.profile import ProfileRefused
from assistant.scoring.scheme import SCHEMES, load_scheme
from assistant.scoring.scorecard import Scorecard, score
from assistant.scoring_files.calculation import write_calculation
from assistant.scoring_files.form import write_form
from assistant.scoring_files.profiles import load_profiles
from assistant.scoring_files.report import write_report
from assistant.scoring_files.saving import NotSaved
from assistant.scoring_history import HistoryUnavailable, ScoreHistory
from assistant.web import scoring_charts as charts
from assistant.web.scoring_form import TOP, TRACK, Typed, fields, imported, sentences, typed_of
from assistant.web.scoring_layout import UNSTATED, Layout
from assistant.web.scoring_session import Session, card_of, moves, present, span, supposed
from knowledge.indicators.loader import DEFAULT_SYSTEM, load_system
from knowledge.indicators.marked_yaml import DataFileRefused

QUICK: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
# Two visitors' plans and files are made side by side, the others wait their turn.
SLOW: dict[str, Any] = QUICK | {"queue": True, "concurrency_limit": 2, "concurrency_id": "score"}
MEND_FIRST = "左边有要改的地方，请先改好。"

Updates = dict[Any, Any]
"""By component, what becomes of it."""


def build_scoring_tab(home: Path) -> None:
    """Lay out the tab inside the current one; scorecards are kept in ``home``. What is typed lives in the session."""
    _ScoringTab(home).connect()


class _ScoringTab:
    def __init__(self, home: Path) -> None:
        self._history = ScoreHistory(home)
        self._system = load_system(DEFAULT_SYSTEM)
        self._scheme = load_scheme(None, self._system)
        self._asked = fields(self._system)
        self._keys = (*TOP, *(one.key for one in self._asked))
        self._helps = {one.key: one.help for one in self._asked}
        blank = self._blank(next(iter(self._system.tracks)))
        card = card_of(blank, self._asked, self._system, self._scheme)
        self._at = Layout(self._system, self._asked, Session(card, self._scheme, blank[TRACK]))
        self._helps |= {key: self._at.boxes[key].info or "" for key in TOP}

    def connect(self) -> None:
        """Say what happens on each event."""
        at = self._at
        typed, sliders = [at.boxes[key] for key in self._keys], list(at.sliders.values())
        form = [at.session, *typed]
        shown = [
            *form, *sliders, at.problems, at.result, at.summary, at.supposed, at.plan, at.standing, at.compared,
            at.undo, at.import_said, at.scheme_said,
        ]  # fmt: skip
        ask_plan = gr.on(
            [at.make_plan.click, at.target.submit], self._planned, [at.session, at.target], at.plan, **SLOW
        )
        anew: dict[str, Any] = {"outputs": shown, "cancels": ask_plan, **QUICK}
        latest: dict[str, Any] = {"trigger_mode": "always_last"}
        texts = [box for box in typed if isinstance(box, gr.Textbox)]
        settled = [event for box in texts for event in (box.blur, box.submit)]
        chosen = [box.input for box in typed if isinstance(box, gr.Radio)]
        # Not "change", which an import raises for every field it fills, while others are not filled yet.
        gr.on([box.input for box in texts], partial(self._typed, False), form, **anew, **latest)
        gr.on(settled, partial(self._typed, True), form, shown, **QUICK, **latest)
        gr.on(chosen, partial(self._typed, True), form, **anew, **latest)
        at.upload.upload(self._imported, [at.upload, *form], **anew)
        at.clear.click(self._cleared, form, **anew)
        at.undo.click(self._undone, form, **anew)
        at.adopt.click(self._adopted, form, **anew)
        at.new_scheme.upload(self._scheme_changed, [at.new_scheme, *form], **anew)
        at.own_scheme.click(partial(self._scheme_changed, None), form, **anew)
        suppose = [at.session, at.supposed]
        gr.on([slider.input for slider in sliders], self._moved, [at.session, *sliders], suppose, **QUICK, **latest)
        at.put_back.click(self._put_back, at.session, [*suppose, *sliders], **QUICK)
        at.excel.click(self._excel, at.session, [at.out_said, at.out_file], **SLOW)
        at.word.click(self._word, at.session, [at.out_said, at.out_file], **SLOW)
        at.keep.click(self._keep, at.session, at.out_said, **QUICK)
        at.print.click(None, js="() => window.print()", api_visibility="private")
        at.blank_form.click(self._blank_form, at.session, at.form_file, **SLOW)
        at.get_scheme.click(self._scheme_copy, None, at.scheme_file, **SLOW)
        at.comparing.select(self._kept_ones, at.session, at.kept, **QUICK)
        at.kept.input(self._beside_kept, [at.session, at.kept], at.compared, **QUICK)
        at.other.upload(self._beside_other, [at.session, at.other], at.compared, **QUICK)
        at.peers.upload(self._beside_peers, [at.session, at.peers], at.compared, **QUICK)

    # -- what was typed ------------------------------------------------------------------------------------------------

    def _blank(self, track: str) -> dict[str, str]:
        return dict.fromkeys(self._keys, "") | {TRACK: track}

    def _read(self, values: tuple[Any, ...]) -> dict[str, str]:
        """What stands in the fields."""
        return {key: value or "" for key, value in zip(self._keys, values, strict=True)}

    def _typed(self, is_settled: bool, session: Session, *values: Any) -> Updates:
        """A half-typed figure is not called wrong before its field is left, unless something was wrong already."""
        new = session.typed(self._read(values), self._asked)
        if new.problems and not (is_settled or session.problems):
            return {self._at.session: gr.skip()}
        return self._shown(session, new)

    def _imported(self, path: str, session: Session, *values: Any) -> Updates:
        typed = self._read(values)
        try:
            profile = imported(Path(path), session.scheme, self._system)
        except ProfileRefused as refused:
            said = self._refusal(refused, "这份表没有导入，左边填的都没有动：")
            return {self._at.import_said: said}
        updates = self._replaced(session, typed, typed_of(profile, self._asked))
        return updates | {self._at.import_said: charts.said(f"已导入 {Path(path).name}；表里没有的项留空。")}

    def _cleared(self, session: Session, *values: Any) -> Updates:
        typed = self._read(values)
        return self._replaced(session, typed, self._blank(typed[TRACK]))

    def _undone(self, session: Session, *values: Any) -> Updates:
        typed = self._read(values)
        return self._replaced(session, typed, session.undo or typed)

    def _adopted(self, session: Session, *values: Any) -> Updates:
        typed = self._read(values)
        return self._replaced(session, typed, typed | session.moved)

    def _replaced(self, session: Session, old: dict[str, str], new: Typed) -> Updates:
        """Everything typed becomes something else, and can come back."""
        after = replace(session.typed(new, self._asked), undo=old)
        updates = self._shown(session, after, filled=new)
        return updates | {self._at.undo: gr.update(visible=True), self._at.import_said: ""}

    def _scheme_changed(self, path: str | None, session: Session, *values: Any) -> Updates:
        typed = self._read(values)
        try:
            scheme = load_scheme(Path(path), self._system) if path else self._scheme
        except DataFileRefused as refused:
            said = charts.refused(refused.problems, "这个方案没有换上，还用原来的：")
            return {self._at.scheme_said: said}
        new = replace(session, scheme=scheme).typed(typed, self._asked)
        updates = self._shown(session, new) | {self._at.scheme_said: ""}
        for key in (one.key for one in self._asked if one.kind == "grades"):
            # A grade that the scheme does not have stays, and is called wrong.
            foreign = {typed[key]} - {"", *scheme.grades}
            box = self._at.boxes[key]
            updates[box] = updates.get(box, {}) | gr.update(choices=[UNSTATED, *scheme.grades, *foreign])
        return updates

    def _shown(self, old: Session, new: Session, filled: Typed | None = None) -> Updates:
        """The new session on the page: its fields, its scorecard, and whatever follows from it."""
        at, problems = self._at, sentences(new.problems, self._asked)
        updates: Updates = {at.session: new, **self._fields(old, new, filled or {})}
        lead = f"{len(problems)} 处要改，改好后得分才会更新："
        updates[at.problems] = charts.refused(problems, lead) if problems else ""
        updates[at.summary] = charts.summary(new.card, len(problems))
        if new.differs(old):
            updates |= self._slid(old.card, new.card)
            updates |= {at.result: charts.result(new.card), at.standing: charts.scheme_standing(new.card)}
            updates |= {at.supposed: self._supposition(new), at.plan: "", at.compared: ""}
        return updates

    def _fields(self, old: Session, new: Session, filled: Typed) -> Updates:
        """What changes about the fields: what stands in them, what is wrong with it, whether they matter."""
        found: dict[str, dict[str, Any]] = {key: {"value": value} for key, value in filled.items()}
        for key in old.wrong.keys() | new.wrong.keys():
            if (what := new.wrong.get(key)) != old.wrong.get(key):
                classes = [key.partition(".")[0], *(["is-wrong"] if what else [])]
                found.setdefault(key, {}).update(info=f"✗ {what}" if what else self._helps[key], elem_classes=classes)
        for one in self._asked:
            if (new.track in one.tracks) != (old.track in one.tracks):
                found.setdefault(one.key, {})["visible"] = new.track in one.tracks
        return {self._at.boxes[key]: gr.update(**changes) for key, changes in found.items()}

    # -- what if -------------------------------------------------------------------------------------------------------

    def _slid(self, old: Scorecard | None, new: Scorecard) -> Updates:
        """The sliders whose present figure has changed since ``old`` (without it: all) go to where it is now."""
        updates: Updates = {}
        for key, slider in self._at.sliders.items():
            now = present(new, key)
            if old is None or now != present(old, key) or new.scheme != old.scheme:
                at_now: dict[str, Any] = {}
                if isinstance(now, Decimal):
                    at_now = {"value": float(now), **span(now)}
                elif now is not None:
                    at_now = {"value": now, "choices": list(new.scheme.grades)}
                updates[slider] = gr.update(visible=now is not None, **at_now)
        return updates

    def _moved(self, session: Session, *values: Any) -> tuple[Session, str]:
        positions = dict(zip(self._at.sliders, values, strict=True))
        new = replace(session, moved=moves(session.card, positions))
        return new, self._supposition(new)

    def _put_back(self, session: Session) -> Updates:
        new = replace(session, moved={})
        return {self._at.session: new, self._at.supposed: self._supposition(new), **self._slid(None, session.card)}

    def _supposition(self, session: Session) -> str:
        card = session.card
        if not session.moved:
            return charts.nothing_moved(card)
        try:
            return charts.changes(compare(card, supposed(card, session.moved)), ("现在", "假设"), only_changed=True)
        except ProfileRefused as refused:
            return self._refusal(refused, "这样假设自相矛盾：")

    # -- plan, files, comparison ---------------------------------------------------------------------------------------

    def _refusal(self, refused: ProfileRefused, lead: str) -> str:
        return charts.refused(sentences(refused.problems, self._asked), lead)

    def _planned(self, session: Session, target: str) -> Iterator[str]:
        if session.problems:
            yield charts.refused([], MEND_FIRST)
            return
        yield charts.working("正在求投入最少的做法…")
        try:
            yield charts.plan_steps(plan(session.card.profile, target, self._system, session.scheme))
        except PlanRefused as refused:
            yield charts.refused([], str(refused))

    def _excel(self, session: Session) -> Iterator[tuple[str, Any]]:
        yield from self._exported(session, "得分.xlsx", write_calculation)

    def _word(self, session: Session) -> Iterator[tuple[str, Any]]:
        yield from self._exported(session, "得分报告.docx", lambda path, card: write_report(path, card, advise(card)))

    def _exported(
        self, session: Session, ending: str, write: Callable[[Path, Scorecard], None]
    ) -> Iterator[tuple[str, Any]]:
        """A file of the scorecard; once it has been yielded, Gradio has its own copy of it."""
        if session.problems:
            yield charts.refused([], MEND_FIRST), gr.skip()
            return
        yield charts.working("正在写文件…"), gr.skip()
        profile = session.card.profile
        whose = re.sub(r"[^\w（）-]+", " ", f"{profile.name or ''} {profile.year or ''}")[:60]
        with TemporaryDirectory(prefix="canyue-") as folder:
            path = Path(folder) / f"{whose.strip()} {ending}".strip()
            try:
                write(path, session.card)
            except NotSaved as failed:
                yield charts.refused([], str(failed)), gr.skip()
                return
            yield charts.said(f"已写好，总分 {session.card.total}，点右边的大小下载。"), _offered(path)

    def _blank_form(self, session: Session) -> Iterator[Any]:
        with TemporaryDirectory(prefix="canyue-") as folder:
            path = Path(folder) / f"{self._system.tracks[session.track]}填报表.xlsx"
            write_form(path, self._system, session.scheme, session.track)
            yield _offered(path)

    def _scheme_copy(self) -> Iterator[Any]:
        with TemporaryDirectory(prefix="canyue-") as folder:
            yield _offered(Path(shutil.copy(SCHEMES / f"{self._system.id}.yaml", folder)))

    def _keep(self, session: Session) -> str:
        profile = session.card.profile
        if session.problems:
            return charts.refused([], MEND_FIRST)
        if not profile.name or profile.year is None:
            return charts.refused([], "没有存档：请先在左边填名称和年度。")
        try:
            is_new = self._history.keep(session.card)
        except HistoryUnavailable as unavailable:
            return charts.refused([], f"没有存档：{unavailable}")
        whose = f"{profile.name} {profile.year} 年度"
        return charts.said(f"已存档：{whose}，总分 {session.card.total}。" if is_new else f"{whose}的存档没有变化。")

    def _kept_ones(self, session: Session) -> Any:
        """The kept scorecards of the name that is typed, and of no other."""
        name = session.card.profile.name
        choices = [
            (f"{kept.year} 年度 {kept.scorecard['total']} 分（{kept.kept_at[:10]} 存）", number)
            for number, kept in enumerate(self._history.all(name) if name else ())
        ]
        return gr.update(choices=choices[::-1], value=None)

    def _beside_kept(self, session: Session, number: int) -> str:
        kept = self._history.all(session.card.profile.name)[number]
        return self._beside(kept.again(), session, f"{kept.year} 存档")

    def _beside_other(self, session: Session, path: str) -> str:
        try:
            profile = imported(Path(path), session.scheme, self._system)
        except ProfileRefused as refused:
            return self._refusal(refused, "这份表读不了，没有比较：")
        name = str(profile.year or "") if profile.name == session.card.profile.name else profile.name
        return self._beside(score(profile, self._system, session.scheme), session, name or "另一份")

    def _beside(self, other: Scorecard, session: Session, name: str) -> str:
        try:
            return charts.changes(compare(other, session.card), (name, "现在"))
        except NotComparable as refused:
            return charts.refused([], str(refused))

    def _beside_peers(self, session: Session, path: str) -> str:
        try:
            cohort = Cohort(load_profiles(Path(path)))
        except ProfileRefused as refused:
            return self._refusal(refused, "同类空间的数据读不了，没有比较：")
        card = session.card
        return charts.beside_others(compare(card, score(card.profile, card.system, card.scheme, cohort)), cohort)


def _offered(path: Path) -> Any:
    return gr.update(value=str(path), visible=True)
