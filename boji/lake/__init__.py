"""Facts on disk: Delta tables, snapshots that tie their versions together, the ledger, writing by key.

Owns the shape of the files and who sees which of them. Reading people's files is `boji.intake`.
"""

from boji.lake.entry import Entry, ImportedFile, KeptRows, Origin
from boji.lake.ledger import ImportAbsent, LedgerLine, ledger, ledger_line
from boji.lake.rows import storage_table
from boji.lake.snapshot import Snapshot, SnapshotAbsent, latest_snapshot, snapshot, snapshot_ids

__all__ = [
    "Entry",
    "ImportAbsent",
    "ImportedFile",
    "KeptRows",
    "LedgerLine",
    "Origin",
    "Snapshot",
    "SnapshotAbsent",
    "latest_snapshot",
    "ledger",
    "ledger_line",
    "snapshot",
    "snapshot_ids",
    "storage_table",
]
