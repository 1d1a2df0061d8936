"""Facts on disk: Delta tables, snapshots that tie their versions together, and writing by key.

Owns the shape of the files and who sees which of them. Reading people's files is `boji.intake`.
"""

from boji.lake.rows import storage_table
from boji.lake.snapshot import (
    ImportedFile,
    Snapshot,
    SnapshotAbsent,
    latest_snapshot,
    snapshot,
    snapshot_ids,
)

__all__ = [
    "ImportedFile",
    "Snapshot",
    "SnapshotAbsent",
    "latest_snapshot",
    "snapshot",
    "snapshot_ids",
    "storage_table",
]
