"""What a run looks at: its periods, their units, and the instants at which anything changes.

Owns the constants of a run. A **unit** is the smallest period whose sums are kept (a month in monthly
and quarterly runs); a **piece** is a stretch of a unit under one set of campaigns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from boji.engine.arithmetic import text_literal
from boji.engine.periods import Clock, Period
from boji.engine.plan.model import Plan


@dataclass(frozen=True)
class Piece:
    """A stretch of time inside one unit; `campaigns` has bit i set where campaign i is active."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    unit: str
    campaigns: int


@dataclass(frozen=True)
class Window:
    """`units` are the periods whose sums are kept; `periods` those at which metrics are wanted."""

    period: Period
    clock: Clock
    units: tuple[Period, ...]
    periods: tuple[Period, ...]
    pieces: tuple[Piece, ...]

    @property
    def starts_at(self) -> dt.datetime:
        return self.clock.starts_at(self.units[0].first_day)

    @property
    def ends_at(self) -> dt.datetime:
        return self.clock.starts_at(self.units[-1].end_day)

    @property
    def memberships(self) -> tuple[tuple[str, str], ...]:
        """(unit, period) wherever the unit lies in the period."""
        return tuple(
            (unit.label, period.label)
            for period in self.periods
            for unit in self.units
            if period.first_day <= unit.first_day < period.end_day
        )

    def inside(self, column: str) -> str:
        return f"{column} >= {instant(self.starts_at)} AND {column} < {instant(self.ends_at)}"

    def day_rows(self) -> str:
        """VALUES rows (day, starts_at, ends_at) of every business day in the window."""
        first, end = self.units[0].first_day, self.units[-1].end_day
        days = [first + dt.timedelta(n) for n in range((end - first).days)]
        return values(
            (
                date(day),
                instant(self.clock.starts_at(day)),
                instant(self.clock.starts_at(day + dt.timedelta(1))),
            )
            for day in days
        )


def window_of(plan: Plan, period: Period) -> Window:
    """The window that a run of the period needs.

    A month looks at its quarter so far where a scheme pays by the quarter mean, and in the quarter's
    last month where a scorecard has a quarter share.
    """
    clock = Clock(ZoneInfo(plan.timezone), plan.day_starts_minutes)
    units: tuple[Period, ...]
    periods: tuple[Period, ...]
    if period.kind == "quarter":
        units, periods = period.months, (period,)
    elif period.kind == "month":
        so_far = tuple(month for month in period.quarter.months if month.first_day <= period.first_day)
        by_mean = any(scheme.quarter_mean for scheme in plan.schemes)
        composite = period.ends_its_quarter and any(card.quarter_share for card in plan.scorecards)
        units = so_far if by_mean or composite else (period,)
        periods = (*(so_far if by_mean else (period,)), *((period.quarter,) if composite else ()))
    else:
        units = periods = (period,)
    return Window(period, clock, units, periods, _pieces(plan, clock, units))


def _pieces(plan: Plan, clock: Clock, units: tuple[Period, ...]) -> tuple[Piece, ...]:
    pieces = []
    for unit in units:
        edges = {unit.first_day, unit.end_day}
        for campaign in plan.campaigns:
            edges |= {campaign.first_day, campaign.last_day + dt.timedelta(1)}
        days = sorted(day for day in edges if unit.first_day <= day <= unit.end_day)
        for first, end in pairwise(days):
            active = sum(
                1 << number
                for number, campaign in enumerate(plan.campaigns)
                if campaign.first_day <= first <= campaign.last_day
            )
            pieces.append(Piece(clock.starts_at(first), clock.starts_at(end), unit.label, active))
    return tuple(pieces)


def instant(moment: dt.datetime) -> str:
    return f"TIMESTAMPTZ '{moment.astimezone(dt.UTC).isoformat(sep=' ')}'"


def date(day: dt.date) -> str:
    return f"DATE '{day.isoformat()}'"


def values(rows: Iterable[Iterable[str]]) -> str:
    """Rows of SQL texts as `VALUES …`."""
    return "VALUES " + ", ".join(f"({', '.join(row)})" for row in rows)


def text_values(rows: Iterable[Iterable[str]]) -> str:
    return values((text_literal(cell) for cell in row) for row in rows)
