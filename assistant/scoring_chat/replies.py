"""The words of a scoring answer. Every number in them is the user's or the scoring's; none is made here. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from assistant.scoring.comparison import Change, Comparison, Gain
from assistant.scoring.exact import from_cents, plain
from assistant.scoring.plan import Plan, Step
from assistant.scoring.profile import Profile
from assistant.scoring.scheme import GRADE_STEP, Scheme
from assistant.scoring.scorecard import Line, Scorecard
from assistant.scoring_chat.conversation import Turn
from assistant.scoring_chat.losses import lost
from assistant.scoring_chat.source_keys import ISSUED, key
from assistant.scoring_chat.standing import Standing
from knowledge.indicators.system import FactKind, IndicatorSystem, Kind

_SHOWN_GAINS = 8
_SHOWN_LOSSES = 5
_KEYS = re.compile(r"（[a-z_0-9]+(?:、[a-z_0-9]+)*）|(?:facts|ratings|grades)\.")


def understood(turn: Turn, origins: Mapping[str, str], record: Mapping[str, Mapping[str, object]]) -> list[str]:
    """What was read from the turn, with the words it came from; what was kept from before; what found no place."""
    shown = turn.imagined or turn.standing
    system = shown.vocabulary.system
    heading = "、".join(_who(shown))
    touched = {*turn.outcome.touched}
    new = [_fact(key, value, origins[key], system) for key, value in record["facts"].items() if key in touched]
    new += [
        f"· {_name(code, system)}：{judged.grade or f'评分 {plain(judged.rating or Decimal(0))}'}（“{judged.words}”）"
        for code, judged in shown.judged.items()
        if code in touched or (not code and "*" in touched)
    ]
    lines = [f"我的理解（{heading}）：" if heading else "我的理解：", *new] if new else []
    lines += [f"改动：{change}" for change in turn.outcome.changes if "→" in change or "=" in change]
    if turn.note:
        lines.append(f"改动：{turn.note}")
    lines += [f"没有用上：“{unused.words}”——{unused.why}。" for unused in turn.outcome.unused]
    return lines


def kept(turn: Turn, record: Mapping[str, Mapping[str, object]]) -> list[str]:
    """What earlier turns stated and still counts."""
    standing = turn.imagined or turn.standing
    system, touched = standing.vocabulary.system, {*turn.outcome.touched}
    items = [
        f"{system.facts[key].label} {amount(key, value, system)}"
        for key, value in record["facts"].items()
        if key not in touched
    ]
    items += [
        f"{code} {judged.grade or plain(judged.rating or Decimal(0))}"
        for code, judged in standing.judged.items()
        if code and code not in touched
    ]
    return [f"沿用前面说的：{'；'.join(items)}。"] if items else []


def questions(asked: Sequence[str]) -> list[str]:
    """What the user has to settle."""
    return [f"请确认：{question}" for question in dict.fromkeys(asked)]


def refusal(problems: Iterable[str], system: IndicatorSystem) -> list[str]:
    """Every contradiction at once, by the names that people use."""
    return ["这些数据不能计算，请改正后再说：", *(f"· {_in_words(problem, system)}" for problem in problems)]


def scorecard(card: Scorecard) -> list[str]:
    """The total and how it came about, line by line."""
    if card.missing and len(card.missing) == len(card.lines):
        return [total(card), *verdict(card)]
    return [
        total(card),
        "分组："
        + "，".join(f"{group.name} {group.points}/{plain(group.weight)}" for group in card.groups)
        + (f"，{card.system.bonus.name} {card.bonus}/{plain(card.system.bonus.weight)}" if card.system.bonus else "")
        + f"。{key(*(group.name for group in card.system.all_groups))}",
        *verdict(card),
        "逐项（权重 × 评分 / 100）：",
        *(_line(line) for line in card.lines if line.rating is not None),
    ]


def total(card: Scorecard) -> str:
    """The total, its two parts, and the range that missing lines leave."""
    note = "" if card.scheme.official else "这是按示例方案算的，不是官方评价结果。"
    if card.missing and len(card.missing) == len(card.lines):
        return f"这些数据还不够算出任何一项的得分，补齐后总分在 {card.total}–{card.high} 分之间。{note}"
    text = f"总分 {card.total} 分"
    if card.system.bonus:
        text += f" = 基础分 {card.base} + 加分 {card.bonus}"
    if card.missing:
        return (
            f"{text}；还有 {len(card.missing)} 项没有数据、暂按 0 分，补齐后在 {card.total}–{card.high} 分之间。{note}"
        )
    return f"{text}。{note}"


def verdict(card: Scorecard) -> Iterator[str]:
    """Whether the one evaluated is admitted, where the system says when."""
    if card.verdict is None:
        return
    states = {True: "符合", False: "不符合", None: "资料不足，不能判断"}
    yield f"结论：{states[card.verdict.met]}（{card.system.title}）。"
    for check in (*card.verdict.conditions, card.verdict.by_score):
        yield f"· {check.name}：{check.stated}，{states[check.met]}。"
    routes = [check.name for check in card.verdict.routes if check.met]
    if routes:
        yield f"· 直接确认的条件：{'、'.join(routes)}，符合。"


def missing(
    profile: Profile, system: IndicatorSystem, scheme: Scheme, codes: Sequence[str], asked: Sequence[str] = ()
) -> list[str]:
    """Everything that is still needed, in one list; not the facts that are ``asked`` about anyway."""
    indicators = [found for code in codes if (found := system.indicator(code))]
    facts = dict.fromkeys(
        key
        for indicator in indicators
        for measure in indicator.measures
        for key in measure.facts
        if key not in profile.facts and key not in asked
    )
    items = [f"{system.facts[key].label}（{system.facts[key].unit}）" for key in facts]
    if system.admission:
        needed = (*(limit.fact for limit in system.admission.limits), *(c.fact for c in system.admission.requirements))
        items += [_asked(key, system) for key in dict.fromkeys(needed) if key not in profile.facts and key not in facts]
    parts = ["、".join(items)] if items else []
    judged = [f"{item.code} {item.name}" for item in indicators if item.kind is Kind.QUALITATIVE]
    if judged:
        parts.append(f"以下各项的等级（{'、'.join(scheme.grades)}）或评分：{'、'.join(judged)}")
    return [f"还缺，请一次补上：{'；'.join(parts)}。"] if parts else []


def basis(system: IndicatorSystem, scheme: Scheme) -> str:
    """What is official and what is the scheme's."""
    day = f"{system.issued.year}年{system.issued.month}月{system.issued.day}日"
    title = system.document.title if system.document.number else system.title
    official = f"依据：权重出自{system.issuer}{day}印发的《{title}》，是官方的{key(ISSUED)}；"
    if scheme.official:
        return f"{official}各档分值也是官方的（{scheme.version}）。"
    used = f"用的是“{scheme.name}”第 {scheme.version} 版，是示例，不是官方标准。"
    return f"{official}数值和等级怎样折合成评分没有公布，{used}"


