"""The Word report one can hand in: result, chart, lines, what is missing, what to do, and what it all rests on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.scoring.advice import Advice
from assistant.scoring.comparison import Gain
from assistant.scoring.exact import plain, short
from assistant.scoring.plan import Plan
from assistant.scoring.scorecard import Scorecard
from assistant.scoring.wording import basis_of, missing, provenance, scheme_label
from assistant.scoring_files.chart import chart_parts
from assistant.scoring_files.saving import save

FONT = "宋体"
HEADING_FONT = "黑体"
CHART_SIZE = (Cm(25), Cm(13))
LINE_HEAD = ("编号", "指标", "权重", "数值", "评分", "得分", "依据", "算式")
RED = RGBColor(0xC0, 0x00, 0x00)

DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<wp:inline><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="1" name="得分图" descr="{text}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{id}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def write_report(path: Path, card: Scorecard, advice: Advice) -> None:
    """The report; raises NotSaved."""
    document = docx.Document()
    _set_up(document)
    name = card.profile.name or "（没有填写名称）"
    document.add_heading(f"{name} 评价得分报告", 0)
    _summary(document, card)
    document.add_heading("一、各项得分图", 1)
    _add_chart(document, card)
    document.add_heading("二、逐项得分", 1)
    _lines(document, card)
    if card.verdict is not None:
        _verdict(document, card)
    document.add_heading("三、缺少的资料", 1)
    _missing(document, card)
    document.add_heading("四、提高得分的建议", 1)
    _advice(document, advice)
    document.add_heading("五、依据", 1)
    for sentence in provenance(card):
        document.add_paragraph(sentence)
    sources = {f"《{line.source.title}》{' > '.join(line.source.section)}" for line in card.lines}
    document.add_paragraph("各项权重的出处：" + "；".join(sorted(sources)))
    buffer = io.BytesIO()
    document.save(buffer)
    save(path, buffer.getvalue())


def _set_up(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name, font, size in (
        ("Normal", FONT, 10.5),
        ("Title", HEADING_FONT, 20),
        ("Heading 1", HEADING_FONT, 14),
        ("List Number", FONT, 10.5),
        ("List Bullet", FONT, 10.5),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _summary(document: Document, card: Scorecard) -> None:
    profile, system = card.profile, card.system
    rows = [
        ("评价体系", f"{system.title}（{system.issuer}，{system.issued.isoformat()}）"),
        ("类别", system.tracks[profile.track]),
        ("年度", str(profile.year or "没有填写")),
        ("评分方案", scheme_label(card.scheme)),
        *((group.name, f"{group.points} / {plain(group.weight)}") for group in card.groups),
        ("基础分", str(card.base)),
        *([("加分", str(card.bonus))] if system.bonus else []),
        ("总分", str(card.total)),
    ]
    if card.missing:
        rows.append(("缺项补齐后的范围", f"{card.total} 至 {card.high}（缺 {len(card.missing)} 项）"))
    _table(document, ("项目", "结果"), rows, (5, 20))
    if not card.scheme.official:
        warning = document.add_paragraph().add_run(provenance(card)[1])
        warning.bold, warning.font.color.rgb = True, RED


def _lines(document: Document, card: Scorecard) -> None:
    rows = [
        (
            line.code,
            line.name,
            plain(line.weight),
            f"{line.value} {line.unit}".strip() if line.value else "—",
            "—" if line.rating is None else short(line.rating),
            str(line.points) if line.points is not None else "缺",
            basis_of(line, card.scheme),
            line.arithmetic,
        )
        for line in card.lines
    ]
    _table(document, LINE_HEAD, rows, (1.3, 7.5, 1.3, 3.6, 1.7, 1.7, 2.6, 6))


def _verdict(document: Document, card: Scorecard) -> None:
    assert card.verdict is not None
    verdict = card.verdict
    words = {True: "是", False: "否", None: "不知道"}
    document.add_heading("评价结论", 1)
    document.add_paragraph(f"{verdict.to_dict()['text']}。各项条件都要满足，并且得分达标或符合任一直接认定途径。")
    checks = [*verdict.conditions, verdict.by_score, *verdict.routes]
    kinds = ["条件"] * len(verdict.conditions) + ["得分"] + ["直接途径"] * len(verdict.routes)
    rows = [(kind, check.name, check.stated, words[check.met]) for kind, check in zip(kinds, checks, strict=True)]
    _table(document, ("类型", "要求", "所填", "是否符合"), rows, (2.5, 13, 6, 3))


def _missing(document: Document, card: Scorecard) -> None:
    if not card.missing:
        document.add_paragraph("没有缺项。")
        return
    document.add_paragraph(f"以下 {len(card.missing)} 项缺资料，按 0 分计；补齐后总分最高可到 {card.high} 分。")
    for sentence in missing(card):
        document.add_paragraph(sentence, style="List Bullet")


def _advice(document: Document, advice: Advice) -> None:
    if advice.plan is None:
        document.add_paragraph(advice.reason)
    else:
        _plan(document, advice.plan)
    _gains(document, advice.gains)


def _plan(document: Document, plan: Plan) -> None:
    document.add_paragraph(plan.summary)
    rows = [
        (
            str(number),
            f"{step.label}：{step.before} → {step.after} {step.unit}".strip(),
            plain(step.effort),
            str(step.gain),
            "、".join(step.serves),
        )
        for number, step in enumerate(plan.steps, start=1)
    ]
    if rows:
        _table(document, ("顺序", "做什么", "投入", "增加的分", "提高的指标"), rows, (1.5, 13, 2.5, 2.5, 5.5))
        document.add_paragraph("“投入”取自评分方案，只有相互比例有意义；按投入合计最少求得，不是唯一做法。")
    for limit in plan.limits:
        document.add_paragraph(limit, style="List Bullet")


def _gains(document: Document, gains: Sequence[Gain]) -> None:
    if not gains:
        return
    document.add_paragraph("每项单独再增加一个单位（或提高一档）带来的分，已计入摊薄比例的损失：")
    rows = [
        (
            gain.label,
            f"1 {gain.unit}" if gain.unit else "1 档",
            str(gain.points) if gain.points is not None else "—",
            gain.blocked or "、".join(f"{code} {points:+}" for code, points in gain.lines) or "不变",
        )
        for gain in gains
    ]
    _table(document, ("项目", "增加", "总分变化", "其中"), rows, (9, 2.5, 2.5, 11))


def _table(document: Document, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for number, properties in enumerate(row._tr.get_or_add_trPr() for row in table.rows):
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    document.add_paragraph()


def _add_chart(document: Document, card: Scorecard) -> None:
    """A native chart with its data, so that it can be restyled and edited in Word."""
    drawing, workbook = chart_parts(card)
    package = document.part.package
    data = Part(PackURI("/word/embeddings/chart1.xlsx"), CONTENT_TYPE.SML_SHEET, workbook, package)
    chart = Part(PackURI("/word/charts/chart1.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    link = chart.relate_to(data, RELATIONSHIP_TYPE.PACKAGE)
    external = f'<c:externalData r:id="{link}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    # The print settings are those of a worksheet, and would have to follow the link to the data.
    body = drawing.decode()
    start, end = body.find("<c:printSettings>"), body.find("</c:printSettings>")
    if start >= 0:
        body = body[:start] + body[end + len("</c:printSettings>") :]
    chart._blob = body.replace("</c:chartSpace>", external).encode()
    text = f"各项得分：总分 {card.total}"
    width, height = CHART_SIZE
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    id = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    paragraph.add_run()._r.append(parse_xml(DRAWING.format(width=int(width), height=int(height), text=text, id=id)))
