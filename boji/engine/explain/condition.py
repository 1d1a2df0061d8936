"""Conditions explained: the figure they look at, what was asked for, and how much was missing."""

from __future__ import annotations

from fractions import Fraction

from boji.engine.explain.metric import metric_node
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.formulas import Scope, value
from boji.engine.plan.formula import Binary, Formula, Kind, MetricName, walk
from boji.engine.plan.model import Metric
from boji.engine.results.texts import number_text


def metrics_in(formula: Formula) -> list[tuple[str, bool]]:
    """The metrics that a formula names, each once, and whether it is the team's."""
    return list(
        dict.fromkeys((part.name, part.of_team) for part in walk(formula) if isinstance(part, MetricName))
    )


def figures_behind(reader: Reader, formula: Formula, period: str, team: str | None) -> tuple[Node, ...]:
    """The metrics that a condition looks at, each once."""
    return tuple(
        metric_node(reader, name, period, team if of_team else None) for name, of_team in metrics_in(formula)
    )


def shortfalls(reader: Reader, formula: Formula, period: str, team: str | None) -> list[str]:
    """For each simple comparison in a condition that does not hold: what is missing, in words."""
    match formula:
        case Binary(operator="and", left=left, right=right):
            return [
                *shortfalls(reader, left, period, team),
                *shortfalls(reader, right, period, team),
            ]
        case Binary(operator=">" | ">=" | "<" | "<=" as operator, left=MetricName() as name, right=right):
            return _shortfall(reader, operator, name, right, period, team)
    return []


def _shortfall(
    reader: Reader, operator: str, name: MetricName, right: Formula, period: str, team: str | None
) -> list[str]:
    metric = reader.plan.metrics[name.name]
    row, figures = reader.metric_row(period, team if name.of_team else None)
    actual = reader.value(figures[name.name], row)
    label = metric.label.text(reader.language)
    if actual is None:
        return [reader.say("{label}没有数据", "{label} has no data", label=label)]
    if any(isinstance(part, MetricName) for part in walk(right)):
        return []
    missing = value(right, Scope()).factor - actual
    held = {
        ">": missing < 0, ">=": missing <= 0, "<": missing > 0, "<=": missing >= 0,
    }[operator]  # fmt: skip
    if held:
        return []
    zh, en = "{label} {actual}，差 {missing}", "{label} {actual}, {missing} short"
    if missing == 0:
        zh, en = "{label} 正好 {actual}", "{label} exactly {actual}"
    elif operator in ("<", "<="):
        zh, en = "{label} {actual}，高出 {missing}", "{label} {actual}, {missing} over"
    words = {"label": label, "actual": reader.metric_words(metric, actual)}
    return [reader.say(zh, en, **words, missing=_distance(reader, metric, abs(missing)))]


def _distance(reader: Reader, metric: Metric, missing: Fraction) -> str:
    """Percentages differ by percentage points."""
    if metric.kind is Kind.RATIO:
        points = number_text(missing * 100, 4)
        return reader.say("{points} 个百分点", "{points} percentage points", points=points)
    return reader.metric_words(metric, missing)
