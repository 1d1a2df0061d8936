"""Sessions of some days with their figures: the reading behind the page of sessions. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import duckdb

from boji.analysis.keeping.asking import Question, answers
from boji.analysis.keeping.basis import Basis, basis_on
from boji.engine.periods import DAY, Period
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.people.queries import people_on
from boji.workspace import Workspace

FIGURES = ("gmv", "orders", "viewers", "conversion", "interaction_rate", "live_minutes")


@dataclass(frozen=True)
class Session:
    """One session with its figures by metric name, a missing one None; `anchors` are their names."""

    session_id: str
    title: str
    platform: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    anchors: tuple[str, ...]
    teams: frozenset[str]
    figures: dict[str, Fraction | None]

    @property
    def gmv_fen(self) -> int | None:
        """Order lines are paid in whole fen, so that their sum is."""
        gmv = self.figures["gmv"]
        return None if gmv is None else int(gmv * 100)


def sessions_between(
    workspace: Workspace, first: dt.date, last: dt.date, teams: Collection[str] | None = None
) -> list[Session]:
    """The sessions that started on these days, newest first; `teams` leaves those that one of them worked in.

    Raises NoPlanInForce, as the plan says what a business day is, and Wanting while figures are not kept yet.
    """
    basis = basis_on(workspace, last)
    facts, figures = basis.facts, _figures(basis, first, last)
    people = people_on(workspace, last)
    found = []
    for row in _rows(facts, list(figures)):
        crew = [people[one] for one in row["crew"] if one in people]
        anchors = tuple(one.name for one in crew if one.role == "anchor")
        found.append(
            Session(
                row["session_id"],
                row["title"] or row["session_id"],
                row["platform"] or "",
                row["started_at"],
                row["ended_at"],
                anchors or tuple(one.name for one in crew),
                frozenset(one.team for one in crew if one.team),
                figures[row["session_id"]],
            )
        )
    return [one for one in found if teams is None or one.teams & set(teams)]


def newest_day(workspace: Workspace) -> dt.date | None:
    """The calendar day of the newest session; None while there is none."""
    files = latest_snapshot(workspace).files("sessions")
    if not files:
        return None
    with duckdb.connect() as connection:
        row = connection.execute("SELECT max(started_at) FROM read_parquet(?)", [files]).fetchone()
    newest: dt.datetime | None = row[0] if row else None
    return newest.astimezone(workspace.timezone).date() if newest else None


def _figures(basis: Basis, first: dt.date, last: dt.date) -> dict[str, dict[str, Fraction | None]]:
    """Figures by session."""
    known = basis.known
    if known is None or last < known.first or known.last < first:
        return {}
    first, last = max(first, known.first), min(last, known.last)
    days = tuple(Period.containing("day", first + number * DAY) for number in range((last - first).days + 1))
    found: dict[str, dict[str, Fraction | None]] = {}
    for one in answers(basis, Question(FIGURES, "session", days)):
        found.setdefault(one.subject, {})[one.metric] = one.value
    return found


def _rows(facts: Snapshot, sessions: list[str]) -> list[dict[str, Any]]:
    """What is known of each session, with the people who worked in it, newest first."""
    if not sessions:
        return []
    shifts = facts.files("shifts")
    crew = (
        "(SELECT session_id, list(DISTINCT person_id ORDER BY person_id) AS crew FROM read_parquet($shifts)"
        " GROUP BY session_id)"
        if shifts
        else "(SELECT NULL AS session_id, NULL AS crew)"
    )
    query = (
        "SELECT s.session_id, s.title, s.platform, s.started_at, s.ended_at, coalesce(c.crew, []) AS crew"
        f" FROM read_parquet($sessions) AS s LEFT JOIN {crew} AS c ON c.session_id = s.session_id"
        " WHERE s.session_id IN (SELECT unnest($wanted)) ORDER BY s.started_at DESC, s.session_id"
    )
    parameters: dict[str, object] = {"sessions": facts.files("sessions"), "wanted": sessions}
    if shifts:
        parameters["shifts"] = shifts
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        cursor = connection.execute(query, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
