"""The catalogue's figures outside a run: any metric by person, team, room, product or session, for any days.

Owns the question and its answer; how figures are made is `boji.engine.compile.grains`. A person's or a
team's month and quarter are those of a run, because they come from the same steps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from boji.engine.arithmetic import quoted
from boji.engine.compile.figures import Figure, Figures
from boji.engine.compile.grains import (
    SUBJECTS,
    Grain,
    Subject,
    compile_grains,
    has_key,
    tables_used,
)
from boji.engine.execute import Execution, Progress
from boji.engine.plan.formula import Aggregate, Aggregation, Binary, Formula, Number
from boji.engine.plan.issues import nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.model import Metric, Plan
from boji.engine.results.texts import figure_value

_SUBJECT_WORDS: dict[Subject, Label] = {
    "person": Label("人员", "person"),
    "team": Label("团队", "team"),
    "room": Label("直播间", "room"),
    "product": Label("商品", "product"),
    "session": Label("场次", "session"),
    "company": Label("全公司", "company"),
}


@dataclass(frozen=True)
class MetricValue:
    """A figure of a subject in a period; `value` is None where it is missing.

    `period` is the label of the day, week, month or quarter; of a session the business day of its start.
    `numerator` and `denominator` are there for metrics that are one division or one mean.
    """

    subject: str
    period: str
    metric: str
    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True)
class Availability:
    """Whether a metric can be taken for a kind of subject; if not, the table whose rows have no such key."""

    metric: Metric
    by: Subject
    table: str | None
    subjects: tuple[Subject, ...]

    @property
    def available(self) -> bool:
        return self.table is None


class MetricUnknown(Exception):
    """The plan has no metric of that name."""

    def __init__(self, metric: str, nearest: str | None) -> None:
        self.metric = metric
        self.nearest = nearest
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        if language == "zh":
            return f"没有指标“{self.metric}”" + (f"。是不是“{self.nearest}”？" if self.nearest else "")
        ending = f". Did you mean “{self.nearest}”?" if self.nearest else ""
        return f"There is no metric “{self.metric}”{ending}"


class SubjectUnavailable(Exception):
    """A metric has no figure for that kind of subject: rows of one of its tables belong to none."""

    def __init__(self, metric: str, by: Subject, table: str, subjects: tuple[Subject, ...]) -> None:
        self.metric = metric
        self.by = by
        self.table = table
        self.subjects = subjects
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        word = _SUBJECT_WORDS[self.by].text(language)
        known = [_SUBJECT_WORDS[one].text(language) for one in self.subjects]
        if language == "zh":
            mend = f"可以按：{'、'.join(known)}"
            return f"指标“{self.metric}”不能按{word}计算：{self.table} 的行不属于任何{word}。{mend}"
        return (
            f"“{self.metric}” cannot be taken by {word}: rows of {self.table} belong to no {word}."
            f" It can be taken by {', '.join(known)}"
        )


def available_metrics(plan: Plan, by: Subject) -> list[Availability]:
    """Every metric of the plan and the catalogue: whether it can be taken by that kind of subject."""
    return [_availability(plan, metric, by) for metric in plan.metrics.values()]


def _availability(plan: Plan, metric: Metric, by: Subject) -> Availability:
    tables = tables_used(plan, metric.name)
    without = next((table for table in tables if not has_key(table, by)), None)
    subjects = tuple(one for one in SUBJECTS if all(has_key(table, one) for table in tables))
    return Availability(metric, by, without, subjects)


@dataclass(frozen=True)
class Asked:
    """Metrics that are asked for, each with its numerator and denominator where it is one division.

    `plan` holds those as metrics of their own.
    """

    plan: Plan
    metrics: tuple[str, ...]
    parts: Mapping[str, tuple[Metric, ...]]

    @classmethod
    def of(cls, plan: Plan, metrics: Iterable[str], by: Subject) -> Self:
        """Raises MetricUnknown, or SubjectUnavailable where a metric has no such figure."""
        wanted = tuple(dict.fromkeys(metrics))
        for name in wanted:
            _check(plan, name, by)
        parts = {name: _parts(plan.metrics[name]) for name in wanted}
        added = {one.name: one for both in parts.values() for one in both}
        return cls(replace(plan, metrics=plan.metrics | added), wanted, parts)

    @property
    def names(self) -> list[str]:
        """The metrics, then their parts."""
        return [*self.metrics, *(one.name for both in self.parts.values() for one in both)]

    def query(
        self, relation: str, key: str, figures: Figures, subjects: Iterable[str] | None
    ) -> tuple[str, list[object]]:
        """The rows that `values` reads, in the order of answers."""
        return _query(relation, key, figures, self.names, subjects)

    def values(self, rows: Iterable[dict[str, Any]], key: str, figures: Figures) -> list[MetricValue]:
        return [
            _value(row, key, figures, self.plan.metrics[name], self.parts[name])
            for row in rows
            for name in self.metrics
        ]


def metric_values(
    plan: Plan,
    facts: Mapping[str, object],
    metrics: Sequence[str],
    *,
    by: Subject,
    each: Grain = "month",
    first: dt.date,
    last: dt.date,
    subjects: Iterable[str] | None = None,
    refunds_before: dt.datetime | None = None,
    memory_limit: str = "640MB",
    threads: int | None = None,
    scratch: Path | None = None,
    progress: Progress | None = None,
) -> list[MetricValue]:
    """The metrics of every subject (or of the `subjects` named), ordered by subject, period and as asked.

    Periods are whole: all those that the business days [first, last] touch; `each="stretch"` is exactly
    these days, once. Sessions are those that started on these days, each once and in full, and `each` does
    not matter. A person or team is there as in a run; a room or product wherever the facts know it, with
    zeros where nothing happened. `facts` are as for `boji.engine.run.run`; `refunds_before` leaves out what
    was refunded from that instant on. Raises MetricUnknown, or SubjectUnavailable where a metric has no
    such figure.
    """
    if last < first:
        raise ValueError(f"the days end ({last}) before they begin ({first})")
    asked = Asked.of(plan, metrics, by)
    if not asked.metrics:
        return []
    made = compile_grains(asked.plan, asked.names, by, each, first, last)
    with Execution(
        memory_limit=memory_limit, threads=threads, scratch=scratch, refunds_before=refunds_before
    ) as execution:
        execution.load_facts(facts)
        execution.perform(made.program, progress)
        rows = execution.rows(*asked.query(made.relation, made.key, made.figures, subjects))
    return asked.values(rows, made.key, made.figures)


def _check(plan: Plan, name: str, by: Subject) -> None:
    if name not in plan.metrics:
        raise MetricUnknown(name, nearest_word(name, plan.metrics))
    found = _availability(plan, plan.metrics[name], by)
    if found.table is not None:
        raise SubjectUnavailable(name, by, found.table, found.subjects)


def _parts(metric: Metric) -> tuple[Metric, ...]:
    """Numerator and denominator as metrics of their own, where the metric is one division.

    Their names hold a space, which no metric of a plan can.
    """
    formula = metric.formula
    if isinstance(formula, Binary) and formula.operator == "/" and not isinstance(formula.right, Number):
        return _part(metric, "over", formula.left), _part(metric, "under", formula.right)
    return ()


def _part(metric: Metric, place: str, formula: Formula) -> Metric:
    return replace(metric, name=f"{place} {metric.name}", formula=formula, kind=formula.kind)


def _query(
    relation: str, key: str, figures: Figures, names: Iterable[str], subjects: Iterable[str] | None
) -> tuple[str, list[object]]:
    kept = [
        column for name in names for column in (figures[name].column, figures[name].denominator) if column
    ]
    columns = ", ".join(quoted(column) for column in (key, "period", *kept))
    if subjects is None:
        return f"SELECT {columns} FROM {relation} ORDER BY {key}, period", []
    only = f"WHERE {key} IN (SELECT unnest(CAST(? AS VARCHAR[])))"
    return f"SELECT {columns} FROM {relation} {only} ORDER BY {key}, period", [list(subjects)]


def _value(
    row: dict[str, Any], key: str, figures: Figures, metric: Metric, parts: Sequence[Metric]
) -> MetricValue:
    figure = figures[metric.name]
    over, under = None, None
    if parts:
        over, under = (figure_value(figures[part.name], row) for part in parts)
    elif isinstance(metric.formula, Aggregate) and metric.formula.aggregation is Aggregation.MEAN:
        over, under = _mean_parts(figure, row)
    return MetricValue(row[key], row["period"], metric.name, figure_value(figure, row), over, under)


def _mean_parts(figure: Figure, row: dict[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    """The sum and the count of a mean; none where nothing was counted."""
    assert figure.denominator is not None, "a mean is kept as a fraction"
    over, under = row[figure.column], row[figure.denominator]
    if over is None or under is None:
        return None, None
    return figure.factor * int(over), Fraction(int(under))
