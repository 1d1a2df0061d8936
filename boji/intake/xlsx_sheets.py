"""A workbook as sheets of raw text: every worksheet, column by column.

Owns that translation. Sheets in the plain form of platforms are read straight from their XML, piece by
piece. What is not plain calamine reads, in a process of its own: see `boji.intake.laid_out`.
"""

from __future__ import annotations

import marshal
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

import duckdb
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema

from boji.intake import laid_out
from boji.intake.issues import EXAMPLES, Issue
from boji.intake.laid_out import MEMORY, Piece
from boji.intake.raw import MOST_COLUMNS, OddCells, Sheet, check_width, column_names, copy_batches
from boji.intake.source import FileRefused, NamedFile
from boji.intake.xlsx_archive import check_archive, check_errors, open_archive, sheet_parts
from boji.intake.xlsx_stream import DamagedSheet, SheetStream, UnusualSheet, WorkbookTexts

_TEXT = DataType.utf8()
_NUMBER = DataType.int64()
_OTHER_SHEETS = ("xl/chartsheets/", "xl/dialogsheets/", "xl/macrosheets/")

Odd = dict[tuple[str, int], OddCells]


def read_xlsx_sheets(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path, *, first_only: bool = False
) -> list[Sheet]:
    """The worksheets that hold anything, in the workbook's order, or only the first of all."""
    try:
        with open_archive(file) as archive:
            return _streamed(connection, file, archive, target_dir, first_only=first_only)
    except DamagedSheet as damage:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(damage)})]) from None
    except UnusualSheet:
        return _laid_out(connection, file, target_dir, first_only=first_only)


def _streamed(
    connection: duckdb.DuckDBPyConnection,
    file: NamedFile,
    archive: zipfile.ZipFile,
    target_dir: Path,
    *,
    first_only: bool,
) -> list[Sheet]:
    named = [one for one in sheet_parts(file, archive).items() if not one[1].startswith(_OTHER_SHEETS)]
    present = set(archive.namelist())
    if not named or not all(part.startswith("xl/worksheets/") and part in present for _, part in named):
        raise UnusualSheet
    texts = WorkbookTexts.of(archive)
    found = []
    for index, (name, part) in enumerate(named[:1] if first_only else named):
        stream = SheetStream(archive, part, texts)
        pieces = stream.pieces()
        first = next(pieces, None)
        if first is None:
            continue
        width = len(first[1])
        check_width(file, width)
        target = target_dir / f"sheet-{index}.parquet"
        odd = _write(connection, chain([first], pieces), width, target)
        check_errors(file, stream.errors)
        found.append(Sheet(name, target, width, numbered=True, errors=stream.errors, odd=odd))
    return found


def _laid_out(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path, *, first_only: bool
) -> list[Sheet]:
    """The same by calamine."""
    errors = check_archive(file)
    found: list[Sheet] = []
    with _calamine(file, first_only=first_only) as said:
        while (part := marshal.load(said)) and not isinstance(part, str):
            name, width = part
            check_width(file, width)
            target = target_dir / f"sheet-{len(found)}.parquet"
            odd = _write(connection, iter(lambda: marshal.load(said), None), width, target)
            own = errors.get(name, {})
            check_errors(file, own)
            found.append(Sheet(name, target, width, numbered=True, errors=own, odd=odd))
    if part:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": part})])
    return found


@contextmanager
def _calamine(file: NamedFile, *, first_only: bool) -> Iterator[IO[bytes]]:
    """What the program says; FileRefused where it ends without having said all."""
    which = "first" if first_only else "all"
    program = [sys.executable, "-P", laid_out.__file__, str(file.path), str(MOST_COLUMNS), which]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        try:
            yield running.stdout
        except (EOFError, ValueError, TypeError):  # cut off, maybe within a piece
            died = running.wait()
            raise FileRefused([_death(file, died)]) from None
        finally:
            running.kill()


def _death(file: NamedFile, status: int) -> Issue:
    """The issue of a file that ended the program: by a signal, or by an exception (1)."""
    if status < 0:
        return Issue(file.name, "xlsx_too_large", parameters={"limit": f"{MEMORY >> 30} GB"})
    return Issue(file.name, "xlsx_damaged", parameters={"detail": "calamine"})


def _write(connection: duckdb.DuckDBPyConnection, pieces: Iterable[Piece], width: int, target: Path) -> Odd:
    """Write a sheet; what goes wrong while DuckDB asks for the next piece is raised as it was."""
    failures: list[Exception] = []
    odd: Odd = {}
    names = column_names(width)
    schema = Schema(
        [Field("row_", _NUMBER), Field("width_", _NUMBER), *(Field(name, _TEXT) for name in names)]
    )

    def batches() -> Iterator[RecordBatch]:
        try:
            for rows, columns, unusual in pieces:
                if len(columns) > width:
                    raise UnusualSheet
                _count(odd, unusual)
                filled = [*columns, *([""] * len(rows) for _ in range(width - len(columns)))]
                nothing = Array([None] * len(rows), type=_NUMBER)
                texts = [Array(column, type=_TEXT) for column in filled]
                yield RecordBatch.from_arrays([Array(rows, type=_NUMBER), nothing, *texts], schema=schema)
        except Exception as error:
            failures.append(error)
            raise

    try:
        copy_batches(connection, RecordBatchReader.from_batches(schema, batches()), names, target)
    except duckdb.Error:
        if failures:
            raise failures[0] from None
        raise
    return odd


def _count(odd: Odd, found: Iterable[tuple[str, int, int, list[Any]]]) -> None:
    for kind, column, total, first in found:
        cells = odd.setdefault((kind, column), OddCells())
        cells.total += total
        cells.first += first[: EXAMPLES - len(cells.first)]
