"""What the checks look through: the facts of a snapshot in DuckDB, cut to a period.

Owns the views and temporary tables that several checks read:

- `fact_<table>`: every row of a table;
- `sessions_near`: sessions that begin in the period or two days beside it, with `until_at` (the end; where
  none is known, the next start in the room, at most 24 hours later) and `inside` (begins in the period);
- `lines_in`: order lines paid in the period; `from_stream` unless they come from videos or the shop;
- `lines_of`: lines, orders, paid and refunded amounts of each session in `sessions_near`;
- `air`: who was on air in these sessions: anchor shifts, else the account's person for the whole of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from boji.engine.facts import TABLES
from boji.engine.periods import Clock, Period
from boji.lake.reading import Facts, fact_rows
from boji.lake.storage import connect


@dataclass(frozen=True)
class Waiting:
    """Rows that wait in quarantine, or an import that was undone: what the ledger of imports knows."""

    number: int
    file: str
    rows: int
    undone: bool = False


@dataclass(frozen=True)
class Lens:
    """The facts of a period. `credit` is the plan's rule for order lines: on_air where no plan is known."""

    connection: duckdb.DuckDBPyConnection
    period: Period
    clock: Clock
    now: dt.datetime
    credit: str
    waiting: Sequence[Waiting]

    @property
    def starts(self) -> str:
        return instant(self.clock.starts_at(self.period.first_day))

    @property
    def ends(self) -> str:
        return instant(self.clock.starts_at(self.period.end_day))

    @property
    def at_now(self) -> str:
        return instant(self.now)

    @property
    def last_day(self) -> dt.date:
        """The last day of the period that is over."""
        return min(self.period.last_day, self.clock.day_of(self.now) - dt.timedelta(1))

    def inside(self, column: str) -> str:
        """SQL: whether an instant is in the period."""
        return f"{column} >= {self.starts} AND {column} < {self.ends}"

    def day_of(self, column: str) -> str:
        """SQL: the business day of an instant."""
        return (
            f"CAST(timezone('{self.clock.zone.key}', {column})"
            f" - INTERVAL {self.clock.day_starts_minutes} MINUTE AS DATE)"
        )

    def has(self, table: str) -> bool:
        """Whether a table has any row."""
        return self.connection.execute(f"SELECT 1 FROM fact_{table} LIMIT 1").fetchone() is not None


@contextmanager
def opened(
    facts: Facts,
    period: Period,
    clock: Clock,
    now: dt.datetime,
    credit: str = "on_air",
    waiting: Sequence[Waiting] = (),
) -> Iterator[Lens]:
    """A lens on facts. It works in a directory of its own, so that it never meets a writer."""
    with TemporaryDirectory(prefix="boji-check-") as folder, connect(Path(folder)) as connection:
        for name in TABLES:
            rows = fact_rows(connection, name, facts.files(name))
            connection.execute(f"CREATE TEMP VIEW fact_{name} AS FROM {rows}")
        lens = Lens(connection, period, clock, now, credit, waiting)
        for query in _PREPARED:
            connection.execute(
                query.format(starts=lens.starts, ends=lens.ends, inside=lens.inside("s.started_at"))
            )
        yield lens


def instant(moment: dt.datetime) -> str:
    return f"TIMESTAMPTZ '{moment.astimezone(dt.UTC).isoformat(sep=' ')}'"


_PREPARED = (
    """
    CREATE TEMP TABLE sessions_near AS
    SELECT s.*, {inside} AS inside,
      coalesce(ended_at, least(started_at + INTERVAL 24 HOUR, min(started_at) OVER (
        PARTITION BY platform, coalesce(room_id, session_id) ORDER BY epoch_us(started_at)
        RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING))) AS until_at
    FROM (FROM fact_sessions WHERE started_at >= {starts} - INTERVAL 2 DAY
          AND started_at < {ends} + INTERVAL 2 DAY) AS s""",
    """
    CREATE TEMP VIEW lines_in AS
    SELECT *, channel = 'live' OR channel IS NULL AS from_stream FROM fact_order_lines
    WHERE paid_at >= {starts} AND paid_at < {ends}""",
    """
    CREATE TEMP VIEW refunds_by_line AS
    SELECT line_id, CAST(sum(amount) AS BIGINT) AS refunded FROM fact_refunds GROUP BY line_id""",
    """
    CREATE TEMP TABLE lines_of AS
    SELECT l.session_id, count(*) AS lines, count(DISTINCT coalesce(l.order_id, l.line_id)) AS orders,
      CAST(coalesce(sum(l.paid_amount), 0) AS BIGINT) AS paid,
      CAST(coalesce(sum(r.refunded), 0) AS BIGINT) AS refunded
    FROM fact_order_lines AS l SEMI JOIN sessions_near USING (session_id)
    LEFT JOIN refunds_by_line AS r ON r.line_id = l.line_id
    WHERE l.paid_at IS NOT NULL AND (l.channel = 'live' OR l.channel IS NULL)
    GROUP BY l.session_id""",
    """
    CREATE TEMP TABLE air AS
    SELECT h.session_id, h.person_id, h.starts_at, h.ends_at, true AS by_shift
    FROM fact_shifts AS h SEMI JOIN sessions_near USING (session_id) WHERE h.role = 'anchor'
    UNION ALL
    SELECT s.session_id, min(a.person_id), s.started_at, s.until_at, false
    FROM (FROM sessions_near ANTI JOIN fact_shifts USING (session_id)) AS s
    JOIN fact_accounts AS a
      ON a.platform = s.platform AND (a.room_id = s.room_id OR a.account_id = s.room_id)
    WHERE a.person_id IS NOT NULL GROUP BY s.session_id, s.started_at, s.until_at""",
)
