"""A declaration tried on the first rows of a file: what each cell would become, and why not where it cannot.

Owns that trial. The rows are read as a file of their own, by the same functions as in an import.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES, Column, Kind
from boji.intake.exports import read_file
from boji.intake.formats.model import REFERENCES, Format
from boji.intake.issues import Issue
from boji.intake.quarantine import reasons_in
from boji.intake.source import FileRefused
from boji.lake.reading import columns_of
from boji.lake.storage import connect, literal, parquet, quoted


@dataclass(frozen=True)
class Trial:
    """What became of the rows. `values` are, by column of the fact table, the texts of each given row (""
    where it has none); `faults` what is wrong, by header; `issues` what is wrong with the whole."""

    accepted: int = 0
    quarantined: int = 0
    ignored: int = 0
    values: Mapping[str, tuple[str, ...]] | None = None
    faults: Mapping[str, Issue] | None = None
    issues: tuple[Issue, ...] = ()


def try_format(
    format_: Format, headers: Sequence[str], rows: Sequence[Sequence[str]], zone: ZoneInfo, now: dt.datetime
) -> Trial:
    """Read rows under a format that declares one table."""
    with tempfile.TemporaryDirectory(prefix="boji-try-") as name, connect(Path(name)) as connection:
        path = Path(name) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        try:
            read = read_file(
                connection, path, format_, zone=zone, target_dir=Path(name) / "read", exported_at=now
            )
        except FileRefused as refused:
            return Trial(issues=tuple(refused.issues))
        assert read.record is not None, "exports have a record"
        (table,) = read.tables
        return Trial(
            read.accepted,
            read.quarantined,
            read.ignored,
            _values(connection, table.table, table.rows, len(rows), zone),
            _faults(connection, path.name, read.record),
        )


def _values(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Path, count: int, zone: ZoneInfo
) -> dict[str, tuple[str, ...]]:
    names = [name for name in columns_of(connection, parquet(rows)) if name not in ("row_", "sheet_")]
    texts = ", ".join(_text(table, name, zone) for name in names)
    found = connection.execute(f"SELECT row_, {texts} FROM {parquet(rows)} ORDER BY row_").fetchall()
    by_row = {row: cells for row, *cells in reversed(found)}  # of a row with several names the first
    empty = [""] * len(names)
    lines = [by_row.get(row, empty) for row in range(2, count + 2)]
    return {name: tuple(line[place] or "" for line in lines) for place, name in enumerate(names)}


def _text(table: str, name: str, zone: ZoneInfo) -> str:
    """SQL: a stored value as people write it: yuan, rates and local times."""
    column = Column(name, REFERENCES[name]) if name in REFERENCES else TABLES[table].column(name)
    stored = quoted(name)
    if column.kind.scale:
        decimals = f"CAST({stored} AS DECIMAL(38, 0)) * CAST('1e-{column.kind.scale}' AS DECIMAL(18, 4))"
        return f"CAST(CAST({decimals} AS DECIMAL(38, {column.kind.scale})) AS VARCHAR)"
    if column.kind is Kind.INSTANT:
        return f"strftime(timezone({literal(zone.key)}, {stored}), '%Y-%m-%d %H:%M:%S')"
    return f"CAST({stored} AS VARCHAR)"


def _faults(connection: duckdb.DuckDBPyConnection, name: str, record: Path) -> dict[str, Issue]:
    """The first fault of each header; "" for what concerns whole rows."""
    found = connection.execute(
        f"SELECT reasons_ FROM {parquet(record)} WHERE outcome_ = 'quarantined' ORDER BY row_"
    ).fetchall()
    faults: dict[str, Issue] = {}
    for (reasons,) in found:
        for issue in reasons_in(name, reasons):
            faults.setdefault(issue.column or "", issue)
    return faults
