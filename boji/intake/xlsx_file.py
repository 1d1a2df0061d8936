"""Excel workbooks: the first sheet, its cells as the text that a CSV file would hold.

Owns that translation and the bounds within which a workbook is read. calamine reads the cells; before
it does, the archive is unpacked once within a limit and its cell addresses are looked at, because a
file of a few kilobytes can claim a sheet of terabytes. calamine gives cells with a formula error as
empty ones, so these are looked for there as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from boji.engine.facts import Column, Kind
from boji.intake.issues import EXAMPLES, Issue
from boji.intake.source import FileRefused, InputFile, check_header, not_all_empty
from boji.intake.xlsx_archive import check_archive
from boji.lake.storage import literal, parquet, quoted

_ROWS_AT_ONCE = 10_000
_EXACT_DIGITS = 15  # what Excel keeps of a number


def open_xlsx(connection: duckdb.DuckDBPyConnection, file: InputFile, target: Path) -> XlsxSource:
    """Read the first sheet into `target`, a Parquet file of text; FileRefused where something is wrong."""
    check_archive(file)
    try:
        workbook = CalamineWorkbook.from_path(file.path)
        sheet = workbook.get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None
    rows = _Rows(file, sheet)
    connection.register("sheet_", rows.batches())
    connection.execute(f"COPY (FROM sheet_) TO {literal(target)} (FORMAT parquet)")
    connection.unregister("sheet_")
    if rows.issues:
        raise FileRefused(rows.in_order())
    return XlsxSource(file, rows.names, target)


@dataclass
class XlsxSource:
    """A workbook whose first sheet has a right header."""

    file: InputFile
    columns: tuple[str, ...]
    sheet: Path

    def cells(self) -> str:
        return f"(SELECT {quoted(*self.columns)} FROM {self.numbered_cells()})"

    def numbered_cells(self) -> str:
        return f"(SELECT * FROM {parquet(self.sheet)} WHERE {not_all_empty(map(quoted, self.columns))})"

    def row_in_file(self, row: int) -> int:
        return row

    def faults(self) -> list[Issue]:
        return []


class _Rows:
    """The rows of a sheet as batches of text."""

    def __init__(self, file: InputFile, sheet: CalamineSheet) -> None:
        self.file = file
        self.issues: dict[tuple[str, str], list[Issue]] = {}
        self._rows = enumerate(sheet.iter_rows(), start=(sheet.start or (0, 0))[0] + 1)
        _, header = next(self._rows, (1, []))
        texts = [str(cell) for cell in header]
        while texts and not texts[-1].strip():  # formatted but empty columns at the right
            texts.pop()
        if not texts:
            raise FileRefused([Issue(file.name, "empty_file")])
        self.names = check_header(file, texts)
        self._columns = [file.table.column(name) for name in self.names]

    def batches(self) -> RecordBatchReader:
        text = DataType.utf8()
        schema = Schema([Field("row_", DataType.int64()), *(Field(name, text) for name in self.names)])
        return RecordBatchReader.from_batches(schema, self._batches(schema))

    def _batches(self, schema: Schema) -> Iterator[RecordBatch]:
        while rows := list(islice(self._rows, _ROWS_AT_ONCE)):
            arrays = [Array([number for number, _ in rows], type=DataType.int64())]
            for index, column in enumerate(self._columns):
                texts = [self._text(column, number, cells[index]) for number, cells in rows]
                arrays.append(Array(texts, type=DataType.utf8()))
            yield RecordBatch.from_arrays(arrays, schema=schema)

    def _text(self, column: Column, row: int, cell: Any) -> str | None:
        if isinstance(cell, str):
            return cell or None
        text = _plain(cell)
        if column.kind is Kind.TEXT and isinstance(cell, dt.date | dt.time | dt.timedelta):
            self._note("date_in_text", column, row, text)
        elif isinstance(cell, float) and column.kind is Kind.TEXT and abs(cell) >= 10**_EXACT_DIGITS:
            self._note("long_number", column, row, text)
        return text

    def _note(self, code: str, column: Column, row: int, value: str) -> None:
        self.issues.setdefault((code, column.name), []).append(Issue(self.file.name, code, row, column.name, value))

    def in_order(self) -> list[Issue]:
        return [issue for issues in self.issues.values() for issue in issues[:EXAMPLES]]


def _plain(cell: Any) -> str:
    """A cell as text. Of a number, the digits that Excel shows: fifteen at most."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            shortest = repr(cell)
            return shortest if "e" not in shortest and len(shortest.strip("-0.")) <= 16 else _fifteen(cell)
        case dt.datetime():
            return cell.isoformat(" ")
        case _:
            return str(cell)
