"""The rows of an import that were not accepted: why, which are mended since, and the sheet to mend them in.

Owns what "mended" means: a later import in force accepted the row again. It is the same row where

- it came back in the sheet written here, which names its place (import, file, sheet, row), or
- it came in another file of the same format with the same key: `key_` of the record, the text of the row's
  key as far as reading could make it out.

Undo the later import, and the row is quarantined again. Writing sheets is `boji.intake.sheet_writing`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from boji.intake.issues import Issue
from boji.lake.entry import Entry, ImportedFile
from boji.lake.ledger import LedgerLine, ledger, ledger_line
from boji.lake.storage import connect, literal, parquet, quoted
from boji.workspace import Workspace

REASON_COLUMN = "播绩原因 (reason)"
PLACE_COLUMN = "播绩位置 (place)"
"""Columns added to the sheet of quarantined rows. Reading takes them for notes of ours, not for data; the
record of the file that brings the rows back keeps the place as it stands."""

_OWN = ("row_", "sheet_", "outcome_", "reasons_", "key_")
_REASON = '[{"code": "VARCHAR", "column": "VARCHAR", "value": "VARCHAR", "parameters": "JSON"}]'
_AT_ONCE = 10_000


@dataclass(frozen=True)
class ReasonCount:
    """How many rows of a file were quarantined or ignored for one reason; the issue is one of them."""

    outcome: str
    issue: Issue
    rows: int


@dataclass(frozen=True)
class Sheet:
    """The quarantined rows of one sheet of a file that are not mended yet."""

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: Iterator[tuple[str | None, ...]]


@dataclass(frozen=True)
class LeftRow:
    """A quarantined row that is not mended yet: its place, which names it for ever, and why it is there."""

    place: str
    row: int
    cells: tuple[str | None, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class LeftSheet:
    """Such rows of one sheet of the import's file number `place`."""

    place: int
    file: str
    sheet: str
    titles: tuple[str, ...]
    rows: Iterator[LeftRow]


def reason_counts(workspace: Workspace, number: int) -> list[tuple[ReasonCount, ...]]:
    """For each file of an import why rows were quarantined or ignored, the most usual reason first."""
    entry = ledger_line(workspace, number).entry
    with _reading() as connection:
        return [
            reasons_of(connection, file.name, _record(workspace, file)) if file.record else ()
            for file in entry.files
        ]


def mended(workspace: Workspace, number: int) -> list[int]:
    """For each file of an import how many of its quarantined rows came in accepted since."""
    line = ledger_line(workspace, number)
    with _reading() as connection:
        later = _later(ledger(workspace), number)
        return [
            file.quarantined - _left(connection, workspace, line.entry, place, later)
            for place, file in enumerate(line.entry.files)
        ]


@contextmanager
def quarantine(workspace: Workspace, number: int, language: str) -> Iterator[Iterator[Sheet]]:
    """The sheets of an import's quarantine, each with its rows as text and the two columns of ours."""
    with left_sheets(workspace, number, tried=True) as sheets:
        yield (
            Sheet(one.file, one.sheet, (*one.titles, REASON_COLUMN, PLACE_COLUMN), _with_words(one, language))
            for one in sheets
        )


@contextmanager
def left_sheets(workspace: Workspace, number: int, *, tried: bool = False) -> Iterator[Iterator[LeftSheet]]:
    """The quarantined rows of an import that are not mended yet, sheet by sheet.

    Those that came back and were quarantined again stand in the import that tried them: here only if `tried`.
    """
    entry = ledger_line(workspace, number).entry
    with _reading() as connection:
        later = _later(ledger(workspace), number)
        yield _sheets(connection, workspace, entry, later, tried=tried)


def left_counts(workspace: Workspace, number: int) -> list[int]:
    """For each file of an import how many rows `left_sheets` has."""
    line = ledger_line(workspace, number)
    with _reading() as connection:
        later = _later(ledger(workspace), number)
        return [
            _left(connection, workspace, line.entry, place, later, tried=False)
            for place in range(len(line.entry.files))
        ]


def _sheets(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    entry: Entry,
    later: Sequence[ImportedFile],
    *,
    tried: bool,
) -> Iterator[LeftSheet]:
    for place, file in enumerate(entry.files):
        if not _left(connection, workspace, entry, place, later, tried=tried):
            continue
        raw = tuple(name for name in _columns(connection, _record(workspace, file)) if name not in _added())
        sheets = connection.execute("SELECT DISTINCT sheet_ FROM left_ ORDER BY sheet_").fetchall()
        for (sheet,) in sheets:
            yield LeftSheet(place, file.name, sheet, raw, _rows(connection.cursor(), file, sheet, raw))


