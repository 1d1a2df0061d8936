"""Imports as JSON, the one form in which programs get them: what an import did, and the ledger."""

from __future__ import annotations

from typing import Any

from boji.intake.importing import ImportReport, UndoReport
from boji.intake.quarantine import ReasonCount, mended, reason_counts
from boji.lake.entry import ImportedFile
from boji.lake.ledger import LedgerLine, ledger_line
from boji.workspace import Workspace

FIGURES = ("rows", "accepted", "quarantined", "ignored", "added", "changed", "unchanged", "older")


def report_json(report: ImportReport) -> dict[str, Any]:
    """What an import did, file by file; `import` is its number, None where nothing was new."""
    return {
        "import": report.number,
        "snapshot": report.snapshot.digest,
        "published": report.published,
        "files": [file_json(one) for one in report.files],
    }


def undo_json(number: int, report: UndoReport) -> dict[str, Any]:
    return {"undone": number, "entry": report.snapshot.id, "snapshot": report.snapshot.digest}


def line_json(line: LedgerLine) -> dict[str, Any]:
    """A line of the ledger: an import or an undo."""
    entry = line.entry
    return {
        "number": entry.number,
        "time": entry.time.isoformat(),
        "by": entry.origin.by,
        "command": entry.origin.command,
        "undoes": entry.undoes,
        "reason": entry.reason,
        "undone_by": line.undone.number if line.undone else None,
        "undone_at": line.undone.time.isoformat() if line.undone else None,
        "files": [file_json(file) for file in entry.files],
    }


def import_json(workspace: Workspace, number: int, language: str) -> dict[str, Any]:
    """One line with why rows were not accepted, and how many came in mended since. Raises ImportAbsent."""
    shown = line_json(ledger_line(workspace, number))
    reasons, healed = reason_counts(workspace, number), mended(workspace, number)
    for file, counts, back in zip(shown["files"], reasons, healed, strict=True):
        file |= {"reasons": [reason_json(one, language) for one in counts], "mended": back}
    return shown


def file_json(file: ImportedFile) -> dict[str, Any]:
    """What became of a file's rows."""
    return {
        "file": file.name,
        "format": file.format,
        "table": file.table,
        "sha256": file.sha256,
        "exported_at": file.exported_at.isoformat(),
        **figures_of(file),
        "notes": [dict(note) for note in file.notes],
    }


def figures_of(file: ImportedFile) -> dict[str, int]:
    return {name: getattr(file, name) for name in FIGURES}


def reason_json(one: ReasonCount, language: str) -> dict[str, Any]:
    return {
        "outcome": one.outcome,
        "code": one.issue.code,
        "column": one.issue.column,
        "rows": one.rows,
        "problem": one.issue.problem(language),
        "mend": one.issue.mend(language),
    }
