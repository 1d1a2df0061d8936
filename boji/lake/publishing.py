"""Imports and undos as snapshots: all of it or none.

Owns the order of steps. The caller holds `workspace.writing()`.

1. Sweep what a killed import left: kept rows that no snapshot names, unpublished versions of tables.
2. For each table, the full rows that change (`overlay`, or `fold` where a newer export is there already),
   and the Parquet files that come and go (`upsert`); then what linking corrects (`desk`).
3. Keep the accepted rows. 4. Commit each table. 5. Publish the snapshot with the ledger's entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from boji.lake.delta import DataFile
from boji.lake.derived import LINES
from boji.lake.desk import Desk, Progress, Relink, relink_nothing
from boji.lake.entry import CountedFile, Entry, ImportedFile, KeptRows, Origin
from boji.lake.kept import Keeping
from boji.lake.ledger import (
    ImportAbsent,
    Piece,
    Rank,
    Turnover,
    contents,
    entry_pieces,
    ledger,
    ledger_line,
    pieces_in_force,
)
from boji.lake.snapshot import Snapshot
from boji.lake.tally import Tally
from boji.workspace import Workspace


@dataclass(frozen=True)
class StagedRows:
    """Rows of one table as Parquet in the stored types, one for each key; `columns` are spoken about.

    `written` are the rows as they stood before linking placed them in sessions, where it did. `pieces`
    describe the paths where these are as the lake writes them.
    """

    table: str
    columns: tuple[str, ...]
    paths: tuple[Path, ...]
    distinct: int
    written: Path | None = None
    pieces: tuple[DataFile, ...] = ()


@dataclass(frozen=True)
class StagedFile(CountedFile):
    """One file that is read and checked. Its Parquet files lie in the workspace and are moved, not copied."""

    record: Path | None
    tables: tuple[StagedRows, ...]
    notes: tuple[Mapping[str, Any], ...] = ()


def publish_import(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    staged: Sequence[StagedFile],
    now: dt.datetime,
    origin: Origin,
    progress: Progress = lambda table: None,
    relink: Relink = relink_nothing,
) -> Snapshot:
    """Publish the rows of all files as one snapshot; its entry says what became of them."""
    desk = Desk(workspace, connection, progress)
    live = pieces_in_force(ledger(workspace), workspace.lake)
    new = _staged_pieces(staged, desk.before.id + 1)
    tallies: dict[Rank, Tally] = {}
    distinct = {
        piece.rank: rows.distinct
        for piece, rows in zip(new, (rows for file in staged for rows in file.tables), strict=True)
    }
    ready = {rows.table: rows.pieces for file in staged for rows in file.tables}
    for name in _in_order(piece.table for piece in new):
        ours = sorted((piece for piece in new if piece.table == name), key=lambda piece: piece.rank)
        theirs = [piece for piece in live if piece.table == name]
        tallies |= desk.bring(name, ours, theirs, distinct, ready[name] if len(ours) == 1 else ())
    desk.correct_lines()
    desk.relink(relink, Turnover(new, [*live, *new]))
    files = _keep(desk, staged, new, tallies)
    entry = Entry(desk.before.id + 1, now, origin, files)
    return desk.publish(entry, contents([*live, *new]))


def publish_undo(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    number: int,
    now: dt.datetime,
    origin: Origin,
    reason: str = "",
    progress: Progress = lambda table: None,
    relink: Relink = relink_nothing,
) -> Snapshot:
    """Publish the lake as it would be without that import. ImportAbsent where it is none or undone."""
    line = ledger_line(workspace, number)
    if line.undone is not None:
        raise ImportAbsent(number, line.undone.number)
    desk = Desk(workspace, connection, progress)
    out = entry_pieces(line.entry, workspace.lake)
    live = pieces_in_force(ledger(workspace), workspace.lake)
    left = [piece for piece in live if piece.rank.number != number]
    for name in _in_order(piece.table for piece in out):
        desk.take_out(name, *([piece for piece in some if piece.table == name] for some in (out, left)))
    desk.correct_lines()
    desk.relink(relink, Turnover(out, left))
    entry = Entry(desk.before.id + 1, now, origin, (), undoes=number, reason=reason)
    return desk.publish(entry, contents(left))


def _in_order(tables: Iterable[str]) -> list[str]:
    """Each table once, refunds before the order lines that carry their sums."""
    return sorted(set(tables), key=lambda name: (name == LINES, name))


def _staged_pieces(staged: Sequence[StagedFile], number: int) -> list[Piece]:
    return [
        Piece(
            Rank(file.exported_at, number, place, index),
            rows.table,
            rows.columns,
            tuple(map(str, rows.paths)),
            file.sha256,
            str(rows.written) if rows.written else None,
        )
        for place, file in enumerate(staged)
        for index, rows in enumerate(file.tables)
    ]


def _keep(
    desk: Desk, staged: Sequence[StagedFile], new: Sequence[Piece], tallies: Mapping[Rank, Tally]
) -> tuple[ImportedFile, ...]:
    """Keep the accepted rows and the records of all files; what the ledger says of each file.

    Rows that fill files of the lake by themselves are not kept a second time.
    """
    keeping = Keeping(desk.workspace, desk.before.id + 1)
    pieces = iter(new)
    in_table = [rows.table for file in staged for rows in file.tables]

    def kept(place: int, index: int, rows: StagedRows) -> KeptRows:
        name = f"{place}-{index}-{rows.table}"
        made = desk.changes[rows.table]
        if made.is_apart and in_table.count(rows.table) == 1 and rows.distinct:
            folder = desk.workspace.lake / rows.table
            files = keeping.refer(folder / file.path.name for file in made.added)
        else:
            names = [name, *(f"{name}-{number}" for number in range(1, len(rows.paths)))]
            files = tuple(map(keeping.move, rows.paths, names))
        written = keeping.move(rows.written, f"{name}-written") if rows.written else None
        counts = vars(tallies[next(pieces).rank])
        return KeptRows(rows.table, rows.columns, files, **counts, written=written)

    files = []
    for place, file in enumerate(staged):
        record = keeping.move(file.record, f"{place}-record") if file.record else None
        tables = tuple(kept(place, index, rows) for index, rows in enumerate(file.tables))
        files.append(ImportedFile(**{**vars(file), "record": record, "tables": tables}))
    keeping.sync()
    return tuple(files)
