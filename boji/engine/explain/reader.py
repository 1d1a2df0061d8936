"""What an explanation reads: one person's rows of a finished run, each relation once.

Owns reading; nothing here computes a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from boji.engine.compile.figures import Figure, Figures
from boji.engine.plan.model import Metric, Plan
from boji.engine.results.statement import NoSuchPerson
from boji.engine.results.texts import figure_value, metric_words
from boji.engine.run import Run


@dataclass
class Reader:
    """One person in one run. `order_lines` is how many order lines to print under a sum (0: none)."""

    run: Run
    person_id: str
    language: str = "zh"
    order_lines: int = 0

    @property
    def plan(self) -> Plan:
        return self.run.plan

    def say(self, zh: str, en: str, **parts: object) -> str:
        """The sentence in the reader's language."""
        return (zh if self.language == "zh" else en).format(**parts)

    def rows(self, relation: str, order: str = "1") -> list[dict[str, Any]]:
        """The person's rows of a relation."""
        return self.run.rows(f"SELECT * FROM {relation} WHERE person_id = ? ORDER BY {order}", self.person_id)

    @cached_property
    def name(self) -> str:
        """The person's name; raises NoSuchPerson."""
        rows = self.rows("stints", "stint DESC")
        if not rows:
            raise NoSuchPerson(self.person_id)
        return str(rows[0]["name"] or self.person_id)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        return self.rows("lines", "line")

    @cached_property
    def scheme_months(self) -> dict[tuple[int, str], dict[str, Any]]:
        return {(row["scheme"], row["unit"]): row for row in self.rows("scheme_months")}

    @cached_property
    def segments(self) -> dict[tuple[int, str, int, int], dict[str, Any]]:
        return {
            (row["scheme"], row["unit"], row["campaigns"], row["gates"]): row for row in self.rows("segments")
        }

    @cached_property
    def _metrics(self) -> dict[str, dict[str, Any]]:
        return {row["period"]: row for row in self.rows("person_metrics")}

    def metric_row(self, period: str, team: str | None = None) -> tuple[dict[str, Any], Figures]:
        """The row of the person's (or a team's) metrics in a period, and where figures stand in it."""
        if team is None:
            return self._metrics.get(period, {}), self.run.compiled.metrics.person
        rows = self.run.rows("SELECT * FROM team_metrics WHERE team = ? AND period = ?", team, period)
        return (rows[0] if rows else {}), self.run.compiled.metrics.team

    def value(self, figure: Figure, row: dict[str, Any]) -> Fraction | None:
        return figure_value(figure, row) if figure.column in row else None

    def metric_words(self, metric: Metric, value: Fraction | None) -> str:
        return metric_words(metric, value, self.language)
