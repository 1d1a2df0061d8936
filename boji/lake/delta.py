"""Delta tables on disk: the files of a version, committing a change, undoing what was never published.

Owns every use of the Delta library. The Parquet files themselves are written by `boji.lake.upsert`;
a commit names those that come and those that go, whole files only, so there are no deletion vectors.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import arro3.core
from deltalake import DeltaTable
from deltalake.transaction import AddAction, RemoveAction

from boji.engine.facts import Kind, Table
from boji.lake.storage import delta_schema
from boji.workspace import sync_directory, sync_file

# Older snapshots stay readable: nothing that they need is ever cleaned up by the library.
_CONFIGURATION = {
    "delta.enableDeletionVectors": "false",
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
_LONGEST_STATISTIC = 64


@dataclass(frozen=True)
class DataFile:
    """A Parquet file just written into a table's directory; `bounds` are least and greatest, as text."""

    path: Path
    rows: int
    bounds: Mapping[str, tuple[str, str]]
    nulls: Mapping[str, int]


@dataclass(frozen=True)
class StoredFile:
    """A Parquet file of a version."""

    path: str
    rows: int


def data_files(directory: Path, version: int) -> list[str]:
    """The absolute paths of a version's Parquet files."""
    return [file.path for file in stored_files(directory, version)]


def stored_files(directory: Path, version: int) -> list[StoredFile]:
    """A version's Parquet files with their rows, in a stable order.

    Not `DeltaTable.file_uris()`: for a directory with a space or a Chinese character in its name it gives
    percent-encoded paths that nobody can open (deltalake 1.6.6).
    """
    actions = arro3.core.Table.from_arrow(
        DeltaTable(directory, version=version).get_add_actions(flatten=True)
    )
    names = actions.column("path").to_pylist()
    rows = actions.column("num_records").to_pylist()
    return [StoredFile(str(directory / name), count) for name, count in sorted(zip(names, rows, strict=True))]


def undo_unpublished(directory: Path, published: int | None) -> None:
    """Bring a table back to its published version; a table that was never published goes altogether."""
    if published is None:
        shutil.rmtree(directory, ignore_errors=True)
        return
    table = DeltaTable(directory)
    if table.version() > published:
        table.restore(published)


def commit(directory: Path, table: Table, added: Iterable[DataFile], removed: Iterable[StoredFile]) -> int:
    """Make one new version out of the newest: these files come, those go. The version's number."""
    schema = delta_schema(table)
    if directory.exists():
        delta = DeltaTable(directory)
    else:
        delta = DeltaTable.create(directory, schema=schema, name=table.name, configuration=_CONFIGURATION)
    now = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    actions: list[AddAction | RemoveAction] = [_add(file, directory, table, now) for file in added]
    actions += [
        RemoveAction(os.path.relpath(file.path, directory), True, now, Path(file.path).stat().st_size, {})
        for file in removed
    ]
    delta.create_write_transaction(actions, "append", schema)
    version = DeltaTable(directory).version()
    _sync_log(directory)
    return version


def _add(file: DataFile, directory: Path, table: Table, now: int) -> AddAction:
    target = directory / file.path.name
    file.path.rename(target)
    sync_file(target)
    return AddAction(target.name, target.stat().st_size, {}, now, True, json.dumps(_statistics(file, table)))


def _statistics(file: DataFile, table: Table) -> dict[str, object]:
    """Least and greatest values, for engines that choose files by them (Spark); only exact ones."""
    least: dict[str, object] = {}
    greatest: dict[str, object] = {}
    for name, (low, high) in file.bounds.items():
        kind = table.column(name).kind
        if kind is Kind.INSTANT:
            least[name], greatest[name] = _milliseconds(low, up=False), _milliseconds(high, up=True)
        elif kind in (Kind.MONEY, Kind.COUNT, Kind.MEASURE):
            least[name], greatest[name] = int(low), int(high)
        elif kind is Kind.DAY or (kind is Kind.TEXT and len(low) + len(high) <= 2 * _LONGEST_STATISTIC):
            least[name], greatest[name] = low, high
    return {"numRecords": file.rows, "minValues": least, "maxValues": greatest, "nullCount": dict(file.nulls)}


def _milliseconds(instant: str, *, up: bool) -> str:
    """An instant in whole milliseconds, which is all that Delta statistics hold, to the safe side."""
    moment = dt.datetime.fromisoformat(instant).astimezone(dt.UTC)
    if up:
        moment += dt.timedelta(microseconds=-moment.microsecond % 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _sync_log(directory: Path) -> None:
    log = directory / "_delta_log"
    for path in log.iterdir():
        if path.is_file():
            sync_file(path)
    for folder in (log, directory, directory.parent):
        sync_directory(folder)
