"""Importing files: each is read and checked as a whole, linked, then one snapshot, or nothing.

Owns the order of steps, and undoing an import. All files of one call are read first, every issue is
collected, and only where there is none does anything reach the lake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from boji.engine.facts import TABLES, Table
from boji.intake.duplicates import contradictions, last_of_each_key, repeated_keys, without_repeats
from boji.intake.inputs import find_inputs
from boji.intake.issues import ImportRefused, Issue
from boji.intake.linking import link, relink
from boji.intake.record import CANONICAL, ReadFile, TableRows
from boji.intake.source import FileRefused, InputFile
from boji.intake.staging import Typed, read_typed, sha256
from boji.lake.entry import Entry, ImportedFile, Origin
from boji.lake.ledger import LedgerLine, files_in_force, ledger, ledger_line
from boji.lake.publishing import StagedFile, StagedRows, publish_import, publish_undo
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.lake.storage import parquet
from boji.lake.writing import writing
from boji.workspace import Workspace

Progress = Callable[[str, str], None]
"""Called with a step and its file or table: waiting, reading, checking, linking, writing, done."""


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
    exported_at: dt.datetime | None = None,
    origin: Origin | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> ImportReport:
    """Bring files, and the files of directories, into the lake as one snapshot.

    A file's name without its ending is its table, unless `as_table` says so. A row supersedes what older
    exports said of its key; files that carry no export time count as exported at `exported_at`, else now.
    Waits while another import writes. ImportRefused carries everything that is wrong, and then nothing was
    written.
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
        read = _read(workspace, connection, new, exported_at or now, say)
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
    lines: Sequence[LedgerLine], inputs: Sequence[InputFile], exported_at: dt.datetime | None
) -> dict[InputFile, ImportedFile]:
    """What is reported of files that were imported before and are in force still."""
    found = {}
    for file in inputs:
        before = [
            one
            for one in files_in_force(lines, file.table.name)
            if one.format == CANONICAL and exported_at in (None, one.exported_at)
        ]
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


def _read(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    inputs: Sequence[InputFile],
    exported_at: dt.datetime,
    say: Progress,
) -> list[ReadFile]:
    """All files, in the order given; ImportRefused with all that is wrong."""
    typed: list[Typed] = []
    issues: list[Issue] = []
    for table in dict.fromkeys(file.table for file in inputs):
        files = [file for file in inputs if file.table == table]
        try:
            typed += _read_table(workspace, connection, table, files, say)
        except FileRefused as refused:
            issues += refused.issues
    if issues:
        raise ImportRefused(issues)
    of_input = {file.source.file: _canonical(file, exported_at) for file in typed}
    return [of_input[file] for file in inputs]


def _read_table(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    files: Sequence[InputFile],
    say: Progress,
) -> list[Typed]:
    """All files of one table, checked one by one and together; FileRefused with all that is wrong."""
    issues: list[Issue] = []
    typed: list[Typed] = []
    for file in files:
        say("reading", file.name)
        try:
            typed.append(read_typed(connection, file, workspace.timezone))
        except FileRefused as refused:
            issues += refused.issues
    if issues:
        raise FileRefused(issues)
    say("checking", table.name)
    if not repeated_keys(connection, table, typed):
        return typed
    if found := contradictions(connection, table, typed, workspace.timezone):
        raise FileRefused(found)
    return without_repeats(connection, table, typed)


def _canonical(typed: Typed, exported_at: dt.datetime) -> ReadFile:
    """A file that speaks about the columns of its header; every row of it is accepted."""
    file = typed.source.file
    spoken = tuple(name for name in file.table.column_names if name in typed.source.columns)
    return ReadFile(
        name=file.name,
        sha256=typed.sha256,
        size=typed.size,
        format=CANONICAL,
        exported_at=exported_at,
        rows=typed.rows,
        accepted=typed.rows,
        quarantined=0,
        ignored=0,
        record=None,
        tables=(TableRows(file.table.name, spoken, typed.path),),
    )


def _staged(connection: duckdb.DuckDBPyConnection, file: ReadFile) -> StagedFile:
    tables = tuple(_staged_rows(connection, file, rows) for rows in file.tables)
    notes = tuple(note.as_json() for note in file.notes)
    return StagedFile(**{**vars(file), "tables": tables, "notes": notes})


def _staged_rows(connection: duckdb.DuckDBPyConnection, file: ReadFile, rows: TableRows) -> StagedRows:
    path = rows.rows
    if file.format != CANONICAL:  # of those it is known
        path = last_of_each_key(connection, TABLES[rows.table], path)
    (distinct,) = connection.execute(f"SELECT count(*) FROM {parquet(path)}").fetchone() or (0,)
    return StagedRows(rows.table, rows.columns, path, distinct)
