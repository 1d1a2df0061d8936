"""Bringing checked rows into the lake: by key, in one snapshot, all of them or none.

Owns the comparison with what is there, the Parquet files written for it and the order of steps:

1. undo table versions that a killed import left unpublished;
2. compare the new rows with those of the same key: added, changed or unchanged;
3. write the added and changed rows, together with the other rows of the files in which a row changed;
4. commit each table; 5. publish the snapshot.

Where nothing is added or changed there is neither version nor snapshot. Small files are written anew
together once there are many, so that a daily import does not end in thousands of files.

The rows come as Parquet in the stored types with one row per key; checking them is `boji.intake`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.facts import TABLES, Table
from boji.lake.delta import DataFile, StoredFile, commit, stored_files, undo_unpublished
from boji.lake.snapshot import ImportedFile, Snapshot, latest_snapshot, publish_snapshot
from boji.lake.sorting import write_sorted
from boji.lake.storage import (
    ROWS_IN_GROUP,
    parquet,
    quoted,
)
from boji.workspace import Workspace

_SMALL = 4 * ROWS_IN_GROUP
_MANY_SMALL = 16


@dataclass(frozen=True)
class StagedFile:
    """One imported file, as Parquet in the stored types.

    `rows` counts the rows read, `distinct` those in the Parquet file: without rows that say again what
    another row of the same import says.
    """

    name: str
    table: str
    sha256: str
    size: int
    rows: int
    distinct: int
    path: Path


@dataclass(frozen=True)
class Outcome:
    """The newest snapshot after an import, and what became of each file's rows, in the order given."""

    snapshot: Snapshot
    published: bool
    files: tuple[ImportedFile, ...]


@dataclass(frozen=True)
class _TableChange:
    """What one table's new rows do to it."""

    table: Table
    counts: dict[str, tuple[int, int]]  # staged path -> changed, unchanged
    added: list[DataFile]
    removed: list[StoredFile]


def upsert(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    staged: Sequence[StagedFile],
    now: dt.datetime,
    progress: Callable[[str], None] = lambda table: None,
) -> Outcome:
    """Publish the rows of all files as one snapshot. The caller holds `workspace.writing()`."""
    before = latest_snapshot(workspace)
    changes = []
    for name in sorted({file.table for file in staged}):
        progress(name)
        directory = workspace.lake / name
        undo_unpublished(directory, before.tables.get(name))
        changes.append(
            _change(workspace, connection, before, [file for file in staged if file.table == name])
        )
    files = _imported(staged, changes)
    if not any(change.added for change in changes):
        return Outcome(before, published=False, files=files)
    versions = {
        change.table.name: commit(
            workspace.lake / change.table.name, change.table, change.added, change.removed
        )
        for change in changes
        if change.added
    }
    return Outcome(publish_snapshot(workspace, before, versions, files, now), published=True, files=files)


def _change(
    workspace: Workspace, connection: duckdb.DuckDBPyConnection, before: Snapshot, staged: list[StagedFile]
) -> _TableChange:
    table = TABLES[staged[0].table]
    paths = [str(file.path) for file in staged]
    present = _present(before, table)
    counts, touched = _compare(connection, table, paths, [file.path for file in present])
    if sum(file.distinct for file in staged) == sum(unchanged for _, unchanged in counts.values()):
        return _TableChange(table, counts, [], [])
    small = [file.path for file in present if file.rows < _SMALL]
    if len(small) >= _MANY_SMALL:
        touched |= set(small)
    removed = [file for file in present if file.path in touched]
    target = workspace.temporary / f"new-{table.name}"
    together = [file.path for file in removed if file.rows < _SMALL]
    pieces = [
        _new_rows(table, paths, together),
        *(_kept_rows(table, file.path) for file in removed if file.rows >= _SMALL),
    ]
    added = [file for piece in pieces for file in write_sorted(connection, table, piece, target)]
    return _TableChange(table, counts, added, removed)


def _present(before: Snapshot, table: Table) -> list[StoredFile]:
    if table.name not in before.tables:
        return []
    return stored_files(before.lake / table.name, before.tables[table.name])


def _compare(
    connection: duckdb.DuckDBPyConnection, table: Table, new: Sequence[str], present: Sequence[str]
) -> tuple[dict[str, tuple[int, int]], set[str]]:
    """Changed and unchanged rows of each new file, and the present files in which a row changed.

    Leaves the temporary table `met`: the keys of new rows that are there already, and whether the rest
    of the row is the same.
    """
    key = quoted(*table.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT {key}, false AS same_ FROM {parquet(*new)} LIMIT 0"
    )
    counts = dict.fromkeys(new, (0, 0))
    if not present or not _overlaps(connection, table, new, present):
        return counts, set()
    others = [name for name in table.column_names if name not in table.key]
    same = (
        " AND ".join(f"n.{quoted(name)} IS NOT DISTINCT FROM o.{quoted(name)}" for name in others) or "true"
    )
    keys = ", ".join(f"n.{quoted(name)}" for name in table.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS"
        f" SELECT {keys}, {same} AS same_, n.filename AS new_file_, o.filename AS present_file_"
        f" FROM {parquet(*new, options=', filename=true')} n"
        f" JOIN {parquet(*present, options=', filename=true')} o USING ({key})"
    )
    counted = connection.execute(
        "SELECT new_file_, count(*) FILTER (NOT same_), count(*) FILTER (same_) FROM met GROUP BY new_file_"
    )
    counts |= {path: (changed, unchanged) for path, changed, unchanged in counted.fetchall()}
    changed_in = connection.execute("SELECT DISTINCT present_file_ FROM met WHERE NOT same_").fetchall()
    return counts, {path for (path,) in changed_in}


def _overlaps(
    connection: duckdb.DuckDBPyConnection, table: Table, new: Sequence[str], present: Sequence[str]
) -> bool:
    """Whether any key is there already: the keys alone are quickly read, and mostly none is."""
    key = quoted(*table.key)
    keys = f"(SELECT {key} FROM {parquet(*new)})"
    found = connection.execute(f"SELECT 1 FROM {parquet(*present)} SEMI JOIN {keys} USING ({key}) LIMIT 1")
    return found.fetchone() is not None


def _new_rows(table: Table, new: Sequence[str], small: Sequence[str]) -> str:
    """SQL: the added and changed rows, and those of small files that are written anew with them."""
    rows = f"FROM {parquet(*new)} ANTI JOIN (FROM met WHERE same_) USING ({quoted(*table.key)})"
    return " UNION ALL ".join([_columns(table, rows), *(_kept_rows(table, path) for path in small)])


def _kept_rows(table: Table, present: str) -> str:
    """SQL: the rows of a present file that are not superseded."""
    return _columns(
        table, f"FROM {parquet(present)} ANTI JOIN (FROM met WHERE NOT same_) USING ({quoted(*table.key)})"
    )


def _columns(table: Table, rows: str) -> str:
    return f"SELECT {quoted(*table.column_names)} {rows}"


def _imported(staged: Sequence[StagedFile], changes: Iterable[_TableChange]) -> tuple[ImportedFile, ...]:
    counts = {path: pair for change in changes for path, pair in change.counts.items()}
    return tuple(_outcome(file, *counts[str(file.path)]) for file in staged)


def _outcome(file: StagedFile, changed: int, unchanged: int) -> ImportedFile:
    repeated = file.rows - file.distinct
    return ImportedFile(
        name=file.name,
        table=file.table,
        sha256=file.sha256,
        size=file.size,
        rows=file.rows,
        added=file.distinct - changed - unchanged,
        changed=changed,
        unchanged=unchanged + repeated,
    )
