"""On what the figures of a page stand: one state of the facts, and the plan of the days that are looked at.

Owns the days of which the facts know something, and until when refunds are known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

import duckdb

from boji import __version__
from boji.engine.facts import TABLES
from boji.engine.periods import Clock, Period
from boji.engine.plan.model import Plan
from boji.lake.snapshot import Snapshot, latest_snapshot, snapshot
from boji.plans.publishing import plan_in_force
from boji.platform import clock
from boji.workspace import Workspace

FORMAT = 1  # of the kept files


@dataclass(frozen=True)
class Known:
    """The business days of the facts, first and last, and the newest moment of which they tell."""

    first: dt.date
    last: dt.date
    until: dt.datetime


@dataclass(frozen=True, eq=False)
class Basis:
    """Facts and plan. Whatever is kept is kept under `key`, so that nothing of other facts can be shown."""

    workspace: Workspace
    facts: Snapshot
    plan: Plan

    @cached_property
    def key(self) -> str:
        parts = (f"{self.facts.id:06d}", self.facts.digest[:16], self.plan.digest[:16], __version__, FORMAT)
        return "-".join(map(str, parts))

    @property
    def clock(self) -> Clock:
        return Clock(self.workspace.timezone, self.plan.day_starts_minutes)

    @cached_property
    def known(self) -> Known | None:
        """None while there are no sessions and no order lines."""
        moments = _moments(self.workspace, self.facts.id, self.facts.digest)
        if moments is None:
            return None
        day = self.clock.day_of
        return Known(day(moments.first), day(moments.last), moments.until)

    def files(self) -> dict[str, object]:
        return {name: self.facts.files(name) for name in TABLES}


def basis_on(workspace: Workspace, day: dt.date | None = None) -> Basis:
    """The newest facts under the plan of the month of a day, or of the newest day. Raises NoPlanInForce."""
    facts = latest_snapshot(workspace)
    day = day or _newest_day(workspace, facts) or clock.today()
    plan = plan_in_force(workspace, Period.containing("month", day)).plan
    return _remembered(workspace, facts, plan)


_bases: dict[tuple[object, ...], Basis] = {}
REMEMBERED = 8


def _remembered(workspace: Workspace, facts: Snapshot, plan: Plan) -> Basis:
    """Of a basis much is worked out once, so it is the same object for all requests of the process."""
    key = (workspace.path, facts.id, facts.digest, plan.digest)
    if key not in _bases:
        while len(_bases) >= REMEMBERED:
            _bases.pop(next(iter(_bases)), None)
        _bases[key] = Basis(workspace, facts, plan)
    return _bases[key]


def _newest_day(workspace: Workspace, facts: Snapshot) -> dt.date | None:
    """The calendar day of the newest session or order; None while there is none."""
    moments = _moments(workspace, facts.id, facts.digest)
    return moments.last.astimezone(workspace.timezone).date() if moments else None


@dataclass(frozen=True)
class _Moments:
    """Of sessions and orders the first and the last; `until` counts refunds as well."""

    first: dt.datetime
    last: dt.datetime
    until: dt.datetime


_DATED = (("sessions", "started_at"), ("order_lines", "paid_at"), ("refunds", "refunded_at"))


@lru_cache(maxsize=8)
def _moments(workspace: Workspace, number: int, digest: str) -> _Moments | None:  # noqa: ARG001 # tells apart
    """None while there are no sessions and no orders."""
    facts, edges = snapshot(workspace, number), []
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table, column in _DATED:
            files = facts.files(table)
            row = (
                files
                and connection.execute(
                    f"SELECT min({column}), max({column}) FROM read_parquet(?)", [files]
                ).fetchone()
            )
            edges.append(row if row and row[0] else None)
    of_sales = [one for one in edges[:2] if one]
    if not of_sales:
        return None
    lasts = [one[1] for one in edges if one]
    return _Moments(min(one[0] for one in of_sales), max(one[1] for one in of_sales), max(lasts))
