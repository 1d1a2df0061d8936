"""How a fact table lies on disk: column types, order of rows, and the DuckDB that writes it.

Owns the physical shape shared by reading and writing. Which versions belong together is
`boji.lake.snapshot`; what changes from one to the next is `boji.lake.upsert`.

Order of rows. Order lines are sorted by person, session, time; the others by key. Tried on 10 million
lines (82 row groups, zstd): one person 3 ms by the groups' least and greatest values, one session 5 ms
by their Bloom filters. Sorted by session instead, one person takes 58 ms. zstd reads as quickly as
snappy and takes 40% of its room.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
from deltalake import Field, Schema
from deltalake.schema import PrimitiveType

from boji.engine.facts import TABLES, Column, Kind, Table

ROWS_IN_GROUP = 122_880
GROUPS_IN_FILE = 40  # files of at most 4.9 million rows
ROWS_IN_FILE = ROWS_IN_GROUP * GROUPS_IN_FILE

MOST_THREADS = 4  # each takes its share of the memory
MEMORY_LIMIT = "600MB"  # of DuckDB; with Python and the Delta library it stays below 1 GB

_DELTA_TYPE = {
    Kind.TEXT: "string",
    Kind.MONEY: "long",
    Kind.COUNT: "long",
    Kind.MEASURE: "long",
    Kind.INSTANT: "timestamp",
    Kind.DAY: "date",
    Kind.FLAG: "boolean",
}
_FIRST_IN_ORDER = {"order_lines": ("person_id", "session_id", "paid_at")}


def duckdb_type(column: Column) -> str:
    """The DuckDB type of a stored column."""
    return column.kind.sql_type


def stored(name: str) -> Table:
    """A fact table with all the columns that the lake keeps, the derived ones last."""
    table = TABLES[name]
    return replace(table, columns=(*table.columns, *table.derived))


def delta_schema(table: Table) -> Schema:
    """The Delta schema of a stored table; columns may be null, required ones are the intake's business."""
    return Schema([Field(column.name, PrimitiveType(_DELTA_TYPE[column.kind])) for column in table.columns])


def sort_columns(table: Table) -> tuple[str, ...]:
    """The columns by which one write's rows are sorted; the key comes last, so the order is total."""
    first = _FIRST_IN_ORDER.get(table.name, ())
    return (*first, *(name for name in table.key if name not in first))


def quoted(*names: str) -> str:
    """Names as SQL identifiers (`at`, `left` and `date` are words of SQL)."""
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str | Path) -> str:
    """A text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def parquet(*paths: str | Path, options: str = "") -> str:
    """An SQL table of Parquet files."""
    listed = ", ".join(literal(path) for path in paths)
    return f"read_parquet([{listed}]{options})"


def connect(temporary: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB of bounded memory that spills into `temporary` and reaches for nothing else outside."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": str(min(os.cpu_count() or 1, MOST_THREADS)),
            "temp_directory": str(temporary / "spill"),
            "autoinstall_known_extensions": "false",
        }
    )
    # Not in the configuration above: DuckDB 2.0 then fails where ICU is not loaded yet.
    connection.execute("SET TimeZone = 'UTC'")
    return connection
