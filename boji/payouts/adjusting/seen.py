"""Whether a month sees the same facts in two snapshots: then it has the same figures, and is not computed.

A month's figures are a function of the rows that its program can reach, in the columns that it can read. So
two snapshots give the same figures where those rows are the same. This module may find a difference where
there is none that matters (the month is computed), never the other way round. What a program reaches:

    sessions, shifts    a session that overlaps the window, or that a row inside the window names; where an
                        account stands in for missing shifts, also every session without shifts
    order lines         paid inside the window
    costs               inside the window; without a time, those of the window's sessions
    other dated facts   dated inside the window or the day before, or undated
    people, accounts …  every row

A plan with pools adds up the whole session, so that there every row of an overlapping session counts. The
window is that of the run: a month that pays by the mean of a quarter sees its earlier months, too. Kept
relations that list the sessions of all time (`session_people`, `pooled_sessions`) are no figures: their rows
of other sessions may differ.

Files that both snapshots have hold the same rows and are left alone.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from boji.engine.arithmetic import text_literal
from boji.engine.compile import compile_run
from boji.engine.compile.window import Window, date, instant
from boji.engine.facts import TABLES, Kind, Table
from boji.engine.facts_read import facts_read
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.lake.reading import fact_rows
from boji.lake.snapshot import Snapshot
from boji.lake.storage import MEMORY_LIMIT, quoted

_BEFORE = dt.timedelta(days=1)  # sessions across midnight; growth since the day before
_CREDITING = ("sessions", "shifts")


class Seeing:
    """Compares what months see; one connection for all of them. Use it as a context manager."""

    def __init__(self, scratch: Path | None = None) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="boji-", dir=scratch)
        self.connection = duckdb.connect(
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": self._scratch.name}
        )
        self.connection.execute("SET TimeZone = 'UTC'")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        self._scratch.cleanup()

    def same(self, plan: Plan, period: Period, before: Snapshot, after: Snapshot) -> bool:
        """Whether the figures of the period under the plan are the same on both."""
        return before.digest == after.digest or _Sight(self.connection, plan, period, before, after).is_same()


@dataclass(frozen=True)
class _Sight:
    """One month's look at two snapshots."""

    connection: duckdb.DuckDBPyConnection
    plan: Plan
    period: Period
    before: Snapshot
    after: Snapshot

    def is_same(self) -> bool:
        # The sessions first: what the other tables are asked about stands on them being the same.
        return not self._sessions_differ() and not any(
            self._finds(self._differing(TABLES[name], self._reach(TABLES[name])))
            for name in self._columns
            if name not in _CREDITING
        )

    @cached_property
    def _columns(self) -> Mapping[str, frozenset[str]]:
        return facts_read(compile_run(self.plan, self.period).program)

    @cached_property
    def _window(self) -> Window:
        return compile_run(self.plan, self.period).window

    def _finds(self, rows: str) -> bool:
        return self.connection.execute(f"SELECT 1 FROM ({rows}) AS found LIMIT 1").fetchone() is not None

    def _all(self, table: str, facts: Snapshot) -> str:
        return fact_rows(self.connection, table, facts.files(table))

    def _differing(self, table: Table, reach: str) -> str:
        """SQL: the rows within reach that only one of the snapshots has, in the columns that are read."""
        old, new = self.before.files(table.name), self.after.files(table.name)
        columns = quoted(*sorted(self._columns[table.name]))
        sides = [
            f"SELECT {columns} FROM {fact_rows(self.connection, table.name, files)} AS f WHERE {reach}"
            for files in (sorted(set(old) - set(new)), sorted(set(new) - set(old)))
        ]
        return f"({sides[0]} EXCEPT ALL {sides[1]}) UNION ALL ({sides[1]} EXCEPT ALL {sides[0]})"

    def _sessions_differ(self) -> bool:
        """Whether a session or shift differs that the month reaches."""
        used = [name for name in _CREDITING if name in self._columns]
        if not used:
            return False
        changed = " UNION ALL ".join(
            f"SELECT session_id, started_at AS starts_at, {_ended('d')} AS ends_at"
            f" FROM ({self._differing(TABLES[name], 'TRUE')}) AS d"
            if name == "sessions"
            else f"SELECT session_id, starts_at, ends_at FROM ({self._differing(TABLES[name], 'TRUE')}) AS d"
            for name in used
        )
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE changed AS {changed}")
        ids = "session_id IN (SELECT session_id FROM changed)"
        return self._finds("SELECT * FROM changed") and (
            self._finds(f"SELECT * FROM changed WHERE {self._overlaps('starts_at', 'ends_at')}")
            or any(self._finds(rows) for rows in self._naming(ids))
            or any(self._finds(rows) for rows in self._without_shifts(ids))
        )

    def _naming(self, ids: str) -> Iterator[str]:
        """SQL: rows within the month's reach that name one of the sessions."""
        yield f"SELECT session_id FROM ({self._overlapping()}) AS s WHERE {ids}"
        for name in self._columns:
            table = TABLES[name]
            if name not in _CREDITING and "session_id" in table.column_names:
                rows = self._all(name, self.after)
                yield f"SELECT session_id FROM {rows} AS f WHERE {ids} AND ({self._reach(table)})"

    def _without_shifts(self, ids: str) -> Iterator[str]:
        """SQL: those of the sessions that have no shift in one of the snapshots; their account stands in."""
        if "accounts" not in self._columns:
            return
        for facts in (self.before, self.after):
            shifts = f"SELECT session_id FROM {self._all('shifts', facts)} AS h"
            yield (
                f"SELECT session_id FROM {self._all('sessions', facts)} AS s"
                f" WHERE {ids} AND session_id NOT IN ({shifts})"
            )

    def _overlapping(self) -> str:
        """SQL: the sessions that overlap the window."""
        rows = self._all("sessions", self.after)
        overlaps = self._overlaps("started_at", _ended("s"))
        return f"SELECT session_id FROM {rows} AS s WHERE {overlaps}"

    def _overlaps(self, starts: str, ends: str) -> str:
        window = self._window
        return f"{starts} < {instant(window.ends_at)} AND {ends} >= {instant(window.starts_at - _BEFORE)}"

    def _reach(self, table: Table) -> str:
        """SQL condition: the month's program may read this row of a table other than sessions and shifts."""
        inside = self._inside(table)
        if self.plan.pools and "session_id" in table.column_names:
            return f"{inside} OR session_id IN ({self._overlapping()})"
        return inside

    def _inside(self, table: Table) -> str:
        if table.at is None:
            return "TRUE"
        window, at = self._window, quoted(table.at)
        if table.name == "order_lines":
            return window.inside("paid_at")
        first, end = window.units[0].first_day, window.units[-1].end_day
        match table.column(table.at).kind:
            case Kind.INSTANT:
                starts, ends = instant(window.starts_at - _BEFORE), instant(window.ends_at)
                dated = f"{at} >= {starts} AND {at} < {ends}"
                undated = f"{at} IS NULL"
                if table.name == "costs":
                    undated += f" AND session_id IN ({self._overlapping()})"
                return f"({dated} OR {undated})"
            case Kind.DAY:
                return f"{at} >= {date(first - _BEFORE)} AND {at} < {date(end)}"
        labels = {label for period in (*window.units, *window.periods) for label in period.labels_inside()}
        return f"{at} IN ({', '.join(text_literal(label) for label in sorted(labels))})"


def _ended(relation: str) -> str:
    """When a session is over; not before it began, whatever the file says."""
    return f"greatest({relation}.started_at, coalesce({relation}.ended_at, {relation}.started_at))"
