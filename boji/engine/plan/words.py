"""The plan read out in plain Chinese or English, as Markdown: the handbook page (P03).

Owns the order and headings of the page; the sentences are `boji.engine.plan.sentences`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from boji.engine.plan import outcome_sentences as telling
from boji.engine.plan.formula import Formula, MetricName, walk
from boji.engine.plan.model import Example, Metric, Outcome, Plan, Scheme, Scorecard
from boji.engine.plan.phrases import formula_words
from boji.engine.plan.sentences import BETTER, PERIODS, Teller
from boji.engine.plan.units import percent_words
from boji.engine.scoring.members import Members

__all__ = ["formula_words", "handbook"]


def handbook(plan: Plan, language: str) -> str:
    """The whole plan for the people it pays; `language` is zh or en."""
    teller = Teller(plan, language)
    sections = [
        _head(teller),
        _scorecards(teller),
        _grades(teller),
        _schemes(teller),
        _pools(teller),
        _list(
            teller, "活动与淡旺季", "Campaigns and seasons", [teller.campaign(one) for one in plan.campaigns]
        ),
        _list(teller, "调节条件", "Gates", [teller.gate(one) for one in plan.gates]),
        _list(
            teller,
            "封顶",
            "Cap",
            [] if plan.commission_cap_fen is None else [teller.cap(plan.commission_cap_fen)],
        ),
        _outcomes(teller),
        _examples(teller),
        _metrics(teller),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def scheme_words(plan: Plan, scheme: Scheme, language: str) -> str:
    """One scheme of the handbook, without its heading."""
    return _scheme(Teller(plan, language), scheme).partition("\n\n")[2]


def scorecard_words(plan: Plan, card: Scorecard, language: str) -> str:
    """One scorecard of the handbook, without its heading."""
    return _scorecard(Teller(plan, language), card).partition("\n\n")[2]


def _heading(teller: Teller, zh: str, en: str) -> str:
    return f"## {teller.pick(zh, en)}"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line[:1].upper()}{line[1:]}" for line in lines)


def _list(teller: Teller, zh: str, en: str, lines: list[str]) -> str:
    return f"{_heading(teller, zh, en)}\n\n{_bullets(lines)}" if lines else ""


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _head(teller: Teller) -> str:
    plan = teller.plan
    last = plan.effective_to
    until = teller.pick(f"至 {last}", f" to {last}") if last else teller.pick("起", " on")
    starts = teller.day_start(plan.day_starts_minutes)
    lines = [
        teller.pick(f"生效：{plan.effective_from} {until}", f"In force: from {plan.effective_from}{until}"),
        teller.pick(
            f"时区 {plan.timezone}，营业日从 {starts} 开始，货币 {plan.currency}",
            f"Time zone {plan.timezone}, the business day starts at {starts}, currency {plan.currency}",
        ),
        teller.pick("归属：", "Credit: ") + teller.credit(plan.credit),
    ]
    return f"# {plan.title.text(teller.language)}\n\n{_bullets(lines)}"


# Scorecards


def _scorecards(teller: Teller) -> str:
    cards = [_scorecard(teller, card) for card in teller.plan.scorecards]
    return "\n\n".join([_heading(teller, "考核", "Scorecards"), *cards]) if cards else ""


def _scorecard(teller: Teller, card: Scorecard) -> str:
    who = teller.applies(card.applies)
    subject = teller.pick("团队", "teams") if card.of_team else teller.pick("人员", "people")
    lines = [
        teller.pick(f"适用{subject}：{who}", f"For {subject} where {who}"),
        teller.composite(card.month_share, card.quarter_share),
        *(teller.deduction(deduction) for deduction in card.deductions),
        teller.missing(card.missing),
        teller.pick(
            "总额类指标的目标按月写，季度为三倍；比率不随周期变化",
            "Targets of totals are for a month, a quarter takes three times them; ratios do not change",
        ),
    ]
    return f"### {card.label.text(teller.language)}\n\n{_items(teller, card)}\n\n{_bullets(lines)}"


def _items(teller: Teller, card: Scorecard) -> str:
    if teller.language == "zh":
        header = ["维度", "项目", "权重", "目标", "计分"]
    else:
        header = ["Dimension", "Item", "Weight", "Target", "Scoring"]
    rows: list[list[str]] = []
    for dimension in card.dimensions:
        weight = percent_words(sum((item.weight for item in dimension.items), Fraction(0)))
        name = f"{dimension.label.text(teller.language)} {weight}"
        rows.extend(
            [
                name,
                teller.item_name(item),
                percent_words(item.weight),
                teller.target(item.target, item.metric),
                teller.method(item.method, item.metric),
            ]
            for item in dimension.items
        )
    return _table(header, rows)


def _grades(teller: Teller) -> str:
    lines = []
    for grade in teller.plan.grades:
        floor = teller.figure(grade.floor, None)
        name = grade.label.text(teller.language)
        lines.append(teller.pick(f"{name}：{floor} 分及以上", f"{name}: {floor} points or more"))
    return _list(teller, "等级", "Grades", lines)


# Commission


def _schemes(teller: Teller) -> str:
    schemes = [_scheme(teller, scheme) for scheme in teller.plan.schemes]
    return "\n\n".join([_heading(teller, "提成", "Commission"), *schemes]) if schemes else ""


def _scheme(teller: Teller, scheme: Scheme) -> str:
    base = teller.formula(scheme.base)
    lines = [
        teller.pick(f"适用：{teller.applies(scheme.applies)}", f"For: {teller.applies(scheme.applies)}"),
        teller.pick(
            f"底薪：每月 {teller.fen(scheme.base_pay_fen)}",
            f"Base pay: {teller.fen(scheme.base_pay_fen)} a month",
        ),
        teller.pick(f"计提基数：{base}", f"Base: {base}"),
    ]
    if scheme.quarter_mean:
        lines.append(teller.per(scheme.quarter_mean))
    lines.append(teller.pick("提成比例：", "Rate:"))
    rows = [f"  {number}. {row}" for number, row in enumerate(teller.rate(scheme), 1)]
    after = [teller.point(point) for point in scheme.points]
    if scheme.guarantee is not None:
        after.append(teller.pick("保底：", "Guarantee: ") + teller.guarantee(scheme.guarantee))
    if scheme.draw_fen is not None:
        after.append(teller.pick("预支：", "Draw: ") + teller.draw(scheme.draw_fen))
    body = "\n".join([_bullets(lines), *rows, *([_bullets(after)] if after else [])])
    return f"### {scheme.label.text(teller.language)}\n\n{body}"


def _pools(teller: Teller) -> str:
    pools = [
        f"### {pool.label.text(teller.language)}\n\n{_bullets(teller.pool(pool))}"
        for pool in teller.plan.pools
    ]
    return "\n\n".join([_heading(teller, "奖金池", "Pools"), *pools]) if pools else ""


# Outcomes


def _outcomes(teller: Teller) -> str:
    lines = [_outcome(teller, outcome) for outcome in teller.plan.outcomes]
    if not lines:
        return ""
    note = teller.pick(
        "下列都是系统按规则提出的建议，由人说明理由后决定。",
        "These are proposals by rule; a person decides each of them and gives a reason.",
    )
    return f"{_heading(teller, '结果应用', 'Outcomes')}\n\n{note}\n\n{_bullets(lines)}"


def _outcome(teller: Teller, outcome: Outcome) -> str:
    each, label = teller.pick(*PERIODS[outcome.each]), outcome.label.text(teller.language)
    conditions = telling.outcome_conditions(teller, outcome)
    effects = []
    if outcome.grant is not None:
        effects.append(teller.pick("发放 ", "grants ") + telling.grant(teller, outcome.grant))
    if outcome.sets:
        effects.append(telling.sets(teller, outcome.sets))
    if outcome.notice_days is not None:
        effects.append(
            teller.pick(
                f"书面通知 {outcome.notice_days} 天后才能生效",
                f"takes effect {outcome.notice_days} days after written notice at the earliest",
            )
        )
    said = teller.pick(f"{label}（每{each}）：{conditions}", f"{label} (each {each}): {conditions}")
    if effects:
        said += teller.pick("。", ". ") + teller.listed(effects)
    return said + _caution(teller, outcome)


def _caution(teller: Teller, outcome: Outcome) -> str:
    """The words of the law where somebody may lose their place (O04)."""
    if outcome.notice_days is None:
        return ""
    return teller.pick(
        "。须先有培训或调岗的记录，仍不能胜任的才可以解除合同；仅凭排名靠后不是合法理由",
        ". Only after a recorded training or transfer; being last in a ranking alone is not lawful grounds",
    )


# Examples and metrics


def _examples(teller: Teller) -> str:
    colon = teller.pick("：", ": ")
    lines = [
        f"{example.name}{colon}{_about(teller, example)}{telling.example(teller, example)}"
        for example in teller.plan.examples
    ]
    return _list(teller, "算例", "Worked examples", lines)


def _about(teller: Teller, example: Example) -> str:
    plan = teller.plan
    labels = {scheme.name: scheme.label for scheme in plan.schemes}
    if example.pool:
        labels = {pool.name: pool.label for pool in plan.pools}
    if example.scorecard:
        labels = {card.name: card.label for card in plan.scorecards}
    name = example.scheme or example.pool or example.scorecard or ""
    inline = next((scheme for scheme in plan.example_schemes if scheme.name == name), None)
    if inline is not None:
        said = teller.formula(inline.base) + teller.pick("，", ", ") + teller.listed(teller.rate(inline))
    else:
        said = labels[name].text(teller.language)
    return teller.pick(f"（{said}）", f"({said}) ")


def _metrics(teller: Teller) -> str:
    rows = []
    for metric in _used(teller.plan):
        null_rule = metric.null_rule.text(teller.language) if metric.null_rule else ""
        rows.append(
            [
                metric.label.text(teller.language),
                f"`{metric.name}`",
                teller.metric(metric),
                teller.unit(metric.unit),
                teller.pick(*BETTER[metric.better]),
                null_rule,
            ]
        )
    if not rows:
        return ""
    if teller.language == "zh":
        header = ["指标", "名称", "算法", "单位", "方向", "缺失"]
    else:
        header = ["Metric", "Name", "Definition", "Unit", "Direction", "Missing"]
    return f"{_heading(teller, '用到的指标', 'Metrics used')}\n\n{_table(header, rows)}"


def _used(plan: Plan) -> list[Metric]:
    """The plan's own metrics and those that its rules rest on, in the order of the catalogue."""
    own = [metric.name for metric in plan.metrics.values() if metric.own]
    used = metrics_under(plan, own)
    return [metric for name, metric in plan.metrics.items() if name in used]


def metrics_under(plan: Plan, besides: Iterable[str] = ()) -> set[str]:
    """The names of the metrics on which a plan's rules rest, and of those under metrics named besides."""
    waiting = list(besides)
    for card in plan.scorecards:
        waiting += [item.metric for item in card.items if item.metric]
        waiting += [
            item.method.weighted_by
            for item in card.items
            if isinstance(item.method, Members) and item.method.weighted_by
        ]
        waiting += [deduction.each for deduction in card.deductions]
    for formula in _formulas(plan):
        waiting += _named(formula)
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _named(plan.metrics[name].formula)
    return used


def _named(formula: Formula) -> list[str]:
    return [part.name for part in walk(formula) if isinstance(part, MetricName)]


def _formulas(plan: Plan) -> list[Formula]:
    formulas = [scheme.base for scheme in (*plan.schemes, *plan.example_schemes)]
    formulas += [point.when for scheme in plan.schemes for point in scheme.points]
    formulas += [formula for scheme in plan.schemes for formula in scheme.rate.conditions()]
    formulas += [pool.base for pool in plan.pools]
    formulas += [gate.when for gate in plan.gates]
    formulas += [outcome.when for outcome in plan.outcomes if outcome.when is not None]
    return formulas
