"""One file as checked Parquet in the stored types, outside the lake still.

Owns reading a file while its contents are hashed, and turning what fails into issues. Nothing here
looks at other files or at the lake.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from boji.intake.csv_file import CsvSource, open_csv
from boji.intake.faults import INTERVALS, cell_faults, interval_faults
from boji.intake.in_pieces import in_pieces
from boji.intake.issues import Issue, shown
from boji.intake.parquet_file import ParquetSource, damaged, open_parquet
from boji.intake.source import FileRefused, InputFile, Source
from boji.intake.typed import Typed, typed_columns
from boji.intake.xlsx_file import open_xlsx
from boji.lake.storage import ROWS_IN_GROUP, literal, parquet, quoted

_CHUNK = 1 << 20
_LARGEST_DICTIONARY = 100  # ids are better written plainly: a sixth less processor time for a file


def read_typed(
    connection: duckdb.DuckDBPyConnection, file: InputFile, zone: ZoneInfo, *, keep_order: bool = False
) -> Typed:
    """Read and check every cell; FileRefused with all that is wrong. Large files may come sorted."""
    try:
        before = _identity(file.path)
        typed = None if keep_order else in_pieces(connection, file, zone)
        typed = typed or _in_one_go(connection, file, zone)
        changed = _identity(file.path) != before
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise FileRefused([Issue(file.name, "unreadable_file", parameters={"detail": detail})]) from None
    if changed:
        raise FileRefused([Issue(file.name, "changed_while_reading")])
    if _has_empty_interval(connection, typed):
        raise FileRefused(interval_faults(connection, typed.source, zone))
    return typed


def _in_one_go(connection: duckdb.DuckDBPyConnection, file: InputFile, zone: ZoneInfo) -> Typed:
    with ThreadPoolExecutor(max_workers=1) as background:
        scanning = background.submit(_scan, file.path)
        source = _open(connection, file)
        target = file.path.with_suffix(".typed.parquet")
        rows = _checked(connection, source, target, zone)
    digest, nul_row = scanning.result()
    if nul_row is not None and file.path.suffix == ".csv":
        raise FileRefused([Issue(file.name, "nul", row=nul_row)])
    return Typed(source, (target,), rows, digest, file.path.stat().st_size)


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    return _scan(path)[0]


def _scan(path: Path) -> tuple[str, int | None]:
    """The hash of a file's bytes, and the line of the first NUL byte among them.

    Python lets go of its lock while it hashes, so DuckDB works beside it.
    """
    digest = hashlib.sha256()
    nul_row = None
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
            if nul_row is None and (position := chunk.find(0)) >= 0:
                nul_row = _line_of(path, handle.tell() - len(chunk) + position)
    return digest.hexdigest(), nul_row


def _line_of(path: Path, position: int) -> int:
    line = 1
    with path.open("rb") as handle:
        while position > 0 and (chunk := handle.read(min(_CHUNK, position))):
            line += chunk.count(b"\n")
            position -= len(chunk)
    return line


def _checked(connection: duckdb.DuckDBPyConnection, source: Source, target: Path, zone: ZoneInfo) -> int:
    try:
        return _write(connection, source, target, zone)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise FileRefused(_faults(connection, source, zone, error)) from None


def _open(connection: duckdb.DuckDBPyConnection, file: InputFile) -> Source:
    match file.path.suffix:
        case ".csv":
            return open_csv(file)
        case ".xlsx":
            return open_xlsx(connection, file)
        case _:
            return open_parquet(connection, file)


def _write(connection: duckdb.DuckDBPyConnection, source: Source, target: Path, zone: ZoneInfo) -> int:
    written = connection.execute(
        f"COPY (SELECT {typed_columns(source, zone)} FROM {source.cells()}) TO {literal(target)}"
        f" (FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT {_LARGEST_DICTIONARY},"
        f" ROW_GROUP_SIZE {ROWS_IN_GROUP})"
    ).fetchone()
    assert written is not None
    return int(written[0])


def _has_empty_interval(connection: duckdb.DuckDBPyConnection, typed: Typed) -> bool:
    if typed.source.file.table.name not in INTERVALS:
        return False
    start, end = INTERVALS[typed.source.file.table.name]
    query = f"SELECT 1 FROM {parquet(*typed.paths)} WHERE {quoted(end)} <= {quoted(start)} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def _faults(
    connection: duckdb.DuckDBPyConnection, source: Source, zone: ZoneInfo, error: duckdb.Error
) -> list[Issue]:
    """Why reading failed: wrong cells where the rows can be read, else the shape of the file."""
    try:
        if found := cell_faults(connection, source, zone):
            return found
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as again:
        error = again
    if found := source.faults():
        return found
    if isinstance(source, ParquetSource):
        return [damaged(source.file, error)]
    code = "csv_shape" if isinstance(source, CsvSource) else "unexpected"
    return [Issue(source.file.name, code, parameters={"detail": shown(str(error).splitlines()[0])})]


def _identity(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ino
