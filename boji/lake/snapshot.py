"""Snapshots: which versions of the fact tables belong together.

Owns reading and publishing them. An import writes a Delta version of each table it touches and then
publishes one snapshot; only what a published snapshot names exists for readers, so an import that is
killed at any moment is there as a whole or not at all. Snapshots are never changed or removed. Each
carries the ledger's entry of the import or undo that made it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boji.lake.delta import data_files
from boji.lake.entry import Entry
from boji.workspace import Workspace, publish

FORMAT = 2


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
class Snapshot:
    """The facts as of one import or undo. Snapshot 0 is the empty lake and has no entry.

    `digest` names the contents: the same files in force, in the same order of their export times, give
    the same digest in every workspace of the same time zone, whenever and wherever they were imported,
    and whatever was imported and undone between them.
    """

    id: int
    digest: str
    tables: Mapping[str, int]
    entry: Entry | None
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


def publish_snapshot(
    workspace: Workspace,
    before: Snapshot,
    tables: Mapping[str, int],
    entry: Entry,
    contents: Sequence[tuple[str, str]],
) -> Snapshot:
    """Make an import what everybody sees; FileExistsError where `before` is not the newest snapshot.

    `contents` are table and hash of all that is in force now, in the order in which it counts.
    """
    assert entry.number == before.id + 1
    after = Snapshot(
        id=entry.number,
        digest=_digest(workspace, contents),
        tables={**before.tables, **tables},
        entry=entry,
        lake=workspace.lake,
    )
    text = json.dumps(_as_json(after, entry), ensure_ascii=False, indent=1)
    publish(workspace.snapshots / f"{after.id}.json", text)
    return after


def _digest(workspace: Workspace, contents: Sequence[tuple[str, str]]) -> str:
    # The zone belongs to the contents: it decides what a time without one means.
    value = ["boji lake", FORMAT, workspace.timezone.key, *contents]
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _empty(workspace: Workspace) -> Snapshot:
    return Snapshot(id=0, digest=_digest(workspace, ()), tables={}, entry=None, lake=workspace.lake)


def _as_json(snapshot: Snapshot, entry: Entry) -> dict[str, Any]:
    return {
        "format": FORMAT,
        **entry.as_json(),
        "digest": snapshot.digest,
        "tables": dict(sorted(snapshot.tables.items())),
    }


def _read(workspace: Workspace, number: int) -> Snapshot:
    stored = json.loads((workspace.snapshots / f"{number}.json").read_text("utf-8"))
    return Snapshot(
        id=stored["id"],
        digest=stored["digest"],
        tables=stored["tables"],
        entry=Entry.from_json(stored),
        lake=workspace.lake,
    )
