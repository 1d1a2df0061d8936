"""What is recorded of one session: itself, its minutes, shifts, violations and when its products sold.

Owns reading these rows; no figure is made of them here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from boji.analysis.keeping.basis import Basis
from boji.platform.access import NotFound


@dataclass(frozen=True)
class Minute:
    """One minute: who was watching, and what happened."""

    at: dt.datetime
    online: int | None
    orders: int | None


@dataclass(frozen=True)
class Shift:
    person_id: str
    role: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Violation:
    at: dt.datetime
    person_id: str
    kind: str
    note: str


@dataclass(frozen=True)
class SessionFacts:
    """One session as recorded; shifts in order of time."""

    session_id: str
    title: str
    platform: str
    room_id: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    minutes: tuple[Minute, ...]
    shifts: tuple[Shift, ...]
    violations: tuple[Violation, ...]

    @property
    def crew(self) -> frozenset[str]:
        return frozenset(one.person_id for one in self.shifts)

    def edge(self, *, highest: bool) -> Minute | None:
        """The minute with most, or least, viewers; the first of several."""
        known = [one for one in self.minutes if one.online is not None]
        sign = -1 if highest else 1
        return min(known, key=lambda one: (sign * (one.online or 0), one.at), default=None)


def session_facts(basis: Basis, session_id: str) -> SessionFacts:
    """Raises NotFound for a session that nobody recorded."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = _rows(
            connection,
            basis,
            "sessions",
            "session_id, title, platform, room_id, started_at, ended_at",
            session_id,
        )
        if not found:
            raise NotFound(session_id)
        minutes = _rows(connection, basis, "minutes", "minute, online, orders", session_id, "minute")
        shifts = _rows(
            connection,
            basis,
            "shifts",
            "person_id, role, starts_at, ends_at",
            session_id,
            "starts_at, person_id",
        )
        violations = _rows(connection, basis, "violations", '"at", person_id, kind, note', session_id)
    identity, title, platform, room, started_at, ended_at = found[0]
    return SessionFacts(
        identity,
        title or "",
        platform or "",
        room or "",
        started_at,
        ended_at,
        tuple(Minute(*row) for row in minutes),
        tuple(Shift(*row) for row in shifts),
        tuple(Violation(at, person or "", kind or "", note or "") for at, person, kind, note in violations),
    )


def sold_between(basis: Basis, session_id: str) -> dict[str, tuple[dt.datetime, dt.datetime]]:
    """When each product was first and last paid in the session."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        columns = "product_id, min(paid_at), max(paid_at)"
        rows = _rows(connection, basis, "order_lines", columns, session_id, "2", "GROUP BY product_id")
    return {row[0]: (row[1], row[2]) for row in rows if row[0] and row[1]}


def _rows(
    connection: duckdb.DuckDBPyConnection,
    basis: Basis,
    table: str,
    columns: str,
    session_id: str,
    order: str = "1",
    group: str = "",
) -> list[Any]:
    files = basis.facts.files(table)
    if not files:
        return []
    query = f"SELECT {columns} FROM read_parquet($files) WHERE session_id = $session {group} ORDER BY {order}"
    return connection.execute(query, {"files": files, "session": session_id}).fetchall()
