"""Snapshots: which versions of the fact tables belong together.

Owns reading and publishing them. An import writes a Delta version of each table it touches and then
publishes one snapshot; only what a published snapshot names exists for readers, so an import that is
killed at any moment is there as a whole or not at all. Snapshots are never changed or removed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boji.lake.delta import data_files
from boji.workspace import Workspace, publish

FORMAT = 1


class SnapshotAbsent(Exception):
    """There is no snapshot of that id in the workspace."""

    def __init__(self, number: int, newest: int) -> None:
        self.number = number
        self.newest = newest
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        if language == "zh":
            return f"没有快照 {self.number}，最新的是 {self.newest}"
        return f"There is no snapshot {self.number}; the newest is {self.newest}"


@dataclass(frozen=True)
class ImportedFile:
    """One file of the import that made a snapshot, and what became of its rows."""

    name: str
    table: str
    sha256: str
    size: int
    rows: int
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Snapshot:
    """The facts as of one import. Snapshot 0 is the empty lake.

    `digest` names the contents: the same sequence of imported contents gives the same digest in every
    workspace of the same time zone, whenever and wherever it was imported.
    """

    id: int
    digest: str
    tables: Mapping[str, int]
    imported: tuple[ImportedFile, ...]
    time: dt.datetime | None
    lake: Path

    def files(self, table: str) -> list[str]:
        """The Parquet files that hold a table's rows, as absolute paths; none where it has no rows."""
        if table not in self.tables:
            return []
        return data_files(self.lake / table, self.tables[table])


def latest_snapshot(workspace: Workspace) -> Snapshot:
    """What everybody sees now."""
    numbers = snapshot_ids(workspace)
    return _read(workspace, numbers[-1]) if numbers else _empty(workspace)


def snapshot(workspace: Workspace, number: int) -> Snapshot:
    """An older snapshot; its files are kept. SnapshotAbsent where there is none."""
    if number == 0:
        return _empty(workspace)
    numbers = snapshot_ids(workspace)
    if number not in numbers:
        raise SnapshotAbsent(number, numbers[-1] if numbers else 0)
    return _read(workspace, number)


def snapshot_ids(workspace: Workspace) -> list[int]:
    """The ids of all snapshots but the empty one, oldest first."""
    return sorted(int(path.stem) for path in workspace.snapshots.glob("*.json") if path.stem.isdecimal())


def intact_files(workspace: Workspace, table: str) -> tuple[ImportedFile, ...]:
    """Imported files of a table of which no row has been superseded since.

    Importing them again changes nothing.
    """
    found: list[ImportedFile] = []
    for number in reversed(snapshot_ids(workspace)):
        files = [file for file in _read(workspace, number).imported if file.table == table]
        found += files
        if any(file.changed for file in files):
            break
    return tuple(found)


def publish_snapshot(
    workspace: Workspace,
    before: Snapshot,
    tables: Mapping[str, int],
    imported: tuple[ImportedFile, ...],
    now: dt.datetime,
) -> Snapshot:
    """Make an import what everybody sees; FileExistsError where `before` is not the newest snapshot."""
    after = Snapshot(
        id=before.id + 1,
        digest=_digest(before.digest, imported),
        tables={**before.tables, **tables},
        imported=imported,
        time=now,
        lake=workspace.lake,
    )
    publish(
        workspace.snapshots / f"{after.id}.json", json.dumps(_as_json(after), ensure_ascii=False, indent=1)
    )
    return after


def _digest(before: str, imported: tuple[ImportedFile, ...]) -> str:
    """A chain over what the imports brought; files that changed nothing leave it as it is."""
    brought = sorted((file.table, file.sha256) for file in imported if file.added or file.changed)
    return _hash([before, brought])


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _empty(workspace: Workspace) -> Snapshot:
    # The zone belongs to the contents: it decides what a time without one means.
    genesis = _hash(["boji lake", FORMAT, workspace.timezone.key])
    return Snapshot(id=0, digest=genesis, tables={}, imported=(), time=None, lake=workspace.lake)


def _as_json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": snapshot.id,
        "digest": snapshot.digest,
        "time": snapshot.time.isoformat() if snapshot.time else None,
        "tables": dict(sorted(snapshot.tables.items())),
        "imported": [vars(file) for file in snapshot.imported],
    }


def _read(workspace: Workspace, number: int) -> Snapshot:
    stored = json.loads((workspace.snapshots / f"{number}.json").read_text("utf-8"))
    return Snapshot(
        id=stored["id"],
        digest=stored["digest"],
        tables=stored["tables"],
        imported=tuple(ImportedFile(**file) for file in stored["imported"]),
        time=dt.datetime.fromisoformat(stored["time"]),
        lake=workspace.lake,
    )
