"""One sheet of raw text on disk, and how rows of text are written to it.

Owns the Parquet form of a sheet: columns `c1`, `c2` … of text, NULL where a cell is empty, rows numbered
as Excel numbers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema

from boji.intake.issues import Issue
from boji.intake.source import FileRefused, NamedFile
from boji.lake.storage import literal

MOST_COLUMNS = 2_000
_ROWS_AT_ONCE = 10_000
_HEAD = 100


@dataclass
class OddCells:
    """How many, and the first of them: row and text."""

    total: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells in a Parquet file.

    `numbered`: the file holds `row_` and `width_` (how many cells the row has; NULL in a workbook, where all
    rows have as many); else rows are numbered by their place and all have `width` cells. `errors` are the
    cells whose formula failed, by row. `odd` are cells of a workbook that may not say what they said: for
    `date` or `long_number` and the place of a column.
    """

    name: str
    path: Path
    width: int
    numbered: bool
    errors: Mapping[int, str] = field(default_factory=dict)
    odd: Mapping[tuple[str, int], OddCells] = field(default_factory=dict)

    @property
    def rows(self) -> str:
        """SQL: a table of `row_`, `width_` and the cells."""
        if self.numbered:
            return f"read_parquet({literal(self.path)})"
        numbered = f"read_parquet({literal(self.path)}, file_row_number = true)"
        return (
            f"(SELECT file_row_number + 1 AS row_, CAST(NULL AS INTEGER) AS width_,"
            f" * EXCLUDE (file_row_number) FROM {numbered})"
        )

    @property
    def columns(self) -> tuple[str, ...]:
        return column_names(self.width)

    def head(self, connection: duckdb.DuckDBPyConnection, most: int = _HEAD) -> list[tuple[int, list[str]]]:
        """The first rows that hold anything, with their numbers."""
        cells = ", ".join(self.columns)
        query = (
            f"SELECT row_, {cells} FROM {self.rows} WHERE coalesce({cells}, NULL) IS NOT NULL LIMIT {most}"
        )
        return [(row, [cell or "" for cell in found]) for row, *found in connection.execute(query).fetchall()]


def column_names(width: int) -> tuple[str, ...]:
    return tuple(f"c{number}" for number in range(1, width + 1))


def check_width(file: NamedFile, width: int) -> None:
    """FileRefused where a sheet has more columns than any export."""
    if width > MOST_COLUMNS:
        parameters = {"limit": f"{MOST_COLUMNS:,}"}
        raise FileRefused([Issue(file.name, "too_many_columns", parameters=parameters)])


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: Iterable[tuple[int, int | None, Sequence[str]]],
    width: int,
    target: Path,
) -> None:
    """Write rows (number, width, cells) as a sheet of `width` cells; short rows are filled up."""
    text, number = DataType.utf8(), DataType.int64()
    names = column_names(width)
    schema = Schema([Field("row_", number), Field("width_", number), *(Field(name, text) for name in names)])

    def batches() -> Iterator[RecordBatch]:
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS_AT_ONCE)):
            cells = zip(*(_filled(cells, width) for _, _, cells in chunk), strict=True)
            arrays = [
                Array([row for row, _, _ in chunk], type=number),
                Array([found for _, found, _ in chunk], type=number),
                *(Array(column, type=text) for column in cells),
            ]
            yield RecordBatch.from_arrays(arrays, schema=schema)

    copy_batches(connection, RecordBatchReader.from_batches(schema, batches()), names, target)


def copy_batches(
    connection: duckdb.DuckDBPyConnection, reader: RecordBatchReader, names: Sequence[str], target: Path
) -> None:
    """Write batches of `row_`, `width_` and cells as a sheet; empty texts become NULL."""
    cells = ", ".join(f"nullif({name}, '') AS {name}" for name in names)
    connection.register("rows_", reader)
    try:
        connection.execute(
            f"COPY (SELECT row_, CAST(width_ AS INTEGER) AS width_, {cells} FROM rows_)"
            f" TO {literal(target)} (FORMAT parquet, COMPRESSION snappy)"
        )
    finally:
        connection.unregister("rows_")


def _filled(cells: Sequence[str], width: int) -> Sequence[str]:
    missing = width - len(cells)
    return cells if missing == 0 else [*cells[:width], *[""] * missing]
