"""Importing files that have the canonical columns: checked as a whole, then one snapshot, or nothing.

Owns the order of steps. All files of one call are read and checked first, every issue is collected,
and only where there is none does anything reach the lake.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from boji.engine.facts import Table
from boji.intake.duplicates import contradictions, repeated_keys, without_repeats
from boji.intake.inputs import find_inputs
from boji.intake.issues import ImportRefused, Issue
from boji.intake.source import FileRefused, InputFile
from boji.intake.staging import Typed, read_typed, sha256
from boji.lake.snapshot import ImportedFile, Snapshot, intact_files
from boji.lake.storage import connect
from boji.lake.upsert import StagedFile, upsert
from boji.workspace import Workspace

Progress = Callable[[str, str], None]
"""Called with a step (`waiting`, `reading`, `checking`, `writing`, `done`) and its file or table."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `published` is False where every row was there already, unchanged."""

    snapshot: Snapshot
    published: bool
    files: tuple[ImportedFile, ...]


def import_files(
    workspace: Workspace,
    paths: str | Path | Iterable[str | Path],
    as_table: str | None = None,
    *,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> ImportReport:
    """Bring files, and the files of directories, into the lake as one snapshot.

    A file's name without its ending is its table, unless `as_table` says so. A row supersedes the whole
    row of the same key. Waits while another import writes. ImportRefused carries everything that is
    wrong, and then nothing was written.
    """
    say = progress or (lambda step, about: None)
    say("waiting", "")
    with workspace.writing():
        shutil.rmtree(workspace.temporary, ignore_errors=True)
        workspace.temporary.mkdir()
        try:
            listed = [paths] if isinstance(paths, str | Path) else paths
            inputs = find_inputs([Path(path) for path in listed], as_table, workspace.temporary)
            with connect(workspace.temporary) as connection:
                return _import(workspace, connection, inputs, say, now or dt.datetime.now(dt.UTC))
        finally:
            shutil.rmtree(workspace.temporary, ignore_errors=True)
            workspace.temporary.mkdir(exist_ok=True)


def _import(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    inputs: Sequence[InputFile],
    say: Progress,
    now: dt.datetime,
) -> ImportReport:
    """The import itself, with the lock held."""
    typed: list[Typed] = []
    done: dict[InputFile, ImportedFile] = {}
    issues: list[Issue] = []
    for table in dict.fromkeys(file.table for file in inputs):
        files = [file for file in inputs if file.table == table]
        if known := _known_already(workspace, table, files):
            done |= known
            continue
        try:
            typed += _read_table(workspace, connection, table, files, say)
        except FileRefused as refused:
            issues += refused.issues
    if issues:
        raise ImportRefused(issues)
    outcome = upsert(
        workspace, connection, [_staged(file) for file in typed], now, lambda name: say("writing", name)
    )
    done |= {file.source.file: result for file, result in zip(typed, outcome.files, strict=True)}
    say("done", "")
    return ImportReport(outcome.snapshot, outcome.published, tuple(done[file] for file in inputs))


def _known_already(
    workspace: Workspace, table: Table, files: Sequence[InputFile]
) -> dict[InputFile, ImportedFile] | None:
    """The report of files that were all imported before and are in force still; None where one is not."""
    before = intact_files(workspace, table.name)
    sizes = {file.size for file in before}
    if not all(file.path.stat().st_size in sizes for file in files):
        return None  # a new one: it is hashed while it is read
    by_hash = {file.sha256: file for file in before}
    found = {file: by_hash.get(sha256(file.path)) for file in files}
    return (
        {
            file: replace(same, name=file.name, added=0, changed=0, unchanged=same.rows)
            for file, same in found.items()
            if same is not None
        }
        if None not in found.values()
        else None
    )


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


def _staged(typed: Typed) -> StagedFile:
    file = typed.source.file
    return StagedFile(
        file.name, file.table.name, typed.sha256, typed.size, typed.rows, typed.distinct, typed.path
    )
