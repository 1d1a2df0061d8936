"""What the ledger of imports says is missing: rows in quarantine that nobody mended, imports undone.

Owns that reading of the ledger; the finding is `boji.completeness.checks.waiting`.
"""

from __future__ import annotations

from boji.completeness.lens import Waiting
from boji.intake.quarantine import mended
from boji.lake.ledger import LedgerLine, ledger
from boji.workspace import Workspace


def waiting_rows(workspace: Workspace) -> list[Waiting]:
    """Files with rows left in quarantine, and files of undone imports that did not come in again."""
    lines = ledger(workspace)
    again = {file.sha256 for line in lines if line.is_in_force for file in line.entry.files}
    undone = [
        Waiting(line.entry.number, file.name, file.accepted, undone=True)
        for line in lines
        if line.undone is not None
        for file in line.entry.files
        if file.sha256 not in again
    ]
    return [waiting for line in lines for waiting in _quarantined(workspace, line)] + undone


def _quarantined(workspace: Workspace, line: LedgerLine) -> list[Waiting]:
    if not line.is_in_force or not any(file.quarantined for file in line.entry.files):
        return []
    healed = mended(workspace, line.entry.number)
    return [
        Waiting(line.entry.number, file.name, left)
        for file, back in zip(line.entry.files, healed, strict=True)
        if (left := file.quarantined - back)
    ]
