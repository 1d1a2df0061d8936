"""What one person earned and scored, month by month: the rows of the runs in use beside each other.

Owns reading the totals of many runs at once. Runs never change once they are kept, so that what was read of
one holds for good; the runs themselves need not be open for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from boji.engine.periods import Period
from boji.payouts.models import PayPeriod
from boji.payouts.runs import RunAbsent, latest_run
from boji.workspace import Workspace

Row = tuple[Any, ...]


@dataclass(frozen=True)
class MonthResult:
    """One month of one person; amounts in fen, `score` in ten-thousandths, None where there is none."""

    period: Period
    pay: int
    commission: int
    score: int | None
    grade: str | None
    place: int | None
    peers: int | None


@dataclass(frozen=True)
class RunInUse:
    """Which run counts for a month, and where it lies."""

    period: Period
    directory: Path


def runs_in_use(workspace: Workspace) -> list[RunInUse]:
    """The run that counts for each month that has one, oldest first."""
    named = dict(PayPeriod.objects.exclude(run="").values_list("label", "run"))
    found = []
    for home in sorted(workspace.runs.iterdir() if workspace.runs.is_dir() else ()):
        period = Period.parse(home.name)
        if period.kind != "month":
            continue
        try:
            identity = named.get(period.label) or latest_run(workspace, period).identity
        except RunAbsent:
            continue
        found.append(RunInUse(period, home / identity))
    return found


def months_of(person_id: str, runs: Iterable[RunInUse]) -> list[MonthResult]:
    """The months in which the runs know the person, oldest first."""
    rows = _read(tuple(runs), person_id)
    return [row for row in rows if row is not None]


@lru_cache(maxsize=4096)
def _read(runs: tuple[RunInUse, ...], person_id: str) -> tuple[MonthResult | None, ...]:
    with _desk().cursor() as cursor:
        paid = _rows(cursor, runs, "statements", "pay, commission", person_id)
        scored = _rows(cursor, runs, "results", "score, grade, place, peers", person_id)
    return tuple(_result(run, paid.get(run.directory), scored.get(run.directory)) for run in runs)


def _result(run: RunInUse, paid: Row | None, scored: Row | None) -> MonthResult | None:
    if paid is None:
        return None
    (pay, commission), (score, grade, place, peers) = paid, scored or (None, None, None, None)
    return MonthResult(run.period, pay, commission, score, grade, place, peers)


def _rows(
    cursor: duckdb.DuckDBPyConnection,
    runs: Iterable[RunInUse],
    relation: str,
    columns: str,
    person_id: str,
) -> dict[Path, Row]:
    """The person's row of a relation in every run that keeps it, by the run's directory."""
    files = [path for run in runs if (path := run.directory / f"{relation}.parquet").exists()]
    if not files:
        return {}
    found = cursor.execute(
        f"SELECT filename, {columns} FROM read_parquet(?, filename = true, union_by_name = true)"
        " WHERE person_id = ?",
        [[str(path) for path in files], person_id],
    ).fetchall()
    return {Path(row[0]).parent: row[1:] for row in found}


@lru_cache(maxsize=1)
def _desk() -> duckdb.DuckDBPyConnection:
    """One DuckDB for the process; every reader takes a cursor of its own."""
    return duckdb.connect(config={"threads": 1})