def what_if(comparison: Comparison) -> list[str]:
    """Line by line what would change."""
    before, after = comparison.before, comparison.after
    changed = [line for line in comparison.lines if line.difference or (line.before is None) != (line.after is None)]
    lines = [
        f"总分 {before.total} → {after.total} 分（{_signed(comparison.difference)}）。",
        *(_change(line) for line in changed),
        "其余各项不变。" if changed else "各项得分都不变。",
    ]
    smes = [card.profile.facts.get("tech_smes") for card in (before, after)]
    if (
        smes[0] is not None
        and smes[1] is not None
        and smes[1] > smes[0]
        and after.profile.facts.get("startups") == before.profile.facts.get("startups")
    ):
        lines.append("这里只改了科技型中小企业；如果它们是新入驻的，常驻初创企业也要相应增加，请一并说明。")
    return [*lines, "这只是设想，没有改动前面的数据。"]


def advice(card: Scorecard, gains: Sequence[Gain]) -> list[str]:
    """What one more unit brings, best value for the effort first; where most points are lost."""
    efforts = card.scheme.efforts
    useful = [gain for gain in gains if gain.points]
    useful.sort(key=lambda gain: (gain.points or Decimal(0)) / _effort(gain, efforts), reverse=True)
    lines = [total(card)]
    if useful:
        lines.append("各做一步能加多少（按每份投入的得分排列，投入出自评分方案，可修改）：")
        lines += [_gain(gain, efforts) for gain in useful[:_SHOWN_GAINS]]
    lines += [
        f"· {gain.label}单独加 1 {gain.unit}不行：{_in_words(gain.blocked, card.system)}。"
        for gain in gains
        if gain.blocked
    ]
    losing = sorted(
        (line for line in card.lines if line.rating is not None and lost(line)), key=lambda line: -lost(line)
    )
    if shown := losing[:_SHOWN_LOSSES]:
        said = "；".join(f"{line.code} {line.name} 差 {from_cents(lost(line))} 分{key(line.code)}" for line in shown)
        lines.append(f"失分最多的：{said}。")
    return lines


