"""A workbook as sheets of raw text: every worksheet, column by column.

Owns that translation. Sheets in the plain form of platforms are read straight from their XML, piece by
piece. What is not plain calamine reads, after `boji.intake.xlsx_archive` has seen that the file keeps within
the bounds of a reader that lays out whole sheets.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import duckdb
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from boji.intake.issues import Issue
from boji.intake.raw import Sheet, check_width, column_names, copy_batches
from boji.intake.source import FileRefused, NamedFile
from boji.intake.xlsx_archive import DAMAGES, check_archive, open_archive, sheet_parts
from boji.intake.xlsx_cells import shown_text
from boji.intake.xlsx_stream import Piece, SheetStream, UnusualSheet, WorkbookTexts

_ROWS_AT_ONCE = 20_000
_TEXT = DataType.utf8()
_NUMBER = DataType.int64()


def read_xlsx_sheets(connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path) -> list[Sheet]:
    """The worksheets that hold anything, in the workbook's order."""
    try:
        with open_archive(file) as archive:
            return _streamed(connection, file, archive, target_dir)
    except UnusualSheet:
        return _laid_out(connection, file, target_dir)


def _streamed(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, archive: zipfile.ZipFile, target_dir: Path
) -> list[Sheet]:
    parts = {name: part for name, part in sheet_parts(archive).items() if part.startswith("xl/worksheets/")}
    if not parts or not set(parts.values()) <= set(archive.namelist()):
        raise UnusualSheet
    texts = WorkbookTexts.of(archive)
    found = []
    for index, (name, part) in enumerate(parts.items()):
        stream = SheetStream(archive, part, texts)
        pieces = stream.pieces()
        first = next(pieces, None)
        if first is None:
            continue
        width = len(first[1])
        check_width(file, width)
        target = target_dir / f"sheet-{index}.parquet"
        _write(connection, chain([first], pieces), width, target)
        found.append(Sheet(name, target, width, numbered=True, errors=stream.errors))
    return found


def _laid_out(connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path) -> list[Sheet]:
    """The same by calamine."""
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
                _write(connection, _pieces(sheet), sheet.width, target)
                cells = errors[about.name].cells if about.name in errors else []
                found.append(Sheet(about.name, target, sheet.width, numbered=True, errors=dict(cells)))
    except (CalamineError, ValueError) as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None
    return found


def _pieces(sheet: CalamineSheet) -> Iterator[Piece]:
    rows = sheet.iter_rows()
    number = (sheet.start or (0, 0))[0] + 1
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        yield (
            list(range(number, number + len(chunk))),
            [_texts(cells) for cells in zip(*chunk, strict=True)],
        )
        number += len(chunk)


def _texts(cells: tuple[object, ...]) -> list[str]:
    kinds = set(map(type, cells))
    if kinds <= {float, int}:  # all in one go, unless one of them is very large or small
        texts = "%.15g\n" * len(cells) % cells
        if "e" not in texts:
            return texts.split("\n")[:-1]
    return [shown_text(cell) for cell in cells]


def _write(connection: duckdb.DuckDBPyConnection, pieces: Iterable[Piece], width: int, target: Path) -> None:
    """Write a sheet; what goes wrong while DuckDB asks for the next piece is raised as it was."""
    failures: list[Exception] = []
    names = column_names(width)
    schema = Schema(
        [Field("row_", _NUMBER), Field("width_", _NUMBER), *(Field(name, _TEXT) for name in names)]
    )

    def batches() -> Iterator[RecordBatch]:
        try:
            for rows, columns in pieces:
                if len(columns) > width:
                    raise UnusualSheet
                filled = [*columns, *([""] * len(rows) for _ in range(width - len(columns)))]
                nothing = Array([None] * len(rows), type=_NUMBER)
                texts = [Array(column, type=_TEXT) for column in filled]
                yield RecordBatch.from_arrays([Array(rows, type=_NUMBER), nothing, *texts], schema=schema)
        except (UnusualSheet, *DAMAGES) as error:
            failures.append(error)
            raise

    try:
        copy_batches(connection, RecordBatchReader.from_batches(schema, batches()), names, target)
    except duckdb.Error:
        if failures:
            raise failures[0] from None
        raise
