"""What the 评分 tab shows beside its form, as HTML that reads the same on screen, in black and white, and on paper.

Pure: from scorecards, comparisons and plans to markup. Every bar has its figure as text; every text is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.scoring.cohort import Cohort
from assistant.scoring.comparison import Change, Comparison
from assistant.scoring.exact import plain, short
from assistant.scoring.plan import Plan, Step
from assistant.scoring.rating import rate_measures
from assistant.scoring.scorecard import Scorecard
from assistant.scoring.wording import missing, scheme_label
from assistant.web.plain_text import plain as escape
from assistant.web.scorecard import bar, scorecard

METHODS = {"percentile": "百分位", "minmax": "极差"}


def result(card: Scorecard) -> str:
    """The scorecard with every line's derivation, then what is missing and what each is worth."""
    steps = {line.code: line.steps for line in card.lines if line.rating is not None}
    return scorecard(card.to_dict(), is_open=True, steps=steps) + missing_lines(card)


def group_heading(name: str, weight: Decimal) -> str:
    """Above the fields of a first-level indicator."""
    return f'<h2 class="group">{escape(name)}<small>{plain(weight)} 分</small></h2>'


def missing_lines(card: Scorecard) -> str:
    """The missing lines with their weights and what to provide; nothing where none is missing."""
    sentences = "".join(f"<li>{escape(sentence)}</li>" for sentence in missing(card))
    if not sentences:
        return ""
    return (
        f'<section class="lacking"><h4>缺 {len(card.missing)} 项，合计 {card.high - card.total} 分</h4>'
        f"<ul>{sentences}</ul></section>"
    )


def summary(card: Scorecard, wrong: int) -> str:
    """The total in one line, for where the scorecard is out of sight; ``wrong`` counts the fields to correct."""
    span = f"<small>补齐后最高 {card.high}</small>" if card.missing else ""
    state = f'<em class="is-wrong">{wrong} 处要改</em>' if wrong else f"<small>缺 {len(card.missing)} 项</small>"
    return f'<p class="sum"><span>总分 <b>{card.total}</b></span>{span}{state}</p>'


def refused(problems: Sequence[str], lead: str) -> str:
    """Every problem at once, after a sentence that says what that means."""
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    return f'<div class="refused" role="alert"><p>{escape(lead)}</p><ul>{items}</ul></div>'


def said(text: str) -> str:
    """One sentence about what was done; nothing for none."""
    return f'<p class="said" role="status">{escape(text)}</p>' if text else ""


def working(text: str) -> str:
    """That something is being computed."""
    return f'<p class="said" role="status"><span class="pulse"></span>{escape(text)}</p>'


def scheme_standing(card: Scorecard) -> str:
    """The scheme in use, named, with its standing."""
    return f'<p class="said">现用：{escape(scheme_label(card.scheme))}</p>'


def changes(comparison: Comparison, names: tuple[str, str], only_changed: bool = False) -> str:
    """Two scorecards line by line, a bar for each; ``names`` say what they are."""
    lines = [line for line in comparison.lines if line.difference or not only_changed]
    shown = "".join(_change(line, comparison, names) for line in lines)
    rest = len(comparison.lines) - len(lines)
    same = f"<p>其余 {rest} 项不变。</p>" if rest else ""
    note = "" if comparison.same_scheme else "<p>两份得分用的评分方案不同，变化里有一部分可能来自方案。</p>"
    before, after = comparison.before, comparison.after
    return (
        f'<section class="changes"><p class="total">{escape(names[0])} {before.total} → {escape(names[1])} '
        f"<b>{after.total}</b> 分 <strong>{_signed(comparison.difference)}</strong></p>{note}"
        f'<ul class="lines">{shown}</ul>{same}</section>'
    )


def _change(line: Change, comparison: Comparison, names: tuple[str, str]) -> str:
    scored = comparison.after.line(line.code)
    assert scored is not None
    sides = _side("was", names[0], line.before, scored.weight) + _side("is", names[1], line.after, scored.weight)
    return (
        f'<li><p><span class="name"><b>{escape(line.code)}</b> {escape(line.name)}</span>'
        f"<strong>{_signed(line.difference)}</strong></p>{sides}</li>"
    )