def plan(made: Plan) -> list[str]:
    """The steps of the least effort, or what can be reached at best and why not more."""
    if made.before.total >= made.target:
        return [total(made.before), f"已经达到 {plain(made.target)} 分，不用再做什么。"]
    lines = [total(made.before)]
    if made.reachable:
        effort = f"，合计投入 {plain(made.effort)}（投入出自评分方案，可修改）"
        lines.append(f"达到 {plain(made.target)} 分最省力的做法，完成后 {made.after.total} 分{effort}：")
    else:
        lines.append(f"达不到 {plain(made.target)} 分：在现有数据上最多 {made.best_possible} 分，做法如下。")
    lines += [_step(number, step) for number, step in enumerate(made.steps, start=1)]
    open_codes = {f"{code} " for code in made.before.missing}  # these are asked for anyway
    return [*lines, *(f"· 不能再高：{limit}。" for limit in made.limits if not limit.startswith(tuple(open_codes)))]


def amount(key: str, value: object, system: IndicatorSystem) -> str:
    """A fact's value with its unit."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{plain(Decimal(str(value)))} {system.facts[key].unit}"


def _who(standing: Standing) -> Iterator[str]:
    if standing.name:
        yield standing.name
    if standing.track and len(standing.vocabulary.system.tracks) > 1:
        yield standing.vocabulary.system.tracks[standing.track]
    if standing.year:
        yield f"{standing.year} 年度"


def _fact(key: str, value: object, words: str, system: IndicatorSystem) -> str:
    return f"· {system.facts[key].label} {amount(key, value, system)}（“{words}”）"


def _name(code: str, system: IndicatorSystem) -> str:
    indicator = system.indicator(code)
    return f"{code} {indicator.name}" if indicator else "全部定性指标"


def _line(line: Line) -> str:
    return f"· {line.code} {line.name}：{line.arithmetic}（{'；'.join(line.steps)}）{key(line.code)}"


def _asked(key: str, system: IndicatorSystem) -> str:
    fact = system.facts[key]
    return f"是否{fact.label}" if fact.kind is FactKind.FLAG else f"{fact.label}（{fact.unit}）"


def _in_words(problem: str, system: IndicatorSystem) -> str:
    """area_m2（场地面积）：不能是负数 → 场地面积：不能是负数."""
    problem = _KEYS.sub("", problem)
    for name, fact in system.facts.items():
        problem = re.sub(rf"(?<![a-z_0-9]){name}(?:（{re.escape(fact.label)}）)?(?![a-z_0-9])", fact.label, problem)
    return problem


def _change(line: Change) -> str:
    ends = [str(end) if end is not None else "没有数据" for end in (line.before, line.after)]
    return f"· {line.code} {line.name}：{ends[0]} → {ends[1]}（{_signed(line.difference)}）{key(line.code)}"


def _signed(points: Decimal) -> str:
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def _effort(gain: Gain, efforts: Mapping[str, Decimal]) -> Decimal:
    return efforts.get(gain.key if gain.unit else GRADE_STEP) or efforts.get(gain.key) or Decimal(1)


def _gain(gain: Gain, efforts: Mapping[str, Decimal]) -> str:
    lines = "，".join(f"{code} {_signed(points)}" for code, points in gain.lines)
    effort = efforts.get(gain.key if gain.unit else GRADE_STEP)
    cost = f"，投入 {plain(effort)}" if effort else ""
    what = f"{gain.label}多 1 {gain.unit}" if gain.unit else f"{gain.key} {gain.label}提高一档"
    assert gain.points is not None
    return f"· {what}：{_signed(gain.points)} 分（{lines}{cost}）{key(*(code for code, _ in gain.lines))}"


def _step(number: int, step: Step) -> str:
    ends = [end if isinstance(end, str) else plain(end) for end in (step.before, step.after)]
    serves = f"对应 {'、'.join(step.serves)}" if step.serves else "为后面的步骤腾出余地"
    costs = f"，{'、'.join(step.costs)} 会降一些" if step.costs else ""
    label = f"{number}. {step.key} {step.label}" if step.is_grade else f"{number}. {step.label}"
    unit = f" {step.unit}" if step.unit else ""
    moved = f"{label} {ends[0]} → {ends[1]}{unit}"
    return f"{moved}：{_signed(step.gain)} 分，投入 {plain(step.effort)}（{serves}{costs}）{key(*step.serves)}"
