"""What every output says in the same words: what is official, what is the scheme's, what a line rests on."""

from __future__ import annotations

from assistant.scoring.exact import plain
from assistant.scoring.rating import Basis
from assistant.scoring.scheme import Scheme
from assistant.scoring.scorecard import Line, Scorecard
from knowledge.indicators.system import Indicator, IndicatorSystem, Measure

BASES = {
    Basis.RATING: "直接评分",
    Basis.GRADE: "等级折合",
    Basis.BENCHMARK: "按方案折算",
    Basis.PERCENTILE: "同类百分位",
    Basis.MINMAX: "同类极差",
    Basis.MISSING: "缺",
}


def basis_of(line: Line, scheme: Scheme) -> str:
    """What the line's rating rests on."""
    return basis_label(line.basis, scheme.official)


def basis_label(basis: Basis, official: bool) -> str:
    """A basis as people call it; a benchmark of an official scheme is an official band."""
    return "官方分档" if basis is Basis.BENCHMARK and official else BASES[basis]


def scheme_label(scheme: Scheme) -> str:
    """Name, version and standing of a scheme, in one piece so that they cannot be parted."""
    return f"{scheme.name}，版本 {scheme.version}【{'官方' if scheme.official else '非官方，仅供参考'}】"


def provenance(card: Scorecard) -> tuple[str, str]:
    """Two sentences: what in the scorecard is official, and whose the conversion into ratings is."""
    system, scheme = card.system, card.scheme
    number = f"（{system.document.number}）" if system.document.number else ""
    official = (
        f"官方：指标和权重出自《{system.title}》{number}，{system.issuer} {system.issued.isoformat()} 印发；"
        f"引自《{system.document.title}》{' > '.join(system.document.section)}。"
    )
    if scheme.official:
        where = f"《{scheme.source.title}》{' > '.join(scheme.source.section)}" if scheme.source else scheme.name
        return official, f"官方：数值折算成分值用的是{where}的分档。"
    return official, (
        f"非官方：数值和等级怎样折算成评分，由评分方案“{scheme.name}”（版本 {scheme.version}）规定，"
        "不是发布机关的标准；换一个方案，得分会不同。"
    )


def formula(measure: Measure, system: IndicatorSystem) -> str:
    """How the measure's value is computed, in the labels of its facts."""

    def side(keys: tuple[str, ...]) -> str:
        labels = " + ".join(system.facts[key].label for key in keys)
        return f"（{labels}）" if len(keys) > 1 else labels

    text = side(measure.of)
    if measure.per:
        text += f" ÷ {side(measure.per)}"
    if measure.times != 1:
        text += f" × {plain(measure.times)}"
    if measure.plus:
        text += f" {'−' if measure.plus < 0 else '+'} {plain(measure.plus.copy_abs())}"
    return text


def indicator_note(indicator: Indicator, system: IndicatorSystem) -> str:
    """For who fills in a form: the indicator's weight, and how its value is computed or that it is judged."""
    # Both tracks' weights are the same wherever an indicator counts in both; if not, each is named.
    weights = {plain(weight) for weight in indicator.weights.values()}
    labels = [f"{system.tracks[track]} {plain(weight)}" for track, weight in indicator.weights.items()]
    weight = f"权重 {weights.pop()}。" if len(weights) == 1 else f"权重：{'，'.join(labels)}。"
    if not indicator.measures:
        return f"{weight}定性：选等级，或直接评分"
    shown = [f"{m.name}：{formula(m, system)}" if m.name else formula(m, system) for m in indicator.measures]
    return f"{weight}定量：{'；'.join(shown)}"


def missing(card: Scorecard) -> list[str]:
    """For every missing line, why it has no points and what to provide."""
    return [
        f"{line.code} {line.name}（{plain(line.weight)} 分）：{'；'.join(line.steps)}。"
        f"请提供{_asked(line.code, card.system)}"
        for line in card.lines
        if line.rating is None
    ]


def _asked(code: str, system: IndicatorSystem) -> str:
    indicator = next(indicator for indicator in system.indicators if indicator.code == code)
    if not indicator.measures:
        return "等级（或 0–100 的评分）"
    keys = dict.fromkeys(key for measure in indicator.measures for key in measure.facts)
    return "、".join(f"{system.facts[key].label}（{system.facts[key].unit}）" for key in keys)
