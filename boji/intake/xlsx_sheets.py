"""A workbook as sheets of raw text: every worksheet, column by column.

Owns that translation. calamine reads the cells, after `boji.intake.xlsx_archive` has seen that the file
keeps within its bounds. Platforms write most columns as text, and a column of nothing but text goes to
Arrow as it is; only the others are looked at cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from boji.intake.issues import Issue
from boji.intake.raw import Sheet, check_width, column_names, copy_batches
from boji.intake.source import FileRefused, NamedFile
from boji.intake.xlsx_archive import check_archive
from boji.intake.xlsx_cells import shown_text

_ROWS_AT_ONCE = 20_000
_TEXT = DataType.utf8()
_NUMBER = DataType.int64()


def read_xlsx_sheets(connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path) -> list[Sheet]:
    """The worksheets that hold anything, in the workbook's order."""
    errors = check_archive(file)
    found = []
    try:
        with CalamineWorkbook.from_path(file.path) as workbook:
            for index, about in enumerate(workbook.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(index)
                if not sheet.width:
                    continue
                check_width(file, sheet.width)
                target = target_dir / f"sheet-{index}.parquet"
                reader = RecordBatchReader.from_batches(_schema(sheet), _batches(sheet))
                copy_batches(connection, reader, column_names(sheet.width), target)
                cells = errors[about.name].cells if about.name in errors else []
                found.append(Sheet(about.name, target, sheet.width, numbered=True, errors=dict(cells)))
    except (CalamineError, ValueError) as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None
    return found


def _schema(sheet: CalamineSheet) -> Schema:
    texts = [Field(name, _TEXT) for name in column_names(sheet.width)]
    return Schema([Field("row_", _NUMBER), Field("width_", _NUMBER), *texts])


def _batches(sheet: CalamineSheet) -> Iterator[RecordBatch]:
    schema = _schema(sheet)
    rows = sheet.iter_rows()
    number = (sheet.start or (0, 0))[0] + 1
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        columns = [Array(_texts(cells), type=_TEXT) for cells in zip(*chunk, strict=True)]
        numbers = Array(range(number, number + len(chunk)), type=_NUMBER)
        widths = Array([None] * len(chunk), type=_NUMBER)
        yield RecordBatch.from_arrays([numbers, widths, *columns], schema=schema)
        number += len(chunk)


def _texts(cells: tuple[object, ...]) -> tuple[object, ...] | list[str]:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return cells
    if kinds <= {float, int}:  # all in one go, unless one of them is very large or small
        texts = "%.15g\n" * len(cells) % cells
        if "e" not in texts:
            return texts.split("\n")[:-1]
    return [shown_text(cell) for cell in cells]
