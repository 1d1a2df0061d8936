"""Who is close to a threshold of a draft: just below a tier or row of a ladder, or just above.

Owns what counts as close: within a share of the threshold, stated with the answer. Values and the tier
found are the run's own; a ladder's row counts where each condition that it misses is that close.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from boji.engine.plan.formula import COMPARISONS, Binary, Formula, MetricName, Number
from boji.engine.plan.label import Label
from boji.engine.plan.model import Scheme
from boji.engine.plan.units import figure_words, money_words
from boji.engine.rates import Ladder, TierTable
from boji.engine.results.texts import figure_value, percent_words, yuan_words
from boji.engine.run import Run
from boji.replay.answer import NearAnswer

Row = dict[str, Any]
Names = dict[str, str]


def near_thresholds(run: Run, near: Fraction, names: Names) -> list[NearAnswer]:
    """Of the run's month, by person."""
    if not run.plan.schemes:
        return []
    rows = run.rows("SELECT * FROM scheme_months WHERE unit = ? ORDER BY person_id, scheme", run.period.label)
    figures = _Figures(run)
    found: list[NearAnswer] = []
    for row in rows:
        scheme = run.plan.schemes[int(row["scheme"]) - 1]
        found += [
            one.answer(row["person_id"], names, run.period.label, scheme)
            for one in _closest(run, scheme, row, near, figures)
        ]
    return found


@dataclass(frozen=True)
class _Close:
    """A threshold that a value is close to; `words` writes values of that figure."""

    threshold: Label
    above: bool
    value: Fraction
    end: Fraction
    figure: Label
    kind: tuple[Any, str]

    @property
    def distance(self) -> Fraction:
        return abs(self.value - self.end) / abs(self.end)

    def answer(self, person: str, names: Names, month: str, scheme: Scheme) -> NearAnswer:
        gap = abs(self.value - self.end)
        return NearAnswer(
            person,
            names.get(person, ""),
            month,
            scheme.label,
            self.threshold,
            self.above,
            Label(
                f"{self.figure.zh} {self._said(self.value, 'zh')}",
                f"{self.figure.en} {self._said(self.value, 'en')}",
            ),
            Label(self._said(gap, "zh"), self._said(gap, "en")),
            percent_words(self.distance, 2),
        )

    def _said(self, value: Fraction, language: str) -> str:
        kind, unit = self.kind
        return yuan_words(value) if unit == "yuan" else figure_words(value, kind, unit, language)


class _Figures:
    """The metrics of people in the run's month, read once where a ladder looks at them."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._rows: dict[str, Row] | None = None

    def value(self, person: str, name: str) -> Fraction | None:
        if self._rows is None:
            month = self._run.period.label
            rows = self._run.rows("SELECT * FROM person_metrics WHERE period = ?", month)
            self._rows = {row["person_id"]: row for row in rows}
        return figure_value(self._run.compiled.metrics.person[name], self._rows[person])


def _closest(run: Run, scheme: Scheme, row: Row, near: Fraction, figures: _Figures) -> list[_Close]:
    """At most one threshold below and one above."""
    match scheme.rate:
        case TierTable() as table:
            found = _of_tiers(run, scheme, table, row)
        case Ladder() as ladder:
            found = _of_ladder(run, ladder, row, figures)
        case _:
            return []
    close = [one for one in found if one.distance <= near]
    return [
        min((one for one in close if one.above is above), key=lambda one: one.distance)
        for above in (False, True)
        if any(one.above is above for one in close)
    ]


def _of_tiers(run: Run, scheme: Scheme, table: TierTable, row: Row) -> Iterator[_Close]:
    assert run.compiled.commission is not None
    factor = run.compiled.commission.base_factor(scheme)
    value = Fraction(int(row["finder_sum"])) * factor / int(row["finder_months"])
    figure = Label("季度月均", "quarter mean") if scheme.quarter_mean else Label("计提基数", "base")
    for place, tier in enumerate(table.tiers[:-1], 1):
        assert tier.end is not None
        after = table.tiers[place]
        threshold = Label(
            f"{money_words(tier.end, 'zh')}：{percent_words(tier.rate)} → {percent_words(after.rate)}",
            f"{money_words(tier.end, 'en')}: {percent_words(tier.rate)} → {percent_words(after.rate)}",
        )
        yield _Close(threshold, int(row["tier"]) > place, value, tier.end, figure, (None, "yuan"))


def _of_ladder(run: Run, ladder: Ladder, row: Row, figures: _Figures) -> Iterator[_Close]:
    """The row above the one that holds, by what it misses most; and the one that holds, by its tightest
    condition."""
    held = int(row["tier"])
    better = (held - 1) if held else len(ladder.rows)
    if better and (
        missed := [one for one in _conditions(run, ladder, better, row, figures) if not one.above]
    ):
        yield max(missed, key=lambda one: one.distance)
    if held and (met := [one for one in _conditions(run, ladder, held, row, figures) if one.above]):
        yield min(met, key=lambda one: one.distance)


def _conditions(run: Run, ladder: Ladder, place: int, row: Row, figures: _Figures) -> list[_Close]:
    """The comparisons of a row with a number, met or not; none where one of them cannot be placed so."""
    rate = percent_words(ladder.rows[place - 1].rate)
    found = []
    for part in _joined(ladder.rows[place - 1].when):
        if not (
            isinstance(part, Binary)
            and part.operator in COMPARISONS
            and isinstance(part.left, MetricName)
            and not part.left.of_team
            and isinstance(part.right, Number)
            and part.right.value
        ):
            return []
        metric, end = run.plan.metrics[part.left.name], part.right.value
        value = figures.value(row["person_id"], part.left.name)
        if value is None:
            return []
        said = [figure_words(end, metric.kind, metric.unit, language) for language in ("zh", "en")]
        threshold = Label(
            f"{metric.label.zh} {part.operator} {said[0]}（第 {place} 档 {rate}）",
            f"{metric.label.en} {part.operator} {said[1]} (row {place}, {rate})",
        )
        met = {">": value > end, ">=": value >= end, "<": value < end, "<=": value <= end}.get(
            part.operator, value == end
        )
        found.append(_Close(threshold, met, value, end, metric.label, (metric.kind, metric.unit)))
    return found


def _joined(formula: Formula) -> Iterable[Formula]:
    """The parts that all have to hold."""
    if isinstance(formula, Binary) and formula.operator == "and":
        return [*_joined(formula.left), *_joined(formula.right)]
    return [formula]
