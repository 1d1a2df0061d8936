"""Importing files: each is read and checked as a whole, linked, then one snapshot, or nothing.

Owns the order of steps, and undoing an import. All files of one call are read first
(`boji.intake.reading`), every issue is collected, and only where there is none does anything reach the lake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from boji.engine.facts import TABLES
from boji.intake.duplicates import last_of_each_key
from boji.intake.formats.shelf import keep_format
from boji.intake.inputs import find_inputs
from boji.intake.linking import link, relink
from boji.intake.reading import (
    Clock,
    ExportTimes,
    FormatMapping,
    Progress,
    export_time_of,
    read_inputs,
)
from boji.intake.record import CANONICAL, ReadFile, TableRows
from boji.intake.source import InputFile, NamedFile
from boji.intake.staging import sha256
from boji.lake.entry import Entry, ImportedFile, Origin
from boji.lake.ledger import LedgerLine, exports_in_force, files_in_force, ledger, ledger_line
from boji.lake.publishing import StagedFile, StagedRows, publish_import, publish_undo
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.lake.storage import parquet
from boji.lake.writing import writing
from boji.workspace import Workspace


@dataclass(frozen=True)
class ImportReport:
    """What an import did, file by file in the order given.

    `published` is False where each file was imported before and is in force: then nothing was done.
    """

    snapshot: Snapshot
    published: bool
    files: tuple[ImportedFile, ...]

    @property
    def number(self) -> int | None:
        """The import's number in the ledger."""
        return self.snapshot.id if self.published else None

    @property
    def changes_nothing(self) -> bool:
        """Whether every row was there already."""
        return not any(file.added or file.changed for file in self.files)


@dataclass(frozen=True)
class UndoReport:
    """What an undo did: the entry that it made void, and the snapshot without it."""

    snapshot: Snapshot
    undone: Entry


def import_files(
    workspace: Workspace,
    paths: str | Path | Iterable[str | Path],
    as_table: str | None = None,
    *,
    exported_at: ExportTimes = None,
    mappings: Sequence[FormatMapping] = (),
    origin: Origin | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> ImportReport:
    """Bring files, and the files of directories, into the lake as one snapshot.

    A file named like a fact table is canonical, as are all files where `as_table` is said; the others are
    exports, recognised by their headers, or by `mappings`, which the workspace then keeps as its own formats.
    A row supersedes what older exports said of its key. `exported_at` is when the files were exported, or
    each of them by its name; else what an export's name says, or its time of change, and for canonical files
    now. Waits while another import writes. ImportRefused (FormatUnknown where files are of no known format)
    carries everything that is wrong, and then nothing was written.
    """
    say = progress or (lambda step, about: None)
    say("waiting", "")
    with writing(workspace) as connection:
        listed = [paths] if isinstance(paths, str | Path) else paths
        inputs = find_inputs([Path(path) for path in listed], as_table, workspace.temporary)
        # Only now: an import that waited for another one comes after it.
        now = now or dt.datetime.now(dt.UTC)
        known = _known_already(ledger(workspace), inputs, exported_at)
        new = [file for file in inputs if file not in known]
        before = latest_snapshot(workspace)
        if not new:
            return ImportReport(before, published=False, files=tuple(known[file] for file in inputs))
        read = read_inputs(workspace, connection, new, Clock(now, exported_at), mappings, say)
        say("linking", "")
        staged = [
            _staged(connection, file)
            for file in link(connection, before, read, workspace.temporary, workspace.timezone)
        ]
        after = publish_import(
            workspace,
            connection,
            staged,
            now,
            origin or Origin(),
            lambda name: say("writing", name),
            relink,
        )
        for mapping in mappings:
            keep_format(workspace.formats, mapping.text, mapping.file)
        assert after.entry is not None
        done = known | dict(zip(new, after.entry.files, strict=True))
        say("done", "")
        return ImportReport(after, published=True, files=tuple(done[file] for file in inputs))


def undo_import(
    workspace: Workspace,
    number: int,
    reason: str = "",
    *,
    origin: Origin | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> UndoReport:
    """Make the lake what it would be without that import, as a new snapshot; older ones stay readable.

    Importing its files again brings them back. ImportAbsent where there is no such import, or it is undone.
    """
    say = progress or (lambda step, about: None)
    say("waiting", "")
    with writing(workspace) as connection:
        undone = ledger_line(workspace, number).entry
        after = publish_undo(
            workspace,
            connection,
            number,
            now or dt.datetime.now(dt.UTC),
            origin or Origin(),
            reason,
            lambda name: say("writing", name),
            relink,
        )
    say("done", "")
    return UndoReport(after, undone)


def _known_already(
    lines: Sequence[LedgerLine], inputs: Sequence[NamedFile], exported_at: ExportTimes
) -> dict[NamedFile, ImportedFile]:
    """What is reported of files that were imported before and are in force still."""
    found = {}
    for file in inputs:
        if isinstance(file, InputFile):
            before = [one for one in files_in_force(lines, file.table.name) if one.format == CANONICAL]
        else:
            before = [one for one in exports_in_force(lines) if one.format != CANONICAL]
        said = export_time_of(exported_at, file.name)
        before = [one for one in before if said in (None, one.exported_at)]
        if file.path.stat().st_size not in {one.size for one in before}:
            continue  # a new one: it is hashed while it is read
        digest = sha256(file.path)
        if same := next((one for one in before if one.sha256 == digest), None):
            found[file] = _unchanged(same, file.name)
    return found


def _unchanged(before: ImportedFile, name: str) -> ImportedFile:
    tables = (
        replace(rows, added=0, changed=0, unchanged=rows.added + rows.changed + rows.unchanged)
        for rows in before.tables
    )
    return replace(before, name=name, tables=tuple(tables))


def _staged(connection: duckdb.DuckDBPyConnection, file: ReadFile) -> StagedFile:
    tables = tuple(_staged_rows(connection, file, rows) for rows in file.tables)
    notes = tuple(note.as_json() for note in file.notes)
    return StagedFile(**{**vars(file), "tables": tables, "notes": notes})


def _staged_rows(connection: duckdb.DuckDBPyConnection, file: ReadFile, rows: TableRows) -> StagedRows:
    paths = rows.paths
    if file.format != CANONICAL:  # of those it is known
        paths = (last_of_each_key(connection, TABLES[rows.table], rows.rows),)
    (distinct,) = connection.execute(f"SELECT count(*) FROM {parquet(*paths)}").fetchone() or (0,)
    return StagedRows(rows.table, rows.columns, paths, distinct, rows.written, rows.pieces)