def _rows(
    connection: duckdb.DuckDBPyConnection, file: ImportedFile, sheet: str, raw: Sequence[str]
) -> Iterator[LeftRow]:
    columns = quoted(*raw, "row_", "reasons_", "place_")
    found = connection.execute(f"SELECT {columns} FROM left_ WHERE sheet_ = {literal(sheet)} ORDER BY row_")
    while rows := found.fetchmany(_AT_ONCE):
        for *cells, row, reasons, place in rows:
            yield LeftRow(place, row, tuple(cells), tuple(reasons_in(file.name, reasons)))


def _with_words(sheet: LeftSheet, language: str) -> Iterator[tuple[str | None, ...]]:
    for row in sheet.rows:
        yield (*row.cells, "\n".join(_words(issue, language) for issue in row.issues), row.place)


def reasons_in(name: str, text: str) -> list[Issue]:
    """The reasons of one row of a record, as kept in `reasons_`."""
    return [_issue(name, reason) for reason in json.loads(text)]


def _words(issue: Issue, language: str) -> str:
    column = f"{issue.column}{'：' if language == 'zh' else ': '}" if issue.column else ""
    return f"{column}{issue.problem(language)}{'。' if language == 'zh' else '. '}{issue.mend(language)}"


def _issue(file: str, reason: dict[str, Any]) -> Issue:
    return Issue(
        file,
        reason["code"],
        column=reason.get("column"),
        value=reason.get("value"),
        parameters=reason.get("parameters") or {},
    )


def reasons_of(connection: duckdb.DuckDBPyConnection, name: str, record: str) -> tuple[ReasonCount, ...]:
    """The reasons in the record (SQL) of a file."""
    rows = connection.execute(
        f'SELECT outcome_, r.code, r."column", count(*), arg_min(r.value, row_), arg_min(r.parameters, row_)'
        f" FROM (SELECT outcome_, row_, unnest(from_json(reasons_, '{_REASON}')) AS r"
        f" FROM {record} WHERE outcome_ <> 'accepted')"
        f' GROUP BY ALL ORDER BY outcome_ DESC, count(*) DESC, r.code, r."column"'
    ).fetchall()
    return tuple(
        ReasonCount(
            outcome,
            _issue(
                name,
                {
                    "code": code,
                    "column": column,
                    "value": value,
                    "parameters": json.loads(parameters) if parameters else {},
                },
            ),
            count,
        )
        for outcome, code, column, count, value, parameters in rows
    )


def _left(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    entry: Entry,
    place: int,
    later: Sequence[ImportedFile],
    *,
    tried: bool = True,
) -> int:
    """How many quarantined rows of a file are not mended; they are in the table `left_`.

    Without `tried`, rows that came back are left out whatever became of them.
    """
    file = entry.files[place]
    if not file.quarantined:
        return 0
    record = _record(workspace, file)
    has_key = "key_" in _columns(connection, record)
    connection.execute("CREATE OR REPLACE TEMP TABLE mended_places (place_ VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE mended_keys (key_ VARCHAR)")
    for other in later:
        by_key = has_key and other.format == file.format
        _mend(connection, _record(workspace, other), by_key=by_key, tried=tried)
    name = f"concat_ws('/', {entry.number}, {place + 1}, sheet_, row_)"
    key = "key_ IS NOT NULL AND key_ IN (FROM mended_keys)" if has_key else "false"
    connection.execute(
        f"CREATE OR REPLACE TABLE left_ AS FROM (SELECT *, {name} AS place_ FROM {record}"
        f" WHERE outcome_ = 'quarantined' AND NOT ({key})) ANTI JOIN mended_places USING (place_)"
    )
    (count,) = connection.execute("SELECT count(*) FROM left_").fetchone() or (0,)
    return int(count)


def _mend(connection: duckdb.DuckDBPyConnection, record: str, *, by_key: bool, tried: bool) -> None:
    columns = _columns(connection, record)
    accepted = f"FROM {record} WHERE outcome_ = 'accepted'"
    if PLACE_COLUMN in columns:
        back = accepted if tried else f"FROM {record}"
        connection.execute(f"INSERT INTO mended_places SELECT trim({quoted(PLACE_COLUMN)}) {back}")
    if by_key and "key_" in columns:
        connection.execute(f"INSERT INTO mended_keys SELECT key_ {accepted} AND key_ IS NOT NULL")


def _later(lines: Sequence[LedgerLine], number: int) -> list[ImportedFile]:
    """Files of later imports in force of which there is a record."""
    return [
        file
        for line in lines
        if line.is_in_force and line.entry.number > number
        for file in line.entry.files
        if file.record is not None
    ]


def _record(workspace: Workspace, file: ImportedFile) -> str:
    assert file.record is not None
    return parquet(workspace.lake / file.record)


def _columns(connection: duckdb.DuckDBPyConnection, rows: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()]


def _added() -> tuple[str, ...]:
    return (*_OWN, REASON_COLUMN, PLACE_COLUMN)


@contextmanager
def _reading() -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="boji-") as folder, connect(Path(folder)) as connection:
        yield connection
