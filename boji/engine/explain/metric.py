"""A metric explained: its formula in words, the figures put into it, and what those were made from.

Walks the formula of the catalogue or plan beside the run's kept columns, down to the sums of facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from boji.engine.compile.figures import Figures
from boji.engine.compile.metrics import metric_names
from boji.engine.compile.sums import aggregates_of, factor_of, name_of
from boji.engine.explain.facts import aggregate_nodes
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.formulas import text_of
from boji.engine.plan.formula import Aggregate, Aggregation, Kind
from boji.engine.plan.model import Metric
from boji.engine.plan.phrases import formula_words
from boji.engine.results.texts import metric_text, number_text, unit_words

_UNITS = {Kind.MONEY: "yuan", Kind.RATIO: "percent", Kind.DURATION: "minutes"}


def metric_node(
    reader: Reader, name: str, period: str, team: str | None = None, *, with_lines: bool = False
) -> Node:
    """The metric of the person, or of the team, in a period of the run; with the order lines if asked."""
    row, figures = reader.metric_row(period, team)
    below = Below(row, figures, period, team, with_lines)
    return _node(reader, reader.plan.metrics[name], below)


@dataclass(frozen=True)
class Below:
    """Where a metric's parts are read from."""

    row: dict[str, Any]
    figures: Figures
    period: str
    team: str | None
    with_lines: bool


def _node(reader: Reader, metric: Metric, below: Below) -> Node:
    value = reader.value(below.figures[metric.name], below.row)
    names = sorted(metric_names([metric.formula]))
    parts = [_node(reader, reader.plan.metrics[name], below) for name in names]
    parts += [_aggregate_node(reader, aggregate, below) for aggregate in aggregates_of([metric.formula])]
    text = reader.say(
        "{whose}{label} {value}（{period}）：{formula}",
        "{whose}{label} {value} ({period}): {formula}",
        whose=_whose(reader, below.team),
        label=metric.label.text(reader.language),
        value=reader.metric_words(metric, value),
        period=below.period,
        formula=formula_words(metric.formula, reader.plan, reader.language),
    )
    return Node(metric.name, metric_text(value), text, tuple(parts))


def _whose(reader: Reader, team: str | None) -> str:
    return reader.say("团队 {team} 的", "Team {team}: ", team=team) if team else ""


def _aggregate_node(reader: Reader, aggregate: Aggregate, below: Below) -> Node:
    """A sum, count or mean of facts, with the facts themselves if asked."""

    def say(figure: Fraction) -> str:
        return unit_words(_UNITS.get(aggregate.kind, "count"), figure, reader.language)

    value = _aggregate_value(reader, aggregate, below.row)
    words = reader.say("没有数据", "no data") if value is None else say(value)
    text = f"{formula_words(aggregate, reader.plan, reader.language)} = {words}"
    facts: tuple[Node, ...] = ()
    if below.with_lines:
        facts = aggregate_nodes(reader, aggregate, below.period, below.team, say)
    return Node(text_of(aggregate), None if value is None else number_text(value), text, facts)


def _aggregate_value(reader: Reader, aggregate: Aggregate, row: dict[str, Any]) -> Fraction | None:
    name = name_of(aggregate)
    if aggregate.aggregation is Aggregation.MEAN:
        top, under = row.get(f"{name}_num"), row.get(f"{name}_den")
        if top is None or not under:
            return None
        return Fraction(int(top), int(under)) * factor_of(reader.plan, aggregate)
    found = row.get(name)
    return None if found is None else int(found) * factor_of(reader.plan, aggregate)
