"""The statement as it stands: what decides one person's pay in a run, read from the run's kept rows.

Owns reading; nothing here computes a figure. A finished run never changes, so what is read may be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from boji.engine.arithmetic import quoted
from boji.engine.compile import conditions_of
from boji.engine.compile.commission import Commission
from boji.engine.compile.figures import Figures
from boji.engine.compile.metrics import metric_names
from boji.engine.compile.people import attribute_scope
from boji.engine.formulas import holds
from boji.engine.periods import Period
from boji.engine.plan.model import Plan, Scheme
from boji.engine.program import checked_sql
from boji.engine.results.statement import NoSuchPerson
from boji.engine.results.texts import figure_value
from boji.engine.run import Run
from boji.engine.what_if.refusals import PaysNothing

Row = dict[str, Any]
FigureKey = tuple[str, str | None]  # a metric, and the team whose it is; None: the person's own
Values = Mapping[FigureKey, Fraction | None]


@dataclass(frozen=True)
class Present:
    """One person's statement with what it stands on. Schemes go by their number in the plan, from 1.

    `months`, `segments` and `figures` have the run's month and, where a quarter mean needs them, those before
    it; but nothing of schemes that the person does not fall under in the run's month. `days` are the days of
    the run's month on which a scheme applies.
    """

    person_id: str
    name: str
    plan: Plan
    month: Period
    lines: tuple[Row, ...]
    stints: tuple[Row, ...]
    months: Mapping[tuple[int, str], Row]
    segments: tuple[Row, ...]
    debts: Mapping[int, int]  # of draws, in fen
    figures: Mapping[str, Values]  # by month
    days: Mapping[int, frozenset[int]]
    units: Mapping[int, Fraction]  # of each scheme's base, in yuan

    @property
    def schemes(self) -> tuple[int, ...]:
        return tuple(number for number, unit in self.months if unit == self.month.label)

    def scheme(self, number: int) -> Scheme:
        return self.plan.schemes[number - 1]

    def now(self, number: int) -> Row:
        """The scheme's row of the run's month."""
        return self.months[number, self.month.label]

    def segments_now(self, number: int) -> tuple[Row, ...]:
        """The scheme's segments of the run's month, as their lines stand."""
        return tuple(
            row for row in self.segments if (row["scheme"], row["unit"]) == (number, self.month.label)
        )

    @property
    def values(self) -> Values:
        """The figures of the run's month."""
        return self.figures[self.month.label]

    @cached_property
    def pay(self) -> int:
        return sum(line["amount"] for line in self.lines)

    @cached_property
    def own_days(self) -> frozenset[int]:
        """The days of the month on which the person is with the company."""
        return frozenset(day for stint in self.stints for day in _days(stint, self.month))


def read_present(run: Run, person_id: str) -> Present:
    """Raises PaysNothing and NoSuchPerson."""
    work = run.compiled.commission
    if work is None:
        raise PaysNothing(run.period)
    stints = _rows(run, "stints", "stint", person_id)
    lines = _rows(run, "lines", "line", person_id)
    if not stints and not lines:
        raise NoSuchPerson(person_id)
    every_month = _rows(run, "scheme_months", "scheme, unit", person_id) if work.schemes else []
    current = {row["scheme"] for row in every_month if row["unit"] == run.period.label}
    months = {(row["scheme"], row["unit"]): row for row in every_month if row["scheme"] in current}
    schemes = {number: work.schemes[number - 1] for number in sorted(current)}
    return Present(
        person_id,
        str((stints[-1]["name"] if stints else None) or person_id),
        run.plan,
        run.period,
        tuple(lines),
        tuple(stints),
        months,
        _segments(run, person_id, lines, current),
        _debts(run, person_id, schemes),
        _figures(run, person_id, tuple(schemes.values()), months),
        _days_of(run, person_id, schemes, stints),
        {number: work.base_factor(scheme) for number, scheme in schemes.items()},
    )


def _rows(run: Run, relation: str, order: str, person_id: str, columns: str = "*") -> list[Row]:
    return run.rows(f"SELECT {columns} FROM {relation} WHERE person_id = ? ORDER BY {order}", person_id)


