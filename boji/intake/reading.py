"""The files of one import, read: canonical ones strictly, exports under the format they are recognised as.

Owns which of the two a file is read as, and what is said of a file that is neither. Nothing is guessed: an
unknown file is refused with a proposal that a person checks and gives back as a mapping.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from boji.engine.facts import TABLES, Table
from boji.intake.duplicates import contradictions, repeated_keys, without_repeats
from boji.intake.exports import read_opened
from boji.intake.formats.declaration import read_declaration
from boji.intake.formats.model import Format
from boji.intake.formats.proposal import Proposal, propose
from boji.intake.formats.recognition import recognise
from boji.intake.formats.shelf import formats_at_hand
from boji.intake.inputs import unknown_table
from boji.intake.issues import ImportRefused, Issue
from boji.intake.record import CANONICAL, ReadFile, TableRows
from boji.intake.sheets import OpenedFile, open_file
from boji.intake.source import FileRefused, InputFile, NamedFile, nearest
from boji.intake.staging import read_typed
from boji.intake.typed import Typed
from boji.workspace import Workspace

Progress = Callable[[str, str], None]
"""Called with a step and its file or table: waiting, reading, checking, linking, writing, done."""


ExportTimes = dt.datetime | Mapping[str, dt.datetime] | None
"""When files were exported, as the caller says: all of them, or by the name of each."""


@dataclass(frozen=True)
class FormatMapping:
    """A declaration that a person gives with the files: text of YAML, and the name of its file."""

    text: str
    file: str


class FormatUnknown(ImportRefused):
    """Some files are of no known format; `proposals` map their names to drafts of a mapping, where one is
    possible."""

    def __init__(self, issues: Sequence[Issue], proposals: Mapping[str, Proposal]) -> None:
        self.proposals = proposals
        super().__init__(issues)


@dataclass(frozen=True)
class Clock:
    """The moment of the import, and the export time that the caller says its files have, if any: one of all
    files, or by the name of each."""

    now: dt.datetime
    exported_at: ExportTimes = None

    def exported(self, file: str) -> dt.datetime | None:
        """The export time that the caller says a file has."""
        return export_time_of(self.exported_at, file)


def export_time_of(said: ExportTimes, file: str) -> dt.datetime | None:
    return said.get(file) if isinstance(said, Mapping) else said


def read_inputs(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    inputs: Sequence[NamedFile],
    clock: Clock,
    mappings: Sequence[FormatMapping],
    say: Progress,
) -> list[ReadFile]:
    """All files, in the order given. ImportRefused with all that is wrong, FormatUnknown where that is all.

    PlanRefused where a declaration, of the workspace or given, has errors.
    """
    formats = _Formats(workspace, mappings)
    read: dict[NamedFile, ReadFile] = {}
    issues: list[Issue] = []
    for table in dict.fromkeys(file.table for file in inputs if isinstance(file, InputFile)):
        files = [file for file in inputs if isinstance(file, InputFile) and file.table == table]
        try:
            typed = _read_table(workspace, connection, table, files, say)
        except FileRefused as refused:
            issues += refused.issues
            continue
        read |= {file.source.file: _canonical(file, clock) for file in typed}
    proposals: dict[str, Proposal] = {}
    for number, file in enumerate(file for file in inputs if not isinstance(file, InputFile)):
        say("reading", file.name)
        target = workspace.temporary / f"export-{number}"
        try:
            opened = _opened(connection, file, workspace, number)
            format_ = formats.of(connection, opened)
            if format_ is None:
                issues.append(_unknown(opened))
                today = clock.now.astimezone(workspace.timezone).date()
                zone = workspace.timezone
                if draft := propose(connection, opened, formats.at_hand, zone=zone, today=today):
                    proposals[file.name] = draft
                continue
            read[file] = read_opened(
                connection,
                opened,
                format_,
                zone=workspace.timezone,
                target_dir=target,
                exported_at=clock.exported(file.name),
                progress=say,
            )
        except FileRefused as refused:
            issues += refused.issues
    if issues and all(issue.code.startswith("unknown_format") for issue in issues):
        raise FormatUnknown(issues, proposals)
    if issues:
        raise ImportRefused(issues)
    formats.check_used()
    return [read[file] for file in inputs]


class _Formats:
    """The formats that files can have in this import; mappings that are given come before all others."""

    def __init__(self, workspace: Workspace, mappings: Sequence[FormatMapping]) -> None:
        self.at_hand = formats_at_hand(workspace.formats)
        self._given = {one.file: read_declaration(one.text, one.file) for one in mappings}
        self._used: set[str] = set()

    def of(self, connection: duckdb.DuckDBPyConnection, opened: OpenedFile) -> Format | None:
        """The format of a file, None where none is known. FileRefused where several fit equally well."""
        recognition = recognise(connection, opened, self._given.values())
        if not recognition.matches:
            recognition = recognise(connection, opened, self.at_hand)
        if recognition.best:
            self._used.add(recognition.best.format.id)
        if recognition.rivals:
            rivals = ", ".join(match.format.id for match in recognition.rivals)
            raise FileRefused([Issue(opened.name, "rival_formats", parameters={"formats": rivals})])
        return recognition.best.format if recognition.best else None

    def check_used(self) -> None:
        """ImportRefused where a mapping fits none of the files."""
        unused = [file for file, format_ in self._given.items() if format_.id not in self._used]
        if unused:
            raise ImportRefused(Issue(file, "mapping_unused") for file in unused)


def _opened(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, workspace: Workspace, number: int
) -> OpenedFile:
    if file.path.suffix == ".parquet":  # platforms export none: a fact table under a wrong name
        raise FileRefused([unknown_table(file.name, file.name.removesuffix(".parquet"))])
    return open_file(connection, file.path, workspace.temporary / f"export-{number}", name=file.name)


def _unknown(opened: OpenedFile) -> Issue:
    right = nearest(opened.stem, TABLES)
    if right is None:
        return Issue(opened.name, "unknown_format")
    return Issue(opened.name, "unknown_format_like", parameters={"nearest": right})


def _read_table(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    files: Sequence[InputFile],
    say: Progress,
) -> list[Typed]:
    """All canonical files of a table, checked one by one and together; FileRefused with all that is wrong."""
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


def _canonical(typed: Typed, clock: Clock) -> ReadFile:
    """A file that speaks about the columns of its header; every row of it is accepted."""
    file = typed.source.file
    spoken = tuple(name for name in file.table.column_names if name in typed.source.columns)
    return ReadFile(
        name=file.name,
        sha256=typed.sha256,
        size=typed.size,
        format=CANONICAL,
        exported_at=clock.exported(file.name) or clock.now,
        rows=typed.rows,
        accepted=typed.rows,
        quarantined=0,
        ignored=0,
        record=None,
        tables=(TableRows(file.table.name, spoken, typed.paths, pieces=typed.pieces),),
    )
