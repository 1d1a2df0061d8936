"""Synthetic exports on the real headers of a format, as CSV or xlsx, and what reading them gives."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import xlsxwriter
import yaml

from boji.intake import formats
from boji.intake.exports import read_file
from boji.intake.formats.model import Format
from boji.intake.formats.shelf import shipped_formats
from boji.intake.record import ReadFile
from boji.lake.storage import connect

SHANGHAI = ZoneInfo("Asia/Shanghai")
EXPORTED = dt.datetime(2026, 10, 1, 9, 0, tzinfo=SHANGHAI)
Cells = Mapping[str, Any]


def shipped(format_id: str) -> Format:
    return next(format_ for format_ in shipped_formats() if format_.id == format_id)


def headers_of(format_id: str) -> list[str]:
    """The headers as the platform writes them."""
    (folder,) = formats.__path__
    declared = yaml.safe_load((Path(folder) / f"{format_id}.yaml").read_text("utf-8"))
    return [str(header) for header in declared["headers"]]


def table_of(headers: Sequence[str], rows: Sequence[Cells]) -> list[list[Any]]:
    """A header and rows in its order; cells that a row does not name are empty."""
    for row in rows:
        assert set(row) <= set(headers), set(row) - set(headers)
    return [list(headers), *([row.get(header, "") for header in headers] for row in rows)]


def write_csv(
    path: Path, lines: Sequence[Sequence[Any]], *, encoding: str = "utf-8-sig", delimiter: str = ","
) -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, delimiter=delimiter).writerows(lines)
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(number, column, cell, when)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
    book.close()
    return path


@dataclass
class Reading:
    """A file that was read, and how to look into it."""

    file: ReadFile
    connection: duckdb.DuckDBPyConnection

    @property
    def counts(self) -> tuple[int, int, int]:
        file = self.file
        assert file.accepted + file.quarantined + file.ignored == file.rows
        return file.accepted, file.quarantined, file.ignored

    def facts(self, table: str) -> list[dict[str, Any]]:
        """The facts of a table in the order of the file, without empty columns; instants in local time."""
        rows = next(found for found in self.file.tables if found.table == table).rows
        return [
            {name: _plain(value) for name, value in row.items() if value is not None and name not in _PLACE}
            for row in self._rows(f"SELECT sheet_, row_, * FROM read_parquet('{rows}') ORDER BY ALL")
        ]

    def columns(self, table: str) -> tuple[str, ...]:
        return next(found for found in self.file.tables if found.table == table).columns

    def record(self) -> list[dict[str, Any]]:
        return self._rows(f"FROM read_parquet('{self.file.record}') ORDER BY sheet_, row_")

    def reasons(self) -> list[tuple[int, str, str, str | None]]:
        """Row, outcome, code and column of every reason."""
        return [
            (row["row_"], row["outcome_"], reason["code"], reason["column"])
            for row in self.record()
            for reason in json.loads(row["reasons_"])
        ]

    def notes(self) -> dict[str, Any]:
        return {note.code: note.parameters.get("columns", note.value) for note in self.file.notes}

    def _rows(self, query: str) -> list[dict[str, Any]]:
        found = self.connection.execute(query)
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_PLACE = ("row_", "sheet_", "row__1", "sheet__1")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, dt.date) else value


def read(
    path: Path, format_: str | Format, *, exported_at: dt.datetime | None = EXPORTED, name: str | None = None
) -> Reading:
    """Read a file under a format."""
    declared = shipped(format_) if isinstance(format_, str) else format_
    target = path.parent / f"{path.name}.read"
    connection = connect(path.parent)
    file = read_file(
        connection, path, declared, zone=SHANGHAI, exported_at=exported_at, target_dir=target, name=name
    )
    return Reading(file, connection)
