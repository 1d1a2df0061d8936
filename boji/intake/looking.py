"""What a file is, before anything of it is written: for people who want to see first what an import would do.

Owns that look. The file is read by the same functions as an import reads it, in a folder of its own and
without the writers' lock; nothing reaches the lake. Linking comes with the import: a name that nobody has
is not seen here.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES, Kind
from boji.intake.exports import read_opened
from boji.intake.formats.model import Cell, Format, plain_header
from boji.intake.formats.proposal import Proposal, header_of, propose
from boji.intake.formats.recognition import Match, recognise
from boji.intake.formats.shelf import formats_at_hand
from boji.intake.inputs import find_inputs, unknown_table
from boji.intake.issues import Issue
from boji.intake.quarantine import ReasonCount, reasons_of
from boji.intake.record import CANONICAL, ReadFile
from boji.intake.sheets import OpenedFile, open_file
from boji.intake.source import FileRefused, InputFile, NamedFile
from boji.intake.staging import read_typed
from boji.lake.ledger import exports_in_force, ledger
from boji.lake.reading import columns_of
from boji.lake.storage import connect, literal, parquet, quoted
from boji.workspace import Workspace

HEAD_ROWS = 8  # of a file that is known
SAMPLE_ROWS = 40  # of one that is not: readings are tried on them
_LONGEST_CELL = 120
_DATED_BY = {
    "shifts": "starts_at",
    "refunds": "refunded_at",
    "settlements": "settled_at",
}  # for plans undated
_OWN = ("row_", "sheet_", "outcome_", "reasons_", "key_")


@dataclass(frozen=True)
class Use:
    """What the cells under a header become: a column of a fact table, by a reading."""

    table: str
    column: str
    reading: str


@dataclass(frozen=True)
class HeaderUse:
    """A header as the file writes it, and what it is for; empty: its text is kept, and read as nothing."""

    title: str
    uses: tuple[Use, ...] = ()
    is_personal: bool = False


@dataclass(frozen=True)
class HeadRow:
    """One of the first rows: where it stands, what becomes of it, its cells as text."""

    row: int
    sheet: str
    outcome: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Unknown:
    """A table whose format nobody knows: its header, its first rows, and the likeliest mapping."""

    header_row: int
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    proposal: Proposal | None


@dataclass(frozen=True)
class Look:
    """What a file is, and what would become of its rows.

    `format` is its id, CANONICAL for a fact table, "" where it is not known; with `issues` it cannot be
    imported as it is. `known_as` is the import in force that brought the very same file. `tables` counts
    its facts.
    """

    name: str
    format: str = ""
    sheets: tuple[str, ...] = ()
    exported_at: dt.datetime | None = None
    rows: int = 0
    accepted: int = 0
    quarantined: int = 0
    ignored: int = 0
    reasons: tuple[ReasonCount, ...] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    tables: Mapping[str, int] = field(default_factory=dict)
    headers: tuple[HeaderUse, ...] = ()
    head: tuple[HeadRow, ...] = ()
    notes: tuple[Issue, ...] = ()
    issues: tuple[Issue, ...] = ()
    unknown: Unknown | None = None
    known_as: int | None = None


def look_at(workspace: Workspace, path: Path, now: dt.datetime) -> Look:
    """Read one file as an import would. ImportRefused where its kind is none that can be imported.

    PlanRefused where a declaration of the workspace has errors.
    """
    with tempfile.TemporaryDirectory(prefix="boji-look-") as folder, connect(Path(folder)) as connection:
        (file,) = find_inputs([path], None, Path(folder))
        try:
            if isinstance(file, InputFile):
                return _facts(workspace, connection, file, now)
            return _export(workspace, connection, file, Path(folder), now)
        except FileRefused as refused:
            return Look(file.name, issues=tuple(refused.issues))


def _facts(
    workspace: Workspace, connection: duckdb.DuckDBPyConnection, file: InputFile, now: dt.datetime
) -> Look:
    typed = read_typed(connection, file, workspace.timezone, keep_order=True)
    (path,) = typed.paths
    columns = [name for name in columns_of(connection, parquet(path)) if not name.endswith("_")]
    first, last = _days(connection, workspace.timezone, {file.table.name: path})
    rows = connection.execute(f"SELECT {_texts(columns)} FROM {parquet(path)} LIMIT {HEAD_ROWS}").fetchall()
    return Look(
        file.name,
        format=CANONICAL,
        exported_at=now,
        rows=typed.rows,
        accepted=typed.rows,
        first_day=first,
        last_day=last,
        tables={file.table.name: typed.rows},
        headers=tuple(
            HeaderUse(name, (Use(file.table.name, name, file.table.column(name).kind.value),))
            for name in columns
        ),
        head=tuple(HeadRow(number, "", "accepted", tuple(row)) for number, row in enumerate(rows, start=2)),
        known_as=_known(workspace, typed.sha256, canonical=True),
    )


def _export(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    file: NamedFile,
    folder: Path,
    now: dt.datetime,
) -> Look:
    if file.path.suffix == ".parquet":
        return Look(file.name, issues=(unknown_table(file.name, file.name.removesuffix(".parquet")),))
    opened = open_file(connection, file.path, folder / "sheets", name=file.name)
    at_hand = formats_at_hand(workspace.formats)
    found = recognise(connection, opened, at_hand)
    if found.rivals:
        rivals = ", ".join(match.format.id for match in found.rivals)
        return Look(file.name, issues=(Issue(file.name, "rival_formats", parameters={"formats": rivals}),))
    if found.best is None:
        return Look(file.name, unknown=_unknown(workspace, connection, opened, at_hand, now))
    read = read_opened(
        connection, opened, found.best.format, zone=workspace.timezone, target_dir=folder / "sheets"
    )
    return _read(workspace, connection, opened, found.best, read)


def _read(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    opened: OpenedFile,
    match: Match,
    read: ReadFile,
) -> Look:
    assert read.record is not None, "exports have a record"
    format_ = match.format
    record = parquet(read.record)
    titles = [name for name in columns_of(connection, record) if name not in _OWN]
    first, last = _days(connection, workspace.timezone, {one.table: one.rows for one in read.tables})
    head = connection.execute(
        f"SELECT row_, sheet_, outcome_, {_texts(titles)} FROM {record}"
        f" ORDER BY sheet_, row_ LIMIT {HEAD_ROWS}"
    ).fetchall()
    sheets = connection.execute(f"SELECT DISTINCT sheet_ FROM {record} ORDER BY 1").fetchall()
    tables: dict[str, int] = {}
    for one in read.tables:
        (count,) = connection.execute(f"SELECT count(*) FROM {parquet(one.rows)}").fetchone() or (0,)
        tables[one.table] = tables.get(one.table, 0) + count
    return Look(
        opened.name,
        format=format_.id,
        sheets=tuple(name for (name,) in sheets if name),
        exported_at=read.exported_at,
        rows=read.rows,
        accepted=read.accepted,
        quarantined=read.quarantined,
        ignored=read.ignored,
        reasons=reasons_of(connection, opened.name, record),
        first_day=first,
        last_day=last,
        tables=tables,
        headers=tuple(header_uses(format_, [*titles, *_personal(match)])),
        head=tuple(HeadRow(row, sheet, outcome, tuple(cells)) for row, sheet, outcome, *cells in head),
        notes=read.notes,
        known_as=_known(workspace, opened.sha256, canonical=False),
    )


def header_uses(format_: Format, titles: Iterable[str]) -> list[HeaderUse]:
    """What a format makes of the headers of a file."""
    uses: dict[str, list[Use]] = {}
    for table in format_.tables:
        for name, cell in table.cells():
            for header in cell.used_headers:
                reading = cell.reading.value if header in (*cell.headers, cell.or_header) else ""
                uses.setdefault(header, []).append(Use(table.table, name, reading))
        for header in table.template_headers:
            uses.setdefault(header, []).extend(_made_of(table.table, table.columns, header))
    return [
        HeaderUse(
            title,
            tuple(dict.fromkeys(uses.get(format_.current(title), ()))),
            is_personal=plain_header(title) in format_.personal,
        )
        for title in titles
    ]


def _personal(match: Match) -> list[str]:
    """The headers whose cells are dropped while they are read."""
    titles = (title for region in match.regions for title in region.headers)
    return [title for title in dict.fromkeys(titles) if plain_header(title) in match.format.personal]


def _made_of(table: str, columns: Mapping[str, Any], header: str) -> list[Use]:
    return [
        Use(table, name, "")
        for name, value in columns.items()
        if not isinstance(value, Cell) and header in map(plain_header, getattr(value, "columns", ()))
    ]


def _unknown(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    opened: OpenedFile,
    at_hand: Iterable[Format],
    now: dt.datetime,
) -> Unknown | None:
    """The first table of a file; None where nothing in it looks like a header."""
    sheet = opened.sheets[0]
    found = header_of(sheet.head(connection))
    if found is None:
        return None
    row, header = found
    width = max((place for place, cell in enumerate(header, start=1) if cell.strip()), default=0)
    cells = _texts(sheet.columns[:width])
    query = f"SELECT {cells} FROM {sheet.rows} WHERE row_ > {row} ORDER BY row_ LIMIT {SAMPLE_ROWS}"
    today = now.astimezone(workspace.timezone).date()
    return Unknown(
        row,
        tuple(title.strip() for title in header[:width]),
        tuple(tuple(cells) for cells in connection.execute(query).fetchall()),
        propose(connection, opened, at_hand, zone=workspace.timezone, today=today),
    )


def _texts(columns: Sequence[str]) -> str:
    return ", ".join(
        f"left(coalesce(CAST({quoted(name)} AS VARCHAR), ''), {_LONGEST_CELL})" for name in columns
    )


def _days(
    connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, rows: Mapping[str, Path]
) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day that the rows are dated; None where none of their tables is dated."""
    found = [
        connection.execute(f"SELECT min({day}), max({day}) FROM {parquet(path)}").fetchone() or (None, None)
        for table, path in rows.items()
        if (day := day_of(table, zone, columns_of(connection, parquet(path))))
    ]
    first = [one for one, _ in found if one is not None]
    last = [one for _, one in found if one is not None]
    return min(first, default=None), max(last, default=None)


def day_of(table: str, zone: ZoneInfo, columns: Sequence[str]) -> str | None:
    """SQL: the day of a fact's row in a zone; None where its table or the columns at hand have none."""
    at = _DATED_BY.get(table) or TABLES[table].at
    if at is None or at not in columns:
        return None
    kind = TABLES[table].column(at).kind
    if kind is Kind.INSTANT:
        return f"CAST(timezone({literal(zone.key)}, {quoted(at)}) AS DATE)"
    return quoted(at) if kind is Kind.DAY else None


def _known(workspace: Workspace, sha256: str, *, canonical: bool) -> int | None:
    """The import in force that brought a file of this content."""
    for line in reversed(ledger(workspace)):
        for file in exports_in_force([line]):
            if file.sha256 == sha256 and (file.format == CANONICAL) is canonical:
                return line.entry.number
    return None