def _segments(run: Run, person_id: str, lines: list[Row], current: set[int]) -> tuple[Row, ...]:
    """Those of the run's month in the order of their lines."""
    if not current:
        return ()
    columns = "scheme, unit, campaigns, gates, base"
    rows = [row for row in _rows(run, "segments", columns, person_id, columns) if row["scheme"] in current]
    places = {_segment(line): line["line"] for line in lines if line["kind"] == "commission"}
    return tuple(sorted(rows, key=lambda row: places.get(_segment(row), 0)))


def _segment(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("scheme", "unit", "campaigns", "gates"))


def _debts(run: Run, person_id: str, schemes: Mapping[int, Scheme]) -> dict[int, int]:
    if not any(scheme.draw_fen is not None for scheme in schemes.values()):
        return {}
    rows = _rows(run, "scheme_totals", "scheme", person_id, "scheme, debt_before")
    return {row["scheme"]: row["debt_before"] for row in rows}


def _figures(
    run: Run, person_id: str, schemes: Collection[Scheme], months: Mapping[tuple[int, str], Row]
) -> dict[str, Values]:
    """Every metric that the schemes' conditions look at, by month."""
    units = dict.fromkeys((run.period.label, *(unit for _, unit in months)))
    found: dict[str, dict[FigureKey, Fraction | None]] = {unit: {} for unit in units}
    conditions = conditions_of(run.plan, schemes) if schemes else []
    if own := sorted(metric_names(conditions)):
        figures = run.compiled.metrics.person
        rows = _rows(run, "person_metrics", "period", person_id, _columns(figures, own))
        _put(found, rows, figures, own, None)
    if of_team := sorted(metric_names(conditions, of_team=True)):
        figures = run.compiled.metrics.team
        for team in sorted({row["team"] for row in months.values() if row["team"] is not None}):
            looked_at = {unit for (_, unit), row in months.items() if row["team"] == team}
            query = f"SELECT {_columns(figures, of_team)} FROM team_metrics WHERE team = ?"
            rows = [row for row in run.rows(query, team) if row["period"] in looked_at]
            _put(found, rows, figures, of_team, team)
    return dict(found)


def _columns(figures: Figures, names: list[str]) -> str:
    kept = [figures[name] for name in names]
    columns = [column for one in kept for column in (one.column, one.denominator) if column]
    return ", ".join(["period", *map(quoted, dict.fromkeys(columns))])


def _put(
    found: dict[str, dict[FigureKey, Fraction | None]],
    rows: Iterable[Row],
    figures: Figures,
    names: list[str],
    team: str | None,
) -> None:
    for row in rows:
        if row["period"] in found:
            found[row["period"]] |= {(name, team): figure_value(figures[name], row) for name in names}


def _days_of(
    run: Run, person_id: str, schemes: Mapping[int, Scheme], stints: list[Row]
) -> dict[int, frozenset[int]]:
    """On which days of the month each scheme applies; asked only where the person changes in the month."""
    month = run.period
    inside = [stint for stint in stints if _days(stint, month)]
    if len(inside) <= 1 or not schemes:
        days = frozenset(day for stint in inside for day in _days(stint, month))
        return dict.fromkeys(schemes, days)
    items = ", ".join(
        f"{holds(scheme.applies, attribute_scope('s'))} AS s{number}" for number, scheme in schemes.items()
    )
    rows = run.rows(
        f"{checked_sql(f'SELECT s.person_id, s.stint, {items} FROM stints AS s')} WHERE person_id = ?",
        person_id,
    )
    applies = {row["stint"]: row for row in rows}
    return {
        number: frozenset(
            day for stint in inside if applies[stint["stint"]][f"s{number}"] for day in _days(stint, month)
        )
        for number in schemes
    }


def _days(stint: Row, month: Period) -> range:
    """The days of the month, as proleptic numbers, on which the stint holds."""
    first = max(stint["starts_on"], month.first_day)
    end = min(stint["ends_on"], month.end_day)
    return range(first.toordinal(), max(first, end).toordinal())


def commission_of(run: Run) -> Commission:
    assert run.compiled.commission is not None, "read_present has refused runs that pay nothing"
    return run.compiled.commission
