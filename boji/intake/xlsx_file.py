"""Excel workbooks: the first sheet, its cells as the text that a CSV file would hold.

Owns that translation and the bounds within which a workbook is read. calamine reads the cells; before
it does, the archive is unpacked once within a limit and its cell addresses are looked at, because a
file of a few kilobytes can claim a sheet of terabytes. calamine gives cells with a formula error as
empty ones, so these are looked for there as well.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from boji.intake.xlsx_cells import INEXACT, plain_text
from boji.lake.storage import literal, parquet, quoted

_ROWS_AT_ONCE = 10_000


def open_xlsx(connection: duckdb.DuckDBPyConnection, file: InputFile, target: Path) -> XlsxSource:
    """Read the first sheet into `target`, a Parquet file of text; FileRefused where something is wrong."""
    errors = check_archive(file)
    try:
        workbook = CalamineWorkbook.from_path(file.path)
        sheet = workbook.get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None
    if sheet.name in errors:
        raise FileRefused(errors[sheet.name].issues(file))
    rows = _Rows(file, sheet)
    connection.register("sheet_", rows.batches())
    connection.execute(f"COPY (FROM sheet_) TO {literal(target)} (FORMAT parquet)")
    connection.unregister("sheet_")
    if issues := rows.issues():
        raise FileRefused(issues)
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
        self._noted: dict[tuple[str, str], list[Issue]] = {}
        self._totals: Counter[tuple[str, str]] = Counter()
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

    def issues(self) -> list[Issue]:
        return [
            replace(issue, total=self._totals[place])
            for place, noted in self._noted.items()
            for issue in noted
        ]

    def _batches(self, schema: Schema) -> Iterator[RecordBatch]:
        width = len(self._columns)
        while rows := list(islice(self._rows, _ROWS_AT_ONCE)):
            arrays = [Array([number for number, _ in rows], type=DataType.int64())]
            for index, column in enumerate(self._columns):
                texts = [self._text(column, number, cells[index]) for number, cells in rows]
                arrays.append(Array(texts, type=DataType.utf8()))
            for number, cells in rows:
                if any(cell != "" for cell in cells[width:]):
                    self._note(Issue(self.file.name, "unnamed_cell", number))
            yield RecordBatch.from_arrays(arrays, schema=schema)

    def _text(self, column: Column, row: int, cell: Any) -> str | None:
        if isinstance(cell, str):
            return cell or None
        text = plain_text(cell)
        if column.kind is Kind.TEXT and isinstance(cell, dt.date | dt.time | dt.timedelta):
            self._note(Issue(self.file.name, "date_in_text", row, column.name, text))
        elif column.kind is Kind.TEXT and isinstance(cell, float) and abs(cell) >= INEXACT:
            self._note(Issue(self.file.name, "long_number", row, column.name, text))
        return text

    def _note(self, issue: Issue) -> None:
        place = (issue.code, issue.column or "")
        self._totals[place] += 1
        if self._totals[place] <= EXAMPLES:
            self._noted.setdefault(place, []).append(issue)
