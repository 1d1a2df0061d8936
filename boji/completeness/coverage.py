"""What there is of each day: rows by source, and the days that lack some or stand out.

Owns counting by day, platform and table. A day is marked by the checks of days without data and of jumps, by
their own rules: nothing is judged a second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from boji.completeness.checks import days_without_data, jumps
from boji.completeness.lens import Lens, opened
from boji.engine.periods import Clock, Period
from boji.lake.reading import Facts

# Table: SQL of its platform, its moment, and what it is joined with.
_SOURCES = {
    "sessions": ("f.platform", "f.started_at", ""),
    "order_lines": ("f.platform", "f.paid_at", ""),
    "refunds": ("l.platform", "f.refunded_at", "LEFT JOIN fact_order_lines AS l USING (line_id)"),
    "settlements": ("l.platform", "f.settled_at", "LEFT JOIN fact_order_lines AS l USING (line_id)"),
    "shifts": ("s.platform", "f.starts_at", "LEFT JOIN fact_sessions AS s USING (session_id)"),
    "costs": (
        "coalesce(f.platform, s.platform)",
        'f."at"',
        "LEFT JOIN fact_sessions AS s USING (session_id)",
    ),
    "gifts": ("s.platform", 'f."at"', "LEFT JOIN fact_sessions AS s USING (session_id)"),
    "violations": ("s.platform", 'f."at"', "LEFT JOIN fact_sessions AS s USING (session_id)"),
}
_MISSING, _JUMP = "missing", "jump"


@dataclass(frozen=True)
class Source:
    """The rows of one table and platform ("": not known) by day; which days are marked: missing or jump."""

    table: str
    platform: str
    rows: Mapping[dt.date, int]
    marks: Mapping[dt.date, str]


def coverage(facts: Facts, period: Period, clock: Clock, now: dt.datetime) -> tuple[Source, ...]:
    """The sources of a period, table by table; those that have no row and lack none are left out."""
    with opened(facts, period, clock, now) as lens:
        counted = {table: _counted(lens, table) for table in _SOURCES}
        missing = _days(lens, days_without_data.CHECK.query(lens))
        jumped = _days(lens, jumps.CHECK.query(lens))
    found = []
    for table, platforms in counted.items():
        lacking = {one for one, _, tables in missing if table in tables}
        for platform in sorted({*platforms, *lacking}):
            marks = {day: _MISSING for one, day, tables in missing if one == platform and table in tables}
            if table == "order_lines":
                marks |= {day: _JUMP for one, day, _ in jumped if one == platform}
            found.append(Source(table, platform, platforms.get(platform, {}), marks))
    return tuple(found)


def _counted(lens: Lens, table: str) -> dict[str, dict[dt.date, int]]:
    platform, at, join = _SOURCES[table]
    rows = lens.connection.execute(
        f"SELECT coalesce({platform}, ''), {lens.day_of(at)}, count(*) FROM fact_{table} AS f {join}"
        f" WHERE {lens.inside(at)} GROUP BY ALL"
    ).fetchall()
    found: dict[str, dict[dt.date, int]] = {}
    for name, day, count in rows:
        found.setdefault(name, {})[day] = count
    return found


def _days(lens: Lens, query: str | None) -> list[tuple[str, dt.date, tuple[str, ...]]]:
    """Platform, day and tables of what a check finds."""
    if query is None:
        return []
    cursor = lens.connection.execute(f"SELECT * FROM ({query})")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        (row["platform"] or "", row["day"], tuple(str(row.get("sources", "")).split(", "))) for row in rows
    ]
