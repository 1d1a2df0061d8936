"""What undoing an import would take away: its rows by month, and which of these months are locked.

Owns that reading of the rows that an import keeps; it changes nothing. A locked month stays as it was paid:
what an undo changes of it is settled by adjustments of the next open month (`boji.payouts.adjusting`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.periods import Period
from boji.intake.looking import day_of
from boji.lake.entry import Entry
from boji.lake.ledger import Piece, entry_pieces
from boji.lake.reading import columns_of
from boji.lake.storage import connect, parquet
from boji.payouts.queries import settled
from boji.workspace import Workspace


@dataclass(frozen=True)
class Effect:
    """How many rows of facts an import brought, by month and by table where rows have no date."""

    months: tuple[tuple[Period, int], ...]
    undated: tuple[tuple[str, int], ...]
    locked: tuple[Period, ...]  # of these months

    @property
    def rows(self) -> int:
        return sum(rows for _, rows in (*self.months, *self.undated))


def effect_of(workspace: Workspace, entry: Entry) -> Effect:
    months: dict[str, int] = {}
    undated: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="boji-") as folder, connect(Path(folder)) as connection:
        for piece in entry_pieces(entry, workspace.lake):
            for month, rows in _months(connection, workspace, piece):
                counted, name = (undated, piece.table) if month is None else (months, month)
                counted[name] = counted.get(name, 0) + rows
    found = tuple((Period.parse(label), rows) for label, rows in sorted(months.items()))
    closed = {one.label for one in settled()}
    return Effect(
        found, tuple(sorted(undated.items())), tuple(one for one, _ in found if one.label in closed)
    )


def _months(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, piece: Piece
) -> Iterable[tuple[str | None, int]]:
    if not piece.paths:
        return []
    rows = parquet(*piece.paths, options=", union_by_name = true")
    day = day_of(piece.table, workspace.timezone, columns_of(connection, rows))
    month = f"strftime({day}, '%Y-%m')" if day else "CAST(NULL AS VARCHAR)"
    found: list[tuple[str | None, int]] = connection.execute(
        f"SELECT {month} AS month, count(*) FROM {rows} GROUP BY month"
    ).fetchall()
    return found
