"""A large CSV file, checked and written as sorted files of the lake at once, piece by piece.

Owns that way of reading. Nothing is decided here about a file with anything wrong in it: it is
read in one go instead (`boji.intake.staging`), which knows the words. Both ways give the same rows.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import Kind
from boji.intake.cells import Spaces
from boji.intake.csv_file import CsvSource, open_csv
from boji.intake.csv_pieces import CsvPieces, Piece, Unusual
from boji.intake.source import InputFile
from boji.intake.typed import Typed, typed_columns
from boji.lake.delta import DataFile
from boji.lake.derived import without_derived
from boji.lake.sorting import write_at_once
from boji.lake.storage import stored

LARGE = 100 << 20  # bytes; of smaller files the lake would have too many of its own


def in_pieces(connection: duckdb.DuckDBPyConnection, file: InputFile, zone: ZoneInfo) -> Typed | None:
    """The file, if every cell of it is right; None where that is not sure. FileRefused for its header."""
    size = file.path.stat().st_size
    if file.path.suffix != ".csv" or size < LARGE:
        return None
    source = open_csv(file)
    folder = file.path.with_suffix(".pieces")
    folder.mkdir()
    pieces = CsvPieces(file.path, folder)
    try:
        files = [done for piece in pieces for done in _write(connection, source, piece, zone)]
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, Unusual):
        return None
    rows = sum(done.rows for done in files)
    return Typed(source, tuple(done.path for done in files), rows, pieces.sha256, size, tuple(files))


def _write(
    connection: duckdb.DuckDBPyConnection, source: CsvSource, piece: Piece, zone: ZoneInfo
) -> list[DataFile]:
    if not piece.is_plain:
        return _sorted(connection, source, piece, zone, Spaces.ANY)
    if piece.blanks is not None and (files := _without_spaces(connection, source, piece, zone)):
        return files
    return _sorted(connection, source, piece, zone, Spaces.BLANKS)


def _without_spaces(
    connection: duckdb.DuckDBPyConnection, source: CsvSource, piece: Piece, zone: ZoneInfo
) -> list[DataFile]:
    """The files if there are as many blanks as instants; a text then has none, and needs no look."""
    try:
        files = _sorted(connection, source, piece, zone, Spaces.IN_TIMES)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return []
    columns = (source.file.table.column(name) for name in source.columns)
    instants = [column.name for column in columns if column.kind is Kind.INSTANT]
    if piece.blanks == sum(done.rows - done.nulls[name] for done in files for name in instants):
        return files
    for done in files:
        done.path.unlink()
    return []


def _sorted(
    connection: duckdb.DuckDBPyConnection, source: CsvSource, piece: Piece, zone: ZoneInfo, spaces: Spaces
) -> list[DataFile]:
    table = source.file.table
    columns = typed_columns(source, zone, spaces)
    derived = f", {without_derived(table)}" if table.derived else ""
    rows = f"SELECT {columns}{derived} FROM {source.cells_of(piece.path, has_header=piece.has_header)}"
    return write_at_once(connection, stored(table.name), rows, piece.path.parent / "sorted")
