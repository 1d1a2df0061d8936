"""What an explanation reads: one person's rows of a finished run, each relation once.

Owns reading; nothing here computes a figure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from boji.engine.additions import Addition
from boji.engine.arithmetic import quoted
from boji.engine.compile.bases import base_aggregates
from boji.engine.compile.commission import campaigns_changing
from boji.engine.compile.figures import Figure, Figures
from boji.engine.compile.metrics import in_order, kept_sums
from boji.engine.compile.sums import aggregates_of
from boji.engine.plan.formula import Aggregate
from boji.engine.plan.model import Metric, Plan, Scheme
from boji.engine.results.statement import NoSuchPerson
from boji.engine.results.texts import figure_value, metric_words
from boji.engine.run import Run


@dataclass
class Reader:
    """One person in one run. `order_lines` is how many order lines to print under a sum (0: none).

    `metrics` are those that will be asked for (None: any): a run keeps many columns, and reading them all
    takes longer than the rest of an explanation. `facts` holds the facts read so far, by table and team.
    """

    run: Run
    person_id: str
    language: str = "zh"
    order_lines: int = 0
    metrics: frozenset[str] | None = None
    facts: dict[tuple[str, str | None], object] = field(default_factory=dict)
    _read: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.run.plan

    def say(self, zh: str, en: str, **parts: object) -> str:
        """The sentence in the reader's language."""
        return (zh if self.language == "zh" else en).format(**parts)

    def rows(self, relation: str, order: str, columns: str = "*") -> list[dict[str, Any]]:
        """The person's rows of a relation."""
        if relation not in self._read:
            query = f"SELECT {columns} FROM {relation} WHERE person_id = ? ORDER BY {order}"
            self._read[relation] = self.run.rows(query, self.person_id)
        return self._read[relation]

    def check_known(self) -> None:
        """Raise NoSuchPerson where the run has nothing of such a person.

        Somebody whom `people` has no longer may still have a line: the adjustment of a month that paid them.
        """
        if not self.stints and not (self.run.compiled.commission is not None and self.lines):
            raise NoSuchPerson(self.person_id)

    @cached_property
    def stints(self) -> list[dict[str, Any]]:
        """The person's stints, first to last."""
        return self.rows("stints", "stint")

    @property
    def name(self) -> str:
        names = [stint["name"] for stint in self.stints]
        return str((names[-1] if names else None) or self.person_id)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return self.rows("lines", "line")

    @cached_property
    def additions(self) -> dict[int, Addition]:
        """The person's bonuses and adjustments by the number that their lines have as place."""
        return {row["number"]: Addition.of_row(row) for row in self.rows("additions", "number")}

    @cached_property
    def scheme_months(self) -> dict[tuple[int, str], dict[str, Any]]:
        rows = self.rows("scheme_months", "scheme, unit")
        return {(row["scheme"], row["unit"]): row for row in rows}

    @cached_property
    def segments(self) -> dict[tuple[int, str, int, int], dict[str, Any]]:
        rows = self.rows("segments", "scheme, unit, campaigns, gates")
        return {(row["scheme"], row["unit"], row["campaigns"], row["gates"]): row for row in rows}

    @cached_property
    def scheme_totals(self) -> dict[int, dict[str, Any]]:
        return {row["scheme"]: row for row in self.rows("scheme_totals", "scheme")}

    @cached_property
    def _metrics(self) -> dict[str, dict[str, Any]]:
        columns = "*" if self.metrics is None else self._columns_of(self.metrics)
        return {row["period"]: row for row in self.rows("person_metrics", "period", columns)}

    def _columns_of(self, names: Collection[str]) -> str:
        """The columns in which metrics, and all that they are made of, are kept."""
        metrics = in_order(self.plan, names)
        figures = [self.run.compiled.metrics.person[metric.name] for metric in metrics]
        aggregates = aggregates_of(metric.formula for metric in metrics)
        figures += kept_sums(self.plan, aggregates, "person")[0].values()
        columns = [name for one in figures for name in (one.column, one.denominator) if name]
        return ", ".join(["period", *(quoted(name) for name in dict.fromkeys(columns))])

    def _team_metrics(self, team: str) -> dict[str, dict[str, Any]]:
        key = f"team_metrics of {team}"
        if key not in self._read:
            self._read[key] = self.run.rows("SELECT * FROM team_metrics WHERE team = ?", team)
        return {row["period"]: row for row in self._read[key]}

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """The schemes that the run paid by; none in runs that pay nothing."""
        return self.run.compiled.commission.schemes if self.run.compiled.commission else ()

    def base_factor(self, scheme: Scheme) -> Fraction:
        """The unit in yuan in which a scheme's base is kept."""
        assert self.run.compiled.commission is not None
        return self.run.compiled.commission.base_factor(scheme)

    def changing_campaigns(self, scheme: Scheme) -> int:
        """The campaigns that cut the scheme's segments, as bits."""
        return campaigns_changing(self.plan, scheme)

    @cached_property
    def aggregates(self) -> list[Aggregate]:
        """Every aggregate that the run's metrics and bases are made of."""
        names = set(self.run.compiled.metrics.person) | set(self.run.compiled.metrics.team)
        found = aggregates_of(metric.formula for metric in in_order(self.plan, names))
        for scheme in self.schemes:
            found += [one for one in base_aggregates(self.plan, scheme.base) if one not in found]
        return found

    def metric_row(self, period: str, team: str | None = None) -> tuple[dict[str, Any], Figures]:
        """The row of the person's (or a team's) metrics in a period, and where figures stand in it."""
        metrics = self.run.compiled.metrics
        if team is None:
            return self._metrics.get(period, {}), metrics.person
        return self._team_metrics(team).get(period, {}), metrics.team

    def value(self, figure: Figure, row: dict[str, Any]) -> Fraction | None:
        return figure_value(figure, row) if row else None

    def metric_words(self, metric: Metric, value: Fraction | None) -> str:
        return metric_words(metric, value, self.language)
