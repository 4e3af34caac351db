"""The components of the 评分 tab, from left to right and top to bottom; what happens to them is ``scoring_tab``'s."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.web import scoring_charts as charts
from assistant.web.scoring_form import NAME, TRACK, YEAR, Field
from assistant.web.scoring_session import Session
from knowledge.indicators.system import IndicatorSystem

UNSTATED = ("未填", "")


class Layout:
    """Lays everything out inside the current tab; ``boxes`` and ``sliders`` are by the keys of the form."""

    def __init__(self, system: IndicatorSystem, asked: tuple[Field, ...], session: Session) -> None:
        self._system, self._asked = system, asked
        self._grades: list[Any] = [UNSTATED, *session.scheme.grades]
        self.boxes: dict[str, Any] = {}
        self.sliders: dict[str, Any] = {}
        self.session = gr.State(session)
        with gr.Row(elem_id="score"):
            with gr.Column(elem_id="score-form", scale=6):
                self._form(session)
            with gr.Column(elem_id="score-side", scale=5), gr.Tabs(elem_id="score-views"):
                with gr.Tab("得分"):
                    self._result(session)
                with gr.Tab("假设"):
                    self._supposition(session)
                with gr.Tab("计划"):
                    self._planning()
                with gr.Tab("比较") as self.comparing:
                    self._comparison()
                with gr.Tab("方案"):
                    self._scheme(session)
        self.summary = _html(charts.summary(session.card, 0), "score-sum")

    def _form(self, session: Session) -> None:
        with gr.Row(elem_classes="score-buttons"):
            self.upload = gr.UploadButton("导入填好的表", size="sm", elem_id="score-import")
            self.blank_form = gr.Button("下载空白表", size="sm")
            self.clear = gr.Button("清空", size="sm")
            self.undo = gr.Button("撤销", size="sm", visible=False)
        self.import_said = _html(elem_id="score-import-said")
        self.form_file = _file("空白表")
        with gr.Column(elem_classes="score-group"):
            choices = [(label, track) for track, label in self._system.tracks.items()]
            self.boxes[TRACK] = gr.Radio(choices, value=session.track, label="类别", elem_id="f-track")
            self._text(NAME, "名称", "可不填；填了名称和年度才能存档", most=100)
            self._text(YEAR, "年度", "数据所属的年度，如 2021；可不填")
        measured = [one for one in self._asked if one.kind == "ratings" and not self._is_judged(one)]
        for group in self._system.all_groups:
            _html(charts.group_heading(group.name, group.weight))
            with gr.Column(elem_classes="score-group"):
                for one in self._asked:
                    if one.group == group.name and one not in measured:
                        self._field(one, session)
        with gr.Accordion("已有专家评分或自评分：直接填指标的分", open=False), gr.Column(elem_classes="score-group"):
            for one in measured:
                self._field(one, session)

    def _is_judged(self, rating: Field) -> bool:
        return any(one.key == f"grades.{rating.name}" for one in self._asked)

    def _field(self, one: Field, session: Session) -> None:
        is_asked = session.track in one.tracks
        if one.kind == "grades":
            self.boxes[one.key] = gr.Radio(
                self._grades,
                value="",
                label=one.label,
                info=one.help,
                visible=is_asked,
                elem_id=element_id(one.key),
                elem_classes=one.kind,
            )
        else:
            self._text(one.key, one.label, one.help, is_asked=is_asked)

    def _text(self, key: str, label: str, info: str, *, is_asked: bool = True, most: int = 40) -> None:
        """A line of text also for figures: what was typed stays as it was typed."""
        self.boxes[key] = gr.Textbox(
            label=label,
            info=info,
            visible=is_asked,
            max_lines=1,
            max_length=most,
            elem_id=element_id(key),
            elem_classes=key.partition(".")[0],
        )

    def _result(self, session: Session) -> None:
        self.problems = _html(elem_id="score-problems")
        self.result = _html(charts.result(session.card), "score-card")
        with gr.Row(elem_classes="score-buttons"):
            self.excel = gr.Button("导出 Excel", size="sm")
            self.word = gr.Button("导出 Word 报告", size="sm")
            self.keep = gr.Button("存档", size="sm")
            self.print = gr.Button("打印", size="sm")
        self.out_said = _html(elem_id="score-out-said")
        self.out_file = _file("导出的文件", "score-out-file")

    def _supposition(self, session: Session) -> None:
        self.supposed = _html(charts.nothing_moved(session.card), "score-supposed")
        with gr.Row(elem_classes="score-buttons"):
            self.adopt = gr.Button("采用", size="sm", variant="primary")
            self.put_back = gr.Button("全部还原", size="sm")
        for one in self._asked:
            shown: dict[str, Any] = {"label": one.label, "visible": False, "elem_id": f"s-{element_id(one.key)}"}
            if one.kind == "grades":
                self.sliders[one.key] = gr.Radio(self._grades, value="", **shown)
            elif one.kind == "facts" and not self._system.facts[one.name].fixed:
                self.sliders[one.key] = gr.Slider(0, 1, value=0, step=1, **shown)

    def _planning(self) -> None:
        self.target = gr.Textbox(
            "85", label="目标总分", info="最多两位小数，如 85", max_lines=1, elem_id="score-target"
        )
        self.make_plan = gr.Button("求投入最少的做法", size="sm", variant="primary")
        self.plan = _html(elem_id="score-plan")

    def _comparison(self) -> None:
        self.kept = gr.Dropdown([], label="与存档的得分比较", info="左边所填名称存过的得分", elem_id="score-kept")
        with gr.Row(elem_classes="score-buttons"):
            self.other = gr.UploadButton("与另一份填好的表比较", size="sm", elem_id="score-other")
            self.peers = gr.UploadButton("与同类空间比较", size="sm", elem_id="score-peers")
        _html(charts.said("同类空间的数据：xlsx、csv 或 json，第一行是项目名称，以下每行一个空间。"))
        self.compared = _html(elem_id="score-compared")

    def _scheme(self, session: Session) -> None:
        self.standing = _html(charts.scheme_standing(session.card), "score-standing")
        with gr.Row(elem_classes="score-buttons"):
            self.new_scheme = gr.UploadButton("换一个方案（yaml）", size="sm", elem_id="score-scheme")
            self.own_scheme = gr.Button("用自带的方案", size="sm")
            self.get_scheme = gr.Button("下载自带的方案来改", size="sm")
        self.scheme_said = _html(elem_id="score-scheme-said")
        self.scheme_file = _file("评分方案")


def element_id(key: str) -> str:
    """The id of a field in the page: facts.startups → f-facts-startups."""
    return f"f-{key.replace('.', '-')}"


def _file(label: str, elem_id: str | None = None) -> gr.File:
    return gr.File(label=label, visible=False, interactive=False, elem_id=elem_id, elem_classes="score-file")


def _html(value: str = "", elem_id: str | None = None) -> gr.HTML:
    """Markup of our own, without Gradio's styles and without its click event."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)
