"""Facts that come into a workspace in steps: brought, corrected, and taken back.

Owns putting Python rows into the lake as imports, without the files and checks of `boji.intake`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from boji.lake import Snapshot
from boji.lake.entry import Origin
from boji.lake.publishing import StagedFile, StagedRows, publish_import, publish_undo
from boji.lake.rows import storage_table
from boji.lake.snapshot import latest_snapshot
from boji.lake.storage import literal
from boji.lake.writing import writing
from boji.workspace import Workspace

START = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
Facts = Mapping[str, Sequence[Mapping[str, Any]]]


def bring(workspace: Workspace, facts: Facts) -> Snapshot:
    """Import rows; those of a key that is there already replace what was said of it."""
    with writing(workspace) as connection:
        number = latest_snapshot(workspace).id + 1
        staged = [_stage(connection, workspace, number, name, rows) for name, rows in facts.items() if rows]
        return publish_import(workspace, connection, staged, START, Origin())


def take_back(workspace: Workspace, brought: Snapshot) -> Snapshot:
    """Undo an import."""
    with writing(workspace) as connection:
        return publish_undo(workspace, connection, brought.id, START, Origin())


def _stage(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    number: int,
    name: str,
    rows: Sequence[Mapping[str, Any]],
) -> StagedFile:
    path = workspace.temporary / f"{name}.parquet"
    made = storage_table(name, rows)
    connection.register("made", made)
    connection.execute(f"COPY made TO {literal(path)} (FORMAT parquet)")
    connection.unregister("made")
    return StagedFile(
        name=name,
        sha256=f"{number} {name} {rows!r}",
        size=0,
        format="test",
        exported_at=START + dt.timedelta(hours=number),
        rows=len(rows),
        accepted=len(rows),
        quarantined=0,
        ignored=0,
        record=None,
        tables=(StagedRows(name, tuple(made.column_names), (path,), len(rows)),),
    )
