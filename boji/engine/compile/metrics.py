"""Metrics by person (or team) and period, each a column made from sums and from other metrics.

Owns the order of metrics and the subjects they are taken for. What a metric means is its formula in the
catalogue or in the plan.
"""

from __future__ import annotations

from collections.abc import Iterable

from boji.engine.arithmetic import Ratio
from boji.engine.compile.figures import Figure, Figures, keep
from boji.engine.compile.sums import aggregates_of, meaning, subject_sums
from boji.engine.compile.window import Window, text_values
from boji.engine.formulas import Scope, text_of, value
from boji.engine.plan.formula import Aggregate, Formula, MetricName, walk
from boji.engine.plan.model import Metric, Plan
from boji.engine.program import Relation, Step


def metric_names(formulas: Iterable[Formula], *, of_team: bool = False) -> set[str]:
    """The metrics that formulas name directly: of the subject itself, or of its team."""
    return {
        part.name
        for formula in formulas
        for part in walk(formula)
        if isinstance(part, MetricName) and part.of_team is of_team
    }


def in_order(plan: Plan, names: Iterable[str]) -> list[Metric]:
    """The metrics with those they stand on, each after its parts."""
    ordered: dict[str, Metric] = {}

    def visit(name: str) -> None:
        if name not in ordered:
            metric = plan.metrics[name]
            for part in sorted(metric_names([metric.formula])):
                visit(part)
            ordered[name] = metric

    for name in sorted(names):
        visit(name)
    return list(ordered.values())


def metric_scope(
    figures: Figures, relation: str, team_figures: Figures | None = None, team_relation: str = ""
) -> Scope:
    """Metric names as columns of a relation, `team.` names as columns of the team's relation."""

    def metric(name: MetricName) -> Ratio:
        if name.of_team:
            assert team_figures is not None
            return team_figures[name.name].ratio(team_relation)
        return figures[name.name].ratio(relation)

    return Scope(metric=metric)


def metric_layers(
    metrics: Iterable[Metric], source: str, sums: Figures
) -> tuple[str, Figures, tuple[Step, ...]]:
    """Metrics as columns over a source that keeps the sums they read.

    Metrics that stand on others come in a later layer, so that each is computed once from columns.
    """
    levels: dict[str, int] = {}
    layers: dict[int, list[Metric]] = {}
    for metric in metrics:
        parts = metric_names([metric.formula])
        levels[metric.name] = 1 + max((levels[part] for part in parts), default=0)
        layers.setdefault(levels[metric.name], []).append(metric)
    figures: Figures = {}
    steps: list[Step] = []
    for level in sorted(layers):
        below = dict(figures)
        scope = Scope(
            metric=lambda name, below=below: below[name.name].ratio("m"),  # type: ignore[misc]
            aggregate=lambda aggregate: sums[text_of(aggregate)].ratio("m"),
        )
        items = []
        for metric in layers[level]:
            figures[metric.name], item = keep(metric.name, value(metric.formula, scope))
            items.append(item)
            steps.append(_step(metric, figures[metric.name]))
        source = f"SELECT m.*, {', '.join(items)} FROM ({source}) AS m"
    return source, figures, tuple(steps)


def metric_relations(
    plan: Plan, window: Window, subject: str, names: Iterable[str]
) -> tuple[list[Relation], Figures]:
    """`<subject>_metrics`: one row for each (subject, period), with every metric asked for.

    Subject is `person` or `team`; the sums by span must stand before it.
    """
    metrics = in_order(plan, names)
    aggregates = aggregates_of(metric.formula for metric in metrics)
    relations, joined = subject_sums(plan, window, subject, aggregates)
    key = "person_id" if subject == "person" else "team"
    known = "fact_people" if subject == "person" else "stints"
    periods = text_values((period.label,) for period in window.periods)
    joins = " ".join(
        f"LEFT JOIN {name} AS {name} ON {name}.{key} = s.{key} AND {name}.period = s.period"
        for name in joined
    )
    sums, items = kept_sums(plan, aggregates, subject)
    source = f"""
      SELECT s.{key}, s.period{items}
      FROM (SELECT k.{key}, p.period
            FROM (SELECT DISTINCT {key} FROM {known} WHERE {key} IS NOT NULL) AS k
            CROSS JOIN ({periods}) AS p(period)) AS s
      {joins}"""
    sql, figures, steps = metric_layers(metrics, source, sums)
    metrics_relation = Relation(f"{subject}_metrics", sql, key=(key, "period"), kept=True, steps=steps)
    return [*relations, metrics_relation], figures


def kept_sums(plan: Plan, aggregates: Iterable[Aggregate], subject: str) -> tuple[Figures, str]:
    """The aggregates as kept figures, by formula text, and the SELECT items that keep them."""
    sums: Figures = {}
    items = ""
    for aggregate in aggregates:
        figure, item = keep(text_of(aggregate), meaning(plan, aggregate, subject))
        sums[text_of(aggregate)] = figure
        items += f", {item}"
    return sums, items


def _step(metric: Metric, figure: Figure) -> Step:
    inputs = [
        *sorted(metric_names([metric.formula])),
        *(text_of(one) for one in aggregates_of([metric.formula])),
    ]
    return Step(figure.column, figure.factor, figure.denominator, metric.formula_text, tuple(inputs))