def _side(kind: str, name: str, points: Decimal | None, weight: Decimal) -> str:
    got = points or Decimal(0)
    return (
        f'<span class="pair {kind}"><small>{escape(name)}</small>{bar(got, weight, got)}<span class="points">'
        f"{'缺' if points is None else points}<small> / {plain(weight)}</small></span></span>"
    )


def _signed(points: Decimal) -> str:
    return f"{points:+}" if points else "不变"


def plan_steps(plan: Plan) -> str:
    """What to do in which order, what each step takes and brings, and the total after it."""
    total, full = plan.before.total, sum((line.weight for line in plan.before.lines), Decimal(0))
    rows = ""
    for number, step in enumerate(plan.steps, start=1):
        total += step.gain
        rows += _step(number, step, total, full)
    steps = f'<ol class="steps">{rows}</ol>' if rows else ""
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in plan.limits)
    why = f'<section class="lacking"><h4>为什么到不了</h4><ul>{limits}</ul></section>' if limits else ""
    effort = "<p>投入取自评分方案，只有相互比例有意义；按投入合计最少求得，不是唯一做法。</p>" if plan.steps else ""
    lacking = len(plan.before.missing)
    unstated = f"<p>缺 {lacking} 项没有计入：补齐它们可能更省力。</p>" if lacking else ""
    return f'<section class="plan"><p class="total">{escape(plan.summary)}</p>{steps}{effort}{unstated}{why}</section>'


def _step(number: int, step: Step, total: Decimal, full: Decimal) -> str:
    ends = [end if isinstance(end, str) else plain(end) for end in (step.before, step.after)]
    serves = f"提高 {'、'.join(step.serves)}" if step.serves else ""
    costs = f"摊薄 {'、'.join(step.costs)}" if step.costs else ""
    about = "，".join(filter(None, (f"投入 {plain(step.effort)}", serves, costs)))
    return (
        f'<li><p><span class="name"><b>{number}</b> {escape(step.label)}：{escape(ends[0])} → {escape(ends[1])} '
        f"{escape(step.unit)}</span><strong>{step.gain:+}</strong></p>{bar(total, full, total)}"
        f'<p class="about"><span>{escape(about)}</span><span>到 {total} 分</span></p></li>'
    )


def positions(card: Scorecard, cohort: Cohort) -> str:
    """For every measure that the others have too: the own value, its place among all, lowest and highest."""
    rows = ""
    for line in card.lines:
        indicator = card.system.indicator(line.code)
        assert indicator is not None
        for one in rate_measures(indicator, card.profile, card.scheme, cohort):
            if one.value is not None and one.others:
                everyone = [one.value, *one.others]
                place = 1 + sum(other > one.value for other in one.others)
                cells = (short(one.value), f"第 {place} / {len(everyone)}", short(min(everyone)), short(max(everyone)))
                head = f'<th scope="row"><b>{escape(line.code)}</b> {escape(line.name)}</th>'
                rows += f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    if not rows:
        return "<p>没有可以比较的数值：双方都要填了同一项，评分方案也要允许与同类比较。</p>"
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("指标", "本空间", "名次", "最低", "最高"))
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def beside_others(comparison: Comparison, cohort: Cohort) -> str:
    """The score by the scheme's figures against the score by the place among others, and those places."""
    card, rule = comparison.after, comparison.after.scheme.cohort
    if rule is None:
        return refused([], f"评分方案“{card.scheme.name}”没有写与同类比较的方法（cohort），不能按位次计分。")
    lead = f"与 {len(cohort.profiles)} 个空间比较，按{METHODS[rule.method]}计分："
    return (
        f"<p>{escape(lead)}</p>{positions(card, cohort)}{changes(comparison, ('按方案', '按同类'), only_changed=True)}"
    )


def nothing_moved(card: Scorecard) -> str:
    """What the sliders are for, while none is moved."""
    if not card.profile.facts and not card.profile.grades:
        return "<p>填了数据以后，这里可以试着改动，看得分怎样变化。</p>"
    return f"<p>拖动下面的滑块，看得分怎样变化；不会改动左边填的数。现在 {card.total} 分。</p>"
